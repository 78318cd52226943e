"""Text put into its place in a YAML file; no other byte of it is touched."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from codegen.findings import Mark


@attrs.frozen
class Insertion:
    """Lines, and the line behind which they stand."""

    after: int
    """Counted from 1."""
    where: str
    """Path of the mapping that they belong to, for people."""
    lines: tuple[str, ...]

    @property
    def order(self) -> tuple[int, int, str]:
        """Behind one line, what belongs to an inner mapping stands first."""
        indent = max(len(line) - len(line.lstrip()) for line in self.lines[:2])
        return self.after, -indent, self.where


def end_of(text: str, mark: Mark) -> int:
    """The last line of the entry that begins at a place: of what is indented deeper."""
    lines = text.split("\n")
    last = mark.line
    for number in range(mark.line + 1, len(lines) + 1):
        line = lines[number - 1]
        if not line.strip():
            continue
        if len(line) - len(line.lstrip()) < mark.column:
            break
        last = number
    return last


def inserted(text: str, insertions: Iterable[Insertion]) -> str:
    """The text with all insertions; those behind one line stand in their order."""
    lines = text.split("\n")
    for one in sorted(insertions, key=lambda each: each.order, reverse=True):
        lines[one.after : one.after] = one.lines
    return "\n".join(lines)
