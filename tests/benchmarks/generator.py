"""What a generation costs, and how that grows with the catalogue.

    python tests/benchmarks/generator.py                      50, 500 and 5,000 events
    python tests/benchmarks/generator.py --sizes 50 500       the same in less time

A catalogue is `common.yaml` with `part.yaml`, which holds ten events and all that they need, as
often as it takes.  Everything happens in a temporary directory, with an empty cache and an empty
output directory for each run and a fresh process for each figure; small sizes run several times
and the fastest run counts.  Needs a system that tells the memory of ended processes, not Windows.

Growth is the exponent by which a figure follows the number of events: 1 is linear.  That of the
whole is taken of the processor time beyond what a catalogue of ten events costs, since start-up
would flatter it: processor time, because other programs on the machine do not add to it.

Exits 1 if ten times the events cost more than 11 times the work, or if `--check` with nothing
changed takes more than a fifth of the generation.  It is no test: times depend on the machine.
"""

from __future__ import annotations

import argparse
import math
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

import attrs

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parents[1]
PART = 10
"""Events in `part.yaml`."""

MOST_WORK = 11
"""Times the work that ten times the events may cost."""
MOST_CHECK = 0.2
"""Part of a generation that a check may take when nothing has changed."""

_SECTION = re.compile(r"^(\w+):(?: \{\})?\n((?:(?!\w).*\n)*)", re.MULTILINE)
_STAGE = re.compile(r"^(\w+) +(\d+\.\d+) s  ", re.MULTILINE)
_IMPORTS = (
    "import codegen.cli, codegen.check.checker, codegen.emit.views, codegen.emit.python.classes"
)
_UNIT = 1024 if sys.platform == "linux" else 1
"""Bytes in the unit of the system's figure for memory."""


@attrs.frozen
class Run:
    """One process; times are in seconds, memory in bytes."""

    seconds: float
    processor: float
    """Time on processors, with that of child processes."""
    memory: int
    """The most that it, or one of its child processes, held at once."""
    stages: dict[str, float]


@attrs.frozen
class Result:
    """A size of catalogue, and what it costs."""

    events: int
    generation: Run
    check: Run
    files: int
    size: int
    """Bytes of all output files."""


def catalogue(events: int) -> str:
    """The YAML of a catalogue with so many events, a multiple of `PART`."""
    common, part = (
        dict(_SECTION.findall((HERE / name).read_text(encoding="utf-8")))
        for name in ("common.yaml", "part.yaml")
    )
    return "".join(
        f"{section}:\n{text.rstrip()}\n"
        + "".join(
            part[section].rstrip().replace("@", str(number)) + "\n"
            for number in range(1, events // PART + 1)
            if section in part
        )
        for section, text in common.items()
    )


def main() -> int:
    """Measure, print, and judge."""
    sizes = _sizes()
    with tempfile.TemporaryDirectory() as directory:
        folder = Path(directory)
        imports = _fastest(_python("-c", _IMPORTS, cache=folder) for _ in range(5))
        smallest = _measured(PART, folder)
        results = []
        for size in sizes:
            print(f"{size:,} events …", file=sys.stderr)
            results.append(_measured(size, folder))
    print(
        f"Python {platform.python_version()} on {platform.system()}, {os.cpu_count()} processors.\n"
        f"In each generation: {imports.seconds:.2f} s of imports; "
        f"the smallest catalogue, of {PART} events, takes {smallest.generation.seconds:.2f} s.\n"
    )
    print(_table(results, smallest))
    faults = list(_faults(results, smallest))
    for fault in faults:
        print(fault, file=sys.stderr)
    return int(bool(faults))


def _sizes() -> list[int]:
    parser = argparse.ArgumentParser(description="Measure the generator on synthetic catalogues.")
    parser.add_argument(
        "--sizes",
        type=int,
        nargs="+",
        default=[50, 500, 5000],
        metavar="EVENTS",
        help=f"numbers of events, multiples of {PART} and at least {5 * PART}",
    )
    sizes: list[int] = sorted(set(parser.parse_args().sizes))
    if any(size % PART or size < 5 * PART for size in sizes):
        parser.error(f"--sizes: expected multiples of {PART}, at least {5 * PART}")
    return sizes


def _measured(events: int, folder: Path) -> Result:
    file = folder / f"{events}.yaml"
    file.write_text(catalogue(events), encoding="utf-8")
    times = 10 if events <= 100 else 3 if events <= 1000 else 1
    runs = []
    for number in range(times):
        out, cache = folder / f"{events}-{number}", folder / f"{events}-{number}-cache"
        runs.append(_codegen(file, out, cache=cache))
    checks = [_codegen(file, out, "--check", cache=cache) for _ in range(max(times, 3))]
    sizes = [path.stat().st_size for path in out.rglob("*") if path.is_file()]
    return Result(events, _fastest(runs), _fastest(checks), len(sizes), sum(sizes))


def _fastest(runs: Iterable[Run]) -> Run:
    """The run of the least seconds, with the least processor time of all: noise only adds."""
    runs = list(runs)
    fastest = min(runs, key=lambda run: run.seconds)
    return attrs.evolve(fastest, processor=min(run.processor for run in runs))


def _codegen(file: Path, out: Path, *options: str, cache: Path) -> Run:
    given = ("--catalogue", str(file), "--out", str(out), *options)
    return _python("-m", "codegen", "-v", *given, cache=cache)


def _python(*arguments: str, cache: Path) -> Run:
    """Run Python from the project's root; what fails ends the benchmark."""
    environment = {**os.environ, "DATAWORKS_EVENTS_CACHE": str(cache)}
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        began = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, *arguments], cwd=PROJECT, env=environment, stdout=output, stderr=output
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read()
    if process.returncode:
        sys.exit(f"python {' '.join(arguments)} failed:\n{text[:2000]}")
    stages = {name: float(taken) for name, taken in _STAGE.findall(text)}
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * _UNIT, stages)


def _table(results: Sequence[Result], smallest: Result) -> str:
    """A Markdown table with a column for each size, and one for the growth between two."""
    heads = [f"{result.events:,} events" for result in results]
    heads += [f"growth {a.events:,} to {b.events:,}" for a, b in pairwise(results)]
    rows = [["", *heads]]

    def row(name: str, figures: Iterable[float], digits: int) -> list[float]:
        """Add a row; its figures."""
        kept = [*figures]
        growth = [f"{_exponent(*pair):.2f}" for pair in pairwise(zip(results, kept, strict=True))]
        rows.append([name, *(f"{figure:,.{digits}f}" for figure in kept), *growth])
        return kept

    row("seconds", (r.generation.seconds for r in results), 2)
    for stage in results[0].generation.stages:
        row(f"of these: {stage}", (r.generation.stages[stage] for r in results), 2)
    row("processor seconds", (r.generation.processor for r in results), 2)
    rows.append(
        [
            f"beyond those of {PART} events",
            *(f"{_work(r, smallest):,.2f}" for r in results),
            *(f"{_growth(a, b, smallest):.2f}" for a, b in pairwise(results)),
        ]
    )
    row("peak memory, MB", (r.generation.memory / 1e6 for r in results), 0)
    row("output files", (r.files for r in results), 0)
    row("output, MB", (r.size / 1e6 for r in results), 1)
    row("seconds of `--check`, nothing changed", (r.check.seconds for r in results), 2)
    row("its peak memory, MB", (r.check.memory / 1e6 for r in results), 0)
    shares = (f"{_share(r):.1%}" for r in results)
    rows.append(["share of the generation", *shares, *("" for _ in results[1:])])

    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    return "".join(
        "| "
        + " | ".join(
            cell.rjust(width) if place else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
        )
        + " |\n"
        for cells in (rows[0], rule, *rows[1:])
    )


def _exponent(small: tuple[Result, float], large: tuple[Result, float]) -> float:
    """How a figure follows the number of events; not a number where there is nothing to follow."""
    if not small[1] or not large[1]:
        return math.nan
    return math.log(large[1] / small[1]) / math.log(large[0].events / small[0].events)


def _work(result: Result, smallest: Result) -> float:
    return result.generation.processor - smallest.generation.processor


def _growth(small: Result, large: Result, smallest: Result) -> float:
    """The exponent without what every run costs."""
    work = _work(large, smallest) / _work(small, smallest)
    return math.log(work) / math.log((large.events - PART) / (small.events - PART))


def _share(result: Result) -> float:
    return result.check.seconds / result.generation.seconds


def _faults(results: Sequence[Result], smallest: Result) -> Iterable[str]:
    for small, large in pairwise(results):
        work = 10 ** _growth(small, large, smallest)
        if work > MOST_WORK:
            yield (
                f"from {small.events:,} to {large.events:,} events, ten times the events cost "
                f"{work:.1f} times the work; expected at most {MOST_WORK}"
            )
    for result in results:
        if _share(result) > MOST_CHECK:
            yield (
                f"with {result.events:,} events, --check takes {_share(result):.0%} of a "
                f"generation; expected at most {MOST_CHECK:.0%}"
            )


if __name__ == "__main__":
    sys.exit(main())
