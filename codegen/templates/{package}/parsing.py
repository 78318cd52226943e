"""From a delivered message to typed objects."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from ._backend import BACKEND
from ._codecs import whole
from ._decode import Decode, decoder_of
from ._fields import fields_of
from ._json_text import MAX_BYTES, bounded, decoded
from ._log import log
from ._messages import made_message
from ._reading import MISFIT, Reading
from ._routes import Route, known_route, route_by_code, route_by_type
from ._shown import Path, described, shown
from .envelopes import ENVELOPES, EnvelopeInfo
from .errors import (
    Identity,
    InvalidMessage,
    MalformedMessage,
    MessageError,
    UnknownEnvelope,
    problems_of,
)
from .event import UnknownEvent
from .message import BARE, Message
from .registry import EVENT_CODE_FIELD

if TYPE_CHECKING:
    from .sources import RawMessage

# Of many small objects, structs take several times the memory that plain ones do.
_LARGE: Final = 2**18
_TEXTS = frozenset((bytes, str))
_MOST_NAMES: Final = 10_000
"""More names than any message has; an object that cannot be copied may have no end of them."""
_LONGEST_ID_BITS: Final = 128


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
        size = len(text)
        if max_bytes is not None and size > max_bytes:
            bounded(size, max_bytes)
        found = BACKEND.read(text) if size < _LARGE else None
        if found is None or (strict and _is_unexpected(found)):
            return _of_text(text, strict)
        return found
    if type(message) is dict:
        try:
            left = sys.maxsize if max_bytes is None else max_bytes
            return _read_message(message, Reading(message, left), strict)
        except (InvalidMessage, UnknownEnvelope):
            raise
        except Exception:
            # Names or values of the caller's own classes may refuse to be looked at; what is
            # wrong with them, copying finds out.
            sent: Any = _Foreign(message)
    else:
        sent = _unwrapped(message, max_bytes)
        if not isinstance(sent, _Foreign):
            return parse(sent, strict=strict, max_bytes=max_bytes)
    try:
        copy = _copied(sent.value, max_bytes)
    except MalformedMessage as error:
        error._identity = _identity_of_foreign(sent.value)
        raise
    return _read_message(copy, Reading(copy), strict)


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
    if isinstance(sent, _Foreign):
        sent = _copied(sent.value, max_bytes)
    try:
        return _read_event(_BARE, None, type, (event_code,), sent, Reading(sent), strict)
    except MessageError as error:
        error._identity = _identity(sent, _BARE, type, event_code)
        raise


def detect(message: RawMessage, *, max_bytes: int | None = MAX_BYTES) -> str:
    """The name of the envelope that the message came in, without reading the event.

    Raises:
        MalformedMessage: not JSON, not an object, or too large.
        UnknownEnvelope: an object that looks like no envelope.
    """
    sent = _sent_object(message, max_bytes)
    if isinstance(sent, _Foreign):
        sent = _copied(sent.value, max_bytes)
    return _around(sent).envelope


class _Foreign:
    """An object of the caller's own."""

    __slots__ = ("value",)

    def __init__(self, value: Mapping[str, Any]) -> None:
        self.value = value


def _of_text(text: bytes | str, strict: bool) -> Message:
    message, is_known = _of_value(BACKEND.decoded(text), strict)
    if is_known and len(text) < _LARGE:
        # What the struct keeps of it is written at once.
        return BACKEND.read(text) or message
    return message


def of_decoded(value: object, strict: bool) -> Message:
    """The message of a JSON text, of which this is the value."""
    return _of_value(value, strict)[0]


def _of_value(value: object, strict: bool) -> tuple[Message, bool]:
    """The same, and whether `BACKEND` would now read the text."""
    sent = _object(value)
    message = _read_message(sent, Reading(sent), strict)
    return message, BACKEND.note(message)


def _copied(value: Mapping[str, Any], max_bytes: int | None) -> dict[str, Any]:
    from ._plain import plain

    return _object(plain(value, max_bytes)[0])


class _Around:
    """An envelope, as reading needs it."""

    __slots__ = (
        "code_field",
        "decode",
        "envelope",
        "event_field",
        "fields",
        "id_name",
        "path",
        "time_name",
        "type_field",
    )

    def __init__(self, envelope: str, info: EnvelopeInfo | None) -> None:
        self.envelope = envelope
        self.event_field = info.event_field if info else ""
        self.path: Path = (None, info.event_field) if info else None
        self.type_field = info.type_field if info else ""
        self.code_field = info.code_field if info else ""
        self.id_name = info.message_id if info else ""
        self.time_name = info.time if info else ""
        self.fields = info.fields if info else frozenset()
        self.decode: Decode = self._decode_first

    def _decode_first(self, sent: dict[str, Any], reading: Reading, path: Path) -> Any:
        """Import the class of the attributes, and read them."""
        attributes_class = ENVELOPES[self.envelope].attributes_class
        self.decode = decoder_of(attributes_class, self.event_field)
        return self.decode(sent, reading, path)

    def id_in(self, sent: dict[str, Any]) -> str | None:
        """The id of a message whose attributes need not be readable."""
        info = ENVELOPES.get(self.envelope)
        if info is None:
            return None
        for field in fields_of(info.attributes_class):
            if field.attribute == info.message_id and field.name in sent:
                value = sent[field.name]
                number = whole(value)
                if number is not None and number.bit_length() < _LONGEST_ID_BITS:
                    return str(number)
                return _text_of(value)
        return None


_BARE = _Around(BARE, None)
_AROUND = tuple(_Around(name, info) for name, info in ENVELOPES.items())


def _read_message(sent: dict[str, Any], reading: Reading, strict: bool) -> Message:
    """The message with all its problems; raises what `parse` raises."""
    around = None
    try:
        around = _around(sent)
        return _read_in(around, sent, reading, strict)
    except MessageError as error:
        error._identity = _identity(sent, around)
        raise


def _identity(
    sent: dict[str, Any],
    around: _Around | None,
    event_type: object = None,
    event_code: object = None,
) -> Identity:
    """What can be found of a message that is refused."""
    of_envelopes = _AROUND if around is None else (around,)
    message_id = next(filter(None, (each.id_in(sent) for each in of_envelopes)), None)
    if around is None:
        return Identity(message_id, None, None, None, sent)
    body: Any = sent if around is _BARE else sent[around.event_field]
    if isinstance(body, str):
        try:
            body = BACKEND.decoded(str.__str__(body))
        except MalformedMessage:
            body = None
    inside = body.get(EVENT_CODE_FIELD) if isinstance(body, Mapping) else None
    codes = tuple(map(_text_of, (event_code, sent.get(around.code_field), inside)))
    named = _text_of(event_type or sent.get(around.type_field))
    route, _ = _recognised(named, codes)
    code = next(filter(None, codes), None)
    if route is not None:
        code, named = route.event_code, route.event_type
    return Identity(message_id, code, named, around.envelope, sent)


def _identity_of_foreign(value: Mapping[str, Any]) -> Identity | None:
    """The same for an object that cannot be copied as a whole."""
    try:
        # Its names may have no end.
        names = [*islice(value, _MOST_NAMES + 1)]
        if len(names) > _MOST_NAMES:
            return None
        sent = {name: value[name] for name in names}
        try:
            around = _around(sent)
        except UnknownEnvelope:
            around = None
        return _identity(sent, around)
    except Exception:
        return None


def _read_in(around: _Around, sent: dict[str, Any], reading: Reading, strict: bool) -> Message:
    """The message in an envelope."""
    if around is _BARE:
        return _read_event(_BARE, None, None, (), sent, reading, strict)
    attributes = around.decode(sent, reading, None)
    event_type, codes = sent.get(around.type_field), (sent.get(around.code_field),)
    data = sent[around.event_field]
    if isinstance(data, str):
        return _read_text(around, attributes, event_type, codes, data, reading, strict)
    if type(data) is not dict:
        data = reading.kept(data, around.path)
    return _read_event(around, attributes, event_type, codes, data, reading, strict)


def _read_text(
    around: _Around,
    attributes: Any,
    event_type: Any,
    codes: tuple[Any, ...],
    data: str,
    reading: Reading,
    strict: bool,
) -> Message:
    """The message around an event that is a JSON text inside the JSON."""
    text = str.__str__(data)
    before = [*reading.problems]
    # What is in it, a decoder made.
    reading.left = None
    about = around, attributes, event_type, codes
    try:
        return _read_event(*about, BACKEND.decoded(text), reading, strict, text)
    except MalformedMessage as error:
        reading.problems = before
        try:
            return _read_event(*about, text, reading, strict, text)
        except InvalidMessage as invalid:
            raise invalid from error


def _read_event(
    around: _Around,
    attributes: Any,
    event_type: Any,
    codes: tuple[Any, ...],
    body: Any,
    reading: Reading,
    strict: bool,
    text: str | None = None,
) -> Message:
    """The message around an event; `codes` are those that stand beside it."""
    is_object = type(body) is dict
    if is_object:
        codes = (*codes, body.get(EVENT_CODE_FIELD))
    else:
        reading.misfit(around.path, "object or JSON text of one", body)
    route = known_route(event_type, codes)
    conflicts: tuple[str, ...] = ()
    if route is None:
        event_type = _text_of(event_type)
        route, conflicts = _recognised(event_type, codes)
    event: Any = MISFIT
    code = None
    if route is None:
        code = next((_text_of(each) for each in codes if isinstance(each, str)), None)
        if is_object:
            event = UnknownEvent(extra=reading.kept(body, around.path))
            if strict:
                about = (EVENT_CODE_FIELD, code) if event_type is None else ("type", event_type)
                reading.misfit((None, about[0]), "an event of the catalogue", about[1])
    elif is_object:
        reading.root = body
        event = route.decode(body, reading, around.path)
    if event is MISFIT or attributes is MISFIT or (strict and reading.problems):
        named = (route.event_code, route.page) if route else (code and shown(code), None)
        raise InvalidMessage(problems_of(reading.problems, *named), reading.more)
    message = made_message(
        event,
        route.event_code if route else code,
        route.event_type if route else event_type,
        around.envelope,
        attributes,
        getattr(attributes, around.id_name) if around.id_name else None,
        getattr(attributes, around.time_name) if around.time_name else None,
        conflicts,
        text,
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


def _around(sent: Mapping[str, Any]) -> _Around:
    """The envelope whose event field is there, and of several the one with most known fields."""
    found = None
    for around in _AROUND:
        if around.event_field in sent:
            if found is not None:
                present = [each for each in _AROUND if each.event_field in sent]
                return max(present, key=lambda each: len(each.fields & sent.keys()))
            found = around
    if found is not None:
        return found
    if isinstance(sent.get(EVENT_CODE_FIELD), str):
        return _BARE
    raise UnknownEnvelope(_no_envelope(len(sent)))


@lru_cache(maxsize=64)
def _no_envelope(size: int) -> str:
    """What to say of an object of that size; many errors may have the one text."""
    fields = " or ".join(repr(around.event_field) for around in _AROUND)
    return (
        f"expected an object with {fields} that holds the event, or the event itself with "
        f"{EVENT_CODE_FIELD!r}; got an object of {size}; for event data without a code "
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
