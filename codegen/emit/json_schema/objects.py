"""The schemas of classes: envelopes, bodies, events, objects and their variants."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from codegen.catalogue.field_type import LIST
from codegen.catalogue.resolved import Catalogue, Condition, Event, Field, Object, TypeKind, Variant
from codegen.catalogue.written import Json
from codegen.emit.json_schema.doubts import DoubtsOf, Shown, own_doubts
from codegen.emit.json_schema.values import (
    READ,
    SENT,
    Forms,
    Schema,
    enum_schema,
    field_schema,
    ref,
)


def class_schemas(catalogue: Catalogue) -> Schema:
    """A schema for every class of the package, under its name; `$ref`s lead to `$defs`."""
    found: Schema = {}
    for envelope in catalogue.envelopes:
        found[envelope.class_name] = {
            "title": envelope.class_name,
            "description": envelope.summary,
            **properties_of(envelope.attributes, catalogue, SENT),
        }
    for body in catalogue.bodies:
        found[body.class_name] = {
            "title": body.class_name,
            "description": body.summary,
            **properties_of(body.fields, catalogue, SENT),
        }
    for event in catalogue.events:
        found[event.class_name] = _event_of_body(event, catalogue)
        for variant in event.body.variants:
            name = event.variant_class(variant)
            found[name] = variant_schema(name, variant, catalogue, SENT)
    for shape in catalogue.objects.values():
        found[shape.class_name] = object_schema(shape, catalogue, SENT)
        for variant in shape.variants:
            name = variant.class_name
            found[name] = variant_schema(name, variant, catalogue, SENT)
    for enum in catalogue.enums.values():
        found[enum.name] = enum_schema(enum)
    return found


def _event_of_body(event: Event, catalogue: Catalogue) -> Schema:
    """An event as what its body is, and more."""
    return {
        **about(event),
        **doubts(event),
        **({"deprecated": True} if event.retired else {}),
        **_all_of([ref(event.body.class_name), *_choices_of(event, catalogue)]),
    }


def event_data(event: Event, catalogue: Catalogue, forms: Forms, shown: Shown) -> Schema:
    """The event itself, without its envelope."""
    return {
        **about(event),
        **doubts(event),
        **_with(
            properties_of(event.body.fields, catalogue, forms, shown.in_event(event)),
            _choices_of(event, catalogue),
        ),
    }


def about(event: Event) -> Schema:
    """What an event is called, and what it means."""
    return {"title": event.class_name, "description": event.described}


def doubts(event: Event) -> Schema:
    """What no source states of an event."""
    if not event.inferred:
        return {}
    return {"$comment": f"Inferred, as no source states it: {', '.join(event.inferred)}."}


def definitions(events: Iterable[Event], catalogue: Catalogue) -> Iterator[tuple[str, Json]]:
    """The events themselves and all that they refer to, each once."""
    done: set[str] = set()
    events = tuple(events)
    shown = Shown(events, catalogue)
    for event in events:
        doubts_of = shown.in_event(event)
        yield event.class_name, event_data(event, catalogue, READ, shown)
        for variant in event.body.variants:
            name = event.variant_class(variant)
            choices = _choices_inside(variant.fields, catalogue)
            yield name, _with(variant_schema(name, variant, catalogue, READ, doubts_of), choices)
            yield from referred(variant.fields, catalogue, done, shown)
        yield from referred(event.body.fields, catalogue, done, shown)


def referred(
    fields: Iterable[Field], catalogue: Catalogue, done: set[str], shown: Shown | None = None
) -> Iterator[tuple[str, Json]]:
    """The objects and enums that fields refer to, without those in `done`, which it fills."""
    for field in fields:
        for kind in filter(None, (field.type, field.holds)):
            if kind.name in done or kind.kind not in (TypeKind.ENUM, TypeKind.OBJECT):
                continue
            done.add(kind.name)
            if kind.kind is TypeKind.ENUM:
                yield kind.name, enum_schema(catalogue.enums[kind.name])
                continue
            shape = catalogue.objects[kind.name]
            doubts_of = shown.in_object(shape) if shown is not None else own_doubts
            yield kind.name, object_schema(shape, catalogue, READ, doubts_of)
            for variant in shape.variants:
                name = variant.class_name
                yield name, variant_schema(name, variant, catalogue, READ, doubts_of)
                yield from referred(variant.fields, catalogue, done, shown)
            yield from referred(shape.fields, catalogue, done, shown)


def object_schema(
    shape: Object, catalogue: Catalogue, forms: Forms, doubts_of: DoubtsOf = own_doubts
) -> Schema:
    """A nested object, with the variants that it chooses by itself."""
    own = not _looks_outside(shape)
    classes = [(variant.class_name, variant) for variant in shape.variants if own]
    return {
        "title": shape.class_name,
        "description": shape.summary,
        **_with(properties_of(shape.fields, catalogue, forms, doubts_of), _choices(classes)),
    }


def variant_schema(
    name: str,
    variant: Variant,
    catalogue: Catalogue,
    forms: Forms,
    doubts_of: DoubtsOf = own_doubts,
) -> Schema:
    """What a variant has beyond what all variants share."""
    return {
        "title": name,
        "description": variant.summary,
        **properties_of(variant.fields, catalogue, forms, doubts_of),
    }


def _all_of(schemas: Iterable[Json]) -> Schema:
    listed = [*schemas]
    return {"allOf": listed} if listed else {}


def _with(schema: Schema, choices: Iterable[Schema]) -> Schema:
    """The schema with what holds besides."""
    before = schema.get("allOf", [])
    assert isinstance(before, list)
    return {**schema, **_all_of([*before, *choices])}


def _looks_outside(shape: Object) -> bool:
    """Whether the variant of the object depends on what stands outside of it."""
    return any(c.from_root for variant in shape.variants for c in variant.conditions)


def _choices_of(event: Event, catalogue: Catalogue) -> Iterator[Schema]:
    """The variants of an event, and those in it that are seen from it alone."""
    classes = [(event.variant_class(variant), variant) for variant in event.body.variants]
    yield from _choices(classes)
    yield from _choices_inside(event.body.fields, catalogue)


def _choices(variants: Iterable[tuple[str, Variant]]) -> Iterator[Schema]:
    """Each variant where its conditions hold."""
    for name, variant in variants:
        yield _where(variant.conditions, ref(name))


def _choices_inside(
    fields: Iterable[Field], catalogue: Catalogue, above: tuple[Field, ...] = ()
) -> Iterator[Schema]:
    """Seen from the event: the variants of objects in it that depend on what is outside them."""
    for field in fields:
        if field.type.kind is not TypeKind.OBJECT:
            continue
        shape = catalogue.objects[field.type.name]
        path = (*above, field)
        for variant in shape.variants if _looks_outside(shape) else ():
            outside = [c for c in variant.conditions if c.from_root]
            inside = [c for c in variant.conditions if not c.from_root]
            yield _where(outside, _at(path, _where(inside, ref(variant.class_name))))
        yield from _choices_inside(shape.fields, catalogue, path)


def _where(conditions: Sequence[Condition], then: Schema) -> Schema:
    return {"if": _all_of(map(_condition, conditions)), "then": then} if conditions else then


def _at(path: Iterable[Field], schema: Schema) -> Schema:
    """What holds for the value, or for each of the values, that the path leads to."""
    # Null may stand in place of an object.
    schema = {"if": {"type": "object"}, "then": schema}
    for field in reversed([*path]):
        for suffix in field.type.containers:
            schema = {"items" if suffix == LIST else "additionalProperties": schema}
        schema = {"properties": {field.wire: schema}}
    return schema


def _condition(condition: Condition) -> Schema:
    *above, name = condition.path
    value: Schema = {}
    if condition.one_of:
        value = {"enum": list(condition.one_of)}
    if condition.none_of:
        value = {"type": ["string", "number", "boolean"], "not": {"enum": list(condition.none_of)}}
    schema = _holding(name, value)
    for step in reversed(above):
        schema = _holding(step, schema)
    return {"not": schema} if condition.present is False else schema


def _holding(name: str, value: Schema) -> Schema:
    properties: Schema = {"properties": {name: value}} if value else {}
    return {"type": "object", "required": [name], **properties}


def properties_of(
    fields: Iterable[Field],
    catalogue: Catalogue,
    forms: Forms,
    doubts_of: DoubtsOf = own_doubts,
) -> Schema:
    """An object with these fields; unknown ones may stand beside them."""
    properties: Schema = {}
    required: list[Json] = []
    by_any_name: list[Json] = []
    for field in fields:
        schema = field_schema(field, catalogue, doubts_of(field), forms)
        properties[field.wire] = schema
        for alias in field.aliases:
            properties[alias] = {
                **schema,
                "$comment": f"Another name of {field.wire}, which is read where both are sent.",
                "deprecated": True,
            }
        if field.required and field.aliases:
            names = (field.wire, *field.aliases)
            by_any_name.append({"anyOf": [{"required": [name]} for name in names]})
        elif field.required:
            required.append(field.wire)
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        **({"allOf": by_any_name} if by_any_name else {}),
    }
