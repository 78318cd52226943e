"""The command as people use it, from a catalogue to a package that parses."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from codegen.findings import Finding
from codegen.pipeline import Source, Tree, build_output
from tests.codegen import mini, mini_golden

PROJECT = Path(__file__).resolve().parents[2]
MINI = PROJECT / "tests" / "codegen" / mini.FILE

EVENT = """
          pause-instance:
            type: dataworks:InstanceChange:PauseInstance
            title: Instances paused
            text: After a user paused instances.
            from: [main-2026-03]
"""
BEFORE = "          unfreeze-instance:\n"


def run(*arguments: str, cwd: Path, path: Path, **env: str) -> str:
    """What a command of this interpreter prints; `path` is searched for modules first."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(path), **env},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def assert_same(found: dict[str, bytes], expected: dict[str, bytes]) -> None:
    assert found.keys() == expected.keys()
    assert [path for path in found if found[path] != expected[path]] == []


@pytest.fixture(scope="module")
def committed() -> dict[str, bytes]:
    return files(PROJECT / "generated")


def copied(folder: Path) -> Path:
    """A copy of all that generating reads."""
    for part in ("codegen", "spec"):
        without = shutil.ignore_patterns("__pycache__")
        shutil.copytree(PROJECT / part, folder / part, ignore=without)
    return folder


def test_without_generated_all_of_it_is_made_again(
    tmp_path: Path, committed: dict[str, bytes]
) -> None:
    copy = copied(tmp_path / "project")
    schema = copy / "spec" / "catalogue.schema.json"
    schema.unlink()
    run("-m", "codegen", cwd=copy, path=copy, DATAWORKS_EVENTS_CACHE=str(tmp_path / "cache"))
    assert_same(files(copy / "generated"), committed)
    assert schema.read_bytes() == (PROJECT / "spec" / "catalogue.schema.json").read_bytes()
    # And again, with the result of the first run at hand.
    shutil.rmtree(copy / "generated")
    run("-m", "codegen", cwd=copy, path=copy, DATAWORKS_EVENTS_CACHE=str(tmp_path / "cache"))
    assert_same(files(copy / "generated"), committed)
    run(
        "-m",
        "codegen",
        "--check",
        cwd=copy,
        path=copy,
        DATAWORKS_EVENTS_CACHE=str(tmp_path / "cache"),
    )


@pytest.mark.parametrize(
    "env",
    [
        {
            "PYTHONHASHSEED": "1",
            "LC_ALL": "C",
            "PYTHONCOERCECLOCALE": "0",
            "PYTHONUTF8": "0",
            "TZ": "Asia/Kolkata",
        },
        {"PYTHONHASHSEED": "4242", "LC_ALL": "C.UTF-8", "TZ": "America/St_Johns", "HOME": "/"},
    ],
    ids=["plain", "other"],
)
def test_the_bytes_do_not_depend_on_the_surroundings(
    tmp_path: Path, committed: dict[str, bytes], env: dict[str, str]
) -> None:
    out = tmp_path / "out"
    cache = str(tmp_path / "cache")
    run(
        "-m",
        "codegen",
        "--out",
        str(out),
        cwd=tmp_path,
        path=PROJECT,
        DATAWORKS_EVENTS_CACHE=cache,
        **env,
    )
    assert_same(files(out), committed)


@pytest.fixture(scope="module")
def with_one_more(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is generated from the catalogue with one more event."""
    copy = copied(tmp_path_factory.mktemp("one_more") / "project")
    catalogue = copy / "spec" / "catalogue.yaml"
    text = catalogue.read_text(encoding="utf-8")
    assert text.count(BEFORE) == 1
    assert len(EVENT.strip().splitlines()) <= 5
    catalogue.write_text(text.replace(BEFORE, EVENT.lstrip("\n") + BEFORE), encoding="utf-8")
    run("-m", "codegen", cwd=copy, path=copy, DATAWORKS_EVENTS_CACHE=str(copy.parent / "cache"))
    return copy / "generated"


def test_one_more_event_appears_everywhere(
    with_one_more: Path, committed: dict[str, bytes]
) -> None:
    made = files(with_one_more)
    assert made.keys() - committed.keys() == {
        "dataworks_events/fixtures/pause-instance.json",
        "docs/events/pause-instance.md",
        "events/pause-instance.json",
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
        ("schemas/pause-instance.json", '"const": "dataworks:InstanceChange:PauseInstance"'),
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
            "dataworks_events/constants.py",
            "dataworks_events/events/instance_change.py",
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


# A catalogue of somebody else


@pytest.fixture
def overlay(tmp_path: Path) -> Path:
    """Templates that add an output for each event and replace the first page."""
    folder = tmp_path / "overlay"
    (folder / "docs").mkdir(parents=True)
    (folder / "{package}").mkdir()
    (folder / "rules" / "{service}").mkdir(parents=True)
    (folder / "docs" / "index.md.jinja").write_text("# Ours: {{ catalogue.title }}\n")
    (folder / "{package}" / "py.typed").write_text("partial\n")
    (folder / "rules" / "{event}.txt.jinja").write_text(
        "{{ event_view.event.type }} {{ event_view.event.title | repr }}\n"
    )
    (folder / "rules" / "{service}" / "name.txt.jinja").write_text("{{ service.name }}\n")
    return folder


def test_a_team_generates_its_own_catalogue(tmp_path: Path, overlay: Path) -> None:
    out = tmp_path / "theirs"
    options = ["--catalogue", str(MINI), "--out", str(out), "--package", "warehouse"]
    options += ["--templates", str(overlay)]
    run(
        "-m",
        "codegen",
        *options,
        cwd=tmp_path,
        path=PROJECT,
        DATAWORKS_EVENTS_CACHE=str(tmp_path / "cache"),
    )
    made = files(out)
    assert made["rules/gate-opening.txt"] == b"depot:Gate:GateOpening 'Open a gate'\n"
    assert made["rules/stock/name.txt"] == b"Stock\n"
    assert {path for path in made if path.startswith("rules/")} == {
        "rules/gate-opening.txt",
        "rules/goods-in/name.txt",
        "rules/lorry-left.txt",
        "rules/pallet-changed.txt",
        "rules/stock/name.txt",
    }
    assert made["docs/index.md"].endswith(b"\n# Ours: Depot events\n")
    assert made["warehouse/py.typed"] == b"partial\n"
    assert "docs/events/gate-opening.md" in made
    assert not any(
        b"dataworks" in content.lower() for path, content in made.items() if "/docs" in path
    )
    code = """
        import warehouse as wh

        message = wh.parse({"id": "m-1", "data": {
            "eventCode": "pallet-changed", "state": "stored", "shelfID": 4, "priority": "1",
            "new": 1,
        }})
        event = message.event
        assert type(event) is wh.PalletChangedStored
        assert event.shelf_id == 4
        assert event.state is wh.PalletState.STORED
        assert event.priority is wh.Priority.TODAY
        assert event.extra == {"new": 1}
        asked = wh.parse(b'{"body": {"eventCode": "gate-opening", "gate": "12"}, "messageId": "m-2"}')
        assert isinstance(asked.event, wh.GateOpening)
        assert (asked.id, asked.envelope, asked.event.gate) == ("m-2", "bell", 12)
        assert wh.EVENTS["lorry-left"].retired.replaced_by == "gate-opening"
        assert wh.CATALOGUE_VERSION == "1.2"
        from warehouse.fixtures import load
        for code in wh.EVENTS:
            for fixture in load(code):
                if fixture.valid:
                    parsed = wh.parse(fixture.message, strict=True)
                    assert wh.to_dict(parsed) == fixture.message, fixture.name
                else:
                    try:
                        wh.parse(fixture.message, strict=True)
                    except wh.InvalidMessage as error:
                        found = [(p.path, p.expected, p.got) for p in error.errors]
                        assert found == [tuple(p) for p in fixture.problems], fixture.name
                    else:
                        raise AssertionError(fixture.name)
        print("parsed")
    """
    assert run("-c", textwrap.dedent(code), cwd=tmp_path, path=out) == "parsed\n"


def test_the_small_catalogue_becomes_the_golden_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATAWORKS_EVENTS_CACHE", str(tmp_path))
    made, kept = mini_golden.made(), mini_golden.kept()
    differ = [path for path in made.keys() | kept.keys() if made.get(path) != kept.get(path)]
    assert not differ, f"read the change, then run `{mini_golden.COMMAND}`"


# Templates that are wrong


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory for templates; nothing is kept from run to run."""
    monkeypatch.setenv("DATAWORKS_EVENTS_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "templates"
    folder.mkdir()
    return folder


def built(templates: Path) -> Tree | tuple[Finding, ...]:
    source = Source(MINI, templates=(templates,), name=mini.FILE)
    made = build_output(source, lambda stage, summary, seconds: None)
    return made if isinstance(made, tuple) else made.tree


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("docs/{colour}.md.jinja", "", ["docs/{colour}.md.jinja", "{colour}", "{event}"]),
        ("docs/{event}.md.jinja", "one\n{% for %}\n", ["{event}.md.jinja:2:", "expected"]),
        ("docs/x.md.jinja", "\n{{ nothing_such }}", ["x.md.jinja:2:", "nothing_such"]),
        ("docs/x.md.jinja", "{{ catalogue.titel }}", ["x.md.jinja", "titel"]),
        ("docs/x.md.jinja", "{{ catalogue.title | upside }}", ["x.md.jinja", "upside"]),
        ("docs/x.md.jinja", "{% include 'none.jinja' %}", ["x.md.jinja", "none.jinja"]),
        ("{package}/x.py.jinja", "def broken(:\n", ["x.py"]),
        ("{package}/x.py.jinja", "print(undefined_name)\n", ["x.py", "undefined_name"]),
        ("docs/x.md.jinja", "{{ 1 / 0 }}", ["x.md.jinja:1:", "division"]),
        ("docs/x.md.jinja", "{{ catalogue.events | json }}", ["x.md.jinja:1:", "Event"]),
    ],
)
def test_a_wrong_template_is_a_finding(made: Path, name: str, text: str, words: list[str]) -> None:
    path = made / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    found = built(made)
    assert isinstance(found, tuple)
    (finding,) = found
    assert finding.rule == "unmade-output"
    for word in words:
        assert word in finding.message


def test_two_templates_for_one_file_are_a_finding(made: Path) -> None:
    (made / "{event}").mkdir()
    (made / "{event}" / "x.txt").write_text("copied")
    (made / "gate-opening").mkdir()
    (made / "gate-opening" / "x.txt").write_text("copied")
    found = built(made)
    assert isinstance(found, tuple)
    assert "gate-opening/x.txt" in found[0].message


def test_after_a_wrong_template_nothing_is_written(tmp_path: Path, made: Path) -> None:
    (made / "x.md.jinja").write_text("{{ nothing_such }}")
    out = tmp_path / "out"
    options = ["--catalogue", str(MINI), "--out", str(out), "--templates", str(made)]
    done = subprocess.run(
        [sys.executable, "-m", "codegen", *options, "--format", "json"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    (record,) = json.loads(done.stdout)
    assert record["rule"] == "unmade-output"
    assert not out.exists()
    (made / "x.md.jinja").write_text("{{ catalogue.title }}")
    run("-m", "codegen", *options, cwd=PROJECT, path=PROJECT)
    before = files(out)
    (made / "x.md.jinja").write_text("{{ nothing_such }}")
    again = subprocess.run(
        [sys.executable, "-m", "codegen", *options], cwd=PROJECT, capture_output=True, check=False
    )
    assert again.returncode == 1
    assert files(out) == before
