"""The schemas of fields and of enums."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from codegen.catalogue.field_type import LIST, MAP
from codegen.catalogue.resolved import Catalogue, Enum, Field, Type, TypeKind
from codegen.catalogue.wire_type import QUOTED_NUMBER
from codegen.catalogue.written import Form, Json

Schema = dict[str, Json]

_DIGITS = "^(0|-?[1-9][0-9]{0,639})$"
"""Whole numbers as they are written, with no more digits than reading takes."""
_INTEGER: Schema = {"type": "integer", "format": "int64"}
_NULL: Schema = {"type": "null"}
_QUOTED: Mapping[str, Schema] = {
    "boolean": {"type": "string", "pattern": "^(true|false)$"},
    "number": {"type": "string", "pattern": f"^{QUOTED_NUMBER.pattern}$"},
}
"""Values in quotes."""


@attrs.frozen(kw_only=True)
class Forms:
    """Which forms of a value a schema takes beside its usual one."""

    other: bool
    """The form of another type that the catalogue lists."""
    null: bool
    """Null in place of an optional value."""


READ = Forms(other=True, null=True)
"""All that reading accepts without a problem."""
SENT = Forms(other=True, null=False)
"""What the sources show."""
USUAL = Forms(other=False, null=False)
"""One type for each value, as a column of a table has."""


def field_schema(field: Field, catalogue: Catalogue, doubts: Iterable[str], forms: Forms) -> Schema:
    """The schema of a field; references lead to `$defs`.

    `doubts` are sentences about what no source says of it.
    """
    schema: Schema = {"description": describe(field)}
    comments = [*((field.note,) if field.note else ()), *doubts]
    if comments:
        schema["$comment"] = " ".join(comments)
    types = _types(field, catalogue, forms)
    if forms.null and not field.required and {} not in types and _NULL not in types:
        types.append(_NULL)
    schema |= either(types)
    if field.format and field.format.media_type:
        schema["contentMediaType"] = field.format.media_type
    if field.holds:
        schema["contentSchema"] = _type(field.holds)
    if field.example is not None:
        schema["examples"] = [field.example]
    return schema


def describe(field: Field) -> str:
    """What a field means and, where no registered name of a format says it, how to read it."""
    form = field.format
    if form is None or form.registered:
        return field.description
    return f"{field.description} {form.description}"


def _types(field: Field, catalogue: Catalogue, forms: Forms) -> list[Schema]:
    """The schemas of what a field may be, null left aside."""
    item = _values(field, catalogue, forms)
    kind = field.type.without_null()
    found: list[Schema] = [around(kind, either(item))] if kind.around else [*item]
    if Form.SINGLE in field.also and forms.other:
        found += item
    if field.type.is_nullable and forms.other:
        found.append(_NULL)
    if Form.ARRAY in field.also and forms.other:
        inner = next(f for f in catalogue.objects[field.type.name].fields if f.type.is_list)
        found.append({"type": "array", "items": either(_values(inner, catalogue, forms))})
    return found


def _values(field: Field, catalogue: Catalogue, forms: Forms) -> list[Schema]:
    """The schemas of what a field's value may be, or of what every item of a list may be."""
    if field.type.kind is TypeKind.OBJECT:
        return [ref(field.type.name)]
    if field.type.kind is TypeKind.ENUM:
        integer = catalogue.enums[field.type.name].integer
        plain = "integer" if integer else "string"
        return [
            ref(field.type.name) if each.get("type") == plain else each
            for each in _scalars(plain, field, forms)
        ]
    return _scalars(field.type.name, field, forms)


def _scalars(name: str, field: Field, forms: Forms) -> list[Schema]:
    if name == "any":
        return [{}]
    form = field.format.registered if field.format else None
    known: Schema = {"format": form} if form else {}
    text: Schema = {"type": "string", **known}
    digits: Schema = {"type": "string", "pattern": _DIGITS}
    if name == "integer":
        quoted = field.form is Form.DIGITS
        other = Form.INTEGER if quoted else Form.DIGITS
        usual, second = (digits, _INTEGER) if quoted else (_INTEGER, digits)
        return [usual, second] if other in field.also and forms.other else [usual]
    if name == "string":
        return [text, _INTEGER] if Form.INTEGER in field.also and forms.other else [text]
    if name in _QUOTED and Form.QUOTED in (field.form, *field.also):
        bare: Schema = {"type": name}
        usual, second = (bare, _QUOTED[name])
        if field.form is Form.QUOTED:
            usual, second = second, usual
        several = field.form is not Form.QUOTED or {Form(name), Form.INTEGER} & {*field.also}
        return [usual, second] if several and forms.other else [usual]
    return [{"type": name}]


def around(kind: Type, value: Schema) -> Schema:
    """The schema of the lists and maps around a value."""
    for suffix in kind.around:
        if suffix == LIST:
            value = {"type": "array", "items": value}
        elif suffix == MAP:
            value = {"type": "object", "additionalProperties": value}
        elif isinstance(value.get("type"), str):
            value = either([value, _NULL])
        else:
            value = {"anyOf": [value, _NULL]}
    return value


def either(schemas: list[Schema]) -> Schema:
    """What fits one of the schemas; of types that do not overlap, in one schema."""
    if len(schemas) == 1:
        return schemas[0]
    if any("type" not in each or "items" in each for each in schemas):
        return {"anyOf": [*schemas]}
    types: list[Json] = []
    joined: Schema = {}
    for each in schemas:
        kind = each["type"]
        assert isinstance(kind, str)
        types.append(kind)
        joined |= each
    return {**joined, "type": types}


def _type(kind: Type) -> Schema:
    known = kind.kind in (TypeKind.ENUM, TypeKind.OBJECT)
    plain: Schema = {} if kind.name == "any" else {"type": kind.name}
    item: Schema = ref(kind.name) if known else plain
    if kind.name == "integer":
        item = _INTEGER
    return around(kind, item)


def enum_schema(enum: Enum) -> Schema:
    """An enum: its values with their names and meanings and, if it is open, all others."""
    known: list[Json] = [
        {
            "const": value.value,
            "title": value.constant,
            **({"description": value.meaning} if value.meaning else {}),
        }
        for value in enum.values
    ]
    other: list[Json] = [] if enum.closed else [_INTEGER if enum.integer else {"type": "string"}]
    return {"title": enum.name, "description": enum.summary, "anyOf": [*known, *other]}


def ref(name: str) -> Schema:
    """A reference to a definition."""
    return {"$ref": f"#/$defs/{name}"}
