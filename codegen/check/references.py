"""Names that refer to something else in the file."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping

from codegen.catalogue.field_type import BUILT_IN, CONTENTS, SCALARS
from codegen.catalogue.inheritance import base_name
from codegen.catalogue.translation import texts
from codegen.catalogue.written import (
    Answer,
    Body,
    Bound,
    Enum,
    EnumValue,
    Envelope,
    Event,
    Evidence,
    Field,
    Object,
    Service,
    Wrapper,
    Written,
)
from codegen.check.index import Place, View, declared
from codegen.check.rule import Fault, rule
from codegen.findings import Mark, closest, did_you_mean, listing, quote


@rule("unknown-type", "A type is built in, or an enum or object of the catalogue.")
def unknown_type(view: View) -> Iterator[Fault]:
    """Every name in the line of a field, those of what a text holds included."""
    for name, field in view.definitions():
        line = field.line
        if line is None or line.type is None:
            continue
        for type_name in line.type.names:
            if type_name not in view.type_names:
                yield (
                    line.at("type"),
                    f"the type {quote(type_name)} of field {quote(name)} is not known",
                    f"{', '.join(quote(t) for t in BUILT_IN)}, an enum or an object",
                    f"correct it or define it{did_you_mean(type_name, view.type_names)}",
                )


@rule("dangling-reference", "What a name refers to is in the file.")
def dangling_reference(view: View) -> Iterator[Fault]:
    """All names but types and conditions, which have rules of their own."""
    yield from _of_fields(view)
    yield from _of_events(view)
    yield from _of_evidence(view)
    yield from _of_enums(view)
    yield from _of_python(view)


def _of_fields(view: View) -> Iterator[Fault]:
    shared = view.sections["shared"]
    for name, field in view.definitions():
        line = field.line
        if line is None:
            continue
        if line.like is not None:
            yield from _one(line.at("like"), "shared field", line.like, shared)
        for word in line.type.formats if line.type is not None else ():
            if word not in view.details:
                yield (
                    line.at("type"),
                    f"there is no format {quote(word)} for field {quote(name)}",
                    f"one of `formats`, or {listing((*Bound, *SCALARS, *CONTENTS))}",
                    f"correct the name or define it{did_you_mean(word, view.details)}",
                )
    for place in view.places:
        for name, use in place.uses.items():
            if use.field.line is None or (
                use.field.line.like is None and use.field.line.type is None
            ):
                yield from _shared(view, place, name, use.field)
            if use.field.zone is not None:
                yield from _one(use.field.at("zone"), "field beside it", use.field.zone, place.uses)
    for section, thing in _with_common(view):
        for name, field in thing.items():
            if name not in view.sections["common"]:
                yield from _one(
                    field.mark, f"field of `common`, as {section} has it,", name,
                    view.sections["common"],
                )  # fmt: skip


def _shared(view: View, place: Place, name: str, field: Field) -> Iterator[Fault]:
    shared = view.sections["shared"]
    if name not in shared:
        yield (
            field.mark,
            f"there is no shared field {quote(name)} for {place.title}",
            "one of `fields`, or a line with a type here",
            f"correct the name, or write what it is{did_you_mean(name, shared)}",
        )


def _with_common(view: View) -> Iterator[tuple[str, Mapping[str, Field]]]:
    for name, body, _ in view.bodies:
        if isinstance(body.common, Mapping):
            yield f"body {quote(name)}", body.common
        for variant, shape in body.variants.items():
            yield f"variant {quote(variant)} of body {quote(name)}", shape.common


def _of_events(view: View) -> Iterator[Fault]:
    catalogue, sections = view.catalogue, view.sections
    answers = sections["answers"]
    for service in catalogue.services.values():
        yield from _items(service, "answer", service.answer, "answer", answers)
        if service.level is not None:
            yield from _one(service.at("level"), "level", service.level, sections["levels"])
        if service.detail is not None:
            yield from _one(service.at("detail"), "answer", service.detail, answers)
    for envelope in catalogue.envelopes.values():
        fields = declared(envelope, "fields")
        yield from _one(envelope.at("id"), "field", envelope.id, fields)
        if envelope.time is not None:
            yield from _one(envelope.at("time"), "field", envelope.time, fields)
        for value, code in envelope.codes.items():
            yield from _one(envelope.at(f"codes.{value}"), "event", code, sections["events"])
        if isinstance(envelope.carries, Mapping):
            for code in envelope.carries:
                mark = envelope.at(f"carries.{code}")
                yield from _one(mark, "event", code, sections["events"])
    for operation in catalogue.answers.values():
        if operation.returned_in is not None:
            mark = operation.at("returned_in")
            yield from _one(mark, "envelope", operation.returned_in, sections["envelopes"])
    for _, body, _ in view.bodies:
        if body.like is not None:
            plain = {n for n, other, _ in view.bodies if other is not body and other.like is None}
            yield from _one(body.at("like"), "other body without `like`", body.like, plain)
        yield from _items(body, "answer", body.answer or (), "answer", answers)
        if isinstance(body.messages, Mapping):
            for code in body.messages:
                own = declared(body, "events")
                yield from _one(body.at(f"messages.{code}"), "event of this body", code, own)
    for _, event, _, _ in view.events:
        yield from _items(event, "answer", event.answer or (), "answer", answers)
        if event.retired is not None and event.retired.instead is not None:
            mark = event.retired.at("instead")
            yield from _one(mark, "event", event.retired.instead, sections["events"])


def _of_evidence(view: View) -> Iterator[Fault]:
    """`from`, and the labels that texts cite in brackets."""
    catalogue = view.catalogue
    labels = view.sections["sources"]
    words = {word.value for word in Evidence if word is not Evidence.ABSENT}
    for _, field in view.definitions():
        absent = field.line is None and Evidence.ABSENT in field.from_
        if not absent:
            yield from _items(field, "from", field.from_, "source", labels | words)
    shapes: list[Object | Envelope | Answer | Wrapper] = [*catalogue.objects.values()]
    shapes += catalogue.wrappers.values()
    shapes += [*catalogue.envelopes.values(), *catalogue.answers.values()]
    for shape in shapes:
        yield from _items(shape, "from", shape.from_, "source", labels | words)
    listed: list[Service | Body | Event | Enum | EnumValue] = [*catalogue.services.values()]
    listed += [body for _, body, _ in view.bodies if "from" in body.marks]
    listed += [event for _, event, _, _ in view.events]
    listed += catalogue.enums.values()
    listed += [value for enum in catalogue.enums.values() for value in enum.values.values()]
    for thing in listed:
        yield from _items(thing, "from", thing.from_, "source", labels)
    for text in texts(catalogue):
        for cited in _CITATION.findall(text.english):
            for label in cited.split(", "):
                if label not in labels:
                    yield (
                        text.mark,
                        f"{quote(f'[{cited}]')} in a text cites {quote(label)}, which is no source",
                        "a label of `sources`",
                        f"correct it, or add the document{did_you_mean(label, labels)}",
                    )


_CITATION = re.compile(r"(?<![\w$])\[([a-z][\w-]*(?:, [a-z][\w-]*)*)\](?!\()")


def _of_enums(view: View) -> Iterator[Fault]:
    catalogue = view.catalogue
    for enum in catalogue.enums.values():
        if enum.like is not None:
            yield from _one(enum.at("like"), "enum", enum.like, view.sections["enums"])
            base = catalogue.enums.get(enum.like)
            if base is not None and base.like is None:
                known = declared(base, "values")
                yield from _items(enum, "only", enum.only, f"value of {quote(enum.like)}", known)


def _of_python(view: View) -> Iterator[Fault]:
    python = view.catalogue.python
    classes = view.sections["bodies"] | view.sections["envelopes"]
    for name in python.classes:
        yield from _one(python.at(f"classes.{name}"), "body or envelope", name, classes)
    for code in python.events:
        yield from _one(python.at(f"events.{code}"), "event", code, view.sections["events"])


def _items(
    thing: Written, key: str, names: Iterable[str], what: str, known: Collection[str]
) -> Iterator[Fault]:
    for index, name in enumerate(names):
        yield from _one(thing.at(f"{key}[{index}]"), what, name, known)


def _one(mark: Mark, what: str, name: str, known: Collection[str]) -> Iterator[Fault]:
    if name not in known:
        yield (
            mark,
            f"there is no {what} {quote(name)}",
            f"the name of a {what.partition(',')[0]}",
            f"correct the name or define it{did_you_mean(name, known)}",
        )


@rule("circular-reference", "Following references never leads back to where it began.")
def circular_reference(view: View) -> Iterator[Fault]:
    """Shared fields and enums by `like`, objects by their fields' types, events by `instead`."""
    catalogue = view.catalogue
    fields: dict[str, list[tuple[str, Mark]]] = {}
    for name, field in (*catalogue.common.items(), *catalogue.fields.items()):
        base = base_name(catalogue, name, field)
        if base is not None and field.line is not None:
            fields[name] = [(base, field.line.at("like"))]
    events = {
        code: [(event.retired.instead, event.retired.at("instead"))]
        for code, event in catalogue.events.items()
        if event.retired is not None and event.retired.instead is not None
    }
    enums = {
        name: [(enum.like, enum.at("like"))]
        for name, enum in catalogue.enums.items()
        if enum.like is not None
    }
    yield from _cycles("field", fields, "a `like` that ends at a field without one")
    yield from _cycles("enum", enums, "a `like` that ends at an enum with values")
    yield from _cycles("object", _object_links(view), "objects that do not contain themselves")
    yield from _cycles("event", events, "an `instead` that ends at a listed event")


Links = Mapping[str, list[tuple[str, Mark]]]
"""Where each name leads, and where that is written."""


def _object_links(view: View) -> Links:
    links: dict[str, list[tuple[str, Mark]]] = {name: [] for name in view.catalogue.objects}
    for place in view.places:
        if place.section != "objects":
            continue
        for use in place.uses.values():
            for name in use.of.type.names if use.of.type is not None else ():
                if name in links:
                    # The type may be written at a shared field; it is the use that closes a circle.
                    own = use.field.line is not None and use.field.line.type is not None
                    links[place.name].append((name, use.at("type") if own else use.mark))
    return links


def _cycles(what: str, links: Links, expected: str) -> Iterator[Fault]:
    """One fault for each group of names that lead back to themselves."""
    done: set[str] = set()
    for start in links:
        if start in done:
            continue
        trail: list[str] = [start]
        on_trail = {start: 0}
        branches = [iter(links[start])]
        while branches:
            step = next(branches[-1], None)
            if step is None:
                branches.pop()
                done.add(trail[-1])
                del on_trail[trail.pop()]
                continue
            target, mark = step
            if target in on_trail:
                circle = [*trail[on_trail[target] :], target]
                yield (
                    mark,
                    f"the {what} {quote(target)} leads back to itself: {_route(circle)}",
                    expected,
                    "remove one of these references",
                )
            elif target in links and target not in done:
                on_trail[target] = len(trail)
                trail.append(target)
                branches.append(iter(links[target]))


def _route(circle: list[str]) -> str:
    shown = circle if len(circle) <= 8 else [*circle[:4], "…", *circle[-3:]]
    return " → ".join(shown)


@rule("unused-definition", "Everything that is defined is used.", needs_all=True)
def unused_definition(view: View) -> Iterator[Fault]:
    """Definitions that nothing else names."""
    catalogue = view.catalogue
    used = _used(view)
    known = {**view.sections, "enums": view.type_names, "objects": view.type_names}
    for section, names in used.items():
        defined: Collection[str] = getattr(catalogue, section)
        # What a misspelt name was to be is not called unused as well.
        meant = {closest(name, defined) for name in names if name not in known[section]}
        for name in defined:
            if name not in names and name not in meant:
                yield (
                    catalogue.at(f"{section}.{name}"),
                    f"{quote(name)} in `{section}` is used nowhere",
                    "something that refers to it",
                    "remove it, or refer to it",
                )
    given = catalogue.python
    known_names = _named(view)
    for name in given.names:
        if name not in known_names and closest(name, known_names) not in given.names:
            yield (
                given.at(f"names.{name}"),
                f"{quote(name)} in `names` is used nowhere",
                "a field, a value or another name of the catalogue",
                f"remove it, or correct it{did_you_mean(name, known_names)}",
            )


def _named(view: View) -> set[str]:
    """Every name that Python names are made of."""
    sections = ("services", "bodies", "events", "enums", "objects", "envelopes", "answers")
    found = {name for section in sections for name in view.sections[section]}
    for place in view.places:
        found.update(place.uses)
    for enum in view.catalogue.enums.values():
        found.update(enum.values)
    return found


def _used(view: View) -> dict[str, set[str]]:
    """What is used of each section that is there to be referred to."""
    catalogue = view.catalogue
    types: set[str] = set()
    formats: set[str] = set()
    shared: set[str] = set()
    for _, field in view.definitions():
        if field.line is not None and field.line.type is not None:
            types.update(field.line.type.names)
            formats.update(field.line.type.formats)
        if field.line is not None and field.line.like is not None:
            shared.add(field.line.like)
    for place in view.places:
        for name, use in place.uses.items():
            if use.field.line is None or use.field.line.type is None:
                shared.add(name)
    for enum in catalogue.enums.values():
        types |= {enum.like} if enum.like is not None else set()
    by_number = {e.by_number: n for n, e in catalogue.enums.items() if e.by_number is not None}
    types |= {by_number[name] for name in types if name in by_number}
    answers = [service.answer for service in catalogue.services.values()]
    answers += [body.answer or () for _, body, _ in view.bodies]
    answers += [event.answer or () for _, event, _, _ in view.events]
    details = {s.detail for s in catalogue.services.values() if s.detail is not None}
    return {
        "sources": _cited(view),
        "levels": {s.level for s in catalogue.services.values() if s.level is not None},
        "formats": formats,
        "answers": {answer for some in answers for answer in some} | details,
        "enums": types,
        "fields": shared,
        "objects": types,
    }


def _cited(view: View) -> set[str]:
    catalogue = view.catalogue
    things: list[Field | Written] = [field for _, field in view.definitions()]
    things += [body for _, body, _ in view.bodies]
    things += [event for _, event, _, _ in view.events]
    for section in ("objects", "envelopes", "wrappers", "answers", "enums"):
        things += getattr(catalogue, section).values()
    for enum in catalogue.enums.values():
        things += enum.values.values()
    found = {word for thing in things for word in getattr(thing, "from_", ())}
    for text in texts(catalogue):
        for cited in _CITATION.findall(text.english):
            found.update(cited.split(", "))
    return found


RULES = (unknown_type, dangling_reference, circular_reference, unused_definition)
