"""What a change costs beside a full generation, and a full one beside that of another checkout.

    python tests/benchmarks/increments.py                          one event added to 500
    python tests/benchmarks/increments.py --against ../before      full runs side by side, in turns
    python tests/benchmarks/increments.py --memory 5000            the peak memory of so many events

Each run is a process of its own with an output directory of its own; full runs have an empty cache,
the change that of the full run before it.  Runs alternate, so that a busy machine slows all alike,
and the fastest of each counts.  Figures are ratios, by elapsed and by processor time.

Exits 1 if a bound is missed.  It is no test: times depend on the machine.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from subprocess import DEVNULL, Popen, check_output

import attrs

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.benchmarks.generator import PROJECT, catalogue

MOST_OF_A_CHANGE = 0.2
"""Part of a full generation that one event more may cost."""
MOST_BESIDE = 0.6
"""Part of the other checkout's time that a full generation may take."""
MOST_MEMORY = 700e6
"""Bytes that 5,000 events may need at once."""

_EVENT = """\
          one-event-more:
            type: harbour:More:OneEventMore
            title: One event more
            text: One event more was added.
            kind: regular
"""
_UNIT = 1024 if sys.platform == "linux" else 1


@attrs.frozen
class Cost:
    """Of a process and its children: seconds, processor seconds, bytes of the largest."""

    seconds: float
    processor: float
    memory: int


def main() -> int:
    """Measure, print, and judge."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--events", type=int, default=500)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--against", type=Path, help="another checkout of the project")
    parser.add_argument("--memory", type=int, metavar="EVENTS", help="measure only this")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if given.memory:
            return _memory(given.memory, Path(folder))
        return _times(given, Path(folder))


def _memory(events: int, folder: Path) -> int:
    file = folder / "catalogue.yaml"
    file.write_text(catalogue(events), encoding="utf-8")
    found = run(PROJECT, file, folder / "out", folder / "cache")
    print(f"{events:,} events: {found.memory / 1e6:,.0f} MB, {found.processor:.1f} s of processors")
    return int(found.memory > MOST_MEMORY)


def _times(given: argparse.Namespace, folder: Path) -> int:
    text = catalogue(given.events)
    file = folder / "catalogue.yaml"
    full, change, other = [], [], []
    for number in range(given.runs):
        out, cache = folder / f"out-{number}", folder / f"cache-{number}"
        file.write_text(text, encoding="utf-8")
        full.append(run(PROJECT, file, out, cache))
        file.write_text(_with_one_more(text), encoding="utf-8")
        change.append(run(PROJECT, file, out, cache))
        if given.against:
            file.write_text(_text_of(given.against.resolve(), given.events), encoding="utf-8")
            aside = folder / "aside"
            other.append(run(given.against.resolve(), file, aside / "out", aside / "cache"))
            shutil.rmtree(aside)
        shutil.rmtree(out)
    ratios = [("one event more", change, full, MOST_OF_A_CHANGE)]
    if other:
        ratios.append((f"full, beside {given.against}", full, other, MOST_BESIDE))
    missed = False
    for name, some, whole, most in ratios:
        by_time = _least(some, "seconds") / _least(whole, "seconds")
        by_work = _least(some, "processor") / _least(whole, "processor")
        missed |= by_time > most
        print(f"{name}: {by_time:.2f} of the time, {by_work:.2f} of the work; at most {most}")
    return int(missed)


def _text_of(project: Path, events: int) -> str:
    """The same catalogue in the format of a checkout."""
    program = (
        f"from tests.benchmarks.generator import catalogue; print(catalogue({events}), end='')"
    )
    command = [sys.executable, "-c", program]
    env = {**os.environ, "PYTHONPATH": str(project)}
    return check_output(command, cwd=project, env=env, text=True, encoding="utf-8")


def _least(costs: list[Cost], figure: str) -> float:
    return min(float(getattr(cost, figure)) for cost in costs)


def _with_one_more(text: str) -> str:
    """With one event more in the first body."""
    head, mark, rest = text.partition("        events:\n")
    return head + mark + _EVENT + rest


def run(project: Path, file: Path, out: Path, cache: Path) -> Cost:
    """Generate by the code of a project; what fails ends the benchmark."""
    command = [sys.executable, "-m", "codegen", "--catalogue", str(file), "--out", str(out)]
    env = {**os.environ, "DATAWORKS_EVENTS_CACHE": str(cache), "PYTHONPATH": str(project)}
    began = time.perf_counter()
    process = Popen(command, cwd=project, env=env, stdout=DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"generating in {project} failed")
    return Cost(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * _UNIT)


if __name__ == "__main__":
    sys.exit(main())
