"""From a delivered message to typed objects."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, cast

from ._backend import BACKEND, decoded_once_more
from ._codecs import whole
from ._decode import Decode, decoder_of
from ._fields import fields_of
from ._json_text import MAX_BYTES, bounded, decoded
from ._log import log
from ._messages import made_message
from ._reading import MISFIT, Reading
from ._routes import Route, known_route, route_by_code, route_by_type
from ._shown import InWords, Path, described, shown
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
from .registry import EVENT_CODE_FIELD, EVENTS, EVENTS_BY_TYPE

if TYPE_CHECKING:
    from ._headers import Named
    from ._opening import Opened
    from .any_message import AnyMessage
    from .sources import Headers, RawMessage

# Of many small objects, structs take several times the memory that plain ones do.
_LARGE: Final = 2**18
_TEXTS = frozenset((bytes, str))
_MOST_NAMES: Final = 10_000
"""More names than any message has; an object that cannot be copied may have no end of them."""
_LONGEST_ID_BITS: Final = 128
_SHOWN_NAMES: Final = 5


def parse(
    message: RawMessage,
    *,
    headers: Headers | None = None,
    strict: bool = False,
    max_bytes: int | None = MAX_BYTES,
) -> AnyMessage:
    """Parse a message of any envelope, or the bare event if it names its event code.

    `message` is JSON as text or bytes (UTF-8, -16 or -32), a mapping, or an object of the
    `cloudevents` package; the event in it may be an object, a JSON text of one, or base64 of it
    in `data_base64`.  The event is found by its type first and by its code second.  A field that
    is optional and does not fit is `None` and listed in `problems`, as is the name of an event
    that is unknown.

    `headers` are those of the HTTP request or Kafka record that `message` is the body or value
    of, as a mapping or as pairs, texts or bytes, with names in letters of any case.  Where they
    have what an envelope has there, or the attributes of a CloudEvent (`ce-id`, or `ce_id` with
    Kafka), the body is the event; else they are not looked at.

    Where another product has put something around the whole message (see `WRAPPERS`), the message
    inside is read, and `wrapper` has the name of what was around it.

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
    if headers is not None:
        request, message = _in_request(message, headers, max_bytes)
        if request is not None:
            return _read_request(*request, _plain_object(message, max_bytes), strict)
    if type(message) in _TEXTS:
        text: Any = message
        size = len(text)
        if max_bytes is not None and size > max_bytes:
            bounded(size, max_bytes)
        found: AnyMessage | None = BACKEND.read(text) if size < _LARGE else None
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
) -> AnyMessage:
    """Parse the bare event, as a target that hands on only `data` delivers it.

    `type` or `event_code` says which event it is; without either, the code
    that the event itself carries.  Raises what `parse` raises.
    """
    sent = _plain_object(data, max_bytes)
    try:
        return _read_event(_BARE, None, type, (event_code,), sent, Reading(sent), strict)
    except MessageError as error:
        error._identity = _identity(sent, _BARE, type, event_code)
        raise


def detect(
    message: RawMessage, *, headers: Headers | None = None, max_bytes: int | None = MAX_BYTES
) -> str:
    """The name of the envelope that the message came in, without reading the event.

    Raises:
        MalformedMessage: not JSON, not an object, or too large.
        UnknownEnvelope: an object that looks like no envelope.
    """
    request = None
    if headers is not None:
        request, message = _in_request(message, headers, max_bytes)
    sent = _plain_object(message, max_bytes)
    if request is not None:
        return request[0].envelope
    try:
        around = _around(sent)
    except UnknownEnvelope:
        around = None
    if around is None or not _names_event(sent, around):
        inner = _opened(sent)
        around = _around(sent if inner is None else inner.message)
    return around.envelope


class _Foreign:
    """An object of the caller's own."""

    __slots__ = ("value",)

    def __init__(self, value: Mapping[str, Any]) -> None:
        self.value = value


def _of_text(text: bytes | str, strict: bool) -> AnyMessage:
    message, is_known = _of_value(BACKEND.decoded(text), strict)
    if is_known and len(text) < _LARGE:
        # What the struct keeps of it is written at once.
        again: AnyMessage | None = BACKEND.read(text)
        return again or message
    return message


def of_decoded(value: object, strict: bool) -> AnyMessage:
    """The message of a JSON text, of which this is the value."""
    return _of_value(value, strict)[0]


def _of_value(value: object, strict: bool) -> tuple[AnyMessage, bool]:
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
        "codes",
        "decode",
        "envelope",
        "event_field",
        "expected",
        "fields",
        "id_name",
        "is_base64",
        "needs",
        "path",
        "time_name",
        "type_field",
    )

    def __init__(self, envelope: str, info: EnvelopeInfo | None, is_base64: bool = False) -> None:
        self.envelope = envelope
        self.is_base64 = is_base64
        self.event_field = (info.base64_field if is_base64 else info.event_field) if info else ""
        self.expected = "object as JSON in base64" if is_base64 else "object or JSON text of one"
        self.path: Path = (None, self.event_field) if self.event_field else None
        self.needs = info.needs if info else frozenset()
        self.codes = info.codes if info else {}
        self.type_field = info.type_field if info else ""
        self.code_field = info.code_field if info else ""
        self.id_name = info.message_id if info else ""
        self.time_name = info.time if info else ""
        self.fields = info.fields if info else frozenset()
        self.decode: Decode = self._decode_first

    def _decode_first(self, sent: dict[str, Any], reading: Reading, path: Path) -> Any:
        """Import the class of the attributes, and read them."""
        attributes_class = ENVELOPES[self.envelope].attributes_class
        self.decode = decoder_of(attributes_class, self.event_field or None)
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
_AROUND = tuple(_Around(name, info) for name, info in ENVELOPES.items() if info.event_field)
_AROUND_BASE64 = tuple(
    _Around(name, info, is_base64=True) for name, info in ENVELOPES.items() if info.base64_field
)
_REQUESTS = tuple(_Around(name, info) for name, info in ENVELOPES.items() if not info.event_field)
"""Those whose fields are headers."""


def _in_request(
    message: RawMessage, headers: Headers, max_bytes: int | None
) -> tuple[tuple[_Around, dict[str, Any]] | None, RawMessage]:
    """The envelope that is in the headers, if one is; and the message with what else is there."""
    from ._headers import by_name, with_attributes

    named = by_name(headers)
    request = _request(named)
    if request is not None:
        return request, message
    if isinstance(message, bytes | bytearray | memoryview | str):
        size = message.nbytes if isinstance(message, memoryview) else len(message)
        bounded(size, max_bytes)
    sent = with_attributes(message, named)
    if sent is not message and _is_whole(sent["data"]):
        # Whoever put the attributes into the headers as well did not take them out of the body.
        return None, sent["data"]
    return None, sent


def _is_whole(value: object) -> bool:
    """Whether a value is a message in an envelope, with an event of the catalogue."""
    try:
        around = _around(value) if type(value) is dict else _BARE
        return around is not _BARE and _names_event(cast("dict[str, Any]", value), around)
    except UnknownEnvelope:
        return False


def is_one_message(named: Named) -> bool:
    """Whether a body with these headers is one message, or the event of one."""
    from ._headers import has_attributes

    return has_attributes(named) or _request(named) is not None


def _request(named: Named) -> tuple[_Around, dict[str, Any]] | None:
    """The envelope whose headers are there, and these; of several the one with most of them."""
    if not _REQUESTS:
        return None
    from ._headers import headers_of

    found = None
    for around in _REQUESTS:
        given = headers_of(named, around.fields)
        is_named = around.type_field in given or around.code_field in given
        if is_named and (found is None or len(given) > len(found[1])):
            found = around, given
    return found


def _read_request(
    around: _Around, given: dict[str, Any], sent: dict[str, Any], strict: bool
) -> AnyMessage:
    """The message of a request, of which the event is the whole body."""
    reading = Reading(sent)
    attributes = around.decode(given, reading, None)
    event_type, code = given.get(around.type_field), given.get(around.code_field)
    try:
        return _read_event(around, attributes, event_type, (code,), sent, reading, strict)
    except MessageError as error:
        error._identity = _identity(sent, around, event_type, code, given)
        raise


def _read_message(sent: dict[str, Any], reading: Reading, strict: bool) -> AnyMessage:
    """The message with all its problems; raises what `parse` raises."""
    around = None
    try:
        around = _around(sent)
        return _read_in(around, sent, reading, strict)
    except UnknownEnvelope as error:
        message = None if error._identity else _read_opened(sent, reading, strict)
        if message is None:
            error._identity = error._identity or _identity(sent, around)
            raise
        return message
    except MessageError as error:
        error._identity = error._identity or _identity(sent, around)
        raise


def _opened(sent: dict[str, Any]) -> Opened | None:
    from ._opening import opened

    return opened(sent, _is_message)


def _read_opened(sent: dict[str, Any], reading: Reading, strict: bool) -> AnyMessage | None:
    """The message inside a wrapper; `None` for what is none."""
    inner = _opened(sent)
    if inner is None:
        return None
    try:
        message = _read_message(inner.message, Reading(inner.message, reading.left), strict)
    except UnknownEnvelope as error:
        from ._opening import refused

        expected = "a message"
        raise refused(sent, inner.wrapper, inner.path, expected, inner.message) from error
    except MessageError as error:
        if inner.message_id and error._identity and error._identity.message_id is None:
            error._identity = error._identity._replace(message_id=inner.message_id)
        raise
    put = object.__setattr__
    put(message, "wrapper", inner.wrapper)
    if inner.message_id and message.id is None:
        put(message, "wrapper_id", inner.message_id)
        put(message, "id", inner.message_id)
    return message


def _is_message(sent: dict[str, Any]) -> bool:
    """Whether an object is a message with an event of the catalogue."""
    try:
        around = _around(sent)
    except UnknownEnvelope:
        return False
    return _names_event(sent, around)


def _names_event(sent: dict[str, Any], around: _Around) -> bool:
    """Whether a message has an event of the catalogue."""
    if route_by_type(sent.get(around.type_field)) is not None:
        return True
    return _recognised(*_names_in(sent, sent, around))[0] is not None


def _names_in(
    fields: dict[str, Any], sent: dict[str, Any], around: _Around
) -> tuple[str | None, tuple[str | None, ...]]:
    """The type and the codes that are in a message; `fields` are those beside the event."""
    body: Any = sent[around.event_field] if around.event_field else sent
    if isinstance(body, str):
        try:
            body = _decoded_text(around, str.__str__(body))
        except MalformedMessage:
            body = None
    inside = body.get(EVENT_CODE_FIELD) if EVENT_CODE_FIELD and isinstance(body, Mapping) else None
    codes = tuple(map(_text_of, (_code_in(fields, around), inside)))
    return _text_of(fields.get(around.type_field)), codes


def _code_in(fields: dict[str, Any], around: _Around) -> Any:
    """What a message has for the code beside the event."""
    code = fields.get(around.code_field)
    return around.codes.get(code, code) if around.codes and isinstance(code, str) else code


def _decoded_text(around: _Around, text: str) -> object:
    """The value of an event that is a text."""
    if not around.is_base64:
        return decoded_once_more(text)
    from ._base64 import from_base64

    try:
        plain = from_base64(text)
    except ValueError as error:
        raise MalformedMessage(f"expected base64: {error}") from error
    return decoded_once_more(plain)


def _identity(
    sent: dict[str, Any],
    around: _Around | None,
    event_type: object = None,
    event_code: object = None,
    given: dict[str, Any] | None = None,
) -> Identity:
    """What can be found of a message that is refused; `given` are its headers."""
    fields = sent if given is None else given
    of_envelopes = _AROUND if around is None else (around,)
    message_id = next(filter(None, (each.id_in(fields) for each in of_envelopes)), None)
    if around is None:
        return Identity(message_id, None, None, None, sent)
    named, codes = _names_in(fields, sent, around)
    named, codes = _text_of(event_type) or named, (_text_of(event_code), *codes)
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


def _read_in(around: _Around, sent: dict[str, Any], reading: Reading, strict: bool) -> AnyMessage:
    """The message in an envelope."""
    if around is _BARE:
        return _read_event(_BARE, None, None, (), sent, reading, strict)
    attributes = around.decode(sent, reading, None)
    event_type, codes = sent.get(around.type_field), (sent.get(around.code_field),)
    if around.codes:
        codes = (_code_in(sent, around),)
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
) -> AnyMessage:
    """The message around an event that is a JSON text inside the JSON."""
    text = str.__str__(data)
    before = [*reading.problems]
    # What is in it, a decoder made.
    reading.left = None
    about = around, attributes, event_type, codes
    try:
        return _read_event(*about, _decoded_text(around, text), reading, strict, text)
    except MalformedMessage as error:
        reading.problems = before
        _, _, named = str(error).partition("expected JSON, got ")
        try:
            return _read_event(*about, InWords(named) if named else text, reading, strict, text)
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
) -> AnyMessage:
    """The message around an event; `codes` are those that stand beside it."""
    is_object = type(body) is dict
    if is_object:
        codes = (*codes, body.get(EVENT_CODE_FIELD) if EVENT_CODE_FIELD else None)
    else:
        reading.misfit(around.path, around.expected, body)
    route = known_route(event_type, codes)
    conflicts: tuple[str, ...] = ()
    if route is None:
        event_type = _text_of(event_type)
        route, conflicts = _recognised(event_type, codes)
    event: Any = MISFIT
    code = None
    if route is None:
        if around.event_field:
            opened = _read_opened(cast("dict[str, Any]", reading.root), reading, strict)
            if opened is not None:
                return opened
        code = next((_text_of(each) for each in codes if isinstance(each, str)), None)
        if is_object:
            event = _unknown(around, event_type, codes, code, body, reading)
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
        None if around.is_base64 else text,
        reading,
    )
    if around.is_base64:
        object.__setattr__(message, "event_base64", text)
    if route is None or conflicts:
        log(message)
    return message


def _unknown(
    around: _Around,
    event_type: str | None,
    codes: tuple[Any, ...],
    code: str | None,
    body: dict[str, Any],
    reading: Reading,
) -> UnknownEvent:
    """An event that the catalogue does not know, of which that is a problem."""
    from ._unknown import findings_of, is_foreign

    source = reading.root.get("source") if around.event_field else None
    beside, *inside = codes
    type_path: Path = (None, around.type_field or "type")
    if isinstance(beside, str) and around is not _BARE:
        code_path: Path = (None, around.code_field)
    else:
        code_path = (around.path, EVENT_CODE_FIELD) if EVENT_CODE_FIELD else type_path
    for where, expected, found in findings_of(source, event_type, code, type_path, code_path):
        is_given = inside and around is _BARE
        advice = _meant(event_type, beside) if is_given else ""
        reading.misfit(where, expected + advice, found)
    return UnknownEvent(
        extra=reading.kept(body, around.path), is_foreign=is_foreign(source, event_type)
    )


def _meant(event_type: str | None, event_code: object) -> str:
    """The nearest of the names that there are, for one that the caller gave."""
    from ._nearest import did_you_mean

    if event_type is not None:
        return did_you_mean(event_type, EVENTS_BY_TYPE)
    return did_you_mean(event_code, EVENTS)


def _text_of(value: object) -> str | None:
    return str.__str__(value) if isinstance(value, str) else None


def _is_unexpected(message: Message) -> bool:
    return bool(message.problems) or isinstance(message.event, UnknownEvent)


def _object(value: object) -> dict[str, Any]:
    if type(value) is str:
        # A JSON text of a JSON text: what is written once too often is opened once.
        with suppress(MalformedMessage):
            value = BACKEND.decoded(value)
    if type(value) is dict:
        return value
    advice = "; parse_many reads each message of an array" if type(value) is list else ""
    raise MalformedMessage(f"expected a JSON object, got {described(value)}{advice}")


def _plain_object(message: RawMessage, max_bytes: int | None) -> dict[str, Any]:
    """The message's own object, or a copy of the caller's."""
    sent = _sent_object(message, max_bytes)
    return _copied(sent.value, max_bytes) if isinstance(sent, _Foreign) else sent


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
    raise MalformedMessage(
        f"expected a JSON object, got {described(message)}{_holder_advice(message)}"
    )


def _holder_advice(message: object) -> str:
    """What to hand over of an object that holds a message, as records of queues do."""
    names = ("value", "body", "data", "message_body", "get_data")
    try:
        found = next((name for name in names if hasattr(message, name)), None)
    except Exception:
        return ""
    return "" if found is None else f"; its {found!r} may be the message"


def _around(sent: Mapping[str, Any]) -> _Around:
    """The envelope whose event field is there, and of several the one with most known fields."""
    found = None
    for around in _AROUND:
        if around.event_field in sent and (not around.needs or around.needs <= sent.keys()):
            if found is not None:
                return _most_alike(sent)
            found = around
    if found is not None:
        return found
    if EVENT_CODE_FIELD and isinstance(sent.get(EVENT_CODE_FIELD), str):
        return _BARE
    for around in _AROUND_BASE64:
        if around.event_field in sent:
            return around
    names = tuple(shown(str(each)) for each in islice(sent, _SHOWN_NAMES))
    raise UnknownEnvelope(_no_envelope(names, len(sent)))


def _most_alike(sent: Mapping[str, Any]) -> _Around:
    names = sent.keys()
    present = [each for each in _AROUND if each.event_field in names and each.needs <= names]
    return max(present, key=lambda each: len(each.fields & names))


@lru_cache(maxsize=64)
def _no_envelope(names: tuple[str, ...], size: int) -> str:
    """What to say of an object with such names; many errors may have the one text."""
    fields = " or ".join(repr(each) for each in dict.fromkeys(a.event_field for a in _AROUND))
    headers = " or ".join(repr(each.type_field or each.code_field) for each in _REQUESTS)
    ways = (
        f"an object with {fields} that holds the event" if fields else "",
        f"the header {headers} in headers=" if headers else "",
        f"the event itself with {EVENT_CODE_FIELD!r}" if EVENT_CODE_FIELD else "",
    )
    got = ", ".join(map(repr, names)) or "nothing"
    if size > len(names):
        got += f" and {size - len(names)} more"
    return (
        f"expected {', or '.join(filter(None, ways))}; got one with {got}; "
        "for event data without a code use parse_event"
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
