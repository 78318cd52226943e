"""Names that become Python names and file names: well formed, not reserved, not twice."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Iterator

from codegen.catalogue import names
from codegen.check import reserved_names
from codegen.check.index import LONGEST_NAME, Place, View, is_word
from codegen.check.rule import Fault, rule
from codegen.findings import Mark, quote

_CLASS = re.compile(r"[A-Z][A-Za-z0-9]*")
_ATTRIBUTE = re.compile(r"[a-z][a-z0-9_]*")
_CONSTANT = re.compile(r"[A-Z][A-Z0-9_]*")
_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


Named = tuple[str, str, Mark]
"""A Python name, what it is the name of, and where that stands."""


def classes(view: View) -> Iterator[Named]:
    """Every class that is generated."""
    catalogue = view.catalogue
    for name in catalogue.enums:
        yield name, f"the enum {quote(name)}", catalogue.at(f"enums.{name}")
    for name, thing in catalogue.objects.items():
        yield name, f"the object {quote(name)}", catalogue.at(f"objects.{name}")
        for variant, shape in thing.variants.items():
            title = f"variant {quote(variant)} of the object {quote(name)}"
            yield name + names.pascal(variant), title, shape.mark
    for name, body in catalogue.bodies.items():
        mark = body.marks.get("class_name", body.mark)
        yield body.class_name or names.pascal(name), f"the body {quote(name)}", mark
    for name, envelope in catalogue.envelopes.items():
        yield envelope.class_name, f"the envelope {quote(name)}", envelope.at("class_name")
    for code, event in catalogue.events.items():
        class_name = event.class_name or names.pascal(code)
        mark = event.marks.get("class_name", event.mark)
        yield class_name, f"the event {quote(code)}", mark
        event_body = catalogue.bodies.get(event.body)
        for variant in event_body.variants if event_body is not None else ():
            title = f"variant {quote(variant)} of the event {quote(code)}"
            yield class_name + names.pascal(variant), title, mark


def constants(view: View) -> Iterator[tuple[str, list[Named]]]:
    """The members of each group of constants."""
    catalogue = view.catalogue
    categories: dict[str, Mark] = {}
    for middle, category in catalogue.categories.items():
        categories.setdefault(category, catalogue.at(f"categories.{middle}"))
    for event in catalogue.events.values():
        if event.category is not None:
            categories.setdefault(event.category, event.at("category"))
    for group, what, marks in (
        ("event codes", "event", {code: each.mark for code, each in catalogue.events.items()}),
        ("categories", "category", categories),
        ("services", "service", {name: each.mark for name, each in catalogue.services.items()}),
        ("answers", "answer", {name: each.mark for name, each in catalogue.answers.items()}),
    ):
        named = [(view.constant(name), f"the {what} {quote(name)}", marks[name]) for name in marks]
        yield group, named


def modules(view: View) -> Iterator[list[Named]]:
    """The modules of each directory; an enum or object may have one of its own."""
    catalogue = view.catalogue
    for sections in (("bodies",), ("enums", "objects"), ("envelopes",)):
        yield [
            (view.snake(name), f"{quote(name)} in `{section}`", catalogue.at(f"{section}.{name}"))
            for section in sections
            for name in getattr(catalogue, section)
        ]


def members(view: View) -> Iterator[tuple[str, list[Named]]]:
    """The members of each enum; the name is empty where the value makes none."""
    for enum_name, enum in view.catalogue.enums.items():
        yield (
            f"enum {quote(enum_name)}",
            [
                (
                    value.name or view.constant(str(wire)),
                    f"the value {quote(wire)}",
                    value.marks.get("name", enum.at(f"values.{wire}")),
                )
                for wire, value in enum.values.items()
            ],
        )


def attributes(view: View, place: Place) -> list[Named]:
    """The attributes of a shape's class; a variant has those that all variants share, too."""
    shared = place.owner.fields if place.owner is not None else {}
    fields = {**shared, **place.shape.fields}
    return [
        (view.snake(name), f"the field {quote(name)}", field.mark) for name, field in fields.items()
    ]


@rule("duplicate-type", "No two events have the same EventBridge type.")
def duplicate_type(view: View) -> Iterator[Fault]:
    """Types of all events, retired ones included."""
    first: dict[str, tuple[str, Mark]] = {}
    for code, event in view.catalogue.events.items():
        other, mark = first.setdefault(event.type, (code, event.at("type")))
        if other != code:
            yield (
                event.at("type"),
                f"the type {quote(event.type)} is also that of {quote(other)}",
                f"another type than at {mark}",
                "correct one of the two",
            )


@rule("duplicate-name", "No two things become the same Python name or file name.")
def duplicate_name(view: View) -> Iterator[Fault]:
    """Classes, constants, enum members, attributes, module names and page names."""
    catalogue = view.catalogue
    yield from _twice(classes(view), "class", "give one of them a `class_name`, or rename it")
    for group, named in constants(view):
        yield from _twice(named, "constant", f"rename one of these {group}")
    for _, named in members(view):
        yield from _twice(named, "member", "give one of them a `name`")
    remedy = "rename one of them in Python by an entry in `words`"
    for place in view.places:
        yield from _twice(attributes(view, place), "attribute", remedy)
        if place.owner is not None:
            yield from _shared_twice(place)
    for named in modules(view):
        yield from _twice(named, "module", "rename one of the two")
    slugs = (
        (service.slug, f"the service {quote(name)}", service.at("slug"))
        for name, service in catalogue.services.items()
    )
    yield from _twice(slugs, "page", "give one of them another `slug`")
    # Some file systems do not tell upper from lower case.
    pages = (
        (code.casefold(), f"the event {quote(code)}", event.mark)
        for code, event in catalogue.events.items()
    )
    yield from _twice(pages, "page", "they differ in more than upper and lower case, or one goes")


def _twice(named: Iterable[Named], what: str, remedy: str) -> Iterator[Fault]:
    first: dict[str, tuple[str, Mark]] = {}
    for name, title, mark in named:
        if not name:
            continue
        other, other_mark = first.setdefault(name, (title, mark))
        if (other, other_mark) != (title, mark):
            yield (
                mark,
                f"{title} and {other} both make the {what} {quote(name)}",
                f"another name than at {other_mark}",
                remedy,
            )


def _shared_twice(place: Place) -> Iterator[Fault]:
    assert place.owner is not None
    for name, field in place.shape.fields.items():
        if name in place.owner.fields:
            yield (
                field.mark,
                f"{place.title} names the field {quote(name)} that all variants share",
                f"it only there, as at {place.owner.fields[name].mark}",
                "remove one of the two",
            )


@rule("reserved-name", "No Python name is a keyword or one that the package needs itself.")
def reserved_name(view: View) -> Iterator[Fault]:
    """Classes, modules and attributes; constants are upper case and collide with nothing."""
    rename = "give it a `class_name`, or rename it"
    yield from _taken(classes(view), "class", reserved_names.classes(), rename)
    for named in modules(view):
        yield from _taken(named, "module", frozenset(keyword.kwlist), "rename it")
    for place in view.places:
        taken, remedy = reserved_names.attributes(), "give it one in `words`, as `{0}: {0}_`"
        yield from _taken(attributes(view, place), "attribute", taken, remedy)


def _taken(
    named: Iterable[Named], what: str, taken: frozenset[str], remedy: str
) -> Iterator[Fault]:
    for name, title, mark in named:
        if name in taken:
            yield (
                mark,
                f"{title} makes the {what} {quote(name)}, which Python or the package has already",
                f"another name for the {what}",
                remedy.format(name),
            )


@rule("bad-name", "What becomes a Python name or a file name can be one.")
def bad_name(view: View) -> Iterator[Fault]:
    """Letters, digits and little else, and not too long."""
    catalogue = view.catalogue
    for spelling, word in catalogue.words.items():
        if not is_word(spelling, word):
            yield (
                catalogue.at(f"words.{spelling}"),
                f"{quote(spelling)} stands for {quote(word)} in `words`",
                "letters and digits, and a snake_case word for them",
                "correct it",
            )
    for section in ("events", "bodies", "envelopes"):
        for name in getattr(catalogue, section):
            if not _FILE.fullmatch(name):
                yield (
                    catalogue.at(f"{section}.{name}"),
                    f"{quote(name)} in `{section}` cannot name a file",
                    "letters, digits, `-`, `_` and `.`",
                    "rename it",
                )
    for named in modules(view):
        yield from _malformed(named, _ATTRIBUTE, "module", "rename it")
    yield from _malformed(classes(view), _CLASS, "class", "give it a `class_name`, or rename it")
    for _, named in constants(view):
        yield from _malformed(named, _CONSTANT, "constant", "rename it")
    for _, named in members(view):
        yield from _malformed(named, _CONSTANT, "member", "give it a `name`, as `RUNNING`")
    for place in view.places:
        named = attributes(view, place)
        yield from _malformed(named, _ATTRIBUTE, "attribute", "give it one in `words`")


def _malformed(
    named: Iterable[Named], pattern: re.Pattern[str], what: str, remedy: str
) -> Iterator[Fault]:
    for name, title, mark in named:
        if not pattern.fullmatch(name) or len(name) > LONGEST_NAME:
            makes = quote(name) if name else "nothing"
            yield (
                mark,
                f"{title} makes {makes}, which is no {what} name",
                f"at most {LONGEST_NAME} characters that match {quote(pattern.pattern)}",
                remedy,
            )


RULES = (duplicate_type, duplicate_name, reserved_name, bad_name)
