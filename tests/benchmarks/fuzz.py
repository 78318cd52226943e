"""Search, guided by coverage, for bytes that the parser does not take as it must.

    python -m pip install -e '.[bench]'
    python tests/benchmarks/fuzz.py                         search for 15 minutes and print
    python tests/benchmarks/fuzz.py --seconds 60 --write    and keep the figures for the docs
    python tests/benchmarks/fuzz.py FILE                    try one input again

What must hold is in `fuzz_target.py`, how inputs are changed in `mutation.py`.  Atheris has no
wheels for every system and Python: Linux on x86_64, Python 3.11 to 3.13.  It is no test: what it
finds within a time depends on the machine.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
import traceback
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from random import Random

PROJECT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(PROJECT), str(PROJECT / "generated")]

FIGURES = PROJECT / "spec" / "measurements.json"
LONGEST = 16_384
"""Bytes of an input."""

_SLOWEST_SECONDS = 30
_INSIDE = "--inside"
_EXECUTED = re.compile(rb"stat::number_of_executed_units:\s*(\d+)")
_SUMMARY = re.compile(rb"^SUMMARY: (.*)$", re.MULTILINE)


def main() -> int:
    """Search, or try one input; 1 if something was found."""
    if sys.argv[1:2] == [_INSIDE]:
        _search(Path(sys.argv[2]), sys.argv[3:])
    given = _options()
    if given.input is not None:
        from tests.benchmarks import fuzz_target

        fuzz_target.check_all(given.input.read_bytes())
        print("all holds")
        return 0
    try:
        tool = f"atheris {version('atheris')}"
    except PackageNotFoundError:
        sys.exit("this needs atheris; run: python -m pip install -e '.[bench]'")
    folder = given.keep or Path(tempfile.mkdtemp(prefix="fuzz-"))
    started = time.monotonic()
    executions, found = _run(folder, given.seconds)
    seconds = time.monotonic() - started
    print(f"{tool}: {executions:,} inputs in {seconds:,.0f} seconds, {len(found)} findings")
    for sentence in found:
        print(f"  {sentence}")
    if found:
        print(f"inputs and tracebacks: {folder}")
    if given.write:
        _keep(tool, executions, seconds, (*given.found, *found))
    return 1 if found else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Search for bytes that the parser cannot take.")
    parser.add_argument("input", nargs="?", type=Path, help="one input, to be tried again")
    parser.add_argument("--seconds", type=int, default=900, help="how long (default: 900)")
    parser.add_argument("--keep", type=Path, help="a folder for the inputs, to go on from later")
    parser.add_argument(
        "--write", action="store_true", help=f"keep the figures in {FIGURES.name} for the docs"
    )
    parser.add_argument(
        "--found",
        action="append",
        default=[],
        metavar="SENTENCE",
        help="with --write: what earlier runs found, for the docs",
    )
    return parser.parse_args()


def _run(folder: Path, seconds: int) -> tuple[int, list[str]]:
    """How many inputs a process of its own tried, and a sentence for each finding.

    The process is libFuzzer's, which ends it in its own way.
    """
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    command = [
        sys.executable,
        __file__,
        _INSIDE,
        str(folder),
        f"-max_total_time={seconds}",
        f"-max_len={LONGEST}",
        f"-timeout={_SLOWEST_SECONDS}",
        "-rss_limit_mb=4096",
        "-print_final_stats=1",
        f"-artifact_prefix={folder}{os.sep}",
        str(corpus),
    ]
    log = folder / "log"
    with log.open("wb") as stream:
        done = subprocess.run(command, stdout=stream, stderr=stream, check=False)
    said = log.read_bytes()
    executed = _EXECUTED.search(said)
    found = [path.read_text("utf-8").splitlines()[0] for path in sorted(folder.glob("found-*.txt"))]
    if done.returncode or executed is None:
        summary = _SUMMARY.search(said)
        reason = summary[1].decode() if summary else f"exit code {done.returncode}"
        found.append(f"The fuzzer stopped: {reason}; see {log}.")
    return int(executed[1]) if executed else 0, found


def _search(folder: Path, arguments: list[str]) -> None:
    """Search until libFuzzer ends the process; what is found is noted, and the search goes on."""
    import atheris

    with atheris.instrument_imports(include=["dataworks_events", "dataworks_events_alone"]):
        from tests.benchmarks import fuzz_target

        fuzz_target.packages()
    from tests.benchmarks import mutation

    seeds = fuzz_target.seeds()
    for number, seed in enumerate(seeds):
        (folder / "corpus" / f"seed-{number}").write_bytes(seed)
    known: set[object] = set()

    def check(data: bytes) -> None:
        try:
            fuzz_target.check(data)
        except Exception as error:
            last = traceback.extract_tb(error.__traceback__)[-1]
            where = (type(error), last.filename, last.lineno, str(error)[:20])
            if where not in known:
                known.add(where)
                _note(folder / f"found-{len(known)}", data, error)

    def mutate(data: bytes, most: int, seed: int) -> bytes:
        return mutation.mutated(data, most, Random(seed), seeds, atheris.Mutate)

    atheris.Setup([sys.argv[0], *arguments], check, custom_mutator=mutate)
    atheris.Fuzz()


def _note(path: Path, data: bytes, error: Exception) -> None:
    path.write_bytes(data)
    first = " ".join(f"{type(error).__name__}: {error}".split())[:300]
    text = "".join(traceback.format_exception(error, limit=-5))
    path.with_suffix(".txt").write_text(f"{first}\n{text}", "utf-8", "backslashreplace")


def _keep(tool: str, executions: int, seconds: float, found: tuple[str, ...]) -> None:
    from attrs import evolve

    from codegen.load import measurements
    from codegen.load.measurements import Fuzz

    before, _ = measurements.load(FIGURES)
    if before is None:
        sys.exit("first measure: python tests/benchmarks/parsing.py --write")
    fuzz = Fuzz(tool=tool, executions=executions, seconds=round(seconds), findings=found)
    FIGURES.write_text(measurements.dump(evolve(before, fuzz=fuzz)), "utf-8")


if __name__ == "__main__":
    sys.exit(main())
