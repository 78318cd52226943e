"""From a delivered message to typed objects."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from . import by_msgspec
from .envelopes import ENVELOPES
from .errors import InvalidMessage, MalformedMessage, Problem, UnknownEnvelope
from .event import Event, UnknownEvent
from .json_text import MAX_BYTES, bounded, checked, decoded
from .message import BARE, Message, quickly_made
from .plain import plain
from .reading import MISFIT, Finding, Json, Reading, described, path_of, shown
from .registry import EVENT_CODE_FIELD, EVENTS, EVENTS_BY_TYPE, EventInfo
from .routes import find_route, routes
from .wire import WireObject, chosen, read_object

if TYPE_CHECKING:
    from .sources import RawMessage

_TEXTS = frozenset((bytes, bytearray, str))


def parse(
    message: RawMessage, *, strict: bool = False, max_bytes: int | None = MAX_BYTES
) -> Message:
    """Parse a message of any delivery, or the bare event if it names its event code.

    `message` is JSON as text or bytes (UTF-8, -16 or -32), a mapping, or an object of the
    `cloudevents` package; the event in it may be an object or a JSON text of one.  The event is
    found by its type first and by its code second.  A field that is optional and does not fit is
    `None` and listed in `problems`.

    Every JSON value is kept, with three exceptions: a number too large for a float and more than
    512 objects and arrays inside each other are refused, and of a name that is there twice the
    last value counts, as JSON readers have it.  A text of more than `max_bytes` (of a `str`,
    characters) is refused unread; of a mapping, that many values are looked at.

    Raises:
        MalformedMessage: not JSON, not an object, or too large.
        UnknownEnvelope: an object that looks like no delivery.
        InvalidMessage: a required field is missing or does not fit; with `strict`, any problem,
            or an event that the catalogue does not know.
    """
    if type(message) in _TEXTS:
        text: Any = message
        if max_bytes is not None and len(text) > max_bytes:
            bounded(len(text), max_bytes)
        found = by_msgspec.decoded(text)
        if found is not None:
            return found
        sent, text = decoded(text)
        if type(sent) is dict:
            found = _quickly_parsed(sent)
            if found is not None and found.event_code is not None:
                by_msgspec.met(found.envelope, found.event_code)
                return found
        return _completely_parsed(_object(checked(sent, text)), strict)
    if type(message) is dict:
        try:
            found = _quickly_parsed(message)
        except Exception:
            # Names or values of the caller's own classes may refuse to be compared.
            found = None
        if found is not None:
            return found
    sent_in = _unwrapped(message, max_bytes)
    if isinstance(sent_in, dict):
        return _completely_parsed(sent_in, strict)
    return parse(sent_in, strict=strict, max_bytes=max_bytes)


def parse_event(
    data: bytes | bytearray | memoryview | str | Mapping[str, Any],
    *,
    event_code: str | None = None,
    type: str | None = None,
    strict: bool = False,
    max_bytes: int | None = MAX_BYTES,
) -> Message:
    """Parse the bare event, as a target that hands on only `data` delivers it.

    `type` (EventBridge type) or `event_code` says which event it is; without either, the code
    that the event itself carries.  Raises what `parse` raises.
    """
    sent = _sent_object(data, max_bytes)
    return _parsed(_Delivered(BARE, None, sent, type, (event_code,)), Reading(sent), strict)


def detect(message: RawMessage, *, max_bytes: int | None = MAX_BYTES) -> str:
    """The name of the delivery that the message came by, without reading the event.

    Raises:
        MalformedMessage: not JSON, not an object, or too large.
        UnknownEnvelope: an object that looks like no delivery.
    """
    return _envelope(_sent_object(message, max_bytes))


class _Delivery(NamedTuple):
    """A delivery as the quick road needs it."""

    name: str
    event_field: str
    type_field: str
    code_field: str
    attributes_class: type[WireObject]


@cache
def _deliveries() -> tuple[_Delivery, ...]:
    return tuple(
        _Delivery(name, e.event_field, e.type_field, e.code_field, e.attributes_class)
        for name, e in ENVELOPES.items()
    )


def _quickly_parsed(sent: dict[str, Any]) -> Message | None:
    """The message if nothing about it is odd, else `None`."""
    for name, event_field, type_field, code_field, attributes_class in _deliveries():
        data = sent.get(event_field)
        if type(data) is not dict:
            continue
        names = sent.get(type_field), sent.get(code_field)
        code = data.get(EVENT_CODE_FIELD)
        try:
            route = routes.get(names) or find_route(*names)
        except TypeError:
            return None
        if route is None or (code is not None and code != route.event_code):
            return None
        event_code, event_type, event_class = route
        attributes = attributes_class._quick(sent, sent, 1)
        event: Any = chosen(event_class, data, data)._quick(data, data)
        if attributes is None or event is None:
            return None
        return quickly_made(event, event_code, event_type, name, attributes)
    return None


class _Delivered(NamedTuple):
    """An event with what its delivery says of it."""

    envelope: str
    attributes: object
    body: dict[str, Json] | None
    """`None` if there is no object."""
    type: Json
    codes: tuple[Json, ...]
    text: str | None = None


def _completely_parsed(sent: dict[str, Json], strict: bool) -> Message:
    """The message with all its problems; raises what `parse` raises."""
    name = _envelope(sent)
    reading = Reading(sent)
    if name == BARE:
        return _parsed(_Delivered(BARE, None, sent, None, ()), reading, strict)
    envelope = ENVELOPES[name]
    around = dict(sent)
    data = around.pop(envelope.event_field)
    attributes = read_object(envelope.attributes_class, around, reading)
    codes = (sent.get(envelope.code_field),)
    event_type = sent.get(envelope.type_field)
    text = data if isinstance(data, str) else None
    cause = None
    if text is not None:
        try:
            data = cast("Json", checked(*decoded(text)))
        except MalformedMessage as error:
            cause = error
    body = data if isinstance(data, dict) else None
    if body is None:
        expected = "object or JSON text of one"
        reading.problems.append(Finding([envelope.event_field], expected, described(data)))
    delivered = _Delivered(name, attributes, body, event_type, codes, text)
    try:
        return _parsed(delivered, reading, strict)
    except InvalidMessage as error:
        raise error from cause


def _parsed(delivered: _Delivered, reading: Reading, strict: bool) -> Message:
    body = delivered.body
    codes = delivered.codes if body is None else (*delivered.codes, body.get(EVENT_CODE_FIELD))
    code = next((code for code in codes if isinstance(code, str)), None)
    sent_type = delivered.type if isinstance(delivered.type, str) else None
    info, conflicts = _recognised(sent_type, codes)
    event: object = MISFIT
    if body is not None and info is None:
        event = UnknownEvent(extra=body)
    elif body is not None and info is not None:
        since = len(reading.problems)
        reading.root = body
        try:
            event = read_object(info.event_class, body, reading)
        except RecursionError as error:
            raise MalformedMessage("expected JSON: nested too deeply") from error
        if delivered.envelope != BARE:
            reading.inside(ENVELOPES[delivered.envelope].event_field, since)
    if strict and info is None and body is not None:
        field = EVENT_CODE_FIELD if sent_type is None else "type"
        found = described(code if sent_type is None else sent_type)
        reading.problems.append(Finding([field], "an event of the catalogue", found))
    named = (str(info.event_code), info.page) if info else (code and shown(code), None)
    problems = tuple(
        Problem(path_of(reversed(path)), expected, got, *named)
        for path, expected, got in reading.problems
    )
    if event is MISFIT or delivered.attributes is MISFIT or (strict and problems):
        raise InvalidMessage(problems)
    message = Message(
        cast("Event", event),
        str(info.event_code) if info else code,
        str(info.type) if info else sent_type,
        delivered.envelope,
        cast("WireObject | None", delivered.attributes),
        problems,
        conflicts,
        delivered.text,
    )
    if info is None or conflicts:
        _log(message)
    return message


def _log(message: Message) -> None:
    """Tell those who debug of an event that is new, or named in two ways; never what it holds."""
    # Nobody listens where nobody has imported it: a cold start is not made to.
    logging = sys.modules.get("logging")
    if logging is None or __package__ is None:
        return
    logger = logging.getLogger(__package__)
    about = tuple(part and shown(part, 64) for part in (message.id, message.event_type))
    if isinstance(message.event, UnknownEvent):
        code = message.event_code and shown(message.event_code, 64)
        logger.debug("message %s: unknown event, type %s, code %s", *about, code)
    for conflict in message.conflicts:
        logger.debug("message %s: %s", about[0], conflict)


def _object(value: object) -> dict[str, Json]:
    if type(value) is dict:
        return value
    raise MalformedMessage(f"expected a JSON object, got {described(value)}")


def _sent_object(message: RawMessage, max_bytes: int | None) -> dict[str, Json]:
    """The message's own object, its text decoded."""
    sent = message if type(message) in _TEXTS else _unwrapped(message, max_bytes)
    if isinstance(sent, dict):
        return sent
    text = cast("str", sent)
    bounded(len(text), max_bytes)
    return _object(checked(*decoded(text)))


def _unwrapped(message: object, max_bytes: int | None) -> str | bytes | dict[str, Json]:
    """The text or the object that is in a message of whatever class.

    Raises:
        MalformedMessage: there is neither, or it cannot be read.
    """
    try:
        if isinstance(message, str):
            return str.__str__(message)
        if isinstance(message, bytes | bytearray | memoryview):
            view = memoryview(message)
            bounded(view.nbytes, max_bytes)
            return view.tobytes()
        if isinstance(message, Mapping):
            return _object(plain(message, max_bytes))
        from .cloudevent import sent_by
        from .sources import CloudEventObject

        if isinstance(message, CloudEventObject) and not isinstance(message, type):
            return _object(plain(sent_by(message, max_bytes), max_bytes))
    except MalformedMessage:
        raise
    except Exception as error:
        # A view that was released, or a class that answers no question.
        raise MalformedMessage("expected JSON, got what cannot be read") from error
    raise MalformedMessage(f"expected a JSON object, got {described(message)}")


def _envelope(sent: Mapping[str, Json]) -> str:
    """The delivery whose event field is there, and of several the one with most known fields."""
    present = [name for name, envelope in ENVELOPES.items() if envelope.event_field in sent]
    if present:
        return max(present, key=lambda name: len(ENVELOPES[name].fields & sent.keys()))
    if isinstance(sent.get(EVENT_CODE_FIELD), str):
        return BARE
    fields = " or ".join(repr(envelope.event_field) for envelope in ENVELOPES.values())
    raise UnknownEnvelope(
        f"expected an object with {fields} that holds the event, or the event itself with "
        f"{EVENT_CODE_FIELD!r}; got an object of {len(sent)}; for event data without a code "
        "use parse_event"
    )


def _recognised(
    event_type: str | None, codes: tuple[Json, ...]
) -> tuple[EventInfo | None, tuple[str, ...]]:
    """The event by type, else by the first known code; and every other event that is named."""
    by_type = EVENTS_BY_TYPE.get(event_type) if event_type is not None else None
    known = [EVENTS[code] for code in codes if isinstance(code, str) and code in EVENTS]
    info = by_type or (known[0] if known else None)
    if info is None:
        return None, ()
    taken = f"type {str(info.type)!r}" if by_type else f"code {str(info.event_code)!r}"
    others = [
        f"code {shown(code, 64)!r}"
        for code in codes
        if isinstance(code, str) and code != info.event_code
    ]
    if by_type is None and event_type is not None:
        others.append(f"type {shown(event_type, 64)!r}")
    return info, tuple(f"{taken} was followed, not {other}" for other in dict.fromkeys(others))
