"""What mypy and pyright make of the package, in their strict modes: both of the same files."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

import dataworks_events as dw

PARENT = Path(dw.__file__).parents[1]

RIGHT = """
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final, assert_type

import attrs
from cloudevents.core.v1.event import CloudEvent

import dataworks_events as dw
from dataworks_events import CommitFile, parse


def by_isinstance(body: bytes) -> str:
    message = dw.parse(body, strict=True)
    assert_type(message, dw.AnyMessage)
    assert_type(message.event, dw.Event)
    if isinstance(message.event, dw.CommitFile):
        assert_type(message.event, dw.CommitFile)
        assert_type(message.event.file_id, int | None)
        assert_type(message.event.file_name, str | None)
        assert_type(message.event.change_type, dw.ChangeType | None)
        kind = message.event.change_type
        return kind.value if kind is not None and kind.is_known else "unknown"
    if isinstance(message.event, dw.ApprovalChangeCreated):
        process = message.event.process
        content = process.approval_content if process is not None else None
        if content is not None and content.array_data is not None:
            assert_type(content.array_data, tuple[dw.ApprovalResource, ...])
            return ", ".join(type(item).__name__ for item in content.array_data)
    assert_type(message.info, dw.EventInfo | None)
    return message.info.title if message.info else str(message.event.extra.get("name"))


def by_match(message: dw.Message) -> int:
    match message.event:
        case dw.CommitFile(project_id=int(project), file_name=str(name)):
            assert_type(project, int)
            assert_type(name, str)
            return project
        case dw.WorkbenchMonitorAlertBaseline(baseline_id=baseline):
            assert_type(baseline, int | None)
            return baseline or 0
        case dw.InstanceChange(task_ids=tasks) as event:
            assert_type(event, dw.InstanceChange)
            assert_type(tasks, tuple[int, ...] | None)
            return sum(tasks or ())
        case dw.UnknownEvent() as event:
            assert_type(event, dw.UnknownEvent)
            return len(event.extra)
        case other:
            assert_type(other, dw.Event)
            return 0


def many(source: list[bytes], errors: list[dw.MessageError]) -> Iterator[str | None]:
    for found in dw.parse_many(source):
        assert_type(found, dw.AnyMessage | dw.MessageError)
        yield found.id if isinstance(found, dw.Message) else str(found.index)
    for message in dw.parse_many(source, on_error=errors.append):
        assert_type(message, dw.AnyMessage)
        yield message.id


def around(message: dw.AnyMessage) -> str | None:
    read: dw.Message = message
    if message.envelope == "eventbridge":
        assert_type(message.attributes, dw.EventBridgeAttributes)
        return message.attributes.aliyun_region_id
    if message.envelope == "function-compute":
        assert_type(message.attributes, dw.FunctionComputeAttributes)
        return message.attributes.event_type
    if message.envelope == "kafka-2021":
        assert_type(message.attributes, dw.Kafka2021Attributes)
        return message.attributes.message_type
    assert_type(message.attributes, None)
    return read.envelope


def meant(event: dw.Event) -> date | None:
    match event:
        case dw.InstanceStatusChanges():
            assert_type(event.finish_time_parsed, datetime | None)
            return event.finish_time_parsed
        case dw.DagStatusChanges(biz_date_parsed=day):
            assert_type(day, datetime | None)
        case dw.BackfillData(multiple_time_periods_parsed=periods):
            assert_type(periods, tuple[dw.TimePeriod, ...] | None)
            return periods[0].biz_end_time_parsed if periods else None
        case dw.WorkbenchMonitorAlertRemindNode():
            assert_type(event.node_ids_parsed, tuple[int, ...] | None)
        case dw.BatchStartDiJob():
            assert_type(event.extension_biz_name_parsed, tuple[str, ...] | None)
        case _:
            pass
    return None


def answered(message: dw.Message, client: object) -> dict[str, str]:
    assert_type(message.workspace_id, int | None)
    with dw.answering(message, client, extension_code="c", otherwise=("FAIL", "late")) as answer:
        assert_type(answer("OK"), dw.Answer)
    try:
        made = message.answer(dw.CheckResult.FAIL, "why")
    except dw.AnswerError as error:
        assert_type(error.errors, tuple[dw.Problem, ...])
        raise
    assert_type(made.parameters, Mapping[str, str])
    message.answer("WARN", operation="CallbackExtension")
    message.answer(dw.CheckResult.WARN, operation=dw.AnswerOperation.UPDATE_IDE_EVENT_RESULT)
    message.answer("OK", operation=dw.AnswerOperation.UPDATE_WORKBENCH_EVENT_RESULT)
    with dw.answering(message, client, otherwise="OK", operation=OPERATION) as answer:
        answer("FAIL", "why")
    return made.returned()


OPERATION: Final = "UpdateWorkbenchEventResult"


def wrong_with(body: str | bytearray | memoryview | dict[str, Any]) -> list[str]:
    try:
        message = parse(body)
    except dw.InvalidMessage as error:
        assert_type(error.errors, tuple[dw.Problem, ...])
        return [problem.path for problem in error.errors]
    except dw.MessageError as error:
        return [str(error)]
    return [*message.conflicts, *map(str, message.problems)]


@attrs.define
class Job:
    name: str
    event: dw.Event


made = CommitFile(file_id=1, project_id=2, change_type=dw.ChangeType.CREATE)
assert_type(attrs.evolve(made, file_name="b"), dw.CommitFile)
assert_type(dw.to_json(made), str)
assert_type(dw.detect("{}"), str)
version: str = dw.CATALOGUE_VERSION
assert_type(dw.converter().structure({}, Job), Job)
code: dw.EventCode = dw.EventCode.COMMIT_FILE
event_class: type[dw.Event] = dw.EVENTS["commit-file"].event_class
handed_on = CloudEvent(*parse("{}").to_cloudevent())
assert_type(parse(handed_on), dw.AnyMessage)
"""

# What stands behind `!` are the kinds of the errors, of mypy and of pyright.
WRONG = """# pyright: standard
import dataworks_events as dw

def title(message: dw.Message) -> object:
    if isinstance(message.event, dw.CommitFile):
        return message.event.file_nmae  #! attr-defined reportAttributeAccessIssue
    number: int = message.event.extra  #! assignment reportAssignmentType
    name: str = message.event.file_name  #! attr-defined reportAttributeAccessIssue
    return number, name

def match(message: dw.Message) -> int | None:
    match message.event:
        case dw.CommitFile(file_name=name):
            return name  #! return-value reportReturnType
        case dw.FreezeInstance(task_ids=tasks):
            return tasks  #! return-value reportReturnType
        case dw.Event() as event:
            print(event.file_id)  #! attr-defined reportAttributeAccessIssue
    return None

made = dw.CommitFile(file_id="1", project_id=2)  #! arg-type reportArgumentType
dw.WorkbenchMonitorAlert(project_id=1)  #! call-arg reportCallIssue
dw.CommitFile(file_id=1, project_id=2, file_nmae="a")  #! call-arg reportCallIssue
made.file_id = 2  #! misc reportAttributeAccessIssue
dw.FreezeInstance(task_ids=[1], project_id=2)  #! arg-type reportArgumentType
made.process = None  #! attr-defined reportAttributeAccessIssue
dw.parse(5)  #! arg-type reportArgumentType
dw.parse("{}", stirct=True)  #! call-arg reportCallIssue
dw.CommitFiel  #! attr-defined reportAttributeAccessIssue
dw.EventCode.COMMIT_FIEL  #! attr-defined reportAttributeAccessIssue
dw.parse("{}").to_cloudevent(3)  #! arg-type reportArgumentType
dw.parse("{}").answer("OK", "why", "code")  #! call-overload reportCallIssue
dw.answering(dw.parse("{}"), None)  #! call-overload reportCallIssue
def no_warning(message: dw.Message, error: dw.InvalidMessage, client: object) -> None:
    message.answer("WARN", operation="UpdateWorkbenchEventResult")  #! call-overload reportArgumentType+reportCallIssue
    for result in (dw.CheckResult.WARN,):
        message.answer(result, operation=dw.AnswerOperation.UPDATE_WORKBENCH_EVENT_RESULT)  #! call-overload reportArgumentType+reportCallIssue
    error.answer("WARN", operation="UpdateWorkbenchEventResult")  #! call-overload reportArgumentType+reportCallIssue
    message.answer("Ok", operation="CallbackExtension")  #! call-overload reportArgumentType+reportCallIssue
    dw.answering(message, client, otherwise="WARN", operation="UpdateWorkbenchEventResult")  #! call-overload reportArgumentType+reportCallIssue
    with dw.answering(message, otherwise="OK", operation="UpdateWorkbenchEventResult") as answer:
        answer("WARN")  #! arg-type reportArgumentType
def times(event: dw.InstanceStatusChanges) -> None:
    event.finish_time_prased  #! attr-defined reportAttributeAccessIssue
for found in dw.parse_many([]):
    found.event  #! union-attr reportAttributeAccessIssue
"""

FILES = ("right.py", "wrong.py", "names.py")

Errors = list[tuple[str, int, str]]
"""File, line and kind of every error."""


def expected(column: int) -> Errors:
    """The errors of the wrong file, by mypy (0) or by pyright (1)."""
    return [
        ("wrong.py", number, kind)
        for number, line in enumerate(WRONG.splitlines(), start=1)
        if "#!" in line
        for kind in line.split("#!")[1].split()[column].split("+")
    ]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "right.py").write_text(RIGHT)
    (tmp_path / "wrong.py").write_text(WRONG)
    every_name = "".join(f"print(dw.{name})\n" for name in dw.__all__)
    (tmp_path / "names.py").write_text(f"import dataworks_events as dw\n{every_name}")
    return tmp_path


def run(folder: Path, *command: str, **variables: str) -> str:
    """What a checker prints; it exits with 1, as it must find errors."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("PYRIGHT", "MYPY"))}
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        env=inherited | variables,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stdout


def mypy(folder: Path) -> Errors:
    (folder / "mypy.ini").write_text("[mypy]\nstrict = true\n")
    said = run(folder, "mypy", "--no-error-summary", "right.py", "wrong.py", MYPYPATH=str(PARENT))
    errors = re.findall(r"^(.+?):(\d+): error: .*\[([\w-]+)\]$", said, re.MULTILINE)
    return [(file, int(line), kind) for file, line, kind in errors]


def pyright(folder: Path) -> Errors:
    config: Mapping[str, object] = {
        "typeCheckingMode": "strict",
        "extraPaths": [str(PARENT)],
        # Statements that do nothing are how the wrong file uses names.
        "reportUnusedExpression": "none",
    }
    (folder / "pyrightconfig.json").write_text(json.dumps(config))
    said = json.loads(
        run(
            folder,
            "pyright",
            "--outputjson",
            f"--pythonpath={sys.executable}",
            *FILES,
            # The wheel brings pyright along, and Node with it: nothing is to be asked for.
            PYRIGHT_PYTHON_IGNORE_WARNINGS="1",
        )
    )
    assert said["summary"]["filesAnalyzed"] == len(FILES)
    return [
        (Path(each["file"]).name, each["range"]["start"]["line"] + 1, each.get("rule", ""))
        for each in said["generalDiagnostics"]
    ]


@pytest.mark.parametrize(("checker", "column"), [(mypy, 0), (pyright, 1)])
def test_right_use_passes_and_every_wrong_line_is_found(
    checker: Callable[[Path], Errors], column: int, folder: Path
) -> None:
    assert len({line for _, line, _ in expected(column)}) == 27
    # Pyright reports one error for each member of a union.
    assert sorted(set(checker(folder))) == expected(column)
