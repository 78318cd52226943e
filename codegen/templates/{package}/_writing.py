"""From messages and objects to the JSON that they were read from."""

from __future__ import annotations

from ._backend import BACKEND, decoded_once_more
from ._base64 import from_base64
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
    fields are the message's own, not copies.  What came in headers is in `message.attributes`.
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
    around = ENVELOPES.get(value.envelope)
    if attributes is None or around is None or not around.event_field:
        return event
    written = encoded(attributes, writing)
    text, base64 = value.event_text, value.event_base64
    if base64 is not None:
        written[around.base64_field] = _as_base64(event, base64, writing)
        return written
    written[around.event_field] = event if text is None else _as_text(event, text, writing)
    return written


def _as_base64(event: dict[str, Json], base64: str, writing: Writing) -> Json:
    """The same for an event that was sent in base64."""
    from base64 import b64encode

    if decoded_once_more(from_base64(base64)) == event:
        return base64
    return b64encode(BACKEND.encoded(event, writing)).decode()


def _as_text(event: dict[str, Json], text: str, writing: Writing) -> Json:
    """The event as it was sent, spaces and all, unless it is another now."""
    if decoded_once_more(text) == event:
        return text
    return from_bytes(BACKEND.encoded(event, writing))
