"""Every shipped message is what it says of itself: to the parser, and to the JSON Schemas."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from jsonschema import Draft202012Validator

import dataworks_events as dw
from dataworks_events.fixtures import Fixture, load
from tests.generated import facts
from tests.generated.messages import CODES, EVENT_FIELDS, event_data, fixtures, kind_of, objects_of

GENERATED = Path(__file__).parents[2] / "generated"
SCHEMAS = GENERATED / "schemas"
NAMES = (*CODES, "bundle")
Schema = dict[str, Any]


@cache
def schema(name: str) -> Schema:
    read: Schema = json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))
    return read


@cache
def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(schema(name))


def valid(code: str) -> Iterator[Fixture]:
    return (fixture for fixture in fixtures(code) if fixture.valid)


def invalid(code: str) -> Iterator[Fixture]:
    return (fixture for fixture in fixtures(code) if not fixture.valid)


def envelopes(code: str) -> tuple[str, ...]:
    return tuple(dw.EVENTS[code].envelopes)


@cache
def published_variants(code: str) -> list[Mapping[str, Any]]:
    """The shapes that the published description of an event gives it or an object in it."""
    published = json.loads((GENERATED / "events" / f"{code}.json").read_text(encoding="utf-8"))
    shapes = (published["body"], *published["objects"])
    return [variant for shape in shapes for variant in shape["variants"]]


def variants(code: str) -> set[str | None]:
    """The shapes of an event, as the fixtures call them."""
    return {variant["name"] for variant in published_variants(code)} or {None}


@pytest.mark.parametrize("code", facts.EVENTS)
def test_the_variants_are_those_of_the_facts(code: str) -> None:
    names: set[str | None] = set()
    for shape in facts.shapes():
        if shape["event_code"] == code:
            several = len(facts.BODIES[shape["body"]]["variants"]) > 1
            resource = shape["resource"]
            names.add(shape["variant"] if several else resource and resource.lower())
    assert variants(code) == names


@pytest.mark.parametrize("code", facts.EVENTS)
def test_the_envelopes_are_those_of_the_facts(code: str) -> None:
    known = facts.ADDITIONS["function_compute"]
    carried = code in (*known["documented"], *known["inferred"])
    assert ("function-compute" in envelopes(code)) == carried


@pytest.mark.parametrize("code", CODES)
def test_each_delivery_and_variant_has_each_kind(code: str) -> None:
    found: dict[tuple[str, str | None], list[str]] = {}
    for fixture in fixtures(code):
        found.setdefault((fixture.envelope, fixture.variant), []).append(kind_of(fixture))
    expected = {(envelope, name) for envelope in envelopes(code) for name in variants(code)}
    assert set(found) == expected
    for kinds in found.values():
        assert kinds[:3] == ["minimal", "full", "unknown-field"]
        assert len(kinds) > 5
        assert all(kind.startswith("invalid/") for kind in kinds[3:])
    names = [fixture.name for fixture in fixtures(code)]
    assert len(names) == len(set(names))
    assert {f.name for f in valid(code)} == {
        f.name for f in fixtures(code) if "/invalid/" not in f.name
    }


@pytest.mark.parametrize("code", CODES)
def test_valid_messages_parse_without_problems(code: str) -> None:
    info = dw.EVENTS[code]
    for fixture in valid(code):
        before = copy.deepcopy(fixture.message)
        message = dw.parse(fixture.message, strict=True)
        assert message == dw.parse(fixture.message), fixture.name
        assert message.problems == ()
        assert message.conflicts == ()
        assert isinstance(message.event, info.event_class)
        assert isinstance(message.event, info.body_class)
        assert (message.event_code, message.event_type) == (code, info.type)
        assert message.envelope == fixture.envelope
        assert message.info is info
        assert fixture.message == before


@pytest.mark.parametrize("code", CODES)
def test_valid_messages_round_trip(code: str) -> None:
    for fixture in valid(code):
        message = dw.parse(fixture.message)
        assert dw.to_dict(message) == fixture.message, fixture.name
        assert json.loads(dw.to_json(message)) == fixture.message, fixture.name
        assert dw.parse(dw.to_json(message)) == message, fixture.name


@pytest.mark.parametrize("code", CODES)
def test_valid_messages_satisfy_the_schemas(code: str) -> None:
    for fixture in valid(code):
        for name in (code, "bundle"):
            errors = [error.message for error in validator(name).iter_errors(fixture.message)]
            assert errors == [], f"{fixture.name} by {name}"


@pytest.mark.parametrize("code", CODES)
def test_each_shape_of_an_event_has_a_class_of_its_own(code: str) -> None:
    by_shape: dict[str | None, set[str]] = {}
    for fixture in valid(code):
        event = dw.parse(fixture.message).event
        body = dw.to_dict(event)
        # With the shapes of its objects: an approval is for one kind of resource or another.
        classes = {type(inner).__name__ for inner in objects_of(event)}
        if kind_of(fixture) == "full":
            by_shape.setdefault(fixture.variant, set()).add(" ".join(sorted(classes)))
        assert body == event_data(fixture)
    assert all(len(found) == 1 for found in by_shape.values())
    assert len(set.union(*by_shape.values())) == len(by_shape) == len(variants(code))


@pytest.mark.parametrize("code", facts.EVENTS)
def test_full_messages_have_every_field_of_the_facts(code: str) -> None:
    for shape in facts.shapes():
        if shape["event_code"] != code:
            continue
        expected = set(paths(facts.message(shape)))
        resource = shape["resource"] and shape["resource"].lower()
        for fixture in valid(code):
            if kind_of(fixture) == "full" and fixture.variant in (shape["variant"], resource, None):
                assert expected <= set(paths(event_data(fixture))), fixture.name


def paths(value: object, above: str = "") -> Iterator[str]:
    """The path of every field, without the places in lists."""
    if isinstance(value, list | tuple):
        for item in value:
            yield from paths(item, above)
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield f"{above}{name}"
            yield from paths(inner, f"{above}{name}.")


@pytest.mark.parametrize("code", CODES)
def test_minimal_messages_have_only_what_is_needed(code: str) -> None:
    for fixture in valid(code):
        if kind_of(fixture) != "minimal":
            continue
        data = event_data(fixture)
        for name in data:
            with_one_less = {key: value for key, value in data.items() if key != name}
            message = {**fixture.message, EVENT_FIELDS[fixture.envelope]: with_one_less}
            try:
                event = dw.parse(message).event
            except dw.InvalidMessage:
                continue
            # What is not required may only be there because it makes the shape.
            assert type(event) is not type(dw.parse(fixture.message).event), fixture.name


@pytest.mark.parametrize("code", CODES)
def test_unknown_fields_are_kept_at_every_level(code: str) -> None:
    for fixture in valid(code):
        if kind_of(fixture) != "unknown-field":
            continue
        message = dw.parse(fixture.message)
        found = [*objects_of(message.event), *objects_of(message.attributes)]
        assert {tuple(value.extra) for value in found} == {("fieldOfTheFuture",)}, fixture.name
        objects = json.dumps(fixture.message).count('"fieldOfTheFuture"')
        assert len(found) == objects, fixture.name


def stated(fixture: Fixture) -> list[tuple[str, str, str]]:
    return [(problem.path, problem.expected, problem.got) for problem in fixture.problems]


def found(problems: tuple[dw.Problem, ...]) -> list[tuple[str, str, str]]:
    return [(problem.path, problem.expected, problem.got) for problem in problems]


@pytest.mark.parametrize("code", CODES)
def test_invalid_messages_give_exactly_the_stated_problems(code: str) -> None:
    info = dw.EVENTS[code]
    for fixture in invalid(code):
        with pytest.raises(dw.InvalidMessage) as strict:
            dw.parse(fixture.message, strict=True)
        assert found(strict.value.errors) == stated(fixture), fixture.name
        if fixture.refused:
            with pytest.raises(dw.InvalidMessage) as lenient:
                dw.parse(fixture.message)
            assert lenient.value.errors == strict.value.errors, fixture.name
            continue
        message = dw.parse(fixture.message)
        assert message.problems == strict.value.errors, fixture.name
        assert {(problem.event, problem.page) for problem in message.problems} == {
            (code, info.page)
        }
        assert isinstance(message.event, info.event_class)
        assert dw.to_dict(message) == fixture.message, fixture.name
        assert json.loads(dw.to_json(message)) == fixture.message, fixture.name


@pytest.mark.parametrize("code", CODES)
def test_every_message_means_the_same_as_text(code: str) -> None:
    for fixture in fixtures(code):
        if fixture.refused:
            with pytest.raises(dw.InvalidMessage) as refused:
                dw.parse(json.dumps(fixture.message))
            assert found(refused.value.errors) == stated(fixture), fixture.name
            continue
        message, read = dw.parse(fixture.message), dw.parse(json.dumps(fixture.message))
        assert read == message, fixture.name
        assert read.problems == message.problems
        assert dw.to_dict(read) == fixture.message, fixture.name
        assert json.loads(dw.to_json(read)) == fixture.message, fixture.name


@pytest.mark.parametrize("code", CODES)
def test_invalid_messages_fail_the_schema(code: str) -> None:
    for fixture in invalid(code):
        assert not validator(code).is_valid(fixture.message), fixture.name


@pytest.mark.parametrize("code", CODES)
def test_every_field_is_wrong_once(code: str) -> None:
    """Except those whose value makes the shape: another value makes another shape."""
    for fixture in valid(code):
        if kind_of(fixture) != "full":
            continue
        inside = EVENT_FIELDS[fixture.envelope]
        wrong = {
            re.sub(r"\[\d+\]", "", problem.path.removeprefix(inside + "."))
            for other in invalid(code)
            if (other.envelope, other.variant) == (fixture.envelope, fixture.variant)
            for problem in other.problems
        }
        shaping = {
            ".".join(condition["path"])
            for variant in published_variants(code)
            for condition in variant["conditions"]
        }
        assert set(paths(event_data(fixture))) - wrong <= shaping, fixture.name
        assert inside in wrong


def test_a_required_field_is_refused_and_an_optional_one_is_not() -> None:
    alerts = list(invalid("workbench-monitor-alert"))
    refused = {problem.path: f.refused for f in alerts for problem in f.problems}
    assert refused["data"]
    assert not refused["data.projectId"]


def test_there_are_no_fixtures_of_unknown_events() -> None:
    for code in ("no-such-event", "", "../fixtures/commit-file", "__init__"):
        with pytest.raises(KeyError):
            load(code)


def test_a_fixture_of_every_event_is_shipped() -> None:
    assert {path.stem for path in SCHEMAS.glob("*.json")} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_schemas_are_schemas(name: str) -> None:
    jsonschema_rs.meta.validate(schema(name))
    assert schema(name)["$schema"] == Draft202012Validator.META_SCHEMA["$id"]


def test_ids_are_unique() -> None:
    ids = {schema(name)["$id"] for name in NAMES}
    assert len(ids) == len(NAMES)
    assert all(schema(name)["$id"].endswith(f":{name}") for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_everything_in_a_schema_is_explained(name: str) -> None:
    whole = schema(name)
    explained = [whole, *whole["$defs"].values()]
    assert all(part["title"] and part["description"] for part in explained)
    for part in whole["$defs"].values():
        for wire, field in part.get("properties", {}).items():
            assert field.get("description") or "$ref" in field, wire
        for value in part.get("anyOf", ()):
            assert "const" not in value or value["title"]


@pytest.mark.parametrize("name", NAMES)
def test_examples_fit_their_schema(name: str) -> None:
    whole = schema(name)
    if name != "bundle":
        assert len(whole["examples"]) == len(envelopes(name)) * len(variants(name))
    for example in whole.get("examples", ()):
        assert validator(name).is_valid(example)
    for part in whole["$defs"].values():
        for wire, field in part.get("properties", {}).items():
            for example in field.get("examples", ()):
                inner = validator(name).evolve(schema=field)
                assert inner.is_valid(example), f"{part['title']}.{wire}"


def test_the_bundle_knows_every_message_of_every_event_apart() -> None:
    unions = (one["oneOf"] for one in schema("bundle")["$defs"].values() if "oneOf" in one)
    references = {option["$ref"] for union in unions for option in union}
    assert len(references) == sum(len(envelopes(code)) for code in CODES)
    message = next(valid("commit-file")).message
    assert not validator("bundle").is_valid({**message, "type": "dataworks:Other:Event"})
    assert not validator("bundle").is_valid({"data": {}})
