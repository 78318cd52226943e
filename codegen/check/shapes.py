"""Fields of a shape: complete, of one mind, and readable off the wire."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from codegen.catalogue.examples import example
from codegen.catalogue.field_type import LIST, SCALARS
from codegen.catalogue.inheritance import base_name, definition
from codegen.catalogue.wire_type import MisfitError
from codegen.catalogue.written import Bound, Envelope, Evidence, Field, FieldsIn, Form, Variant
from codegen.check.index import Place, Use, View, declared
from codegen.check.rule import Fault, rule
from codegen.findings import Mark, closest, listing, quote


@rule("incomplete-field", "A field has a type, a text and, if it is a scalar, an example.")
def incomplete_field(view: View) -> Iterator[Fault]:
    """Each shared field, and each field as its shape sees it."""
    catalogue = view.catalogue
    for name, field in (*catalogue.common.items(), *catalogue.fields.items()):
        of = definition(catalogue, "", name, field)
        if of.type is None and base_name(catalogue, name, field) is None:
            yield (
                field.mark,
                f"the shared field {quote(name)} has no type",
                "`TYPE, e.g. EXAMPLE -- TEXT`, or `like` another shared field",
                "write what it is",
            )
    for place in view.places:
        for name, use in place.uses.items():
            if use.kind is None or use.kind.value is not None:
                continue
            if use.kind.name not in SCALARS and use.kind.name not in view.enums:
                continue
            if use.of.example is None and _has_none(view, use):
                yield (
                    use.at("type"),
                    f"the field {quote(name)} has no example",
                    "`e.g.` and a value, as its type and format have none",
                    "write `TYPE, e.g. EXAMPLE -- TEXT`",
                )


def _has_none(view: View, use: Use) -> bool:
    assert use.kind is not None
    enum = view.enum(use)
    if enum is not None and not enum.members:
        return False  # Its values have findings.
    return example(view.catalogue, view.enums, use.kind, None, use.of.only) is None


@rule("type-form", "A type is one that the generator has, and its forms are some that it reads.")
def type_form(view: View) -> Iterator[Fault]:
    """The type of every line; formats stand behind what they are formats of."""
    known = view.type_names
    for name, field in view.definitions():
        line = field.line
        if line is None or line.type is None:
            continue
        if not set(line.type.names) <= known or not set(line.type.formats) <= view.details:
            continue
        formats = view.catalogue.formats
        if not set(line.type.formats) & view.sections["formats"] <= formats.keys():
            continue
        try:
            kind = view.types.read(line.type)
        except MisfitError as error:
            yield (
                line.at("type"),
                f"in the field {quote(name)}, {error.found}",
                error.expected,
                error.remedy,
            )
            continue
        if Form.ARRAY in kind.also and not _has_one_list(view, kind.name):
            yield (
                line.at("type"),
                f"in the field {quote(name)}, `array` stands behind {quote(kind.name)}",
                "it behind an object with one list",
                "remove it",
            )


def _has_one_list(view: View, name: str) -> bool:
    places = view.places_of("objects", name)
    uses = {wire: use for place in places for wire, use in place.uses.items()}
    lists = [use for use in uses.values() if use.kind is not None and use.kind.around == (LIST,)]
    return len(lists) == 1 or not all(place.is_whole for place in places)


@rule("alias-collision", "An alias is not the name of another field of the shape.")
def alias_collision(view: View) -> Iterator[Fault]:
    """Aliases against names and other aliases; a variant has the shared fields, too."""
    for place in view.places:
        taken = {name: name for name in (*place.uses, *place.owner_names)}
        for name, use in place.uses.items():
            for index, alias in enumerate(use.of.aliases):
                owner = taken.setdefault(alias, name)
                if owner != name or alias == name:
                    yield (
                        use.at(f"aliases[{index}]"),
                        f"the alias {quote(alias)} of {quote(name)} is the name of another field",
                        "a name that no other field has",
                        "remove it",
                    )


@rule("event-field", "The event itself is one field of each envelope, and of nothing else.")
def event_field(view: View) -> Iterator[Fault]:
    """Fields of the type `event`."""
    for place in view.places:
        carriers = [u for u in place.uses.values() if u.kind is not None and u.kind.name == "event"]
        if place.section != "envelopes":
            for use in carriers:
                yield (
                    use.at("type"),
                    f"{place.title} has a field of the type `event`",
                    "it in envelopes only",
                    "give the field another type, `any` if need be",
                )
        elif _in_headers(place):
            yield from _of_headers(view, place, carriers)
        elif len(carriers) != 1 and place.is_whole:
            names = listing(use.name for use in carriers)
            yield (
                place.thing.at("fields") if not carriers else carriers[-1].mark,
                f"{place.title} carries the event in {names}",
                "exactly one field of the type `event`",
                "give one field that type",
            )


@rule("wrapper", "A wrapper says how it is recognised.")
def wrapper(view: View) -> Iterator[Fault]:
    """Wrappers with neither `type` nor `has`."""
    for name, each in view.catalogue.wrappers.items():
        if each.type is None and not each.has:
            yield (
                each.mark,
                f"nothing by which the wrapper {quote(name)} is recognised",
                "`type`, `has` or both",
                "name the value of `type`, or the fields that it always has",
            )
        whole = view.catalogue.wrappers.get(each.like or "")
        if each.message is None and (whole is None or whole.message is None):
            yield (
                each.mark,
                f"nothing says where in the wrapper {quote(name)} the message stands",
                "`message`, or `like` another wrapper with it",
                "add `message:` with the path of the message",
            )


def _in_headers(place: Place) -> bool:
    return isinstance(place.thing, Envelope) and place.thing.fields_in is FieldsIn.HEADERS


def _of_headers(view: View, place: Place, carriers: list[Use]) -> Iterator[Fault]:
    """An envelope of headers: the body is the event, one header names it, all are texts."""
    for use in carriers:
        yield (
            use.at("type"),
            f"{place.title} has its fields in headers, and one of the type `event`",
            "none, as the body is the event",
            "remove it",
        )
    kinds = [use.kind for use in place.uses.values()]
    naming = {Bound.EVENT_TYPE, Bound.EVENT_CODE}
    if place.is_whole and not any(kind is not None and kind.value in naming for kind in kinds):
        yield (
            place.thing.at("fields_in"),
            f"no header of {place.title} says which event it is",
            "a field of the type `string(event-type)` or `string(event-code)`",
            "give one field that type",
        )
    for use in place.uses.values():
        kind = use.kind
        if kind is None or kind.name == "event":
            continue
        text = (kind.form or view.types.scalar_form(kind)) in _TEXTS
        if not text or kind.around or kind.holds is not None:
            yield (
                use.at("type"),
                f"the header {quote(use.name)} is of the type {quote(str(use.of.type))}",
                "a text, as all headers are",
                "write `string`, or `string(integer)` for a number",
            )


_TEXTS = (Form.STRING, Form.DIGITS, Form.QUOTED)


@rule("message-id", "The id and the time of a message are texts.")
def message_id(view: View) -> Iterator[Fault]:
    """The fields that `id` and `time` of an envelope name."""
    for name, envelope in view.catalogue.envelopes.items():
        named = (("id", envelope.id, ", by which a message is answered"),
                 ("time", envelope.time, ""))  # fmt: skip
        for place in view.places_of("envelopes", name):
            for what, wire, why in named:
                use = place.uses.get(wire or "")
                kind = use.kind if use is not None else None
                if use is None or kind is None:
                    continue
                written_type = quote(str(use.of.type))
                if kind.name != "string" or kind.around or kind.value is not None:
                    yield (
                        use.at("type"),
                        f"the {what} of messages in {place.title} is of the type {written_type}",
                        f"a `string`{why}",
                        "write `string`, or `string | integer` if numbers are sent",
                    )


@rule("conflicting-evidence", "What `from` says of a field does not contradict itself.")
def conflicting_evidence(view: View) -> Iterator[Fault]:
    """`both` beside what it consists of, `inferred` beside anything, `absent` beside anything."""
    for name, field in view.definitions():
        words = set(field.from_)
        alone = words & {Evidence.INFERRED, Evidence.ABSENT}
        parts = Evidence.BOTH in words and words & {Evidence.TABLE, Evidence.MESSAGE}
        table = {Evidence.TABLE, Evidence.MESSAGE} <= words
        if (alone and len(words) > 1) or parts or table:
            yield (
                field.at("from"),
                f"`from` of {quote(name)} is {listing(field.from_, 4)}",
                "`inferred` alone, or `both` in place of `table` and `message`",
                "keep what is true",
            )


@rule("misplaced-key", "A key stands where it means something.")
def misplaced_key(view: View) -> Iterator[Fault]:
    """`from`, `required` and `kind` of shared and common fields; `absent`; `only`."""
    catalogue = view.catalogue
    for name, field in catalogue.fields.items():
        for key in ("from", "required", "kind"):
            if key in field.marks:
                yield _misplaced(field.at(key), key, f"the shared field {quote(name)}",
                                 "it where the field is used", "write it there")  # fmt: skip
    for name, field in catalogue.common.items():
        if "required" in field.marks:
            yield _misplaced(field.at("required"), "required", f"the common field {quote(name)}",
                             "it in the `common` of a body", "write it there")  # fmt: skip
    for place in view.places:
        for name, use in place.uses.items():
            if name not in place.own:
                continue
            if "kind" in use.field.marks:
                yield _misplaced(use.field.at("kind"), "kind", f"the field {quote(name)}",
                                 "it in the section `common`", "remove it")  # fmt: skip
            enum = view.enum(use)
            if use.field.only and use.kind is not None and enum is None:
                yield _misplaced(use.field.at("only"), "only", f"the field {quote(name)}",
                                 "it at a field with an enum", "remove it")  # fmt: skip
            for index, value in enumerate(use.field.only if enum is not None else ()):
                if enum is not None and enum.members and enum.wire(value) is None:
                    yield (
                        use.field.at(f"only[{index}]"),
                        f"{quote(value)} in `only` is no value of {quote(enum.name)}",
                        listing(member.name for member in enum.members),
                        "correct it, or add it to the enum",
                    )
        yield from _of_common(view, place)


def _of_common(view: View, place: Place) -> Iterator[Fault]:
    thing = place.thing
    common = view.sections["common"]
    if place.section == "bodies" and place.variant is None:
        for name in declared(thing, "fields"):
            if name in common:
                yield (
                    thing.at(f"fields.{name}"),
                    f"{place.title} has the common field {quote(name)} among its own",
                    "what differs in `common`",
                    "move it there",
                )
    if isinstance(thing, Variant):
        for name, field in thing.common.items():
            if Evidence.ABSENT in field.from_:
                yield (
                    field.at("from"),
                    f"{place.title} says that {quote(name)} is `absent`",
                    "that in the `common` of the body, for all its variants",
                    "say there that it is absent, and name it in the variants that have it",
                )
            shared = name in place.owner_names
            if shared and (field.line is not None or field.required or field.note):
                yield (
                    field.mark,
                    f"{place.title} changes {quote(name)}, which all variants share",
                    "only where it is known from",
                    "say it in the `common` of the body",
                )


def _misplaced(mark: Mark, key: str, what: str, expected: str, remedy: str) -> Fault:
    return mark, f"{what} has {quote(key)}", expected, remedy


@rule("shared-once", "What several shapes use is in `fields`, and nothing else is.", needs_all=True)
def shared_once(view: View) -> Iterator[Fault]:
    """Shared fields with one use; lines that stand in two shapes; names with a space."""
    uses: dict[str, list[Mark]] = {}
    direct: set[str] = set()
    for name, field in view.definitions():
        base = base_name(view.catalogue, name, field)
        if base is not None:
            uses.setdefault(base, []).append(field.mark)
    for place in view.places:
        direct |= {
            name
            for name, use in place.uses.items()
            if base_name(view.catalogue, name, use.field) == name
        }
    shared = view.catalogue.fields
    # What a misspelt name was to be may be used once more.
    unknown = {name for name in uses if name not in view.sections["shared"]}
    unknown |= {name for place in view.places for name, use in place.uses.items()
                if use.of.type is None}  # fmt: skip
    meant = {closest(name, shared) for name in unknown}
    for name, field in shared.items():
        found = uses.get(name, [])
        if name in meant or name in view.catalogue.common:
            continue
        if definition(view.catalogue, "", name, field).type is None:
            continue  # Has another finding.
        if len(found) == 1:
            yield (
                field.mark,
                f"one place alone uses the shared field {quote(name)}, at {found[0]}",
                "shared fields that several use",
                "write it there, and remove it here",
            )
        elif found and (" " in name) == (name in direct):
            spaced = " " in name
            yield (
                field.mark,
                f"the shared field {quote(name)} is "
                + ("a name on the wire" if spaced else "no name on the wire, `like` alone uses it"),
                "a name with a space for a meaning without one wire name, and for nothing else",
                "rename it" + ("" if spaced else f", as {quote(_spaced(name))}"),
            )
    yield from _twice(view)


def _spaced(name: str) -> str:
    return "".join(f" {c.lower()}" if c.isupper() else c for c in name).strip()


def _twice(view: View) -> Iterator[Fault]:
    first: dict[tuple[str, str, str, str], Mark] = {}
    for place in view.places:
        for name, use in place.uses.items():
            line = use.field.line
            if line is None or line.type is None or name not in place.own:
                continue
            said = (name, str(line.type), line.example or "", line.text or "")
            if first.setdefault(said, line.mark) is not line.mark:
                yield (
                    line.mark,
                    f"the field {quote(name)} is said in the same words at {first[said]}",
                    "it once, in `fields`",
                    f"move it there, and write `{name}:` in both places",
                )


@rule("unrequired-selector", "What tells all variants apart is required.")
def unrequired_selector(view: View) -> Iterator[Fault]:
    """Shared fields by whose values every variant is chosen."""
    groups: list[tuple[str, Mapping[str, Variant], Mapping[str, Field]]] = []
    for name, thing in view.catalogue.objects.items():
        groups.append((f"object {quote(name)}", thing.variants, thing.fields))
    for name, body, _ in view.bodies:
        groups.append((f"body {quote(name)}", body.variants, body.fields))
    for title, variants, fields in groups:
        for name, field in fields.items():
            tests = [variant.when.get(name) for variant in variants.values()]
            if tests and all(t is not None and t.one_of for t in tests) and not field.required:
                yield (
                    field.mark,
                    f"{quote(name)} tells the variants of {title} apart and is not required",
                    "`required: true`",
                    "add it below the field, with its line behind `is:`",
                )


RULES = (
    incomplete_field,
    type_form,
    alias_collision,
    event_field,
    wrapper,
    message_id,
    conflicting_evidence,
    misplaced_key,
    shared_once,
    unrequired_selector,
)
