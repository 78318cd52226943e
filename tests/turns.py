"""Turns among the processes of one test run."""

from __future__ import annotations

import contextlib
import fcntl
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest


@contextlib.contextmanager
def one_after_another(lock: Path) -> Iterator[None]:
    """Let no other process be in here with the same lock."""
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def made_once(
    name: str, make: Callable[[Path], None], factory: pytest.TempPathFactory, worker_id: str
) -> Path:
    """A folder that the first process of a run that needs it makes, for all to read."""
    base = factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / name
    with one_after_another(folder.with_suffix(".lock")):
        if not folder.exists():
            half = folder.with_suffix(".half")
            shutil.rmtree(half, ignore_errors=True)
            half.mkdir()
            make(half)
            half.rename(folder)
    return folder
