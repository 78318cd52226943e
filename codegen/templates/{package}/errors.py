"""What can be wrong with a message: one tree of exceptions, one record for every finding."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from ._objects import Values, frozen
from ._shown import Json, described, path_of, shown, steps_of

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
    """Base of everything that parsing raises.

    Whatever is wrong with a message, what could be found of it is here: an extension point can be
    answered, and the message kept, though it was refused.
    """

    index: int | None = None
    """Position of the message among those that `parse_many` was given, counted from 0."""

    _identity: Identity | None = None
    _again: Callable[[], MessageError] | None = None

    @property
    def message_id(self) -> str | None:
        """Id of the message, as an answer needs it; `None` where none was found."""
        return self._known().message_id

    @property
    def event_code(self) -> str | None:
        """Code of the event: of the one that was recognised, else as it was sent."""
        return self._known().event_code

    @property
    def event_type(self) -> str | None:
        """EventBridge type of the event: of the one that was recognised, else as it was sent."""
        return self._known().event_type

    @property
    def envelope(self) -> str | None:
        """Name of the envelope; `event-data` for the bare event, `None` if none was recognised."""
        return self._known().envelope

    @property
    def sent(self) -> Mapping[str, Json] | None:
        """The object as it was sent; `None` where it was not JSON, or no object."""
        return self._known().sent

    def _known(self) -> Identity:
        if self._again is not None:
            return self._again()._known()
        return self._identity or _UNKNOWN

    def _forget(self, again: Callable[[], MessageError]) -> None:
        """Keep no more than what finds the rest again."""
        self._identity = None
        self._again = again

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), self.args, {"index": self.index, "_identity": self._known()}


class Identity(NamedTuple):
    """What could be found of a message that is refused."""

    message_id: str | None
    event_code: str | None
    event_type: str | None
    envelope: str | None
    sent: Mapping[str, Json] | None


_UNKNOWN = Identity(None, None, None, None, None)


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
        again = self if self._again is None else self._again()
        errors, more = again.args
        return errors, more

    def _forget(self, again: Callable[[], MessageError]) -> None:
        super()._forget(again)
        self.args = ()

    def __reduce__(self) -> tuple[Any, ...]:
        made, _, state = super().__reduce__()
        return made, self._found(), state

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
