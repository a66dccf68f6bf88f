"""When a request is retried, and after which wait. Tenacity does the waiting, by the rules in this module.

Reads are retried on transient errors. Writes are retried only when the server cannot have processed them: the
connection was never made, or the response was a 429. All waits of a request together are at most a minute; the
response of a server that requests a longer wait is raised at once.
"""

import functools
import re
import time
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

import httpx

from ..errors import OutcomeUnknownError
from ..operation import Operation
from .attempts import Call

if TYPE_CHECKING:
    import tenacity

MAX_TOTAL_WAIT_SECONDS = 60.0
"""The limit of all waits of one request together."""

NOT_CONNECTED = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
"""The errors of httpx after which no server can have received the request."""
_PERMANENT = (httpx.UnsupportedProtocol, httpx.LocalProtocolError)
_READ_STATUSES = frozenset({429, 502, 503, 504})
_WRITE_STATUSES = frozenset({429})


def retry_after(response: httpx.Response) -> float | None:
    """Return the seconds after which the server accepts another request.

    That is `Retry-After`, or else `X-RateLimit-Reset` of a 429; None if there is neither.
    """
    given = response.headers.get("retry-after", "").strip()
    if given:
        if _NUMBER(given):
            return float(given)
        try:
            moment = parsedate_to_datetime(given)
        except (ValueError, TypeError, IndexError, OverflowError):
            moment = None
        if moment is not None:
            moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            return max(0.0, moment.timestamp() - time.time())
    reset = response.headers.get("x-ratelimit-reset", "").strip()
    if response.status_code == 429 and _NUMBER(reset):
        seconds = float(reset)
        # A Unix time; some servers send the seconds that are left.
        return max(0.0, seconds - time.time()) if seconds > _UNIX_TIME_IN_1971 else seconds
    return None


_NUMBER = re.compile(r"\d+(\.\d+)?", re.ASCII).fullmatch
_UNIX_TIME_IN_1971 = 50_000_000


def _failure(state: "tenacity.RetryCallState") -> BaseException | None:
    """Return what an attempt raised; None if it returned a response."""
    return state.outcome.exception() if state.outcome is not None else None


def _last_outcome(state: "tenacity.RetryCallState") -> Any:
    """Return what the last attempt returned, or raise what it raised, instead of a `RetryError`."""
    return state.outcome.result() if state.outcome is not None else None


def _response(state: "tenacity.RetryCallState") -> httpx.Response:
    """Return the response of an attempt, which is the first value that the attempt returned."""
    response: httpx.Response = _last_outcome(state)[0]
    return response


def _report(state: "tenacity.RetryCallState") -> None:
    call: Call[Any] = state.args[-1]
    call.retrying(state.upcoming_sleep, _failure(state))


def _is_retryable(state: "tenacity.RetryCallState", is_write: bool, statuses: frozenset[int]) -> bool:
    error = _failure(state)
    if error is None:
        return _response(state).status_code in statuses
    if is_write:
        # An event hook may raise such an error after the write was sent.
        return isinstance(error, NOT_CONNECTED) and not isinstance(error, OutcomeUnknownError)
    return isinstance(error, httpx.TransportError) and not isinstance(error, _PERMANENT)


def _retryable_statuses(operation: Operation[Any]) -> frozenset[int]:
    """Return the statuses after which a request is retried; none for a write whose 429 no spec documents."""
    if not operation.is_write:
        return _READ_STATUSES
    return _WRITE_STATUSES if operation.is_documented else frozenset()


@functools.cache
def _policy(
    max_retries: int, is_write: bool, statuses: frozenset[int]
) -> tuple["tenacity.Retrying", "tenacity.AsyncRetrying"]:
    import tenacity  # here, since importing it takes long

    # Full jitter: a random time of at most half a second, then one, two, four and at most eight seconds.
    backoff = tenacity.wait_random_exponential(multiplier=0.5, max=8)

    def wait(state: tenacity.RetryCallState) -> float:
        requested = None if _failure(state) else retry_after(_response(state))
        return requested or backoff(state)

    def stop(state: tenacity.RetryCallState) -> bool:
        return state.attempt_number > max_retries or state.idle_for + state.upcoming_sleep > MAX_TOTAL_WAIT_SECONDS

    def retry(state: tenacity.RetryCallState) -> bool:
        return _is_retryable(state, is_write, statuses)

    policy: dict[str, Any] = {
        "retry": retry,
        "wait": wait,
        "stop": stop,
        "before_sleep": _report,
        "retry_error_callback": _last_outcome,
    }
    return tenacity.Retrying(**policy), tenacity.AsyncRetrying(**policy)


def retrying(max_retries: int, operation: Operation[Any]) -> Any:
    """Return a caller of functions, which calls again as long as that is safe and may help.

    The function returns a tuple that begins with an `httpx.Response`, and so does the caller. Its last argument is the
    `Call`, to which each retry is reported.
    """
    return _policy(max_retries, operation.is_write, _retryable_statuses(operation))[0].copy()


def async_retrying(max_retries: int, operation: Operation[Any]) -> Any:
    """Like `retrying`, for coroutine functions."""
    return _policy(max_retries, operation.is_write, _retryable_statuses(operation))[1].copy()
