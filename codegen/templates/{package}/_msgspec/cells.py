"""Cells of table rows, straight from decoded structs.

A message about which nothing is unexpected needs no objects to become a row: each kind of message
has a function that takes its struct apart.  What the struct refuses, and what an object would
keep beside its typed attributes, is left to the decoders.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import msgspec

from .._codecs import AnyJson, Array, Codec, Digits, Member
from .._columns import Cells, NestedColumn, StructColumn
from .._fields import Field, fields_of, variants_of
from .._inline import Names, compiled, members_of, spellings_of
from .._routes import route_by_code
from ..envelopes import ENVELOPES
from ..message import Message
from ..open_enum import OpenIntEnum, OpenStrEnum
from .building import Build, shallow, whole
from .front import REFUSED, TYPES
from .kinds import EVENT, Kind
from .registry import nested_class
from .structs import NoStructError, Shape, Shapes

Row = tuple[tuple[str | None, str | None, str], Cells, Cells, list[str]]
"""Id, time and envelope; cells of the attributes; those of the event; texts that stand in them in
another spelling."""


Read = Callable[[Any], Row | None]
"""The row of a text; `None` where more than a spelling is unexpected."""


class CellReaders:
    """What reads the kinds of messages that came before."""

    def __init__(self, attributes: StructColumn, events: Mapping[str, StructColumn]) -> None:
        self._attributes = attributes
        self._events = events
        self._kinds: dict[tuple[str, str | None], bool] = {}
        """Whether a kind has come more than once."""
        self._readers: dict[Any, tuple[str, Read]] = {}
        """By what the text has for the event, as text and as bytes."""
        envelopes = [ENVELOPES[name] for name in _STRUCTURED]
        by_type = any(each.type_field for each in envelopes) and len(TYPES) > 1
        fields = {
            each.type_field or each.code_field: None
            for each in envelopes
            if not (by_type and each.type_field)
        }
        self.find = _finder(self._readers, by_type, [*fields])
        """The event that a text seems to be of, and what reads it."""

    def note(self, message: Message) -> None:
        """Learn from a message for which there was no reader."""
        key = message.envelope, message.event_code
        if message.envelope not in _STRUCTURED or self._kinds.get(key):
            return
        self._kinds[key] = key in self._kinds
        route = route_by_code(message.event_code)
        if route is None or not self._kinds[key]:
            return
        kind = Kind(message.envelope, route)
        try:
            reader = route.event_code, self._compiled(kind)
        except NoStructError:
            return
        for name in kind.names:
            self._readers[name] = reader

    def _compiled(self, kind: Kind) -> Read:
        around, code = ENVELOPES[kind.envelope], kind.route.event_code
        shapes = _CellShapes({}, kind.choosing)
        if any(map(shapes.other_forms_of, kind.classes)):
            raise NoStructError(code)
        event, outer = kind.structs(shapes)
        build = _CellBuild(shapes, kind.route.event_class, event)
        names = build.names()
        names["decode"] = msgspec.json.Decoder(outer.struct).decode
        own, attributes = build.cells(around.attributes_class, self._attributes, outer, "s", names)
        cells = names.bind(build.function(kind.route.event_class, self._events[code]), "cells")
        said = [f"s.{each}" if each else "None" for each in (around.message_id, around.time)]
        names["REFUSED"] = REFUSED
        row = (
            f"({', '.join(said)}, {kind.envelope!r})",
            attributes,
            f"{cells}(root, root, others)",
        )
        lines = [
            f"if len(text) >= {_LARGE}: return None",
            "s = decode(text)",
            f"root = s.{EVENT}",
            "others = []",
            *own,
            f"return {', '.join(row)}, others",
        ]
        tried = (f"  {line}" for line in lines)
        body = ["def read(text):", " try:", *tried, " except REFUSED: return None"]
        return compiled("read", body, names, f"rows of {code} in {kind.envelope}")


_LARGE: Final = 2**18
"""Texts of that size are read without structs, which take more memory."""

_STRUCTURED: Final = [
    name for name, each in ENVELOPES.items() if each.event_field and not each.codes
]
"""The envelopes whose names for events are those of the catalogue."""


def _finder(
    readers: Mapping[Any, tuple[str, Read]], by_type: bool, fields: Sequence[str]
) -> Callable[[Any], tuple[str, Read] | None]:
    """What finds a reader: by the last text that begins as types do, else behind a field's name."""
    types: tuple[Any, Any] = TYPES, TYPES.encode()
    names: list[tuple[tuple[Any, Any], int]] = [
        ((f'"{field}"', f'"{field}"'.encode()), len(field) + 2) for field in fields
    ]
    reader_of = readers.get

    def find(text: Any) -> tuple[str, Read] | None:
        is_bytes = type(text) is bytes
        if not is_bytes and type(text) is not str:
            return None
        mark: Any = b'"' if is_bytes else '"'
        if by_type:
            start = text.rfind(types[is_bytes]) + 1
            found = reader_of(text[start : text.find(mark, start)])
            if found is not None:
                return found
        for name, length in names:
            start = text.find(mark, text.rfind(name[is_bytes]) + length) + 1
            found = reader_of(text[start : text.find(mark, start)])
            if found is not None:
                return found
        return None

    return find


class _CellShapes(Shapes):
    """Structs that have the plain values of enums."""

    def _kind(self, codec: Codec) -> Any:
        if isinstance(codec, Array):
            item: Any = self._kind(codec.item)
            return list[item]
        if isinstance(codec, Member):
            return self._kind(codec.value)
        return super()._kind(codec)


class _CellBuild(Build):
    """The code for one kind: functions that give the cells of structs."""

    def function(self, object_class: type[Any], column: StructColumn) -> Callable[..., Cells]:
        """The function for structs of a class, or of its variant.

        It takes the struct, that of the event, and a list for texts in another spelling.
        """
        shape, names = self.shape_of(object_class), self.names()
        lines = []
        for variant, conditions in variants_of(object_class):
            test = " and ".join(self._condition(each, object_class, "s") for each in conditions)
            own, cells = self.cells(variant, column, shape, "s", names)
            lines += [f"if {test}:", *(f" {line}" for line in own), f" return {cells}"]
        own, cells = self.cells(object_class, column, shape, "s", names)
        body = [
            "def cells(s, root, others):",
            *(f" {line}" for line in (*lines, *own)),
            f" return {cells}",
        ]
        return compiled("cells", body, names, f"cells of structs of {object_class.__qualname__}")

    def cells(
        self,
        object_class: type[Any],
        column: StructColumn,
        shape: Shape,
        struct: str,
        names: Names,
    ) -> tuple[list[str], str]:
        """Lines that look at a struct as one of exactly this class, and its cells."""
        fields = {field.name: field for field in fields_of(object_class)}
        foreign = [name for name in shape.attributes if name not in fields]
        lines = [f"if {struct}.{shape.attributes[name]} is not None: refuse()" for name in foreign]
        cells = []
        for name in column.columns:
            field = fields.get(name)
            if field is None:
                cells.append("None")
                continue
            value = f"{struct}.{field.attribute}"
            if field.required and foreign:
                lines.append(f"if {value} is None: refuse()")
            made = self._cell(field, column, names)
            cells.append(f"None if (v := {value}) is None else {made}" if made else value)
        return lines, f"({', '.join(cells)},)" if cells else "()"

    def _cell(self, field: Field, column: StructColumn, names: Names) -> str | None:
        """An expression for the cell of a value `v`; `None` where it is the value."""
        codec, nested = field.codec, nested_class(field.codec)
        item = codec.item if isinstance(codec, Array) else codec
        if nested is not None:
            inner = column.columns[field.name]
            if not isinstance(inner, NestedColumn):
                raise NoStructError(field.name)
            call: Any = self.function(nested, inner.items)
            more = ", root, others"
        elif (spellings := spellings_of(item)) is not None:
            call, more = _Spelling(spellings), ", others"
        else:
            call, more = _plain_of(item), ""
            if call is None:
                return None
        made = names.bind(call, "made")
        return f"{made}(v{more})" if item is codec else f"[{made}(x{more}) for x in v]"


def _plain_of(codec: Codec) -> Callable[[Any], Any] | None:
    """What gives the plain value of what a struct has, or refuses it; `None` if they are one."""
    if isinstance(codec, AnyJson):
        return _any
    if isinstance(codec, Digits) and codec.quoted:
        return whole
    if isinstance(codec, Member):
        if issubclass(codec.enum, OpenIntEnum | OpenStrEnum):
            return _plain_of(codec.value)
        return {sent: member.value for sent, member in members_of(codec).items()}.__getitem__
    return None


class _Spelling:
    """What gives the value of the member that a text means."""

    def __init__(self, spellings: Mapping[str, Any]) -> None:
        self._values = {text: str(member.value) for text, member in spellings.items()}

    def __call__(self, text: str, others: list[str]) -> str:
        value = self._values[text]
        if value != text:
            others.append(text)
        return value


def _any(value: Any) -> Any:
    if type(value) is list or type(value) is dict:
        shallow(value)
    return value
