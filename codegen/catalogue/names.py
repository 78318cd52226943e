"""Python names from wire names; words that stay together are data of the catalogue."""

from __future__ import annotations

import re
from collections.abc import Mapping

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SEPARATOR = re.compile(r"[^A-Za-z0-9]+")


def words(name: str, kept: Mapping[str, str]) -> list[str]:
    """Split a camelCase, kebab-case or spaced name into lower-case words.

    `kept` maps spellings to the snake_case that they stand for, longest spelling first.
    """
    # Only whole humps: "Id" in "Identifier" is not the word "Id".
    starts = [
        at for at, c in enumerate(name) if at == 0 or c.isupper() or not name[at - 1].isalnum()
    ]
    ends = [at for at in range(1, len(name) + 1) if not name[at : at + 1].islower()]
    found = [
        (start - end, name[start:end], start)
        for start in starts
        for end in ends
        if start < end and name[start:end] in kept
    ]
    if found:
        _, spelling, start = min(found)
        head, tail = name[:start], name[start + len(spelling) :]
        return [*words(head, kept), *kept[spelling].split("_"), *words(tail, kept)]
    parts = _SEPARATOR.split(_HUMP.sub(" ", name))
    return [part.lower() for part in parts if part]


def snake(name: str, kept: Mapping[str, str]) -> str:
    """`fileCreateTime` to `file_create_time`."""
    return "_".join(words(name, kept))


def constant(name: str, kept: Mapping[str, str]) -> str:
    """`commit-file` to `COMMIT_FILE`."""
    return snake(name, kept).upper()


def pascal(name: str) -> str:
    """`start-diJob` to `StartDiJob`: every part keeps its own humps."""
    return "".join(part[:1].upper() + part[1:] for part in _SEPARATOR.split(name) if part)
