"""Checking: what each rule finds in a catalogue that is broken in one place."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from codegen.catalogue.inheritance import definition
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
    findings,
)

CATALOGUE = Path(__file__).resolve().parents[2] / "spec" / "catalogue.yaml"

DAY = "          day: string(iso-day), e.g. 2031-05-04 -- Day of arrival.\n"
GATE = "  gate: string(integer), e.g. 12 -- Number of the gate.\n"
COUNT = "  count: integer, e.g. 3 -- How many.\n"
PALLETS = "          pallets: Pallet[] -- Pallets on the lorry.\n"
STORED = "when: {state: stored}"
SHELF = "                is: like count -- Number of the shelf.\n"
SERVICE = "    text: Where pallets wait.\n"
EXTENSION = "            kind: extension-point\n"
CLASSES = "    bell: BellEnvelope\n"
SHELF_NAME = "    shelfID: shelf_id\n"

REFERENCES = [
    Break(
        "unknown-type",
        "is: PalletState -- What",
        f"is: {HERE}PaletState -- What",
        ("the type `PaletState` of field `state`", "(did you mean `PalletState`?)"),
    ),
    Break(
        "unknown-type",
        "'string(json Pallet), e.g. {\"count\": 1} -- Plan.'",
        f"{HERE}string(json Palet[]) -- Plan.",
        ("the type `Palet`", "(did you mean `Pallet`?)"),
    ),
    Break(
        "dangling-reference",
        "like count -- Number",
        f"like {HERE}cuont -- Number",
        ("no shared field `cuont`", "(did you mean `count`?)"),
    ),
    Break(
        "dangling-reference",
        "string(iso-day)",
        f"{HERE}string(isoday)",
        ("no format `isoday`", "(did you mean `iso-day`?)"),
    ),
    Break(
        "dangling-reference",
        "      count:\n",
        f"      {HERE}cont:\n      x: like count\n",
        ("no shared field `cont` for object `Pallet`", "a line with a type", "`count`?"),
    ),
    Break(
        "dangling-reference",
        "      count:\n",
        f"      count:\n      {HERE}cont: -- How many.\n",
        ("no shared field `cont`",),
    ),
    Break(
        "dangling-reference",
        "from: [handbook, letter]",
        f"from: [handbook, letter, {HERE}leter]",
        ("no source `leter`", "(did you mean `letter`?)"),
    ),
    Break(
        "dangling-reference",
        "            from: inferred\n",
        f"            from: {HERE}infered\n",
        ("no source `infered`",),
    ),
    Break(
        "dangling-reference",
        "text: A lorry drove off.",
        f"text: {HERE}A lorry drove off [leter].",
        ("cites `leter`, which is no source", "(did you mean `letter`?)"),
    ),
    Break(
        "dangling-reference",
        "common: {eventCode: message}",
        f"common: {{eventCode: message, {HERE}eventcode: table}}",
        ("`common`", "`eventcode`", "(did you mean `eventCode`?)"),
    ),
    Break(
        "dangling-reference",
        SERVICE,
        f"{SERVICE}    answer: {HERE}ReleseGate\n",
        ("no answer `ReleseGate`", "(did you mean `ReleaseGate`?)"),
    ),
    Break("dangling-reference", SERVICE, f"{SERVICE}    detail: {HERE}x\n", ("no answer `x`",)),
    Break(
        "dangling-reference",
        "    call: POST /gate\n",
        f"    call: POST /gate\n    returned_in: {HERE}bel\n",
        ("there is no envelope `bel`", "did you mean `belt`?"),
    ),
    Break(
        "dangling-reference",
        SHELF,
        f"{SHELF}                zone: {HERE}x\n",
        ("no field beside it `x`",),
    ),
    Break(
        "dangling-reference",
        EXTENSION,
        f"{EXTENSION}            answer: [ReleaseGate, {HERE}x]\n",
        ("no answer `x`",),
    ),
    Break(
        "dangling-reference",
        "instead: gate-opening",
        f"instead: {HERE}gate-open",
        ("no event `gate-open`", "(did you mean `gate-opening`?)"),
    ),
    Break("dangling-reference", "    id: id\n", f"    id: {HERE}idd\n", ("no field `idd`",)),
    Break("dangling-reference", "time: sentAt", f"time: {HERE}sentOn", ("no field `sentOn`",)),
    Break(
        "dangling-reference",
        "carries: extension points",
        f"carries: {{gate-opening: documented, {HERE}gate-closing: inferred}}",
        ("no event `gate-closing`",),
    ),
    Break(
        "dangling-reference",
        "        common: {eventCode: message}\n",
        "        common: {eventCode: message}\n"
        f"        messages: {{pallet-changed: 1, {HERE}lorry-left: 2}}\n",
        ("no event of this body `lorry-left`",),
    ),
    Break(
        "dangling-reference",
        CLASSES,
        f"{CLASSES}    {HERE}lory: Lorry2\n",
        ("no body or envelope `lory`", "(did you mean `lorry`?)"),
    ),
    Break(
        "dangling-reference",
        "  names:\n",
        f"  events: {{{HERE}gate-open: Knock}}\n  names:\n",
        ("no event `gate-open`",),
    ),
    Break(
        "dangling-reference",
        "    wire: number\n    values:\n      TODAY: 1 -- today\n      THIS_WEEK: 2 -- this week\n",
        f"    like: {HERE}PalletStat\n",
        ("no enum `PalletStat`",),
    ),
    Break(
        "circular-reference",
        COUNT,
        f"  count: like {HERE}count\n",
        ("the field `count` leads back to itself: count → count",),
    ),
    Break(
        "circular-reference",
        COUNT,
        f"  count: like other\n  other: like {HERE}count\n",
        ("count → other → count",),
    ),
    Break(
        "circular-reference",
        "      count:\n",
        f"      count:\n      inner: {HERE}Pallet[] -- Pallets on it.\n",
        ("the object `Pallet` leads back to itself: Pallet → Pallet",),
    ),
    Break(
        "circular-reference",
        "      count:\n",
        f"      count:\n      inner: {HERE}Pallet?{{}}[] -- Pallets on it.\n",
        ("the object `Pallet` leads back to itself: Pallet → Pallet",),
    ),
    Break(
        "circular-reference",
        "instead: gate-opening",
        f"instead: {HERE}lorry-left",
        ("the event `lorry-left` leads back to itself",),
    ),
    Break(
        "circular-reference",
        "  Priority:\n",
        f"  Some:\n    text: x\n    like: {HERE}Some\n  Priority:\n",
        ("the enum `Some` leads back to itself",),
    ),
    Break(
        "unused-definition",
        COUNT,
        f"{COUNT}  {HERE}weight: number, e.g. 1 -- Weight.\n",
        ("`weight` in `fields` is used nowhere",),
    ),
    Break(
        "unused-definition",
        "enums:\n",
        f"enums:\n  {HERE}Colour:\n    text: x\n    values: {{red: red}}\n",
        ("`Colour` in `enums`",),
    ),
    Break(
        "unused-definition",
        "objects:\n",
        f"objects:\n  {HERE}Box:\n    text: x\n    fields: {{count: }}\n",
        ("`Box` in `objects`",),
    ),
    Break(
        "unused-definition",
        "formats:\n",
        f"formats:\n  {HERE}hour: {{of: string, text: x}}\n",
        ("`hour` in `formats`",),
    ),
    Break(
        "unused-definition",
        "sources:\n",
        f"sources:\n  {HERE}poster: {{title: x}}\n",
        ("`poster` in `sources`",),
    ),
    Break(
        "unused-definition",
        "answers:\n",
        f"answers:\n  {HERE}Ring:\n    text: x\n    call: x\n    response: {{count: }}\n",
        ("`Ring` in `answers`",),
    ),
    Break(
        "unused-definition",
        SHELF_NAME,
        f"{SHELF_NAME}    {HERE}doorId: door\n",
        ("`doorId` in `names` is used nowhere",),
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
        "  names:\n",
        f"  events: {{{HERE}gate-opening: Pallet}}\n  names:\n",
        ("the object `Pallet`", "the event `gate-opening`", "the class `Pallet`", "`python`"),
    ),
    Break(
        "duplicate-name",
        "bell: BellEnvelope",
        f"{HERE}bell: BeltEnvelope",
        ("the envelope `bell`", "the class `BeltEnvelope`"),
    ),
    Break(
        "duplicate-name",
        DAY,
        f"{DAY}          {HERE}Gate: like gate\n",
        ("the field `Gate`", "the field `gate`", "the attribute `gate`", "`python:`"),
    ),
    Break(
        "duplicate-name",
        "              gate:\n",
        f"              gate:\n              {HERE}State: like count\n",
        ("the field `State`", "the field `state`"),
    ),
    Break(
        "duplicate-name",
        DAY,
        f"{DAY}          {HERE}gateParsed: like gate\n",
        ("the field `gateParsed`", "what the field `gate` means", "attribute `gate_parsed`"),
    ),
    Break(
        "duplicate-name",
        "              gate:\n",
        f"              gate:\n              {HERE}state: like count\n",
        ("`state` that all variants share", "only there"),
    ),
    Break(
        "duplicate-name",
        "      THIS_WEEK: 2 -- this week",
        f"      THIS_WEEK: {{is: 2 , name: {HERE}TODAY}}",
        ("the member `TODAY`",),
    ),
    Break(
        "duplicate-name",
        "  Stock:\n",
        f"  {HERE}goods-in:\n",
        ("the service `goods-in`", "the constant `GOODS_IN`"),
    ),
    Break(
        "reserved-name",
        "bell: BellEnvelope",
        f"{HERE}bell: UnknownEvent",
        ("the class `UnknownEvent`", "`python`"),
    ),
    Break(
        "reserved-name",
        "bell: BellEnvelope",
        f"{HERE}bell: EventCode",
        ("the class `EventCode`",),
    ),
    Break(
        "reserved-name",
        "bell: BellEnvelope",
        f"{HERE}bell: ClassVar",
        ("the class `ClassVar`",),
    ),
    Break(
        "reserved-name",
        "bell: BellEnvelope",
        f"{HERE}bell: ValueError",
        ("the class `ValueError`",),
    ),
    Break(
        "reserved-name",
        DAY,
        f"{DAY}          {HERE}asSent: like count\n",
        ("the attribute `as_sent`", "as `python: as_sent_` below it"),
    ),
    Break(
        "reserved-name",
        DAY,
        f"{DAY}          {HERE}from: like count\n",
        ("the attribute `from`",),
    ),
    Break(
        "reserved-name",
        DAY,
        f"{DAY}          {HERE}frozen: like count\n",
        ("the attribute `frozen`",),
    ),
    Break(
        "reserved-name",
        DAY,
        f"{DAY}          {HERE}int: like count\n",
        ("the attribute `int`",),
    ),
    Break(
        "reserved-name",
        "  names:\n    shelfID: shelf_id\n",
        "  names:\n    shelfID: shelf_id\n    bell: import\n",
        ("`bell` in `envelopes` makes the module `import`",),
        at="bell:\n    title",
    ),
    Break(
        "bad-name",
        DAY,
        f"{DAY}          {HERE}größe: like count\n",
        ("`größe` makes `gr_e`, without `ß` or `ö`", "`python:`"),
    ),
    Break(
        "bad-name",
        "      TODAY: 1 -- today",
        f"      {HERE}1st: 1 -- today",
        ("the value `1st`", "`name`"),
    ),
    Break(
        "bad-name",
        DAY,
        f"{DAY}          {HERE}2nd: like count\n",
        ("the field `2nd`", "`python:`"),
    ),
    Break(
        "bad-name",
        DAY,
        f"{DAY}          {HERE}{'Id' * 400}:\n            is: like count\n",
        ("makes nothing, which is no attribute name",),
    ),
]

SHAPES = [
    Break(
        "incomplete-field",
        COUNT,
        f"  {HERE}count: -- How many.\n",
        ("the shared field `count` has no type", "TYPE, e.g. EXAMPLE -- TEXT"),
    ),
    Break(
        "incomplete-field",
        "string, e.g. open -- Open or shut.",
        f"{HERE}string -- Open or shut.",
        ("`verdict` has no example",),
    ),
    Break(
        "type-form",
        "string(iso-day)",
        f"{HERE}integer(iso-day)",
        ("the format `iso-day` stands behind `integer`", "it behind `string`"),
    ),
    Break(
        "type-form",
        "day: string(iso-day)",
        f"day: {HERE}string(iso-day) | string",
        ("`string` is read anyway", "remove it"),
    ),
    Break(
        "type-form",
        PALLETS,
        f"          pallets: {HERE}Pallet[] | array -- Pallets on the lorry.\n",
        ("cannot read `array` for `Pallet[]`",),
    ),
    Break(
        "type-form",
        PALLETS,
        f"          pallets: {HERE}Pallet | Pallet[] -- Pallets.\n",
        ("`Pallet[]` stands behind a single `Pallet`", "write `Pallet[] | Pallet`"),
    ),
    Break(
        "type-form",
        PALLETS,
        f"          pallets: {HERE}Pallet?? -- Pallets.\n",
        ("may be null twice", "remove one"),
    ),
    Break(
        "type-form",
        PALLETS,
        f"          pallets: {HERE}Pallet[][][][][] -- Pallets.\n",
        ("has 5 suffixes", "name an object"),
    ),
    Break(
        "type-form",
        PALLETS,
        f"          pallets: {HERE}string(event-type)[], e.g. [] -- Types.\n",
        ("`[]` stands behind `string`", "once"),
    ),
    Break(
        "type-form",
        PALLETS,
        f"          pallets: {HERE}any? -- Whatever.\n",
        ("any value may be null", "remove the question mark"),
    ),
    Break(
        "type-form",
        PALLETS,
        f"          pallets: {HERE}string(string), e.g. x -- Text.\n",
        ("a text in a text", "write `string`"),
    ),
    Break(
        "type-form",
        "gate: string(integer), e.g. 12",
        f"gate: {HERE}integer(json Pallet), e.g. 12",
        ("`json Pallet` stands behind `integer`", "write `string(json Pallet)`"),
    ),
    Break(
        "type-form",
        "priority: Priority",
        f"priority: {HERE}Priority | string",
        ("`string` is read anyway",),
    ),
    Break(
        "alias-collision",
        DAY,
        "          day:\n            is: string(iso-day), e.g. 2031-05-04 -- Day of arrival.\n"
        f"            aliases: [date, {HERE}plan]\n",
        ("the alias `plan` of `day`",),
    ),
    Break(
        "alias-collision",
        SHELF,
        f"{SHELF}                aliases: {HERE}priority\n",
        ("the alias `priority` of `shelfID`",),
    ),
    Break(
        "event-field",
        "    fields:\n      messageId: string, e.g. m-2 -- Number of the question.\n"
        "      body: event",
        f"    {HERE}fields:\n      messageId: string, e.g. m-2 -- Number of the question.\n"
        "      body: any",
        ("envelope `bell` carries the event in nothing", "exactly one"),
    ),
    Break(
        "event-field",
        "      body: event -- The event of the question.\n",
        f"      body: event -- The event of the question.\n      {HERE}more: event -- The event.\n",
        ("carries the event in `body` or `more`",),
    ),
    Break(
        "event-field",
        DAY,
        f"{DAY}          whole: {HERE}event -- The event.\n",
        ("body `lorry` has a field of the type `event`", "envelopes"),
    ),
    Break(
        "wrapper",
        "  crate:\n    title: Crate\n    text: What a ship puts around a message.\n"
        "    has: [crate, inside]\n",
        f"  {HERE}crate:\n    title: Crate\n    text: What a ship puts around a message.\n",
        ("nothing by which the wrapper `crate` is recognised", "`type`, `has` or both"),
    ),
    Break(
        "wrapper",
        "    message: inside.paper\n",
        "",
        ("where in the wrapper `crate` the message stands", "`like` another wrapper"),
        at="crate:\n    title",
    ),
    Break(
        "dangling-reference",
        "    from: handbook\n\nsources:",
        f"    from: {HERE}handbok\n\nsources:",
        ("source `handbok`",),
    ),
    Break(
        "message-id",
        "messageId: string, e.g. m-2 --",
        f"messageId: {HERE}integer, e.g. 2 --",
        ("the id of messages in envelope `bell` is of the type `integer`", "`string | integer`"),
    ),
    Break(
        "conflicting-evidence",
        "            from: inferred\n",
        f"            {HERE}from: [inferred, table]\n",
        ("`from` of `plan` is `inferred` or `table`", "`inferred` alone"),
    ),
    Break(
        "misplaced-key",
        COUNT,
        f"  count:\n    is: integer, e.g. 3 -- How many.\n    required: {HERE}true\n",
        ("the shared field `count` has `required`",),
    ),
    Break(
        "misplaced-key",
        "gate: {required: true}\n          day",
        f"gate: {{required: true, kind: {HERE}regular}}\n          day",
        ("the field `gate` has `kind`", "the section `common`"),
    ),
    Break(
        "misplaced-key",
        "gate: {required: true}\n          day",
        f"gate: {{required: true, only: {HERE}1}}\n          day",
        ("the field `gate` has `only`", "with an enum"),
    ),
    Break(
        "misplaced-key",
        "              gate:\n",
        f"              gate:\n            common: {{eventCode: {HERE}absent}}\n",
        ("`eventCode` is `absent`", "of the body"),
    ),
    Break(
        "misplaced-key",
        DAY,
        f"{DAY}          {HERE}eventCode: {{from: table}}\n",
        ("the common field `eventCode` among its own",),
    ),
    Break(
        "shared-once",
        "                is: like count -- Number of the shelf.\n",
        "                is: integer, e.g. 4 -- Number of the shelf.\n",
        ("one place alone uses the shared field `count`",),
        at="count: integer",
    ),
    Break(
        "shared-once",
        "      count:\n",
        "      number: like count\n",
        ("the shared field `count` is no name on the wire", "rename it"),
        at="count: integer",
    ),
    Break(
        "shared-once",
        "      messageId: string, e.g. m-2 -- Number of the question.\n",
        f"      messageId: string, e.g. m-2 -- Number of the question.\n"
        f"      id: {HERE}string, e.g. m-1 -- Number of the message.\n",
        ("the field `id` is said in the same words",),
    ),
    Break(
        "unrequired-selector",
        "          state:\n            is: PalletState -- What happened.\n            required: true\n",
        f"          {HERE}state: PalletState -- What happened.\n",
        ("`state` tells the variants of body `pallet-change` apart",),
    ),
]

PATTERN = "    pattern: \\d{4}-\\d\\d-\\d\\d\n"

EXAMPLES = [
    Break(
        "bad-format",
        r"pattern: \d{4}-\d\d-\d\d",
        rf"pattern: {HERE}(\d",
        ("format `iso-day` is no regular expression",),
    ),
    Break(
        "bad-format",
        PATTERN,
        f"{PATTERN}    also: {HERE}string\n",
        ("`also` of format `iso-day` has `string`",),
    ),
    Break(
        "bad-format",
        PATTERN,
        f"{PATTERN}    example: {HERE}4 May\n",
        ("the example of format `iso-day` is the text `4 May`", "matches"),
    ),
    Break(
        "bad-format",
        PATTERN,
        f"{PATTERN}    example: {HERE}7\n",
        ("the number `7`", "a string", "quotes"),
    ),
    Break(
        "bad-example",
        "integer, e.g. 3 -- How",
        f'integer, e.g. {HERE}"3" -- How',
        ("the text `3`", "a whole number"),
    ),
    Break("bad-example", "e.g. 3 -- How", f"e.g. {HERE}3.5 -- How", ("the number `3.5`",)),
    Break("bad-example", "e.g. 3 -- How", f"e.g. {HERE}true -- How", ("is `true`",)),
    Break("bad-example", "e.g. 3 -- How", f"e.g. {HERE}three -- How", ("`three` is no JSON",)),
    Break("bad-example", "e.g. 12 -- N", f"e.g. {HERE}1_2 -- N", ("the text `1_2`",)),
    Break(
        "bad-example",
        "e.g. 2031-05-04 -- Day",
        f"e.g. {HERE}4 May -- Day",
        ("the text `4 May`", "the format `iso-day`"),
    ),
    Break(
        "bad-example",
        "'string(json Pallet), e.g. {\"count\": 1} -- Plan.'",
        f"'string(json Pallet), e.g. {HERE}{{\"count\" 1 -- Plan.'",
        ("JSON in the text", "the format `json`"),
    ),
    Break(
        "bad-example",
        "is: PalletState -- What",
        f"is: PalletState, e.g. {HERE}sotred -- What",
        ("one of `stored` or `moved`", "(did you mean `stored`?)"),
    ),
    Break(
        "bad-example",
        "priority: Priority -- How",
        f"priority: Priority, e.g. {HERE}TODY -- How",
        ("one of `TODAY` or `THIS_WEEK`", "(did you mean `TODAY`?)"),
    ),
    Break("bad-example", "e.g. [1.5, 20]", f"e.g. {HERE}1.5", ("a list, as the type",)),
    Break("bad-example", "e.g. [1.5, 20]", f'e.g. {HERE}[1.5, "20"]', ("the text `20`",)),
    Break(
        "bad-example",
        "is: string, e.g. open --",
        f'is: string, e.g. {HERE}"open" or shut --',
        ("begins with a quote",),
    ),
    Break(
        "bad-example",
        "eventCode: string(event-code) --",
        f"eventCode: string(event-code), e.g. {HERE}x --",
        ("repeats a fact of the event", "no example"),
    ),
]

ENUMS = [
    Break(
        "enum-keys",
        "    values:\n      TODAY: 1 -- today\n      THIS_WEEK: 2 -- this week\n",
        f"    {HERE}values: {{}}\n",
        ("the enum `Priority` has no values",),
    ),
    Break(
        "enum-keys",
        "    wire: number\n",
        f"    wire: number\n    by_number: {HERE}Urgency\n",
        ("the enum `Priority` has `by_number` beside `wire: number`",),
    ),
    Break(
        "enum-keys",
        "    wire: number\n",
        f"    wire: number\n    only: {HERE}TODAY\n",
        ("`only` without `like`",),
    ),
    Break(
        "enum-keys",
        "    wire: number\n",
        "    wire: number\n    like: PalletState\n",
        ("the enum `Priority` has values beside `like`",),
        at="values:\n      TODAY",
    ),
    Break(
        "enum-values",
        "stored: it stands",
        f"stored: {HERE}1 -- it stands",
        ("the value `stored` of enum `PalletState` has a number", "`wire: number`"),
    ),
    Break(
        "enum-values",
        "THIS_WEEK: 2",
        f"THIS_WEEK: {HERE}1",
        ("the value `1` of enum `Priority` is there before",),
    ),
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
        f'      STORED: {{is: "x", name: OTHER}}\n      stored: {HERE}it stands on a shelf',
        ("the value `stored`", "but for case"),
    ),
    Break(
        "living-name",
        "aliases: [moving]",
        f"formerly: {HERE}STORED",
        ("was called `STORED`, which is `stored` now", "in silence"),
    ),
    Break(
        "living-name",
        "            kind: regular\n",
        f"            kind: regular\n            formerly: {HERE}GATE_OPENING\n",
        ("the event `lorry-left` was called `GATE_OPENING`",),
    ),
    Break(
        "living-name",
        "            kind: regular\n",
        f"            kind: regular\n            formerly: {HERE}GateOpening\n",
        ("the event `lorry-left` was called `GateOpening`",),
    ),
    Break(
        "living-name",
        "gate: {required: true}\n          day",
        f"gate: {{required: true, formerly: {HERE}day}}\n          day",
        ("the field `gate` was called `day`",),
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
        f"when: {{state: stored, priority: {HERE}3}}",
        ("`3` is no value of `priority`",),
    ),
    Break(
        "bad-condition",
        STORED,
        f"when: {{state: stored, priority: {HERE}true}}",
        ("`true` is no value of `priority`",),
    ),
    Break(
        "bad-condition",
        STORED,
        f"when: {{state: stored, eventCode: {HERE}3}}",
        ("asks for the number `3`", "quote it"),
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
        "missing-kind",
        "            kind: regular\n",
        "",
        ("nothing says what kind of event `lorry-left` is", "`kind: regular`"),
        at="lorry-left:",
    ),
    Break(
        "missing-answer",
        EXTENSION,
        f"            kind: {HERE}extension-point\n            answer: []\n",
        ("nothing answers the extension point `gate-opening`", "an `answer`"),
    ),
    Break(
        "needless-answer",
        "            kind: regular\n",
        f"            kind: regular\n            answer: {HERE}ReleaseGate\n",
        ("the regular event `lorry-left` has an answer",),
    ),
    Break(
        "missing-source",
        "        from: [handbook]\n",
        "",
        ("`pallet-changed` has no source",),
        at="pallet-changed:",
    ),
    Break(
        "missing-text",
        "      lorry:\n        text: A lorry at the gate.\n",
        f"      {HERE}lorry:\n",
        ("the body `lorry` of several events has no text", "all of them carry"),
    ),
    Break(
        "missing-source",
        "        from: [handbook]\n",
        "",
        ("of the event, of its body or of its service",),
        at="pallet-changed:",
    ),
    Break(
        "dangling-reference",
        "        common: {eventCode: message}\n",
        f"        like: {HERE}pallet-chnage\n        common: {{eventCode: message}}\n",
        ("other body without `like` `pallet-chnage`",),
    ),
    Break(
        "empty-body",
        "      pallet-change:\n",
        f"      empty:\n        text: x\n        {HERE}events: {{}}\n        common: all\n"
        "      pallet-change:\n",
        ("the body `empty` has no events",),
    ),
    Break(
        "duplicate-definition",
        "          pallet-changed:\n",
        f"          {HERE}lorry-left:\n",
        ("the event `lorry-left` is given a second time", "it once"),
    ),
    Break(
        "duplicate-definition",
        GATE,
        f"{GATE}  {HERE}eventCode: string, e.g. x -- Code.\n",
        ("the shared field `eventCode` is given a second time",),
    ),
    Break(
        "undelivered-kind",
        "carries: all events",
        "carries: extension points",
        ("no envelope carries", "`lorry-left`", "`regular`"),
        at="lorry-left:",
    ),
    Break(
        "uncounted-message",
        "        common: all\n",
        f"        common: all\n        {HERE}messages: {{gate-opening: 1}}\n",
        ("`messages` of body `lorry` lacks the event `lorry-left`",),
    ),
    Break(
        "bad-version",
        "            kind: regular\n",
        f'            kind: regular\n            changed:\n              {HERE}"0.2": It has no gate.\n',
        ("`0.2` in `changed` of event `lorry-left` is no version",),
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
    text = broken(COUNT, "  count: Nubmer, e.g. 3 -- How many.\n")
    assert [f.rule for f in findings(text)] == ["unknown-type"]
    text = broken(COUNT, "  count: intger, e.g. 3 -- How many.\n")
    assert [f.rule for f in findings(text)] == ["field-line"]


def test_a_shared_field_with_a_bad_example_is_one_finding_however_often_it_is_used() -> None:
    text = broken("e.g. 12 -- Number", "e.g. twelve -- Number")
    assert text.count(" gate:") > 1
    assert [f.rule for f in findings(text)] == ["bad-example"]


def test_several_broken_rules_are_all_found_by_place() -> None:
    text = broken("from: [handbook, letter]", "from: [handbook, leter]")
    text = broken("e.g. 3 -- How", "e.g. three -- How", text)
    text = broken("when: {state: stored}", "when: {stat: stored}", text)
    found = findings(text)
    assert [f.rule for f in found] == [
        "dangling-reference",
        "bad-condition",
        "overlapping-variants",
        "bad-example",
    ]
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


def test_a_definition_takes_the_nearest_of_each_part() -> None:
    text = broken(
        GATE, GATE + "  other gate:\n    is: like gate -- Another gate.\n    note: there\n"
    )
    text = broken(
        "              gate:\n",
        "              gate:\n                is: like other gate, e.g. 7\n                note: here\n",
        text,
    )
    catalogue, _ = load(text, FILE)
    assert catalogue is not None
    field = catalogue.bodies["pallet-change"].variants["moved"].fields["gate"]
    of = definition(catalogue, "body pallet-change/moved.gate", "gate", field)
    assert (str(of.type), of.example, of.text) == ("string(integer)", "7", "Another gate.")
    assert (of.note, of.text_context) == (("here",), "field other gate")
    assert of.note_context == "body pallet-change/moved.gate"
    shared = catalogue.fields["gate"].line
    own = field.line
    assert shared is not None
    assert own is not None
    assert (of.marks["type"], of.marks["example"]) == (shared.at("type"), own.at("example"))


def test_a_line_with_a_type_takes_nothing_over() -> None:
    text = broken(
        "      gate: {required: true}\n      verdict",
        "      gate: integer, e.g. 1 -- Gate.\n      verdict",
    )
    text = broken(GATE, "  gate:\n    is: string(integer), e.g. 12 -- Gate.\n    note: x\n", text)
    catalogue, _ = load(text, FILE)
    assert catalogue is not None
    of = definition(catalogue, "", "gate", catalogue.answers["ReleaseGate"].request["gate"])
    assert (str(of.type), of.note) == ("integer", ())


def test_a_definition_ends_at_a_circle() -> None:
    catalogue, _ = load(broken(COUNT, "  count: like count, e.g. 4\n"), FILE)
    assert catalogue is not None
    of = definition(catalogue, "", "count", catalogue.objects["Pallet"].fields["count"])
    assert (of.type, of.example) == (None, "4")


def copies(count: int, instead: str = "gate-opening") -> str:
    """The catalogue with so many events more."""
    event = """\
          event-{0}:
            type: depot:PalletChange:Event{0}
            title: Event {0}
            text: Something was done.
            retired: {{note: "x", instead: {1}}}
"""
    more = "".join(event.format(number, instead) for number in range(count))
    return broken("          pallet-changed:\n", f"{more}          pallet-changed:\n")


def test_many_copies_break_no_rule() -> None:
    assert findings(copies(300)) == ()


def test_every_dangling_reference_of_many_is_found() -> None:
    found = findings(copies(300, "gate-closing"))
    assert [f.rule for f in found] == ["dangling-reference"] * 300


def test_a_code_without_a_letter_of_ascii_names_no_file() -> None:
    text = broken("          lorry-left:\n", "          車出発:\n")
    (finding,) = findings(broken("  names:\n", "  names:\n    車出発: lorry_gone\n", text))
    assert (finding.rule, finding.mark.line) == ("bad-name", 23)
    assert "`車出発` in `events` cannot name a file" in finding.message


def test_two_codes_that_make_one_file_are_found() -> None:
    text = broken("          lorry-left:\n", "          gate%opening:\n")
    given = "  events:\n    gate%opening: Other\n  names:\n    gate%opening: other\n"
    (finding,) = findings(broken("  names:\n", given, text))
    assert finding.rule == "duplicate-name"
    assert "both make the page `gate-opening`" in finding.message


LINES = TEXT.splitlines(keepends=True)
PIECES = st.sampled_from(
    [
        "null", "[]", "{}", "''", "1", "a: b", "- ", ": ", "\t", "&a ", "*a", "<<: ", "!!int ", "---\n",
        "[", "}", '"', "event", "Pallet", "Pallet[]", "gate", "digits", "array", "'", "#", "|", ">", "?",
        "like ", ", e.g. ", " -- ", "string(", ")", "{}", "absent", "inferred", "all", "integer | ",
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
