"""Loading: what binds to what, and what each fault of form says."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest
import yaml

from codegen.catalogue.written import Bound, Form, Json, Kind
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

NAME_CASES = [
    Break("wrong-type", "      1: {meaning", f"      {HERE}1.5: {{meaning", ("a whole number",)),
    Break("wrong-type", "  Gate: gate", f"  {HERE}1: x\n  Gate: gate", ("`categories`", '`"1"`')),
    Break("wrong-type", "example: 3", f"example: {{{HERE}1: 2}}", ("the number `1`", '`"1"`')),
]
"""Names of the wrong type; JSON has no others than texts, so no schema can tell."""

CASES = [
    *NAME_CASES,
    Break("empty-file", TEXT, f"{HERE}# nothing but this\n", ("empty",)),
    Break("yaml-syntax", "  product: Depot", f"{HERE}\tproduct: Depot", ("a tab", "spaces")),
    Break("yaml-syntax", "title: Lorry left", f"title: Lorry{HERE}: left", ("quote texts",)),
    Break("yaml-syntax", "reason: The", f'reason: {HERE}"The', ("end of stream", "quoted")),
    Break("bad-encoding", "Depot events", f"Depot{HERE}\x07events", ("U+0007", "escape")),
    Break("bad-encoding", "catalogue:\n", f"{HERE}\ufeffcatalogue:\n", ("byte order mark",)),
    Break("yaml-feature", "service: Stock", f"service: {HERE}&s Stock", ("`&s`", "by name")),
    Break("yaml-feature", "title: Bell", f"title: {HERE}!!str Bell", ("the tag", "quotes")),
    Break("yaml-feature", "  Stock:\n", f"  ? {HERE}[a]\n  : b\n  Stock:\n", ("is a key",)),
    Break(
        "yaml-feature",
        "    title: Lorry left\n",
        f"    title: Lorry left\n    {HERE}<<: {{kind: regular}}\n",
        ("merge key", "by name"),
    ),
    Break(
        "yaml-feature",
        "    body: pallet-change\n    sources: [handbook]\n",
        f"    body: pallet-change\n    sources: [handbook]\n{HERE}---\nmore: 1\n",
        ("second document",),
    ),
    Break(
        "too-deep",
        "example: 3",
        f"example: {'[' * 45}{HERE}{'[' * 100_000}",
        ("48 levels", "indent"),
    ),
    Break("bad-number", "example: 3", f"example: {HERE}.inf", ("`.inf` is not finite", "JSON")),
    Break("bad-number", "example: 3", f"example: {HERE}1e999", ("too large",)),
    Break("bad-number", "example: 3", f"example: {HERE}{'9' * 5000}", ("64 characters",)),
    Break(
        "duplicate-key",
        "  lorry-left:",
        f"  {HERE}gate-opening: {{}}\n  lorry-left:",
        ("`gate-opening`", "a second time", f"as at {FILE}:131:3"),
    ),
    Break(
        "duplicate-key",
        "[eventCode, gate, day, pallets, plan]",
        f"[eventCode, gate, day, pallets, plan, {HERE}gate]",
        ("the field `gate`", "a second time", f"as at {FILE}:112:25"),
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
        "  lorry-left:\n    type: depot:Gate:LorryLeft\n",
        f"  {HERE}lorry-left:\n",
        ("`events.lorry-left` has no key `type`", "(EventBridge type)", "add `type:`"),
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
        "    type: integer\n    values",
        f"    type: integer\n    closed: {HERE}yes\n    values",
        ("the text `yes`", "`true` or `false`"),
    ),
    Break(
        "wrong-type",
        "    required: gate\n",
        f"    required: gate\n    samples: {HERE}-1\n",
        ("the number `-1`", "a whole number, 0 or more"),
    ),
    Break("wrong-type", "[handbook, letter]", f"[{HERE}1, letter]", ("sources[0]` is the number",)),
    Break("wrong-type", "[handbook, letter]", f"{HERE}{{a: b}}", ("a mapping", "a list")),
    Break("wrong-type", "fields: [requestId]", f"fields: {HERE}3", ("the number `3`", "a list")),
    Break(
        "wrong-type",
        "fields: [requestId]",
        f"fields:\n        - {HERE}requestId:\n          note: x",
        ("fields[0]` is a mapping", "one name", "indent its changes"),
    ),
    Break(
        "unknown-choice",
        "kind: extension-point",
        f"kind: {HERE}extension",
        (
            "`events.gate-opening.kind` is `extension`",
            "`regular` or `extension-point`",
            "(did you mean `extension-point`?)",
        ),
    ),
    Break("pattern", "slug: stock", f"slug: {HERE}Stock room", ("`Stock room`", "matches")),
    Break("empty-text", "title: Lorry left", f"title: {HERE}' '", ("is empty",)),
    Break(
        "repeated-item",
        "[handbook, letter]",
        f"[handbook, letter, {HERE}handbook]",
        ("`handbook` stands twice in `events.gate-opening.sources`",),
    ),
    Break(
        "retired-without-reason",
        "    retired:\n      reason: The handbook no longer lists it.\n",
        f"    {HERE}retired:\n",
        ("`events.lorry-left.retired` has no key `reason`",),
    ),
    Break(
        "retired-without-reason",
        "reason: The handbook no longer lists it.",
        f"reason: {HERE}''",
        ("is empty",),
    ),
    Break(
        "retired-without-reason",
        "\n      reason: The handbook no longer lists it.\n      replaced_by: gate-opening\n",
        f" {HERE}true\n",
        ("a truth value", "the key `reason`"),
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
    text = broken("slug: stock", "slug: Stock")
    text = broken("kind: extension-point\n", "kind: extension\n", text)
    text = broken("title: Bell", "tittle: Bell", text)
    text = broken("use: count", "use: cuont", text)
    text = broken("example: 2031-05-04", "example: 4 May", text)
    assert [f.rule for f in findings(text)] == [
        "pattern",
        "bad-example",
        "unknown-key",
        "dangling-reference",
        "unknown-choice",
    ]


def test_what_a_faulty_entry_refers_to_is_not_called_unused() -> None:
    text = broken(
        "      replaced_by: gate-opening\n", "      replaced_by: gate-opening\n    x: 1\n"
    )
    assert [f.rule for f in findings(text)] == ["unknown-key"]


def test_the_mini_catalogue_binds() -> None:
    catalogue = catalogue_of()
    event = catalogue.events["gate-opening"]
    assert event.kind is Kind.EXTENSION_POINT
    assert event.sources == ("handbook", "letter")
    assert catalogue.services["Goods In"].answer == ("ReleaseGate",)
    assert catalogue.events["lorry-left"].sources == ("handbook",)
    assert catalogue.fields["eventCode"].value is Bound.EVENT_CODE
    assert catalogue.fields["gate"].wire is Form.DIGITS
    assert catalogue.fields["priority"].also == (Form.DIGITS,)
    retired = catalogue.events["lorry-left"].retired
    assert retired is not None
    assert retired.replaced_by == "gate-opening"


def test_shorthands() -> None:
    catalogue = catalogue_of()
    states = catalogue.enums["PalletState"].values
    assert states["stored"].meaning == "it stands on a shelf"
    assert states["moved"].aliases == ("moving",)
    variants = catalogue.bodies["pallet-change"].variants
    assert variants["stored"].when["state"].one_of == ("stored",)
    assert variants["moved"].when["state"].one_of == ("moved",)
    text = broken("fields: [requestId]", "fields:\n        - requestId:\n        - gate: {note: x}")
    fields = catalogue_of(text).answers["ReleaseGate"].response.fields
    assert fields["requestId"].note is None
    assert fields["gate"].note == "x"


def test_enum_values_keep_their_type() -> None:
    enums = catalogue_of().enums
    assert list(enums["Priority"].values) == [1, 2]
    assert list(enums["PalletState"].values) == ["stored", "moved"]


def test_null_clears_a_shared_key() -> None:
    text = broken("        - gate\n", "        - gate: {wire: null, example: 4}\n")
    field = catalogue_of(text).answers["ReleaseGate"].request
    assert field is not None
    assert "wire" in field.fields["gate"].marks


@pytest.mark.parametrize(
    ("path", "thing", "expected"),
    [
        ("type", "events.gate-opening", "depot:Gate:GateOpening"),
        ("sources[1]", "events.gate-opening", "letter]"),
        ("sources", "events.gate-opening", "sources: [handbook, letter]"),
        ("fields.plan", "bodies.lorry", "plan]"),
        ("required", "bodies.lorry", "gate\n"),
        ("required[0]", "bodies.lorry", "gate\n"),
        ("values.2", "enums.Priority", "2: {meaning: this week"),
        ("when.state", "bodies.pallet-change.variants.stored", "state: stored"),
        ("retired", "events.lorry-left", "retired:"),
        ("example", "fields.day", "2031-05-04}"),
        ("no such key", "events.lorry-left", "lorry-left:"),
    ],
)
def test_marks_point_at_values(path: str, thing: str, expected: str) -> None:
    catalogue = catalogue_of()
    section, name, *rest = thing.split(".")
    written = getattr(catalogue, section)[name]
    if rest:
        written = getattr(written, rest[0])[rest[1]]
    assert _at(written.at(path)).startswith(expected)


def _at(mark: Mark) -> str:
    lines = TEXT.splitlines(keepends=True)
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
    catalogue, found = load(broken("example: 3", f"example: {text}"), FILE)
    assert catalogue is not None
    assert found == ()
    example = catalogue.fields["count"].example
    assert example == value
    assert type(example) is type(value)


def test_crlf_does_not_move_the_marks() -> None:
    assert catalogue_of(TEXT.replace("\n", "\r\n")) == catalogue_of()
    (finding,) = findings(broken("slug: stock", "slug: Stock").replace("\n", "\r\n"))
    (same,) = findings(broken("slug: stock", "slug: Stock"))
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
