"""Which codec of the generated package reads a field, and what form it expects."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

import attrs

from codegen.catalogue.field_type import LIST, MAP, NULL
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
    found = item_codec(field, catalogue)
    # Of a field that may be absent, null needs no codec of its own.
    kind = field.type if field.required else field.type.without_null()
    if Form.SINGLE in field.also:
        return Codec(f"OneOrMany({found.expression})", f"array or {found.expected}")
    for suffix in kind.around:
        found = _AROUND[suffix](found)
    return found


_AROUND: Mapping[str, Callable[[Codec], Codec]] = {
    LIST: lambda item: Codec(f"Array({item.expression})", "array"),
    MAP: lambda item: Codec(f"Map({item.expression})", "object"),
    NULL: lambda item: Codec(f"Nullable({item.expression})", f"{item.expected} or null"),
}


def item_codec(field: Field, catalogue: Catalogue) -> Codec:
    """The codec of a field's value, or of what stands in its lists and maps."""
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


def python_type(kind: Type, form: Form | None = None) -> str:
    """The type as a person reads it in the docs."""
    found = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}.get(
        kind.name, "object" if kind.name == "any" else kind.name
    )
    if kind.name == "number" and form is Form.QUOTED:
        found = "Decimal"
    for suffix in kind.around:
        found = _HINTS[suffix].format(found)
    return found


_HINTS = {LIST: "tuple[{}, ...]", MAP: "Mapping[str, {}]", NULL: "{} | None"}


def _scalar(name: str, field: Field) -> Codec:
    if name in ("boolean", "number"):
        bare, what = Form(name), name.upper()
        if field.form is Form.QUOTED and not {bare, Form.INTEGER} & {*field.also}:
            return Codec(f"QUOTED_{what}", f"{name} in a string")
        if field.form is Form.QUOTED:
            return Codec(f"QUOTED_{what}_OR_BARE", f"{name}, or one in a string")
        if Form.QUOTED in field.also:
            return Codec(f"{what}_OR_QUOTED", f"{name}, or one in a string")
    if name == "integer" and field.form is Form.DIGITS:
        if Form.INTEGER in field.also:
            return Codec("DIGITS_OR_INTEGER", "integer or digits in a string")
        return Codec("QUOTED_DIGITS", "digits in a string")
    if name == "integer" and Form.DIGITS in field.also:
        return Codec("INTEGER_OR_DIGITS", "integer or digits in a string")
    if name == "string" and Form.INTEGER in field.also:
        return Codec("TEXT_OR_DIGITS", "string or integer")
    return _SCALARS[name]
