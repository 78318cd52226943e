"""Arrow columns of a class's fields: their types, and their values from many objects at once.

Everything here follows from the metadata of the attrs fields.  Objects are turned column by
column: one call gives all attributes of an object, and Arrow takes each column as a whole.
"""

from __future__ import annotations

import ast
import inspect
import json
import sys
from bisect import bisect_right
from collections.abc import Callable, Container, Iterable, Sequence
from functools import cache
from itertools import accumulate, chain
from typing import Any, Final

import pyarrow as pa  # pyright: ignore[reportMissingImports]  # an extra

from ._codecs import NUMBER, STRING, Array, Codec, Digits, Integer, Member, Nested, Plain, Text
from ._fields import Field, fields_of, variants_of
from ._inline import Names, compiled
from ._objects import NOTHING, once_per_class
from ._shown import described

REFUSED: Final = (pa.ArrowException, OverflowError, ValueError, TypeError)
"""What Arrow raises for values that a column cannot hold."""

RowOf = Callable[[int], int]
"""The row of the table to which the value at a position belongs."""
Note = Callable[[int, str], None]
"""Called with a row and what is to be said of it."""


class Part:
    """The values of a column that are to become an array."""

    __slots__ = ("array", "column", "note", "path", "row_of", "values")

    def __init__(
        self, column: Column, values: Sequence[Any], row_of: RowOf, path: str, note: Note
    ) -> None:
        self.column = column
        self.values = values
        self.row_of = row_of
        self.path = path
        self.note = note
        self.array: Any = None
        """There once the arrays of all parts are made."""

    def single(self) -> Any:
        """The array, made alone; a value that it cannot hold is null, and noted."""
        try:
            return pa.array(self.values, self.column.type)
        except REFUSED:
            cells = [self._cell(position, value) for position, value in enumerate(self.values)]
            return pa.array(cells, self.column.type)

    def _cell(self, position: int, value: Any) -> Any:
        try:
            pa.scalar(value, self.column.type)
        except REFUSED:
            expected = f"expected what fits into {self.column.type}"
            text = f"{self.path}: {expected}, got {described(value)}"
            self.note(self.row_of(position), text)
            return None
        return value


class Parts:
    """Parts of many columns: one call makes the arrays of all with the same type.

    A call of Arrow costs as much as many values, and most parts are short.
    """

    def __init__(self) -> None:
        self._by_type: dict[str, list[Part]] = {}

    def add(self, part: Part) -> Callable[[], Any]:
        """Take a part; gives what gives its array."""
        self._by_type.setdefault(part.column.key, []).append(part)
        return lambda: part.array

    def make(self) -> None:
        """Make all arrays."""
        for parts in self._by_type.values():
            if len(parts) > 1:
                made: Any
                try:
                    made = pa.array(
                        [*chain.from_iterable(part.values for part in parts)], parts[0].column.type
                    )
                except REFUSED:
                    made = None
                # What is too long for one array comes in several.
                if isinstance(made, pa.Array):
                    start = 0
                    for part in parts:
                        count = len(part.values)
                        part.array = made.slice(start, count)
                        start += count
                    continue
            for part in parts:
                part.array = part.single()


class Column:
    """How a column is made of the values of one attribute."""

    def __init__(self, data_type: Any) -> None:
        self.type = data_type
        self.key = str(data_type)

    def part(
        self, parts: Parts, values: Sequence[Any], row_of: RowOf, path: str, note: Note
    ) -> Callable[[], Any]:
        """Give the values to `parts`; gives what gives the array, once it is made."""
        return parts.add(Part(self, values, row_of, path, note))


class JsonColumn(Column):
    """Values of any form, each as JSON text."""

    def __init__(self) -> None:
        super().__init__(pa.string())

    def part(
        self, parts: Parts, values: Sequence[Any], row_of: RowOf, path: str, note: Note
    ) -> Callable[[], Any]:
        """The same, of texts."""
        texts = [None if value is None else json_text(value) for value in values]
        return super().part(parts, texts, row_of, path, note)


class NestedColumn(Column):
    """Objects of a class."""

    def __init__(self, items: StructColumn) -> None:
        super().__init__(items.type)
        self.items = items

    def part(
        self, parts: Parts, values: Sequence[Any], row_of: RowOf, path: str, note: Note
    ) -> Callable[[], Any]:
        """The same, of the cells of each object."""
        mask = None
        if None in values:
            mask = pa.array([cells is None for cells in values], pa.bool_())
            values = [self.items.nulls if cells is None else cells for cells in values]
        cells = [*chain.from_iterable(values)]
        arrays = self.items.parts(parts, cells, row_of, path, note)
        return lambda: self.items.struct(arrays(), len(values), mask)


class ListColumn(NestedColumn):
    """Lists of objects of a class."""

    def __init__(self, items: StructColumn) -> None:
        super().__init__(items)
        self.type = pa.list_(items.type)

    def part(
        self, parts: Parts, values: Sequence[Any], row_of: RowOf, path: str, note: Note
    ) -> Callable[[], Any]:
        """The same, of lists of the cells of each object."""
        ends = [*accumulate(len(value or ()) for value in values)]
        # A list without a beginning is null.
        starts: list[int | None] = [0, *ends]
        for position, value in enumerate(values):
            if value is None:
                starts[position] = None
        items = [*chain.from_iterable(value for value in values if value)]
        made = super().part(
            parts, items, lambda item: row_of(bisect_right(ends, item)), f"{path}[]", note
        )
        offsets = pa.array(starts, pa.int32())
        return lambda: pa.ListArray.from_arrays(offsets, made(), type=self.type)


Cells = tuple[Any, ...]
"""The values of an object in the order of the columns.

Of an object in it, there are its cells; of a list of objects, a list of them.
"""
Mark = Callable[[object], None]
"""Called with an object about which something is unexpected."""


class StructColumn:
    """Objects of a class and of its variants: one column for each name that any of them has."""

    def __init__(self, classes: Iterable[type[Any]], taken: Container[str] = ()) -> None:
        self.fields: list[Any] = []
        """The Arrow fields."""
        self.columns: dict[str, Column] = {}
        """By name on the wire."""
        self.cells_of: dict[type, Callable[[Any, Mark], Cells]] = {}
        """By class, the function that takes an object apart."""
        by_wire: dict[str, dict[type, Field]] = {}
        kinds: dict[type, None] = {}
        for each in classes:
            for kind in (each, *(variant for variant, _ in variants_of(each))):
                kinds[kind] = None
                for field in fields_of(kind):
                    by_wire.setdefault(field.name, {})[kind] = field
        names = column_names(by_wire, taken)
        for (wire, fields), name in zip(by_wire.items(), names, strict=True):
            column = self.columns[wire] = _of_all(field.codec for field in fields.values())
            kind, field = next(iter(fields.items()))
            text = _descriptions(kind).get(field.attribute)
            metadata = {"description": text} if text else None
            self.fields.append(pa.field(name, column.type, metadata=metadata))
        self.type = pa.struct(self.fields)
        self.nulls: Cells = (None,) * len(self.columns)
        for kind in kinds:
            given = [fields.get(kind) for fields in by_wire.values()]
            self.cells_of[kind] = _cells_of(kind, given, [*self.columns.values()])

    def parts(
        self, parts: Parts, cells: Sequence[Any], row_of: RowOf, path: str, note: Note
    ) -> Callable[[], list[Any]]:
        """Give the cells of objects, one after another; gives what gives an array per column."""
        inside, width = f"{path}." if path else "", len(self.columns)
        made = [
            column.part(parts, cells[place::width], row_of, f"{inside}{wire}", note)
            for place, (wire, column) in enumerate(self.columns.items())
        ]
        return lambda: [each() for each in made]

    def struct(self, arrays: list[Any], count: int, mask: Any = None) -> Any:
        """The array of so many objects; those in the mask are null."""
        if not arrays:
            absent = [False] * count if mask is None else mask.to_pylist()
            return pa.array([None if each else {} for each in absent], self.type)
        return pa.StructArray.from_arrays(arrays, fields=self.fields, mask=mask)


def _cells_of(
    kind: type, fields: Sequence[Field | None], columns: Sequence[Column]
) -> Callable[[Any, Mark], Cells]:
    """The function that takes objects of a class apart."""
    names = Names(NOTHING=NOTHING)
    values = [
        _cell(f"o.{field.attribute}", column, names) if field else "None"
        for field, column in zip(fields, columns, strict=True)
    ]
    body = [
        "def cells(o, mark):",
        " if o.extra is not NOTHING or o.as_sent is not NOTHING: mark(o)",
        f" return ({', '.join(values)},)" if values else " return ()",
    ]
    return compiled("cells", body, names, f"cells of {kind.__qualname__}")


def _cell(value: str, column: Column, names: Names) -> str:
    if not isinstance(column, NestedColumn):
        return value
    cells_of = names.bind(column.items.cells_of, "cells_of")
    if isinstance(column, ListColumn):
        made = f"[{cells_of}[type(each)](each, mark) for each in v]"
    else:
        made = f"{cells_of}[type(v)](v, mark)"
    return f"None if (v := {value}) is None else {made}"


def column_names(names: Iterable[str], taken: Container[str] = ()) -> list[str]:
    """Names of columns: engines ignore case, so what would be a second of a name gets `_` behind.

    `taken` are names in lower case that are in use already.
    """
    given: dict[str, str] = {}
    for name in names:
        column = name
        while column.lower() in given or column.lower() in taken:
            column += "_"
        given[column.lower()] = column
    return [*given.values()]


def json_text(value: Any) -> str:
    """A JSON value as compact text that has a form in UTF-8."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    # Half a surrogate pair has none; its escape, which is how it was sent, has.
    return text.encode("utf-8", "backslashreplace").decode() if not text.isascii() else text


def _of_all(codecs: Iterable[Codec]) -> Column:
    """The column of a name that variants may read in different ways."""
    first, *others = map(_column, codecs)
    return first if all(each.type == first.type for each in others) else JsonColumn()


def _column(codec: Codec) -> Column:
    if isinstance(codec, Nested):
        return NestedColumn(struct_of(codec.object_class))
    if isinstance(codec, Array) and isinstance(codec.item, Nested):
        return ListColumn(struct_of(codec.item.object_class))
    item = codec.item if isinstance(codec, Array) else codec
    data_type = _scalar(item)
    if data_type is None:
        return JsonColumn()
    return Column(data_type if item is codec else pa.list_(data_type))


def _scalar(codec: Codec) -> Any:
    """The type of a single value; `None` where it may be any JSON."""
    if isinstance(codec, Member):
        return _scalar(codec.value)
    if isinstance(codec, Integer | Digits):
        return pa.int64()
    if isinstance(codec, Text) or codec is STRING:
        return pa.string()
    if codec is NUMBER:
        return pa.float64()
    if isinstance(codec, Plain) and codec.kinds == (bool,):
        return pa.bool_()
    return None


@once_per_class
def struct_of(object_class: type[Any]) -> StructColumn:
    """The column of objects of a class."""
    return StructColumn((object_class,))


@once_per_class
def _descriptions(object_class: type[Any]) -> dict[str, str]:
    """What the attributes mean: the text below each in the source.

    Empty where the source is not at hand.
    """
    found: dict[str, str] = {}
    for each in reversed(object_class.__mro__):
        if each.__module__.startswith(f"{__package__}."):
            found |= _class_texts(each.__module__).get(each.__name__, {})
    return found


@cache
def _class_texts(module: str) -> dict[str, dict[str, str]]:
    try:
        tree = ast.parse(inspect.getsource(sys.modules[module]))
    except (OSError, TypeError, KeyError):
        return {}
    return {each.name: _texts(each) for each in tree.body if isinstance(each, ast.ClassDef)}


def _texts(written: ast.ClassDef) -> dict[str, str]:
    found = {}
    for above, below in zip(written.body, written.body[1:], strict=False):
        match above, below:
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str() as text)),
            ):
                found[name] = " ".join(text.split())
    return found
