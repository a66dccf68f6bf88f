"""Asking a server as fast as it answers, over connections that stay open: how many answers a second, and how late."""

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
    """What came of it: answers a second, and the milliseconds that 99 of 100 took at most."""

    per_second: float
    p99: float


def load(port: int, request: bytes, status: int, seconds: float = 3, connections: int = CONNECTIONS) -> Load:
    """Sends one request again and again to a server on this machine, over so many connections at once.

    Raises:
        RuntimeError: an answer has another status, or a connection is lost.
    """
    return asyncio.run(_load(port, request, status, seconds, connections))


async def _load(port: int, request: bytes, status: int, seconds: float, number: int) -> Load:
    loop = asyncio.get_running_loop()
    end: asyncio.Future[None] = loop.create_future()
    connections = [_Connection(request, status, end) for _ in range(number)]
    for connection in connections:
        await loop.create_connection(functools.partial(_itself, connection), "127.0.0.1", port)
    start = time.perf_counter()
    loop.call_later(seconds, _finish, end)
    await end
    taken = time.perf_counter() - start
    times = sorted(each for connection in connections for each in connection.times)
    return Load(len(times) / taken, times[int(len(times) * 0.99)] * 1000)


def _itself(connection: _Connection) -> _Connection:
    return connection


def _finish(end: asyncio.Future[None]) -> None:
    if not end.done():
        end.set_result(None)


class _Connection(asyncio.Protocol):
    def __init__(self, request: bytes, status: int, end: asyncio.Future[None]) -> None:
        self.times: list[float] = []
        self._request, self._begin, self._end = request, f"HTTP/1.1 {status} ".encode(), end
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._ask()

    def _ask(self) -> None:
        self._asked = time.perf_counter()
        self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, whole, body = self._received.partition(b"\r\n\r\n")
        if not whole:
            return
        length = _LENGTH.search(head)
        if not head.startswith(self._begin) or length is None:
            self._fail(f"answered {head.splitlines()[0]!r}")
        elif len(body) >= int(length[1]):
            self.times.append(time.perf_counter() - self._asked)
            self._received = b""
            if not self._end.done():
                self._ask()

    def connection_lost(self, error: Exception | None) -> None:
        self._fail("the connection was lost")

    def _fail(self, why: str) -> None:
        if not self._end.done():
            self._end.set_exception(RuntimeError(why))
