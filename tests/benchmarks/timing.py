"""Times of several calls, taken in turns."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping, Sequence
from itertools import repeat
from statistics import median
from typing import Any

Call = tuple[Callable[[Any], object], object]
"""A function and its argument."""

SAMPLE = 0.01
"""Seconds that a sample takes at least."""


def interleaved(
    calls: Mapping[str, Call], rounds: int, sample: float = SAMPLE
) -> dict[str, tuple[float, ...]]:
    """Seconds of one call, a figure for each round.

    Every round takes a sample of each, the next one beginning with another, so that what else
    the machine does falls on all alike.  What counts is the processor's time for this thread.
    The garbage collector runs as it does for users; each sample begins with nothing to collect.
    """
    sizes = {name: _size(call, sample) for name, call in calls.items()}
    order = list(calls)
    taken: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(rounds):
        for name in order:
            gc.collect()
            taken[name].append(_seconds(calls[name], sizes[name]) / sizes[name])
        order.append(order.pop(0))
    return {name: tuple(seconds) for name, seconds in taken.items()}


def ratio(seconds: Sequence[float], to: Sequence[float]) -> float:
    """The median of the rounds' ratios."""
    return median(a / b for a, b in zip(seconds, to, strict=True))


def _size(call: Call, sample: float) -> int:
    """How many calls make a sample."""
    size = 1
    while _seconds(call, size) < sample:
        size *= 2
    return size


def _seconds(call: Call, times: int) -> float:
    function, argument = call
    began = time.thread_time()
    for _ in repeat(None, times):
        function(argument)
    return time.thread_time() - began
