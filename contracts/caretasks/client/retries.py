"""When a request is sent again, and after how long. Tenacity does the waiting; what it is told stands here.

A read is sent again after a failure that may pass. A write is sent again only where it surely was not acted on: the
connection was never made, or the answer was a 429. All waits of a call together take at most a minute: a server that
asks for more has its answer raised at once.
"""

import functools
import re
import time
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

import httpx

if TYPE_CHECKING:
    import tenacity

TOTAL_WAIT = 60.0
"""How many seconds the waits of one call may take together."""

_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
_NEVER_BETTER = (httpx.UnsupportedProtocol, httpx.LocalProtocolError)
_PASSING = frozenset({429, 502, 503, 504})


def surely_not_sent(error: BaseException) -> bool:
    """Whether no server can have seen the request. A `LocalProtocolError` may be the remote's, in HTTP/2."""
    return isinstance(error, (*_NEVER_SENT, httpx.UnsupportedProtocol))


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


def _response(state: "tenacity.RetryCallState") -> httpx.Response:
    """What came of an attempt, which returns its response first."""
    assert state.outcome is not None
    response: httpx.Response = state.outcome.result()[0]
    return response


def _worth_it(state: "tenacity.RetryCallState", writes: bool) -> bool:
    assert state.outcome is not None
    if not state.outcome.failed:
        return _response(state).status_code in ({429} if writes else _PASSING)
    error = state.outcome.exception()
    if writes:
        return isinstance(error, _NEVER_SENT)
    return isinstance(error, httpx.TransportError) and not isinstance(error, _NEVER_BETTER)


def _last(state: "tenacity.RetryCallState") -> Any:
    """What ends the attempts, never a `RetryError`: the last one's answer, or its exception."""
    assert state.outcome is not None
    return state.outcome.result()


@functools.cache
def _policy(max_retries: int, writes: bool) -> tuple["tenacity.Retrying", "tenacity.AsyncRetrying"]:
    import tenacity  # here, since importing it takes long

    # Full jitter: a random time from none to half a second, then to one second, two, four, eight at most.
    backoff = tenacity.wait_random_exponential(multiplier=0.5, max=8)

    def wait(state: tenacity.RetryCallState) -> float:
        assert state.outcome is not None
        asked = None if state.outcome.failed else retry_after(_response(state))
        return asked or backoff(state)

    def stop(state: tenacity.RetryCallState) -> bool:
        return state.attempt_number > max_retries or state.idle_for + state.upcoming_sleep > TOTAL_WAIT

    def worth_it(state: tenacity.RetryCallState) -> bool:
        return _worth_it(state, writes)

    return (
        tenacity.Retrying(retry=worth_it, wait=wait, stop=stop, retry_error_callback=_last),
        tenacity.AsyncRetrying(retry=worth_it, wait=wait, stop=stop, retry_error_callback=_last),
    )


def retrying(max_retries: int, writes: bool) -> Any:
    """What calls a function that returns a response and more, again where that is safe, and returns what it does."""
    return _policy(max_retries, writes)[0].copy()


def async_retrying(max_retries: int, writes: bool) -> Any:
    """As `retrying`, for a coroutine function."""
    return _policy(max_retries, writes)[1].copy()
