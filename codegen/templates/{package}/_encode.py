"""From typed objects to JSON objects: an encoder for each class, compiled when first needed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ._codecs import (
    NUMBER,
    NUMBER_OR_QUOTED,
    AnyJson,
    Array,
    Codec,
    Digits,
    Map,
    Member,
    Nested,
    Nullable,
    OneOrMany,
    Quoted,
    is_composed,
    leaf_of,
)
from ._decode import read_value
from ._fields import Field, fields_of
from ._inline import Names, compiled, spellings_of
from ._reading import MISFIT, Reading
from ._shown import Json


class Writing:
    """What is known of a value while it is written."""

    __slots__ = ("expected",)

    def __init__(self) -> None:
        self.expected = True
        """Whether all of it is as expected: texts, whole numbers and booleans of known fields."""


Encode = Callable[[Any, Writing], dict[str, Json]]
"""Makes the JSON object that an object was read from, with the attributes as they are now."""

_encoders: dict[type, Encode] = {}


def encoded(value: Any, writing: Writing) -> dict[str, Json]:
    """The JSON object of an object of any of our classes."""
    encode = _encoders.get(type(value))
    if encode is None:
        encode = _encoders[type(value)] = _compiled(type(value))
    return encode(value, writing)


def _compiled(object_class: type) -> Encode:
    fields = fields_of(object_class)
    names = Names(encoded=encoded)
    restore = names.bind(_Restore(fields), "restore")
    # A dict that is made at once and cut down takes less time than one that grows.
    items = [f"{each.name!r}: {_expression(each, f'v{n}', names)}" for n, each in enumerate(fields)]
    lines = [f"written = {{{', '.join(items)}}}"]
    for number, field in enumerate(fields):
        if not field.required:
            lines.append(f"if v{number} is None: del written[{field.name!r}]")
        if _is_free(field.codec):
            # Floats, and what else it may be, are not everywhere written in the same digits.
            is_else = f"v{number} is not None and type(v{number}) is not int"
            lines.append(f"if {is_else}: writing.expected = False")
    lines += [
        f"if value.as_sent or value.extra: {restore}(value, written, writing)",
        "return written",
    ]
    body = ["def encode(value, writing):", *(f" {line}" for line in lines)]
    return compiled("encode", body, names, f"encoder of {object_class.__qualname__}")


def _expression(field: Field, v: str, names: Names) -> str:
    """An expression for the wire form of a field, which keeps the typed value as `v`."""
    codec = field.codec
    given = f"({v} := value.{field.attribute})"
    if isinstance(codec, Nested):
        written = f"encoded({v}, writing)"
    elif isinstance(codec, Array) and isinstance(codec.item, Nested):
        written = f"[encoded(item, writing) for item in {v}]"
    elif isinstance(codec, Member) and not isinstance(codec.value, Digits):
        write, kind = names.bind(codec.write, "write"), names.bind(codec.enum, "enum")
        written = f"{v}._value_ if type({v}) is {kind} else {write}({v})"
    elif is_composed(codec) and isinstance(leaf_of(codec), Nested):
        written = f"{names.bind(_composed, 'composed')}({names.bind(codec, 'codec')}, {v}, writing)"
    elif isinstance(codec, Array | Map | Nullable | OneOrMany) or _changes(codec):
        written = f"{names.bind(codec.write, 'write')}({v})"
    else:
        return given
    return f"None if {given} is None else {written}"


def _composed(codec: Any, value: Any, writing: Writing) -> Json:
    """The wire form of objects in lists and maps."""
    if value is None:
        return None
    if isinstance(codec, Array):
        return [_composed(codec.item, item, writing) for item in value]
    if isinstance(codec, Map):
        return {name: _composed(codec.item, item, writing) for name, item in value.items()}
    if isinstance(codec, Nullable | OneOrMany):
        return _composed(codec.item, value, writing)
    return encoded(value, writing)


def _is_free(codec: Codec) -> bool:
    leaf = leaf_of(codec)
    return leaf in (NUMBER, NUMBER_OR_QUOTED) or isinstance(leaf, AnyJson)


def _changes(codec: Codec) -> bool:
    return isinstance(codec, Member) or (isinstance(codec, Digits | Quoted) and codec.quoted)


class _Restore:
    """Puts what was sent in place of what would be written."""

    __slots__ = ("_fields", "_spellings")

    def __init__(self, fields: tuple[Field, ...]) -> None:
        self._fields = {name: each for each in fields for name in (*each.aliases, each.name)}
        self._spellings = {each.name: spellings_of(each.codec) or {} for each in fields}

    def __call__(self, value: Any, written: dict[str, Json], writing: Writing) -> None:
        """Unexpected names, and what was sent of attributes that have not changed since."""
        for name, sent in value.as_sent.items():
            field = self._fields.get(name)
            if field is not None:
                now = getattr(value, field.attribute)
                if type(sent) is str and self._spellings[field.name].get(sent, field) is now:
                    written[name] = sent
                else:
                    writing.expected = writing.expected and type(sent) in _SAFE
                    self._restore(field, name, sent, now, written)
        if value.as_sent:
            # In the order of the fields again.
            restored = {name: written[name] for name in self._fields if name in written}
            written.clear()
            written.update(restored)
        for name, sent in value.extra.items():
            writing.expected = writing.expected and type(sent) in _SAFE
            written.setdefault(name, sent)

    def _restore(
        self, field: Field, name: str, sent: Json, now: Any, written: dict[str, Json]
    ) -> None:
        read = None if sent is None else read_value(field.codec, sent, Reading({}), None)
        if now == (None if read is MISFIT else read):
            if name != field.name:
                written.pop(field.name, None)
            written[name] = sent
        elif name != field.name and field.name in written:
            written[name] = written.pop(field.name)


_SAFE = frozenset((str, int, bool, type(None)))
