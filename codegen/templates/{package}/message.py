"""A parsed message: the typed event, and the envelope around it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal, Protocol

import attrs

from ._objects import Values, frozen, opened
from ._shown import shown
from .envelopes import ENVELOPES
from .errors import Problem, problems_of
from .event import Event, WireObject
from .registry import EVENTS, EventInfo

if TYPE_CHECKING:
    from datetime import datetime

    from ._reading import Finding
    from .cloudevent import CloudEventParts

BARE = "event-data"
"""Name of the envelope that is none: the event alone."""


class Source(Protocol):
    """What a message was read from, where it can still give what was not asked for yet."""

    def _attributes(self) -> WireObject:
        """The attributes of the message."""
        ...

    _written: Callable[[Any], bytes | None]
    """Called with the source itself, gives the message as JSON if that is as it was sent."""


@opened
class _Read(Values):
    """What a message has beside its fields, from where it was read."""

    __slots__ = {
        "__weakref__": "",
        "_findings": "The problems as they were found, until `problems` is asked for; `None` where "
        "all that is unexpected is that the event is unknown.",
        "_source": "What the message was read from.",
        "id": "Id of the message, by which repeats are recognised and answers are given.",
        "time": "When the event happened, as it was sent; `None` where the envelope does not say.",
    }

    if TYPE_CHECKING:
        _findings: list[Finding] | None
        _source: Source | None
        id: str | None
        """Id of the message, by which repeats are recognised and answers are given."""
        time: str | None
        """When the event happened, as it was sent; `None` where the envelope does not say."""


@frozen()
class Message(_Read):
    """One delivered message.

    An ordinary frozen attrs object: it compares by value, can be copied and pickled, and has a
    hash as long as its event has one; `attrs.evolve` makes a changed one.  Its `str` is one line
    for a log.
    """

    event: Event
    """The event: an instance of its class, or `UnknownEvent`."""

    event_code: str | None
    """Code of the event: of the one that was recognised, else as it was sent."""

    event_type: str | None
    """EventBridge type of the event: of the one that was recognised, else as it was sent."""

    envelope: str
    """Name of the envelope; `event-data` for the bare event without one."""

    attributes: WireObject | None
    """What the envelope says beside the event; `None` for bare event data."""

    problems: tuple[Problem, ...] = ()
    """What was not as the catalogue says, in the order of its fields: at most the first 1,000."""

    conflicts: tuple[str, ...] = ()
    """Where the type and the code in the message name different events; never fatal."""

    event_text: str | None = None
    """The event as it was sent, if it was sent as a JSON text inside the JSON."""

    more_problems: int = 0
    """How many problems there were beyond those in `problems`."""

    event_base64: str | None = None
    """The event as it was sent, if it was sent as JSON in base64 (`data_base64`)."""

    wrapper: str | None = attrs.field(default=None, eq=False)
    """Name of what another product had put around the whole message, if anything; of several,
    all, the outermost first, with a slash between them.  It is no part of the message: what is
    written is the message alone, and messages are equal in whatever they came."""

    wrapper_id: str | None = None
    """Id that the wrapper has for the message, where the message itself has none."""

    def __attrs_post_init__(self) -> None:
        put = object.__setattr__
        put(self, "_source", None)
        put(self, "id", said(self.envelope, self.attributes, "message_id") or self.wrapper_id)
        put(self, "time", said(self.envelope, self.attributes, "time"))

    def __reduce__(self) -> tuple[type[Message], tuple[object, ...]]:
        return type(self), tuple(getattr(self, each.name) for each in attrs.fields(Message))

    def __str__(self) -> str:
        counted = (
            ("problems", len(self.problems) + self.more_problems),
            ("conflicts", len(self.conflicts)),
        )
        named = (("id", self.id), ("time", self.time), ("envelope", self.envelope))
        parts = [
            shown(self.event_code or self.event_type or "unknown event", 64),
            *(f"{name}={shown(value, 64)}" for name, value in named if isinstance(value, str)),
            *(f"{name}={count}" for name, count in counted if count),
        ]
        return " ".join(parts)

    @property
    def info(self) -> EventInfo | None:
        """What the catalogue says about the event; `None` for an unknown one."""
        return EVENTS.get(self.event_code) if self.event_code is not None else None

    @property
    def time_parsed(self) -> datetime | None:
        """`time` as a point in time with its zone; `None` where the text leaves it open.

        Read are RFC 3339, the same with a zone's name in place of the offset
        (`2020-11-19T21:04:42.179PRC`), and milliseconds since 1970.

        Not every time is right: in the published messages of downloads and uploads it ends in Z
        and lies eight hours after `aliyunpublishtime`, later than its own publication.
        """
        from ._times import parsed_time

        return None if self.time is None else parsed_time(self.time)

    def to_cloudevent(self, sdk: Literal[1, 2] = 2) -> CloudEventParts:
        """Attributes and data for the `CloudEvent` class of the `cloudevents` package.

        `CloudEvent(*message.to_cloudevent())` makes its object.  `sdk` is the package's major
        version: 1 writes only times that are texts, 2 takes only times that are a `datetime`;
        all else is the same.  Left out are attributes that are empty (version 2 refuses an empty
        `subject`), that are no text, whole number or boolean, that have a name which CloudEvents
        do not allow, or a media type other than JSON, which is what the data is; for version 2 also
        a time without `time_parsed`.  What a message lacks of id and time, the package makes up.

        A message of another envelope than CloudEvents gets its id, the event's type and the
        catalogue's `source`; its other attributes follow in lower case.

        Raises:
            ValueError: the message names its event neither by type nor by code.
        """
        from .cloudevent import parts

        return parts(self, sdk)


def said(envelope: str, attributes: object, what: str) -> str | None:
    """What the attributes say under the name that the envelope has for it."""
    around = ENVELOPES.get(envelope)
    name: str = getattr(around, what) if around else ""
    found: str | None = getattr(attributes, name, None) if name else None
    return found


class _Late:
    """A slot of messages that is filled when somebody asks for it: most ask for little."""

    def __init__(self, name: str, make: Callable[[Any], object]) -> None:
        self._slot: Any = Message.__dict__[name]
        self._make = make
        self.__doc__ = self._slot.__doc__

    def __get__(self, message: Any, owner: object = None) -> object:
        if message is None:
            return self
        try:
            return self._slot.__get__(message, owner)
        except AttributeError:
            made = self._make(message)
            self._slot.__set__(message, made)
            return made

    def __set__(self, message: Any, value: object) -> None:
        self._slot.__set__(message, value)


def _attributes(message: Any) -> WireObject | None:
    source: Source = message._source
    return source._attributes()


def _problems(message: Any) -> tuple[Problem, ...]:
    info, findings = message.info, message._findings
    if findings is None:
        from ._unknown import findings_in

        findings = findings_in(message)
    if info is not None:
        return problems_of(findings, str(info.event_code), info.page)
    code = message.event_code
    return problems_of(findings, code and shown(code), None)


type.__setattr__(Message, "attributes", _Late("attributes", _attributes))
type.__setattr__(Message, "problems", _Late("problems", _problems))
for _name in ("event_base64", "wrapper", "wrapper_id"):
    # Few messages have them, so that nobody else pays for a slot.
    type.__setattr__(Message, _name, _Late(_name, lambda _: None))
