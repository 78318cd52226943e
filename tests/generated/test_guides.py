"""The programs of the guides on handling messages, on answers and tests: short, and they run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import dataworks_events as dw
from tests.generated.guides import PARENT, extension, handling, programs_of
from tests.generated.messages import CODES, fixtures, kind_of


def full_message(code: str) -> dict[str, Any]:
    return next(each.message for each in fixtures(code) if kind_of(each) == "full")


# The programs handle the catalogue's first event, and the body of its last.
HANDLED, *_, LAST = dw.EVENTS.values()
OTHER = next(
    info
    for info in dw.EVENTS.values()
    if info.body_class_name not in (HANDLED.body_class_name, LAST.body_class_name)
)
FIRST = full_message(HANDLED.event_code)
NEW = {"type": "dataworks:New:New", "data": {"eventCode": "new", "a": 1}}


def run(program: str, folder: Path, *arguments: str, body: object = None) -> str:
    """What a program of the guide prints; `body` is the message that has come."""
    path = folder / "program.py"
    path.write_text(f"body = {json.dumps(body)!r}\n{handling()[program]}")
    done = subprocess.run(
        [sys.executable, str(path), *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(PARENT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_program_is_short() -> None:
    assert list(handling()) == ["By match", "By singledispatch", "Drop repeats", "Count a file"]
    longest = {"Count a file": 12, "test_extension.py": 15}
    for name, program in (handling() | extension()).items():
        assert len(program.strip().splitlines()) <= longest.get(name, 25), name


@pytest.mark.parametrize(
    ("program", "handled", "other", "new"),
    [
        (
            "By match",
            f"{FIRST['id']}: {HANDLED.event_class_name}",
            f"{OTHER.event_code.value} is not handled",
            "newer than this package: dataworks:New:New with 2 fields",
        ),
        (
            "By singledispatch",
            f"handled: {HANDLED.event_class_name}",
            f"{OTHER.event_class_name} is not handled",
            "newer than this package, with 2 fields",
        ),
    ],
    ids=["match", "singledispatch"],
)
def test_events_are_handled_and_new_ones_noticed(
    program: str, handled: str, other: str, new: str, tmp_path: Path
) -> None:
    assert run(program, tmp_path, body=FIRST).startswith(handled)
    not_handled = full_message(OTHER.event_code)
    assert run(program, tmp_path, body=not_handled) == f"{other}\n"
    assert run(program, tmp_path, body=NEW) == f"{new}\n"


def test_repeats_are_dropped(tmp_path: Path) -> None:
    assert run("Drop repeats", tmp_path, body=FIRST) == f"handled {FIRST['id']}\n"
    assert run("Drop repeats", tmp_path, body=FIRST) == ""
    other = {**FIRST, "id": "another"}
    assert run("Drop repeats", tmp_path, body=other) == "handled another\n"


def test_what_failed_is_handled_when_it_comes_again(tmp_path: Path) -> None:
    failing = handling()["Drop repeats"].replace("print(", "raise OSError(")
    path = tmp_path / "failing.py"
    path.write_text(f"body = {json.dumps(FIRST)!r}\n{failing}")
    environment = {**os.environ, "PYTHONPATH": str(PARENT)}
    done = subprocess.run(
        [sys.executable, str(path)], cwd=tmp_path, env=environment, capture_output=True, check=False
    )
    assert b"OSError" in done.stderr
    assert run("Drop repeats", tmp_path, body=FIRST) == f"handled {FIRST['id']}\n"


def test_a_file_is_counted(tmp_path: Path) -> None:
    sent = [each.message for code in CODES for each in fixtures(code) if kind_of(each) == "full"]
    path = tmp_path / "messages.jsonl"
    path.write_text("".join(json.dumps(each) + "\n" for each in [*sent, NEW]) + "no JSON\n")
    counted = run("Count a file", tmp_path, str(path))
    counts = {name: int(count) for count, name in map(str.split, counted.splitlines())}
    assert counts.pop("MalformedMessage") == 1
    assert sum(counts.values()) == len(sent) + 1
    assert set(CODES) < set(counts)


# On answers and tests


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the extension of the guide on answers."""
    for name, program in extension().items():
        (tmp_path / name).write_text(program)
    return tmp_path


def run_extension(folder: Path, *arguments: str) -> str:
    """What Python prints in that folder, with nothing but this package's plugin for pytest."""
    named = {"KEY_ID": "x", "KEY_SECRET": "x", "CODE": "e"}
    environment = {
        **os.environ,
        **named,
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "PYTHONPATH": str(PARENT),
    }
    environment.pop("PYTEST_ADDOPTS", None)
    run = [sys.executable, *arguments]
    done = subprocess.run(
        run, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_service_of_the_guide_answers_through_the_vendors_client(folder: Path) -> None:
    assert run_extension(folder, "trial.py") == "('FAIL', 'MAX_PT is not allowed')\n"


def test_the_program_on_refusals_answers_what_could_not_be_read(folder: Path) -> None:
    (folder / "ask.py").write_text(
        "import extension, json, refusals\n"
        "from dataworks_events.testing import ClientRecorder\n"
        "refusals.client = extension.client = recorder = ClientRecorder()\n"
        "sent = {'id': 'm-1', 'type': 'dataworks:FileChange:CommitFile', 'data': 5}\n"
        "refusals.handle(json.dumps(sent).encode())\n"
        "print(*((call.result, call.reason) for call in recorder.answers))\n"
    )
    refused, answered = run_extension(folder, "ask.py").splitlines()
    assert refused.startswith("refused: m-1 commit-file data: expected object")
    assert refused.endswith("'data': 5}")
    assert answered == "('FAIL', 'The check could not be made')"


def test_the_program_on_looking_up_knows_every_event() -> None:
    (program,) = programs_of("command")
    assert len(program.strip().splitlines()) <= 12
    done = subprocess.run(
        [sys.executable, "-c", program, *dw.EVENTS],
        env={**os.environ, "PYTHONPATH": str(PARENT)},
        capture_output=True,
        text=True,
        check=True,
    )
    for info in dw.EVENTS.values():
        assert f"{info.title}, {info.type}, {info.kind}, " in done.stdout


def test_the_tests_of_the_guide_pass_and_would_find_a_fault(folder: Path) -> None:
    plugin = ["-m", "pytest", "-q", "-p", "dataworks_events.pytest_plugin"]
    arguments = [*plugin, "-p", "no:cacheprovider", "-c", os.devnull, "test_extension.py"]
    assert "2 passed" in run_extension(folder, *arguments)
    service = folder / "extension.py"
    # Of another length, since Python compiles nothing again that is as long and of the same second.
    service.write_text(service.read_text().replace('"max_pt" in', '"minimum" in'))
    with pytest.raises(AssertionError, match="1 failed, 1 passed"):
        run_extension(folder, *arguments)
