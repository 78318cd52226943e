"""What may stand where in the YAML, read off the model's classes.

The loader and the editor's schema both follow these forms, so they cannot part.
"""

from __future__ import annotations

import types
import typing
from collections import abc
from enum import StrEnum

import attrs

from codegen.catalogue import translation, written


@attrs.frozen
class Text:
    """A text; `pattern` must match it as a whole."""

    pattern: str | None


@attrs.frozen
class Choice:
    """One of a few words."""

    enum: type[StrEnum]


@attrs.frozen
class Flag:
    """`true` or `false`."""


@attrs.frozen
class Whole:
    """A whole number, 0 or more."""


@attrs.frozen
class AnyJson:
    """Any JSON value."""


@attrs.frozen
class Record:
    """A mapping with the keys of a model class.

    `shorthand` is the key whose bare value may stand instead of the mapping; `may_be_null` says
    that null stands for the mapping without keys.
    """

    cls: type[written.Written]
    shorthand: str | None
    may_be_null: bool


@attrs.frozen
class Many:
    """A list of texts or words, or one of them bare."""

    item: Text | Choice


@attrs.frozen
class Named:
    """A mapping from names to values; with `numbers`, whole numbers are names too."""

    item: Text | Record
    numbers: bool


@attrs.frozen
class NamedList:
    """A list of names, each alone or as the one key of a mapping."""

    item: Record


Form = Text | Choice | Flag | Whole | AnyJson | Record | Many | Named | NamedList


@attrs.frozen
class Key:
    """One key of a mapping."""

    name: str
    form: Form
    text: str
    required: bool
    may_be_null: bool
    """Whether null may be given; only where it says something, as in a field that is changed."""


def keys(cls: type[written.Written]) -> tuple[Key, ...]:
    """The YAML keys of a model class, in the order of the class."""
    return _KEYS[cls]


def _keys(cls: type[written.Written]) -> tuple[Key, ...]:
    hints = typing.get_type_hints(cls)
    return tuple(
        _key(cls, attribute, hints[attribute.name])
        for attribute in attrs.fields(cls)
        if attribute.metadata.get("yaml", True)
    )


def record(cls: type[written.Written]) -> Record:
    """How a mapping of the class is given."""
    return Record(cls, _SHORTHANDS.get(cls), cls is written.Field)


_SHORTHANDS: dict[type[written.Written], str] = {
    written.EnumValue: "meaning",
    written.Condition: "one_of",
}


def _key(cls: type[written.Written], attribute: attrs.Attribute[object], hint: object) -> Key:
    return Key(
        name=attribute.name,
        form=_form(hint, attribute.metadata["pattern"], issubclass(cls, written.Shape)),
        text=attribute.metadata["text"],
        required=attribute.default is attrs.NOTHING,
        may_be_null=cls is written.Field,
    )


def _form(hint: object, pattern: str | None, in_shape: bool) -> Form:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        if any(typing.get_origin(argument) is dict for argument in arguments):
            return AnyJson()
        (hint,) = (argument for argument in arguments if argument is not types.NoneType)
        return _form(hint, pattern, in_shape)
    if origin is tuple:
        item = _form(arguments[0], pattern, in_shape)
        assert isinstance(item, Text | Choice), hint
        return Many(item)
    if origin is abc.Mapping:
        named = _form(arguments[1], pattern, in_shape)
        assert isinstance(named, Text | Record), hint
        if in_shape and arguments[1] is written.Field:
            assert isinstance(named, Record)
            return NamedList(named)
        return Named(named, numbers=arguments[0] is not str)
    assert isinstance(hint, type), hint
    if issubclass(hint, written.Written):
        return record(hint)
    if issubclass(hint, StrEnum):
        return Choice(hint)
    scalars: dict[type, Form] = {str: Text(pattern), bool: Flag(), int: Whole()}
    return scalars[hint]


CLASSES: tuple[type[written.Written], ...] = tuple(
    cls
    for module in (written, translation)
    for cls in vars(module).values()
    if isinstance(cls, type) and issubclass(cls, written.Written) and cls is not written.Written
)
"""The classes of the catalogue and of its translation, in the order of their files."""

ROOTS: tuple[type[written.Written], ...] = (written.Catalogue, translation.Translation)
"""The classes of whole files."""

_KEYS = {cls: _keys(cls) for cls in CLASSES}
