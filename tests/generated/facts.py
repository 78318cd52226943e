"""The facts of tests/facts/, and messages made up from them alone."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypedDict, cast

_FOLDER = Path(__file__).parents[1] / "facts"


class EventFacts(TypedDict):
    """A row of events.json."""

    type: str
    event_category: str
    level: str
    service: str
    kind: str
    body: str
    callback_api: str | None


class FieldFacts(TypedDict, total=False):
    """What the documents say of a field."""

    documented_type: str | None
    type_in_sample: str
    enum: list[str]
    nested: Mapping[str, FieldFacts]
    nested_ref: Mapping[str, str]


class BodyFacts(TypedDict):
    """The fields of some events, by variant."""

    variants: Mapping[str, Mapping[str, FieldFacts]]


class AnswerFacts(TypedDict):
    """An operation that answers."""

    verdicts: list[str]
    snapshot: list[str]


Fields = Mapping[str, FieldFacts]


def _read(name: str) -> object:
    return json.loads((_FOLDER / name).read_text(encoding="utf-8"))


EVENTS = cast("Mapping[str, EventFacts]", _read("events.json"))
BODIES = cast("Mapping[str, BodyFacts]", _read("bodies.json"))
ENVELOPES = cast("Mapping[str, Fields]", _read("envelopes.json"))
ANSWERS = cast("Mapping[str, AnswerFacts]", _read("answers.json"))
ADDITIONS = cast("Mapping[str, Any]", _read("additions.json"))

NO_FIELDS = {
    # They stand only in the JSON text of multipleTimePeriods.
    ("backfill-data", "default", "bizBeginTime"),
    ("backfill-data", "default", "bizEndTime"),
    # The field table's name for what published messages call taskIds.
    ("monitor-alert", "remind-node", "taskId"),
}
"""Rows of a field table that are no fields of their own, by body, variant and name."""

DISCRIMINATORS: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("monitor-alert", "baseline"): {"alarmType": "SLA_ALERT"},
    ("monitor-alert", "topic"): {"alarmType": "TOPIC_ALERT"},
    ("monitor-alert", "remind-node"): {"alarmType": "REMIND_ALERT", "remindUnit": "NODE"},
    ("monitor-alert", "remind-resource-group"): {
        "alarmType": "REMIND_ALERT",
        "remindUnit": "DI_RES",
    },
}
"""Values by which a message is one variant, by body and variant."""

_DECIDED = {"operator": "string"}
"""Types where no message shows the field and the field table says otherwise than messages of
other events."""
_DOCUMENTED = {
    "String": "string",
    "Long": "integer",
    "Integer": "integer",
    "Boolean": "boolean",
    "Decimal": "number",
    "Double": "number",
}


class Shape(TypedDict):
    """One shape of one event."""

    event_code: str
    body: str
    variant: str
    resource: str | None
    """Value that chooses the shape of items in a list, where the documents show several."""
    fields: Fields


def shapes() -> Iterator[Shape]:
    """Every shape of every event."""
    for code, facts in EVENTS.items():
        body = facts["body"]
        for variant, fields in BODIES[body]["variants"].items():
            for resource in _resources(fields) or [None]:
                yield Shape(
                    event_code=code, body=body, variant=variant, resource=resource, fields=fields
                )


def _resources(fields: Fields) -> list[str | None]:
    found: list[str | None] = []
    for facts in fields.values():
        found += facts.get("nested_ref", ())
        found += _resources(facts.get("nested", {}))
    return found


def inner_fields(facts: FieldFacts, shape: Shape) -> Fields:
    """The fields of an object, or of the items of a list of objects."""
    if "nested_ref" in facts:
        assert shape["resource"] is not None
        return BODIES[facts["nested_ref"][shape["resource"]]]["variants"]["default"]
    return facts.get("nested", {})


def json_type(name: str, facts: FieldFacts) -> str:
    """The JSON type in published messages; else the documented one; else as elsewhere."""
    seen = facts["type_in_sample"]
    if seen != "absent":
        return seen
    documented = facts.get("documented_type")
    if name in _DECIDED:
        return _DECIDED[name]
    if documented is not None:
        return _DOCUMENTED[documented]
    return _elsewhere()[name]


@cache
def _elsewhere() -> Mapping[str, str]:
    """The type that most bodies send a name with."""
    counts: dict[str, dict[str, int]] = {}

    def count(fields: Fields) -> None:
        for name, facts in fields.items():
            seen = facts["type_in_sample"]
            if seen != "absent":
                kinds = counts.setdefault(name, {})
                kinds[seen] = kinds.get(seen, 0) + 1
            count(facts.get("nested", {}))

    for body in BODIES.values():
        for fields in body["variants"].values():
            count(fields)
    return {name: max(kinds, key=lambda k: kinds[k]) for name, kinds in counts.items()}


def message(shape: Shape) -> dict[str, object]:
    """The event's data in that shape, with every field, each of the type in published messages."""
    return _message(shape["fields"], shape)


def real_fields(fields: Fields, shape: Shape) -> Fields:
    """The rows that are fields of their own."""
    return {
        name: facts
        for name, facts in fields.items()
        if (shape["body"], shape["variant"], name) not in NO_FIELDS
    }


def _message(fields: Fields, shape: Shape) -> dict[str, object]:
    chosen = DISCRIMINATORS.get((shape["body"], shape["variant"]), {})
    return {
        name: chosen.get(name) or _value(name, facts, shape)
        for name, facts in real_fields(fields, shape).items()
    }


def _value(name: str, facts: FieldFacts, shape: Shape) -> object:
    if name == "eventCode":
        return shape["event_code"]
    if name == "assignmentCategory":
        return shape["resource"]
    kind = json_type(name, facts)
    match kind:
        case "object":
            return _message(inner_fields(facts, shape), shape)
        case "array<object>":
            return [_message(inner_fields(facts, shape), shape)]
        case "array<empty>":
            return []
    scalar = kind.removeprefix("array<").removesuffix(">")
    value = value_of(scalar, facts)
    return value if scalar == kind else [value]


def value_of(kind: str, facts: FieldFacts) -> object:
    """A value of a JSON type that is not a container; of an enum, one of its values."""
    known = facts.get("enum", [])
    match kind:
        case "string":
            return known[0] if known else "5"
        case "integer":
            return int(known[0]) if known else 5
        case "number":
            return 5.5
        case "boolean":
            return True
    raise AssertionError(kind)
