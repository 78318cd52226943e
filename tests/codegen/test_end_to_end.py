"""The command as people use it, from a catalogue to a package that parses."""

from __future__ import annotations

import json
import shutil
import textwrap
from pathlib import Path

import pytest

from codegen.cli import main
from codegen.findings import Finding
from codegen.pipeline import Source, Tree, build_output
from tests.codegen import mini, mini_golden
from tests.codegen.command import PROJECT, assert_same, copied, files, run

MINI = PROJECT / "tests" / "codegen" / mini.FILE


@pytest.fixture(scope="module")
def committed() -> dict[str, bytes]:
    return files(PROJECT / "generated")


SURROUNDINGS = {
    "plain": {
        "PYTHONHASHSEED": "1",
        "LC_ALL": "C",
        "PYTHONCOERCECLOCALE": "0",
        "PYTHONUTF8": "0",
        "TZ": "Asia/Kolkata",
    },
    "other": {
        "PYTHONHASHSEED": "4242",
        "LC_ALL": "C.UTF-8",
        "TZ": "America/St_Johns",
        "HOME": "/",
    },
}


def environment(surroundings: str, folder: Path) -> dict[str, str]:
    """These surroundings, without the results of runs in others."""
    cache = str(folder / f"{surroundings} cache")
    return {**SURROUNDINGS[surroundings], "DATAWORKS_EVENTS_CACHE": cache}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied(tmp_path_factory.mktemp("copied") / "project")


@pytest.mark.parametrize("surroundings", SURROUNDINGS)
def test_without_generated_all_of_it_is_made_again_whatever_the_surroundings(
    tmp_path: Path, copy: Path, committed: dict[str, bytes], surroundings: str
) -> None:
    shutil.rmtree(copy / "generated", ignore_errors=True)
    schema = copy / "spec" / "catalogue.schema.json"
    schema.unlink()
    around = environment(surroundings, tmp_path)
    run("-m", "codegen", cwd=copy, path=copy, **around)
    assert_same(files(copy / "generated"), committed)
    assert schema.read_bytes() == (PROJECT / "spec" / "catalogue.schema.json").read_bytes()
    # And again, with the result of the first run at hand.
    shutil.rmtree(copy / "generated")
    run("-m", "codegen", cwd=copy, path=copy, **around)
    assert_same(files(copy / "generated"), committed)
    run("-m", "codegen", "--check", cwd=copy, path=copy, **around)


def test_a_dependence_on_the_surroundings_is_seen(tmp_path: Path) -> None:
    planted = tmp_path / "templates" / "docs" / "planted.md.jinja"
    planted.parent.mkdir(parents=True)
    planted.write_text("{{ 'text'.__hash__() }}\n", encoding="utf-8")
    made = []
    for surroundings in SURROUNDINGS:
        out = tmp_path / f"{surroundings} out"
        options = ("--catalogue", str(MINI), "--templates", str(tmp_path / "templates"))
        around = environment(surroundings, tmp_path)
        run("-m", "codegen", *options, "--out", str(out), cwd=tmp_path, path=PROJECT, **around)
        made.append(files(out))
    plain, other = made
    with pytest.raises(AssertionError, match=r"docs/planted\.md"):
        assert_same(plain, other)
    del plain["docs/planted.md"], other["docs/planted.md"]
    assert_same(plain, other)


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
def made(tmp_path: Path, import_untried: None) -> Path:
    """A directory for templates."""
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


def test_a_template_that_fails_for_one_event_is_a_finding_at_the_event(made: Path) -> None:
    text = "\n{{ 1 / 0 if event_view.event.code == 'lorry-left' }}"
    (made / "{event}.md.jinja").write_text(text)
    found = built(made)
    assert isinstance(found, tuple)
    (finding,) = found
    line = MINI.read_text(encoding="utf-8").splitlines()[finding.mark.line - 1]
    assert line.strip() == "lorry-left:"
    assert "{event}.md.jinja:2: " in finding.message


def test_two_templates_for_one_file_are_a_finding(made: Path) -> None:
    (made / "{event}").mkdir()
    (made / "{event}" / "x.txt").write_text("copied")
    (made / "gate-opening").mkdir()
    (made / "gate-opening" / "x.txt").write_text("copied")
    found = built(made)
    assert isinstance(found, tuple)
    assert "gate-opening/x.txt" in found[0].message


def test_after_a_wrong_template_nothing_is_written(
    tmp_path: Path, made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (made / "x.md.jinja").write_text("{{ nothing_such }}")
    out = tmp_path / "out"
    options = ["--catalogue", str(MINI), "--out", str(out), "--templates", str(made)]
    assert main([*options, "--format", "json"]) == 1
    (record,) = json.loads(capsys.readouterr().out)
    assert record["rule"] == "unmade-output"
    assert not out.exists()
    (made / "x.md.jinja").write_text("{{ catalogue.title }}")
    assert main(options) == 0
    before = files(out)
    (made / "x.md.jinja").write_text("{{ nothing_such }}")
    assert main(options) == 1
    assert files(out) == before
