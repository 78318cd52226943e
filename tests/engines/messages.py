"""Lines as they stand in archives: messages of all events, and what is no message."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import dataworks_events as dw
from dataworks_events import fixtures

Message = dict[str, Any]


def messages() -> Iterator[Message]:
    """Every fixture of every event."""
    for code in sorted(dw.EVENTS):
        for fixture in fixtures.load(str(code)):
            yield fixture.message


def full(event_code: str) -> Message:
    """An EventBridge message of an event, with all its fields."""
    return next(
        fixture.message
        for fixture in fixtures.load(event_code)
        if fixture.envelope == "eventbridge" and fixture.name.endswith("/full")
    )


def line(message: object) -> str:
    """A message as senders write it."""
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))


def event_field(message: Message) -> str | None:
    """The field of a message that holds the event; `None` for the bare event."""
    return next((name for name in ("data", "messageBody") if name in message), None)


def changed(message: Message) -> Iterator[str | bytes | None]:
    """Lines that come of a message: unknown fields, nulls, other forms, and what is broken."""
    field = event_field(message)
    event: Any = message if field is None else message[field]
    if not isinstance(event, dict):
        # A fixture of what is not to be sent.
        return

    def around(event: object) -> str:
        return line(event if field is None else {**message, field: event})

    yield around({**event, "newField": {"a": [1, "雪", None]}})
    for name, value in event.items():
        yield around({**event, name: None})
        if type(value) is int:
            yield around({**event, name: str(value)})
            yield around({**event, name: float(value)})
            yield around({**event, name: 2**70})
        yield around({**event, name: [value]})
        yield around({**event, name: f"\ud800{value}"})
    yield around(line(event))
    yield around({**event, "eventCode": "new-event"})
    yield line({**message, "newattribute": {"x": 1}, "type": "dataworks:New:New"})
    text = line(message)
    yield json.dumps(text)
    yield text[: len(text) // 2]
    yield text.encode() + b"\xff"
    yield text.encode("utf-16")
    yield ""
    yield None


def mixed() -> Iterator[str | bytes | None]:
    """All fixtures, and of each all that `changed` makes."""
    for message in messages():
        yield line(message)
        yield from changed(message)
