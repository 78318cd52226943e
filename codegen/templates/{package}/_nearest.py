"""What somebody may have meant by a name that is not there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import get_close_matches

_LONGEST = 100
"""Longer names are nobody's mistake."""


def did_you_mean(
    name: object,
    known: Iterable[str],
    *,
    most: int = 1,
    shown: Callable[[str], str] = str,
) -> str:
    """` (did you mean "commit-file"?)`, or nothing where no known name is near."""
    if not isinstance(name, str) or len(name) > _LONGEST:
        return ""
    plain: dict[str, list[str]] = {}
    for each in known:
        plain.setdefault(_plain(each), []).append(each)
    near = [
        # Of names that are written in several ways, the one that is written alike.
        get_close_matches(name, plain[found], n=1, cutoff=0)[0]
        for found in get_close_matches(_plain(name), plain, n=most)
    ]
    meant = [f'"{each}"' for each in dict.fromkeys(map(shown, near))]
    *others, last = meant or [""]
    return f" (did you mean {', '.join(others)}{' or ' if others else ''}{last}?)" if last else ""


def _plain(name: str) -> str:
    """The name without what people write in different ways."""
    return "".join(letter for letter in name.lower() if letter.isalnum())
