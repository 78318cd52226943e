"""Parsing: what is accepted, what becomes of what is odd, and what is written back."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import attrs
import pytest

import dataworks_events as dw
from tests.generated.messages import by_function_compute, event_data, the_fixture

Data = dict[str, Any]

TYPE = "dataworks:FileChange:CommitFile"
SOURCE = the_fixture("commit-file", "eventbridge/full").message
COMPUTE = by_function_compute("commit-file")


def bare(code: str, variant: str | None = None) -> Data:
    """A full event of the catalogue without its envelope."""
    name = "/".join(filter(None, ("eventbridge", variant, "full")))
    return copy.deepcopy(event_data(the_fixture(code, name)))


def around(code: str, data: object, **more: object) -> Data:
    return {"id": "m-1", "type": str(dw.EVENTS[code].type), "data": data, **more}


def as_text(message: Data) -> str:
    return json.dumps(message)


def as_bytes(message: Data) -> bytes:
    return json.dumps(message, ensure_ascii=False).encode()


def as_mapping(message: Data) -> Mapping[str, Any]:
    """A mapping that is no dict, with none directly inside."""
    inner = {
        name: MappingProxyType(value) if isinstance(value, dict) else value
        for name, value in message.items()
    }
    return MappingProxyType(inner)


def as_it_is(message: Data) -> Data:
    return message


FORMS: tuple[Callable[[Data], Any], ...] = (as_it_is, as_mapping, as_text, as_bytes)


@pytest.fixture(params=FORMS, ids=lambda form: form.__name__)
def parse(request: pytest.FixtureRequest) -> Callable[[Data], dw.Message]:
    """Parses a message that is handed over in one of several ways."""
    form = request.param

    def parsed(message: Data) -> dw.Message:
        before = copy.deepcopy(message)
        result = dw.parse(form(message))
        assert message == before, "the caller's message was changed"
        return result

    return parsed


# What is accepted


@pytest.mark.parametrize(
    "handed",
    [
        json.dumps(SOURCE),
        json.dumps(SOURCE).encode(),
        bytearray(json.dumps(SOURCE).encode()),
        memoryview(json.dumps(SOURCE).encode()),
        json.dumps(SOURCE).encode("utf-8-sig"),
        json.dumps(SOURCE).encode("utf-16"),
        f" \r\n\t{json.dumps(SOURCE, indent=3)}\n",
        SOURCE,
        MappingProxyType(SOURCE),
    ],
    ids=["str", "bytes", "bytearray", "memoryview", "bom", "utf-16", "spaced", "dict", "mapping"],
)
def test_whatever_holds_json_is_read(handed: Any) -> None:
    message = dw.parse(handed, strict=True)
    assert isinstance(message.event, dw.CommitFile)
    assert message.event.file_name == "dwd_order_detail"
    assert dw.to_dict(message) == SOURCE


def test_a_message_of_eventbridge(parse: Callable[[Data], dw.Message]) -> None:
    message = parse(SOURCE)
    assert (message.envelope, message.event_code, message.event_type) == (
        "eventbridge",
        "commit-file",
        TYPE,
    )
    assert message.id == SOURCE["id"]
    assert message.info is dw.EVENTS["commit-file"]
    assert isinstance(message.attributes, dw.EventBridgeAttributes)
    assert message.attributes.aliyun_region_id == "cn-hangzhou"
    assert message.event_text is None


def test_a_message_of_function_compute(parse: Callable[[Data], dw.Message]) -> None:
    message = parse(COMPUTE)
    assert (message.envelope, message.event_code, message.event_type) == (
        "function-compute",
        "commit-file",
        TYPE,
    )
    assert message.id == COMPUTE["messageId"]
    assert isinstance(message.attributes, dw.FunctionComputeAttributes)
    assert message.attributes.block_business is False
    assert isinstance(message.event, dw.CommitFile)


def test_bare_event_data(parse: Callable[[Data], dw.Message]) -> None:
    data = bare("commit-file")
    message = parse(data)
    assert isinstance(message.event, dw.CommitFile)
    assert message.envelope == "event-data"
    assert message.attributes is None
    assert message.id is None
    assert dw.to_dict(message) == data


@pytest.mark.parametrize("form", [as_text, as_bytes, as_it_is])
def test_event_data_by_code_and_by_type(form: Callable[[Data], Any]) -> None:
    data = bare("commit-table")
    del data["eventCode"]
    by_code = dw.parse_event(form(data), event_code="deploy-table", strict=True)
    by_type = dw.parse_event(form(data), type="dataworks:TableChange:DeployTable", strict=True)
    assert isinstance(by_code.event, dw.DeployTable)
    assert by_code == by_type
    assert by_code.envelope == "event-data"
    assert dw.to_dict(by_code) == data


def test_event_data_by_the_code_that_it_carries() -> None:
    assert isinstance(dw.parse_event(bare("commit-file")).event, dw.CommitFile)


def test_the_given_type_goes_before_the_given_code_before_the_carried_code() -> None:
    data = bare("commit-file")
    both = dw.parse_event(data, event_code="deploy-file", type="dataworks:FileChange:CommitFile")
    assert isinstance(both.event, dw.CommitFile)
    assert isinstance(dw.parse_event(data, event_code="deploy-file").event, dw.DeployFile)


def test_event_data_of_an_unknown_event() -> None:
    message = dw.parse_event({"a": 1}, event_code="event-of-the-future")
    assert isinstance(message.event, dw.UnknownEvent)
    assert message.event_code == "event-of-the-future"
    assert dw.to_dict(message) == {"a": 1}


@pytest.mark.parametrize("field", ["data", "messageBody"])
def test_the_event_as_json_text_inside_the_json(field: str) -> None:
    inner = '{ "fileId" : 7,\n"projectId":8, "x": 1.0 }'
    name = {"data": "type", "messageBody": "eventType"}[field]
    value = {"data": TYPE, "messageBody": "commit-file"}[field]
    sent = {name: value, field: inner}
    message = dw.parse(sent, strict=True)
    assert isinstance(message.event, dw.CommitFile)
    assert message.event.file_id == 7
    assert dw.to_dict(message) == sent
    changed = attrs.evolve(message, event=attrs.evolve(message.event, file_id=9))
    written = dw.to_dict(changed)[field]
    assert isinstance(written, str)
    assert json.loads(written) == {"fileId": 9, "projectId": 8, "x": 1.0}


def test_an_event_as_text_keeps_its_spaces_whatever_the_form_of_its_numbers() -> None:
    data = bare("download-resources")
    data["dataRowSize"] = 12
    assert dw.to_dict(dw.parse_event(data)) == data
    sent = around("download-resources", json.dumps(data, indent=3))
    message = dw.parse(sent, strict=True)
    assert isinstance(message.event, dw.DownloadResources)
    assert message.event.data_row_size == 12
    assert dw.to_dict(message) == json.loads(dw.to_json(message)) == sent
    changed = attrs.evolve(message, event=attrs.evolve(message.event, data_row_size=13))
    written = dw.to_dict(changed)["data"]
    assert isinstance(written, str)
    assert json.loads(written) == {**data, "dataRowSize": "13"}


# Which event it is


def test_the_type_goes_before_the_code(parse: Callable[[Data], dw.Message]) -> None:
    """As the published message of the batch has it: one flat rule, and another event's code."""
    data = bare("update-data-quality-rule")
    assert data["eventCode"] == "update-data-quality-rule"
    sent = around("batch-update-data-quality-rules", data)
    message = parse(sent)
    assert isinstance(message.event, dw.BatchUpdateDataQualityRules)
    assert message.event_code == "batch-update-data-quality-rules"
    assert message.event.id == data["id"]
    assert message.event.rules is None
    assert message.problems == ()
    (conflict,) = message.conflicts
    assert conflict == (
        "type 'dataworks:DqcCheck:BatchUpdateDataQualityRules' was followed, "
        "not code 'update-data-quality-rule'"
    )
    assert dw.to_dict(message) == sent


def test_the_batch_may_have_a_list_of_rules_too() -> None:
    rules = bare("batch-create-data-quality-rules")["rules"]
    data = {"eventCode": "batch-update-data-quality-rules", "rules": rules}
    event = dw.parse_event(data, strict=True).event
    assert isinstance(event, dw.BatchUpdateDataQualityRules)
    assert event.rules is not None
    assert event.rules[0].name == rules[0]["name"]


def test_the_code_tells_where_the_type_is_unknown_or_missing() -> None:
    data = bare("commit-file")
    unknown = dw.parse({"type": "dataworks:FileChange:Renamed", "data": data})
    assert isinstance(unknown.event, dw.CommitFile)
    assert unknown.conflicts == (
        "code 'commit-file' was followed, not type 'dataworks:FileChange:Renamed'",
    )
    missing = dw.parse({"data": data})
    assert isinstance(missing.event, dw.CommitFile)
    assert missing.conflicts == ()


def test_the_envelope_may_disagree_with_the_event() -> None:
    message = dw.parse({**COMPUTE, "eventType": "deploy-file"})
    assert isinstance(message.event, dw.DeployFile)
    (conflict,) = message.conflicts
    assert "'commit-file'" in conflict


def test_a_category_never_decides() -> None:
    message = dw.parse({**COMPUTE, "eventCategoryType": "resources-download"}, strict=True)
    assert isinstance(message.event, dw.CommitFile)
    assert message.conflicts == ()


def test_of_two_envelopes_the_likelier_is_taken() -> None:
    message = dw.parse({**SOURCE, "messageBody": {"a": 1}})
    assert message.envelope == "eventbridge"
    assert message.attributes is not None
    assert message.attributes.extra == {"messageBody": {"a": 1}}


def test_an_unknown_event_keeps_everything(parse: Callable[[Data], dw.Message]) -> None:
    sent = {
        "id": "m-9",
        "type": "dataworks:FileChange:RenameFile",
        "data": {"eventCode": "rename-file", "deep": [{"a": None}], "n": 1.0},
        "novel": True,
    }
    message = parse(sent)
    assert type(message.event) is dw.UnknownEvent
    assert message.event.extra == sent["data"]
    assert (message.event_code, message.event_type, message.id) == (
        "rename-file",
        sent["type"],
        "m-9",
    )
    assert message.info is None
    assert [problem.path for problem in message.problems] == ["type"]
    assert dw.to_dict(message) == sent
    with pytest.raises(dw.InvalidMessage, match="an event of the catalogue"):
        dw.parse(sent, strict=True)


@pytest.mark.parametrize(
    ("variant", "expected"),
    [
        ("baseline", "WorkbenchMonitorAlertBaseline"),
        ("topic", "WorkbenchMonitorAlertTopic"),
        ("remind-node", "WorkbenchMonitorAlertRemindNode"),
        ("remind-resource-group", "WorkbenchMonitorAlertRemindResourceGroup"),
    ],
)
def test_the_four_alerts(variant: str, expected: str, parse: Callable[[Data], dw.Message]) -> None:
    event = parse(around("workbench-monitor-alert", bare("workbench-monitor-alert", variant))).event
    assert type(event).__name__ == expected
    assert isinstance(event, dw.WorkbenchMonitorAlert)


def test_a_new_kind_of_alert_is_still_an_alert(parse: Callable[[Data], dw.Message]) -> None:
    sent = around(
        "workbench-monitor-alert", {"alarmType": "NEW_ALERT", "projectId": 1, "topicId": 5}
    )
    message = parse(sent)
    assert type(message.event) is dw.WorkbenchMonitorAlert
    assert message.event.alarm_type == "NEW_ALERT"
    assert not message.event.alarm_type.is_known
    assert message.event.extra == {"topicId": 5}
    assert dw.to_dict(message) == sent


def test_sync_jobs_are_told_apart_by_the_job(parse: Callable[[Data], dw.Message]) -> None:
    for variant, expected in (("v1", dw.StartDiJobV1), ("v2", dw.StartDiJobV2)):
        event = parse(around("start-diJob", bare("start-diJob", variant))).event
        assert type(event) is expected


def test_an_approval_decides_the_shape_of_its_resources() -> None:
    data = bare("approval-change-created", "dataservice")
    event = dw.parse_event(data).event
    assert isinstance(event, dw.ApprovalChangeCreated)
    assert event.process is not None
    content = event.process.approval_content
    assert content is not None
    assert content.array_data is not None
    assert [type(item) for item in content.array_data] == [dw.ApprovalResourceDataservice]
    data["process"]["assignmentCategory"] = "Robots"
    message = dw.parse_event(data)
    assert isinstance(message.event, dw.ApprovalChangeCreated)
    assert message.event.process is not None
    content = message.event.process.approval_content
    assert content is not None
    assert content.array_data is not None
    assert [type(item) for item in content.array_data] == [dw.ApprovalResource]
    assert dw.to_dict(message) == data


# Values


def test_an_unknown_value_of_an_open_enum_is_kept(parse: Callable[[Data], dw.Message]) -> None:
    sent = around("commit-table", {**bare("commit-table"), "tableType": "LAKE"})
    message = parse(sent)
    assert isinstance(message.event, dw.CommitTable)
    kind = message.event.table_type
    assert type(kind) is dw.TableType
    assert kind in ("LAKE",)
    assert kind.value in ("LAKE",)
    assert str(kind) == "LAKE"
    assert hash(kind) == hash("LAKE")
    assert {kind: 1}["LAKE"] == 1  # type: ignore[index]  # a member is a text
    assert not kind.is_known
    assert dw.TableType.ODPS.is_known
    assert message.problems == ()
    assert dw.to_dict(message) == sent


def test_an_unknown_number_of_an_open_enum_is_kept() -> None:
    data = {**bare("dag-status-changes"), "status": 99}
    event = dw.parse_event(data, strict=True).event
    assert isinstance(event, dw.DagStatusChanges)
    assert event.status == 99
    assert hash(event.status) == hash(99)
    assert isinstance(event.status, dw.DagState)
    assert not event.status.is_known
    assert dw.to_dict(event) == data


ALIASES = [
    ("RES_GROUP_THRESHOL", dw.RemindType, dw.RemindType.RES_GROUP_THRESHOLD),
    ("Fluctation", dw.ThresholdMethod, dw.ThresholdMethod.FLUCTUATION),
    ("fluctationdiscreate", dw.ThresholdMethod, dw.ThresholdMethod.FLUCTUATION_DISCRETE),
    ("maxcompute", dw.DatabaseType, dw.DatabaseType.MAXCOMPUTE),
    ("MAXCOMPUTE", dw.TargetEngineType, dw.TargetEngineType.MAXCOMPUTE),
    ("sms", dw.AlertChannel, dw.AlertChannel.SMS),
    ("Fail", dw.CheckResult, dw.CheckResult.FAIL),
]


@pytest.mark.parametrize(("text", "enum", "member"), ALIASES, ids=[text for text, *_ in ALIASES])
def test_another_spelling_is_the_member(text: str, enum: Callable[[str], Any], member: Any) -> None:
    assert enum(text) is member
    assert member.value != text


def test_the_case_counts_where_the_sources_agree() -> None:
    assert not dw.TableType("odps").is_known


def test_other_spellings_are_written_as_they_were_sent(
    parse: Callable[[Data], dw.Message],
) -> None:
    alert = bare("workbench-monitor-alert", "remind-resource-group")
    alert["remindType"] = "RES_GROUP_THRESHOL"
    message = parse(around("workbench-monitor-alert", alert))
    assert isinstance(message.event, dw.WorkbenchMonitorAlertRemindResourceGroup)
    assert message.event.remind_type is dw.RemindType.RES_GROUP_THRESHOLD
    assert message.problems == ()
    assert dw.to_dict(message)["data"] == alert
    upload = bare("upload-data-to-table")
    assert upload["targetEngineType"] == "MAXCOMPUTE"
    event = dw.parse_event(upload, strict=True).event
    assert isinstance(event, dw.UploadDataToTable)
    assert event.target_engine_type is dw.TargetEngineType.MAXCOMPUTE
    assert dw.to_dict(event) == upload
    changed = attrs.evolve(event, target_engine_type=dw.TargetEngineType.HOLOGRES)
    assert dw.to_dict(changed) == {**upload, "targetEngineType": "Hologres"}


def test_other_names_are_written_as_they_were_sent(parse: Callable[[Data], dw.Message]) -> None:
    alert = bare("workbench-monitor-alert", "remind-node")
    alert["taskId"] = alert.pop("taskIds")
    message = parse(around("workbench-monitor-alert", alert))
    assert isinstance(message.event, dw.WorkbenchMonitorAlertRemindNode)
    assert message.event.task_ids == alert["taskId"]
    assert message.problems == ()
    assert message.event.extra == {}
    assert dw.to_dict(message)["data"] == alert
    changed = attrs.evolve(message.event, task_ids="1,2")
    assert dw.to_dict(changed) == {**alert, "taskId": "1,2"}


def test_of_two_names_the_first_counts() -> None:
    alert = {**bare("workbench-monitor-alert", "remind-node"), "taskIds": "1", "taskId": "2"}
    event = dw.parse_event(alert).event
    assert isinstance(event, dw.WorkbenchMonitorAlertRemindNode)
    assert event.task_ids == "1"
    assert event.extra == {"taskId": "2"}
    assert dw.to_dict(event) == alert


def test_the_misspelt_receivers_have_a_name_without_the_slip() -> None:
    data = bare("create-data-quality-evaluation-task")
    (inner,) = data["notifications"]["notifications"]
    first = dw.parse_event(data, strict=True)
    inner["notificationReceivers"] = inner.pop("notificaionReceivers")
    second = dw.parse_event(data, strict=True)
    for message in (first, second):
        assert isinstance(message.event, dw.CreateDataQualityEvaluationTask)
        assert message.event.notifications is not None
        assert message.event.notifications.notifications is not None
        (notification,) = message.event.notifications.notifications
        assert notification.notification_receivers is not None
        (receiver,) = notification.notification_receivers
        assert receiver.receiver_type is dw.ReceiverType.ALI_UID
    assert dw.to_dict(second) == data


def test_an_object_may_be_the_bare_list() -> None:
    data = bare("create-data-quality-evaluation-task")
    first = dw.parse_event(data).event
    whole = data["notifications"]
    data["notifications"] = whole["notifications"]
    message = dw.parse_event(data, strict=True)
    assert isinstance(message.event, dw.CreateDataQualityEvaluationTask)
    assert isinstance(first, dw.CreateDataQualityEvaluationTask)
    assert message.event.notifications is not None
    assert first.notifications is not None
    assert message.event.notifications.notifications == first.notifications.notifications
    assert dw.to_dict(message) == data


@pytest.mark.parametrize("quoted", [True, False])
def test_digits_in_quotes_and_without(quoted: bool, parse: Callable[[Data], dw.Message]) -> None:
    data = bare("download-resources")
    data["dataRowSize"] = "12" if quoted else 12
    message = parse(around("download-resources", data))
    assert isinstance(message.event, dw.DownloadResources)
    assert message.event.data_row_size == 12
    assert message.problems == ()
    assert dw.to_dict(message)["data"] == data
    # The catalogue says that the wire form has quotes.
    changed = attrs.evolve(message.event, data_row_size=13)
    assert dw.to_dict(changed) == {**data, "dataRowSize": "13"}


@pytest.mark.parametrize("quoted", [True, False])
def test_a_number_that_a_table_calls_a_string(quoted: bool) -> None:
    data = bare("pre-freeze-instance")
    data["tenantId"] = "330011220044550" if quoted else 330011220044550
    data["operator"] = "1107550004253538" if quoted else 1107550004253538
    event = dw.parse_event(data, strict=True).event
    assert isinstance(event, dw.PreFreezeInstance)
    assert event.tenant_id == 330011220044550
    assert event.operator == "1107550004253538"
    assert dw.to_dict(event) == data
    changed = attrs.evolve(event, tenant_id=1, operator="2")
    assert dw.to_dict(changed) == {**data, "tenantId": 1, "operator": "2"}


@pytest.mark.parametrize("text", ["", "-", "x", "1.0", " 1", "0x1", "1_0", "٣", "007", "+1", "1e3"])
def test_what_is_no_whole_number_does_not_fit(text: str) -> None:
    data = {**bare("download-resources"), "dataRowSize": text}
    message = dw.parse_event(data)
    assert isinstance(message.event, dw.DownloadResources)
    assert message.event.data_row_size is None
    assert [problem.path for problem in message.problems] == ["dataRowSize"]
    assert dw.to_dict(message) == data


def test_a_date_that_was_sent_as_a_number_is_written_as_a_number() -> None:
    data = {**bare("dqc-check-finished-event"), "beginTime": 1772503200000}
    event = dw.parse_event(data, strict=True).event
    assert isinstance(event, dw.DqcCheckFinishedEvent)
    assert event.begin_time == "1772503200000"
    assert dw.to_dict(event) == data


@pytest.mark.parametrize("value", [True, 1.5, "1", [1], {}, "9" * 400, 2.0**53])
def test_a_whole_number_is_nothing_else(value: object, parse: Callable[[Data], dw.Message]) -> None:
    sent = around("commit-file", {"fileId": 1, "projectId": 2, "fileVersion": value})
    message = parse(sent)
    assert isinstance(message.event, dw.CommitFile)
    assert message.event.file_version is None
    (problem,) = message.problems
    assert (problem.path, problem.expected) == ("data.fileVersion", "integer")
    written = dw.to_dict(message)
    assert written == sent
    assert type(written["data"]["fileVersion"]) is type(value)  # type: ignore[index,call-overload]  # an object


def test_a_number_may_be_whole() -> None:
    data = {**bare("dqc-check-finished-event"), "expectValue": 1000}
    message = dw.parse_event(data, strict=True)
    assert isinstance(message.event, dw.DqcCheckFinishedEvent)
    assert message.event.expect_value == 1000
    assert dw.to_json(message).count('"expectValue":1000,') == 1


def test_large_numbers_stay_whole(parse: Callable[[Data], dw.Message]) -> None:
    large = [2**53 + 1, 2**63 - 1, 2**63, 2**64, -(2**63) - 1, 10**300]
    data = {**bare("freeze-instance"), "taskIds": large}
    message = parse(around("freeze-instance", data))
    assert isinstance(message.event, dw.FreezeInstance)
    assert message.event.task_ids == tuple(large)
    assert json.loads(dw.to_json(message))["data"] == data


def test_null_is_not_absent(parse: Callable[[Data], dw.Message]) -> None:
    absent = {"fileId": 1, "projectId": 2}
    null = {**absent, "fileName": None, "fieldOfTheFuture": None}
    for data in (absent, null):
        message = parse(around("commit-file", data))
        assert isinstance(message.event, dw.CommitFile)
        assert message.event.file_name is None
        assert message.problems == ()
        assert dw.to_dict(message)["data"] == data
        changed = attrs.evolve(message.event, file_name="x")
        assert dw.to_dict(changed) == {**data, "fileName": "x"}


def test_null_in_a_list_or_in_place_of_what_is_required_does_not_fit() -> None:
    with pytest.raises(dw.InvalidMessage) as error:
        dw.parse_event({"alarmType": None}, event_code="workbench-monitor-alert")
    (problem,) = error.value.errors
    assert (problem.path, problem.got) == ("alarmType", "null")
    data = {**bare("backfill-data"), "includeNodeIds": [1, None]}
    (problem,) = dw.parse_event(data).problems
    assert (problem.path, problem.got) == ("includeNodeIds[1]", "null")


def test_empty_texts_lists_and_objects_are_values() -> None:
    data = {
        **bare("backfill-data"),
        "excludeNodeIds": [],
        "includeNodeIds": [],
        "name": "",
        "multipleTimePeriods": "",
    }
    event = dw.parse_event(data, strict=True).event
    assert isinstance(event, dw.BackfillData)
    assert event.include_node_ids == ()
    assert event.name == ""
    assert dw.to_dict(event) == data
    data = {**bare("create-data-quality-evaluation-task"), "trigger": {}}
    message = dw.parse_event(data, strict=True)
    assert isinstance(message.event, dw.CreateDataQualityEvaluationTask)
    assert message.event.trigger is not None
    assert message.event.trigger.task_ids is None
    assert dw.to_dict(message)["trigger"] == {}


def test_json_inside_a_text_stays_text() -> None:
    for text in ('[{"bizBeginTime" : "2026-03-01"}]', "no JSON"):
        data = {**bare("backfill-data"), "multipleTimePeriods": text}
        event = dw.parse_event(data, strict=True).event
        assert isinstance(event, dw.BackfillData)
        assert event.multiple_time_periods == text
        assert dw.to_dict(event) == data


# What does not fit


def test_what_does_not_fit_is_listed_kept_and_written_back(
    parse: Callable[[Data], dw.Message],
) -> None:
    data = bare("approval-change-created", "maxcompute")
    item = data["process"]["approvalContent"]["arrayData"][0]
    data["process"]["approvalContent"]["arrayData"] = [item, {**item, "projectId": "x"}, 7]
    data["tenantId"] = "many"
    sent = around("approval-change-created", data, specversion=1)
    message = parse(sent)
    assert isinstance(message.event, dw.ApprovalChangeCreated)
    assert [(p.path, p.expected, p.got) for p in message.problems] == [
        ("specversion", "string", "integer 1"),
        (
            "data.process.approvalContent.arrayData[1].projectId",
            "integer or digits in a string",
            'string "x"',
        ),
        ("data.process.approvalContent.arrayData[2]", "object", "integer 7"),
        ("data.tenantId", "integer or digits in a string", 'string "many"'),
    ]
    assert message.event.tenant_id is None
    assert message.attributes is not None
    assert dw.to_dict(message) == sent
    with pytest.raises(dw.InvalidMessage) as error:
        dw.parse(sent, strict=True)
    assert error.value.errors == message.problems


def test_every_required_field_that_is_missing_is_named() -> None:
    with pytest.raises(dw.InvalidMessage) as error:
        dw.parse(around("workbench-monitor-alert", {"projectId": "x"}))
    assert [(p.path, p.got) for p in error.value.errors] == [
        ("data.alarmType", "nothing"),
        ("data.projectId", 'string "x"'),
    ]
    assert {p.event for p in error.value.errors} == {"workbench-monitor-alert"}


def test_a_problem_reads_as_a_sentence_about_a_place() -> None:
    data = {**bare("backfill-data"), "includeNodeIds": [1, 2, "x"]}
    (problem,) = dw.parse(around("backfill-data", data)).problems
    assert str(problem) == (
        'data.includeNodeIds[2]: expected integer or digits in a string, got string "x" (backfill-data)'
    )
    assert problem.page == dw.EVENTS["backfill-data"].page


def test_the_errors_are_one_tree() -> None:
    assert issubclass(dw.MessageError, ValueError)
    for error in (dw.MalformedMessage, dw.UnknownEnvelope, dw.InvalidMessage):
        assert issubclass(error, dw.MessageError)
        assert error.__bases__ == (dw.MessageError,)


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        (b"", dw.MalformedMessage),
        ("", dw.MalformedMessage),
        (b"\xff", dw.MalformedMessage),
        (b"\xed\xa0\x80", dw.MalformedMessage),
        (b'{"data": "\xff"}', dw.MalformedMessage),
        (b"\x00", dw.MalformedMessage),
        ("[]", dw.MalformedMessage),
        ("null", dw.MalformedMessage),
        ("5", dw.MalformedMessage),
        ('"text"', dw.MalformedMessage),
        ("{", dw.MalformedMessage),
        ("{} {}", dw.MalformedMessage),
        ('{"data": NaN}', dw.MalformedMessage),
        ('{"data": {"a": Infinity}}', dw.MalformedMessage),
        ('{"data": {"a": -Infinity}}', dw.MalformedMessage),
        (None, dw.MalformedMessage),
        (5, dw.MalformedMessage),
        (3.5, dw.MalformedMessage),
        ([SOURCE], dw.MalformedMessage),
        ("{}", dw.UnknownEnvelope),
        ('{"eventCode": 5}', dw.UnknownEnvelope),
        ('{"detail": {}}', dw.UnknownEnvelope),
        (f'{{"id": "m-1", "type": "{TYPE}"}}', dw.UnknownEnvelope),
        ('{"messageId": "m-1", "eventType": "commit-file"}', dw.UnknownEnvelope),
        ('{"data": 5}', dw.InvalidMessage),
        ('{"data": null}', dw.InvalidMessage),
        ('{"data": "no JSON"}', dw.InvalidMessage),
        ('{"data": "[1]"}', dw.InvalidMessage),
        ('{"messageBody": []}', dw.InvalidMessage),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else repr(value)[:30],
)
def test_what_is_no_message(sent: Any, error: type[dw.MessageError]) -> None:
    with pytest.raises(dw.MessageError) as raised:
        dw.parse(sent)
    assert type(raised.value) is error
    assert len(str(raised.value).splitlines()) == 1


def test_the_cause_of_bad_json_is_there() -> None:
    with pytest.raises(dw.MalformedMessage, match="line 2 column 9") as raised:
        dw.parse('{\n"data": }')
    assert isinstance(raised.value.__cause__, json.JSONDecodeError)


def outcome(sent: object) -> dw.Message | dw.MessageError:
    """What parsing gives or raises; anything but a `MessageError` fails the test."""
    try:
        return dw.parse(sent)  # type: ignore[arg-type]  # whatever somebody may send
    except dw.MessageError as error:
        return error


@pytest.mark.parametrize("depth", [50, 190, 300, 1000, 5000, 200_000])
@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
def test_deep_nesting_is_kept_or_refused(opening: str, closing: str, depth: int) -> None:
    inner = opening * depth + "0" + closing * depth
    text = f'{{"type":"{TYPE}","data":{{"fileId":1,"projectId":2,"x":{inner}}}}}'
    data = f'{{"fileId":1,"projectId":2,"x":{inner}}}'
    plain, quoted = outcome(text), outcome(json.dumps({"type": TYPE, "data": data}))
    if isinstance(plain, dw.Message):
        assert dw.to_json(plain).replace(" ", "") == text
    else:
        assert depth >= 300
        assert str(plain) == "expected JSON: nested too deeply"
    if isinstance(quoted, dw.Message):
        assert dw.to_dict(quoted) == {"type": TYPE, "data": data}
    else:
        assert depth >= 300
        assert isinstance(quoted, dw.InvalidMessage)
        assert [problem.path for problem in quoted.errors] == ["data"]


@pytest.mark.parametrize("field", ["fileId", "fileVersion", "x"])
@pytest.mark.parametrize("number", ["1e999", "-1e999", "9" * 5000])
def test_numbers_beyond_measure_are_refused_or_written_as_numbers(number: str, field: str) -> None:
    fields = {"fileId": "1", "projectId": "2", field: number}
    inner = ",".join(f'"{name}":{value}' for name, value in fields.items())
    result = outcome(f'{{"type":"{TYPE}","data":{{{inner}}}}}')
    if isinstance(result, dw.Message):
        assert json.loads(dw.to_json(result), parse_constant=pytest.fail)
    else:
        assert len(str(result)) < 300


@pytest.mark.parametrize(
    "text",
    ["a\nb", "a\r\nb", "\u2028", "\x1b[31m", "\u202egnp", "x" * 10_000, "\ud800", '"quoted"'],
    ids=ascii,
)
def test_a_hostile_value_makes_one_short_line(text: str) -> None:
    with pytest.raises(dw.InvalidMessage) as error:
        dw.parse(around("commit-file", {"fileId": text, "projectId": 2}), strict=True)
    shown = str(error.value)
    assert len(shown.splitlines()) == 1
    assert shown.isprintable()
    assert len(shown) < 300
    with pytest.raises(dw.InvalidMessage) as error:
        dw.parse({"type": text, "data": {"eventCode": text}}, strict=True)
    assert str(error.value).isprintable()


@pytest.mark.parametrize(
    "odd",
    [
        {"type": ["x"], "data": {"eventCode": {"a": 1}}},
        {"type": {}, "data": {}},
        {"type": None, "eventType": [], "data": {"eventCode": None}},
        {"eventType": {"a": 1}, "messageBody": {"eventCode": 7}},
    ],
)
def test_odd_types_and_codes_make_an_unknown_event(odd: Data) -> None:
    for form in FORMS:
        message = dw.parse(form(odd))
        assert isinstance(message.event, dw.UnknownEvent)
        assert dw.to_dict(message) == odd


def test_a_text_with_one_name_twice_means_the_last() -> None:
    text = f'{{"type":"x","type":"{TYPE}","data":{{"fileId":1,"fileId":3,"projectId":2}}}}'
    message = dw.parse(text)
    assert isinstance(message.event, dw.CommitFile)
    assert message.event.file_id == 3


def test_a_view_with_gaps_is_read_or_refused() -> None:
    text = json.dumps(SOURCE).encode()
    spread = bytearray(2 * len(text))
    spread[::2] = text
    message = dw.parse(memoryview(spread)[::2])
    assert dw.to_dict(message) == SOURCE


# What is written


@pytest.mark.parametrize("name", ["eventbridge/full", "function-compute/full"])
def test_a_change_of_one_field_changes_that_field_alone(name: str) -> None:
    sent = copy.deepcopy(the_fixture("download-resources", name).message)
    inside = "data" if name.startswith("eventbridge") else "messageBody"
    body = sent[inside]
    assert isinstance(body, dict)
    body |= {"fileSize": "big", "moduleType": None, "fieldOfTheFuture": [1]}
    body["operatorUid"] = body.get("operatorUid")
    message = dw.parse(sent)
    assert dw.to_dict(message) == sent
    assert isinstance(message.event, dw.DownloadResources)
    for changes, wire, value in (
        ({"sql_text": "SELECT 1"}, "sqlText", "SELECT 1"),
        ({"file_size": 5}, "fileSize", 5),
        ({"module_type": dw.ModuleType.DW_EXCEL}, "moduleType", "dw_excel"),
        ({"data_row_size": 6}, "dataRowSize", "6"),
    ):
        event = attrs.evolve(message.event, **changes)
        changed = attrs.evolve(message, event=event)
        assert dw.to_dict(changed) == {**sent, inside: {**body, wire: value}}
        assert json.loads(dw.to_json(changed)) == dw.to_dict(changed)
    assert dw.to_dict(message) == sent


def test_a_field_that_is_set_to_none_is_left_out() -> None:
    message = dw.parse(SOURCE)
    assert isinstance(message.event, dw.CommitFile)
    changed = attrs.evolve(message, event=attrs.evolve(message.event, file_name=None))
    data = dw.to_dict(changed)["data"]
    assert isinstance(data, dict)
    assert "fileName" not in data
    assert {**data, "fileName": "dwd_order_detail"} == SOURCE["data"]


def test_a_change_of_an_object_inside_changes_that_alone() -> None:
    data = bare("create-data-quality-evaluation-task")
    data["trigger"]["novel"] = 1
    event = dw.parse_event(data).event
    assert isinstance(event, dw.CreateDataQualityEvaluationTask)
    assert event.trigger is not None
    trigger = attrs.evolve(event.trigger, type=dw.TriggerType.BY_MANUAL)
    event = attrs.evolve(event, trigger=trigger)
    assert dw.to_dict(event) == {**data, "trigger": {**data["trigger"], "type": "ByManual"}}
    assert dw.to_dict(trigger) == {**data["trigger"], "type": "ByManual"}


def test_an_event_can_be_made_by_hand() -> None:
    event = dw.CommitFile(file_id=1, project_id=2, change_type=dw.ChangeType.CREATE)
    assert dw.to_dict(event) == {"fileId": 1, "projectId": 2, "changeType": "0"}
    assert json.loads(dw.to_json(event)) == dw.to_dict(event)
    assert dw.parse_event(dw.to_dict(event), event_code="commit-file", strict=True).event == event


def test_json_text_is_compact_and_keeps_letters() -> None:
    data = {"fileId": 1, "projectId": 2, "fileName": "订单 é \U0001f600"}
    message = dw.parse_event(data, event_code="commit-file")
    text = dw.to_json(message)
    assert "订单 é \U0001f600" in text
    assert ": " not in text.replace("订单 é", "")
    assert json.loads(text) == data


def test_what_is_written_is_the_callers_own() -> None:
    sent = copy.deepcopy(the_fixture("commit-file", "eventbridge/unknown-field").message)
    message = dw.parse(sent)
    written = dw.to_dict(message)
    data = written["data"]
    assert isinstance(data, dict)
    data["fileName"] = "changed"
    data["novel"] = 1
    written["novel"] = 1
    assert dw.to_dict(message) == sent
