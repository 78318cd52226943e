"""The schema of an event alone, for tools that make tables and columns of it."""

from __future__ import annotations

from collections.abc import Iterable

from codegen.catalogue.json_text import DIALECT
from codegen.catalogue.resolved import Catalogue, Event, Field, TypeKind
from codegen.emit.json_schema.doubts import doubts_at
from codegen.emit.json_schema.objects import about, doubts
from codegen.emit.json_schema.values import USUAL, Schema, around, describe, field_schema
from codegen.emit.origins import Origins, origins

_PLAIN = (
    "For tools that make tables: one type for each value, no references, and the fields of all "
    "variants side by side.  The schema of the event's messages accepts more."
)


def body_schema(event: Event, catalogue: Catalogue) -> Schema:
    """What the event carries, one type for each value."""
    variants = (field for variant in event.body.variants for field in variant.fields)
    doubt = doubts(event).get("$comment")
    return {
        "$schema": DIALECT,
        **about(event),
        "$comment": f"{doubt} {_PLAIN}" if doubt else _PLAIN,
        **({"deprecated": True} if event.retired else {}),
        **_object(event.body.fields, variants, catalogue, origins(event)),
    }


def _object(
    fields: Iterable[Field], of_variants: Iterable[Field], catalogue: Catalogue, shown: Origins
) -> Schema:
    own = {field.wire: field for field in fields}
    # What only some variants have, none can require of a table.
    others = {field.wire: field for field in of_variants if field.wire not in own}
    return {
        "type": "object",
        "properties": {
            name: _value(field, catalogue, shown) for name, field in {**own, **others}.items()
        },
        "required": [name for name, field in own.items() if field.required],
    }


def _value(field: Field, catalogue: Catalogue, shown: Origins) -> Schema:
    schema = field_schema(field, catalogue, doubts_at(field, shown), USUAL)
    for unused in ("$ref", "contentSchema"):
        schema.pop(unused, None)
    item: Schema = {}
    if field.type.kind is TypeKind.OBJECT:
        shape = catalogue.objects[field.type.name]
        variants = (inner for variant in shape.variants for inner in variant.fields)
        item = _object(shape.fields, variants, catalogue, shown.inside(field))
    if field.type.kind is TypeKind.ENUM:
        integer = catalogue.enums[field.type.name].integer
        item = {"type": "integer", "format": "int64"} if integer else {"type": "string"}
        schema["description"] = f"{describe(field)} {_known(field, catalogue)}"
    if item:
        schema |= around(field.type.without_null(), item)
    return schema


def _known(field: Field, catalogue: Catalogue) -> str:
    """The values of an enum with their names and meanings, in words."""
    values = [
        f"{each.value} {each.constant}{f', {each.meaning}' if each.meaning else ''}"
        for each in catalogue.valid(field)
    ]
    return f"Values: {'; '.join(values)}."
