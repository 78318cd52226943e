"""What a finding says to do makes the finding go, and what comes of it can be used."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import attrs
import pytest

from codegen.pipeline import Built, Source, build
from codegen.resolve.resolver import resolve
from tests.codegen.mini import TEXT, Break, broken, catalogue_of, findings
from tests.codegen.test_check import CASES

DAY = "          day: string(iso-day), e.g. 2031-05-04 -- Day of arrival.\n"
STORED = "when: {state: stored}"
MOVED = "when: {state: [moved]}"
ID = "        is: string, e.g. m-1 -- Number of the message.\n"
SENT = "      sentAt: string, e.g. 2031-05-04T08:00:00Z -- When it was sent.\n"
OTHER = "string, e.g. x -- Something else."
DRAFT = """\
          draft:
            is: boolean, e.g. true -- Whether it is tried.
            required: true
          level: {is: "integer, e.g. 3 -- How high.", required: true}
          part: {is: "number, e.g. 1.5 -- How much.", required: true}
"""
STATE = "          state:\n            is: PalletState -- What happened.\n"


def field(line: str) -> str:
    return f"{DAY}          {line}\n"


@attrs.frozen
class Remedy:
    """A change that makes one finding; what the finding says; the change with its remedy."""

    old: str
    new: str
    said: str
    followed: str
    base: str = TEXT

    def __str__(self) -> str:
        return self.new.strip().splitlines()[-1].strip()[:60]


WITH_DRAFT = broken(STATE, DRAFT + STATE).replace(STORED, "when: {draft: true}")
WITH_DRAFT = WITH_DRAFT.replace(MOVED, "when: {draft: false}")

REMEDIES = [
    *(
        Remedy(DAY, field(f"{wire}: {OTHER}"), "with `python:` below it",
               field(f'{wire}: {{is: "{OTHER}", python: {python}}}'))
        for wire, python in (
            ('"+1"', "plus_one"),
            ('"-1"', "minus_one"),
            ('"@day"', "ld_day"),
            ("名前", "name"),
            ("größe", "groesse"),
            ("2nd", "second"),
            ("Day", "other_day"),
        )
    ),
    *(
        Remedy(DAY, field(f"{wire}: {OTHER}"), f"give it one, as `python: {wire}_` below it",
               field(f'{wire}: {{is: "{OTHER}", python: {wire}_}}'))
        for wire in ("self", "from", "int", "frozen")
    ),
    Remedy("  Stock:\n", "  Größe:\n", "in `names` below `python`", "  Größe:\n"),
    Remedy("          stored:\n            text", "          größe:\n            text", "rename it",
           "          groesse:\n            text"),
    Remedy("[moving]}\n", "[moving]}\n      größe: a size\n", "give it a `name`, as `RUNNING`",
           "[moving]}\n      größe: {name: GROESSE, is: \"a size\"}\n"),
    Remedy(ID, ID.replace("string, e.g. m-1", "integer, e.g. 7"), "write `string | integer`"[:7],
           ID.replace("string, e.g. m-1", "string | integer, e.g. m-1")),
    Remedy(SENT, SENT.replace("string, e.g. 2031-05-04T08:00:00Z", "integer, e.g. 1"),
           "or `string | integer` if numbers are sent",
           SENT.replace("string, e.g.", "string | integer, e.g.")),
    Remedy("when: {draft: true}", 'when: {draft: "true"}', "remove the quotes",
           "when: {draft: true}", WITH_DRAFT),
    Remedy("when: {draft: true}", 'when: {draft: true, level: "3"}', "remove the quotes",
           "when: {draft: true, level: 3}", WITH_DRAFT),
    Remedy("when: {draft: true}", "when: {draft: true, eventCode: 3}", "quote it",
           'when: {draft: true, eventCode: "3"}', WITH_DRAFT),
    Remedy("when: {draft: true}", "when: {draft: true, level: true}", "write a value of the field",
           "when: {draft: true, level: 4}", WITH_DRAFT),
]  # fmt: skip


@pytest.mark.parametrize("case", REMEDIES, ids=str)
def test_what_a_finding_says_makes_it_go(case: Remedy) -> None:
    text = broken(case.old, case.new, case.base)
    (finding,) = findings(text)
    assert case.said in str(finding)
    assert finding.mark.line >= text[: text.index(case.new)].count("\n") + 1
    assert findings(followed([case], case.base)) == ()


def followed(cases: Iterable[Remedy], text: str) -> str:
    """The text with the changes and their remedies, one after the other."""
    for case in cases:
        text = broken(case.old, case.followed, text)
        if "names" in case.said:
            text = text.replace(
                "    shelfID: shelf_id\n", "    shelfID: shelf_id\n    Größe: groesse\n"
            )
    return text


NAMES_AND_TYPES = followed([case for case in REMEDIES if case.base == TEXT], TEXT)
CONDITIONS = broken(
    "when: {draft: true}", 'when: {draft: true, level: [3, 4], eventCode: "3"}', WITH_DRAFT
)


@pytest.mark.parametrize("text", [NAMES_AND_TYPES, CONDITIONS], ids=["names", "conditions"])
def test_what_comes_of_the_remedies_can_be_used(text: str, tmp_path: Path) -> None:
    use(text, tmp_path)


def use(text: str, folder: Path) -> None:
    """Generate, which imports what was made, and read every message of the fixtures."""
    (folder / "mini.yaml").write_text(text, encoding="utf-8")
    built = build(Source(folder / "mini.yaml"), lambda stage, said, seconds: None)
    assert isinstance(built, Built), built
    for path, content in built.tree.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    done = subprocess.run(
        [sys.executable, "-c", READ], cwd=folder, capture_output=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


READ = """
import logging
import warnings
import depot_events as d
from depot_events import fixtures
# Of an event that is unknown on purpose, and of a retired one, a reader is warned.
logging.disable()
warnings.simplefilter("ignore", DeprecationWarning)
for code in d.EVENTS:
    for fixture in fixtures.load(code):
        if not fixture.refused:
            assert d.to_dict(d.parse(fixture.message)) == fixture.message
"""


def test_conditions_ask_for_values_of_a_json_type(tmp_path: Path) -> None:
    text = broken(
        "when: {draft: true}", "when: {draft: true, level: [1, 2], part: 1.5}", WITH_DRAFT
    )
    assert findings(text) == ()
    use(text, tmp_path)
    program = """
import json, depot_events as d
def variant(**values):
    event = {"state": "stored", "draft": False, "level": 1, "part": 1.5, "shelfID": 3, **values}
    message = {"id": "m", "data": {"eventCode": "pallet-changed", **event}}
    found = {type(d.parse(form).event).__name__ for _ in range(3) for form in (message, json.dumps(message))}
    (name,) = found
    return name
assert variant(draft=True) == "PalletChangedStored", variant(draft=True)
assert variant(draft=True, level=2, part=1.5) == "PalletChangedStored"
assert variant(draft=True, level=3) == "PalletChanged"
assert variant(draft=True, part=2) == "PalletChanged"
assert variant() == "PalletChangedMoved"
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr.decode()) == (0, "")


def test_a_path_cannot_go_through_a_list() -> None:
    variants = """\
        variants:
          one:
            text: One thing.
            when: {/pallets/count: 3}
"""
    plan = "is: 'string(json Pallet), e.g. {\"count\": 1} -- Plan.'\n            from: inferred\n"
    (finding,) = findings(broken(plan, plan + variants))
    assert "goes through `pallets`, which is a list, whose items may differ" in finding.found
    assert finding.remedy == "ask for a field outside of the list"
    variants = variants.replace("{/pallets/count: 3}", "{pallets: 3}")
    found = findings(broken(plan, plan + variants))
    (finding,) = (each for each in found if each.rule == "bad-condition")
    assert "asks for values of a list or an object" in finding.found
    assert findings(broken(plan, plan + variants.replace("pallets: 3", 'gate: "12"'))) == ()


MEANT = [case for case in CASES if any("did you mean" in word for word in case.words)]


@pytest.mark.parametrize("case", MEANT, ids=str)
def test_what_was_meant_is_right(case: Break) -> None:
    text = case.text
    (finding,) = findings(text)
    (meant,) = re.findall(r"did you mean `([^`]+)`", str(finding))
    lines = text.splitlines(keepends=True)
    line, column = finding.mark.line - 1, finding.mark.column - 1
    rest = lines[line][column:]
    quoted = sorted(re.findall(r"`([^`]+)`", finding.found), key=len, reverse=True)
    for wrong in quoted:
        if wrong in rest and (rest.startswith(wrong) or not any(map(rest.startswith, quoted))):
            lines[line] = lines[line][:column] + rest.replace(wrong, meant, 1)
            break
    assert finding.rule not in {each.rule for each in findings("".join(lines))}, lines[line]


def test_a_name_in_python_is_that_of_one_wire_name() -> None:
    text = broken("  gate: string(integer), e.g. 12 -- Number of the gate.\n",
                  "  gate: {is: \"string(integer), e.g. 12 -- Number of the gate.\", python: door}\n")  # fmt: skip
    text = broken(DAY, DAY + "          secondGate: like gate\n", text)
    catalogue = resolve(catalogue_of(text))
    names = {each.wire: each.python for body in catalogue.bodies for each in body.fields}
    assert (names["gate"], names["secondGate"]) == ("door", "second_gate")


def test_a_name_that_is_given_changes_no_other() -> None:
    text = broken(
        DAY, DAY + f"          from: {OTHER}\n          from_date: string, e.g. x -- A day.\n"
    )
    text = text.replace("    shelfID: shelf_id\n", "    shelfID: shelf_id\n    from: from_\n")
    assert findings(text) == ()
    bodies = resolve(catalogue_of(text)).bodies
    (body,) = [body for body in bodies if body.name == "lorry"]
    names = {each.wire: each.python for each in body.fields}
    assert (names["from"], names["from_date"]) == ("from_", "from_date")


def test_a_pattern_that_does_not_end_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("codegen.check.patterns.matches.__defaults__", (0.5,))
    text = broken(r"pattern: \d{4}-\d\d-\d\d", "pattern: (a+)+", TEXT)
    text = text.replace("e.g. 2031-05-04 -- Day", f"e.g. {'a' * 40}b -- Day")
    (finding,) = findings(text)
    assert (finding.rule, "a pattern of the format `iso-day`" in finding.expected) == (
        "bad-example",
        True,
    )
    assert finding.mark.line == text[: text.index("aaaaab -- Day")].count("\n") + 1
    # As its expectation says: no repeat within a repeat.
    text = text.replace("(a+)+", "a+b?")
    assert findings(text) == ()
