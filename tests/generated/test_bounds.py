"""What hostile messages cost: so many problems, so much memory, so many names."""

from __future__ import annotations

import gc
import json
import sys
import tracemalloc
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import dataworks_events as dw
from dataworks_events._backend import BACKEND
from tests.generated.paths import TIMES, nothing_registered

COMMIT = "dataworks:FileChange:CommitFile"
FREEZE = "dataworks:NodeChange:FreezeNode"
RULES = "dataworks:DataQuality:BatchCreateDataQualityRules"
MOST_PROBLEMS = 1_000
MOST_TIMES_THE_TEXT = 25
OF_A_KEPT_ERROR = 500
NAMES_OF_A_CLASS = 32
NAMES_OF_ALL = 256


def message(event_type: str, **fields: object) -> str:
    return json.dumps({"type": event_type, "data": fields})


def commit(value: str, name: str = "novel") -> str:
    """A message with a JSON text as the value of a field."""
    return message(COMMIT, fileId=1, projectId=2, **{name: "@"}).replace('"@"', value)


def each_form(sent: dict[str, Any]) -> Iterator[Any]:
    """The message as objects, and as a text as often as paths differ."""
    yield sent
    yield from [json.dumps(sent)] * TIMES


# Problems


@pytest.mark.parametrize("wrong", [MOST_PROBLEMS - 1, MOST_PROBLEMS, MOST_PROBLEMS + 1, 3_210])
def test_the_first_thousand_problems_are_kept_and_the_others_counted(wrong: int) -> None:
    ids = [7, *["x"] * (wrong - 1)]
    sent = {"type": FREEZE, "subject": [], "data": {"nodeIds": ids, "projectId": 2}}
    with nothing_registered():
        for handed in each_form(sent):
            found = dw.parse(handed)
            with pytest.raises(dw.InvalidMessage) as raised:
                dw.parse(handed, strict=True)
            error = raised.value
            for kept, more in (
                (found.problems, found.more_problems),
                (error.errors, error.more_errors),
            ):
                assert len(kept) == min(wrong, MOST_PROBLEMS)
                assert more == max(0, wrong - MOST_PROBLEMS)
                paths = [problem.path for problem in kept[:3]]
                assert paths == ["subject", "data.nodeIds[1]", "data.nodeIds[2]"]
            assert f"problems={wrong}" in str(found)
            assert str(error).endswith(f"; and {wrong - 5} more")


@pytest.mark.parametrize(("wrong", "said"), [(5, ""), (6, "; and 1 more"), (7, "; and 2 more")])
def test_an_error_names_five_problems_and_counts_the_others(wrong: int, said: str) -> None:
    sent = {"type": FREEZE, "data": {"nodeIds": ["x"] * wrong, "projectId": 2}}
    with pytest.raises(dw.InvalidMessage) as raised:
        dw.parse(sent, strict=True)
    text = str(raised.value)
    assert text.count("expected integer") == 5
    expected = "expected integer or digits in a string"
    assert text.endswith(f'data.nodeIds[4]: {expected}, got string "x" (freeze-node){said}')


@pytest.mark.parametrize(("length", "said"), [(32, '"{}"'), (33, '"{}…"'), (99_999, '"{}…"')])
def test_of_a_long_value_the_beginning_is_said(length: int, said: str) -> None:
    (problem,) = dw.parse(commit(json.dumps("x" * length), "fileVersion")).problems
    assert problem.got == "string " + said.format("x" * 32)


# Memory


def many(item: str, size: int) -> str:
    return "[" + ",".join([item] * (size // (len(item) + 1))) + "]"


def of_names(size: int) -> str:
    return "{" + ",".join(f'"{number}":0' for number in range(size // 8)) + "}"


HOSTILE: dict[str, Callable[[int], str]] = {
    "a list for an event": lambda n: f'{{"type":"{COMMIT}","data":{many("7", n)}}}',
    "a list for a text": lambda n: commit(many("7", n), "fileName"),
    "a list in an unknown field": lambda n: commit(many("7", n)),
    "numbers for objects": lambda n: message(RULES, projectId=2, rules="@").replace(
        '"@"', many("7", n)
    ),
    "empty objects for objects": lambda n: message(RULES, projectId=2, rules="@").replace(
        '"@"', many("{}", n)
    ),
    "nulls for objects": lambda n: message(RULES, projectId=2, rules="@").replace(
        '"@"', many("null", n)
    ),
    "objects with nulls": lambda n: message(RULES, projectId=2, rules="@").replace(
        '"@"', many('{"id":null}', n)
    ),
    "objects with unknown names": lambda n: message(RULES, projectId=2, rules="@").replace(
        '"@"', many('{"a":1}', n)
    ),
    "texts for numbers": lambda n: message(FREEZE, projectId=2, nodeIds="@").replace(
        '"@"', many('"x"', n)
    ),
    "numbers": lambda n: message(FREEZE, projectId=2, nodeIds="@").replace('"@"', many("7", n)),
    "long numbers": lambda n: message(FREEZE, projectId=2, nodeIds="@").replace(
        '"@"', many("9" * 400, n)
    ),
    "floats for numbers": lambda n: message(FREEZE, projectId=2, nodeIds="@").replace(
        '"@"', many("7.0", n)
    ),
    "empty lists": lambda n: commit(many("[]", n)),
    "empty objects": lambda n: commit(many("{}", n)),
    "small objects": lambda n: commit(many('{"a":0}', n)),
    "lists in lists": lambda n: commit(many("[" * 190 + "]" * 190, n)),
    "objects in objects": lambda n: commit(many('{"a":' * 190 + "0" + "}" * 190, n)),
    "too deep": lambda n: commit("[" * (n // 2) + "]" * (n // 2)),
    "a long text": lambda n: commit(f'"{"x" * n}"', "fileName"),
    "escapes": lambda n: commit(json.dumps("é" * (n // 6)), "fileName"),
    "a long number": lambda n: commit("9" * n, "fileType"),
    "many names": lambda n: commit(of_names(n)),
    "many unknown fields": lambda n: f'{{"type":"{COMMIT}","data":{of_names(n)}}}',
    "many attributes": lambda n: f'{{"type":"{COMMIT}","data":{{}},{of_names(n)[1:]}',
    "a long name": lambda n: commit(f'{{"{"x" * n}":1}}'),
    "no JSON at the end": lambda n: commit(many("7", n))[:-1],
    "an event as a text": lambda n: json.dumps(
        {"type": COMMIT, "data": json.dumps({"fileId": 1, "projectId": 2, "x": [7] * (n // 3)})}
    ),
    "a list as a text for an event": lambda n: json.dumps({"type": COMMIT, "data": many("7", n)}),
}


def most_memory(read: Callable[[str | bytes], object], text: str | bytes) -> int:
    """The memory at its highest while something is done with a text."""
    tracemalloc.start()
    try:
        read(text)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def read(text: str | bytes) -> None:
    try:
        found = dw.parse(text)
        _ = found.problems, found.attributes, str(found)
    except dw.MessageError as error:
        str(error)


def allowed(text: str | bytes) -> float:
    """What reading may take; where the decoded objects alone take about as much, a fifth more."""

    def decode(text: str | bytes) -> object:
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            return None

    return max(MOST_TIMES_THE_TEXT * len(text), 1.2 * most_memory(decode, text))


@pytest.mark.parametrize("kind", HOSTILE)
def test_memory_is_in_proportion_to_the_text(kind: str) -> None:
    text = HOSTILE[kind](40_000)
    with nothing_registered():
        # A struct's function is made once, whatever the text.
        for usual in USUAL * TIMES:
            dw.parse(usual)
        for handed in (text, text.encode(), text):
            assert most_memory(read, handed) < allowed(handed)


USUAL = (
    commit("1"),
    commit("[1]"),
    message(FREEZE, projectId=2, nodeIds=[1]),
    message(RULES, projectId=2, rules=[{}]),
)


def test_two_megabytes_of_numbers_take_no_more() -> None:
    text = commit(many("7", 2_000_000)).encode()
    assert len(text) > 1_900_000
    assert most_memory(read, text) < MOST_TIMES_THE_TEXT * len(text)


# Errors that are kept


KEPT: dict[str, Callable[[int], str]] = {
    "no JSON": lambda number: commit('"x"')[:-2] + f" {number}",
    "no object": lambda number: f'[{number}, "some text", {{}}]',
    "no envelope": lambda number: json.dumps({"id": number, "some": "object"}),
    "a wrong value": lambda number: message(COMMIT, fileId=f"wrong {number}", projectId=2),
    "no event": lambda number: json.dumps({"type": "x", "data": number}),
    "many wrong values": lambda number: message(
        FREEZE, projectId=2, nodeIds=["x"] * 20, number=number
    ),
    "many wrong fields": lambda number: message(
        COMMIT, fileId="x", projectId=[], fileName=[number], fileType={}, nodeId=None, operator=7
    ),
    "a list of wrong things": lambda number: message(
        FREEZE, projectId=2, nodeIds=["x", [7], {}] * 100, number=number
    ),
    "a long line": lambda number: message(COMMIT, fileId="x" * 5_000, projectId=number),
}


@pytest.mark.parametrize("kind", KEPT)
@pytest.mark.parametrize("as_lines", [True, False])
def test_a_kept_error_costs_little_more_than_its_line(kind: str, as_lines: bool) -> None:
    lines = [KEPT[kind](number) for number in range(30)]
    whole = "\n".join(lines)
    with nothing_registered():
        # The same kind of source: Python remembers of each class which of the others it is.
        deque(dw.parse_many(whole if as_lines else iter(lines), strict=True), 0)
        gc.collect()
        tracemalloc.start()
        try:
            before, _ = tracemalloc.get_traced_memory()
            kept = [*dw.parse_many(whole if as_lines else iter(lines), strict=True)]
            gc.collect()
            after, _ = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert all(isinstance(error, dw.MessageError) for error in kept)
    of_lines = sum(map(sys.getsizeof, lines))
    assert after - before < of_lines + OF_A_KEPT_ERROR * len(kept)


# Names


def registered() -> dict[str, int]:
    front = BACKEND._front
    assert front is not None
    return {
        each.__name__: len(names.unknown) + len(names.other_forms)
        for each, names in front._registry.registered.items()
    }


def test_of_each_class_few_names_are_registered() -> None:
    with nothing_registered():
        for number in range(80):
            for _ in range(3):
                sent = {"type": COMMIT, f"around{number}": 1, "data": {"fileId": 1, "projectId": 2}}
                sent["data"] = {"fileId": 1, "projectId": 2, f"novel{number}": 1}
                assert dw.to_dict(dw.parse(json.dumps(sent))) == sent
        assert registered() == {
            "CommitFile": NAMES_OF_A_CLASS,
            "EventBridgeAttributes": NAMES_OF_A_CLASS,
        }
        seen = BACKEND._front._registry._seen if BACKEND._front else {}
        assert all(len(names) <= NAMES_OF_A_CLASS for names in seen.values())


def test_names_that_come_once_are_not_registered() -> None:
    with nothing_registered():
        for number in range(100):
            dw.parse(message(COMMIT, fileId=1, projectId=2, **{f"novel{number}": 1}))
        assert registered() == {}


def test_of_all_classes_together_few_names_are_registered() -> None:
    with nothing_registered():
        for code in list(dw.EVENTS)[:14]:
            name = "eventbridge"
            fixtures = [f for f in dw_fixtures(str(code)) if f.envelope == name and f.valid]
            for number in range(NAMES_OF_A_CLASS + 1):
                data = {**event_of(fixtures[0].message), f"novel{number}": 1}
                for _ in range(3):
                    dw.parse(json.dumps({**fixtures[0].message, "data": data}))
        found = registered()
    assert max(found.values()) == NAMES_OF_A_CLASS
    assert sum(found.values()) == NAMES_OF_ALL


def dw_fixtures(code: str) -> Any:
    from tests.generated.messages import fixtures

    return fixtures(code)


def event_of(sent: Any) -> dict[str, Any]:
    data: dict[str, Any] = sent["data"]
    return data


def test_unknown_codes_take_no_memory() -> None:
    """Codes come from anybody, and each would be a kind of its own."""

    def read(start: int) -> int:
        gc.collect()
        before, _ = tracemalloc.get_traced_memory()
        for number in range(start, start + 500):
            dw.parse(json.dumps({"data": {"eventCode": f"new-{number}"}}))
            dw.parse(json.dumps({"type": f"dataworks:New:Kind{number}", "data": {}}))
        gc.collect()
        return tracemalloc.get_traced_memory()[0] - before

    with nothing_registered():
        read(0)
        tracemalloc.start()
        try:
            assert read(10_000) < 20_000
        finally:
            tracemalloc.stop()
