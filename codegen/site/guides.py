"""Guides in both languages: the English page, with the lines of the Chinese one put into it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from codegen.render.renderer import RenderError
from codegen.site.bilingual import chinese, english, pair
from codegen.site.fences import with_code

_START = re.compile(r"#+ |- |\d+\. |> |")


def paired(page: str, translation: str, path: str) -> str:
    """A page in both languages.

    `translation` has a line for each of `page` that holds text; code and tables, which say the
    same in both languages, may stand in the English page alone.

    Raises:
        RenderError: the two do not have the same headings, paragraphs and list items.
    """
    lines = page.split("\n")
    ours = list(_texts(lines))
    theirs_lines = translation.split("\n")
    theirs = [theirs_lines[number] for number in _texts(theirs_lines)]
    outline = [[_start(line) for line in each] for each in ([lines[n] for n in ours], theirs)]
    if outline[0] != outline[1]:
        raise RenderError(
            f"{path}: {len(ours)} headings, paragraphs and list items in English, {len(theirs)} in "
            f"Chinese; expected the same ones in the same order ({_differ(*outline)})"
        )
    for number, line in zip(ours, theirs, strict=True):
        start = _start(lines[number])
        text = lines[number].removeprefix(start)
        lines[number] = start + pair(english(text), chinese(line.removeprefix(start)))
    return "\n".join(lines)


def _start(line: str) -> str:
    found = _START.match(line)
    return found[0] if found else ""


def _texts(lines: list[str]) -> Iterator[int]:
    """The numbers of the lines with text."""
    for number, (line, is_code) in enumerate(with_code(lines)):
        if line and not is_code and not line.startswith(("|", "<")):
            yield number


def _differ(ours: list[str], theirs: list[str]) -> str:
    for number, (one, other) in enumerate(zip(ours, theirs, strict=False), 1):
        if one != other:
            return f"number {number} begins with {one!r} in English, {other!r} in Chinese"
    return "one is longer"
