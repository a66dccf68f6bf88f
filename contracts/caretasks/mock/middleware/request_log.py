"""The request log: the last requests as they were received, with the status and duration of each response.

It runs for every request, so it only stores bytes. `caretasks.mock.ui.request_view` redacts and formats them when
a client reads the log.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain, count

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from caretasks.mock.middleware.outermost import STATUS_SCOPE_KEY

FAULTS_SCOPE_KEY = "caretasks.faults"
"""The key of a request's scope under which `FaultMiddleware` stores the kinds of the injected faults."""

_MAX_HEAD_BYTES = 16 * 1024
_MAX_BODY_BYTES = 32 * 1024


@dataclass(slots=True)
class LoggedRequest:
    """A received request.

    Attributes:
        number: The position of the request in the log, from 1.
        received_at: The time when it arrived, in Unix seconds.
        method, path, query, headers: The head, as sent. If it is very long, only the start of the path is stored.
        body, body_length: The part of the body that was read, None if it is too long to store, and its bytes.
        status: The status code of the response; None if none was sent, or not yet.
        faults: The kinds of the injected faults, separated by commas; empty if there were none.
        duration_seconds: The time until the response was complete; None before that.
    """

    number: int
    received_at: float
    method: str
    path: bytes
    query: bytes
    headers: Iterable[tuple[bytes, bytes]]
    body: bytes | None = b""
    body_length: int = 0
    status: int | None = None
    faults: str = ""
    duration_seconds: float | None = None


class RequestLog:
    """The last requests."""

    def __init__(self, max_requests: int = 1000) -> None:
        self._requests: deque[LoggedRequest] = deque(maxlen=max_requests)
        self._numbers = count(1)

    def add(self, scope: Scope) -> LoggedRequest:
        """Add a request that has just arrived, and return it."""
        path = scope.get("raw_path") or scope["path"].encode("utf-8", "surrogateescape")
        query, headers = scope.get("query_string", b""), scope["headers"]
        if len(path) + len(query) + sum(map(len, chain.from_iterable(headers))) > _MAX_HEAD_BYTES:
            path, query, headers = path[:_MAX_HEAD_BYTES], b"", ()
        request = LoggedRequest(next(self._numbers), time.time(), scope["method"], path, query, headers)
        self._requests.append(request)
        return request

    def requests_after(self, number: int = 0) -> list[LoggedRequest]:
        """Return the requests with a greater number, the newest last."""
        return [request for request in self._requests if request.number > number]


class RequestLogMiddleware:
    """Logs each request to an application with the status of its response, and then calls `on_complete` with it."""

    def __init__(
        self, app: ASGIApp, log: RequestLog, on_complete: Callable[[LoggedRequest], None] | None = None
    ) -> None:
        self._app = app
        self._log = log
        self._on_complete = on_complete

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started_at = time.perf_counter()
        request = self._log.add(scope)

        async def receive_and_log() -> Message:
            message = await receive()
            if message["type"] == "http.request":
                chunk = message.get("body", b"")
                request.body_length += len(chunk)
                if request.body is not None:
                    request.body = request.body + chunk if request.body_length <= _MAX_BODY_BYTES else None
            return message

        try:
            await self._app(scope, receive_and_log, send)
        finally:
            request.status = scope.get(STATUS_SCOPE_KEY)
            request.faults = scope.get(FAULTS_SCOPE_KEY, "")
            request.duration_seconds = time.perf_counter() - started_at
            if self._on_complete is not None:
                self._on_complete(request)
