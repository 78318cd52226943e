"""From messages and objects to the JSON that they were read from."""

from __future__ import annotations

from ._backend import BACKEND
from ._encode import Writing, encoded
from ._json_text import from_bytes
from ._shown import Json
from .envelopes import ENVELOPES
from .event import WireObject
from .message import Message


def to_dict(value: Message | WireObject) -> dict[str, Json]:
    """The JSON object that a message, an event or any object inside it was read from.

    Everything is written as it came: unknown fields, nulls, values that did not fit, digits in
    quotes; an attribute that was changed is written as it is now.  Lists and objects in unknown
    fields are the message's own, not copies.
    """
    return _written(value, Writing())


def to_json(value: Message | WireObject) -> str:
    """`to_dict` as compact JSON text.

    Every encoding can hold it, but for text with both halves of a surrogate pair apart from each
    other, of which JSON cannot be made otherwise.

    Raises:
        ValueError: a value that JSON does not have, such as NaN, was put in by hand.
    """
    return from_bytes(to_bytes(value))


def to_bytes(value: Message | WireObject) -> bytes:
    """`to_json` in UTF-8, as queues and HTTP clients take it.

    Raises:
        ValueError: a value that JSON does not have, such as NaN, was put in by hand.
    """
    if type(value) is Message and (source := value._source) is not None:
        known = source._written(source)
        if known is not None:
            return known
    known = BACKEND.written(value)
    if known is not None:
        return known
    writing = Writing()
    return BACKEND.encoded(_written(value, writing), writing)


def _written(value: Message | WireObject, writing: Writing) -> dict[str, Json]:
    if isinstance(value, WireObject):
        return encoded(value, writing)
    attributes, event = value.attributes, encoded(value.event, writing)
    if attributes is None:
        return event
    written = encoded(attributes, writing)
    text = value.event_text
    written[ENVELOPES[value.envelope].event_field] = (
        event if text is None else _as_text(event, text, writing)
    )
    return written


def _as_text(event: dict[str, Json], text: str, writing: Writing) -> Json:
    """The event as it was sent, spaces and all, unless it is another now."""
    if BACKEND.decoded(text) == event:
        return text
    return from_bytes(BACKEND.encoded(event, writing))
