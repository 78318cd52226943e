"""Fixtures: which there are, what stands in them, and what they say is wrong."""

from __future__ import annotations

from typing import Any

import pytest

from codegen.catalogue.resolved import Catalogue, Event
from codegen.emit import fixtures as stage
from codegen.resolve.resolver import resolve
from tests.codegen.mini import broken, catalogue_of

MINI = resolve(catalogue_of())


def event(code: str, catalogue: Catalogue = MINI) -> Event:
    return next(e for e in catalogue.events if e.code == code)


def fixtures(code: str, catalogue: Catalogue = MINI) -> dict[str, stage.Fixture]:
    made = stage.event_fixtures(event(code, catalogue), catalogue)
    assert len({fixture.name for fixture in made}) == len(made)
    return {fixture.name: fixture for fixture in made}


def without_id(fixture: stage.Fixture) -> dict[str, Any]:
    """The message but for its id, which no other fixture has."""
    assert isinstance(fixture.message["id"], str)
    return {name: value for name, value in fixture.message.items() if name != "id"}


def data(fixture: stage.Fixture) -> Any:
    return fixture.message.get("data", fixture.message.get("body"))


def test_each_delivery_and_each_shape() -> None:
    assert {(f.envelope, f.variant) for f in fixtures("gate-opening").values()} == {
        ("belt", None),
        ("bell", None),
    }
    assert {(f.envelope, f.variant) for f in fixtures("pallet-changed").values()} == {
        ("belt", "stored"),
        ("belt", "moved"),
    }
    assert [f.envelope for f in fixtures("lorry-left").values()] == ["belt"] * len(
        fixtures("lorry-left")
    )


def test_the_full_one_has_everything() -> None:
    full = fixtures("gate-opening")["belt/full"]
    assert without_id(full) == {
        "sentAt": "2031-05-04T08:00:00Z",
        "data": {
            "eventCode": "gate-opening",
            "gate": "12",
            "day": "2031-05-04",
            "pallets": [{"count": 3, "weights": [1.5, 20]}],
            "plan": '{"count": 1}',
        },
    }
    assert full.problems == ()


def test_the_minimal_one_has_what_is_required_and_what_names_it() -> None:
    assert without_id(fixtures("gate-opening")["belt/minimal"]) == {
        "data": {"eventCode": "gate-opening", "gate": "12"},
    }
    assert data(fixtures("pallet-changed")["belt/stored/minimal"]) == {
        "eventCode": "pallet-changed",
        "state": "stored",
        "shelfID": 3,
    }


EVENT_FIELD = """      data:
        is: event -- The event.
"""
TYPE_FIELD = """      kind: string(event-type) -- Type.
"""


def test_where_the_envelope_names_the_event_the_event_need_not() -> None:
    catalogue = resolve(catalogue_of(broken(EVENT_FIELD, TYPE_FIELD + EVENT_FIELD)))
    found = fixtures("lorry-left", catalogue)
    assert without_id(found["belt/minimal"]) == {
        "kind": "depot:Gate:LorryLeft",
        "data": {"gate": "12"},
    }
    assert "belt/invalid/eventCode" in found
    assert "belt/invalid/eventCode" not in fixtures("lorry-left")


def test_an_unknown_field_stands_in_every_object() -> None:
    odd = fixtures("gate-opening")["belt/unknown-field"].message
    inner = odd["data"]
    assert isinstance(inner, dict)
    assert isinstance(inner["pallets"], list)
    for value in (odd, inner, *inner["pallets"]):
        assert isinstance(value, dict)
        assert stage.UNKNOWN_FIELD in value


def test_a_shape_has_its_discriminator_and_its_fields() -> None:
    found = fixtures("pallet-changed")
    assert data(found["belt/stored/full"]) == {
        "eventCode": "pallet-changed",
        "state": "stored",
        "priority": 1,
        "shelfID": 3,
    }
    assert data(found["belt/moved/full"]) == {
        "eventCode": "pallet-changed",
        "state": "moved",
        "priority": 1,
        "gate": "12",
    }
    # Another value would make another shape.
    assert "belt/stored/invalid/state" not in found


def test_a_value_that_excludes_others() -> None:
    old = "when: {state: [moved]}"
    catalogue = resolve(catalogue_of(broken(old, "when: {state: {none_of: [stored]}}")))
    assert data(fixtures("pallet-changed", catalogue)["belt/moved/minimal"])["state"] == "moved"


@pytest.mark.parametrize(
    ("name", "path", "expected", "got", "refused"),
    [
        ("gate", "data.gate", "digits in a string", 'string "wrong"', True),
        ("gate-missing", "data.gate", "digits in a string", "nothing", True),
        ("day", "data.day", "string", "integer 7", False),
        ("pallets", "data.pallets", "array", 'string "wrong"', False),
        ("pallets[0]", "data.pallets[0]", "object", 'string "wrong"', False),
        ("pallets[0].count", "data.pallets[0].count", "integer", 'string "wrong"', False),
        ("pallets[0].weights", "data.pallets[0].weights", "array", 'string "wrong"', False),
        ("pallets[0].weights[0]", "data.pallets[0].weights[0]", "number", 'string "wrong"', False),
        ("data", "data", "object or JSON text of one", "integer 7", True),
    ],
)
def test_what_is_wrong(name: str, path: str, expected: str, got: str, refused: bool) -> None:
    fixture = fixtures("gate-opening")[f"belt/invalid/{name}"]
    assert fixture.problems == (stage.Problem(path, expected, got),)
    assert fixture.refused == refused


def test_all_that_is_wrong_is_listed() -> None:
    invalid = {name for name in fixtures("gate-opening") if name.startswith("belt/invalid/")}
    assert invalid == {
        f"belt/invalid/{name}"
        for name in (
            "around",
            "data",
            "day",
            "gate",
            "gate-missing",
            "pallets",
            "pallets[0]",
            "pallets[0].count",
            "pallets[0].weights",
            "pallets[0].weights[0]",
            "plan",
        )
    }


def test_what_is_required_inside_something_optional_does_not_refuse_the_message() -> None:
    catalogue = resolve(catalogue_of(broken("      count:\n", "      count: {required: true}\n")))
    fixture = fixtures("gate-opening", catalogue)["belt/invalid/pallets[0].count-missing"]
    assert fixture.problems[0].path == "data.pallets[0].count"
    assert not fixture.refused
    assert data(fixture)["pallets"] == [{}]


def test_a_closed_enum_says_what_it_takes() -> None:
    old = "text: How soon a pallet must go."
    catalogue = resolve(catalogue_of(broken(old, old + "\n    closed: true")))
    fixture = fixtures("pallet-changed", catalogue)["belt/stored/invalid/priority"]
    assert fixture.problems[0].expected == "one of 1, 2"


def test_messages_share_nothing() -> None:
    found = fixtures("gate-opening")
    data(found["belt/full"])["pallets"][0]["weights"].append(3)
    assert data(found["bell/full"])["pallets"][0]["weights"] == [1.5, 20]
    assert data(fixtures("gate-opening")["belt/full"])["pallets"][0]["weights"] == [1.5, 20]


def test_as_the_package_ships_them() -> None:
    shipped = stage.fixture_file(event("lorry-left"), MINI)
    assert shipped["event_code"] == "lorry-left"
    assert isinstance(shipped["fixtures"], list)
    minimal = fixtures("lorry-left")["belt/minimal"]
    assert shipped["fixtures"][0] == {
        "name": "belt/minimal",
        "envelope": "belt",
        "variant": None,
        "refused": False,
        "problems": [],
        "message": {
            "id": minimal.message["id"],
            "data": {"eventCode": "lorry-left", "gate": "12"},
        },
    }


def test_every_message_has_an_id_of_its_own() -> None:
    made = [f.message for each in MINI.events for f in fixtures(each.code).values()]
    found = [message.get("id", message.get("messageId")) for message in made]
    texts = [each for each in found if isinstance(each, str)]
    assert len(texts) > len(MINI.events)
    assert len(texts) == len(set(texts))
