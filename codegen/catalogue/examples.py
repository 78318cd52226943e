"""The example of a field as JSON: its own, or what its format or enum or type has."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from codegen.catalogue.enum_sets import EnumSet
from codegen.catalogue.field_type import LIST, MAP, NULL
from codegen.catalogue.wire_type import MisfitError, WireType
from codegen.catalogue.written import Atom, Catalogue, Form, Json
from codegen.findings import did_you_mean, listing, quote

A_KEY = "key"
"""A key of a map, in the examples that are made of the values' own."""


def example(
    catalogue: Catalogue,
    enums: Mapping[str, EnumSet],
    kind: WireType,
    own: str | None,
    only: tuple[Atom, ...] = (),
) -> Json:
    """The example in the form that the wire has; None where there is none.

    `own` is what stands behind `e.g.`.  MisfitError says why that is no value of the type.
    """
    if kind.value is not None:
        return None
    if own is None:
        usual = _usual(catalogue, enums, kind, only)
        return inside(kind.around, usual) if usual is not None else None
    enum = enums.get(kind.name)
    single = not kind.containers
    if single and is_text(enums, kind):
        return _unquoted(own) if own.startswith('"') else own
    try:
        value: Json = json.loads(own)
    except (ValueError, RecursionError):
        if enum is not None and single:
            value = own
        else:
            raise MisfitError(
                f"the example {quote(own)} is no JSON",
                f"{_what(kind)} in JSON",
                "correct the example",
            ) from None
    return value if enum is None else _members(enum, kind, kind.around, value)


def is_text(enums: Mapping[str, EnumSet], kind: WireType) -> bool:
    """Whether a value, or what stands in its lists and maps, is a text on the wire."""
    if kind.form is not None:
        return kind.form in (Form.STRING, Form.DIGITS, Form.QUOTED)
    enum = enums.get(kind.name)
    return not enum.integer if enum is not None else kind.name == "string"


def _usual(
    catalogue: Catalogue, enums: Mapping[str, EnumSet], kind: WireType, only: tuple[Atom, ...]
) -> Json:
    enum = enums.get(kind.name)
    if enum is not None:
        if only:
            return enum.wire(only[0])
        return enum.members[0].value if enum.members else None
    if kind.name == "boolean":
        return "false" if kind.form is Form.QUOTED else False
    form = catalogue.formats.get(kind.format or "")
    if form is None or form.example is None:
        return None
    if is_text(enums, kind):
        return form.example if isinstance(form.example, str) else json.dumps(form.example)
    if isinstance(form.example, str):
        try:
            value: Json = json.loads(form.example)
        except (ValueError, RecursionError):
            return form.example
        return value
    return form.example


def _unquoted(text: str) -> str:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = None
    if isinstance(value, str):
        return value
    raise MisfitError(
        f"the example {quote(text)} begins with a quote and is no text in JSON",
        "a text without quotes, or the whole of it in quotes",
        'write it as in JSON: `"…"`, with `\\"` for a quote inside',
    )


def inside(around: tuple[str, ...], value: Json) -> Json:
    """A value in the lists and maps that stand around it."""
    for suffix in around:
        if suffix == LIST:
            value = [value]
        elif suffix == MAP:
            value = {A_KEY: value}
    return value


def leaves(around: tuple[str, ...], value: Json) -> Iterator[Json]:
    """The values in lists and maps.

    MisfitError says where there is something else than such a list or map.
    """
    if not around or (around[-1] == NULL and value is None):
        if not around:
            yield value
        return
    *inner, outer = around
    items: Iterable[Json] = (value,)
    if outer in (LIST, MAP):
        kind, expected = (list, "a list") if outer == LIST else (dict, "an object with any keys")
        if not isinstance(value, kind):
            raise MisfitError(quote(value), expected, "correct the example, or the type")
        items = value if isinstance(value, list) else value.values()
    for item in items:
        yield from leaves((*inner,), item)


def _members(enum: EnumSet, kind: WireType, around: tuple[str, ...], value: Json) -> Json:
    *inner, outer = around or ("",)
    rest = (*inner,)
    if outer == LIST and isinstance(value, list):
        return [_members(enum, kind, rest, item) for item in value]
    if outer == MAP and isinstance(value, dict):
        return {name: _members(enum, kind, rest, item) for name, item in value.items()}
    if outer == NULL:
        return None if value is None else _members(enum, kind, rest, value)
    return _member(enum, kind, value) if not outer else value


def _member(enum: EnumSet, kind: WireType, value: Json) -> Json:
    """The value that a name or number stands for; a text keeps its spelling."""
    known = enum.wire(value) if isinstance(value, str | int) else None
    if known is None and enum.members:
        names = [member.name for member in enum.members]
        raise MisfitError(
            f"the example {quote(value)} is no value of {quote(enum.name)}",
            f"one of {listing(names)}",
            f"correct the example{did_you_mean(value, names)}",
        )
    if not enum.integer or known is None:
        return value
    return str(known) if kind.form is Form.DIGITS else known


def _what(kind: WireType) -> str:
    if kind.containers:
        return "a list" if kind.containers[-1] == LIST else "an object"
    return {"boolean": "`true` or `false`", "integer": "a whole number", "number": "a number"}.get(
        kind.name, "a value"
    )
