"""Messages to JSON text by `msgspec`: those that were not decoded as they are now.

Each class has a struct with the fields of its table, in their order, made when it is first needed.
An object that holds more than its table says (`extra`, `as_sent`) is left to the standard library.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import isfinite
from typing import Any, Final

import msgspec

from .codec import NUMBER, Array, Digits, Member, Nested, Plain, Text
from .envelopes import ENVELOPES
from .message import Message
from .wire import Codec, Field, RefusedError, WireObject

Write = Callable[[Any], Any]
"""From a value of an object to one of a struct."""

encode: Final = msgspec.json.Encoder().encode
_writers: dict[type[WireObject], Write] = {}
_writers_around: dict[str, Write] = {}
"""For the attributes, by delivery."""


def encoded(message: Message) -> bytes | None:
    """The JSON text of a message that is as the catalogue says, else `None`."""
    attributes = message.attributes
    if attributes is None or message.event_text is not None:
        return None
    try:
        write = _writers_around.get(message.envelope) or _writer_around(message.envelope)
        around = write(attributes)
        around.event_ = _struct_of(message.event)
        return encode(around)
    except (msgspec.MsgspecError, RefusedError, ValueError, TypeError, AttributeError):
        return None


def _struct_of(value: WireObject) -> Any:
    write = _writers.get(type(value))
    if write is None:
        write = _writers[type(value)] = _writer(type(value))
    return write(value)


def _writer_around(envelope: str) -> Write:
    around = ENVELOPES.get(envelope)
    if around is None:
        raise RefusedError
    write = _writer(around.attributes_class, [("event_", around.event_field)])
    _writers_around[envelope] = write
    return write


def _writer(object_class: type[WireObject], more: Sequence[tuple[str, str]] = ()) -> Write:
    """What makes the struct of an object, and leaves room for `more`: attribute and wire name."""
    table: tuple[Field, ...] = object_class.WIRE
    names = [*((row.name, row.wire) for row in table), *more]
    struct: Any = msgspec.defstruct(
        object_class.__name__,
        [(name, Any, None) for name, _ in names],
        rename=dict(names),
        omit_defaults=True,
        gc=False,
    )
    converts = [(i, convert) for i, row in enumerate(table) if (convert := _convert(row.codec))]

    def write(value: WireObject) -> Any:
        if type(value) is not object_class or value.extra or value.as_sent:
            raise RefusedError
        values = [*value._values()]
        for index, convert in converts:
            item = values[index]
            if item is not None:
                values[index] = convert(item)
        return struct(*values)

    return write


def _convert(codec: Codec) -> Write | None:
    """How the codec's values are written; None: as they are."""
    match codec:
        case Plain() if codec is NUMBER:
            return _number
        case Plain() | Text():
            return None
        case Digits():
            return None if codec.plain else str
        case Member(value=value):
            write = _convert(value)
            return (lambda member: write(member.value)) if write else None
        case Array(item=item):
            write_item = _convert(item)
            return (lambda items: [write_item(item) for item in items]) if write_item else None
        case Nested():
            return _struct_of
    return _refuse


def _number(value: Any) -> Any:
    """A number in the digits that the standard library gives it."""
    if type(value) is int:
        return value
    if type(value) is not float or not isfinite(value):
        raise RefusedError
    return msgspec.Raw(repr(value).encode())


def _refuse(value: object) -> None:
    raise RefusedError
