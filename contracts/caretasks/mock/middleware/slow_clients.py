"""Disconnect clients that never finish a request, or send a head that is too long.

uvicorn has no timeout for the start of a request, so a few hundred clients that never finish one use all file
descriptors of the process. The connection classes here add one timer for each connection and a count of the bytes in
a request's head.
"""

from __future__ import annotations

from asyncio import Transport
from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from uvicorn.protocols.http.h11_impl import H11Protocol as _Protocol
else:
    from uvicorn.protocols.http.auto import AutoHTTPProtocol as _Protocol  # httptools' or, without it, h11's

REQUEST_TIMEOUT_SECONDS = 30.0
"""The time in which a request must arrive."""

_MAX_HEAD_BYTES = 64 * 1024
_CHECKS_PER_TIMEOUT = 3  # checks without progress until the connection is closed; the timeout is between the outer two


def protocol_with_timeout(
    seconds: float = REQUEST_TIMEOUT_SECONDS, headers: Mapping[str, str] | None = None
) -> type[_Protocol]:
    """Return a connection class with a timeout, for uvicorn's `Config(http=...)`.

    It waits this time, or up to half as much more, for a whole request after the connection, the last response, or the
    head of the request. Error responses that are sent before the application sees a request have the headers.
    """
    header_lines = "".join(f"{name}: {value}\r\n" for name, value in (headers or {}).items())
    check_interval_seconds = seconds / (_CHECKS_PER_TIMEOUT - 1)

    class TimeoutProtocol(_Protocol):
        _head_length = 0  # bytes of a request's head that is not complete yet
        _last_progress: Any  # what the connection waited for at the last check
        _unchanged_checks: int  # how many checks in a row found the same

        def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as uvicorn narrows it too
            super().connection_made(transport)
            self._last_progress, self._unchanged_checks = (None, True), 1
            self._timer = self.loop.call_later(check_interval_seconds, self._check_progress)

        def connection_lost(self, exc: Exception | None) -> None:
            self._timer.cancel()
            super().connection_lost(exc)

        def data_received(self, data: bytes) -> None:
            if len(data) > _MAX_HEAD_BYTES:  # in pieces, to detect a head that is too long before its end
                for start in range(0, len(data), _MAX_HEAD_BYTES):
                    if not self.transport.is_closing():
                        self.data_received(data[start : start + _MAX_HEAD_BYTES])
                return
            super().data_received(data)
            if self.scope is None or "method" in self.scope:
                self._head_length = 0
                return
            # httptools creates the scope when a request starts; h11 does so when the head is complete.
            self._head_length += len(data)
            if self._head_length >= _MAX_HEAD_BYTES and not self.transport.is_closing():
                self._send_error(431, "The request head is too long.")

        def send_400_response(self, msg: str) -> None:
            self._send_error(400, msg)

        def _check_progress(self) -> None:
            """Close the connection if its client has made no progress during the timeout."""
            progress = None
            if self._is_waiting_for_client():
                progress = (self.cycle, self.cycle is None or self.cycle.response_complete)
            is_unchanged = progress is not None and progress == self._last_progress
            self._unchanged_checks = self._unchanged_checks + 1 if is_unchanged else 1
            self._last_progress = progress
            if progress is not None and self._unchanged_checks >= _CHECKS_PER_TIMEOUT:
                self.transport.close()
            else:
                self._timer = self.loop.call_later(check_interval_seconds, self._check_progress)

        def _is_waiting_for_client(self) -> bool:
            """Return whether the client has not sent a whole request, and the server is ready to read it."""
            cycle = self.cycle
            return cycle is None or cycle.response_complete or (cycle.more_body and not self.flow.read_paused)

        def _send_error(self, status: int, message: str) -> None:
            """Send an error response to data that is not a request, and close the connection."""
            head = (
                f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n{header_lines}"
                "content-type: text/plain; charset=utf-8\r\n"
                f"content-length: {len(message)}\r\nconnection: close\r\n\r\n"
            )
            self.transport.write((head + message).encode("latin-1"))
            self.transport.close()

    return TimeoutProtocol
