"""Fields of a shape: complete, of one mind, and readable off the wire."""

from __future__ import annotations

from collections.abc import Iterator

from codegen.catalogue.inheritance import SCALARS, parse_type
from codegen.catalogue.written import Form
from codegen.check.index import Place, Use, View, is_whole
from codegen.check.references import LISTS
from codegen.check.rule import Fault, rule
from codegen.findings import Mark, listing, quote

_TEXT_FORMS = (Form.STRING, Form.INTEGER, Form.NUMBER)
_INTEGER_FORMS = (Form.INTEGER, Form.DIGITS)
_FORMS: dict[str, tuple[Form, ...]] = {
    "string": _TEXT_FORMS,
    "integer": _INTEGER_FORMS,
    "number": (Form.NUMBER, Form.INTEGER),
}
"""Forms that a scalar type may take on the wire, its own first."""


def forms(view: View, use: Use) -> tuple[Form, ...]:
    """Forms that a field, or each of its items, may take on the wire, the usual one first."""
    if use.field.type is None:
        return ()
    type_name = parse_type(use.field.type)
    enum = view.enum(use.field)
    if enum is not None:
        return _INTEGER_FORMS if enum.type is Form.INTEGER else _TEXT_FORMS
    thing = view.catalogue.objects.get(type_name.name)
    if thing is not None and not type_name.is_list:
        places = view.places_of("objects", type_name.name)
        fields = {name: inner.field for place in places for name, inner in place.uses.items()}
        lists = [f for f in fields.values() if f.type is not None and parse_type(f.type).is_list]
        whole = all(is_whole(place.shape, "fields") for place in places)
        return (Form.ARRAY,) if len(lists) == 1 or not whole else ()
    return _FORMS.get(type_name.name, ())


@rule("incomplete-field", "A field has a type, a description and, if it is a scalar, an example.")
def incomplete_field(view: View) -> Iterator[Fault]:
    """Each field as its shape sees it, with what it takes over from shared fields."""
    for place in view.places:
        for name, use in place.uses.items():
            if not use.is_known:
                continue
            lacking = [
                key
                for key in ("type", "description", "example")
                if getattr(use.field, key) is None and _needs(view, use, key)
            ]
            if use.field.type is None and name not in view.catalogue.fields:
                lacking = [] if use.override.use is None else lacking  # A dangling reference.
            if lacking:
                mark, of = _definition(view, name, use)
                yield (
                    mark,
                    f"the field {quote(name)}{of} has no {' and no '.join(lacking)}",
                    "a type, a description, and an example unless it is an object",
                    f"add {' and '.join(f'`{key}:`' for key in lacking)}",
                )


def _needs(view: View, use: Use, key: str) -> bool:
    if key != "example":
        return True
    if use.field.type is None or use.field.value is not None:
        return False
    name = parse_type(use.field.type).name
    return name in SCALARS or name in view.catalogue.enums


def _definition(view: View, name: str, use: Use) -> tuple[Mark, str]:
    """Where a key that is missing is best added: at the shared field, if the use adds nothing."""
    base = use.override.use or name
    shared = view.catalogue.fields.get(base)
    if shared is None or use.override.marks.keys() - {"use"}:
        return use.override.mark, ""
    return shared.mark, "" if base == name else f" (shared as {quote(base)})"


@rule("conflicting-lists", "A shape says one thing of a field's certainty.")
def conflicting_lists(view: View) -> Iterator[Fault]:
    """`required` is proven by table and sample; the other three lists exclude each other."""
    for place in view.places:
        first: dict[str, str] = {}
        # An answer's parameter is required because its operation says so; there are no samples.
        for key in LISTS if place.section != "answers" else LISTS[1:]:
            for index, name in enumerate(getattr(place.shape, key)):
                other = first.setdefault(name, key)
                if other != key:
                    yield (
                        place.shape.at(f"{key}[{index}]"),
                        f"{place.title} names {quote(name)} in `{other}` and in `{key}`",
                        "it in one of them; what is required is in table and sample alike",
                        "remove it from one",
                    )


@rule("alias-collision", "An alias of a field is no other field of its shape.")
def alias_collision(view: View) -> Iterator[Fault]:
    """Names and aliases of a shape, with those that all its variants share."""
    for place in view.places:
        uses = {**_shared(view, place), **place.uses}
        first: dict[str, str] = {name: name for name in uses}
        for name, use in uses.items():
            for index, alias in enumerate(use.field.aliases or ()):
                other = first.setdefault(alias, f"alias of {name}")
                if other != f"alias of {name}":
                    yield (
                        use.field.at(f"aliases[{index}]"),
                        f"the alias {quote(alias)} of {quote(name)} is also {quote(other)}",
                        "a name that nothing else in the shape has",
                        "remove it, or rename the other",
                    )


def _shared(view: View, place: Place) -> dict[str, Use]:
    if place.owner is None:
        return {}
    return {
        name: use
        for other in view.places_of(place.section, place.name)
        if other.shape is place.owner
        for name, use in other.uses.items()
    }


@rule("wire-form", "The forms on the wire are such as the type can be read from.")
def wire_form(view: View) -> Iterator[Fault]:
    """`wire` and `also`."""
    for place in view.places:
        for name, use in place.uses.items():
            if not use.is_known or use.field.type is None:
                continue
            possible = forms(view, use)
            written = [("wire", use.field.wire)] if use.field.wire is not None else []
            written += [(f"also[{i}]", form) for i, form in enumerate(use.field.also or ())]
            usual = use.field.wire or (possible[0] if possible else None)
            for key, form in written:
                if form in possible and (key == "wire" or form != usual or form is Form.ARRAY):
                    continue
                remedy = "correct it, or the type"
                found = f"a {use.field.type} cannot be written as {quote(form.value)}"
                if form in possible:
                    found = f"{quote(form.value)} is the form that the field has anyway"
                    remedy = "remove it"
                others = [f.value for f in possible if key == "wire" or f != usual]
                yield (
                    use.override.marks.get(key, use.field.at(key)),
                    f"`{key.partition('[')[0]}` of {quote(name)}: {found}",
                    listing(others) if others else "no other form for this type",
                    remedy,
                )


@rule("bad-holds", "What a text holds is JSON, and its format says so.")
def bad_holds(view: View) -> Iterator[Fault]:
    """`holds` stands with `type: string` and a format whose media type is JSON."""
    for place in view.places:
        for name, use in place.uses.items():
            field = use.field
            if field.holds is None or not use.is_known:
                continue
            form = view.catalogue.formats.get(field.format or "")
            unknown = field.format is not None and form is None
            if field.type == "string" and (
                unknown or (form is not None and is_json(form.media_type))
            ):
                continue
            yield (
                field.at("holds"),
                f"the field {quote(name)} holds {quote(field.holds)} but is no text with JSON",
                "`type: string` and a `format` with `media_type: application/json`",
                "add them, or remove `holds`",
            )


def is_json(media_type: str | None) -> bool:
    """Whether the media type is that of JSON, or of something written in JSON."""
    return media_type is not None and (
        media_type == "application/json" or media_type.endswith("+json")
    )


@rule("event-field", "The event itself is one field of each envelope, and of nothing else.")
def event_field(view: View) -> Iterator[Fault]:
    """Fields of `type: event`."""
    for place in view.places:
        carriers = [u for u in place.uses.values() if _is_event(u)]
        whole = all(use.is_known for use in place.uses.values()) and (
            is_whole(place.shape, "fields")
        )
        if place.section != "envelopes":
            for use in carriers:
                yield (
                    use.override.marks.get("type", use.override.mark),
                    f"{place.title} has a field of `type: event`",
                    "it in envelopes only",
                    "give the field another type, `any` if need be",
                )
        elif len(carriers) != 1 and whole:
            names = listing(use.name for use in carriers)
            yield (
                place.shape.at("fields") if not carriers else carriers[-1].override.mark,
                f"{place.title} carries the event in {names}",
                "exactly one field of `type: event`",
                "give one field that type",
            )


def _is_event(use: Use) -> bool:
    return use.field.type is not None and parse_type(use.field.type).name == "event"


RULES = (incomplete_field, conflicting_lists, alias_collision, wire_form, bad_holds, event_field)
