"""More forms in which messages may arrive, by every path; what is right stands beside each."""

from __future__ import annotations

import gzip
import io
import json
from base64 import b64encode, urlsafe_b64encode
from typing import Any
from urllib.parse import quote

import attrs
import pytest

import dataworks_events as dw
from tests.generated.messages import event_data, the_fixture
from tests.generated.test_arrivals import (
    BOTH,
    COMMIT,
    DATA,
    HTTP,
    KAFKA,
    MALFORMED,
    TEXT,
    TOPIC,
    arrival,
    b64,
    cloudevent,
    codes,
    http,
    read,
    refusal,
)

INSTANCE = json.loads(arrival("02"))
LINE = json.dumps(INSTANCE)
QUEUE = "mns:Queue:SendMessage"
IN_LINES = "\r\n".join(b64(COMMIT)[at : at + 76] for at in range(0, len(b64(COMMIT)), 76))
TWO = json.dumps([COMMIT, INSTANCE])
PRETTY = json.dumps(COMMIT, indent=2)
ZIPPED = b64encode(gzip.compress(TEXT.encode())).decode()


def event(**changes: object) -> dict[str, object]:
    return {**COMMIT, "data": {**DATA, **changes}}


def without(name: str, sent: dict[str, Any]) -> dict[str, object]:
    return {key: value for key, value in sent.items() if key != name}


def in_base64(value: str) -> dict[str, object]:
    return {**without("data", COMMIT), "data_base64": value}


def queue(body: object) -> dict[str, object]:
    return cloudevent(QUEUE, {"messageBody": body})


def with_number(text: str) -> str:
    """The message with another text for the number of its file."""
    return TEXT.replace(str(DATA["fileId"]), text)


# What is read as the usual message, whatever stands around it.

READ: dict[str, Any] = {
    "mark before a text in a wrapper": http("\ufeff" + TEXT),
    "mark before bytes in base64": http(b64encode(b"\xef\xbb\xbf" + TEXT.encode()).decode(), True),
    "UTF-16 in base64": http(b64encode(TEXT.encode("utf-16")).decode(), True),
    "base64 in lines": http(IN_LINES, True),
    "base64 in lines, of a queue": queue(IN_LINES),
    "base64 without padding": http(b64(COMMIT).rstrip("="), True),
    "base64 for addresses": http(urlsafe_b64encode(TEXT.encode()).decode(), True),
    "flag for base64 as a text": http(b64(COMMIT), "true"),
    "flag for base64 as a number": http(b64(COMMIT), 1),
    "JSON of JSON in a wrapper": queue(json.dumps(TEXT)),
    "JSON of JSON in base64": queue(b64(TEXT)),
    "wrapper with its data as a text": cloudevent(QUEUE, json.dumps({"messageBody": TEXT})),
    "wrapper with its data in base64": {
        **without("data", cloudevent(QUEUE, None)),
        "data_base64": b64({"messageBody": TEXT}),
    },
    "wrapper in a wrapper in base64": queue(b64(http(b64(COMMIT), True))),
    "spaces around": f" \r\n\t{TEXT} \n",
    "JSON of JSON": json.dumps(TEXT),
    "a name twice, the last one counts": TEXT.replace('"data":', '"data": 5, "data":'),
}


@pytest.mark.parametrize("name", READ)
def test_what_is_read_as_the_usual_message(name: str) -> None:
    message = read(READ[name], strict=True)
    assert message == dw.parse(COMMIT)
    assert dw.to_dict(message) == COMMIT


# Events in other forms, which are written as they came.

TEXT_OF_DATA = json.dumps({**DATA, "fileName": "a?>~ÿ"}, ensure_ascii=False)
BASE64 = b64encode(TEXT_OF_DATA.encode()).decode()
OF_EVENT: dict[str, dict[str, object]] = {
    "text": {**COMMIT, "data": TEXT_OF_DATA},
    "text with a mark and spaces": {**COMMIT, "data": f"\ufeff \n{TEXT_OF_DATA}\n"},
    "text of a text": {**COMMIT, "data": json.dumps(TEXT_OF_DATA)},
    "base64": in_base64(BASE64),
    "base64 in lines": in_base64("\n".join((BASE64[:76], BASE64[76:], ""))),
    "base64 without padding": in_base64(BASE64.rstrip("=")),
    "base64 for addresses": in_base64(urlsafe_b64encode(TEXT_OF_DATA.encode()).decode()),
    "base64 of a text": in_base64(b64(TEXT_OF_DATA)),
    "base64 with a mark": in_base64(b64encode(b"\xef\xbb\xbf" + TEXT_OF_DATA.encode()).decode()),
}


@pytest.mark.parametrize("name", OF_EVENT)
def test_an_event_in_another_form_is_written_as_it_came(name: str) -> None:
    sent = OF_EVENT[name]
    message = read(sent, strict=True)
    assert isinstance(message.event, dw.CommitFile)
    assert message.event.file_name == "a?>~ÿ"
    assert dw.to_dict(message) == sent
    assert dw.parse(dw.to_json(message)) == message
    changed = attrs.evolve(message, event=attrs.evolve(message.event, file_name="new"))
    again = dw.parse(dw.to_json(changed)).event
    assert isinstance(again, dw.CommitFile)
    assert again.file_name == "new"


# Values of a field.


@pytest.mark.parametrize(
    ("sent", "number"),
    [
        (event(fileId=2**63), 2**63),
        (event(fileId=-(2**63) - 1), -(2**63) - 1),
        (with_number("9" * 30), int("9" * 30)),
        (event(fileId="9" * 30), int("9" * 30)),
        (with_number("1e3"), 1000),
        (with_number("-0"), 0),
        (with_number("-0.0"), 0),
        (event(fileId="-7"), -7),
    ],
)
def test_numbers_in_every_form(sent: Any, number: int) -> None:
    message = read(sent)
    assert isinstance(message.event, dw.CommitFile)
    assert (message.event.file_id, message.problems) == (number, ())
    assert json.loads(dw.to_json(message)) == (json.loads(sent) if type(sent) is str else sent)


@pytest.mark.parametrize(
    "value",
    [
        " 5 ",
        "+5",
        "5.0",
        "0x1f",
        "1e3",
        "\u0665",
        "",
        "null",
        "007",
        "1,000",
        "5\n",
        1.5,
        True,
        [5],
    ],
)
def test_what_is_no_number_is_a_problem_and_comes_back(value: object) -> None:
    sent = event(fileId=value)
    message = read(sent)
    assert isinstance(message.event, dw.CommitFile)
    assert message.event.file_id is None
    assert [problem.path for problem in message.problems] == ["data.fileId"]
    assert dw.to_dict(message) == sent


# What is refused, and what its error says.

REFUSED: dict[str, tuple[Any, type[dw.MessageError], str]] = {
    "not a number": (with_number("NaN"), MALFORMED, "expected JSON: NaN is not a JSON number"),
    "beyond floats": (with_number("1e400"), MALFORMED, "expected JSON values, got number inf"),
    "digits without end": (with_number("9" * 5_000), MALFORMED, "expected JSON: "),
    "too deep": (
        event(x=json.loads("[" * 250 + "]" * 250)),
        MALFORMED,
        "expected JSON: nested too deeply",
    ),
    "nothing in place of the event": (
        {**COMMIT, "data": None},
        dw.InvalidMessage,
        "data: expected object or JSON text of one, got null",
    ),
    "the event in base64 under its usual name": (
        {**COMMIT, "data": b64(DATA)},
        dw.InvalidMessage,
        "data: expected object or JSON text of one, got base64 of JSON: decode it first",
    ),
    "form fields in place of the event": (
        {**COMMIT, "data": "a=b&c=d"},
        dw.InvalidMessage,
        "data: expected object or JSON text of one, got form fields",
    ),
    "a compressed event in base64": (
        in_base64(b64encode(gzip.compress(b"{}")).decode()),
        dw.InvalidMessage,
        "data_base64: expected object as JSON in base64, got gzip",
    ),
    "a compressed message in a wrapper": (
        queue(ZIPPED),
        dw.UnknownEnvelope,
        "data.messageBody: expected a message as JSON or base64 of it, got string",
    ),
    "an array in a wrapper": (
        queue(TWO),
        dw.UnknownEnvelope,
        "data.messageBody: expected one message, got array of 2 (wrapper 'mns-queue'); parse_many",
    ),
    "an array in base64 in a wrapper": (
        http(b64([COMMIT]), True),
        dw.UnknownEnvelope,
        "body: expected one message, got array of 1 (wrapper 'http-trigger'); parse_many reads",
    ),
    "nothing in a wrapper": (http(""), dw.UnknownEnvelope, "body: expected a message as JSON"),
    "a record without its message": (
        cloudevent("alikafka:Topic:Message", [KAFKA]),
        dw.UnknownEnvelope,
        "data.value: expected a message as JSON or base64 of it, got nothing",
    ),
    "a change of a database": (
        {"schema": {}, "payload": {"before": None, "after": COMMIT}},
        dw.UnknownEnvelope,
        "payload: expected a message, got object of 2",
    ),
    "names in other letters": (
        {name.upper(): value for name, value in COMMIT.items()},
        dw.UnknownEnvelope,
        "expected an object with 'data'",
    ),
    "no event": (without("data", COMMIT), dw.UnknownEnvelope, "expected an object with 'data'"),
    "an event of a server": (f"data: {TEXT}\n\n", MALFORMED, 'expected JSON, got "data: " before'),
    "a line of a log": (f"12:30 INFO {TEXT}", MALFORMED, 'expected JSON, got "12:30 INFO " before'),
    "a call": (f"callback({TEXT})", MALFORMED, 'expected JSON, got "callback(" before'),
    "a comment": (f"// one\n{TEXT}", MALFORMED, r'expected JSON, got "// one\n" before'),
    "percent-encoded": (quote(TEXT), MALFORMED, "expected JSON, got percent-encoded JSON"),
    "a byte too many": (TEXT + "\0", MALFORMED, "expected JSON: Extra data"),
    "only its beginning": (TEXT[:405], MALFORMED, "expected JSON: "),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_says_why(name: str) -> None:
    sent, kind, beginning = REFUSED[name]
    error = refusal(sent)
    assert type(error) is kind
    assert str(error).startswith(beginning)
    assert len(str(error)) < 400


def test_only_several_messages_are_said_to_be_several() -> None:
    assert "parse_many" in str(refusal(TEXT + LINE))
    assert "parse_many" in str(refusal(http(f"{TEXT}\n{LINE}")))
    for text in (TEXT + "\0", TEXT + ";", "5 6", f"2026 {TEXT}", TEXT.encode().hex()):
        assert "parse_many" not in str(refusal(text))


@pytest.mark.parametrize("encoding", ["latin-1", "gbk", "utf-7"])
def test_other_encodings_are_refused_or_named(encoding: str) -> None:
    text = json.dumps(event(fileName="÷"), ensure_ascii=False).encode(encoding)
    if encoding == "utf-7":
        # Letters of ASCII alone, so that nobody can know.
        assert dw.parse(text).event_code == "commit-file"
        return
    with pytest.raises(MALFORMED, match="JSON is UTF-8, UTF-16 or UTF-32"):
        dw.parse(text)


# Events that are not those of the catalogue, or are named in another way.


@pytest.mark.parametrize(
    ("changes", "is_known", "is_foreign"),
    [
        ({"type": str(COMMIT["type"]).lower()}, True, False),
        ({"type": f"{COMMIT['type']} "}, True, False),
        ({"type": ["dataworks:FileChange:CommitFile"]}, True, False),
        ({"specversion": "2.0"}, True, False),
        ({"specversion": 1.0}, True, False),
        ({"type": "dataworks-public:FileChange:CommitFile", "data": {}}, False, True),
        ({"type": "dataworks:ActionTrail:ApiCall", "data": {"eventName": "x"}}, False, False),
        ({"type": "cms:Alert", "source": "acs.cms", "data": {"product": "dataworks"}}, False, True),
        ({"type": "x:y:z", "source": "relay", "data": COMMIT}, False, True),
        ({"type": None, "data": {**DATA, "eventCode": "COMMIT-FILE"}}, False, False),
        ({"type": None, "data": {**DATA, "eventCode": "commit_file"}}, False, False),
    ],
)
def test_other_events_and_other_names(
    changes: dict[str, object], is_known: bool, is_foreign: bool
) -> None:
    message = read({**COMMIT, **changes})
    assert isinstance(message.event, dw.CommitFile) == is_known
    if isinstance(message.event, dw.UnknownEvent):
        assert message.event.is_foreign == is_foreign
        assert message.problems
    elif changes.get("specversion") != "2.0":
        assert message.problems or message.conflicts
    assert dw.to_dict(message) == {**COMMIT, **changes}


# Many messages.

MANY: dict[str, tuple[Any, list[object]]] = {
    "array in a wrapper": (json.dumps(http(TWO)), BOTH[::-1]),
    "array in a wrapper, as an object": (http(TWO), BOTH[::-1]),
    "array in base64 in a wrapper": (queue(b64([COMMIT, INSTANCE])), BOTH[::-1]),
    "array as the payload": ({"schema": None, "payload": [COMMIT, INSTANCE]}, BOTH[::-1]),
    "lines in a wrapper": (http(f"{TEXT}\n{LINE}"), BOTH[::-1]),
    "objects in base64 in a wrapper": (
        http(b64encode((TEXT + LINE).encode()).decode(), True),
        BOTH[::-1],
    ),
    "sequence in a wrapper": (
        http(f"\x1e{TEXT}\n\x1ebad\n\x1e{LINE}\n"),
        ["commit-file", MALFORMED, "instance-status-changes"],
    ),
    "array in a wrapper in a wrapper": (
        http(json.dumps({**TOPIC, "Message": json.dumps([COMMIT, "bad", INSTANCE])})),
        ["commit-file", MALFORMED, "instance-status-changes"],
    ),
    "wrappers in an array": (
        json.dumps([http(TWO), COMMIT, json.dumps(http(TWO))]),
        [*BOTH[::-1], "commit-file", *BOTH[::-1]],
    ),
    "nothing in a wrapper": (http("[]"), [dw.UnknownEnvelope]),
    "no message in a wrapper": (http("{bad}\n{worse}"), [dw.UnknownEnvelope]),
    "array in a record of a sequence": (
        f"\x1e{TWO}\n\x1e{TEXT}\n",
        [*BOTH[::-1], "commit-file"],
    ),
    "JSON of JSON in a sequence": (f"\x1e{json.dumps(TEXT)}\n", ["commit-file"]),
    "two objects in a record of a sequence": (
        f"\x1e{TEXT}{LINE}\n\x1e{TEXT}\n",
        [MALFORMED, "commit-file"],
    ),
    "array in a text in an array": (json.dumps([TWO]), BOTH[::-1]),
    "array in an array": (f"[{TWO}]", BOTH[::-1]),
    "texts, some of them bad": (
        json.dumps([TEXT, "{", LINE, "", None, 5, {"a": 1}]),
        [*BOTH[::-1][:1], MALFORMED, BOTH[0], *[MALFORMED] * 3, dw.UnknownEnvelope],
    ),
    "many texts, some of them bad": (
        json.dumps([*[TEXT] * 20, "{", TWO, ""]),
        [*["commit-file"] * 20, MALFORMED, *BOTH[::-1], MALFORMED],
    ),
    "an array in each value": ([TWO, f"{TEXT}\n{LINE}", json.loads(TWO)], BOTH[::-1] * 3),
    "values, some of them bad": (
        [COMMIT, None, 5, b"", [], TEXT],
        ["commit-file", *[MALFORMED] * 4, "commit-file"],
    ),
    "comma behind the last": (f"[{TEXT},{LINE},]", [*BOTH[::-1], MALFORMED]),
    "no number": (
        f'[{TEXT},{{"data":NaN}},{LINE}]',
        ["commit-file", MALFORMED, "instance-status-changes"],
    ),
    "deep one": (
        f"[{TEXT},{'[' * 99_999}{']' * 99_999},{LINE}]",
        ["commit-file", MALFORMED, "instance-status-changes"],
    ),
    "mark in each line": (f"\ufeff{TEXT}\n\ufeff{LINE}", BOTH[::-1]),
    "other breaks": (f"{TEXT}\r{LINE}\r\n{TEXT}", [*BOTH[::-1], "commit-file"]),
    "lines in UTF-16": (f"{TEXT}\n{LINE}".encode("utf-16"), BOTH[::-1]),
    "documents of YAML": (
        f"---\n{TEXT}\n---\n{LINE}",
        [MALFORMED, "commit-file", MALFORMED, "instance-status-changes"],
    ),
}


@pytest.mark.parametrize("name", MANY)
def test_many_in_every_form(name: str) -> None:
    source, expected = MANY[name]
    assert codes(source) == expected
    if isinstance(source, str):
        assert codes(source.encode()) == expected


def test_what_was_around_several_messages_is_said_of_each() -> None:
    inside = json.dumps({**TOPIC, "Message": TWO})
    for sent in (http(inside), json.dumps(http(inside))):
        found = [each for each in dw.parse_many(sent) if isinstance(each, dw.Message)]
        assert [each.wrapper for each in found] == ["http-trigger/mns-topic"] * 2
        assert [dw.to_dict(each) for each in found] == [COMMIT, INSTANCE]


def test_arrays_in_each_other_have_an_end() -> None:
    text = f"[{TEXT}]"
    for _ in range(200):
        text = f"[{text}]"
    found = [*dw.parse_many(text)]
    assert [type(each) for each in found] == [MALFORMED]
    nested: Any = [COMMIT]
    for _ in range(5_000):
        nested = [nested]
    assert [type(each) for each in dw.parse_many(nested)] == [MALFORMED]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (PRETTY, ["commit-file"]),
        (f"[\n{TEXT},\n{LINE}\n]", BOTH[::-1]),
        (f"\n\n[{TEXT},\n{LINE}]\n", BOTH[::-1]),
        (f"{PRETTY}\n{TEXT}\n", ["commit-file"] * 2),
        (f"\x1e{TEXT}\n\x1e{LINE}\n", BOTH[::-1]),
        (f"[{TEXT}]\n[{LINE},{TEXT}]\n", [*BOTH[::-1], "commit-file"]),
        (f"{TEXT}\nbad\n{TEXT}{LINE}\n", ["commit-file", MALFORMED, *BOTH[::-1]]),
        ("\n \n", []),
    ],
)
def test_open_files(text: str, expected: list[object]) -> None:
    assert codes(lambda: io.StringIO(text)) == expected
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        if text.strip():
            assert codes(lambda encoding=encoding: io.BytesIO(text.encode(encoding))) == expected


def test_a_file_of_one_text_may_be_as_long_as_a_text() -> None:
    long = PRETTY + " " * 1_000
    for file in (io.StringIO(long), io.BytesIO(long.encode())):
        (found,) = dw.parse_many(file, max_bytes=len(PRETTY))
        assert isinstance(found, dw.MessageTooLarge)
    (found,) = dw.parse_many(io.StringIO(long), max_bytes=None)
    assert isinstance(found, dw.Message)


# Headers.


def header(value: object) -> object:
    """What becomes of the value of a header."""
    message = dw.parse(DATA, headers={**HTTP, "ce-subject": value})
    assert dw.parse(dw.to_json(message)) == message
    return dw.to_dict(message)["subject"]


@pytest.mark.parametrize(
    ("sent", "value"),
    [
        ("100%", "100%"),
        ("%zz%2", "%zz%2"),
        ("%ff%fe", "%ff%fe"),
        ("%ed%a0%80", "%ed%a0%80"),
        ("a+b", "a+b"),
        ("%2541", "%41"),
        ("%e4%b8%ad", "中"),
        ('"a\\"b"', 'a"b'),
        ('"ab', '"ab'),
        (" a ", "a"),
        (["a"], "a"),
        (b"a", "a"),
    ],
)
def test_values_of_headers(sent: object, value: str) -> None:
    assert header(sent) == value


@pytest.mark.parametrize(
    "headers",
    [
        {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in HTTP.items()},
        {name.replace("-", "_").upper(): value for name, value in HTTP.items()},
        {name: [value] for name, value in HTTP.items()},
        {**HTTP, "ce-": "x", "ce_": "y"},
        [(name, value) for name, value in HTTP.items() for _ in range(2)],
    ],
)
def test_names_of_headers(headers: Any) -> None:
    for body in (DATA, json.dumps(DATA), b"\xef\xbb\xbf" + json.dumps(DATA).encode()):
        message = dw.parse(body, headers=headers, strict=True)
        assert (message.id, message.event_code) == ("e-1", "commit-file")


def test_a_whole_message_beside_the_attributes_in_headers_is_read_as_it_is() -> None:
    function = the_fixture("download-resources", "function-compute/full").message
    for body in (TEXT, TEXT.encode(), COMMIT):
        message = dw.parse(body, headers=HTTP, strict=True)
        assert message == dw.parse(COMMIT)
        assert [*dw.parse_many(body, headers=HTTP)] == [message]
    assert dw.parse(function, headers=HTTP).envelope == "function-compute"
    # The data of an event may have a field of that name.
    data = {**event_data(the_fixture("commit-file", "eventbridge/full")), "data": {"a": 1}}
    message = dw.parse(data, headers=HTTP)
    assert (message.id, message.event.extra) == ("e-1", {"data": {"a": 1}})
