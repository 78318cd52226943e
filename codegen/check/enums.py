"""Values of enums: of the enum's kind, and no two alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from codegen.catalogue.enum_sets import EnumSet
from codegen.catalogue.written import Wire, Written
from codegen.check import reserved_names
from codegen.check.index import Use, View, declared
from codegen.check.python_names import classes
from codegen.check.rule import Fault, rule
from codegen.findings import Mark, quote


@rule("enum-keys", "An enum has values of its own, or takes those of another, and not both.")
def enum_keys(view: View) -> Iterator[Fault]:
    """`values`, `like`, `only`, `by_number` and `wire` of every enum."""
    for name, enum in view.catalogue.enums.items():
        own = declared(enum, "values")
        if enum.like is None and not own:
            yield (
                enum.at("values"),
                f"the enum {quote(name)} has no values",
                "at least one, or `like` another enum",
                "add one, or make the field a plain text",
            )
        if enum.like is not None and own:
            yield (
                enum.at("values"),
                f"the enum {quote(name)} has values beside `like`",
                "one of the two",
                "remove one of them",
            )
        if enum.like is None and enum.only:
            yield (
                enum.at("only"),
                f"the enum {quote(name)} has `only` without `like`",
                "the enum whose values are meant",
                "add `like:`, or remove it",
            )
        if enum.by_number is not None and (enum.wire is Wire.NUMBER or enum.like is not None):
            yield (
                enum.at("by_number"),
                f"the enum {quote(name)} has `by_number` beside "
                + ("`wire: number`" if enum.wire is Wire.NUMBER else "`like`"),
                "it where the values are known by text and by number",
                "remove it",
            )


@rule("enum-values", "Values fit their enum, and no two of them are the same on the wire.")
def enum_values(view: View) -> Iterator[Fault]:
    """Values and their aliases, without regard to case where the enum says so."""
    for name, enum in view.catalogue.enums.items():
        numbered = enum.wire is Wire.NUMBER or enum.by_number is not None
        for key, value in enum.values.items():
            if not numbered and value.meaning.number is not None:
                yield (
                    value.at("is"),
                    f"the value {quote(key)} of enum {quote(name)} has a number",
                    "what it says, as the values are texts",
                    "remove the number, or say `wire: number` or `by_number`",
                )
            if not numbered and value.also:
                yield (
                    value.at("also"),
                    f"the value {quote(key)} of enum {quote(name)} has further numbers",
                    "them in an enum by number",
                    "remove `also`, or write `aliases`",
                )
    for members in view.enums.values():
        if members.enum.like is None:
            yield from _twice(members)


def _twice(enum: EnumSet) -> Iterator[Fault]:
    first: dict[str, Mark] = {}
    spelt = [(str(m.value), m.entry.at("is"), "value") for m in enum.members]
    for member in enum.members:
        entry = member.entry
        further = entry.also if enum.integer else entry.aliases
        key = "also" if enum.integer else "aliases"
        what = "number" if enum.integer else "alias"
        spelt += [(str(s), entry.at(f"{key}[{i}]"), what) for i, s in enumerate(further)]
    for spelling, mark, what in spelt:
        folded = spelling.casefold() if enum.ignore_case else spelling
        if first.setdefault(folded, mark) is not mark:
            but = " but for case" if enum.ignore_case else ""
            yield (
                mark,
                f"the {what} {quote(spelling)} of enum {quote(enum.key)} is there before{but}",
                f"another than at {first[folded]}",
                "remove one of the two",
            )


@rule("living-name", "A name that something had before means nothing else now.")
def living_name(view: View) -> Iterator[Fault]:
    """`formerly` of enum values, of the fields of a shape, and of events."""
    for enum in view.enums.values():
        entries = (*enum.members, *enum.unnumbered)
        names = {m.entry.name or view.constant(m.name): f"{quote(m.name)} now" for m in entries}
        values = [
            (f"value {quote(each.name)}", each.entry, each.entry.formerly) for each in entries
        ]
        yield from _living(values, names)
    kept = dict.fromkeys(reserved_names.attributes(), "a name of Python or of the package")
    for place in view.places:
        fields = [
            (f"field {quote(name)}", use, use.of.formerly)
            for name, use in place.uses.items()
            if use.of.formerly
        ]
        if not fields:
            continue
        attributes = {view.snake(name): f"{quote(name)} now" for name in place.owner_names}
        attributes |= {
            view.attribute(use): f"{quote(name)} now" for name, use in place.uses.items()
        }
        yield from _living(fields, {**kept, **attributes})
    kept = dict.fromkeys(reserved_names.classes(), "a name of Python or of the package")
    codes = {view.constant(code): f"{quote(code)} now" for code in view.catalogue.events}
    own = {name: f"{quote(name)} now" for name, _, _ in classes(view)}
    events = [(f"event {quote(code)}", event, event.formerly) for code, event, _, _ in view.events]
    yield from _living(events, {**kept, **codes, **own})


def _living(
    named: Iterable[tuple[str, Written | Use, tuple[str, ...]]], living: Mapping[str, str]
) -> Iterator[Fault]:
    """Former names that are in use, or that two things had."""
    first: dict[str, str] = {}
    for what, thing, formerly in named:
        for index, former in enumerate(formerly):
            now = living.get(former)
            other = first.setdefault(former, what)
            if now is None and other != what:
                now = f"a former name of the {other} as well"
            if now is not None:
                yield (
                    thing.at(f"formerly[{index}]"),
                    f"the {what} was called {quote(former)}, which is {now}",
                    "a name that nothing has",
                    "remove it: an old name must not change its meaning in silence",
                )


RULES = (enum_keys, enum_values, living_name)
