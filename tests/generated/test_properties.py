"""What holds for any message: nothing is lost, nothing but a `MessageError` is raised."""

from __future__ import annotations

import contextlib
import copy
import json
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import hypothesis.strategies as st
from hypothesis import example, given

import dataworks_events as dw
from dataworks_events.fixtures import Fixture
from tests.generated.messages import CODES, EVENT_FIELDS, fixtures, kind_of

FULL = [f for code in CODES for f in fixtures(code) if kind_of(f) == "full"]
INSIDE = set(EVENT_FIELDS.values())
Place = tuple[str | int, ...]

ODD = st.sampled_from(
    (
        1.0,
        -0.0,
        1e3,
        2**53,
        2**63,
        -(2**63) - 1,
        2**64,
        "0",
        "007",
        "-0",
        "12",
        "1.0",
        "٣",
        "",
        [],
        {},
    )
)
SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
)
JSON = st.recursive(
    ODD | SCALARS | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=5,
)


def places(value: object, above: Place = ()) -> Iterator[Place]:
    """The way to every value of a message, and to a field that is not there."""
    inner: Mapping[Any, object] = {}
    if isinstance(value, list | tuple):
        inner = dict(enumerate(value))
    if isinstance(value, dict):
        inner = {**value, "fieldOfTheFuture": None}
    for step, item in inner.items():
        yield (*above, step)
        yield from places(item, (*above, step))


PLACES = [tuple(places(fixture.message)) for fixture in FULL]


@st.composite
def spoilt(draw: st.DrawFn) -> dict[str, Any]:
    """A full message with one to three values replaced by others, or left out."""
    number = draw(st.integers(0, len(FULL) - 1))
    message: dict[str, Any] = copy.deepcopy(FULL[number].message)
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.sampled_from(PLACES[number]))
        value = draw(JSON)
        put(message, place, value, remove=draw(st.integers(0, 9)) == 0)
    return message


def put(message: Any, place: Sequence[Any], value: object, *, remove: bool) -> None:
    for step in place[:-1]:
        try:
            message = message[step]
        except (KeyError, IndexError, TypeError):
            # A value put there earlier has no such place.
            return
    last = place[-1]
    if isinstance(message, dict) and isinstance(last, str):
        if remove:
            message.pop(last, None)
        else:
            message[last] = copy.deepcopy(value)
    elif isinstance(message, list) and isinstance(last, int) and last < len(message):
        message[last] = copy.deepcopy(value)


def outcome(sent: Any, *, strict: bool = False) -> tuple[object, ...]:
    """All that there is to see of a message; or the error's kind, its text, and if that is a line."""
    try:
        message = dw.parse(sent, strict=strict)
    except dw.MessageError as error:
        text = str(error)
        return type(error), text, len(text.splitlines()) == 1
    return (
        repr(message),
        message.problems,
        message.conflicts,
        json.dumps(dw.to_dict(message)),
        dw.to_json(message),
    )


def parsed(sent: Any) -> dw.Message | None:
    """The message if it is not refused."""
    try:
        return dw.parse(sent)
    except dw.MessageError:
        return None


def same(written: object, sent: object) -> bool:
    """Whether both are the same JSON, where digits in quotes and without are the same."""
    if isinstance(written, dict) and isinstance(sent, dict):
        return written.keys() == sent.keys() and all(same(written[k], sent[k]) for k in sent)
    if isinstance(written, list) and isinstance(sent, list):
        return len(written) == len(sent) and all(map(same, written, sent))
    if {type(written), type(sent)} == {int, str}:
        return str(written) == str(sent)
    return type(written) is type(sent) and repr(written) == repr(sent)


@given(spoilt())
def test_nothing_is_lost(sent: dict[str, Any]) -> None:
    before = copy.deepcopy(sent)
    message = parsed(sent)
    assert same(sent, before)
    if message is None:
        return
    written = dw.to_dict(message)
    assert same(written, sent)
    assert same(json.loads(dw.to_json(message)), sent)
    # What was written is read again as the same.
    again = dw.parse(written)
    assert again.event == message.event
    assert again.problems == message.problems


@given(spoilt())
def test_a_text_is_read_as_its_objects_are(sent: dict[str, Any]) -> None:
    text = json.dumps(sent)
    expected = outcome(sent)
    assert outcome(text) == expected
    assert outcome(json.dumps(sent, ensure_ascii=False).encode()) == expected
    assert outcome(MappingProxyType(sent)) == expected
    # An event that is no dict goes the complete way.
    events = {k: MappingProxyType(v) for k, v in sent.items() if k in INSIDE and type(v) is dict}
    assert outcome({**sent, **events}) == expected


@given(spoilt())
def test_strict_refuses_what_has_problems_and_nothing_else(sent: dict[str, Any]) -> None:
    lenient, strict = outcome(sent), outcome(sent, strict=True)
    if lenient[0] in (dw.MalformedMessage, dw.UnknownEnvelope, dw.InvalidMessage):
        assert strict == lenient
    elif lenient[1] or str(lenient[0]).startswith("Message(event=UnknownEvent("):
        assert strict[0] is dw.InvalidMessage
    else:
        assert strict == lenient


@given(st.binary(max_size=60) | st.text(max_size=60) | JSON | JSON.map(json.dumps))
@example('{"data":{}}')
@example(b'{"messageBody":"{}"}')
def test_nothing_but_a_message_error_is_raised(sent: object) -> None:
    outcome(sent)
    for known in ({}, {"event_code": "commit-file"}, {"type": "x"}):
        with contextlib.suppress(dw.MessageError):
            dw.parse_event(sent, **known)  # type: ignore[arg-type]  # whatever somebody may send


@given(st.sampled_from(CODES), JSON)
def test_any_event_data_is_read_or_refused(code: str, data: object) -> None:
    sent = {"type": str(dw.EVENTS[code].type), "data": data}
    message = parsed(sent)
    assert message is None or same(dw.to_dict(message), sent)


@given(st.sampled_from(FULL), st.data())
def test_the_order_of_fields_does_not_matter(fixture: Fixture, data: st.DataObject) -> None:
    names = data.draw(st.permutations(list(fixture.message)))
    turned = {name: fixture.message[name] for name in names}
    assert dw.parse(json.dumps(turned)) == dw.parse(fixture.message)
