"""What can be wrong with a message: one tree of exceptions, one record for every finding."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from ._objects import Values, frozen
from ._shown import described, path_of, shown, steps_of

if TYPE_CHECKING:
    from ._reading import Finding

_SHOWN_PROBLEMS = 5


@frozen()
class Problem(Values):
    """One place of a message that is not as the catalogue says."""

    path: str
    """Where, in wire names: `data.process.approvalContent.arrayData[1].projectId`; empty for
    the value itself."""

    expected: str
    """What the catalogue says should be there."""

    got: str
    """What was there, shortened; never the whole value."""

    event: str | None = None
    """Event code of the event: of the one that was recognised, else the beginning of the one
    that was sent."""

    page: str | None = None
    """Page of the event, relative to the root of the generated docs."""

    def __str__(self) -> str:
        about = f" ({shown(self.event, 64)})" if self.event else ""
        return f"{self.path or '$'}: expected {self.expected}, got {self.got}{about}"


class MessageError(ValueError):
    """Base of everything that parsing raises."""

    index: int | None = None
    """Position of the message among those that `parse_many` was given, counted from 0."""


class MalformedMessage(MessageError):
    """The text is not JSON, or the JSON is not an object.  A JSON error is its `__cause__`."""


class MessageTooLarge(MalformedMessage):
    """The text is longer than `max_bytes`; nothing of it was decoded."""


class UnknownEnvelope(MessageError):
    """The object is JSON, but no envelope that the catalogue knows looks like it."""


class InvalidMessage(MessageError):
    """A required field is missing or does not fit; with `strict=True`, any problem at all.

    Its text names the first problems and counts the others.
    """

    _again: Callable[[], InvalidMessage] | None = None

    def __init__(self, errors: tuple[Problem, ...], more_errors: int = 0) -> None:
        super().__init__(errors, more_errors)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems of the message in the order of the fields: at most the first 1,000."""
        return self._found()[0]

    @property
    def more_errors(self) -> int:
        """How many problems there were beyond those in `errors`."""
        return self._found()[1]

    def _found(self) -> tuple[tuple[Problem, ...], int]:
        if self._again is not None:
            return self._again()._found()
        errors, more = self.args
        return errors, more

    def _forget(self, again: Callable[[], InvalidMessage]) -> None:
        """Keep no more than what finds the problems again."""
        self.args = ()
        self._again = again

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), self._found(), {"index": self.index}

    def __str__(self) -> str:
        found, more = self._found()
        shown_first = [str(problem) for problem in found[:_SHOWN_PROBLEMS]]
        others = len(found) - len(shown_first) + more
        if others:
            shown_first.append(f"and {others} more")
        return "; ".join(shown_first)

    def __repr__(self) -> str:
        return f"{type(self).__name__}{self._found()!r}"


def problems_of(
    findings: Iterable[Finding], event: str | None, page: str | None
) -> tuple[Problem, ...]:
    """What was found in an event, as it is handed to people."""
    return tuple(
        Problem(path_of(steps_of(path)), expected, described(found), event, page)
        for path, expected, found in findings
    )
