"""What it costs until a fresh process has what it needs."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path


def processor_seconds(
    programs: Mapping[str, str], rounds: int, paths: Sequence[Path]
) -> dict[str, tuple[float, ...]]:
    """Processor seconds of each program beyond those of an empty one, a figure for each round.

    `programs` are Python sources; they find modules in `paths`.
    """
    every = {"": "pass", **programs}
    order = list(every)
    taken: dict[str, list[float]] = {name: [] for name in every}
    for name in order:
        # Leaves compiled modules behind.
        _run(every[name], paths)
    for _ in range(rounds):
        for name in order:
            taken[name].append(_run(every[name], paths))
        order.append(order.pop(0))
    return {
        name: tuple(a - b for a, b in zip(taken[name], taken[""], strict=True)) for name in programs
    }


def _run(program: str, paths: Sequence[Path]) -> float:
    process = subprocess.Popen([sys.executable, "-c", program], env=_environment(paths))
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, process.args)
    return usage.ru_utime + usage.ru_stime


def _environment(paths: Sequence[Path]) -> dict[str, str]:
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return environment | {"PYTHONPATH": os.pathsep.join(map(str, paths))}
