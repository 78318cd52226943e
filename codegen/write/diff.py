"""Unified diffs that stay short and quick, however large the files are."""

from __future__ import annotations

import difflib
import itertools
from collections.abc import Iterator

_LINES_SHOWN = 200
_LINES_COMPARED = 10_000
_CONTEXT = 3


def file_diff(old: bytes | None, new: bytes | None, name: str) -> str:
    """The unified diff of two contents; None stands for no file.

    It is cut after a bounded number of lines and says so.
    """
    head = [
        f"--- {name if old is not None else '/dev/null'}",
        f"+++ {name if new is not None else '/dev/null'}",
    ]
    try:
        before = (old or b"").decode().splitlines()
        after = (new or b"").decode().splitlines()
    except UnicodeDecodeError:
        return "\n".join([*head, "(not text)", ""])
    lines = list(itertools.islice(_hunks(before, after), _LINES_SHOWN + 1))
    if len(lines) > _LINES_SHOWN:
        lines[_LINES_SHOWN:] = [f"(cut after {_LINES_SHOWN} lines)"]
    elif not lines:
        lines = ["(only line ends differ)"] if before or after else ["(empty)"]
    return "\n".join([*head, *lines, ""])


def _hunks(before: list[str], after: list[str]) -> Iterator[str]:
    """Lines of the diff without its head; long unlike parts are not aligned with each other."""
    start = _common(before, after)
    end = _common(before[start:][::-1], after[start:][::-1])
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    if not old and not new:
        return
    if max(len(old), len(new)) > _LINES_COMPARED:
        yield f"@@ -{start + 1},{len(old)} +{start + 1},{len(new)} @@"
        yield from (f"-{line}" for line in old)
        yield from (f"+{line}" for line in new)
        return
    lead = min(start, _CONTEXT)
    tail = min(end, _CONTEXT)
    offset = start - lead
    old = before[offset : len(before) - end + tail]
    new = after[offset : len(after) - end + tail]
    matcher = difflib.SequenceMatcher(None, old, new)
    for group in matcher.get_grouped_opcodes(_CONTEXT):
        _, a, _, b, _ = group[0]
        _, _, a_end, _, b_end = group[-1]
        yield f"@@ -{_range(offset + a, a_end - a)} +{_range(offset + b, b_end - b)} @@"
        for tag, i, i_end, j, j_end in group:
            if tag == "equal":
                yield from (f" {line}" for line in old[i:i_end])
                continue
            yield from (f"-{line}" for line in old[i:i_end])
            yield from (f"+{line}" for line in new[j:j_end])


def _range(start: int, length: int) -> str:
    """A hunk's lines as unified diffs write them: counted from 1, an empty range from before."""
    return f"{start + 1 if length else start},{length}"


def _common(one: list[str], two: list[str]) -> int:
    """How many lines are equal from the beginning."""
    pairs = enumerate(zip(one, two, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(one), len(two)))
