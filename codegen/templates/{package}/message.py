"""A parsed message: the typed event, and the delivery around it."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import cast

from attrs import define

from .envelopes import ENVELOPES
from .errors import Problem
from .event import Event
from .reading import Json
from .registry import EVENTS, EventInfo
from .wire import WireObject, write_object

BARE = "event-data"
"""Name of the delivery that is none: the event alone."""


@define
class Message:
    """One delivered message."""

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


def to_dict(value: Message | WireObject) -> dict[str, Json]:
    """The JSON object that a message, an event or any object inside it was read from.

    Unknown fields, nulls and values that did not fit are written as they came; an attribute
    that was changed is written as it is now.  A whole number that may stand in quotes is
    written in the form that the catalogue declares.
    """
    if isinstance(value, WireObject):
        return write_object(value)
    if value.attributes is None:
        return write_object(value.event)
    written = write_object(value.attributes)
    event: Json = write_object(value.event)
    if value.event_text is not None:
        event = value.event_text if json.loads(value.event_text) == event else _text(event)
    written[ENVELOPES[value.envelope].event_field] = event
    return written


def to_json(value: Message | WireObject) -> str:
    """`to_dict` as compact JSON text."""
    encoded = _encoder()
    if encoded is not None and isinstance(value, Message):
        text = encoded(value)
        if text is not None:
            return text.decode()
    return _text(to_dict(value))


@cache
def _encoder() -> Callable[[Message], bytes | None] | None:
    """The writer of the extra `fast`, if it is installed."""
    try:
        from .decoding import encoded
    except ImportError:
        return None
    return encoded


_text = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode
