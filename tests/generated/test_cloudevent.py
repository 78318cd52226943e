"""To the objects of the `cloudevents` package and back, with each of its generations."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Literal

import hypothesis.strategies as st
import pytest
from hypothesis import example, given

import dataworks_events as dw
from dataworks_events.fixtures import Fixture
from tests.generated.messages import CODES, by_function_compute, event_data, fixtures, the_fixture
from tests.generated.sdks import MODEL, SDKS, Sdk
from tests.generated.values import JSON, TEXTS, same

SOURCE = the_fixture("commit-file", "eventbridge/full").message
COMPUTE = by_function_compute("commit-file")
DATA = event_data(the_fixture("commit-file", "eventbridge/full"))
TYPE = "dataworks:FileChange:CommitFile"
GENERATIONS: tuple[Literal[1, 2], ...] = (1, 2)

every_sdk = pytest.mark.parametrize("sdk", SDKS, ids=lambda sdk: sdk.name)
every_class = pytest.mark.parametrize("sdk", [*SDKS, MODEL], ids=lambda sdk: sdk.name)


def made(message: dw.Message, sdk: Sdk) -> dw.CloudEventObject:
    return sdk.event_class(*message.to_cloudevent(sdk.generation))


def again(event: dw.CloudEventObject, sdk: Sdk) -> Iterator[dw.Message]:
    """The object parsed as it is, and in each form that the package writes and reads."""
    yield dw.parse(event)
    text = sdk.structured(event)
    yield dw.parse(text)
    yield dw.parse(sdk.from_structured(text))
    headers, body = sdk.binary(event)
    yield dw.parse(sdk.from_binary(headers, body))


ID, TIME = "m-1", "2026-03-03T10:00:00+08:00"


def eventbridge(code: str) -> Iterator[Fixture]:
    """The messages of EventBridge that are CloudEvents, but perhaps for an empty `subject`.

    Those have nothing but texts around their data; what the package would make up is added.
    """
    for fixture in fixtures(code):
        around = {name: value for name, value in fixture.message.items() if name != "data"}
        if fixture.envelope == "eventbridge" and all(type(v) is str for v in around.values()):
            made_up = {"specversion": "1.0", "id": ID, "source": "acs.dataworks", "time": TIME}
            yield fixture._replace(message={**made_up, **fixture.message})


def without_empty(sent: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in sent.items() if value != ""}


def seen(message: dw.Message, sdk: Sdk) -> dict[str, Any]:
    """All that a message carries, its time as the SDK keeps it."""
    written: dict[str, Any] = dw.to_dict(message)
    if sdk.generation == 2:
        assert message.time_parsed is not None
        written["time"] = message.time_parsed.astimezone(UTC)
    return written


# To the package


@every_class
@pytest.mark.parametrize("code", CODES)
def test_every_message_becomes_an_event_and_comes_back(code: str, sdk: Sdk) -> None:
    for fixture in fixtures(code):
        if fixture.refused:
            continue
        message = dw.parse(fixture.message)
        event = made(message, sdk)
        attributes = event.get_attributes()
        assert attributes["type"] == message.event_type
        assert message.id in (None, attributes["id"])
        assert (attributes["specversion"], attributes["source"]) == ("1.0", "acs.dataworks")
        assert event.get_data() == dw.to_dict(message.event)
        for back in again(event, sdk):
            assert (back.event, back.event_code) == (message.event, code)
            assert back.envelope == "eventbridge"
            assert (back.id, back.conflicts) == (attributes["id"], message.conflicts)


@every_sdk
@pytest.mark.parametrize("code", CODES)
def test_a_message_of_eventbridge_loses_nothing(code: str, sdk: Sdk) -> None:
    """But the empty `subject`, which CloudEvents do not allow."""
    for fixture in eventbridge(code):
        if fixture.refused:
            continue
        message = dw.parse(fixture.message)
        for back in again(made(message, sdk), sdk):
            assert seen(back, sdk) == without_empty(seen(message, sdk))


@every_sdk
def test_a_message_of_function_compute_keeps_what_stands_around_it(sdk: Sdk) -> None:
    attributes, data = dw.parse(COMPUTE).to_cloudevent(sdk.generation)
    assert attributes == {
        "specversion": "1.0",
        "id": COMPUTE["messageId"],
        "source": "acs.dataworks",
        "type": TYPE,
        "blockbusiness": False,
        "eventcategorytype": COMPUTE["eventCategoryType"],
        "eventtype": "commit-file",
        "extensionbizid": COMPUTE["extensionBizId"],
    }
    assert data == COMPUTE["messageBody"]
    event = sdk.event_class(attributes, data)
    # The package makes up a time.
    assert dw.parse(event).time_parsed is not None


@every_sdk
def test_bare_data_and_an_unknown_event(sdk: Sdk) -> None:
    bare = dw.parse(DATA)
    assert set(bare.to_cloudevent(sdk.generation).attributes) == {"specversion", "source", "type"}
    for back in again(made(bare, sdk), sdk):
        assert back.event == bare.event
        assert back.id
    unknown = dw.parse({"data": {"eventCode": "rename-file", "n": [1.5, None]}})
    for back in again(made(unknown, sdk), sdk):
        assert isinstance(back.event, dw.UnknownEvent)
        assert (back.event_type, back.event) == ("rename-file", unknown.event)


def test_an_event_that_is_a_text_becomes_an_object() -> None:
    message = dw.parse({**SOURCE, "data": json.dumps(DATA)})
    assert message.to_cloudevent() == dw.parse(SOURCE).to_cloudevent()
    assert message.to_cloudevent().data == DATA


def test_a_message_that_names_no_event() -> None:
    around: tuple[dict[str, object], ...] = ({}, {"id": "m-1", "type": ""}, {"type": 5})
    for each in around:
        message = dw.parse({**each, "data": {}})
        for generation in GENERATIONS:
            with pytest.raises(ValueError, match="without type and code"):
                message.to_cloudevent(generation)


@pytest.mark.parametrize("sdk", [0, 3, "2", None])
def test_another_version_of_the_package(sdk: Any) -> None:
    with pytest.raises(ValueError, match="expected 1 or 2 as the major version"):
        dw.parse(SOURCE).to_cloudevent(sdk)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("2026-03-03T10:00:00+08:00", True),
        ("2026-03-03T02:00:00.194Z", True),
        ("2020-11-19T21:04:42.179PRC", True),
        ("2020-11-19T21:04:42.179Asia/Shanghai", True),
        ("1986-06-01T00:00:00Asia/Shanghai", True),
        ("1772503200000", True),
        ("2026-03-03 10:00:00", False),
        ("soon", False),
        ("", False),
        (None, False),
        (1772503200000, False),
    ],
)
def test_times_as_each_generation_takes_them(text: Any, kept: bool) -> None:
    message = dw.parse({**SOURCE, "time": text})
    texts = isinstance(text, str) and text != ""
    assert message.to_cloudevent(1).attributes.get("time") == (text if texts else None)
    assert message.to_cloudevent(2).attributes.get("time") == message.time_parsed
    assert (message.time_parsed is not None) is kept
    for sdk in SDKS:
        for back in again(made(message, sdk), sdk) if kept or sdk.generation == 2 else ():
            assert back.time_parsed is not None
            if kept:
                assert back.time_parsed == message.time_parsed
    (first, *_) = SDKS
    if texts:
        assert {back.time for back in again(made(message, first), first)} == {text}


ODD_ATTRIBUTES = {
    # Kept.
    "aliyunnovel": "x",
    "novel1": "订单 é",
    "count": 5,
    "flag": True,
    "dataschema": "a:b",
    "UPPER": "u",
    # Empty, or no value of an attribute.
    "subject": "",
    "nothing": None,
    "half": 0.5,
    "list": [1],
    "object": {"a": 1},
    # No name of an attribute, or one that means something else.
    "with-dash": "x",
    "with_line": "x",
    "": "x",
    "é": "x",
    "a\n": "x",
    "data_base64": "eA==",
    "Data": "x",
    "extensions": "x",
    "ID": "another",
    "Time": "another",
}


@every_sdk
def test_only_what_is_an_attribute_is_one(sdk: Sdk) -> None:
    message = dw.parse({**SOURCE, **ODD_ATTRIBUTES})
    attributes = message.to_cloudevent(sdk.generation).attributes
    plain = dw.parse(SOURCE).to_cloudevent(sdk.generation).attributes
    kept = {name: ODD_ATTRIBUTES[name] for name in [*ODD_ATTRIBUTES][:5]}
    assert attributes == {**plain, **kept, "upper": "u"}
    for back in [*again(made(message, sdk), sdk)][:3]:
        assert back.attributes is not None
        assert back.attributes.extra == {**kept, "upper": "u"}


@every_sdk
@pytest.mark.parametrize("name", ["datacontenttype", "dataschema", "subject"])
@pytest.mark.parametrize("value", [5, True, None, "", [], 0.5])
def test_attributes_that_must_be_texts(name: str, value: object, sdk: Sdk) -> None:
    message = dw.parse({**SOURCE, name: value})
    assert name not in message.to_cloudevent(sdk.generation).attributes
    for back in again(made(message, sdk), sdk):
        assert back.event == message.event


@every_sdk
@pytest.mark.parametrize(
    ("media_type", "kept"),
    [
        ("application/json", True),
        ("text/json; charset=utf-8", True),
        ("application/vnd.example+json", True),
        ("Application/JSON", False),
        ("application/json ; charset=utf-8", False),
        ("text/plain", False),
        ("application/xml", False),
    ],
)
def test_the_data_is_json_whatever_the_message_calls_it(
    media_type: str, kept: bool, sdk: Sdk
) -> None:
    message = dw.parse({**SOURCE, "datacontenttype": media_type})
    attributes = message.to_cloudevent(sdk.generation).attributes
    assert ("datacontenttype" in attributes) is kept
    for back in again(made(message, sdk), sdk):
        assert back.event == message.event


@given(st.dictionaries(TEXTS | st.from_regex("[a-z0-9]{1,8}", fullmatch=True), JSON))
@example({"subject": 5, "datacontenttype": False, "extensions": "x", "type": "", "Data": "x"})
@example({"specversion": "0.3", "source": "", "id": 5, "time": "soon"})
def test_whatever_stands_around_an_event_both_take_it(around: dict[str, Any]) -> None:
    message = dw.parse({"type": TYPE, **around, "data": DATA})
    for sdk in SDKS:
        event = made(message, sdk)
        for back in (dw.parse(event), dw.parse(sdk.structured(event))):
            assert back.event == message.event
            assert isinstance(back.id, str)
            assert back.problems == ()


def test_what_is_given_is_the_callers_own() -> None:
    message = dw.parse({**SOURCE, "data": {**DATA, "novel": 1}})
    attributes, data = message.to_cloudevent()
    attributes.clear()
    data.clear()
    assert dw.to_dict(message) == {**SOURCE, "data": {**DATA, "novel": 1}}


# From the package


@every_sdk
@pytest.mark.parametrize("code", CODES)
def test_every_message_that_the_package_read(code: str, sdk: Sdk) -> None:
    for fixture in eventbridge(code):
        sent = without_empty(fixture.message)
        read = sdk.from_structured(json.dumps(sent).encode())
        if fixture.refused:
            with pytest.raises(dw.InvalidMessage) as raised:
                dw.parse(read)
            found = [(p.path, p.expected, p.got) for p in raised.value.errors]
            assert found == [*map(tuple, fixture.problems)]
            continue
        message, expected = dw.parse(read), dw.parse(sent)
        assert message.event == expected.event
        assert message.problems == expected.problems
        assert seen(message, sdk) == seen(expected, sdk)
        assert dw.detect(read) == "eventbridge"


def event(sdk: Sdk, data: Any, **attributes: Any) -> dw.CloudEventObject:
    """An object of the package about a file that is committed."""
    given = {"id": "m-1", "source": "acs.dataworks", "type": TYPE, **attributes}
    return sdk.event_class(given, data)


@every_class
def test_data_in_every_form(sdk: Sdk) -> None:
    text = json.dumps(DATA)
    for data in (DATA, text, text.encode(), text.encode("utf-16"), bytearray(text.encode())):
        message = dw.parse(event(sdk, data), strict=True)
        assert isinstance(message.event, dw.CommitFile)
        assert message.event.file_name == "dwd_order_detail"
        written: dict[str, Any] = dw.to_dict(message)
        assert written["data"] == (data if isinstance(data, str) else DATA)


@every_class
@pytest.mark.parametrize(
    ("data", "error"),
    [
        (None, dw.UnknownEnvelope),
        (b"", dw.MalformedMessage),
        (b"{", dw.MalformedMessage),
        (b"\xff", dw.MalformedMessage),
        (b'{"fileId": 1e400}', dw.MalformedMessage),
        (b"[]", dw.InvalidMessage),
        ("", dw.InvalidMessage),
        ("{", dw.InvalidMessage),
        ([1], dw.InvalidMessage),
        (5, dw.InvalidMessage),
        ({"fileId": {1}}, dw.MalformedMessage),
    ],
)
def test_data_that_is_no_event(data: Any, error: type[dw.MessageError], sdk: Sdk) -> None:
    with pytest.raises(dw.MessageError) as raised:
        dw.parse(event(sdk, data))
    assert type(raised.value) is error
    assert [type(each) for each in dw.parse_many([event(sdk, data)])] == [error]


@every_class
def test_data_that_is_too_large(sdk: Sdk) -> None:
    text = json.dumps(DATA)
    for data in (text, text.encode(), bytearray(text.encode())):
        assert dw.parse(event(sdk, data), max_bytes=len(text)).id == "m-1"
        with pytest.raises(dw.MessageTooLarge):
            dw.parse(event(sdk, data), max_bytes=len(text) - 1)


@every_class
def test_attributes_as_the_package_holds_them(sdk: Sdk) -> None:
    moment = datetime(2026, 3, 3, 2, 0, 0, 500_000, UTC)
    message = dw.parse(event(sdk, DATA, time=moment, subject="s", aliyunregionid="cn-hangzhou"))
    assert message.time_parsed == moment
    assert isinstance(message.attributes, dw.EventBridgeAttributes)
    assert message.attributes.subject == "s"
    assert message.attributes.aliyun_region_id == "cn-hangzhou"
    # What the package did not get is not there, or made up: never null.
    message = dw.parse(event(sdk, DATA))
    assert message.problems == ()
    assert set(dw.to_dict(message)) == {"specversion", "id", "source", "type", "time", "data"}
    assert message.time_parsed is not None


@every_class
def test_an_object_beside_other_messages(sdk: Sdk) -> None:
    one = event(sdk, DATA)
    assert [m.id for m in dw.parse_many(one) if isinstance(m, dw.Message)] == ["m-1"]
    mixed: list[dw.RawMessage] = [one, json.dumps(SOURCE), event(sdk, b"{"), SOURCE]
    found = [*dw.parse_many(mixed)]
    assert [type(each) for each in found] == [
        dw.Message,
        dw.Message,
        dw.MalformedMessage,
        dw.Message,
    ]
    assert [same(dw.to_dict(m), SOURCE) for m in found if isinstance(m, dw.Message)] == [
        False,
        True,
        True,
    ]


def test_a_point_in_time_is_written_as_cloudevents_write_it() -> None:
    for moment, text in (
        (datetime(2026, 3, 3, 2, 0, 0, 500_000, UTC), "2026-03-03T02:00:00.500000Z"),
        (datetime(2026, 3, 3, 10, tzinfo=timezone(timedelta(hours=8))), TIME),
        (datetime(2026, 3, 3, 10), "2026-03-03T10:00:00"),
    ):
        (first, *_) = SDKS
        assert dw.parse(event(first, DATA, time=moment)).time == text


def test_an_object_that_cannot_be_read() -> None:
    class Broken:
        def get_attributes(self) -> Mapping[str, Any]:
            raise RuntimeError("no")

        def get_data(self) -> Any:
            return DATA

    with pytest.raises(dw.MalformedMessage, match="cannot be read") as raised:
        dw.parse(Broken())
    assert isinstance(raised.value.__cause__, RuntimeError)


def test_the_generation_is_two_if_not_said() -> None:
    first, second = (dw.parse(SOURCE).to_cloudevent(number) for number in GENERATIONS)
    assert dw.parse(SOURCE).to_cloudevent() == second
    assert {
        name for name in first.attributes if first.attributes[name] != second.attributes[name]
    } == {"time"}
