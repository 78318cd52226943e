"""From a delivered message to typed objects."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NamedTuple, NoReturn, cast

from .envelopes import ENVELOPES, EnvelopeInfo
from .errors import InvalidMessage, MalformedMessage, Problem, UnknownEnvelope
from .event import Event, UnknownEvent
from .message import BARE, Message
from .reading import MISFIT, Finding, Json, Reading, described
from .registry import EVENT_CODE_FIELD, EVENTS, EVENTS_BY_TYPE, EventInfo
from .routes import find_route, routes
from .wire import WireObject, chosen, read_object

_TEXTS = frozenset((bytes, bytearray, memoryview, str))


@cache
def _decoder() -> Callable[[object], Message | None] | None:
    """The reader of the extra `fast`, if it is installed."""
    try:
        from .decoding import decoded
    except ImportError:
        return None
    return decoded


def parse(
    message: bytes | bytearray | memoryview | str | Mapping[str, object], *, strict: bool = False
) -> Message:
    """Parse a message of any delivery, or the bare event if it names its event code.

    The event is found by its type first and by its code second.  A field that is optional and
    does not fit is `None` and listed in `problems`.

    Raises:
        MalformedMessage: not JSON, or not an object.
        UnknownEnvelope: an object that looks like no delivery.
        InvalidMessage: a required field is missing or does not fit; with `strict`, any problem,
            or an event that the catalogue does not know.
    """
    if type(message) in _TEXTS and (decoded := _decoder()) is not None:
        found = decoded(message)
        if found is not None:
            return found
    sent = _json_object(message)
    return _quickly_parsed(sent) or _completely_parsed(sent, strict)


def parse_event(
    data: bytes | bytearray | memoryview | str | Mapping[str, object],
    *,
    event_code: str | None = None,
    type: str | None = None,
    strict: bool = False,
) -> Message:
    """Parse the bare event, as a target that hands on only `data` delivers it.

    `type` (EventBridge type) or `event_code` says which event it is; without either, the code
    that the event itself carries.  Raises what `parse` raises.
    """
    sent = _json_object(data)
    return _parsed(_Delivered(BARE, None, sent, type, (event_code,)), Reading(sent), strict)


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
        event = chosen(event_class, data, data)._quick(data, data)
        if attributes is None or event is None:
            return None
        return Message(cast("Event", event), event_code, event_type, name, attributes)
    return None


class _Delivered(NamedTuple):
    """An event with what its delivery says of it."""

    envelope: str
    attributes: object
    body: dict[str, Json]
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
    body, text = _event_object(data, envelope)
    codes = (sent.get(envelope.code_field),)
    event_type = sent.get(envelope.type_field)
    return _parsed(_Delivered(name, attributes, body, event_type, codes, text), reading, strict)


def _parsed(delivered: _Delivered, reading: Reading, strict: bool) -> Message:
    codes = (*delivered.codes, delivered.body.get(EVENT_CODE_FIELD))
    code = next((code for code in codes if isinstance(code, str)), None)
    sent_type = delivered.type if isinstance(delivered.type, str) else None
    info, conflicts = _recognised(sent_type, codes)
    event: object
    if info is None:
        event = UnknownEvent(extra=delivered.body)
    else:
        since = len(reading.problems)
        reading.root = delivered.body
        event = read_object(info.event_class, delivered.body, reading)
        if delivered.envelope != BARE:
            reading.inside(ENVELOPES[delivered.envelope].event_field, since)
    if strict and info is None:
        field = EVENT_CODE_FIELD if sent_type is None else "type"
        found = described(code if sent_type is None else sent_type)
        reading.problems.append(Finding([field], "an event of the catalogue", found))
    named = (info.event_code, info.page) if info else (code, None)
    problems = tuple(
        Problem(_path(path), expected, got, *named) for path, expected, got in reading.problems
    )
    if event is MISFIT or delivered.attributes is MISFIT or (strict and problems):
        raise InvalidMessage(problems)
    return Message(
        cast("Event", event),
        info.event_code if info else code,
        info.type if info else sent_type,
        delivered.envelope,
        cast("WireObject | None", delivered.attributes),
        problems,
        conflicts,
        delivered.text,
    )


def _json_object(message: object) -> dict[str, Json]:
    if isinstance(message, memoryview):
        message = message.tobytes()
    if isinstance(message, bytes | bytearray | str):
        message = _decoded(message)
    if type(message) is dict:
        return message
    if not isinstance(message, Mapping):
        raise MalformedMessage(f"expected a JSON object, got {described(message)}")
    return dict(message)


def _decoded(text: bytes | bytearray | str) -> object:
    try:
        if not isinstance(text, str):
            text = text.decode(json.detect_encoding(text), "surrogatepass")
        return _decode(text)
    except (ValueError, RecursionError) as error:
        reason = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise MalformedMessage(f"expected JSON: {reason}") from error


def _not_json(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a JSON number")


_decode = json.JSONDecoder(parse_constant=_not_json).decode


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


def _event_object(value: Json, envelope: EnvelopeInfo) -> tuple[dict[str, Json], str | None]:
    """The event's object, and its text if it was sent as JSON inside the JSON."""
    text = value if isinstance(value, str) else None
    decoded: object = value
    if text is not None:
        try:
            decoded = _decoded(text)
        except MalformedMessage:
            decoded = text
    if isinstance(decoded, Mapping):
        return dict(decoded), text
    problem = Problem(envelope.event_field, "object or JSON text of one", described(decoded))
    raise InvalidMessage((problem,))


def _recognised(
    event_type: str | None, codes: tuple[Json, ...]
) -> tuple[EventInfo | None, tuple[str, ...]]:
    """The event by type, else by the first known code; and every other event that is named."""
    by_type = EVENTS_BY_TYPE.get(event_type) if event_type is not None else None
    known = [EVENTS[code] for code in codes if isinstance(code, str) and code in EVENTS]
    info = by_type or (known[0] if known else None)
    if info is None:
        return None, ()
    taken = f"type {info.type!r}" if by_type else f"code {str(info.event_code)!r}"
    others = [
        f"code {code!r}" for code in codes if isinstance(code, str) and code != info.event_code
    ]
    if by_type is None and event_type is not None:
        others.append(f"type {event_type!r}")
    return info, tuple(f"{taken} was followed, not {other}" for other in dict.fromkeys(others))


def _path(steps: list[str | int]) -> str:
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
    return text.removeprefix(".")
