"""A rate limit for each caller, over a sliding window, with the headers that an operation documents.

Only authenticated requests count, for each API separately, and with any response. A request that the limit rejects
does not count. Responses of an operation that documents no rate limit headers have none, but are limited as well.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from math import ceil

from caretasks.core.errors import UsageError
from caretasks.mock.handler.responses import MockResponse
from caretasks.mock.model import HttpError
from caretasks.openapi.document import Node, Operation
from caretasks.openapi.operation.parameters import RawParameters
from caretasks.openapi.operation.security import sent_credentials
from caretasks.openapi.schema.validation import is_valid

_MAX_CALLERS = 10_000  # beyond this number, callers without a request in the current window are forgotten
_DEFAULT_SECONDS = 60.0
_LIMIT = re.compile(r"([1-9][0-9]{0,8})(?:/([0-9]{1,6}(?:\.[0-9]{1,3})?))?")
_HEADER = re.compile(r"(x-)?rate-?limit(?:-requests)?-(limit|remaining|reset|used)(?:-requests)?", re.IGNORECASE)


class RateLimit:
    """Counts the requests of each caller and rejects those that exceed the limit.

    Args:
        requests: The number of requests that a caller may make in a window.
        seconds: The length of the window.
        now: Returns the current time in Unix seconds.
    """

    def __init__(self, requests: int = 1000, seconds: float = _DEFAULT_SECONDS, *, now: Callable[[], float]) -> None:
        self._requests, self._seconds, self._now = requests, seconds, now
        self._times: dict[tuple[str, int], deque[float]] = {}
        self._headers: dict[Operation, Mapping[str, tuple[str, Node | None]]] = {}

    def count_request(self, operation: Operation, raw: RawParameters) -> dict[str, str]:
        """Count a request, and return the rate limit headers that its operation documents.

        Raises:
            HttpError: (429) The request exceeds the limit. The error has the headers.
        """
        now = self._now()
        if len(self._times) > _MAX_CALLERS:
            self._times = {caller: times for caller, times in self._times.items() if times[-1] > now - self._seconds}
        times = self._times.setdefault((operation.api.name, _caller_id(operation, raw)), deque())
        while times and times[0] <= now - self._seconds:
            times.popleft()
        is_exceeded = len(times) >= self._requests
        if not is_exceeded:
            times.append(now)
        reset_at = times[0] + self._seconds
        headers = self._documented_headers(operation, len(times), reset_at, now)
        if is_exceeded:
            headers["Retry-After"] = str(max(1, ceil(reset_at - now)))
            message = f"Rate limit exceeded. Maximum {self._requests} requests per {self._seconds:g} seconds."
            raise HttpError(429, message, specific=True, headers=headers)
        return headers

    def add_exhausted_headers(self, operation: Operation, response: MockResponse) -> None:
        """Make a 429 that something else causes consistent: its headers say that the limit is reached."""
        now = self._now()
        retry_after = response.headers.setdefault("Retry-After", "1")
        reset_at = now + (int(retry_after) if retry_after.isdecimal() else 1)
        response.headers |= self._documented_headers(operation, self._requests, reset_at, now)

    def reset(self, api: str) -> None:
        """Forget all requests to one API."""
        self._times = {caller: times for caller, times in self._times.items() if caller[0] != api}

    def _documented_headers(self, operation: Operation, count: int, reset_at: float, now: float) -> dict[str, str]:
        if operation not in self._headers:
            self._headers[operation] = _find_headers(operation)
        return {
            name: _select_value(name, schema, self._candidate_values(kind, count, reset_at, now))
            for name, (kind, schema) in self._headers[operation].items()
        }

    def _candidate_values(self, kind: str, count: int, reset_at: float, now: float) -> tuple[int | str, ...]:
        """Return the possible values of a header: for `reset`, Unix seconds, seconds from now, or an RFC 3339 time."""
        match kind:
            case "limit":
                return (self._requests,)
            case "remaining":
                return (self._requests - count,)
            case "used":
                return (count,)
        timestamp, seconds = ceil(reset_at), max(0, ceil(reset_at - now))
        return timestamp, seconds, datetime.fromtimestamp(timestamp, UTC).isoformat().replace("+00:00", "Z")


def parse_rate_limit(text: str) -> tuple[int, float]:
    """Return the number of requests and the seconds of a `--rate-limit`: `N` (in 60 seconds) or `N/SECONDS`."""
    match = _LIMIT.fullmatch(text)
    seconds = _DEFAULT_SECONDS if match is None or match[2] is None else float(match[2])
    if match is None or seconds == 0:
        example = "use N (requests in 60 seconds) or N/SECONDS, such as 100 or 10/1"
        raise UsageError(f"argument --rate-limit: invalid rate limit {text!r}: {example}")
    return int(match[1]), seconds


def _caller_id(operation: Operation, raw: RawParameters) -> int:
    """Return a number that identifies the caller, without storing the caller's key."""
    schemes = [scheme for alternative in operation.security for scheme in alternative]
    return hash(tuple(tuple(sent_credentials(scheme, raw)) for scheme in schemes))


def _select_value(name: str, schema: Node | None, candidates: Sequence[int | str]) -> str:
    """Return the first candidate that the header's schema accepts.

    By convention an `X-RateLimit-Reset` is in Unix seconds, and a `RateLimit-Reset` in seconds from now.
    """
    if len(candidates) > 1 and name[:2].lower() != "x-":
        candidates = [candidates[1], candidates[0], *candidates[2:]]
    return str(next((value for value in candidates if schema is None or is_valid(schema, value)), candidates[0]))


def _find_headers(operation: Operation) -> Mapping[str, tuple[str, Node | None]]:
    """Return the kind, such as `remaining`, and the schema of each documented rate limit header."""
    headers: dict[str, tuple[str, Node | None]] = {}
    for response in operation.responses.values():
        for name in response.data.get("headers", {}):
            match = _HEADER.fullmatch(name)
            if match is not None:
                header = response.child("headers", name)
                schema = header.child("schema") if "schema" in header.data else None
                headers.setdefault(name, (match[2].lower(), schema))
    return headers
