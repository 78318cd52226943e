"""The structs that `msgspec` decodes to.

A class has a struct with its fields and those of its variants.  Its decoder checks types in C and
refuses what is not expected: unknown names, nulls, values of another form.  What is registered
for the class, it takes with any value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import Annotated, Any, Final

import msgspec

from .._codecs import (
    BOOLEAN,
    INTEGER,
    NUMBER,
    STRING,
    AnyJson,
    Array,
    Codec,
    Digits,
    Member,
    Nested,
    Quoted,
    Text,
    is_composed,
    leaf_of,
)
from .._fields import Field, fields_of, variants_of
from .._inline import plain_kind
from .._objects import once_per_class
from .registry import NOTHING_REGISTERED, Snapshot, is_mapped

ABOVE: Final = 32
"""No value of a message is inside of more objects and arrays that the catalogue knows."""

_INTEGER_OF_MAPPING: Final = Annotated[int, msgspec.Meta(ge=-(2**63) + 1, le=2**63 - 1)]


class NoStructError(Exception):
    """No struct can say whether an object of the class is as expected."""


class RefusedError(Exception):
    """A decoded value that the decoder of its class must look at."""


def refuse() -> None:
    """Leave the message to the decoders of its classes."""
    raise RefusedError


class Shape:
    """The struct of a class, and what its attributes are."""

    __slots__ = ("attributes", "codecs", "other_forms", "struct", "unknown")

    def __init__(
        self, fields: Mapping[str, Field], unknown: Sequence[str], other_forms: frozenset[str]
    ) -> None:
        self.attributes = {name: field.attribute for name, field in fields.items()}
        """Attributes of the struct by wire name."""
        self.codecs = {name: field.codec for name, field in fields.items()}
        # No field's attribute ends so.
        self.unknown = {name: f"unknown_{number}_" for number, name in enumerate(unknown)}
        """The same for registered names that no field has; absent ones are `UNSET`."""
        self.other_forms = other_forms
        """Wire names of fields with any value; absent ones are `UNSET`."""
        self.struct: Any = None


class Shapes:
    """The structs of the classes that one kind of message needs."""

    def __init__(
        self, registered: Snapshot, choosing: frozenset[str], *, of_mapping: bool = False
    ) -> None:
        self._registered = registered
        self._choosing = choosing
        self.of_mapping = of_mapping
        """Whether messages are dicts, of which `msgspec` takes more than JSON has."""
        # Of a text, `msgspec` takes no more digits than Python writes.
        self._integer: Any = _INTEGER_OF_MAPPING if of_mapping else int
        self._shapes: dict[type[Any], Shape] = {}

    def shape_of(self, object_class: type[Any]) -> Shape:
        """The shape of a class, made when first asked for.

        Raises:
            NoStructError: it can have none.
        """
        shape = self._shapes.get(object_class)
        if shape is None:
            shape = self._shapes[object_class] = self.made(object_class, {})
        return shape

    def made(
        self,
        object_class: type[Any],
        fixed: Mapping[str, Any],
        more: Sequence[tuple[str, str, Any]] = (),
        **options: Any,
    ) -> Shape:
        """A shape in which some fields have a fixed type, and with more: attribute, name, type."""
        fields = merged([*(variant for variant, _ in variants_of(object_class)), object_class])
        known = self._registered.get(object_class, NOTHING_REGISTERED)
        others = self.other_forms_of(object_class) - fixed.keys()
        taken = {*fields, *self._choosing, *(name for _, name, _ in more)}
        shape = Shape(fields, sorted(n for n in known.unknown if n not in taken), others)
        names = {attribute: name for name, attribute in shape.attributes.items()}
        members: list[Any] = []
        for field in fields.values():
            if field.name in others:
                members.append((field.attribute, Any, msgspec.UNSET))
                continue
            kind = fixed[field.name] if field.name in fixed else self._kind(field.codec)
            # In an envelope, what names the event was looked for as text: it must be there.
            needed = field.required or (bool(more) and field.name in fixed)
            members.append((field.attribute, kind) if needed else (field.attribute, kind, None))
        for name, attribute in shape.unknown.items():
            members.append((attribute, Any, msgspec.UNSET))
            names[attribute] = name
        for attribute, name, kind in more:
            members.append((attribute, kind))
            names[attribute] = name
        shape.struct = msgspec.defstruct(
            object_class.__name__,
            members,
            rename=names,
            kw_only=True,
            forbid_unknown_fields=True,
            omit_defaults=True,
            gc=False,
            **options,
        )
        return shape

    def other_forms_of(self, object_class: type[Any]) -> frozenset[str]:
        """Names of the fields of a class that may have any form."""
        known = self._registered.get(object_class, NOTHING_REGISTERED)
        return (_left_open(object_class) | {*known.other_forms}) - self._choosing

    def keeps_order(self, object_class: type[Any]) -> bool:
        """Whether a struct of the class is written in the order of the fields everywhere.

        An object of any form stands in it as it was sent, and a field of another variant among
        those of its own.
        """
        others = self.other_forms_of(object_class)
        if variants_of(object_class):
            return not others
        return not any(
            f.name in others and isinstance(leaf_of(f.codec), Nested)
            for f in fields_of(object_class)
        )

    def number_names(self, object_class: type[Any]) -> frozenset[str] | None:
        """Names in an object of exactly this class that may have floats; `None` if any may."""
        known = self._registered.get(object_class, NOTHING_REGISTERED)
        if known.unknown or known.other_forms or _left_open(object_class):
            return None
        found = set()
        for field in fields_of(object_class):
            item = field.codec.item if isinstance(field.codec, Array) else field.codec
            if isinstance(item, AnyJson) or (item is NUMBER and item is not field.codec):
                return None
            if item is NUMBER:
                found.add(field.name)
        return frozenset(found)

    def _kind(self, codec: Codec) -> Any:
        """The type of a value in a struct."""
        if isinstance(codec, Array):
            kind: Any = self._kind(codec.item)
            # What is made into objects one by one need not be a tuple before.
            return list[kind] if isinstance(codec.item, Nested) else tuple[kind, ...]
        if isinstance(codec, Nested):
            return self.shape_of(codec.object_class).struct
        if isinstance(codec, Member):
            if is_mapped(codec):
                return {"str": str, "int": int}[plain_kind(codec)]
            return codec.enum
        if isinstance(codec, Digits):
            return str if codec.quoted else self._integer
        if isinstance(codec, AnyJson):
            return Any
        if isinstance(codec, Text):
            return str
        kinds = {
            STRING: str,
            INTEGER: self._integer,
            BOOLEAN: bool,
            NUMBER: self._integer | float,
        }
        if codec in kinds:
            return kinds[codec]
        raise NoStructError(type(codec).__name__)


@once_per_class
def _left_open(object_class: type[Any]) -> frozenset[str]:
    """Names of the fields of a class and its variants that are left to the classes' decoders."""
    classes = (object_class, *(variant for variant, _ in variants_of(object_class)))
    fields = [field for each in classes for field in fields_of(each)]
    return frozenset(
        f.name for f in fields if is_composed(f.codec) or isinstance(leaf_of(f.codec), Quoted)
    )


def merged(classes: Sequence[type[Any]]) -> dict[str, Field]:
    """The fields of all the classes by wire name; required is what all require.

    Their order is that of each class, so that a struct is written as an object of the class is.

    Raises:
        NoStructError: a field is not the same in two of them, or there is no such order.
    """
    found: dict[str, list[Field]] = {}
    order: TopologicalSorter[str] = TopologicalSorter()
    for each in classes:
        for field in fields_of(each):
            found.setdefault(field.name, []).append(field)
            order.add(field.name)
        for before, after in pairwise(field.name for field in fields_of(each)):
            order.add(after, before)
    try:
        names = [*order.static_order()]
    except CycleError as error:
        raise NoStructError(classes[-1].__name__) from error
    fields = {}
    for name in names:
        first, *others = found[name]
        alike = all(f.attribute == first.attribute and _alike(f.codec, first.codec) for f in others)
        if not alike:
            raise NoStructError(name)
        required = len(others) + 1 == len(classes) and all(f.required for f in (first, *others))
        fields[name] = Field(first.attribute, (name, first.codec, first.aliases), required)
    if len({field.attribute for field in fields.values()}) < len(fields):
        raise NoStructError(classes[-1].__name__)
    return fields


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
