"""When a request is retried, and after which wait.

Reads are retried on transient errors. Writes are retried only when the server cannot have processed them: the
connection was never made, or the response was a 429. All waits of a request together are at most a minute, and
end before the call does; the response of a server that requests a longer wait is raised at once.
"""

import functools
import re
import time
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

import httpx

from ..errors import OutcomeUnknownError
from ..types import Response
from .call import Call
from .delivery import NOT_CONNECTED

if TYPE_CHECKING:
    import tenacity

_MAX_TOTAL_WAIT_SECONDS = 60.0
"""The limit of all waits of one request together."""

PERMANENT = (httpx.UnsupportedProtocol, httpx.LocalProtocolError)
_READ_STATUSES = frozenset({429, 502, 503, 504})


def retrying(max_retries: int) -> "tenacity.Retrying":
    """Return a caller of a function that makes an attempt of a call, which is its last argument and its result."""
    return _policies(max_retries)[0].copy()


def async_retrying(max_retries: int) -> "tenacity.AsyncRetrying":
    """Like `retrying`, for coroutine functions."""
    return _policies(max_retries)[1].copy()


@functools.cache
def _policies(max_retries: int) -> tuple["tenacity.Retrying", "tenacity.AsyncRetrying"]:
    import tenacity  # here, since importing it takes long

    # A random time of at most half a second, then one, two, four and at most eight seconds.
    backoff = tenacity.wait_random_exponential(multiplier=0.5, max=8)

    def wait(state: tenacity.RetryCallState) -> float:
        response = _call(state).response
        return (response is not None and retry_after(response)) or backoff(state)

    def stop(state: tenacity.RetryCallState) -> bool:
        if state.attempt_number > max_retries or state.idle_for + state.upcoming_sleep > _MAX_TOTAL_WAIT_SECONDS:
            return True
        return state.upcoming_sleep >= _call(state).deadline.remaining

    def report(state: tenacity.RetryCallState) -> None:
        _call(state).report_retry(state.upcoming_sleep)

    policy: dict[str, Any] = {
        "retry": tenacity.retry_if_result(_is_retryable),
        "wait": wait,
        "stop": stop,
        "before_sleep": report,
        "retry_error_callback": _call,  # instead of a `RetryError`
    }
    return tenacity.Retrying(**policy), tenacity.AsyncRetrying(**policy)


def _call(state: "tenacity.RetryCallState") -> Call[Any]:
    call: Call[Any] = state.args[-1]
    return call


def _is_retryable(call: Call[Any]) -> bool:
    """Return whether another attempt is safe and may help."""
    operation, response, failure = call.operation, call.response, call.failure
    if response is not None:
        if operation.is_write:  # after a 429 that no spec documents, a write may have been processed
            return response.status_code == 429 and operation.is_documented
        return response.status_code in _READ_STATUSES
    if operation.is_write:  # an event hook may raise such an error after the write was sent
        return isinstance(failure, NOT_CONNECTED) and not isinstance(failure, OutcomeUnknownError)
    return isinstance(failure, httpx.TransportError) and not isinstance(failure, PERMANENT)


def retry_after(response: httpx.Response | Response[Any]) -> float | None:
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
