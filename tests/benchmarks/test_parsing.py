"""That the benchmark of parsing compares like with like; how fast anything is, it does not ask."""

from __future__ import annotations

import json
from typing import Any

import attrs
import pytest

import dataworks_events as dw
from tests.benchmarks import memory, timing
from tests.benchmarks.contenders import Contender, Message, Unequal, messages

every_message = pytest.mark.parametrize("message", messages(), ids=lambda message: message.event)
OURS = Contender("ours", "", dw.parse, dw.to_json)


def without(name: str) -> Contender:
    """A contender that loses a field of the event."""

    def read(text: bytes) -> dict[str, Any]:
        value: dict[str, Any] = json.loads(text)
        del value["data"][name]
        return value

    return Contender("forgetful", "", read, json.dumps)


@every_message
def test_whoever_gives_back_the_message_passes(message: Message) -> None:
    OURS.check(message)


@every_message
def test_whoever_loses_a_field_does_not_pass(message: Message) -> None:
    name = next(iter(json.loads(message.text)["data"]))
    with pytest.raises(Unequal, match=rf"forgetful changes {message.event}: data\.{name}$"):
        without(name).check(message)


@every_message
def test_a_known_loss_passes_and_is_really_lost(message: Message) -> None:
    def read(text: bytes) -> dict[str, Any]:
        value: dict[str, Any] = json.loads(text)
        del value["id"]
        return value

    contender = Contender("nameless", "", read, json.dumps)
    attrs.evolve(contender, lost=frozenset({"id"})).check(message)
    with pytest.raises(Unequal, match="id"):
        contender.check(message)
    with pytest.raises(Unequal, match="id"):
        attrs.evolve(OURS, lost=frozenset({"id"})).check(message)


@every_message
def test_a_refused_field_is_not_in_the_text(message: Message) -> None:
    contender = attrs.evolve(OURS, refused=frozenset({"subject"}))
    assert json.loads(contender.text(message)).keys() == message.value.keys() - {"subject"}
    contender.check(message)


def test_every_round_times_everybody() -> None:
    called: list[str] = []
    calls: dict[str, timing.Call] = {name: (called.append, name) for name in "abc"}
    taken = timing.interleaved(calls, rounds=3, sample=0)
    assert {name: len(seconds) for name, seconds in taken.items()} == {"a": 3, "b": 3, "c": 3}
    # After the calls that find out how many make a sample, each round begins with another.
    assert "".join(called[3:]) == "abc" + "bca" + "cab"


def test_a_ratio_is_that_of_the_rounds() -> None:
    assert timing.ratio([2, 30, 8], [1, 10, 2]) == 3


def test_memory_is_that_of_what_is_kept() -> None:
    assert memory.bytes_each(lambda text: None, b"", events=100) < 10
    assert 1000 <= memory.bytes_each(lambda text: bytearray(1000), b"", events=100) <= 1200
