"""The request log: the last requests as they were received, with the start and the duration of each response.

It runs for every request, so it only stores bytes. `caretasks.mock.ui.request_view` redacts and formats them when
a client reads the log. The log is limited by the number of requests and by their bytes.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, count

import anyio
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from caretasks.mock.middleware.outermost import STATUS_SCOPE_KEY
from caretasks.mock.model import REJECTION_SCOPE_KEY, HttpError, ViolationDetails

FAULTS_SCOPE_KEY = "caretasks.faults"
"""The key of a request's scope under which `FaultMiddleware` stores the kinds of the injected faults."""

_MAX_HEAD_BYTES = 16 * 1024
_MAX_BODY_BYTES = 64 * 1024
_MAX_BODY_SECONDS = 0.2  # for a body that the application does not read
_MAX_RESPONSE_BYTES = 16 * 1024
_MAX_REASON_LENGTH = 4000
_MAX_LOG_BYTES = 32 * 1024 * 1024
_OVERHEAD_BYTES = 2000  # of the objects of a request, and for each of its violations


@dataclass(slots=True)
class LoggedRequest:
    """A received request.

    Attributes:
        number: The position of the request in the log, from 1.
        received_at: The time when it arrived, in Unix seconds.
        method, path, query, headers: The head, as sent. If it is very long, only the start of the path is stored.
        body, body_length: The start of the part of the body that was read, and its length in bytes.
        status: The status code of the response; None if none was sent, or not yet.
        reason, violations: Why the response is an error response, if it is one: in one sentence, and in detail.
        response, response_length: The start of the body of the response, and its length in bytes.
        response_type: The Content-Type of the response, empty if it has none. That of a compressed one is empty, too.
        faults: The kinds of the injected faults, separated by commas; empty if there were none.
        duration_seconds: The time until the response was complete; None before that.
        stored_bytes: About how much memory the request takes.
    """

    number: int
    received_at: float
    method: str
    path: bytes
    query: bytes
    headers: Iterable[tuple[bytes, bytes]]
    body: bytes = b""
    body_length: int = 0
    status: int | None = None
    reason: str = ""
    violations: Sequence[ViolationDetails] = ()
    response: bytes = b""
    response_length: int = 0
    response_type: str = ""
    faults: str = ""
    duration_seconds: float | None = None
    stored_bytes: int = _OVERHEAD_BYTES

    @property
    def complete_body(self) -> bytes | None:
        """The body, or None if it is too long to be stored."""
        return self.body if len(self.body) == self.body_length else None


class RequestLog:
    """The last requests, up to a number and up to the bytes that they take."""

    def __init__(self, max_requests: int = 1000, max_bytes: int = _MAX_LOG_BYTES) -> None:
        self._requests: deque[LoggedRequest] = deque()
        self._max_requests = max_requests
        self._max_bytes = max_bytes
        self._stored_bytes = 0
        self._numbers = count(1)

    def add(self, scope: Scope) -> LoggedRequest:
        """Add a request that has just arrived, and return it."""
        path = scope.get("raw_path") or scope["path"].encode("utf-8", "surrogateescape")
        query, headers = scope.get("query_string", b""), scope["headers"]
        head_bytes = len(path) + len(query) + sum(map(len, chain.from_iterable(headers)))
        if head_bytes > _MAX_HEAD_BYTES:
            path, query, headers = path[:_MAX_HEAD_BYTES], b"", ()
        request = LoggedRequest(next(self._numbers), time.time(), scope["method"], path, query, headers)
        request.stored_bytes += min(head_bytes, _MAX_HEAD_BYTES)
        self._requests.append(request)
        self._stored_bytes += request.stored_bytes
        while len(self._requests) > self._max_requests:
            self._stored_bytes -= self._requests.popleft().stored_bytes
        if self._stored_bytes > self._max_bytes:
            self._remove_oldest()
        return request

    def grow(self, request: LoggedRequest, added_bytes: int) -> None:
        """Count the bytes that were added to a request."""
        if self._requests and request.number >= self._requests[0].number:  # it has not been removed
            request.stored_bytes += added_bytes
            self._stored_bytes += added_bytes
        if self._stored_bytes > self._max_bytes:
            self._remove_oldest()

    def _remove_oldest(self) -> None:
        """Remove the oldest requests until those that are left are not too many bytes."""
        while self._stored_bytes > self._max_bytes and len(self._requests) > 1:
            self._stored_bytes -= self._requests.popleft().stored_bytes

    def requests_after(self, number: int = 0) -> list[LoggedRequest]:
        """Return the requests with a greater number, the newest last."""
        return [request for request in self._requests if request.number > number]


class RequestLogMiddleware:
    """Logs each request to an application with its response, and then calls `on_complete` with it."""

    def __init__(
        self, app: ASGIApp, log: RequestLog, on_complete: Callable[[LoggedRequest], None] | None = None
    ) -> None:
        self._app = app
        self._log = log
        self._on_complete = on_complete

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started_at = time.perf_counter()
        request = self._log.add(scope)

        sent = dict(scope["headers"])
        has_body = sent.get(b"content-length", b"0") != b"0" or b"transfer-encoding" in sent
        is_complete = not has_body or b"expect" in sent  # a client that expects a 100 sends no body before it

        async def receive_and_log() -> Message:
            nonlocal is_complete
            message = await receive()
            is_complete = not message.get("more_body", False)
            if message["type"] == "http.request":
                chunk = message.get("body", b"")
                request.body_length += len(chunk)
                if stored := chunk[: _MAX_BODY_BYTES - len(request.body)]:
                    request.body += stored
                    self._log.grow(request, len(stored))
            return message

        async def log_and_send(message: Message) -> None:
            if message["type"] == "http.response.start":
                # The application rejects some requests without reading their bodies.
                if not is_complete:
                    with anyio.move_on_after(_MAX_BODY_SECONDS):
                        while not is_complete and request.body_length < _MAX_BODY_BYTES:
                            await receive_and_log()
                headers = dict(message.get("headers", ()))
                if b"content-encoding" not in headers:
                    request.response_type = headers.get(b"content-type", b"").decode("latin-1")
            elif message["type"] == "http.response.body":
                chunk = message.get("body", b"")
                request.response_length += len(chunk)
                if stored := chunk[: _MAX_RESPONSE_BYTES - len(request.response)]:
                    request.response += stored
                    self._log.grow(request, len(stored))
            await send(message)

        try:
            await self._app(scope, receive_and_log, log_and_send)
        finally:
            request.status = scope.get(STATUS_SCOPE_KEY)
            request.faults = scope.get(FAULTS_SCOPE_KEY, "")
            rejection: HttpError | None = scope.get(REJECTION_SCOPE_KEY) if (request.status or 0) >= 400 else None
            if rejection is not None:  # not stored itself: its traceback refers to the whole body
                request.reason, request.violations = rejection.reason[:_MAX_REASON_LENGTH], rejection.violations
                self._log.grow(request, len(request.reason) + _OVERHEAD_BYTES * len(request.violations))
            request.duration_seconds = time.perf_counter() - started_at
            if self._on_complete is not None:
                self._on_complete(request)
