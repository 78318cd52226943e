"""What reading promises of every message, by every path that a message may take."""

from __future__ import annotations

import copy
import json
import os
import pickle
from collections.abc import Callable
from random import Random
from typing import Any

import attrs
import hypothesis.strategies as st
import pytest
from hypothesis import example, given, settings

import dataworks_events as dw
from dataworks_events._backend import BACKEND
from dataworks_events._fields import fields_of
from tests.benchmarks import mutation
from tests.generated.changed import FULL, VALUES, changed_messages, inside, places
from tests.generated.messages import event_data, objects_of, the_fixture
from tests.generated.paths import (
    TIMES,
    nothing_registered,
    outcome,
    outcomes_of_mapping,
    outcomes_of_text,
    seen,
    the_one,
)
from tests.generated.values import JSON, NAMES, TEXTS, same

COMMIT = "dataworks:FileChange:CommitFile"
# A search may take as long as it likes, and one for faults of the tests themselves be short.
AS_MANY = float(os.environ.get("TIMES_AS_MANY_EXAMPLES", "1"))
some = settings(deadline=None, derandomize=True, max_examples=round(20 * AS_MANY))
many = settings(some, max_examples=round(60 * AS_MANY))
TEXT_OF_ALL = tuple(json.dumps(fixture.message).encode() for fixture in FULL)


def commit(**fields: object) -> dict[str, Any]:
    return {"type": COMMIT, "data": {"fileId": 1, "projectId": 2, **fields}}


def all_paths(
    sent: dict[str, Any], usual: dict[str, Any] | None = None, **options: Any
) -> tuple[object, ...]:
    """The outcome of a message, as text and as objects."""
    before = copy.deepcopy(sent)
    text = json.dumps(sent, ensure_ascii=False)
    usual_text = None if usual is None else json.dumps(usual)
    halves = text.encode("utf-8", "surrogatepass")
    if "\\" not in text and json.loads(halves) != sent:
        # In bytes, two halves of a pair that stand side by side are one character.
        halves = json.dumps(sent).encode()
    found = the_one(
        {
            **outcomes_of_text(text, usual_text, **options),
            **{f"bytes {k}": v for k, v in outcomes_of_text(halves, **options).items()},
            **outcomes_of_mapping(sent, usual, **options),
        }
    )
    assert same(sent, before), "what was handed in was changed"
    return found


def accepted(sent: Any) -> dw.Message | None:
    with nothing_registered():
        try:
            return dw.parse(sent)
        except dw.MessageError:
            return None


def each_time(text: str | bytes) -> list[dw.Message]:
    """The message by the standard library, by a struct, and by one that expects the unexpected."""
    with nothing_registered():
        return [dw.parse(text) for _ in range(TIMES)]


# The paths


def test_all_kinds_are_read_by_a_struct_from_the_third_time_on() -> None:
    """Else the other tests here would compare one path with itself."""
    for text in TEXT_OF_ALL:
        with nothing_registered():
            assert BACKEND.read(text) is None
            dw.parse(text)
            assert BACKEND.read(text) is None
            dw.parse(text)
            assert isinstance(BACKEND.read(text), dw.Message), text
    with nothing_registered(msgspec=False):
        for text in TEXT_OF_ALL * 3:
            dw.parse(text)
        assert BACKEND._front is None


@pytest.mark.parametrize(
    "change",
    [
        {"novel": [1, {"a": None}]},
        {"fileName": None},
        {"fileVersion": "3"},
        {"fileVersion": 3.0},
        {"blockBusiness": "no"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_is_unexpected_is_read_by_a_struct_when_it_came_twice(change: dict[str, Any]) -> None:
    fixture = the_fixture("commit-file", "eventbridge/full").message
    assert isinstance(fixture["data"], dict)
    for sent in ({**fixture, **change}, {**fixture, "data": {**fixture["data"], **change}}):
        text = json.dumps(sent)
        with nothing_registered():
            for _ in range(2):
                dw.parse(json.dumps(fixture))
            for _ in range(2):
                assert BACKEND.read(text) is None
                dw.parse(text)
            assert isinstance(BACKEND.read(text), dw.Message)


def test_an_event_as_a_text_is_read_by_a_struct_when_it_came_twice() -> None:
    fixture = the_fixture("commit-file", "eventbridge/full")
    text = json.dumps({**fixture.message, "data": json.dumps(fixture.message["data"])})
    with nothing_registered():
        for _ in range(2):
            dw.parse(json.dumps(fixture.message))
        for _ in range(2):
            dw.parse(text)
        assert isinstance(BACKEND.read(text), dw.Message)
        assert isinstance(BACKEND.read(json.dumps(fixture.message)), dw.Message)


@pytest.mark.parametrize("fixture", FULL, ids=lambda fixture: fixture.name)
def test_a_message_with_all_fields(fixture: Any) -> None:
    found = all_paths(dict(fixture.message))
    assert found == seen(dw.parse(dict(fixture.message)))


@given(changed_messages(), st.booleans())
@some
def test_every_path_gives_the_same(
    messages: tuple[dict[str, Any], dict[str, Any]], strict: bool
) -> None:
    usual, sent = messages
    all_paths(sent, usual, strict=strict)


@given(changed_messages(), st.booleans())
@some
def test_the_event_as_a_text_is_read_as_an_object_is(
    messages: tuple[dict[str, Any], dict[str, Any]], compact: bool
) -> None:
    usual, sent = messages
    field = "data" if "data" in sent else "messageBody"
    if type(sent.get(field)) is not dict:
        return
    text = json.dumps(sent[field], indent=None if compact else 1)
    as_text = {**sent, field: text}
    all_paths(as_text, usual)
    message, by_object = accepted(as_text), accepted(sent)
    if by_object is None:
        assert message is None
        return
    assert message is not None
    assert message == attrs.evolve(by_object, event_text=text)
    assert same(dw.to_dict(message), as_text)


@given(st.integers(0, 10**6), st.integers(1, 3))
@many
def test_any_text_is_taken_alike(seed: int, changes: int) -> None:
    random = Random(seed)
    usual = data = random.choice(TEXT_OF_ALL)
    for _ in range(changes):
        data = mutation.mutated(data, 16_384, random, TEXT_OF_ALL)
    for strict in (False, True):
        the_one(outcomes_of_text(data, usual, strict=strict))
    the_one(outcomes_of_text(data.decode("utf-8", "replace"), usual))


@given(changed_messages())
@some
def test_every_path_writes_the_same_text(
    messages: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    _, sent = messages
    message = accepted(sent)
    if message is not None:
        for each in each_time(json.dumps(sent)):
            assert dw.to_json(each) == dw.to_json(message)
            assert dw.to_bytes(each) == dw.to_bytes(message)
            assert dw.to_bytes(attrs.evolve(each)) == dw.to_bytes(message)
            assert dw.to_bytes(each.event) == dw.to_json(message.event).encode()


# Lossless


@given(changed_messages())
@many
def test_nothing_is_lost(messages: tuple[dict[str, Any], dict[str, Any]]) -> None:
    _, sent = messages
    handed: Any
    for handed in (sent, json.dumps(sent)):
        message = accepted(handed)
        if message is not None:
            assert same(dw.to_dict(message), sent)
            assert same(json.loads(dw.to_json(message)), sent)
            assert same(json.loads(dw.to_bytes(message)), sent)


SPELLINGS = st.sampled_from(
    (
        *(5, "5", 5.0, "5.0", "05", 501, 501.0, "501", 0, "0", -0.0, "-0", True, "true", "True"),
        2**53,
        float(2**53),
        2**63,
        str(2**63),
        "",
        " 5",
        "5 ",
        None,
        [5],
        ["5"],
        [5.0],
        "sms",
        "SMS",
    )
)


@given(st.data())
@many
def test_a_value_comes_back_in_the_form_in_which_it_was_sent(data: st.DataObject) -> None:
    fixture = data.draw(st.sampled_from(FULL))
    sent: Any = copy.deepcopy(fixture.message)
    place = data.draw(st.sampled_from([*places(sent)]))
    inside(sent, place)[place[-1]] = data.draw(SPELLINGS)
    text = json.dumps(sent)
    if accepted(text) is not None:
        with nothing_registered():
            for _ in range(TIMES):
                message = dw.parse(text)
                assert same(dw.to_dict(message), sent)
                assert same(json.loads(dw.to_json(message)), sent)


@given(changed_messages(), st.sampled_from(("utf-8-sig", "utf-16", "utf-16-be", "utf-32-le")))
@some
def test_other_encodings_are_read_alike(
    messages: tuple[dict[str, Any], dict[str, Any]], encoding: str
) -> None:
    _, sent = messages
    text = json.dumps(sent)
    expected = outcome(dw.parse, text)
    assert outcome(dw.parse, text.encode(encoding)) == expected
    assert outcome(dw.parse, "\ufeff" + text) == expected
    assert the_one(outcomes_of_text(text.encode(encoding))) == expected


@given(changed_messages(most=1), st.data())
@some
def test_of_a_name_that_is_there_twice_the_last_value_counts(
    messages: tuple[dict[str, Any], dict[str, Any]], data: st.DataObject
) -> None:
    usual, sent = messages
    objects: list[Any] = [sent, *(inside(sent, (*p, 0)) for p in places(sent))]
    found = data.draw(st.sampled_from([each for each in objects if type(each) is dict and each]))
    name = data.draw(st.sampled_from([*found]))
    value = data.draw(VALUES)
    expected = all_paths(sent)
    found["@"] = value
    for first in (True, False):
        at = [*found.items()]
        found.clear()
        found.update(at[-1:] + at[:-1] if first else at[:-1] + at[-1:])
        text = json.dumps(sent).replace('"@"', json.dumps(name))
        twice = the_one(outcomes_of_text(text, json.dumps(usual)))
        if first:
            assert twice[:-3] == expected[:-3]


# What is accepted can be handled as any attrs object


def handed_on(message: dw.Message) -> None:
    for copied in (
        copy.deepcopy(message),
        copy.copy(message),
        *(pickle.loads(pickle.dumps(message, protocol)) for protocol in range(2, 6)),
        attrs.evolve(message),
    ):
        assert seen(copied) == seen(message)
    for each in objects_of((message.attributes, message.event)):
        assert attrs.evolve(each) == each
        assert copy.deepcopy(each) == each
        assert same(dw.to_dict(attrs.evolve(each)), dw.to_dict(each))
        assert same(json.loads(dw.to_json(each)), dw.to_dict(each))


@given(changed_messages())
@some
def test_what_is_accepted_can_be_copied_pickled_and_changed(
    messages: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    _, sent = messages
    if accepted(sent) is None:
        return
    handed_on(dw.parse(sent))
    for message in each_time(json.dumps(sent)):
        handed_on(message)


@given(changed_messages())
@some
def test_what_is_accepted_can_become_dicts(
    messages: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    message = accepted(messages[1])
    if message is not None:
        as_dict_is_whole(message)


def as_dict_is_whole(message: dw.Message) -> None:
    values = attrs.asdict(message)
    assert values["event_code"] == message.event_code
    assert [*values["problems"]] == [*map(attrs.asdict, message.problems)]
    assert values["event"] == attrs.asdict(message.event)
    assert values["event"].keys() == {field.name for field in attrs.fields(type(message.event))}


@given(changed_messages(), st.data())
@some
def test_a_changed_attribute_is_written_and_all_else_as_it_was_sent(
    messages: tuple[dict[str, Any], dict[str, Any]], data: st.DataObject
) -> None:
    # As a text has it: two halves of a surrogate pair are one letter there.
    sent = json.loads(json.dumps(messages[1]))
    message = accepted(sent)
    if message is None or type(sent.get("data")) is not dict:
        return
    event_class: Any = type(message.event)
    fields = [
        field
        for field in fields_of(event_class)
        if field.codec.expected in ("string", "integer", "boolean")
    ]
    if not fields or isinstance(message.event, dw.UnknownEvent):
        return
    field = data.draw(st.sampled_from(fields))
    value = {"string": "changed", "integer": 421, "boolean": True}[field.codec.expected]
    # An enum keeps a value that it does not know.
    now = type(getattr(message.event, field.attribute))
    value = value if not hasattr(now, "is_known") else now(value)
    change: Any = {field.attribute: value}
    for each in (message, *each_time(json.dumps(sent))):
        changed = attrs.evolve(each, event=attrs.evolve(each.event, **change))
        written = dw.to_dict(changed)
        under = next((n for n in field.aliases if n in sent["data"]), field.name)
        under = field.name if field.name in sent["data"] else under
        assert same(
            written, {**sent, "data": {**sent["data"], under: json.loads(json.dumps(value))}}
        )
        assert same(json.loads(dw.to_json(changed)), written)
        assert same(dw.to_dict(each), sent)


@pytest.mark.parametrize("depth", [1, 150, 197, 198])
@pytest.mark.parametrize("kind", ["list", "dict", "both"])
@pytest.mark.parametrize("name", ["novel", "fileName"])
def test_what_is_nested_as_deep_as_is_accepted_can_be_handled(
    depth: int, kind: str, name: str
) -> None:
    sent = commit(**{name: nested(depth, kind)})
    all_paths(sent)
    for message in (dw.parse(sent), *each_time(json.dumps(sent))):
        handed_on(message)
        as_dict_is_whole(message)


@pytest.mark.parametrize("depth", [199, 200, 480, 5_000])
@pytest.mark.parametrize("kind", ["list", "dict", "both"])
@pytest.mark.parametrize("name", ["novel", "fileName"])
def test_what_is_nested_deeper_is_refused_by_every_path(depth: int, kind: str, name: str) -> None:
    text = json.dumps(commit(**{name: "@"})).replace('"@"', nested_text(depth, kind))
    found = the_one(outcomes_of_text(text, json.dumps(commit(**{name: [1]}))))
    assert found[:2] == (dw.MalformedMessage, "expected JSON: nested too deeply")
    if depth < 900:
        sent = json.loads(text)
        assert the_one(outcomes_of_mapping(sent))[:2] == found[:2]


def nested_text(depth: int, kind: str) -> str:
    pairs = {"list": ["[]"], "dict": ['{"a":}'], "both": ["[]", '{"a":}']}[kind]
    chosen = [pairs[level % len(pairs)] for level in range(depth)]
    return "".join(p[:-1] for p in chosen) + "0" + "".join(p[-1] for p in reversed(chosen))


def nested(depth: int, kind: str) -> Any:
    return json.loads(nested_text(depth, kind))


# How the event is found


@pytest.mark.parametrize(
    ("envelope", "named"),
    [
        *(("eventbridge", kind) for kind in (None, COMMIT, "dataworks:New:Kind", 7, "")),
        *(("function-compute", code) for code in (None, "freeze-node", "commit-file")),
    ],
)
@pytest.mark.parametrize("code", [None, "commit-file", "freeze-node", "new-kind", 7, ""])
def test_the_event_is_found_alike(envelope: str, named: object, code: object) -> None:
    data = {"fileId": 1, "projectId": 2, "nodeIds": [3], "novel": None}
    data |= {} if code is None else {"eventCode": code}
    names = {"eventbridge": ("type", "data"), "function-compute": ("eventType", "messageBody")}
    kind, field = names[envelope]
    sent = {} if named is None else {kind: named}
    sent[field] = data
    usual = {kind: COMMIT if envelope == "eventbridge" else "commit-file", field: data}
    for strict in (False, True):
        all_paths(sent, usual, strict=strict)
    message = accepted(sent)
    if message is not None:
        assert same(dw.to_dict(message), sent)


NAMED: dict[str, dict[str, Any]] = {
    "subject": {"subject": COMMIT},
    "unknown attribute": {"novel": COMMIT},
    "field": {"data": {"fileId": 1, "projectId": 2, "fileName": COMMIT}},
    "unknown field": {"data": {"fileId": 1, "projectId": 2, "novel": COMMIT}},
    "name": {"data": {"fileId": 1, "projectId": 2, COMMIT: COMMIT}},
    "text": {"data": json.dumps({"fileId": 1, "projectId": 2, "novel": COMMIT})},
    "code": {"eventType": "commit-file", "messageBody": {"fileId": 1, "projectId": 2}},
    "code as a value": {"messageId": "commit-file", "messageBody": {"fileId": 1, "projectId": 2}},
    "code in the event": {"messageBody": {"fileId": 1, "projectId": 2, "eventType": "commit-file"}},
    "type as a code": {"type": "commit-file"},
    "code as a type": {"eventType": COMMIT, "messageBody": {"fileId": 1, "projectId": 2}},
}


def test_a_code_inside_the_event_is_not_that_around_it() -> None:
    fixture = the_fixture("approval-change-created", "eventbridge/maxcompute/full")
    body = {name: value for name, value in event_data(fixture).items() if name != "eventCode"}
    usual = {"messageId": "m", "eventType": "approval-change-created", "messageBody": body}
    sent = {"messageId": "m", "messageBody": {**body, "eventType": "approval-change-created"}}
    assert all_paths(sent, usual)[0] is dw.UnknownEvent


@pytest.mark.parametrize("where", NAMED)
@pytest.mark.parametrize(
    "named", [{}, {"type": "x"}, {"type": None}, {"type": 7}, {"type": COMMIT}]
)
@pytest.mark.parametrize("first", [True, False])
def test_the_name_of_an_event_in_another_place_names_none(
    where: str, named: dict[str, Any], first: bool
) -> None:
    sent = {"data": {"fileId": 1, "projectId": 2}, **NAMED[where]}
    sent = {**named, **sent} if first else {**sent, **named}
    if "messageBody" in sent:
        del sent["data"]
    all_paths(sent, {**sent, "type": COMMIT})
    usual = {**commit(fileName="x", novel=1), "subject": "x", "novel": "x"}
    all_paths(sent, usual)


def test_the_type_is_followed_and_the_conflict_is_said() -> None:
    sent = commit(eventCode="freeze-node", nodeIds=[1])
    all_paths(sent, commit())
    for message in (dw.parse(sent), *each_time(json.dumps(sent))):
        assert type(message.event) is dw.CommitFile
        assert message.conflicts == (f"type '{COMMIT}' was followed, not code 'freeze-node'",)


def test_the_code_is_followed_though_the_type_is_unknown() -> None:
    sent = {**commit(eventCode="commit-file"), "type": "dataworks:New:Kind"}
    all_paths(sent, commit())
    for message in (dw.parse(sent), *each_time(json.dumps(sent))):
        assert type(message.event) is dw.CommitFile
        assert message.event_type == COMMIT
        assert message.conflicts == (
            "code 'commit-file' was followed, not type 'dataworks:New:Kind'",
        )


@pytest.mark.parametrize("length", [64, 65])
def test_a_name_in_a_conflict_is_shortened_with_an_ellipsis(length: int) -> None:
    sent = commit(eventCode="c" * length)
    (conflict,) = dw.parse(sent).conflicts
    assert conflict.endswith("'" + "c" * 64 + ("…'" if length > 64 else "'"))


def test_a_bare_event_is_read_alike() -> None:
    data = {"fileId": 1, "projectId": 2, "eventCode": "commit-file", "novel": 1, "fileName": None}
    all_paths(data)
    expected = outcome(dw.parse, data)
    for form in (data, json.dumps(data), json.dumps(data).encode()):
        for _ in range(TIMES):
            assert outcome(dw.parse_event, form) == expected
            assert outcome(dw.parse_event, form, type=COMMIT) == expected


# Bounds


@pytest.mark.parametrize("text", [json.dumps(commit()), json.dumps(commit(fileName="é")).encode()])
def test_a_text_may_be_as_long_as_max_bytes(text: str | bytes) -> None:
    for found in (
        *outcomes_of_text(text, text, max_bytes=len(text)).values(),
        outcome(dw.parse, text, max_bytes=None),
    ):
        assert found == outcome(dw.parse, text)
    refused = the_one(outcomes_of_text(text, text, max_bytes=len(text) - 1))
    assert refused[:2] == (
        dw.MessageTooLarge,
        f"expected at most {len(text) - 1} bytes, got {len(text)}; max_bytes sets the limit",
    )
    for read in (dw.parse_event, dw.detect):
        with pytest.raises(dw.MessageTooLarge):
            read(text, max_bytes=len(text) - 1)
    assert dw.detect(text, max_bytes=len(text)) == "eventbridge"


@pytest.mark.parametrize("name", ["novel", "fileName"])
def test_of_a_mapping_so_many_values_are_looked_at(name: str) -> None:
    sent = commit(**{name: [0] * 1000})
    for handed in outcomes_of_mapping(sent, max_bytes=1100).values():
        assert handed[0] is dw.CommitFile
    refused = the_one(outcomes_of_mapping(sent, max_bytes=1000))
    assert refused[:2] == (
        dw.MalformedMessage,
        "expected at most 1000 values; max_bytes sets the limit",
    )


# Places where a reader of this design goes wrong


def test_a_null_is_kept_where_a_field_with_another_name_is_absent() -> None:
    """Nulls and unknown names are found by one count, in which an absent field must count once."""
    fixture = the_fixture("workbench-monitor-alert", "eventbridge/remind-node/full")
    data = copy.deepcopy(fixture.message["data"])
    assert isinstance(data, dict)
    del data["taskIds"]
    for change in ({"remindType": None}, {"taskId": "1,2"}, {"taskId": None}, {"taskId": 7}):
        sent = {**fixture.message, "data": {**data, **change}}
        all_paths(sent, fixture.message)
        assert same(dw.to_dict(dw.parse(sent)), sent)


def test_a_misfit_of_a_field_that_is_converted_is_no_absent_field() -> None:
    sent = {"type": "dataworks:ProjectChange:DeleteProject", "data": {"projectId": "5x"}}
    all_paths(sent)
    for message in (dw.parse(sent), *each_time(json.dumps(sent))):
        assert isinstance(message.event, dw.DeleteProject)
        assert message.event.project_id is None
        assert message.event.as_sent == {"projectId": "5x"}
        (problem,) = message.problems
        assert (problem.path, problem.got) == ("data.projectId", 'string "5x"')


@pytest.mark.parametrize("name", ["alarmType", "remindUnit", "taskIds", "taskId"])
@pytest.mark.parametrize("value", [None, 7, "new", "SLA_ALERT", "DI_RES", "9,8", ["x"]])
def test_what_chooses_a_variant_and_what_has_two_names_is_never_registered(
    name: str, value: object
) -> None:
    usual = the_fixture("workbench-monitor-alert", "eventbridge/remind-node/full").message
    assert isinstance(usual["data"], dict)
    sent = {**usual, "data": {**usual["data"], name: value}}
    all_paths(sent, usual)
    with nothing_registered():
        for _ in range(TIMES):
            outcome(dw.parse, json.dumps(sent))
        # The others are of the right variant still.
        assert outcome(dw.parse, json.dumps(usual)) == outcome(dw.parse, usual)


def test_a_variant_has_no_variants_of_its_own() -> None:
    variant = type(dw.parse(dict(the_fixture("start-diJob", "eventbridge/v1/full").message)).event)
    assert variant is not dw.StartDiJob
    data = {**the_fixture("start-diJob", "eventbridge/v2/full").message}["data"]
    assert type(dw.converter().structure(data, variant)) is variant


@pytest.mark.parametrize("registered", [False, True])
def test_a_problem_inside_objects_says_where_it_is(registered: bool) -> None:
    usual = the_fixture("approval-change-created", "eventbridge/maxcompute/full").message
    sent: Any = copy.deepcopy(usual)
    content = sent["data"]["process"]["approvalContent"]
    content["applyReason"] = {}
    content["arrayData"] = [content["arrayData"][0], {**content["arrayData"][0], "envType": "x"}]
    content["granteeAccounts"][0]["granteeType"] = []
    sent["subject"] = []
    with nothing_registered():
        for _ in range(TIMES * registered):
            dw.parse(json.dumps(sent))
        paths = [problem.path for problem in dw.parse(json.dumps(sent)).problems]
    assert paths[0] == "subject"
    assert sorted(paths[1:]) == [
        "data.process.approvalContent.applyReason",
        "data.process.approvalContent.arrayData[1].envType",
        "data.process.approvalContent.granteeAccounts[0].granteeType",
    ]


def test_a_usual_spelling_is_read_by_a_struct() -> None:
    fixture = the_fixture("create-data-quality-evaluation-task", "eventbridge/full").message
    sent = json.loads(json.dumps(fixture).replace('"BlockTaskInstance"', '"blocktaskinstance"'))
    assert sent != fixture
    all_paths(sent, fixture)
    with nothing_registered():
        for _ in range(2):
            dw.parse(json.dumps(fixture))
        message = BACKEND.read(json.dumps(sent))
    assert isinstance(message, dw.Message)
    assert same(dw.to_dict(message), sent)


def test_a_kind_that_was_refused_often_is_read_by_a_struct_again() -> None:
    """A struct is left out for a while after refusals; what is read meanwhile is the same."""
    usual = json.dumps(commit())
    expected = outcome(dw.parse, usual)
    with nothing_registered():
        for number in range(60):
            sent = commit(**{f"novel{number}": number})
            assert outcome(dw.parse, json.dumps(sent)) == outcome(dw.parse, sent)
        assert BACKEND.read(usual) is None
        for _ in range(150):
            assert outcome(dw.parse, usual) == expected
        assert isinstance(BACKEND.read(usual), dw.Message)


@given(
    st.lists(st.tuples(NAMES, JSON), max_size=6), st.lists(st.sampled_from(range(6)), max_size=12)
)
@some
def test_what_came_before_changes_nothing(fields: list[tuple[str, Any]], order: list[int]) -> None:
    messages = [
        commit(**{k: v for k, v in fields[:number] if k not in ("fileId", "projectId")})
        for number in range(6)
    ]
    with nothing_registered():
        for number in order:
            sent = messages[number]
            assert outcome(dw.parse, json.dumps(sent)) == outcome(dw.parse, sent)


@given(st.lists(changed_messages(), min_size=2, max_size=4))
@some
def test_messages_of_a_stream_change_nothing_about_each_other(
    messages: list[tuple[dict[str, Any], dict[str, Any]]],
) -> None:
    stream = [sent for pair in messages for sent in pair] * 3
    texts = [json.dumps(sent) for sent in stream]
    with nothing_registered():
        for text, sent in zip(texts, stream, strict=True):
            assert outcome(dw.parse, text) == outcome(dw.parse, sent)
    expected = [outcome(dw.parse, sent) for sent in stream]
    many: list[Callable[[], Any]] = [
        lambda: dw.parse_many(stream),
        lambda: dw.parse_many("\n".join(texts)),
        lambda: dw.parse_many(f"[{', '.join(texts)}]".encode()),
    ]
    for given_back in many:
        with nothing_registered():
            found = [*given_back()]
        assert [error_or_message(each) for each in found] == expected
        assert [e.index for e in found if isinstance(e, dw.MessageError)] == [
            index for index, each in enumerate(found) if isinstance(each, dw.MessageError)
        ]


def error_or_message(found: dw.Message | dw.MessageError) -> tuple[object, ...]:
    def give(_: object) -> dw.Message:
        if isinstance(found, dw.MessageError):
            raise found
        return found

    return outcome(give, None)


# Messages that were not read as they should be


def test_an_unknown_field_is_kept_by_every_path() -> None:
    data = {"nodeIds": [1000374816], "projectId": 24606, "tenantId": 7, "newField": 1}
    sent = {"id": "m-5", "specversion": "1.0", "type": "dataworks:NodeChange:FreezeNode"}
    sent |= {"data": data}  # type: ignore[dict-item]
    all_paths(sent)
    for message in (dw.parse(sent), *each_time(json.dumps(sent))):
        assert isinstance(message.event, dw.FreezeNode)
        assert message.event.extra == {"newField": 1}
        assert message.problems == ()
        assert dw.to_dict(message) == sent


@pytest.mark.parametrize("project", ["5", 5, 5.0])
def test_digits_come_back_with_their_quotes_or_without(project: object) -> None:
    sent = {"type": "dataworks:ProjectChange:DeleteProject", "data": {"projectId": project}}
    all_paths(sent)
    for message in (dw.parse(sent), *each_time(json.dumps(sent))):
        assert isinstance(message.event, dw.DeleteProject)
        assert same(dw.to_dict(message), sent)
        assert same(json.loads(dw.to_json(message)), sent)
        assert message.problems == ()


def test_whole_numbers_may_have_a_point() -> None:
    data: dict[str, Any] = {"appId": 501.0, "nodeId": 7002.0, "taskId": 9002.0, "status": 6.0}
    data |= {"dagId": 11.0, "dagType": 0.0, "createTime": 1780279200000.0, "tenantId": 42.0}
    data |= {"modifyTime": 1780279260000.0, "flowId": 1.0, "eventCode": "instance-status-changes"}
    sent = {"type": "dataworks:InstanceStatusChanges:InstanceStatusChanges", "data": data}
    all_paths(sent)
    for message in (dw.parse(sent), *each_time(json.dumps(sent))):
        assert isinstance(message.event, dw.InstanceStatusChanges)
        assert message.problems == ()
        assert type(message.event.app_id) is int
        assert message.event.app_id == 501
        assert message.event.status is dw.InstanceState.SUCCESS
        assert same(dw.to_dict(message), sent)
        assert same(json.loads(dw.to_json(message)), sent)


@pytest.mark.parametrize("value", [2.0**53, -(2.0**53), 0.5, 1e300])
def test_a_float_that_is_not_surely_one_whole_number_is_none(value: float) -> None:
    sent = commit(fileVersion=value)
    all_paths(sent)
    (problem,) = dw.parse(sent).problems
    assert problem.got == f"number {value}"


@pytest.mark.parametrize("halves", [b"\xed\xa0\xbd\xed\xb8\x81", b"\xed\xb8\x81", b"\xed\xa0\xbd"])
def test_halves_of_a_pair_come_back(halves: bytes) -> None:
    text = b'{"type":"%s","data":{"fileId":1,"projectId":2,"fileName":"%s"}}' % (
        COMMIT.encode(),
        halves,
    )
    found = the_one(outcomes_of_text(text, json.dumps(commit())))
    for message in each_time(text):
        assert isinstance(message.event, dw.CommitFile)
        assert message.event.file_name == halves.decode("utf-8", "surrogatepass")
        assert dw.parse(dw.to_json(message)) == message
        assert dw.parse(dw.to_bytes(message)) == message
        assert dw.to_dict(dw.parse(dw.to_dict(message))) == json.loads(text)
        assert seen(message) == found


@given(TEXTS, TEXTS)
@some
@example("\ud83d", "\ude01")
def test_a_text_of_halves_comes_back(one: str, other: str) -> None:
    sent = commit(fileName=one + other, novel={one: other})
    for message in (dw.parse(sent), *each_time(json.dumps(sent, ensure_ascii=False))):
        assert same(dw.to_dict(message), sent)
        assert same(json.loads(dw.to_json(message)), sent)
        assert dw.parse(dw.to_json(message)) == message
        assert dw.parse(dw.to_bytes(message)) == message


def test_what_can_be_read_is_nested_no_deeper_than_what_handles_it_can_go() -> None:
    sent = json.dumps(commit(x="@")).replace('"@"', "[" * 500 + "]" * 500)
    assert the_one(outcomes_of_text(sent))[0] is dw.MalformedMessage
