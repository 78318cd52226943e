"""YAML text to the model: the first stage; whatever is wrong with the text is a finding."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from codegen.catalogue.translation import Translation
from codegen.catalogue.written import Catalogue, Written
from codegen.findings import Finding, Mark, ordered
from codegen.load.bind import bind
from codegen.load.yaml_nodes import Scalar, compose, place

W = TypeVar("W", bound=Written)

_WHAT: dict[type[Written], str] = {Catalogue: "a catalogue", Translation: "a translation"}

RULES = {
    "unreadable-file": "The file exists and can be read.",
    "bad-encoding": "The file is UTF-8 without a byte order mark and without control characters.",
    "yaml-syntax": "The file is YAML.",
    "yaml-feature": "No anchors, aliases, merge keys, tags, directives or second documents.",
    "empty-file": "The file is not empty.",
    "too-deep": "Values are not nested without end.",
    "duplicate-key": "A key stands once in a mapping, a field once in a list of fields.",
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
    return _load_file(path, name, Catalogue)


def load_translation(
    path: Path, name: str | None = None
) -> tuple[Translation | None, tuple[Finding, ...]]:
    """Read and load the texts that stand beside a catalogue; no file is an empty translation."""
    if not path.exists():
        return Translation(mark=Mark(str(path) if name is None else name, 1, 1), marks={}), ()
    return _load_file(path, name, Translation)


def _load_file(path: Path, name: str | None, cls: type[W]) -> tuple[W | None, tuple[Finding, ...]]:
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
                f"{_WHAT[cls]} in YAML",
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
    return _load(text, file, cls)


def load(text: str, file: str) -> tuple[Catalogue | None, tuple[Finding, ...]]:
    """The catalogue that the text holds, and all that is wrong with the text.

    With findings the catalogue lacks the parts that they are about, and is None if too little is
    left of it; then `check` is to be called with `partial=True`.
    """
    return _load(text, file, Catalogue)


def _load(text: str, file: str, cls: type[W]) -> tuple[W | None, tuple[Finding, ...]]:
    root, findings = compose(text, file)
    if root is None and findings:
        return None, ordered(findings)
    if root is None or (isinstance(root, Scalar) and root.value is None):
        empty = Finding(
            Mark(file, 1, 1),
            "empty-file",
            "the file is empty",
            _WHAT[cls],
            "write one, or look whether the right file is named",
        )
        return None, ordered((*findings, empty))
    whole, faults = bind(root, cls)
    return whole, ordered((*findings, *faults))
