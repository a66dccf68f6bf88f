"""The time limit of a whole call to a server that keeps sending something.

The servers here never finish a response, so a call that ends has ended at its limit.
"""

from __future__ import annotations

import asyncio
import copy
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import trio

from caretasks.client import ClientCredentials, Timeout
from caretasks.client.decoding import any_value
from caretasks.client.operation import Body, Operation, RequestParts
from caretasks.client.transport.deadline import DEFAULT_TIMEOUT
from caretasks.miramace import AsyncMiraMace, MiraMace, MiraMaceError, OutcomeUnknownError, ServerError, TokenError
from tests.client.calls import CREATE_TASK, GET_TASK
from tests.client.driving import KEY, Connect, Waits
from tests.client.hostile_server import MAX_WAIT_SECONDS, Behaviour, Exchange, HostileServer, respond, stall

SHORT = Timeout(total=0.06)
MESSAGE = r"total timeout of 0\.06 seconds"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


def drip(start: bytes, part: bytes) -> Behaviour:
    """Send a start, then a part every hundredth of a second."""

    def behave(exchange: Exchange) -> None:
        exchange.take_body()
        exchange.send(start)
        while not exchange.stopped.wait(0.01):
            exchange.send(part)

    return behave


def read_slowly(exchange: Exchange) -> None:
    """Receive a few bytes of the request now and then."""
    while not exchange.stopped.wait(0.01) and exchange.receive(64):
        pass
    exchange.open = False


DRIPPING = {
    "status line": drip(b"HTTP/1.1 200 ", b"O"),
    "headers": drip(HEAD, b"X-A: b\r\n"),
    "100 Continue": drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "body": drip(CHUNKED, b"1\r\n \r\n"),
    "chunk size": drip(CHUNKED + b"5", b"0"),
    "nothing": stall(),
}


@pytest.mark.parametrize("behaviour", DRIPPING)
def test_read_ends_at_its_limit(connect: Connect, server: HostileServer, behaviour: str) -> None:
    server.script(DRIPPING[behaviour])
    error: Any = GET_TASK.failing(connect(max_retries=0), timeout=SHORT)
    assert isinstance(error, httpx.TimeoutException)
    assert isinstance(error, MiraMaceError)
    assert not isinstance(error, OutcomeUnknownError)
    assert "total timeout of 0.06 seconds" in str(error)
    assert error.attempts == 1


def test_limit_can_be_set_for_a_client(connect: Connect, server: HostileServer) -> None:
    server.script(DRIPPING["headers"])
    for client in (connect(timeout=SHORT), connect().with_options(timeout=SHORT)):
        with pytest.raises(httpx.TimeoutException, match=MESSAGE):
            GET_TASK(client)


@pytest.mark.parametrize("behaviour", ["headers", "body"])
def test_write_that_ends_at_its_limit_has_an_unknown_outcome(
    connect: Connect, server: HostileServer, behaviour: str
) -> None:
    server.script(DRIPPING[behaviour])
    error = CREATE_TASK.failing(connect(), timeout=SHORT)
    assert isinstance(error, httpx.TimeoutException)
    assert isinstance(error, OutcomeUnknownError)
    assert "(total timeout of 0.06 seconds) after the request was sent" in str(error)
    assert error.attempts == 1


def test_limit_applies_to_a_connection_that_is_used_again(connect: Connect, server: HostileServer) -> None:
    server.script(respond(200, GET_TASK.response_body), DRIPPING["headers"])
    client = connect(max_retries=0)
    GET_TASK(client)
    with pytest.raises(httpx.TimeoutException, match=MESSAGE):
        GET_TASK(client, timeout=SHORT)
    assert server.connections == 1


def test_limit_applies_to_a_passed_httpx_client(connect: Connect, server: HostileServer) -> None:
    server.script(DRIPPING["headers"])
    http = httpx.AsyncClient() if connect.asynchronous else httpx.Client()
    with pytest.raises(httpx.TimeoutException, match=MESSAGE):
        GET_TASK(connect(http_client=http, max_retries=0), timeout=SHORT)


class WrappingTransport(httpx.BaseTransport):
    """A transport that sends requests with another one."""

    def __init__(self, inner: httpx.BaseTransport) -> None:
        self.inner = inner

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self.inner.handle_request(request)


def test_limit_applies_within_a_transport_that_wraps_others(server: HostileServer) -> None:
    server.script(DRIPPING["headers"])
    transport = WrappingTransport(WrappingTransport(httpx.HTTPTransport()))
    with (
        MiraMace(KEY, base_url=server.url, http_client=transport, max_retries=0) as client,
        pytest.raises(httpx.TimeoutException, match=MESSAGE),
    ):
        client.get_task("t-1", timeout=SHORT)


def test_limit_applies_to_a_body_that_is_read_slowly(connect: Connect, server: HostileServer) -> None:
    server.script(read_slowly)
    body = {**CREATE_TASK.arguments[0], "task": "x" * 20_000_000}
    with pytest.raises(httpx.TimeoutException) as caught:
        connect().create_task(body, timeout=SHORT)
    assert isinstance(caught.value, OutcomeUnknownError)


def test_limit_includes_all_attempts(connect: Connect, server: HostileServer) -> None:
    unavailable = respond(503, {}, {"Retry-After": "0.01"})
    server.script(unavailable, unavailable, DRIPPING["headers"])
    error = GET_TASK.failing(connect(max_retries=5), timeout=Timeout(total=0.3))
    assert isinstance(error, MiraMaceError)
    assert isinstance(error, httpx.TimeoutException)
    assert error.attempts == 3


def test_wait_beyond_the_limit_raises_the_last_response_at_once(
    connect: Connect, server: HostileServer, waits: Waits
) -> None:
    server.script(respond(503, {}, {"Retry-After": "30"}))
    error = GET_TASK.failing(connect(max_retries=5), timeout=Timeout(total=10))
    assert isinstance(error, ServerError)
    assert (error.attempts, list(waits)) == (1, [])


def test_call_within_its_limit_succeeds(connect: Connect, server: HostileServer) -> None:
    server.script(respond(503, {}), respond(200, GET_TASK.response_body))
    assert GET_TASK(connect(max_retries=5), timeout=Timeout(total=MAX_WAIT_SECONDS)).id == GET_TASK.arguments[0]


@pytest.mark.parametrize("start", [HEAD, CHUNKED], ids=["headers", "body"])
def test_limit_includes_the_request_of_a_token(connect: Connect, server: HostileServer, start: bytes) -> None:
    server.script(drip(start, b"X-A: b\r\n" if start == HEAD else b"1\r\n \r\n"))
    client = connect(api_key=ClientCredentials("id", KEY, token_url=f"{server.url}/token"))
    with pytest.raises(TokenError):
        GET_TASK(client, timeout=SHORT)
    assert {request.path for request in server.requests} <= {"/token"}


def test_limit_includes_the_function_of_a_token() -> None:
    async def wait() -> str:
        await asyncio.sleep(MAX_WAIT_SECONDS)
        return KEY

    async def call() -> None:
        async with AsyncMiraMace(wait, http_client=httpx.MockTransport(lambda request: httpx.Response(200))) as client:
            await client.get_task("t-1", timeout=SHORT)

    with pytest.raises(TokenError, match=f"no access token was obtained within the {MESSAGE}"):
        asyncio.run(call())


LINES = Operation[Any](
    "read_lines",
    "GET",
    "/lines",
    successes={"200": Body("lines", any_value, media_type="application/x-ndjson")},
    errors={},
)


def test_limit_includes_the_iteration_over_a_stream(connect: Connect, server: HostileServer) -> None:
    server.script(drip(CHUNKED.replace(b"json", b"x-ndjson"), b"2\r\n1\n\r\n"))
    client = connect()
    response = client.request_operation(LINES, RequestParts("/lines"), timeout=SHORT, headers=None)
    received: list[int] = []
    with pytest.raises(httpx.TimeoutException, match=MESSAGE) as caught:
        if connect.asynchronous:
            client.wait_for(_take_all(response.parsed, received))
        received.extend(response.parsed)
    assert str(caught.value).startswith("read_lines: GET /lines ")
    assert set(received) == {1}


async def _take_all(lines: AsyncIterator[int], received: list[int]) -> None:
    async for line in lines:
        received.append(line)  # noqa: PERF401 - what was received before the error


def test_limit_applies_under_trio(server: HostileServer) -> None:
    server.script(DRIPPING["headers"])

    async def call() -> None:
        async with AsyncMiraMace(KEY, base_url=server.url, max_retries=0) as client:
            await client.get_task("t-1", timeout=SHORT)

    with pytest.raises(httpx.TimeoutException, match=MESSAGE):
        trio.run(call)


def test_cancellation_from_outside_is_not_a_timeout(server: HostileServer) -> None:
    server.script(DRIPPING["headers"])

    async def call() -> None:
        async with AsyncMiraMace(KEY, base_url=server.url) as client:
            async with asyncio.timeout(0.1):
                await client.get_task("t-1", timeout=Timeout(total=MAX_WAIT_SECONDS))

    with pytest.raises(TimeoutError) as caught:
        asyncio.run(call())
    assert not isinstance(caught.value, httpx.HTTPError)


def test_steps_without_values_are_those_of_the_client() -> None:
    assert Timeout(total=5).as_dict() == DEFAULT_TIMEOUT.as_dict()
    assert Timeout(7, read=2, total=5).as_dict() == {"connect": 7, "read": 2, "write": 7, "pool": 7}
    assert Timeout(httpx.Timeout(3, connect=1)).as_dict() == {"connect": 1, "read": 3, "write": 3, "pool": 3}
    assert Timeout(None, total=None).as_dict() == dict.fromkeys(("connect", "read", "write", "pool"))


def test_total_is_part_of_a_timeout() -> None:
    assert Timeout(3, total=5) == copy.copy(Timeout(3, total=5))
    assert Timeout(3, total=5) != Timeout(3, total=6)
    assert "total=5" in repr(Timeout(3, total=5))


@pytest.mark.parametrize("total", [0, -1, True, "5", float("inf"), float("nan")])
def test_invalid_total_is_rejected(total: Any) -> None:
    with pytest.raises(ValueError, match="total must be a positive number of seconds or None, got"):
        Timeout(total=total)
