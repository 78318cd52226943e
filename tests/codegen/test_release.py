"""What a version promises, what a release leaves behind, and the changelog's section."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from codegen import cli, job
from codegen.diff.archive import BadRelease, Number, number, releases
from codegen.diff.change import Change
from codegen.diff.compare import compare
from codegen.diff.released import released
from codegen.diff.rules import RULES
from codegen.release.changelog import BEGIN, END, NoSection, written
from codegen.release.version import Promise
from tests.codegen import mini, packages
from tests.codegen.command import PROJECT
from tests.codegen.diff_cases import edited

DAY = "          day: string(iso-day), e.g. 2031-05-04 -- Day of arrival.\n"
SEAL = "          seal: string(iso-day), e.g. 2031-05-04 -- Day of sealing.\n"
BREAK, NOTICE, TEXT = "field-removed", "field-added", "texts-changed"


pytestmark = pytest.mark.usefixtures("import_untried")


@pytest.mark.parametrize(
    ("last", "rule", "least"),
    [
        ((1, 2, 3), BREAK, "2.0.0"),
        ((1, 2, 3), NOTICE, "1.3.0"),
        ((1, 2, 3), TEXT, "1.2.4"),
        ((1, 2, 3), None, "1.2.4"),
        ((0, 2, 3), BREAK, "0.3.0"),
        ((0, 2, 3), NOTICE, "0.3.0"),
        ((0, 2, 3), TEXT, "0.2.4"),
    ],
)
def test_a_version_promises_what_has_changed(last: Number, rule: str | None, least: str) -> None:
    changes = [Change(rule=RULES[rule], subject="Lorry.day")] if rule else []
    for version in ("1.2.3", "0.2.3", "1.2.4", "0.2.4", "1.3.0", "0.3.0", "1.0.0", "2.0.0"):
        faults = Promise(last, number(version), changes).faults()
        assert bool(faults) == (number(version) < number(least)), version
        assert not faults or f"expected {least} or more" in faults[0]


def test_the_changes_that_need_more_are_named() -> None:
    changes = [Change(rule=RULES[rule], subject="Lorry.day") for rule in (BREAK, NOTICE)]
    first, *named = Promise((1, 0, 0), (1, 1, 0), changes).faults()
    assert (
        "1.1.0 promises less than has changed since 1.0.0: 1 silently breaking, 1 notice" in first
    )
    assert named == ["  silently breaking: field removed Lorry.day"]


@pytest.mark.parametrize("text", ["1.2", "1.2.3.4", "v1.2.3", "01.2.3", "1.2.x", "", "1" * 40])
def test_what_is_no_version(text: str) -> None:
    with pytest.raises(ValueError, match="is no version"):
        number(text)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of the small catalogue, and we are in it."""
    (tmp_path / "spec").mkdir()
    (tmp_path / "spec" / "catalogue.yaml").write_text(mini.TEXT)
    (tmp_path / "CHANGELOG.md").write_text("# Changes\n\n## [Unreleased]\n\n### Catalogue\n\n- By hand.\n\n## 0.9\n\n### Catalogue\n\n- Old.\n")  # fmt: skip
    monkeypatch.setattr(job, "PROJECT", tmp_path)
    monkeypatch.chdir(tmp_path)
    say_version(tmp_path, "1.0.0")
    return tmp_path


def say_version(project: Path, version: str) -> None:
    (project / "pyproject.toml").write_text(f'[project]\nversion = "{version}"\n')


def change(project: Path, *edits: tuple[str, str]) -> None:
    path = project / "spec" / "catalogue.yaml"
    path.write_text(edited(path.read_text(), edits))


def test_a_release_is_kept_and_the_next_one_checked(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["release", "--archive", "1.0.0"]) == 0
    (kept,) = releases(project / "spec" / "releases")
    assert kept.version == "1.0.0"
    assert [event["code"] for event in kept.catalogue()["events"]] == [
        "gate-opening", "lorry-left", "pallet-changed",
    ]  # fmt: skip
    assert {message["class"] for message in kept.messages()} == {
        "GateOpening", "LorryLeft", "PalletChangedStored", "PalletChangedMoved",
    }  # fmt: skip
    change(project, (DAY, SEAL), ('version: "1.2"', 'version: "1.3"'))
    say_version(project, "1.1.0")
    capsys.readouterr()
    assert cli.main(["release", "--check", "1.1.0"]) == 1
    output = capsys.readouterr().out
    assert "1.1.0 promises less than has changed since 1.0.0" in output
    assert "  silently breaking: field removed Lorry.day" in output
    say_version(project, "2.0.0")
    assert cli.main(["release", "--check", "2.0.0"]) == 0
    assert cli.main(["release", "--archive", "2.0.0"]) == 0
    assert [each.version for each in releases(project / "spec" / "releases")] == ["1.0.0", "2.0.0"]
    say_version(project, "1.5.0")
    assert cli.main(["release", "--check", "1.5.0"]) == 1
    assert "2.0.0 was released already" in capsys.readouterr().out


@pytest.mark.release
def test_the_version_promises_what_has_changed_and_leaves_its_archive() -> None:
    text = (PROJECT / "pyproject.toml").read_text("utf-8")
    version = tomllib.loads(text)["project"]["version"]
    assert cli.main(["release", "--check", version]) == 0
    (kept,) = [one for one in releases(PROJECT / "spec" / "releases") if one.version == version]
    now = json.loads((PROJECT / "generated" / "catalogue.json").read_text("utf-8"))
    assert compare(released(kept.catalogue()), released(now)) == ()


def test_an_archive_is_the_same_each_time_and_never_replaced(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["release", "--archive", "1.0.0"]) == 0
    first = {path: path.read_bytes() for path in (project / "spec" / "releases").rglob("*.xz")}
    assert cli.main(["release", "--archive", "1.0.0"]) == 0
    change(project, (DAY, SEAL))
    assert cli.main(["release", "--archive", "1.0.0"]) == 1
    assert "another archive of this version is there" in capsys.readouterr().out
    assert first == {path: path.read_bytes() for path in first}


def test_the_versions_of_project_and_catalogue_are_looked_at(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["release", "--check", "1.0.1"]) == 1
    assert "pyproject.toml has version 1.0.0; expected 1.0.1" in capsys.readouterr().out
    assert cli.main(["release", "--archive", "1.0.0"]) == 0
    change(project, ("-- Day of arrival.", "-- The day."))
    say_version(project, "1.0.1")
    assert cli.main(["release", "--check", "1.0.1"]) == 1
    assert "its version is 1.2 still" in capsys.readouterr().out
    assert cli.main(["release", "--check", "one"]) == 2
    assert "'one' is no version X.Y.Z" in capsys.readouterr().err


def test_the_changelog_says_what_changed(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["release", "--changelog"]) == 0
    assert "no earlier release" in capsys.readouterr().out
    cli.main(["release", "--archive", "1.0.0"])
    change(project, (DAY, SEAL))
    assert cli.main(["release", "--changelog"]) == 0
    text = (project / "CHANGELOG.md").read_text()
    assert "- field removed `Lorry.day`: `string`. Reader's code: a `case`" in text
    assert text.index("field removed") < text.index("- By hand.") < text.index("- Old.")
    assert cli.main(["release", "--changelog"]) == 0
    assert "nothing to change" in capsys.readouterr().out
    assert (project / "CHANGELOG.md").read_text() == text


def test_a_changelog_without_its_places_is_refused() -> None:
    with pytest.raises(NoSection, match="no heading"):
        written("# Changes\n", "")
    with pytest.raises(NoSection, match="without"):
        written(f"### Catalogue\n\n{BEGIN}\n", "")
    assert written(f"### Catalogue\n{BEGIN}\nx\n{END}\ny\n", "new\n") == "### Catalogue\nnew\ny\n"


def test_a_damaged_archive_is_a_finding(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["release", "--archive", "1.0.0"])
    path = project / "spec" / "releases" / "1.0.0" / "catalogue.json.xz"
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(BadRelease, match=r"catalogue\.json\.xz"):
        releases(project / "spec" / "releases")[0].catalogue()
    for command in (["--check"], ["release", "--check", "1.0.0"], ["diff", "1.0.0", "1.0.0"]):
        capsys.readouterr()
        assert cli.main(command) in (1, 2)
        output = capsys.readouterr()
        assert "catalogue.json.xz" in output.out + output.err


def test_a_former_name_is_imported_with_a_warning_at_the_line(tmp_path: Path) -> None:
    text = edited(
        mini.TEXT,
        (
            ("from: [handbook, letter]\n", "from: [handbook, letter]\n            formerly: [Asked, ASKED]\n"),
            ("    wire: number\n", "    wire: number\n    closed: true\n"),
            ("TODAY: 1 -- today", 'TODAY: {is: "1 -- today", formerly: NOW}'),
        ),
    )  # fmt: skip
    handler = (
        "import warnings\n"
        "def handle(dw):\n"
        "    with warnings.catch_warnings(record=True) as caught:\n"
        "        warnings.simplefilter('always')\n"
        "        from depot_events import Asked\n"
        "        members = dw.Priority.NOW, dw.EventCode['ASKED']\n"
        "    assert members == (dw.Priority.TODAY, dw.EventCode.GATE_OPENING)\n"
        "    assert Asked is dw.GateOpening\n"
        "    assert 'Asked' not in dir(dw)\n"
        "    return sorted({(each.lineno, str(each.message)) for each in caught})\n"
    )
    assert packages.outcome(text, handler, tmp_path) == repr(
        [
            (5, "depot_events.Asked is depot_events.GateOpening now"),
            (6, "EventCode.ASKED is EventCode.GATE_OPENING now"),
            (6, "Priority.NOW is Priority.TODAY now"),
        ]
    )
