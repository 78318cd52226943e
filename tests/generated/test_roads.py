"""With `msgspec` and without, by the quick road and by the complete one: always the same."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import hypothesis.strategies as st
import msgspec
import pytest
from hypothesis import example, given

import dataworks_events as dw
from dataworks_events import decoding, json_text, message, parsing, plain
from tests.generated.messages import CODES, fixtures, kind_of
from tests.generated.values import JSON, same

FULL = [f for code in CODES for f in fixtures(code) if kind_of(f) == "full"]
TEXTS = [json.dumps(f.message).encode() for f in FULL]


@contextmanager
def without_the_extra() -> Iterator[None]:
    """As if `msgspec` were not installed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parsing, "_decoder", lambda: None)
        patch.setattr(message, "_encoder", lambda: None)
        yield


def completely(sent: Any, strict: bool) -> dw.Message:
    """By the complete road alone."""
    value, text = json_text.decoded(sent)
    return parsing._completely_parsed(parsing._object(json_text.checked(value, text)), strict)


def by_hand(sent: Any, strict: bool) -> dw.Message:
    """As an object that another decoder made, by the complete road alone."""
    value, _ = json_text.decoded(sent)
    return parsing._completely_parsed(parsing._object(plain.plain(value)), strict)


def outcome(parse: Callable[..., dw.Message], sent: object, strict: bool) -> tuple[object, ...]:
    """All that there is to see of a message or an error."""
    try:
        found = parse(sent, strict=strict)
    except dw.InvalidMessage as error:
        return type(error), error.errors, type(error.__cause__)
    except dw.MessageError as error:
        return type(error), str(error), type(error.__cause__)
    return found, repr(found), found.problems, found.conflicts, json.dumps(dw.to_dict(found))


def written(parse: Callable[..., dw.Message], sent: object) -> object:
    try:
        return dw.to_json(parse(sent))
    except dw.MessageError:
        return None


def assert_same_by_all_roads(sent: bytes | str, *, strict: bool = False) -> None:
    expected = outcome(dw.parse, sent, strict)
    text = written(dw.parse, sent)
    assert outcome(completely, sent, strict) == expected
    with without_the_extra():
        assert outcome(dw.parse, sent, strict) == expected
        assert written(dw.parse, sent) == text


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("strict", [False, True])
def test_every_fixture(code: str, strict: bool) -> None:
    for fixture in fixtures(code):
        assert_same_by_all_roads(json.dumps(fixture.message), strict=strict)
        assert_same_by_all_roads(json.dumps(fixture.message, indent=1).encode(), strict=strict)


def test_the_roads_are_taken() -> None:
    """Else the other tests would compare one road with itself."""
    taken = [decoding.decoded(text) for text in TEXTS]
    assert sum(found is not None for found in taken) > len(TEXTS) // 2
    assert all(decoding.encoded(found) is not None for found in taken if found is not None)
    quickly = [parsing._quickly_parsed(json.loads(text)) for text in TEXTS]
    assert sum(found is not None for found in quickly) > len(TEXTS) // 2
    with without_the_extra(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(decoding, "decoded", pytest.fail)
        patch.setattr(decoding, "encoded", pytest.fail)
        for text in TEXTS:
            dw.to_json(dw.parse(text))


def places(value: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every object and list of a message, and to what they hold."""
    steps = value if isinstance(value, dict) else range(len(value))
    for step in steps:
        yield (*above, step)
        if isinstance(value[step], dict | list):
            yield from places(value[step], (*above, step))


PLACES = [tuple(places(fixture.message)) for fixture in FULL]


@st.composite
def spoilt_values(draw: st.DrawFn) -> Any:
    """A full message with one or two of its values replaced."""
    number = draw(st.integers(0, len(FULL) - 1))
    sent: Any = copy.deepcopy(FULL[number].message)
    for place in draw(st.lists(st.sampled_from(PLACES[number]), min_size=1, max_size=2)):
        inside = sent
        for step in place[:-1]:
            if not isinstance(inside, dict | list):
                break
            inside = inside[step] if isinstance(inside, dict) or step < len(inside) else None
        if isinstance(inside, dict) or (isinstance(inside, list) and place[-1] < len(inside)):
            inside[place[-1]] = draw(JSON)
    return sent


@given(spoilt_values(), st.booleans(), st.booleans())
def test_spoilt_values(sent: Any, strict: bool, as_text: bool) -> None:
    text = json.dumps(sent)
    assert_same_by_all_roads(text if as_text else text.encode(), strict=strict)
    assert outcome(by_hand, text, strict) == outcome(dw.parse, text, strict)
    assert outcome(dw.parse, sent, strict) == outcome(dw.parse, text, strict)


PIECES = st.sampled_from(
    (
        b"",
        b" ",
        b"\n",
        b"\t",
        b"\x00",
        b"\x0c",
        b"\x7f",
        b"\xc2\xa0",
        b"\xed\xa0\x80",
        b"\xef\xbb\xbf",
        b"\xff",
        b'"',
        b"\\",
        b"\\/",
        b"\\u0041",
        b"\\ud800",
        b"\\x",
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b":",
        b"0",
        b"-0",
        b"1.0",
        b"1.",
        b"01",
        b"+1",
        b"1e5",
        b"1e400",
        b"9" * 30,
        b"9" * 5000,
        b"null",
        b"true",
        b"NaN",
        b"-Infinity",
        b'"x":1,',
        b'"data":{},',
        b'"type":null,',
        b'"eventCode":"x",',
        b"/**/",
    )
)


@given(st.sampled_from(TEXTS), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 6), PIECES)))
@example(TEXTS[0], [(0.0, 0, b"\xef\xbb\xbf")])
@example(TEXTS[0], [(1.0, 0, b"\x00")])
def test_spoilt_bytes(text: bytes, changes: list[tuple[float, int, bytes]]) -> None:
    for where, cut, piece in changes[:4]:
        at = int(where * len(text))
        text = text[:at] + piece + text[at + cut :]
    assert_same_by_all_roads(text)
    assert_same_by_all_roads(text.decode("utf-8", "surrogateescape"))


@given(st.integers(0, len(FULL) - 1), st.data())
def test_each_value_as_other_bytes(number: int, data: st.DataObject) -> None:
    """The same place, and everything that may stand in it: that is where decoders differ."""
    sent: Any = copy.deepcopy(FULL[number].message)
    place = data.draw(st.sampled_from(PLACES[number]))
    inside = sent
    for step in place[:-1]:
        inside = inside[step]
    inside[place[-1]] = "@@@"
    text = json.dumps(sent).encode().replace(b'"@@@"', data.draw(PIECES))
    assert_same_by_all_roads(text)
    assert_same_by_all_roads(text, strict=True)


@given(st.floats() | st.integers())
@example(1e16)
@example(1e-7)
@example(-0.0)
@example(5e-324)
@example(10**5000)
@example(float("nan"))
def test_a_number_put_in_by_hand_is_written_alike(value: float) -> None:
    (sent,) = [
        f.message for f in fixtures("dqc-check-finished-event") if f.name.endswith("bridge/full")
    ]
    found = dw.parse(sent)
    assert isinstance(found.event, dw.DqcCheckFinishedEvent)
    found.event.expect_value = value

    def text() -> object:
        try:
            return dw.to_json(found)
        except ValueError as error:
            return type(error)

    by_extra = text()
    with without_the_extra():
        assert text() == by_extra


def test_objects_made_by_hand_are_written_alike() -> None:
    event = dw.FreezeInstance(
        task_ids=[1, 2**70], operator="é\u2028\x7f\x1f\ud800/", project_id=3, extra={"a": 1.5}
    )
    attributes = dw.EventBridgeAttributes(id='"\\', time=None)
    for extra in ({}, {"a": [None, -0.0]}):
        event.extra = extra  # type: ignore[assignment]  # JSON
        found = dw.Message(event, "freeze-instance", None, "eventbridge", attributes)
        by_extra = dw.to_json(found)
        with without_the_extra():
            assert dw.to_json(found) == by_extra
        assert same(json.loads(by_extra), dw.to_dict(found))


def test_a_message_reads_the_same_after_it_was_written() -> None:
    for text in TEXTS:
        once = dw.parse(text)
        assert dw.parse(dw.to_json(once)) == once
        assert msgspec.json.decode(dw.to_json(once)) == dw.to_dict(once)
