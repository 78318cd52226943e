"""SQL tables: what columns an event's table has, and how each engine writes them.

The columns are those of `{package}/tables.py`, by the same rules: the columns of every table
around the event's fields under their wire names.  Whatever an engine asks of a type, a name or
a text stands in its `Engine`, once.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum

import attrs

from codegen.catalogue.field_type import LIST, MAP
from codegen.catalogue.resolved import Catalogue, Event, Field, Object, Type, TypeKind
from codegen.catalogue.written import Bound, Json
from codegen.emit.python.docstrings import field_texts


class Scalar(StrEnum):
    """Type of a single value."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    TIME = "time"


@attrs.frozen
class ColumnType:
    """Type of a column: of a value, of an object, or of lists of one of them."""

    item: Scalar | tuple[Column, ...]
    is_list: bool = False


@attrs.frozen(kw_only=True)
class Column:
    """A column of a table, or a field of an object in one."""

    name: str
    wire: str
    """Name on the wire."""
    type: ColumnType
    comment: str

    @property
    def is_own(self) -> bool:
        """Whether it has the name that stands on the wire; else another column took that."""
        return self.name == self.wire


_TEXT = ColumnType(Scalar.STRING)


def _fixed(*columns: tuple[str, ColumnType, str]) -> tuple[Column, ...]:
    return tuple(Column(name=n, wire=n, type=t, comment=text) for n, t, text in columns)


BEFORE = _fixed(
    ("message_id", _TEXT, "Id of the message, by which repeats are recognised."),
    ("event_code", _TEXT, "Code of the event: of the recognised one, else as it was sent."),
    ("event_type", _TEXT, "Type of the event: likewise."),
    (
        "time",
        ColumnType(Scalar.TIME),
        "When the event happened; null where the message leaves it open.",
    ),
    ("envelope", _TEXT, "Name of the envelope."),
)
"""The columns of every table before those of the event; `attributes` follows."""
AFTER = _fixed(
    ("extra", _TEXT, "Fields that the catalogue does not know, as JSON text."),
    ("problems", ColumnType(Scalar.STRING, is_list=True), "What is not as the catalogue says."),
    ("raw", _TEXT, "The message as it was sent, where anything in it is unexpected."),
)
"""And behind them."""
ATTRIBUTES = "attributes"


@attrs.frozen(kw_only=True)
class EventTable:
    """The table of an event."""

    event: Event
    name: str
    comment: str
    columns: tuple[Column, ...]
    fields: tuple[Column, ...]
    """The columns that are the event's fields."""


@attrs.frozen(kw_only=True)
class SeveralTypes:
    """A name that has another type in another event."""

    name: str
    types: Mapping[str, tuple[str, ...]]
    """Event codes by type."""


@attrs.frozen(kw_only=True)
class Tables:
    """The tables of a catalogue."""

    events: tuple[EventTable, ...]
    attributes: tuple[Column, ...]
    """What stands in an envelope beside the event."""
    message_ids: tuple[str, ...]
    """Fields of the envelopes that hold the id of a message, and likewise the following."""
    times: tuple[str, ...]
    types: tuple[str, ...]
    codes: tuple[str, ...]
    envelopes: tuple[tuple[str, tuple[str, ...]], ...]
    """Names, each with the fields by which it is recognised: that which holds the event first."""
    other_codes: Mapping[str, tuple[str, ...]]
    """What an envelope has in place of the code of an event, by the code."""

    @property
    def event_fields(self) -> tuple[str, ...]:
        """Fields of the envelopes that hold the event."""
        return tuple(dict.fromkeys(fields[0] for _, fields in self.envelopes))

    def dialect(self, engine: str) -> Dialect:
        """The tables as an engine writes them."""
        return Dialect(ENGINES[engine], self)

    @property
    def several_types(self) -> tuple[SeveralTypes, ...]:
        """The names that have another type in another event."""
        found: dict[str, dict[str, list[str]]] = {}
        for table in self.events:
            for column in table.fields:
                shown = _SHOWN(column.type)
                found.setdefault(column.wire, {}).setdefault(shown, []).append(table.event.code)
        return tuple(
            SeveralTypes(name=name, types={kind: tuple(codes) for kind, codes in types.items()})
            for name, types in sorted(found.items())
            if len(types) > 1
        )


def tables(catalogue: Catalogue) -> Tables:
    """The tables of a catalogue."""
    names = column_names(_NO_WORD.sub("_", event.code) for event in catalogue.events)
    attributes = [
        field
        for each in catalogue.envelopes
        for field in sorted(each.attributes, key=lambda f: not f.required)
    ]
    around = _columns(attributes, catalogue, ())
    taken = (*(column.name for column in (*BEFORE, *AFTER)), ATTRIBUTES)
    about = Column(
        name=ATTRIBUTES,
        wire=ATTRIBUTES,
        type=ColumnType(around),
        comment="What the envelope says beside the event.",
    )

    def table(event: Event, name: str) -> EventTable:
        fields = _columns(_all_fields(event.body), catalogue, taken)
        columns = (*BEFORE, about, *fields, *AFTER)
        comment = event.described
        return EventTable(event=event, name=name, comment=comment, columns=columns, fields=fields)

    def bound(fact: Bound) -> tuple[str, ...]:
        found = (envelope.bound(fact) for envelope in catalogue.envelopes)
        return tuple(field.wire for field in found if field)

    return Tables(
        events=tuple(table(e, name) for e, name in zip(catalogue.events, names, strict=True)),
        attributes=around,
        message_ids=tuple(each.message_id.wire for each in catalogue.envelopes),
        times=tuple(each.time.wire for each in catalogue.envelopes if each.time),
        types=bound(Bound.EVENT_TYPE),
        codes=bound(Bound.EVENT_CODE),
        # What needs more to be recognised is asked for first.
        envelopes=tuple(
            (each.name, (each.event_name, *each.needs))
            for each in sorted(catalogue.envelopes, key=lambda each: -len(each.needs))
            if each.event_name
        ),
        other_codes={
            event.code: tuple(
                sent
                for envelope in catalogue.envelopes
                for sent, code in envelope.codes.items()
                if code == event.code
            )
            for event in catalogue.events
        },
    )


_NO_WORD = re.compile("[^0-9A-Za-z]")


def column_names(names: Iterable[str], taken: Iterable[str] = ()) -> tuple[str, ...]:
    """Names that engines, which ignore case, can tell apart: a second of a name gets `_` behind."""
    used = {name.lower() for name in taken}
    given = []
    for name in names:
        free = name
        while free.lower() in used:
            free += "_"
        used.add(free.lower())
        given.append(free)
    return tuple(given)


def _all_fields(shape: Object) -> list[Field]:
    """In the order of the classes, which have first what is required."""
    groups = (shape.fields, *(variant.fields for variant in shape.variants))
    return [field for each in groups for field in sorted(each, key=lambda f: not f.required)]


def _columns(
    fields: Sequence[Field], catalogue: Catalogue, taken: Iterable[str]
) -> tuple[Column, ...]:
    """One for each wire name; variants may have it with several types, which makes it JSON."""
    first: dict[str, Field] = {}
    types: dict[str, ColumnType] = {}
    for field in fields:
        found = _type(field.type, catalogue)
        first.setdefault(field.wire, field)
        if types.setdefault(field.wire, found) != found:
            types[field.wire] = _TEXT
    return tuple(
        Column(name=name, wire=wire, type=types[wire], comment=" ".join(field_texts(field)))
        for (wire, field), name in zip(first.items(), column_names(first, taken), strict=True)
    )


def _type(kind: Type, catalogue: Catalogue) -> ColumnType:
    if MAP in kind.around or kind.around.count(LIST) > 1:
        return _TEXT
    if kind.kind is TypeKind.OBJECT:
        shape = catalogue.objects[kind.name]
        return ColumnType(_columns(_all_fields(shape), catalogue, ()), kind.is_list)
    name = kind.name
    if kind.kind is TypeKind.ENUM:
        name = "integer" if catalogue.enums[name].integer else "string"
    if name not in tuple(Scalar):
        # Any JSON, as text.
        return _TEXT
    return ColumnType(Scalar(name), kind.is_list)


@attrs.frozen(kw_only=True)
class Engine:
    """How an engine writes types, names and texts."""

    name: str
    scalars: Mapping[Scalar, str]
    list_of: str
    """A list, `{}` for the type of its items."""
    object_of: str
    """An object, `{}` for its fields."""
    object_field: str
    """A field of an object, `{}` for its name and its type."""
    quotes: str
    """What stands around a name."""
    escapes: Mapping[str, str]
    """What in a text between apostrophes is written otherwise."""
    nullable: str = "{}"
    """A single value that may be null."""

    def type(self, found: ColumnType, scalars: Mapping[Scalar, str] | None = None) -> str:
        """The type of a column."""
        item = found.item
        if isinstance(item, Scalar):
            text = self.nullable.format((scalars or self.scalars)[item])
        else:
            fields = ", ".join(
                self.object_field.format(self.identifier(each.name), self.type(each.type, scalars))
                for each in item
            )
            text = self.object_of.format(fields)
        return self.list_of.format(text) if found.is_list else text

    def identifier(self, name: str) -> str:
        """A name, whatever is in it."""
        return f"{self.quotes}{name.replace(self.quotes, 2 * self.quotes)}{self.quotes}"

    def text(self, text: str) -> str:
        """A text as a literal in one line."""
        line = " ".join(text.split())
        for found, written in self.escapes.items():
            line = line.replace(found, written)
        return f"'{line}'"


_DOUBLED = {"'": "''"}
_BACKSLASHED = {"\\": "\\\\", "'": "\\'"}


def _scalars(string: str, integer: str, number: str, boolean: str, time: str) -> dict[Scalar, str]:
    return dict(zip(Scalar, (string, integer, number, boolean, time), strict=True))


SPARK = Engine(
    name="spark",
    scalars=_scalars("STRING", "BIGINT", "DOUBLE", "BOOLEAN", "TIMESTAMP"),
    list_of="ARRAY<{}>",
    object_of="STRUCT<{}>",
    object_field="{}: {}",
    quotes="`",
    # It puts the values of variables in place of `${name}`, in texts as well.
    escapes={**_BACKSLASHED, "$": "\\u0024"},
)
DUCKDB = Engine(
    name="duckdb",
    scalars=_scalars("VARCHAR", "BIGINT", "DOUBLE", "BOOLEAN", "TIMESTAMP WITH TIME ZONE"),
    list_of="{}[]",
    object_of="STRUCT({})",
    object_field="{} {}",
    quotes='"',
    escapes=_DOUBLED,
)
FLINK = Engine(
    name="flink",
    scalars=_scalars("STRING", "BIGINT", "DOUBLE", "BOOLEAN", "TIMESTAMP_LTZ(6)"),
    list_of="ARRAY<{}>",
    object_of="ROW<{}>",
    object_field="{} {}",
    quotes="`",
    escapes=_DOUBLED,
)
MAXCOMPUTE = Engine(
    name="maxcompute",
    scalars=_scalars("STRING", "BIGINT", "DOUBLE", "BOOLEAN", "TIMESTAMP"),
    list_of="ARRAY<{}>",
    object_of="STRUCT<{}>",
    object_field="{}:{}",
    quotes="`",
    escapes=_BACKSLASHED,
)
CLICKHOUSE = Engine(
    name="clickhouse",
    scalars=_scalars("String", "Int64", "Float64", "Bool", "DateTime64(6, 'UTC')"),
    list_of="Array({})",
    object_of="Tuple({})",
    object_field="{} {}",
    quotes="`",
    escapes=_BACKSLASHED,
    nullable="Nullable({})",
)
ENGINES = {each.name: each for each in (SPARK, DUCKDB, FLINK, MAXCOMPUTE, CLICKHOUSE)}

_JSON = _scalars("string", "integer", "number", "boolean", "time")
_SHOWN: Callable[[ColumnType], str] = Engine(
    name="",
    scalars=_JSON,
    list_of="list of {}",
    object_of="object",
    object_field="{}{}",
    quotes="`",
    escapes={},
).type


@attrs.frozen
class Dialect:
    """The tables of a catalogue as an engine writes them."""

    engine: Engine
    tables: Tables

    @property
    def name(self) -> str:
        """Name of the engine."""
        return self.engine.name

    def type(self, column: Column) -> str:
        """Type of a column."""
        return self.engine.type(column.type)

    def identifier(self, name: str) -> str:
        """A name."""
        return self.engine.identifier(name)

    def text(self, text: str) -> str:
        """A text."""
        return self.engine.text(text)

    def first_of(self, fields: Iterable[str], above: str = "m") -> str:
        """The first of several fields of the message that is there."""
        names = [f"{above}.{self.identifier(name)}" for name in fields]
        if not names:
            return "NULL"
        return names[0] if len(names) == 1 else f"COALESCE({', '.join(names)})"

    def is_event(self, event: Event) -> str:
        """The condition under which a message is of an event: by its type, else by its code."""
        kind, codes = self.text(event.type), (event.code, *self.tables.other_codes[event.code])
        texts = [*map(self.text, codes)]
        named = f"= {texts[0]}" if len(texts) == 1 else f"IN ({', '.join(texts)})"
        return f"event_type = {kind} OR (event_type IS NULL AND event_code {named})"

    @property
    def message_fields(self) -> tuple[str, ...]:
        """Fields of a message that the views look at."""
        found = self.tables
        around = (fields for _, fields in found.envelopes)
        every = (found.message_ids, found.times, found.types, found.codes, *around)
        return tuple(dict.fromkeys(name for names in every for name in names))

    @property
    def message_texts(self) -> tuple[str, ...]:
        """Those of them that do not hold the event."""
        return tuple(n for n in self.message_fields if n not in self.tables.event_fields)

    def own_fields(self, table: EventTable) -> tuple[str, ...]:
        """Columns of an event that can be read from JSON by their names."""
        return tuple(column.name for column in table.fields if column.is_own)

    def message_type(self) -> str:
        """Type of a message whose values, the event included, are texts."""
        columns = tuple(
            Column(name=name, wire=name, type=_TEXT, comment="") for name in self.message_fields
        )
        return self.engine.type(ColumnType(columns))

    def event_type(self, table: EventTable) -> str:
        """Type of an event."""
        return self.engine.type(_own(table))

    def event_of_texts(self, table: EventTable) -> str:
        """Type of an event whose single values are texts still."""
        string = self.engine.scalars[Scalar.STRING]
        return self.engine.type(_own(table), dict.fromkeys(Scalar, string))

    def event_of_single_texts(self, table: EventTable) -> str:
        """Type of an event whose own single values are texts still, and numbers in objects."""

        def of_texts(found: Column) -> ColumnType:
            if not isinstance(found.type.item, Scalar):
                return _with_texts(found.type)
            return found.type if found.type.is_list else _TEXT

        own = _own(table).item
        fields = () if isinstance(own, Scalar) else own
        typed = tuple(attrs.evolve(each, type=of_texts(each)) for each in fields)
        return self.engine.type(ColumnType(typed))

    def of_text(self, column: Column, value: str) -> str:
        """A single value from the text `value`, NULL where it is none; anything else as it is."""
        item = column.type.item
        if column.type.is_list or not isinstance(item, Scalar):
            return value
        if item is Scalar.BOOLEAN:
            return f"CASE {value} WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END"
        if item not in _DIGITS:
            return value
        # A cast that fails would fail for the whole table.
        test = f"{value} RLIKE '{_DIGITS[item]}'"
        return f"CASE WHEN {test} THEN CAST({value} AS {self.type(column)}) END"

    def event_structure(self, table: EventTable) -> str:
        """Type of an event as DuckDB's `from_json` takes it, a literal."""
        return self.engine.text(json.dumps(_structure(_own(table), self.engine)))

    def message_structure(self) -> str:
        """The same of a message whose values are texts."""
        string = self.engine.scalars[Scalar.STRING]
        return self.engine.text(json.dumps(dict.fromkeys(self.message_fields, string)))


_DIGITS = {
    Scalar.INTEGER: "^-?[0-9]{1,18}$",
    Scalar.NUMBER: "^-?[0-9]{1,18}([.][0-9]{1,18})?([eE][-+]?[0-9]{1,2})?$",
}
"""Texts that are numbers for every engine."""


def _own(table: EventTable) -> ColumnType:
    """What can be read from JSON by name: nothing whose name was changed."""
    return _readable(ColumnType(table.fields))


def _with_texts(found: ColumnType) -> ColumnType:
    """A type whose numbers are texts."""
    if isinstance(found.item, Scalar):
        return attrs.evolve(found, item=Scalar.STRING) if found.item in _DIGITS else found
    fields = tuple(attrs.evolve(each, type=_with_texts(each.type)) for each in found.item)
    return attrs.evolve(found, item=fields)


def _readable(found: ColumnType) -> ColumnType:
    if isinstance(found.item, Scalar):
        return found
    fields = (attrs.evolve(e, type=_readable(e.type)) for e in found.item if e.is_own)
    return ColumnType(tuple(fields), found.is_list)


def _structure(found: ColumnType, engine: Engine) -> Json:
    item: Json
    if isinstance(found.item, Scalar):
        item = engine.scalars[found.item]
    else:
        item = {each.wire: _structure(each.type, engine) for each in found.item}
    return [item] if found.is_list else item
