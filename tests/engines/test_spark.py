"""Tables in Spark: every schema, a million lines, and a stream that is killed."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest
from deltalake import DeltaTable

import dataworks_events as dw
from dataworks_events import tables
from tests.engines.messages import changed, full, line, messages, mixed
from tests.engines.sql import table_name

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

PROJECT = Path(__file__).resolve().parents[2]
CODES = sorted(map(str, dw.EVENTS))
MILLION = 1_000_000


@pytest.mark.parametrize("code", CODES)
def test_spark_takes_the_rows_of_every_event(spark: SparkSession, code: str) -> None:
    lines = [line(full(code))]
    (batch,) = tables.batches(lines, event_code=code)
    frame = spark.createDataFrame([(each,) for each in lines], "value STRING")

    def rows(batches):  # type: ignore[no-untyped-def]  # runs in Spark's Python
        for each in batches:
            yield from tables.batches(each.column(0).to_pylist(), event_code=code)

    (found,) = frame.mapInArrow(rows, tables.spark_schema(code)).toArrow().to_pylist()
    assert found == batch.to_pylist()[0]


def test_spark_has_what_the_package_has(spark: SparkSession) -> None:
    # Spark's strings are UTF-8, which half a surrogate pair has no form in.
    lines = [each for each in mixed() if isinstance(each, str) and "\ud800" not in each][::7]
    frame = spark.createDataFrame([(each,) for each in [*lines, None]], "value STRING").coalesce(1)
    made = frame.mapInArrow(tables.map_in_arrow, tables.spark_schema()).toArrow()
    expected = [row for each in tables.batches([*lines, None]) for row in each.to_pylist()]
    assert Counter(map(repr, made.to_pylist())) == Counter(map(repr, expected))


def test_a_million_lines_are_a_million_rows(spark: SparkSession, tmp_path: Path) -> None:
    """Good, malformed, unknown, quoted and missing ones: each has its row, of its kind."""
    usual = [line(message) for message in messages()]
    unusual = [each for each in mixed() if isinstance(each, str) and each.isprintable()]
    choose = random.Random(16)
    kinds: Counter[str] = Counter()
    kind_of = {each: kind(each) for each in {*usual, *unusual, ""}}
    path = tmp_path / "lines.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for _ in range(MILLION):
            chosen = choose.choice(usual if choose.random() < 0.9 else unusual)
            kinds[kind_of[chosen]] += 1
            file.write(f"{chosen}\n")
    frame = spark.read.text(str(path)).mapInArrow(tables.map_in_arrow, tables.spark_schema())
    frame.createOrReplaceTempView("rows_of_lines")
    (found,) = spark.sql(
        "SELECT count(*) AS rows, count_if(raw IS NULL) AS whole, count_if(problems IS NOT NULL) "
        f"AS reported, {', '.join(f'count({table_name(code)}) AS {table_name(code)}' for code in CODES)} "
        "FROM rows_of_lines"
    ).collect()
    assert found["rows"] == MILLION == kinds.total()
    assert sum(found[table_name(code)] for code in CODES) == sum(
        count for name, count in kinds.items() if name in CODES
    )
    for code in CODES:
        assert found[table_name(code)] == kinds[code] > 0
    assert found["reported"] >= kinds["malformed"] + kinds["invalid"] > 1_000
    assert kinds["unknown"] > 1_000
    assert found["whole"] > 0


def kind(sent: str) -> str:
    """What a line is: an event of the catalogue, by its code, or none."""
    try:
        message = dw.parse(sent)
    except dw.InvalidMessage:
        return "invalid"
    except dw.MessageError:
        return "malformed"
    return "unknown" if isinstance(message.event, dw.UnknownEvent) else str(message.event_code)


def test_a_stream_that_is_killed_loses_and_repeats_nothing(tmp_path: Path) -> None:
    files, in_each = 8, 500
    (tmp_path / "in").mkdir()
    choices = [line(message) for message in messages() if "id" in message and "data" in message]
    broken = [each for m in [full("commit-file")] for each in changed(m) if isinstance(each, str)]
    sent: Counter[str] = Counter()
    for number in range(files):
        lines = []
        for place in range(in_each):
            text = choices[(number * in_each + place) % len(choices)]
            lines.append(text.replace('"id":"', f'"id":"{number}-{place}-', 1))
        lines += [each for each in broken if each and each.isprintable()]
        sent.update(map(identity, lines))
        (tmp_path / "in" / f"{number}.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    # Once after a batch was written, before Spark has noted it; once while one is being made.
    assert killed_at(tmp_path, "batch 1 is written")
    assert killed_at(tmp_path, "batch 4 begins")
    said = [*run(tmp_path)]
    assert said[-1] == "finished"

    # Read by engines that know nothing of Spark.
    found = DeltaTable(tmp_path / "table").to_pyarrow_table()
    assert Counter(map(identity_of_row, found.to_pylist())) == sent
    query = f"SELECT count(*), count(DISTINCT message_id) FROM read_parquet({files_of(tmp_path)})"
    ids = {each for each in found["message_id"].to_pylist() if each}
    assert duckdb.sql(query).fetchall() == [(sent.total(), len(ids))]


def files_of(folder: Path) -> list[str]:
    found: list[str] = DeltaTable(folder / "table").file_uris()
    return found


def identity(sent: str) -> str:
    """The id of a message; of what has none, the line."""
    try:
        return dw.parse(sent).id or sent
    except dw.MessageError as error:
        return error.message_id or sent


def identity_of_row(row: dict[str, object]) -> str:
    return str(row["message_id"] or row["raw"])


def run(folder: Path) -> Iterator[str]:
    """What the stream says, line by line; it is killed when nobody wants more."""
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    command = [sys.executable, str(PROJECT / "tests" / "engines" / "stream.py"), str(folder)]
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env=environment,
            start_new_session=True,
        )
        assert process.stdout is not None
        with process.stdout as said:
            try:
                for each in said:
                    yield each.strip()
                assert process.wait() == 0, (folder / "log").read_text("utf-8")[-5_000:]
            finally:
                # Python, Java and what they have started.
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def killed_at(folder: Path, moment: str) -> bool:
    """Whether the stream said that, and was killed by then."""
    stream = run(folder)
    try:
        return any(each == moment for each in stream)
    finally:
        stream.close()  # type: ignore[attr-defined]  # a generator's
