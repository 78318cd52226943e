"""From a delivered message to typed objects."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, cast

from ._backend import BACKEND
from ._decode import Decode, decoder_of
from ._json_text import MAX_BYTES, bounded, decoded
from ._log import log
from ._messages import made_message
from ._reading import MISFIT, Reading
from ._routes import Route, route_by_code, route_by_type
from ._shown import Json, Path, described, shown
from .envelopes import ENVELOPES, EnvelopeInfo
from .errors import InvalidMessage, MalformedMessage, UnknownEnvelope, problems_of
from .event import UnknownEvent
from .message import BARE, Message
from .registry import EVENT_CODE_FIELD

if TYPE_CHECKING:
    from .sources import RawMessage

_TEXTS = frozenset((bytes, str))


def parse(
    message: RawMessage, *, strict: bool = False, max_bytes: int | None = MAX_BYTES
) -> Message:
    """Parse a message of any envelope, or the bare event if it names its event code.

    `message` is JSON as text or bytes (UTF-8, -16 or -32), a mapping, or an object of the
    `cloudevents` package; the event in it may be an object or a JSON text of one.  The event is
    found by its type first and by its code second.  A field that is optional and does not fit is
    `None` and listed in `problems`.

    Every JSON value is kept, with three exceptions: a number too large for a float and more than
    200 objects and arrays inside each other are refused, and of a name that is there twice the
    last value counts, as JSON readers have it.  A text of more than `max_bytes` (of a `str`,
    characters) is refused unread; of a mapping, that many values are looked at.

    Raises:
        MalformedMessage: not JSON, not an object, or too large.
        UnknownEnvelope: an object that looks like no envelope.
        InvalidMessage: a required field is missing or does not fit; with `strict`, any problem,
            or an event that the catalogue does not know.
    """
    if type(message) in _TEXTS:
        text: Any = message
        if max_bytes is not None and len(text) > max_bytes:
            bounded(len(text), max_bytes)
        found = BACKEND.read(text)
        if found is not None and not (strict and _is_unexpected(found)):
            return found
        return _of_text(text, strict)
    sent = _unwrapped(message, max_bytes)
    if not isinstance(sent, _Foreign):
        return parse(sent, strict=strict, max_bytes=max_bytes)
    return _read(sent, lambda value, reading: _read_message(value, reading, strict), max_bytes)


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
    delivery = _Delivery(BARE, type, (event_code,))

    def read(body: dict[str, Any], reading: Reading) -> Message:
        return _read_event(delivery, body, None, reading, strict)

    return _read(_sent_object(data, max_bytes), read, max_bytes)


def detect(message: RawMessage, *, max_bytes: int | None = MAX_BYTES) -> str:
    """The name of the envelope that the message came in, without reading the event.

    Raises:
        MalformedMessage: not JSON, not an object, or too large.
        UnknownEnvelope: an object that looks like no envelope.
    """
    sent = _sent_object(message, max_bytes)
    if isinstance(sent, _Foreign):
        sent = _copied(sent.value, max_bytes)
    return _envelope_of(sent)


class _Foreign:
    """An object of the caller's own."""

    __slots__ = ("value",)

    def __init__(self, value: Mapping[str, Any]) -> None:
        self.value = value


def _of_text(text: bytes | str, strict: bool) -> Message:
    sent = _object(BACKEND.decoded(text))
    message = _read_message(sent, Reading(sent), strict)
    BACKEND.note(message)
    return message


def _read(
    sent: dict[str, Any] | _Foreign,
    read: Callable[[dict[str, Any], Reading], Message],
    max_bytes: int | None,
) -> Message:
    """Read an object; one of the caller's own in place, if that goes well, else a copy of it."""
    if not isinstance(sent, _Foreign):
        return read(sent, Reading(sent))
    value = sent.value
    if type(value) is dict:
        try:
            return read(value, Reading(value, sys.maxsize if max_bytes is None else max_bytes))
        except (InvalidMessage, UnknownEnvelope):
            raise
        except Exception:
            # Names or values of the caller's own classes may refuse to be looked at; what is
            # wrong with them, copying finds out.
            pass
    copy = _copied(value, max_bytes)
    return read(copy, Reading(copy))


def _copied(value: Mapping[str, Any], max_bytes: int | None) -> dict[str, Any]:
    from ._plain import plain

    return _object(plain(value, max_bytes)[0])


class _Delivery:
    """How a message names its event."""

    __slots__ = ("attributes", "codes", "envelope", "event_type", "text")

    def __init__(self, envelope: str, event_type: object, codes: tuple[object, ...]) -> None:
        self.envelope = envelope
        self.event_type = event_type
        self.codes = codes
        self.attributes: Any = None
        self.text: str | None = None


def _read_message(sent: dict[str, Any], reading: Reading, strict: bool) -> Message:
    """The message with all its problems; raises what `parse` raises."""
    name = _envelope_of(sent)
    if name == BARE:
        return _read_event(_Delivery(BARE, None, ()), sent, None, reading, strict)
    envelope = ENVELOPES[name]
    data = sent[envelope.event_field]
    decode = _attribute_decoders.get(name) or _attribute_decoder(name, envelope)
    attributes = decode(sent, reading, None)
    path = (None, envelope.event_field)
    delivery = _Delivery(name, sent.get(envelope.type_field), (sent.get(envelope.code_field),))
    delivery.attributes = attributes
    if isinstance(data, str):
        delivery.text = str.__str__(data)
        return _read_event_text(delivery, delivery.text, path, reading, strict)
    if type(data) is not dict:
        data = reading.kept(data, path)
    return _read_event(delivery, data, path, reading, strict)


def _read_event_text(
    delivery: _Delivery, text: str, path: Path, reading: Reading, strict: bool
) -> Message:
    """The message around an event that is a JSON text inside the JSON."""
    around = [*reading.problems]
    # What is in it, a decoder made.
    reading.left = None
    try:
        return _read_event(delivery, BACKEND.decoded(text), path, reading, strict)
    except MalformedMessage as error:
        reading.problems = around
        try:
            return _read_event(delivery, text, path, reading, strict)
        except InvalidMessage as invalid:
            raise invalid from error


_attribute_decoders: dict[str, Decode] = {}


def _attribute_decoder(name: str, envelope: EnvelopeInfo) -> Decode:
    decode = decoder_of(envelope.attributes_class, envelope.event_field)
    _attribute_decoders[name] = decode
    return decode


def _read_event(
    delivery: _Delivery, body: Any, path: Path, reading: Reading, strict: bool
) -> Message:
    """The message around an event, of which `path` says where it stands."""
    is_object = type(body) is dict
    codes = delivery.codes
    if is_object:
        codes = (*codes, body.get(EVENT_CODE_FIELD))
    else:
        reading.misfit(path, "object or JSON text of one", body)
    sent_type = _text_of(delivery.event_type)
    route, conflicts = _recognised(sent_type, codes)
    event: Any = MISFIT
    code = next((str.__str__(code) for code in codes if isinstance(code, str)), None)
    if is_object and route is None:
        event = UnknownEvent(extra=reading.kept(body, path))
        if strict:
            field, named = (EVENT_CODE_FIELD, code) if sent_type is None else ("type", sent_type)
            reading.misfit((None, field), "an event of the catalogue", named)
    elif is_object and route is not None:
        reading.root = body
        event = route.decode(body, reading, path)
    attributes = delivery.attributes
    if event is MISFIT or attributes is MISFIT or (strict and reading.problems):
        about = (route.event_code, route.page) if route else (code and shown(code), None)
        raise InvalidMessage(problems_of(reading.problems, *about), reading.more)
    message = made_message(
        event,
        route.event_code if route else code,
        route.event_type if route else sent_type,
        delivery.envelope,
        attributes,
        conflicts,
        delivery.text,
        reading,
    )
    if route is None or conflicts:
        log(message)
    return message


def _text_of(value: object) -> str | None:
    return str.__str__(value) if isinstance(value, str) else None


def _is_unexpected(message: Message) -> bool:
    return bool(message.problems) or isinstance(message.event, UnknownEvent)


def _object(value: object) -> dict[str, Any]:
    if type(value) is dict:
        return value
    raise MalformedMessage(f"expected a JSON object, got {described(value)}")


def _sent_object(message: RawMessage, max_bytes: int | None) -> dict[str, Any] | _Foreign:
    """The message's own object, its text decoded."""
    sent = message if type(message) in _TEXTS else _unwrapped(message, max_bytes)
    if isinstance(sent, _Foreign):
        return sent
    text: Any = sent
    bounded(len(text), max_bytes)
    return _object(decoded(text))


def _unwrapped(message: object, max_bytes: int | None) -> str | bytes | _Foreign:
    """The text or the object that is in a message of whatever class.

    Raises:
        MalformedMessage: there is neither, or it cannot be read.
    """
    if type(message) is dict:
        return _Foreign(message)
    try:
        if isinstance(message, str):
            return str.__str__(message)
        if isinstance(message, bytes | bytearray | memoryview):
            view = memoryview(message)
            bounded(view.nbytes, max_bytes)
            return view.tobytes()
        if isinstance(message, Mapping):
            return _Foreign(message)
        from .cloudevent import sent_by
        from .sources import CloudEventObject

        if isinstance(message, CloudEventObject) and not isinstance(message, type):
            return _Foreign(sent_by(message, max_bytes))
    except MalformedMessage:
        raise
    except Exception as error:
        # A view that was released, or a class that answers no question.
        raise MalformedMessage("expected JSON, got what cannot be read") from error
    raise MalformedMessage(f"expected a JSON object, got {described(message)}")


def _envelope_of(sent: Mapping[str, Json]) -> str:
    """The envelope whose event field is there, and of several the one with most known fields."""
    present = [name for name, envelope in ENVELOPES.items() if envelope.event_field in sent]
    if len(present) == 1:
        return present[0]
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
    event_type: str | None, codes: tuple[object, ...]
) -> tuple[Route | None, tuple[str, ...]]:
    """The event by type, else by the first known code; and every other event that is named."""
    by_type = route_by_type(event_type)
    route = by_type
    for code in codes:
        route = route or route_by_code(code)
    if route is None:
        return None, ()
    others = [
        f"code {shown(code, 64)!r}"
        for code in codes
        if isinstance(code, str) and code != route.event_code
    ]
    if by_type is None and event_type is not None:
        others.append(f"type {shown(event_type, 64)!r}")
    if not others:
        return route, ()
    taken = f"type {route.event_type!r}" if by_type else f"code {route.event_code!r}"
    return route, tuple(f"{taken} was followed, not {other}" for other in dict.fromkeys(others))
