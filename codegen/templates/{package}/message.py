"""A parsed message: the typed event, and the delivery around it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, cast

from attrs import define

from . import json_text
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


@define
class Message:
    """One delivered message.

    An ordinary attrs object: it compares by value, can be changed, copied and pickled, and, as
    it can be changed, has no hash.
    """

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

    @property
    def info(self) -> EventInfo | None:
        """What the catalogue says about the event; `None` for an unknown one."""
        return EVENTS.get(self.event_code) if self.event_code is not None else None

    @property
    def id(self) -> str | None:
        """Id of the message, by which repeats are recognised and answers are given."""
        if self.attributes is None:
            return None
        return cast("str | None", getattr(self.attributes, ENVELOPES[self.envelope].message_id))

    @property
    def time(self) -> str | None:
        """When the event happened, as it was sent; `None` where the delivery does not say."""
        if self.attributes is None or not ENVELOPES[self.envelope].time:
            return None
        return cast("str | None", getattr(self.attributes, ENVELOPES[self.envelope].time))

    @property
    def time_parsed(self) -> datetime | None:
        """`time` as a point in time with its zone; `None` where the text leaves it open.

        Read are RFC 3339, the same with a zone's name in place of the offset
        (`2020-11-19T21:04:42.179PRC`), and milliseconds since 1970.
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
    encoded = _encoder()
    if encoded is not None and isinstance(value, Message):
        text = encoded(value)
        if text is not None:
            return text.decode()
    return json_text.encoded(to_dict(value))


@cache
def _encoder() -> Callable[[Message], bytes | None] | None:
    """The writer of the extra `fast`, if it is installed."""
    try:
        from .decoding import encoded
    except ImportError:
        return None
    return encoded
