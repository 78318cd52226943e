"""Everything that the documents know is in the package, and nothing that they do not know."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from enum import IntEnum, StrEnum
from types import NoneType, UnionType
from typing import Any, get_args, get_type_hints

import pytest

import dataworks_events as dw
from dataworks_events._fields import fields_of
from tests.generated import facts
from tests.generated.facts import Fields, Shape

SHAPES = list(facts.shapes())

COUNTS = {
    ("workspace", "DataStudio"): (3, 6),
    ("workspace", "Data Integration"): (0, 2),
    ("workspace", "Operation Center"): (11, 9),
    ("workspace", "Security Center"): (1, 2),
    ("workspace", "Data Quality"): (2, 11),
    ("tenant", "DataWorks console"): (1, 1),
    ("tenant", "Upload and Download"): (0, 3),
}
"""Regular events and extension points by level and service."""

ADDED = {
    (name, field)
    for name, fields in facts.ADDITIONS["known_from_the_sdk_only"].items()
    if name != "source"
    for field in fields
}
"""Fields that no message has and only the operations on rules show."""

ALIASES = {
    ("WorkbenchMonitorAlertRemindNode", "taskIds"): ("taskId",),
    ("Notification", "notificaionReceivers"): ("notificationReceivers",),
}
"""Other wire names, by class and field."""

QUOTED_NUMBERS = {
    ("approval-before-create", "deadlineDate"),
    ("dqc-check-feedback", "beginTime"),
    ("resources-download", "dataRowSize"),
    ("resources-download-execute", "dataRowSize"),
}
"""Fields that are numbers in Python although published messages have texts."""


def shape_id(shape: Shape) -> str:
    return "-".join(filter(None, (shape["event_code"], shape["variant"], shape["resource"])))


@pytest.fixture(params=SHAPES, ids=shape_id)
def shape(request: pytest.FixtureRequest) -> Shape:
    found: Shape = request.param
    return found


def test_every_event_of_the_facts_is_there() -> None:
    assert set(dw.EVENTS) >= set(facts.EVENTS)
    assert {str(answer) for answer in dw.AnswerOperation} >= set(facts.ANSWERS)


def test_the_constants_are_those_of_the_events() -> None:
    infos = dw.EVENTS.values()
    assert {str(code) for code in dw.EventCode} == set(dw.EVENTS)
    assert set(dw.EventType) == {info.type for info in infos}
    assert set(dw.EventCategory) == {info.category for info in infos}
    assert set(dw.Service) == {info.service for info in infos}
    assert set(dw.EventKind) == {"regular", "extension-point"}
    assert set(dw.EventLevel) == {"workspace", "tenant"}


@pytest.mark.parametrize("code", facts.EVENTS)
def test_what_is_known_of_an_event(code: str) -> None:
    info, known = dw.EVENTS[code], facts.EVENTS[code]
    assert (info.event_code, info.type, info.category) == (
        code,
        known["type"],
        known["event_category"],
    )
    assert (info.kind, info.level, info.service) == (
        known["kind"],
        known["level"],
        known["service"],
    )
    expected = known["callback_api"].split(" or ") if known["callback_api"] else []
    assert list(info.answers) == expected
    for constants, value in (
        (dw.EventCode, info.event_code),
        (dw.EventType, info.type),
        (dw.EventCategory, info.category),
        (dw.EventKind, info.kind),
        (dw.EventLevel, info.level),
        (dw.Service, info.service),
    ):
        assert isinstance(value, constants)
    assert issubclass(info.event_class, info.body_class)
    assert info.event_class is not info.body_class
    assert issubclass(info.body_class, dw.Event)


def test_events_with_one_body_share_one_class() -> None:
    classes = defaultdict(set)
    for code, known in facts.EVENTS.items():
        classes[known["body"]].add(dw.EVENTS[code].body_class)
    assert all(len(found) == 1 for found in classes.values())
    assert len(set.union(*classes.values())) == len(classes)
    items = {name for name in facts.BODIES if name.startswith("approval-array-data.")}
    assert set(classes) == set(facts.BODIES) - items


def test_there_is_a_class_for_each_event_and_variant() -> None:
    events = {dw.EVENTS[code].event_class for code in facts.EVENTS}
    assert len(events) == len(facts.EVENTS)
    found = {type(dw.parse_event(facts.message(s), type=type_of(s)).event) for s in SHAPES}
    variants = {s["event_code"]: facts.BODIES[s["body"]]["variants"] for s in SHAPES}
    several = [names for names in variants.values() if len(names) > 1]
    assert several
    assert len(found - events) == sum(map(len, several))


def type_of(shape: Shape) -> str:
    return facts.EVENTS[shape["event_code"]]["type"]


def test_a_message_made_of_the_facts_is_wholly_known(shape: Shape) -> None:
    data = facts.message(shape)
    message = dw.parse_event(data, type=type_of(shape), strict=True)
    assert message.event_code == shape["event_code"]
    assert isinstance(message.event, dw.EVENTS[shape["event_code"]].event_class)
    assert_known(message.event, shape["fields"], shape)


def assert_known(value: dw.WireObject, fields: Fields, shape: Shape) -> None:
    """Each field of the facts is an attribute of the class."""
    rows = {field.name: field for field in fields_of(type(value))}
    hints = get_type_hints(type(value))
    assert value.extra == {}
    for wire, field in facts.real_fields(fields, shape).items():
        number = (shape["body"], wire) in QUOTED_NUMBERS
        typed, hint = getattr(value, rows[wire].attribute), hints[rows[wire].attribute]
        assert_fits(typed, hint, int if number else str, facts.json_type(wire, field))
    for inner, inner_fields in objects(value, fields, shape):
        assert_known(inner, inner_fields, shape)


def objects(
    value: dw.WireObject, fields: Fields, shape: Shape
) -> Iterator[tuple[dw.WireObject, Fields]]:
    """The objects directly inside one, with their facts."""
    names = {field.name: field.attribute for field in fields_of(type(value))}
    for wire, field in fields.items():
        if inner := facts.inner_fields(field, shape):
            typed = getattr(value, names[wire])
            (item,) = typed if isinstance(typed, tuple) else (typed,)
            assert isinstance(item, dw.WireObject)
            yield item, inner


def test_no_class_has_a_field_that_the_facts_lack() -> None:
    known: dict[type[dw.WireObject], set[str]] = defaultdict(set)

    def look(value: dw.WireObject, fields: Fields, shape: Shape) -> None:
        known[type(value)] |= set(facts.real_fields(fields, shape))
        for inner, inner_fields in objects(value, fields, shape):
            look(inner, inner_fields, shape)

    for shape in SHAPES:
        message = dw.parse_event(facts.message(shape), type=type_of(shape))
        look(message.event, shape["fields"], shape)
    unknown = {
        (found.__name__, field.name)
        for found, fields in known.items()
        for field in fields_of(found)
        if field.name not in fields
    }
    assert unknown == ADDED
    aliases = {
        (found.__name__, field.name): field.aliases
        for found in known
        for field in fields_of(found)
        if field.aliases
    }
    assert aliases == ALIASES


def assert_fits(typed: object, hint: object, text: type, kind: str) -> None:
    """The value is of the annotated type, which fits the JSON type; `text` is that of a text."""
    expected = {
        "string": text,
        "integer": int,
        "number": float,
        "boolean": bool,
        "object": dw.WireObject,
    }
    optional = isinstance(hint, UnionType)
    (annotated,) = [a for a in (get_args(hint) if optional else [hint]) if a is not NoneType]
    values = [typed]
    if kind.startswith("array"):
        assert isinstance(typed, tuple)
        values = [*typed]
        kind = kind.removeprefix("array<").removesuffix(">")
        annotated, _ = get_args(annotated)
    assert isinstance(annotated, type)
    for value in values:
        assert isinstance(value, expected[kind])
        assert isinstance(value, annotated)


def documented_otherwise() -> Iterator[tuple[Shape, str]]:
    """Top-level fields whose field table says text and whose message says number, or the reverse."""
    for shape in SHAPES:
        for wire, field in facts.real_fields(shape["fields"], shape).items():
            both = (field.get("documented_type"), field["type_in_sample"])
            if both in (("String", "integer"), ("Long", "string")):
                yield shape, wire


OTHERWISE = list(documented_otherwise())


@pytest.mark.parametrize(
    ("shape", "wire"), OTHERWISE, ids=lambda v: v if isinstance(v, str) else shape_id(v)
)
def test_both_forms_are_read_where_table_and_message_differ(shape: Shape, wire: str) -> None:
    data = facts.message(shape)
    seen = data[wire]
    message = dw.parse_event(data, type=type_of(shape), strict=True)
    data[wire] = int(seen) if isinstance(seen, str) else str(seen)
    other = dw.parse_event(data, type=type_of(shape), strict=True)
    name = next(f.attribute for f in fields_of(type(other.event)) if f.name == wire)
    assert getattr(other.event, name) == getattr(message.event, name)


def test_there_are_fields_where_table_and_message_differ() -> None:
    assert {wire for _, wire in OTHERWISE} == {
        "beginTime",
        "bizdate",
        "dataRowSize",
        "endTime",
        "operator",
        "taskStatus",
        "tenantId",
        "updateTime",
    }


@pytest.mark.parametrize("shape", SHAPES, ids=shape_id)
def test_every_value_of_an_enum_is_known(shape: Shape) -> None:
    message = dw.parse_event(facts.message(shape), type=type_of(shape))
    for value, wire, values in enums(message.event, shape["fields"], shape):
        for known in values:
            member = type(value)(int(known) if isinstance(value, IntEnum) else known)
            assert isinstance(member, StrEnum | IntEnum), f"{wire} is {type(value)}"
            assert getattr(member, "is_known", False), f"{wire}: {known}"


def enums(
    value: dw.WireObject, fields: Fields, shape: Shape
) -> Iterator[tuple[Any, str, list[str]]]:
    """Values of fields with an enum, with the values that the facts have for them."""
    names = {field.name: field.attribute for field in fields_of(type(value))}
    for wire, field in facts.real_fields(fields, shape).items():
        typed = getattr(value, names[wire])
        if field.get("enum") and not isinstance(typed, bool):
            yield typed, wire, field["enum"]
    for inner, inner_fields in objects(value, fields, shape):
        yield from enums(inner, inner_fields, shape)


@pytest.mark.parametrize(
    ("name", "attributes"),
    [
        ("eventbridge", dw.EventBridgeAttributes),
        ("function-compute", dw.FunctionComputeAttributes),
    ],
)
def test_the_fields_around_the_event(name: str, attributes: type[dw.WireObject]) -> None:
    fields = facts.ENVELOPES[name]
    event_field = {"eventbridge": "data", "function-compute": "messageBody"}[name]
    assert {field.name for field in fields_of(attributes)} == set(fields) - {event_field}
    data = facts.message(next(s for s in SHAPES if s["event_code"] == "commit-file"))
    around = {
        wire: facts.value_of(field["type_in_sample"], {})
        for wire, field in fields.items()
        if wire != event_field
    }
    named = {"type": "dataworks:FileChange:CommitFile", "eventType": "commit-file"}
    message = dw.parse(
        {**around, **{k: v for k, v in named.items() if k in around}, event_field: data},
        strict=True,
    )
    assert message.envelope == name
    assert isinstance(message.event, dw.CommitFile)
    assert isinstance(message.attributes, attributes)
    hints = get_type_hints(attributes)
    for field in fields_of(attributes):
        typed = getattr(message.attributes, field.attribute)
        assert_fits(typed, hints[field.attribute], str, fields[field.name]["type_in_sample"])


def test_what_answers_carry() -> None:
    verdicts = {verdict for answer in facts.ANSWERS.values() for verdict in answer["verdicts"]}
    assert {str(verdict) for verdict in dw.CheckResult} == verdicts
    snapshot = facts.ANSWERS["GetIDEEventDetail"]["snapshot"]
    assert sorted(field.name for field in fields_of(dw.IdeEventDetail)) == snapshot
