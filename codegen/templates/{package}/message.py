"""A parsed message: the typed event, and the delivery around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal, cast

from attrs import fields, frozen

from . import by_msgspec, json_text
from .draft import with_draft
from .envelopes import ENVELOPES
from .errors import Problem
from .event import Event
from .reading import Json, Reading
from .registry import EVENTS, EventInfo
from .wire import WireObject, read_object, write_object

if TYPE_CHECKING:
    from datetime import datetime

    from .cloudevent import CloudEventParts

BARE = "event-data"
"""Name of the delivery that is none: the event alone."""


class _Decoded:
    """The struct that a message was decoded to: no field of the attrs class `Message`.

    It is what is written as long as the message is the same.  The attributes are made from it
    when somebody asks for them: most who read an event do not.
    """

    __slots__ = ("_struct",)

    _struct: Any

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> object:
            # Only slots that are not set come here.
            if name == "_struct":
                return None
            if name != "attributes" or self._struct is None:
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
            made = by_msgspec.attributes(self._struct)
            object.__setattr__(self, name, made)
            return made


@with_draft
@frozen
class Message(_Decoded):
    """One delivered message.

    An ordinary frozen attrs object: it compares by value, can be copied and pickled, and has a
    hash as long as its event has one; `attrs.evolve` makes a changed one.
    """

    _Draft: ClassVar[type[Any]]

    event: Event
    """The event: an instance of its class, or `UnknownEvent`."""
    event_code: str | None
    """Code of the event: of the one that was recognised, else as it was sent."""
    event_type: str | None
    """EventBridge type of the event: of the one that was recognised, else as it was sent."""
    envelope: str
    """Name of the delivery; `event-data` for the bare event without one."""
    attributes: WireObject | None
    """What the delivery says beside the event; `None` for bare event data."""
    problems: tuple[Problem, ...] = ()
    """Everything that was not as the catalogue says, in the order of its fields."""
    conflicts: tuple[str, ...] = ()
    """Where the type and the code in the message name different events; never fatal."""
    event_text: str | None = None
    """The event as it was sent, if it was sent as a JSON text inside the JSON."""

    def __reduce__(self) -> tuple[type[Message], tuple[object, ...]]:
        return Message, tuple(getattr(self, each.name) for each in fields(Message))

    @property
    def info(self) -> EventInfo | None:
        """What the catalogue says about the event; `None` for an unknown one."""
        return EVENTS.get(self.event_code) if self.event_code is not None else None

    @property
    def id(self) -> str | None:
        """Id of the message, by which repeats are recognised and answers are given."""
        around = self._struct or self.attributes
        if around is None:
            return None
        return cast("str | None", getattr(around, ENVELOPES[self.envelope].message_id))

    @property
    def time(self) -> str | None:
        """When the event happened, as it was sent; `None` where the delivery does not say."""
        around = self._struct or self.attributes
        if around is None or not ENVELOPES[self.envelope].time:
            return None
        return cast("str | None", getattr(around, ENVELOPES[self.envelope].time))

    @property
    def time_parsed(self) -> datetime | None:
        """`time` as a point in time with its zone; `None` where the text leaves it open.

        Read are RFC 3339, the same with a zone's name in place of the offset
        (`2020-11-19T21:04:42.179PRC`), and milliseconds since 1970.

        Not every time is right: in the published messages of downloads and uploads it ends in Z
        and lies eight hours after `aliyunpublishtime`, later than its own publication.
        """
        from .times import parsed_time

        return None if self.time is None else parsed_time(self.time)

    def to_cloudevent(self, sdk: Literal[1, 2] = 2) -> CloudEventParts:
        """Attributes and data for the `CloudEvent` class of the `cloudevents` package.

        `CloudEvent(*message.to_cloudevent())` makes its object.  `sdk` is the package's major
        version: 1 writes only times that are texts, 2 takes only times that are a `datetime`;
        all else is the same.  Left out are attributes that are empty (version 2 refuses an empty
        `subject`), that are no text, whole number or boolean, that have a name which CloudEvents
        do not allow, or a media type other than JSON, which is what the data is; for version 2 also
        a time without `time_parsed`.  What a message lacks of id and time, the package makes up.

        A message of another delivery than CloudEvents gets its id, the event's type and the
        catalogue's `source`; its other attributes follow in lower case.

        Raises:
            ValueError: the message names its event neither by type nor by code.
        """
        from .cloudevent import parts

        return parts(self, sdk)


def quickly_made(
    event: Event,
    event_code: str,
    event_type: str,
    envelope: str,
    attributes: WireObject | None,
    struct: object = None,
) -> Message:
    """A message that is as the catalogue says; with a struct, its attributes can wait."""
    draft: Any = Message._Draft()
    draft.event = event
    draft.event_code = event_code
    draft.event_type = event_type
    draft.envelope = envelope
    if attributes is not None:
        draft.attributes = attributes
    draft.problems = draft.conflicts = ()
    draft.event_text = None
    draft._struct = struct
    draft.__class__ = Message
    message: Message = draft
    return message


def to_dict(value: Message | WireObject) -> dict[str, Json]:
    """The JSON object that a message, an event or any object inside it was read from.

    Unknown fields, nulls and values that did not fit are written as they came; an attribute
    that was changed is written as it is now.  A whole number that may stand in quotes is
    written in the form that the catalogue declares.  Lists and objects in unknown fields are
    the message's own, not copies.
    """
    if isinstance(value, WireObject):
        return write_object(value)
    if value.attributes is None:
        return write_object(value.event)
    written = write_object(value.attributes)
    event: Json = write_object(value.event)
    if value.event_text is not None:
        # As it was sent, spaces and all, unless the event is another now.
        sent: Any = json_text.decoded(value.event_text)[0]
        read = read_object(type(value.event), sent, Reading(sent))
        unchanged = isinstance(read, WireObject) and write_object(read) == event
        event = value.event_text if unchanged else json_text.encoded(event)
    written[ENVELOPES[value.envelope].event_field] = event
    return written


def to_json(value: Message | WireObject) -> str:
    """`to_dict` as compact JSON text.

    Raises:
        ValueError: a value that JSON does not have, such as NaN, was put in by hand.
    """
    struct = value._struct
    return _text(value) if struct is None else by_msgspec.encode(struct).decode()


def to_bytes(value: Message | WireObject) -> bytes:
    """`to_json` in UTF-8, as queues and HTTP clients take it.

    Raises:
        ValueError: a value that JSON does not have, such as NaN, was put in by hand.
    """
    struct = value._struct
    return _text(value).encode() if struct is None else by_msgspec.encode(struct)


def _text(value: Message | WireObject) -> str:
    """The JSON text of a value that was not decoded as a whole, or not as it is now."""
    text = by_msgspec.encoded(value) if isinstance(value, Message) else None
    return json_text.encoded(to_dict(value)) if text is None else text.decode()
