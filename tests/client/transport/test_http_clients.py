"""Which connections a client uses: those of its process and event loop, and no others."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import threading
import weakref
from collections.abc import AsyncGenerator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import httpx
import pytest
import trio
from hypothesis import given, settings
from hypothesis import strategies as st

import caretasks.client
from caretasks.client.transport.http_clients import AsyncHttpClients, HttpClients
from caretasks.miramace import AsyncMiraMace, ClientStateError, MiraMace
from caretasks.miramace.errors import CLASSES
from tests.client.driving import KEY
from tests.client.hostile_server import MAX_WAIT_SECONDS, Exchange, HostileServer
from tests.client.transport.processes import Caller, echo_id, in_child


@pytest.fixture(params=["sync", "async"])
def caller(request: pytest.FixtureRequest, server: HostileServer) -> Iterator[Caller]:
    """A sync or async caller of clients in this process."""
    server.script(echo_id)
    caller = Caller(server, asyncio.Runner() if request.param == "async" else None)
    yield caller
    caller.end()


def passed(caller: Caller, kind: str) -> Any:
    """Return an httpx client or a transport that can be passed as `http_client`."""
    names = {
        "httpx client": "AsyncClient" if caller.is_async else "Client",
        "transport": "AsyncHTTPTransport" if caller.is_async else "HTTPTransport",
    }
    return getattr(httpx, names[kind])()


passed_kinds = pytest.mark.parametrize("kind", ["httpx client", "transport"])


def close_passed(caller: Caller, http_client: Any) -> None:
    caller.run(http_client.aclose if caller.is_async else http_client.close)


# After a fork.


def test_child_uses_its_own_connections(caller: Caller, server: HostileServer) -> None:
    client = caller.client()
    assert caller.call(client, 1)
    assert in_child(lambda: caller.in_new_loop().call(client, 2))
    assert caller.call(client, 3)
    first, second, third = (request.connection for request in server.requests)
    assert first == third != second
    caller.run(client.close)


@pytest.fixture
def frozen_heap() -> Iterator[None]:
    """Exclude all objects that exist from garbage collection, which takes seconds in a child with all of them."""
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.mark.slow
@pytest.mark.usefixtures("frozen_heap")
def test_child_does_not_end_the_connections_of_its_parent(caller: Caller, server: HostileServer) -> None:
    client = caller.client()
    caller.call(client, 1)

    def close_and_forget() -> None:
        nonlocal client
        here = caller.in_new_loop()
        here.call(client, 2)
        here.run(client.close)
        here.end()
        del client
        gc.collect()

    in_child(close_and_forget)
    assert caller.call(client, 3)
    first, _, third = (request.connection for request in server.requests)
    assert first == third
    caller.run(client.close)


def test_close_in_a_child_does_not_close_the_client_in_its_parent(caller: Caller) -> None:
    client = caller.client()
    in_child(lambda: caller.in_new_loop().run(client.close))
    assert caller.call(client, 1)
    caller.run(client.close)


def test_child_gets_its_own_response_during_a_request_of_its_parent(server: HostileServer) -> None:
    received, released = threading.Event(), threading.Event()

    def wait_for_child(exchange: Exchange) -> None:
        received.set()
        released.wait(MAX_WAIT_SECONDS)
        echo_id(exchange)

    server.script(wait_for_child, echo_id)
    caller = Caller(server, None)
    with caller.client() as client, ThreadPoolExecutor(1) as pool:
        result = pool.submit(caller.call, client, 1)
        received.wait(MAX_WAIT_SECONDS)
        assert in_child(lambda: caller.call(client, 2))
        released.set()
        assert result.result(MAX_WAIT_SECONDS)


def test_child_of_a_coroutine_uses_its_own_connections(server: HostileServer) -> None:
    server.script(echo_id)

    async def fork() -> Any:
        async with AsyncMiraMace(KEY, base_url=server.url) as client:

            def call() -> Any:
                return asyncio.run(client.get_task(UUID(int=2)))

            mine = await client.get_task(UUID(int=1))
            return mine.id, in_child(lambda: call().id), (await client.get_task(UUID(int=3))).id

    assert asyncio.run(fork()) == (UUID(int=1), UUID(int=2), UUID(int=3))
    first, second, third = (request.connection for request in server.requests)
    assert first == third != second


def test_threads_of_a_child_share_one_httpx_client(monkeypatch: pytest.MonkeyPatch) -> None:
    own = HttpClients(None, CLASSES, timeout=None)
    parents = own.current()
    monkeypatch.setattr(os, "getpid", lambda: -1)
    barrier = threading.Barrier(8)

    def first_use() -> httpx.Client:
        barrier.wait(MAX_WAIT_SECONDS)
        return own.current()

    with ThreadPoolExecutor(8) as pool:
        found = {future.result() for future in [pool.submit(first_use) for _ in range(8)]}
    assert len(found) == 1
    assert parents not in found


def test_close_in_a_child_leaves_the_httpx_client_of_its_parent_open(monkeypatch: pytest.MonkeyPatch) -> None:
    own = HttpClients(None, CLASSES, timeout=None)
    parents = own.current()
    monkeypatch.setattr(os, "getpid", lambda: -1)
    mine = own.current()
    own.close()
    assert (parents.is_closed, mine.is_closed) == (False, True)


@passed_kinds
def test_http_client_with_connections_raises_in_a_child_before_sending(
    caller: Caller, server: HostileServer, kind: str
) -> None:
    http_client = passed(caller, kind)
    client = caller.client(http_client=http_client)
    caller.call(client, 1)
    with pytest.raises(ClientStateError, match="connections of the parent process"):
        in_child(lambda: caller.in_new_loop().call(client, 2))
    assert caller.call(client, 3)
    assert [request.path[-1] for request in server.requests] == ["1", "3"]
    assert len({request.connection for request in server.requests}) == 1
    close_passed(caller, http_client)


@passed_kinds
def test_http_client_without_connections_works_in_a_child(caller: Caller, kind: str) -> None:
    http_client = passed(caller, kind)
    client = caller.client(http_client=http_client)
    assert in_child(lambda: caller.in_new_loop().call(client, 1))
    close_passed(caller, http_client)


def test_close_in_a_child_leaves_a_transport_to_its_parent(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    transport = passed(caller, "transport")
    name = "aclose" if caller.is_async else "close"
    close, closed = getattr(transport, name), list[bool]()

    def record() -> Any:
        closed.append(True)
        return close()

    monkeypatch.setattr(transport, name, record)
    client = caller.client(http_client=transport)
    caller.call(client, 1)

    def close_in_child() -> list[bool]:
        caller.in_new_loop().run(client.close)
        return closed

    assert in_child(close_in_child) == []
    caller.run(client.close)
    assert closed == [True]


# In several event loops.


def test_client_works_in_one_event_loop_after_the_other(server: HostileServer) -> None:
    server.script(echo_id)
    client = AsyncMiraMace(KEY, base_url=server.url)

    async def call(number: int) -> bool:
        return (await client.get_task(UUID(int=number))).id == UUID(int=number)

    assert [asyncio.run(call(number)) for number in range(3)] == [True] * 3
    assert [trio.run(call, number) for number in range(3)] == [True] * 3
    assert len({request.connection for request in server.requests}) == 6


@pytest.mark.parametrize("run", [asyncio.run, lambda coroutine: trio.run(lambda: coroutine)], ids=["asyncio", "trio"])
def test_end_of_an_event_loop_closes_its_connections(server: HostileServer, run: Callable[..., Any]) -> None:
    server.script(echo_id)
    client = AsyncMiraMace(KEY, base_url=server.url)
    run(client.get_task(UUID(int=1)))
    server.wait_until_all_are_closed()


def test_event_loops_of_threads_get_their_own_responses(server: HostileServer) -> None:
    server.script(echo_id)
    client = AsyncMiraMace(KEY, base_url=server.url)
    barrier = threading.Barrier(4)

    async def call(start: int) -> list[UUID | None]:
        barrier.wait(MAX_WAIT_SECONDS)
        tasks = await asyncio.gather(*(client.get_task(UUID(int=start + number)) for number in range(8)))
        return [task.id for task in tasks]  # type: ignore[misc]

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda start: asyncio.run(call(start)), range(0, 400, 100)))
    assert found == [[UUID(int=start + number) for number in range(8)] for start in range(0, 400, 100)]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["call", "call", "end"])), max_size=12))
def test_no_connection_is_used_in_two_event_loops(steps: list[tuple[str, str]]) -> None:
    """Loops are used in any order and end at any time; each request is known by its number."""
    users: dict[int, int] = {}
    with HostileServer() as server, contextlib.ExitStack() as stack:
        server.script(echo_id)
        first = Caller(server, asyncio.Runner())
        stack.callback(first.end)
        client, callers, loops = first.client(), {"a": first}, {"a": 0}
        for number, (name, step) in enumerate(steps):
            if name not in callers:
                callers[name], loops[name] = first.in_new_loop(), number
                stack.callback(callers[name].end)
            if step == "end":
                callers.pop(name).end()
            else:
                users[number] = loops[name]
                assert callers[name].call(client, number)
        used: dict[int, set[int]] = {}
        for request in server.requests:
            used.setdefault(request.connection, set()).add(users[UUID(request.path.rpartition("/")[2]).int])
    assert [loops_of_one for loops_of_one in used.values() if len(loops_of_one) > 1] == []


def test_client_can_be_entered_in_one_event_loop_and_used_in_another(server: HostileServer) -> None:
    server.script(echo_id)

    async def call(client: AsyncMiraMace) -> object:
        return (await client.get_task(UUID(int=1))).id

    async def enter() -> list[object]:
        async with AsyncMiraMace(KEY, base_url=server.url) as client:
            mine = await call(client)
            with ThreadPoolExecutor(1) as pool:
                return [mine, pool.submit(asyncio.run, call(client)).result(MAX_WAIT_SECONDS), await call(client)]

    assert asyncio.run(enter()) == [UUID(int=1)] * 3


@passed_kinds
def test_http_client_raises_in_a_second_event_loop_before_sending(server: HostileServer, kind: str) -> None:
    server.script(echo_id)
    caller = Caller(server, asyncio.Runner())
    other = caller.in_new_loop()
    http_client = passed(caller, kind)
    client, another = caller.client(http_client=http_client), caller.client(http_client=http_client)
    assert caller.call(client, 1)
    for each in (client, another):
        with pytest.raises(ClientStateError, match="was used in another event loop"):
            other.call(each, 2)
    other.end()
    assert caller.call(another, 3)
    close_passed(caller, http_client)
    caller.end()
    assert len(server.requests) == 2


@pytest.mark.parametrize("kind", ["httpx client", "transport"])
def test_http_client_without_sockets_works_in_several_event_loops(kind: str) -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json={}))
    http_client = transport if kind == "transport" else httpx.AsyncClient(transport=transport)

    async def call() -> object:
        return await client.get_task(UUID(int=1))

    client = AsyncMiraMace(KEY, http_client=http_client)
    assert asyncio.run(call()) == asyncio.run(call())


def test_call_without_an_event_loop_raises(server: HostileServer) -> None:
    with pytest.raises(ClientStateError, match="needs a running event loop"):
        AsyncMiraMace(KEY, base_url=server.url).get_task(UUID(int=1)).send(None)


# Closing.


def test_closed_client_raises_before_sending(caller: Caller, server: HostileServer) -> None:
    client = caller.client()
    derived = client.with_options(timeout=1)
    caller.call(client, 1)
    caller.run(client.close)
    caller.run(client.close)
    for each in (client, derived):
        with pytest.raises(ClientStateError, match="the client is closed") as caught:
            caller.call(each, 2)
        assert isinstance(caught.value, RuntimeError | caretasks.client.ClientStateError)
        assert caught.value.attempts == 0
    assert len(server.requests) == 1


def test_closing_a_derived_client_leaves_the_connections_open(caller: Caller, server: HostileServer) -> None:
    client = caller.client()
    caller.call(client, 1)
    caller.run(client.with_options(timeout=1).close)
    assert caller.call(client, 2)
    assert server.connections == 1
    caller.run(client.close)


def test_closed_httpx_client_raises_before_sending(caller: Caller) -> None:
    http_client = passed(caller, "httpx client")
    client = caller.client(http_client=http_client)
    close_passed(caller, http_client)
    with pytest.raises(ClientStateError, match="passed as http_client is closed"):
        caller.call(client, 1)


@pytest.mark.parametrize("kind", ["own", "transport"])
def test_close_closes_connections_of_another_running_event_loop(server: HostileServer, kind: str) -> None:
    server.script(echo_id)
    options = {} if kind == "own" else {"http_client": httpx.AsyncHTTPTransport()}
    client = AsyncMiraMace(KEY, base_url=server.url, **options)  # type: ignore[arg-type]
    called, ended = threading.Event(), threading.Event()

    async def call_and_wait() -> None:
        await client.get_task(UUID(int=1))
        called.set()
        await asyncio.to_thread(ended.wait, MAX_WAIT_SECONDS)

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(asyncio.run, call_and_wait())
        called.wait(MAX_WAIT_SECONDS)
        asyncio.run(client.aclose())
        server.wait_until_all_are_closed()
        ended.set()
        running.result(MAX_WAIT_SECONDS)


def test_close_leaves_the_connections_of_an_idle_event_loop_to_it(server: HostileServer) -> None:
    server.script(echo_id)
    caller = Caller(server, asyncio.Runner())
    client = caller.client()
    caller.run(lambda: asyncio.gather(*(client.get_task(UUID(int=number)) for number in range(8))))
    asyncio.run(client.aclose())
    caller.end()
    server.wait_until_all_are_closed()
    gc.collect()  # a task that was not finished would be an error here


def test_forgotten_client_closes_its_connections(server: HostileServer) -> None:
    server.script(echo_id)

    async def forget() -> None:
        client = AsyncMiraMace(KEY, base_url=server.url)
        await client.get_task(UUID(int=1))
        del client
        gc.collect()
        await asyncio.to_thread(server.wait_until_all_are_closed)

    asyncio.run(forget())


@pytest.mark.filterwarnings("ignore:asynchronous generator .* was scheduled after:ResourceWarning")  # one of httpx's
def test_client_works_while_its_event_loop_ends(server: HostileServer) -> None:
    server.script(echo_id)
    found: list[object] = []

    async def cleanup(client: AsyncMiraMace) -> AsyncGenerator[None, None]:
        try:
            yield
        finally:
            await asyncio.sleep(0)  # the connections of the loop are closed now
            found.append((await client.get_task(UUID(int=2))).id)

    async def leave_cleanup_to_the_loop() -> None:
        client = AsyncMiraMace(KEY, base_url=server.url)
        await client.get_task(UUID(int=1))
        generators.append(cleanup(client))
        await anext(generators[0])

    generators: list[AsyncGenerator[None, None]] = []
    asyncio.run(leave_cleanup_to_the_loop())
    assert found == [UUID(int=2)]
    server.wait_until_all_are_closed()


@pytest.mark.slow
def test_ended_event_loops_are_forgotten(server: HostileServer) -> None:
    server.script(echo_id)
    client = AsyncMiraMace(KEY, base_url=server.url)
    loops: list[weakref.ref[Any]] = []

    async def call() -> None:
        loops.append(weakref.ref(asyncio.get_running_loop()))
        await client.get_task(UUID(int=1))

    for _ in range(5):
        asyncio.run(call())
    gc.collect()
    assert sum(loop() is not None for loop in loops) == 1  # the last one is forgotten with the next


def test_event_loop_that_was_closed_by_itself_is_forgotten() -> None:
    """`close` alone does not finalize the async generators of a loop, as `asyncio.run` does."""
    own = AsyncHttpClients(None, CLASSES, timeout=None)
    loop = asyncio.new_event_loop()
    forgotten = weakref.ref(loop.run_until_complete(own.current()))
    loop.close()
    asyncio.run(own.current())
    assert forgotten() is None


def test_few_event_loops_that_do_not_run_keep_their_connections() -> None:
    """A program may create an event loop for each call and close none of them."""
    own = AsyncHttpClients(None, CLASSES, timeout=None)
    with contextlib.ExitStack() as stack:
        runners = [stack.enter_context(asyncio.Runner()) for _ in range(20)]
        created = [runner.run(own.current()) for runner in runners]
        for runner in runners:
            runner.run(asyncio.sleep(0.01))  # a loop closes what is forgotten when it runs again
        assert [http.is_closed for http in created] == [True] * 15 + [False] * 5


def test_sync_client_is_thread_safe(server: HostileServer) -> None:
    server.script(echo_id)
    with MiraMace(KEY, base_url=server.url) as client, ThreadPoolExecutor(8) as pool:
        found = pool.map(lambda number: client.get_task(UUID(int=number)).id, range(32))
        assert list(found) == [UUID(int=number) for number in range(32)]
