"""Compare the time and the memory of two calls on a machine with other load: alternate, and take the best of many."""

from __future__ import annotations

import gc
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass

COMPARISON_SECONDS = 5.0
"""The duration of one comparison."""
TURN_SECONDS = 0.005
"""The duration of one turn. Short turns are likely to end before another process gets the core."""


@dataclass(frozen=True)
class Measurement:
    """A measurement, its limit as text, and whether it is within the limit; None if it was skipped."""

    description: str
    measured: str
    limit_text: str
    passed: bool | None

    @property
    def verdict(self) -> str:
        return {True: "passed", False: "failed", None: "skipped"}[self.passed]


@dataclass(frozen=True)
class Ratio:
    """A measurement of this project, a measurement of a reference, and the limit of their ratio.

    Attributes:
        description: What was measured.
        ours: The measurement of this project, in `unit`.
        reference_name: The name of the reference.
        reference: The measurement of the reference, in `unit`.
        unit: The unit: `µs`, `ms`, `s`, `KiB`, `MiB`, `calls`, or `per s`, of which more is better.
        limit: The limit of `value`: a minimum for a speed, else a maximum.
        is_speed: Whether `value` is how many times as fast this project is. Otherwise it is how many times as much it
            takes.
        goal: A better value to aim for, or None.
    """

    description: str
    ours: float
    reference_name: str
    reference: float
    unit: str
    limit: float
    is_speed: bool = False
    goal: float | None = None

    @property
    def value(self) -> float:
        return self.reference / self.ours if self.is_speed and self.unit != "per s" else self.ours / self.reference

    @property
    def passed(self) -> bool:
        return self._meets(self.limit)

    @property
    def goal_reached(self) -> bool:
        """True if the ratio reaches its goal, or its limit if it has no goal."""
        return self._meets(self.limit if self.goal is None else self.goal)

    def _meets(self, limit: float) -> bool:
        return self.value >= limit if self.is_speed else self.value <= limit

    @property
    def measured(self) -> str:
        ours, reference = f"{self.ours:,.1f} {self.unit}", f"{self.reference_name} {self.reference:,.1f}"
        return f"{ours}, {reference}: {self.value:.2f}"

    @property
    def limit_text(self) -> str:
        return f"{'≥' if self.is_speed else '≤'} {self.limit:.2f}"

    @property
    def verdict(self) -> str:
        if not self.passed or self.goal is None:
            return "passed" if self.passed else "failed"
        return f"passed, goal {self.goal:g} {'reached' if self.goal_reached else 'missed'}"


def seconds_per_call(ours: Callable[[], object], reference: Callable[[], object]) -> tuple[float, float]:
    """Return the seconds that one call of each takes.

    They alternate in turns of many calls, so other load slows both of them. The best turn of each counts, because load
    only ever makes a turn slower. The garbage collector runs, as in any program.
    """
    turns = [(ours, _calls_per_turn(ours)), (reference, _calls_per_turn(reference))]
    best = [float("inf"), float("inf")]
    gc.collect()
    gc.freeze()
    try:
        end = time.perf_counter() + COMPARISON_SECONDS
        while time.perf_counter() < end:
            for index, (call, calls) in enumerate(turns):
                gc.collect()
                best[index] = min(best[index], _time(call, calls) / calls)
    finally:
        gc.unfreeze()
    return best[0], best[1]


def _calls_per_turn(call: Callable[[], object]) -> int:
    call()
    calls = 1
    while (elapsed := _time(call, calls)) < TURN_SECONDS / 2:
        calls *= 2
    return max(1, round(calls * TURN_SECONDS / elapsed))


def _time(call: Callable[[], object], calls: int) -> float:
    start = time.perf_counter()
    for _ in range(calls):
        call()
    return time.perf_counter() - start


def memory_per_call(call: Callable[[], object]) -> tuple[int, int]:
    """Return the peak memory of a call, and the memory that its result retains, both in bytes."""
    call()  # fill caches, such as compiled patterns, that are not part of the call's memory
    gc.collect()
    tracemalloc.start()
    try:
        result = call()
        _, peak = tracemalloc.get_traced_memory()
        gc.collect()
        retained, _ = tracemalloc.get_traced_memory()
        del result
    finally:
        tracemalloc.stop()
    return peak, retained
