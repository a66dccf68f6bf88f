"""The clock of a mock server: it can run faster than real time, and tests can advance it."""

from __future__ import annotations

import time
from datetime import UTC, datetime

_SEEDED_START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC).timestamp()


class Clock:
    """A clock with an adjustable speed.

    Args:
        speed: Simulated seconds per real second: with 10, work that takes the vendor a minute takes six seconds. 0
            finishes all work at once.
        seeded: Report the same times in every run: they are derived from the number of resources created so far, not
            from the system clock.
        running: Follow the system clock. If false, the time only changes with `advance`.

    Attributes:
        speed: Simulated seconds per real second.
        reported_rate: Seconds that reported timestamps advance per simulated second.
    """

    def __init__(self, speed: float = 10.0, *, seeded: bool = False, running: bool = True) -> None:
        self.speed = speed
        self.reported_rate = 1.0 if seeded else 1 / speed if speed else 0.0
        self._stopped_at = None if running else time.time()
        self._seeded = seeded
        self._advanced = 0.0

    def now(self) -> float:
        """Return the current time, in Unix seconds."""
        return (time.time() if self._stopped_at is None else self._stopped_at) + self._advanced

    def advance(self, seconds: float) -> None:
        """Advance the clock by this many simulated seconds."""
        self._advanced += seconds / (self.speed or 1)

    def age(self, created_at: float, speed: float) -> float:
        """Return the age of a resource in simulated seconds."""
        return float("inf") if speed == 0 else max(0.0, (self.now() - created_at) * speed)

    def reported_time(self, number: int) -> float:
        """Return the timestamp to report to clients, in Unix seconds."""
        return _SEEDED_START + number * 60 if self._seeded else self.now()
