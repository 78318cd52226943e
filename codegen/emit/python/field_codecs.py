"""Which codec of the generated package reads a field, and what form it expects."""

from __future__ import annotations

import json

import attrs

from codegen.catalogue.resolved import Catalogue, Enum, Field, Object, Type, TypeKind
from codegen.catalogue.written import Form


@attrs.frozen
class Codec:
    """A codec of `_codecs.py`: the expression that makes it, and the wire form that it expects."""

    expression: str
    expected: str


_SCALARS = {
    "string": Codec("STRING", "string"),
    "integer": Codec("INTEGER", "integer"),
    "number": Codec("NUMBER", "number"),
    "boolean": Codec("BOOLEAN", "boolean"),
    "any": Codec("ANY", "any value"),
}


def codec(field: Field, catalogue: Catalogue) -> Codec:
    """The codec of a field."""
    if Form.ARRAY in field.also:
        inner = catalogue.objects[field.type.name]
        return Codec(f"Wrapped({inner.class_name}, {list_field(inner).wire!r})", "object or array")
    item = item_codec(field, catalogue)
    return Codec(f"Array({item.expression})", "array") if field.type.is_list else item


def item_codec(field: Field, catalogue: Catalogue) -> Codec:
    """The codec of a field's value, or of every item if it is a list."""
    match field.type.kind:
        case TypeKind.OBJECT:
            return Codec(f"Nested({field.type.name})", "object")
        case TypeKind.ENUM:
            enum = catalogue.enums[field.type.name]
            value = _scalar("integer" if enum.integer else "string", field)
            return Codec(
                f"Member({enum.name}, {value.expression})",
                one_of(enum) if enum.closed else value.expected,
            )
        case _:
            return _scalar(field.type.name, field)


def one_of(enum: Enum) -> str:
    """What a closed enum expects."""
    return "one of " + ", ".join(json.dumps(value.value) for value in enum.values)


def list_field(shape: Object) -> Field:
    """The one list of an object in place of which the bare list may be sent."""
    return next(field for field in shape.fields if field.type.is_list)


def python_type(kind: Type) -> str:
    """The type as a person reads it in the docs."""
    inner = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}.get(
        kind.name, "object" if kind.name == "any" else kind.name
    )
    return f"tuple[{inner}, ...]" if kind.is_list else inner


def _scalar(name: str, field: Field) -> Codec:
    if name == "integer" and field.form is Form.DIGITS:
        if Form.INTEGER in field.also:
            return Codec("DIGITS_OR_INTEGER", "integer or digits in a string")
        return Codec("QUOTED_DIGITS", "digits in a string")
    if name == "integer" and Form.DIGITS in field.also:
        return Codec("INTEGER_OR_DIGITS", "integer or digits in a string")
    if name == "string" and Form.INTEGER in field.also:
        return Codec("TEXT_OR_DIGITS", "string or integer")
    return _SCALARS[name]
