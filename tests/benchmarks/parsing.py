"""What parsing and writing cost beside what people would use instead.

    python -m pip install -e '.[bench]'
    python tests/benchmarks/parsing.py             measure and print
    python tests/benchmarks/parsing.py --quick     the same in less time, with more noise
    python tests/benchmarks/parsing.py --only null --only mixed       some of the trials
    python tests/benchmarks/parsing.py --write     and keep the figures for the docs

Each trial runs in a process of its own, where all contenders first take every message and must
give back its data, then take turns.  `python -m codegen` makes `docs/performance.md` of the kept
figures.  Needs a system that tells the processor time of ended processes, not Windows.  It is no
test: times depend on the machine.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import sys
from collections.abc import Container, Iterator, Sequence
from functools import partial
from importlib.metadata import version
from itertools import groupby
from pathlib import Path

import attrs

PROJECT = Path(__file__).resolve().parents[2]
GENERATED = PROJECT / "generated"
sys.path[:0] = [str(PROJECT), str(GENERATED)]

from codegen.load import measurements  # noqa: E402  # found by the line above
from codegen.load.measurements import Figures, Row  # noqa: E402
from tests.benchmarks import contenders, starts, streams, trials  # noqa: E402
from tests.benchmarks.contenders import Trial  # noqa: E402
from tests.benchmarks.goals import (  # noqa: E402
    EVENT,
    FIRST,
    FIRST_LARGE,
    FIRST_WITHOUT,
    GOALS,
    IMPORT,
    IMPORT_ATTRS,
    SECOND,
    SECTIONS,
    START,
    Goal,
    Measured,
)

FIGURES = PROJECT / "spec" / "measurements.json"
_LIBRARIES = ("attrs", "cattrs", "msgspec", "orjson", "pydantic")
_MODEL = re.compile(r"^model name\s*: (.*)$", re.MULTILINE)
_SMALL, _LARGE = "commit-file", "approval-change-created maxcompute"
"""What a fresh process parses."""


@attrs.frozen(kw_only=True)
class Effort:
    """How much is measured."""

    rounds: int
    sample: float
    """Seconds that a sample takes at least."""
    starts: int
    kept: int
    """Messages of each kind that are kept in memory."""
    many: int
    """Messages in the long stream."""
    rounds_of_many: int


FULL = Effort(rounds=15, sample=0.04, starts=21, kept=300, many=1_000_000, rounds_of_many=3)
QUICK = Effort(rounds=5, sample=0.01, starts=5, kept=50, many=20_000, rounds_of_many=3)


def main() -> int:
    """Measure and print; 1 if a contender's data is wrong."""
    given = _options()
    effort = QUICK if given.quick else FULL
    wanted = {goal.trial for goal in GOALS if not given.only or goal.trial in given.only}
    wrong: list[contenders.Unequal] = []
    try:
        measured = _measured(effort, wanted, wrong)
    except ModuleNotFoundError as error:
        sys.exit(f"{error}; run: python -m pip install -e '.[bench]'")
    sys.stdout.writelines(_lines(measured))
    for each in wrong:
        print(each, file=sys.stderr)
    if given.write and not wrong:
        before, _ = measurements.load(FIGURES)
        # What others measured stays: the fuzzer, and tests/benchmarks/tables.py.
        others = [row for row in before.rows if row.section not in SECTIONS] if before else []
        kept = attrs.evolve(
            measured, fuzz=before.fuzz if before else None, rows=(*measured.rows, *others)
        )
        FIGURES.write_text(measurements.dump(kept), "utf-8")
    return int(bool(wrong))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure parsing beside what others use.")
    known = sorted({goal.trial for goal in GOALS})
    parser.add_argument("--quick", action="store_true", help="less of everything")
    parser.add_argument(
        "--only", action="append", choices=known, metavar="TRIAL", help=f"one of {', '.join(known)}"
    )
    parser.add_argument(
        "--write", action="store_true", help=f"keep the figures in {FIGURES.name} for the docs"
    )
    given = parser.parse_args()
    if given.write and (given.quick or given.only):
        parser.error("--write keeps a whole run: leave out --quick and --only")
    return given


def _measured(effort: Effort, wanted: Container[str], wrong: list[contenders.Unequal]) -> Figures:
    rows = sorted(_rows(effort, wanted, wrong), key=lambda row: SECTIONS.index(row.section))
    return Figures(
        machine=_machine(),
        python=f"{platform.python_implementation()} {platform.python_version()}",
        libraries={name: version(name) for name in _LIBRARIES},
        rounds=effort.rounds,
        starts=effort.starts,
        many=effort.many,
        kept=effort.kept,
        rows=tuple(rows),
    )


def _rows(effort: Effort, wanted: Container[str], wrong: list[contenders.Unequal]) -> Iterator[Row]:
    """The rows of the trials that are wanted; `wrong` takes those that cannot be compared."""
    for key, trial in trials.trials(effort.many).items():
        if key not in wanted:
            continue
        _say(key)
        try:
            yield from _of_trial(key, trial, effort)
        except contenders.Unequal as error:
            wrong.append(error)
    if START in wanted:
        _say(START)
        started = starts.processor_seconds(_programs(), effort.starts, [GENERATED])
        yield from (goal.row(started, 1e3, "ms") for goal in GOALS if goal.trial == START)


def _of_trial(key: str, trial: Trial, effort: Effort) -> Iterator[Row]:
    in_process = partial(trials.in_new_process, trial.without_msgspec)
    goals = [goal for goal in GOALS if goal.trial == key]
    if key == "alone":
        alone = in_process(trials.seconds_alone, trial, effort.rounds, effort.sample / 4)
        yield from _alone(goals, alone)
    elif key.startswith("memory"):
        kept = in_process(trials.bytes_kept, trial, effort.kept)
        yield from (goal.row(kept, 1, "bytes") for goal in goals)
    else:
        rounds = effort.rounds_of_many if trial.count else effort.rounds
        taken = in_process(trials.seconds, trial, rounds, effort.sample)
        each = 1e6 / (trial.count or len(trial.texts))
        yield from (goal.row(taken, each, "µs") for goal in goals)


def _say(stage: str) -> None:
    print(f"{stage} …", file=sys.stderr)


def _alone(goals: Sequence[Goal], measured: Sequence[Measured]) -> Iterator[Row]:
    """A row for each event, and those of the slowest and of the median one."""
    every = [
        attrs.evolve(
            EVENT.row(each, 1e6 / trials.REPEATED, "µs"), key=f"alone-{name}", text=f"`{name}`"
        )
        for name, each in zip(streams.full(streams.EVENTBRIDGE), measured, strict=True)
    ]
    every.sort(key=lambda row: -row.times)
    for goal, row in zip(goals, (every[0], every[len(every) // 2]), strict=True):
        yield attrs.evolve(
            row,
            key=goal.key,
            section=goal.section,
            text=f"{goal.text}: {row.text}",
            limit=goal.limit,
            reason=goal.reason,
        )
    yield from every


def _programs() -> dict[str, str]:
    messages = streams.full(streams.EVENTBRIDGE)
    small, large = (
        f"dw.parse({text!r}).event" for text in streams.texts([messages[_SMALL], messages[_LARGE]])
    )
    package = "import dataworks_events as dw"
    return {
        IMPORT_ATTRS: "import attrs",
        IMPORT: package,
        FIRST: f"{package}; {small}",
        FIRST_LARGE: f"{package}; {large}",
        FIRST_WITHOUT: f"import sys; sys.modules['msgspec'] = None; {package}; {small}",
        SECOND: f"{package}; {small}; {small}",
    }


def _machine() -> str:
    """What is known of the machine, in words."""
    cpu = Path("/proc/cpuinfo")
    models = _MODEL.findall(cpu.read_text("utf-8")) if cpu.is_file() else []
    kind = f"{platform.system()} on {platform.machine()}, {os.cpu_count()} cores"
    return ", ".join([kind, *sorted(set(models))])


def _lines(measured: Figures) -> Iterator[str]:
    """The figures for people."""
    yield f"{measured.python}, {measured.machine}\n"
    for section, rows in groupby(measured.rows, key=lambda row: row.section):
        yield f"\n{section}\n"
        for row in rows:
            state = "" if row.limit is None else f"≤ {row.limit:<5g}{'' if row.met else 'NOT MET'}"
            yield (
                f"  {row.text[:44]:44} {row.amount:10,.2f} {row.unit:5} {row.times:6.2f} × "
                f"[{row.least:.2f}-{row.most:.2f}] {row.against:28} {state}\n"
            )


if __name__ == "__main__":
    sys.exit(main())
