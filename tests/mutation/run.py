"""Change the runtime in small ways, one at a time, and count the changes that no test notices.

    python -m pip install -e '.[dev]' mutmut
    python tests/mutation/run.py                       every change: hours
    python tests/mutation/run.py --sample 200          so many, chosen by --seed
    python tests/mutation/run.py --module _decode      those of one module

The exit code is 1 if fewer than 90 of 100 were noticed.  Each survivor is printed as a diff.  All
happens in a folder of its own; with --keep that folder stays, and a later run goes on there.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

PROJECT = Path(__file__).resolve().parents[2]
PACKAGE = "dataworks_events"
LEAST = 0.9
"""The share of changes that tests must notice."""

MODULES = (
    *("_backend", "_codecs", "_decode", "_encode", "_fields", "_inline", "_json_text", "_plain"),
    *("_reading", "_routes", "_shown", "_times", "_writing", "batches", "errors", "parsing"),
    *(
        "_msgspec/building",
        "_msgspec/front",
        "_msgspec/kinds",
        "_msgspec/mappings",
        "_msgspec/registry",
    ),
    "_msgspec/structs",
)
TESTS = (
    *("contract", "edges", "bounds", "json_suite", "parse", "parse_many", "converter"),
    *("unexpected", "objects", "hostile", "mappings"),
)
_NOTICED = {1, 3, 24, 36, 152, -24}
"""Exit codes of a run in which a test failed, or that had to be stopped."""
_SURVIVED = {0, 33}
"""Of one in which none did, or that had no test."""

# Casts are for type checkers, and the names of what is bound for those who debug.
_CONFIGURATION = """\
[mutmut]
source_paths =
    {package}
only_mutate =
{modules}
also_copy =
    tests
    pytest.ini
pytest_add_cli_args_test_selection =
{tests}
do_not_mutate_patterns =
    \\bcast\\(
    names\\.bind\\(.*"\\w+"\\)
timeout_multiplier = 5
use_git_change_detection = False
track_dependencies = False
"""
_PYTEST = """\
[pytest]
pythonpath = .
addopts = -p no:cacheprovider -p no:xdist{selection}
filterwarnings = ignore
"""
# What is compiled once would count for the one test that came first.
_CONFTEST = """\
import functools
import pkgutil
from importlib import import_module

import pytest

import dataworks_events

MODULES = pkgutil.walk_packages(dataworks_events.__path__, "dataworks_events.")
NAMES = [each.name for each in MODULES if "._" in each.name]
BACKSLASH = chr(92)
ITEMS = [item for name in NAMES for item in vars(import_module(name)).items()]
# What the class modules say once is no cache.
CACHES = [v for name, v in ITEMS if type(v) is dict and not v and name != "_variants"]
CACHED = [v for _, v in ITEMS if isinstance(v, functools._lru_cache_wrapper)]


def pytest_collection_modifyitems(items):
    # Tests are named when they are run again, and such names are not found.
    items[:] = [item for item in items if BACKSLASH not in item.nodeid]


@pytest.fixture(autouse=True)
def nothing_compiled():
    for cache in CACHES:
        cache.clear()
    for cached in CACHED:
        cached.cache_clear()
"""


def main() -> int:
    """Make the changes and count; 1 if too many were not noticed."""
    given = _options()
    folder = given.keep or Path(tempfile.mkdtemp(prefix="mutation-"))
    _prepare(folder, given.module or MODULES, given.tests)
    _test(folder)
    # Changes are made and named before the names that are asked for are looked for.
    _mutmut(folder, "no such name")
    names = _outcomes(folder)
    if not names:
        sys.exit(f"no change was made: see {folder}")
    chosen = sorted(names)
    if given.sample is not None and given.sample < len(chosen):
        chosen = sorted(Random(given.seed).sample(chosen, given.sample))
    print(f"{len(chosen)} of {len(names)} changes")
    waiting = [name for name in chosen if names[name] not in _NOTICED | _SURVIVED]
    if waiting:
        _mutmut(folder, *waiting, children=given.processes)
    return _report(folder, chosen)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Count changes that no test notices.")
    parser.add_argument("--sample", type=int, help="how many changes (default: all)")
    parser.add_argument("--seed", type=int, default=0, help="which ones (default: 0)")
    parser.add_argument("--module", action="append", choices=MODULES, help="of this module alone")
    parser.add_argument("--tests", default="", help="which tests, as pytest's -k takes it")
    parser.add_argument("--processes", type=int, default=os.cpu_count(), help="at the same time")
    parser.add_argument("--keep", type=Path, help="a folder for all of it, to go on from later")
    return parser.parse_args()


def _prepare(folder: Path, modules: Sequence[str], tests_chosen: str) -> None:
    """The package and its tests, where the changes are made."""
    no_cache = shutil.ignore_patterns("__pycache__")
    tests = folder / "tests"
    for source, target in (
        (PROJECT / "generated" / PACKAGE, folder / PACKAGE),
        (PROJECT / "tests" / "generated", tests / "generated"),
        (PROJECT / "tests" / "benchmarks", tests / "benchmarks"),
    ):
        shutil.copytree(source, target, ignore=no_cache, dirs_exist_ok=True)
    (folder / "pytest.ini").write_text(
        _PYTEST.format(selection=f' -k "{tests_chosen}"' if tests_chosen else ""), "utf-8"
    )
    (tests / "generated" / "conftest.py").write_text(_CONFTEST, "utf-8")
    configuration = _CONFIGURATION.format(
        package=PACKAGE,
        modules=_lines(f"{PACKAGE}/{module}.py" for module in modules),
        tests=_lines(f"tests/generated/test_{name}.py" for name in TESTS),
    )
    (folder / "setup.cfg").write_text(configuration, "utf-8")


def _lines(values: Iterator[str]) -> str:
    return "\n".join(f"    {value}" for value in values)


def _environment() -> dict[str, str]:
    # Few examples are enough to notice a fault that each message has.
    return {**os.environ, "TIMES_AS_MANY_EXAMPLES": "0.3", "PYTHONPATH": ""}


def _test(folder: Path) -> None:
    """Leave if a test fails where nothing was changed."""
    tests = [f"tests/generated/test_{name}.py" for name in TESTS]
    command = [sys.executable, "-m", "pytest", "-q", "-x", *tests]
    if subprocess.run(command, cwd=folder, env=_environment(), check=False).returncode:
        sys.exit("tests fail before anything is changed")


def _mutmut(folder: Path, *names: str, children: int | None = 1) -> None:
    command = [sys.executable, "-c", "from mutmut.__main__ import cli; cli()", "run"]
    command += ["--max-children", str(children), *names]
    with (folder / "log").open("ab") as log:
        subprocess.run(command, cwd=folder, env=_environment(), stdout=log, stderr=log, check=False)


def _outcomes(folder: Path) -> dict[str, int | None]:
    """The exit code of each change; `None` of one that was not tried yet."""
    found: dict[str, int | None] = {}
    for path in sorted((folder / "mutants" / PACKAGE).rglob("*.meta")):
        found |= json.loads(path.read_text("utf-8"))["exit_code_by_key"]
    return found


def _report(folder: Path, chosen: Sequence[str]) -> int:
    outcomes = _outcomes(folder)
    noticed = [name for name in chosen if outcomes[name] in _NOTICED]
    survivors = [name for name in chosen if outcomes[name] in _SURVIVED]
    for name in survivors:
        show = ["-c", "from mutmut.__main__ import cli; cli()", "show", name]
        done = subprocess.run(
            [sys.executable, *show], cwd=folder, capture_output=True, text=True, check=False
        )
        print(done.stdout)
    tried = len(noticed) + len(survivors)
    share = len(noticed) / tried if tried else 0.0
    print(f"{len(noticed)} of {tried} changes were noticed: {share:.1%}")
    if tried < len(chosen):
        print(f"{len(chosen) - tried} were not tried: see {folder / 'log'}")
    return 0 if share >= LEAST and tried == len(chosen) else 1


if __name__ == "__main__":
    sys.exit(main())
