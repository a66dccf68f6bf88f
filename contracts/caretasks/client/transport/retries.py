"""When a request is retried, and after which wait.

Reads are retried on transient errors. Writes are retried only when the server cannot have processed them: the
connection was never made, or the response was a 429. All waits of a request together are at most a minute; the
response of a server that requests a longer wait is raised at once.
"""

import random
import re
import time
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from ..errors import OutcomeUnknownError
from ..operation import Operation

MAX_TOTAL_WAIT_SECONDS = 60.0
"""The limit of all waits of one request together."""

NOT_CONNECTED = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
"""The errors of httpx after which no server can have received the request."""
_PERMANENT = (httpx.UnsupportedProtocol, httpx.LocalProtocolError)
_READ_STATUSES = frozenset({429, 502, 503, 504})


def is_retryable(operation: Operation[Any], response: httpx.Response | None, error: BaseException | None) -> bool:
    """Return whether another attempt is safe and may help, after an attempt with this response or this error."""
    if response is not None and error is None:
        if operation.is_write:  # after a 429 that no spec documents, a write may have been processed
            return response.status_code == 429 and operation.is_documented
        return response.status_code in _READ_STATUSES
    if operation.is_write:  # an event hook may raise such an error after the write was sent
        return isinstance(error, NOT_CONNECTED) and not isinstance(error, OutcomeUnknownError)
    return isinstance(error, httpx.TransportError) and not isinstance(error, _PERMANENT)


def wait_seconds(attempts: int, response: httpx.Response | None) -> float:
    """Return the wait after a failed attempt: what the server requests, else a random time that may grow each time."""
    requested = None if response is None else retry_after(response)
    return requested or random.uniform(0, 0.5 * 2 ** min(attempts - 1, 4))  # noqa: S311 - no secret


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
