"""How two things are compared on a machine that does other things too: in turns, and the best of many turns counts."""

from __future__ import annotations

import gc
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass

SECONDS = 5.0
"""How long two things are compared."""
TURN = 0.005
"""How long a turn is, in seconds: short, so that some are over before anything else wants the processor."""


@dataclass(frozen=True)
class Ratio:
    """What was measured of ours and of something else, and the ratio of the two that is promised.

    Attributes:
        what: what was measured.
        ours: what was measured of ours, in `unit`.
        against: what ours is compared with.
        other: what was measured of that.
        unit: of the two: `µs`, `ms`, `KiB` or `MiB`.
        limit: what `measured` has to be: at least that where it is a speed, else at most.
        speed: whether it says how many times as fast ours is. Otherwise it says how many times as much ours takes.
        goal: what it should be better still, or None.
    """

    what: str
    ours: float
    against: str
    other: float
    unit: str
    limit: float
    speed: bool = False
    goal: float | None = None

    @property
    def measured(self) -> float:
        return self.other / self.ours if self.speed else self.ours / self.other

    @property
    def kept(self) -> bool:
        return self._is(self.limit)

    @property
    def reached(self) -> bool:
        """Whether it is as good as it should be."""
        return self._is(self.limit if self.goal is None else self.goal)

    def _is(self, limit: float) -> bool:
        return self.measured >= limit if self.speed else self.measured <= limit


def seconds(ours: Callable[[], object], other: Callable[[], object]) -> tuple[float, float]:
    """How long a call of each takes.

    They take turns of many calls, so that what slows the machine slows both, and the best turn of each counts, since
    nothing makes a turn faster than it is. The garbage collector runs, as it does in any program.
    """
    turns = [(ours, _calls_of_a_turn(ours)), (other, _calls_of_a_turn(other))]
    best = [float("inf"), float("inf")]
    gc.collect()
    gc.freeze()
    try:
        end = time.perf_counter() + SECONDS
        while time.perf_counter() < end:
            for which, (call, calls) in enumerate(turns):
                gc.collect()
                best[which] = min(best[which], _time(call, calls) / calls)
    finally:
        gc.unfreeze()
    return best[0], best[1]


def _calls_of_a_turn(call: Callable[[], object]) -> int:
    call()
    calls = 1
    while (taken := _time(call, calls)) < TURN / 2:
        calls *= 2
    return max(1, round(calls * TURN / taken))


def _time(call: Callable[[], object], calls: int) -> float:
    start = time.perf_counter()
    for _ in range(calls):
        call()
    return time.perf_counter() - start


def memory(call: Callable[[], object]) -> tuple[int, int]:
    """How many bytes of memory a call takes while it runs, at most, and how many its result keeps."""
    call()  # what is kept for ever, such as compiled patterns, is not the call's
    gc.collect()
    tracemalloc.start()
    try:
        result = call()
        _, peak = tracemalloc.get_traced_memory()
        gc.collect()
        kept, _ = tracemalloc.get_traced_memory()
        del result
    finally:
        tracemalloc.stop()
    return peak, kept
