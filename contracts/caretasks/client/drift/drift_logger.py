"""A hook that logs drift, with attributes for structured logs."""

import logging
import math
import threading
import time

from ..hooks import DriftEvent

_Difference = tuple[str, str, str, int, str, str]


class DriftLogger:
    """Hooks that log each difference once per process, and again after an interval with the number of events.

    A client logs each difference once, too, as long as it exists: a program that creates many clients logs it often.
    The record has the attributes of the event in `record.drift`, a dictionary.

    Args:
        logger: the logger, or its name.
        level: the level of the records.
        interval: seconds before the same difference is logged again; `math.inf` for never.
    """

    def __init__(
        self,
        logger: logging.Logger | str = "caretasks.drift",
        *,
        level: int = logging.WARNING,
        interval: float = 3600.0,
    ) -> None:
        self._logger = logging.getLogger(logger) if isinstance(logger, str) else logger
        self._level = level
        self._interval = interval
        self._counts: dict[_Difference, int] = {}
        self._logged_at: dict[_Difference, float] = {}
        self._lock = threading.Lock()

    def on_drift(self, event: DriftEvent) -> None:
        """Log a difference, unless it was logged within the interval."""
        key = event.api, event.operation, event.pointer, event.status, event.expected, event.actual
        now = time.monotonic()
        with self._lock:
            self._counts[key] = count = self._counts.get(key, 0) + 1
            if now - self._logged_at.get(key, -math.inf) < self._interval:
                return
            self._logged_at[key], self._counts[key] = now, 0
        self._logger.log(
            self._level,
            "%s %s (%d): response differs from the spec at %s: documented as %s, received %s%s",
            event.api,
            event.operation,
            event.status,
            event.pointer or "the body",
            event.expected,
            event.actual,
            f" ({count} times)" if count > 1 else "",
            extra={
                "drift": {
                    "api": event.api,
                    "operation": event.operation,
                    "method": event.method,
                    "path": event.path,
                    "status": event.status,
                    "pointer": event.pointer,
                    "expected": event.expected,
                    "actual": event.actual,
                    "count": count,
                }
            },
        )
