"""Whether a text matches a pattern of the catalogue, within a bounded time."""

from __future__ import annotations

import atexit
import json
import re
import subprocess
import sys
import threading

PATTERN_ERRORS = (re.error, OverflowError, RecursionError)
"""What compiling a pattern may raise."""

SECONDS = 5.0
"""That a match may take."""

_OPEN_REPEAT = re.compile(r"[*+?]|\{\d*,\d*\}")
_PROGRAM = """
import json, re, sys
for line in sys.stdin:
    print(json.dumps(re.fullmatch(*json.loads(line)) is not None), flush=True)
"""


class EndlessError(Exception):
    """The match did not end in time."""


def matches(pattern: str, text: str, seconds: float = SECONDS) -> bool:
    """Whether the whole text matches the pattern, which compiles.

    Raises:
        EndlessError: no answer came within the time.
    """
    # It takes two repeats that can share a text between them in many ways.
    if len(_OPEN_REPEAT.findall(pattern)) < 2:
        return re.fullmatch(pattern, text) is not None
    return _WORKER.matches(pattern, text, seconds)


class _Worker:
    """An interpreter that matches, and can be stopped: Python's own matching cannot be."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._turns = threading.Lock()

    def matches(self, pattern: str, text: str, seconds: float) -> bool:
        with self._turns:
            process = self._process or self._started()
            answers: list[str] = []
            asking = threading.Thread(target=_ask, args=(process, [pattern, text], answers))
            asking.start()
            asking.join(seconds)
            if asking.is_alive():
                _stop(process)
                atexit.unregister(_stop)
                self._process = None
                raise EndlessError
            return answers == ["true\n"]

    def _started(self) -> subprocess.Popen[str]:
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        atexit.register(_stop, self._process)
        return self._process


def _stop(process: subprocess.Popen[str]) -> None:
    process.kill()
    with process:
        pass


def _ask(process: subprocess.Popen[str], question: list[str], answers: list[str]) -> None:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(question) + "\n")
    process.stdin.flush()
    answers.append(process.stdout.readline())


_WORKER = _Worker()
