"""Times of contenders that take turns."""

from __future__ import annotations

import gc
import time
from collections.abc import Mapping, Sequence
from itertools import repeat

from tests.benchmarks.contenders import Contender


def interleaved(
    contenders: Mapping[str, Contender], rounds: int, sample: float
) -> dict[str, tuple[float, ...]]:
    """Seconds of one pass over the messages of a trial, a figure for each round.

    Every round takes a sample of each contender, of at least `sample` seconds, the next round
    beginning with another, so that what else the machine does falls on all alike.  What counts
    is the processor's time for this thread.  The garbage collector runs as it does for users;
    each sample begins with nothing to collect.
    """
    passes = {name: _passes(each, sample) for name, each in contenders.items()}
    order = list(contenders)
    taken: dict[str, list[float]] = {name: [] for name in order}
    for _ in range(rounds):
        for name in order:
            gc.collect()
            taken[name].append(_seconds(contenders[name], passes[name]) / passes[name])
        order.append(order.pop(0))
    return {name: tuple(seconds) for name, seconds in taken.items()}


def ratios(seconds: Sequence[float], to: Sequence[float]) -> tuple[float, ...]:
    """Round by round, so that both sides met the machine in the same state."""
    return tuple(a / b for a, b in zip(seconds, to, strict=True))


def _passes(contender: Contender, sample: float) -> int:
    """How many passes make a sample."""
    passes = 1
    while _seconds(contender, passes) < sample:
        passes *= 2
    return passes


def _seconds(contender: Contender, passes: int) -> float:
    taken = 0.0
    for _ in repeat(None, passes):
        given = contender.given()
        began = time.thread_time()
        contender.run(given)
        taken += time.thread_time() - began
    return taken
