"""Clients with other libraries: respx and pytest-httpx in tests, and httpx2 as `http_client`."""

from __future__ import annotations

import asyncio
import gzip
import re
from typing import Any

import httpx
import httpx2
import pytest
import respx
from pytest_httpx import HTTPXMock

from caretasks.client import Timeout
from caretasks.miramace import (
    AsyncMiraMace,
    ClientStateError,
    ConfigurationError,
    MiraMace,
    MiraMaceError,
    OutcomeUnknownError,
)
from tests.client.calls import CREATE_TASK, GET_TASK, TASK_ID
from tests.client.driving import KEY, Connect
from tests.client.hostile_server import HALF_A_BODY, HostileServer, disconnect, respond, stall

URL = f"https://api.miramace.com{GET_TASK.path}"


@respx.mock
def test_respx_responds_to_a_client() -> None:
    route = respx.get(URL).respond(json=GET_TASK.response_body)
    with MiraMace(KEY) as client:
        assert client.get_task(TASK_ID).id == TASK_ID
    assert route.calls.last.request.headers["Authorization"] == f"Bearer {KEY}"


@respx.mock
def test_respx_fails_the_request_of_an_async_client() -> None:
    respx.get(URL).mock(side_effect=[httpx.ConnectError, httpx.Response(200, json=GET_TASK.response_body)])

    async def call() -> Any:
        async with AsyncMiraMace(KEY) as client:
            return await client.get_task(TASK_ID, timeout=Timeout(total=20))

    assert asyncio.run(call()).id == TASK_ID


def test_pytest_httpx_responds_to_a_client(httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_response(url=re.compile(f"{URL}\\?"), json=GET_TASK.response_body)
    with MiraMace(KEY, timeout=Timeout(total=20)) as client:
        assert client.get_task(TASK_ID).id == TASK_ID


def test_pytest_httpx_fails_the_write_of_an_async_client(httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_exception(httpx.ReadTimeout("slow"))

    async def call() -> None:
        async with AsyncMiraMace(KEY) as client:
            await client.create_task(*CREATE_TASK.arguments)

    with pytest.raises(OutcomeUnknownError) as caught:
        asyncio.run(call())
    assert isinstance(caught.value, httpx.ReadTimeout)


# httpx2


def client2(connect: Connect, **options: Any) -> Any:
    return httpx2.AsyncClient(**options) if connect.asynchronous else httpx2.Client(**options)


def close(client: Any, http: Any) -> None:
    client.wait_for((http.aclose if isinstance(http, httpx2.AsyncClient) else http.close)())


def test_request_is_sent_by_an_httpx2_client(connect: Connect, server: HostileServer) -> None:
    server.script(respond(201, CREATE_TASK.response_body))
    seen: list[Any] = []

    def see(request: Any) -> None:
        seen.append(request)

    async def see_async(request: Any) -> None:
        seen.append(request)

    http = client2(
        connect, headers={"X-Own": "1"}, event_hooks={"request": [see_async if connect.asynchronous else see]}
    )
    client = connect(http_client=http)
    assert CREATE_TASK(client).id == TASK_ID
    (request,) = server.requests
    assert (request.method, request.path, request.json) == ("POST", CREATE_TASK.path, CREATE_TASK.arguments[0])
    assert request.headers["Authorization"] == f"Bearer {KEY}"
    assert request.headers["X-Own"] == "1"
    assert request.headers["Accept-Encoding"] == "gzip, deflate"
    assert len(seen) == 1
    close(client, http)


def test_compressed_response_of_an_httpx2_client_is_read(connect: Connect, server: HostileServer) -> None:
    content = gzip.compress(httpx.Response(200, json=GET_TASK.response_body).content)
    server.script(respond(200, content, {"Content-Encoding": "gzip"}))
    http = client2(connect)
    client = connect(http_client=http)
    assert GET_TASK(client).id == TASK_ID
    close(client, http)


@pytest.mark.parametrize(
    ("behaviour", "kind"), [(disconnect(HALF_A_BODY), httpx.RemoteProtocolError), (stall(), httpx.ReadTimeout)]
)
def test_errors_of_httpx2_are_those_of_httpx(
    connect: Connect, server: HostileServer, behaviour: Any, kind: type[Exception]
) -> None:
    server.script(behaviour)
    http = client2(connect)
    client = connect(http_client=http)
    error = CREATE_TASK.failing(client, timeout=httpx.Timeout(10, read=0.05))
    assert isinstance(error, kind)
    assert isinstance(error, OutcomeUnknownError)
    close(client, http)


def test_refused_connection_of_httpx2_is_retried(connect: Connect) -> None:
    http = client2(connect)
    client = connect(http_client=http, base_url="http://127.0.0.1:1", max_retries=1)
    error = CREATE_TASK.failing(client)
    assert isinstance(error, MiraMaceError)
    assert error.attempts == 2
    assert isinstance(error, httpx.ConnectError)
    assert not isinstance(error, OutcomeUnknownError)
    close(client, http)


def test_limit_of_a_call_applies_to_an_httpx2_client(connect: Connect, server: HostileServer) -> None:
    def drip(exchange: Any) -> None:
        exchange.take_body()
        exchange.send(b"HTTP/1.1 200 OK\r\n")
        while not exchange.stopped.wait(0.01):
            exchange.send(b"X-A: b\r\n")

    server.script(drip)
    http = client2(connect)
    client = connect(http_client=http, max_retries=0)
    with pytest.raises(httpx.TimeoutException, match="total timeout of"):
        GET_TASK(client, timeout=Timeout(total=0.1))
    close(client, http)


def test_timeout_of_an_httpx2_client_applies(connect: Connect, server: HostileServer) -> None:
    server.script(stall())
    http = client2(connect, timeout=0.05)
    client = connect(http_client=http, max_retries=0)
    assert isinstance(GET_TASK.failing(client), httpx.ReadTimeout)
    close(client, http)


def test_httpx2_client_stays_open(connect: Connect, server: HostileServer) -> None:
    http = client2(connect)
    client = connect(http_client=http)
    client.close()
    assert not http.is_closed
    close(client, http)
    with pytest.raises(ClientStateError, match="was passed as http_client is closed"):
        GET_TASK(connect(http_client=http))


@pytest.mark.parametrize(
    ("kind", "name"),
    [(httpx2.AsyncClient, "httpx2.AsyncClient"), (httpx.AsyncClient, "httpx.AsyncClient"), (int, "int")],
)
def test_client_of_another_kind_is_rejected_by_name(kind: type, name: str) -> None:
    message = f"http_client must be an httpx.Client, an httpx2.Client or a synchronous httpx transport, got a {name}"
    with pytest.raises(ConfigurationError) as caught:
        MiraMace(KEY, http_client=kind())
    assert str(caught.value) == message
