"""Messages that can be shared: nothing of them identifies, and they are read as before."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import dataworks_events as dw
from dataworks_events._command.main import main
from dataworks_events._known_names import KNOWN
from dataworks_events._stand_ins import StandIns
from tests.generated.messages import CODES, fixtures

COMMIT: dict[str, Any] = {
    "id": "9b1c4a2e-0000-4000-8000-1234567890ab",
    "type": "dataworks:FileChange:CommitFile",
    "source": "acs.dataworks",
    "specversion": "1.0",
    "time": "2026-03-03T10:00:00+08:00",
    "aliyunaccountid": "1999888777666555",
    "data": {
        "fileId": 987654321,
        "fileName": "secret_orders_daily",
        "fileType": 10,
        "changeType": "0",
        "fileOwner": "1999888777666555",
        "fileCreateTime": "2026-03-03 09:41:07",
        "projectId": "987654321",
        "blockBusiness": False,
        "eventCode": "commit-file",
    },
}


def redacted(message: Any, key: str = "key") -> dict[str, Any]:
    return dw.redact(message, key=key)


def read(message: Any) -> tuple[Any, ...]:
    """What a message is read as: its class and its problems."""
    try:
        found = dw.parse(message)
    except dw.MessageError as error:
        return type(error), error.event_code
    return type(found.event), [problem.path for problem in found.problems], found.conflicts


def form(value: Any) -> Any:
    """Names, types and lengths of a value."""
    match value:
        case dict():
            return {len(name): form(each) for name, each in value.items()}
        case list():
            return [form(each) for each in value]
        case str():
            return "".join("a" if c.isalnum() else c for c in value)
        case bool() | None:
            return value
    return type(value), len(str(abs(value))) if isinstance(value, int) else 0


@pytest.mark.parametrize("code", CODES)
def test_every_fixture_is_read_as_the_same_event(code: str) -> None:
    for fixture in fixtures(code):
        made = redacted(fixture.message)
        assert read(made) == read(fixture.message), fixture.name
        text = json.dumps(fixture.message).replace("[]", "[1]")
        assert form(redacted(text)) == form(json.loads(text)), fixture.name


def test_values_get_stand_ins_and_what_says_nothing_stays() -> None:
    made = redacted(COMMIT)
    assert made["data"].keys() == COMMIT["data"].keys()
    for name in ("fileId", "fileName", "fileOwner", "projectId"):
        assert made["data"][name] != COMMIT["data"][name], name
    for name in ("fileType", "changeType", "fileCreateTime", "blockBusiness", "eventCode"):
        assert made["data"][name] == COMMIT["data"][name], name
    assert [made[name] for name in ("type", "source", "specversion", "time")] == [
        COMMIT[name] for name in ("type", "source", "specversion", "time")
    ]
    assert made["id"] != COMMIT["id"]


def test_the_same_value_has_the_same_stand_in_in_every_form_and_message() -> None:
    made = redacted(COMMIT)
    assert str(made["data"]["fileId"]) == made["data"]["projectId"]
    assert made["aliyunaccountid"] == made["data"]["fileOwner"]
    again = redacted(COMMIT | {"id": "another"})
    assert again["data"] == made["data"]
    assert redacted(COMMIT, "other")["data"]["fileId"] != made["data"]["fileId"]
    assert dw.redact(COMMIT)["data"] != dw.redact(COMMIT)["data"]


def test_messages_of_every_kind_are_taken() -> None:
    made = redacted(COMMIT)
    assert redacted(json.dumps(COMMIT)) == redacted(json.dumps(COMMIT).encode()) == made
    assert redacted(dw.parse(COMMIT)) == made
    assert redacted(COMMIT["data"]) == made["data"]
    text = redacted(COMMIT | {"data": json.dumps(COMMIT["data"])})
    assert json.loads(text["data"]) == made["data"]


def test_what_is_not_known_is_masked() -> None:
    data = COMMIT["data"] | {
        "newField": "Orders_2026 für Kunde 7",
        "newObject": {"projectId": 12345, "secret_table": [1.25, -77, 0, "x1", None, True]},
        "fileVersion": {"fileName": "secret"},
    }
    made = redacted(COMMIT | {"data": data, "around": "secret"})
    assert made["data"]["newField"] == "Xxxxxx_0000 xxx Xxxxx 0"
    assert made["data"]["newObject"] == {
        "projectId": 10000,
        "xxxxxx_xxxxx": [0.5, -10, 0, "x0", None, True],
    }
    assert made["data"]["fileVersion"] == {"fileName": "xxxxxx"}
    assert made["around"] == "xxxxxx"


@pytest.mark.parametrize(
    "message",
    [
        COMMIT | {"type": "dataworks:New:Event", "data": {"eventCode": "new-event", "a": "secret"}},
        COMMIT | {"data": "no JSON, secret"},
        COMMIT | {"data": ["secret"]},
        COMMIT | {"type": "secret words"},
        {"unheard": "secret"},
    ],
)
def test_messages_that_are_unknown_or_refused_are_masked(message: dict[str, Any]) -> None:
    made = redacted(message)
    assert "secret" not in json.dumps(made)
    assert read(made)[0] == read(message)[0]
    assert made.keys() == message.keys()


def test_the_name_of_a_new_event_stays() -> None:
    made = redacted(COMMIT | {"type": "dataworks:New:Event", "data": {"eventCode": "new-event"}})
    assert (made["type"], made["data"]) == ("dataworks:New:Event", {"eventCode": "new-event"})


def test_json_inside_a_text_is_json_again() -> None:
    inner = {"fileName": "secret", "secretName": [12345]}
    made = redacted(COMMIT | {"data": COMMIT["data"] | {"fileName": json.dumps(inner)}})
    found = json.loads(made["data"]["fileName"])
    assert found.keys() == {"fileName", "xxxxxxXxxx"}
    assert found["fileName"] != "secret"
    assert found["xxxxxxXxxx"] != [12345]


@pytest.mark.parametrize("message", ["", "[1]", b"\xff", 7, "{"])
def test_what_is_no_message_is_refused(message: Any) -> None:
    with pytest.raises(dw.MalformedMessage):
        redacted(message)


def test_an_empty_key_is_refused() -> None:
    with pytest.raises(ValueError, match="empty"):
        redacted(COMMIT, "")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("first.last@example.com", ".@."),
        ("odps.sales_prod.orders", "._."),
        ("https://example.com/a/b?id=7", "https://"),
        ("00123", "00"),
        ("2026-03-03", "--"),
        ("数据开发任务", ""),
        ("Ünïcödé", ""),
        ("a\nb c", "\n "),
        ("\ud800x", "\ud800"),
    ],
)
def test_a_stand_in_has_the_form_of_its_text(text: str, kept: str) -> None:
    made = StandIns(b"key").text(text)
    assert made != text
    assert len(made) == len(text)
    assert [c.isalnum() for c in made] == [c.isalnum() for c in text]
    assert [c.isdecimal() for c in made] == [c.isdecimal() for c in text]
    assert made.startswith(kept) or [c for c in made if not c.isalnum()] == list(kept)


def test_parts_of_a_name_have_the_stand_ins_that_they_have_alone() -> None:
    made = StandIns(b"key")
    table = made.text("odps.sales_prod.orders").split(".")
    assert table == [made.text(part) for part in ("odps", "sales_prod", "orders")]
    prose = made.text("sales_prod was dropped")
    assert made.text("sales_prod") not in prose


def test_no_two_values_have_one_stand_in() -> None:
    made = StandIns(b"key")
    numbers = range(1000, 6000)
    found = {made.whole(number) for number in numbers}
    assert len(found) == len(numbers)
    assert all(1000 <= number <= 9999 for number in found)
    words = [f"{a}{b}" for a in "abcdefghij" for b in "klmnopqrst0123"]
    assert len({made.text(word) for word in words}) == len(words)


@given(st.integers() | st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_keep_type_sign_and_length(number: float) -> None:
    stand_ins = StandIns(b"key")
    if isinstance(number, int):
        made: float = stand_ins.whole(number)
        assert len(str(made)) == len(str(number))
    else:
        made = stand_ins.number(number)
        assert made.is_integer() == number.is_integer()
    assert type(made) is type(number)
    assert math.copysign(1, made) == math.copysign(1, number)


@given(st.text())
def test_any_text_has_a_stand_in_of_its_length(text: str) -> None:
    assert len(StandIns(b"key").text(text)) == len(text)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=9, max_size=20))
def test_a_secret_does_not_stay_wherever_it_stands(secret: str) -> None:
    assume(secret not in KNOWN)
    data: dict[str, Any] = dict.fromkeys(COMMIT["data"], secret)
    data |= {secret: secret, "more": {secret: [secret]}, "eventCode": "commit-file"}
    message = dict.fromkeys(COMMIT, secret) | {"type": COMMIT["type"], "data": data}
    made = redacted(message)
    del made["data"][secret]  # The names of fields stay.
    assert secret not in json.dumps(made)


def test_the_command_redacts_a_stream(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, key = tmp_path / "messages.jsonl", tmp_path / "key"
    refused = COMMIT | {"data": ["secret"]}
    path.write_text("\n".join([json.dumps(COMMIT), "no JSON, secret", json.dumps(refused)]))
    key.write_text("key\n")
    assert main(["redact", str(path), "--key-file", str(key)]) == 1
    output = capsys.readouterr()
    assert [json.loads(line) for line in output.out.splitlines()] == [
        redacted(COMMIT),
        redacted(refused),
    ]
    assert output.err == "line 2: left out, as it is no message\n"
    path.write_text(json.dumps([COMMIT, COMMIT]))
    assert main(["redact", str(path)]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first == second != json.dumps(redacted(COMMIT))


def test_the_command_refuses_an_empty_key_and_a_missing_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "key").write_text("\n")
    missing = str(tmp_path / "missing")
    for arguments in ([missing], [missing, "--key-file", str(tmp_path / "key")]):
        assert main(["redact", *arguments]) == 2
        output = capsys.readouterr()
        assert output.out == ""
        assert str(tmp_path) in output.err


def test_nobody_pays_for_it_who_does_not_use_it() -> None:
    code = (
        "import sys, dataworks_events as dw\n"
        'dw.parse({"data": {"eventCode": "commit-file"}})\n'
        'print([n for n in sys.modules if "redaction" in n or "stand_ins" in n or n == "hmac"])'
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
