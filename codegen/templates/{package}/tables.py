r"""Messages as Arrow tables: for Spark, Polars, DuckDB, Iceberg, Delta Lake and all that read Arrow.

    with open("messages.jsonl", "rb") as lines:
        for batch in tables.batches(lines):
            ...

A table has a row for every line, whatever the line holds.  Its columns:

- `message_id`, `event_code`, `event_type`, `time`, `envelope`: those of `Message`; `time` is
  null where its text leaves the point in time open.
- `attributes`: what the envelope says beside the event.
- The event, typed, under the names that its fields have on the wire.  A table of one event has a
  column for each field.  The table of all has a struct column for each event, named after its
  code with `_` for all that is no letter or digit: some names have another type in another event,
  and a new event or field only adds to the schema.
- `extra`: the event's fields that the catalogue does not know, as JSON text; of an unknown event
  all of it.
- `problems`: what is not as the catalogue says, a sentence each.
- `raw`: the line, wherever anything in it is unexpected: another form or spelling, null, an
  unknown field, a problem.  So nothing of a line is lost.  Bytes that are no text stand in it
  as `\xNN`.

Whole numbers are `int64` whether or not they were sent in quotes, members of enums are their
values, and what may be any JSON is JSON text.  A field with the name of a column before it, in
upper or lower case, has `_` behind its name.  The metadata of a column has its `description`.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

try:
    import pyarrow as pa  # pyright: ignore[reportMissingImports]  # an extra
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(
        f"{__name__} needs pyarrow, of the extra `arrow`: pip install pyarrow", name="pyarrow"
    ) from error

from ._columns import Column, Parts, StructColumn, column_names, json_text
from ._times import parsed_time
from .envelopes import ENVELOPES
from .errors import InvalidMessage, MessageError
from .event import UnknownEvent
from .parsing import parse
from .registry import EVENTS

if TYPE_CHECKING:
    from pyspark.sql.types import StructType  # pyright: ignore[reportMissingImports]

    from ._msgspec.cells import CellReaders, Read
    from .message import Message

    _Parsed = Message | MessageError


Line = bytes | str | None
"""A message as JSON text; `None` is a line without one, as a Kafka record without a value."""

LINES: Final = 10_000
"""So many lines are read before their rows are handed on, where nothing else is asked for."""
_LINES_IN_SPARK: Final = 50_000
"""The same in Spark, to which each batch of the many columns costs more than its rows."""

_STRING: Final = pa.string()
_TIME: Final = pa.timestamp("us", "UTC")
_BEFORE: Final = {
    "message_id": (_STRING, "Id of the message, by which repeats are recognised."),
    "event_code": (_STRING, "Code of the event: of the recognised one, else as it was sent."),
    "event_type": (_STRING, "Type of the event: likewise."),
    "time": (_TIME, "When the event happened; null where the message leaves it open."),
    "envelope": (_STRING, "Name of the envelope."),
}
_STRINGS: Final = Column(_STRING)
_PROBLEMS: Final = pa.list_(_STRING)
_AFTER: Final = {
    "extra": (_STRING, "Fields that the catalogue does not know, as JSON text."),
    "problems": (_PROBLEMS, "What is not as the catalogue says."),
    "raw": (_STRING, "The message as it was sent, where anything in it is unexpected."),
}
_ROWS: Final = 1_000
"""A batch of one event has no more rows: so all of them fit into the processor's cache."""
_ROWS_IN_SPARK: Final = 5_000
_ATTRIBUTES: Final = "attributes"
_TAKEN: Final = frozenset((*_BEFORE, _ATTRIBUTES, *_AFTER))


def schema(event_code: str) -> pa.Schema:
    """The schema of the table of one event, a column for each of its fields.

    Raises:
        KeyError: no event of the catalogue has that code.
    """
    return _table(_known(event_code)).schema


def union_schema() -> pa.Schema:
    """The schema of the table of all events, a struct column for each event."""
    return _table(None).schema


def batches(
    lines: Iterable[Line], *, event_code: str | None = None, lines_at_once: int = LINES
) -> Iterator[pa.RecordBatch]:
    """Record batches with a row for every line.

    Of so many lines at a time, the rows of each event stand in batches of their own, and so does
    what is no event of the catalogue; each in the order of the lines.

    `lines` are JSON texts, a message each: an open file, a list, the values of a queue.  Nothing
    in them raises: what is no message is a row with `problems` and `raw`.  With `event_code` they
    are of `schema(event_code)` and leave out the lines of other events and what is no message;
    else of `union_schema()`.

    Raises:
        KeyError: no event of the catalogue has that code.
        TypeError: `lines` is one text.
    """
    table = _table(event_code if event_code is None else _known(event_code))
    if isinstance(lines, bytes | str):
        raise TypeError(
            f"expected lines, got one {type(lines).__name__}: give an open file, or a list"
        )
    return _batches(table, lines, lines_at_once)


def map_in_arrow(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The function for Spark's `DataFrame.mapInArrow`: lines in, rows of `union_schema()` out.

        spark.read.text(path).mapInArrow(tables.map_in_arrow, tables.spark_schema())

    The messages stand in the column `value`, as `spark.read.text` and Kafka name it, or in the
    only one.

    Raises:
        ValueError: there are several columns, and none is `value`.
    """
    yield from _batches(_table(None), _messages_of(batches), _LINES_IN_SPARK, _ROWS_IN_SPARK)


def _messages_of(batches: Iterable[pa.RecordBatch]) -> Iterator[Line]:
    for batch in batches:
        names = batch.schema.names
        if "value" not in names and len(names) != 1:
            raise ValueError(
                f"expected a column `value` with the messages, got {', '.join(names)}: "
                "select it before mapInArrow"
            )
        yield from batch.column("value" if "value" in names else 0).to_pylist()


def spark_schema(event_code: str | None = None) -> StructType:
    """`union_schema()`, or the schema of one event's table, as Spark has it; needs `pyspark`.

    Raises:
        KeyError: no event of the catalogue has that code.
    """
    from pyspark.sql.pandas.types import (  # pyright: ignore[reportMissingImports]
        from_arrow_schema,
    )

    return from_arrow_schema(union_schema() if event_code is None else schema(event_code))


def _known(event_code: str) -> str:
    if event_code not in EVENTS:
        raise KeyError(f"no event has the code {event_code!r}; EVENTS lists all")
    return event_code


def _batches(
    table: _Table, lines: Iterable[Line], at_once: int, rows_at_once: int = _ROWS
) -> Iterator[pa.RecordBatch]:
    rest = iter(lines)
    while chunk := [*islice(rest, at_once)]:
        yield from table.batches(chunk, rows_at_once)


class _Lines:
    """Lines that seem to be of one event."""

    def __init__(self) -> None:
        self.numbers: list[int] = []
        self.found: list[Read | Message] = []
        """Of each line what reads it, or the message where it was read."""

    def part(self, start: int, end: int) -> _Lines:
        """Some of the lines."""
        made = _Lines()
        made.numbers, made.found = self.numbers[start:end], self.found[start:end]
        return made


class _Rows:
    """Rows that stand together: those of one event, or of what is no event of the catalogue."""

    def __init__(self, attributes: StructColumn, event: StructColumn | None) -> None:
        self.lines: list[Line] = []
        self.around: list[str | None] = []
        """Of each row, id, time, envelope."""
        self.named: list[str | None] = []
        """Of each row that has no event of the catalogue, code and type."""
        # Cells stand one after another: many tuples would keep the garbage collector busy.
        self.attributes: list[Any] = []
        self.events: list[Any] = []
        self.bare: set[int] = set()
        """Rows without attributes."""
        self.extra: dict[int, Any] = {}
        self.problems: dict[int, list[str]] = {}
        self.unexpected: set[int] = set()
        self._marks: list[object] = []
        self._attributes = attributes
        self._event = event

    def add(self, found: _Parsed, line: Line) -> None:
        """Take a message, or what is none."""
        if isinstance(found, MessageError):
            self._add_rejected(found, line)
        else:
            self._add_message(found, line)

    def _add_message(self, message: Message, line: Line) -> None:
        event, marks, row = message.event, self._marks, len(self.lines)
        attributes, mark = message.attributes, marks.append
        self.lines.append(line)
        self.around.extend((message.id, message.time, message.envelope))
        if attributes is None:
            self._leave_bare(row)
        else:
            self.attributes.extend(self._attributes.cells_of[type(attributes)](attributes, mark))
        if self._event is None:
            self.named.extend((message.event_code, message.event_type))
            mark(event)
        else:
            self.events.extend(self._event.cells_of[type(event)](event, mark))
        if message.problems or message.conflicts:
            found = [*map(str, message.problems), *_others(message.more_problems)]
            self.problems[row] = [*found, *message.conflicts]
            mark(message)
        if marks or message.event_text is not None or _is_in_something(message, line):
            marks.clear()
            self.unexpected.add(row)
            if event.extra:
                self.extra[row] = event.extra

    def _add_rejected(self, error: MessageError, line: Line) -> None:
        found, row = [str(error)], len(self.lines)
        if isinstance(error, InvalidMessage):
            found = [*map(str, error.errors), *_others(error.more_errors)]
        self.lines.append(line)
        self.around.extend((error.message_id, None, error.envelope))
        self.named.extend((error.event_code, error.event_type))
        self._leave_bare(row)
        self.problems[row] = found
        self.unexpected.add(row)

    def _leave_bare(self, row: int) -> None:
        self.attributes.extend(self._attributes.nulls)
        self.bare.add(row)

    def note(self, row: int, problem: str) -> None:
        """Report a value that its column cannot hold."""
        self.problems.setdefault(row, []).append(problem)
        self.unexpected.add(row)


class _Table:
    """A table: its schema, and its rows."""

    def __init__(self, codes: Sequence[str], *, flat: bool) -> None:
        self._flat = flat
        self._attributes = StructColumn(each.attributes_class for each in ENVELOPES.values())
        taken = _TAKEN if flat else ()
        self._events = {code: StructColumn((EVENTS[code].event_class,), taken) for code in codes}
        own = self._events[codes[0]].fields if flat else self._structs()
        about = {"description": "What the envelope says beside the event."}
        attributes = pa.field(_ATTRIBUTES, self._attributes.type, metadata=about)
        self.schema = pa.schema([*_fixed(_BEFORE), attributes, *own, *_fixed(_AFTER)])
        self._places = {code: len(_BEFORE) + 1 + n for n, code in enumerate(self._events)}
        self._empty: Any = None
        """A batch of nulls, of which shorter ones are made."""
        self._readers = _readers(self._attributes, self._events)

    def _structs(self) -> list[Any]:
        plain = (re.sub("[^0-9A-Za-z]", "_", code) for code in self._events)
        return [
            pa.field(name, column.type, metadata={"description": EVENTS[code].summary})
            for name, (code, column) in zip(
                column_names(plain, _TAKEN), self._events.items(), strict=True
            )
        ]

    def batches(self, lines: Sequence[Line], rows_at_once: int = _ROWS) -> Iterator[pa.RecordBatch]:
        """The rows of so many lines, batches for each event that is among them."""
        chosen: defaultdict[str, _Lines] = defaultdict(_Lines)
        others: dict[int, _Parsed] = {}
        find = _no_reader if self._readers is None else self._readers.find
        for number, line in enumerate(lines):
            reader = find(line)
            found: Read | Message
            if reader:
                of_event, found = chosen[reader[0]], reader[1]
            else:
                parsed = _parsed(line)
                code = self._code_of(parsed)
                if code is None or isinstance(parsed, MessageError):
                    others[number] = parsed
                    continue
                of_event, found = chosen[code], parsed
            of_event.numbers.append(number)
            of_event.found.append(found)
        # All is done with the lines of one event before those of the next are read: so what was
        # read is still in the processor's cache.
        for event_code, of_event in chosen.items():
            for start in range(0, len(of_event.numbers), rows_at_once):
                part = of_event.part(start, start + rows_at_once)
                rows = self._rows(event_code, part, lines, others)
                if rows.lines:
                    yield self._batch(event_code, rows)
        late: dict[str | None, _Rows] = {}
        for number in sorted(others):
            code = self._code_of(others[number])
            if code is not None or not self._flat:
                if code not in late:
                    event = None if code is None else self._events[code]
                    late[code] = _Rows(self._attributes, event)
                late[code].add(others[number], lines[number])
        for code, rows in late.items():
            yield self._batch(code, rows)

    def _code_of(self, found: _Parsed) -> str | None:
        """Code of the event, if its rows have a column here."""
        if isinstance(found, MessageError) or type(found.event) is UnknownEvent:
            return None
        if found.event_code not in self._events:
            return None
        if self._readers:
            self._readers.note(found)
        return found.event_code

    def _rows(
        self,
        code: str,
        of_event: _Lines,
        lines: Sequence[Line],
        others: dict[int, _Parsed],
    ) -> _Rows:
        """Rows of lines that seem to be of an event; those that are not go to `others`."""
        rows = _Rows(self._attributes, self._events[code])
        # What is called for every line is looked up once.
        add_line, add_said = rows.lines.append, rows.around.extend
        add_attributes, add_cells = rows.attributes.extend, rows.events.extend
        for number, each in zip(of_event.numbers, of_event.found, strict=True):
            line = lines[number]
            if callable(each):
                row = each(line)
                if row is not None:
                    said, attributes, cells, spellings = row
                    if spellings:
                        rows.unexpected.add(len(rows.lines))
                    add_line(line)
                    add_said(said)
                    add_attributes(attributes)
                    add_cells(cells)
                    continue
                parsed = _parsed(line)
                if self._code_of(parsed) != code:
                    others[number] = parsed
                    continue
            else:
                parsed = each
            rows.add(parsed, line)
        return rows

    def _batch(self, code: str | None, rows: _Rows) -> pa.RecordBatch:
        """The rows of one event, or of none."""
        count, note, parts = len(rows.lines), rows.note, Parts()

        def texts(name: str, values: Sequence[str | None]) -> Callable[[], Any]:
            return _STRINGS.part(parts, values, _same, name, note)

        ids, times, envelopes = (rows.around[n::3] for n in range(3))
        if code is None:
            codes, types = rows.named[::2], rows.named[1::2]
        else:
            codes, types = [code], [str(EVENTS[code].type)]
        first = [
            texts("message_id", ids),
            texts("event_code", codes),
            texts("event_type", types),
            lambda: _times(times),
            texts("envelope", envelopes),
        ]
        attributes = self._attributes.parts(parts, rows.attributes, _same, "", note)
        column = None if code is None else self._events[code]
        event = None if column is None else column.parts(parts, rows.events, _same, "", note)
        parts.make()
        around = [each() for each in first]
        if code is not None:
            around[1:3] = [_repeated(each, count) for each in around[1:3]]
        mask = None
        if rows.bare:
            mask = pa.array([row in rows.bare for row in range(count)], pa.bool_())
        around.append(self._attributes.struct(attributes(), count, mask))
        # Behind all that may have found something.
        extra = {row: json_text(found) for row, found in rows.extra.items()}
        raw = {row: _text(rows.lines[row]) for row in rows.unexpected}
        sparse = (extra, _STRING), (rows.problems, _PROBLEMS), (raw, _STRING)
        behind = [_sparse(values, count, data_type) for values, data_type in sparse]
        if column is None or event is None:
            return self._union(None, count, around, None, behind)
        if self._flat:
            return pa.RecordBatch.from_arrays([*around, *event(), *behind], schema=self.schema)
        return self._union(code, count, around, column.struct(event(), count), behind)

    def _union(
        self, code: str | None, count: int, around: list[Any], event: Any, behind: list[Any]
    ) -> pa.RecordBatch:
        """Rows of the table of all events: nulls, with the columns that have something."""
        if self._empty is None or self._empty.num_rows < count:
            nulls = [pa.nulls(2 * count, each.type) for each in self.schema]
            self._empty = pa.RecordBatch.from_arrays(nulls, schema=self.schema)
        batch, width = self._empty.slice(0, count), len(self.schema)
        filled = dict(enumerate(around))
        if code is not None:
            filled[self._places[code]] = event
        filled |= enumerate(behind, width - len(behind))
        for place, array in filled.items():
            if array is not None:
                batch = batch.set_column(place, self.schema.field(place), array)
        return batch


def _readers(attributes: StructColumn, events: Mapping[str, StructColumn]) -> CellReaders | None:
    """What reads most lines without making messages, if its extra is there."""
    try:
        from ._msgspec.cells import CellReaders
    except ImportError:
        return None
    return CellReaders(attributes, events)


def _no_reader(_: Line) -> None:
    """Without the extra, each line is parsed."""


def _parsed(line: Line) -> _Parsed:
    try:
        return parse(line)  # type: ignore[arg-type]  # None is rejected like others
    except MessageError as error:
        return error


def _repeated(single: Any, count: int) -> Any:
    """An array of one value, so many times."""
    return pa.repeat(single[0], count)


def _is_in_something(message: Message, line: Line) -> bool:
    """Whether the line is more than the message: a wrapper, a JSON text of it, or base64 in it."""
    if message.wrapper is not None or message.event_base64 is not None:
        return True
    text = _text(line)
    return text is not None and text.lstrip().startswith('"')


def _same(row: int) -> int:
    return row


def _sparse(values: Mapping[int, Any], count: int, data_type: Any) -> Any:
    """An array of values by their rows, where most have none."""
    if not values:
        return pa.nulls(count, data_type)
    return pa.array([values.get(row) for row in range(count)], data_type)


@cache
def _table(event_code: str | None) -> _Table:
    if event_code is None:
        return _Table(sorted(map(str, EVENTS)), flat=False)
    return _Table((event_code,), flat=True)


def _fixed(columns: dict[str, tuple[Any, str]]) -> list[Any]:
    return [
        pa.field(name, data_type, metadata={"description": text})
        for name, (data_type, text) in columns.items()
    ]


def _others(count: int) -> list[str]:
    return [f"and {count} more"] if count else []


def _text(line: Line) -> str | None:
    """The line as text that Arrow can hold, without the end of the line."""
    if line is None:
        return None
    if not isinstance(line, str):
        line = bytes(line)
        line = line.decode(json.detect_encoding(line), "backslashreplace")
    line = line.removesuffix("\n").removesuffix("\r")
    return line.encode("utf-8", "backslashreplace").decode()


# Times as nearly all are, by what Arrow and `parsed_time` read alike: the seconds, with
# milliseconds or without, and `Z` or an offset behind.
_IN_UTC: Final = (20, 24)
_WITH_OFFSET: Final = (25, 29)


def _is_usual(text: str) -> bool:
    size = len(text)
    if size in _IN_UTC:
        return text[-1] == "Z" and text[10] == "T" and text >= "0001"
    return (
        size in _WITH_OFFSET
        and text[-6] in "+-"
        and text[-3] == ":"
        and text[10] == "T"
        and text >= "0001"
    )


def _times(texts: Sequence[str | None]) -> Any:
    """Points in time; those that Arrow reads as `parsed_time` does, all at once."""
    usual = [text if text is not None and _is_usual(text) else None for text in texts]
    try:
        times = pa.array(usual, _STRING).cast(_TIME)
    except (pa.ArrowException, ValueError):
        return pa.array([text and parsed_time(text) for text in texts], _TIME)
    if usual == texts:
        return times
    others = [
        parsed_time(text) if text is not None and one is None else None
        for text, one in zip(texts, usual, strict=True)
    ]
    return pa.compute.coalesce(times, pa.array(others, _TIME))
