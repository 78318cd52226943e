"""What rows of tables cost, beside a loop that only parses, and in Spark beside `from_json`.

    python -m pip install -e '.[arrow,fast]' -r tests/engines/requirements.txt
    python tests/benchmarks/tables.py              measure and print
    python tests/benchmarks/tables.py --write      and keep the figures for the docs
    python tests/benchmarks/tables.py --python     without Spark

The figures are processor time of all processes that take part, for a row.  Needs Linux and Java;
run it in the environment of `nox -s engines`.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from pathlib import Path

import attrs

PROJECT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(PROJECT), str(PROJECT / "generated")]

import dataworks_events as dw  # noqa: E402  # found by the line above
from codegen.load import measurements  # noqa: E402
from codegen.load.measurements import Row  # noqa: E402
from dataworks_events import tables  # noqa: E402
from tests.benchmarks import streams  # noqa: E402

FIGURES = PROJECT / "spec" / "measurements.json"
SECTION = "Rows of tables"
ROUNDS = 5
LINES = 100_000
WARM_UPS = 2
"""Java is faster the third time."""
_PARSED = 2.0
"""So many times a loop that only parses a row is meant to take at most: half its rate."""
_FROM_JSON = 1.0
_MANY = (
    "Of messages of all events in turn, few of each come together; every batch has the columns "
    "of all events, and each costs Arrow a call."
)
_WIDE = (
    "A row crosses from Python to Java with the columns of all events, NULL or not, which are "
    "several thousand bytes."
)


def main() -> int:
    """Measure, print, and keep what was found."""
    parser = argparse.ArgumentParser(description="Measure the making of table rows.")
    parser.add_argument("--write", action="store_true", help=f"keep the figures in {FIGURES.name}")
    parser.add_argument("--python", action="store_true", help="leave Spark out, and Java with it")
    given = parser.parse_args()
    texts = streams.texts(streams.full(streams.EVENTBRIDGE).values())
    lines = [texts[number % len(texts)] for number in range(LINES)]
    rows = []
    for row in chain(_in_python(lines), () if given.python else _in_spark(lines)):
        rows.append(row)
        rate = 1e6 / row.amount
        print(
            f"{row.text}: {row.amount:.1f} µs, {rate:,.0f} rows a second and core, "
            f"{row.times:.2f} × {row.against} ({row.least:.2f} to {row.most:.2f})",
            flush=True,
        )
    if given.write:
        found, _ = measurements.load(FIGURES)
        if found is None:
            sys.exit(f"{FIGURES.name} is not there yet: python tests/benchmarks/parsing.py --write")
        keys = {row.key for row in rows}
        others = tuple(row for row in found.rows if row.key not in keys)
        kept = attrs.evolve(found, rows=(*others, *rows))
        FIGURES.write_text(measurements.dump(kept), "utf-8")
    return 0


def _in_python(lines: Sequence[bytes]) -> Iterator[Row]:
    one = [line for line in lines if b'"dataworks:FileChange:CommitFile"' in line]
    one = [one[number % len(one)] for number in range(LINES)]

    def loop(of: Sequence[bytes]) -> Callable[[], None]:
        def run() -> None:
            for line in of:
                dw.parse(line)

        return run

    def union() -> None:
        for _ in tables.batches(lines):
            pass

    def flat() -> None:
        for _ in tables.batches(one, event_code="commit-file"):
            pass

    against = "a loop that only parses"
    yield _row(
        "tables-union", "`tables.batches`, all events", against, union, loop(lines), _PARSED, _MANY
    )
    yield _row(
        "tables-one",
        "`tables.batches`, `commit-file` alone",
        against,
        flat,
        loop(one),
        _PARSED,
        "A loop that only parses makes no attributes of the envelope; a row has all of them.",
    )


def _in_spark(lines: Sequence[bytes]) -> Iterator[Row]:
    from pyspark.sql import functions
    from pyspark.sql.types import StringType, StructField, StructType

    from tests.engines.conftest import new_session
    from tests.engines.sql import table_name

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lines.jsonl"
        path.write_bytes(b"\n".join(lines) + b"\n")
        spark = new_session(folder)
        frame = spark.read.text(str(path))
        union = tables.spark_schema()
        # All fields of all events side by side, which is the least that `from_json` can do.
        fields = {
            field.name: field for code in dw.EVENTS for field in union[table_name(code)].dataType
        }
        event = StructField("data", StructType([*fields.values()]))
        message = StructType([*union["attributes"].dataType, event])
        read = frame.select(functions.from_json("value", message).alias("message"))
        made = frame.mapInArrow(tables.map_in_arrow, union)

        def job(of: object) -> Callable[[], None]:
            return lambda: of.write.format("noop").mode("overwrite").save()  # type: ignore[attr-defined]

        # The same columns: each event is read by its own schema.
        around = StructType([*union["attributes"].dataType, StructField("data", StringType())])
        opened = frame.select(functions.from_json("value", around).alias("m")).select("m.*")
        same = opened.select(
            "id",
            *(
                functions.when(
                    functions.col("type") == str(info.type),
                    functions.from_json("data", union[table_name(code)].dataType),
                ).alias(table_name(code))
                for code, info in dw.EVENTS.items()
            ),
        )
        for each in (made, read, same) * WARM_UPS:
            job(each)()
        text = "`mapInArrow` in Spark, all events"
        side_by_side = "`from_json` with the fields of all events side by side"
        yield _row("tables-spark", text, side_by_side, job(made), job(read), _FROM_JSON, _WIDE)
        by_event = "`from_json` with a column for each event"
        yield _row("tables-spark-same", text, by_event, job(made), job(same), _FROM_JSON, _WIDE)
        spark.stop()


def _row(
    key: str,
    text: str,
    against: str,
    run: Callable[[], None],
    other: Callable[[], None],
    limit: float,
    reason: str,
) -> Row:
    """The figures; `reason` says why the limit is not kept, where it is not."""
    pairs = [(_seconds(run), _seconds(other)) for _ in range(ROUNDS)]
    times = sorted(mine / its for mine, its in pairs)
    found = round(statistics.median(times), 2)
    return Row(
        limit=limit,
        reason="" if found <= limit else reason,
        key=key,
        section=SECTION,
        text=text,
        against=against,
        times=statistics.median(times),
        least=times[0],
        most=times[-1],
        amount=statistics.median(mine for mine, _ in pairs) / LINES * 1e6,
        unit="µs",
    )


def _seconds(run: Callable[[], None]) -> float:
    before = _processor_seconds()
    run()
    return _processor_seconds() - before


def _processor_seconds() -> float:
    """Of this process and of all that it started, Java and Spark's Pythons included."""
    parents: dict[int, int] = {}
    ticks: dict[int, int] = {}
    for each in Path("/proc").iterdir():
        if each.name.isdecimal():
            try:
                fields = (each / "stat").read_text().rpartition(") ")[2].split()
            except OSError:
                continue
            parents[int(each.name)] = int(fields[1])
            # With those of children that have ended.
            ticks[int(each.name)] = sum(map(int, fields[11:15]))
    own = {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in own} - own:
        own |= more
    return sum(ticks[pid] for pid in own) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    sys.exit(main())
