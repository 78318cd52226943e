"""One pass over one message: what is wrong with it, and where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ._shown import Json, Path, steps_of

MOST_PROBLEMS: Final = 1_000
"""So many problems are kept; the others are counted."""

Finding = tuple[Path, str, object]
"""A problem: where, what is expected there, and the value that was found."""

_INFINITE = float("inf")
_SAFE = frozenset((str, int, bool, type(None)))


class Misfit:
    """The type of `MISFIT`."""


MISFIT: Final = Misfit()
"""What reading gives for a value that does not fit."""


class Reading:
    """The root object of the event under way, and the problems found so far."""

    __slots__ = ("left", "more", "problems", "root")

    def __init__(self, root: Mapping[str, Json], left: int | None = None) -> None:
        self.root = root
        self.left = left
        """How many values may still be looked at; `None` for those that a JSON decoder made."""
        self.problems: list[Finding] = []
        self.more = 0
        """How many problems there were beyond those in `problems`."""

    def misfit(self, path: Path, expected: str, found: object) -> Misfit:
        """Note that what was found at a place is not what is expected there."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append((path, expected, found))
        else:
            self.more += 1
        return MISFIT

    def kept(self, value: Any, path: Path) -> Any:
        """The value at a place as the message will keep it: of the caller's objects, a copy.

        Raises:
            MalformedMessage: it is no JSON, or cannot be written.
        """
        if self.left is None and (
            type(value) in _SAFE or (type(value) is float and -_INFINITE < value < _INFINITE)
        ):
            return value
        from ._plain import checked, plain

        depth = len(steps_of(path))
        if self.left is None:
            return checked(value, depth)
        copy, self.left = plain(value, self.left, depth)
        return copy

    def count(self, values: int) -> None:
        """Count values of the caller's objects that are looked at.

        Raises:
            MalformedMessage: they are too many.
        """
        if self.left is not None:
            from ._plain import too_many

            self.left -= values
            if self.left < 0:
                raise too_many(values)
