"""Whatever is sent, nothing but a `MessageError` comes out, and work stays in proportion."""

from __future__ import annotations

import collections
import copy
import datetime
import decimal
import enum
import gc
import json
import pickle
import sys
import tracemalloc
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType, SimpleNamespace
from typing import Any
from unittest import mock

import hypothesis.strategies as st
import pytest
from hypothesis import example, given

import dataworks_events as dw
from tests.generated.messages import event_data, the_fixture
from tests.generated.values import JSON

TYPE = "dataworks:FileChange:CommitFile"
SOURCE = the_fixture("commit-file", "eventbridge/full").message
TEXT = json.dumps(SOURCE).encode()


def outcome(sent: Any, **more: Any) -> dw.Message | dw.MessageError:
    """What parsing gives; anything but a `MessageError` fails the test."""
    try:
        return dw.parse(sent, **more)
    except dw.MessageError as error:
        shown = str(error)
        assert shown.isprintable()
        assert len(shown) < 2000
        return error


def commit(**fields: object) -> dict[str, Any]:
    return {"type": TYPE, "data": {"fileId": 1, "projectId": 2, **fields}}


# Texts


@given(st.data())
def test_spoilt_bytes(data: st.DataObject) -> None:
    text = bytearray(TEXT)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text)))
        cut = data.draw(st.sampled_from((0, 1, 1, 5, 100)))
        text[at : at + cut] = data.draw(
            st.binary(max_size=3) | st.sampled_from((b"}", b"[", b'"', b"NaN", b"\\u", b"1e999"))
        )
    message = outcome(bytes(text))
    if isinstance(message, dw.Message):
        assert json.loads(dw.to_json(message)) == dw.to_dict(message)


@pytest.mark.parametrize(
    "text",
    [
        b"\xff\xfe",
        b"\x00\x00\x00",
        b"\xfe\xff\x00{",
        b"\xef\xbb\xbf",
        b'{"data": "\xc3"}',
        b'{"data": "\xf5\x80\x80\x80"}',
        b'{"data": {"\xff": 1}}',
        b'{"data": "\\ud83d"}',
        b'{"data": "\\u12"}',
        b'{"data": NaN}',
        b'{"data": {"eventCode": "commit-file", "fileId": -Infinity}}',
        b'{"data": 01}',
        b'{"data": {"fileId": ' + b"9" * 10_000 + b"}}",
        b'{"data": ' + b"[" * 100_000,
        b'{"data": ' + b'{"a":' * 100_000,
        b'{"data": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'"' + b"a" * 100_000,
        b"[" + TEXT + b"]",
        b"null",
        b"1" * 100_000,
    ],
    ids=lambda text: ascii(text)[:30],
)
def test_texts_that_are_no_message(text: bytes) -> None:
    for handed in (text, bytearray(text), memoryview(text)):
        assert isinstance(outcome(handed), dw.MessageError)


@pytest.fixture
def few_digits() -> Iterator[None]:
    """As many digits as Python writes and reads at its strictest setting."""
    before = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(640)
    yield
    sys.set_int_max_str_digits(before)


@pytest.mark.usefixtures("few_digits")
@pytest.mark.parametrize("name", ["fileId", "fileVersion", "novel"])
def test_numbers_where_python_reads_and_writes_few_digits(name: str) -> None:
    known, unknown = 10**639, 10**640
    for sent in (commit(**{name: known}), json.dumps(commit(**{name: known}))):
        message = outcome(sent)
        assert isinstance(message, dw.Message)
        assert json.loads(dw.to_json(message)) == commit(**{name: known})
    text = json.dumps(commit(**{name: "@"})).replace('"@"', "1" + "0" * 640)
    for refused in (commit(**{name: unknown}), text, text.encode()):
        assert isinstance(outcome(refused), dw.MalformedMessage)


@pytest.mark.usefixtures("few_digits")
@pytest.mark.parametrize("digits", [640, 641, 4000])
def test_quoted_numbers_where_python_reads_few_digits(digits: int) -> None:
    fixture = the_fixture("pre-freeze-instance", "eventbridge/full")
    data = {**event_data(fixture), "tenantId": "9" * digits}
    message = outcome({**fixture.message, "data": data})
    assert isinstance(message, dw.Message)
    assert [problem.path for problem in message.problems] == ["data.tenantId"] * (digits > 640)
    assert isinstance(dw.to_dict(message)["data"], dict)
    dw.to_json(message)


def test_a_very_long_text_is_refused_or_kept() -> None:
    long = "x" * 50_000_000
    assert isinstance(outcome(long), dw.MessageTooLarge)
    assert isinstance(outcome(json.dumps(commit(fileName=long)).encode()), dw.MessageTooLarge)
    message = outcome(json.dumps(commit(fileName=long, fileVersion=long)), max_bytes=None)
    assert isinstance(message, dw.Message)
    (problem,) = message.problems
    assert len(str(problem)) < 150
    assert isinstance(message.event, dw.CommitFile)
    assert message.event.file_name == long


HOSTILE_NAMES = (
    "__class__",
    "__dict__",
    "__init__",
    "__proto__",
    "_quick",
    "WIRE",
    "VARIANTS",
    "extra",
    "as_sent",
    "file_id",
    "",
    "\x00",
    "\ud800",
    "a.b[0]",
)


@pytest.mark.parametrize("name", HOSTILE_NAMES, ids=ascii)
def test_names_that_mean_something_to_python_are_only_names(name: str) -> None:
    sent = {**commit(**{name: {"a": name}}), name: [name]}
    for handed in (sent, json.dumps(sent)):
        message = dw.parse(handed)
        assert type(message.event) is dw.CommitFile
        assert message.event.extra == {name: {"a": name}}
        assert message.event.as_sent == {}
        assert dw.to_dict(message) == sent


def test_nesting_up_to_the_bound_can_be_read_written_and_compared() -> None:
    def nested(depth: int) -> dict[str, Any]:
        value: Any = 0
        for _ in range(depth):
            value = [value]
        return commit(x=value)

    for handed in (lambda sent: sent, json.dumps):
        message = outcome(handed(nested(198)))
        assert isinstance(message, dw.Message)
        assert json.loads(dw.to_json(message)) == dw.to_dict(message) == nested(198)
        assert str(outcome(handed(nested(199)))) == "expected JSON: nested too deeply"


# Objects made by hand


class Text(str):
    __slots__ = ()


class Colour(enum.StrEnum):
    RED = "red"


class Level(enum.IntEnum):
    LOW = 1


class Endless(Mapping[str, Any]):
    """A mapping that never comes to an end."""

    def __getitem__(self, key: str) -> Any:
        return self

    def __iter__(self) -> Iterator[str]:
        number = 0
        while True:
            number += 1
            yield f"k{number}"

    def __len__(self) -> int:
        return 1


class Broken(Mapping[str, Any]):
    """A mapping of which every question fails."""

    def __getitem__(self, key: str) -> Any:
        raise RuntimeError("no")

    def __iter__(self) -> Iterator[str]:
        raise RuntimeError("no")

    def __len__(self) -> int:
        raise RuntimeError("no")


class Quarrelsome(str):
    """A text that refuses to be compared."""

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        raise RuntimeError("no")


class Evasive:
    """An object that does not say what it is."""

    @property  # type: ignore[misc]  # that is the point
    def __class__(self) -> Any:
        raise RuntimeError("no")


def cycle() -> dict[str, Any]:
    sent = commit()
    sent["data"]["self"] = sent
    return sent


def two_cycles() -> dict[str, Any]:
    both: list[Any] = []
    both += [both, both]
    return commit(x=both)


def bomb() -> dict[str, Any]:
    value: Any = 0
    for _ in range(100):
        value = [value] * 10
    return commit(x=value)


NO_JSON: tuple[object, ...] = (
    datetime.datetime(2026, 3, 3, tzinfo=datetime.UTC),
    decimal.Decimal("1.5"),
    {1, 2},
    frozenset(),
    (1, 2),
    b"bytes",
    bytearray(b"bytes"),
    1j,
    object(),
    object,
    len,
    iter([]),
    mock.Mock(),
    mock.MagicMock(),
    SimpleNamespace(a=1),
    float("nan"),
    float("inf"),
    10**5000,
    {1: 2},
    {None: 1},
    {("a",): 1},
    {b"a": 1},
    {"a": {"b": [{"c": {1}}]}},
)

FIELDS = ("fileId", "fileName", "fileVersion", "blockBusiness", "eventCode", "changeType", "novel")


@pytest.mark.parametrize("value", NO_JSON, ids=lambda value: type(value).__name__)
@pytest.mark.parametrize("deep", [False, True])
def test_a_value_that_is_no_json_is_malformed_in_every_place(value: Any, deep: bool) -> None:
    value = [{"a": value}] if deep else value
    for name in FIELDS:
        assert isinstance(outcome(commit(**{name: value})), dw.MalformedMessage)
    for name in ("id", "time", "data", "type", "novel"):
        assert isinstance(outcome({**commit(), name: value}), dw.MalformedMessage)
    unknown = {"type": "a:b:C", "data": {"x": value}}
    assert isinstance(outcome(unknown), dw.MalformedMessage)
    with pytest.raises(dw.MalformedMessage):
        dw.parse_event({"x": value}, event_code="commit-file")


@pytest.mark.parametrize("value", NO_JSON, ids=lambda value: type(value).__name__)
def test_what_is_neither_text_nor_mapping_is_no_message(value: Any) -> None:
    if type(value) is not dict:
        assert isinstance(outcome(value), dw.MessageError)
        with pytest.raises(dw.MessageError):
            dw.detect(value)


def test_what_answers_no_question_is_malformed() -> None:
    for made in (Evasive, Broken, Endless):
        assert isinstance(outcome(made(), max_bytes=1000), dw.MalformedMessage)
        for name in (*FIELDS, "type"):
            assert isinstance(
                outcome(commit(**{name: made()}), max_bytes=1000), dw.MalformedMessage
            )
            assert isinstance(
                outcome({**commit(), name: made()}, max_bytes=1000), dw.MalformedMessage
            )


def test_the_place_of_what_is_no_json_is_named() -> None:
    for sent, place in (
        (commit(x=[0, {"y": {1}}]), "got set at data.x[1].y"),
        ({"data": {2: 3}}, "names of type str in data, got int"),
        ({2: 3, "data": {}}, "names of type str in $, got int"),
    ):
        with pytest.raises(dw.MalformedMessage) as raised:
            dw.parse(sent)  # type: ignore[arg-type]  # names that are no texts
        assert str(raised.value).endswith(place)


@pytest.mark.parametrize("made", [cycle, two_cycles, bomb, Endless, Broken])
def test_objects_without_an_end(made: Callable[[], Any]) -> None:
    assert isinstance(outcome(made(), max_bytes=100_000), dw.MalformedMessage)


def test_names_that_refuse_to_be_compared() -> None:
    hostile: dict[str, Any] = {Quarrelsome("data"): {}, "id": "m-1"}
    assert isinstance(outcome(hostile), dw.MessageError | dw.Message)
    assert isinstance(outcome({"data": {Quarrelsome("fileId"): 1}}), dw.MessageError | dw.Message)
    named = {"data": {"eventCode": Quarrelsome("commit-file")}, "type": TYPE}
    assert isinstance(outcome(named), dw.MessageError | dw.Message)


def test_kinds_of_json_values_become_json_values() -> None:
    sent = commit(
        fileName=Text("a"),
        changeType=Colour.RED,
        fileVersion=Level.LOW,
        novel=collections.OrderedDict(a=MappingProxyType({"b": [Level.LOW]})),
    )
    sent["type"] = dw.EventType.COMMIT_FILE
    message = dw.parse(sent)
    assert isinstance(message.event, dw.CommitFile)
    assert message.problems == ()
    written = dw.to_dict(message)
    assert written == sent
    assert json.loads(dw.to_json(message)) == sent
    data = written["data"]
    assert isinstance(data, dict)
    assert {type(value) for value in data.values()} == {int, str, dict}


def test_a_message_shares_nothing_with_an_odd_dict() -> None:
    sent = commit(novel={"a": [1]})
    message = dw.parse(sent)
    sent["data"]["novel"]["a"].append(2)
    assert dw.to_dict(message) == commit(novel={"a": [1]})


# Errors


@given(JSON, st.booleans())
@example({"data": {"fileId": "\n" * 9}, "type": TYPE}, True)
def test_errors_are_one_line_and_can_be_pickled(sent: Any, strict: bool) -> None:
    error = outcome(sent, strict=strict)
    if isinstance(error, dw.MessageError):
        error.index = 7
        for again in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
            assert type(again) is type(error)
            assert str(again) == str(error)
            assert again.index == 7


def test_of_thousands_of_problems_the_first_are_kept_and_all_are_counted() -> None:
    fixture = the_fixture("freeze-instance", "eventbridge/full")
    data = {**dict(fixture.message["data"]), "taskIds": ["x"] * 9000}  # type: ignore[arg-type]  # an object
    with pytest.raises(dw.InvalidMessage) as raised:
        dw.parse({**fixture.message, "data": data}, strict=True)
    assert len(raised.value.errors) == 1000
    assert raised.value.more_errors == 8000
    assert raised.value.errors[999].path == "data.taskIds[999]"
    assert str(raised.value).endswith("; and 8995 more")
    assert len(str(raised.value)) < 500


def test_the_problems_of_a_message_are_counted_beyond_the_first() -> None:
    fixture = the_fixture("backfill-data", "eventbridge/full")
    data = {**event_data(fixture), "includeNodeIds": ["x"] * 1500, "name": 5}
    message = dw.parse(json.dumps({**fixture.message, "data": data}))
    assert (len(message.problems), message.more_problems) == (1000, 501)
    assert "problems=1501" in str(message)


def test_an_unknown_code_is_shown_shortened() -> None:
    error = outcome({"id": 5, "data": {"eventCode": "x" * 100_000}}, strict=True)
    assert isinstance(error, dw.InvalidMessage)
    assert all(len(str(problem)) < 200 for problem in error.errors)


# Work and memory


def steps(function: Callable[[], object]) -> int:
    """How many lines of Python a call runs, and C calls: the same on every machine."""
    count = 0

    def trace(frame: object, event: str, argument: object) -> Any:
        nonlocal count
        count += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        function()
    finally:
        sys.settrace(before)
    return count


def bad_items(size: int) -> str:
    return json.dumps(
        {"type": "dataworks:InstanceChange:FreezeInstance", "data": {"taskIds": ["x"] * size}}
    )


def bad_objects(size: int) -> str:
    rules = [{"id": "x", "name": 5, "novel": {"a": 1}}] * size
    return json.dumps({"eventCode": "batch-create-data-quality-rules", "rules": rules})


def unknown_fields(size: int) -> str:
    return json.dumps(commit(**{f"k{number}": [number] for number in range(size)}))


def brackets(size: int) -> str:
    return json.dumps(commit(x=[[]] * size))


@pytest.mark.parametrize("made", [bad_items, bad_objects, unknown_fields, brackets])
def test_twice_the_input_is_at_most_twice_the_work(made: Callable[[int], str]) -> None:
    small, large = made(600), made(1200)
    # What is made once, for a kind that comes again, is no part of it.
    for _ in range(6):
        outcome(small)
        outcome(large)
    assert steps(lambda: outcome(large)) < 2.2 * steps(lambda: outcome(small)) + 500


def lines(size: int) -> str:
    return "\n".join(["{"] * size)


def items(size: int) -> str:
    return "[" + ",".join(['{"a": tru}', "[[[}"][number % 2] for number in range(size)) + "]"


@pytest.mark.parametrize("made", [lines, items])
def test_twice_the_messages_are_at_most_twice_the_work(made: Callable[[int], str]) -> None:
    def work(size: int) -> int:
        text = made(size)
        return steps(lambda: [*dw.parse_many(text)])

    for _ in range(3):
        work(20)
    assert work(400) < 2.2 * work(200) + 500


@pytest.mark.parametrize("made", [bad_items, unknown_fields, brackets])
def test_twice_the_input_is_at_most_twice_the_memory(made: Callable[[int], str]) -> None:
    def peak(size: int) -> int:
        text = made(size)
        gc.collect()
        tracemalloc.start()
        try:
            outcome(text)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    # What is made once, for a kind that comes again, is no part of it.
    for _ in range(6):
        peak(10)
    assert peak(8000) < 2.5 * peak(4000)
