"""Our classes as fields of other people's attrs classes, by `cattrs`."""

from __future__ import annotations

import copy
import enum
import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import attrs
import cattrs
import pytest
from cattrs.preconf.json import make_converter

import dataworks_events as dw
from tests.generated.messages import (
    CODES,
    by_function_compute,
    event_data,
    fixtures,
    kind_of,
    the_fixture,
)

COMMIT = event_data(the_fixture("commit-file", "eventbridge/full"))
APPROVAL = event_data(the_fixture("approval-change-created", "eventbridge/maxcompute/full"))
ALERT = event_data(the_fixture("workbench-monitor-alert", "eventbridge/topic/full"))


@attrs.define
class Record:
    """What somebody keeps."""

    event: dw.CommitFile
    maybe: dw.CommitFile | None = None
    several: list[dw.Event] = attrs.Factory(list)
    by_name: dict[str, dw.FileCommitDeploy] = attrs.Factory(dict)
    either: dw.CommitFile | dw.DeployFile | None = None
    kind: dw.ChangeType | None = None
    state: dw.DagState | None = None
    process: dw.ApprovalProcess | None = None
    message: dw.Message | None = None


@attrs.define
class Alarm:
    """What cannot be kept without its event."""

    alert: dw.WorkbenchMonitorAlert


MADE: tuple[Callable[[], cattrs.Converter], ...] = (
    dw.converter,
    lambda: dw.converter(make_converter()),
)


@pytest.mark.parametrize("made", MADE, ids=["new", "taught"])
def test_there_and_back(made: Callable[[], cattrs.Converter]) -> None:
    converter = made()
    commit = {**COMMIT, "novel": [1, None], "fileVersion": "odd", "operator": None}
    sent: dict[str, Any] = {
        "event": commit,
        "maybe": COMMIT,
        "several": [COMMIT, ALERT, {"eventCode": "event-of-the-future", "x": 1}],
        "by_name": {"a": COMMIT},
        "either": COMMIT,
        "kind": "0",
        "state": 99,
        "process": APPROVAL["process"],
        "message": by_function_compute("commit-file"),
    }
    before = copy.deepcopy(sent)
    record = converter.structure(sent, Record)
    assert sent == before
    assert [type(event).__name__ for event in record.several] == [
        "CommitFile",
        "WorkbenchMonitorAlertTopic",
        "UnknownEvent",
    ]
    assert type(record.by_name["a"]) is dw.CommitFile
    assert type(record.either) is dw.CommitFile
    assert record.event.file_version is None
    assert record.kind is dw.ChangeType.CREATE
    assert record.state == 99
    assert isinstance(record.process, dw.ApprovalProcess)
    assert isinstance(record.message, dw.Message)
    assert isinstance(record.message.event, dw.CommitFile)
    written = converter.unstructure(record)
    assert written == sent
    assert converter.structure(written, Record) == record
    assert json.loads(json.dumps(written)) == sent


def test_what_is_left_out_is_none() -> None:
    converter = dw.converter()
    record = converter.structure({"event": COMMIT}, Record)
    assert (record.maybe, record.several, record.either, record.kind) == (None, [], None, None)
    written = converter.unstructure(record)
    assert written["maybe"] is None
    assert written["either"] is None
    assert converter.structure(written, Record) == record


def test_every_event_by_its_class_and_by_its_base() -> None:
    converter = dw.converter(strict=True)
    for code in CODES:
        for fixture in fixtures(code):
            if kind_of(fixture) not in ("full", "minimal"):
                continue
            # Not every minimal message names its event.
            data = {**event_data(fixture), "eventCode": code}
            info = dw.EVENTS[code]
            expected = dw.parse_event(data).event
            for kind in (info.event_class, info.body_class, dw.Event):
                found = converter.structure(data, kind)
                assert found == expected
                assert converter.unstructure(found) == dw.to_dict(expected)
                assert converter.unstructure(found, unstructure_as=kind) == dw.to_dict(expected)


def test_objects_that_are_there_already_stay() -> None:
    event = dw.CommitFile(file_id=1, project_id=2)
    converter = dw.converter()
    assert converter.structure({"event": event, "either": event}, Record).event is event


@pytest.mark.parametrize(
    ("value", "paths"),
    [
        ({}, ["alarmType"]),
        ({"alarmType": 5, "projectId": "x"}, ["alarmType", "projectId"]),
        (5, [""]),
        (None, [""]),
    ],
)
def test_what_does_not_fit_is_our_error(value: Any, paths: list[str]) -> None:
    with pytest.raises(dw.InvalidMessage) as plain:
        dw.converter().structure(value, dw.WorkbenchMonitorAlert)
    assert [problem.path for problem in plain.value.errors] == paths
    with pytest.raises(cattrs.ClassValidationError) as grouped:
        dw.converter().structure({"alert": value}, Alarm)
    (inner,) = grouped.value.exceptions
    assert isinstance(inner, dw.InvalidMessage)
    assert inner.errors == plain.value.errors
    quick = dw.converter(cattrs.Converter(detailed_validation=False))
    with pytest.raises(dw.InvalidMessage):
        quick.structure({"alert": value}, Alarm)


def test_strict_refuses_what_else_becomes_none() -> None:
    data = {**COMMIT, "fileVersion": "odd"}
    event = dw.converter().structure(data, dw.CommitFile)
    assert event.file_version is None
    assert dw.converter().unstructure(event) == data
    with pytest.raises(dw.InvalidMessage, match="fileVersion: expected integer"):
        dw.converter(strict=True).structure(data, dw.CommitFile)


def test_a_union_takes_no_other_event() -> None:
    converter = dw.converter()
    for value in ({**COMMIT, "eventCode": "run-file"}, {}, 5):
        with pytest.raises(cattrs.ClassValidationError) as raised:
            converter.structure({"event": COMMIT, "either": value}, Record)
        (inner,) = raised.value.exceptions
        assert isinstance(inner, dw.InvalidMessage)
        assert inner.errors[0].expected == "the data of CommitFile or DeployFile"


@pytest.mark.parametrize("value", [True, 1.5, "1", None, [1]])
def test_enums_are_not_coerced(value: object) -> None:
    with pytest.raises(dw.InvalidMessage, match="expected integer"):
        dw.converter().structure(value, dw.DagState)


def test_enums_grow() -> None:
    converter = dw.converter()
    kind = converter.structure("LAKE", dw.TableType)
    assert isinstance(kind, dw.TableType)
    assert not kind.is_known
    assert type(converter.unstructure(kind)) is str
    assert converter.structure("ODPS", dw.TableType) is dw.TableType.ODPS
    assert converter.unstructure(converter.structure(99, dw.DagState)) == 99


def test_what_is_no_json_is_malformed() -> None:
    with pytest.raises(dw.MalformedMessage):
        dw.converter().structure({**COMMIT, "novel": {1}}, dw.CommitFile)


class Colour(enum.StrEnum):
    RED = "red"


def test_other_classes_are_left_alone() -> None:
    @attrs.define
    class Other:
        number: int
        maybe: float | None
        colour: Colour

    converter = dw.converter()
    sent = {"number": "1", "maybe": None, "colour": "red"}
    assert converter.structure(sent, Other) == Other(1, None, Colour.RED)
    assert converter.unstructure(Other(1, None, Colour.RED)) == {**sent, "number": 1}


def test_cattrs_is_imported_when_it_is_asked_for() -> None:
    code = (
        "import sys, dataworks_events as dw\n"
        "dw.parse({'data': {}}).event, dw.converter\n"
        "assert 'cattrs' not in sys.modules\n"
        "dw.converter()\n"
        "assert 'cattrs' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
