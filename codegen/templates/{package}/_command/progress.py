"""How far a long run has come, on a terminal."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from typing import Self, TextIO

_ERASE = "\r\x1b[2K"
_BETWEEN = 0.2
"""Seconds between two pictures."""
_BAR = 30


class Progress:
    """A line that is rewritten and in the end erased; nothing where there is no terminal."""

    def __init__(self, stream: TextIO, total: int | None) -> None:
        self._stream = stream
        self._total = total
        """Bytes that there are to read, if that is known."""
        self._live = stream.isatty() and os.environ.get("TERM", "dumb") != "dumb"
        self._next = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        if self._live:
            self._write(_ERASE)

    def show(self, messages: int, read: int) -> None:
        """Say how many messages, and of how many bytes, there were."""
        if not self._live or time.monotonic() < self._next:
            return
        self._next = time.monotonic() + _BETWEEN
        text = f"{messages:,} messages"
        if self._total:
            part = min(read / self._total, 1.0)
            done = int(part * _BAR)
            text = f"[{'#' * done}{'.' * (_BAR - done)}] {part:4.0%}  {text}"
        self._write(_ERASE + text[: shutil.get_terminal_size().columns - 1])

    def _write(self, text: str) -> None:
        with contextlib.suppress(OSError):
            self._stream.write(text)
            self._stream.flush()
