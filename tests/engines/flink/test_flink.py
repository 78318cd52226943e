"""The statements of generated/tables/flink.sql, run by Flink."""

from __future__ import annotations

from typing import Any

import pytest
from pyflink.table import EnvironmentSettings, TableEnvironment

import dataworks_events as dw
from dataworks_events._codecs import Array, Codec, Member, Nested
from dataworks_events._fields import fields_of
from tests.engines.messages import full, line
from tests.engines.sql import statements, table_name

CODES = sorted(map(str, dw.EVENTS))
QUOTED = {
    "id": "quoted",
    "type": "dataworks:FileChange:CommitFile",
    "data": {"fileId": "503512467", "projectId": 7, "operator": "1"},
}
BROKEN = ("x", "[]", '{"data": 1, "type": "dataworks:FileChange:CommitFile", "id": "broken"}')


@pytest.fixture(scope="module")
def flink(tmp_path_factory: pytest.TempPathFactory) -> TableEnvironment:
    folder = tmp_path_factory.mktemp("flink")
    lines = [line(full(code)) for code in CODES]
    (folder / "messages").mkdir()
    text = "\n".join([*lines, line(QUOTED), *BROKEN]) + "\n"
    (folder / "messages" / "part.json").write_text(text, "utf-8")
    environment = TableEnvironment.create(EnvironmentSettings.in_batch_mode())
    environment.get_config().set("parallelism.default", "1")
    environment.get_config().set_local_timezone("UTC")
    for statement in statements("flink"):
        environment.execute_sql(statement.replace("file:///dataworks", folder.as_uri()))
    return environment


def rows(environment: TableEnvironment, query: str) -> list[dict[str, Any]]:
    result = environment.execute_sql(query)
    names = result.get_table_schema().get_field_names()
    with result.collect() as found:
        return [dict(zip(names, row, strict=True)) for row in found]


def cell_of(codec: Codec, value: Any) -> Any:
    """What Flink is to have for the value of a field."""
    if value is None:
        return None
    if isinstance(codec, Array):
        return [cell_of(codec.item, item) for item in value]
    if isinstance(codec, Nested):
        return value
    return value.value if isinstance(codec, Member) else value


def test_flink_runs_every_statement(flink: TableEnvironment) -> None:
    assert len(statements("flink")) == 3 * len(CODES)
    views = set(flink.list_views())
    of_events = {table_name(code) for code in CODES}
    assert of_events <= set(flink.list_tables())
    assert {f"{name}_from_json" for name in of_events} == views


def test_flink_keeps_the_comments(flink: TableEnvironment) -> None:
    (shown,) = rows(flink, "SHOW CREATE TABLE commit_file")
    written = next(iter(shown.values()))
    info = dw.EVENTS["commit-file"]
    assert f"COMMENT '{info.title}. {info.summary}'" in written
    assert written.count("COMMENT '") == len(fields_of(info.event_class)) + 9 + 1


def test_flink_reads_the_fields_of_every_event(flink: TableEnvironment) -> None:
    compared = 0
    for code in CODES[::6]:
        (row, *_) = [
            each
            for each in rows(flink, f"SELECT * FROM {table_name(code)}_from_json")
            if each["message_id"] not in ("quoted", "broken")
        ]
        message = dw.parse(full(code))
        assert row["event_code"] == code
        assert row["message_id"] == message.id
        assert row["envelope"] == "eventbridge"
        for field in fields_of(type(message.event)):
            value = getattr(message.event, field.attribute)
            if isinstance(value, str | int | bool) and field.name not in message.event.as_sent:
                compared += 1
                assert row[field.name] == cell_of(field.codec, value), field.name
    assert compared > 50


def test_flink_takes_digits_in_quotes_as_numbers(flink: TableEnvironment) -> None:
    query = "SELECT message_id, fileId, projectId FROM commit_file_from_json"
    found = {row["message_id"]: row for row in rows(flink, query)}
    assert found["quoted"]["fileId"] == 503512467
    assert found["quoted"]["projectId"] == 7


def test_flink_passes_over_what_is_no_json(flink: TableEnvironment) -> None:
    found = rows(flink, "SELECT message_id, fileId FROM commit_file_from_json")
    by_id = {row["message_id"]: row["fileId"] for row in found}
    assert by_id.keys() == {dw.parse(full("commit-file")).id, "quoted", "broken"}
    # An event that is no object.
    assert by_id["broken"] is None


def test_flink_fills_a_table_from_its_view(flink: TableEnvironment) -> None:
    columns = "message_id, event_code, fileId, fileName"
    flink.execute_sql(
        f"INSERT INTO commit_file ({columns}) SELECT {columns} FROM commit_file_from_json"
    ).wait()
    found = rows(flink, f"SELECT {columns}, `time`, problems FROM commit_file")
    sent = full("commit-file")["data"]["fileId"]
    ids = sorted(row["fileId"] for row in found if row["fileId"] is not None)
    assert ids == sorted([503512467, int(sent)])
    assert len(found) == 3
