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

from ._columns import Column, Objects, StructColumn, column_names, json_text
from ._times import parsed_time
from .envelopes import ENVELOPES
from .errors import InvalidMessage, MessageError
from .event import UnknownEvent
from .parsing import parse
from .registry import EVENTS

if TYPE_CHECKING:
    from pyspark.sql.types import StructType  # pyright: ignore[reportMissingImports]

    from .message import Message

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

    Of so many lines at a time, the rows of each event stand in a batch of their own, in the order
    of the lines; what is no event of the catalogue is in one, too.

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
    yield from _batches(_table(None), _messages_of(batches), _LINES_IN_SPARK)


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


def _batches(table: _Table, lines: Iterable[Line], at_once: int) -> Iterator[pa.RecordBatch]:
    rest = iter(lines)
    while chunk := list(islice(rest, at_once)):
        yield from table.batches(chunk)


class _Rows:
    """Rows that stand together: those of one event, or of what is no event of the catalogue."""

    def __init__(self, attributes: StructColumn, event: StructColumn | None) -> None:
        self.lines: list[Line] = []
        self.texts: list[str | None] = []
        """Of each row, id, code, type, time, envelope."""
        self.extra: dict[int, Any] = {}
        self.problems: dict[int, list[str]] = {}
        self.unexpected: set[int] = set()
        self._marks: list[object] = []
        mark = self._marks.append
        self.attributes = Objects(attributes, mark)
        self.event = None if event is None else Objects(event, mark)

    def add(self, message: Message, line: Line) -> None:
        """Take a message."""
        event, marks, row = message.event, self._marks, len(self.lines)
        self.lines.append(line)
        self.texts.extend(
            (message.id, message.event_code, message.event_type, message.time, message.envelope)
        )
        self.attributes.add(message.attributes)
        if self.event is None:
            marks.append(event)
        else:
            self.event.add(event)
        if message.problems or message.conflicts:
            found = [*map(str, message.problems), *_others(message.more_problems)]
            self.problems[row] = [*found, *message.conflicts]
            marks.append(message)
        if marks or message.event_text is not None:
            marks.clear()
            self.unexpected.add(row)
            if event.extra:
                self.extra[row] = event.extra

    def refuse(self, error: MessageError, line: Line) -> None:
        """Take a line that is no message, or an invalid one."""
        found, row = [str(error)], len(self.lines)
        if isinstance(error, InvalidMessage):
            found = [*map(str, error.errors), *_others(error.more_errors)]
        self.lines.append(line)
        self.texts.extend(
            (error.message_id, error.event_code, error.event_type, None, error.envelope)
        )
        self.attributes.add(None)
        self.problems[row] = found
        self.unexpected.add(row)

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
        self._nulls: dict[str, Any] = {}

    def _structs(self) -> list[Any]:
        plain = (re.sub("[^0-9A-Za-z]", "_", code) for code in self._events)
        return [
            pa.field(name, column.type, metadata={"description": EVENTS[code].summary})
            for name, (code, column) in zip(
                column_names(plain, _TAKEN), self._events.items(), strict=True
            )
        ]

    def batches(self, lines: Iterable[Line]) -> Iterator[pa.RecordBatch]:
        """The rows of so many lines, a batch for each event that is among them."""
        found: dict[str | None, _Rows] = {}
        for line in lines:
            try:
                message = parse(line)  # type: ignore[arg-type]  # None is refused like others
            except MessageError as error:
                if not self._flat:
                    self._rows(found, None).refuse(error, line)
                continue
            code = message.event_code
            if code not in self._events or type(message.event) is UnknownEvent:
                if self._flat:
                    continue
                code = None
            rows = found.get(code) or self._rows(found, code)
            rows.add(message, line)
        for code, rows in found.items():
            yield self._batch(code, rows)

    def _rows(self, found: dict[str | None, _Rows], code: str | None) -> _Rows:
        if code not in found:
            event = None if code is None else self._events[code]
            found[code] = _Rows(self._attributes, event)
        return found[code]

    def _batch(self, code: str | None, rows: _Rows) -> pa.RecordBatch:
        """The rows of one event, or of none."""
        texts = {name: rows.texts[n :: len(_BEFORE)] for n, name in enumerate(_BEFORE)}
        times = texts.pop("time")
        columns = {
            name: _STRINGS.array(each, _same, name, rows.note) for name, each in texts.items()
        }
        columns["time"] = _times(times)
        columns[_ATTRIBUTES] = rows.attributes.array(_same, "", rows.note)
        if self._flat and rows.event is not None:
            events = rows.event.arrays(_same, "", rows.note)
        else:
            events = [self._event(each, code, rows) for each in self._events]
        last = [
            _STRINGS.array(_sparse(rows, rows.extra, json_text), _same, "extra", rows.note),
            # Behind all that may have found something.
            pa.array(_sparse(rows, rows.problems), _PROBLEMS),
            pa.array(_raw(rows), _STRING),
        ]
        first = [columns[name] for name in (*_BEFORE, _ATTRIBUTES)]
        return pa.RecordBatch.from_arrays([*first, *events, *last], schema=self.schema)

    def _event(self, column: str, code: str | None, rows: _Rows) -> Any:
        """What the column of an event has in rows of `code`."""
        if column == code and rows.event is not None:
            return rows.event.array(_same, "", rows.note)
        count = len(rows.lines)
        nulls = self._nulls.get(column)
        if nulls is None or len(nulls) < count:
            # All columns in it share one buffer.
            nulls = self._nulls[column] = pa.nulls(count, self._events[column].type)
        return nulls.slice(0, count)


def _same(row: int) -> int:
    return row


def _sparse(
    rows: _Rows, values: Mapping[int, Any], made: Callable[[Any], Any] | None = None
) -> list[Any]:
    """A value for every row, where most have none."""
    found: list[Any] = [None] * len(rows.lines)
    for row, value in values.items():
        found[row] = value if made is None else made(value)
    return found


def _raw(rows: _Rows) -> list[str | None]:
    found: list[str | None] = [None] * len(rows.lines)
    for row in rows.unexpected:
        found[row] = _text(rows.lines[row])
    return found


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
