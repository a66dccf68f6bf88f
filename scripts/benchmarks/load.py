"""Measure the throughput and the latency of a server under load, over persistent connections."""

from __future__ import annotations

import asyncio
import functools
import re
import time
from dataclasses import dataclass

CONNECTIONS = 16
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class Load:
    """The throughput, and the 99th percentile of the latency."""

    requests_per_second: float
    p99_milliseconds: float


def measure_load(port: int, request: bytes, status: int, seconds: float = 3, connections: int = CONNECTIONS) -> Load:
    """Send one request repeatedly to a server on this machine.

    Args:
        port: The port of the server.
        request: The request as it is sent.
        status: The expected status of the responses.
        seconds: How long to send requests.
        connections: How many connections to use at once.

    Raises:
        RuntimeError: A response has another status, or a connection is lost.
    """
    return asyncio.run(_measure_load(port, request, status, seconds, connections))


async def _measure_load(port: int, request: bytes, status: int, seconds: float, number: int) -> Load:
    loop = asyncio.get_running_loop()
    end: asyncio.Future[None] = loop.create_future()
    connections = [_Connection(request, status, end) for _ in range(number)]
    for connection in connections:
        await loop.create_connection(functools.partial(_get_connection, connection), "127.0.0.1", port)
    start = time.perf_counter()
    loop.call_later(seconds, _end_measurement, end)
    await end
    elapsed = time.perf_counter() - start
    durations = sorted(each for connection in connections for each in connection.durations)
    return Load(len(durations) / elapsed, durations[int(len(durations) * 0.99)] * 1000)


def _get_connection(connection: _Connection) -> _Connection:
    return connection


def _end_measurement(end: asyncio.Future[None]) -> None:
    if not end.done():
        end.set_result(None)


class _Connection(asyncio.Protocol):
    def __init__(self, request: bytes, status: int, end: asyncio.Future[None]) -> None:
        self.durations: list[float] = []
        self._request, self._status_line, self._end = request, f"HTTP/1.1 {status} ".encode(), end
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._send()

    def _send(self) -> None:
        self._sent_at = time.perf_counter()
        self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, has_head, body = self._received.partition(b"\r\n\r\n")
        if not has_head:
            return
        length = _LENGTH.search(head)
        if not head.startswith(self._status_line) or length is None:
            self._fail(f"unexpected response: {head.splitlines()[0]!r}")
        elif len(body) >= int(length[1]):
            self.durations.append(time.perf_counter() - self._sent_at)
            self._received = b""
            if not self._end.done():
                self._send()

    def connection_lost(self, error: Exception | None) -> None:
        self._fail("the connection was lost")

    def _fail(self, reason: str) -> None:
        if not self._end.done():
            self._end.set_exception(RuntimeError(reason))
