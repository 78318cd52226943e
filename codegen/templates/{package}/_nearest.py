"""What somebody may have meant by a name that is not there."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

_LONGEST = 100
"""Longer names are nobody's mistake."""


def did_you_mean(name: object, known: Iterable[str]) -> str:
    """` (did you mean "commit-file"?)`, or nothing where no known name is near."""
    if not isinstance(name, str) or len(name) > _LONGEST:
        return ""
    plain = {_plain(each): str(each) for each in known}
    near = get_close_matches(_plain(name), plain, n=1)
    return f' (did you mean "{plain[near[0]]}"?)' if near else ""


def _plain(name: str) -> str:
    """The name without what people write in different ways."""
    return "".join(letter for letter in name.lower() if letter.isalnum())
