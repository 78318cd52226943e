"""References followed, overrides applied, names and modules made."""

from __future__ import annotations

import pytest

from codegen.catalogue.resolved import Catalogue, Event, Field, Object, Origin, Type, TypeKind
from codegen.catalogue.written import Bound, Certainty, Form, Json, Kind, Role
from codegen.resolve.resolver import resolve
from tests.codegen.mini import TEXT, broken, catalogue_of

MINI = resolve(catalogue_of())


def body(name: str, catalogue: Catalogue = MINI) -> Object:
    return next(b for b in catalogue.bodies if b.name == name)


def event(code: str, catalogue: Catalogue = MINI) -> Event:
    return next(e for e in catalogue.events if e.code == code)


def field(shape: Object, wire: str) -> Field:
    return next(f for f in shape.fields if f.wire == wire)


def test_the_header() -> None:
    assert (MINI.title, MINI.product, MINI.version, MINI.package, MINI.schema_id, MINI.file) == (
        "Depot events",
        "Depot",
        "1.2",
        "depot_events",
        "urn:depot:",
        "mini.yaml",
    )
    assert resolve(catalogue_of(), "warehouse").package == "warehouse"


def test_an_event() -> None:
    event = next(e for e in MINI.events if e.code == "gate-opening")
    assert (event.class_name, event.constant) == ("GateOpening", "GATE_OPENING")
    assert (event.category, event.kind, event.level) == (
        "gate",
        Kind.EXTENSION_POINT,
        "workspace",
    )
    assert event.service.name == "Goods In"
    assert event.body is body("lorry")
    assert [answer.name for answer in event.answers] == ["ReleaseGate"]
    assert [source.label for source in event.sources] == ["handbook", "letter"]
    assert event.since == "2031-05"
    assert event.retired is None
    assert [event.bound(value) for value in Bound] == [
        "gate-opening",
        "depot:Gate:GateOpening",
        "gate",
    ]


def test_an_event_is_known_since_its_oldest_source() -> None:
    old = "    title: Letter of the maker\n"
    for date, since in (("2030", "2030"), ("2031-06-01", "2031-05")):
        text = broken(old, f"{old}    date: '{date}'\n")
        assert resolve(catalogue_of(text)).events[0].since == since


def test_a_regular_event_has_no_answer_of_its_service() -> None:
    left = next(e for e in MINI.events if e.code == "lorry-left")
    assert left.answers == ()
    assert left.retired is not None
    assert left.retired.replaced_by == "gate-opening"


def test_an_event_may_choose_answer_category_and_class() -> None:
    old = "            kind: extension-point\n"
    text = broken(old, f"{old}            answer: []\n            category: pallet-change\n")
    text = broken("  names:\n", "  events: {gate-opening: Knock}\n  names:\n", text)
    event = resolve(catalogue_of(text)).events[0]
    assert (event.answers, event.category) == ((), "pallet-change")
    assert (event.class_name, event.constant) == ("Knock", "GATE_OPENING")


def test_an_event_takes_what_its_body_says() -> None:
    old = "        from: handbook\n"
    more = f"{old}        inferred: [answer]\n        answer: ReleaseGate\n        category: door\n"
    opening, left, _ = resolve(catalogue_of(broken(old, more))).events
    assert [source.label for source in left.sources] == ["handbook"]
    assert (opening.category, left.category) == ("door", "door")
    assert (opening.inferred, left.inferred) == (("answer",), ("answer",))
    text = broken(
        "            kind: regular\n", "            kind: regular\n            inferred: [kind]\n"
    )
    _, left, _ = resolve(catalogue_of(text)).events
    assert left.inferred == ("kind",)


def test_a_category_is_inferred_unless_a_source_states_it() -> None:
    assert {event.inferred for event in MINI.events} == {()}
    text = broken("    states: [category]\n", "    states: [kind]\n")
    assert {event.inferred for event in resolve(catalogue_of(text)).events} == {("category",)}


def test_events_by_body() -> None:
    lorry, change = MINI.bodies
    assert [e.code for e in MINI.events_of(lorry)] == ["gate-opening", "lorry-left"]
    assert [e.code for e in MINI.events_of(change)] == ["pallet-changed"]


def test_the_order_is_that_of_the_catalogue() -> None:
    assert [e.code for e in MINI.events] == ["gate-opening", "lorry-left", "pallet-changed"]
    assert [f.wire for f in body("lorry").fields] == ["gate", "day", "pallets", "plan", "eventCode"]
    assert MINI.categories == ("gate", "pallet-change")


def test_a_field_comes_from_the_shared_one() -> None:
    gate = field(body("lorry"), "gate")
    assert (gate.python, gate.type.name, gate.form, gate.example) == (
        "gate",
        "integer",
        Form.DIGITS,
        "12",
    )
    assert gate.required
    code = field(body("lorry"), "eventCode")
    assert (code.python, code.value, code.required) == ("event_code", Bound.EVENT_CODE, False)


def test_a_shape_changes_what_it_says_and_no_more() -> None:
    (stored, _) = body("pallet-change").variants
    (shelf,) = stored.fields
    assert (shelf.wire, shelf.python) == ("shelfID", "shelf_id")
    assert shelf.description == "Number of the shelf."
    assert (shelf.type.name, shelf.example, shelf.required) == ("integer", 3, True)
    text = broken("          gate: {required: true}\n", "          gate: e.g. 7\n")
    changed = resolve(catalogue_of(text))
    assert field(body("lorry", changed), "gate").example == "7"
    assert field(body("lorry", changed), "gate").description == "Number of the gate."
    assert not field(body("lorry", changed), "gate").required


def test_a_common_field_may_be_absent_or_differ() -> None:
    assert field(body("pallet-change"), "eventCode").origin is Origin.SAMPLE
    text = broken("common: all", 'common: {eventCode: {from: inferred, note: "Why?"}}')
    code = field(body("lorry", resolve(catalogue_of(text))), "eventCode")
    assert (code.origin, code.note, code.value) == (Origin.INFERRED, "Why?", Bound.EVENT_CODE)
    text = broken("common: all", "common: {eventCode: absent}")
    wires = [f.wire for f in body("lorry", resolve(catalogue_of(text))).fields]
    assert wires == ["gate", "day", "pallets", "plan"]


def test_a_common_field_belongs_to_the_kind_that_it_names() -> None:
    text = broken(
        "common:\n  eventCode: string(event-code) -- Code of the event.\n",
        "common:\n  eventCode: string(event-code) -- Code of the event.\n"
        "  checkId:\n    is: string, e.g. c-1 -- Number of the check.\n"
        "    kind: extension-point\n    from: inferred\n",
    )
    lorry, change = resolve(catalogue_of(text)).bodies
    assert field(lorry, "checkId").origin is Origin.INFERRED
    assert "checkId" not in [f.wire for f in change.fields]
    text = broken("{eventCode: message}", "{eventCode: message, checkId: table}", text)
    _, change = resolve(catalogue_of(text)).bodies
    assert field(change, "checkId").origin is Origin.TABLE


def test_a_variant_says_where_it_has_a_common_field_from() -> None:
    text = broken(
        "              gate:\n", "              gate:\n            common: {eventCode: both}\n"
    )
    stored, moved = body("pallet-change", resolve(catalogue_of(text))).variants
    assert (stored.origins, moved.origins) == ({}, {"eventCode": Origin.TABLE_AND_SAMPLE})
    text = broken("{eventCode: message}", "{eventCode: absent}", text)
    stored, moved = body("pallet-change", resolve(catalogue_of(text))).variants
    assert [f.wire for f in moved.fields] == ["gate", "eventCode"]


def test_types() -> None:
    lorry, change = MINI.bodies
    kinds = {f.wire: (f.type.kind, f.type.name, f.type.is_list) for f in lorry.fields}
    assert kinds["pallets"] == (TypeKind.OBJECT, "Pallet", True)
    assert kinds["day"] == (TypeKind.SCALAR, "string", False)
    assert field(change, "state").type.kind is TypeKind.ENUM
    plan = field(lorry, "plan")
    assert plan.holds is not None
    assert (plan.holds.name, plan.type.name) == ("Pallet", "string")
    assert MINI.envelopes[0].event_name == "data"


def test_origins_and_certainty() -> None:
    lorry = body("lorry")
    assert field(lorry, "plan").origin is Origin.INFERRED
    assert field(lorry, "gate").origin is Origin.TABLE_AND_SAMPLE
    assert field(MINI.objects["Pallet"], "count").origin is Origin.TABLE
    (answer,) = MINI.answers
    assert [f.origin for f in answer.request] == [Origin.TABLE, Origin.TABLE]
    assert [f.origin for f in answer.response] == [Origin.TABLE_AND_SAMPLE]
    assert [origin.certainty for origin in Origin] == [
        "documented",
        "documented",
        "sample",
        "inferred",
        "inferred",
    ]


def test_a_field_may_be_known_from_named_documents() -> None:
    text = broken("            from: inferred\n", "            from: [letter, handbook]\n")
    plan = field(body("lorry", resolve(catalogue_of(text))), "plan")
    assert plan.origin is Origin.DOCUMENT
    assert [source.label for source in plan.sources] == ["letter", "handbook"]


def test_no_source_may_show_the_fields_of_a_body() -> None:
    text = broken(
        "        kind: regular\n        text",
        "        inferred: [fields]\n        kind: regular\n        text",
    )
    change = body("pallet-change", resolve(catalogue_of(text)))
    assert field(change, "state").origin is Origin.INFERRED
    assert field(change, "eventCode").origin is Origin.SAMPLE
    assert change.variants[0].fields[0].origin is Origin.INFERRED


LENIENT = """\
  iso-day:
    of: string
    also: integer
"""


@pytest.mark.parametrize(
    ("line", "kind", "form", "also"),
    [
        ("integer, e.g. 1 -- x", "integer", None, ()),
        ("integer | string, e.g. 1 -- x", "integer", None, (Form.DIGITS,)),
        ("string(integer), e.g. 1 -- x", "integer", Form.DIGITS, ()),
        ("string(integer) | integer, e.g. 1 -- x", "integer", Form.DIGITS, (Form.INTEGER,)),
        ("string | integer, e.g. 1 -- x", "string", None, (Form.INTEGER,)),
        ("string(iso-day), e.g. 2031-05-04 -- x", "string", None, (Form.INTEGER,)),
        ("integer(serial), e.g. 1 -- x", "integer", None, (Form.DIGITS,)),
        ("string(serial), e.g. 1 -- x", "integer", Form.DIGITS, (Form.INTEGER,)),
        ("string(comma integer), e.g. 1,2 -- x", "string", None, ()),
        ("Pallet | array -- x", "Pallet", None, (Form.ARRAY,)),
        ("Priority -- x", "Priority", None, (Form.DIGITS,)),
        ("PalletState -- x", "PalletState", None, ()),
    ],
)
def test_forms_on_the_wire(line: str, kind: str, form: Form | None, also: tuple[Form, ...]) -> None:
    text = broken(
        "  iso-day:\n    of: string\n",
        f"  serial: {{of: integer, also: string, text: x}}\n{LENIENT}",
    )
    text = broken("string(iso-day), e.g. 2031-05-04 -- Day of arrival.", line, text)
    day = field(body("lorry", resolve(catalogue_of(text))), "day")
    assert (day.type.name, day.form, day.also) == (kind, form, also)


def test_what_stands_between_commas_has_a_type() -> None:
    text = broken("string(iso-day), e.g. 2031-05-04 -- D", "string(comma integer), e.g. 1,2 -- D")
    day = field(body("lorry", resolve(catalogue_of(text))), "day")
    assert (day.parts, day.example) == (Type(TypeKind.SCALAR, "integer"), "1,2")


@pytest.mark.parametrize(
    ("line", "example"),
    [
        ("string, e.g. a, b -- x", "a, b"),
        ('string, e.g. "" -- x', ""),
        ('string, e.g. "a -- b" -- x'.replace(" -- b", "\\u0020b"), "a b"),
        ("string, e.g. 1.0 -- x", "1.0"),
        ("string(iso-day) -- x", "2031-05-06"),
        ("string(iso-day)[] -- x", ["2031-05-06"]),
        ("boolean -- x", False),
        ("boolean, e.g. true -- x", True),
        ("number, e.g. 1.5 -- x", 1.5),
        ("integer[], e.g. [1, 2] -- x", [1, 2]),
        ('any, e.g. {"a": [null]} -- x', {"a": [None]}),
        ("Priority -- x", 1),
        ("Priority, e.g. THIS_WEEK -- x", 2),
        ("Priority, e.g. 2 -- x", 2),
        ('Priority[], e.g. ["THIS_WEEK", 1] -- x', [2, 1]),
        ("PalletState, e.g. moving -- x", "moving"),
        ("string(serial) -- x", "77"),
        ("integer(serial) -- x", 77),
    ],
)
def test_examples(line: str, example: Json) -> None:
    text = broken(
        "    pattern: \\d{4}-\\d\\d-\\d\\d\n",
        '    example: "2031-05-06"\n  serial: {of: integer, text: x, example: 77, also: string}\n',
    )
    text = broken(
        "string(iso-day), e.g. 2031-05-04 -- Day of arrival.", f"\n            is: '{line}'", text
    )
    found = field(body("lorry", resolve(catalogue_of(text))), "day").example
    assert (found, type(found)) == (example, type(example))


def test_conditions() -> None:
    stored, moved = body("pallet-change").variants
    for variant, value in ((stored, "stored"), (moved, "moved")):
        (condition,) = variant.conditions
        assert (condition.path, condition.from_root, condition.one_of) == (
            ("state",),
            False,
            (value,),
        )
    text = broken("when: {state: stored}", "when: {/state: {none_of: [moved]}}")
    (condition,) = body("pallet-change", resolve(catalogue_of(text))).variants[0].conditions
    assert (condition.path, condition.from_root, condition.none_of) == (
        ("state",),
        True,
        ("moved",),
    )


def test_enums() -> None:
    state = MINI.enums["PalletState"]
    assert [(v.value, v.constant) for v in state.values] == [
        ("stored", "STORED"),
        ("moved", "MOVED"),
    ]
    assert state.spellings == {"moving": "moved"}
    assert not state.integer
    assert not state.closed
    assert [v.constant for v in MINI.enums["Priority"].values] == ["TODAY", "THIS_WEEK"]
    text = broken("text: What happens to a pallet.", "text: x\n    ignore_case: true")
    assert resolve(catalogue_of(text)).enums["PalletState"].spellings == {
        "stored": "stored",
        "moved": "moved",
        "moving": "moved",
    }


def test_an_enum_may_have_its_values_by_number_as_well() -> None:
    text = broken("    wire: number\n", "    by_number: PriorityNumber\n")
    text = broken(
        "THIS_WEEK: 2 -- this week", "THIS_WEEK: 2 -- this week\n      SOON: in a while", text
    )
    text = broken(
        "shelfID:\n",
        "number: PriorityNumber -- How soon, by number.\n              shelfID:\n",
        text,
    )
    enums = resolve(catalogue_of(text)).enums
    by_name, by_number = enums["Priority"], enums["PriorityNumber"]
    assert [v.value for v in by_name.values] == ["TODAY", "THIS_WEEK", "SOON"]
    assert [(v.value, v.constant) for v in by_number.values] == [(1, "TODAY"), (2, "THIS_WEEK")]
    assert [(v.value, v.meaning) for v in by_number.unnumbered] == [("SOON", "in a while")]
    assert (by_name.integer, by_number.integer) == (False, True)
    assert by_name.summary == by_number.summary


def test_an_enum_may_have_some_values_of_another() -> None:
    text = broken(
        "  Priority:\n",
        "  Resting:\n    text: x\n    like: PalletState\n    only: [stored]\n  Priority:\n",
    )
    text = broken(
        "shelfID:\n", "rest: Resting -- Whether it rests.\n              shelfID:\n", text
    )
    (value,) = resolve(catalogue_of(text)).enums["Resting"].values
    assert (value.value, value.meaning) == ("stored", "it stands on a shelf")


def test_what_is_known_of_a_value_is_kept() -> None:
    text = broken(
        "THIS_WEEK: 2 -- this week",
        "THIS_WEEK: {is: 2, also: [22, 23], formerly: WEEK, kind: slow, from: letter}",
    )
    _, week, *others = resolve(catalogue_of(text)).enums["Priority"].values
    assert [(each.value, each.constant, each.formerly) for each in others] == [
        (22, "THIS_WEEK_22", ()),
        (23, "THIS_WEEK_23", ()),
    ]
    assert (week.meaning, week.also, week.formerly, week.kind) == ("", (22, 23), ("WEEK",), "slow")
    assert [source.label for source in week.sources] == ["letter"]


def test_envelopes_carry_events() -> None:
    belt, bell = MINI.envelopes
    assert (belt.carries, bell.carries) == (tuple(Kind), (Kind.EXTENSION_POINT,))
    assert (belt.carried, bell.carried) == (None, None)
    text = broken("carries: extension points", "carries: {gate-opening: inferred}")
    _, bell = resolve(catalogue_of(text)).envelopes
    assert bell.carries == (Kind.EXTENSION_POINT,)
    assert bell.carried == {"gate-opening": Certainty.INFERRED}


def test_words_and_questions() -> None:
    text = broken(
        "sources:\n",
        "terms: {lorry: A car.}\nquestions: {why: Why so?}\nsources:\n".replace(
            "A car.", '"A car."'
        ).replace("Why so?", '"Why so?"'),
    )
    catalogue = resolve(catalogue_of(text))
    assert [(t.name, t.text) for t in catalogue.terms] == [("lorry", "A car.")]
    assert [(q.name, q.text) for q in catalogue.questions] == [("why", "Why so?")]


@pytest.mark.parametrize(
    ("pattern", "anchored"),
    [
        (r"\d+", r"^\d+$"),
        ("(a|b)", "^(a|b)$"),
        ("a|b", "^(?:a|b)$"),
        (r"\(a|b", r"^(?:\(a|b)$"),
        ("[|]", "^[|]$"),
        (r"\|", r"^\|$"),
    ],
)
def test_a_pattern_is_of_the_whole_value(pattern: str, anchored: str) -> None:
    text = broken(r"    pattern: \d{4}-\d\d-\d\d", f"    pattern: '{pattern}'")
    form = field(body("lorry", resolve(catalogue_of(text))), "day").format
    assert form is not None
    assert form.pattern == anchored


def test_what_one_body_uses_stands_in_its_module() -> None:
    assert body("lorry").module == "events.lorry"
    assert MINI.objects["Pallet"].module == "events.lorry"
    assert MINI.enums["PalletState"].module == "events.pallet_change"
    assert [e.module for e in MINI.envelopes] == ["attributes.belt", "attributes.bell"]


def test_what_several_bodies_use_is_shared() -> None:
    text = broken(
        "priority: Priority -- How soon.",
        "state2: PalletState -- And then?\n          pallets: Pallet[] -- Pallets.",
    )
    text = broken(
        "gate: {required: true}\n          day",
        "gate:\n          other: PalletState -- x\n          day",
        text,
    )
    shared = resolve(catalogue_of(text))
    assert shared.enums["PalletState"].module == "shared.pallet_state"
    assert shared.objects["Pallet"].module == "shared.pallet"


def test_what_only_an_answer_or_envelope_uses_is_shared() -> None:
    text = broken("string, e.g. open -- Open or shut.", "Priority -- How soon.")
    assert resolve(catalogue_of(text)).enums["Priority"].module == "shared.priority"


def test_resolving_twice_gives_equal_catalogues() -> None:
    assert resolve(catalogue_of(TEXT)) == MINI


def test_a_role_is_taken_over_by_name_and_not_by_like() -> None:
    shared = "  gate: string(integer), e.g. 12 -- Number of the gate.\n"
    marked = (
        "  gate:\n    is: string(integer), e.g. 12 -- Number of the gate.\n    role: workspace-id\n"
    )
    text = broken(shared, marked)
    day = "          day: string(iso-day), e.g. 2031-05-04 -- Day of arrival.\n"
    lorry = body(
        "lorry", resolve(catalogue_of(text.replace(day, f"{day}          ramp: like gate\n")))
    )
    assert field(lorry, "gate").role is Role.WORKSPACE_ID
    assert field(lorry, "ramp").role is None
    assert lorry.has(Role.WORKSPACE_ID) is field(lorry, "gate")
    assert lorry.has(Role.RESULT) is None


def test_an_answer_has_its_parameters_by_their_role() -> None:
    verdict = "        is: string, e.g. open -- Open or shut.\n"
    text = broken(verdict, f"{verdict}        role: result\n")
    (answer,) = resolve(catalogue_of(text)).answers
    found = answer.has(Role.RESULT)
    assert found is not None
    assert found.wire == "verdict"
    assert answer.parameters == answer.request
    assert answer.has(Role.REASON) is None


def test_what_a_service_says_holds_for_its_bodies() -> None:
    text = broken(
        "    text: Where pallets wait.\n",
        "    text: Where pallets wait.\n    kind: extension-point\n    from: letter\n"
        "    inferred: [answer]\n    answer: ReleaseGate\n",
    )
    own = event("pallet-changed", resolve(catalogue_of(text)))
    assert (own.kind, [source.label for source in own.sources]) == (Kind.REGULAR, ["handbook"])
    assert "answer" in own.inferred
    silent = broken("        kind: regular\n        text: A pallet", "        text: A pallet", text)
    silent = broken("        from: [handbook]\n", "        inferred: []\n", silent)
    taken = event("pallet-changed", resolve(catalogue_of(silent)))
    assert (taken.kind, [s.label for s in taken.sources]) == (Kind.EXTENSION_POINT, ["letter"])
    assert "answer" not in taken.inferred


def test_a_body_is_like_another_one() -> None:
    text = broken("        common: {eventCode: message}\n        fields:\n          state:",
                  "        like: lorry\n        common: {eventCode: message}\n"
                  "        fields:\n          state:")  # fmt: skip
    shape = body("pallet-change", resolve(catalogue_of(text)))
    names = ["gate", "day", "pallets", "plan", "state", "priority", "eventCode"]
    assert [each.wire for each in shape.fields] == names
    assert field(shape, "plan").origin is Origin.INFERRED
    assert field(shape, "day").origin is Origin.TABLE_AND_SAMPLE


def test_no_source_shows_what_another_body_has() -> None:
    text = broken("        common: {eventCode: message}\n",
                  "        like: lorry\n        inferred: [fields]\n"
                  "        common: {eventCode: message}\n")  # fmt: skip
    text = broken("          day: string(iso-day), e.g. 2031-05-04 -- Day of arrival.\n",
                  "          day: {is: \"string(iso-day) -- Day of arrival.\", from: table}\n",
                  text)  # fmt: skip
    catalogue = resolve(catalogue_of(text))
    assert field(body("lorry", catalogue), "day").origin is Origin.TABLE
    assert field(body("pallet-change", catalogue), "day").origin is Origin.INFERRED
    assert field(body("pallet-change", catalogue), "eventCode").origin is Origin.SAMPLE


def test_a_title_stands_for_the_text_that_it_says() -> None:
    text = broken("            title: Pallet changed\n"
                  "            text: A pallet was put away or moved.\n",
                  "            title: Pallet changed\n")  # fmt: skip
    text = broken("        text: A pallet was put away or moved.\n", "", text)
    found = event("pallet-changed", resolve(catalogue_of(text)))
    assert found.summary == found.body.summary == found.described == "Pallet changed."
    assert not found.says_more
    assert event("pallet-changed").described == ("Pallet changed. A pallet was put away or moved.")


def test_a_wrapper_is_the_data_of_another_one() -> None:
    text = broken(
        "    message: inside.paper\n    from: handbook\n",
        "    message: inside.paper\n    base64: maybe\n    from: handbook\n"
        '  box: {title: "Box alone", like: crate, has: [box], from: inferred}\n',
    )
    (_, box) = resolve(catalogue_of(text)).wrappers
    assert (box.message, box.base64, box.summary) == ("paper", "maybe", "Box alone.")
