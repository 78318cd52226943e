"""Variants: every condition can be asked, and no message meets the conditions of two."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from codegen.catalogue.written import Condition, Object, Variant
from codegen.check.examples import spellings
from codegen.check.index import Place, Use, View, declared, is_whole
from codegen.check.rule import Fault, rule
from codegen.findings import Mark, did_you_mean, listing, quote


@rule("bad-condition", "A condition asks for a field that there is, and for values it can have.")
def bad_condition(view: View) -> Iterator[Fault]:
    """Every condition in a `when`."""
    for place in view.places:
        variant, title = place.shape, place.title
        if not isinstance(variant, Variant):
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
            if any(use.field.type in (None, "any") or not use.is_known for use in uses):
                break
            types = {use.field.type for use in uses if use.field.type is not None}
            inner = sorted(types & view.sections["objects"])
            if not inner:
                yield (
                    f"{quote(path)} goes through {quote(segment)}, which is no object in {where}",
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
    known = {field for place in places for field in declared(place.shape, "fields")}
    if name not in known:
        yield (
            f"there is no field {quote(name)} in {where}" + (f" for {quote(path)}" if path else ""),
            "a field to tell the variants apart by",
            f"correct it{did_you_mean(name, known)}",
        )


def _foreign_values(
    view: View, uses: list[Use], condition: Condition, path: str, mark: Mark
) -> Iterator[Fault]:
    known: dict[str, str] = {}
    folded = False
    for use in uses:
        enum = view.enum(use.field)
        if enum is None or not use.is_known or not is_whole(enum, "values"):
            return  # Any value may stand there.
        known |= spellings(enum)
        folded = enum.ignore_case
    for key in ("one_of", "none_of"):
        for index, value in enumerate(getattr(condition, key)):
            if (value.casefold() if folded else value) not in known:
                values = sorted(set(known.values()))
                yield (
                    condition.marks.get(f"{key}[{index}]", mark),
                    f"{quote(value)} is no value of {quote(path)}",
                    listing(values),
                    f"correct it, or add it to the enum{did_you_mean(value, values)}",
                )


@rule("overlapping-variants", "No message meets the conditions of two variants.")
def overlapping_variants(view: View) -> Iterator[Fault]:
    """Each pair of variants under one name."""
    for section in ("objects", "bodies"):
        things: dict[str, Object] = getattr(view.catalogue, section)
        for name, thing in things.items():
            for (first, one), (second, other) in combinations(thing.variants.items(), 2):
                shared = one.when.keys() & other.when.keys()
                if not is_whole(one, "when") or not is_whole(other, "when"):
                    continue
                if not any(_apart(view, (section, name, path), one, other) for path in shared):
                    yield (
                        other.at("when"),
                        f"a message may be both {quote(first)} and {quote(second)} of {quote(name)}",
                        "conditions on the same field that exclude each other",
                        f"let `when` differ from that at {one.at('when')}",
                    )


def _apart(view: View, where: tuple[str, str, str], one: Variant, other: Variant) -> bool:
    """Whether no value meets both conditions on the same field."""
    known: dict[str, str] = {}
    folded = False
    for use in _found(view, *where):
        enum = view.enum(use.field) if isinstance(use, Use) else None
        if enum is not None:
            known |= spellings(enum)
            folded = folded or enum.ignore_case

    def values(texts: tuple[str, ...]) -> set[str]:
        cased = (text.casefold() if folded else text for text in texts)
        return {known.get(text, text) for text in cased}

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
