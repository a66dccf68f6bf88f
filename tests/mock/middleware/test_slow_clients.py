"""Clients that never finish a request over a socket: they are cut off, and others are not."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from caretasks.mock.middleware import slow_clients
from tests.mock.mock_servers import Start

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
    """Answers with the body once it is there; to `/slow` later than a client may take to send it."""
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
    """Serves an application with one of uvicorn's parsers, and hands out its address."""
    monkeypatch.setattr(slow_clients, "_Protocol", request.param)

    @contextmanager
    def serve(seconds: float, app: ASGIApp = echo, **headers: str) -> Iterator[tuple[str, int]]:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            kind = slow_clients.patient(seconds, {name.replace("_", "-"): value for name, value in headers.items()})
            server = uvicorn.Server(uvicorn.Config(app, http=kind, ws="none", lifespan="off", log_config=None))
            thread = Thread(target=server.run, kwargs={"sockets": [listener]})
            thread.start()
            try:
                yield listener.getsockname()[:2]
            finally:
                server.should_exit = server.force_exit = True
                thread.join()

    return serve


def all_of(connection: socket.socket) -> bytes:
    """What is received until the connection ends."""
    received = b""
    try:
        while part := connection.recv(65536):
            received += part
    except ConnectionResetError:  # it had not read all that was sent
        pass
    return received


@pytest.mark.parametrize("sent", UNFINISHED.values(), ids=UNFINISHED)
def test_who_does_not_finish_a_request_is_cut_off(serve: Serve, sent: bytes) -> None:
    with serve(SHORT) as address, socket.create_connection(address, timeout=60) as connection:
        connection.sendall(sent)
        all_of(connection)  # comes to an end


def test_who_waits_for_an_answer_is_not(serve: Serve) -> None:
    with serve(SHORT) as (host, port):
        assert httpx.post(f"http://{host}:{port}/slow", content=b"1" * 200_000, timeout=60).content == b"1" * 200_000


def test_a_connection_may_be_used_again(serve: Serve) -> None:
    with serve(LONG) as (host, port), httpx.Client(base_url=f"http://{host}:{port}") as client:
        assert [client.post("/", content=b"1" * size).status_code for size in (0, 10, 300_000, 10)] == [200] * 4


def test_a_head_without_an_end_is_refused(serve: Serve) -> None:
    with serve(LONG, X_Said="so") as address, socket.create_connection(address, timeout=60) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: mock\r\nX-A: " + b"a" * 65_536)
        answer = all_of(connection)
    assert answer.split()[1] in (b"431", b"400")  # h11 knows no 431
    assert b"X-Said: so\r\n" in answer


def test_a_long_body_is_no_long_head(serve: Serve) -> None:
    with serve(LONG) as (host, port):
        assert len(httpx.post(f"http://{host}:{port}/", content=b"1" * 5_000_000).content) == 5_000_000


@pytest.mark.parametrize(
    ("sent", "status"), [(b"BREW\r\n\r\n", b"400"), (b"GET / HTTP/1.1\r\nX: " + b"a" * 99999, b"431")]
)
def test_the_stand_in_says_so_even_there(start: Start, sent: bytes, status: bytes) -> None:
    with start("solum", "--quiet", apis=1) as running:
        url = urlsplit(running.urls["solum"])
        with socket.create_connection((url.hostname or "", url.port or 0), timeout=60) as connection:
            connection.sendall(sent)
            answer = all_of(connection)
    assert answer.split()[1] == status
    assert b"\r\nX-Caretasks-Mock: " in answer
