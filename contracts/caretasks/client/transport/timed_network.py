"""Sockets of sync httpx clients that obey the deadline of the call that uses them.

httpcore passes the timeout of a read to each operation of a socket, and a response may need any number of them. Its
network backends are the documented way to change what a socket does.
"""

import sys
from collections.abc import Iterable
from contextvars import ContextVar
from typing import Any, Protocol

import httpcore


class _HasEnd(Protocol):
    @property
    def remaining(self) -> float: ...


CURRENT: ContextVar[_HasEnd | None] = ContextVar("caretasks_deadline", default=None)
"""The deadline of the call that is running; None if it has none."""

_PIECE = 1024
"""The bytes that are written at once: a server that reads slowly delays each piece by at most the time that is left."""


def obey_deadlines(http: Any) -> None:
    """Make the new connections of an httpx or httpx2 client obey deadlines, also those of transports that wrap others.

    A transport with another way to connect is not changed.
    """
    mounts: dict[object, object] = getattr(http, "_mounts", {})
    pending, known = [getattr(http, "_transport", None), *mounts.values()], set[int]()
    while pending:
        transport = pending.pop()
        known.add(id(transport))
        inner = getattr(transport, "__dict__", {}).values()
        pending += [each for each in inner if hasattr(each, "handle_request") and id(each) not in known]
        # httpx documents no way to set the network backend of a transport.
        pool = getattr(transport, "_pool", None)
        backend = getattr(pool, "_network_backend", None)
        for core in (httpcore, sys.modules.get("httpcore2")):
            if core is not None and isinstance(backend, core.NetworkBackend):
                setattr(pool, "_network_backend", _TimedBackend(backend, core))  # noqa: B010 - private in httpcore


def _limited(timeout: float | None, error: type[Exception]) -> float | None:
    """Return a timeout that ends with the call, or raise the error if that is over."""
    deadline = CURRENT.get()
    if deadline is None:
        return timeout
    left = deadline.remaining
    if left <= 0:
        raise error(str(deadline))
    return left if timeout is None else min(timeout, left)


class _TimedStream:
    """A `NetworkStream` of httpcore or httpcore2, which is `core`."""

    def __init__(self, stream: Any, core: Any) -> None:
        self._stream, self._core = stream, core

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        content: bytes = self._stream.read(max_bytes, _limited(timeout, self._core.ReadTimeout))
        return content

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        size = len(buffer) if CURRENT.get() is None else _PIECE
        for start in range(0, len(buffer), size or 1):
            self._stream.write(buffer[start : start + size], _limited(timeout, self._core.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> "_TimedStream":
        limit = _limited(timeout, self._core.ConnectTimeout)
        return _TimedStream(self._stream.start_tls(ssl_context, server_hostname, limit), self._core)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _TimedBackend:
    """A `NetworkBackend`."""

    def __init__(self, backend: Any, core: Any) -> None:
        self._backend, self._core = backend, core

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> _TimedStream:
        limit = _limited(timeout, self._core.ConnectTimeout)
        return _TimedStream(self._backend.connect_tcp(host, port, limit, local_address, socket_options), self._core)

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> _TimedStream:
        limit = _limited(timeout, self._core.ConnectTimeout)
        return _TimedStream(self._backend.connect_unix_socket(path, limit, socket_options), self._core)

    def sleep(self, seconds: float) -> None:
        self._backend.sleep(seconds)
