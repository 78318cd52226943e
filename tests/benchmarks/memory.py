"""What read messages hold in memory."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable

KEPT = 300
"""How many messages are kept."""


def bytes_each(read: Callable[[bytes], object], text: bytes, kept: int = KEPT) -> int:
    """Bytes that Python allocates for each of many messages that are kept.

    Each is read of bytes of its own, so that whoever keeps those holds them too.
    """
    messages: list[object] = [read(text)] * kept
    gc.collect()
    tracemalloc.start()
    try:
        for index in range(kept):
            messages[index] = read(bytes(bytearray(text)))
        gc.collect()
        taken, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    return round(taken / kept)
