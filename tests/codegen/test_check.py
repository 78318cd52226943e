"""Checking: what each rule finds in a catalogue that is broken in one place."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from codegen.catalogue.inheritance import TypeName, merged, parse_type
from codegen.catalogue.written import Catalogue
from codegen.check.checker import RULES, check
from codegen.findings import render
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

CATALOGUE = Path(__file__).resolve().parents[2] / "spec" / "catalogue.yaml"

LORRY = "fields: [eventCode, gate, day, pallets, plan]"
STORED = "when: {state: stored}"

REFERENCES = [
    Break(
        "unknown-type",
        "state: {type: PalletState",
        f"state: {{type: {HERE}PaletState",
        ("the type `PaletState` of field `state`", "(did you mean `PalletState`?)"),
    ),
    Break(
        "unknown-type",
        "holds: Pallet,",
        f"holds: {HERE}'Palet[]',",
        ("the holds `Palet[]`", "(did you mean `Pallet`?)"),
    ),
    Break(
        "dangling-reference",
        "use: count",
        f"use: {HERE}cuont",
        ("no shared field `cuont`", "(did you mean `count`?)"),
    ),
    Break("dangling-reference", "format: iso-day", f"format: {HERE}isoday", ("`iso-day`?",)),
    Break(
        "dangling-reference",
        "      - count\n",
        f"      - {HERE}cont\n      - x: {{use: count}}\n",
        ("no shared field `cont` for object `Pallet`", "a `type` here", "`count`?"),
    ),
    Break(
        "dangling-reference",
        "      - count\n",
        f"      - count\n      - {HERE}cont: {{description: x}}\n",
        ("no shared field `cont`",),
    ),
    Break("dangling-reference", "service: Stock", f"service: {HERE}Stok", ("service `Stok`",)),
    Break(
        "dangling-reference",
        "[handbook, letter]",
        f"[handbook, letter, {HERE}leter]",
        ("no source `leter`", "(did you mean `letter`?)"),
    ),
    Break(
        "dangling-reference",
        "    level: tenant\n",
        f"    level: tenant\n    answer: {HERE}ReleseGate\n",
        ("no answer `ReleseGate`", "(did you mean `ReleaseGate`?)"),
    ),
    Break(
        "dangling-reference",
        "    level: tenant\n",
        f"    level: tenant\n    detail: {HERE}x\n",
        ("no answer `x`",),
    ),
    Break(
        "dangling-reference",
        "    kind: extension-point\n",
        f"    kind: extension-point\n    answer: [ReleaseGate, {HERE}x]\n",
        ("no answer `x`",),
    ),
    Break(
        "dangling-reference",
        "replaced_by: gate-opening",
        f"replaced_by: {HERE}gate-open",
        ("no event `gate-open`", "(did you mean `gate-opening`?)"),
    ),
    Break(
        "dangling-reference",
        "    kind: extension-point\n",
        f"    kind: extension-point\n    inferred: [kind, {HERE}titel]\n",
        ("no key of an event `titel`", "(did you mean `title`?)"),
    ),
    Break(
        "dangling-reference",
        "type: depot:Gate:GateOpening",
        f"type: {HERE}depot:Gte:GateOpening",
        ("middle part `Gte`", "`categories`", "(did you mean `Gate`?)"),
    ),
    Break("dangling-reference", "message_id: id", f"message_id: {HERE}idd", ("no field `idd`",)),
    Break("dangling-reference", "time: sentAt", f"time: {HERE}sentOn", ("no field `sentOn`",)),
    Break(
        "dangling-reference",
        "required: gate",
        f"required: [gate, {HERE}gates]",
        ("`required` names `gates`", "no field of body `lorry`", "(did you mean `gate`?)"),
    ),
    Break("dangling-reference", "inferred: plan", f"inferred: {HERE}plam", ("`plan`?",)),
    Break(
        "dangling-reference",
        "required: [shelfID]",
        f"required: [shelfID, {HERE}state]",
        ("no field of variant `stored` of body `pallet-change`", "where all variants share it"),
    ),
    Break(
        "circular-reference",
        "count: {type: integer,",
        f"count: {{use: {HERE}count, type: integer,",
        ("the field `count` leads back to itself: count → count",),
    ),
    Break(
        "circular-reference",
        'count: {type: integer, description: "How many.", example: 3}',
        f"count: {{use: other}}\n  other: {{use: {HERE}count}}",
        ("count → other → count",),
    ),
    Break(
        "circular-reference",
        "      - count\n",
        f"      - count\n      - {HERE}pallets\n",
        ("the object `Pallet` leads back to itself: Pallet → Pallet",),
    ),
    Break(
        "circular-reference",
        "replaced_by: gate-opening",
        f"replaced_by: {HERE}lorry-left",
        ("the event `lorry-left` leads back to itself",),
    ),
    Break(
        "unused-definition",
        "  count: {",
        f"  {HERE}weight: {{type: number}}\n  count: {{",
        ("`weight` in `fields` is used nowhere",),
    ),
    Break(
        "unused-definition",
        "enums:\n",
        f"enums:\n  {HERE}Colour:\n    summary: x\n    values: {{red: red}}\n",
        ("`Colour` in `enums`",),
    ),
    Break(
        "unused-definition",
        "objects:\n",
        f"objects:\n  {HERE}Box:\n    summary: x\n    fields: [count]\n",
        ("`Box` in `objects`",),
    ),
    Break(
        "unused-definition",
        "bodies:\n",
        f"bodies:\n  {HERE}box:\n    summary: x\n    fields: [count]\n",
        ("`box` in `bodies`",),
    ),
    Break(
        "unused-definition",
        "formats:\n",
        f"formats:\n  {HERE}hour: {{description: x}}\n",
        ("`hour` in `formats`",),
    ),
    Break(
        "unused-definition",
        "services:\n",
        f"services:\n  {HERE}Office: {{slug: office, level: tenant, summary: x}}\n",
        ("`Office` in `services`",),
    ),
    Break("unused-definition", "  Gate: gate", f"  {HERE}Door: x\n  Gate: gate", ("`Door`",)),
    Break(
        "unused-definition",
        "  handbook:\n",
        f"  {HERE}poster: {{title: x}}\n  handbook:\n",
        ("`poster` in `sources`",),
    ),
    Break(
        "unused-definition",
        "answers:\n",
        f"answers:\n  {HERE}Ring:\n    summary: x\n    call: x\n    response: {{fields: count}}\n",
        ("`Ring` in `answers`",),
    ),
]

NAMES = [
    Break(
        "duplicate-type",
        "depot:Gate:LorryLeft",
        f"{HERE}depot:Gate:GateOpening",
        ("also that of `gate-opening`",),
    ),
    Break(
        "duplicate-name",
        "    kind: extension-point\n",
        f"    kind: extension-point\n    class_name: {HERE}Pallet\n",
        ("the object `Pallet`", "the event `gate-opening`", "the class `Pallet`", "class_name"),
    ),
    Break(
        "duplicate-name",
        "class_name: BellEnvelope",
        f"class_name: {HERE}BeltEnvelope",
        ("the envelope `bell`", "the class `BeltEnvelope`"),
    ),
    Break("duplicate-name", "slug: stock", f"slug: {HERE}goods-in", ("the page `goods-in`",)),
    Break(
        "duplicate-name",
        LORRY,
        f"fields: [eventCode, gate, day, pallets, plan, {HERE}Gate: {{use: gate}}]",
        ("the field `Gate`", "the field `gate`", "the attribute `gate`", "`words`"),
    ),
    Break(
        "duplicate-name",
        "        fields: [gate]\n",
        f"        fields: [gate, {HERE}State: {{use: count}}]\n",
        ("the field `State`", "the field `state`"),
    ),
    Break(
        "duplicate-name",
        "        fields: [gate]\n",
        f"        fields: [gate, {HERE}state]\n",
        ("`state` that all variants share", "only there"),
    ),
    Break("duplicate-name", "name: THIS_WEEK", f"name: {HERE}TODAY", ("the member `TODAY`",)),
    Break(
        "reserved-name",
        "class_name: BellEnvelope",
        f"class_name: {HERE}UnknownEvent",
        ("the class `UnknownEvent`", "`class_name`"),
    ),
    Break(
        "reserved-name",
        "class_name: BellEnvelope",
        f"class_name: {HERE}EventCode",
        ("the class `EventCode`",),
    ),
    Break(
        "reserved-name",
        "class_name: BellEnvelope",
        f"class_name: {HERE}ClassVar",
        ("the class `ClassVar`",),
    ),
    Break(
        "reserved-name",
        "class_name: BellEnvelope",
        f"class_name: {HERE}ValueError",
        ("the class `ValueError`",),
    ),
    Break(
        "reserved-name",
        LORRY,
        f"fields: [eventCode, gate, day, pallets, plan, {HERE}asSent: {{use: day}}]",
        ("the attribute `as_sent`", "`as_sent: as_sent_`"),
    ),
    Break(
        "reserved-name",
        LORRY,
        f"fields: [eventCode, gate, day, pallets, plan, {HERE}from: {{use: day}}]",
        ("the attribute `from`",),
    ),
    Break(
        "reserved-name",
        LORRY,
        f"fields: [eventCode, gate, day, pallets, plan, {HERE}codec: {{use: day}}]",
        ("the attribute `codec`",),
    ),
    Break(
        "reserved-name",
        LORRY,
        f"fields: [eventCode, gate, day, pallets, plan, {HERE}int: {{use: day}}]",
        ("the attribute `int`",),
    ),
    Break(
        "reserved-name",
        "  bell:\n",
        f"  {HERE}import:\n",
        ("`import` in `envelopes` makes the module `import`",),
    ),
    Break(
        "duplicate-name",
        "  bell:\n",
        f"  {HERE}Belt:\n",
        ("both make the module `belt`",),
    ),
    Break("bad-name", "shelfID: shelf_id", f"{HERE}shelfID: Shelf ID", ("`Shelf ID`", "`words`")),
    Break(
        "bad-name",
        "      1: {meaning: today, name: TODAY}",
        f"      {HERE}1: today",
        ("the value `1`", "`name`"),
    ),
    Break(
        "bad-name",
        LORRY,
        f"fields: [eventCode, gate, day, pallets, plan, {HERE}2nd: {{use: day}}]",
        ("the field `2nd`", "`words`"),
    ),
    Break(
        "bad-name",
        LORRY,
        f"fields: [eventCode, gate, day, pallets, plan, {HERE}{'Id' * 400}: {{use: day}}]",
        ("makes nothing, which is no attribute name",),
    ),
    Break(
        "bad-name",
        "  lorry-left:\n",
        f"  {HERE}../lorry-left:\n",
        ("`../lorry-left`", "cannot name a file"),
    ),
]

SHAPES = [
    Break(
        "incomplete-field",
        'gate: {type: integer, wire: digits, description: "Number of the gate.", example: "12"}',
        f"{HERE}gate: {{type: integer, wire: digits}}",
        ("the field `gate` has no description and no example", "add `description:`"),
    ),
    Break(
        "incomplete-field",
        'verdict: {type: string, description: "Open or shut.", example: open}',
        f'{HERE}verdict: {{type: string, description: "Open or shut."}}',
        ("`verdict` has no example",),
    ),
    Break(
        "incomplete-field",
        "requestId: {type: string, ",
        f"{HERE}requestId: {{",
        ("`requestId` has no type",),
    ),
    Break(
        "conflicting-lists",
        "inferred: plan",
        f"inferred: [plan, {HERE}gate]",
        ("names `gate` in `required` and in `inferred`",),
    ),
    Break(
        "conflicting-lists",
        "inferred: plan",
        f"inferred: {HERE}plan\n    sample_only: plan",
        ("names `plan` in `sample_only` and in `inferred`",),
    ),
    Break(
        "alias-collision",
        "day: {type: string, format: iso-day,",
        f"day: {{type: string, format: iso-day, aliases: [date, {HERE}plan],",
        ("the alias `plan` of `day`",),
    ),
    Break(
        "alias-collision",
        "use: count, description",
        f"use: count, aliases: {HERE}priority, description",
        ("the alias `priority` of `shelfID`",),
    ),
    Break(
        "wire-form",
        "day: {type: string,",
        f"day: {{type: string, also: {HERE}digits,",
        ("`also` of `day`", "a string cannot be written as `digits`", "`integer` or `number`"),
    ),
    Break(
        "wire-form",
        'pallets: {type: "Pallet[]",',
        f'pallets: {{type: "Pallet[]", also: {HERE}array,',
        ("cannot be written as `array`", "no other form"),
    ),
    Break(
        "wire-form",
        "wire: digits, ",
        f"wire: digits, also: [integer, {HERE}digits], ",
        ("`digits` is the form that the field has anyway", "remove it"),
    ),
    Break(
        "bad-holds",
        "pallets: {type: ",
        f"pallets: {{holds: {HERE}Pallet, type: ",
        ("`pallets` holds `Pallet` but is no text with JSON", "`type: string`"),
    ),
    Break(
        "event-field",
        '    fields:\n      - messageId: {type: string, description: "Number of the message.", '
        "example: m-1}\n      - body: {type: event,",
        f'    {HERE}fields:\n      - messageId: {{type: string, description: "Number.", '
        "example: m-1}\n      - body: {type: any,",
        ("envelope `bell` carries the event in nothing", "exactly one"),
    ),
    Break(
        "event-field",
        '      - data: {type: event, description: "The event."}\n',
        '      - data: {type: event, description: "The event."}\n'
        f'      - {HERE}more: {{type: event, description: "The event."}}\n',
        ("carries the event in `data` or `more`",),
    ),
    Break(
        "event-field",
        LORRY,
        f"fields: [eventCode, gate, day, pallets, plan, e: {{type: {HERE}event, description: x}}]",
        ("body `lorry` has a field of `type: event`", "envelopes"),
    ),
]

EXAMPLES = [
    Break(
        "bad-pattern",
        r"pattern: \d{4}-\d\d-\d\d",
        rf"pattern: {HERE}(\d",
        ("format `iso-day` is no regular expression",),
    ),
    Break(
        "bad-example",
        "example: 3}",
        f'example: {HERE}"3"}}',
        ("the text `3`", "a whole number without quotes"),
    ),
    Break("bad-example", "example: 3}", f"example: {HERE}3.5}}", ("the number `3.5`",)),
    Break("bad-example", "example: 3}", f"example: {HERE}true}}", ("is `true`",)),
    Break(
        "bad-example",
        'example: "12"',
        f"example: {HERE}12",
        ("the number `12`", "a whole number in quotes"),
    ),
    Break("bad-example", 'example: "12"', f'example: {HERE}"1_2"', ("the text `1_2`",)),
    Break(
        "bad-example",
        "example: 2031-05-04",
        f"example: {HERE}4 May",
        ("the text `4 May`", "the format `iso-day`"),
    ),
    Break(
        "bad-example",
        "example: '{\"count\": 1}'",
        f"example: {HERE}'{{\"count\": 1'",
        ("JSON in the text", "the format `json`"),
    ),
    Break(
        "bad-example",
        'description: "What happened.", example: stored',
        f'description: "What happened.", example: {HERE}sotred',
        ("one of `stored` or `moved`", "(did you mean `stored`?)"),
    ),
    Break("bad-example", "example: [1.5, 20]", f"example: {HERE}1.5", ("a list, as the type",)),
    Break("bad-example", "example: [1.5, 20]", f"{HERE}example: [1.5, '20']", ("the text `20`",)),
    Break(
        "bad-example",
        "      - count\n",
        f"      - count: {{type: {HERE}string}}\n",
        ("the example of `count` is the number `3`", "a text"),
    ),
]

ENUMS = [
    Break(
        "enum-type",
        "    type: integer\n    values",
        f"    type: {HERE}digits\n    values",
        ("`Priority` is of type `digits`", "`string` or `integer`"),
    ),
    Break("enum-type", "      2: {meaning", f"      {HERE}'2': {{meaning", ("remove the quotes",)),
    Break(
        "enum-values",
        "aliases: [moving]",
        f"aliases: [moving, {HERE}stored]",
        ("the alias `stored` of enum `PalletState`",),
    ),
    Break(
        "enum-values",
        "    values:\n      stored: it stands on a shelf",
        "    ignore_case: true\n    values:\n"
        f"      STORED: {{meaning: x, name: OTHER}}\n      {HERE}stored: it stands on a shelf",
        ("the value `stored`", "but for case"),
    ),
    Break(
        "enum-values",
        "    values:\n      1: {meaning: today, name: TODAY}\n"
        "      2: {meaning: this week, name: THIS_WEEK}\n",
        f"    {HERE}values: {{}}\n",
        ("the enum `Priority` has no values",),
    ),
]

VARIANTS = [
    Break(
        "bad-condition",
        STORED,
        f"when: {{{HERE}sate: {{present: true}}, state: stored}}",
        ("there is no field `sate`", "variant `stored`", "(did you mean `state`?)"),
    ),
    Break(
        "bad-condition",
        STORED,
        f"when: {{state: {HERE}sotred}}",
        ("`sotred` is no value of `state`", "(did you mean `stored`?)"),
    ),
    Break(
        "bad-condition",
        STORED,
        f"when: {{state: stored, {HERE}/stat: x}}",
        ("no field `stat` in body `pallet-change` for `/stat`", "(did you mean `state`?)"),
    ),
    Break(
        "bad-condition",
        STORED,
        f"when: {{state: stored, {HERE}/state/deep: x}}",
        ("goes through `state`, which is no object",),
    ),
    Break(
        "bad-condition", STORED, f"when: {{state: stored, {HERE}priority: {{}}}}", ("asks nothing",)
    ),
    Break(
        "bad-condition",
        STORED,
        f"when: {{{HERE}state: {{present: false, one_of: stored}}}}",
        ("contradicts itself",),
    ),
    Break(
        "overlapping-variants",
        "when: {state: [moved]}",
        f"{HERE}when: {{state: [moved, stored]}}",
        ("both `stored` and `moved` of `pallet-change`", "exclude each other"),
    ),
    Break(
        "overlapping-variants",
        "when: {state: [moved]}",
        f"{HERE}when: {{gate: {{present: true}}}}",
        ("both `stored` and `moved`",),
    ),
]

EVENTS = [
    Break(
        "missing-answer",
        "    kind: extension-point\n",
        f"    kind: {HERE}extension-point\n    answer: []\n",
        ("nothing answers the extension point `gate-opening`", "an `answer`"),
    ),
    Break(
        "needless-answer",
        "    title: Lorry left\n",
        f"    title: Lorry left\n    answer: {HERE}ReleaseGate\n",
        ("the regular event `lorry-left` has an answer",),
    ),
    Break(
        "missing-source",
        "    sources: handbook\n",
        f"    {HERE}sources: []\n",
        ("`lorry-left` has no source",),
    ),
    Break(
        "undelivered-kind",
        "carries: [regular, extension-point]",
        "carries: extension-point",
        ("no envelope carries", "`lorry-left`", "`regular`"),
        at="regular\n    body: lorry",
    ),
]

CASES = [*REFERENCES, *NAMES, *SHAPES, *EXAMPLES, *ENUMS, *VARIANTS, *EVENTS]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_broken_rule_is_one_finding_at_its_place(case: Break) -> None:
    assert_one_finding(case)


def test_every_rule_is_tested() -> None:
    assert {case.rule for case in CASES} == {rule.id for rule in RULES}


def test_rule_ids_are_unique_and_explained() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert all(rule.text.endswith(".") and "\n" not in rule.text for rule in RULES)


def test_the_mini_catalogue_keeps_every_rule() -> None:
    assert findings(TEXT) == ()


def test_the_catalogue_keeps_every_rule() -> None:
    catalogue, found = load_file(CATALOGUE, "spec/catalogue.yaml")
    assert catalogue is not None
    assert render((*found, *check(catalogue))) == ""


def test_a_mistyped_type_that_many_use_is_one_finding() -> None:
    text = broken("state: {type: PalletState", "state: {type: PaletState")
    assert [f.rule for f in findings(text)] == ["unknown-type"]
    text = broken("count: {type: integer", "count: {type: intger")
    assert [f.rule for f in findings(text)] == ["unknown-type"]


def test_a_shared_field_with_a_bad_example_is_one_finding_however_often_it_is_used() -> None:
    text = broken('example: "12"', "example: twelve")
    assert text.count("gate,") > 1
    assert [f.rule for f in findings(text)] == ["bad-example"]


def test_several_broken_rules_are_all_found_by_place() -> None:
    text = broken("service: Stock", "service: Stok")
    text = broken("example: 3}", "example: three}", text)
    text = broken("slug: stock", "slug: goods-in", text)
    found = findings(text)
    assert [f.rule for f in found] == ["duplicate-name", "bad-example", "dangling-reference"]
    assert [f.mark.line for f in found] == sorted(f.mark.line for f in found)


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("{state: stored}", "{state: moved}", True),
        ("{state: moving}", "{state: moved}", False),
        ("{state: moved}", "{state: {none_of: moving}}", True),
        ("{state: {none_of: [stored, moved]}}", "{state: stored}", True),
        ("{state: {none_of: stored}}", "{state: {none_of: moved}}", False),
        ("{gate: {present: true}}", "{gate: {present: false}}", True),
        ("{state: stored}", "{state: {present: false}}", True),
        ("{state: stored, gate: {present: true}}", "{state: stored, gate: {present: false}}", True),
        ("{/state: stored}", "{/state: moved}", True),
        ("{/state: stored}", "{state: moved}", False),
        ("{}", "{state: moved}", False),
    ],
)
def test_conditions_that_separate(one: str, other: str, apart: bool) -> None:
    text = broken("when: {state: stored}", f"when: {one}")
    text = broken("when: {state: [moved]}", f"when: {other}", text)
    rules = [f.rule for f in findings(text)]
    assert rules == ([] if apart else ["overlapping-variants"])


def test_values_that_differ_in_case_alone_separate_only_where_case_counts() -> None:
    text = broken("when: {state: [moved]}", "when: {state: [STORED]}")
    text = broken(
        "    values:\n      stored", "    ignore_case: true\n    values:\n      stored", text
    )
    assert [f.rule for f in findings(text)] == ["overlapping-variants"]


def test_merged_takes_the_nearest_definition_of_each_key() -> None:
    text = broken("        - gate\n", "        - gate: {use: priority, wire: null, note: here}\n")
    text = broken(
        "{type: Priority, also: digits,", "{use: count, type: Priority, wire: digits,", text
    )
    catalogue, _ = load(text, FILE)
    assert catalogue is not None
    request = catalogue.answers["ReleaseGate"].request
    assert request is not None
    field = merged(catalogue, "gate", request.fields["gate"])
    assert (field.use, field.type, field.wire, field.note) == (None, "Priority", None, "here")
    assert (field.description, field.example) == ("How soon.", 1)
    assert field.at("type") == catalogue.fields["priority"].at("type")
    assert field.at("note") == request.fields["gate"].at("note")
    assert field.mark == request.fields["gate"].mark


def test_merged_ends_at_a_circle() -> None:
    text = broken("count: {type: integer,", "count: {use: count, type: integer,")
    catalogue, _ = load(text, FILE)
    assert catalogue is not None
    pallet = catalogue.objects["Pallet"].fields["count"]
    assert merged(catalogue, "count", pallet).type == "integer"


def test_parse_type() -> None:
    assert parse_type("integer[]") == TypeName("integer", True)
    assert parse_type("Pallet") == TypeName("Pallet", False)
    assert parse_type("integer[][]") == TypeName("integer[]", True)


def copies(count: int) -> Catalogue:
    catalogue = catalogue_of()
    event = catalogue.events["pallet-changed"]
    events = {
        f"event-{n}": attrs.evolve(event, type=f"depot:Pallet:Event{n}") for n in range(count)
    }
    return attrs.evolve(catalogue, events={**catalogue.events, **events})


def test_many_copies_break_no_rule() -> None:
    assert check(copies(300)) == ()


def test_every_dangling_reference_of_many_is_found() -> None:
    catalogue = copies(300)
    events = {code: attrs.evolve(e, body=f"{code}-body") for code, e in catalogue.events.items()}
    marks = {code: attrs.evolve(e.mark, line=n) for n, (code, e) in enumerate(events.items())}
    events = {code: attrs.evolve(e, marks={"body": marks[code]}) for code, e in events.items()}
    found = check(attrs.evolve(catalogue, events=events), partial=True)
    assert [f.rule for f in found] == ["dangling-reference"] * len(events)


LINES = TEXT.splitlines(keepends=True)
PIECES = st.sampled_from(
    [
        "null", "[]", "{}", "''", "1", "a: b", "- ", ": ", "\t", "&a ", "*a", "<<: ", "!!int ", "---\n",
        "[", "}", '"', "event", "Pallet", "Pallet[]", "gate", "digits", "array", "'", "#", "|", ">", "?",
        "from", "é", "\x85", "\u2028", "\ufeff", "\0", "9" * 5000, "(", "/a/b", "present: true",
    ]
)  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn) -> str:
    lines = list(LINES)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(lines) - 1))
        line = lines[at]
        match draw(st.sampled_from(["drop", "twice", "piece", "swap", "indent", "value", "cut"])):
            case "drop":
                del lines[at]
            case "twice":
                lines.insert(at, line)
            case "piece":
                column = draw(st.integers(0, len(line)))
                lines[at] = line[:column] + draw(PIECES) + line[column:]
            case "swap":
                other = draw(st.integers(0, len(lines) - 1))
                lines[at], lines[other] = lines[other], line
            case "indent":
                lines[at] = draw(st.sampled_from(["", "  ", "      "])) + line.lstrip()
            case "value":
                lines[at] = line.partition(":")[0] + ": " + draw(PIECES) + "\n"
            case _:
                lines[at] = line[: draw(st.integers(0, len(line)))]
    return "".join(lines)


@settings(deadline=None, max_examples=150)
@given(mutated())
def test_no_mutation_of_a_catalogue_raises(text: str) -> None:
    assert_tidy(text)


@settings(deadline=None, max_examples=150)
@given(st.text() | st.text(alphabet="ab:-[]{}&*!|>?'\"#\n\t ,~<1."))
@example("\ud800")
@example("? ? ?")
@example("a: !<")
@example("%YAML 9.9\n---\na: 1")
@example("- " * 10_000)
@example("[" * 100_000)
@example("{a: " * 10_000)
def test_no_text_raises(text: str) -> None:
    assert_tidy(text)


def assert_tidy(text: str) -> None:
    found = findings(text)
    lines = text.count("\n") + text.count("\r") + text.count("\x85") + 2
    lines += text.count("\u2028") + text.count("\u2029")
    for finding in found:
        assert 1 <= finding.mark.line <= lines
        assert finding.mark.column >= 1
        assert "\n" not in str(finding)
