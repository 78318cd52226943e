"""What is made once, for all tests of a run or of a process."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path
from types import CodeType, SimpleNamespace
from typing import Any

import jinja2
import pytest
from jinja2.bccache import Bucket

from codegen import cache
from codegen.cli import main
from codegen.emit.python import classes
from codegen.render import renderer
from tests.codegen.command import files
from tests.codegen.mini import FILE, TEXT
from tests.codegen.other_systems import PACKAGES, Made, made
from tests.turns import made_once


@pytest.fixture(scope="session")
def generated(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder with the small catalogue, `out` that was made of it, and the generator's `cache`.

    Nobody changes anything in it.
    """
    return made_once("generated", _generate, tmp_path_factory, worker_id)


def _generate(folder: Path) -> None:
    (folder / FILE).write_text(TEXT, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(cache.VARIABLE, str(folder / "cache"))
        patch.chdir(folder)
        assert main(["--catalogue", FILE, "--out", "out"]) == 0


@pytest.fixture(scope="session")
def projects(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> dict[str, Made]:
    """The projects of other systems' catalogues, by the catalogue's name."""

    def make(folder: Path) -> None:
        for name in PACKAGES:
            made(name, folder / name)

    folder = made_once("projects", make, tmp_path_factory, worker_id)
    return {name: Made(name, folder / name, files(folder / name)) for name in PACKAGES}


class _Compiled(jinja2.BytecodeCache):
    """Templates by their name and a hash of their text."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._codes[bucket.key, bucket.checksum] = bucket.code


@pytest.fixture(scope="session", autouse=True)
def templates_compiled_once() -> Iterator[None]:
    """Let the runs of the generator in one process share what templates compile to."""
    compiled, new = _Compiled(), renderer._environment

    def environment(trees: Sequence[Path]) -> jinja2.Environment:
        made = new(trees)
        made.bytecode_cache = compiled
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(renderer, "_environment", environment)
        yield


@pytest.fixture(scope="session", autouse=True)
def classes_made_here() -> Iterator[None]:
    """Let the tool that makes classes be imported once in a process, and not by each run."""
    # It takes longer than all that it makes here; not every process of a run has such tests.
    turns = threading.Lock()

    def submit(run: object, given: list[Any]) -> Future[Any]:
        from codegen.emit.python import tool

        done = Future[Any]()
        try:
            with turns:
                done.set_result([tool._generated(schema, data) for schema, data in given])
        except Exception as error:
            done.set_exception(error)
        return done

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(classes, "_processes", lambda: SimpleNamespace(submit=submit))
        yield


@pytest.fixture
def import_untried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the trial import of what was made, where a test is about something else."""
    monkeypatch.setattr("codegen.write.importing.import_faults", lambda *given: ())
