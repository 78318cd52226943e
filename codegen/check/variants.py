"""Variants: every condition can be asked, and no message meets the conditions of two."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from codegen.catalogue.field_type import SCALARS
from codegen.catalogue.written import Atom, Condition, Variant
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
            yield from _of_kind(condition, path, mark)
            found = list(_found(view, place.section, place.name, path))
            # The same typing error shows in every body that has the object: once is enough.
            missing = next((f for f in found if not isinstance(f, Use)), None)
            if missing is not None:
                yield mark, f"{missing[0]}, in {title}", missing[1], missing[2]
            uses = [f for f in found if isinstance(f, Use)]
            if uses:
                yield from _foreign_values(view, uses, condition, path, mark)


def _of_kind(condition: Condition, path: str, mark: Mark) -> Iterator[Fault]:
    """Values that the generator cannot ask for yet."""
    for key in ("one_of", "none_of"):
        for index, value in enumerate(getattr(condition, key)):
            if isinstance(value, bool | float):
                yield (
                    condition.marks.get(f"{key}[{index}]", mark),
                    f"the condition on {quote(path)} asks for {quote(value)}",
                    "a text or a whole number, as the generator asks for no others yet",
                    "tell the variants apart by another field, or by whether one is `present`",
                )


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
                many = any(kind.containers for kind in kinds)
                what = "a list or a map" if many else "no object"
                yield (
                    f"{quote(path)} goes through {quote(segment)}, which is {what} in {where}",
                    "a path of objects to a field",
                    "correct the path",
                )
                break
            places = tuple(p for t in inner for p in view.places_of("objects", t))


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
    enums = [enum for use in uses if (enum := view.enum(use)) is not None]
    texts = [use.kind is not None and use.kind.name == "string" for use in uses]
    for key in ("one_of", "none_of"):
        for index, value in enumerate(getattr(condition, key)):
            if isinstance(value, bool | float):
                continue
            misfit = isinstance(value, str) != texts[0]
            if len(set(texts)) == 1 and misfit and not enums and _is_scalar(uses):
                kind = "text" if isinstance(value, str) else "number"
                yield (
                    condition.marks.get(f"{key}[{index}]", mark),
                    f"the condition on {quote(path)} asks for the {kind} {quote(value)}",
                    "a value of the field's type",
                    "quote it" if texts[0] else "remove the quotes",
                )
            if len(enums) < len(uses) or not all(
                enum.members and is_whole(view.catalogue.enums[enum.owner], "values")
                for enum in enums
            ):
                continue  # Any value may stand there.
            if all(enum.wire(value) is None for enum in enums):
                values = sorted({str(member.name) for enum in enums for member in enum.members})
                yield (
                    condition.marks.get(f"{key}[{index}]", mark),
                    f"{quote(value)} is no value of {quote(path)}",
                    listing(values),
                    f"correct it, or add it to the enum{did_you_mean(value, values)}",
                )


def _is_scalar(uses: list[Use]) -> bool:
    return all(use.kind is not None and use.kind.name in SCALARS for use in uses)


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

    def values(given: tuple[Atom, ...]) -> set[Atom]:
        known = ((value, [enum.wire(value) for enum in enums]) for value in given)
        return {next((w for w in wires if w is not None), value) for value, wires in known}

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
