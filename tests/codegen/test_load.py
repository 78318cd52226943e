"""Loading: what binds to what, and what each fault of form says."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs
import pytest
import yaml

from codegen.catalogue.written import Json, Kind, Meaning
from codegen.findings import Mark
from codegen.load import loader as stage
from codegen.load import yaml_nodes
from codegen.load.loader import load, load_file
from tests.codegen.mini import (
    FILE,
    HERE,
    TEXT,
    Break,
    assert_one_finding,
    broken,
    catalogue_of,
    findings,
)

PATTERN = "    pattern: \\d{4}-\\d\\d-\\d\\d\n"

NAME_CASES = [
    Break("wrong-type", "      TODAY: 1 --", f"      {HERE}1: 1 --", ("the number `1`", '`"1"`')),
    Break("wrong-type", "  Stock:\n", f"  {HERE}1.5:\n", ("`services`", "the number `1.5`")),
    Break(
        "wrong-type",
        PATTERN,
        f"{PATTERN}    example: {{{HERE}1: 2}}\n",
        ("the number `1`", '`"1"`'),
    ),
]
"""Names of the wrong type; JSON has no others than texts, so no schema can tell."""

CASES = [
    *NAME_CASES,
    Break("empty-file", TEXT, f"{HERE}# nothing but this\n", ("empty",)),
    Break("yaml-syntax", "  product: Depot", f"{HERE}\tproduct: Depot", ("a tab", "spaces")),
    Break("yaml-syntax", "title: Lorry left", f"title: Lorry{HERE}: left", ("with `>-`",)),
    Break("yaml-syntax", "title: Letter", f"title: {HERE}'Letter", ("end of stream", "quoted")),
    Break("bad-encoding", "Depot events", f"Depot{HERE}\x07events", ("U+0007", "escape")),
    Break("bad-encoding", "catalogue:\n", f"{HERE}\ufeffcatalogue:\n", ("byte order mark",)),
    Break("yaml-feature", "title: Bell", f"title: {HERE}&s Bell", ("`&s`", "by name")),
    Break("yaml-feature", "title: Bell", f"title: {HERE}!!str Bell", ("the tag", "quotes")),
    Break("yaml-feature", "  Stock:\n", f"  ? {HERE}[a]\n  : b\n  Stock:\n", ("is a key",)),
    Break(
        "yaml-feature",
        "    title: Bell\n",
        f"    title: Bell\n    {HERE}<<: {{time: sentAt}}\n",
        ("merge key", "by name"),
    ),
    Break(
        "yaml-feature",
        "    shelfID: shelf_id\n",
        f"    shelfID: shelf_id\n{HERE}---\nmore: 1\n",
        ("second document",),
    ),
    Break(
        "too-deep",
        PATTERN,
        f"{PATTERN}    example: {'[' * 45}{HERE}{'[' * 100_000}",
        ("48 levels", "indent"),
    ),
    Break("bad-number", PATTERN, f"{PATTERN}    example: {HERE}.inf\n", ("`.inf` is not finite",)),
    Break("bad-number", PATTERN, f"{PATTERN}    example: {HERE}1e999\n", ("too large",)),
    Break("bad-number", PATTERN, f"{PATTERN}    example: {HERE}{'9' * 5000}\n", ("64 characters",)),
    Break(
        "duplicate-key",
        "          lorry-left:",
        f"          {HERE}gate-opening: {{}}\n          lorry-left:",
        ("`gate-opening`", "a second time", f"as at {FILE}:17:11"),
    ),
    Break(
        "duplicate-key",
        "          day: s",
        f"          {HERE}gate:\n          day: s",
        ("the key `gate`", "a second time", f"as at {FILE}:33:11"),
    ),
    Break(
        "unquoted-text",
        '{is: "it is on a fork-lift", aliases',
        f"{{is: {HERE}it is on a fork-lift, aliases",
        ("`it is on a fork-lift` stands in brackets without quotes", "quote it"),
    ),
    Break(
        "cut-text",
        "text: A lorry drove off.",
        f"text: A lorry {HERE}# 7 drove off.",
        ("`A lorry` ends here", "`>-`"),
    ),
    Break(
        "cut-text",
        "text: A lorry drove off.",
        f"text: A lorry\n              that {HERE}# 7 drove off.",
        ("`A lorry that` ends here",),
    ),
    Break(
        "cut-text",
        "text: A lorry drove off.",
        f"text: A lorry with\n              {HERE}#7 on it",
        ("`A lorry with` ends here",),
    ),
    Break(
        "long-line",
        "text: A lorry drove off.",
        f"text: A lorry{'y' * 95}{HERE} drove off.",
        ("the line has 131 characters", "at most 120"),
    ),
    Break(
        "unknown-key",
        "    title: Bell",
        f"    {HERE}tittle: Bell",
        ("`envelopes.bell` has the unknown key `tittle`", "(did you mean `title`?)"),
    ),
    Break(
        "unknown-key",
        "objects:\n",
        f"{HERE}objcts:\n",
        ("the file has the unknown key `objcts`", "(did you mean `objects`?)"),
    ),
    Break("unknown-key", "objects:\n", f"{HERE}7: x\nobjects:\n", ("unknown key `7`",)),
    Break(
        "missing-key",
        "            type: depot:Gate:LorryLeft\n",
        "",
        ("`services.Goods In.bodies.lorry.events.lorry-left` has no key `type`", "add `type:`"),
        at="lorry-left:",
    ),
    Break(
        "missing-key",
        "        common: all\n",
        "",
        ("`services.Goods In.bodies.lorry` has no key `common`",),
        at="lorry:",
    ),
    Break(
        "wrong-type",
        'version: "1.2"',
        f"version: {HERE}1.2",
        ("`catalogue.version` is the number `1.2`", "a text", 'quote it, `"1.2"`'),
    ),
    Break("wrong-type", "title: Lorry left", f"title: {HERE}true", ("a truth value", "quote it")),
    Break("wrong-type", "title: Lorry left", f"title:{HERE}", ("left.title` is empty",)),
    Break("wrong-type", "title: Lorry left", f"title: {HERE}[Lorry]", ("is a list", "a text")),
    Break(
        "wrong-type",
        "    wire: number\n",
        f"    wire: number\n    closed: {HERE}yes\n",
        ("the text `yes`", "`true` or `false`"),
    ),
    Break(
        "wrong-type",
        "        common: all\n",
        f"        common: all\n        messages: {HERE}-1\n",
        ("the number `-1`", "a whole number, 0 or more"),
    ),
    Break("wrong-type", "[handbook, letter]", f"[{HERE}1, letter]", ("from[0]` is the number",)),
    Break("wrong-type", "[handbook, letter]", f"{HERE}{{a: b}}", ("a mapping", "a list")),
    Break(
        "wrong-type",
        "    response:\n      requestId:\n        is: string, e.g. r-1 -- Number of the call.\n"
        "        from: both\n",
        f"    response: {HERE}3\n",
        ("the number `3`", "a mapping"),
    ),
    Break(
        "wrong-type",
        "priority: Priority -- How soon.",
        f"priority: {HERE}3",
        ("the number `3`", "TYPE, e.g. EXAMPLE -- TEXT"),
    ),
    Break(
        "wrong-type",
        "THIS_WEEK: 2 -- this week",
        f"THIS_WEEK: {HERE}1.5",
        ("the number `1.5`", "NUMBER -- TEXT"),
    ),
    Break(
        "unknown-choice",
        "kind: extension-point",
        f"kind: {HERE}extension",
        (
            "gate-opening.kind` is `extension`",
            "`regular` or `extension-point`",
            "(did you mean `extension-point`?)",
        ),
    ),
    Break("unknown-choice", "common: all", f"common: {HERE}al", ("`all` or a mapping",)),
    Break(
        "unknown-choice",
        "carries: all events",
        f"carries: {HERE}everything",
        ("`all events` or `extension points` or a mapping",),
    ),
    Break(
        "field-line",
        "priority: Priority -- How soon.",
        f"priority: {HERE}prority -- How soon.",
        ("`prority` is not known", "an enum or an object"),
    ),
    Break(
        "field-line",
        "priority: Priority -- How soon.",
        f"priority: Priority{HERE}, eg. TODAY -- How soon.",
        ("behind the type `Priority` stands `, eg. TODAY`", "a space on both sides"),
    ),
    Break(
        "field-line",
        "priority: Priority -- How soon.",
        f"priority: Priority, e.g. TODAY{HERE}",
        ("no ` -- ` and no text", "in a sentence"),
    ),
    Break(
        "field-line",
        "is: like count -- Number of the shelf.",
        f"is: >-\n                  string(json\n                  {HERE}pallet) -- Number.",
        ("`pallet` is not known",),
    ),
    Break("pattern", "package: depot_events", f"package: {HERE}Depot", ("`Depot`", "matches")),
    Break("empty-text", "title: Lorry left", f"title: {HERE}' '", ("is empty",)),
    Break(
        "repeated-item",
        "[handbook, letter]",
        f"[handbook, letter, {HERE}handbook]",
        ("`handbook` stands twice in", "gate-opening.from`"),
    ),
    Break(
        "retired-without-reason",
        "              note: The handbook no longer lists it.\n",
        "",
        ("lorry-left.retired` has no key `note`",),
        at="retired:",
    ),
    Break(
        "retired-without-reason",
        "note: The handbook no longer lists it.",
        f"note: {HERE}''",
        ("is empty",),
    ),
    Break(
        "retired-without-reason",
        "\n              note: The handbook no longer lists it.\n              instead: gate-opening\n",
        f" {HERE}true\n",
        ("a truth value", "the key `note`"),
    ),
]

OF_FILES = {"unreadable-file"}
"""Rules that no text can break; `test_load_file_*` have them."""


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_fault_of_form_is_one_finding_at_its_place(case: Break) -> None:
    assert_one_finding(case)


def test_every_rule_is_tested() -> None:
    assert {case.rule for case in CASES} | OF_FILES == set(stage.RULES)


def test_the_pure_python_loader_says_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_nodes, "_LOADER", yaml.SafeLoader)
    for case in CASES:
        if case.rule != "yaml-syntax":
            assert_one_finding(case)
        else:
            assert [(f.rule, f.mark.line) for f in findings(case.text)] == [
                (case.rule, case.place[0])
            ]


def test_all_faults_come_at_once() -> None:
    text = broken("package: depot_events", "package: Depot")
    text = broken("kind: extension-point\n", "kind: extension\n", text)
    text = broken("title: Bell", "tittle: Bell", text)
    text = broken("like count -- N", "like cuont -- N", text)
    text = broken("e.g. 2031-05-04 -- D", "e.g. 4 May -- D", text)
    text = broken("PalletState -- W", "palletState -- W", text)
    assert [f.rule for f in findings(text)] == [
        "unknown-choice",
        "bad-example",
        "field-line",
        "dangling-reference",
        "unknown-key",
        "pattern",
    ]


def test_what_a_faulty_entry_refers_to_is_not_called_unused() -> None:
    text = broken("            title: Lorry left\n", "            titel: Lorry left\n")
    assert [f.rule for f in findings(text)] == ["unknown-key"]


def test_the_mini_catalogue_binds() -> None:
    catalogue = catalogue_of()
    event = catalogue.events["gate-opening"]
    assert event.kind is Kind.EXTENSION_POINT
    assert event.from_ == ("handbook", "letter")
    assert catalogue.services["Goods In"].answer == ("ReleaseGate",)
    lorry = catalogue.bodies["lorry"]
    assert (lorry.from_, lorry.common, lorry.messages) == (("handbook",), "all", 1)
    plan = lorry.fields["plan"]
    assert plan.from_ == ("inferred",)
    assert plan.line is not None
    assert (str(plan.line.type), plan.line.example) == ("string(json Pallet)", '{"count": 1}')
    assert plan.line.text == "Plan."
    retired = catalogue.events["lorry-left"].retired
    assert retired is not None
    assert retired.instead == "gate-opening"


def test_bare_values() -> None:
    catalogue = catalogue_of()
    states = catalogue.enums["PalletState"].values
    assert states["stored"].meaning == Meaning(None, "it stands on a shelf")
    assert states["moved"].aliases == ("moving",)
    assert catalogue.enums["Priority"].values["TODAY"].meaning == Meaning(1, "today")
    change = catalogue.bodies["pallet-change"]
    assert change.variants["stored"].when["state"].one_of == ("stored",)
    assert change.variants["moved"].when["state"].one_of == ("moved",)
    assert isinstance(change.common, Mapping)
    assert change.common["eventCode"].from_ == ("message",)
    assert change.variants["moved"].fields["gate"].line is None


def test_a_condition_keeps_the_type_of_its_values() -> None:
    text = broken("when: {state: [moved]}", 'when: {state: {none_of: [1, "1", true, 1.5]}}')
    when = catalogue_of(text).bodies["pallet-change"].variants["moved"].when["state"]
    assert [(type(value), value) for value in when.none_of] == [
        (int, 1),
        (str, "1"),
        (bool, True),
        (float, 1.5),
    ]


def test_a_value_by_number_may_lack_text_or_number() -> None:
    text = broken(
        "THIS_WEEK: 2 -- this week", "THIS_WEEK: 2\n      SOON: in a while\n      LATE: -1"
    )
    values = catalogue_of(text).enums["Priority"].values
    assert values["THIS_WEEK"].meaning == Meaning(2, None)
    assert values["SOON"].meaning == Meaning(None, "in a while")
    assert values["LATE"].meaning == Meaning(-1, None)


@pytest.mark.parametrize(
    ("path", "thing", "expected"),
    [
        ("type", "events.gate-opening", "depot:Gate:GateOpening"),
        ("from[1]", "events.gate-opening", "letter]"),
        ("from", "events.gate-opening", "from: [handbook, letter]"),
        ("fields.plan", "bodies.lorry", "plan:"),
        ("from[0]", "bodies.lorry", "handbook\n"),
        ("values.THIS_WEEK", "enums.Priority", "THIS_WEEK: 2 -- this week"),
        ("when.state", "bodies.pallet-change.variants.stored", "state: stored"),
        ("retired", "events.lorry-left", "retired:"),
        ("example", "fields.count.line", "3 -- How many."),
        ("text", "fields.count.line", "How many."),
        ("text", "bodies.lorry.fields.plan.line", "Plan.'"),
        ("no such key", "events.lorry-left", "lorry-left:"),
    ],
)
def test_marks_point_at_values(path: str, thing: str, expected: str) -> None:
    found: Any = catalogue_of()
    for step in thing.split("."):
        found = found[step] if isinstance(found, Mapping) else getattr(found, step)
    assert _at(found.at(path)).startswith(expected)


@pytest.mark.parametrize("style", ["", ">-", "'", '"'])
def test_the_parts_of_a_wrapped_line_have_their_places(style: str) -> None:
    quote = style if style in ("'", '"') else ""
    begin = f" {quote}" if quote or not style else f" {style}\n            "
    wrapped = f"{begin}string(iso-day),\n            e.g. 2031-05-04\n            -- Day of\n            arrival.{quote}"
    text = broken("day: string(iso-day), e.g. 2031-05-04 -- Day of arrival.", f"day:{wrapped}")
    catalogue, found = load(text, FILE)
    assert found == ()
    assert catalogue is not None
    line = catalogue.bodies["lorry"].fields["day"].line
    assert line is not None
    for part, expected in (("type", "string(iso-day)"), ("example", "2031"), ("text", "Day of")):
        assert _at(line.at(part), text).startswith(expected)


def _at(mark: Mark, text: str = TEXT) -> str:
    lines = text.splitlines(keepends=True)
    return lines[mark.line - 1][mark.column - 1 :]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("Yes", "Yes"),
        ("on", "on"),
        ("true", True),
        ("FALSE", False),
        ("010", 10),
        ("0o10", 8),
        ("0x1F", 31),
        ("1_000", "1_000"),
        ("12:30:00", "12:30:00"),
        ("2031-05-04", "2031-05-04"),
        ("2031-05-04 10:00:00", "2031-05-04 10:00:00"),
        ("1.50", 1.5),
        ("1e3", 1000.0),
        ("-7", -7),
        ("~", None),
        ("=", "="),
        ("'7'", "7"),
        ("[no, 1, {a: null}]", ["no", 1, {"a": None}]),
    ],
)
def test_scalars_are_those_of_yaml_1_2(text: str, value: Json) -> None:
    catalogue, found = load(broken(PATTERN, f"{PATTERN}    example: {text}\n"), FILE)
    assert catalogue is not None
    assert found == ()
    example = catalogue.formats["iso-day"].example
    assert example == value
    assert type(example) is type(value)


def test_crlf_does_not_move_the_marks() -> None:
    assert catalogue_of(TEXT.replace("\n", "\r\n")) == catalogue_of()
    (finding,) = findings(broken("package: depot", "package: Depot").replace("\n", "\r\n"))
    (same,) = findings(broken("package: depot", "package: Depot"))
    assert finding == same


def test_deep_block_mappings_give_a_finding() -> None:
    text = "".join(f"{' ' * depth}a:\n" for depth in range(2000))
    assert [f.rule for f in load(text, FILE)[1]] == ["too-deep"]


def test_load_file_names_the_file_as_asked(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    path.write_text(TEXT, encoding="utf-8")
    catalogue, found = load_file(path, "spec/c.yaml")
    assert found == ()
    assert catalogue is not None
    assert catalogue.events["gate-opening"].mark.file == "spec/c.yaml"


@pytest.mark.parametrize("name", ["missing.yaml", "", "a\0b"])
def test_load_file_reports_what_cannot_be_read(tmp_path: Path, name: str) -> None:
    catalogue, (finding,) = load_file(tmp_path / name, "c.yaml")
    assert catalogue is None
    assert finding.rule == "unreadable-file"
    assert str(finding).startswith("c.yaml:1:1: error[unreadable-file]: ")


def test_load_file_reports_the_byte_that_is_not_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    path.write_bytes("a: ä\nbä: ".encode() + b"\xff\n")
    catalogue, (finding,) = load_file(path, "c.yaml")
    assert catalogue is None
    assert attrs.astuple(finding.mark) == ("c.yaml", 2, 5)
    assert finding.rule == "bad-encoding"
    assert "0xff" in finding.found


def test_load_file_reports_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.encode())
    assert [f.rule for f in load_file(path)[1]] == ["bad-encoding"]
