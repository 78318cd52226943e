"""What read messages hold in memory."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable
from typing import Any

EVENTS = 10_000


def bytes_each(read: Callable[[Any], object], text: bytes, events: int = EVENTS) -> int:
    """Bytes that Python allocates for each of many messages that are kept."""
    kept: list[object] = [read(text)] * events
    gc.collect()
    tracemalloc.start()
    try:
        for index in range(events):
            kept[index] = read(text)
        gc.collect()
        taken, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    return round(taken / events)
