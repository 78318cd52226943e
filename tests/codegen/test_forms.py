"""What reading promises, of values of every form that a catalogue can give a field."""

from __future__ import annotations

import copy
import importlib
import json
import os
import pickle
from collections.abc import Iterator
from decimal import Decimal
from types import MappingProxyType, ModuleType
from typing import Any

import attrs
import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, example, given, settings
from jsonschema import Draft202012Validator

from tests.codegen.other_systems import Made, imported, just_started
from tests.generated.values import JSON, NUMBERS, TEXTS, same

TYPE = "Meter A / Value read"
some = settings(
    deadline=None,
    derandomize=True,
    max_examples=round(30 * max(float(os.environ.get("TIMES_AS_MANY_EXAMPLES", "1")), 1)),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)

INTEGERS = st.integers(-(2**63), 2**63 - 1)
DECIMALS = st.from_regex(
    r"-?(0|[1-9][0-9]{0,20})(\.[0-9]{1,5})?([eE][-+]?[0-9]{1,2})?", fullmatch=True
)
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
FLAGS = st.sampled_from(("true", "false"))
STATES = st.sampled_from(("on", "off", "On", "idle"))
KEYS = st.sampled_from(("a", "b", "")) | TEXTS


def by_name(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.dictionaries(KEYS, values, max_size=3)


def several(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(values, max_size=3)


PARTS = st.fixed_dictionaries(
    {"name": TEXTS, "state": STATES},
    optional={"sizes": by_name(INTEGERS), "turns": DECIMALS | JSON, "more": JSON},
)
FITTING = {
    "number": DECIMALS,
    "number_either": DECIMALS | INTEGERS | FLOATS,
    "number_quoted": DECIMALS.filter(lambda text: abs(Decimal(text)) < 10**300) | FLOATS,
    "flag": FLAGS,
    "flag_either": FLAGS | st.booleans(),
    "flag_quoted": FLAGS | st.booleans(),
    "unit": TEXTS | st.none(),
    "state": STATES | st.none(),
    "part": PARTS | st.none(),
    "part_needed": PARTS | st.none(),
    "counts": by_name(INTEGERS),
    "flags": by_name(FLAGS),
    "texts": several(TEXTS | st.none()),
    "grid": several(several(INTEGERS)),
    "cube": several(several(several(FLOATS | INTEGERS))),
    "codes": several(by_name(STATES)),
    "parts": by_name(PARTS),
    "rows": several(several(PARTS)),
    "some": several(PARTS | st.none()),
    "lists": by_name(several(PARTS)) | st.none(),
    "ids": several(INTEGERS) | INTEGERS,
    "wheels": several(PARTS) | PARTS,
    "anything": by_name(JSON),
    "held": TEXTS,
    "times": several(several(INTEGERS)),
}
NEEDED = ("number", "unit", "part_needed")


def in_envelope(event: Any) -> dict[str, Any]:
    return {"id": "m-1", "type": TYPE, "labels": {"a": "b"}, "urgent": "true", "data": event}


def _events(values: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[Any]:
    needed = {name: values[name] for name in NEEDED}
    others = {name: each for name, each in values.items() if name not in NEEDED}
    return st.fixed_dictionaries(needed, optional=others)


MESSAGES = _events(FITTING).map(in_envelope)
# One or two values of any form in a message that is as expected.
DECIMALS_ELSE = DECIMALS | JSON
ANY_MESSAGES = st.builds(
    lambda event, other: in_envelope({**event, **other}),
    _events(FITTING),
    st.dictionaries(
        st.sampled_from([*FITTING]),
        JSON | NUMBERS | by_name(JSON) | several(JSON) | several(several(JSON)) | FLAGS | DECIMALS
        | by_name(PARTS | JSON) | several(by_name(PARTS | STATES | JSON)),
        min_size=1,
        max_size=2,
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def project(projects: dict[str, Made]) -> Made:
    return projects["forms"]


@pytest.fixture(scope="module")
def meter(project: Made) -> Iterator[ModuleType]:
    with imported(project) as package:
        yield package


def outcome(meter: Any, sent: Any, **options: Any) -> tuple[Any, ...]:
    """All that there is to see of a message, or of an error."""
    try:
        message = meter.parse(sent, **options)
    except meter.InvalidMessage as error:
        return type(error), str(error)
    written = json.dumps(meter.to_dict(message)), meter.to_json(message), meter.to_bytes(message)
    return repr(message), message.problems, *written, message


def outcomes(meter: Any, sent: Any, **options: Any) -> list[tuple[Any, ...]]:
    """The outcome by every path: mappings, texts, with `msgspec` and without."""
    text = json.dumps(sent)
    usual = json.dumps(in_envelope({"number": "1", "unit": "kW", "part_needed": None}))
    found = [outcome(meter, sent, **options), outcome(meter, MappingProxyType(sent), **options)]
    for msgspec in (False, True):
        for first in ((), (usual,) * 3):
            with just_started(meter, msgspec=msgspec):
                for each in first:
                    meter.parse(each)
                found += [outcome(meter, text, **options) for _ in range(4)]
    return found


def the_one(found: list[tuple[Any, ...]]) -> tuple[Any, ...]:
    first, *others = found
    for other in others:
        assert other == first
    return first


@given(MESSAGES)
@some
def test_what_fits_has_no_problem_and_comes_back(meter: Any, sent: Any) -> None:
    before = copy.deepcopy(sent)
    *_, message = the_one(outcomes(meter, sent))
    expected = {"data.part.turns", "data.part_needed.turns"}
    assert all(each.path in expected or ".turns" in each.path for each in message.problems)
    assert same(meter.to_dict(message), before)
    assert same(sent, before)


@given(ANY_MESSAGES, st.booleans())
@some
def test_every_path_gives_the_same_and_nothing_is_lost(meter: Any, sent: Any, strict: bool) -> None:
    found = the_one(outcomes(meter, sent, strict=strict))
    if len(found) > 2:
        assert same(meter.to_dict(found[-1]), sent)
        assert same(json.loads(meter.to_json(found[-1])), sent)


@given(ANY_MESSAGES | MESSAGES)
@some
def test_what_is_accepted_can_be_copied_pickled_and_become_dicts(meter: Any, sent: Any) -> None:
    message = outcome(meter, sent)[-1]
    if not isinstance(message, meter.Message):
        return
    copies = (copy.deepcopy(message), pickle.loads(pickle.dumps(message)), attrs.evolve(message))
    for each in copies:
        assert each == message
        assert same(meter.to_dict(each), sent)
    assert attrs.asdict(message)["event_type"] == TYPE
    again = meter.parse(meter.to_json(message))
    assert again == message


@pytest.fixture(scope="module")
def validator(project: Made) -> Any:
    return Draft202012Validator(project.json("schemas/Value-read.json"))


@given(MESSAGES | ANY_MESSAGES)
@some
@example(in_envelope({"number": "1", "unit": None, "part_needed": None}))
@example(in_envelope({"number": 1, "unit": None, "part_needed": None}))
@example(in_envelope({"number": "1", "part_needed": None}))
@example(in_envelope({"number": "1", "unit": "kW", "part_needed": {}}))
@example(in_envelope({"number": "01", "unit": "kW", "part_needed": None}))
@example(in_envelope({"number": "1", "unit": "kW", "part_needed": None, "flag": "True"}))
@example(in_envelope({"number": "1", "unit": "kW", "part_needed": None, "flag": True}))
@example(in_envelope({"number": "1", "unit": "kW", "part_needed": None, "grid": [1]}))
def test_schemas_and_strict_reading_accept_the_same(meter: Any, validator: Any, sent: Any) -> None:
    accepted = len(outcome(meter, sent, strict=True)) > 2
    errors = [error.message for error in validator.iter_errors(sent)]
    assert accepted == (not errors), errors


# What the values are in Python


@pytest.mark.parametrize(
    ("name", "sent", "value"),
    [
        ("number", "0.10", Decimal("0.10")),
        ("number_either", 0.1, Decimal("0.1")),
        ("number_quoted", "0.10", 0.1),
        ("flag", "false", False),
        ("flag_either", True, True),
        ("flag_quoted", "true", True),
        ("unit", None, None),
        ("texts", ["a", None], ("a", None)),
        ("grid", [[1, 2], []], ((1, 2), ())),
        ("counts", {"a": 1}, {"a": 1}),
        ("flags", {"a": "true"}, {"a": True}),
        ("ids", [1], (1,)),
        ("ids", 1, (1,)),
        ("anything", {"a": [None]}, {"a": [None]}),
    ],
)
def test_a_value_is_what_it_means(meter: Any, name: str, sent: Any, value: Any) -> None:
    event = {"number": "1", "unit": "kW", "part_needed": None, name: sent}
    message = meter.parse(in_envelope(event))
    found = getattr(message.event, name)
    assert (found, type(found)) == (value, type(value))
    assert str(found) == str(value)
    assert message.problems == ()


@pytest.mark.parametrize(
    ("name", "sent", "path", "expected"),
    [
        ("number_either", "1,5", "number_either", "number, or one in a string"),
        ("flag", True, "flag", "boolean in a string"),
        ("flag_either", "yes", "flag_either", "boolean, or one in a string"),
        ("counts", {"a": 1, "b": "x"}, "counts.b", "integer"),
        ("counts", [1], "counts", "object"),
        ("grid", [[1], 2], "grid[1]", "array"),
        ("grid", [[1], [2, "x"]], "grid[1][1]", "integer"),
        ("codes", [{"a": 5}], "codes[0].a", "string"),
        ("parts", {"a": {"name": 5, "state": "on"}}, "parts.a.name", "string"),
        ("rows", [[5]], "rows[0][0]", "object"),
        ("texts", ["a", 5], "texts[1]", "string"),
        ("ids", "x", "ids", "array or integer"),
        ("ids", [1, "x"], "ids[1]", "integer"),
        ("wheels", 5, "wheels", "array or object"),
    ],
)
def test_a_misfit_is_reported_at_its_place(
    meter: Any, name: str, sent: Any, path: str, expected: str
) -> None:
    event = {"number": "1", "unit": "kW", "part_needed": None, name: sent}
    message = meter.parse(in_envelope(event))
    assert getattr(message.event, name) is None
    assert [(each.path, each.expected) for each in message.problems] == [(f"data.{path}", expected)]
    assert meter.to_dict(message)["data"][name] == sent


def test_what_may_be_null_must_still_be_there(meter: Any) -> None:
    with pytest.raises(meter.InvalidMessage, match="unit: expected string or null, got nothing"):
        meter.parse(in_envelope({"number": "1", "part_needed": None}))


def test_values_that_were_made_by_hand_are_written(meter: Any) -> None:
    event = meter.ValueRead(
        number=Decimal("1.50"),
        unit=None,
        part_needed=None,
        flag=True,
        flag_quoted=False,
        grid=((1,), ()),
        parts={"a": meter.Part(name="x", state=meter.State.ON)},
        texts=("a", None),
    )
    expected = {
        "number": "1.50",
        "unit": None,
        "part_needed": None,
        "flag": "true",
        "flag_quoted": False,
        "texts": ["a", None],
        "grid": [[1], []],
        "parts": {"a": {"name": "x", "state": "on"}},
    }
    assert meter.to_dict(event) == expected
    assert json.loads(meter.to_json(event)) == expected


def test_a_variant_is_chosen_inside_maps_and_lists(meter: Any) -> None:
    part = {"name": "w", "state": "on", "turns": "12.50"}
    event = {"number": "1", "unit": "kW", "part_needed": part, "parts": {"a": part}}
    message = meter.parse(in_envelope({**event, "lists": {"a": [part]}, "rows": [[part]]}))
    found = message.event
    for each in (found.part_needed, found.parts["a"], found.lists["a"][0], found.rows[0][0]):
        assert type(each) is meter.PartWheel
        assert each.turns == Decimal("12.50")


def test_kinds_with_such_values_are_read_by_a_struct_too(meter: Any) -> None:
    """Else the other tests here would compare one path with itself."""
    backend = importlib.import_module("meter_events._backend").BACKEND
    text = json.dumps(in_envelope({"number": "1", "unit": None, "part_needed": None}))
    with just_started(meter, msgspec=True):
        for _ in range(3):
            meter.parse(text)
        assert isinstance(backend.read(text), meter.Message)
