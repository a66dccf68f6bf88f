"""Waits for a final status: when to send the next request, and when to give up.

Each request is sent once: what a retry is for other calls, the next request is here.
"""

import math
import random
import time
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import httpx

from ..errors import ApiStatusError, WaitTimeoutError
from ..model import values_at
from ..operation import FinalStatus
from ..responses.error_summary import is_code
from ..transport.retries import PERMANENT, retry_after
from ..types import Response

if TYPE_CHECKING:
    import tenacity

    from ..config import ClientConfig

T = TypeVar("T")

_GROWTH = 1.5
_MAX_INTERVAL_SECONDS = 30.0
_JITTER = 0.1
"""The part of a pause by which it may be shorter or longer."""
_LAST_REQUEST_SECONDS = 1.0
"""The time for the last request, at most."""
_MIN_PAUSE_SECONDS = 1e-6
_MAX_PAUSE_SECONDS = 1e8
"""A limit for a wait without an end: three years. Longer pauses are not possible on all systems."""
_TRANSIENT_STATUSES = frozenset({408, 425, 429, *range(500, 600)})


class Wait(Generic[T]):
    """The state of a wait, without I/O.

    It is the context manager of each request: it keeps an error after which another request may succeed, and raises any
    other one.

    Raises:
        ValueError: `timeout` or `interval` is not a positive number.
    """

    def __init__(self, final: FinalStatus, config: "ClientConfig", timeout: float, interval: float) -> None:
        self._final = final
        self._config = config
        self._timeout = _checked_seconds("timeout", timeout)
        self._interval = _checked_seconds("interval", interval)
        if interval == math.inf:
            raise ValueError("interval must be a finite number of seconds")
        self._began = time.monotonic()
        self._slept = 0.0
        self._pause: float | None = 0.0
        self._requests = 0
        self._last: Response[T] | None = None
        self._error: Exception | None = None

    @property
    def elapsed(self) -> float:
        """Seconds since the beginning, at least those of all pauses."""
        return max(time.monotonic() - self._began, self._slept)

    @property
    def seconds_left(self) -> float:
        """Seconds until the end; very few for a request that begins late."""
        return max(self._timeout - self.elapsed, 0.001)

    def __enter__(self) -> None:
        self._requests += 1
        self._error = None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> bool:
        if not isinstance(error, Exception) or not _is_transient(error):
            return False
        self._error = error
        return True

    def receive(self, response: Response[T]) -> None:
        self._last = response

    @property
    def is_final(self) -> bool:
        """True if the last response has a status, and all of them are final."""
        found = self._statuses
        return bool(found) and all(status in self._final.values for status in found)

    @property
    def _statuses(self) -> list[Any]:
        """The status in the last response, or those of the items of its array; None for a missing one."""
        if self._last is None:
            return []
        items, star, pointer = self._final.pointer.rpartition("/*")
        owners = values_at(self._last.parsed, items + star) if star else [self._last.parsed]
        return [next(values_at(owner, pointer), None) for owner in owners]

    def plan_pause(self) -> float:
        """Return the seconds until the next request. `is_over` is then whether there is time for it."""
        left = self._timeout - self.elapsed - min(self._interval, _LAST_REQUEST_SECONDS, self._timeout / 10)
        required = self._retry_after
        pause = max(_backoff(self._interval, self._requests), required)
        if left < _MIN_PAUSE_SECONDS or required > left:
            self._pause = None
            return 0.0
        self._pause = min(pause, left, _MAX_PAUSE_SECONDS)
        self._slept += self._pause
        return self._pause

    @property
    def is_over(self) -> bool:
        return self._pause is None

    @property
    def _retry_after(self) -> float:
        if isinstance(self._error, ApiStatusError):
            return self._error.retry_after or 0.0
        return 0.0 if self._error is not None or self._last is None else retry_after(self._last) or 0.0

    def report_pause(self) -> None:
        """Log an error after which there will be another request."""
        if self._error is not None:
            name, kind = self._final.operation.name, type(self._error).__name__
            self._config.log.info("%s: %s while waiting, next request in %.2f seconds", name, kind, self._pause)

    def result(self) -> T:
        """Return the final response, decoded.

        Raises:
            WaitTimeoutError: it is not final.
        """
        if self.is_final and self._last is not None:
            return self._last.parsed
        operation, elapsed = self._final.operation, self.elapsed
        error: WaitTimeoutError = self._config.api.errors.get_class(WaitTimeoutError)(
            f"{operation.name}: {operation.label} returned no final status in {elapsed:.1f} of {self._timeout:g}"
            f" seconds ({self._describe_last()})",
            operation=operation.name,
            last=None if self._last is None else self._last.parsed,
            elapsed=elapsed,
        )
        error.attempts = self._requests
        raise error from self._error

    def _describe_last(self) -> str:
        shown = ", ".join(dict.fromkeys(map(self._format_status, self._statuses)))
        status = f"last status: {shown or 'none'}"
        return status if self._error is None else f"{status}; last error: {type(self._error).__name__}"

    def _format_status(self, status: object) -> str:
        """Return a status if it has the form of one; anything else may be about a patient."""
        return str(status) if isinstance(status, str) and is_code(status, self._config.secrets) else "..."


def waiting() -> "tenacity.Retrying":
    """Return a caller of a function that sends a request of a wait, which is its argument and its result."""
    import tenacity  # here, since importing it takes long

    return tenacity.Retrying(**_policy())


def async_waiting() -> "tenacity.AsyncRetrying":
    """Like `waiting`, for coroutine functions."""
    import tenacity

    return tenacity.AsyncRetrying(**_policy())


def _policy() -> dict[str, Any]:
    import tenacity

    def wait_of(state: tenacity.RetryCallState) -> Wait[Any]:
        found: Wait[Any] = state.args[0]
        return found

    def is_unfinished(wait: Wait[Any]) -> bool:
        return not wait.is_final

    def plan_pause(state: tenacity.RetryCallState) -> float:
        return wait_of(state).plan_pause()

    def is_over(state: tenacity.RetryCallState) -> bool:
        return wait_of(state).is_over

    def report_pause(state: tenacity.RetryCallState) -> None:
        wait_of(state).report_pause()

    return {
        "retry": tenacity.retry_if_result(is_unfinished),
        "wait": plan_pause,
        "stop": is_over,
        "before_sleep": report_pause,
        "retry_error_callback": wait_of,  # instead of a `RetryError`
    }


def _backoff(interval: float, requests: int) -> float:
    """Return the seconds after that many requests: the interval, then half as much again each time, with jitter."""
    growth = _GROWTH ** min(requests - 1, 100)
    pause = min(interval * growth, max(interval, _MAX_INTERVAL_SECONDS))
    return pause * random.uniform(1 - _JITTER, 1 + _JITTER)  # noqa: S311 - not for cryptography


def _is_transient(error: Exception) -> bool:
    if isinstance(error, ApiStatusError):
        return error.status_code in _TRANSIENT_STATUSES
    return isinstance(error, httpx.TransportError) and not isinstance(error, PERMANENT)


def _checked_seconds(name: str, value: object) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool) and value > 0:
        return value
    raise ValueError(f"{name} must be a positive number of seconds, got {value!r}")
