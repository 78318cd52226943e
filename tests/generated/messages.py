"""The shipped fixtures, and ways to look into messages."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import attrs

import dataworks_events as dw
from dataworks_events.fixtures import Fixture, load

CODES = tuple(str(code) for code in dw.EVENTS)
EVENT_FIELDS: Mapping[str, str] = {"eventbridge": "data", "function-compute": "messageBody"}


@cache
def fixtures(code: str) -> tuple[Fixture, ...]:
    return load(code)


def kind_of(fixture: Fixture) -> str:
    """`minimal`, `full`, `unknown-field`, or `invalid` and what is wrong."""
    prefix = "/".join(filter(None, (fixture.envelope, fixture.variant))) + "/"
    assert fixture.name.startswith(prefix)
    return fixture.name.removeprefix(prefix)


def the_fixture(code: str, name: str) -> Fixture:
    """The fixture of that whole name."""
    return next(f for f in fixtures(code) if f.name == name)


def by_function_compute(code: str) -> dict[str, object]:
    """A message of Function Compute with the event, which it need not be known to get."""
    carried = the_fixture("download-resources", "function-compute/full").message
    event = event_data(next(f for f in fixtures(code) if kind_of(f) == "full"))
    category = str(dw.EVENTS[code].category)
    named = {"eventType": code, "eventCategoryType": category, "messageBody": event}
    return {**carried, **named}


def as_in_docs(message: dict[str, Any]) -> dict[str, Any]:
    """The message without its id, which each fixture has of its own and the docs share."""
    return {name: value for name, value in message.items() if name not in ("id", "messageId")}


def event_data(fixture: Fixture) -> dict[str, object]:
    """The event inside a valid message."""
    data = fixture.message[EVENT_FIELDS[fixture.envelope]]
    assert isinstance(data, dict)
    return {**data}


@cache
def let_every_kind_come() -> None:
    """Let every event have come in every envelope before: more than once, it comes otherwise."""
    for code in CODES:
        sent = [f.message for f in fixtures(code) if not f.refused]
        for message in (*sent, by_function_compute(code)):
            for _ in range(3):
                dw.parse(json.dumps(message))


def objects_of(value: object) -> Iterator[dw.WireObject]:
    """A typed object and all typed objects inside it."""
    if isinstance(value, list | tuple):
        for item in value:
            yield from objects_of(item)
    if isinstance(value, dw.WireObject):
        yield value
        for field in attrs.fields(type(value)):
            yield from objects_of(getattr(value, field.name))
