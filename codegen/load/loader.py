"""YAML text to the written catalogue: the first stage; whatever is wrong with the text is a finding."""

from __future__ import annotations

from pathlib import Path

from codegen.catalogue.written import Catalogue
from codegen.findings import Finding, Mark, ordered
from codegen.load.bind import bind
from codegen.load.yaml_nodes import Scalar, compose, long_lines, place

RULES = {
    "unreadable-file": "The file exists and can be read.",
    "bad-encoding": "The file is UTF-8 without a byte order mark and without control characters.",
    "yaml-syntax": "The file is YAML.",
    "yaml-feature": "No anchors, aliases, merge keys, tags, directives or second documents.",
    "empty-file": "The file is not empty.",
    "too-deep": "Values are not nested without end.",
    "duplicate-key": "A key stands once in a mapping.",
    "unquoted-text": "A text of several words between brackets is quoted.",
    "cut-text": "No comment stands behind a text, so that none is cut by one.",
    "long-line": "A line is short enough to be read beside its change.",
    "field-line": "The line of a field is `TYPE, e.g. EXAMPLE -- TEXT`, or parts of it.",
    "bad-number": "A number is one that JSON has.",
    "unknown-key": "A mapping has only keys that mean something.",
    "missing-key": "A mapping has all keys that it needs.",
    "wrong-type": "A value is of its key's type; what looks like a number is quoted to be a text.",
    "unknown-choice": "A value is one of the words that its key allows.",
    "pattern": "A text matches the pattern of its key.",
    "empty-text": "A text is not empty.",
    "repeated-item": "An item stands once in a list.",
    "retired-without-reason": "A retired event says why it is thought to be gone.",
}
"""What this stage checks, by rule id."""


def load_file(path: Path, name: str | None = None) -> tuple[Catalogue | None, tuple[Finding, ...]]:
    """Read and load a catalogue; `name` is what marks call it, by default the path as given."""
    file = str(path) if name is None else name
    try:
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        return None, (
            Finding(
                Mark(file, 1, 1),
                "unreadable-file",
                f"the file cannot be read: {reason}",
                "a catalogue in YAML",
                "check the path and who may read it",
            ),
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        mark = place(before, file, len(before))
        return None, (
            Finding(
                mark,
                "bad-encoding",
                f"the byte 0x{data[error.start]:02x} is not UTF-8",
                "UTF-8",
                "save the file as UTF-8",
            ),
        )
    return load(text, file)


def load(text: str, file: str) -> tuple[Catalogue | None, tuple[Finding, ...]]:
    """The catalogue that the text holds, and all that is wrong with the text.

    With findings the catalogue lacks the parts that they are about, and is None if too little is
    left of it; then `check` is to be called with `partial=True`.
    """
    root, findings = compose(text, file)
    if root is None and findings:
        return None, ordered(findings)
    if root is None or (isinstance(root, Scalar) and root.value is None):
        empty = Finding(
            Mark(file, 1, 1),
            "empty-file",
            "the file is empty",
            "a catalogue",
            "write one, or look whether the right file is named",
        )
        return None, ordered((*findings, empty))
    whole, faults = bind(root)
    return whole, ordered((*findings, *faults, *long_lines(text, file)))
