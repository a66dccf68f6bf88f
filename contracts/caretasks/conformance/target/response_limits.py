"""Limits of a response in time and size, from its first byte to its last.

The timeout of a socket is for a single read, so that a server could hold a check by sending one byte after the other,
or an endless series of interim responses (`100 Continue`).
"""

from __future__ import annotations

import http.client
import io
import socket
import time
from collections.abc import Iterator
from typing import Any

import requests

from caretasks.conformance.target.availability import SlowResponseError, TransportError

MAX_RESPONSE_BYTES = 16 * 2**20
"""Maximum size of a decoded response body."""

MAX_HEAD_BYTES = 2**20
"""Maximum size of the status line and the headers, those of interim responses included."""

MAX_RESPONSE_SECONDS = 120.0
"""Maximum time to receive a response."""

_MAX_RECEIVED_FACTOR = 2
"""Maximum number of received bytes, in multiples of the body: chunks are framed."""


class TimedHTTPResponse(http.client.HTTPResponse):
    """A response of `http.client` that is read within the limits.

    Raises:
        SlowResponseError: By any method that reads, if the response took too long.
        TransportError: By any method that reads, if the response is too large.
    """

    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        self._reader = _LimitedReader(sock)
        super().__init__(_ReadOnlySocket(self._reader), *args, **kwargs)  # type: ignore[arg-type]  # it calls `makefile`

    def begin(self) -> None:
        """Read the status line and the headers."""
        super().begin()
        self._reader.start_body()


class _ReadOnlySocket:
    def __init__(self, reader: _LimitedReader) -> None:
        self._reader = reader

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(self._reader)


class _LimitedReader(io.RawIOBase):
    """The bytes that a socket receives."""

    def __init__(self, sock: socket.socket) -> None:
        self._socket, self._timeout = sock, sock.gettimeout()
        self._file = sock.makefile("rb", buffering=0)
        self._deadline = time.monotonic() + MAX_RESPONSE_SECONDS
        self._bytes_left = MAX_HEAD_BYTES
        self._part = f"response headers too large: more than {MAX_HEAD_BYTES // 2**20} MB"

    def start_body(self) -> None:
        self._bytes_left = _MAX_RECEIVED_FACTOR * MAX_RESPONSE_BYTES
        self._part = _body_message()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise SlowResponseError(MAX_RESPONSE_SECONDS)
        is_last = self._timeout is None or left < self._timeout
        try:
            if is_last:
                self._socket.settimeout(left)
            count = self._file.readinto(buffer)
        except TimeoutError:
            if is_last:
                raise SlowResponseError(MAX_RESPONSE_SECONDS) from None
            raise
        finally:
            if is_last:
                self._socket.settimeout(self._timeout)
        self._bytes_left -= count or 0
        if self._bytes_left < 0:
            raise TransportError(self._part)
        return count

    def close(self) -> None:
        self._file.close()
        super().close()


class LimitedResponse(requests.Response):
    """A response of limited size. It is never a redirect: a session would follow it to another host."""

    @property
    def is_redirect(self) -> bool:
        return False

    def iter_content(self, *args: Any, **kwargs: Any) -> Iterator[Any]:
        """Yield the body in chunks, up to the maximum size."""
        size = 0
        for chunk in super().iter_content(*args, **kwargs):
            size += len(chunk)
            if size > MAX_RESPONSE_BYTES:
                raise TransportError(_body_message())
            yield chunk


def _body_message() -> str:
    return f"response too large: more than {MAX_RESPONSE_BYTES // 2**20} MB"
