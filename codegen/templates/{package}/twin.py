"""The structs that `msgspec` decodes to, and the way from our objects to them.

Each class has a twin, a `msgspec.Struct` made from the same table when it is first needed.  Its
decoder checks types in C and refuses what the quick road refuses: unknown fields, nulls, values
that do not fit.  From a decoded twin, the class's generated `_from_twin` takes the values one by
one.  A class with variants has one twin, with the fields of all of them: which variant it is, the
conditions of the catalogue tell, and a field of another one is refused.  Whatever is refused goes
the way that the standard library's JSON takes, so that results and errors are the same with and
without.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from math import isfinite
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
from .wire import Codec, Field, RefusedError, WireObject


class NoTwinError(Exception):
    """A class whose objects no decoder can tell to be right."""


Write = Callable[[Any], Any]
"""From a value of the object to one of a twin."""


class Form(NamedTuple):
    """How a codec's value stands in a twin."""

    type: Any
    write: Write | None = None
    """From the object's value; None: it is the same, in both directions."""
    exact: bool = True
    """Whether a decoded twin is written as the object is."""


class Twin:
    """The struct of a class, and the ways between the two."""

    __slots__ = ("exact", "struct", "write")

    def __init__(self, object_class: type[WireObject], fixed: Mapping[str, Form]) -> None:
        shapes = [*(variant.object_class for variant in object_class.VARIANTS), object_class]
        rows = _merged(shapes)
        forms = {
            row.wire: fixed[row.wire] if row.wire in fixed else form_of(row.codec) for row in rows
        }
        self.struct = struct_of(object_class, [(row, forms[row.wire]) for row in rows])
        """The class of the struct; `fixed` has the forms of fields that its codec does not tell."""
        self.exact = all(form.exact for form in forms.values())
        """Whether a decoded twin is written as the object is."""
        self.write = _write_by_class({s: _writer(self.struct, s, forms) for s in shapes})
        """The twin of an object that is as the catalogue says."""


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


def _writer(struct: Any, object_class: type[WireObject], forms: Mapping[str, Form]) -> Write:
    """What makes the twin of an object of exactly this class."""
    names = tuple(row.name for row in object_class.WIRE)
    converts = [
        (row.name, form.write) for row in object_class.WIRE if (form := forms[row.wire]).write
    ]

    def write(value: WireObject) -> Any:
        if value.extra or value.as_sent:
            raise RefusedError
        values = dict(zip(names, value._values(), strict=True))
        for name, convert in converts:
            item = values[name]
            if item is not None:
                values[name] = convert(item)
        return struct(**values)

    return write


def _write_by_class(writers: Mapping[type[WireObject], Write]) -> Write:
    def write(value: WireObject) -> Any:
        writer = writers.get(type(value))
        if writer is None:
            raise RefusedError
        return writer(value)

    return write


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
            return Form(int | float, write=_number_text, exact=False)
        case Plain():
            return _PLAIN[id(codec)]
        case Text():
            return Form(str)
        case Digits() if codec.plain:
            return Form(int)
        case Digits():
            return Form(str, str)
        case Member():
            return _member(codec)
        case Array(item=item):
            return _array(form_of(item))
        case Wrapped() | Nested():
            twin = twin_of(codec.object_class)
            return Form(twin.struct, twin.write, twin.exact)
    raise NoTwinError(type(codec).__name__)


def _number_text(value: Any) -> Any:
    """A number in the digits that the standard library gives it."""
    if type(value) is int:
        return value
    if type(value) is not float or not isfinite(value):
        raise RefusedError
    return msgspec.Raw(repr(value).encode())


def _member(codec: Member) -> Form:
    value = form_of(codec.value)
    if codec.exact and value.type in (str, int) and value.write is None:
        return Form(codec.enum)
    # The decoder gives the plain value, so that another spelling of it is seen.
    write = value.write
    return Form(value.type, lambda member: write(member.value) if write else member.value)


def _array(inner: Form) -> Form:
    write = inner.write
    kind: Any = inner.type
    # What is made into objects one by one need not be a tuple before.
    many = list[kind] if hasattr(kind, "__struct_fields__") else tuple[kind, ...]
    return Form(
        many,
        (lambda values: [write(value) for value in values]) if write else None,
        inner.exact,
    )
