"""What every test gets: a home and a cache of the generator's results that are empty and its own."""

from __future__ import annotations

import gc
import os
import shutil
import site
import sys
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import hypothesis
import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a run be about some events alone, where the rest is known to be as it was."""
    parser.addoption(
        "--events",
        metavar="CODES",
        type=lambda text: frozenset(text.split(",")),
        help="of the tests that there are for each event, run those of these event codes alone, "
        "and try fewer examples in property tests",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Choose how many examples property tests try."""
    times = float(os.environ.get("TIMES_AS_MANY_EXAMPLES", "1"))
    number = 20 if config.getoption("--events") is not None else round(100 * max(times, 1))
    # A slow machine is no failure, and a run finds what the last one found.
    hypothesis.settings.register_profile(
        "dataworks", deadline=None, max_examples=number, derandomize=True
    )
    hypothesis.settings.load_profile("dataworks")
    if sys.dont_write_bytecode and not hasattr(config, "workerinput"):
        compiled_once(config)


def compiled_once(config: pytest.Config) -> None:
    """Let the processes of this run compile a module once, where Python keeps no bytecode."""
    folder = tempfile.mkdtemp(prefix="bytecode-")
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    patch = pytest.MonkeyPatch()
    config.add_cleanup(patch.undo)
    patch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    patch.setenv("PYTHONPYCACHEPREFIX", folder)
    patch.setattr(sys, "dont_write_bytecode", False)
    patch.setattr(sys, "pycache_prefix", folder)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Take away the tests with a parameter that is another event, or a file of one."""
    codes = config.getoption("--events")
    if codes is None:
        return
    from dataworks_events import EVENTS

    others = EVENTS.keys() - codes
    assert codes <= EVENTS.keys(), f"no such events: {codes - EVENTS.keys()}"
    deselected = [item for item in items if _parameters(item) & others]
    config.hook.pytest_deselected(items=deselected)
    items[:] = [item for item in items if not _parameters(item) & others]


def _parameters(item: pytest.Item) -> set[str]:
    """The texts that a test gets, and the names of the files."""
    given = item.callspec.params.values() if hasattr(item, "callspec") else ()
    return {
        value.stem if isinstance(value, Path) else value
        for value in given
        if isinstance(value, str | Path)
    }


@pytest.fixture(scope="session", autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep fixtures that serve several tests from the user's home as well."""
    with pytest.MonkeyPatch.context() as patch:
        # Packages may be installed there, which is nothing that a test should notice.
        patch.setenv("PYTHONUSERBASE", site.getuserbase())
        patch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
        for name in [name for name in os.environ if name.startswith("XDG_")]:
            patch.delenv(name)
        patch.setenv("DATAWORKS_EVENTS_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="module", autouse=True)
def earlier_objects_left_alone() -> None:
    """Spare each search for garbage the thousands of tests, and what earlier ones left, for good."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def caches(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Folders that no test has had yet; it is the cache that makes them, when it keeps something."""
    folder = tmp_path_factory.mktemp("caches")
    return (folder / str(number) for number in count())


@pytest.fixture(autouse=True)
def own_cache(caches: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep a test from being answered by what an earlier run of the generator left."""
    cache = next(caches)
    monkeypatch.setenv("DATAWORKS_EVENTS_CACHE", str(cache))
    return cache
