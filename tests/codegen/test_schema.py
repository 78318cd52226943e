"""The JSON Schemas of the small catalogue accept what is right and nothing else."""

from __future__ import annotations

import copy
from typing import Any, cast

import pytest
from jsonschema import Draft202012Validator

from codegen.catalogue.resolved import Catalogue, Event
from codegen.emit import fixtures
from codegen.emit.json_schema import messages
from codegen.emit.json_schema.values import Schema
from codegen.resolve.resolver import resolve
from tests.codegen.mini import broken, catalogue_of

MINI = resolve(catalogue_of())


def event(code: str, catalogue: Catalogue = MINI) -> Event:
    return next(e for e in catalogue.events if e.code == code)


def validator(made: Schema) -> Draft202012Validator:
    Draft202012Validator.check_schema(cast("dict[str, Any]", made))
    return Draft202012Validator(cast("dict[str, Any]", made))


def of(code: str, catalogue: Catalogue = MINI) -> Draft202012Validator:
    return validator(messages.event_schema(event(code, catalogue), catalogue, []))


def belt(code: str, **data: object) -> dict[str, Any]:
    return {"id": "m-1", "data": {"eventCode": code, **data}}


def with_field(old: str, new: str) -> Catalogue:
    return resolve(catalogue_of(broken(old, new)))


def test_what_a_schema_says_of_itself() -> None:
    made = messages.event_schema(event("lorry-left"), MINI, [{"a": 1}])
    assert (made["$id"], made["title"], made["description"]) == (
        "urn:depot:lorry-left",
        "LorryLeft",
        "Lorry left. A lorry drove off.",
    )
    assert made["deprecated"] is True
    assert made["examples"] == [{"a": 1}]
    assert "deprecated" not in messages.event_schema(event("gate-opening"), MINI, [])
    bundle = messages.bundle_schema(MINI)
    assert bundle["$id"] == "urn:depot:bundle"


def test_each_delivery_that_can_carry_the_event_is_accepted() -> None:
    assert of("gate-opening").is_valid(belt("gate-opening", gate="12"))
    bell = {"messageId": "m-1", "body": {"eventCode": "gate-opening", "gate": "12"}}
    assert of("gate-opening").is_valid(bell)
    left = {"messageId": "m-1", "body": {"eventCode": "lorry-left", "gate": "12"}}
    assert not of("lorry-left").is_valid(left)


def test_the_bundle_tells_the_events_apart() -> None:
    bundle = validator(messages.bundle_schema(MINI))
    assert bundle.is_valid(belt("gate-opening", gate="12"))
    assert bundle.is_valid(belt("lorry-left", gate="12"))
    assert not bundle.is_valid(belt("lorry-right", gate="12"))
    assert not bundle.is_valid({"id": "m-1", "data": {"gate": "12"}})


@pytest.mark.parametrize("code", ["gate-opening", "lorry-left", "pallet-changed"])
def test_fixtures_agree_with_the_schemas(code: str) -> None:
    bundle = validator(messages.bundle_schema(MINI))
    for fixture in fixtures.event_fixtures(event(code), MINI):
        fits = not fixture.problems
        assert of(code).is_valid(fixture.message) == fits, fixture.name
        assert bundle.is_valid(fixture.message) == fits, fixture.name


@pytest.mark.parametrize(
    ("field", "right", "wrong"),
    [
        ("gate", ["0", "12", "-7"], [12, "", "x", "007", "1.0", None]),
        ("day", ["2031-05-04", "any text"], [5]),
        (
            "pallets",
            [[], [{}], [{"count": 1, "weights": [1, 2.5]}]],
            [{}, [1], [{"weights": [""]}]],
        ),
        ("plan", ["{}"], [{}]),
        ("novel", [None, 1, {}], []),
    ],
)
def test_the_form_of_fields(field: str, right: list[object], wrong: list[object]) -> None:
    message = belt("gate-opening", gate="1")
    for value in (*right, *wrong):
        message["data"] = {"eventCode": "gate-opening", "gate": "1", field: value}
        assert of("gate-opening").is_valid(message) == (value in right), value


def test_either_form_where_both_are_sent() -> None:
    for value, fits in ((1, True), ("1", True), (7, True), ("x", False), (1.5, False)):
        message = belt("pallet-changed", state="new", priority=value)
        assert of("pallet-changed").is_valid(message) == fits


def test_required_fields_are_required() -> None:
    assert not of("gate-opening").is_valid(belt("gate-opening"))
    assert not of("gate-opening").is_valid({"data": {"eventCode": "gate-opening", "gate": "1"}})


def test_an_open_enum_is_open_and_a_closed_one_is_not() -> None:
    assert of("pallet-changed").is_valid(belt("pallet-changed", state="burnt"))
    assert not of("pallet-changed").is_valid(belt("pallet-changed", state=5))
    old = "text: What happens to a pallet."
    closed = with_field(old, f"{old}\n    closed: true")
    assert not of("pallet-changed", closed).is_valid(belt("pallet-changed", state="burnt"))
    assert of("pallet-changed", closed).is_valid(belt("pallet-changed", state="moved"))


def test_the_variant_that_the_value_chooses_must_fit() -> None:
    assert of("pallet-changed").is_valid(belt("pallet-changed", state="stored", shelfID=4))
    assert not of("pallet-changed").is_valid(belt("pallet-changed", state="stored"))
    assert not of("pallet-changed").is_valid(belt("pallet-changed", state="moved", gate=4))
    # Of another variant the fields are unknown, and anything may stand there.
    assert of("pallet-changed").is_valid(belt("pallet-changed", state="moved", shelfID="x"))


OUTSIDE = """      weights: number[], e.g. [1.5, 20] -- Weights in kilograms.
"""
VARIANTS = """    variants:
      frozen:
        text: It must be kept cold.
        when: {/day: ["2031-05-04"]}
        fields:
          gate: {required: true}
      warm:
        text: It may stand in the sun.
        when: {/day: {none_of: ["2031-05-04"]}}
        fields:
          day: string(iso-day), e.g. 2031-05-05 -- Day until which it may.
"""


def test_a_value_outside_of_an_object_may_choose_its_variant() -> None:
    catalogue = with_field(OUTSIDE, OUTSIDE + VARIANTS)
    check = of("gate-opening", catalogue)
    for day, pallet, fits in (
        ("2031-05-04", {"gate": "1"}, True),
        ("2031-05-04", {}, False),
        ("2031-05-04", {"gate": 1}, False),
        ("2031-05-05", {}, True),
        ("2031-05-05", {"gate": 1}, True),
        ("2031-05-05", {"day": 1}, False),
        (None, {"gate": 1, "day": 1}, True),
    ):
        data = {"gate": "1", "pallets": [pallet], **({"day": day} if day else {})}
        assert check.is_valid(belt("gate-opening", **data)) == fits, (day, pallet)


def test_a_bare_list_in_place_of_its_object() -> None:
    old = "pallets: Pallet[] -- Pallets on the lorry."
    new = "pallets: Pallet | array -- Weights, or a pallet."
    check = of("gate-opening", with_field(old, new))
    for value, fits in (({"weights": [1]}, True), ([1, 2.5], True), (["x"], False), (5, False)):
        assert check.is_valid(belt("gate-opening", gate="1", pallets=value)) == fits


def test_examples_and_formats_are_described() -> None:
    fields = cast("Any", messages.event_schema(event("gate-opening"), MINI, []))["$defs"]
    day = fields["GateOpening"]["properties"]["day"]
    assert (day["examples"], day["description"]) == (
        ["2031-05-04"],
        "Day of arrival. A day of the calendar.",
    )
    assert "format" not in day
    registered = with_field(
        "text: A day of the calendar.", "text: A calendar day.\n    registered: date"
    )
    made = cast("Any", messages.event_schema(event("gate-opening", registered), registered, []))
    day = made["$defs"]["GateOpening"]["properties"]["day"]
    assert (day["format"], day["description"]) == ("date", "Day of arrival.")
    plan = fields["GateOpening"]["properties"]["plan"]
    assert plan["contentMediaType"] == "application/json"
    assert plan["contentSchema"] == {"$ref": "#/$defs/Pallet"}


def test_other_names_are_deprecated() -> None:
    old = "day: string(iso-day), e.g. 2031-05-04 -- Day of arrival."
    new = f"day:\n            is: {old.removeprefix('day: ')}\n            aliases: dayOfArrival"
    made = cast("Any", messages.event_schema(event("gate-opening", with_field(old, new)), MINI, []))
    alias = made["$defs"]["GateOpening"]["properties"]["dayOfArrival"]
    assert alias["deprecated"] is True
    assert alias["type"] == ["string", "null"]


def test_making_schemas_changes_nothing() -> None:
    before = copy.deepcopy(MINI)
    first = messages.bundle_schema(MINI)
    assert messages.bundle_schema(MINI) == first
    assert before == MINI
