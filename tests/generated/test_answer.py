"""Answers: what they say, what is refused, and what the vendor's own client sends of them."""

from __future__ import annotations

import asyncio
import copy
import json
import logging
import pickle
import subprocess
import sys
import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from unittest import mock

import attrs
import pytest
from alibabacloud_dataworks_public20200518.client import Client as Client2020
from alibabacloud_dataworks_public20240518.client import Client as Client2024
from alibabacloud_tea_openapi.utils_models import Config

import dataworks_events as dw
from dataworks_events.testing import ApiStandIn, Call, ClientRecorder, message

CODE = "8abcb91f-d266-4073-b907-2ed670378ed1"
WAITING = [code for code, info in dw.EVENTS.items() if info.kind == dw.EventKind.EXTENSION_POINT]
CALLED = [info for info in dw.ANSWERS.values() if info.results and not info.returned_in]
ONE_OF_EACH = ["commit-file", "undeploy-node", "start-diJob"]


@pytest.fixture
def api() -> Iterator[ApiStandIn]:
    with ApiStandIn() as stand_in:
        yield stand_in


def client(api: ApiStandIn, kind: Any = Client2020) -> Any:
    config = Config(
        access_key_id="test",
        access_key_secret="test",
        endpoint=api.endpoint,
        protocol="http",
    )
    return kind(config)


def refusal(message: dw.Message, *said: Any, **named: Any) -> dict[str, tuple[str, str]]:
    """What is expected and what was found, by argument."""
    with pytest.raises(dw.AnswerError) as caught:
        message.answer(*said, **named)
    assert all(str(each) in str(caught.value) for each in caught.value.errors)
    return {each.path: (each.expected, each.got) for each in caught.value.errors}


@pytest.mark.parametrize("code", WAITING)
def test_every_extension_point_is_answered_by_its_operation(code: str) -> None:
    info = dw.EVENTS[code]
    for envelope in info.envelopes:
        asked = message(code, envelope=envelope)
        answer = asked.answer("FAIL", "why", extension_code=CODE)
        assert answer.operation in info.answers
        assert bool(dw.ANSWERS[answer.operation].returned_in) == (envelope == "function-compute")
        assert "FAIL" in answer.parameters.values()
        assert "why" in answer.parameters.values()
        assert ("answer" in info.inferred) <= bool(answer.doubts)
        if envelope == "eventbridge":
            assert answer.api_version == "2020-05-18"
            assert answer.parameters["MessageId"] == asked.id
            assert answer.parameters["ExtensionCode"] == CODE


@pytest.mark.parametrize("code", ONE_OF_EACH)
@pytest.mark.parametrize("result", ["OK", "FAIL"])
def test_the_vendors_client_sends_what_the_answer_says(
    api: ApiStandIn, code: str, result: str
) -> None:
    asked = message(code)
    answer = asked.answer(result, "Grün & rot?", extension_code=CODE)
    response = answer.send(client(api))
    (call,) = api.answers
    assert call == Call(str(answer.operation), dict(answer.parameters))
    assert (call.result, call.reason) == (result, "Grün & rot?")
    assert response.body.request_id == "request-1"


def test_the_newer_client_answers_what_its_version_has(api: ApiStandIn) -> None:
    newer = client(api, Client2024)
    message("commit-file").answer("OK", extension_code=CODE).send(newer)
    assert [call.operation for call in api.calls] == ["UpdateIDEEventResult"]
    for code in ("undeploy-node", "start-diJob"):
        with pytest.raises(dw.AnswerError, match=r"client of API version 2020-05-18.*Client"):
            message(code).answer("OK", extension_code=CODE).send(newer)
    assert len(api.calls) == 1


def test_the_method_that_is_awaited_sends_the_same(api: ApiStandIn) -> None:
    answer = message("start-diJob").answer("WARN", "late", extension_code=CODE)
    response = asyncio.run(answer.send_async(client(api)))
    assert [call.parameters for call in api.calls] == [answer.parameters]
    assert response.body.success


def test_a_subclass_and_a_mock_of_the_client_get_the_vendors_request(api: ApiStandIn) -> None:
    answer = message("commit-file").answer("OK", extension_code=CODE)
    answer.send(client(api, type("Own", (Client2020,), {})))
    assert len(api.calls) == 1
    mocked = mock.create_autospec(Client2024, instance=True)
    answer.send(mocked)
    (request,) = mocked.update_ideevent_result.call_args.args
    assert type(request).__name__ == "UpdateIDEEventResultRequest"
    assert request.to_map() == answer.parameters


@pytest.mark.parametrize("said", [False, "false", "False"])
def test_an_answer_that_is_not_accepted_raises(api: ApiStandIn, said: object) -> None:
    api.responses["CallbackExtension"] = {"Success": said}
    answer = message("start-diJob").answer("OK", extension_code=CODE)
    with pytest.raises(dw.AnswerRejected, match="CallbackExtension") as caught:
        answer.send(client(api))
    assert caught.value.answer is answer
    assert caught.value.response.body.request_id == "request-1"  # type: ignore[attr-defined]  # the vendor's


@pytest.mark.parametrize("info", CALLED, ids=lambda info: str(info.operation))
def test_both_clients_have_the_operations_that_the_catalogue_says(info: dw.AnswerInfo) -> None:
    for version, kind in (("2020-05-18", Client2020), ("2024-05-18", Client2024)):
        assert hasattr(kind, info.method) == (version in info.api_versions)


def test_an_answer_is_frozen_and_compares_by_value() -> None:
    asked = message("commit-file")
    one, same = (asked.answer("OK", extension_code=CODE) for _ in range(2))
    assert one == same
    assert hash(one) == hash(same)
    assert one != asked.answer("WARN", extension_code=CODE)
    assert copy.deepcopy(one) == pickle.loads(pickle.dumps(one)) == one
    with pytest.raises(AttributeError):
        one.operation = dw.AnswerOperation.CALLBACK_EXTENSION  # type: ignore[misc]  # frozen
    with pytest.raises(TypeError):
        one.parameters["CheckResult"] = "FAIL"  # type: ignore[index]  # frozen


def test_everything_that_is_wrong_is_named_at_once() -> None:
    found = refusal(message("undeploy-node"), "WARN")
    assert found == {
        "extension_code": (
            "the code of your extension, as the list of extensions shows it",
            "nothing",
        ),
        "result": (
            'one of "OK", "FAIL" for UpdateWorkbenchEventResult',
            'string "WARN"',
        ),
    }


def test_a_failure_needs_a_reason() -> None:
    found = refusal(message("commit-file"), "FAIL", extension_code=CODE)
    assert found == {"reason": ("a reason, which the user is shown with FAIL", "nothing")}
    by_function = message("download-resources", envelope="function-compute")
    assert refusal(by_function, dw.CheckResult.FAIL, "").keys() == {"reason"}


def test_spellings_and_types_that_are_not_taken_are_refused() -> None:
    asked = message("commit-file")
    assert refusal(asked, "fail", "x", extension_code=CODE).keys() == {"result"}
    assert refusal(asked, "OK", 5, extension_code=CODE) == {"reason": ("a text", "integer 5")}
    assert refusal(asked, True, extension_code=CODE).keys() == {"result"}


def test_an_event_that_waits_for_nothing_is_not_answered() -> None:
    asked = message("instance-status-changes")
    found = refusal(asked, "OK", extension_code=CODE)
    assert found == {"event": ("one that waits for an answer", "a regular event")}


def test_an_event_without_envelope_has_no_id_to_answer() -> None:
    bare = dw.parse_event(dw.to_dict(message("commit-file").event), event_code="commit-file")
    assert refusal(bare, "OK", extension_code=CODE).keys() == {"message.id"}


def test_an_unknown_event_is_answered_by_a_chosen_operation() -> None:
    sent = {**dw.to_dict(message("commit-file")), "type": "dataworks:New:Event", "data": {}}
    newer = dw.parse(sent)
    assert refusal(newer, "OK", extension_code=CODE).keys() == {"event"}
    found = refusal(newer, "OK", extension_code=CODE, operation="GetIDEEventDetail")
    assert found.keys() == {"operation"}
    answer = newer.answer("OK", extension_code=CODE, operation="CallbackExtension")
    assert answer.parameters["MessageId"] == newer.id
    assert answer.doubts


def test_a_refused_message_is_answered_all_the_same() -> None:
    sent = dw.to_dict(message("commit-file"))
    with pytest.raises(dw.InvalidMessage) as caught:
        dw.parse({**sent, "data": {"projectId": "x"}}, strict=True)
    answer = caught.value.answer("FAIL", "unreadable", extension_code=CODE)
    assert answer.operation == dw.AnswerOperation.UPDATE_IDE_EVENT_RESULT
    assert answer.parameters["MessageId"] == sent["id"]
    client = ClientRecorder()
    with dw.answering(caught.value, client, extension_code=CODE, otherwise=OTHERWISE):
        pass
    assert said_to(client) == [OTHERWISE]


def test_what_was_no_message_is_answered_by_nobody() -> None:
    with pytest.raises(dw.MalformedMessage) as caught:
        dw.parse("[]")
    with pytest.raises(dw.AnswerError, match="got no event"):
        caught.value.answer("OK", extension_code=CODE)


def test_another_operation_than_the_events_is_doubted() -> None:
    asked = message("commit-file")
    assert not asked.answer("OK", extension_code=CODE).doubts
    answer = asked.answer("OK", extension_code=CODE, operation="CallbackExtension")
    (doubt,) = answer.doubts
    assert doubt == "No source says that CallbackExtension answers commit-file."


def test_what_a_function_returns_is_doubted_key_by_key() -> None:
    asked = message("download-resources", envelope="function-compute")
    answer = asked.answer("FAIL", "no")
    assert answer.returned() == {"checkResult": "FAIL", "errorMessage": "no"}
    assert json.loads(json.dumps(answer.returned())) == answer.returned()
    assert {doubt.partition(":")[0] for doubt in answer.doubts} > {"checkResult", "errorMessage"}
    with pytest.raises(dw.AnswerError, match="a function returns"):
        answer.send(ClientRecorder())
    with pytest.raises(dw.AnswerError, match="`send` it"):
        message("commit-file").answer("OK", extension_code=CODE).returned()


def test_a_message_that_names_two_events_is_answered_with_that_doubt() -> None:
    sent = dw.to_dict(message("commit-file"))
    data = sent["data"]
    assert isinstance(data, dict)
    asked = dw.parse({**sent, "data": {**data, "eventCode": "undeploy-node"}})
    assert asked.conflicts
    assert set(asked.conflicts) <= set(asked.answer("OK", extension_code=CODE).doubts)


def test_nothing_of_the_vendors_is_imported() -> None:
    code = (
        "import sys\nfrom dataworks_events.testing import message, ClientRecorder\n"
        "message('commit-file').answer('OK', extension_code='c').send(ClientRecorder())\n"
        "print(sorted(m for m in sys.modules if 'alibaba' in m or 'darabonba' in m))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


DETAIL = {"EventDetail": {"CommittedFile": {"Content": "SELECT 1;"}}}


@pytest.mark.parametrize("kind", [Client2020, Client2024])
def test_the_detail_of_an_event_is_read_by_the_vendors_client(api: ApiStandIn, kind: Any) -> None:
    api.responses["GetIDEEventDetail"] = DETAIL
    asked = message("commit-file")
    detail = asked.detail(client(api, kind))
    assert detail.event_detail.committed_file.content == "SELECT 1;"
    (call,) = api.calls
    assert call == Call(
        "GetIDEEventDetail",
        {"MessageId": asked.id, "ProjectId": str(asked.workspace_id)},
    )
    assert not api.answers


def test_the_detail_of_a_recorder_is_read_the_same_way() -> None:
    recorder = ClientRecorder()
    recorder.responses["GetIDEEventDetail"] = DETAIL
    asked = message("commit-file")
    assert asked.detail(recorder).event_detail.committed_file.content == "SELECT 1;"
    assert recorder.calls[0].parameters["ProjectId"] == asked.workspace_id


def test_no_detail_is_read_where_there_is_none() -> None:
    for code in ("undeploy-node", "node-change-created"):
        with pytest.raises(dw.AnswerError, match="reads more"):
            message(code).detail(ClientRecorder())
    bare = dw.parse_event({}, event_code="commit-file")
    with pytest.raises(dw.AnswerError) as caught:
        bare.detail(ClientRecorder())
    assert [each.path for each in caught.value.errors] == ["message.id", "message.workspace_id"]


@pytest.mark.parametrize("code", list(dw.EVENTS))
def test_the_workspace_is_found_whatever_the_event_calls_it(code: str) -> None:
    named = {"projectId": 11, "appId": 12, "queryDwProjectId": "13"}
    asked = dw.parse_event({**dw.to_dict(message(code).event), **named}, event_code=code)
    fields = attrs.fields_dict(type(asked.event))
    own = [name for name in ("app_id", "query_dw_project_id", "project_id") if name in fields]
    assert asked.workspace_id == {"app_id": 12, "query_dw_project_id": 13, "project_id": 11}[own[0]]
    assert type(asked.workspace_id) is int
    assert message(code).workspace_id == 24605


def test_there_is_no_workspace_where_none_is_named() -> None:
    assert dw.parse_event({"name": 1}, event_code="commit-file").workspace_id is None
    assert dw.parse_event({"projectId": 1}, event_code="of-the-future").workspace_id is None
    unclear = dw.parse_event({"queryDwProjectId": "x"}, event_code="download-resources")
    assert unclear.workspace_id is None


def test_errors_can_be_handed_to_another_process() -> None:
    with pytest.raises(dw.AnswerError) as caught:
        message("commit-file").answer("OK")
    again = pickle.loads(pickle.dumps(caught.value))
    assert (str(again), again.errors) == (str(caught.value), caught.value.errors)


# Exactly one answer.

OTHERWISE = ("FAIL", "The check could not be made")


def said_to(client: ClientRecorder) -> list[tuple[object, object]]:
    return [(call.result, call.reason) for call in client.answers]


def test_what_the_code_answers_is_answered_once() -> None:
    client = ClientRecorder()
    asked = message("commit-file")
    with dw.answering(asked, client, extension_code=CODE, otherwise=OTHERWISE) as answer:
        given = answer("WARN", "slow")
    assert said_to(client) == [("WARN", "slow")]
    assert answer.answer is given
    assert not answer.late


def test_code_that_says_nothing_is_answered_otherwise() -> None:
    client = ClientRecorder()
    with dw.answering(message("commit-file"), client, extension_code=CODE, otherwise="OK"):
        pass
    assert said_to(client) == [("OK", None)]


@pytest.mark.parametrize("error", [ZeroDivisionError, KeyboardInterrupt])
def test_code_that_raises_is_answered_otherwise(error: type[BaseException]) -> None:
    client = ClientRecorder()
    answering = dw.answering(
        message("commit-file"), client, extension_code=CODE, otherwise=OTHERWISE
    )
    with pytest.raises(error), answering:
        raise error
    assert said_to(client) == [OTHERWISE]


def test_code_that_raises_after_its_answer_keeps_it() -> None:
    client = ClientRecorder()
    answering = dw.answering(
        message("commit-file"), client, extension_code=CODE, otherwise=OTHERWISE
    )
    with pytest.raises(ZeroDivisionError), answering as answer:
        print(1 / len(answer("OK").doubts))
    assert said_to(client) == [("OK", None)]


class Signalling(ClientRecorder):
    """Says when it was called."""

    def __init__(self) -> None:
        super().__init__()
        self.called = threading.Event()

    def update_ideevent_result(self, request: Any) -> None:
        self.__getattr__("update_ideevent_result")(request)
        self.called.set()


def test_code_that_is_late_is_answered_otherwise_while_it_runs() -> None:
    client = Signalling()
    asked = message("commit-file")
    with dw.answering(asked, client, extension_code=CODE, otherwise=OTHERWISE, within=0) as answer:
        assert client.called.wait(60)
        given = answer("OK")
    assert said_to(client) == [OTHERWISE]
    assert answer.late
    assert given is answer.answer
    assert given.parameters["CheckResult"] == "FAIL"


def test_code_that_is_in_time_stops_the_clock() -> None:
    client = ClientRecorder()
    before = threading.active_count()
    with dw.answering(
        message("commit-file"), client, extension_code=CODE, otherwise=OTHERWISE, within=3600
    ) as answer:
        answer("OK")
    assert answer._timer is not None
    answer._timer.join(60)
    assert threading.active_count() == before
    assert said_to(client) == [("OK", None)]


def test_a_second_answer_is_an_error() -> None:
    client = ClientRecorder()
    answering = dw.answering(
        message("commit-file"), client, extension_code=CODE, otherwise=OTHERWISE
    )
    with answering as answer:
        answer("OK")
        with pytest.raises(dw.AnswerError, match="a second one"):
            answer("WARN")
    assert said_to(client) == [("OK", None)]


def test_an_answer_that_the_operation_does_not_take_is_answered_otherwise() -> None:
    client = ClientRecorder()
    answering = dw.answering(
        message("undeploy-node"), client, extension_code=CODE, otherwise=OTHERWISE
    )
    with pytest.raises(dw.AnswerError, match="WARN"), answering as answer:
        answer("WARN")
    assert said_to(client) == [OTHERWISE]


class Failing(ClientRecorder):
    """Fails a few times before it takes a call."""

    failures = 1

    def update_ideevent_result(self, request: Any) -> Any:
        self.failures -= 1
        if self.failures >= 0:
            raise ConnectionError
        return self.__getattr__("update_ideevent_result")(request)


def test_an_answer_that_could_not_be_sent_is_sent_again_as_it_was() -> None:
    client = Failing()
    answering = dw.answering(
        message("commit-file"), client, extension_code=CODE, otherwise=OTHERWISE
    )
    with pytest.raises(ConnectionError), answering as answer:
        answer("OK")
    assert said_to(client) == [("OK", None)]


def test_what_cannot_be_sent_at_all_raises() -> None:
    client = Failing()
    answering = dw.answering(
        message("commit-file"), client, extension_code=CODE, otherwise=OTHERWISE
    )
    with pytest.raises(ConnectionError), answering:
        pass
    assert not client.calls


@pytest.mark.parametrize(
    ("code", "client", "otherwise"),
    [
        ("commit-file", ClientRecorder(), "FAIL"),
        ("undeploy-node", ClientRecorder(), ("WARN", "x")),
        ("commit-file", None, "OK"),
        ("undeploy-node", SimpleNamespace(update_ideevent_result=print), "OK"),
        ("freeze-instance", ClientRecorder(), "OK"),
    ],
)
def test_what_could_not_be_answered_is_found_before_the_code_runs(
    code: str, client: object, otherwise: Any
) -> None:
    with pytest.raises(dw.AnswerError):
        dw.answering(message(code), client, extension_code=CODE, otherwise=otherwise)


def test_a_function_returns_its_answer_also_when_its_code_raises(
    caplog: pytest.LogCaptureFixture,
) -> None:
    asked = message("download-resources", envelope="function-compute")
    with dw.answering(asked, otherwise=OTHERWISE) as answer:
        answer("OK")
    assert answer.returned() == {"checkResult": "OK"}
    with caplog.at_level(logging.ERROR, "dataworks_events"):
        with dw.answering(asked, otherwise=OTHERWISE) as answer:
            raise ZeroDivisionError
        assert answer.returned()["checkResult"] == "FAIL"
    (record,) = caplog.records
    assert record.exc_info is not None
    assert record.exc_info[0] is ZeroDivisionError
