"""Cookies that a server sets: they are kept only in an httpx client that was passed."""

from __future__ import annotations

import httpx

from tests.client.calls import GET_TASK
from tests.client.driving import Connect
from tests.client.hostile_server import HostileServer, respond


def script_cookies(server: HostileServer, count: int) -> None:
    """Make the server set another cookie in each response."""
    server.script(*(respond(200, GET_TASK.response_body, {"Set-Cookie": f"c{n}={'x' * 20}"}) for n in range(count)))


def test_cookies_of_a_server_are_not_sent_back(connect: Connect, server: HostileServer) -> None:
    script_cookies(server, 3)
    client = connect()
    for _ in range(3):
        GET_TASK(client)
    assert [request.headers.get("cookie") for request in server.requests] == [None] * 3


def test_cookies_of_a_server_are_not_sent_back_by_a_passed_transport(connect: Connect, server: HostileServer) -> None:
    script_cookies(server, 2)
    client = connect(http_client=httpx.AsyncHTTPTransport() if connect.asynchronous else httpx.HTTPTransport())
    for _ in range(2):
        GET_TASK(client)
    assert [request.headers.get("cookie") for request in server.requests] == [None] * 2


def test_passed_httpx_client_keeps_cookies_as_httpx_does(connect: Connect, server: HostileServer) -> None:
    script_cookies(server, 2)
    http = httpx.AsyncClient() if connect.asynchronous else httpx.Client()
    client = connect(http_client=http)
    for _ in range(2):
        GET_TASK(client)
    client.wait_for((http.aclose if isinstance(http, httpx.AsyncClient) else http.close)())
    assert [request.headers.get("cookie") for request in server.requests] == [None, f"c0={'x' * 20}"]
