"""The time of a stand-in: how old things are, which an impatient user may hasten, and what the time is said to be."""

from __future__ import annotations

import time
from datetime import UTC, datetime

DEFAULT_SPEED = 10.0
"""How many seconds of a vendor's work pass in one: a minute's work takes six seconds."""

_SEEDED_START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


class Clock:
    """A clock that can be hastened and advanced.

    Args:
        speed: how many seconds of work pass in one; 0: all work is done at once.
        seeded: whether what it says of the time is the same in every run: then it does not come from the clock of the
            machine, but from how many things were made before.
        running: whether time passes by itself; else it stands until it is advanced.
    """

    def __init__(self, speed: float = DEFAULT_SPEED, *, seeded: bool = False, running: bool = True) -> None:
        self._speed = speed
        self._stands_at = None if running else time.time()
        self._seeded = seeded
        self._advanced = 0.0

    def now(self) -> float:
        """Unix seconds."""
        return (time.time() if self._stands_at is None else self._stands_at) + self._advanced

    def advance(self, seconds: float) -> None:
        """Lets `seconds` of work pass at once."""
        self._advanced += seconds / (self._speed or 1)

    @property
    def speed(self) -> float:
        """How many seconds of work pass in one; 0: all work is done at once."""
        return self._speed

    @property
    def pace(self) -> float:
        """How many seconds are said to pass in one of work."""
        if self._seeded:
            return 1.0
        return 1 / self._speed if self._speed else 0.0

    def age(self, born: float, speed: float) -> float:
        """How many seconds of work have passed since something was born that is worked on at this speed."""
        return float("inf") if speed == 0 else max(0.0, (self.now() - born) * speed)

    def said(self, number: int) -> float:
        """What the time is said to be, in Unix seconds, when so many things were made."""
        return _SEEDED_START.timestamp() + number * 60 if self._seeded else self.now()


def text(moment: float) -> str:
    """A time in Unix seconds, in UTC as RFC 3339 writes it."""
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"
