"""Sending requests: with your own httpx client or transport, connections, context managers, functions."""

from __future__ import annotations

import asyncio
import importlib
import importlib.metadata
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

import httpx
import pytest

from caretasks.client import Response
from tests.client.calls import (
    CLINIC_TASK,
    CREATE_TASK,
    FRONT_DESK,
    GET_TASK,
    READS,
    RUN_TASKS,
    TASK_ID,
    Call,
    all_calls,
    script_response,
)
from tests.client.driving import IMPATIENT, KEY, Connect, package
from tests.client.hostile_server import Exchange, HostileServer, disconnect, respond, stall

# Your own httpx client or transport.

MakeHttpClient = Callable[..., Any]


@pytest.fixture
def make_http_client(connect: Connect) -> Iterator[MakeHttpClient]:
    """Create sync or async httpx clients, and close them at the end."""
    created: list[Any] = []

    def make(**options: Any) -> Any:
        created.append((httpx.AsyncClient if connect.asynchronous else httpx.Client)(**options))
        return created[-1]

    yield make
    waiting = connect()
    for client in created:
        waiting.wait_for(client.aclose() if connect.asynchronous else client.close())


@all_calls
def test_httpx_client_is_used_and_stays_open(
    connect: Connect, server: HostileServer, make_http_client: MakeHttpClient, call: Call
) -> None:
    http_client = make_http_client(headers={"X-Mine": "yes"})
    client = connect(call.api, http_client=http_client)
    script_response(server, call)
    assert call(client).to_dict() == call.response_body
    client.close()
    assert not http_client.is_closed
    assert server.requests[0].headers["X-Mine"] == "yes"


def test_httpx_client_does_not_keep_the_key(
    connect: Connect, server: HostileServer, make_http_client: MakeHttpClient
) -> None:
    http_client = make_http_client()
    script_response(server, FRONT_DESK)
    FRONT_DESK(connect("solum", http_client=http_client))
    script_response(server, RUN_TASKS)
    RUN_TASKS(connect("unpod", http_client=http_client, api_key="an0ther-key"))
    assert KEY not in str(http_client.headers.raw)
    assert KEY not in str(server.requests[1].headers.raw)


@all_calls
def test_auth_of_an_httpx_client_is_not_used(
    connect: Connect, server: HostileServer, make_http_client: MakeHttpClient, call: Call
) -> None:
    script_response(server, call)
    call(connect(call.api))
    call(connect(call.api, http_client=make_http_client(auth=("robin", "s3cret"))))
    own, with_auth = (one.headers.get_list("Authorization") for one in server.requests)
    assert own == with_auth


def test_query_of_an_httpx_client_is_merged_with_that_of_the_request(
    connect: Connect, server: HostileServer, make_http_client: MakeHttpClient
) -> None:
    script_response(server, GET_TASK)
    GET_TASK(connect(http_client=make_http_client(params={"tenant": "a b"})), include_transcript=True)
    script_response(server, CLINIC_TASK)
    CLINIC_TASK(connect("maxcare", http_client=make_http_client(params={"tenant": "a b"})))
    queries = [parse_qsl(one.target.partition("?")[2]) for one in server.requests]
    defaults = {"include_transcript": "true", "include_all_calls": "false"}
    assert [sorted(one) for one in queries] == [sorted({"tenant": "a b", **defaults}.items()), [("tenant", "a b")]]


@pytest.fixture
def raising(connect: Connect, make_http_client: MakeHttpClient) -> Any:
    """An httpx client with an event hook that raises for every status that is not a success, as many have."""

    def check(response: httpx.Response) -> None:
        response.raise_for_status()

    async def check_async(response: httpx.Response) -> None:
        response.raise_for_status()

    return make_http_client(event_hooks={"response": [check_async if connect.asynchronous else check]})


def test_status_raised_by_an_event_hook_is_an_unknown_outcome_of_a_write(
    connect: Connect, server: HostileServer, raising: Any
) -> None:
    server.script(respond(500, {"message": "What was wrong"}))
    error = CREATE_TASK.failing(connect(http_client=raising))
    miramace = package("miramace")
    assert isinstance(error, miramace.ServerError)
    assert isinstance(error, miramace.OutcomeUnknownError)
    assert "the server may have processed it" in str(error)
    assert len(server.requests) == 1


def test_status_raised_by_an_event_hook_is_retried_for_a_read(
    connect: Connect, server: HostileServer, raising: Any
) -> None:
    client = connect(http_client=raising)
    server.script(respond(503, {}), respond(200, GET_TASK.response_body), respond(404, {}))
    assert GET_TASK(client).to_dict() == GET_TASK.response_body
    assert isinstance(GET_TASK.failing(client), package("miramace").NotFoundError)
    assert len(server.requests) == 3


def test_base_url_of_an_httpx_client_is_not_used(
    connect: Connect, server: HostileServer, make_http_client: MakeHttpClient
) -> None:
    script_response(server, GET_TASK)
    GET_TASK(connect(http_client=make_http_client(base_url="http://127.0.0.1:9/elsewhere")))
    assert server.requests[0].path == GET_TASK.path


def test_timeout_of_a_request_takes_precedence_over_that_of_an_httpx_client(
    connect: Connect, server: HostileServer, make_http_client: MakeHttpClient
) -> None:
    server.script(stall())
    client = connect(http_client=make_http_client(timeout=None), max_retries=0)
    assert isinstance(GET_TASK.failing(client, timeout=IMPATIENT), httpx.ReadTimeout)


@all_calls
def test_transport_is_used(connect: Connect, server: HostileServer, call: Call) -> None:
    transport: Any = (httpx.AsyncHTTPTransport if connect.asynchronous else httpx.HTTPTransport)(
        local_address="127.0.0.1"
    )
    script_response(server, call)
    assert call(connect(call.api, http_client=transport)).to_dict() == call.response_body


def test_requests_share_a_connection(connect: Connect, server: HostileServer) -> None:
    client = connect()
    script_response(server, GET_TASK)
    for _ in range(5):
        GET_TASK(client)
    assert (len(server.requests), server.connections) == (5, 1)


def test_concurrent_requests_get_their_own_responses(connect: Connect, server: HostileServer) -> None:
    client = connect()
    ids = [UUID(int=number) for number in range(16)]

    def give_back(exchange: Exchange) -> None:
        respond(200, {"id": exchange.request.path.rpartition("/")[2]})(exchange)

    async def gather() -> list[Any]:
        return await asyncio.gather(*map(client.client.get_task, ids))

    server.script(give_back)
    if connect.asynchronous:
        tasks = client.wait_for(gather())
    else:
        with ThreadPoolExecutor(len(ids)) as pool:
            tasks = list(pool.map(client.client.get_task, ids))
    assert [task.id for task in tasks] == ids


def test_failed_request_releases_its_connection(connect: Connect, server: HostileServer) -> None:
    """In a pool of one connection, the next request would wait forever for one that was not released."""
    limits = httpx.Limits(max_connections=1)
    transport: Any = (httpx.AsyncHTTPTransport if connect.asynchronous else httpx.HTTPTransport)(limits=limits)
    client = connect(http_client=transport, max_retries=0, max_response_bytes=4000, timeout=httpx.Timeout(10, pool=1))
    for behaviour in (respond(404, {}), respond(200, b"x" * 5000), respond(200, b"[]"), respond(302), disconnect()):
        server.script(behaviour)
        GET_TASK.failing(client)
    script_response(server, GET_TASK)
    assert GET_TASK(client).id == TASK_ID


@all_calls
def test_client_is_a_context_manager(connect: Connect, server: HostileServer, call: Call) -> None:
    script_response(server, call)
    client = connect(call.api)

    async def call_in_context() -> Any:
        async with client.client as entered:
            return await call(entered)

    if connect.asynchronous:
        result = client.wait_for(call_in_context())
    else:
        with client.client as entered:
            result = call(entered)
    assert result.to_dict() == call.response_body


@pytest.mark.parametrize("name", ["close", "aclose"])
def test_close_closes_the_connections(connect: Connect, server: HostileServer, name: str) -> None:
    client = connect()
    script_response(server, GET_TASK)(client)
    getattr(client, name if connect.asynchronous else "close")()
    server.wait_until_all_are_closed()


# The base URL, copies with other options, whole responses.


def test_base_url_is_that_of_the_server(connect: Connect, server: HostileServer) -> None:
    assert connect(base_url=f"{server.url}/miramace/").client.base_url == f"{server.url}/miramace"
    assert connect.bare(api_key=KEY).client.base_url == "https://api.miramace.com"


def test_base_url_cannot_be_set(connect: Connect) -> None:
    with pytest.raises(AttributeError):
        connect().client.base_url = "https://staging.example"


def test_with_options_changes_timeout_retries_and_headers_of_the_copy_only(
    connect: Connect, server: HostileServer
) -> None:
    client = connect(headers={"X-One": "1", "X-Two": "1"}, max_retries=2)
    copy = client.with_options(timeout=IMPATIENT, max_retries=0, headers={"x-two": "2", "X-Three": "3"})
    server.script(stall())
    assert isinstance(GET_TASK.failing(copy), httpx.ReadTimeout)
    server.wait_for_requests(1)
    script_response(server, GET_TASK)
    GET_TASK(client)
    of_copy, of_client = ([one.headers.get(name) for name in ("x-one", "x-two", "x-three")] for one in server.requests)
    assert (of_copy, of_client) == (["1", "2", "3"], ["1", "1", None])


def test_with_options_keeps_the_other_settings(connect: Connect, server: HostileServer) -> None:
    client = connect(timeout=IMPATIENT, max_retries=1, headers={"X-One": "1"}, max_response_bytes=9)
    copy = client.with_options().with_options(headers={"X-Two": "2"})
    server.script(stall())
    assert isinstance(GET_TASK.failing(copy), httpx.ReadTimeout)
    assert [(one.headers["X-One"], one.headers["X-Two"]) for one in server.requests] == [("1", "2")] * 2
    script_response(server, GET_TASK)
    assert isinstance(GET_TASK.failing(copy), package("miramace").ResponseTooLargeError)


def test_with_options_can_disable_the_timeout(connect: Connect) -> None:
    seen: list[Any] = []

    def note(request: httpx.Request) -> httpx.Response:
        seen.append(request.extensions["timeout"])
        return httpx.Response(200, json=GET_TASK.response_body)

    client = connect(timeout=5, http_client=httpx.MockTransport(note))
    GET_TASK(client)
    GET_TASK(client.with_options(timeout=None))
    assert [set(each.values()) for each in seen] == [{5}, {None}]


def test_with_options_shares_the_connections(connect: Connect, server: HostileServer) -> None:
    client = connect()
    script_response(server, GET_TASK)
    for each in (client, client.with_options(timeout=5), client.with_options(max_retries=0), client):
        GET_TASK(each)
    assert (len(server.requests), server.connections) == (4, 1)


@pytest.mark.parametrize("name", ["close", "aclose"])
def test_closing_a_copy_leaves_the_connections_open(connect: Connect, server: HostileServer, name: str) -> None:
    client = connect()
    script_response(server, GET_TASK)
    copy = client.with_options(timeout=5)
    GET_TASK(copy)
    getattr(copy, name if connect.asynchronous else "close")()
    GET_TASK(copy)
    GET_TASK(client)
    assert server.connections == 1
    client.close()
    server.wait_until_all_are_closed()


@pytest.mark.parametrize("option", [{"max_retries": -1}, {"max_retries": 1.5}, {"max_retries": None}])
def test_with_options_rejects_an_invalid_count(connect: Connect, option: dict[str, Any]) -> None:
    with pytest.raises(package("miramace").ConfigurationError, match="max_retries must be a non-negative integer"):
        connect().with_options(**option)


def test_with_options_rejects_an_invalid_header(connect: Connect) -> None:
    with pytest.raises(ValueError, match="X-One has a character"):
        connect().with_options(headers={"X-One": "a\nb"})


def test_drift_is_logged_once_for_a_client_and_its_copies(
    connect: Connect, server: HostileServer, caplog: pytest.LogCaptureFixture
) -> None:
    client = connect()
    server.script(respond(200, {**GET_TASK.response_body, "status": 7}))
    GET_TASK(client)
    GET_TASK(client.with_options(timeout=5))
    assert len([record for record in caplog.records if record.name == "caretasks.miramace"]) == 1


@all_calls
def test_raw_response_has_status_headers_text_and_parsed_value(
    connect: Connect, server: HostileServer, call: Call
) -> None:
    server.script(respond(200, call.response_body, {"X-Request-Id": "r-1"}))
    client = connect(call.api)
    response = call(client.raw)
    assert (response.status_code, response.headers["X-Request-Id"]) == (200, "r-1")
    assert json.loads(response.text) == json.loads(response.content) == call.response_body
    assert response.parsed == call(client)
    first, second = ((one.method, one.target, one.headers.raw, one.body) for one in server.requests)
    assert first == second


@all_calls
def test_raw_method_raises_the_errors_of_the_method(connect: Connect, server: HostileServer, call: Call) -> None:
    server.script(respond(404, {}))
    assert isinstance(call.failing(connect(call.api).raw), package(call.api).NotFoundError)


@pytest.mark.parametrize(
    ("content", "media_type", "text"),
    [
        ("né".encode(), "application/json", "né"),
        ("né".encode("latin-1"), "text/plain; charset=latin-1", "né"),
        ("né".encode(), "text/plain; charset=hex", "né"),
        ("né".encode(), "", "né"),
        (b"", "text/plain", ""),
    ],
)
def test_text_of_a_response_is_decoded_by_its_charset(content: bytes, media_type: str, text: str) -> None:
    headers = {"Content-Type": media_type, "Content-Encoding": "gzip"}  # the content is decompressed
    assert Response(200, content, httpx.Headers(headers), None).text == text


# The functions of an operation's module.


@pytest.mark.parametrize("call", READS, ids=str)
def test_function_of_an_operation_sends_the_same_request_as_the_method(
    connect: Connect, server: HostileServer, call: Call
) -> None:
    tags = {"get_app_context": "marketplace", "get_patient": "patients", "get_run_tasks": "execution"}
    module = importlib.import_module(f"caretasks.{call.api}.api.{tags.get(call.operation, 'tasks')}.{call.operation}")
    client = connect(call.api)
    script_response(server, call)
    assert connect.function(module)(*call.arguments, client=client) == call(client)
    first, second = server.requests
    assert (first.method, first.target, first.headers.raw) == (second.method, second.target, second.headers.raw)


def test_detailed_function_returns_status_headers_and_body(connect: Connect, server: HostileServer) -> None:
    from caretasks.miramace.api.tasks import create_task

    server.script(respond(201, CREATE_TASK.response_body, {"X-Request-Id": "r-1"}))
    client = connect()
    response = connect.function(create_task, detailed=True)(body=CREATE_TASK.arguments[0], client=client)
    assert (response.status_code, type(response.status_code)) == (201, int)
    assert response.headers["x-request-id"] == "r-1"
    assert json.loads(response.content) == CREATE_TASK.response_body
    assert response.parsed == package("miramace").CreatedTask(id=TASK_ID)


def test_function_of_an_operation_raises_the_same_errors_as_the_method(connect: Connect, server: HostileServer) -> None:
    from caretasks.miramace.api.tasks import get_task

    server.script(respond(404, {}))
    for detailed in (False, True):
        with pytest.raises(package("miramace").NotFoundError):
            connect.function(get_task, detailed=detailed)(TASK_ID, client=connect())
