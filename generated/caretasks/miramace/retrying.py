# Generated from specs/miramace/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Not to be edited: `make regenerate`.
"""When a request is sent again, and after how long. Tenacity does the waiting; what it is told stands here.

A read is sent again after a failure that may pass. A write is sent again only where it surely was not acted on: the
connection was never made, or the answer was a 429. All waits of a call together take at most a minute: a server that
asks for more has its answer raised at once.
"""

import re
import time
from collections.abc import Callable
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import tenacity

TOTAL_WAIT = 60.0
"""How many seconds the waits of one call may take together."""

_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
_NEVER_BETTER = (httpx.UnsupportedProtocol, httpx.LocalProtocolError)
_PASSING = frozenset({429, 502, 503, 504})

# Full jitter: a random time from none to half a second, then to one second, two, four, eight at most.
_backoff = tenacity.wait_random_exponential(multiplier=0.5, max=8)


def surely_not_sent(error: BaseException) -> bool:
    """Whether no server can have seen the request."""
    return isinstance(error, (*_NEVER_SENT, *_NEVER_BETTER))


def retry_after(response: httpx.Response) -> float | None:
    """In how many seconds the server asks to be called again: `Retry-After`, else `X-RateLimit-Reset` of a 429."""
    given = response.headers.get("retry-after", "").strip()
    if given:
        if _DIGITS(given):
            return float(given)
        try:
            moment = parsedate_to_datetime(given)
        except (ValueError, TypeError, IndexError, OverflowError):
            moment = None
        if moment is not None:
            moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            return max(0.0, moment.timestamp() - time.time())
    reset = response.headers.get("x-ratelimit-reset", "").strip()
    if response.status_code == 429 and _DIGITS(reset):
        seconds = float(reset)
        # A Unix time; some servers give the seconds that are left.
        return max(0.0, seconds - time.time()) if seconds > _A_DAY_IN_1971 else seconds
    return None


_DIGITS = re.compile(r"\d+(\.\d+)?", re.ASCII).fullmatch
_A_DAY_IN_1971 = 50_000_000


def _wait(state: tenacity.RetryCallState) -> float:
    assert state.outcome is not None
    asked = None if state.outcome.failed else retry_after(_response(state))
    return asked or _backoff(state)


def _response(state: tenacity.RetryCallState) -> httpx.Response:
    """What came of an attempt, which returns its response first."""
    assert state.outcome is not None
    response: httpx.Response = state.outcome.result()[0]
    return response


def _stop(max_retries: int) -> Callable[[tenacity.RetryCallState], bool]:
    return lambda state: state.attempt_number > max_retries or state.idle_for + state.upcoming_sleep > TOTAL_WAIT


def _again(reads: bool) -> Callable[[tenacity.RetryCallState], bool]:
    def again(state: tenacity.RetryCallState) -> bool:
        assert state.outcome is not None
        if not state.outcome.failed:
            return _response(state).status_code in (_PASSING if reads else {429})
        error = state.outcome.exception()
        if reads:
            return isinstance(error, httpx.TransportError) and not isinstance(error, _NEVER_BETTER)
        return isinstance(error, _NEVER_SENT)

    return again


def _last(state: tenacity.RetryCallState) -> Any:
    assert state.outcome is not None
    return state.outcome.result()


def policy(max_retries: int, *, reads: bool) -> dict[str, Any]:
    """What tenacity's `Retrying` and `AsyncRetrying` are told for a read or a write. Never a `RetryError`: after the
    last attempt its answer is returned, or its exception raised."""
    return {
        "retry": _again(reads),
        "wait": _wait,
        "stop": _stop(max_retries),
        "retry_error_callback": _last,
    }
