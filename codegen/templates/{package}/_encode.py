"""From typed objects to JSON objects: an encoder for each class, compiled when first needed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ._codecs import NUMBER, AnyJson, Array, Codec, Digits, Member, Nested
from ._decode import read_value
from ._fields import Field, fields_of
from ._inline import Names, compiled
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
    lines = ["written = {}"]
    for field in fields:
        lines += [f"v = value.{field.attribute}", f"if v is not None: {_put(field, names)}"]
    lines += [
        f"if value.as_sent or value.extra: {restore}(value, written, writing)",
        "return written",
    ]
    body = ["def encode(value, writing):", *(f" {line}" for line in lines)]
    return compiled("encode", body, names, f"encoder of {object_class.__qualname__}")


def _put(field: Field, names: Names) -> str:
    codec, target = field.codec, f"written[{field.name!r}]"
    if isinstance(codec, Nested):
        return f"{target} = encoded(v, writing)"
    if isinstance(codec, Array) and isinstance(codec.item, Nested):
        return f"{target} = [encoded(item, writing) for item in v]"
    if _is_free(codec):
        # Floats, and whatever a value may hold, are not everywhere written in the same digits.
        return f"{target} = v; writing.expected = writing.expected and type(v) is int"
    if isinstance(codec, Member) and not isinstance(codec.value, Digits):
        write, kind = names.bind(codec.write, "write"), names.bind(codec.enum, "enum")
        return f"{target} = v._value_ if type(v) is {kind} else {write}(v)"
    if isinstance(codec, Array) or _changes(codec):
        return f"{target} = {names.bind(codec.write, 'write')}(v)"
    return f"{target} = v"


def _is_free(codec: Codec) -> bool:
    return codec is NUMBER or isinstance(codec, AnyJson)


def _changes(codec: Codec) -> bool:
    return isinstance(codec, Member) or (isinstance(codec, Digits) and codec.quoted)


class _Restore:
    """Puts what was sent in place of what would be written."""

    __slots__ = ("_fields",)

    def __init__(self, fields: tuple[Field, ...]) -> None:
        self._fields = {name: each for each in fields for name in (*each.aliases, each.name)}

    def __call__(self, value: Any, written: dict[str, Json], writing: Writing) -> None:
        """Unexpected names, and what was sent of attributes that have not changed since."""
        writing.expected = False
        for name, sent in value.as_sent.items():
            field = self._fields.get(name)
            if field is not None:
                self._restore(field, name, sent, getattr(value, field.attribute), written)
        for name, sent in value.extra.items():
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
