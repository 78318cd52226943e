"""SQL tables of a catalogue: names, types and texts as engines write them."""

from __future__ import annotations

import re

import pytest

from codegen.emit.tables import (
    CLICKHOUSE,
    ENGINES,
    Column,
    ColumnType,
    Scalar,
    column_names,
    tables,
)
from codegen.resolve.resolver import resolve
from tests.codegen.mini import catalogue_of
from tests.hostile_catalogue import HOSTILE

ESCAPED = re.compile(r"\\u([0-9a-f]{4})|\\(.)|''")


def read(literal: str, *, backslashes: bool) -> str:
    """The text that an engine reads in a literal."""
    assert literal[0] == literal[-1] == "'"
    inner = literal[1:-1]
    if not backslashes:
        assert "'" not in inner.replace("''", "")
        return inner.replace("''", "'")
    assert "'" not in re.sub(r"\\.", "", inner)
    return ESCAPED.sub(lambda m: chr(int(m[1], 16)) if m[1] else m[2], inner)


@pytest.mark.parametrize("name", ENGINES)
def test_a_text_is_one_literal_in_one_line(name: str) -> None:
    literal = ENGINES[name].text(HOSTILE)
    backslashes = name in ("spark", "maxcompute", "clickhouse")
    assert read(literal, backslashes=backslashes) == " ".join(HOSTILE.split())
    assert len(literal.splitlines()) == 1


def test_spark_finds_no_variable_in_a_text() -> None:
    assert "$" not in ENGINES["spark"].text("${env:HOME}")


@pytest.mark.parametrize("name", ENGINES)
def test_a_name_ends_where_it_should(name: str) -> None:
    engine = ENGINES[name]
    written = engine.identifier('a`b"c')
    assert written[0] == written[-1] == engine.quotes
    assert engine.quotes not in written[1:-1].replace(2 * engine.quotes, "")


def test_types_of_nested_columns() -> None:
    inner = Column(name="b", wire="b", type=ColumnType(Scalar.INTEGER), comment="")
    kind = ColumnType((inner,), is_list=True)
    assert {name: engine.type(kind) for name, engine in ENGINES.items()} == {
        "spark": "ARRAY<STRUCT<`b`: BIGINT>>",
        "duckdb": 'STRUCT("b" BIGINT)[]',
        "flink": "ARRAY<ROW<`b` BIGINT>>",
        "maxcompute": "ARRAY<STRUCT<`b`:BIGINT>>",
        "clickhouse": "Array(Tuple(`b` Nullable(Int64)))",
    }
    assert CLICKHOUSE.type(ColumnType(Scalar.STRING, is_list=True)) == "Array(Nullable(String))"


def test_what_would_be_a_second_of_a_name_gets_an_underscore() -> None:
    assert column_names(["a", "A", "a_", "time"], ["TIME"]) == ("a", "A_", "a__", "time_")


def test_every_event_has_a_table_with_its_fields() -> None:
    catalogue = resolve(catalogue_of())
    made = tables(catalogue)
    assert [table.event for table in made.events] == [*catalogue.events]
    for table in made.events:
        wire = {column.wire for column in table.fields}
        assert {field.wire for field in table.event.body.fields} <= wire
        names = [column.name.lower() for column in table.columns]
        assert len({*names}) == len(names)
