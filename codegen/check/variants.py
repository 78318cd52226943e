"""Variants: every condition can be asked, and no message meets the conditions of two."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from codegen.catalogue.written import Atom, Condition, Form, Variant
from codegen.check.index import Place, Use, View, is_whole
from codegen.check.rule import Fault, rule
from codegen.findings import Mark, did_you_mean, listing, quote


@rule("bad-condition", "A condition asks for a field that there is, and for values it can have.")
def bad_condition(view: View) -> Iterator[Fault]:
    """Every condition in a `when`."""
    for place in view.places:
        variant, title = place.variant, place.title
        if variant is None:
            continue
        for path, condition in variant.when.items():
            mark = variant.at(f"when.{path}")
            if condition.present is None and not condition.one_of and not condition.none_of:
                yield (
                    mark,
                    f"the condition on {quote(path)} in {title} asks nothing",
                    "`present`, `one_of` or `none_of`",
                    "write a value, or a list of values",
                )
            contradicts = condition.present is False and (condition.one_of or condition.none_of)
            if contradicts or (condition.one_of and condition.none_of):
                yield (
                    mark,
                    f"the condition on {quote(path)} in {title} contradicts itself",
                    "one of `present`, `one_of` and `none_of`",
                    "keep one of them",
                )
            found = list(_found(view, place.section, place.name, path))
            # The same typing error shows in every body that has the object: once is enough.
            missing = next((f for f in found if not isinstance(f, Use)), None)
            if missing is not None:
                yield mark, f"{missing[0]}, in {title}", missing[1], missing[2]
            uses = [f for f in found if isinstance(f, Use)]
            if uses:
                yield from _foreign_values(view, uses, condition, path, mark)


Missing = tuple[str, str, str]
"""What was found, what was expected, and the remedy, where a path leads to no field."""


def _found(view: View, section: str, name: str, path: str) -> Iterator[Use | Missing]:
    """The fields that a condition may mean; a fault for each body in which it means none."""
    if not path.startswith("/"):
        yield from _step(view.places_of(section, name), path, "the shape")
        return
    segments = path[1:].split("/")
    for body_name in view.bodies_with(section, name):
        places = view.places_of("bodies", body_name)
        for index, segment in enumerate(segments):
            where = f"body {quote(body_name)}"
            found = list(_step(places, segment, where, path))
            uses = [f for f in found if isinstance(f, Use)]
            if not uses or index == len(segments) - 1:
                yield from found
                break
            if any(use.kind is None or use.kind.name == "any" for use in uses):
                break
            kinds = [use.kind for use in uses if use.kind is not None]
            inner = sorted({k.name for k in kinds if not k.containers} & view.sections["objects"])
            if not inner:
                yield _no_way(path, segment, any(kind.containers for kind in kinds), where)
                break
            places = tuple(p for t in inner for p in view.places_of("objects", t))


def _no_way(path: str, segment: str, is_list: bool, where: str) -> Missing:
    """What is wrong with a path that leads through what is no object."""
    what = "a list, whose items may differ" if is_list else "no object"
    return (
        f"{quote(path)} goes through {quote(segment)}, which is {what} in {where}",
        "a path of single objects to a field",
        "ask for a field outside of the list" if is_list else "correct the path",
    )


def _step(
    places: tuple[Place, ...], name: str, where: str, path: str | None = None
) -> Iterator[Use | Missing]:
    uses = [place.uses[name] for place in places if name in place.uses]
    if uses:
        yield from uses
        return
    known = {field for place in places for field in place.own | set(place.uses)}
    if name not in known:
        yield (
            f"there is no field {quote(name)} in {where}" + (f" for {quote(path)}" if path else ""),
            "a field to tell the variants apart by",
            f"correct it{did_you_mean(name, known)}",
        )


def _foreign_values(
    view: View, uses: list[Use], condition: Condition, path: str, mark: Mark
) -> Iterator[Fault]:
    asked = condition.one_of or condition.none_of
    if asked and all(_is_structured(view, use) for use in uses):
        yield (
            mark,
            f"the condition on {quote(path)} asks for values of a list or an object",
            "one on a text, a number, `true` or `false`, or whether the field is `present`",
            "ask for a field that holds one value",
        )
        return
    types = {type_ for use in uses for type_ in _json_types(view, use)}
    enums = [enum for use in uses if (enum := view.enum(use)) is not None]
    for key in ("one_of", "none_of"):
        for index, value in enumerate(getattr(condition, key)):
            at = condition.marks.get(f"{key}[{index}]", mark)
            # An enum may be asked by the names of its values.
            if not enums and types and type(value) not in types:
                yield (
                    at,
                    f"the condition on {quote(path)} asks for {_kind(value)}",
                    " or ".join(_SHOWN[type_] for type_ in _SHOWN if type_ in types)
                    + ", as the field is sent",
                    _other_type(value, types),
                )
                continue
            if len(enums) < len(uses) or not all(
                enum.members and is_whole(view.catalogue.enums[enum.owner], "values")
                for enum in enums
            ):
                continue  # Any value may stand there.
            if all(not isinstance(value, str | int) or enum.wire(value) is None for enum in enums):
                values = sorted({str(member.name) for enum in enums for member in enum.members})
                yield (
                    at,
                    f"{quote(value)} is no value of {quote(path)}",
                    listing(values),
                    f"correct it, or add it to the enum{did_you_mean(value, values)}",
                )


_SHOWN = {str: "a text", int: "a whole number", float: "a number", bool: "`true` or `false`"}
_FORMS = {
    Form.STRING: (str,),
    Form.DIGITS: (str,),
    Form.INTEGER: (int,),
    Form.NUMBER: (int, float),
}


def _json_types(view: View, use: Use) -> tuple[type, ...]:
    """The types of JSON values that a field may have on the wire; none if it may have any."""
    if use.kind is None or use.kind.name == "any":
        return tuple(_SHOWN)
    if use.kind.name == "boolean" and use.kind.form is None:
        return (bool,)
    form = use.kind.form or view.types.scalar_form(use.kind)
    forms = [form, *use.kind.also] if form is not None else [*use.kind.also]
    return tuple(type_ for each in forms for type_ in _FORMS.get(each, ()))


def _is_structured(view: View, use: Use) -> bool:
    kind = use.kind
    return kind is not None and (bool(kind.containers) or kind.name in view.catalogue.objects)


def _kind(value: Atom) -> str:
    if isinstance(value, bool):
        return quote(value)
    return f"the {'text' if isinstance(value, str) else 'number'} {quote(value)}"


def _other_type(value: Atom, types: set[type]) -> str:
    """What to do about a value of another type than the field's."""
    if not isinstance(value, str):
        return "quote it" if str in types else "write a value of the field"
    if bool in types and value in ("true", "false"):
        return "remove the quotes"
    numeric = types & {int, float} and re.fullmatch(r"-?\d+(\.\d+)?", value)
    return "remove the quotes" if numeric else "write a value of the field"


@rule("overlapping-variants", "No message meets the conditions of two variants.")
def overlapping_variants(view: View) -> Iterator[Fault]:
    """Each pair of variants under one name."""
    things = [("objects", name, o.variants) for name, o in view.catalogue.objects.items()]
    things += [("bodies", name, body.variants) for name, body, _ in view.bodies]
    for section, name, variants in things:
        for (first, one), (second, other) in combinations(variants.items(), 2):
            common = one.when.keys() & other.when.keys()
            if not is_whole(one, "when") or not is_whole(other, "when"):
                continue
            if not any(_apart(view, (section, name, path), one, other) for path in common):
                yield (
                    other.at("when"),
                    f"a message may be both {quote(first)} and {quote(second)} of {quote(name)}",
                    "conditions on the same field that exclude each other",
                    f"let `when` differ from that at {one.at('when')}",
                )


def _apart(view: View, where: tuple[str, str, str], one: Variant, other: Variant) -> bool:
    """Whether no value meets both conditions on the same field."""
    enums = [
        enum
        for use in _found(view, *where)
        if isinstance(use, Use) and (enum := view.enum(use)) is not None
    ]

    def values(given: tuple[Atom, ...]) -> set[tuple[bool, Atom]]:
        """As they are on the wire; `true` is not the number 1."""
        found: set[tuple[bool, Atom]] = set()
        for value in given:
            wires = [enum.wire(value) for enum in enums if isinstance(value, str | int)]
            wire = next((wire for wire in wires if wire is not None), value)
            found.add((isinstance(wire, bool), wire))
        return found

    a, b = one.when[where[2]], other.when[where[2]]
    some_a, some_b = values(a.one_of), values(b.one_of)
    if some_a and some_b and not some_a & some_b:
        return True
    if some_a and some_a <= values(b.none_of):
        return True
    if some_b and some_b <= values(a.none_of):
        return True
    there_a, there_b = bool(a.present or some_a), bool(b.present or some_b)
    return (there_a and b.present is False) or (there_b and a.present is False)


RULES = (bad_condition, overlapping_variants)
