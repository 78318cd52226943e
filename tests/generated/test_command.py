"""The package's command: what it prints, what it exits with, and how much it holds in memory."""

from __future__ import annotations

import io
import json
import os
import pty
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

import dataworks_events as dw
from dataworks_events._command import stream
from dataworks_events._command.check import check
from dataworks_events._command.main import main
from tests.generated.messages import CODES, fixtures, kind_of, the_fixture

PARENT = Path(dw.__file__).parents[1]
every_event = pytest.mark.parametrize("code", CODES)

Captured = pytest.CaptureFixture[str]


def printed(capsys: Captured, *arguments: str, code: int = 0) -> str:
    """What the command prints to standard output."""
    assert main(arguments) == code
    out, err = capsys.readouterr()
    assert err == ""
    return out


def refused(capsys: Captured, *arguments: str) -> str:
    """What the command says on standard error, which is one line."""
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("dataworks-events: ")
    assert err.count("\n") == 1
    return err.removeprefix("dataworks-events: ").rstrip("\n")


def message(code: str = "instance-status-changes", /, **changed: object) -> dict[str, Any]:
    sent = the_fixture(code, "eventbridge/full").message
    data = sent["data"]
    assert isinstance(data, dict)
    return {**sent, "data": {**data, **changed}}


def lines(*messages: object) -> bytes:
    return b"".join(json.dumps(each).encode() + b"\n" for each in messages)


def report(text: bytes) -> dict[str, Any]:
    return check(io.BytesIO(text), None, io.StringIO()).as_json()


# List and show


def test_list_has_every_event(capsys: Captured) -> None:
    text = printed(capsys, "list")
    assert [line.split()[0] for line in text.splitlines()] == list(dw.EVENTS)
    facts = json.loads(printed(capsys, "list", "--json"))
    assert [each["code"] for each in facts] == list(dw.EVENTS)
    assert {each["type"] for each in facts} == set(dw.EventType)


def test_list_can_be_narrowed(capsys: Captured) -> None:
    text = printed(capsys, "list", "INSTANCE", "frozen")
    assert "freeze-instance" in text
    assert "commit-file" not in text
    assert "no event has 'no-such-word' in it" in refused(capsys, "list", "no-such-word")


@every_event
def test_show_says_what_the_catalogue_says(code: str, capsys: Captured) -> None:
    info = dw.EVENTS[code]
    text = printed(capsys, "show", code)
    for fact in (info.title, info.type, info.event_class_name, *info.answers, *info.envelopes):
        assert fact in text
    facts = json.loads(printed(capsys, "show", code, "--json"))
    paths = {each["path"] for each in facts["fields"]}
    for fixture in fixtures(code):
        if kind_of(fixture) == "full":
            body = next(value for value in fixture.message.values() if isinstance(value, dict))
            assert set(body) <= paths
    assert json.loads(printed(capsys, "show", info.type, "--json")) == facts
    assert json.loads(printed(capsys, "show", info.event_class_name, "--json")) == facts
    for path in info.inferred_fields:
        assert any(path in doubt for doubt in facts["doubts"])
    if info.retired:
        assert info.retired.reason.split()[0] in text


ONE_OF_EACH_BODY = {info.body_class: code for code, info in dw.EVENTS.items()}.values()
"""Events with one body have the same fields."""


@pytest.mark.parametrize("code", ONE_OF_EACH_BODY)
def test_every_field_of_an_event_can_be_shown(code: str, capsys: Captured) -> None:
    for each in json.loads(printed(capsys, "show", code, "--json"))["fields"]:
        shown = json.loads(printed(capsys, "show", f"{code}.{each['path']}", "--json"))
        assert shown["path"] == each["path"]
        assert shown["description"]
        for value in each.get("values", ())[:3]:
            place = f"{code}.{each['attribute']}"
            for spelled in (value["value"], value["constant"]):
                found = json.loads(printed(capsys, "show", f"{place}={spelled}", "--json"))
                assert found["value"] == value["value"] or spelled != value["value"]


def test_a_value_is_explained(capsys: Captured) -> None:
    text = printed(capsys, "show", "instance-status-changes.status=5")
    assert text.splitlines() == [
        "instance-status-changes.status = 5 FAILURE: failed",
        "  dataworks_events.InstanceState.FAILURE",
    ]
    assert printed(capsys, "show", "InstanceStatusChanges.status=failure") == text


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("comit-file", "there is no event 'comit-file' (did you mean \"commit-file\""),
        ("commit-file.fileNmae", "commit-file has no field 'fileNmae' (did you mean \"fileName\""),
        ("commit-file=5", "expected CODE.field=value, got 'commit-file=5', which names no field"),
        ("commit-file.fileName=x", "commit-file.fileName has no list of values; it is string"),
        ("instance-status-changes.status=SUCESS", 'did you mean "SUCCESS"'),
    ],
)
def test_what_is_not_known_is_said_with_what_is_close(
    what: str, said: str, capsys: Captured
) -> None:
    assert said in refused(capsys, "show", what)


# Pattern


def test_pattern_prints_the_pattern(capsys: Captured) -> None:
    text = printed(
        capsys,
        *("pattern", "instance-status-changes"),
        *("--where", "status=FAILURE", "--where", "status=6", "--where", "node_id=7"),
    )
    assert json.loads(text) == dw.event_pattern(
        dw.InstanceStatusChanges,
        status=[dw.InstanceState.FAILURE, dw.InstanceState.SUCCESS],
        node_id=7,
    )
    text = printed(capsys, "pattern", "ApprovalChangeCreated", "--where", "process.title=a=b")
    assert json.loads(text)["data"] == {"process": {"title": ["a=b"]}}


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("status", "expected FIELD=VALUE, got 'status'"),
        ("staus=5", "instance-status-changes has no field 'staus' (did you mean \"status\""),
        ("nodeId=x", 'nodeId: expected integer, got string "x"'),
        ("status=900", "status: expected a value of InstanceState, got integer 900"),
    ],
)
def test_a_condition_that_makes_no_sense_is_refused(
    where: str, said: str, capsys: Captured
) -> None:
    assert said in refused(capsys, "pattern", "instance-status-changes", "--where", where)


# Sample


@every_event
def test_samples_are_right_and_have_ids_of_their_own(code: str, capsys: Captured) -> None:
    text = printed(capsys, "sample", code, "--count", "3")
    read = [dw.parse(line, strict=True) for line in text.splitlines()]
    assert [each.event_code for each in read] == [code] * 3
    assert len({each.id for each in read}) == 3
    for envelope in dw.EVENTS[code].envelopes:
        (sent,) = [json.loads(printed(capsys, "sample", code, "--envelope", envelope))]
        assert dw.parse(sent).envelope == envelope
    bare = json.loads(printed(capsys, "sample", code, "--bare"))
    assert dw.parse_event(bare, event_code=code).problems == ()


def test_a_seed_makes_the_same_samples(capsys: Captured) -> None:
    command = ("sample", "commit-file", "--count", "2", "--seed")
    first = printed(capsys, *command, "1")
    assert printed(capsys, *command, "1") == first
    assert printed(capsys, *command, "2") != first


def test_fields_of_samples_can_be_set(capsys: Captured) -> None:
    changes: tuple[str, ...] = (
        "--set",
        "status=FAILURE",
        "--set",
        "node_id=7",
        "--set",
        "finishTime=12",
    )
    event = dw.parse(printed(capsys, "sample", "instance-status-changes", *changes)).event
    assert isinstance(event, dw.InstanceStatusChanges)
    assert (event.status, event.node_id, event.finish_time) == (dw.InstanceState.FAILURE, 7, 12)
    changes = (
        "--set",
        "process.title=a=b",
        "--set",
        "process.approvalContent.arrayData.projectId=5",
    )
    approval = dw.parse(printed(capsys, "sample", "approval-change-created", *changes)).event
    assert isinstance(approval, dw.ApprovalChangeCreated)
    assert approval.process is not None
    assert approval.process.title == "a=b"
    changes = ("--set", "changeType=CREATE", "--set", "fileName=12")
    commit = dw.parse(printed(capsys, "sample", "commit-file", *changes), strict=True).event
    assert isinstance(commit, dw.CommitFile)
    assert (commit.change_type, commit.file_name) == (dw.ChangeType.CREATE, "12")


def test_samples_are_what_testing_makes(capsys: Captured) -> None:
    from dataworks_events import testing

    one = printed(capsys, "sample", "commit-file", "--seed", "x", "--set", "fileName=y")
    assert json.loads(one) == dw.to_dict(testing.message("commit-file", file_name="y", seed="x"))
    three = printed(capsys, "sample", "commit-file", "--seed", "x", "--count", "3").splitlines()
    ids = [json.loads(line)["id"] for line in three]
    assert ids[0] == json.loads(one)["id"]
    assert len(set(ids)) == 3
    assert (
        three
        == printed(capsys, *["sample", "commit-file", "--seed", "x", "--count", "3"]).splitlines()
    )
    bare = json.loads(printed(capsys, *["sample", "commit-file", "--seed", "x", "--bare"]))
    assert bare == {**json.loads(one)["data"], "fileName": bare["fileName"]}


def test_a_field_that_chooses_the_variant_gives_a_message_of_it(capsys: Captured) -> None:
    changes = ("--set", "alarmType=TOPIC_ALERT")
    event = dw.parse(printed(capsys, "sample", "workbench-monitor-alert", *changes)).event
    assert type(event) is dw.WorkbenchMonitorAlertTopic
    assert not event.extra


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("comit-file",), "there is no event 'comit-file'"),
        (("commit-file", "--set", "fileNmae=x"), 'did you mean "fileName"'),
        (("commit-file", "--set", "fileName"), "expected FIELD=VALUE, got 'fileName'"),
        (("commit-file", "--set", "fileId=x"), "data.fileId: expected integer"),
        (("commit-file", "--envelope", "pigeon"), "only as eventbridge"),
    ],
)
def test_a_sample_that_cannot_be_made_is_refused(
    arguments: tuple[str, ...], said: str, capsys: Captured
) -> None:
    assert said in refused(capsys, "sample", *arguments)


# Check


def test_check_finds_nothing_in_what_is_right(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "messages.jsonl"
    sent = [each.message for code in CODES for each in fixtures(code) if kind_of(each) == "full"]
    path.write_bytes(lines(*sent))
    text = printed(capsys, "check", str(path), "--fail-on", "notice")
    assert text.startswith(f"{len(sent)} messages, 0 refused\n")
    assert "Everything is as the catalogue says." in text


def test_findings_are_grouped_with_count_and_first_place() -> None:
    wrong = message(createTime="x", taskType=[1])
    found = report(lines(message(), wrong, message(), wrong) + b"\n" + lines(wrong))
    assert found["messages"] == 5
    assert found["events"] == [{"event": "instance-status-changes", "count": 5}]
    by_path = {each["path"]: each for each in found["findings"]}
    assert set(by_path) == {"data.createTime", "data.taskType"}
    assert by_path["data.createTime"] == {
        "level": "warning",
        "event": "instance-status-changes",
        "path": "data.createTime",
        "kind": "misfit",
        "expected": "integer or digits in a string",
        "got": 'string "x"',
        "count": 3,
        "first": {"message": 2, "line": 2, "id": wrong["id"]},
    }


def test_places_in_lists_are_one_place() -> None:
    (full,) = (
        each.message
        for each in fixtures("batch-create-data-quality-rules")
        if kind_of(each) == "full"
    )
    data: Any = json.loads(json.dumps(full["data"]))
    name, items = next((k, v) for k, v in data.items() if isinstance(v, list) and v)
    items *= 3
    for item in items:
        item["new"] = 1
    found = report(lines({**full, "data": data}))
    (field,) = found["findings"]
    assert (field["path"], field["count"]) == (f"data.{name}[].new", 3)


def kinds(found: Mapping[str, Any]) -> dict[str, str]:
    return {each["kind"]: each["level"] for each in found["findings"]}


def test_every_kind_of_finding_has_its_level() -> None:
    alert = message("commit-file")
    required = {"type": "dataworks:MonitorAlert:WorkbenchMonitorAlert", "data": {}}
    found = report(
        b"no JSON\n"
        + lines({"x": 1}, {"type": "dataworks:New:New", "data": {"eventCode": "new"}}, required)
        + lines(message(status="x", taskType=77, new=True))
        + lines({**alert, "data": {**alert["data"], "eventCode": "deploy-file"}})
    )
    assert kinds(found) == {
        "not-a-message": "error",
        "unknown-envelope": "error",
        "missing": "error",
        "unknown-event": "warning",
        "misfit": "warning",
        "conflict": "warning",
        "unknown-field": "notice",
        "unknown-value": "notice",
    }
    assert found["refused"] == 3


def test_the_report_says_what_the_catalogue_lacks() -> None:
    new = {"eventCode": "new-event", "list": [{"a": 1}, {"a": "x"}], "flag": True}
    unknown = {"id": "1", "type": "dataworks:New:New", "data": new}
    novel = message(status=77, extraObject={"inner": 1.5})
    lacks = report(lines(unknown, unknown, novel))["lacks"]
    assert lacks["events"] == [
        {
            "code": "new-event",
            "type": "dataworks:New:New",
            "envelope": "eventbridge",
            "count": 2,
            "fields": [
                {"path": "eventCode", "types": {"string": 2}, "example": "new-event"},
                {"path": "list", "types": {"array": 2}, "example": None},
                {"path": "list[]", "types": {"object": 4}, "example": None},
                {"path": "list[].a", "types": {"integer": 2, "string": 2}, "example": 1},
                {"path": "flag", "types": {"boolean": 2}, "example": True},
            ],
        }
    ]
    code = "instance-status-changes"
    assert lacks["fields"] == [
        {
            "event": code,
            "path": "data.extraObject",
            "count": 1,
            "fields": [
                {"path": "data.extraObject", "types": {"object": 1}, "example": None},
                {"path": "data.extraObject.inner", "types": {"number": 1}, "example": 1.5},
            ],
        }
    ]
    assert lacks["values"] == [
        {"event": code, "path": "data.status", "enum": "InstanceState", "value": 77, "count": 1}
    ]


@pytest.mark.parametrize(
    ("sent", "failing"),
    [
        (message(), set()),
        (message(new=1), {"notice"}),
        (message(status="x"), {"notice", "warning"}),
        ({"x": 1}, {"notice", "warning", "error"}),
    ],
)
def test_check_fails_by_level(
    sent: object, failing: set[str], tmp_path: Path, capsys: Captured
) -> None:
    path = tmp_path / "messages.jsonl"
    path.write_bytes(lines(sent))
    for level in ("never", "error", "warning", "notice"):
        code = int(level in failing)
        found = printed(capsys, "check", str(path), "--json", "--fail-on", level, code=code)
        assert json.loads(found)["format"] == 1
    assert main(["check", str(path)]) == int("warning" in failing)


@pytest.mark.parametrize("indent", [None, 2])
def test_check_reads_arrays_and_single_messages(indent: int | None) -> None:
    wrong = message(status="x")
    whole = json.dumps([message(), wrong], indent=indent).encode()
    (finding,) = report(whole)["findings"]
    assert finding["first"] == {"message": 2, "line": None, "id": wrong["id"]}
    (finding,) = report(b"\n  \n" + json.dumps(wrong, indent=indent).encode())["findings"]
    assert finding["first"]["message"] == 1
    assert report(json.dumps([wrong]).encode("utf-16"))["messages"] == 1
    assert report(b"\xef\xbb\xbf" + lines(wrong, wrong))["messages"] == 2
    assert report(b" \n\n") == report(b"")
    several = [b"[%b,%b]" % (lines(wrong).strip(), lines(wrong).strip()), lines(wrong)]
    assert report(b"\n".join(several))["messages"] == 3
    assert report(b"".join(b"\x1e" + lines(message()) for _ in range(3)))["messages"] == 3
    text = f'{{{json.dumps("body")}: {json.dumps(whole.decode())}, "isBase64Encoded": false}}'
    assert report(text.encode() + b"\n")["messages"] == 2


def test_what_is_no_message_is_grouped_by_what_was_expected() -> None:
    found = report(b'bad\n{"schema": {}, "payload": 5}\nworse\n')["findings"]
    assert [(each["path"], each["expected"], each["count"]) for each in found] == [
        ("", "JSON", 2),
        ("payload", "a message as JSON", 1),
    ]
    assert found[0]["got"] == "Expecting value: line 1 column 1 (char 0)"
    assert found[1]["got"] == "integer 5 (wrapper 'kafka-connect')"


def test_a_line_without_an_end_is_refused_and_what_follows_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stream, "MAX_BYTES", 5_000)
    long = b'{"id": "' + b"x" * 20_000 + b'"}\n'
    found = report(long + lines(message()))
    assert (found["messages"], found["refused"]) == (2, 1)
    (finding,) = found["findings"]
    assert "5000 bytes" in finding["expected"]


def test_check_takes_no_more_memory_for_more_messages() -> None:
    texts = [lines(message(**{f"new{number % 50}": number, "status": "x"})) for number in range(99)]

    class Endless(io.RawIOBase):
        """Lines of a file that is never in memory."""

        def __init__(self, count: int) -> None:
            self._lines: Iterator[bytes] = (texts[number % 99] for number in range(count))

        def readline(self, size: int | None = -1, /) -> bytes:
            return next(self._lines, b"")

    def peak(count: int) -> int:
        tracemalloc.start()
        source: Any = Endless(count)
        check(source, None, io.StringIO())
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    # What is kept of each kind of message, is kept then.
    peak(4_000)
    assert peak(4_000) < 1.2 * peak(400) + 100_000


def test_a_stream_of_different_names_cannot_fill_the_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from dataworks_events._command import check as module

    monkeypatch.setattr(module, "_MOST_GROUPS", 10)
    found = report(
        lines(
            *(message(**{f"new{number}": number}) for number in range(30)),
            *({"type": f"t{number}", "data": {}} for number in range(30)),
            *(message(status=1000 + number) for number in range(30)),
        )
    )
    assert len(found["findings"]) == 10
    assert found["more_findings"] == 80
    assert sum(each["count"] for each in found["events"]) == 90
    lacks = found["lacks"]
    assert [len(lacks[kind]) for kind in ("events", "fields", "values")] == [10, 10, 10]
    assert lacks["more"] == 60


def test_a_file_that_is_not_there_is_refused(tmp_path: Path, capsys: Captured) -> None:
    said = refused(capsys, "check", str(tmp_path / "none.jsonl"))
    assert said.endswith("none.jsonl: No such file or directory")
    assert "Is a directory" in refused(capsys, "check", str(tmp_path))


# As a process


def run(*arguments: str, sent: bytes = b"", **variables: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "dataworks_events", *arguments],
        env={**os.environ, "PYTHONPATH": str(PARENT), **variables},
        input=sent,
        capture_output=True,
        check=False,
    )


def test_standard_input_is_read() -> None:
    done = run("check", "-", "--json", sent=lines(message(new=1)))
    assert done.returncode == 0
    assert done.stderr == b""
    assert json.loads(done.stdout)["messages"] == 1


def test_what_the_terminal_cannot_show_is_escaped() -> None:
    done = run("check", "-", sent=lines(message(é=1)), PYTHONIOENCODING="ascii")
    assert b"data.\\xe9: unknown-field" in done.stdout


def test_a_reader_that_goes_away_is_no_error() -> None:
    command = f"{sys.executable} -m dataworks_events list --json | head -c 10"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"],
        env={**os.environ, "PYTHONPATH": str(PARENT)},
        capture_output=True,
        check=False,
    )
    assert done.stderr == b""
    assert done.returncode == 0


def test_a_terminal_is_shown_how_far_it_is(tmp_path: Path) -> None:
    path = tmp_path / "messages.jsonl"
    path.write_bytes(lines(*[message()] * 1_000))
    master, slave = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "dataworks_events", "check", str(path)],
        env={**os.environ, "PYTHONPATH": str(PARENT), "TERM": "xterm"},
        stdout=subprocess.PIPE,
        stderr=slave,
        check=False,
    )
    os.close(slave)
    shown = os.read(master, 65_536).decode()
    os.close(master)
    assert done.returncode == 0
    assert "% " in shown
    assert "256 messages" in shown
    # In the end it is erased.
    assert shown.endswith("\r\x1b[2K")


@pytest.mark.parametrize("command", ["list", "show", "sample", "pattern", "check"])
def test_the_examples_of_the_help_work(
    command: str, capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("messages.jsonl", "messages.json"):
        Path(name).write_bytes(lines(message()))
    with pytest.raises(SystemExit) as stopped:
        main([command, "--help"])
    assert stopped.value.code == 0
    text = capsys.readouterr().out
    examples = [
        line.strip().removeprefix("dataworks-events ").split("  ")[0].split(" < ")[0]
        for line in text[text.index("Examples:") :].splitlines()[1:]
        if line.strip()
    ]
    assert len(examples) >= 3
    for example in examples:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines(message()))))
        assert main(example.split()) == 0, example
        assert capsys.readouterr().out


def test_only_help_makes_the_examples_of_help(capsys: Captured) -> None:
    from dataworks_events._command.descriptions import descriptions

    descriptions.cache_clear()
    assert main(["list"]) == 0
    assert descriptions.cache_info().currsize == 0
    with pytest.raises(SystemExit):
        main(["list", "--help"])
    assert descriptions.cache_info().currsize == 1


@pytest.mark.parametrize(
    "arguments", [[], ["chek"], ["list", "--jsn"], ["check"], ["sample", "x", "--count", "0"]]
)
def test_a_mistake_in_the_arguments_exits_with_2(arguments: list[str], capsys: Captured) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert "usage: dataworks-events" in capsys.readouterr().err


def test_the_version_says_both_versions(capsys: Captured) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--version"])
    assert stopped.value.code == 0
    assert capsys.readouterr().out == (
        f"dataworks-events {dw.__version__}, catalogue {dw.CATALOGUE_VERSION}\n"
    )
