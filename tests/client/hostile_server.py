"""A server on loopback that misbehaves on the wire as scripted, and records its requests.

It uses HTTP/1.1 over plain sockets, because no server library can stop in the middle of a header. Each request gets the
next behaviour of the script. Further requests get the last one, so that an unexpected request is visible.
"""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Self

import httpx

MAX_WAIT_SECONDS = 20.0
"""Seconds that the server waits for a silent client, so that no test hangs."""

PART = 2**16

# The first part of responses that end too early.
HALF_A_HEAD = b"HTTP/1.1 200 OK\r\nContent-Ty"
HALF_A_BODY = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"id": '
HALF_A_CHUNK = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n20\r\n{"id": '
NO_HTTP = b"220 Robin Sample ESMTP\r\n\r\n"


@dataclass
class Received:
    """A received request.

    Attributes:
        body: the part of the body that the behaviour read.
        bytes_sent: how many bytes of a response were sent.
        connection: the client's port, which all requests of a connection share.
    """

    method: str
    target: str
    headers: httpx.Headers
    body: bytes = b""
    bytes_sent: int = 0
    connection: int = 0

    @property
    def path(self) -> str:
        """The request target without its query."""
        return self.target.partition("?")[0]

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Exchange:
    """A request and the connection for the response.

    Attributes:
        open: whether the connection stays open afterwards.
        stopped: set when the test is over.
    """

    def __init__(
        self, request: Received, connection: socket.socket, buffer: bytearray, stopped: threading.Event
    ) -> None:
        self.request = request
        self.open = True
        self._connection = connection
        self._buffer = buffer
        self.stopped = stopped

    def take_body(self) -> None:
        """Receive the body of the request."""
        length = int(self.request.headers.get("Content-Length", 0))
        while len(self._buffer) < length and (part := self._connection.recv(PART)):
            self._buffer += part
        self.request.body = bytes(self._buffer[:length])
        del self._buffer[:length]

    def receive(self, size: int) -> bytes:
        """Receive at most that many bytes."""
        return self._connection.recv(size)

    def send(self, data: bytes) -> None:
        """Send bytes unchanged."""
        self._connection.sendall(data)
        self.request.bytes_sent += len(data)

    def reset(self) -> None:
        """End the connection with an RST."""
        self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.open = False

    def freeze(self) -> None:
        """Neither send nor receive until the test is over."""
        self.stopped.wait(MAX_WAIT_SECONDS)
        self.open = False


Behaviour = Callable[[Exchange], None]


def respond(
    status: int = 200, body: object = b"", headers: Mapping[str, str] | None = None, *, close: bool = False
) -> Behaviour:
    """Respond with a body: bytes unchanged, anything else as JSON. `close` ends the connection unannounced."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()

    def behave(exchange: Exchange) -> None:
        exchange.take_body()
        exchange.send(head(status, {"Content-Length": str(len(content)), **(headers or {})}) + content)
        exchange.open = not close

    return behave


def stream(part: bytes, times: int, headers: Mapping[str, str] | None = None, status: int = 200) -> Behaviour:
    """Respond with a status and a number of parts, chunked unless the headers have a Content-Length."""
    chunked = "Content-Length" not in (headers or {})
    framing = {"Transfer-Encoding": "chunked"} if chunked else {}
    piece = b"%x\r\n%b\r\n" % (len(part), part) if chunked else part

    def behave(exchange: Exchange) -> None:
        exchange.take_body()
        exchange.send(head(status, {**framing, **(headers or {})}))
        for _ in range(times):
            exchange.send(piece)
        exchange.send(b"0\r\n\r\n" if chunked else b"")

    return behave


def stall(sent: bytes = b"", *, deaf: bool = False) -> Behaviour:
    """Send this and nothing more; if deaf, do not even read the body of the request."""

    def behave(exchange: Exchange) -> None:
        if not deaf:
            exchange.take_body()
        exchange.send(sent)
        exchange.freeze()

    return behave


def reset(sent: bytes = b"", *, deaf: bool = False) -> Behaviour:
    """Send this, then reset the connection; if deaf, without reading the body of the request."""

    def behave(exchange: Exchange) -> None:
        if not deaf:
            exchange.take_body()
        exchange.send(sent)
        exchange.reset()

    return behave


def disconnect(sent: bytes = b"") -> Behaviour:
    """Send this, then close the connection properly."""

    def behave(exchange: Exchange) -> None:
        exchange.take_body()
        exchange.send(sent)
        exchange.open = False

    return behave


def head(status: int, headers: Mapping[str, str]) -> bytes:
    """Return the head of a response; its media type is JSON unless the headers have another; empty for none."""
    fields = httpx.Headers({"Content-Type": "application/json", **headers}, encoding="latin-1")
    lines = [f"{name}: {value}\r\n" for name, value in fields.items() if value or name != "content-type"]
    return f"HTTP/1.1 {status} Any\r\n{''.join(lines)}\r\n".encode("latin-1")


class HostileServer:
    """A server that plays a script to its clients; a context manager.

    Args:
        listening: whether connections are taken; otherwise they are refused until `listen` is called.
    """

    def __init__(self, *, listening: bool = True) -> None:
        self._script: list[Behaviour] = [respond(599, "no script")]
        self._requests: list[Received] = []
        self._connections = 0
        self._stopped = threading.Event()
        self._changed = threading.Condition()
        self._open: set[socket.socket] = set()
        self._silent: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._broken: list[BaseException] = []
        self._probes: set[object] = set()
        self._listener = socket.socket()
        # The client waits once this is full of data that the server does not read.
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, PART)
        self._listener.bind(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        if listening:
            self.listen()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def requests(self) -> list[Received]:
        """All requests sent so far, including those that the client did not wait for.

        Of a connection that a client uses again, wait for a further request with `wait_for_requests`.
        """
        self._catch_up()
        return self._requests

    @property
    def connections(self) -> int:
        """The number of connections so far."""
        self._catch_up()
        return self._connections

    def script(self, *behaviours: Behaviour) -> None:
        """Set the behaviours for the next requests; the last one is for all that follow."""
        with self._changed:
            self._script = list(behaviours)

    def listen(self) -> None:
        """Accept connections from now on."""
        self._listener.listen()
        self._start(self._accept)

    def wait_for_requests(self, count: int) -> None:
        """Wait until this many requests have arrived."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self._requests) >= count, MAX_WAIT_SECONDS)

    def wait_until_all_are_closed(self) -> None:
        """Wait until the server has closed every connection."""
        with self._changed:
            assert self._changed.wait_for(lambda: not self._open, MAX_WAIT_SECONDS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._catch_up()
        with self._changed:
            for connection in self._open:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(MAX_WAIT_SECONDS)
        self._listener.close()
        if self._broken:
            raise AssertionError("the hostile server broke in a way that was not planned") from self._broken[0]

    def _catch_up(self) -> None:
        """Accept all pending connections, in the order in which they were made."""
        if not self._threads:
            return
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            name = probe.getsockname()
            with self._changed:
                self._probes.add(name)
            probe.connect(("127.0.0.1", self.port))
            with self._changed:
                assert self._changed.wait_for(
                    lambda: name not in self._probes and (not self._silent or self._stopped.is_set()), MAX_WAIT_SECONDS
                )

    def _start(self, work: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            connection, name = self._listener.accept()
            with self._changed:
                if name in self._probes:
                    connection.close()
                    self._probes.discard(name)
                    self._changed.notify_all()
                    if self._stopped.is_set():
                        return
                    continue
                connection.settimeout(MAX_WAIT_SECONDS)
                self._connections += 1
                self._open.add(connection)
                self._silent.add(connection)
                self._start(self._serve, connection)

    def _serve(self, connection: socket.socket) -> None:
        buffer = bytearray()
        try:
            with connection, contextlib.suppress(OSError):  # the client may disconnect
                port = connection.getpeername()[1]
                while request := _receive(connection, buffer):
                    request.connection = port
                    with self._changed:
                        self._requests.append(request)
                        self._silent.discard(connection)
                        self._changed.notify_all()
                        behave = self._script.pop(0) if len(self._script) > 1 else self._script[0]
                    exchange = Exchange(request, connection, buffer, self._stopped)
                    behave(exchange)
                    if not exchange.open:
                        return
        except Exception as broken:  # noqa: BLE001 - raised in the test when the server is closed
            self._broken.append(broken)
        finally:
            with self._changed:
                self._open.discard(connection)
                self._silent.discard(connection)
                self._changed.notify_all()


def _receive(connection: socket.socket, buffer: bytearray) -> Received | None:
    """Return the next request of a connection without its body; None if there is none, or it is not HTTP."""
    while (end := buffer.find(b"\r\n\r\n")) < 0:
        part = connection.recv(PART)
        if not part or (not buffer and not part[:1].isalpha()):
            return None
        buffer += part
    first, *lines = bytes(buffer[:end]).split(b"\r\n")
    del buffer[: end + 4]
    method, target, _ = first.decode("latin-1").split(" ")
    fields = [(name, value.strip()) for name, _, value in (line.partition(b":") for line in lines)]
    return Received(method, target, httpx.Headers(fields))
