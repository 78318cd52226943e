"""The comparison of two catalogues: each rule on a small one, with code that notices it."""

from __future__ import annotations

import ast
import json
import subprocess
from pathlib import Path

import pytest

from codegen import cli, job
from codegen.diff.change import Audience, Change, Effect
from codegen.diff.compare import compare
from codegen.diff.released import released
from codegen.diff.rules import RULES
from codegen.diff.uses import uses
from tests.codegen import mini, packages
from tests.codegen.diff_cases import CASES, Case, edited

CALLS = {
    "parameter-removed",
    "parameter-added",
    "required-parameter-added",
    "parameter-type-changed",
    "response-removed",
    "response-added",
    "response-type-changed",
}
"""Rules about what is sent to a service: no code of the package can notice them."""
REQUEST = "    request:\n      gate: {required: true}\n"


def changes(old: str, new: str) -> tuple[Change, ...]:
    before, after = (released(packages.made(text)[1]) for text in (old, new))
    return compare(before, after)


def rules(old: str, new: str) -> list[str]:
    return [change.rule.id for change in changes(old, new)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where one package after the other is laid out, so that what they share is compiled once."""
    return tmp_path_factory.mktemp("packages")


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_handler_notices_what_the_rule_says(case: Case, folder: Path) -> None:
    found = [each for each in changes(case.old, case.new) if each.rule.id == case.rule]
    assert found, rules(case.old, case.new)
    before = packages.outcome(case.old, case.code, folder)
    after = packages.outcome(case.new, case.code, folder)
    assert (before, after) == (case.before, case.after)
    if not RULES[case.rule].meaning:
        noticed = Effect.BREAKING if raises(after) else Effect.SILENT
        if after.partition(", Deprecation")[0] == before:
            noticed = Effect.NOTICE
        assert noticed in {touch.effect for touch in RULES[case.rule].touches}


def raises(found: str) -> bool:
    """Whether the handler raised an error; what it gives has quotes, or is a plain value."""
    return found.isidentifier() and found not in ("True", "False", "None")


def test_every_rule_has_a_case() -> None:
    assert {case.rule for case in CASES} | CALLS | {"texts-changed"} == RULES.keys()


def test_nothing_changes_from_a_catalogue_to_itself() -> None:
    assert rules(mini.TEXT, mini.TEXT) == []


@pytest.mark.parametrize(
    ("rule", "old", "new"),
    [
        ("parameter-removed", REQUEST, "    request:\n"),
        ("parameter-added", REQUEST, REQUEST + "      count:\n"),
        ("required-parameter-added", REQUEST, REQUEST + "      count: {required: true}\n"),
        (
            "required-parameter-added",
            "      gate: {required: true}\n      v",
            "      gate:\n      v",
        ),
        ("parameter-type-changed", "is: string, e.g. open --", "is: integer, e.g. 1 --"),
        ("response-removed", "      requestId:\n", "      otherId:\n"),
        ("response-added", "      requestId:\n", "      count:\n      requestId:\n"),
        ("response-type-changed", "is: string, e.g. r-1 --", "is: integer, e.g. 1 --"),
    ],
)
def test_what_an_operation_takes_and_gives(rule: str, old: str, new: str) -> None:
    other = mini.broken(old, new)
    pair = (other, mini.TEXT) if old.startswith("      gate") else (mini.TEXT, other)
    (found,) = [each for each in changes(*pair) if each.rule.id == rule]
    assert found.subject.startswith("ReleaseGate.")
    assert [touch.audience for touch in found.rule.touches] == [Audience.ANSWERING]


def test_texts_are_documentation_alone() -> None:
    (found,) = changes(mini.TEXT, mini.broken("-- Day of arrival.", "-- The day."))
    assert (found.rule.id, found.subject) == ("texts-changed", "Lorry.day")
    assert found.rule.effect is Effect.DOCUMENTATION
    assert found.new == {"description": "The day."}


def test_changed_meanings_come_first_and_then_the_worst() -> None:
    case = next(case for case in CASES if case.rule == "constant-means-another-value")
    new = edited(
        case.new,
        (
            ("1 -- this", "1 -- that"),
            ("          day: string(iso-day)", "          days: string(iso-day)"),
            ("Day of arrival", "Day"),
        ),
    )
    found = [(each.rule.meaning, each.rule.effect) for each in changes(case.old, new)]
    assert found == sorted(found, reverse=True)
    assert {meaning for meaning, _ in found} == {True, False}


def test_a_rename_is_never_guessed() -> None:
    new = mini.broken("          day: string(iso-day)", "          days: string(iso-day)")
    assert rules(mini.TEXT, new) == ["field-removed", "field-added"]


HANDLER = """\
import depot_events as dw
from depot_events import LorryLeft as Left, PalletState
from depot_events.constants import EventCode

def handle(message, event: dw.PalletChangedStored):
    match message.event:
        case dw.GateOpening(gate=gate, day=day):
            print(gate, day)
        case Left() as left if left.day:
            print(message.event.plan)
    if isinstance(message.event, dw.PalletChange | Left) and message.event.state:
        print(message.event.priority)
    print(event.shelf_id, PalletState["MOVED"], PalletState.STORED, EventCode.LORRY_LEFT)
    other = message.event
    print(other.pallets, other.extra["seal"], other.extra.get("seal"), getattr(left, "gate"))
    return {"depot:Gate:GateOpening": 1, "day": dw.Pallet(count=1)}
"""


def test_names_are_found_where_they_stand(tmp_path: Path) -> None:
    path = tmp_path / "handler.py"
    path.write_text(HANDLER)
    found = uses([tmp_path], "depot_events")

    def lines(kind: str, name: str) -> list[int]:
        return [line.number for line in getattr(found, kind).get(name, ())]

    assert lines("names", "GateOpening.day") == [7]
    assert lines("names", "LorryLeft") == [2, 9, 11]
    assert lines("names", "LorryLeft.day") == [9]
    assert lines("names", "LorryLeft.plan") == [10]
    assert lines("names", "PalletChange.state") == lines("names", "LorryLeft.state") == [11]
    assert lines("names", "PalletChange.priority") == [12]
    assert lines("names", "PalletChangedStored.shelf_id") == [13]
    assert lines("names", "PalletState.MOVED") == lines("names", "PalletState.STORED") == [13]
    assert lines("names", "EventCode.LORRY_LEFT") == [13]
    assert lines("names", "Pallet.count") == [16]
    assert lines("attributes", "pallets") == lines("attributes", "extra[seal]") == [15]
    assert lines("attributes", "gate") == [15]
    assert lines("texts", "depot:Gate:GateOpening") == [16]


@pytest.fixture
def catalogues(tmp_path: Path) -> tuple[str, str]:
    """Paths of two `catalogue.json`: in the second, the field `day` is gone."""
    case = next(case for case in CASES if case.rule == "field-removed")
    for name, text in (("old", case.old), ("new", case.new)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "catalogue.json").write_text(json.dumps(packages.made(text)[1]))
    return str(tmp_path / "old" / "catalogue.json"), str(tmp_path / "new")


def test_the_command_names_the_lines_that_are_touched(
    catalogues: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    handler = tmp_path / "handler.py"
    handler.write_text(HANDLER)
    assert cli.main(["diff", *catalogues, "--code", str(handler)]) == 1
    output = capsys.readouterr().out
    assert f"field removed Lorry.day: string, used at {handler}:7, {handler}:9" in output
    assert "reader's code, silently breaking: a `case` that names the attribute" in output
    assert f"{handler}:7: silently breaking: field removed Lorry.day" in output


def test_the_command_prints_for_programs_and_for_pages(
    catalogues: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["diff", *catalogues, "--format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["breaks"] is True
    (change,) = found["changes"]
    assert (change["rule"], change["subject"]) == ("field-removed", "Lorry.day")
    assert change["how"] == "silently breaking"
    assert {each["whom"] for each in change["touches"]} >= {"reader's code", "engine tables"}
    assert cli.main(["diff", *catalogues, "--format", "markdown"]) == 1
    page = capsys.readouterr().out
    assert "### Silently breaking\n\n- field removed `Lorry.day`: `string`. Reader's code: " in page


def test_nothing_that_breaks_gives_zero(
    catalogues: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = catalogues
    assert cli.main(["diff", new, old]) == 0
    assert "field added Lorry.day: string" in capsys.readouterr().out


def test_a_git_revision_is_read(
    tmp_path: Path,
    catalogues: tuple[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    project = tmp_path / "project"
    (project / "generated").mkdir(parents=True)
    old, new = catalogues
    (project / "generated" / "catalogue.json").write_bytes(Path(old).read_bytes())
    for arguments in (
        ["init", "-q"],
        ["add", "."],
        ["-c", "user.name=n", "-c", "user.email=e", "commit", "-qm", "first"],
        ["tag", "v1.0"],
    ):
        subprocess.run(["git", "-C", str(project), *arguments], check=True)
    monkeypatch.setattr(job, "PROJECT", project)
    assert cli.main(["diff", "v1.0", new]) == 1
    assert "field removed Lorry.day" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"[1", "expected JSON"),
        (b"[1]", "expected an object, got list"),
        (b'{"version": "1"}', "there is no key 'package'"),
        (b"\xff\xfe", "expected JSON"),
        (b"[" * 100_000, "expected JSON"),
        (None, "expected a catalogue.json, a folder that has one, the version of a release"),
    ],
)
def test_bad_input_is_two(
    tmp_path: Path,
    catalogues: tuple[str, str],
    content: bytes | None,
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / "broken.json"
    if content is not None:
        path.write_bytes(content)
    assert cli.main(["diff", str(path), catalogues[1]]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert str(path) in output.err
    assert said in output.err


def test_code_that_is_no_python_is_two(
    tmp_path: Path, catalogues: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "one.py").write_text("def (:\n")
    paths = [str(tmp_path / "one.py"), str(tmp_path / "missing.py")]
    assert cli.main(["diff", *catalogues, "--code", *paths]) == 2
    output = capsys.readouterr().err
    assert f"{paths[0]}:1: expected Python" in output
    assert f"{paths[1]}: expected Python" in output


@pytest.mark.parametrize(
    "case",
    [
        case
        for case in CASES
        if any(
            touch.audience is Audience.READER and touch.effect.breaks
            for touch in RULES[case.rule].touches
        )
    ],
    ids=str,
)
def test_lines_that_break_are_found(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "handler.py"
    path.write_text(case.code)
    ast.parse(case.code)
    found = uses([path], packages.PACKAGE)
    lines = [
        line.number
        for each in changes(case.old, case.new)
        if each.rule.id == case.rule
        for kind in found.touched(each)
        for line in kind
    ]
    within = case.code.count("\n", 0, case.code.index("def handle")) + 1
    if case.rule not in UNNAMED:
        assert any(line > within for line in lines), case.code


UNNAMED = {"required-field-added", "field-now-required", "envelope-removed", "field-format-changed"}
"""Rules that break code which does not name what has changed."""
