"""Names, nulls and forms that no class expects: read the same each time that they come."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from typing import Any

import pytest

import dataworks_events as dw
from dataworks_events._backend import BACKEND
from tests.generated.messages import by_function_compute, let_every_kind_come, the_fixture
from tests.generated.values import same

TIMES = 5
"""More often than it takes to be expected."""


@pytest.fixture(autouse=True)
def every_kind_has_come() -> None:
    let_every_kind_come()


def message(code: str, name: str, **changes: object) -> dict[str, Any]:
    """A full message whose event has other values; `...` leaves one out."""
    fixture = the_fixture(code, f"eventbridge/{name}")
    sent: dict[str, Any] = copy.deepcopy({**fixture.message})
    sent["data"] = {k: v for k, v in (sent["data"] | changes).items() if v is not ...}
    return sent


def read(sent: dict[str, Any]) -> dw.Message:
    """The message, which is the same from an object and from text however often it came."""
    expected = dw.parse(copy.deepcopy(sent))
    for _ in range(TIMES):
        found = dw.parse(json.dumps(sent))
        assert found == expected
        assert repr(found) == repr(expected)
        assert found.problems == expected.problems
        assert same(dw.to_dict(found), sent)
        assert same(json.loads(dw.to_json(found)), sent)
        assert dw.to_json(found) == dw.to_json(expected)
    return expected


def extra_of(found: dw.Message) -> object:
    return found.event.extra


def test_an_unknown_name_in_every_place() -> None:
    sent = message("approval-change-created", "maxcompute/full", novel=1)
    sent["novel"] = "x"
    sent["data"]["process"]["novel"] = [1.5, {"a": None}]
    sent["data"]["process"]["approvalContent"]["arrayData"][0]["novel"] = None
    found = read(sent)
    assert extra_of(found) == {"novel": 1}
    assert found.attributes is not None
    assert found.attributes.extra == {"novel": "x"}


@pytest.mark.parametrize("value", [None, "many", [1], {"a": 1}, 1.5, True, "12", 12.0])
@pytest.mark.parametrize("name", ["tenantId", "operator", "blockBusiness", "changeType"])
def test_a_field_of_another_form(name: str, value: object) -> None:
    read(message("commit-file", "full", **{name: value}))


def test_a_null_beside_a_field_with_several_names_that_is_absent() -> None:
    """The two must not balance where fields are counted."""
    sent = message("workbench-monitor-alert", "remind-node/full", taskIds=..., tenantId=None)
    found = read(sent)
    assert found.event.as_sent == {"tenantId": None}


def test_digits_that_do_not_fit_are_a_problem_and_not_absent() -> None:
    (problem,) = read(message("download-resources", "full", dataRowSize="007")).problems
    assert (problem.path, problem.got) == ("data.dataRowSize", 'string "007"')


@pytest.mark.parametrize("value", [None, "NODE", 5, ["GATEWAY_RES"], "GATEWAY_RES", ...])
def test_what_chooses_a_variant_is_looked_at_each_time(value: object) -> None:
    usual = message("workbench-monitor-alert", "remind-node/full")
    read(message("workbench-monitor-alert", "remind-node/full", remindUnit=value))
    assert type(read(usual).event) is dw.WorkbenchMonitorAlertRemindNode


def test_another_name_of_a_field_is_never_an_unknown_one() -> None:
    sent = message("workbench-monitor-alert", "remind-node/full")
    sent["data"]["taskId"] = sent["data"].pop("taskIds")
    found = read(sent)
    assert extra_of(found) == {}
    both = message("workbench-monitor-alert", "remind-node/full", taskId="2")
    assert extra_of(read(both)) == {"taskId": "2"}


def test_a_variant_is_read_as_itself_and_a_subclass_as_itself() -> None:
    class Mine(dw.WorkbenchMonitorAlert):
        pass

    data = message("workbench-monitor-alert", "topic/full")["data"]
    del data["eventCode"]
    converter = dw.converter()
    assert type(converter.structure(data, Mine)) is Mine
    alert = dw.WorkbenchMonitorAlertBaseline
    structured = converter.structure({**data, "baselineId": 1}, alert)
    assert type(structured) is alert


def test_the_place_of_a_problem_deep_inside() -> None:
    sent = message("approval-change-created", "maxcompute/full", tenantId="many")
    resources = sent["data"]["process"]["approvalContent"]["arrayData"]
    resources.append({**resources[0], "projectId": "x", "workspaceId": []})
    places = [problem.path for problem in read(sent).problems]
    inside = "data.process.approvalContent.arrayData[1]"
    assert sorted(places) == [f"{inside}.projectId", f"{inside}.workspaceId", "data.tenantId"]


def test_problems_of_the_envelope_come_first() -> None:
    sent = message("commit-file", "full", fileVersion="x")
    sent["subject"] = 5
    assert [p.path for p in read(sent).problems] == ["subject", "data.fileVersion"]


def test_other_spellings_in_every_message() -> None:
    sent = message("upload-data-to-table", "full", targetEngineType="MAXCOMPUTE")
    found = read(sent)
    assert isinstance(found.event, dw.UploadDataToTable)
    assert found.event.target_engine_type is dw.TargetEngineType.MAXCOMPUTE
    unknown = read(message("upload-data-to-table", "full", targetEngineType="Lake"))
    assert isinstance(unknown.event, dw.UploadDataToTable)
    assert unknown.event.target_engine_type is not None
    assert not unknown.event.target_engine_type.is_known


def test_an_object_as_text_where_variants_depend_on_the_whole_event() -> None:
    sent = message("approval-change-created", "dataservice/full")
    content = sent["data"]["process"]["approvalContent"]
    usual = copy.deepcopy(sent)
    content["arrayData"] = json.dumps(content["arrayData"])
    read(sent)
    read(sent)
    event: Any = read(usual).event
    (resource,) = event.process.approval_content.array_data
    assert type(resource) is dw.ApprovalResourceDataservice


def test_events_as_text_and_as_objects_in_turn() -> None:
    whole = message("kill-instance", "full")
    text = {**whole, "data": json.dumps(whole["data"], indent=1)}
    for sent in (whole, text, whole, text):
        found = read(sent)
        assert (found.event_text is None) is (type(sent["data"]) is dict)


def test_events_that_the_catalogue_does_not_know() -> None:
    for number in range(TIMES):
        sent = {"id": "m", "type": f"dataworks:New:E{number}", "data": {"a": [number, None]}}
        found = read(sent)
        assert type(found.event) is dw.UnknownEvent
        assert found.event_type == sent["type"]


def test_a_name_that_comes_once_is_forgotten_and_many_do_no_harm() -> None:
    let = message("delete-file", "full")
    for number in range(2000):
        sent = {**let, "data": {**let["data"], f"n{number % 600}": number}}
        found = dw.parse(json.dumps(sent))
        assert extra_of(found) == {f"n{number % 600}": number}
        assert same(dw.to_dict(found), sent)
    front = BACKEND._front
    assert front is not None
    registered = front._registry.registered
    counts = [len(each.unknown) + len(each.other_forms) for each in registered.values()]
    assert max(counts) <= 32
    assert sum(counts) <= 256
    assert extra_of(read(let)) == {}


def test_a_kind_that_needs_no_record_of_problems_makes_none() -> None:
    """What is made for each message is what costs; the source of its reader shows it."""
    text = json.dumps(message("kill-instance", "full"))
    code = (
        "import linecache, dataworks_events as dw\n"
        f"for _ in range(3): dw.parse({text!r})\n"
        "entries = linecache.cache.items()\n"
        "(lines,) = [entry[2] for name, entry in entries if 'reader of kill' in name]\n"
        "assert 'Reading' not in ''.join(lines)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_envelopes_in_turn() -> None:
    for code in 3 * ("commit-file", "delete-file"):
        for sent, envelope in (
            (the_fixture(code, "eventbridge/full").message, "eventbridge"),
            (by_function_compute(code), "function-compute"),
        ):
            found = dw.parse(json.dumps(sent))
            assert found.envelope == envelope
            assert dw.to_dict(found) == sent
