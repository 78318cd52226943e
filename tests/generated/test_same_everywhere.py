"""With `msgspec` and without, at the first sight and later, of text and of objects: the same."""

from __future__ import annotations

import copy
import itertools
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import attrs
import hypothesis.strategies as st
import msgspec
import pytest
from hypothesis import example, given

import dataworks_events as dw
from dataworks_events._fields import fields_of
from tests.benchmarks.alone import package_alone
from tests.generated.messages import (
    CODES,
    EVENT_FIELDS,
    event_data,
    fixtures,
    kind_of,
    let_every_kind_come,
    the_fixture,
)
from tests.generated.values import JSON, same

FULL = [f for code in CODES for f in fixtures(code) if kind_of(f) == "full"]
TEXTS = [json.dumps(f.message).encode() for f in FULL]


RESOURCES: Mapping[str, type[dw.ApprovalResource]] = {
    "maxcompute": dw.ApprovalResourceMaxcompute,
    "dataservice": dw.ApprovalResourceDataservice,
}
RESOURCE_VALUES: Mapping[str, object] = {
    "array": ["a"],
    "integer": 1,
    "integer or digits in a string": 1,
    "string or integer": "a",
    "string": "a",
}
ALONE: Any = package_alone()


@pytest.fixture(autouse=True)
def every_kind_has_come() -> None:
    let_every_kind_come()


def outcome(package: Any, sent: object, strict: bool) -> tuple[object, ...]:
    """All that there is to see of a message or an error."""
    try:
        found = package.parse(sent, strict=strict)
    except package.InvalidMessage as error:
        return type(error).__name__, repr(error.errors), type(error.__cause__).__name__
    except package.MessageError as error:
        return type(error).__name__, str(error), type(error.__cause__).__name__
    written = package.to_json(found)
    assert package.to_bytes(found) == written.encode("utf-8", "surrogatepass")
    evolved = attrs.evolve(found)
    assert package.to_json(evolved) == written
    return (
        repr(found),
        str(found),
        repr(found.problems),
        found.conflicts,
        json.dumps(package.to_dict(found)),
        written,
    )


def assert_same(sent: bytes | str, *, strict: bool = False) -> None:
    """The first time, after it came before, and without the extra."""
    expected = outcome(ALONE, sent, strict)
    for _ in range(3):
        assert outcome(dw, sent, strict) == expected


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("strict", [False, True])
def test_every_fixture(code: str, strict: bool) -> None:
    for fixture in fixtures(code):
        assert_same(json.dumps(fixture.message), strict=strict)
        assert_same(json.dumps(fixture.message, indent=1).encode(), strict=strict)


@pytest.mark.parametrize("envelope", EVENT_FIELDS)
def test_the_last_of_two_names_counts(envelope: str) -> None:
    """A decoder that takes the first name it meets for the tag must not be believed."""
    body = json.dumps(event_data(the_fixture("freeze-node", "eventbridge/full")))
    field, tag = EVENT_FIELDS[envelope], {"eventbridge": "type"}.get(envelope, "eventType")
    one, other = dw.EVENTS["freeze-node"], dw.EVENTS["unfreeze-node"]
    names = [str(i.type if tag == "type" else i.event_code) for i in (one, other)]
    for first, second in itertools.product(names, repeat=2):
        text = f'{{"{tag}": "{first}", "{tag}": "{second}", "{field}": {body}}}'
        assert_same(text)
        assert_same(f'{{"{tag}": "{first}", "{field}": {body}, "{tag}": "{second}"}}')
        assert dw.parse(text).event_code == [one, other][names.index(second)].event_code


@pytest.mark.parametrize(("variant", "other"), [*itertools.permutations(RESOURCES)])
def test_a_field_of_another_variant_is_unknown(variant: str, other: str) -> None:
    fixture = the_fixture("approval-change-created", f"eventbridge/{variant}/full")
    known = {field.name for field in fields_of(RESOURCES[variant])}
    for field in fields_of(RESOURCES[other]):
        if field.name not in known:
            sent = copy.deepcopy(fixture.message)
            data: Any = sent["data"]
            (resource,) = data["process"]["approvalContent"]["arrayData"]
            resource[field.name] = RESOURCE_VALUES[field.codec.expected]
            assert_same(json.dumps(sent))
            event: Any = dw.parse(json.dumps(sent)).event
            (read,) = event.process.approval_content.array_data
            assert type(read) is RESOURCES[variant]
            assert read.extra == {field.name: resource[field.name]}


@given(st.floats(allow_nan=False, allow_infinity=False))
@example(1e16)
@example(1e-7)
@example(-0.0)
@example(5e-324)
@example(1.5)
def test_a_number_is_written_alike(value: float) -> None:
    sent = the_fixture("dqc-check-finished-event", "eventbridge/full").message
    data = event_data(the_fixture("dqc-check-finished-event", "eventbridge/full"))
    for text in (repr(value), f"{value:.20e}"):
        changed = json.dumps({**sent, "data": {**data, "expectValue": "?"}})
        assert_same(changed.replace('"?"', text))


@pytest.mark.parametrize("text", TEXTS)
def test_a_changed_message_is_written_as_it_is_now(text: bytes) -> None:
    evolve: Callable[..., Any] = attrs.evolve
    message = dw.parse(text)
    attributes = message.attributes
    assert attributes is not None
    field = next(f.name for f in attrs.fields(type(attributes)) if f.type == "str | None")
    changes = [{"attributes": evolve(attributes, **{field: "changed"})}]
    changes += [{"attributes": evolve(attributes, extra={"changed": 1})}]
    if hasattr(message.event, "operator"):
        changes.append({"event": evolve(message.event, operator="changed")})
    for change in changes:
        changed = evolve(message, **change)
        assert changed != message
        written = dw.to_json(changed)
        assert "changed" in written
        assert json.loads(written) == dw.to_dict(changed)
    assert json.loads(dw.to_json(message)) == json.loads(text)


def test_what_is_put_together_by_hand_is_written_as_it_is() -> None:
    message = dw.parse(json.dumps(the_fixture("freeze-node", "eventbridge/full").message))
    other = attrs.evolve(message, event=dw.CommitFile(file_id=1, project_id=2))
    assert dw.to_dict(other)["data"] == {"fileId": 1, "projectId": 2}
    moved = attrs.evolve(other, envelope="function-compute")
    assert dw.to_dict(moved)["messageBody"] == {"fileId": 1, "projectId": 2}
    strange = attrs.evolve(other, event=dw.UnknownEvent(extra={"a": 1}))
    nothing: Any = None
    empty = attrs.evolve(other, event=dw.WorkbenchMonitorAlert(alarm_type=nothing))
    assert dw.to_dict(empty)["data"] == {"alarmType": None}
    for changed in (other, moved, strange, empty):
        assert json.loads(dw.to_json(changed)) == dw.to_dict(changed)


@pytest.mark.parametrize("code", CODES)
def test_bytes_are_the_text_in_utf_8(code: str) -> None:
    for fixture in fixtures(code):
        if not fixture.refused:
            message = dw.parse(json.dumps(fixture.message))
            for value in (message, message.event):
                assert dw.to_bytes(value) == dw.to_json(value).encode()
    half = dw.CommitFile(file_id=1, project_id=2, file_name="\ud800é")
    assert json.loads(dw.to_bytes(half)) == dw.to_dict(half)


def places(value: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every object and list of a message, and to what they hold."""
    steps = value if isinstance(value, dict) else range(len(value))
    for step in steps:
        yield (*above, step)
        if isinstance(value[step], dict | list):
            yield from places(value[step], (*above, step))


PLACES = [tuple(places(fixture.message)) for fixture in FULL]


def has_place(inside: Any, step: Any) -> bool:
    """Whether the object or list still has what it had before a value in it was replaced."""
    if isinstance(inside, list):
        return isinstance(step, int) and step < len(inside)
    return isinstance(inside, dict) and step in inside


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
            inside = inside[step] if has_place(inside, step) else None
        if has_place(inside, place[-1]):
            inside[place[-1]] = draw(JSON)
    return sent


@given(spoilt_values(), st.booleans(), st.booleans())
def test_spoilt_values(sent: Any, strict: bool, as_text: bool) -> None:
    text = json.dumps(sent)
    assert_same(text if as_text else text.encode(), strict=strict)
    assert outcome(dw, sent, strict) == outcome(dw, text, strict)
    assert outcome(ALONE, sent, strict) == outcome(ALONE, text, strict)


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
    assert_same(text)
    assert_same(text.decode("utf-8", "surrogateescape"))


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
    assert_same(text)
    assert_same(text, strict=True)


def text_of(package: Any, value: float) -> object:
    """What is written of a message, into which a number was put by hand."""
    sent = the_fixture("dqc-check-finished-event", "eventbridge/full").message
    found = package.parse(sent)
    found = attrs.evolve(found, event=attrs.evolve(found.event, expect_value=value))
    try:
        return package.to_json(found)
    except ValueError as error:
        return type(error)


@given(st.floats() | st.integers())
@example(1e16)
@example(1e-7)
@example(-0.0)
@example(5e-324)
@example(10**5000)
@example(float("nan"))
def test_a_number_put_in_by_hand_is_written_alike(value: float) -> None:
    assert text_of(dw, value) == text_of(ALONE, value)


@pytest.mark.parametrize("extra", [{}, {"a": [None, -0.0]}])
def test_objects_made_by_hand_are_written_alike(extra: dict[str, Any]) -> None:
    def text(package: Any) -> Any:
        event = package.FreezeInstance(
            task_ids=(1, 2**70),
            operator="é\u2028\x7f\x1f\ud800/",
            project_id=3,
            extra={"a": 1.5, **extra},
        )
        attributes = package.EventBridgeAttributes(id='"\\', time=None)
        made = package.Message(event, "freeze-instance", None, "eventbridge", attributes)
        written = package.to_json(made)
        assert same(json.loads(written), package.to_dict(made))
        return written

    assert text(dw) == text(ALONE)


def test_a_message_reads_the_same_after_it_was_written() -> None:
    for text in TEXTS:
        once = dw.parse(text)
        assert dw.parse(dw.to_json(once)) == once
        assert msgspec.json.decode(dw.to_json(once)) == dw.to_dict(once)
