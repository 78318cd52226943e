"""The messages that are measured: the full fixtures of all events, and what senders make of them."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from random import Random
from typing import Any

import dataworks_events as dw
from dataworks_events import fixtures

Message = dict[str, Any]
Change = Callable[[Message], Message | None]
"""Makes another message of one; `None` if there is no place for the change."""

EVENTBRIDGE = "eventbridge"
FUNCTION_COMPUTE = "function-compute"
UNKNOWN = "newField"


def full(envelope: str) -> dict[str, Message]:
    """The full fixtures of all events, a message for each variant, by event and variant.

    The event comes first, as in published messages, so that a reader meets it before its type.
    """
    return {
        " ".join(filter(None, (str(code), fixture.variant))): {
            **{key: value for key, value in fixture.message.items() if isinstance(value, dict)},
            **fixture.message,
        }
        for code in sorted(dw.EVENTS)
        for fixture in fixtures.load(str(code))
        if fixture.envelope == envelope and fixture.name.endswith("/full")
    }


def changed(messages: Mapping[str, Message], change: Change) -> tuple[tuple[Message, Message], ...]:
    """Each message that has a place for the change, and what becomes of it."""
    pairs = ((message, change(copy.deepcopy(message))) for message in messages.values())
    return tuple((message, sent) for message, sent in pairs if sent is not None)


def texts(messages: Iterable[Message]) -> tuple[bytes, ...]:
    """The messages as senders write them."""
    return tuple(
        json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()
        for message in messages
    )


def shuffled(seed: int) -> Change:
    """Changes the order of the names of a message and of its event."""
    random = Random(seed)

    def in_disorder(value: Message) -> Message:
        return {name: value[name] for name in random.sample(list(value), len(value))}

    def change(message: Message) -> Message:
        return in_disorder({**message, "data": in_disorder(message["data"])})

    return change


def unknown_field(message: Message) -> Message:
    return {**message, "data": {**message["data"], UNKNOWN: "x"}}


def unknown_fields(names: Iterator[str]) -> Change:
    """Adds a field of the next name to each message."""
    return lambda message: {**message, "data": {**message["data"], next(names): "x"}}


def unknown_nested_field(message: Message) -> Message | None:
    """Adds a field to the first object inside the event."""
    for value in message["data"].values():
        first = value[0] if isinstance(value, list) and value else value
        if isinstance(first, dict):
            first[UNKNOWN] = 1
            return message
    return None


def unknown_attribute(message: Message) -> Message:
    return {**message, UNKNOWN.lower(): "x"}


def null(message: Message) -> Message | None:
    return _first(message, lambda value: [None], problems=0)


def other_form(message: Message) -> Message | None:
    """Sends a number as text, a text as number or an integer as float, where that is read."""

    def forms(value: object) -> Sequence[object]:
        if type(value) is int:
            return [str(value), float(value)]
        return [int(value)] if type(value) is str and value.isdecimal() else []

    return _first(message, forms, problems=0)


def misfit(message: Message) -> Message | None:
    """Sends a value of another type, where that is reported as a problem."""
    return _first(message, lambda value: [7 if type(value) is str else "seven"], problems=1)


def event_as_text(message: Message) -> Message:
    return {**message, "data": texts([message["data"]])[0].decode()}


def unknown_event(message: Message) -> Message:
    data = {**message["data"], "eventCode": "new-event"}
    return {**message, "type": "dataworks:New:NewEvent", "data": data}


def _first(
    message: Message, values: Callable[[object], Sequence[object]], problems: int
) -> Message | None:
    """The first change of a field of the event that is read with so many problems."""
    expected = type(dw.parse(message).event)
    for name, value in message["data"].items():
        for other in values(value):
            changed = {**message, "data": {**message["data"], name: other}}
            try:
                parsed = dw.parse(changed)
            except dw.MessageError:
                continue
            if type(parsed.event) is expected and len(parsed.problems) == problems:
                return changed
    return None
