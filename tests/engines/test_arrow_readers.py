"""Libraries that take Arrow take the batches as they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import polars
import pyarrow as pa
import pytest
from deltalake import DeltaTable, write_deltalake
from pyiceberg.catalog.sql import SqlCatalog

import dataworks_events as dw
from dataworks_events import tables
from tests.engines.messages import line, messages, mixed
from tests.engines.sql import table_name

CODES = sorted(map(str, dw.EVENTS))


@pytest.fixture(scope="module")
def rows() -> pa.Table:
    lines = [*mixed()][::5]
    return pa.Table.from_batches([*tables.batches(lines)], tables.union_schema())


def test_polars(rows: pa.Table) -> None:
    frame = polars.from_arrow(rows)
    assert frame.height == rows.num_rows
    named = frame.filter(
        polars.col("event_code") == "commit-file", polars.col("commit_file").is_not_null()
    )
    sent: list[Any] = [row for row in rows["commit_file"].to_pylist() if row]
    assert named["commit_file"].struct.field("fileId").to_list() == [row["fileId"] for row in sent]


def test_duckdb(rows: pa.Table) -> None:
    with duckdb.connect() as connection:
        connection.register("messages", rows)
        for code in CODES:
            query = f"SELECT count(*) FROM messages WHERE {table_name(code)} IS NOT NULL"
            count = rows.num_rows - rows[table_name(code)].null_count
            assert connection.sql(query).fetchall() == [(count,)]


def test_delta_takes_all_and_a_column_more(rows: pa.Table, tmp_path: Path) -> None:
    older = rows.drop_columns([table_name(CODES[0])])
    write_deltalake(tmp_path, older, mode="append")
    write_deltalake(tmp_path, rows, mode="append", schema_mode="merge")
    found = DeltaTable(tmp_path).to_pyarrow_table()
    assert found.num_rows == 2 * rows.num_rows
    assert found[table_name(CODES[0])].null_count >= rows.num_rows


def test_iceberg_takes_all_and_a_column_more(rows: pa.Table, tmp_path: Path) -> None:
    catalog = SqlCatalog("c", uri=f"sqlite:///{tmp_path}/catalog.db", warehouse=tmp_path.as_uri())
    catalog.create_namespace("dataworks")
    older = rows.drop_columns([table_name(CODES[0])])
    table = catalog.create_table("dataworks.messages", schema=older.schema)
    table.append(older)
    with table.update_schema() as update:
        update.union_by_name(rows.schema)
    table.append(rows)
    found = table.scan().to_arrow()
    assert found.num_rows == 2 * rows.num_rows
    cells = found["commit_file"].to_pylist()
    assert sorted(map(repr, cells)) == sorted(map(repr, 2 * rows["commit_file"].to_pylist()))
    catalog.close()


def test_iceberg_takes_the_table_of_every_event(tmp_path: Path) -> None:
    catalog = SqlCatalog("c", uri=f"sqlite:///{tmp_path}/catalog.db", warehouse=tmp_path.as_uri())
    catalog.create_namespace("dataworks")
    lines = [line(message) for message in messages()]
    for code in CODES:
        table = catalog.create_table(f"dataworks.{table_name(code)}", schema=tables.schema(code))
        made = pa.Table.from_batches([*tables.batches(lines, event_code=code)])
        table.append(made)
        assert table.scan().to_arrow().num_rows == made.num_rows > 0
    catalog.close()
