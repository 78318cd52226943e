"""That the benchmark of parsing compares like with like; how fast anything is, it does not ask."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import attrs
import pytest

import dataworks_events as dw
from tests.benchmarks import contenders, memory, parsing, streams, timing, trials
from tests.benchmarks.contenders import Contender, Trial, Unequal
from tests.benchmarks.goals import GOALS, SECTIONS, START, Goal
from tests.benchmarks.streams import EVENTBRIDGE, FUNCTION_COMPUTE, Change, Message

MESSAGES = streams.full(EVENTBRIDGE)
COMMITTED = MESSAGES["commit-file"]
OWN = [name for name in contenders._MAKERS if name.startswith("`dw.") or name == contenders.JSON]
"""Contenders that need no other library."""


def trial(*messages: Message, **given: Any) -> Trial:
    return Trial(texts=streams.texts(messages), contenders=(), **given)


def giving(change: Callable[[Message], object]) -> Contender:
    """A contender that makes this of the message of a file that is committed."""
    return Contender(
        lambda given: None, lambda: (), lambda: [change(json.loads(json.dumps(COMMITTED)))]
    )


# Contenders


@pytest.mark.parametrize("name", OWN)
def test_contenders_give_back_the_messages(name: str) -> None:
    two = trial(COMMITTED, MESSAGES["workbench-monitor-alert topic"], count=5)
    contender = contenders._MAKERS[name](two)
    contender.check(name, two.values)
    contender.run(contender.given())


def without_file(message: Message) -> Message:
    del message["data"]["fileId"]
    return message


def with_float(message: Message) -> Message:
    message["data"]["fileId"] = float(message["data"]["fileId"])
    return message


@pytest.mark.parametrize("change", [without_file, with_float])
def test_whoever_changes_a_value_does_not_pass(change: Callable[[Message], Message]) -> None:
    giving(lambda message: message).check("honest", [COMMITTED])
    with pytest.raises(Unequal, match=r"^careless changes data\.fileId of "):
        giving(change).check("careless", [COMMITTED])


def test_whoever_means_to_change_a_value_must() -> None:
    attrs.evolve(giving(without_file), changes=1).check("changed", [COMMITTED])
    with pytest.raises(Unequal, match=r"^changed changes nothing of "):
        attrs.evolve(giving(lambda message: message), changes=1).check("changed", [COMMITTED])


def test_an_error_among_many_messages_is_no_message() -> None:
    contender = contenders._MAKERS[contenders.PARSE_LINES](trial({"data": 1}))
    with pytest.raises(dw.MessageError):
        contender.run(contender.given())


# Messages


def test_every_event_is_there() -> None:
    assert {dw.parse(message).event_code for message in MESSAGES.values()} == {*dw.EVENTS}
    functions = streams.full(FUNCTION_COMPUTE).values()
    assert {dw.parse(message).envelope for message in functions} == {FUNCTION_COMPUTE}


def test_the_event_comes_before_the_type() -> None:
    for message in MESSAGES.values():
        names = list(message)
        assert names.index("data") < names.index("type")


def test_shuffled_messages_are_the_same() -> None:
    pairs = streams.changed(MESSAGES, streams.shuffled(1))
    assert len(pairs) == len(MESSAGES)
    assert all(message == sent for message, sent in pairs)
    assert any(list(message["data"]) != list(sent["data"]) for message, sent in pairs)
    assert pairs == streams.changed(MESSAGES, streams.shuffled(1))


@pytest.mark.parametrize(
    ("change", "problems"),
    [
        (streams.unknown_field, 0),
        (streams.unknown_fields(map(str, count())), 0),
        (streams.unknown_nested_field, 0),
        (streams.unknown_attribute, 0),
        (streams.null, 0),
        (streams.other_form, 0),
        (streams.misfit, 1),
        (streams.event_as_text, 0),
    ],
)
def test_changes_are_those_that_are_meant(change: Change, problems: int) -> None:
    pairs = streams.changed(MESSAGES, change)
    assert pairs
    for message, sent in pairs:
        assert streams.texts([message]) != streams.texts([sent])
        parsed = dw.parse(sent)
        assert len(parsed.problems) == problems
        assert type(parsed.event) is type(dw.parse(message).event)


def test_an_unknown_event_is_unknown() -> None:
    for _, sent in streams.changed(MESSAGES, streams.unknown_event):
        assert isinstance(dw.parse(sent).event, dw.UnknownEvent)


# Trials and rows


def test_every_row_has_its_trial() -> None:
    every = trials.trials(many=100)
    assert len({goal.key for goal in GOALS}) == len(GOALS)
    for goal in GOALS:
        assert goal.section in SECTIONS
        if goal.trial != START:
            assert {goal.contender, goal.against} <= {*every[goal.trial].contenders}
        else:
            assert {goal.contender, goal.against} <= parsing._programs().keys()
    assert {goal.trial for goal in GOALS} == {*every, START}


def test_a_row_is_of_the_ratios_of_the_rounds() -> None:
    goal = Goal("key", SECTIONS[0], "text", "them", 3, "us")
    row = goal.row({"us": (2, 30, 8), "them": (1, 10, 2), "others": ()}, 1000, "ms")
    assert (row.times, row.least, row.most) == (3, 2, 4)
    assert (row.amount, row.unit, row.limit) == (8000, "ms", 3)


def test_the_slowest_and_the_median_event_are_rows() -> None:
    measured = [
        {contenders.PARSE: (index,), contenders.ORJSON: (1,)} for index in range(len(MESSAGES))
    ]
    goals = [goal for goal in GOALS if goal.trial == "alone"]
    slowest, median, *every = parsing._alone(goals, measured)
    names = list(MESSAGES)
    assert slowest.text.endswith(f"`{names[-1]}`")
    assert median.times == (len(MESSAGES) - 1) // 2
    assert [row.text for row in every] == [f"`{name}`" for name in reversed(names)]


def imports_msgspec() -> bool:
    try:
        importlib.import_module("msgspec")
    except ImportError:
        return False
    return True


def test_a_process_may_be_without_msgspec() -> None:
    assert trials.in_new_process(False, imports_msgspec)
    assert not trials.in_new_process(True, imports_msgspec)


def test_wrong_data_are_reported_and_nothing_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def wrong(*given: object) -> None:
        raise Unequal("they differ")

    monkeypatch.setattr(sys, "argv", ["parsing.py", "--write"])
    monkeypatch.setattr(parsing, "FIGURES", tmp_path / "kept.json")
    monkeypatch.setattr(parsing, "GOALS", [goal for goal in GOALS if goal.trial == "null"])
    monkeypatch.setattr(trials, "in_new_process", wrong)
    monkeypatch.setattr(parsing, "version", lambda name: "1")
    assert parsing.main() == 1
    assert capsys.readouterr().err.splitlines() == ["null …", "they differ"]
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize("partial", [["--quick"], ["--only", "null"]])
def test_a_part_is_not_kept(partial: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["parsing.py", "--write", *partial])
    with pytest.raises(SystemExit, match="2"):
        parsing.main()


# What is measured


def test_every_round_times_everybody() -> None:
    ran: list[str] = []

    def contender(name: str) -> Contender:
        return Contender(ran.append, lambda: name, tuple)

    taken = timing.interleaved({name: contender(name) for name in "abc"}, rounds=3, sample=0)
    assert {name: len(seconds) for name, seconds in taken.items()} == {"a": 3, "b": 3, "c": 3}
    # After the passes that find out how many make a sample, each round begins with another.
    assert "".join(ran[3:]) == "abc" + "bca" + "cab"


def test_memory_is_that_of_what_is_kept() -> None:
    assert memory.bytes_each(lambda text: None, b"", kept=100) < 10
    assert 1000 <= memory.bytes_each(lambda text: bytearray(1000), b"", kept=100) <= 1200
    # Also where it is the text.
    assert memory.bytes_each(lambda text: text, bytes(1000), kept=100) >= 1000
