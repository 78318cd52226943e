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
from itertools import accumulate
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


class Column:
    """How a column is made of the values of one attribute."""

    def __init__(self, data_type: Any) -> None:
        self.type = data_type

    def array(self, values: Sequence[Any], row_of: RowOf, path: str, note: Note) -> Any:
        """The values as an Arrow array; one that the column cannot hold is null, and noted."""
        try:
            return pa.array(values, self.type)
        except REFUSED:
            cells = [self._cell(each, n, row_of, path, note) for n, each in enumerate(values)]
            return pa.array(cells, self.type)

    def _cell(self, value: Any, position: int, row_of: RowOf, path: str, note: Note) -> Any:
        try:
            pa.scalar(value, self.type)
        except REFUSED:
            expected = f"expected what fits into {self.type}"
            note(row_of(position), f"{path}: {expected}, got {described(value)}")
            return None
        return value


class JsonColumn(Column):
    """Values of any form, each as JSON text."""

    def __init__(self) -> None:
        super().__init__(pa.string())

    def array(self, values: Sequence[Any], row_of: RowOf, path: str, note: Note) -> Any:
        """The same, of texts."""
        texts = [None if value is None else json_text(value) for value in values]
        return super().array(texts, row_of, path, note)


class NestedColumn(Column):
    """Objects of a class."""

    def __init__(self, items: StructColumn) -> None:
        super().__init__(items.type)
        self.items = items


class ListColumn(NestedColumn):
    """Lists of objects of a class."""

    def __init__(self, items: StructColumn) -> None:
        super().__init__(items)
        self.type = pa.list_(items.type)


class StructColumn:
    """Objects of a class and of its variants: one column for each name that any of them has."""

    def __init__(self, classes: Iterable[type[Any]], taken: Container[str] = ()) -> None:
        self.fields: list[Any] = []
        """The Arrow fields."""
        self.columns: list[tuple[str, Column]] = []
        """Each with its name on the wire."""
        self.adders: dict[type, Callable[..., Any]] = {type(None): _adder_of_nothing}
        """By class, what makes the function that takes an object apart."""
        by_wire: dict[str, dict[type, Field]] = {}
        kinds: dict[type, None] = {}
        for each in classes:
            for kind in (each, *(variant for variant, _ in variants_of(each))):
                kinds[kind] = None
                for field in fields_of(kind):
                    by_wire.setdefault(field.name, {})[kind] = field
        names = column_names(by_wire, taken)
        for (wire, fields), name in zip(by_wire.items(), names, strict=True):
            column = _of_all(field.codec for field in fields.values())
            self.columns.append((wire, column))
            kind, field = next(iter(fields.items()))
            text = _descriptions(kind).get(field.attribute)
            metadata = {"description": text} if text else None
            self.fields.append(pa.field(name, column.type, metadata=metadata))
        self.type = pa.struct(self.fields)
        for kind in kinds:
            given = [fields.get(kind) for fields in by_wire.values()]
            self.adders[kind] = _adder(kind, given, [column for _, column in self.columns])


class Objects:
    """Objects of a column, taken apart as they come, so that none of them is kept."""

    def __init__(self, column: StructColumn, mark: Callable[[object], None]) -> None:
        """`mark` is called when something about an object is unexpected."""
        self._column = column
        # For each object: whether it is there, and its values.
        self._values: list[Any] = []
        self._width = 1 + len(column.columns)
        self._inner: dict[int, Objects] = {}
        calls: list[Callable[[Any], object] | None] = []
        for place, (_, each) in enumerate(column.columns):
            call = None
            if isinstance(each, NestedColumn):
                inner = self._inner[place] = Objects(each.items, mark)
                call = inner.add_all if isinstance(each, ListColumn) else inner.add
            calls.append(call)
        extend = self._values.extend
        self._adders = {kind: adder(extend, mark, calls) for kind, adder in column.adders.items()}

    def add(self, value: Any) -> None:
        """Take an object, or `None`."""
        self._adders[type(value)](value)

    def add_all(self, values: tuple[Any, ...] | None) -> int | None:
        """Take the objects of a list; gives how many there are, `None` where there is no list."""
        if values is None:
            return None
        adders = self._adders
        for value in values:
            adders[type(value)](value)
        return len(values)

    def array(self, row_of: RowOf, path: str, note: Note) -> Any:
        """The objects as an Arrow array."""
        present = self._values[:: self._width]
        mask = None if all(present) else pa.array([not each for each in present], pa.bool_())
        arrays = self.arrays(row_of, path, note)
        return pa.StructArray.from_arrays(arrays, fields=self._column.fields, mask=mask)

    def arrays(self, row_of: RowOf, path: str, note: Note) -> list[Any]:
        """An array for each field."""
        inside = f"{path}." if path else ""
        found = []
        for place, (wire, column) in enumerate(self._column.columns):
            inner, where = self._inner.get(place), f"{inside}{wire}"
            if isinstance(column, ListColumn) and inner is not None:
                sizes = self._values[1 + place :: self._width]
                found.append(_list_array(column, sizes, inner, row_of, where, note))
            elif inner is not None:
                found.append(inner.array(row_of, where, note))
            else:
                values = self._values[1 + place :: self._width]
                found.append(column.array(values, row_of, where, note))
        return found


def _list_array(
    column: ListColumn,
    sizes: list[int | None],
    items: Objects,
    row_of: RowOf,
    path: str,
    note: Note,
) -> Any:
    ends = [*accumulate(size or 0 for size in sizes)]
    # A list without a beginning is null.
    starts: list[int | None] = [0, *ends]
    for position, size in enumerate(sizes):
        if size is None:
            starts[position] = None
    inner = items.array(lambda item: row_of(bisect_right(ends, item)), f"{path}[]", note)
    return pa.ListArray.from_arrays(pa.array(starts, pa.int32()), inner, type=column.type)


def _adder_of_nothing(
    extend: Callable[[Iterable[Any]], None],
    mark: Callable[[object], None],
    calls: Sequence[Callable[[Any], object] | None],
) -> Callable[[Any], None]:
    nulls = (False, *(None for _ in calls))
    inner = [call for call in calls if call]

    def add(_: None) -> None:
        for call in inner:
            call(None)
        extend(nulls)

    return add


def _adder(
    kind: type, fields: Sequence[Field | None], columns: Sequence[Column]
) -> Callable[..., Any]:
    """What makes the function that takes objects of a class apart."""
    values = ["True"]
    for place, (field, column) in enumerate(zip(fields, columns, strict=True)):
        value = f"o.{field.attribute}" if field else "None"
        values.append(f"c{place}({value})" if isinstance(column, NestedColumn) else value)
    body = [
        "def adder(extend, mark, calls):",
        f" {''.join(f'c{place}, ' for place in range(len(columns)))}*_ = calls",
        " def add(o):",
        "  if o.extra is not NOTHING or o.as_sent is not NOTHING: mark(o)",
        f"  extend(({', '.join(values)},))",
        " return add",
    ]
    return compiled("adder", body, Names(NOTHING=NOTHING), f"columns of {kind.__qualname__}")


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
