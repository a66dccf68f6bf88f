"""Progress of a run: requests sent and failures found so far."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace

_REPORT_INTERVAL_SECONDS = 0.1


@dataclass(frozen=True)
class Progress:
    """Progress of the check of an API: the current phase, and the number of requests and of different failures."""

    api: str
    phase: str
    requests: int
    failures: int


class ProgressTracker:
    """Counts requests and failures of a check.

    `on_progress` is called at most every 0.1 seconds, and immediately for each new failure.
    """

    def __init__(self, api: str, on_progress: Callable[[Progress], None]) -> None:
        self._on_progress = on_progress
        self._progress = Progress(api, "", 0, 0)
        self._last_report = 0.0
        self._failures: set[Hashable] = set()
        self._lock = threading.Lock()

    def count_request(self, phase: str) -> None:
        """Count a request of a phase; of the current phase if it is empty."""
        with self._lock:
            current = self._progress
            self._progress = replace(current, phase=phase or current.phase, requests=current.requests + 1)
            if (now := time.monotonic()) - self._last_report >= _REPORT_INTERVAL_SECONDS:
                self._last_report = now
                self._on_progress(self._progress)

    def count_failure(self, *failure: Hashable) -> None:
        """Count a failure, the first time it is found."""
        with self._lock:
            if failure not in self._failures:
                self._failures.add(failure)
                self._progress = replace(self._progress, failures=len(self._failures))
                self._on_progress(self._progress)
