"""Which codec of the generated package reads a field, and in which words it refuses a value."""

from __future__ import annotations

import json
import re

import attrs

from codegen.catalogue.resolved import Catalogue, Enum, Field, Object, Type, TypeKind
from codegen.catalogue.written import Form


@attrs.frozen
class Codec:
    """A codec of `wire.py`: the expression that makes it, and the wire form that it expects."""

    expression: str
    expected: str


_SCALARS = {
    "string": Codec("codec.STRING", "string"),
    "integer": Codec("codec.INTEGER", "integer"),
    "number": Codec("codec.NUMBER", "number"),
    "boolean": Codec("codec.BOOLEAN", "boolean"),
    "any": Codec("codec.ANY", "any value"),
}


# The complete road looks at them: a dict made by hand may hold what JSON does not have.
_WIDE = f"not {-(2**63)} < v < {2**63}"
_QUICK_KINDS = {
    "codec.STRING": "type(v) is not str",
    "codec.INTEGER": f"type(v) is not int or {_WIDE}",
    "codec.NUMBER": f"(type(v) is not int and type(v) is not float) or {_WIDE}",
    "codec.BOOLEAN": "type(v) is not bool",
    "codec.INTEGER_OR_DIGITS": f"type(v) is not int or {_WIDE}",
    "codec.ANY": "type(v) not in codec.SCALARS",
    "codec.TEXT_OR_DIGITS": "type(v) is not str",
    "codec.TEXT_OR_NUMBER": "type(v) is not str",
}
_QUOTED = ("codec.QUOTED_DIGITS", "codec.DIGITS_OR_INTEGER")


def codec(field: Field, catalogue: Catalogue) -> Codec:
    """The codec of a field."""
    if Form.ARRAY in field.also:
        inner = catalogue.objects[field.type.name]
        return Codec(
            f"codec.Wrapped({inner.class_name}, {list_field(inner).wire!r})", "object or array"
        )
    item = item_codec(field, catalogue)
    return Codec(f"codec.Array({item.expression})", "array") if field.type.is_list else item


def item_codec(field: Field, catalogue: Catalogue) -> Codec:
    """The codec of a field's value, or of every item if it is a list."""
    match field.type.kind:
        case TypeKind.OBJECT:
            return Codec(f"codec.Nested({field.type.name})", "object")
        case TypeKind.ENUM:
            enum = catalogue.enums[field.type.name]
            value = _scalar("integer" if enum.integer else "string", field)
            return Codec(
                f"codec.Member({enum.name}, {value.expression})",
                one_of(enum) if enum.closed else value.expected,
            )
        case _:
            return _scalar(field.type.name, field)


_USUAL = {
    "codec.DIGITS_OR_INTEGER": "codec.STRING",
    "codec.INTEGER_OR_DIGITS": "codec.INTEGER",
    "codec.TEXT_OR_DIGITS": "codec.STRING",
    "codec.TEXT_OR_NUMBER": "codec.STRING",
}
"""Codecs of the form that is written, for those that read another form as well."""


def refusal(field: Field, catalogue: Catalogue) -> str:
    """The condition on which the quick road refuses the value `v`, after making it typed.

    Empty if it takes any value.  What occurs seldom is refused: the complete road reads it.
    """
    item = item_codec(field, catalogue).expression
    if field.type.is_list:
        match field.type.kind:
            case TypeKind.OBJECT:
                made = f"codec.objects(v, {field.type.name}, root)"
            case TypeKind.ENUM:
                made = f"codec.members(v, {field.type.name})"
            case _:
                made = f"codec.items(v, {_USUAL.get(item, item)})"
        return f"type(v) is not list or (v := {made}) is None"
    kinds = _QUICK_KINDS.get(item, "")
    match field.type.kind:
        case TypeKind.OBJECT:
            name = field.type.name
            varied = catalogue.objects[name].variants
            chosen = f"wire.chosen({name}, v, root)" if varied else name
            return f"type(v) is not dict or (v := {chosen}._quick(v, root)) is None"
        case TypeKind.ENUM:
            kind = "int" if catalogue.enums[field.type.name].integer else "str"
            if respelt(field, catalogue):
                return f"type(v) is not {kind}"
            member = f"codec.member(v, {field.type.name})"
            return f"type(v) is not {kind} or (v := {member}) is None"
        case _ if item in _QUOTED:
            return "type(v) is not str or (v := codec.number(v)) is None"
        case _:
            return kinds


def respelt(field: Field, catalogue: Catalogue) -> str:
    """The expression that makes a member of `v`, a text, and notes another spelling of it.

    Empty where there is but one, and for lists: a list with another spelling in it is refused.
    """
    if field.type.is_list or field.type.kind is not TypeKind.ENUM:
        return ""
    if not catalogue.enums[field.type.name].spellings:
        return ""
    if _scalar("string", field).expression != "codec.STRING":
        return ""
    return f"codec.respelt(v, {field.type.name}, {field.wire!r}, as_sent)"


def from_twin(field: Field, catalogue: Catalogue) -> str:
    """The expression that makes the typed value of `v`, a twin's; empty if it is the same."""
    many = field.type.is_list and Form.ARRAY not in field.also
    match field.type.kind:
        case TypeKind.OBJECT:
            name = field.type.name
            varied = bool(catalogue.objects[name].variants)
            read = f"{name}._variant_from_twin" if varied else f"{name}._from_twin"
            return f"codec.each({read}, v, root)" if many else f"{read}(v, root)"
        case TypeKind.ENUM:
            enum = catalogue.enums[field.type.name]
            value = _scalar("integer" if enum.integer else "string", field).expression
            if noting := respelt(field, catalogue):
                reading = noting
            elif value in _QUOTED:
                reading = f"codec.known(codec.digits(v), {enum.name})"
            elif enum.spellings or value == "codec.TEXT_OR_NUMBER":
                # A decoder that knew the enum would not tell one spelling from another.
                reading = f"codec.known(v, {enum.name})"
            else:
                reading = ""
        case _:
            quoted = _scalar(field.type.name, field).expression in _QUOTED
            reading = "codec.digits(v)" if quoted else ""
    return f"tuple([{reading} for v in v])" if many and reading else reading


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
            return Codec("codec.DIGITS_OR_INTEGER", "integer or digits in a string")
        return Codec("codec.QUOTED_DIGITS", "digits in a string")
    if name == "integer" and Form.DIGITS in field.also:
        return Codec("codec.INTEGER_OR_DIGITS", "integer or digits in a string")
    if name == "string" and Form.INTEGER in field.also:
        pattern = field.format.pattern if field.format else None
        # Where digits are a text of the format, a number is another way to write the text.
        alike = pattern is None or re.fullmatch(pattern, "1234567890") is not None
        return Codec(
            "codec.TEXT_OR_DIGITS" if alike else "codec.TEXT_OR_NUMBER", "string or integer"
        )
    return _SCALARS[name]
