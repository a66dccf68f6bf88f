"""The errors of failed attempts: of writes that may have been sent, and of connections."""

from __future__ import annotations

import asyncio
import builtins
import gc
import pickle
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import trio

import caretasks.client
from caretasks.miramace import AsyncMiraMace, OutcomeUnknownError
from caretasks.miramace.errors import CLASSES
from tests.client.calls import CREATE_TASK, GET_TASK, READS, WRITES, Call
from tests.client.driving import IMPATIENT, KEY, Connect, package
from tests.client.hostile_server import MAX_WAIT_SECONDS, Exchange, HostileServer, disconnect, respond, stall

PATIENT = "Robin Sample"
"""A name that the message of an exception may quote."""


class CustomError(Exception):
    """An exception with its own constructor, message and attributes."""

    def __init__(self, *, code: int) -> None:
        super().__init__()
        self.code = code

    def __str__(self) -> str:
        return f"{PATIENT} {self.code}"


@dataclass
class NamedError(Exception):
    """An exception with its own `repr`, and not hashable."""

    name: str


EXCEPTIONS = [
    ValueError(PATIENT),
    RuntimeError("Event loop is closed"),
    OSError(5, PATIENT),
    UnicodeDecodeError("utf-8", PATIENT.encode(), 0, 1, PATIENT),
    KeyError(PATIENT),
    CustomError(code=7),
    NamedError(PATIENT),
    httpx.ConnectError(PATIENT),
    httpx.ReadTimeout(PATIENT),
    httpx.StreamConsumed(),
    httpx.InvalidURL(PATIENT),
]
exceptions = pytest.mark.parametrize("exception", EXCEPTIONS, ids=lambda error: type(error).__name__)
MAPPED = {UnicodeDecodeError: httpx.RemoteProtocolError, httpx.InvalidURL: httpx.RemoteProtocolError}
"""The exceptions that httpx raises for an invalid response."""

Hook = Callable[..., Any]


class HttpClients:
    """Creates sync or async httpx clients with event hooks and transports that raise."""

    def __init__(self, connect: Connect) -> None:
        self.is_async = connect.asynchronous
        self.created: list[Any] = []

    def __call__(self, **options: Any) -> Any:
        """Return an httpx client."""
        self.created.append((httpx.AsyncClient if self.is_async else httpx.Client)(**options))
        return self.created[-1]

    def with_hooks(self, **hooks: Hook) -> Any:
        """Return an httpx client with event hooks, by their events."""
        return self(event_hooks={event: [self._adapted(hook)] for event, hook in hooks.items()})

    def _adapted(self, hook: Hook) -> Hook:
        async def call(argument: Any) -> None:
            hook(argument)

        return call if self.is_async else hook

    def transport(self, handle: Hook) -> Any:
        """Return a transport that is not httpx's."""

        class Transport(httpx.BaseTransport):
            def handle_request(self, request: httpx.Request) -> httpx.Response:
                response: httpx.Response = handle(request)
                return response

        class AsyncTransport(httpx.AsyncBaseTransport):
            async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
                response: httpx.Response = handle(request)
                return response

        return AsyncTransport() if self.is_async else Transport()


@pytest.fixture
def http_clients(connect: Connect) -> Iterator[HttpClients]:
    http_clients = HttpClients(connect)
    yield http_clients
    waiting = connect()
    for created in http_clients.created:
        waiting.wait_for(created.aclose() if connect.asynchronous else created.close())


def raising(error: BaseException) -> Hook:
    def raise_it(_: object) -> None:
        raise error

    return raise_it


def failure(call: Call, client: Any) -> Any:
    """Return the exception of any class that a call raises."""
    with pytest.raises(BaseException) as caught:
        call(client)
    error: Any = caught.value
    return error


# Exceptions after a write was sent.


@exceptions
def test_exception_of_a_response_hook_is_an_unknown_outcome_of_a_write(
    connect: Connect, server: HostileServer, http_clients: HttpClients, exception: Exception
) -> None:
    server.script(respond(200, CREATE_TASK.response_body))
    error = failure(CREATE_TASK, connect(http_client=http_clients.with_hooks(response=raising(exception))))
    assert isinstance(error, OutcomeUnknownError)
    assert isinstance(error, MAPPED.get(type(exception), type(exception)))
    assert "the server may have processed it" in str(error)
    assert PATIENT not in f"{error!s} {error!r}"
    assert len(server.requests) == 1


@exceptions
def test_exception_of_a_response_hook_is_raised_as_it_is_after_a_read(
    connect: Connect, server: HostileServer, http_clients: HttpClients, exception: Exception
) -> None:
    server.script(respond(200, GET_TASK.response_body))
    client = connect(http_client=http_clients.with_hooks(response=raising(exception)), max_retries=0)
    error = failure(GET_TASK, client)
    assert isinstance(error, MAPPED.get(type(exception), type(exception)))
    assert not isinstance(error, OutcomeUnknownError)


@pytest.mark.parametrize("call", [GET_TASK, CREATE_TASK], ids=str)
@pytest.mark.parametrize("exception", [ValueError("no"), UnicodeError("no"), CustomError(code=7)], ids=repr)
def test_exception_of_a_request_hook_is_raised_as_it_is(
    connect: Connect, server: HostileServer, http_clients: HttpClients, call: Call, exception: Exception
) -> None:
    error = failure(call, connect(http_client=http_clients.with_hooks(request=raising(exception))))
    assert error is exception or (call is GET_TASK and isinstance(error, MAPPED[UnicodeDecodeError]))
    assert not server.requests


@exceptions
def test_exception_of_a_custom_transport_is_an_unknown_outcome_unless_nothing_was_sent(
    connect: Connect, http_clients: HttpClients, exception: Exception
) -> None:
    transport = http_clients.transport(raising(exception))
    error = failure(CREATE_TASK, connect(http_client=transport, max_retries=0))
    assert isinstance(error, OutcomeUnknownError) is not isinstance(exception, httpx.ConnectError)
    assert isinstance(error, MAPPED.get(type(exception), type(exception)))


@pytest.mark.parametrize("call", [*READS, *WRITES], ids=str)
def test_status_error_of_another_request_is_not_the_response(
    connect: Connect, server: HostileServer, http_clients: HttpClients, call: Call
) -> None:
    """A hook may make another request, and raise for its status."""

    def refresh(_: object) -> None:
        request = httpx.Request("GET", "https://auth.example.com")
        httpx.Response(404, request=request).raise_for_status()

    server.script(respond(200, call.response_body))
    error = failure(call, connect(call.api, http_client=http_clients.with_hooks(response=refresh)))
    assert isinstance(error, httpx.HTTPStatusError)
    assert not isinstance(error, package(call.api).ApiStatusError)
    assert isinstance(error, package(call.api).OutcomeUnknownError) is (call in WRITES)
    assert error.response.status_code == 404


@pytest.mark.parametrize("call", [GET_TASK, CREATE_TASK], ids=str)
def test_unexpected_exception_in_decoding_is_an_unknown_outcome_of_a_write(
    connect: Connect, server: HostileServer, monkeypatch: pytest.MonkeyPatch, call: Call
) -> None:
    client = connect()
    server.script(respond(200, call.response_body))
    monkeypatch.setattr("caretasks.client.responses.parsing.parse_json", raising(MemoryError(PATIENT)))
    error = failure(call, client)
    assert type(error).__name__ == ("OutcomeUnknownMemoryError" if call is CREATE_TASK else "MemoryError")
    if call is CREATE_TASK:
        assert PATIENT not in f"{error!s} {error!r}"
        assert (error.attempts, type(error.__cause__)) == (1, MemoryError)


@pytest.mark.slow
def test_closed_event_loop_is_an_unknown_outcome_if_the_write_arrived(server: HostileServer) -> None:
    server.script(respond(200, CREATE_TASK.response_body))
    created = [httpx.AsyncClient(limits=httpx.Limits(keepalive_expiry=None))]  # the connection is used again

    async def call_httpx() -> None:
        await created[0].get(server.url)

    async def create() -> None:
        await CREATE_TASK(AsyncMiraMace(KEY, base_url=server.url, http_client=created[0]))

    asyncio.run(call_httpx())
    with pytest.raises(OutcomeUnknownError, match="the server may have processed it") as caught:
        asyncio.run(create())
    is_mapped = isinstance(caught.value, RuntimeError)
    # Before any assertion can fail: the connection would warn while another test runs.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # the connection of the first loop is lost
        del caught
        created.clear()
        gc.collect()
    server.wait_for_requests(2)  # the loop was closed before the server read the second one
    assert is_mapped
    assert [request.method for request in server.requests] == ["GET", "POST"]


MODULES = ["builtins", "httpx", "ssl", "json.decoder", "zlib", "socket", "asyncio.exceptions"]


def exception_classes(root: type[Exception] = Exception) -> Iterator[type[Exception]]:
    for kind in root.__subclasses__():
        # Extension modules say that their classes are in `builtins`.
        if kind.__module__ in MODULES and getattr(sys.modules[kind.__module__], kind.__name__, None) is kind:
            yield kind
        yield from exception_classes(kind)


@pytest.mark.parametrize("kind", sorted(set(exception_classes()), key=repr), ids=lambda kind: kind.__name__)
def test_every_exception_class_has_an_error_for_unknown_outcomes(kind: type[Exception]) -> None:
    arguments = ("many", [ValueError(PATIENT)]) if issubclass(kind, builtins.BaseExceptionGroup) else ()
    exception = kind.__new__(kind, *arguments)
    exception.add_note(PATIENT)
    error = CLASSES.unknown_outcome(exception, "POST /v1/task: it failed")
    copied = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    for each in (error, copied):
        assert isinstance(each, OutcomeUnknownError)
        assert isinstance(each, kind) is not issubclass(kind, builtins.BaseExceptionGroup)
        assert str(each).endswith("POST /v1/task: it failed")
        assert PATIENT not in f"{each!r} {vars(each)}"
    assert type(copied) is type(error)


def test_attributes_of_an_exception_are_kept() -> None:
    error: Any = CLASSES.unknown_outcome(CustomError(code=7), "it failed")
    assert (type(error).__name__, error.code, str(error)) == ("OutcomeUnknownCustomError", 7, "it failed")


# Evidence.


def test_write_counts_as_sent_if_a_hook_replaces_the_trace_extension(
    connect: Connect, server: HostileServer, http_clients: HttpClients
) -> None:
    async def listen(name: str, info: object) -> None: ...

    def replace(request: httpx.Request) -> None:
        request.extensions["trace"] = listen if connect.asynchronous else lambda name, info: None

    server.script(respond(200, CREATE_TASK.response_body))
    http_client = http_clients.with_hooks(request=replace, response=raising(ValueError(PATIENT)))
    assert isinstance(failure(CREATE_TASK, connect(http_client=http_client)), OutcomeUnknownError)


@pytest.mark.parametrize("kind", [httpx.ReadTimeout, httpx.ConnectError])
def test_error_of_a_patched_transport_counts_by_its_class(
    connect: Connect, monkeypatch: pytest.MonkeyPatch, kind: type[httpx.RequestError]
) -> None:
    """As libraries for tests do."""

    async def handle(*_: object) -> None:
        raise kind("patched")

    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", lambda *_: raising(kind("patched"))(None))
    monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", handle)
    error = failure(CREATE_TASK, connect(max_retries=0))
    assert isinstance(error, kind)
    assert isinstance(error, OutcomeUnknownError) is (kind is httpx.ReadTimeout)


@pytest.mark.parametrize(
    ("behaviour", "kind"),
    [
        (respond(407), httpx.ProxyError),
        (stall(), httpx.ReadTimeout),
        (disconnect(), httpx.RemoteProtocolError),
        (disconnect(b"HTTP/1.1 200 OK\r\n\r\n"), httpx.ConnectError),
    ],
    ids=["refuses", "never responds", "closes the connection", "closes it after responding"],
)
def test_write_that_a_proxy_did_not_tunnel_was_not_sent(
    connect: Connect, server: HostileServer, http_clients: HttpClients, behaviour: Any, kind: type[Exception]
) -> None:
    server.script(behaviour)
    http_client = http_clients(proxy=server.url)
    timeout = IMPATIENT if kind is httpx.ReadTimeout else 10
    client = connect(http_client=http_client, base_url="https://127.0.0.1:9", max_retries=0, timeout=timeout)
    error = failure(CREATE_TASK, client)
    assert isinstance(error, kind)
    assert not isinstance(error, OutcomeUnknownError)
    assert [request.method for request in server.requests] == ["CONNECT"]


# Cancellation and interrupts.


class Stop(BaseException):
    """As `KeyboardInterrupt`, which an event loop would treat differently."""


@pytest.mark.parametrize("call", [GET_TASK, CREATE_TASK], ids=str)
def test_exception_that_stops_a_program_is_raised_as_it_is_with_a_note_after_a_write(
    connect: Connect, server: HostileServer, http_clients: HttpClients, call: Call
) -> None:
    server.script(respond(200, call.response_body))
    stop = Stop()
    assert failure(call, connect(http_client=http_clients.with_hooks(response=raising(stop)))) is stop
    notes = getattr(stop, "__notes__", [])
    assert [("the server may have processed it" in note, KEY in note) for note in notes] == [(True, False)] * (
        call is CREATE_TASK
    )


def test_exception_that_stops_a_program_before_a_write_is_sent_has_no_note(
    connect: Connect, server: HostileServer, http_clients: HttpClients
) -> None:
    stop = Stop()
    assert failure(CREATE_TASK, connect(http_client=http_clients.with_hooks(request=raising(stop)))) is stop
    assert not hasattr(stop, "__notes__")
    assert not server.requests


@pytest.fixture
def arrived(server: HostileServer) -> threading.Event:
    """Set when a request has arrived; the server never responds to it."""
    arrived = threading.Event()

    def receive_and_wait(exchange: Exchange) -> None:
        exchange.take_body()
        arrived.set()
        exchange.freeze()

    server.script(receive_and_wait)
    return arrived


def test_cancelled_write_raises_cancelled_error_with_a_note(server: HostileServer, arrived: threading.Event) -> None:
    async def cancel() -> None:
        async with AsyncMiraMace(KEY, base_url=server.url) as client:
            task = asyncio.create_task(CREATE_TASK(client))
            await asyncio.to_thread(arrived.wait, MAX_WAIT_SECONDS)
            task.cancel()
            with pytest.raises(asyncio.CancelledError) as caught:
                await task
            assert task.cancelled()
            assert "the server may have processed it" in caught.value.__notes__[0]

    asyncio.run(cancel())
    assert len(server.requests) == 1


def test_timeout_of_asyncio_stays_a_timeout_error(server: HostileServer, arrived: threading.Event) -> None:
    async def run() -> None:
        async with AsyncMiraMace(KEY, base_url=server.url) as client:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(None) as timeout:
                    call = asyncio.ensure_future(asyncio.to_thread(arrived.wait, MAX_WAIT_SECONDS))
                    call.add_done_callback(lambda _: timeout.reschedule(0))
                    await CREATE_TASK(client)

    asyncio.run(run())
    assert arrived.is_set()


def test_cancel_scope_of_trio_ends_a_write(server: HostileServer, arrived: threading.Event) -> None:
    async def run() -> bool:
        async with AsyncMiraMace(KEY, base_url=server.url) as client, trio.open_nursery() as nursery:
            nursery.start_soon(CREATE_TASK, client)
            await trio.to_thread.run_sync(arrived.wait, MAX_WAIT_SECONDS)
            nursery.cancel_scope.cancel()
        return nursery.cancel_scope.cancelled_caught

    assert trio.run(run)


# What a connection error names.


@pytest.fixture
def closed_port() -> Iterator[HostileServer]:
    """A port that refuses connections."""
    with HostileServer(listening=False) as closed_port:
        yield closed_port


@pytest.mark.parametrize("call", [*READS, *WRITES], ids=str)
def test_connection_error_names_operation_host_and_port(
    connect: Connect, closed_port: HostileServer, call: Call
) -> None:
    error = call.failing(connect(call.api, base_url=f"{closed_port.url}/some/path", max_retries=0))
    template = {GET_TASK: "/v1/task/{task_id}"}.get(call, "")
    assert str(error).startswith(f"{call.operation}: {call.method} {template}")
    assert f" (127.0.0.1:{closed_port.port}): " in str(error)
    assert isinstance(error, httpx.ConnectError)
    assert isinstance(error, caretasks.client.ApiError)
    assert "some" not in str(error).partition("): ")[2]


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("https://api.example.com", "api.example.com:443"),
        ("http://localhost/base", "localhost:80"),
        ("https://api.example.com:8443/base", "api.example.com:8443"),
        ("https://[2001:db8::1]/base", "[2001:db8::1]:443"),
        ("https://bücher.example.com", "bücher.example.com:443"),
    ],
)
def test_connection_error_names_the_default_port_and_an_ipv6_address(
    connect: Connect, http_clients: HttpClients, url: str, place: str
) -> None:
    transport = http_clients.transport(raising(httpx.ReadTimeout("slow")))
    error = GET_TASK.failing(connect(http_client=transport, base_url=url, max_retries=0))
    assert str(error) == f"get_task: GET /v1/task/{{task_id}} ({place}): slow"


@pytest.mark.filterwarnings("ignore::caretasks.client.errors.InsecureTransportWarning")
@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("source", ["httpx client", "mount", "transport", "environment"])
def test_connection_error_names_the_proxy_without_its_credentials(
    connect: Connect,
    closed_port: HostileServer,
    http_clients: HttpClients,
    monkeypatch: pytest.MonkeyPatch,
    source: str,
    scheme: str,
) -> None:
    proxy = f"http://robin:s3cret@127.0.0.1:{closed_port.port}"
    transport: Any = httpx.AsyncHTTPTransport if connect.asynchronous else httpx.HTTPTransport
    if source == "httpx client":
        options = {"http_client": http_clients(proxy=proxy)}
    elif source == "mount":
        options = {"http_client": http_clients(mounts={f"{scheme}://": transport(proxy=proxy)})}
    elif source == "transport":
        options = {"http_client": transport(proxy=proxy)}
    else:
        options = {}
        monkeypatch.setenv(f"{scheme.upper()}_PROXY", proxy)
    error = CREATE_TASK.failing(connect(base_url=f"{scheme}://clinic.example:9/base", max_retries=0, **options))
    assert f"POST /v1/task (clinic.example:9, proxy 127.0.0.1:{closed_port.port}): " in str(error)
    assert isinstance(error, httpx.ConnectError)
    assert not isinstance(error, OutcomeUnknownError)
    assert "s3cret" not in f"{error!s} {error!r}"
    assert "s3cret" not in repr(pickle.dumps(error))
    copied = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    assert (type(copied), str(copied)) == (type(error), str(error))


def test_proxy_error_shows_only_the_status_of_the_proxy(
    connect: Connect, server: HostileServer, http_clients: HttpClients
) -> None:
    server.script(disconnect(f"HTTP/1.1 407 {PATIENT}\r\nContent-Length: 0\r\n\r\n".encode()))
    client = connect(http_client=http_clients(proxy=server.url), base_url="https://127.0.0.1:9", max_retries=0)
    error = GET_TASK.failing(client)
    assert str(error).endswith(f"(127.0.0.1:9, proxy 127.0.0.1:{server.port}): the proxy returned status 407")
    assert error.__cause__ is None


def test_message_of_a_custom_transport_that_quotes_the_url_is_not_shown(
    connect: Connect, http_clients: HttpClients
) -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError(f"cannot reach {request.url}", request=request)

    error = GET_TASK.failing(connect(http_client=http_clients.transport(handle), max_retries=0))
    assert str(error).endswith(": ConnectError")
