"""One pass over one message: what is wrong with it, and where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
"""Any JSON value."""

_SHOWN_CHARACTERS = 32


class Misfit:
    """The type of `MISFIT`."""


MISFIT: Final = Misfit()
"""What reading gives for a value that does not fit."""


class Finding(NamedTuple):
    """A problem under way: its path still grows, from the innermost step outwards."""

    path: list[str | int]
    expected: str
    got: str


class Reading:
    """The root object of the event under way, and the problems found so far."""

    __slots__ = ("problems", "root")

    def __init__(self, root: Mapping[str, Json]) -> None:
        self.root = root
        self.problems: list[Finding] = []

    def misfit(self, expected: str, value: object) -> Misfit:
        """Note that `value` is not what was expected."""
        self.problems.append(Finding([], expected, described(value)))
        return MISFIT

    def inside(self, step: str | int, since: int) -> None:
        """Put `step` before the path of every problem found since there were `since`."""
        for problem in self.problems[since:]:
            problem.path.append(step)


def path_of(steps: Iterable[str | int]) -> str:
    """A place as people read it: `data.rules[1].name`."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
    return text.removeprefix(".")


def described(value: object) -> str:
    """The kind of a JSON value and the beginning of it, for people: `string "x"`."""
    match value:
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
