"""In which forms messages may be handed over, alone and many at a time."""

from __future__ import annotations

import array
import io
import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

import dataworks_events as dw
from tests.generated.messages import by_function_compute, event_data, the_fixture

SOURCE = the_fixture("commit-file", "eventbridge/full").message
COMPUTE = by_function_compute("commit-file")
DATA = event_data(the_fixture("commit-file", "eventbridge/full"))
TEXT = json.dumps(SOURCE)


# One message


@pytest.mark.parametrize(
    "view",
    [
        memoryview(TEXT.encode()),
        memoryview(bytearray(TEXT.encode())),
        memoryview(TEXT.encode()).cast("c"),
        memoryview(array.array("B", TEXT.encode())),
    ],
)
def test_a_view_is_read(view: memoryview) -> None:
    assert dw.to_dict(dw.parse(view)) == SOURCE


def test_a_view_that_was_released_is_malformed() -> None:
    view = memoryview(TEXT.encode())
    view.release()
    with pytest.raises(dw.MalformedMessage):
        dw.parse(view)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "utf-32-be", "utf-8-sig"])
def test_other_encodings_are_read(encoding: str) -> None:
    assert dw.to_dict(dw.parse(TEXT.encode(encoding), strict=True)) == SOURCE
    assert dw.detect(TEXT.encode(encoding)) == "eventbridge"


def test_a_byte_order_mark_in_a_text_is_no_part_of_it() -> None:
    assert dw.to_dict(dw.parse("\ufeff" + TEXT)) == SOURCE
    inside = {**SOURCE, "data": "\ufeff" + json.dumps(DATA)}
    message = dw.parse(inside)
    assert isinstance(message.event, dw.CommitFile)
    assert dw.to_dict(message) == inside


@pytest.mark.parametrize("kind", [str, bytes, bytearray, dict])
def test_classes_that_are_kinds_of_text_or_dict_are_read(kind: Any) -> None:
    handed = type("Mine", (kind,), {})(
        SOURCE if kind is dict else TEXT if kind is str else TEXT.encode()
    )
    assert dw.to_dict(dw.parse(handed, strict=True)) == SOURCE


@pytest.mark.parametrize("as_text", [False, True])
@pytest.mark.parametrize("with_type", [False, True])
def test_a_target_may_deliver_a_part_of_the_message(as_text: bool, with_type: bool) -> None:
    sent: dict[str, Any] = {"datacontenttype": "application/json;charset=utf-8", "data": DATA}
    if as_text:
        sent["data"] = json.dumps(DATA)
    if with_type:
        sent["type"] = SOURCE["type"]
    for handed in (sent, json.dumps(sent), json.dumps(sent).encode()):
        message = dw.parse(handed, strict=True)
        assert isinstance(message.event, dw.CommitFile)
        assert (message.envelope, message.id, message.time) == ("eventbridge", None, None)
        assert message.conflicts == ()
        assert dw.to_dict(message) == sent


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        (SOURCE, "eventbridge"),
        ({"datacontenttype": "application/json", "data": DATA}, "eventbridge"),
        ({"data": 5}, "eventbridge"),
        (COMPUTE, "function-compute"),
        ({**COMPUTE, "data": {}}, "function-compute"),
        ({**SOURCE, "messageBody": {}}, "eventbridge"),
        (DATA, "event-data"),
        ({"eventCode": "event-of-the-future"}, "event-data"),
    ],
)
def test_the_delivery_is_told_without_the_event(sent: dict[str, Any], name: str) -> None:
    for handed in (
        sent,
        json.dumps(sent),
        json.dumps(sent).encode(),
        memoryview(b"%b" % json.dumps(sent).encode()),
    ):
        assert dw.detect(handed) == name


@pytest.mark.parametrize(
    ("handed", "error"),
    [
        ("{", dw.MalformedMessage),
        ("[]", dw.MalformedMessage),
        (5, dw.MalformedMessage),
        ("{}", dw.UnknownEnvelope),
        ({"a": 1}, dw.UnknownEnvelope),
    ],
)
def test_no_delivery_is_told_of_what_is_none(handed: Any, error: type[dw.MessageError]) -> None:
    with pytest.raises(dw.MessageError) as raised:
        dw.detect(handed)
    assert type(raised.value) is error


def test_a_given_type_and_a_carried_code_may_disagree() -> None:
    message = dw.parse_event(DATA, type="dataworks:FileChange:DeployFile", strict=True)
    assert isinstance(message.event, dw.DeployFile)
    assert message.conflicts == (
        "type 'dataworks:FileChange:DeployFile' was followed, not code 'commit-file'",
    )


def test_a_conflict_shows_only_the_beginning_of_what_was_sent() -> None:
    message = dw.parse({"type": "x\n" * 5000, "data": DATA})
    (conflict,) = message.conflicts
    assert conflict.isprintable()
    assert len(conflict) < 250


def test_the_event_text_says_what_is_wrong_in_it() -> None:
    with pytest.raises(dw.InvalidMessage) as raised:
        dw.parse({"type": 5, "data": '{"fileId": }'})
    assert [p.path for p in raised.value.errors] == ["type", "data"]
    assert isinstance(raised.value.__cause__, dw.MalformedMessage)
    assert isinstance(raised.value.__cause__.__cause__, json.JSONDecodeError)


# When


CHINA = timezone(timedelta(hours=8))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-03T10:00:00+08:00", datetime(2026, 3, 3, 10, tzinfo=CHINA)),
        ("2026-03-03T02:00:00Z", datetime(2026, 3, 3, 2, tzinfo=UTC)),
        ("2026-03-03t02:00:00.5z", datetime(2026, 3, 3, 2, 0, 0, 500_000, tzinfo=UTC)),
        ("2026-03-03 02:00:00-0130", datetime(2026, 3, 3, 3, 30, tzinfo=UTC)),
        ("2026-03-03T02:00:00.123456789Z", datetime(2026, 3, 3, 2, 0, 0, 123_456, tzinfo=UTC)),
        ("2020-11-19T21:04:42.179PRC", datetime(2020, 11, 19, 21, 4, 42, 179_000, tzinfo=CHINA)),
        ("2020-11-19T21:04:42Asia/Shanghai", datetime(2020, 11, 19, 21, 4, 42, tzinfo=CHINA)),
        ("2020-11-19T21:04:42 Asia/Shanghai", datetime(2020, 11, 19, 21, 4, 42, tzinfo=CHINA)),
        ("1772503200000", datetime(2026, 3, 3, 2, tzinfo=UTC)),
        ("1772503200001", datetime(2026, 3, 3, 2, 0, 0, 1000, tzinfo=UTC)),
        ("2026-03-03T02:00:00", None),
        ("2026-03-03", None),
        ("2026-02-30T02:00:00Z", None),
        ("2026-03-03T24:00:01Z", None),
        ("2026-03-03T02:00:00+99:00", None),
        ("2026-03-03T02:00:00Mars/Crater", None),
        ("2026-03-03T02:00:00America", None),
        ("2026-03-03T02:00:00a/../../etc/passwd", None),
        ("٢٠٢٦-03-03T02:00:00Z", None),
        ("0000-01-01T00:00:00Z", None),
        ("17725032000000", None),
        ("soon", None),
        ("", None),
    ],
)
def test_a_time_stays_text_and_may_be_a_point_in_time(text: str, expected: datetime | None) -> None:
    sent = {**SOURCE, "time": text}
    message = dw.parse(sent, strict=True)
    assert message.time == text
    assert message.time_parsed == expected
    if expected is not None:
        assert message.time_parsed is not None
        assert message.time_parsed.utcoffset() == expected.utcoffset() or "-01" in text
    assert dw.to_dict(message) == sent


def test_a_time_that_does_not_fit_and_a_delivery_without_one() -> None:
    sent = {**SOURCE, "time": 1772503200000}
    message = dw.parse(sent)
    assert (message.time, message.time_parsed) == (None, None)
    assert dw.to_dict(message) == sent
    for other in (dw.parse(COMPUTE), dw.parse_event(DATA)):
        assert (other.time, other.time_parsed) == (None, None)


# Many messages


def kinds(source: Any, **more: Any) -> list[object]:
    """The ids of the messages, and for errors their kind and index."""
    return [
        (type(found), found.index) if isinstance(found, dw.MessageError) else found.id
        for found in dw.parse_many(source, **more)
    ]


def numbered(number: int) -> str:
    return json.dumps({**SOURCE, "id": f"m-{number}"})


ONE, TWO, THREE = map(numbered, (1, 2, 3))
BAD = (dw.MalformedMessage, 1)
WRONG = '{"type": "dataworks:MonitorAlert:WorkbenchMonitorAlert", "data": {}}'


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"[{ONE},{TWO}]", ["m-1", "m-2"]),
        (f" \n[ {ONE} ,\n {TWO}\n]\n", ["m-1", "m-2"]),
        ("[]", []),
        (" [ ] ", []),
        ("", []),
        (ONE, ["m-1"]),
        (json.dumps(json.loads(ONE), indent=2), ["m-1"]),
        (f"{ONE}\n{TWO}", ["m-1", "m-2"]),
        (f"{ONE}\r\n\r\n{TWO}\r\n", ["m-1", "m-2"]),
        # What is wrong with one of them.
        (f"[{ONE},{WRONG},{THREE}]", ["m-1", (dw.InvalidMessage, 1), "m-3"]),
        (f"[{ONE},{{}},{THREE}]", ["m-1", (dw.UnknownEnvelope, 1), "m-3"]),
        (f"[{ONE},7,{THREE}]", ["m-1", BAD, "m-3"]),
        (f'[{ONE},"a,]\\"",{THREE}]', ["m-1", BAD, "m-3"]),
        (f'[{ONE},{{"data": tru}},{THREE}]', ["m-1", BAD, "m-3"]),
        (f'[{ONE},{{"a" "b,]"}},{THREE}]', ["m-1", BAD, "m-3"]),
        (f"[{ONE},nul,{THREE}]", ["m-1", BAD, "m-3"]),
        (f"[{ONE},NaN,{THREE}]", ["m-1", BAD, "m-3"]),
        (f'[{ONE},{{"data": 1e400}},{THREE}]', ["m-1", BAD, "m-3"]),
        (f'[{ONE},{{"data": {"9" * 9000}}},{THREE}]', ["m-1", BAD, "m-3"]),
        (f"[{ONE},{'[' * 90_000}{']' * 90_000},{THREE}]", ["m-1", BAD, "m-3"]),
        (f"{ONE}\n{{\n{THREE}", ["m-1", BAD, "m-3"]),
        (f"{ONE}\n{WRONG}\n{THREE}", ["m-1", (dw.InvalidMessage, 1), "m-3"]),
        # What is wrong with the array is one error.
        (f"[{ONE},{TWO[:50]}", ["m-1", BAD]),
        (f"[{ONE},", ["m-1", BAD]),
        (f"[{ONE}", [(dw.MalformedMessage, 0)]),
        ("[", [(dw.MalformedMessage, 0)]),
        (f"[{ONE},]", ["m-1", BAD]),
        (f"[{ONE},,{TWO}]", ["m-1", BAD]),
        (f"[{ONE}] x", ["m-1", BAD]),
        (f"[{ONE}}}", [(dw.MalformedMessage, 0)]),
        (f'[{ONE},"open', ["m-1", BAD]),
    ],
)
def test_a_batch_and_lines(text: str, found: list[object]) -> None:
    for source in (text, text.encode(), bytearray(text.encode()), memoryview(text.encode())):
        assert kinds(source) == found
    assert kinds("\ufeff" + text) == found
    if text:
        assert kinds(text.encode("utf-16")) == found


def test_text_that_is_no_text_is_one_error() -> None:
    assert kinds(b'[{"a": "\xff"}]') == [(dw.MalformedMessage, 0)]


def test_anything_that_can_be_iterated() -> None:
    items = [json.loads(ONE), TWO, b"{", THREE.encode(), None, 5, [], {}]
    expected: list[object] = ["m-1", "m-2", (dw.MalformedMessage, 2), "m-3"]
    expected += [(dw.MalformedMessage, number) for number in (4, 5, 6)]
    expected += [(dw.UnknownEnvelope, 7)]
    for source in (items, tuple(items), iter(items), (item for item in items)):
        assert kinds(source) == expected
    assert kinds([]) == []


@pytest.mark.parametrize("kind", [io.StringIO, lambda text: io.BytesIO(text.encode())])
def test_an_open_file_of_lines(kind: Any) -> None:
    assert kinds(kind(f"{ONE}\n\n{TWO}\n{{\n{THREE}\n")) == [
        "m-1",
        "m-2",
        (dw.MalformedMessage, 2),
        "m-3",
    ]


def test_one_mapping_is_one_message() -> None:
    assert kinds(json.loads(ONE)) == ["m-1"]


def test_messages_are_parsed_when_they_are_asked_for() -> None:
    asked = []

    def source() -> Iterator[str]:
        for text in (ONE, "{", TWO):
            asked.append(text)
            yield text
        raise ConnectionError

    found = dw.parse_many(source())
    assert asked == []
    next(found)
    assert asked == [ONE]
    next(found)
    next(found)
    # What goes wrong in the caller's own iterable is the caller's.
    with pytest.raises(ConnectionError):
        next(found)


def test_errors_may_be_handed_elsewhere() -> None:
    errors: list[dw.MessageError] = []
    found = [m.id for m in dw.parse_many([ONE, "{", TWO, "{}"], on_error=errors.append)]
    assert found == ["m-1", "m-2"]
    assert [(type(error), error.index) for error in errors] == [
        (dw.MalformedMessage, 1),
        (dw.UnknownEnvelope, 3),
    ]
    assert all(error.__traceback__ is None for error in errors)


def test_strict_is_strict_with_each() -> None:
    odd = json.dumps({**SOURCE, "time": 5})
    assert kinds([ONE, odd, TWO], strict=True) == ["m-1", (dw.InvalidMessage, 1), "m-2"]
    assert len(kinds([ONE, odd, TWO])) == 3


# How large


def test_a_text_that_is_too_large_is_not_decoded() -> None:
    size = len(TEXT)
    for handed in (TEXT, TEXT.encode(), bytearray(TEXT.encode()), memoryview(TEXT.encode())):
        assert dw.parse(handed, max_bytes=size).id == SOURCE["id"]
        assert dw.detect(handed, max_bytes=size) == "eventbridge"
        for function in (dw.parse, dw.parse_event, dw.detect):
            with pytest.raises(dw.MessageTooLarge, match=f"at most {size - 1} bytes, got {size}"):
                function(handed, max_bytes=size - 1)
        assert kinds(handed, max_bytes=size - 1) == [(dw.MessageTooLarge, 0)]
    assert kinds([ONE, ONE + " " * 9, TWO], max_bytes=len(ONE)) == [
        "m-1",
        (dw.MessageTooLarge, 1),
        "m-2",
    ]


def test_sixteen_mebibytes_are_allowed_unless_the_caller_says_otherwise() -> None:
    text = TEXT + " " * (16 * 2**20 - len(TEXT))
    assert dw.parse(text).id == SOURCE["id"]
    with pytest.raises(dw.MessageTooLarge):
        dw.parse(text + " ")
    assert dw.parse(text + " ", max_bytes=None).id == SOURCE["id"]


# Who debugs


def test_what_is_new_or_in_doubt_is_logged_without_what_it_holds(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG, "dataworks_events")
    dw.parse(SOURCE)
    assert caplog.records == []
    dw.parse({"id": "m-1\n", "type": "a:b:C", "data": {"eventCode": "c-d", "secret": "x"}})
    dw.parse({"id": "m-2", "type": "a:b:C", "data": DATA})
    assert [record.getMessage() for record in caplog.records] == [
        "message m-1\\n: unknown event, type a:b:C, code c-d",
        "message m-2: code 'commit-file' was followed, not type 'a:b:C'",
    ]
    assert {record.levelname for record in caplog.records} == {"DEBUG"}
