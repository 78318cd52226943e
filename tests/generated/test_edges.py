"""Values at the edges of what is read: the last that is, and the first that is not."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import dataworks_events as dw
from tests.generated.paths import outcomes_of_mapping, outcomes_of_text, the_one

COMMIT = "dataworks:FileChange:CommitFile"
FREEZE = "dataworks:NodeChange:FreezeNode"
WIDE = 2**63


def read(event_type: str, **fields: object) -> tuple[object, ...]:
    """What every path makes of an event."""
    sent = {"type": event_type, "data": {"fileId": 1, "projectId": 2, **fields}}
    text = json.dumps(sent)
    return the_one({**outcomes_of_mapping(sent), **outcomes_of_text(text)})


def event_of(found: tuple[object, ...]) -> Any:
    message = found[3]
    assert isinstance(message, dw.Message), found
    return message.event


@pytest.mark.parametrize(
    "number", [0, WIDE - 1, WIDE, WIDE + 1, 1 - WIDE, -WIDE, -WIDE - 1, 2**64, 10**600]
)
def test_whole_numbers_of_any_size_are_read(number: int) -> None:
    assert event_of(read(COMMIT, nodeId=number)).node_id == number
    assert event_of(read(FREEZE, nodeIds=[number, 5])).node_ids == (number, 5)
    assert event_of(read(COMMIT, novel=[number])).extra == {"novel": [number]}
    project = {"type": "dataworks:ProjectChange:DeleteProject", "data": {"projectId": number}}
    assert event_of(the_one(outcomes_of_mapping(project))).project_id == number


@pytest.mark.parametrize("place", ["nodeId", "fileId", "nodeIds", "novel"])
def test_a_number_with_more_digits_than_python_writes_is_refused(place: str) -> None:
    value: Any = [10**5000] if place == "nodeIds" else 10**5000
    event_type = FREEZE if place == "nodeIds" else COMMIT
    sent = {"type": event_type, "data": {"fileId": 1, "projectId": 2, "nodeIds": [1], place: value}}
    found = the_one(outcomes_of_mapping(sent))
    assert found[0] is dw.MalformedMessage
    assert str(found[1]).startswith("expected JSON values, got integer of 16610 bits at data.")


@pytest.mark.parametrize("value", [True, False])
@pytest.mark.parametrize("field", ["fileType", "fileVersion", "changeType", "fileName"])
def test_a_boolean_is_no_number_and_no_member(field: str, value: bool) -> None:
    found = read(COMMIT, **{field: value})
    message = found[3]
    assert isinstance(message, dw.Message)
    (problem,) = message.problems
    assert problem.got == f"boolean {str(value).lower()}"
    assert message.event.as_sent == {field: value}


def test_a_number_is_no_boolean() -> None:
    for value in (0, 1):
        assert event_of(read(COMMIT, blockBusiness=value)).block_business is None


@pytest.mark.parametrize("values", [[True], [1, False], [1.5], ["x"], [None], [[1]], [2.0**53]])
def test_one_item_that_does_not_fit_is_a_problem_at_its_place(values: list[object]) -> None:
    found = read(FREEZE, nodeIds=values)
    message = found[3]
    assert isinstance(message, dw.Message)
    assert [problem.path for problem in message.problems] == [f"data.nodeIds[{len(values) - 1}]"]
    assert event_of(found).node_ids is None
    assert event_of(found).as_sent == {"nodeIds": values}


def test_whole_floats_in_a_list_are_whole_numbers() -> None:
    event = event_of(read(FREEZE, nodeIds=[1.0, 2, float(2**53 - 1), -0.0]))
    assert event.node_ids == (1, 2, 2**53 - 1, 0)
    assert [*map(type, event.node_ids)] == [int] * 4


@pytest.mark.parametrize(
    ("channels", "expected"),
    [
        (["Mail"], (dw.NotificationChannel.MAIL,)),
        (["mail", "SMS"], (dw.NotificationChannel.MAIL, dw.NotificationChannel.SMS)),
        (["New"], (dw.NotificationChannel("New"),)),
        ([], ()),
        ([True], None),
        (["Mail", 1], None),
        ([None], None),
        ("Mail", None),
    ],
)
def test_members_in_a_list(channels: object, expected: object) -> None:
    code = str(dw.EVENTS["create-data-quality-evaluation-task"].type)
    settings = {"notifications": [{"channels": channels}]}
    message = read(code, name="n", id=3, notifications=settings)[3]
    assert isinstance(message, dw.Message)
    assert isinstance(message.event, dw.CreateDataQualityEvaluationTask)
    assert message.event.notifications is not None
    (notification,) = message.event.notifications.notifications or ()
    assert notification.channels == expected
    assert len(message.problems) == (expected is None)
    assert dw.to_dict(notification) == {"channels": channels}


@pytest.mark.parametrize(
    ("digits", "number"),
    [("0", 0), ("7", 7), ("-7", -7), ("9" * 640, int("9" * 640)), ("12345678901234567890", None)],
)
def test_digits_in_a_string_are_a_number(digits: str, number: int | None) -> None:
    sent = {"type": "dataworks:ProjectChange:DeleteProject", "data": {"projectId": digits}}
    for found in (the_one(outcomes_of_mapping(sent)), the_one(outcomes_of_text(json.dumps(sent)))):
        assert event_of(found).project_id == (int(digits) if number is None else number)


@pytest.mark.parametrize(
    "digits", ["", "00", "-0", "+1", " 1", "1 ", "1.0", "1e3", "0x1", "٣", "1_0", "9" * 641, "1\n"]
)
def test_what_would_be_written_otherwise_is_no_number(digits: str) -> None:
    sent = {"type": "dataworks:ProjectChange:DeleteProject", "data": {"projectId": digits}}
    for found in (the_one(outcomes_of_mapping(sent)), the_one(outcomes_of_text(json.dumps(sent)))):
        assert event_of(found).project_id is None
        assert event_of(found).as_sent == {"projectId": digits}


# What is said


@pytest.mark.parametrize(
    ("code", "field", "value", "said"),
    [
        ("commit-file", "fileId", "x", "integer or digits in a string"),
        ("commit-file", "fileName", [], "string"),
        ("commit-file", "blockBusiness", 1, "boolean"),
        ("freeze-node", "nodeIds", 7, "array"),
        ("delete-project", "projectId", "x", "integer or digits in a string"),
        ("dqc-check-finished-event", "expectValue", "x", "number"),
        ("create-data-quality-evaluation-task", "notifications", 7, "object or array"),
        ("create-data-quality-evaluation-task", "trigger", 7, "object"),
    ],
)
def test_what_is_expected_is_said(code: str, field: str, value: object, said: str) -> None:
    message = read(str(dw.EVENTS[code].type), **{field: value})[3]
    assert isinstance(message, dw.Message)
    (problem,) = message.problems
    assert (problem.path, problem.expected) == (f"data.{field}", said)


@pytest.mark.parametrize("bare", [True, False])
def test_a_list_in_place_of_the_object_around_it_has_its_own_places(bare: bool) -> None:
    code = str(dw.EVENTS["create-data-quality-evaluation-task"].type)
    value: Any = [{"channels": ["Mail"]}, {"channels": [7]}, 7]
    value = value if bare else {"notifications": value}
    message = read(code, notifications=value)[3]
    assert isinstance(message, dw.Message)
    assert dw.to_dict(message.event)["notifications"] == value
    above = "data.notifications" if bare else "data.notifications.notifications"
    assert [problem.path for problem in message.problems] == [
        f"{above}[1].channels[0]",
        f"{above}[2]",
    ]


def test_an_event_that_is_unknown_is_said_if_all_must_be_known() -> None:
    sent = {"type": "dataworks:New:Kind", "data": {"eventCode": "new-kind"}}
    code = {"data": {"eventCode": "new-kind"}}
    for message, place, named in (
        (sent, "type", "dataworks:New:Kind"),
        (code, "data.eventCode", "new-kind"),
    ):
        found = the_one(
            {
                **outcomes_of_mapping(message, strict=True),
                **outcomes_of_text(json.dumps(message), strict=True),
            }
        )
        assert found[0] is dw.InvalidMessage
        assert str(found[1]).startswith(f"{place}: expected an event of the catalogue")
        assert f'got "{named}"' in str(found[1])


def test_a_bare_event_may_have_to_be_as_the_catalogue_says() -> None:
    for form in ({"fileId": "x"}, '{"fileId": "x"}'):
        assert len(dw.parse_event(form, event_code="commit-file").problems) == 1
        with pytest.raises(dw.InvalidMessage, match="fileId: expected integer"):
            dw.parse_event(form, event_code="commit-file", strict=True)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (5, "expected a JSON object, got integer 5"),
        (None, "expected a JSON object, got null"),
        (
            "[1]",
            "expected a JSON object, got array of 1; parse_many reads each message of an array",
        ),
        ("null", "expected a JSON object, got null"),
        ({"data": {1: 2}}, "expected names of type str in data, got int"),
        ({"data": {"eventCode": "x", "a": object()}}, "expected JSON values, got object at data.a"),
    ],
)
def test_what_is_no_message_is_said(sent: Any, said: str) -> None:
    with pytest.raises(dw.MalformedMessage) as raised:
        dw.parse(sent)
    assert str(raised.value) == said


# Many messages


def test_many_messages_have_their_bound_and_their_space() -> None:
    one = json.dumps({"type": COMMIT, "data": {"fileId": 1}})
    expected = [dw.parse(one)] * 2
    for text in (f" \n[{one},\t{one} ] \n", f"{one}\n\n  {one}\n", f"[{one},{one}]"):
        assert [*dw.parse_many(text)] == expected
        assert [*dw.parse_many(text.encode(), max_bytes=len(text))] == expected
        (refused,) = dw.parse_many(text, max_bytes=len(text) - 1)
        assert isinstance(refused, dw.MessageTooLarge)
    found = [*dw.parse_many([one, one + " ", one], max_bytes=len(one))]
    assert [type(each) for each in found] == [dw.Message, dw.MessageTooLarge, dw.Message]


@pytest.mark.parametrize(
    ("text", "indices"),
    [
        ("[{one}, {{bad]}}, {one}]", [1]),
        ('[{one}, {{"a": "]"]}}, {one}]', [1]),
        ("[{one}, nul, {one}]", [1]),
        ("[{one}, {one}", [1]),
        ("[{one}, {one}] x", [2]),
        ("[{one},, {one}]", [1]),
    ],
)
def test_what_is_broken_in_an_array_costs_no_other_message(text: str, indices: list[int]) -> None:
    one = json.dumps({"type": COMMIT, "data": {"fileId": 1}})
    found = [*dw.parse_many(text.format(one=one))]
    wrong = [index for index, each in enumerate(found) if isinstance(each, dw.MessageError)]
    assert wrong == indices
    assert all(each == dw.parse(one) for each in found if isinstance(each, dw.Message))


# Times


def time_of(text: str) -> datetime | None:
    return dw.parse(
        {"type": COMMIT, "time": text, "data": {"fileId": 1, "projectId": 2}}
    ).time_parsed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2020-11-19T21:04:42.179PRC", datetime(2020, 11, 19, 13, 4, 42, 179_000, UTC)),
        ("2020-11-19 21:04:42+08:00", datetime(2020, 11, 19, 13, 4, 42, 0, UTC)),
        ("2020-11-19t21:04:42.1234567-0130", datetime(2020, 11, 19, 22, 34, 42, 123_456, UTC)),
        ("2020-11-19T21:04:42,5 Asia/Shanghai", datetime(2020, 11, 19, 13, 4, 42, 500_000, UTC)),
        ("2020-11-19T21:04:42Z", datetime(2020, 11, 19, 21, 4, 42, 0, UTC)),
        ("2020-11-19T21:04:42z", datetime(2020, 11, 19, 21, 4, 42, 0, UTC)),
        ("1992-07-01T00:00:00Asia/Chongqing", datetime(1992, 6, 30, 16, 0, 0, 0, UTC)),
        ("1605791082179", datetime(2020, 11, 19, 13, 4, 42, 179_000, UTC)),
        ("2020-11-19T21:04:42+23:59", datetime(2020, 11, 18, 21, 5, 42, 0, UTC)),
    ],
)
def test_a_point_in_time(text: str, expected: datetime) -> None:
    found = time_of(text)
    assert found == expected
    assert found is not None
    assert found.tzinfo is not None


def test_china_had_summer_time_until_1991() -> None:
    found = time_of("1991-07-01T00:00:00Asia/Shanghai")
    # Not every system has the history of zones.
    assert found is None or found.utcoffset() == timedelta(hours=9)


@pytest.mark.parametrize(
    "text",
    [
        *("", "now", "2020-11-19", "2020-11-19T21:04:42", "2020-11-19T21:04:42.", "160579108217"),
        *(
            "2020-11-19T21:04:42+24:00",
            "2020-13-19T21:04:42Z",
            "2020-11-19T25:04:42Z",
            "16057910821799",
        ),
        *(
            "2020-11-19T21:04:42Nowhere/Land",
            "2020-11-19T21:04:42../../etc/passwd",
            "0000-01-01T00:00:00Z",
        ),
        *(
            "2020-11-19T21:04:42.1234567890123456789Z",
            "x2020-11-19T21:04:42Z",
            "2020-11-19T21:04:42Zx\n",
        ),
        "٢٠٢٠-11-19T21:04:42Z",
    ],
)
def test_a_text_that_leaves_the_point_in_time_open(text: str) -> None:
    assert time_of(text) is None
