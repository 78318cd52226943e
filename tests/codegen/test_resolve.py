"""References followed, overrides applied, names and modules made."""

from __future__ import annotations

from codegen.catalogue.resolved import Catalogue, Field, Object, Origin, TypeKind
from codegen.catalogue.written import Bound, Form, Kind, Level
from codegen.resolve.resolver import resolve
from tests.codegen.mini import TEXT, broken, catalogue_of

MINI = resolve(catalogue_of())


def body(name: str, catalogue: Catalogue = MINI) -> Object:
    return next(b for b in catalogue.bodies if b.name == name)


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
        Level.WORKSPACE,
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
    old = "    kind: extension-point\n    body: lorry\n"
    new = old + "    answer: []\n    category: pallet-change\n    class_name: Knock\n"
    event = resolve(catalogue_of(broken(old, new))).events[0]
    assert event.answers == ()
    assert event.category == "pallet-change"
    assert event.class_name == "Knock"


def test_events_by_body() -> None:
    lorry, change = MINI.bodies
    assert [e.code for e in MINI.events_of(lorry)] == ["gate-opening", "lorry-left"]
    assert [e.code for e in MINI.events_of(change)] == ["pallet-changed"]


def test_the_order_is_that_of_the_catalogue() -> None:
    assert [e.code for e in MINI.events] == ["gate-opening", "lorry-left", "pallet-changed"]
    assert [f.wire for f in body("lorry").fields] == ["eventCode", "gate", "day", "pallets", "plan"]
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
    text = broken("    fields: [eventCode, gate, day, pallets, plan]", (
        "    fields: [eventCode, gate: {example: '7'}, day, pallets, plan]"
    ))  # fmt: skip
    changed = resolve(catalogue_of(text))
    assert field(body("lorry", changed), "gate").example == "7"
    assert field(body("lorry", changed), "gate").description == "Number of the gate."


def test_what_is_written_as_null_is_cleared() -> None:
    text = broken("    fields: [eventCode, gate, day, pallets, plan]", (
        "    fields: [eventCode, gate, day: {format: null}, pallets, plan]"
    ))  # fmt: skip
    assert field(body("lorry"), "day").format_name == "iso-day"
    day = field(body("lorry", resolve(catalogue_of(text))), "day")
    assert (day.format_name, day.format) == (None, None)


def test_types() -> None:
    lorry, change = MINI.bodies
    kinds = {f.wire: (f.type.kind, f.type.name, f.type.is_list) for f in lorry.fields}
    assert kinds["pallets"] == (TypeKind.OBJECT, "Pallet", True)
    assert kinds["day"] == (TypeKind.SCALAR, "string", False)
    assert field(change, "state").type.kind is TypeKind.ENUM
    plan = field(lorry, "plan")
    assert plan.holds is not None
    assert (plan.holds.name, plan.type.name) == ("Pallet", "string")
    assert MINI.envelopes[0].event_field.type.kind is TypeKind.EVENT


def test_origins_and_certainty() -> None:
    lorry = body("lorry")
    assert field(lorry, "plan").origin is Origin.INFERRED
    assert field(lorry, "gate").origin is Origin.TABLE_AND_SAMPLE
    assert [origin.certainty for origin in Origin] == [
        "documented",
        "documented",
        "sample",
        "inferred",
    ]


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
    text = broken("summary: What happens to a pallet.", (
        "summary: What happens to a pallet.\n    ignore_case: true"
    ))  # fmt: skip
    assert resolve(catalogue_of(text)).enums["PalletState"].spellings == {
        "stored": "stored",
        "moved": "moved",
        "moving": "moved",
    }


def test_what_one_body_uses_stands_in_its_module() -> None:
    assert body("lorry").module == "events.lorry"
    assert MINI.objects["Pallet"].module == "events.lorry"
    assert MINI.enums["PalletState"].module == "events.pallet_change"
    assert [e.module for e in MINI.envelopes] == ["delivery.belt", "delivery.bell"]


def test_what_several_bodies_use_is_shared() -> None:
    text = broken("fields: [eventCode, state, priority]", "fields: [eventCode, state, pallets]")
    text = broken("    required: gate\n", "    required: gate\n    table_only: state\n", text)
    text = broken(
        "[eventCode, gate, day, pallets, plan]", "[eventCode, gate, day, plan, state]", text
    )
    text = broken("  priority: {type: Priority, also: digits,", "  count2: {type: integer,", text)
    shared = resolve(catalogue_of(text))
    assert shared.enums["PalletState"].module == "shared.pallet_state"
    assert shared.objects["Pallet"].module == "shared.pallet"


def test_what_only_an_answer_or_envelope_uses_is_shared() -> None:
    old = '{type: string, description: "Open or shut.", example: open}'
    new = '{type: Priority, description: "How soon.", example: 1}'
    assert resolve(catalogue_of(broken(old, new))).enums["Priority"].module == "shared.priority"


def test_resolving_twice_gives_equal_catalogues() -> None:
    assert resolve(catalogue_of(TEXT)) == MINI
