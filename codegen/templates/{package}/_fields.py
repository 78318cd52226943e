"""What a generated class says of its fields, and of its variants."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from ._codecs import Codec
from ._objects import once_per_class
from ._shown import Json

_KEY = "wire"


class Field:
    """A field of a class as it stands on the wire."""

    __slots__ = ("aliases", "attribute", "codec", "name", "required")

    def __init__(
        self, attribute: str, wire: tuple[str, Codec, tuple[str, ...]], required: bool
    ) -> None:
        self.attribute = attribute
        # The name on the wire, and other names that the field is sent under.
        self.name, self.codec, self.aliases = wire
        self.required = required


def wire(name: str, codec: Codec, aliases: tuple[str, ...] = ()) -> dict[str, Any]:
    """The metadata of an attrs field that is read and written under that name."""
    return {_KEY: (name, codec, aliases)}


HELD_ASIDE = frozenset(("extra", "as_sent"))
"""Attributes of every object, for what no field takes."""


def is_wire(attribute: attrs.Attribute[Any]) -> bool:
    """Whether an attrs field stands on the wire."""
    return _KEY in attribute.metadata


@once_per_class
def fields_of(object_class: type[Any]) -> tuple[Field, ...]:
    """The fields of a class that stand on the wire, those of its bases first."""
    return tuple(
        Field(each.name, each.metadata[_KEY], each.default is attrs.NOTHING)
        for each in attrs.fields(object_class)
        if is_wire(each)
    )


Scalar = str | int | float
Value = tuple[bool, Scalar]
"""A value on the wire behind whether it is `true` or `false`, which are no numbers."""


class Condition:
    """A condition on one value of the message."""

    __slots__ = ("from_root", "none_of", "one_of", "path", "present")

    def __init__(
        self,
        path: tuple[str, ...],
        from_root: bool,
        present: bool | None,
        one_of: frozenset[Value] | None,
        none_of: frozenset[Value],
    ) -> None:
        self.path = path
        """Wire names down to the value."""
        self.from_root = from_root
        """Whether the path starts at the event instead of at the object itself."""
        self.present = present
        self.one_of = one_of
        self.none_of = none_of

    def holds(self, value: Mapping[str, Json], root: Mapping[str, Json]) -> bool:
        """Whether the condition holds for the object `value` of the event `root`."""
        found: Any = root if self.from_root else value
        for step in self.path:
            # The exact type is asked for first: the other question takes ten times as long.
            if not (type(found) is dict or isinstance(found, Mapping)) or step not in found:
                return self.present is False
            found = found[step]
        if self.present is not None:
            return self.present
        if not isinstance(found, str | int | float):
            return False
        sent = (type(found) is bool, found)
        return sent not in self.none_of and (self.one_of is None or sent in self.one_of)


def when(
    *path: str,
    from_root: bool = False,
    present: bool | None = None,
    one_of: tuple[Scalar, ...] = (),
    none_of: tuple[Scalar, ...] = (),
) -> Condition:
    """A condition on the value at the end of a path of wire names."""
    asked, others = (
        frozenset((type(each) is bool, each) for each in values) for values in (one_of, none_of)
    )
    return Condition(path, from_root, present, asked or None, others)


Variant = tuple[type[Any], tuple[Condition, ...]]
"""A subclass, and when an object is one of it."""

_variants: dict[type[Any], tuple[Variant, ...]] = {}


def variants(object_class: type[Any], *of_it: tuple[Any, ...]) -> None:
    """Say which subclasses an object may be one of, each with its conditions behind it."""
    _variants[object_class] = tuple((each[0], each[1:]) for each in of_it)


def variants_of(object_class: type[Any]) -> tuple[Variant, ...]:
    """The variants of exactly this class; a subclass has its own, or none."""
    return _variants.get(object_class, ())
