"""Slow clients: the server disconnects clients that never finish a request or never read, and no others."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from caretasks.mock.middleware import slow_clients
from tests.mock.mock_servers import StartMock

SHORT, LONG = 0.2, 600.0
UNFINISHED = {
    "nothing": b"",
    "half a line": b"POST / HT",
    "half a head": b"POST / HTTP/1.1\r\nHost: mock\r\nX-A: ",
    "half a body": b"POST / HTTP/1.1\r\nHost: mock\r\nContent-Length: 10\r\n\r\n12345",
    "half a chunk": b"POST / HTTP/1.1\r\nHost: mock\r\nTransfer-Encoding: chunked\r\n\r\nA\r\n12345",
    "a second request": b"GET / HTTP/1.1\r\nHost: mock\r\n\r\nGET / HT",
}
Serve = Callable[..., Any]


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Return the request body; on `/slow` only after the time limit for sending a request."""
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    if scope["path"] == "/slow":
        await asyncio.sleep(SHORT * 3)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(body))]})
    await send({"type": "http.response.body", "body": body})


@pytest.fixture(params=[HttpToolsProtocol, H11Protocol])
def serve(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Serve:
    """Return a context manager that serves an application with one of uvicorn's parsers and yields its address."""
    monkeypatch.setattr(slow_clients, "_Protocol", request.param)

    @contextmanager
    def serve(seconds: float, app: ASGIApp = echo, **headers: str) -> Iterator[tuple[str, int]]:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            kind = slow_clients.protocol_with_timeout(
                seconds, {name.replace("_", "-"): value for name, value in headers.items()}
            )
            server = uvicorn.Server(uvicorn.Config(app, http=kind, ws="none", lifespan="off", log_config=None))
            thread = Thread(target=server.run, kwargs={"sockets": [listener]})
            thread.start()
            try:
                yield listener.getsockname()[:2]
            finally:
                server.should_exit = server.force_exit = True
                thread.join()

    return serve


def read_to_end(connection: socket.socket) -> bytes:
    """Return all bytes until the server closes the connection."""
    received = b""
    try:
        while part := connection.recv(65536):
            received += part
    except ConnectionResetError:  # the server had not read all data
        pass
    return received


@pytest.mark.slow
@pytest.mark.parametrize("sent", UNFINISHED.values(), ids=UNFINISHED)
def test_unfinished_request_is_disconnected(serve: Serve, sent: bytes) -> None:
    with serve(SHORT) as address, socket.create_connection(address, timeout=60) as connection:
        connection.sendall(sent)
        read_to_end(connection)  # returns only when the server disconnects


@pytest.mark.slow
def test_client_that_does_not_read_is_disconnected(serve: Serve) -> None:
    disconnected = Event()

    async def send_much(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _ in range(2):  # the second one waits until the first one is read or the connection is lost
            await send({"type": "http.response.body", "body": bytes(20_000_000), "more_body": True})
        disconnected.set()
        await send({"type": "http.response.body", "body": b""})

    with serve(SHORT, send_much) as address, socket.create_connection(address, timeout=60) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: mock\r\n\r\n")
        assert disconnected.wait(60)
        assert len(read_to_end(connection)) < 20_000_000


@pytest.mark.slow
def test_client_waiting_for_a_response_is_not_disconnected(serve: Serve) -> None:
    with serve(SHORT) as (host, port):
        assert httpx.post(f"http://{host}:{port}/slow", content=b"1" * 200_000, timeout=60).content == b"1" * 200_000


def test_head_and_body_arrive_together(serve: Serve) -> None:
    with serve(LONG) as address, socket.create_connection(address, timeout=60) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nHost: mock\r\nContent-Length: 4\r\n\r\nbody")
        assert connection.recv(65536).endswith(b"\r\n\r\nbody")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_head_does_not_wait_for_a_late_body(serve: Serve, method: str) -> None:
    is_head_read = Event()

    async def respond_late(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"4")]})
        await asyncio.to_thread(is_head_read.wait, 60)
        await send({"type": "http.response.body", "body": b"late"})

    with serve(LONG, respond_late) as address, socket.create_connection(address, timeout=60) as connection:
        connection.sendall(b"%s / HTTP/1.1\r\nHost: mock\r\nConnection: close\r\n\r\n" % method.encode())
        head = connection.recv(65536)
        is_head_read.set()
        assert head.endswith(b"\r\n\r\n")
        assert read_to_end(connection) == (b"late" if method == "GET" else b"")


def test_connection_is_reused(serve: Serve) -> None:
    with serve(LONG) as (host, port), httpx.Client(base_url=f"http://{host}:{port}") as client:
        assert [client.post("/", content=b"1" * size).status_code for size in (0, 10, 300_000, 10)] == [200] * 4


@pytest.mark.parametrize("is_half_closed", [False, True])
def test_each_pipelined_request_gets_its_response(serve: Serve, is_half_closed: bool) -> None:
    sent = [b"%d" % number * (number % 7) for number in range(1000)]  # in total longer than a head may be
    with serve(LONG) as address, socket.create_connection(address, timeout=60) as connection:
        requests = [b"POST / HTTP/1.1\r\nHost: mock\r\nContent-Length: %d\r\n\r\n" % len(each) + each for each in sent]
        if is_half_closed:
            connection.sendall(b"".join(requests))
            connection.shutdown(socket.SHUT_WR)
        else:
            requests[-1] = requests[-1].replace(b"mock", b"mock\r\nConnection: close")
            connection.sendall(b"".join(requests))
        received = read_to_end(connection)
    responses = received.split(b"HTTP/1.1 200 OK\r\n")[1:]
    assert [response.partition(b"\r\n\r\n")[2] for response in responses] == sent


def test_response_to_an_incomplete_request_is_read_by_a_client_that_sends_everything_first(
    monkeypatch: pytest.MonkeyPatch, serve: Serve
) -> None:
    async def reject(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 413, "headers": [(b"content-length", b"9")]})
        await send({"type": "http.response.body", "body": b"too large"})

    head = b"POST / HTTP/1.1\r\nHost: mock\r\nConnection: close\r\nContent-Length: 20000000\r\n\r\n"
    with serve(LONG, reject) as address, socket.create_connection(address, timeout=60) as connection:
        connection.sendall(head + bytes(20_000_000))
        assert read_to_end(connection).endswith(b"\r\n\r\ntoo large")
        monkeypatch.setattr(slow_clients, "_MAX_DISCARDED_BYTES", 1_000_000)
        with socket.create_connection(address, timeout=60) as other, pytest.raises(ConnectionError):
            other.sendall(head + bytes(20_000_000))
            other.sendall(bytes(20_000_000))


def test_endless_head_is_rejected(serve: Serve) -> None:
    with serve(LONG, X_Extra="so") as address, socket.create_connection(address, timeout=60) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: mock\r\nX-A: " + b"a" * 65_536)
        response = read_to_end(connection)
    assert response.split()[1] in (b"431", b"400")  # h11 returns 400
    assert b"X-Extra: so\r\n" in response


def test_long_body_is_accepted(serve: Serve) -> None:
    with serve(LONG) as (host, port):
        assert len(httpx.post(f"http://{host}:{port}/", content=b"1" * 5_000_000).content) == 5_000_000


@pytest.mark.parametrize(
    ("sent", "status"), [(b"BREW\r\n\r\n", b"400"), (b"GET / HTTP/1.1\r\nX: " + b"a" * 99999, b"431")]
)
def test_early_error_response_has_the_mock_header(start_mock: StartMock, sent: bytes, status: bytes) -> None:
    with start_mock("solum", "--quiet", apis=1) as running:
        url = urlsplit(running.urls["solum"])
        with socket.create_connection((url.hostname or "", url.port or 0), timeout=60) as connection:
            connection.sendall(sent)
            response = read_to_end(connection)
    assert response.split()[1] == status
    assert b"\r\nX-Caretasks-Mock: " in response
