"""What stands between the suite and a server elsewhere: each request passes here last, whoever made it.

It holds back what the user has not allowed, keeps to the rate, and waits where the server asks to. The engine is told
to send nothing of the kind that is held back; this is for the day when it does.

    CourierError
    ├── HeldBackError     a request that is not to be sent
    └── BusyServerError   the server asks for more patience than there is
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import requests.sessions
from requests.adapters import HTTPAdapter
from urllib3 import BaseHTTPResponse, Retry
from urllib3.exceptions import InvalidHeader

from caretasks.conformance import heartbeat
from caretasks.conformance.authentication import INVENTED
from caretasks.conformance.settings import Settings, Writes
from caretasks.conformance.target import Target

BUSY = frozenset({429, 502, 503, 504})
"""Statuses of a read that are waited for."""

PATIENCE = 60.0
"""Seconds that are waited at most because a server asks for it."""

_READS = ("GET", "HEAD", "OPTIONS")
_TRIES = 4
_IN_VAIN = 3  # so many reads that were waited for in vain, one after another, and the next ones are not
_TELLING = 8  # a key of that length is told apart from other text wherever it stands


class CourierError(Exception):
    """A request was not sent. The message quotes nothing of it."""


class HeldBackError(CourierError):
    """A request is not to be sent."""


class BusyServerError(CourierError):
    """The server asks for more patience than there is."""


class Courier:
    """Carries requests to the server of a target.

    Args:
        target: the server, and the key to it.
        settings: what may be sent, and how often.
        now: the time in seconds.
        sleep: what waits for some seconds.
    """

    def __init__(
        self,
        target: Target,
        settings: Settings,
        *,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = heartbeat.sleep,
    ) -> None:
        self._host = urlsplit(target.url or "").netloc
        self._keys = target.key_spellings
        self._headers = {"authorization", *(name.lower() for name in target.key_headers)}
        self._writes = settings.writes
        self._pause = 0.0 if settings.rate_limit is None else 1 / settings.rate_limit
        self._now, self._sleep = now, sleep
        self._earliest = now()
        self._in_vain = 0

    def carry(self, request: requests.PreparedRequest, send: Callable[[], requests.Response]) -> requests.Response:
        """Sends a request with `send`, a read again while the server is busy.

        Raises:
            CourierError: it was not sent.
        """
        self._demand_allowed(request)
        for number in range(_TRIES):
            self._wait()
            response = send()
            if response.status_code not in BUSY:
                self._in_vain = 0
                return response
            told = _told(response)
            self._earliest = max(self._earliest, self._now() + told)
            if request.method not in _READS or self._in_vain >= _IN_VAIN or number == _TRIES - 1:
                break
            if told > PATIENCE:
                break
            self._earliest = max(self._earliest, self._now() + (told or 2.0**number))
            response.close()
        self._in_vain += request.method in _READS
        return response

    def _wait(self) -> None:
        seconds = self._earliest - self._now()
        if seconds > PATIENCE + self._pause:
            raise BusyServerError(f"the server asks not to be asked again for {seconds:.0f} seconds")
        if seconds > 0:
            self._sleep(seconds)
        self._earliest = self._now() + self._pause

    def _demand_allowed(self, request: requests.PreparedRequest) -> None:
        if urlsplit(request.url or "").netloc != self._host and self._has_key(request):
            raise HeldBackError("a request with the key for another host was held back")
        if self._writes is not Writes.NONE or request.method in _READS:
            return
        if self._has_key(request) or any(
            name.lower() in self._headers and INVENTED not in _text(value) for name, value in request.headers.items()
        ):
            raise HeldBackError("a write with a key that is not an invented one was held back")
        if request.body not in (None, b"", "", b"{}", "{}"):
            raise HeldBackError("a write with a body other than {} was held back")

    def _has_key(self, request: requests.PreparedRequest) -> bool:
        texts = [request.url or "", *map(_text, request.headers.values()), _text(request.body or "")]
        words = {word for text in texts for word in re.split(r"[\s/?&=;,]+", text)}
        return any(key in words or (len(key) >= _TELLING and key in text) for key in self._keys for text in texts)


class _Answer(requests.Response):
    """An answer that sends no session elsewhere; the engine's first requests, for one, would follow."""

    @property
    def is_redirect(self) -> bool:
        return False


class _Adapter(HTTPAdapter):
    """An adapter that has the courier carry."""

    def __init__(self, courier: Courier) -> None:
        super().__init__()
        self._courier = courier

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        return self._courier.carry(request, partial(super().send, request, *args, **kwargs))

    def build_response(self, req: requests.PreparedRequest, resp: BaseHTTPResponse) -> requests.Response:
        response = super().build_response(req, resp)
        response.__class__ = _Answer
        return response


@contextmanager
def between(target: Target, settings: Settings) -> Iterator[None]:
    """For the while, whatever is sent over HTTP passes a courier, if the target is at a URL.

    Each session of `requests` takes the adapters that it is born with from its module, the engine's own sessions too:
    there is no nearer place that none of them goes round.
    """
    if target.url is None:
        yield
        return
    before, courier = requests.sessions.HTTPAdapter, Courier(target, settings)  # type: ignore[attr-defined]  # its stubs leave out what it imports
    requests.sessions.HTTPAdapter = partial(_Adapter, courier)  # type: ignore[attr-defined, assignment]  # a class is called all the same
    try:
        yield
    finally:
        requests.sessions.HTTPAdapter = before  # type: ignore[attr-defined]  # as above


def _told(response: requests.Response) -> float:
    """The seconds to wait that an answer names; 0 where it names none."""
    value = response.headers.get("Retry-After", "").strip()
    try:
        return max(0.0, float(Retry().parse_retry_after(value))) if value else 0.0
    except InvalidHeader:
        return 0.0


def _text(value: object) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)
