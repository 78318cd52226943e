"""Event patterns pick the messages that they are to pick, and no others."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping
from typing import Any

import attrs
import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

import dataworks_events as dw
from dataworks_events._codecs import Array, Nested
from dataworks_events._fields import fields_of
from tests.generated.messages import CODES, fixtures, kind_of

every_event = pytest.mark.parametrize("code", CODES)


def matches(pattern: Any, value: Any, *, present: bool = True) -> bool:
    """Whether a rule of EventBridge with that pattern would pick a message, as documented."""
    if isinstance(pattern, dict):
        return isinstance(value, dict) and all(
            matches(inner, value.get(name), present=name in value)
            for name, inner in pattern.items()
        )
    return any(_passes(test, value, present) for test in pattern)


def _passes(test: Any, value: Any, present: bool) -> bool:
    if not isinstance(test, dict):
        return present and type(test) is type(value) and bool(test == value)
    ((operator, of),) = test.items()
    if operator == "exists":
        return present is of
    assert operator == "anything-but"
    return present and value not in of


def full_messages(code: str) -> list[dict[str, Any]]:
    return [
        each.message
        for each in fixtures(code)
        if each.envelope == "eventbridge" and kind_of(each) == "full"
    ]


EVERY_MESSAGE = [(code, message) for code in CODES for message in full_messages(code)]


def picked(pattern: Mapping[str, Any]) -> set[str]:
    """The events of the full messages that a pattern picks."""
    return {code for code, message in EVERY_MESSAGE if matches(pattern, message)}


@every_event
def test_a_pattern_picks_every_message_of_its_event_and_of_no_other(code: str) -> None:
    pattern = dw.event_pattern(code)
    assert picked(pattern) == {code}
    assert all(matches(pattern, message) for message in full_messages(code))
    assert dw.event_pattern(dw.EVENTS[code].event_class) == pattern


@every_event
def test_the_pattern_of_a_class_picks_the_messages_that_are_read_as_it(code: str) -> None:
    for message in full_messages(code):
        event_class = type(dw.parse(message).event)
        pattern = dw.event_pattern(event_class)
        for other_code, other in EVERY_MESSAGE:
            expected = isinstance(dw.parse(other).event, event_class)
            assert matches(pattern, other) is expected, other_code


def test_a_class_that_events_share_picks_all_of_them() -> None:
    pattern = dw.event_pattern(dw.InstanceChange)
    expected = {code for code, info in dw.EVENTS.items() if info.body_class is dw.InstanceChange}
    assert picked(pattern) == expected
    assert len(expected) > 1
    assert picked(dw.event_pattern(dw.Event)) == set(CODES)


def test_events_of_different_classes_are_picked_by_one_pattern() -> None:
    pattern = dw.event_pattern("commit-file", dw.DeployFile, file_id=7, fileName=["a", "b"])
    assert picked(dw.event_pattern("commit-file", dw.DeployFile)) == {"commit-file", "deploy-file"}
    assert pattern["data"] == {"fileId": [7, "7"], "fileName": ["a", "b"]}


def values_of(event: object) -> Iterator[tuple[str, Any]]:
    """The values of an event's fields that a pattern can test, by their names in Python."""
    for field in fields_of(type(event)):
        value = getattr(event, field.attribute)
        if value is None or isinstance(field.codec, Array):
            continue
        if isinstance(field.codec, Nested):
            inner = dict(values_of(value))
            if inner:
                yield field.attribute, inner
        else:
            yield field.attribute, value


@given(data=st.data())
@settings(deadline=None, max_examples=200)
def test_a_pattern_by_values_picks_the_message_that_has_them(data: st.DataObject) -> None:
    code, message = data.draw(st.sampled_from(EVERY_MESSAGE))
    event = dw.parse(message).event
    values = dict(values_of(event))
    names = data.draw(st.sets(st.sampled_from(sorted(values)), min_size=1, max_size=3))
    where = {name: values[name] for name in names}
    given_class = data.draw(st.sampled_from((code, type(event))))
    pattern = dw.event_pattern(given_class, **where)
    assert matches(pattern, message)
    assert picked(pattern) == {code}
    # The same message with a value that is not among them.
    name = data.draw(st.sampled_from(sorted(where)))
    if not isinstance(where[name], dict):
        nothing: dict[str, Any] = {name: None}
        other = attrs.evolve(event, **nothing)
        assert not matches(pattern, {**message, "data": dw.to_dict(other)})


def test_a_value_is_picked_in_every_form_in_which_it_is_sent() -> None:
    pattern = dw.event_pattern(dw.InstanceStatusChanges, status=dw.InstanceState.FAILURE)
    (message,) = full_messages("instance-status-changes")
    for sent, expected in ((5, True), ("5", True), (6, False), ("6", False), (None, False)):
        changed = {**message, "data": {**message["data"], "status": sent}}
        assert matches(pattern, changed) is expected


def test_a_pattern_without_fields_has_no_data() -> None:
    assert dw.event_pattern(dw.CommitFile) == {
        "source": ["acs.dataworks"],
        "type": ["dataworks:FileChange:CommitFile"],
    }


@pytest.mark.parametrize(
    ("events", "where", "errors"),
    [
        ((), {}, ["expected the code or the class of an event, got none"]),
        (("comit-file",), {}, ["there is no event 'comit-file' (did you mean \"commit-file\"?)"]),
        ((5,), {}, ["expected the code or the class of an event, got integer 5"]),
        (
            (dw.UnknownEvent,),
            {},
            ["UnknownEvent is not the class of an event in the catalogue"],
        ),
        (
            (dw.InstanceStatusChanges,),
            {"staus": 5, "nodeId": "5", "status": "FAILURE"},
            [
                "instance-status-changes has no field 'staus' (did you mean \"status\"?)",
                'nodeId: expected integer, got string "5"',
                (
                    'status: expected a value of InstanceState, got string "FAILURE" '
                    '(did you mean "InstanceState.FAILURE"?)'
                ),
            ],
        ),
        (
            (dw.InstanceStatusChanges,),
            {"status": [dw.DagState.SUCCESS, 900, True]},
            [
                (
                    "status: expected a value of InstanceState, got DagState.SUCCESS "
                    '(did you mean "InstanceState.SUCCESS"?)'
                ),
                "status: expected a value of InstanceState, got integer 900",
                "status: expected a value of InstanceState, got boolean true",
            ],
        ),
        (
            (dw.FreezeInstance,),
            {"task_ids": 1},
            ["task_ids is a list or a map, which no pattern tests"],
        ),
        (
            (dw.ApprovalChangeCreated,),
            {"process": {"titel": "x"}},
            ["process has no field 'process.titel' (did you mean \"title\"?)"],
        ),
        (
            (dw.ApprovalChangeCreated,),
            {"process": "x"},
            ['process: expected a mapping of its fields, got string "x"'],
        ),
        (
            (dw.CommitFile, dw.InstanceStatusChanges),
            {"file_name": "x"},
            ["instance-status-changes has no field 'file_name'"],
        ),
        (
            (dw.StartDiJobV1, dw.CommitFile),
            {},
            ["expected the class of a variant alone: the rest would have to be like it"],
        ),
        (
            (dw.WorkbenchMonitorAlertTopic,),
            {"alarm_type": "SLA_ALERT"},
            ["alarmType: no message of the variant has such a value"],
        ),
    ],
)
def test_what_makes_no_sense_is_an_error_with_what_to_do(
    events: tuple[Any, ...], where: dict[str, object], errors: list[str]
) -> None:
    with pytest.raises(dw.InvalidPattern) as raised:
        dw.event_pattern(*events, **where)
    assert list(raised.value.errors) == errors
    assert str(raised.value) == "; ".join(errors)
    assert pickle.loads(pickle.dumps(raised.value)).errors == raised.value.errors


def test_an_unknown_value_of_an_open_enum_can_be_asked_for_by_the_enum() -> None:
    pattern = dw.event_pattern(dw.InstanceStatusChanges, status=dw.InstanceState(900))
    assert pattern["data"] == {"status": [900, "900"]}
    with pytest.raises(dw.InvalidPattern):
        dw.event_pattern(dw.InstanceStatusChanges, status=[])
