"""The statements of generated/tables/, run by the engines that they are for."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import chdb.session
import duckdb
import pyarrow as pa
import pytest
import sqlglot
from odps import options, types
from odps.models import Column, Table, TableSchema
from pyspark.sql import SparkSession

import dataworks_events as dw
from dataworks_events import tables
from tests.engines.messages import full, line, messages
from tests.engines.sql import statements, table_name

CODES = sorted(map(str, dw.EVENTS))
Query = Callable[[str], list[dict[str, Any]]]
Row = dict[str, Any]


def plain(value: Any) -> Any:
    """A value without what engines write in different ways: what is absent, and JSON's spaces."""
    if isinstance(value, dict):
        found = {name: plain(item) for name, item in value.items()}
        return {name: item for name, item in found.items() if item is not None} or None
    if isinstance(value, list):
        return [plain(item) for item in value] or None
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def columns_of_both(code: str) -> list[str]:
    """The columns that a view and the table of an event have in common."""
    around = ("attributes", "extra", "problems", "raw")
    return [name for name in tables.schema(code).names if name not in around]


def expected(lines: list[str]) -> Iterator[tuple[str, str, Row]]:
    """Event code, line and row of what is as the catalogue says: its line is not kept."""
    for sent in lines:
        try:
            code = dw.parse(sent).event_code
        except dw.MessageError:
            continue
        for batch in tables.batches([sent], event_code=code):
            (row,) = batch.to_pylist()
            if row["raw"] is None:
                yield str(code), sent, row


@pytest.fixture(scope="module")
def lines() -> list[str]:
    """Fixtures, each in a line, and a message of the envelope that has other codes."""
    event = full("commit-file")["data"]
    older = {"messageId": "1", "messageType": "IDE_FILE_SUBMIT_BEFORE", "messageBody": event}
    assert dw.parse(line(older)).envelope == "kafka-2021"
    return [line(message) for message in [*messages(), older]]


def with_texts(value: Any) -> Any:
    """A value whose numbers inside of objects are texts."""
    if isinstance(value, dict):
        return {name: _texts(item) for name, item in value.items()}
    return [*map(with_texts, value)] if isinstance(value, list) else value


def _texts(value: Any) -> Any:
    if isinstance(value, dict | list):
        inner = value.items() if isinstance(value, dict) else enumerate(value)
        found = {name: _texts(item) for name, item in inner}
        return found if isinstance(value, dict) else [*found.values()]
    return str(value) if isinstance(value, int | float) and type(value) is not bool else value


def assert_views_agree(
    query: Query,
    quote: str,
    lines: list[str],
    *but: str,
    seen: Callable[[Any], Any] = lambda value: value,
) -> None:
    """Each view of an event has what `tables` has of the same lines, but in some columns.

    `seen` gives what the engine has in place of a value.
    """

    def own_columns(code: str) -> list[str]:
        return [name for name in columns_of_both(code) if name not in but]

    found: dict[str, dict[str, Row]] = {}
    for code in CODES:
        names = ", ".join(f"{quote}{name}{quote}" for name in [*own_columns(code), "raw"])
        rows = query(f"SELECT {names} FROM {table_name(code)}_from_json")
        found[code] = {row["raw"]: row for row in rows}
    compared = set()
    for code, sent, row in expected(lines):
        of_view, own = found[code][sent], own_columns(code)
        assert {n: plain(of_view[n]) for n in own} == {n: plain(seen(row[n])) for n in own}
        compared.add(code)
    assert len(compared) > len(CODES) / 2


def assert_digits_in_quotes_are_numbers(query: Query, code: str, name: str, sent: str) -> None:
    found = [
        row[name]
        for row in query(f"SELECT {name}, raw FROM {table_name(code)}_from_json")
        if row["raw"] == sent
    ]
    assert found == [503512467]


@pytest.fixture(scope="module")
def quoted() -> str:
    """A message with digits in quotes, where a naive schema has NULL."""
    event = {"fileId": "503512467", "eventCode": "commit-file", "operator": "1"}
    return line({"id": "1", "type": "dataworks:FileChange:CommitFile", "data": event})


BROKEN = ("", "x", "[]", "null", '"a"', '{"data": 1, "type": "dataworks:FileChange:CommitFile"}')


@pytest.fixture(scope="module")
def duck(lines: list[str], quoted: str) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        for statement in statements("duckdb"):
            connection.execute(statement)
        sent = [[each] for each in (*lines, quoted, *BROKEN)]
        connection.executemany("INSERT INTO dataworks_messages VALUES (?)", sent)
        yield connection


def test_duckdb_runs_every_statement_and_has_the_types_of_the_package(
    duck: duckdb.DuckDBPyConnection,
) -> None:
    for code in CODES:
        made = duck.sql(f"SELECT * FROM {table_name(code)}").to_arrow_table().schema
        assert [(f.name, f.type) for f in made] == [(f.name, f.type) for f in tables.schema(code)]


def test_duckdb_keeps_the_descriptions(duck: duckdb.DuckDBPyConnection) -> None:
    for code in CODES:
        query = f"SELECT column_name, comment FROM duckdb_columns() WHERE table_name = '{table_name(code)}'"
        found = dict(duck.sql(query).fetchall())
        assert found == descriptions(code)


def descriptions(code: str) -> dict[str, str]:
    return {field.name: field.metadata[b"description"].decode() for field in tables.schema(code)}


def test_duckdb_takes_the_rows_of_the_package(
    duck: duckdb.DuckDBPyConnection, lines: list[str]
) -> None:
    for code in CODES:
        rows = pa.Table.from_batches([*tables.batches(lines, event_code=code)])
        duck.register("rows_of_event", rows)
        duck.execute(f"INSERT INTO {table_name(code)} SELECT * FROM rows_of_event")
        assert (
            duck.sql(f"SELECT * FROM {table_name(code)}").to_arrow_table().to_pylist()
            == rows.to_pylist()
        )
        duck.execute(f"DELETE FROM {table_name(code)}")


def test_duckdb_reads_json_by_the_views(
    duck: duckdb.DuckDBPyConnection, lines: list[str], quoted: str
) -> None:
    def query(text: str) -> list[Row]:
        found: list[Row] = duck.sql(text).to_arrow_table().to_pylist()
        return found

    assert_views_agree(query, '"', lines)
    assert_digits_in_quotes_are_numbers(query, "commit-file", "fileId", quoted)


@pytest.fixture(scope="module")
def clickhouse(lines: list[str], quoted: str) -> Iterator[Query]:
    session = chdb.session.Session()
    for statement in statements("clickhouse"):
        session.query(statement)
    sent = [{"line": each} for each in (*lines, quoted, *BROKEN)]
    rows = "\n".join(map(json.dumps, sent))
    session.query(f"INSERT INTO dataworks_messages FORMAT JSONEachRow {rows}")

    def query(text: str) -> list[Row]:
        answer = session.query(f"{text} SETTINGS output_format_arrow_string_as_string = 1", "Arrow")
        with pa.ipc.open_file(pa.BufferReader(answer.bytes())) as reader:
            found: list[Row] = reader.read_all().to_pylist()
        return found

    yield query
    session.close()


def test_clickhouse_runs_every_statement_and_keeps_the_descriptions(clickhouse: Query) -> None:
    for code in CODES:
        query = f"SELECT name, comment FROM system.columns WHERE table = '{table_name(code)}'"
        found = {row["name"]: row["comment"] for row in clickhouse(query)}
        assert found == descriptions(code)


def test_clickhouse_reads_json_by_the_views(
    clickhouse: Query, lines: list[str], quoted: str
) -> None:
    assert_views_agree(clickhouse, "`", lines)
    assert_digits_in_quotes_are_numbers(clickhouse, "commit-file", "fileId", quoted)


@pytest.fixture(scope="module")
def spark_tables(spark: SparkSession, lines: list[str], quoted: str) -> SparkSession:
    for statement in statements("spark"):
        spark.sql(statement)
    sent = [(each,) for each in (*lines, quoted, *BROKEN)]
    spark.createDataFrame(sent, "line STRING").write.mode("overwrite").insertInto(
        "dataworks_messages"
    )
    return spark


def test_spark_runs_every_statement_and_has_the_types_of_the_package(
    spark_tables: SparkSession,
) -> None:
    for code in CODES:
        made = spark_tables.table(table_name(code)).schema
        assert made.simpleString() == tables.spark_schema(code).simpleString()
        assert {f.name: f.metadata["comment"] for f in made} == descriptions(code)


def test_spark_reads_json_by_the_views(
    spark_tables: SparkSession, lines: list[str], quoted: str
) -> None:
    def query(text: str) -> list[Row]:
        found: list[Row] = spark_tables.sql(text).toArrow().to_pylist()
        return found

    assert_views_agree(query, "`", lines)
    assert_digits_in_quotes_are_numbers(query, "commit-file", "fileId", quoted)


def test_a_naive_schema_has_null_for_digits_in_quotes(
    spark_tables: SparkSession, quoted: str
) -> None:
    naive = tables.spark_schema("commit-file").simpleString()
    query = f"SELECT from_json(get_json_object('{quoted}', '$.data'), '{naive}').fileId AS id"
    assert spark_tables.sql(query).first()["id"] is None


def test_pyodps_would_make_the_statements_for_maxcompute() -> None:
    options.sql.use_odps2_extension = True
    made = [each for each in statements("maxcompute") if "TABLE IF NOT EXISTS `" in each]
    assert len(made) == len(CODES)
    by_name = {each.split("EXISTS `")[1].split("`")[0]: each for each in made}
    for code in CODES:
        statement = by_name[table_name(code)]
        columns = [
            Column(name=field.name, type=maxcompute_type(field.type), comment=text)
            for field, text in zip(tables.schema(code), descriptions(code).values(), strict=True)
        ]
        info = dw.EVENTS[code]
        # The summary may say all that the title says.
        title = f"{info.title}. " if f"'{info.title}. " in statement else ""
        made = Table.gen_create_table_sql(
            table_name(code),
            TableSchema(columns=columns),
            comment=title + info.summary,
            if_not_exists=True,
        )
        assert normal(statement) == normal(made)


def test_spark_reads_json_by_the_views_for_maxcompute(
    spark: SparkSession, lines: list[str], quoted: str
) -> None:
    """They use what MaxCompute documents and Spark has as well; MaxCompute itself is not at hand."""
    spark.sql("CREATE DATABASE maxcompute")
    spark.sql("USE maxcompute")
    try:
        for statement in statements("maxcompute"):
            assert sqlglot.parse_one(statement, read="hive")
            spark.sql(statement)
        sent = [(each,) for each in (*lines, quoted, *BROKEN)]
        frame = spark.createDataFrame(sent, "line STRING")
        frame.write.mode("overwrite").insertInto("dataworks_messages")

        def query(text: str) -> list[Row]:
            found: list[Row] = spark.sql(text).toArrow().to_pylist()
            return found

        assert_views_agree(query, "`", lines, "time", seen=with_texts)
        assert_digits_in_quotes_are_numbers(query, "commit-file", "fileId", quoted)
    finally:
        spark.sql("USE default")


def normal(statement: str) -> str:
    """A statement without what MaxCompute does not tell apart."""
    lines = [each for each in statement.splitlines() if not each.startswith("--")]
    # Some write `\\"`, others `"`.
    text = re.sub(r"\\(.)", r"\1", " ".join(" ".join(lines).split()))
    # pyodps writes names in objects in capitals; MaxCompute ignores case.
    return text.lower().replace(", `", ",`").replace("( ", "(").replace(" )", ")")


def maxcompute_type(kind: Any) -> types.DataType:
    """The type as MaxCompute's own client has it."""

    def text(kind: Any) -> str:
        if pa.types.is_struct(kind):
            return f"struct<{','.join(f'`{f.name}`:{text(f.type)}' for f in kind)}>"
        if pa.types.is_list(kind):
            return f"array<{text(kind.value_type)}>"
        names = {"string": "string", "int64": "bigint", "double": "double", "bool": "boolean"}
        return "timestamp" if pa.types.is_timestamp(kind) else names[str(kind)]

    return types.validate_data_type(text(kind))


@pytest.mark.parametrize("dialect", ["hive", "trino", "snowflake", "databricks", "starrocks"])
def test_other_dialects_are_one_line_of_sqlglot(dialect: str) -> None:
    made = [each for each in statements("spark") if "CREATE TABLE" in each]
    for statement in made:
        (other,) = sqlglot.transpile(statement, read="spark", write=dialect)
        assert sqlglot.parse_one(other, read=dialect).find(sqlglot.exp.Schema)
