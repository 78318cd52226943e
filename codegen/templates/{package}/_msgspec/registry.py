"""What messages have shown beside what the catalogue says: names and forms that came twice."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Any, Final

from .._codecs import Array, Codec, Digits, Member, Nested, leaf_of
from .._fields import Field, fields_of, variants_of
from .._inline import spellings_of
from .._objects import is_own, once_per_class
from ..event import UnknownEvent, WireObject

MOST_NAMES: Final = 32
"""So many names are registered for a class."""
MOST_NAMES_OF_ALL: Final = 256
"""So many names are registered in a process: each makes structs anew, at a sender's will."""
_LONGEST_NAME: Final = 64
_ESCAPED: Final = frozenset('"\\')


class Registered:
    """What objects of a class may have, beside what is expected."""

    __slots__ = ("other_forms", "unknown")

    def __init__(self, unknown: tuple[str, ...] = (), other_forms: tuple[str, ...] = ()) -> None:
        self.unknown = unknown
        """Names that no field has."""
        self.other_forms = other_forms
        """Names of fields that may have any value, or be of another variant."""


NOTHING_REGISTERED: Final = Registered()

Snapshot = dict[type[Any], Registered]
"""What is registered by class; replaced as a whole, so that readers see one state."""


class Registry:
    """Names that are registered, and those that may be at their second sight."""

    __slots__ = ("_count", "_seen", "registered")

    def __init__(self) -> None:
        self.registered: Snapshot = {}
        self._seen: dict[type[Any], dict[str, None]] = {}
        self._count = 0

    def note(self, choosing: frozenset[str], *objects: WireObject | None) -> set[type[Any]]:
        """Look for what is unexpected in objects; the classes for which a name was registered.

        Names of `choosing` are never registered.
        """
        changed: set[type[Any]] = set()
        if self._count >= MOST_NAMES_OF_ALL:
            return changed
        for value in objects:
            for found in _objects_in(value):
                for name, is_field in _unexpected_in(found):
                    object_class = owner_of(type(found))
                    if name not in choosing and self._register(object_class, name, is_field):
                        changed.add(object_class)
        return changed

    def _register(self, object_class: type[Any], name: str, is_field: bool) -> bool:
        known = self.registered.get(object_class, NOTHING_REGISTERED)
        if name in known.unknown or name in known.other_forms:
            return False
        if len(known.unknown) + len(known.other_forms) >= MOST_NAMES or not _fits_struct(name):
            return False
        seen = self._seen.setdefault(object_class, {})
        if name not in seen:
            seen[name] = None
            if len(seen) > MOST_NAMES:
                # The oldest makes room, so that names which come once keep no other out.
                seen.pop(next(iter(seen)), None)
            return False
        seen.pop(name, None)
        unknown, other_forms = known.unknown, known.other_forms
        if is_field:
            other_forms = (*other_forms, name)
        else:
            unknown = (*unknown, name)
        self.registered = {**self.registered, object_class: Registered(unknown, other_forms)}
        self._count += 1
        return True


def _fits_struct(name: str) -> bool:
    """Whether a struct can have a field of that wire name: `msgspec` writes no escapes in names."""
    return len(name) <= _LONGEST_NAME and name.isprintable() and _ESCAPED.isdisjoint(name)


def _objects_in(value: object) -> Iterator[WireObject]:
    if isinstance(value, tuple):
        for item in value:
            yield from _objects_in(item)
    elif isinstance(value, WireObject) and is_own(type(value)) and type(value) is not UnknownEvent:
        yield value
        for field in fields_of(type(value)):
            if holds_objects(field.codec):
                yield from _objects_in(getattr(value, field.attribute))


def _unexpected_in(value: WireObject) -> Iterator[tuple[str, bool]]:
    """Names of what a struct would refuse, and whether it is a field of the class or a variant."""
    if value.extra:
        names = struct_names(owner_of(type(value)))
        for name in value.extra:
            yield name, name in names
    for name, sent in value.as_sent.items():
        spellings = _spelt_fields(type(value)).get(name, {})
        if not (type(sent) is str and sent in spellings):
            yield name, True
    for field in _open_fields(type(value)):
        typed = getattr(value, field.attribute)
        items = typed if isinstance(typed, tuple) else (typed,)
        if any(isinstance(item, Enum) and not getattr(item, "is_known", True) for item in items):
            yield field.name, True


@once_per_class
def _spelt_fields(object_class: type[Any]) -> dict[str, dict[str, Any]]:
    """The spellings of enums, by the names of fields that have one with several."""
    found = {field.name: spellings_of(field.codec) for field in fields_of(object_class)}
    return {name: spellings for name, spellings in found.items() if spellings}


@once_per_class
def _open_fields(object_class: type[Any]) -> tuple[Field, ...]:
    """The fields with an enum of which structs have the plain values."""
    items = [
        (f, f.codec.item if isinstance(f.codec, Array) else f.codec)
        for f in fields_of(object_class)
    ]
    return tuple(field for field, item in items if isinstance(item, Member) and is_mapped(item))


def is_mapped(codec: Member) -> bool:
    """Whether a struct has the plain values of an enum, as not each is one of its members."""
    return bool(spellings_of(codec)) or isinstance(codec.value, Digits)


def holds_objects(codec: Codec) -> bool:
    """Whether values of the codec are objects of our classes, or lists of them."""
    return isinstance(codec.item if isinstance(codec, Array) else codec, Nested)


def nested_class(codec: Codec) -> type[Any] | None:
    """The class of the objects that a field holds."""
    item = codec.item if isinstance(codec, Array) else codec
    return item.object_class if isinstance(item, Nested) else None


@once_per_class
def owner_of(object_class: type[Any]) -> type[Any]:
    """The class whose struct has the fields of this one: its own, or that it is a variant of."""
    for base in object_class.__mro__[1:]:
        if any(variant is object_class for variant, _ in variants_of(base)):
            owner: type[Any] = base
            return owner
    return object_class


@once_per_class
def struct_names(object_class: type[Any]) -> frozenset[str]:
    """Wire names of all fields of a class and its variants."""
    classes = (object_class, *(variant for variant, _ in variants_of(object_class)))
    return frozenset(field.name for each in classes for field in fields_of(each))


@once_per_class
def classes_in(object_class: type[Any]) -> tuple[type[Any], ...]:
    """A class, its variants, and the classes of all objects inside."""
    found: dict[type[Any], None] = {}
    waiting = [object_class]
    while waiting:
        each = waiting.pop()
        if each not in found:
            found[each] = None
            waiting += [variant for variant, _ in variants_of(each)]
            leaves = [leaf_of(field.codec) for field in fields_of(each)]
            waiting += [leaf.object_class for leaf in leaves if isinstance(leaf, Nested)]
    return tuple(found)


@once_per_class
def choosing_names(event_class: type[Any]) -> frozenset[str]:
    """Names in an event that conditions look at, and those of fields with several names.

    What has them is read by the decoder of its class alone, if it is not as expected: a struct
    could not tell which variant it is, or which of two names counts.
    """
    found: set[str] = set()
    for each in classes_in(event_class):
        for _, conditions in variants_of(each):
            for condition in conditions:
                found.update(condition.path)
        for field in fields_of(each):
            if field.aliases:
                found |= {field.name, *field.aliases}
    return frozenset(found)
