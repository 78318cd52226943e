"""What the package offers for tests: messages, stand-ins, fixtures for pytest."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import dataworks_events as dw
from dataworks_events.fixtures import Fixture, load
from dataworks_events.testing import ApiStandIn, Call, CallRefused, ClientRecorder, message


@cache
def full_fixtures(code: str) -> tuple[Fixture, ...]:
    return tuple(each for each in load(code) if each.name.endswith("/full"))


every_event = pytest.mark.parametrize("code", list(dw.EVENTS))


@every_event
def test_there_is_a_message_of_every_event_envelope_and_variant(code: str) -> None:
    for fixture in full_fixtures(code):
        for minimal in (False, True):
            made = message(
                code, envelope=fixture.envelope, variant=fixture.variant, minimal=minimal
            )
            assert made.event_code == code
            assert made.envelope == fixture.envelope
            assert made.id is not None
            assert not made.problems
            same = dw.parse(dw.to_bytes(made), strict=True)
            assert same == made
            assert type(made.event) is type(dw.parse(fixture.message).event)


@every_event
def test_a_class_stands_for_its_event(code: str) -> None:
    info = dw.EVENTS[code]
    assert message(info.event_class).event_code == code
    assert message(info.event_code).event_code == code


def test_every_message_has_an_id_of_its_own() -> None:
    made = [message(code) for code in dw.EVENTS for _ in range(2)]
    assert len({each.id for each in made}) == len(made)


def test_the_same_seed_gives_the_same_message() -> None:
    one, same, other = (message("commit-file", seed=seed) for seed in (0, 0, 1))
    assert one == same
    assert one.id != other.id
    code = (
        "from dataworks_events.testing import message; print(message('commit-file', seed='a').id)"
    )
    run = [sys.executable, "-c", code]
    ids = {
        subprocess.run(
            run,
            env={**os.environ, "PYTHONHASHSEED": str(number)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for number in (1, 2)
    }
    assert ids == {message("commit-file", seed="a").id}


def test_fields_are_given_by_either_name_and_in_either_form() -> None:
    by_python = message("commit-file", file_name="x", change_type=dw.ChangeType.CREATE, seed=1)
    by_wire = message("commit-file", {"fileName": "x"}, changeType="0", seed=1)
    assert isinstance(by_python.event, dw.CommitFile)
    assert by_python.event.file_name == "x"
    assert by_python == by_wire
    periods = message("freeze-instance", task_ids=(1, 2)).event
    assert isinstance(periods, dw.FreezeInstance)
    assert periods.task_ids == (1, 2)


def test_objects_inside_are_given_typed_or_as_they_are_sent() -> None:
    setting = dw.SyncStartSetting(time_zone="UTC")
    typed = message("start-diJob", setting=setting, seed=1)
    sent = message("start-diJob", setting={"timeZone": "UTC"}, seed=1)
    assert typed == sent
    assert typed.event.setting == setting  # type: ignore[attr-defined]  # of a variant


def test_fields_of_objects_are_given_by_the_way_to_them() -> None:
    event = message("approval-change-created", {"process.title": "x"}).event
    assert isinstance(event, dw.ApprovalChangeCreated)
    assert event.process is not None
    assert event.process.title == "x"
    way = "process.approval_content.arrayData.workspace_id"
    written = json.dumps(dw.to_dict(message("approval-change-created", {way: "7"})))
    assert '"workspaceId": "7"' in written
    assert '"workspaceId": "24605"' not in written
    for wrong in ("process.titel", "process.title.x", "proces.title", "process."):
        with pytest.raises(TypeError, match="no field"):
            message("approval-change-created", {wrong: 1})
    one, other = message("commit-file", seed=1), message("commit-file", seed=1)
    assert dw.to_dict(one) == dw.to_dict(other)


def test_what_is_none_is_left_out() -> None:
    assert "fileName" not in str(dw.to_dict(message("commit-file", file_name=None)))
    assert message("start-diJob", job_id=None, id=4).event == message("start-diJob", id=4).event


def test_a_field_of_a_variant_chooses_it() -> None:
    assert isinstance(
        message("workbench-monitor-alert", baseline_id=3).event, dw.WorkbenchMonitorAlertBaseline
    )


@pytest.mark.parametrize(
    ("error", "text", "arguments", "named"),
    [
        (KeyError, "comit-file", ("comit-file",), {}),
        (TypeError, r'no field .file_nmae. \(did you mean "file_name"\?\)', ("commit-file",),
         {"file_nmae": 1}),
        (dw.InvalidMessage, "data.fileId: expected integer", ("commit-file",), {"file_id": "x"}),
        (ValueError, "function-compute, only as eventbridge", ("commit-file",),
         {"envelope": "function-compute"}),
        (ValueError, "as v3, only as eventbridge v1, eventbridge v2", ("start-diJob",),
         {"variant": "v3"}),
    ],
)  # fmt: skip
def test_what_cannot_be_made_says_why(
    error: type[Exception], text: str, arguments: Any, named: Any
) -> None:
    with pytest.raises(error, match=text):
        message(*arguments, **named)


def test_the_fixtures_have_ids_of_their_own() -> None:
    ids = Counter(
        found
        for code in dw.EVENTS
        for fixture in load(code)
        if isinstance(found := fixture.message.get("id", fixture.message.get("messageId")), str)
    )
    assert len(ids) > 2 * len(dw.EVENTS)
    assert set(ids.values()) == {1}


# Stand-ins for the client and for the API.


def wrong_calls() -> list[tuple[Call, str]]:
    said = {"MessageId": "m", "ExtensionCode": "e", "CheckResult": "OK"}
    return [
        (Call("UpdateIDEEventResult", {**said, "CheckResult": "Ok"}), "CheckResult is 'Ok'"),
        (Call("UpdateWorkbenchEventResult", {**said, "CheckResult": "WARN"}), "not one of OK, FAIL"),
        (Call("UpdateIDEEventResult", {**said, "CheckResult": "FAIL"}), "no reason for FAIL"),
        (Call("UpdateIDEEventResult", {**said, "CheckMessage": "x"}), "no parameter CheckMessage"),
        (Call("CallbackExtension", {"CheckResult": "OK"}),
         "MessageId is missing; ExtensionCode is missing"),
    ]  # fmt: skip


class Request:
    def __init__(self, parameters: Any) -> None:
        self.parameters = parameters

    def to_map(self) -> Any:
        return self.parameters


def called(recorder: ClientRecorder, call: Call) -> Any:
    info = dw.ANSWERS[dw.AnswerOperation(call.operation)]
    return getattr(recorder, info.method)(Request(call.parameters))


@pytest.mark.parametrize(("call", "text"), wrong_calls(), ids=lambda given: str(given)[:40])
def test_both_stand_ins_refuse_what_the_api_does_not_take(call: Call, text: str) -> None:
    recorder = ClientRecorder()
    with pytest.raises(CallRefused, match=text):
        called(recorder, call)
    assert not recorder.calls
    with ApiStandIn() as api:
        status, response = posted(api, call)
        assert status == 400
        assert text in response["Message"]
        assert not api.calls


def posted(api: ApiStandIn, call: Call, version: str = "2020-05-18") -> tuple[int, dict[str, Any]]:
    request = urllib.request.Request(
        f"http://{api.endpoint}/",
        urllib.parse.urlencode(call.parameters).encode(),
        {"x-acs-action": call.operation, "x-acs-version": version},
    )
    try:
        with urllib.request.urlopen(request) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


def test_the_api_knows_its_operations_and_versions() -> None:
    said = {"MessageId": "m", "ExtensionCode": "e", "CheckResult": "OK"}
    with ApiStandIn() as api:
        status, response = posted(api, Call("DropEverything", {}))
        assert (status, response["Message"].partition(":")[0]) == (400, "DropEverything")
        status, response = posted(api, Call("CallbackExtension", said), "2024-05-18")
        assert "not in API version 2024-05-18" in response["Message"]
        assert not api.calls
        assert posted(api, Call("CallbackExtension", said)) == (
            200,
            {"RequestId": "request-1", "Success": True},
        )
        assert len(api.answers) == 1
    with pytest.raises(RuntimeError, match="inside its `with`"):
        print(api.endpoint)


def test_a_second_answer_to_a_message_is_refused() -> None:
    recorder = ClientRecorder()
    answers = [
        message("commit-file", seed=seed).answer("OK", extension_code=code)
        for seed, code in ((1, "a"), (1, "b"), (2, "a"))
    ]
    for answer in answers:
        answer.send(recorder)
    with pytest.raises(CallRefused, match="answered already"):
        answers[1].send(recorder)
    assert len(recorder.answers) == 3


def test_the_recorder_gives_what_it_is_given() -> None:
    recorder = ClientRecorder()
    detail = {
        "EventDetail": {"CommittedFile": {"Content": "SELECT 1", "InputList": [{"Input": 1}]}}
    }
    recorder.responses["GetIDEEventDetail"] = detail
    recorder.responses["UpdateIDEEventResult"] = ConnectionError("gone")
    asked = Request({"MessageId": "m", "ProjectId": 1})
    response = recorder.get_ideevent_detail(asked)
    assert response.body.event_detail.committed_file.content == "SELECT 1"
    assert response.body.event_detail.committed_file.input_list[0].input == 1
    assert asyncio.run(recorder.get_ideevent_detail_async(asked)) == response
    with pytest.raises(ConnectionError):
        message("commit-file").answer("OK", extension_code="e").send(recorder)
    assert [call.result for call in recorder.calls] == [None, None]
    with pytest.raises(AttributeError, match="no method get_file, only callback_extension"):
        recorder.get_file(asked)


# The plugin, in runs of pytest of its own.

TESTS = """
import dataworks_events as dw


def check(body, client):
    message = dw.parse(body)
    with dw.answering(message, client, extension_code="c", otherwise=("FAIL", "broken")) as answer:
        answer("OK" if "MAX_PT" not in message.event.file_name else "WARN")


def test_one(dataworks_message, dataworks_client):
    check(dw.to_bytes(dataworks_message("commit-file", file_name="MAX_PT")), dataworks_client)
    check(dw.to_bytes(dataworks_message("commit-file", file_name="x")), dataworks_client)
    assert [call.result for call in dataworks_client.answers] == ["WARN", "OK"]
    print("id", dataworks_message("delete-file").id)


def test_none(dataworks_client):
    assert not dataworks_client.calls


def test_every(every_dataworks_message):
    assert dw.parse(dw.to_dict(every_dataworks_message)) == every_dataworks_message
    print("code", every_dataworks_message.event_code)
"""


def pytest_run(folder: Path, *arguments: str) -> str:
    """What pytest prints, with this plugin alone."""
    environment = {
        **os.environ,
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "PYTHONPATH": str(Path(dw.__file__).parents[1]),
    }
    environment.pop("PYTEST_ADDOPTS", None)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "dataworks_events.pytest_plugin", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_plugin_gives_messages_and_a_client(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(TESTS)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    said = [pytest_run(tmp_path, "-q", "-s", "-p", "no:cacheprovider") for _ in range(2)]
    full = sum(len(full_fixtures(code)) for code in dw.EVENTS)
    assert f"{full + 2} passed" in said[0]
    lines = said[0].splitlines()
    assert {each.split()[-1] for each in lines if "code " in each} == set(dw.EVENTS)
    ids = [[line for line in each.splitlines() if "id " in line] for each in said]
    assert ids[0] == ids[1] != []


def test_the_plugin_is_found_by_its_entry_point() -> None:
    project = Path(__file__).resolve().parents[2] / "pyproject.toml"
    points = project.read_text(encoding="utf-8").partition("[project.entry-points.pytest11]\n")[2]
    assert points.startswith('dataworks_events = "dataworks_events.pytest_plugin"\n')


def test_the_plugin_loads_nothing_but_the_standard_library() -> None:
    code = (
        "import sys, pytest\nbefore = {name.partition('.')[0] for name in sys.modules}\n"
        "import dataworks_events.pytest_plugin\n"
        "new = {name.partition('.')[0] for name in sys.modules} - before\n"
        "print(sorted(new - set(sys.stdlib_module_names)), "
        "[name for name in sys.modules if name.startswith('dataworks_events.')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "['dataworks_events'] ['dataworks_events.pytest_plugin']\n"
