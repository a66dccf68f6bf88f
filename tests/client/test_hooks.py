"""Hooks and their events, the log record of a retry, and the number of attempts of an error."""

from __future__ import annotations

import asyncio
import itertools
import logging
import pickle
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import FrozenInstanceError, dataclass
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import httpx
import pytest

from caretasks.client import ApiError, CallEvent, DriftEvent, RequestEvent, ResponseEvent, RetryEvent
from caretasks.miramace import AsyncMiraMace
from tests.client.calls import CREATE_TASK, GET_TASK, RUN_TASKS, TASK_ID, Call, all_calls, script_response
from tests.client.driving import KEY, Connect, Waits, package
from tests.client.hostile_server import HALF_A_BODY, Behaviour, HostileServer, disconnect, reset, respond, stall

GOOD = respond(200, GET_TASK.response_body)
TEMPLATE = "/v1/task/{task_id}"


class Recorder:
    """Hooks that keep every event."""

    def __init__(self) -> None:
        self.events: list[CallEvent] = []
        self.on_request = self.on_response = self.on_retry = self.on_drift = self.events.append

    def events_of(self, kind: type[CallEvent]) -> list[Any]:
        return [event for event in self.events if type(event) is kind]

    @property
    def kinds(self) -> list[str]:
        return [type(event).__name__.removesuffix("Event") for event in self.events]


# What is reported.


@all_calls
def test_call_is_a_request_and_a_response(connect: Connect, server: HostileServer, call: Call) -> None:
    hooks = Recorder()
    script_response(server, call)
    call(connect(call.api, hooks=hooks))
    request, response = hooks.events
    assert isinstance(request, RequestEvent)
    assert isinstance(response, ResponseEvent)
    assert (request.operation, request.method, request.attempt) == (call.operation, call.method, 1)
    assert re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", request.path), call.path)
    assert (response.status, response.error) == (call.status, None)
    assert response.seconds > 0


def test_each_attempt_is_a_request_and_a_response(connect: Connect, server: HostileServer) -> None:
    hooks = Recorder()
    server.script(respond(503, {}), reset(), GOOD)
    GET_TASK(connect(hooks=hooks))
    assert hooks.kinds == ["Request", "Response", "Retry"] * 2 + ["Request", "Response"]
    assert [event.attempt for event in hooks.events] == [1, 1, 1, 2, 2, 2, 3, 3]
    assert {(event.operation, event.method, event.path) for event in hooks.events} == {("get_task", "GET", TEMPLATE)}
    assert len({event.call_id for event in hooks.events}) == 1
    assert [(one.status, one.error) for one in hooks.events_of(ResponseEvent)] == [
        (503, None),
        (None, "ReadError"),
        (200, None),
    ]


def test_retry_event_has_reason_and_wait(connect: Connect, server: HostileServer, waits: Waits) -> None:
    hooks = Recorder()
    server.script(respond(429, {}, {"Retry-After": "7"}), reset(), GOOD)
    GET_TASK(connect(hooks=hooks))
    first, second = hooks.events_of(RetryEvent)
    assert (first.attempt, first.status, first.error, first.seconds) == (1, 429, None, 7)
    assert (second.attempt, second.status, second.error, second.seconds) == (2, None, "ReadError", waits[1])


@pytest.mark.parametrize(
    ("behaviour", "error"),
    [(disconnect(), "RemoteProtocolError"), (disconnect(HALF_A_BODY), "RemoteProtocolError"), (reset(), "ReadError")],
)
def test_failed_write_is_a_response_without_status(
    connect: Connect, server: HostileServer, behaviour: Behaviour, error: str
) -> None:
    hooks = Recorder()
    server.script(behaviour)
    CREATE_TASK.failing(connect(hooks=hooks))
    assert hooks.kinds == ["Request", "Response"]
    assert [(one.status, one.error) for one in hooks.events_of(ResponseEvent)] == [(None, error)]


def test_too_large_response_is_a_response_with_its_status(connect: Connect, server: HostileServer) -> None:
    hooks = Recorder()
    server.script(GOOD)
    GET_TASK.failing(connect(hooks=hooks, max_response_bytes=10))
    assert [(one.status, one.error) for one in hooks.events_of(ResponseEvent)] == [(200, None)]


class _Interrupted(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A transport during which the user presses Ctrl-C."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        raise KeyboardInterrupt

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        raise asyncio.CancelledError


def test_interrupted_attempt_is_a_response_without_status(connect: Connect) -> None:
    hooks = Recorder()
    client = connect(hooks=hooks, http_client=_Interrupted())
    with pytest.raises((KeyboardInterrupt, asyncio.CancelledError)) as caught:
        GET_TASK(client)
    assert hooks.kinds == ["Request", "Response"]
    assert [(one.status, one.error) for one in hooks.events_of(ResponseEvent)] == [(None, caught.type.__name__)]


def test_cancelled_call_ends_its_attempt(server: HostileServer) -> None:
    hooks = Recorder()
    server.script(stall())

    async def cancel() -> None:
        async with AsyncMiraMace(KEY, base_url=server.url, hooks=hooks) as client:
            task = asyncio.ensure_future(client.get_task(TASK_ID))
            while not hooks.events:
                await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    asyncio.run(cancel())
    assert [(one.status, one.error) for one in hooks.events_of(ResponseEvent)] == [(None, "CancelledError")]


def test_concurrent_calls_have_different_ids(connect: Connect, server: HostileServer) -> None:
    hooks = Recorder()
    client = connect(hooks=hooks)
    script_response(server, GET_TASK)

    async def gather() -> None:
        await asyncio.gather(*(client.client.get_task(TASK_ID) for _ in range(8)))

    if connect.asynchronous:
        client.wait_for(gather())
    else:
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(client.client.get_task, [TASK_ID] * 8))
    by_call = {
        call_id: [type(event) for event in hooks.events if event.call_id == call_id]
        for call_id in (event.call_id for event in hooks.events)
    }
    assert list(by_call.values()) == [[RequestEvent, ResponseEvent]] * 8


def test_drift_event_has_location_and_types_for_each_response(connect: Connect, server: HostileServer) -> None:
    hooks = Recorder()
    client = connect(hooks=hooks)
    body = {**GET_TASK.response_body, "status": 7, "calls": [{"id": "one", "created_at": None}, {"id": "two"}]}
    server.script(respond(200, body))
    GET_TASK(client)
    GET_TASK(client)
    drift = hooks.events_of(DriftEvent)
    assert [(one.pointer, one.actual) for one in drift if one.pointer.startswith("/calls/*/id")] == [
        ("/calls/*/id", "string")
    ] * 2
    assert {(one.pointer, one.expected, one.actual) for one in drift} >= {
        ("/calls/*/id", "uuid", "string"),
        ("/calls/*/created_at", "date-time", "null"),
    }
    assert {(one.operation, one.path, one.status, one.attempt) for one in drift} == {("get_task", TEMPLATE, 200, 1)}
    assert hooks.kinds.index("Drift") > hooks.kinds.index("Response")


def test_drift_of_an_error_body_is_reported(connect: Connect, server: HostileServer) -> None:
    hooks = Recorder()
    server.script(respond(400, {"status_code": "four hundred", "message": 5}))
    RUN_TASKS.failing(connect("unpod", hooks=hooks))
    assert {one.status for one in hooks.events_of(DriftEvent)} == {400}


def test_undocumented_success_is_drift_of_the_whole_response(connect: Connect, server: HostileServer) -> None:
    hooks = Recorder()
    server.script(respond(202, GET_TASK.response_body))
    GET_TASK(connect(hooks=hooks))
    (drift,) = hooks.events_of(DriftEvent)
    assert (drift.pointer, drift.expected, drift.actual) == ("", "status 200", "status 202")


def test_events_are_frozen(connect: Connect, server: HostileServer) -> None:
    hooks = Recorder()
    server.script(respond(503, {}), respond(200, {"id": 1}))
    GET_TASK(connect(hooks=hooks))
    assert {type(event) for event in hooks.events} == {RequestEvent, ResponseEvent, RetryEvent, DriftEvent}
    for event in hooks.events:
        with pytest.raises(FrozenInstanceError):
            event.attempt = 5  # type: ignore[misc]


PLANTED = "Robin-Sample-1961"


def test_no_event_or_log_record_contains_what_was_sent_or_received(
    connect: Connect, server: HostileServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "caretasks")
    hooks = Recorder()
    client = connect("unpod", hooks=hooks, headers={"X-Patient": PLANTED})
    server.script(
        respond(503, {"message": PLANTED}, {"X-Request-Id": PLANTED}),
        disconnect(f"HTTP/1.1 {PLANTED}\r\n\r\n".encode()),
        respond(200, {"count": PLANTED, "message": [PLANTED], "data": [{"task_id": 7, PLANTED: PLANTED}], PLANTED: 1}),
    )
    client.get_run_tasks(PLANTED, PLANTED, headers={"X-Call": PLANTED})
    server.script(respond(503, PLANTED), respond(404, {"message": PLANTED}))
    with pytest.raises(ApiError):
        client.request("GET", f"/{PLANTED}?name={PLANTED}", params={PLANTED: PLANTED})
    assert {type(event) for event in hooks.events} == {RequestEvent, ResponseEvent, RetryEvent, DriftEvent}
    records = [record.getMessage() for record in caplog.records if record.name.startswith("caretasks")]
    assert records
    reported = "\n".join([*records, *map(repr, hooks.events)])
    assert not re.search(rf"{PLANTED}|{KEY}|\b{server.port}\b", reported)


# The object with the hooks.


class _OnlyRetry:
    def __init__(self, events: list[CallEvent]) -> None:
        self._events = events

    def on_retry(self, event: RetryEvent) -> None:
        self._events.append(event)


@dataclass(frozen=True)
class _Attributes:
    on_retry: Callable[[RetryEvent], object]
    on_drift: Callable[[DriftEvent], object] | None = None


@pytest.mark.parametrize(
    "make",
    [_OnlyRetry, lambda events: _Attributes(events.append), lambda events: SimpleNamespace(on_retry=events.append)],
    ids=["method", "dataclass", "namespace"],
)
def test_object_may_have_any_of_the_hooks(
    connect: Connect, server: HostileServer, make: Callable[[list[CallEvent]], Any]
) -> None:
    events: list[CallEvent] = []
    server.script(respond(503, {}), respond(200, {"id": 1}))
    GET_TASK(connect(hooks=make(events)))
    assert [type(event) for event in events] == [RetryEvent]


async def _coroutine(event: CallEvent) -> None:
    pass


@pytest.mark.parametrize(
    ("hooks", "message"),
    [
        (object(), "none of the methods on_request, on_response, on_retry, on_drift"),
        ({"on_request": print}, "none of the methods"),
        (SimpleNamespace(on_retry=None), "none of the methods"),
        (SimpleNamespace(on_request="print"), "on_request of hooks cannot be called: it is a str"),
        (SimpleNamespace(on_drift=_coroutine), "on_drift of hooks is a coroutine function"),
    ],
)
def test_invalid_hooks_are_rejected(connect: Connect, hooks: object, message: str) -> None:
    with pytest.raises(package("miramace").ConfigurationError, match=message):
        connect(hooks=hooks)


@pytest.mark.parametrize("name", ["on_request", "on_response", "on_retry", "on_drift"])
def test_hook_that_raises_is_logged_and_changes_nothing(
    connect: Connect, server: HostileServer, caplog: pytest.LogCaptureFixture, waits: Waits, name: str
) -> None:
    def fail(event: CallEvent) -> None:
        raise LookupError(PLANTED)

    body = {**GET_TASK.response_body, "status": 7}
    server.script(reset(), respond(503, {}), respond(200, body))
    assert GET_TASK(connect(hooks=SimpleNamespace(**{name: fail}))).to_dict() == body
    assert (len(server.requests), len(waits)) == (3, 2)
    (record, *_) = (record for record in caplog.records if record.levelno == logging.ERROR)
    line = fail.__code__.co_firstlineno + 1
    assert (record.name, record.getMessage()) == (
        "caretasks.miramace",
        f"get_task: hook {name} raised LookupError (test_hooks.py:{line})",
    )
    assert PLANTED not in caplog.text


def test_hook_that_raises_does_not_change_the_error_of_a_call(connect: Connect, server: HostileServer) -> None:
    server.script(disconnect())
    hooks = SimpleNamespace(on_response=lambda event: 1 / 0, on_request=print)
    error = CREATE_TASK.failing(connect(hooks=hooks))
    assert isinstance(error, package("miramace").OutcomeUnknownError)
    assert "ZeroDivisionError" not in "".join(map(repr, (error, error.__cause__, error.__context__)))


def test_copies_of_a_client_have_its_hooks(connect: Connect, server: HostileServer) -> None:
    hooks = Recorder()
    script_response(server, GET_TASK)
    GET_TASK(connect(hooks=hooks).with_options(timeout=5))
    assert hooks.kinds == ["Request", "Response"]


# The log.


def test_retry_is_logged_with_reason_and_wait(
    connect: Connect, server: HostileServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "caretasks.miramace")
    server.script(respond(429, {}, {"Retry-After": "7"}), reset(), GOOD)
    GET_TASK(connect())
    first, second = (record for record in caplog.records if record.name == "caretasks.miramace")
    assert (first.levelno, second.levelno) == (logging.INFO, logging.INFO)
    assert first.getMessage() == "get_task: attempt 1 failed (status 429), retrying in 7.00 seconds"
    assert re.fullmatch(r"get_task: attempt 2 failed \(ReadError\), retrying in \d\.\d\d seconds", second.getMessage())


def test_call_without_a_retry_logs_nothing(
    connect: Connect, server: HostileServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "caretasks")
    server.script(respond(500, {}))
    CREATE_TASK.failing(connect())
    assert [record for record in caplog.records if record.name.startswith("caretasks")] == []


# The number of attempts of an error.


@pytest.mark.parametrize(
    ("behaviours", "attempts"),
    [
        ((respond(404, {}),), 1),
        ((respond(503, {}),), 3),
        ((respond(503, {}), respond(404, {})), 2),
        ((respond(503, {}), respond(200, b"[]")), 2),
        ((reset(),), 3),
    ],
)
def test_error_has_the_number_of_attempts(
    connect: Connect, server: HostileServer, behaviours: tuple[Behaviour, ...], attempts: int
) -> None:
    server.script(*behaviours)
    error: Any = GET_TASK.failing(connect())
    assert isinstance(error, ApiError)
    assert (error.attempts, len(server.requests)) == (attempts, attempts)
    assert pickle.loads(pickle.dumps(error)).attempts == attempts  # noqa: S301 - our own


def test_error_of_a_write_after_a_refused_connection_counts_both_attempts(connect: Connect, waits: Waits) -> None:
    with HostileServer(listening=False) as closed:
        closed.script(disconnect())
        waits.then = closed.listen
        error: Any = CREATE_TASK.failing(connect(base_url=closed.url))
        assert (error.attempts, len(closed.requests)) == (2, 1)


def test_error_before_anything_is_sent_has_no_attempts(connect: Connect) -> None:
    client = connect.bare("unpod", api_key=KEY, base_url="http://127.0.0.1:9")
    with pytest.raises(package("unpod").ConfigurationError) as caught:
        client.get_run_tasks("space", "run")
    assert caught.value.attempts == 0


def test_ids_of_calls_increase(connect: Connect, server: HostileServer) -> None:
    hooks = Recorder()
    client = connect(hooks=hooks)
    server.script(GOOD)
    for number in range(3):
        client.get_task(UUID(int=number))
    ids = [event.call_id for event in hooks.events_of(RequestEvent)]
    assert all(first < second for first, second in itertools.pairwise(ids))
