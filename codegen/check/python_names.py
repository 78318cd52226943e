"""Names that become Python names and file names: well formed, not reserved, not twice."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Iterator

from codegen.catalogue import names
from codegen.catalogue.file_names import is_portable
from codegen.catalogue.names import PARSED
from codegen.check import reserved_names
from codegen.check.index import LONGEST_NAME, Place, View
from codegen.check.rule import Fault, rule
from codegen.findings import Mark, listing, quote

_CLASS = re.compile(r"[A-Z][A-Za-z0-9]*")
_ATTRIBUTE = re.compile(r"[a-z][a-z0-9_]*")
_CONSTANT = re.compile(r"[A-Z][A-Z0-9_]*")
_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


Named = tuple[str, str, Mark]
"""A Python name, what it is the name of, and where that stands."""


def classes(view: View) -> Iterator[Named]:
    """Every class that is generated."""
    catalogue, given = view.catalogue, view.catalogue.python
    for name, enum in view.enums.items():
        by_number = enum.enum.at("by_number") if name == enum.enum.by_number else None
        yield name, f"the enum {quote(name)}", by_number or catalogue.at(f"enums.{name}")
    for name, thing in catalogue.objects.items():
        yield name, f"the object {quote(name)}", catalogue.at(f"objects.{name}")
        for variant, shape in thing.variants.items():
            title = f"variant {quote(variant)} of the object {quote(name)}"
            yield name + names.pascal(variant), title, shape.mark
    for name, body, _ in view.bodies:
        mark = given.marks.get(f"classes.{name}", body.mark)
        class_name = names.body_class(name, body.events, given)
        yield class_name, f"the body {quote(name)}", mark
    for name, envelope in catalogue.envelopes.items():
        mark = given.marks.get(f"classes.{name}", envelope.mark)
        class_name = given.classes.get(name) or f"{names.pascal(name)}Attributes"
        yield class_name, f"the envelope {quote(name)}", mark
    for code, event, body, _ in view.events:
        class_name = given.events.get(code) or names.pascal(code)
        mark = given.marks.get(f"events.{code}", event.mark)
        yield class_name, f"the event {quote(code)}", mark
        for variant in body.variants:
            title = f"variant {quote(variant)} of the event {quote(code)}"
            yield class_name + names.pascal(variant), title, mark


def constants(view: View) -> Iterator[tuple[str, list[Named]]]:
    """The members of each group of constants."""
    catalogue = view.catalogue
    categories: dict[str, Mark] = {}
    for _, event, body, _ in view.events:
        category = event.category or body.category or names.category(event.type)
        categories.setdefault(category, event.marks.get("category") or event.at("type"))
    for group, what, marks in (
        ("event codes", "event", {code: event.mark for code, event, _, _ in view.events}),
        ("categories", "category", categories),
        ("services", "service", {name: each.mark for name, each in catalogue.services.items()}),
        ("answers", "answer", {name: each.mark for name, each in catalogue.answers.items()}),
    ):
        named = [(view.constant(name), f"the {what} {quote(name)}", marks[name]) for name in marks]
        yield group, named


def modules(view: View) -> Iterator[list[Named]]:
    """The modules of each directory; an enum or object may have one of its own."""
    catalogue = view.catalogue
    yield [(view.snake(name), f"{quote(name)} in `bodies`", b.mark) for name, b, _ in view.bodies]
    for sections in (("enums", "objects"), ("envelopes",)):
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
                    value.name or view.constant(key),
                    f"the value {quote(key)}",
                    value.marks.get("name") or enum.at(f"values.{key}"),
                )
                for key, value in enum.values.items()
            ],
        )


def attributes(view: View, place: Place) -> list[Named]:
    """The attributes of a shape's class; a variant has those that all variants share, too."""
    uses = place.uses
    if place.variant is not None:
        uses = {**view.places_of(place.section, place.name)[0].uses, **uses}
    named = [
        (view.attribute(use), f"the field {quote(name)}", use.at("python"))
        for name, use in uses.items()
    ]
    # A class may have what a field's value means beside it.
    taken = {name for name, _, _ in named}
    parsed = [
        (f"{name}{PARSED}", f"what {title} means", mark)
        for name, title, mark in named
        if f"{name}{PARSED}" in taken
    ]
    return parsed + named


@rule("duplicate-type", "No two events have the same type.")
def duplicate_type(view: View) -> Iterator[Fault]:
    """Types of all events, retired ones included."""
    first: dict[str, tuple[str, Mark]] = {}
    for code, event, _, _ in view.events:
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
    yield from _twice(classes(view), "class", "give one of them a name in `python`, or rename it")
    for group, named in constants(view):
        yield from _twice(named, "constant", f"rename one of these {group}")
    for _, named in members(view):
        yield from _twice(named, "member", "give one of them a `name`")
    remedy = "give one of them another, with `python:` below it"
    for place in view.places:
        yield from _twice(attributes(view, place), "attribute", remedy)
        if place.variant is not None:
            yield from _shared_twice(view, place)
    for named in modules(view):
        yield from _twice(named, "module", "rename one of the two")
    slugs = (
        (view.slug(name), f"the service {quote(name)}", service.mark)
        for name, service in catalogue.services.items()
    )
    yield from _twice(slugs, "page", "rename one of the two")
    # Some file systems do not tell upper from lower case.
    pages = (
        (names.file(code).casefold(), f"the event {quote(code)}", event.mark)
        for code, event, _, _ in view.events
    )
    yield from _twice(pages, "page", "they differ in more than upper and lower case, or one goes")


def _twice(named: Iterable[Named], what: str, remedy: str) -> Iterator[Fault]:
    first: dict[str, tuple[str, Mark]] = {}
    for name, title, mark in named:
        if not name:
            continue
        other, other_mark = first.setdefault(name, (title, mark))
        if other != title:
            yield (
                mark,
                f"{title} and {other} both make the {what} {quote(name)}",
                f"another name than at {other_mark}",
                remedy,
            )


def _shared_twice(view: View, place: Place) -> Iterator[Fault]:
    shared = view.places_of(place.section, place.name)[0].uses
    for name, use in place.uses.items():
        if name in shared:
            yield (
                use.mark,
                f"{place.title} names the field {quote(name)} that all variants share",
                f"it only there, as at {shared[name].mark}",
                "remove one of the two",
            )


@rule("reserved-name", "No Python name is a keyword or one that the package needs itself.")
def reserved_name(view: View) -> Iterator[Fault]:
    """The package, classes, modules and attributes; constants are upper case and collide with none."""
    package = view.catalogue.python
    if package.package in reserved_names.packages():
        yield (
            package.at("package"),
            f"the package is called {quote(package.package)}, as something that it needs",
            "a name that neither Python, nor a package that it imports, nor a folder beside it has",
            f"rename it, as {quote(f'{package.package}_events')}",
        )
    rename = "give it a name in `python`, or rename it"
    yield from _taken(classes(view), "class", reserved_names.classes(), rename)
    for named in modules(view):
        yield from _taken(named, "module", frozenset(keyword.kwlist), "rename it")
    for place in view.places:
        taken, remedy = (
            reserved_names.attributes(),
            "give it one, as `python: {0}_` below it",
        )
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
    for code, event, _, _ in view.events:
        if not names.file(code):
            yield (
                event.mark,
                f"{quote(code)} in `events` cannot name a file",
                "a code with a letter or a digit of ASCII",
                "rename it",
            )
    files = [("bodies", name, body.mark) for name, body, _ in view.bodies]
    files += [("envelopes", name, e.mark) for name, e in catalogue.envelopes.items()]
    for section, name, mark in files:
        if not _FILE.fullmatch(name) or not is_portable(name):
            yield (
                mark,
                f"{quote(name)} in `{section}` cannot name a file",
                "letters, digits, `-`, `_` and `.`, and no name that a system keeps for a device",
                "rename it",
            )
    yield from _devices(view)
    for named in modules(view):
        yield from _malformed(named, _ATTRIBUTE, "module", "rename it")
    yield from _malformed(classes(view), _CLASS, "class", "give it a name in `python`")
    for _, named in constants(view):
        yield from _malformed(named, _CONSTANT, "constant", "rename it")
    for _, named in members(view):
        yield from _malformed(named, _CONSTANT, "member", "give it a `name`, as `RUNNING`")
    for place in view.places:
        named = attributes(view, place)
        yield from _malformed(
            named, _ATTRIBUTE, "attribute", "give it one, with `python:` below it"
        )

    yield from _lossy(view)


def _devices(view: View) -> Iterator[Fault]:
    """Files that are named after things which may have any other name."""
    services = view.catalogue.services
    named = [(view.slug(name), f"the service {quote(name)}", service.mark)
             for name, service in services.items()]  # fmt: skip
    for each in (*modules(view), named):
        for name, title, mark in each:
            if name and not is_portable(name):
                yield (
                    mark,
                    f"{title} makes the file name {quote(name)}, which a system keeps for a device",
                    "a file name that every system can store",
                    "rename it",
                )


def _lossy(view: View) -> Iterator[Fault]:
    """Names whose Python name would lack letters of theirs."""
    given, catalogue = view.catalogue.python.names, view.catalogue
    below = "give it one, with `python:` below it"
    spelt = [
        (name, use.mark, below)
        for place in view.places
        for name, use in place.uses.items()
        if use.of.python is None
    ]
    for enum in catalogue.enums.values():
        spelt += [
            (key, value.mark, "give it a `name`, as `RUNNING`")
            for key, value in enum.values.items()
            if value.name is None
        ]
    listed = "give it one in `names` below `python`"
    spelt += [(code, event.mark, listed) for code, event, _, _ in view.events]
    for section in (catalogue.services, catalogue.answers):
        spelt += [(name, each.mark, listed) for name, each in section.items()]
    variants = [thing.variants for thing in catalogue.objects.values()]
    variants += [body.variants for _, body, _ in view.bodies]
    spelt += [(name, shape.mark, "rename it") for of in variants for name, shape in of.items()]
    for name, mark, remedy in spelt:
        lost = sorted({c for c in name if c.isalnum() and not c.isascii()})
        if lost and name not in given and view.snake(name):
            yield (
                mark,
                f"{quote(name)} makes {quote(view.snake(name))}, without {listing(lost)}",
                "a name in Python with all that it says",
                remedy,
            )


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
