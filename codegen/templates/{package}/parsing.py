"""From a delivered message to typed objects."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import NoReturn, cast

from .envelopes import ENVELOPES, EnvelopeInfo
from .errors import InvalidMessage, MalformedMessage, Problem, UnknownEnvelope
from .event import Event, UnknownEvent
from .message import Message
from .registry import EVENT_CODE_FIELD, EVENTS, EVENTS_BY_TYPE, EventInfo
from .wire import MISFIT, Finding, Json, Reading, WireObject, described, read_object

BARE = "event-data"
"""Name of the delivery that is none: the event alone."""


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
    sent = _json_object(message)
    name = _envelope(sent)
    if name == BARE:
        return _bare(sent, sent.get(EVENT_CODE_FIELD), None, strict)
    envelope = ENVELOPES[name]
    reading = Reading(sent)
    around = {wire: value for wire, value in sent.items() if wire != envelope.event_field}
    attributes = read_object(envelope.attributes_class, around, reading)
    body, text = _event_object(sent[envelope.event_field], envelope, reading)
    event_type = sent.get(envelope.type_field) if envelope.type_field else None
    codes = [sent.get(envelope.code_field) if envelope.code_field else None]
    codes.append(body.get(EVENT_CODE_FIELD))
    info, conflicts = _recognised(event_type, codes)
    event = _event(info, body, reading, envelope.event_field)
    code = next((code for code in codes if isinstance(code, str)), None)
    problems = _judged(reading, event, attributes, info, strict, code or event_type)
    return Message(
        event=cast("Event", event),
        event_code=info.event_code if info else code,
        event_type=info.type if info else (event_type if isinstance(event_type, str) else None),
        envelope=name,
        attributes=cast("WireObject", attributes),
        problems=problems,
        conflicts=conflicts,
        event_text=text,
    )


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
    return _bare(_json_object(data), event_code, type, strict)


def _bare(sent: dict[str, Json], code: Json, event_type: str | None, strict: bool) -> Message:
    reading = Reading(sent)
    codes = [code, sent.get(EVENT_CODE_FIELD)]
    info, conflicts = _recognised(event_type, codes)
    event = _event(info, sent, reading, None)
    named = next((code for code in codes if isinstance(code, str)), None)
    problems = _judged(reading, event, None, info, strict, named or event_type)
    return Message(
        event=cast("Event", event),
        event_code=info.event_code if info else named,
        event_type=info.type if info else event_type,
        envelope=BARE,
        attributes=None,
        problems=problems,
        conflicts=conflicts,
    )


def _json_object(message: object) -> dict[str, Json]:
    if isinstance(message, memoryview):
        message = message.tobytes()
    if isinstance(message, bytes | bytearray | str):
        message = _decoded(message)
    if not isinstance(message, Mapping):
        raise MalformedMessage(f"expected a JSON object, got {described(message)}")
    return dict(message)


def _decoded(text: bytes | bytearray | str) -> object:
    try:
        return json.loads(text, parse_constant=_not_json)
    except (ValueError, RecursionError) as error:
        reason = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise MalformedMessage(f"expected JSON: {reason}") from error


def _not_json(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a JSON number")


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


def _event_object(
    value: Json, envelope: EnvelopeInfo, reading: Reading
) -> tuple[dict[str, Json], str | None]:
    """The event's object, and its text if it was sent as JSON inside the JSON."""
    text = value if isinstance(value, str) else None
    if text is not None:
        try:
            value = cast("Json", _decoded(text))
        except MalformedMessage:
            value = text
    if isinstance(value, Mapping):
        return dict(value), text
    problem = Problem(envelope.event_field, "object or JSON text of one", described(value))
    raise InvalidMessage((problem,))


def _recognised(event_type: Json, codes: list[Json]) -> tuple[EventInfo | None, tuple[str, ...]]:
    """The event by type, else by the first known code; and every name of another event."""
    by_type = EVENTS_BY_TYPE.get(event_type) if isinstance(event_type, str) else None
    known = [EVENTS[code] for code in codes if isinstance(code, str) and code in EVENTS]
    info = by_type or (known[0] if known else None)
    others = [code for code in codes if isinstance(code, str) and info and code != info.event_code]
    if info is None or not others:
        return info, ()
    of = f"type {info.type!r}" if by_type else f"code {info.event_code!r}"
    return info, tuple(f"{of}, but {EVENT_CODE_FIELD} {code!r}" for code in dict.fromkeys(others))


def _event(
    info: EventInfo | None, body: dict[str, Json], reading: Reading, inside: str | None
) -> object:
    if info is None:
        return UnknownEvent(extra=body)
    reading.root = body
    since = len(reading.problems)
    event = read_object(info.event_class, body, reading)
    if inside is not None:
        reading.inside(inside, since)
    return event


def _judged(
    reading: Reading,
    event: object,
    attributes: object,
    info: EventInfo | None,
    strict: bool,
    named: Json,
) -> tuple[Problem, ...]:
    """The problems, unless they forbid to go on."""
    if strict and info is None:
        expected = "an event of the catalogue"
        path = EVENT_CODE_FIELD if named is None else "type"
        reading.problems.append(Finding([path], expected, described(named)))
    problems = tuple(
        Problem(_path(path), expected, got, *((info.event_code, info.page) if info else ()))
        for path, expected, got in reading.problems
    )
    if event is MISFIT or attributes is MISFIT or (strict and problems):
        raise InvalidMessage(problems)
    return problems


def _path(steps: list[str | int]) -> str:
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
    return text.removeprefix(".")
