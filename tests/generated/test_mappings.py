"""Dicts are read by structs as by the decoders, whatever a caller may have put into them."""

from __future__ import annotations

import collections
import copy
import decimal
import enum
import sys
from collections.abc import Iterator
from types import MappingProxyType
from typing import Any

import attrs
import pytest

import dataworks_events as dw
from dataworks_events._backend import BACKEND
from dataworks_events._json_text import LARGE
from dataworks_events._msgspec import front, registry
from tests.generated.messages import the_fixture
from tests.generated.paths import TIMES, nothing_registered, outcome

JSON_TYPES = (dict, list, str, int, float, bool, type(None))
KINDS = (
    ("commit-file", "full"),
    ("batch-update-data-quality-rules", "full"),
    ("dqc-check-finished-event", "full"),
    ("workbench-monitor-alert", "topic/full"),
)


class Text(str):
    __slots__ = ()


class Number(int):
    pass


class Object(dict[str, Any]):
    pass


class Items(list[Any]):
    pass


class Colour(enum.StrEnum):
    ZERO = "0"


class Level(enum.IntEnum):
    LOW = 1


OTHERS: tuple[object, ...] = (
    *(None, True, 7, -7, 1.5, "x", "501", "\ud800", 501.0, [], {}),
    *(2**63 - 1, 2**63, -(2**63), 2**80, 10**5000, float("nan"), float("-inf")),
    *(Text("x"), Number(7), Colour.ZERO, Level.LOW, Object(a=1), Items(["a"])),
    *((), (1, "a"), {1}, frozenset("a"), b"x", 1j, object(), decimal.Decimal("1.5")),
    *(["a", Text("b")], {"a": [Text("b"), (1,)]}, [{}, Object()], {1: 2}, {Text("a"): 1}),
    *(collections.OrderedDict(a=1), MappingProxyType({"a": 1}), [["a"], [{"a": Number(1)}]]),
)


def like(value: object) -> Iterator[object]:
    """Values of other classes that are the same to most who look."""
    if type(value) is str:
        yield Text(value)
    elif type(value) is int:
        yield from (Number(value), float(value), str(value), decimal.Decimal(value))
    elif type(value) is float:
        yield decimal.Decimal(value)
    elif type(value) is list:
        yield from (tuple(value), Items(value), [*value, *value])
    elif type(value) is dict:
        yield from (Object(value), collections.OrderedDict(value), MappingProxyType(value))
        yield {Text(name): each for name, each in value.items()}


def changed(value: Any, make: Any) -> Iterator[Any]:
    """The value with one of the values in it replaced by each that `make` gives for it."""
    yield from make(value)
    names: list[Any] = []
    if isinstance(value, dict):
        names = [*value, "novel"]
    elif isinstance(value, list):
        names = [*range(len(value))]
    for name in names:
        old = value.get(name) if isinstance(value, dict) else value[name]
        for new in changed(old, make):
            copied = copy.copy(value)
            copied[name] = new
            yield copied


def values_in(thing: Any) -> Iterator[object]:
    """All values that an object holds."""
    if attrs.has(type(thing)):
        for field in attrs.fields(type(thing)):
            yield from values_in(getattr(thing, field.name))
    elif type(thing) in (list, tuple):
        for each in thing:
            yield from values_in(each)
    elif isinstance(thing, dict):
        yield from values_in([*thing])
        yield from values_in([*thing.values()])
    else:
        yield thing


def known(code: str, name: str) -> dict[str, Any]:
    """A message of a kind that is read by a struct from now on."""
    usual: dict[str, Any] = copy.deepcopy(the_fixture(code, f"eventbridge/{name}").message)
    for _ in range(TIMES):
        dw.parse(usual)
    assert BACKEND.read_mapping(usual) is not None
    return usual


@pytest.fixture(params=["registered", "not registered"])
def is_registered(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is unexpected is registered, or the structs are left as strict as they were."""
    if request.param == "not registered":
        monkeypatch.setattr(registry, "MOST_NAMES", 0)
        monkeypatch.setattr(front, "_REFUSALS", sys.maxsize)


@pytest.mark.usefixtures("is_registered")
@pytest.mark.parametrize("make", [like, lambda _: OTHERS], ids=["alike", "others"])
@pytest.mark.parametrize("kind", KINDS, ids="-".join)
def test_whatever_is_in_a_dict(kind: tuple[str, str], make: Any) -> None:
    with nothing_registered():
        usual = known(*kind)
        for sent in changed(usual, make):
            found = outcome(dw.parse, sent)
            with nothing_registered(msgspec=False):
                assert outcome(dw.parse, sent) == found


@pytest.mark.usefixtures("is_registered")
@pytest.mark.parametrize("kind", KINDS, ids="-".join)
def test_a_message_holds_nothing_of_other_classes(kind: tuple[str, str]) -> None:
    with nothing_registered():
        for sent in changed(known(*kind), like):
            try:
                message = dw.parse(sent)
            except dw.MessageError:
                continue
            held = [*values_in(message), *values_in(dw.to_dict(message))]
            own = [each for each in held if not isinstance(each, dw.Problem | enum.Enum)]
            assert {type(each) for each in own} <= {*JSON_TYPES}
            assert not any(isinstance(each, Colour | Level) for each in held)


@pytest.mark.parametrize("name", ["novel", "operator"])
@pytest.mark.parametrize("place", ["data", "message"])
def test_a_message_shares_nothing_with_the_dict(name: str, place: str) -> None:
    with nothing_registered():
        usual = known("commit-file", "full")
        for time in range(TIMES):
            inside: dict[str, Any] = {"a": [time]}
            sent = copy.deepcopy(usual)
            (sent["data"] if place == "data" else sent)[name] = inside
            before = copy.deepcopy(sent)
            message = dw.parse(sent)
            inside["a"].append(2)
            assert dw.to_dict(message) == before
            assert dw.parse(dw.to_bytes(message)) == message


def test_one_list_in_many_places_counts_each_time() -> None:
    with nothing_registered():
        usual = known("batch-update-data-quality-rules", "full")
        (name,) = (name for name, value in usual["data"].items() if type(value) is list)
        usual["data"][name] = usual["data"][name][:1] * (LARGE + 1)
        with pytest.raises(dw.MalformedMessage):
            dw.parse(usual, max_bytes=LARGE)
