"""Names that refer to something else in the file."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

import attrs

from codegen.catalogue.inheritance import BUILT_IN, parse_type
from codegen.catalogue.written import Event, Written
from codegen.check.index import Place, View, declared, own_and_common
from codegen.check.rule import Fault, rule
from codegen.findings import Mark, closest, did_you_mean, quote

LISTS = ("required", "table_only", "sample_only", "inferred")
"""Keys of a shape that name some of its fields."""


@rule("unknown-type", "A type is built in, or an enum or object of the catalogue.")
def unknown_type(view: View) -> Iterator[Fault]:
    """`type` and `holds` of every field definition."""
    for name, field in view.definitions():
        for key, text in (("type", field.type), ("holds", field.holds)):
            if text is None or parse_type(text).name in view.types:
                continue
            type_name = parse_type(text).name
            yield (
                field.at(key),
                f"the {key} {quote(text)} of field {quote(name)} is not known",
                f"{', '.join(quote(t) for t in BUILT_IN)}, an enum or an object",
                f"correct it or define it{did_you_mean(type_name, view.types)}",
            )


@rule("dangling-reference", "What a name refers to is in the file.")
def dangling_reference(view: View) -> Iterator[Fault]:
    """All names but types and conditions, which have rules of their own."""
    yield from _of_fields(view)
    yield from _of_events(view)
    for place in view.places:
        yield from _of_lists(place)


def _of_fields(view: View) -> Iterator[Fault]:
    shared, formats = view.sections["fields"], view.sections["formats"]
    for _, field in view.definitions():
        if field.use is not None:
            yield from _one(field.at("use"), "shared field", field.use, shared)
        if field.format is not None:
            yield from _one(field.at("format"), "format", field.format, formats)
    for place in view.places:
        for name, field in place.shape.fields.items():
            if field.use is None and field.type is None and name not in shared:
                yield (
                    field.mark,
                    f"there is no shared field {quote(name)} for {place.title}",
                    "one of `fields`, or a `type` here",
                    f"correct the name or define the field{did_you_mean(name, shared)}",
                )


def _of_events(view: View) -> Iterator[Fault]:
    catalogue, sections = view.catalogue, view.sections
    keys = {attribute.name for attribute in attrs.fields(Event)} - {"mark", "marks"}
    for service in catalogue.services.values():
        yield from _items(service, "answer", service.answer, "answer", sections["answers"])
        if service.detail is not None:
            yield from _one(service.at("detail"), "answer", service.detail, sections["answers"])
    for envelope in catalogue.envelopes.values():
        fields = declared(envelope, "fields")
        yield from _one(envelope.at("message_id"), "field", envelope.message_id, fields)
        if envelope.time is not None:
            yield from _one(envelope.at("time"), "field", envelope.time, fields)
    for code, event in catalogue.events.items():
        yield from _one(event.at("service"), "service", event.service, sections["services"])
        yield from _one(event.at("body"), "body", event.body, sections["bodies"])
        yield from _items(event, "sources", event.sources, "source", sections["sources"])
        yield from _items(event, "answer", event.answer or (), "answer", sections["answers"])
        yield from _items(event, "inferred", event.inferred, "key of an event", keys)
        middle = event.type.split(":")[1]
        if event.category is None and middle not in sections["categories"]:
            hint = did_you_mean(middle, sections["categories"])
            yield (
                event.at("type"),
                f"the middle part {quote(middle)} of the type of {quote(code)} has no category",
                "a name in `categories`",
                f"correct it, add it there, or give the event a `category`{hint}",
            )
        heir = event.retired.replaced_by if event.retired is not None else None
        if event.retired is not None and heir is not None:
            yield from _one(event.retired.at("replaced_by"), "event", heir, sections["events"])


def _of_lists(place: Place) -> Iterator[Fault]:
    shape = place.shape
    own = declared(shape, "fields")
    for key in LISTS:
        # A variant may differ from the others in where a shared field is shown, but a class that
        # requires what its base leaves open would be no kind of its base.
        known = own if key == "required" else own_and_common(place)
        for index, name in enumerate(getattr(shape, key)):
            if name not in known:
                shared = name in own_and_common(place)
                remedy = "name it where all variants share it" if shared else "correct the name"
                yield (
                    shape.at(f"{key}[{index}]"),
                    f"`{key}` names {quote(name)}, which is no field of {place.title}",
                    "one of the shape's own fields",
                    f"{remedy}{did_you_mean(name, known - {name})}",
                )


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
            f"the name of a {what}" if what != "key of an event" else "a key of the event",
            f"correct the name or define it{did_you_mean(name, known)}",
        )


@rule("circular-reference", "Following references never leads back to where it began.")
def circular_reference(view: View) -> Iterator[Fault]:
    """Shared fields by `use`, objects by their fields' types, events by what replaces them."""
    catalogue = view.catalogue
    fields = {
        name: [(field.use, field.at("use"))]
        for name, field in catalogue.fields.items()
        if field.use is not None
    }
    events = {
        code: [(event.retired.replaced_by, event.retired.at("replaced_by"))]
        for code, event in catalogue.events.items()
        if event.retired is not None and event.retired.replaced_by is not None
    }
    yield from _cycles("field", fields, "a `use` that ends at a field without one")
    yield from _cycles("object", _object_links(view), "objects that do not contain themselves")
    yield from _cycles("event", events, "a `replaced_by` that ends at a listed event")


Links = Mapping[str, list[tuple[str, Mark]]]
"""Where each name leads, and where that is written."""


def _object_links(view: View) -> Links:
    links: dict[str, list[tuple[str, Mark]]] = {name: [] for name in view.catalogue.objects}
    for place in view.places:
        if place.section != "objects":
            continue
        for use in place.uses.values():
            for key, text in (("type", use.field.type), ("holds", use.field.holds)):
                if text is not None and parse_type(text).name in links:
                    # The type may be written at a shared field; it is the use that closes a circle.
                    mark = use.override.marks.get(key, use.override.mark)
                    links[place.name].append((parse_type(text).name, mark))
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
    known = {**view.sections, "enums": view.types, "objects": view.types}
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


def _used(view: View) -> dict[str, set[str]]:
    """What is used of each section that is there to be referred to."""
    types: set[str] = set()
    formats: set[str] = set()
    fields: set[str] = {field.use for field in view.catalogue.fields.values() if field.use}
    for _, field in view.definitions():
        types |= {parse_type(text).name for text in (field.type, field.holds) if text is not None}
        formats |= {field.format} if field.format is not None else set()
    for place in view.places:
        for name, field in place.shape.fields.items():
            if field.use is not None or field.type is None or name in view.sections["fields"]:
                fields.add(field.use or name)
    services, events = view.catalogue.services.values(), view.catalogue.events.values()
    answers = [service.answer for service in services] + [event.answer or () for event in events]
    details = {service.detail for service in services if service.detail is not None}
    return {
        "sources": {source for event in events for source in event.sources},
        "formats": formats,
        "services": {event.service for event in events},
        "categories": {event.type.split(":")[1] for event in events if event.category is None},
        "answers": {answer for some in answers for answer in some} | details,
        "enums": types,
        "fields": fields,
        "objects": types,
        "bodies": {event.body for event in events},
    }


RULES = (unknown_type, dangling_reference, circular_reference, unused_definition)
