"""The published JSON Schemas (2020-12): what a message looks like on the wire.

They say what the catalogue knows and leave the rest open: unknown fields and unknown values of
open enums are valid.  What tells the events apart (the type or the code in the envelope) is
required, so that at most one event of the bundle matches a message.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from codegen.catalogue.resolved import (
    Catalogue,
    Condition,
    Enum,
    Envelope,
    Event,
    Field,
    Object,
    Origin,
    Type,
    TypeKind,
    Variant,
)
from codegen.catalogue.written import Bound, Form, Json
from codegen.emit.examples import envelopes_of
from codegen.emit.origins import Origins, origins

Schema = dict[str, Json]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_DIGITS = "^(0|-?[1-9][0-9]*)$"


def event_schema(event: Event, catalogue: Catalogue, examples: list[Json]) -> Schema:
    """The schema of one event's messages in every envelope that can carry it."""
    return {
        "$schema": _DIALECT,
        "$id": catalogue.schema_id + event.code,
        "title": event.title,
        "description": event.summary,
        **({"$comment": _doubts(event)} if event.inferred else {}),
        **({"deprecated": True} if event.retired else {}),
        "oneOf": _messages(event, catalogue),
        "examples": examples,
        "$defs": dict(_definitions((event,), catalogue)),
    }


def bundle_schema(catalogue: Catalogue) -> Schema:
    """One schema for the messages of all events; its `$defs` name every event and object."""
    return {
        "$schema": _DIALECT,
        "$id": catalogue.schema_id + "bundle",
        "title": catalogue.title,
        "description": catalogue.description,
        "oneOf": [each for event in catalogue.events for each in _messages(event, catalogue)],
        "$defs": dict(_definitions(catalogue.events, catalogue)),
    }


def model_schemas(catalogue: Catalogue) -> Schema:
    """A schema for every class of the package, under its name; `$ref`s lead to `$defs`."""
    found: Schema = {}
    for envelope in catalogue.envelopes:
        found[envelope.class_name] = {
            "title": envelope.title,
            "description": envelope.summary,
            **_properties(envelope.attributes, catalogue),
        }
    for body in catalogue.bodies:
        found[body.class_name] = {
            "title": body.class_name,
            "description": body.summary,
            **_properties(body.fields, catalogue),
        }
    for event in catalogue.events:
        found[event.class_name] = _event_of_body(event, catalogue)
        for variant in event.body.variants:
            found[event.variant_class(variant)] = _variant(variant, event.body, catalogue)
    for shape in catalogue.objects.values():
        found[shape.class_name] = _object(shape, catalogue)
        for variant in shape.variants:
            found[variant.class_name] = _variant(variant, shape, catalogue)
    for enum in catalogue.enums.values():
        found[enum.name] = _enum(enum)
    return found


def _event_of_body(event: Event, catalogue: Catalogue) -> Schema:
    """An event as what its body is, and more."""
    classes = [(event.variant_class(variant), variant) for variant in event.body.variants]
    choices = [*_choices(classes), *_choices_inside(event.body.fields, catalogue)]
    return {
        "title": event.title,
        "description": event.summary,
        **({"deprecated": True} if event.retired else {}),
        **_all_of([_ref(event.body.class_name), *choices]),
    }


def message_name(event: Event, envelope: Envelope) -> str:
    """Name of the schema of an event's messages in an envelope."""
    return f"{event.class_name}.{envelope.name}"


def _messages(event: Event, catalogue: Catalogue) -> list[Json]:
    return [_ref(message_name(event, each)) for each in envelopes_of(event, catalogue)]


def _definitions(events: Iterable[Event], catalogue: Catalogue) -> Iterator[tuple[str, Json]]:
    """Everything that the messages of the events refer to, each once."""
    done: set[str] = set()
    for event in events:
        for envelope in envelopes_of(event, catalogue):
            yield message_name(event, envelope), _message(event, envelope, catalogue)
            yield from _referred(envelope.attributes, catalogue, done)
        yield event.class_name, _event_data(event, catalogue)
        for variant in event.body.variants:
            choices = _all_of(_choices_inside(variant.fields, catalogue))
            yield (
                event.variant_class(variant),
                {**_variant(variant, event.body, catalogue), **choices},
            )
            yield from _referred(variant.fields, catalogue, done)
        yield from _referred(event.body.fields, catalogue, done)


def _referred(
    fields: Iterable[Field], catalogue: Catalogue, done: set[str]
) -> Iterator[tuple[str, Json]]:
    for field in fields:
        for kind in filter(None, (field.type, field.holds)):
            if kind.name in done or kind.kind not in (TypeKind.ENUM, TypeKind.OBJECT):
                continue
            done.add(kind.name)
            if kind.kind is TypeKind.ENUM:
                yield kind.name, _enum(catalogue.enums[kind.name])
                continue
            shape = catalogue.objects[kind.name]
            yield kind.name, _object(shape, catalogue)
            for variant in shape.variants:
                yield variant.class_name, _variant(variant, shape, catalogue)
                yield from _referred(variant.fields, catalogue, done)
            yield from _referred(shape.fields, catalogue, done)


def _message(event: Event, envelope: Envelope, catalogue: Catalogue) -> Schema:
    identity = {
        field.wire: {**_field(field, catalogue, field.origin), "const": event.bound(bound)}
        for bound in (Bound.EVENT_TYPE, Bound.EVENT_CODE)
        if (field := envelope.bound(bound))
    }
    around = {f.wire: _field(f, catalogue, f.origin) for f in envelope.attributes}
    needed = [f.wire for f in envelope.fields if f.required or f.wire in identity]
    data = _ref(event.class_name)
    if not envelope.names_event:
        names = [f.wire for f in event.body.fields if f.value is Bound.EVENT_CODE]
        codes: Schema = {name: {"const": event.code} for name in names}
        data |= {"properties": codes, "required": [*names]}
        needed = list(dict.fromkeys((*needed, envelope.event_field.wire)))
    return {
        "title": f"{event.title} ({envelope.title})",
        "description": envelope.summary,
        "type": "object",
        "properties": {**around, **identity, envelope.event_field.wire: data},
        "required": [*needed],
    }


def _event_data(event: Event, catalogue: Catalogue) -> Schema:
    classes = [(event.variant_class(variant), variant) for variant in event.body.variants]
    choices = [*_choices(classes), *_choices_inside(event.body.fields, catalogue)]
    return {
        "title": event.title,
        "description": event.summary,
        **({"$comment": _doubts(event)} if event.inferred else {}),
        **_properties(event.body.fields, catalogue, origins(event)),
        **_all_of(choices),
    }


def _object(shape: Object, catalogue: Catalogue) -> Schema:
    own = not _looks_outside(shape)
    classes = [(variant.class_name, variant) for variant in shape.variants if own]
    return {
        "title": shape.class_name,
        "description": shape.summary,
        **_properties(shape.fields, catalogue),
        **_all_of(_choices(classes)),
    }


def _all_of(schemas: Iterable[Schema]) -> Schema:
    listed: list[Json] = [*schemas]
    return {"allOf": listed} if listed else {}


def _looks_outside(shape: Object) -> bool:
    """Whether the shape of the object depends on what stands outside of it."""
    return any(c.from_root for variant in shape.variants for c in variant.conditions)


def _choices(variants: Iterable[tuple[str, Variant]]) -> Iterator[Schema]:
    """Each variant where its conditions hold."""
    for name, variant in variants:
        yield _where(variant.conditions, _ref(name))


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
            yield _where(outside, _at(path, _where(inside, _ref(variant.class_name))))
        yield from _choices_inside(shape.fields, catalogue, path)


def _where(conditions: Sequence[Condition], then: Schema) -> Schema:
    return {"if": _all_of(map(_condition, conditions)), "then": then} if conditions else then


def _at(path: Iterable[Field], schema: Schema) -> Schema:
    """What holds for the value, or for each of the values, that the path leads to."""
    for field in reversed([*path]):
        value: Schema = {"items": schema} if field.type.is_list else schema
        schema = {"properties": {field.wire: value}}
    return schema


def _condition(condition: Condition) -> Schema:
    *above, name = condition.path
    value: Schema = {}
    if condition.one_of:
        value = {"enum": list(condition.one_of)}
    if condition.none_of:
        value = {"type": ["string", "integer"], "not": {"enum": list(condition.none_of)}}
    schema = _holding(name, value)
    for step in reversed(above):
        schema = _holding(step, schema)
    return {"not": schema} if condition.present is False else schema


def _holding(name: str, value: Schema) -> Schema:
    properties: Schema = {"properties": {name: value}} if value else {}
    return {"type": "object", "required": [name], **properties}


def _variant(variant: Variant, shape: Object, catalogue: Catalogue) -> Schema:
    return {
        "title": f"{shape.class_name} {variant.name}",
        "description": variant.summary,
        **_properties(variant.fields, catalogue),
    }


def _doubts(event: Event) -> str:
    """What no source states of an event."""
    return f"Inferred, as no source states it: {', '.join(event.inferred)}."


def _properties(
    fields: Iterable[Field], catalogue: Catalogue, origins: Origins | None = None
) -> Schema:
    fields = tuple(fields)
    shown = origins or Origins()
    properties: Schema = {}
    required: list[Json] = [field.wire for field in fields if field.required]
    for field in fields:
        schema = _field(field, catalogue, shown.of(field))
        properties[field.wire] = schema
        for alias in field.aliases:
            properties[alias] = {**schema, "deprecated": True}
    return {"type": "object", "properties": properties, "required": required}


def _field(field: Field, catalogue: Catalogue, origin: Origin) -> Schema:
    schema: Schema = {"description": field.description}
    comments = [*((field.note,) if field.note else ()), *_doubt(field, origin)]
    if comments:
        schema["$comment"] = " ".join(comments)
    item = _value(field, catalogue)
    schema |= {"type": "array", "items": item} if field.type.is_list else item
    if Form.ARRAY in field.also:
        inner = next(f for f in catalogue.objects[field.type.name].fields if f.type.is_list)
        schema["anyOf"] = [
            _ref(field.type.name),
            {"type": "array", "items": _value(inner, catalogue)},
        ]
        del schema["$ref"]
    if field.format_name:
        schema["format"] = field.format_name
    if field.format and field.format.media_type:
        schema["contentMediaType"] = field.format.media_type
    if field.holds:
        schema["contentSchema"] = _type(field.holds)
    if field.example is not None:
        schema["examples"] = [field.example]
    return schema


def _doubt(field: Field, origin: Origin) -> Iterator[str]:
    """That no source shows a field where it is."""
    if origin is Origin.DOCUMENT:
        labels = ", ".join(source.label for source in field.sources)
        yield f"No source shows it in messages; known from [{labels}]."
    elif origin is Origin.INFERRED:
        yield "No source shows it here."


def _value(field: Field, catalogue: Catalogue) -> Schema:
    """The schema of a field's value, or of every item if it is a list."""
    if field.type.kind is TypeKind.OBJECT:
        return _ref(field.type.name)
    if field.type.kind is TypeKind.ENUM:
        integer = catalogue.enums[field.type.name].integer
        other = _scalar("integer" if integer else "string", field)
        plain = other == {"type": "integer" if integer else "string"}
        reference = _ref(field.type.name)
        return reference if plain else {"anyOf": [reference, other]}
    return _scalar(field.type.name, field)


def _scalar(name: str, field: Field) -> Schema:
    if name == "any":
        return {}
    if name == "integer" and field.form is Form.DIGITS and Form.INTEGER not in field.also:
        return {"type": "string", "pattern": _DIGITS}
    if name == "integer" and (field.form is Form.DIGITS or Form.DIGITS in field.also):
        return {"type": ["integer", "string"], "pattern": _DIGITS}
    if name == "string" and Form.INTEGER in field.also:
        return {"type": ["string", "integer"]}
    return {"type": name}


def _type(kind: Type) -> Schema:
    known = kind.kind in (TypeKind.ENUM, TypeKind.OBJECT)
    item: Schema = _ref(kind.name) if known else {"type": kind.name}
    return {"type": "array", "items": item} if kind.is_list else item


def _enum(enum: Enum) -> Schema:
    known: list[Json] = [
        {
            "const": value.value,
            "title": value.constant,
            **({"description": value.meaning} if value.meaning else {}),
        }
        for value in enum.values
    ]
    other: list[Json] = [] if enum.closed else [{"type": "integer" if enum.integer else "string"}]
    return {"title": enum.name, "description": enum.summary, "anyOf": [*known, *other]}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}
