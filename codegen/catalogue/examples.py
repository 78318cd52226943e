"""The example of a field as JSON: its own, or what its format or enum or type has."""

from __future__ import annotations

import json
from collections.abc import Mapping

from codegen.catalogue.enum_sets import EnumSet
from codegen.catalogue.wire_type import MisfitError, WireType
from codegen.catalogue.written import Atom, Catalogue, Form, Json
from codegen.findings import did_you_mean, listing, quote


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
        return [usual] if kind.is_list and usual is not None else usual
    enum = enums.get(kind.name)
    if not kind.is_list and is_text(enums, kind):
        return _unquoted(own) if own.startswith('"') else own
    try:
        value: Json = json.loads(own)
    except (ValueError, RecursionError):
        if enum is not None and not kind.is_list:
            value = own
        else:
            raise MisfitError(
                f"the example {quote(own)} is no JSON",
                f"{_what(kind)} in JSON",
                "correct the example",
            ) from None
    if enum is not None and kind.is_list and isinstance(value, list):
        return [_member(enum, kind, item) for item in value]
    return value if enum is None else _member(enum, kind, value)


def is_text(enums: Mapping[str, EnumSet], kind: WireType) -> bool:
    """Whether a value, or each item of a list, is a text on the wire."""
    if kind.form is not None:
        return kind.form in (Form.STRING, Form.DIGITS)
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
        return False
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
    if kind.is_list:
        return "a list"
    return {"boolean": "`true` or `false`", "integer": "a whole number", "number": "a number"}.get(
        kind.name, "a value"
    )
