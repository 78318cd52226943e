"""How places and values are shown to people, in errors and in logs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
"""Any JSON value."""

Path = tuple[Any, str | int] | None
"""The way to a value, its last step outermost, so that a step more copies nothing; `None` for
the message itself."""

_SHOWN_CHARACTERS = 32


class Absent:
    """The type of `ABSENT`."""


ABSENT: Final = Absent()
"""What was found where a field is missing."""


class Quoted(str):
    """A name that was found where another is expected, which is shown without its type."""

    __slots__ = ()


class InWords(str):
    """What was found, in words of its own."""

    __slots__ = ()


def steps_of(path: Path) -> list[str | int]:
    """The steps of a path, from the message on."""
    steps = []
    while path is not None:
        path, step = path
        steps.append(step)
    return steps[::-1]


def path_of(steps: Iterable[str | int]) -> str:
    """A place as people read it: `data.rules[1].name`."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
    return text.removeprefix(".")


def described(value: object) -> str:
    """The kind of a JSON value and the beginning of it, for people: `string "x"`."""
    match value:
        case Absent():
            return "nothing"
        case None:
            return "null"
        case bool():
            return "boolean true" if value else "boolean false"
        case int() if abs(value) < 10**_SHOWN_CHARACTERS:
            return f"integer {int(value)}"
        case int():
            return f"integer of {value.bit_length()} bits"
        case float():
            return f"number {value}"
        case InWords():
            return str.__str__(value)
        case Quoted():
            return f'"{shown(value)}"'
        case str():
            return f'string "{shown(value)}"'
        case list():
            return f"array of {len(value)}"
        case Mapping():
            return f"object of {len(value)}"
    return shown(type(value).__name__)


def shown(text: str, most: int = _SHOWN_CHARACTERS) -> str:
    """The beginning of a text, with everything escaped that would break or hide a log line."""
    beginning = text[:most]
    if not beginning.isprintable():
        beginning = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in beginning)
    return beginning if len(text) <= most else beginning + "…"
