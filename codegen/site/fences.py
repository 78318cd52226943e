"""Blocks of code in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_FENCE = re.compile(r"(`{3,})")


def with_code(lines: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """Every line, and whether it belongs to a block of code, its fences included."""
    fence = ""
    for line in lines:
        if fence:
            yield line, True
            fence = "" if line == fence else fence
        else:
            found = _FENCE.match(line)
            fence = found[1] if found else ""
            yield line, bool(fence)
