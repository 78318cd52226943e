"""What may stand where in the YAML, read off the written classes.

The loader and the editor's schema both follow these forms, so they cannot part.
"""

from __future__ import annotations

import types
import typing
from collections import abc
from enum import StrEnum

import attrs

from codegen.catalogue import written


@attrs.frozen
class Text:
    """A text; `pattern` must match it as a whole."""

    pattern: str | None = None


@attrs.frozen
class Choice:
    """One of a few words."""

    words: tuple[str, ...]
    enum: type[StrEnum] | None = None


@attrs.frozen
class Flag:
    """`true` or `false`."""


@attrs.frozen
class Whole:
    """A whole number; `least` is the smallest."""

    least: int | None = 0


@attrs.frozen
class Atom:
    """A text, a number, `true` or `false`."""


@attrs.frozen
class AnyJson:
    """Any JSON value."""


@attrs.frozen
class FieldLine:
    """The line that says what a field is."""


@attrs.frozen
class ValueLine:
    """What a value of an enum is: a text, a number, or `NUMBER -- TEXT`."""


@attrs.frozen
class Record:
    """A mapping with the keys of a written class.

    `bare` is the key whose value may stand instead of the mapping; `may_be_null` says that null
    stands for the mapping without keys.
    """

    cls: type[written.Written]
    bare: str | None = None
    may_be_null: bool = False


@attrs.frozen
class Many:
    """A list of single values, or one of them bare."""

    item: Text | Choice | Atom | Whole


@attrs.frozen
class Named:
    """A mapping from names to values."""

    item: Text | Choice | Whole | Record


@attrs.frozen
class Either:
    """A single value or a mapping."""

    single: Choice | Whole
    table: Named


Form = (
    Text | Choice | Flag | Whole | Atom | AnyJson | FieldLine | ValueLine | Record | Many | Named
    | Either
)  # fmt: skip


@attrs.frozen
class Key:
    """One key of a mapping."""

    name: str
    attribute: str
    """The attribute of the class."""
    form: Form
    text: str
    required: bool
    refers: str
    """The section whose names editors offer here."""


def keys(cls: type[written.Written]) -> tuple[Key, ...]:
    """The YAML keys of a written class, in the order of the class."""
    return _KEYS[cls]


def record(cls: type[written.Written], bare: str | None = None) -> Record:
    """How a mapping of the class is given."""
    return Record(cls, bare or _BARE.get(cls), cls is written.Field and bare is None)


_BARE: dict[type[written.Written], str] = {
    written.Field: "is",
    written.EnumValue: "is",
    written.GuidePart: "texts",
    written.Condition: "one_of",
}


def _keys(cls: type[written.Written]) -> tuple[Key, ...]:
    hints = typing.get_type_hints(cls)
    return tuple(
        _key(attribute, hints[attribute.name])
        for attribute in attrs.fields(cls)
        if attribute.metadata.get("yaml", True)
    )


def _key(attribute: attrs.Attribute[object], hint: object) -> Key:
    metadata = attribute.metadata
    return Key(
        name=metadata["name"] or attribute.name,
        attribute=attribute.name,
        form=_form(hint, metadata["pattern"], metadata["bare"]),
        text=metadata["text"],
        required=attribute.default is attrs.NOTHING,
        refers=metadata["refers"],
    )


def _form(hint: object, pattern: str | None, bare: str | None) -> Form:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if hint == written.Atom:
        return Atom()
    if origin in (types.UnionType, typing.Union):
        if any(typing.get_origin(argument) is dict for argument in arguments):
            return AnyJson()
        given = [argument for argument in arguments if argument is not types.NoneType]
        forms = [_form(argument, pattern, bare) for argument in given]
        if len(forms) == 1:
            return forms[0]
        single, table = forms
        assert isinstance(single, Choice | Whole), hint
        assert isinstance(table, Named), hint
        return Either(single, table)
    if origin is typing.Literal:
        return Choice(arguments)
    if origin is tuple:
        item = _form(arguments[0], pattern, bare)
        item = Whole(None) if isinstance(item, Whole) else item
        assert isinstance(item, Text | Choice | Atom | Whole), hint
        return Many(item)
    if origin is abc.Mapping:
        named = _form(arguments[1], pattern, bare)
        assert isinstance(named, Text | Choice | Whole | Record), hint
        return Named(named)
    assert isinstance(hint, type), hint
    if hint is written.Line:
        return FieldLine()
    if hint is written.Meaning:
        return ValueLine()
    if issubclass(hint, written.Written):
        return record(hint, bare)
    if issubclass(hint, StrEnum):
        return Choice(tuple(member.value for member in hint), hint)
    scalars: dict[type, Form] = {str: Text(pattern), bool: Flag(), int: Whole()}
    return scalars[hint]


CLASSES: tuple[type[written.Written], ...] = tuple(
    cls
    for cls in vars(written).values()
    if isinstance(cls, type)
    and issubclass(cls, written.Written)
    and cls not in (written.Written, written.Line, written.Shape)
)
"""The classes of the catalogue's mappings, in the order of the module."""

_KEYS = {cls: _keys(cls) for cls in CLASSES}
