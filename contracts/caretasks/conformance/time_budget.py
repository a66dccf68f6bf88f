"""The time of a run, shared between its phases and, within a phase, evenly between the operations."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

_Item = TypeVar("_Item")


class TimeBudget:
    """The time that a run may take. Each phase gets a share of what remains, so that no phase is left out.

    Args:
        seconds: The time of the whole run; None for no limit.
        now: The clock.
        started_at: When the run started by that clock, before its spec was read; None for now.

    Attributes:
        cut_short: Number of operations with fewer requests than without a limit, by phase.
    """

    def __init__(
        self, seconds: float | None, now: Callable[[], float] = time.monotonic, *, started_at: float | None = None
    ) -> None:
        self.cut_short: dict[str, int] = {}
        self._now = now
        self._end = None if seconds is None else (now() if started_at is None else started_at) + seconds
        self._phase, self._phase_end, self._operations_left = "", 0.0, 1
        self._start, self._deadline = 0.0, 0.0

    def start_phase(self, phase: str, share: float, operation_count: int) -> None:
        """Give a phase a share of the remaining time, from 0 to 1."""
        if self._end is not None:
            self._phase, self._operations_left = phase, max(1, operation_count)
            self._phase_end = self._now() + max(0.0, self._end - self._now()) * share

    def start_operation(self) -> None:
        """Give the next operation its part of the time that the phase has left."""
        if self._end is not None:
            self._start = self._now()
            self._deadline = self._start + max(0.0, self._phase_end - self._start) / self._operations_left
            self._operations_left = max(1, self._operations_left - 1)

    def limit(self, items: Iterable[_Item], part: float = 1.0) -> Iterator[_Item]:
        """Yield the first item, and others until a part of the time of the operation is spent."""
        if self._end is None:
            yield from items
            return
        deadline = self._start + (self._deadline - self._start) * part
        for number, item in enumerate(items):
            if number and self._now() > deadline:
                self.count_cut_short()
                return
            yield item

    def count_cut_short(self) -> None:
        """Count an operation whose time is spent."""
        self.cut_short[self._phase] = self.cut_short.get(self._phase, 0) + 1

    def remaining_seconds(self, share: float) -> int | None:
        """Return a share of the remaining time, at least a second; None without a limit."""
        return None if self._end is None else max(1, round((self._end - self._now()) * share))
