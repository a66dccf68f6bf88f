"""Which requests a client retries, and after which wait."""

from __future__ import annotations

import datetime
import email.utils
import pickle
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest
import trio
import trio.testing

from caretasks.miramace import AsyncMiraMace
from tests.client.calls import CREATE_TASK, FRONT_DESK, GET_TASK, RUN_TASKS, WRITES, Call
from tests.client.driving import IMPATIENT, KEY, Connect, Driven, Waits, package
from tests.client.hostile_server import (
    HALF_A_BODY,
    HALF_A_CHUNK,
    HALF_A_HEAD,
    NO_HTTP,
    Behaviour,
    HostileServer,
    disconnect,
    reset,
    respond,
    stall,
    stream,
)

GOOD = respond(200, GET_TASK.response_body)


@dataclass(frozen=True)
class Failure:
    """A failure of a request after connecting, and the httpx error for it."""

    behaviour: Behaviour
    name: type[httpx.TransportError]
    timeout: float | httpx.Timeout = 10.0


FAILURES = {
    "no response": Failure(stall(), httpx.ReadTimeout, IMPATIENT),
    "a slow head": Failure(stall(HALF_A_HEAD), httpx.ReadTimeout, IMPATIENT),
    "a slow body": Failure(stall(HALF_A_BODY), httpx.ReadTimeout, IMPATIENT),
    "a reset": Failure(reset(), httpx.ReadError),
    "a reset in the head": Failure(reset(HALF_A_HEAD), httpx.ReadError),
    "a reset in the body": Failure(reset(HALF_A_BODY), httpx.ReadError),
    "a hang-up": Failure(disconnect(), httpx.RemoteProtocolError),
    "a hang-up in the head": Failure(disconnect(HALF_A_HEAD), httpx.RemoteProtocolError),
    "a hang-up in the body": Failure(disconnect(HALF_A_BODY), httpx.RemoteProtocolError),
    "a hang-up in a chunk": Failure(disconnect(HALF_A_CHUNK), httpx.RemoteProtocolError),
    "no HTTP": Failure(disconnect(NO_HTTP), httpx.RemoteProtocolError),
}
failures = pytest.mark.parametrize("failure", FAILURES.values(), ids=FAILURES)

# Errors of transports that a test server cannot cause.
WORDS = [httpx.ReadError, httpx.WriteError, httpx.CloseError, httpx.NetworkError, httpx.WriteTimeout]


class Saying(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A transport that raises one error and counts requests."""

    def __init__(self, error: type[httpx.TransportError]) -> None:
        self.count = 0
        self._error = error

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.count += 1
        raise self._error("the network's own words", request=request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return self.handle_request(request)


# Reads.


@pytest.mark.parametrize("status", [429, 502, 503, 504])
@pytest.mark.parametrize("call", [GET_TASK, RUN_TASKS], ids=str)
def test_retries_a_read_after_a_transient_status(
    connect: Connect, server: HostileServer, waits: Waits, call: Call, status: int
) -> None:
    server.script(respond(status, {}), respond(status, {}), respond(200, call.response_body))
    assert call(connect(call.api)).to_dict() == call.response_body
    assert [(one.method, one.path) for one in server.requests] == [(call.method, call.path)] * 3
    assert len(waits) == 2


def test_does_not_retry_a_read_after_another_status(connect: Connect, server: HostileServer) -> None:
    client = connect()
    statuses = [203, 302, 400, 401, 403, 404, 408, 409, 422, 500, 501, 520, 999]
    for status in statuses:
        server.script(respond(status, {}), GOOD)
        assert GET_TASK.failing(client).status_code == status
    assert len(server.requests) == len(statuses)


@failures
def test_retries_a_read_after_a_connection_error_and_then_raises(
    connect: Connect, server: HostileServer, waits: Waits, failure: Failure
) -> None:
    server.script(failure.behaviour)
    error = GET_TASK.failing(connect(timeout=failure.timeout))
    assert isinstance(error, failure.name)
    assert (len(server.requests), len(waits)) == (3, 2)


@pytest.mark.parametrize("name", [name for name, one in FAILURES.items() if one.name is not httpx.ReadTimeout])
def test_read_returns_the_response_of_the_last_attempt(connect: Connect, server: HostileServer, name: str) -> None:
    server.script(FAILURES[name].behaviour, respond(503, {}), GOOD)
    assert GET_TASK(connect()).to_dict() == GET_TASK.response_body
    assert len(server.requests) == 3


@pytest.mark.slow
def test_retries_a_read_after_a_read_timeout(connect: Connect, server: HostileServer) -> None:
    server.script(stall(), GOOD)
    assert GET_TASK(connect(timeout=httpx.Timeout(10, read=0.5))).to_dict() == GET_TASK.response_body
    assert len(server.requests) == 2


def test_read_succeeds_after_the_server_closed_an_idle_connection(connect: Connect, server: HostileServer) -> None:
    client = connect()
    server.script(GOOD, disconnect(), GOOD)
    assert [GET_TASK(client).id, GET_TASK(client).id] == [GET_TASK.arguments[0]] * 2
    assert (len(server.requests), server.connections) == (3, 2)


@pytest.mark.parametrize("word", [*WORDS, httpx.ConnectError, httpx.PoolTimeout, httpx.ProxyError])
def test_retries_a_read_after_any_transport_error(connect: Connect, word: type[httpx.TransportError]) -> None:
    transport = Saying(word)
    error = GET_TASK.failing(connect(http_client=transport))
    assert isinstance(error, word)
    assert not isinstance(error, package("miramace").OutcomeUnknownError)
    assert transport.count == 3


@pytest.mark.parametrize("word", [httpx.UnsupportedProtocol, httpx.LocalProtocolError])
def test_does_not_retry_a_read_if_the_request_is_invalid(connect: Connect, word: type[httpx.TransportError]) -> None:
    transport = Saying(word)
    assert isinstance(GET_TASK.failing(connect(http_client=transport)), word)
    assert transport.count == 1


@pytest.mark.parametrize("body", [b"<html></html>", b"[]", b"", b'{"id": '])
def test_does_not_retry_a_read_whose_response_cannot_be_decoded(
    connect: Connect, server: HostileServer, body: bytes
) -> None:
    server.script(respond(200, body), GOOD)
    assert isinstance(GET_TASK.failing(connect()), package("miramace").ResponseDecodeError)
    assert len(server.requests) == 1


@pytest.mark.parametrize("retries", [0, 1, 5])
def test_max_retries_limits_the_retries_of_a_read(
    connect: Connect, server: HostileServer, waits: Waits, retries: int
) -> None:
    server.script(respond(503, {}))
    assert GET_TASK.failing(connect(max_retries=retries)).status_code == 503
    assert (len(server.requests), len(waits)) == (retries + 1, retries)


def test_each_request_has_its_own_retries(connect: Connect, server: HostileServer) -> None:
    client = connect()
    server.script(respond(503, {}), respond(503, {}), GOOD, respond(503, {}), respond(503, {}), GOOD)
    assert [GET_TASK(client).id, GET_TASK(client).id] == [GET_TASK.arguments[0]] * 2


# Waits.


def test_waits_are_random(connect: Connect, server: HostileServer, waits: Waits) -> None:
    drawn = []
    for _ in range(2):
        server.script(respond(503, {}))
        GET_TASK.failing(connect(max_retries=4))
        drawn.append(list(waits))
        waits.clear()
    assert len(set(drawn[0] + drawn[1])) == 8


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_waits_for_retry_after(connect: Connect, server: HostileServer, waits: Waits, status: int) -> None:
    server.script(respond(status, {}, {"Retry-After": "17"}), GOOD)
    GET_TASK(connect())
    (wait,) = waits
    assert 17 <= wait <= 18


def in_seconds(seconds: float) -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=seconds)


def test_waits_for_retry_after_as_a_date(connect: Connect, server: HostileServer, waits: Waits) -> None:
    server.script(respond(429, {}, {"Retry-After": email.utils.format_datetime(in_seconds(50), usegmt=True)}), GOOD)
    GET_TASK(connect())
    (wait,) = waits
    assert 10 < wait <= 51


@pytest.mark.parametrize("text", ["0", "Sun, 06 Nov 1994 08:49:37 GMT"])
def test_retries_after_a_retry_after_in_the_past(
    connect: Connect, server: HostileServer, waits: Waits, text: str
) -> None:
    server.script(respond(429, {}, {"Retry-After": text}), GOOD)
    GET_TASK(connect())
    assert len(server.requests) == 2
    assert sum(waits) < 10


MALFORMED = ["soon", "-5", "nan", "inf", "", "5 s", "Mon, 99 Foo 2026 00:00:00 GMT", "\xb2"]


@pytest.mark.parametrize("text", MALFORMED)
@pytest.mark.parametrize("name", ["Retry-After", "X-RateLimit-Reset"])
def test_ignores_a_malformed_retry_after(
    connect: Connect, server: HostileServer, waits: Waits, name: str, text: str
) -> None:
    server.script(respond(429, {}, {name: text}), GOOD)
    GET_TASK(connect())
    assert len(server.requests) == 2
    assert sum(waits) < 10


ABSURD = ["9" * 30, "9" * 5000, "Fri, 31 Dec 9999 23:59:59 -2359", "Mon, 01 Jan 0001 00:00:00 +2300", "1 Jan 1 0:0"]


@pytest.mark.parametrize("text", ABSURD, ids=["30 digits", "5000 digits", "the last day", "the first day", "a day"])
@pytest.mark.parametrize("name", ["Retry-After", "X-RateLimit-Reset"])
def test_raises_at_once_if_retry_after_is_absurd(
    connect: Connect, server: HostileServer, waits: Waits, name: str, text: str
) -> None:
    server.script(respond(429, {}, {name: text}))
    assert GET_TASK.failing(connect()).status_code == 429
    assert sum(waits) <= 60


@pytest.mark.parametrize("status", [429, 503])
def test_raises_at_once_if_retry_after_exceeds_the_total_wait(
    connect: Connect, server: HostileServer, waits: Waits, status: int
) -> None:
    server.script(respond(status, {}, {"Retry-After": "61"}), GOOD)
    error = GET_TASK.failing(connect())
    assert (error.status_code, error.retry_after, len(server.requests), list(waits)) == (status, 61, 1, [])


def test_raises_at_once_if_retry_after_as_a_date_exceeds_the_total_wait(
    connect: Connect, server: HostileServer, waits: Waits
) -> None:
    server.script(respond(503, {}, {"Retry-After": email.utils.format_datetime(in_seconds(300), usegmt=True)}), GOOD)
    assert GET_TASK.failing(connect()).status_code == 503
    assert (len(server.requests), list(waits)) == (1, [])


def test_each_wait_reduces_the_remaining_wait(connect: Connect, server: HostileServer, waits: Waits) -> None:
    server.script(respond(503, {}, {"Retry-After": "40"}))
    assert GET_TASK.failing(connect()).retry_after == 40
    assert len(server.requests) == 2
    assert 40 <= sum(waits) <= 41


def test_waits_for_the_reset_of_a_rate_limit(connect: Connect, server: HostileServer, waits: Waits) -> None:
    server.script(respond(429, {}, {"X-RateLimit-Reset": f"{time.time() + 50:.0f}"}), GOOD)
    GET_TASK(connect())
    (wait,) = waits
    assert 10 < wait <= 51


def test_raises_at_once_if_the_rate_limit_is_reset_late(connect: Connect, server: HostileServer, waits: Waits) -> None:
    server.script(respond(429, {}, {"X-RateLimit-Reset": f"{time.time() + 300:.0f}"}), GOOD)
    assert GET_TASK.failing(connect()).status_code == 429
    assert (len(server.requests), list(waits)) == (1, [])


def test_retry_after_takes_precedence_over_the_reset_of_the_rate_limit(
    connect: Connect, server: HostileServer, waits: Waits
) -> None:
    headers = {"X-RateLimit-Reset": f"{time.time() + 300:.0f}", "Retry-After": "17"}
    server.script(respond(429, {}, headers), GOOD)
    GET_TASK(connect())
    (wait,) = waits
    assert 17 <= wait <= 18


def test_ignores_the_reset_of_the_rate_limit_except_on_429(
    connect: Connect, server: HostileServer, waits: Waits
) -> None:
    server.script(respond(503, {}, {"X-RateLimit-Reset": f"{time.time() + 300:.0f}"}), GOOD)
    GET_TASK(connect())
    assert len(server.requests) == 2
    assert sum(waits) < 10


# Writes that are not retried.


def assert_outcome_unknown(error: Exception, call: Call) -> None:
    assert isinstance(error, package(call.api).OutcomeUnknownError)
    assert "the server may have processed it" in str(error)


@failures
@pytest.mark.parametrize("call", WRITES, ids=str)
def test_sends_a_write_once_after_a_connection_error(
    connect: Connect, server: HostileServer, waits: Waits, call: Call, failure: Failure
) -> None:
    server.script(failure.behaviour)
    error = call.failing(connect(call.api, timeout=failure.timeout))
    assert isinstance(error, failure.name)
    assert_outcome_unknown(error, call)
    assert [(one.method, one.json) for one in server.requests] == [("POST", call.arguments[0])]
    assert not waits


@pytest.mark.parametrize("call", WRITES, ids=str)
def test_sends_a_write_once_if_the_server_closes_an_idle_connection(
    connect: Connect, server: HostileServer, call: Call
) -> None:
    client = connect(call.api)
    server.script(respond(200, call.response_body), disconnect(), respond(200, call.response_body))
    call(client)
    error = call.failing(client)
    assert isinstance(error, httpx.RemoteProtocolError | httpx.ReadError)
    assert_outcome_unknown(error, call)
    assert (len(server.requests), server.connections) == (2, 1)


def test_write_succeeds_after_the_server_closed_an_idle_connection(connect: Connect, server: HostileServer) -> None:
    client = connect("solum")
    server.script(respond(200, FRONT_DESK.response_body, close=True))
    FRONT_DESK(client)
    server.wait_until_all_are_closed()
    assert FRONT_DESK(client).version == 1
    assert (len(server.requests), server.connections) == (2, 2)


@pytest.mark.parametrize("status", [500, 503, 520])
@pytest.mark.parametrize("call", WRITES, ids=str)
def test_sends_a_write_once_after_5xx(
    connect: Connect, server: HostileServer, waits: Waits, call: Call, status: int
) -> None:
    server.script(respond(status, {}, {"Retry-After": "1"}))
    error = call.failing(connect(call.api))
    assert isinstance(error, package(call.api).ServerError)
    assert error.status_code == status
    assert_outcome_unknown(error, call)
    assert len(server.requests) == 1
    assert not waits


@pytest.mark.parametrize("call", WRITES, ids=str)
def test_outcome_of_a_write_after_408_is_unknown(
    connect: Connect, server: HostileServer, waits: Waits, call: Call
) -> None:
    server.script(respond(408, {}))
    error = call.failing(connect(call.api))
    assert error.status_code == 408
    assert_outcome_unknown(error, call)
    assert len(server.requests) == 1
    assert not waits


@pytest.mark.parametrize("body", [b"<html></html>", b"[]", b"", b'{"id": '], ids=repr)
@pytest.mark.parametrize("call", WRITES, ids=str)
def test_sends_a_write_once_if_its_success_cannot_be_decoded(
    connect: Connect, server: HostileServer, call: Call, body: bytes
) -> None:
    server.script(respond(call.status, body))
    error = call.failing(connect(call.api))
    assert isinstance(error, package(call.api).ResponseDecodeError)
    assert_outcome_unknown(error, call)
    assert len(server.requests) == 1


def test_sends_a_write_once_if_its_success_is_too_large(connect: Connect, server: HostileServer) -> None:
    server.script(stream(b" " * 5000, 1))
    error = FRONT_DESK.failing(connect("solum", max_response_bytes=2000))
    assert isinstance(error, package("solum").ResponseTooLargeError)
    assert_outcome_unknown(error, FRONT_DESK)
    assert len(server.requests) == 1


def test_sends_a_write_once_if_its_success_drifted(connect: Connect, server: HostileServer) -> None:
    server.script(respond(201, {}))
    error = CREATE_TASK.failing(connect(strict=True))
    assert isinstance(error, package("miramace").DriftError)
    assert_outcome_unknown(error, CREATE_TASK)
    assert len(server.requests) == 1


@pytest.mark.parametrize("body", [b"", b"[]"])
@pytest.mark.parametrize("call", WRITES, ids=str)
def test_outcome_of_a_write_after_an_undocumented_2xx_is_unknown(
    connect: Connect, server: HostileServer, call: Call, body: bytes
) -> None:
    server.script(respond(202, body))
    error = call.failing(connect(call.api))
    assert error.status_code == 202
    assert_outcome_unknown(error, call)
    assert len(server.requests) == 1


# More than a connection buffers.
LARGE = FRONT_DESK.arguments[0] | {"description": "x" * 2**24}


def test_sends_a_write_once_if_the_server_does_not_read_it(connect: Connect, server: HostileServer) -> None:
    server.script(stall(deaf=True))
    with pytest.raises(httpx.WriteTimeout) as caught:
        connect("solum", timeout=IMPATIENT).create_task(LARGE)
    assert_outcome_unknown(caught.value, FRONT_DESK)
    assert len(server.requests) == 1


def test_sends_a_write_once_if_the_connection_is_reset_meanwhile(connect: Connect, server: HostileServer) -> None:
    server.script(reset(deaf=True))
    with pytest.raises(httpx.TransportError) as caught:
        connect("solum").create_task(LARGE)
    assert_outcome_unknown(caught.value, FRONT_DESK)
    assert len(server.requests) == 1


# A local error in HTTP/2 may be the fault of the server, and a custom transport may raise anything.
AFTER_SENDING = [
    *(*WORDS, httpx.ReadTimeout, httpx.RemoteProtocolError, httpx.LocalProtocolError),
    *(httpx.ProtocolError, httpx.TimeoutException, httpx.TransportError),
]


@pytest.mark.parametrize("word", AFTER_SENDING)
def test_sends_a_write_once_after_any_transport_error(connect: Connect, word: type[httpx.TransportError]) -> None:
    transport = Saying(word)
    error = CREATE_TASK.failing(connect(http_client=transport))
    assert isinstance(error, word)
    assert_outcome_unknown(error, CREATE_TASK)
    assert transport.count == 1


@pytest.mark.parametrize("call", WRITES, ids=str)
def test_sends_a_write_once_after_4xx_and_knows_its_outcome(
    connect: Connect, server: HostileServer, call: Call
) -> None:
    client = connect(call.api)
    statuses = [400, 401, 403, 404, 409, 422]
    for status in statuses:
        server.script(respond(status, {}))
        error = call.failing(client)
        assert error.status_code == status
        assert not isinstance(error, package(call.api).OutcomeUnknownError)
        assert "may exist" not in str(error)
    assert len(server.requests) == len(statuses)


def test_read_never_has_an_unknown_outcome(connect: Connect, server: HostileServer) -> None:
    client = connect(max_retries=0)
    for behaviour in (respond(500, {}), respond(200, b""), reset(), disconnect()):
        server.script(behaviour)
        error = GET_TASK.failing(client)
        assert not isinstance(error, package("miramace").OutcomeUnknownError)
        assert "may exist" not in str(error)


@pytest.mark.parametrize("behaviour", [respond(500, {}), respond(200, b""), reset(), disconnect()], ids=range(4))
def test_unknown_outcome_survives_pickling(connect: Connect, server: HostileServer, behaviour: Behaviour) -> None:
    server.script(behaviour)
    error = CREATE_TASK.failing(connect())
    copied = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    assert type(copied) is type(error)
    assert str(copied) == str(error)
    assert_outcome_unknown(copied, CREATE_TASK)


# Writes that are retried.


@pytest.mark.parametrize("call", WRITES, ids=str)
def test_retries_a_write_after_429(connect: Connect, server: HostileServer, waits: Waits, call: Call) -> None:
    server.script(respond(429, {}), respond(429, {}, {"Retry-After": "3"}), respond(201, call.response_body))
    assert call(connect(call.api)).to_dict() == call.response_body
    assert [one.json for one in server.requests] == [call.arguments[0]] * 3
    assert len(waits) == 2


@pytest.mark.parametrize("call", WRITES, ids=str)
def test_retries_a_write_after_429_but_not_after_a_later_error(
    connect: Connect, server: HostileServer, call: Call
) -> None:
    server.script(respond(429, {}), respond(503, {}), respond(201, call.response_body))
    assert_outcome_unknown(call.failing(connect(call.api)), call)
    assert len(server.requests) == 2


@pytest.mark.parametrize("retries", [0, 2])
@pytest.mark.parametrize("call", WRITES, ids=str)
def test_raises_the_last_429_of_a_write_and_knows_its_outcome(
    connect: Connect, server: HostileServer, call: Call, retries: int
) -> None:
    server.script(respond(429, {}))
    error = call.failing(connect(call.api, max_retries=retries))
    assert isinstance(error, package(call.api).RateLimitError)
    assert not isinstance(error, package(call.api).OutcomeUnknownError)
    assert len(server.requests) == retries + 1


def test_raises_at_once_if_retry_after_of_a_write_exceeds_the_total_wait(
    connect: Connect, server: HostileServer, waits: Waits
) -> None:
    server.script(respond(429, {}, {"Retry-After": "61"}), respond(201, CREATE_TASK.response_body))
    assert CREATE_TASK.failing(connect()).retry_after == 61
    assert (len(server.requests), list(waits)) == (1, [])


@pytest.fixture
def closed_server() -> Iterator[HostileServer]:
    """A server that refuses connections until it listens."""
    with HostileServer(listening=False) as server:
        yield server


@pytest.mark.parametrize("call", [GET_TASK, *WRITES], ids=str)
def test_retries_a_refused_connection(connect: Connect, closed_server: HostileServer, waits: Waits, call: Call) -> None:
    closed_server.script(respond(200, call.response_body))
    waits.then = lambda: closed_server.listen() if len(waits) == 2 else None
    assert call(connect(call.api, base_url=closed_server.url)).to_dict() == call.response_body
    assert (len(closed_server.requests), len(waits)) == (1, 2)


@pytest.mark.parametrize("call", [GET_TASK, *WRITES], ids=str)
def test_raises_the_last_refused_connection_and_knows_its_outcome(
    connect: Connect, closed_server: HostileServer, waits: Waits, call: Call
) -> None:
    error = call.failing(connect(call.api, base_url=closed_server.url))
    assert isinstance(error, httpx.ConnectError)
    assert not isinstance(error, package(call.api).OutcomeUnknownError)
    assert len(waits) == 2


@pytest.fixture
def crowded() -> Iterator[str]:
    """The URL of a server whose queue is full, so that connecting times out."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(listener.getsockname())
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        for one in waiting:
            one.close()


@pytest.mark.parametrize("call", [GET_TASK, *WRITES], ids=str)
def test_retries_a_connect_timeout(connect: Connect, crowded: str, waits: Waits, call: Call) -> None:
    error = call.failing(connect(call.api, base_url=crowded, timeout=httpx.Timeout(10, connect=0.03)))
    assert isinstance(error, httpx.ConnectTimeout)
    assert not isinstance(error, package(call.api).OutcomeUnknownError)
    assert len(waits) == 2


@pytest.mark.parametrize("word", [httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout])
def test_retries_a_write_that_was_not_sent(connect: Connect, word: type[httpx.TransportError]) -> None:
    transport = Saying(word)
    error = CREATE_TASK.failing(connect(http_client=transport))
    assert isinstance(error, word)
    assert not isinstance(error, package("miramace").OutcomeUnknownError)
    assert transport.count == 3


@pytest.mark.parametrize("call", WRITES, ids=str)
def test_sends_a_write_once_after_a_refused_and_a_reset_connection(
    connect: Connect, closed_server: HostileServer, waits: Waits, call: Call
) -> None:
    closed_server.script(reset(), respond(200, call.response_body))
    waits.then = closed_server.listen
    assert_outcome_unknown(call.failing(connect(call.api, base_url=closed_server.url)), call)
    assert len(closed_server.requests) == 1


def test_function_of_an_operation_sends_a_write_once(connect: Connect, server: HostileServer) -> None:
    from caretasks.miramace.api.tasks import create_task

    client: Driven = connect()
    server.script(disconnect())
    with pytest.raises(httpx.RemoteProtocolError) as caught:
        connect.function(create_task)(body=CREATE_TASK.arguments[0], client=client)
    assert_outcome_unknown(caught.value, CREATE_TASK)
    assert len(server.requests) == 1


def test_waits_in_trio() -> None:
    responses = iter([httpx.Response(503, headers={"Retry-After": "7"}), httpx.Response(200)])

    async def run() -> float:
        async with AsyncMiraMace(KEY, http_client=httpx.MockTransport(lambda _: next(responses))) as client:
            await client.request("GET", "/v1/anything")
        return trio.current_time()

    clock = trio.testing.MockClock(autojump_threshold=0)
    began = clock.current_time()
    assert trio.run(run, clock=clock) - began == 7
