"""What stands between the suite and a server elsewhere: each request passes here last, whoever made it.

It holds back what the user has not allowed, keeps to the rate, and waits where the server asks to. The engine is told
to send nothing of the kind that is held back; this is for the day when it does. But for one thing: it sends a request
again whose connection was dropped before an answer came, and a write may have been acted on by then.

    CourierError
    ├── HeldBackError     a request that is not to be sent
    ├── BusyServerError   the server asks for more patience than there is
    └── EndlessError      an answer that is longer, slower or deeper than one that is to be judged
"""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import requests.sessions
from requests.adapters import HTTPAdapter
from schemathesis import Case, HookContext, hooks
from schemathesis.core import SCHEMATHESIS_TEST_CASE_HEADER
from urllib3 import BaseHTTPResponse, Retry
from urllib3.exceptions import InvalidHeader

from caretasks.conformance.config import Settings, Writes
from caretasks.conformance.target import phone_numbers
from caretasks.conformance.target.fixtures import leaves
from caretasks.conformance.target.model import Target
from caretasks.core import interrupts, strict_json
from caretasks.openapi.document import Operation
from caretasks.openapi.operation.path_templates import Routes
from caretasks.openapi.operation.security import INVENTED

BUSY = frozenset({429, 502, 503, 504})
"""Statuses of a read that are waited for."""

PATIENCE = 60.0
"""Seconds that are waited at most because a server asks for it."""

LARGEST = 16 * 2**20
"""Bytes of an answer, decoded, at most."""

SLOWEST = 120.0
"""Seconds until all of an answer is there, at most."""

_READS = ("GET", "HEAD", "OPTIONS")
_TRIES = 4
_IN_VAIN = 3  # so many reads that were waited for in vain, one after another, and the next ones are not
_TELLING = 8  # a key of that length is told apart from other text wherever it stands


class CourierError(Exception):
    """A request was not sent, or its answer not taken. The message quotes nothing of either."""


class HeldBackError(CourierError):
    """A request is not to be sent."""


class BusyServerError(CourierError):
    """The server asks for more patience than there is."""


class EndlessError(CourierError):
    """An answer is longer, slower or deeper than one that is to be judged."""


class Courier:
    """Carries requests to the server of a target.

    Args:
        target: the server, and the key to it.
        settings: what may be sent, and how often.
        now: the time in seconds.
        sleep: what waits for some seconds.
        passed_over: gets each answer in whose place another one was waited for.
    """

    def __init__(
        self,
        target: Target,
        settings: Settings,
        *,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = interrupts.sleep,
        passed_over: Callable[[requests.Response], None] = lambda response: None,
    ) -> None:
        self._passed_over = passed_over
        self._target = target
        self._host = urlsplit(target.url or "").netloc
        self._routes = Routes([target.api])
        self._numbers = phone_numbers.names(target.api)
        self._own = set(leaves(dict(target.given))) - phone_numbers.shown(target.api)
        self._written = set[str]()  # the operations, or the engine's cases, whose writes were sent
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
            self.wait()
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
            self._passed_over(response)
            response.close()
        self._in_vain += request.method in _READS
        return response

    def wait(self) -> None:
        """Waits until the next request may be sent."""
        seconds = self._earliest - self._now()
        if seconds > PATIENCE + self._pause:
            raise BusyServerError(f"the server asks not to be asked again for {seconds:.0f} seconds")
        if seconds > 0:
            self._sleep(seconds)
        self._earliest = self._now() + self._pause

    def _demand_allowed(self, request: requests.PreparedRequest) -> None:
        if urlsplit(request.url or "").netloc != self._host and self._has_key(request):
            raise HeldBackError("a request with the key for another host was held back")
        if self._calls(request.body):  # of whichever method: who is asked by a GET may read its body too
            raise HeldBackError("a telephone number that is nobody's to call was held back")
        if request.method in _READS:
            return
        if self._writes is not Writes.GENERATED and not self._is_keyed(request):
            if request.body not in (None, b"", "", b"{}", "{}"):
                raise HeldBackError("a write with a body other than {} was held back")
            return
        if self._writes is Writes.NONE:
            raise HeldBackError("a write with a key that is not an invented one was held back")
        self._demand_first(request)

    def _demand_first(self, request: requests.PreparedRequest) -> None:
        """Lets a write pass that was not sent before: a documented one in this run, one that is made up ever."""
        if self._writes is Writes.DOCUMENTED:
            operation = self._operation(request)
            if operation is None:
                raise HeldBackError("a write that is not documented was held back")
            of = operation.id
        else:
            of = _text(request.headers.get(SCHEMATHESIS_TEST_CASE_HEADER, ""))
        if of and of in self._written:
            raise HeldBackError("a write was not sent a second time")
        self._written.add(of)

    def _operation(self, request: requests.PreparedRequest) -> Operation | None:
        path, api = urlsplit(request.url or "").path, self._target.api
        if not path.startswith(self._target.path):
            return None
        below = f"/{api.name}{api.base_path}{path[len(self._target.path) :]}"
        found = self._routes.find(below.encode("latin-1", "replace"))
        return None if found is None else found.operations.get(request.method or "")

    def _calls(self, body: object) -> bool:
        """Whether somebody could be called by a number in a body."""
        if not body:
            return False
        try:
            return phone_numbers.dialable(json.loads(_text(body)), self._numbers, self._own)
        except ValueError:  # no JSON: nothing tells which of its digits are a number
            return phone_numbers.is_in(_text(body), self._own)

    def _is_keyed(self, request: requests.PreparedRequest) -> bool:
        """Whether a request has the key, or one that we have not invented."""
        return self._has_key(request) or any(
            name.lower() in self._headers and INVENTED not in _text(value) for name, value in request.headers.items()
        )

    def _has_key(self, request: requests.PreparedRequest) -> bool:
        texts = [request.url or "", *map(_text, request.headers.values()), _text(request.body or "")]
        words = {word for text in texts for word in re.split(r"[\s/?&=;,]+", text)}
        return any(key in words or (len(key) >= _TELLING and key in text) for key in self._keys for text in texts)


class _Answer(requests.Response):
    """An answer that sends no session elsewhere; the engine's first requests, for one, would follow."""

    @property
    def is_redirect(self) -> bool:
        return False

    def iter_content(self, *args: Any, **kwargs: Any) -> Iterator[Any]:
        """The body in pieces, as long as it is of a size and takes a time that an answer may have."""
        size, until = 0, time.monotonic() + SLOWEST
        for piece in super().iter_content(*args, **kwargs):
            size += len(piece)
            if size > LARGEST:
                raise EndlessError(f"an answer has more than {LARGEST // 2**20} MB")
            if time.monotonic() > until:
                raise EndlessError(f"an answer took longer than {SLOWEST:.0f} seconds")
            yield piece


class _Adapter(HTTPAdapter):
    """An adapter that has the courier carry."""

    def __init__(self, courier: Courier) -> None:
        super().__init__()
        self._courier = courier

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        response = self._courier.carry(request, partial(super().send, request, *args, **kwargs))
        if strict_json.is_deep(response.content):
            raise EndlessError(f"an answer is nested more than {strict_json.DEEPEST} levels deep")
        return response

    def build_response(self, req: requests.PreparedRequest, resp: BaseHTTPResponse) -> requests.Response:
        response = super().build_response(req, resp)
        response.__class__ = _Answer
        return response


@contextmanager
def between(
    target: Target, settings: Settings, passed_over: Callable[[requests.Response], None] = lambda response: None
) -> Iterator[None]:
    """For the while, whatever is sent over HTTP passes a courier; a server in this process is asked at the same rate.

    Each session of `requests` takes the adapters that it is born with from its module, the engine's own sessions too:
    there is no nearer place that none of them goes round.
    """
    if target.url is None:
        with _no_credentials_of_others(), _paced(target, settings):
            yield
        return
    courier = Courier(target, settings, passed_over=passed_over)
    before = requests.sessions.HTTPAdapter  # type: ignore[attr-defined]  # its stubs leave out what it imports
    requests.sessions.HTTPAdapter = partial(_Adapter, courier)  # type: ignore[attr-defined, assignment]  # a class is called all the same
    try:
        with _no_credentials_of_others():
            yield
    finally:
        requests.sessions.HTTPAdapter = before  # type: ignore[attr-defined]  # as above


@contextmanager
def _no_credentials_of_others() -> Iterator[None]:
    """For the while, `requests` reads no .netrc: what is to come without a key would come with what is there."""
    before = os.environ.get("NETRC")
    os.environ["NETRC"] = ""
    try:
        yield
    finally:
        del os.environ["NETRC"]
        if before is not None:
            os.environ["NETRC"] = before


@contextmanager
def _paced(target: Target, settings: Settings) -> Iterator[None]:
    """For the while, a server in this process is asked no more often than the settings allow."""
    courier = Courier(target, settings)

    def before_call(context: HookContext, case: Case[Any], kwargs: dict[str, Any]) -> None:
        courier.wait()

    hooks.GLOBAL_HOOK_DISPATCHER.register_hook_with_name(before_call, "before_call")
    try:
        yield
    finally:
        hooks.unregister(before_call)


def _told(response: requests.Response) -> float:
    """The seconds to wait that an answer names; 0 where it names none."""
    value = response.headers.get("Retry-After", "").strip()
    try:
        return max(0.0, float(Retry().parse_retry_after(value))) if value else 0.0
    except InvalidHeader:
        return 0.0


def _text(value: object) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)
