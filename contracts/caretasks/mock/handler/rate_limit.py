"""A limit on how often each caller may ask, over a sliding window, said in the headers that the documents name.

What is counted are the requests of a key at one API that the key lets in, whatever their answer is; what the limit
itself turns away is not. An API whose document names no such headers has none, but its callers are limited as well.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from math import ceil

from caretasks.mock.handler.responses import MockResponse
from caretasks.mock.model import HttpError
from caretasks.openapi.document import Operation, Place
from caretasks.openapi.schema.validation import fits

REQUESTS, SECONDS = 1000, 60.0
"""The limit unless another is given: Max AI's (MX-13)."""

_CALLERS = 10_000  # of whom so many are remembered, those who have not asked for long are forgotten
_LIMIT = re.compile(r"([1-9][0-9]{0,8})(?:/([0-9]{1,6}(?:\.[0-9]{1,3})?))?")
_HEADER = re.compile(r"(x-)?rate-?limit(?:-requests)?-(limit|remaining|reset|used)(?:-requests)?", re.IGNORECASE)


class LimitError(ValueError):
    """A text is no rate limit."""


class RateLimit:
    """Counts requests, and refuses those that are too many.

    Args:
        requests: how many may be made in a window.
        seconds: how long that is.
        now: the time in Unix seconds.
    """

    def __init__(self, requests: int = REQUESTS, seconds: float = SECONDS, *, now: Callable[[], float]) -> None:
        self._requests, self._seconds, self._now = requests, seconds, now
        self._made: dict[tuple[str, int], deque[float]] = {}

    def count(self, operation: Operation, sent: Mapping[str, Mapping[str, Sequence[str]]]) -> dict[str, str]:
        """Counts a request; what the document has its answer say of the limit, by name of the header.

        Args:
            operation: what is asked for.
            sent: all values by place and name, as for `authentication.demand`.

        Raises:
            RefusedError: (429) it is one too many; it comes with the headers.
        """
        now = self._now()
        if len(self._made) > _CALLERS:
            self._made = {key: made for key, made in self._made.items() if made[-1] > now - self._seconds}
        made = self._made.setdefault((operation.api.name, _caller(operation, sent)), deque())
        while made and made[0] <= now - self._seconds:
            made.popleft()
        refused = len(made) >= self._requests
        if not refused:
            made.append(now)
        free_at = made[0] + self._seconds
        headers = {
            name: _said(name, schema, self._figures(word, len(made), free_at, now))
            for name, (word, schema) in _headers(operation).items()
        }
        if refused:
            headers["Retry-After"] = str(max(1, ceil(free_at - now)))
            message = f"Rate limit exceeded. Maximum {self._requests} requests per {self._seconds:g} seconds."
            raise HttpError(429, message, specific=True, headers=headers)
        return headers

    def reached(self, operation: Operation, answer: MockResponse) -> None:
        """Has a 429 that is answered for another reason say that the limit is reached."""
        if answer.status == 429:
            now = self._now()
            wait = answer.headers.setdefault("Retry-After", "1")
            free_at = now + (int(wait) if wait.isdecimal() else 1)
            answer.headers |= {
                name: _said(name, schema, self._figures(word, self._requests, free_at, now))
                for name, (word, schema) in _headers(operation).items()
            }

    def reset(self, api: str | None = None) -> None:
        """Forgets what was counted, for one API or for all."""
        for key in [key for key in self._made if api in (None, key[0])]:
            del self._made[key]

    def _figures(self, word: str, made: int, free_at: float, now: float) -> tuple[int | str, ...]:
        """What a header may say, the likelier first."""
        match word:
            case "limit":
                return (self._requests,)
            case "remaining":
                return (self._requests - made,)
            case "used":
                return (made,)
        at, left = ceil(free_at), max(0, ceil(free_at - now))
        return at, left, datetime.fromtimestamp(at, UTC).isoformat().replace("+00:00", "Z")


def parse(text: str) -> tuple[int, float]:
    """The limit that `N` (per 60 seconds) or `N/SECONDS` names: how many requests, in how many seconds.

    Raises:
        LimitError: it names none.
    """
    match = _LIMIT.fullmatch(text)
    seconds = SECONDS if match is None or match[2] is None else float(match[2])
    if match is None or seconds == 0:
        raise LimitError("a rate limit is how many requests in 60 seconds, such as 100, or in others, such as 10/1")
    return int(match[1]), seconds


def _caller(operation: Operation, sent: Mapping[str, Mapping[str, Sequence[str]]]) -> int:
    """Whose request it is: a number by which callers differ, from which no key is learned."""
    places = [
        ("header", scheme.header.lower())
        if scheme.header
        else (str(scheme.node.get("in")), str(scheme.node.get("name")))
        for alternative in operation.security
        for scheme in alternative
    ]
    return hash(tuple(tuple(sent.get(where, {}).get(name, ())) for where, name in places))


def _said(name: str, schema: Place | None, figures: Sequence[int | str]) -> str:
    """Of what a header may say, what its schema takes.

    Where it takes all, an `X-` header tells the time in Unix seconds, another (RateLimit-Reset) the seconds left.
    """
    ordered = [figures[1], figures[0], *figures[2:]] if len(figures) > 1 and name[:2].lower() != "x-" else figures
    return str(next((figure for figure in ordered if schema is None or fits(schema, figure)), ordered[0]))


@lru_cache(maxsize=1024)
def _headers(operation: Operation) -> Mapping[str, tuple[str, Place | None]]:
    """The headers about a limit that any answer of an operation is documented with: what each is about, its schema."""
    found: dict[str, tuple[str, Place | None]] = {}
    for response in operation.responses.values():
        for name in response.node.get("headers", {}):
            match = _HEADER.fullmatch(name)
            if match is not None:
                header = response.at("headers", name)
                found.setdefault(name, (match[2].lower(), header.at("schema") if "schema" in header.node else None))
    return found
