"""Progress of a run on standard error: for a terminal or on request, never in a log."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from typing import Self, TextIO

_ERASE = "\r\x1b[2K"


def emit(stream: TextIO, text: str) -> None:
    """Write to a stream; a pipe that was closed at the other end is ignored."""
    with contextlib.suppress(BrokenPipeError):
        stream.write(text)
        stream.flush()


class Progress:
    """Reports of the stages on standard error.

    Verbose: a line for each stage.  Otherwise a terminal gets one line, rewritten and in the end
    erased, and anything else gets nothing.
    """

    def __init__(self, *, verbose: bool, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._verbose = verbose
        self._live = (
            not verbose and self._stream.isatty() and os.environ.get("TERM", "dumb") != "dumb"
        )

    def __enter__(self) -> Self:
        self._show("codegen …")
        return self

    def __exit__(self, *error: object) -> None:
        if self._live:
            emit(self._stream, _ERASE)

    def stage(self, stage: str, summary: str, seconds: float) -> None:
        """Report a stage that has ended; `summary` says what it did."""
        if self._verbose:
            emit(self._stream, f"{stage:<9} {seconds:7.3f} s  {summary}\n")
        else:
            self._show(f"{stage}: {summary}")

    def _show(self, text: str) -> None:
        if self._live:
            width = shutil.get_terminal_size().columns - 1
            emit(self._stream, _ERASE + text[:width])
