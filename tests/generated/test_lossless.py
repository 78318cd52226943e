"""`to_dict` and `to_json` give what was sent: every JSON value, in every place."""

from __future__ import annotations

import copy
import json
from typing import Any

import attrs
import hypothesis.strategies as st
import pytest
from hypothesis import example, given

import dataworks_events as dw
from tests.generated.messages import EVENT_FIELDS, by_function_compute, the_fixture
from tests.generated.values import JSON, NAMES, NUMBERS, TEXTS, same

NESTED = the_fixture("approval-change-created", "eventbridge/maxcompute/full").message
COMPUTE = by_function_compute("commit-file")
TYPE = "dataworks:FileChange:CommitFile"

PLACES: tuple[tuple[str | int, ...], ...] = (
    (),
    ("data",),
    ("data", "process"),
    ("data", "process", "approvalContent"),
    ("data", "process", "approvalContent", "arrayData", 0),
)


def commit(**fields: object) -> dict[str, Any]:
    return {"type": TYPE, "data": {"fileId": 1, "projectId": 2, **fields}}


def back(sent: Any) -> tuple[Any, Any]:
    """What is written of a message, as objects and as text read again."""
    message = dw.parse(sent)
    return dw.to_dict(message), json.loads(dw.to_json(message))


@given(st.sampled_from(PLACES), NAMES, JSON)
def test_an_unknown_field_comes_back_from_every_level(
    place: tuple[str | int, ...], name: str, value: Any
) -> None:
    sent = copy.deepcopy(NESTED)
    inside: Any = sent
    for step in place:
        inside = inside[step]
    if name in inside:
        name += "\u2603"
    inside[name] = value
    for handed in (sent, json.dumps(sent), json.dumps(sent, ensure_ascii=True).encode()):
        for written in back(handed):
            assert same(written, sent)


@given(st.dictionaries(NAMES.filter(lambda name: name != "eventCode"), JSON, max_size=4))
def test_an_unknown_event_comes_back(data: dict[str, Any]) -> None:
    sent = {"id": "m-1", "type": "dataworks:New:Event", "data": data}
    for handed in (sent, json.dumps(sent)):
        for written in back(handed):
            assert same(written, sent)


@given(st.sampled_from(["fileName", "fileVersion", "changeType", "blockBusiness"]), JSON)
def test_a_known_field_comes_back_whatever_it_holds(name: str, value: Any) -> None:
    sent = commit(**{name: value})
    for handed in (sent, json.dumps(sent)):
        for written in back(handed):
            assert same(written, sent)


@given(JSON)
def test_the_event_as_a_text_comes_back_letter_by_letter(value: Any) -> None:
    data = json.dumps({"fileId": 1, "projectId": 2, "x": value}, indent=1)
    sent = {"type": TYPE, "data": data}
    for handed in (sent, json.dumps(sent)):
        for written in back(handed):
            assert written == sent


@given(NUMBERS)
@example(-0.0)
@example(10**4000)
@example(2**63)
@example(-(2**64))
def test_a_number_where_one_is_known(value: float) -> None:
    fixture = the_fixture("dqc-check-finished-event", "eventbridge/full")
    sent = copy.deepcopy(fixture.message)
    data = sent[EVENT_FIELDS["eventbridge"]]
    assert isinstance(data, dict)
    data["expectValue"] = value
    for handed in (sent, json.dumps(sent)):
        message = dw.parse(handed)
        assert message.problems == ()
        for written in back(handed):
            assert same(written, sent)


@given(TEXTS)
@example("\ud800")
@example("\udc00\ud800")
@example("订单 \U0001f600 é \u202e \u2028 \x00 \x7f")
def test_a_text_can_be_written_in_utf_8(text: str) -> None:
    sent = commit(fileName=text, novel=[{text: text}])
    for handed in (sent, json.dumps(sent), json.dumps(sent, ensure_ascii=False)):
        message = dw.parse(handed)
        assert isinstance(message.event, dw.CommitFile)
        assert message.event.file_name == text
        written = dw.to_json(message).encode()
        assert json.loads(written) == sent
        assert dw.to_dict(dw.parse(written)) == sent


@pytest.mark.parametrize(
    "number",
    ["1e400", "-1E+400", "1e0400", "9" * 400 + ".0", "9" * 290 + "e30", "0.1e310"],
    ids=lambda number: number[:9],
)
@pytest.mark.parametrize("field", ["fileId", "fileName", "novel"])
def test_a_number_without_a_float_is_refused_not_written_as_infinity(
    number: str, field: str
) -> None:
    data = json.dumps(commit(**{"fileId": 1, field: "?"})["data"]).replace('"?"', number)
    for handed in (f'{{"type": "{TYPE}", "data": {data}}}', f'{{"novel": {number}, "data": {{}}}}'):
        for form in (handed, handed.encode()):
            with pytest.raises(dw.MalformedMessage, match=r"number -?inf"):
                dw.parse(form)
    with pytest.raises(dw.InvalidMessage):
        dw.parse({"type": TYPE, "data": data})


@pytest.mark.parametrize("number", ["1e308", "1e-400", "12345.678e0090", "0e999", "1" * 250])
def test_a_large_or_small_number_that_has_a_float_is_kept(number: str) -> None:
    text = f'{{"type": "{TYPE}", "data": {{"fileId": 1, "projectId": 2, "x": {number}}}}}'
    assert dw.to_dict(dw.parse(text)) == json.loads(text)
    quoted = text.replace(number, '"1e400 and 1e999"')
    assert dw.to_dict(dw.parse(quoted)) == json.loads(quoted)


def test_of_a_repeated_name_the_last_value_counts() -> None:
    text = (
        '{"data": 5, "type": "x", "data": {"fileId": "?", "fileId": 1, "projectId": 2, "a": 1, '
        f'"a": 2, "fileName": 7, "fileName": "n"}}, "type": "{TYPE}"}}'
    )
    for handed in (text, text.encode()):
        message = dw.parse(handed, strict=True)
        assert dw.to_dict(message) == commit(a=2, fileName="n")


@given(JSON, TEXTS)
def test_a_change_of_one_field_changes_that_field_alone(value: Any, name: str) -> None:
    sent = commit(novel=value, fileVersion="odd", operator=None)
    message = dw.parse(json.dumps(sent))
    assert isinstance(message.event, dw.CommitFile)
    changed = attrs.evolve(message, event=attrs.evolve(message.event, file_name=name))
    assert same(dw.to_dict(changed), {**sent, "data": {**sent["data"], "fileName": name}})
    assert same(dw.to_dict(message), sent)


def test_what_json_does_not_have_is_not_written() -> None:
    for number in (float("nan"), float("inf"), -float("inf")):
        message = dw.parse(the_fixture("dqc-check-finished-event", "eventbridge/full").message)
        assert isinstance(message.event, dw.DqcCheckFinishedEvent)
        event = attrs.evolve(message.event, expect_value=number)
        with pytest.raises(ValueError, match="JSON compliant"):
            dw.to_json(attrs.evolve(message, event=event))


WHOLE = ("fileId", "fileVersion", "fileType", "tenantId")


@pytest.mark.parametrize("value", [5.0, -0.0, 501.0, 2.0**53 - 1, -(2.0**53 - 1)])
def test_a_whole_float_is_read_as_a_whole_number_and_written_as_it_came(value: float) -> None:
    sent = commit(**dict.fromkeys(WHOLE, value), fileOwner=value)
    for handed in (sent, json.dumps(sent), json.dumps(sent), json.dumps(sent)):
        message = dw.parse(handed, strict=True)
        assert isinstance(message.event, dw.CommitFile)
        assert type(message.event.file_version) is int
        assert message.event.file_id == message.event.tenant_id == int(value)
        assert message.event.file_owner == str(int(value))
        for written in (dw.to_dict(message), json.loads(dw.to_json(message))):
            assert same(written, sent)
        changed = attrs.evolve(message.event, file_version=7)
        assert same(dw.to_dict(changed), {**sent["data"], "fileVersion": 7})


@pytest.mark.parametrize("value", [2.0**53, -(2.0**53), 1.5, 1e300])
def test_another_float_is_no_whole_number(value: float) -> None:
    message = dw.parse(commit(fileVersion=value))
    assert isinstance(message.event, dw.CommitFile)
    assert message.event.file_version is None
    assert [problem.path for problem in message.problems] == ["data.fileVersion"]
    assert same(dw.to_dict(message), commit(fileVersion=value))


def test_both_halves_of_a_character_come_back_apart() -> None:
    text = json.dumps(commit(fileName="@")).encode().replace(b"@", b"\xed\xa0\xbd\xed\xb8\x80")
    sent = json.loads(text)
    assert sent["data"]["fileName"] == "\ud83d\ude00"
    for handed in (text, sent, text, text):
        message = dw.parse(handed)
        assert dw.to_dict(message) == sent
        assert json.loads(dw.to_json(message)) == json.loads(dw.to_bytes(message)) == sent
    # In escapes, they are the character.
    whole = dw.parse(json.dumps(commit(fileName="\U0001f600")))
    assert json.loads(dw.to_bytes(whole)) == commit(fileName="\U0001f600")
