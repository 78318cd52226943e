"""With `msgspec` and without, by the quick road and by the complete one: always the same."""

from __future__ import annotations

import copy
import itertools
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import attrs
import hypothesis.strategies as st
import msgspec
import pytest
from hypothesis import example, given

import dataworks_events as dw
from dataworks_events import by_msgspec, decoding, encoding, json_text, parsing, plain
from dataworks_events.envelopes import ENVELOPES
from tests.generated.messages import (
    CODES,
    EVENT_FIELDS,
    event_data,
    fixtures,
    kind_of,
    learn_every_kind,
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
    "string": "a",
    "string or integer": "a",
}
learn_every_kind()


@contextmanager
def without_the_extra() -> Iterator[None]:
    """As if `msgspec` were not installed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(by_msgspec, "decoded", by_msgspec._nothing)
        patch.setattr(by_msgspec, "encoded", by_msgspec._nothing)
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
    assert all(found is not None for found in taken)
    kept = [found._struct is not None for found in taken if found is not None]
    assert sum(kept) >= len(TEXTS) - len(ENVELOPES)
    changed = [encoding.encoded(found) is not None for found in taken if found is not None]
    assert sum(changed) > len(TEXTS) // 2
    quickly = [parsing._quickly_parsed(json.loads(text)) for text in TEXTS]
    assert all(found is not None for found in quickly)
    with without_the_extra(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(decoding, "decoded", pytest.fail)
        patch.setattr(encoding, "encoded", pytest.fail)
        for text in TEXTS:
            dw.to_json(dw.parse(text))


def test_a_kind_is_learnt_when_it_comes_again(monkeypatch: pytest.MonkeyPatch) -> None:
    learnt: list[tuple[str, str]] = []
    monkeypatch.setattr(by_msgspec, "decoded", by_msgspec._nothing)
    monkeypatch.setattr(by_msgspec, "learn", lambda *kind: learnt.append(kind))
    monkeypatch.setattr(by_msgspec, "_learnt", {})
    freeze, kill = (the_fixture(c, "eventbridge/full") for c in ("freeze-node", "kill-instance"))
    odd = {**freeze.message, "novel": 1}
    for sent in (freeze.message, kill.message, odd, odd):
        dw.parse(json.dumps(sent))
    assert learnt == []
    for _ in range(3):
        dw.parse(json.dumps(kill.message))
    assert learnt == [("eventbridge", "kill-instance")]
    dw.parse(json.dumps(freeze.message))
    assert learnt == [("eventbridge", "kill-instance"), ("eventbridge", "freeze-node")]


@pytest.mark.parametrize("envelope", EVENT_FIELDS)
def test_the_last_of_two_names_counts(envelope: str) -> None:
    """A decoder that takes the first name it meets for the tag must not be believed."""
    body = json.dumps(event_data(the_fixture("freeze-node", f"{envelope}/full")))
    field, tag = EVENT_FIELDS[envelope], {"eventbridge": "type"}.get(envelope, "eventType")
    one, other = dw.EVENTS["freeze-node"], dw.EVENTS["unfreeze-node"]
    names = [str(i.type if tag == "type" else i.event_code) for i in (one, other)]
    for first, second in itertools.product(names, repeat=2):
        text = f'{{"{tag}": "{first}", "{tag}": "{second}", "{field}": {body}}}'
        assert_same_by_all_roads(text)
        assert_same_by_all_roads(f'{{"{tag}": "{first}", "{field}": {body}, "{tag}": "{second}"}}')
        assert dw.parse(text).event_code == [one, other][names.index(second)].event_code


@pytest.mark.parametrize(("variant", "other"), [*itertools.permutations(RESOURCES)])
def test_a_field_of_another_variant_is_unknown(variant: str, other: str) -> None:
    fixture = the_fixture("approval-change-created", f"eventbridge/{variant}/full")
    known = {row.wire for row in RESOURCES[variant].WIRE}
    for row in RESOURCES[other].WIRE:
        if row.wire not in known:
            sent = copy.deepcopy(fixture.message)
            data: Any = sent["data"]
            (resource,) = data["process"]["approvalContent"]["arrayData"]
            resource[row.wire] = RESOURCE_VALUES[row.codec.expected]
            assert_same_by_all_roads(json.dumps(sent))
            event: Any = dw.parse(json.dumps(sent)).event
            (read,) = event.process.approval_content.array_data
            assert type(read) is RESOURCES[variant]
            assert read.extra == {row.wire: resource[row.wire]}


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
        assert_same_by_all_roads(changed.replace('"?"', text))


@pytest.mark.parametrize("text", TEXTS)
def test_a_changed_message_is_written_as_it_is_now(text: bytes) -> None:
    evolve: Callable[..., Any] = attrs.evolve
    message = dw.parse(text)
    attributes = message.attributes
    assert attributes is not None
    field = next(f.name for f in attrs.fields(type(attributes)) if f.type == "str | None")
    operator = next((row for row in type(message.event).WIRE if row.wire == "operator"), None)
    changes = [{"attributes": evolve(attributes, **{field: "changed"})}]
    changes += [{"attributes": evolve(attributes, extra={"changed": 1})}]
    if operator is not None:
        changes.append({"event": evolve(message.event, operator="changed")})
    for change in changes:
        changed = evolve(message, **change)
        assert changed != message
        written = dw.to_json(changed)
        assert "changed" in written
        assert json.loads(written) == dw.to_dict(changed)
        with without_the_extra():
            assert dw.to_json(changed) == written
    assert json.loads(dw.to_json(message)) == json.loads(text)


def test_what_is_put_together_by_hand_is_written_as_it_is() -> None:
    message = dw.parse(json.dumps(the_fixture("freeze-node", "eventbridge/full").message))
    other = attrs.evolve(message, event=dw.CommitFile(file_id=1, project_id=2))
    assert dw.to_dict(other)["data"] == {"fileId": 1, "projectId": 2}
    moved = attrs.evolve(other, envelope="function-compute")
    assert dw.to_dict(moved)["messageBody"] == {"fileId": 1, "projectId": 2}
    strange = attrs.evolve(other, event=dw.UnknownEvent(extra={"a": 1}))
    for changed in (other, moved, strange):
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
    found = attrs.evolve(found, event=attrs.evolve(found.event, expect_value=value))

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
        task_ids=(1, 2**70), operator="é\u2028\x7f\x1f\ud800/", project_id=3, extra={"a": 1.5}
    )
    attributes = dw.EventBridgeAttributes(id='"\\', time=None)
    extras: tuple[dict[str, Any], ...] = ({}, {"a": [None, -0.0]})
    for extra in extras:
        event = attrs.evolve(event, extra=extra)
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
