"""Remembering what was received: the last requests as they came, and what became of each.

This stands in the way of every request, so it keeps and does nothing else. What may be shown of a request is for
`caretasks.mock.ui.request_view` to say, when somebody looks.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable
from itertools import count

from starlette.types import ASGIApp, Message, Receive, Scope, Send

MET = "caretasks.faults"
"""Where a request's scope says, once it is answered, which faults it has met."""
MOST = 1000
_MOST_HEAD = 16 * 1024
_MOST_BODY = 32 * 1024


class Received:
    """A request.

    Attributes:
        number: 1 for the first, and so on.
        time: when it came, in Unix seconds.
        method, path, query: as they were sent. Of a head that is very long only the begin of the path is kept.
        headers: names and values as they were sent.
        body: what was read of its body; None where that is too long to be kept.
        length: how much of its body was read, in bytes.
        status: of the answer; None where none was sent (yet).
        fault: the faults that it has met, by kind; empty where it met none (yet).
        seconds: how long it took; None while it does.
    """

    __slots__ = (
        "_began",
        "body",
        "fault",
        "headers",
        "length",
        "method",
        "number",
        "path",
        "query",
        "seconds",
        "status",
        "time",
    )

    def __init__(self, number: int, scope: Scope) -> None:
        self.number = number
        self.time = time.time()
        self._began = time.perf_counter()
        self.method: str = scope["method"]
        self.path: bytes = scope.get("raw_path") or scope["path"].encode("utf-8", "surrogateescape")
        self.query: bytes = scope.get("query_string", b"")
        self.headers: Iterable[tuple[bytes, bytes]] = scope["headers"]
        self.body: bytes | None = b""
        self.length = 0
        self.status: int | None = None
        self.fault = ""
        self.seconds: float | None = None
        if (
            len(self.path) + len(self.query) + sum([len(name) + len(value) for name, value in self.headers])
            > _MOST_HEAD
        ):
            self.path, self.query, self.headers = self.path[:_MOST_HEAD], b"", ()

    def take(self, chunk: bytes) -> None:
        """Keeps a piece of the body."""
        self.length += len(chunk)
        if self.body is not None:
            self.body = self.body + chunk if self.length <= _MOST_BODY else None

    def end(self) -> None:
        """Takes the time."""
        self.seconds = time.perf_counter() - self._began


class Log:
    """The last requests.

    Args:
        most: how many are kept.
    """

    def __init__(self, most: int = MOST) -> None:
        self._requests: deque[Received] = deque(maxlen=most)
        self._numbers = count(1)

    def begin(self, scope: Scope) -> Received:
        """Remembers a request that has just come."""
        request = Received(next(self._numbers), scope)
        self._requests.append(request)
        return request

    def after(self, number: int = 0) -> list[Received]:
        """The requests that came after that one, the newest last."""
        return [request for request in self._requests if request.number > number]


class Logged:
    """Remembers each request to an application, and its answer.

    Args:
        app: the application.
        log: where they are remembered.
        tell: called with each request when it has been answered.
    """

    def __init__(self, app: ASGIApp, log: Log, tell: Callable[[Received], None] | None = None) -> None:
        self._app = app
        self._log = log
        self._tell = tell

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = self._log.begin(scope)

        async def keep() -> Message:
            message = await receive()
            if message["type"] == "http.request":
                request.take(message.get("body", b""))
            return message

        async def note(message: Message) -> None:
            if message["type"] == "http.response.start":
                request.status = message["status"]
            await send(message)

        try:
            await self._app(scope, keep, note)
        finally:
            request.fault = scope.get(MET, "")
            request.end()
            if self._tell is not None:
                self._tell(request)
