"""The type of a field, as its line gives it: what it is written as, and what else is read."""

from __future__ import annotations

import re

import attrs

SCALARS = ("string", "integer", "number", "boolean")
"""Types of a single JSON value that is neither an enum nor an object."""

BUILT_IN = (*SCALARS, "any", "event")
"""Types that the catalogue need not define."""

LIST, MAP, NULL = "[]", "{}", "?"
"""Suffixes of a type: a list, a map with free keys, what may be null."""

CONTENTS = ("json", "comma")
"""What a text may hold a typed value as: JSON, or values with commas between them."""


@attrs.frozen
class Detail:
    """What stands in brackets behind a type."""

    word: str
    """A format, a fact of the event, a scalar type, or `json` or `comma`."""
    type: FieldType | None = None
    """Behind `json` and `comma`: the type of what the text holds."""

    def __str__(self) -> str:
        return self.word if self.type is None else f"{self.word} {self.type}"


@attrs.frozen
class Item:
    """One form of a value."""

    base: str
    """A built-in type, an enum or an object."""
    detail: Detail | None = None
    suffix: str = ""
    """`[]` for a list, `{}` for a map with free keys, `?` for what may be null, in any order."""

    def __str__(self) -> str:
        return self.base + (f"({self.detail})" if self.detail else "") + self.suffix

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The suffixes one by one, from the inside out."""
        return tuple(_SUFFIX.findall(self.suffix))


@attrs.frozen
class FieldType:
    """A type with its forms: the first is what is written, the others are read as well."""

    items: tuple[Item, ...]

    def __str__(self) -> str:
        return " | ".join(map(str, self.items))

    @property
    def names(self) -> tuple[str, ...]:
        """Every name of an enum or object in it, those of what a text holds included."""
        found: list[str] = []
        for item in self.items:
            if item.base not in BUILT_IN and item.base != ARRAY:
                found.append(item.base)
            if item.detail is not None and item.detail.type is not None:
                found += item.detail.type.names
        return tuple(found)

    @property
    def formats(self) -> tuple[str, ...]:
        """Every word in brackets, those of what a text holds included."""
        found: list[str] = []
        for item in self.items:
            if item.detail is not None:
                found.append(item.detail.word)
                found += item.detail.type.formats if item.detail.type is not None else ()
        return tuple(found)


_SUFFIX = re.compile(r"\[\]|\{\}|\?")

ARRAY = "array"
"""Stands behind an object, as ` | array`: the bare list of its one list is read as well."""
