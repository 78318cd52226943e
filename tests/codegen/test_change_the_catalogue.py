"""Whoever changes the catalogue and generates anew has a green tree."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.codegen.catalogue_changes import CHANGES, copy_with
from tests.codegen.command import PROJECT, files, run

SUITES = (
    "tests/generated/test_docs.py",
    "tests/generated/test_facts.py",
    "tests/generated/test_fixtures.py",
    "tests/generated/test_machine_readable.py",
    "tests/codegen/test_front_door.py",
    "tests/codegen/test_translation.py::test_our_chinese_is_chinese",
)
"""What depends most on the catalogue; `nox -s changed` also runs every test after all changes."""


@pytest.fixture(scope="module")
def committed() -> dict[str, bytes]:
    return files(PROJECT / "generated")


@pytest.fixture(scope="module")
def after(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Path]:
    """Copies of the project by how many of the changes were made to them, one after the other."""
    made: dict[int, Path] = {}

    def copy(number: int) -> Path:
        if number not in made:
            made[number] = tmp_path_factory.mktemp("changed") / "project"
            copy_with(CHANGES[:number], made[number])
        return made[number]

    return copy


@pytest.mark.changed
@pytest.mark.parametrize(
    "number", range(1, len(CHANGES) + 1), ids=[change.__name__ for change in CHANGES]
)
def test_the_suites_pass_after_a_change(
    number: int, after: Callable[[int], Path], committed: dict[str, bytes], tmp_path: Path
) -> None:
    copy = after(number)
    run("-m", "codegen", "--check", cwd=copy, path=copy)
    codes = concerned(files(copy / "generated"), committed)
    options = ("-v", "-n", "0", "-p", "no:cacheprovider", "--basetemp", str(tmp_path / "temporary"))
    selected = ("--events", ",".join(codes), *SUITES)
    done = run("-m", "pytest", *options, *selected, cwd=copy, path=copy / "generated")
    for code in codes:
        assert f"::test_valid_messages_round_trip[{code}] PASSED" in done


def concerned(made: dict[str, bytes], committed: dict[str, bytes]) -> list[str]:
    """The events whose own files are new or others than before."""
    pages = {
        Path(path).stem
        for path in made
        if path.startswith(("docs/events/", "schemas/", "dataworks_events/fixtures/"))
        if made[path] != committed.get(path)
    }
    codes = {Path(path).stem for path in made if path.startswith("events/")}
    return sorted(pages & codes)


@pytest.fixture
def with_one_more(after: Callable[[int], Path]) -> Path:
    """What is generated from the catalogue with the event that README adds."""
    return after(1) / "generated"


def test_one_more_event_appears_everywhere(
    with_one_more: Path, committed: dict[str, bytes]
) -> None:
    made = files(with_one_more)
    assert made.keys() - committed.keys() == {
        "dataworks_events/fixtures/pause-instance.json",
        "docs/events/pause-instance.md",
        "events/pause-instance.json",
        "schemas/bodies/pause-instance.json",
        "schemas/pause-instance.json",
    }
    assert committed.keys() <= made.keys()
    for place, text in [
        ("dataworks_events/events/instance_change.py", "class PauseInstance(InstanceChange):"),
        ("dataworks_events/constants.py", 'PAUSE_INSTANCE = "pause-instance"'),
        (
            "dataworks_events/constants.py",
            'PAUSE_INSTANCE = "dataworks:InstanceChange:PauseInstance"',
        ),
        ("docs/index.md", "events/pause-instance.md"),
        ("docs/services/operation-center.md", "events/pause-instance.md"),
        ("docs/events/pause-instance.md", "After a user paused instances."),
        ("schemas/pause-instance.json", '"dataworks:InstanceChange:PauseInstance"'),
        ("schemas/bundle.json", "PauseInstance.eventbridge"),
    ]:
        assert text in made[place].decode(), place
    rows = [line for line in made["docs/index.md"].decode().splitlines() if "pause-inst" in line]
    assert all(line.startswith("|") for line in rows)


def test_one_more_event_leaves_the_others_alone(
    with_one_more: Path, committed: dict[str, bytes]
) -> None:
    made = files(with_one_more)
    untouched = [
        path
        for path in committed
        if path.startswith(("schemas/", "dataworks_events/"))
        and path
        not in {
            "dataworks_events/__init__.py",
            "dataworks_events/__init__.pyi",
            "dataworks_events/_event_names.py",
            "dataworks_events/constants.py",
            "dataworks_events/events/instance_change.py",
            "dataworks_events/descriptions.json",
            "dataworks_events/registry.py",
            "schemas/bundle.json",
        }
    ]
    assert [path for path in untouched if made[path] != committed[path]] == []


def test_a_message_of_one_more_event_is_parsed(with_one_more: Path) -> None:
    code = """
        import dataworks_events as dw
        from dataworks_events.fixtures import load

        message = dw.parse({
            "id": "m-1",
            "type": "dataworks:InstanceChange:PauseInstance",
            "data": {"projectId": 1, "taskIds": [2, 3]},
        }, strict=True)
        assert type(message.event) is dw.PauseInstance
        assert isinstance(message.event, dw.InstanceChange)
        assert message.event.task_ids == (2, 3)
        assert message.event_code == dw.EventCode.PAUSE_INSTANCE
        assert message.info.service is dw.Service.OPERATION_CENTER
        for fixture in load("pause-instance"):
            if fixture.valid:
                assert dw.to_dict(dw.parse(fixture.message, strict=True)) == fixture.message
        print("parsed")
    """
    assert run("-c", textwrap.dedent(code), cwd=with_one_more, path=with_one_more) == "parsed\n"
