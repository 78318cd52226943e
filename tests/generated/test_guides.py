"""The programs of the guides on handling messages: short, right by type checkers, and they run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import dataworks_events as dw
from tests.generated.messages import CODES, fixtures, kind_of
from tests.markdown_page import read

PARENT = Path(dw.__file__).parents[1]
GUIDE = PARENT / "docs" / "handling.md"


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


def programs() -> dict[str, str]:
    blocks = [block for block in read(GUIDE).blocks if block.language == "python"]
    return {block.section: block.text for block in blocks}


def run(program: str, folder: Path, *arguments: str, body: object = None) -> str:
    """What a program of the guide prints; `body` is the message that has come."""
    path = folder / "program.py"
    path.write_text(f"body = {json.dumps(body)!r}\n{programs()[program]}")
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
    assert list(programs()) == ["By match", "By singledispatch", "Drop repeats", "Count a file"]
    for name, program in programs().items():
        assert len(program.strip().splitlines()) <= (12 if name == "Count a file" else 25)


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
    failing = programs()["Drop repeats"].replace("print(", "raise OSError(")
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


def test_the_programs_pass_mypy_and_pyright(tmp_path: Path) -> None:
    names = []
    for number, program in enumerate(programs().values()):
        path = tmp_path / f"program{number}.py"
        path.write_text(
            program.replace("\n\n\n", '\n\nbody = b""\n\n\n', 1) if "body" in program else program
        )
        names.append(path.name)
    (tmp_path / "pyrightconfig.json").write_text(
        json.dumps({"typeCheckingMode": "strict", "extraPaths": [str(PARENT)]})
    )
    for command in (
        ("mypy", "--strict", "--no-error-summary"),
        ("pyright", f"--pythonpath={sys.executable}"),
    ):
        files = [] if command[0] == "pyright" else names
        done = subprocess.run(
            [sys.executable, "-m", *command, *files],
            cwd=tmp_path,
            env={**os.environ, "MYPYPATH": str(PARENT), "PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
