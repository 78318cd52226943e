"""Every form in which messages have been seen to arrive, by every path: one of each in `arrivals`.

Ids in them are invented.  Beside each recorded form stand more of its kind.
"""

from __future__ import annotations

import copy
import gzip
import json
import pickle
from base64 import b64decode, b64encode, urlsafe_b64encode
from email.message import Message
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote
from zlib import compress

import attrs
import pytest

import dataworks_events as dw
from tests.generated.messages import event_data, the_fixture
from tests.generated.paths import (
    Outcome,
    nothing_registered,
    outcome,
    outcomes_of_mapping,
    outcomes_of_text,
    the_one,
)

ARRIVALS = Path(__file__).parent / "arrivals"
COMMIT = the_fixture("commit-file", "eventbridge/full").message
DATA = event_data(the_fixture("commit-file", "eventbridge/full"))
TEXT = json.dumps(COMMIT)
DELETE = {"eventCode": "delete-project", "projectId": 501, "tenantId": 42, "operator": "1"}


def arrival(name: str) -> bytes:
    (file,) = ARRIVALS.glob(f"{name}-*")
    return file.read_bytes()


def everywhere(sent: Any, **options: Any) -> Outcome:
    """What comes of a message by every path: text, bytes, and, if it is one, an object."""
    text = sent if isinstance(sent, str) else json.dumps(sent)
    found = outcomes_of_text(text, TEXT, **options)
    found |= {f"bytes {k}": v for k, v in outcomes_of_text(text.encode(), **options).items()}
    if isinstance(sent, dict):
        found |= outcomes_of_mapping(sent, **options)
    return the_one(found)


def read(sent: Any, **options: Any) -> dw.Message:
    """The message of all paths."""
    expected = everywhere(sent, **options)
    message = dw.parse(sent if isinstance(sent, str) else json.dumps(sent), **options)
    assert outcome(lambda _: message, None) == expected
    return message


def refusal(sent: Any, **options: Any) -> dw.MessageError:
    """The error of all paths."""
    everywhere(sent, **options)
    with pytest.raises(dw.MessageError) as raised:
        dw.parse(sent if isinstance(sent, str | bytes) else json.dumps(sent), **options)
    return raised.value


def codes(source: Any, **options: Any) -> list[object]:
    """What `parse_many` gives, with `msgspec` and without: event codes, or classes of errors."""
    found: list[list[object]] = []
    for msgspec in (True, False):
        with nothing_registered(msgspec=msgspec):
            for _ in range(3):
                given = source() if callable(source) else source
                found.append(
                    [
                        each.event_code if isinstance(each, dw.Message) else type(each)
                        for each in dw.parse_many(given, **options)
                    ]
                )
    assert found.count(found[0]) == len(found)
    return found[0]


BOTH: list[object] = ["instance-status-changes", "commit-file"]
MALFORMED = dw.MalformedMessage

# The recorded ones.


@pytest.mark.parametrize("name", ["01", "09", "18"])
def test_many_messages_in_one_text(name: str) -> None:
    assert codes(arrival(name)) == BOTH
    assert codes(arrival(name).decode()) == BOTH


@pytest.mark.parametrize("name", ["02", "11"])
def test_numbers_in_other_forms(name: str) -> None:
    sent = json.loads(arrival(name))
    message = read(sent)
    assert isinstance(message.event, dw.InstanceStatusChanges)
    assert (message.event.app_id, message.event.task_id, message.event.status) == (501, 9001, 6)
    assert dw.to_json(message) == json.dumps(sent, separators=(",", ":"), sort_keys=False) or (
        dw.to_dict(message) == sent
    )


@pytest.mark.parametrize(
    ("name", "wrapper"),
    [
        ("03", "mns-queue"),
        ("04", "http-trigger"),
        ("06", "pai"),
        ("16", "mns-topic"),
        ("17", "kafka-connect"),
    ],
)
def test_a_whole_message_inside_something(name: str, wrapper: str) -> None:
    message = read(json.loads(arrival(name)))
    assert (message.wrapper, message.problems, message.conflicts) == (wrapper, (), ())
    if name == "06":
        assert (message.event_code, message.id) == ("delete-project", "m-106")
    else:
        assert (message.event_code, message.id) == ("instance-status-changes", "e-100")
        assert dw.parse(dw.to_json(message)) == message
        assert dw.parse(dw.to_json(message)).wrapper is None


def test_the_kafka_form_of_2021() -> None:
    sent = json.loads(arrival("05"))
    message = read(sent, strict=True)
    assert isinstance(message.event, dw.InstanceStatusChanges)
    assert (message.envelope, message.id, message.wrapper) == ("kafka-2021", "m-105", None)
    assert dw.to_dict(message) == sent
    assert dw.detect(sent) == "kafka-2021"


def test_data_in_base64() -> None:
    sent = json.loads(arrival("07"))
    message = read(sent, strict=True)
    assert isinstance(message.event, dw.InstanceStatusChanges)
    assert (message.event.app_id, message.event_text) == (501, None)
    assert dw.to_dict(message) == sent
    assert json.loads(dw.to_json(message)) == sent


def test_bare_events_that_the_caller_names() -> None:
    two: list[object] = ["freeze-node"] * 2
    event_type = str(dw.EventType.FREEZE_NODE)
    assert codes(arrival("08"), type=event_type) == two
    assert codes(arrival("08"), event_code="freeze-node") == two
    assert codes(arrival("08")) == [dw.UnknownEnvelope] * 2
    assert codes(json.loads(arrival("08")), event_code="freeze-node") == two


def test_null_for_a_list() -> None:
    sent = json.loads(arrival("12"))
    message = read(sent)
    assert isinstance(message.event, dw.FreezeInstance)
    assert message.event.task_ids is None
    assert dw.to_dict(message) == sent


def test_an_array_is_no_message_but_many() -> None:
    error = refusal(arrival("13").decode())
    assert type(error) is MALFORMED
    assert "array of 1" in str(error)
    assert "parse_many" in str(error)
    assert codes(arrival("13")) == ["commit-file"]


def test_attributes_in_headers() -> None:
    sent = json.loads(arrival("14"))
    for body in (sent["body"], json.dumps(sent["body"]), json.dumps(sent["body"]).encode()):
        message = dw.parse(body, headers=sent["headers"], strict=True)
        assert isinstance(message.event, dw.FreezeNode)
        assert (message.id, message.envelope) == ("e-114", "eventbridge")
        assert dw.to_dict(message) == {
            "id": "e-114",
            "source": "acs.dataworks",
            "specversion": "1.0",
            "type": "dataworks:NodeChange:FreezeNode",
            "time": "2026-06-01T10:00:00+08:00",
            "datacontenttype": "application/json",
            "data": sent["body"],
        }


def test_a_record_object_is_no_message_but_has_one() -> None:
    record: Any = SimpleNamespace(topic="t", partition=0, offset=1, value=TEXT, headers=[])
    (error,) = dw.parse_many([record])
    assert isinstance(error, MALFORMED)
    assert "'value'" in str(error)
    assert codes(lambda: (each.value for each in [record, record])) == ["commit-file"] * 2


def test_what_is_compressed_is_named_and_left_alone() -> None:
    for function in (dw.parse, dw.detect, dw.parse_event):
        with pytest.raises(MALFORMED, match="gzip"):
            function(arrival("15"))
    (error,) = dw.parse_many(arrival("15"))
    assert "gzip" in str(error)


# More of the same kinds.


def b64(value: object) -> str:
    return b64encode(json.dumps(value).encode()).decode()


def cloudevent(event_type: str, data: object) -> dict[str, object]:
    return {"id": "w-1", "source": "w", "specversion": "1.0", "type": event_type, "data": data}


def http(body: str, is_base64: object = False, **headers: str) -> dict[str, object]:
    return {"version": "v1", "body": body, "isBase64Encoded": is_base64, "headers": headers}


KAFKA = {"topic": "t", "partition": 7, "offset": 25, "timestamp": 1655952591589, "key": "k"}
ROCKET = {"topic": "t", "systemProperties": {}, "userProperties": {}}
RABBIT = {"envelope": {"exchange": ""}, "props": {"messageId": "f"}}
TOPIC = {"TopicName": "t", "SubscriptionName": "s", "MessageId": "M", "PublishTime": 1}

WRAPPED: list[tuple[str, dict[str, object]]] = [
    ("mns-queue", cloudevent("mns:Queue:SendMessage", {"messageBody": TEXT})),
    ("mns-queue", cloudevent("mns:Queue:SendMessage", {"messageBody": b64(COMMIT)})),
    ("mns-queue", cloudevent("mns:Queue:SendMessage", {"messageBody": COMMIT})),
    ("kafka-topic", cloudevent("alikafka:Topic:Message", {**KAFKA, "value": TEXT})),
    ("kafka-topic", cloudevent("alikafka:Topic:Message", {**KAFKA, "value": COMMIT})),
    ("kafka-topic", cloudevent("alikafka:Topic:Message", {**KAFKA, "value": b64(COMMIT)})),
    ("rocketmq-topic", cloudevent("mq:Topic:SendMessage", {**ROCKET, "body": TEXT})),
    ("rabbitmq-queue", cloudevent("amqp:Queue:SendMessage", {**RABBIT, "body": COMMIT})),
    ("mns-queue-data", {"requestId": "R", "messageId": "M", "messageBody": TEXT}),
    ("mns-queue-data", {"requestId": "R", "messageId": "M", "messageBody": b64(COMMIT)}),
    ("kafka-record", {**KAFKA, "value": TEXT}),
    ("rocketmq-message", {**ROCKET, "body": TEXT}),
    ("rabbitmq-message", {**RABBIT, "body": TEXT}),
    ("http-trigger", http(b64(COMMIT), True)),
    ("http-trigger", http(TEXT, None)),
    ("http-trigger", http(TEXT, True)),
    ("mns-topic", {**TOPIC, "Message": b64(COMMIT)}),
    ("mns-topic", {**TOPIC, "Message": json.dumps(COMMIT, indent=2)}),
    ("mns-message", {"MessageId": "M", "MessageBody": TEXT}),
    ("kafka-connect", {"schema": None, "payload": COMMIT}),
    ("http-trigger/mns-topic", http(json.dumps({**TOPIC, "Message": TEXT}))),
    (
        "mns-queue/http-trigger/kafka-connect",
        cloudevent(
            "mns:Queue:SendMessage",
            {"messageBody": b64(http(json.dumps({"schema": {}, "payload": TEXT})))},
        ),
    ),
]


@pytest.mark.parametrize(("wrapper", "sent"), WRAPPED)
def test_other_wrappings_of_a_whole_message(wrapper: str, sent: dict[str, object]) -> None:
    message = read(sent, strict=True)
    assert (message.wrapper, message.problems) == (wrapper, ())
    assert message == dw.parse(COMMIT)
    assert dw.to_dict(message) == COMMIT
    assert dw.detect(sent) == "eventbridge"
    assert codes([sent, json.dumps(sent)]) == ["commit-file"] * 2
    assert codes(json.dumps([sent, COMMIT])) == ["commit-file"] * 2


@pytest.mark.parametrize(("wrapper", "sent"), WRAPPED)
def test_a_wrapper_is_opened_where_unknown_events_came_before(
    wrapper: str, sent: dict[str, object]
) -> None:
    newer = json.dumps(cloudevent("dataworks:New:Thing", {"a": 1}))
    with nothing_registered():
        for _ in range(5):
            dw.parse(newer)
        for _ in range(3):
            assert dw.parse(json.dumps(sent)).wrapper == wrapper


def test_every_wrapper_of_the_catalogue_is_tried_here() -> None:
    tried = {name for wrapper, _ in WRAPPED for name in wrapper.split("/")} | {"pai"}
    assert tried == {*dw.WRAPPERS}


def test_the_attributes_of_an_event_may_be_headers_of_the_wrapped_request() -> None:
    named = {"Ce-Id": "e-1", "Ce-Type": str(COMMIT["type"]), "Ce-Specversion": "1.0"}
    for sent in (http(json.dumps(DATA), False, **named), http(b64(DATA), True, **named)):
        message = read(sent)
        assert isinstance(message.event, dw.CommitFile)
        assert (message.id, message.wrapper) == ("e-1", "http-trigger")


def test_the_id_of_a_wrapper_that_knows_it_is_that_of_the_message() -> None:
    for data in (DELETE, json.dumps(DELETE)):
        message = read({"MessageId": "m-7", "Data": data})
        assert (message.id, message.event_code) == ("m-7", "delete-project")
    wrong = json.dumps({"MessageId": "m-7", "Data": {**DELETE, "projectId": []}})
    with pytest.raises(dw.InvalidMessage) as raised:
        dw.parse(wrong, strict=True)
    assert (raised.value.message_id, raised.value.event_code) == ("m-7", "delete-project")
    assert raised.value.sent == {**DELETE, "projectId": []}


@pytest.mark.parametrize(
    ("sent", "place"),
    [
        (cloudevent("mns:Queue:SendMessage", {"messageBody": "TEST"}), "data.messageBody"),
        (cloudevent("mns:Queue:SendMessage", {"requestId": "R"}), "data.messageBody"),
        (cloudevent("mns:Queue:SendMessage", "TEST"), "data.messageBody"),
        (cloudevent("alikafka:Topic:Message", {**KAFKA, "value": "[1]"}), "data.value"),
        (http("a=b&c=d"), "body"),
        (http(b64encode(gzip.compress(TEXT.encode())).decode(), True), "body"),
        ({"schema": {}, "payload": 5}, "payload"),
        ({**TOPIC, "Message": '{"hello": 1}'}, "Message"),
        (http(json.dumps({**TOPIC, "Message": "hello"})), "body.Message"),
    ],
)
def test_a_wrapper_without_a_message_names_the_place(sent: dict[str, object], place: str) -> None:
    error = refusal(sent)
    assert type(error) is dw.UnknownEnvelope
    assert str(error).startswith(f"{place}: expected ")
    assert error.sent == sent
    assert error.message_id is None


def test_wrappers_around_each_other_have_an_end() -> None:
    sent: Any = COMMIT
    for _ in range(4):
        sent = http(json.dumps(sent))
    assert read(sent).wrapper == "/".join(["http-trigger"] * 4)
    assert "at most 4 wrappers" in str(refusal(http(json.dumps(sent))))


def test_what_a_wrapped_message_may_be_beside_a_known_one() -> None:
    foreign = {**cloudevent("oss:ObjectCreated:PutObject", {}), "source": "acs.oss"}
    message = read(http(json.dumps(foreign)))
    assert isinstance(message.event, dw.UnknownEvent)
    assert message.event.is_foreign
    assert message.wrapper == "http-trigger"


def test_what_was_around_a_message_outlives_copies() -> None:
    message = read(http(TEXT))
    pai = read({"MessageId": "m-7", "Data": DELETE})
    for each in (message, pai):
        others = [copy.deepcopy(each), pickle.loads(pickle.dumps(each)), attrs.evolve(each)]
        for other in others:
            assert (other, other.wrapper, other.id) == (each, each.wrapper, each.id)


def test_data_in_base64_that_was_changed_is_written_in_base64() -> None:
    sent = {"id": "m-1", "type": COMMIT["type"], "data_base64": b64(DATA)}
    message = dw.parse(json.dumps(sent))
    assert isinstance(message.event, dw.CommitFile)
    changed = attrs.evolve(message, event=attrs.evolve(message.event, file_name="new"))
    written = json.loads(dw.to_bytes(changed))
    assert json.loads(b64decode(written["data_base64"])) == {**DATA, "fileName": "new"}
    assert dw.parse(written) == attrs.evolve(changed, event_base64=written["data_base64"])
    assert "data" not in written


def test_a_message_is_not_opened_for_fields_that_a_wrapper_has() -> None:
    body = {**DELETE, "requestId": "R"}
    sent = {"requestId": "R", "messageId": "m-1", "messageBody": body, "topic": "t"}
    message = read(sent)
    assert (message.wrapper, message.envelope) == (None, "function-compute")
    assert message.event_code == "delete-project"


@pytest.mark.parametrize(
    ("message_type", "event_code"),
    [
        ("SCHEDULE_TASK", "instance-status-changes"),
        ("IDE_FILE_SUBMIT_BEFORE", "commit-file"),
        ("IDE_TABLE_DEPLOY_BEFORE", "deploy-table"),
        ("META_TABLE", None),
        ("FILE_SUBMIT_EXTENSION", None),
    ],
)
def test_types_of_the_kafka_form(message_type: str, event_code: str | None) -> None:
    for body in ({"projectId": 5}, json.dumps({"projectId": 5})):
        sent = {"messageId": "m-1", "messageType": message_type, "messageBody": body}
        message = read(sent)
        assert (message.envelope, message.id) == ("kafka-2021", "m-1")
        assert message.event_code == (event_code or message_type)
        assert isinstance(message.event, dw.UnknownEvent) == (event_code is None)
        assert [problem.path for problem in message.problems] == (
            [] if event_code else ["messageType"]
        )
        assert dw.to_dict(message) == sent


@pytest.mark.parametrize(
    "base64",
    [
        b64(DATA),
        b64encode(json.dumps(DATA, indent=3, ensure_ascii=False).encode()).decode(),
        b64encode(json.dumps(DATA).encode("utf-16")).decode(),
    ],
)
def test_data_in_base64_is_written_as_it_was_sent(base64: str) -> None:
    sent: dict[str, Any] = {**COMMIT, "data_base64": base64}
    del sent["data"]
    for each in (sent, {"type": COMMIT["type"], "data_base64": base64}):
        message = read(each, strict=True)
        assert isinstance(message.event, dw.CommitFile)
        assert (message.event_base64, dw.to_dict(message)) == (base64, each)
        assert dw.parse(dw.to_json(message)) == message


@pytest.mark.parametrize("wrong", ["no base64!", b64([1]), "e", b64encode(b"{").decode(), 5, "é"])
def test_data_in_base64_that_is_no_event_is_named(wrong: object) -> None:
    sent = {"id": "m-1", "type": COMMIT["type"], "data_base64": wrong}
    error = refusal(sent)
    assert type(error) is dw.InvalidMessage
    assert str(error).startswith("data_base64: expected object as JSON in base64, got ")
    assert (error.message_id, error.event_code) == ("m-1", "commit-file")


HTTP = {"ce-id": "e-1", "ce-type": str(COMMIT["type"]), "ce-source": "acs.dataworks"}


def _mail(headers: dict[str, str]) -> Message:
    """Headers as the standard library's HTTP server and client have them."""
    message = Message()
    for name, value in headers.items():
        message[name] = value
    return message


@pytest.mark.parametrize(
    "headers",
    [
        HTTP,
        {name.upper(): value for name, value in HTTP.items()},
        {name.title().encode(): value.encode() for name, value in HTTP.items()},
        [(name.encode(), value.encode()) for name, value in HTTP.items()],
        [(name.replace("-", "_"), value.encode()) for name, value in HTTP.items()],
        iter(HTTP.items()),
        {**HTTP, "Content-Type": "application/json; charset=utf-8", "X-Other": None},
        {**HTTP, "ce-type": quote(HTTP["ce-type"])},
        {**HTTP, "ce-type": '"' + HTTP["ce-type"] + '"'},
        {**HTTP, "content-length": 5},
        _mail(HTTP),
    ],
)
def test_headers_in_all_their_forms(headers: Any) -> None:
    message = dw.parse(json.dumps(DATA), headers=headers)
    assert isinstance(message.event, dw.CommitFile)
    assert (message.id, message.problems) == ("e-1", ())


def test_texts_beyond_ascii_in_headers() -> None:
    subject = 'Größe "1" 100%'
    encoded = {**HTTP, "ce-subject": quote(subject)}
    quoted = {**HTTP, "ce-subject": r'"Gr%C3%B6%C3%9Fe \"1\" 100%25"'}
    kafka = [("ce_subject", subject.encode()), ("ce_type", HTTP["ce-type"].encode())]
    for headers in (encoded, quoted, kafka):
        assert dw.to_dict(dw.parse(DATA, headers=headers))["subject"] == subject
    literal = [("ce_subject", b"100%25"), ("ce_type", HTTP["ce-type"].encode())]
    assert dw.to_dict(dw.parse(DATA, headers=literal))["subject"] == "100%25"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        [],
        {"content-type": "application/json", "x-eventbridge-signature-timestamp": "1"},
        {"content-type": "application/cloudevents+json; charset=UTF-8", **HTTP, "ce-id": "no"},
    ],
)
def test_headers_without_the_attributes_change_nothing(headers: Any) -> None:
    for body in (TEXT, TEXT.encode(), COMMIT):
        assert dw.parse(body, headers=headers) == dw.parse(TEXT)


def test_what_is_wrong_with_headers_or_their_body() -> None:
    for headers in (5, [1], {"ce-id": object()}, [("ce-type", 5)]):
        with pytest.raises(MALFORMED, match="header"):
            dw.parse(TEXT, headers=headers)  # type: ignore[arg-type]
    with pytest.raises(MALFORMED, match="XML") as raised:
        dw.parse("<a>1</a>", headers=HTTP)
    assert (raised.value.message_id, raised.value.event_type) == ("e-1", HTTP["ce-type"])
    with pytest.raises(dw.MessageTooLarge):
        dw.parse(TEXT, headers=HTTP, max_bytes=9)
    with pytest.raises(dw.InvalidMessage) as refused:
        dw.parse("[1]", headers=HTTP)
    assert refused.value.message_id == "e-1"


ONE, TWO, BARE = TEXT, arrival("02").decode(), json.dumps(DELETE)
LINE = json.dumps(json.loads(TWO))
PRETTY = json.dumps(json.loads(TWO), indent=2)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{ONE}{LINE}", ["commit-file", "instance-status-changes"]),
        (f"{ONE} \t {BARE}\n", ["commit-file", "delete-project"]),
        (f"{PRETTY}{PRETTY}\n{BARE}", ["instance-status-changes"] * 2 + ["delete-project"]),
        (f"{PRETTY}\n{PRETTY}\n", ["instance-status-changes"] * 2),
        (f"\n\n{PRETTY}\r\n{ONE}\r\n", ["instance-status-changes", "commit-file"]),
        (f"\x1e{ONE}\n\x1e{PRETTY}\n", ["commit-file", "instance-status-changes"]),
        (f"\x1e\x1e{ONE}\x1e{BARE}", ["commit-file", "delete-project"]),
        (json.dumps([ONE, BARE]), ["commit-file", "delete-project"]),
        (json.dumps([ONE] * 40), ["commit-file"] * 40),
        (
            f"[{ONE}]\n[{LINE},{BARE}]\n",
            ["commit-file", "instance-status-changes", "delete-project"],
        ),
        (f"{ONE}\n[{BARE},{BARE}]\n{ONE}", ["commit-file", *["delete-project"] * 2, "commit-file"]),
        (f"{json.dumps(ONE)}\n{json.dumps(BARE)}", ["commit-file", "delete-project"]),
        # One of them is bad.
        (f"{ONE}{{bad}}{BARE}", ["commit-file", MALFORMED, "delete-project"]),
        (f"{ONE}bad{BARE}", ["commit-file", MALFORMED, "delete-project"]),
        (f"{ONE},{BARE}", ["commit-file", MALFORMED, "delete-project"]),
        (f"{ONE}\n{BARE[:30]}\n{LINE}", ["commit-file", MALFORMED, "instance-status-changes"]),
        (f"{BARE[:20]}\n{PRETTY}\n{ONE}", [MALFORMED, "instance-status-changes", "commit-file"]),
        (f"{PRETTY[:300]}\n{PRETTY}", [MALFORMED, "instance-status-changes"]),
        (f"\x1e{ONE[:50]}\n\x1e{BARE}\n", [MALFORMED, "delete-project"]),
        (f"\x1ebad\n{BARE}\n\x1e{BARE}\n", [MALFORMED, "delete-project"]),
        (json.dumps([ONE, "bad", BARE]), ["commit-file", MALFORMED, "delete-project"]),
        (
            json.dumps([ONE, "5", {}, BARE]),
            ["commit-file", MALFORMED, dw.UnknownEnvelope, "delete-project"],
        ),
        (
            f"[{ONE}]\n[{LINE}, bad, {BARE}]",
            ["commit-file", "instance-status-changes", MALFORMED, "delete-project"],
        ),
        (f"{ONE}\n7\n{BARE}", ["commit-file", MALFORMED, "delete-project"]),
        (f"bad{ONE}\n{BARE}", [MALFORMED, "delete-project"]),
        (f"<a>\n{ONE}\n</a>", [MALFORMED]),
        (f"<a>\n{ONE}\n{BARE}", [MALFORMED, "commit-file", "delete-project"]),
        (f"--x\r\nContent-Disposition: form-data\r\n\r\n{ONE}\r\n--x--", [MALFORMED]),
    ],
)
def test_other_texts_of_many_messages(text: str, expected: list[object]) -> None:
    assert codes(text) == expected
    assert codes(text.encode()) == expected
    found = [*dw.parse_many(text)]
    assert [each.index for each in found if isinstance(each, dw.MessageError)] == [
        number for number, each in enumerate(expected) if not isinstance(each, str)
    ]


@pytest.mark.parametrize("unit", ["{", '{"a":', '{"a":1}x', "[1] ", "\x1e{", '"', "{}", "{\n"])
def test_a_text_of_nothing_but_faults_takes_time_in_proportion(unit: str) -> None:
    # Were each looked for in all that follows, this would take minutes.
    found = sum(1 for _ in dw.parse_many(unit * 20_000))
    assert 0 < found <= 20_000 * len(unit)


def test_an_asynchronous_source_is_named() -> None:
    async def records() -> Any:
        yield TEXT

    sources: list[Any] = [records(), 5, None]
    for source, named in zip(sources, ("async for", "got int", "got NoneType"), strict=True):
        with pytest.raises(TypeError, match=named):
            next(dw.parse_many(source))


@pytest.mark.parametrize(
    ("sent", "named"),
    [
        (gzip.compress(TEXT.encode()), "gzip (it begins with 1f 8b): decompress"),
        (compress(TEXT.encode()), "zlib"),
        (b"\x28\xb5\x2f\xfd\x00", "Zstandard"),
        (b"\x00\x00\x00\x00\x01{}", "schema registry"),
        (b64(COMMIT), "base64 of JSON"),
        (b64([COMMIT]), "base64 of JSON"),
        (urlsafe_b64encode(TEXT.encode()).decode().rstrip("="), "base64 of JSON"),
        (b64encode(gzip.compress(TEXT.encode())).decode(), "base64 of gzip"),
        (f"payload={quote(TEXT)}", "form fields"),
        (f"a=b&payload={quote(TEXT)}&c=", "form fields"),
        ('--x\r\nContent-Disposition: form-data; name="p"\r\n\r\n{}', "multipart"),
        ("<?xml version='1.0'?><Notification/>", "XML"),
        ("<Notification xmlns='x'><Message>1</Message></Notification>", "XML"),
        ("<!DOCTYPE html><html></html>", "HTML"),
        ("<html lang='en'>502</html>", "HTML"),
        (repr(COMMIT), "Python's way"),
        (repr(TEXT.encode()), "Python's way"),
        ("", "an empty text"),
        (b"", "an empty text"),
        (" \n", "an empty text"),
        (f"{ONE}{ONE}", "parse_many"),
        (f"\x1e{ONE}\n", "parse_many"),
        ("hello", "Expecting value"),
        ("eyJ", "Expecting value"),
        ("a=b c", "Expecting value"),
        ("{", "Expecting property name"),
    ],
)
def test_what_is_no_json_is_named(sent: str | bytes, named: str) -> None:
    handed = sent.encode() if isinstance(sent, str) else sent
    for each in (sent, handed, bytearray(handed)):
        with pytest.raises(MALFORMED) as raised:
            dw.parse(each)
        assert named in str(raised.value)
        assert str(raised.value).startswith("expected JSON")


def test_an_unknown_object_shows_its_first_names() -> None:
    names = ["alpha", "beta", "gamma", "delta", "a\nb", "zeta", "eta"]
    text = str(refusal(dict.fromkeys(names, "secret")))
    assert "'alpha', 'beta', 'gamma', 'delta', 'a\\\\nb' and 2 more" in text
    assert "secret" not in text
    assert "zeta" not in text
    assert "got one with nothing" in str(refusal({}))


def test_names_that_are_not_there_suggest_the_nearest() -> None:
    from dataworks_events import fixtures
    from dataworks_events.registry import EVENTS_BY_TYPE

    near = r'did you mean "commit-file"\?'
    for name in ("commit_file", "commitfile", "CommitFile", "comit-file"):
        with pytest.raises(KeyError, match=near):
            dw.EVENTS[name]
        with pytest.raises(KeyError, match=near):
            fixtures.load(name)
        message = dw.parse_event(DATA | {"eventCode": None}, event_code=name)
        assert 'did you mean "commit-file"?' in str(message.problems[0])
    with pytest.raises(KeyError, match='did you mean "dataworks:FileChange:CommitFile"'):
        EVENTS_BY_TYPE["dataworks:FileChange:CommitFiles"]
    for call in (
        lambda: dw.EVENTS["zzz"],
        lambda: fixtures.load("x"),
        lambda: dw.EVENTS["x" * 999],
    ):
        with pytest.raises(KeyError) as raised:
            call()
        assert "did you mean" not in str(raised.value)
    assert dw.EVENTS.get("commit_file") is None
    assert "commit_file" not in dw.EVENTS
    assert not hasattr(dw, "CommitFil")
