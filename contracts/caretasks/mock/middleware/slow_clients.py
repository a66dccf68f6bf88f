"""Disconnect clients that never finish a request, never read a response, or send a head that is too long.

uvicorn has no timeout for the start of a request or for a response that is not read, so a few hundred such clients use
all file descriptors of the process. The connection classes here add one timer for each connection and a count of the
bytes in a request's head.

A request may be rejected before its end. Most clients read the response only after they have sent the whole request,
and lose it if the connection is reset meanwhile. Therefore the rest of the request is received and discarded, up to a
limit.
"""

from __future__ import annotations

from asyncio import AbstractEventLoop, Transport
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from uvicorn.protocols.http.h11_impl import H11Protocol as _Protocol
else:
    from uvicorn.protocols.http.auto import AutoHTTPProtocol as _Protocol  # httptools' or, without it, h11's

REQUEST_TIMEOUT_SECONDS = 30.0
"""The time in which a request must arrive."""

_MAX_HEAD_BYTES = 64 * 1024
_FED_BYTES = 16 * 1024  # at a time, to detect a head that is too long before its end
_MAX_DISCARDED_BYTES = 512 * 1024 * 1024  # of one request, after its response
_CHECKS_PER_TIMEOUT = 3  # checks without progress until the connection is closed; the timeout is between the outer two


def protocol_with_timeout(
    seconds: float = REQUEST_TIMEOUT_SECONDS, headers: Mapping[str, str] | None = None
) -> type[_Protocol]:
    """Return a connection class with a timeout, for uvicorn's `Config(http=...)`.

    It waits this time, or up to half as much more, for a whole request after the connection, the last response, or the
    head of the request, and for a client to read a part of a response. Error responses that are sent before the
    application sees a request have the headers.
    """
    header_lines = "".join(f"{name}: {value}\r\n" for name, value in (headers or {}).items())
    check_interval_seconds = seconds / (_CHECKS_PER_TIMEOUT - 1)

    class TimeoutProtocol(_Protocol):
        _head_length = 0  # bytes of a request's head that is not complete yet
        _is_half_closed = False  # the client sends nothing more, but may read responses
        _is_lingering = False  # the server sends nothing more, and discards what the client still sends
        _discarded_bytes = 0
        _last_progress: Any  # what the connection waited for at the last check
        _unchanged_checks: int  # how many checks in a row found the same

        def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as uvicorn narrows it too
            super().connection_made(transport)
            self._last_progress, self._unchanged_checks = self._find_progress(), 1
            self._timer = self.loop.call_later(check_interval_seconds, self._check_progress)

        def connection_lost(self, exc: Exception | None) -> None:
            self._timer.cancel()
            super().connection_lost(exc)

        def data_received(self, data: bytes) -> None:
            for start in range(0, len(data), _FED_BYTES):
                fed = data[start : start + _FED_BYTES]
                if self._is_lingering or (self.cycle is not None and self.cycle.response_complete):
                    self._discarded_bytes += len(fed)
                    if self._discarded_bytes > _MAX_DISCARDED_BYTES:
                        self.transport.abort()
                if self.transport.is_closing():
                    return
                if not self._is_lingering:
                    self._feed(fed)

        def _feed(self, data: bytes) -> None:
            scope, cycle = self.scope, self.cycle
            super().data_received(data)
            if self.scope is not scope:
                self._discarded_bytes = 0
            if self.cycle is not cycle:
                transport = _ResponseTransport(self.transport, self._close, self.loop)
                self.cycle.transport = transport  # type: ignore[assignment]  # a proxy
            if self.scope is None or "method" in self.scope:
                self._head_length = 0
                return
            # httptools creates the scope when a request starts; h11 does so when the head is complete.
            is_next = self.scope is not scope  # a pipelined request, which starts after the end of another head
            self._head_length = len(data) - data.rfind(b"\r\n\r\n") if is_next else self._head_length + len(data)
            if self._head_length >= _MAX_HEAD_BYTES and not self.transport.is_closing():
                self._send_error(431, "The request head is too long.")

        def eof_received(self) -> bool:  # type: ignore[override]  # uvicorn's returns None: close the connection
            """Keep the connection open until a client that only stops sending has its responses."""
            self._is_half_closed = True
            return self._is_responding()

        def on_response_complete(self) -> None:
            super().on_response_complete()
            if self._is_half_closed and not self._is_responding():
                self.transport.close()

        def _close(self) -> None:
            """Close the connection; while the client is still sending a request, only after it has stopped."""
            if self._is_half_closed or not self.cycle.more_body:
                self.transport.close()
            else:
                self._linger()

        def _linger(self) -> None:
            self._is_lingering = True
            if not self.transport.is_closing():
                self.transport.write_eof()  # the client then reads the end of the response
                self.flow.resume_reading()

        def send_400_response(self, msg: str) -> None:
            self._send_error(400, msg)

        def _check_progress(self) -> None:
            """Close the connection if its client has made no progress during the timeout."""
            self._timer = self.loop.call_later(check_interval_seconds, self._check_progress)
            progress = self._find_progress()
            is_unchanged = progress is not None and progress == self._last_progress
            self._unchanged_checks = self._unchanged_checks + 1 if is_unchanged else 1
            self._last_progress = progress
            if progress is not None and self._unchanged_checks >= _CHECKS_PER_TIMEOUT:
                if progress[0]:
                    self.transport.abort()  # `close` would wait until all is read
                else:
                    self.transport.close()

        def _find_progress(self) -> tuple[Any, ...] | None:
            """Return what the connection waits for its client with; None if it does not wait for the client.

            The first item is how many bytes of responses the client has not read.
            """
            unread_bytes = self.transport.get_write_buffer_size()
            cycle = self.cycle
            if unread_bytes or self._is_half_closed:
                return unread_bytes, cycle, self._is_half_closed
            if cycle is None or cycle.response_complete:
                return 0, cycle, True
            # The request is incomplete, and the server is ready to read it.
            return (0, cycle, False) if cycle.more_body and not self.flow.read_paused else None

        def _is_responding(self) -> bool:
            """Return whether all requests are complete, and some have no response yet."""
            cycle = self.cycle
            return cycle is not None and not cycle.more_body and not cycle.response_complete

        def _send_error(self, status: int, message: str) -> None:
            """Send an error response to data that is not a request, and close the connection."""
            head = (
                f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n{header_lines}"
                "content-type: text/plain; charset=utf-8\r\n"
                f"content-length: {len(message)}\r\nconnection: close\r\n\r\n"
            )
            self.transport.write((head + message).encode("latin-1"))
            self._linger()

    return TimeoutProtocol


class _ResponseTransport:
    """The transport of one response: the head is sent with the start of the body, and closing waits for the client.

    Each write is a system call, and wakes up the client. The head is therefore kept until the next write, or until the
    event loop has run what is ready, if the body takes longer.
    """

    __slots__ = ("_close", "_head", "_is_started", "_loop", "_transport")

    def __init__(self, transport: Transport, close: Callable[[], None], loop: AbstractEventLoop) -> None:
        self._transport = transport
        self._close = close
        self._loop = loop
        self._head = b""
        self._is_started = False

    def write(self, data: bytes) -> None:
        if self._is_started:
            head, self._head = self._head, b""
            self._transport.write(head + data if head else data)
        else:
            self._head, self._is_started = data, True
            self._loop.call_soon(self._flush)

    def close(self) -> None:
        self._flush()
        self._close()

    def is_closing(self) -> bool:
        return self._transport.is_closing()

    def _flush(self) -> None:
        if self._head:
            head, self._head = self._head, b""
            self._transport.write(head)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)
