"""The structs that `msgspec` decodes to.

Each class has a twin, a `msgspec.Struct` made from the same table when it is first needed.  Its
decoder checks types in C and refuses what the quick road refuses: unknown fields, nulls, values
that do not fit.  From a decoded twin, the class's generated `_from_twin` takes the values one by
one.  A class with variants has one twin, with the fields of all of them: which variant it is, the
conditions of the catalogue tell, and a field of another one is refused.  Whatever is refused goes
the way that the standard library's JSON takes, so that results and errors are the same with and
without.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import Any, Final, NamedTuple

import msgspec

from .codec import (
    BOOLEAN,
    INTEGER,
    NUMBER,
    STRING,
    Array,
    Digits,
    Member,
    Nested,
    Plain,
    Text,
    Wrapped,
)
from .wire import Codec, Field, WireObject


class NoTwinError(Exception):
    """A class whose objects no decoder can tell to be right."""


class Form(NamedTuple):
    """How a codec's value stands in a twin."""

    type: Any
    exact: bool = True
    """Whether it is written from there in the digits in which the package writes it."""
    sure: bool = True
    """Whether every value of the type fits."""


class Twin:
    """The struct of a class."""

    __slots__ = ("exact", "struct")

    def __init__(self, object_class: type[WireObject], fixed: Mapping[str, Form]) -> None:
        shapes = [*(variant.object_class for variant in object_class.VARIANTS), object_class]
        rows = _merged(shapes)
        forms = [fixed.get(row.wire) or form_of(row.codec) for row in rows]
        self.struct = struct_of(object_class, list(zip(rows, forms, strict=True)))
        """Its class; `fixed` has the forms of fields that their codec does not tell."""
        self.exact = all(form.exact for form in forms)
        """Whether it is written as the package writes the object."""


def struct_of(
    object_class: type[WireObject],
    rows: Sequence[tuple[Field, Form]],
    more: Sequence[tuple[str, str, Any]] = (),
    **options: Any,
) -> Any:
    """A struct with these rows, and with more fields: attribute, wire name, type."""
    fields: list[Any] = [
        (row.name, form.type) if row.required else (row.name, form.type, None) for row, form in rows
    ]
    names = {row.name: row.wire for row, _ in rows}
    for name, wire, kind in more:
        fields.append((name, kind, None))
        names[name] = wire
    return msgspec.defstruct(
        object_class.__name__,
        fields,
        rename=names,
        kw_only=True,
        forbid_unknown_fields=True,
        omit_defaults=True,
        gc=False,
        **options,
    )


def _merged(shapes: Sequence[type[WireObject]]) -> list[Field]:
    """The rows of all the classes, in the order that each has; required is what all require."""
    found: dict[str, list[Field]] = {}
    order: TopologicalSorter[str] = TopologicalSorter()
    for shape in shapes:
        for row in shape.WIRE:
            found.setdefault(row.wire, []).append(row)
            order.add(row.wire)
        for before, after in pairwise(row.wire for row in shape.WIRE):
            order.add(after, before)
    merged = {}
    for wire, (first, *others) in found.items():
        for row in others:
            if row.name != first.name or not _alike(row.codec, first.codec):
                raise NoTwinError(wire)
        required = len(others) + 1 == len(shapes) and all(r.required for r in (first, *others))
        merged[wire] = first._replace(required=required)
    try:
        return [merged[wire] for wire in order.static_order()]
    except CycleError as error:
        raise NoTwinError(shapes[-1].__name__) from error


def _alike(one: Codec, other: Codec) -> bool:
    if one is other:
        return True
    if isinstance(one, Array) and isinstance(other, Array):
        return _alike(one.item, other.item)
    if isinstance(one, Member) and isinstance(other, Member):
        return one.enum is other.enum and _alike(one.value, other.value)
    if isinstance(one, Nested) and isinstance(other, Nested):
        return type(one) is type(other) and one.object_class is other.object_class
    return False


_twins: dict[type[WireObject], Twin] = {}


def twin_of(object_class: type[WireObject]) -> Twin:
    """The twin of a class, made when first asked for.

    Raises:
        NoTwinError: it can have none.
    """
    twin = _twins.get(object_class)
    if twin is None:
        twin = _twins[object_class] = Twin(object_class, {})
    return twin


_PLAIN: Final[dict[int, Form]] = {
    id(STRING): Form(str),
    id(INTEGER): Form(int),
    id(BOOLEAN): Form(bool),
}


def form_of(codec: Codec) -> Form:
    """How the codec's value stands in a twin.

    Raises:
        NoTwinError: no type of a struct takes just what the codec takes.
    """
    match codec:
        case Plain() if codec is NUMBER:
            return Form(int | float, exact=False)
        case Plain():
            return _PLAIN[id(codec)]
        case Text():
            return Form(str)
        case Digits():
            return Form(int) if codec.plain else Form(str, sure=False)
        case Member(value=value):
            plain = form_of(value)
            # The decoder gives the plain value where another spelling of it must be seen.
            return Form(codec.enum) if codec.exact and plain.sure else plain._replace(sure=False)
        case Array(item=item):
            form = form_of(item)
            kind: Any = form.type
            # What is made into objects one by one need not be a tuple before.
            many = list[kind] if hasattr(kind, "__struct_fields__") else tuple[kind, ...]
            return form._replace(type=many)
        case Wrapped() | Nested():
            twin = twin_of(codec.object_class)
            return Form(twin.struct, exact=twin.exact, sure=False)
    raise NoTwinError(type(codec).__name__)
