"""Waits for a final status: which responses and errors end them, when requests are sent, and the time limit."""

from __future__ import annotations

import asyncio
import contextlib
import math
import pickle
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caretasks.client import (
    AuthenticationError,
    NotFoundError,
    ResponseDecodeError,
    WaitTimeoutError,
)
from caretasks.client.base_client import AsyncBaseClient, BaseClient
from caretasks.client.operation import ApiInfo, FinalStatus, Operation, Server
from caretasks.client.types import UNSET
from caretasks.client.workflows import waiting
from caretasks.solum.errors import CLASSES, SolumError
from tests.client.driving import Waits

KEY = "k3y-0f-n0b0dy"
API = ApiInfo("solum", Server("main", "http://127.0.0.1"), "SOLUM_BASE_URL", False, CLASSES)
OPERATION: Operation[Any] = Operation("get_task", "GET", "/tasks/{id}", successes={}, errors={})
SETTINGS: dict[str, Any] = {
    "keys": {"SOLUM_API_KEY": KEY},
    "base_url": None,
    "max_retries": 2,
    "headers": None,
    "strict": False,
    "max_response_bytes": 10**9,
    "hooks": None,
    "accounts": {},
}
FINAL = FinalStatus(OPERATION, "/status", ("done", "failed"))
PENDING, DONE = {"status": "pending"}, {"status": "done"}

Step = Any
"""A JSON body of a success, a response or a function that makes it, or an exception to raise. The last is repeated."""


class EndlessBody(httpx.SyncByteStream, httpx.AsyncByteStream):
    def __iter__(self) -> Iterator[bytes]:
        while True:
            yield b" "

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self:
            yield part


class Driver:
    """Waits with a sync or async client, and the requests that were sent."""

    def __init__(self, runner: asyncio.Runner | None) -> None:
        self.requests: list[httpx.Request] = []
        self._runner = runner

    def __call__(
        self,
        *steps: Step,
        final: FinalStatus = FINAL,
        timeout: Any = 600,
        interval: Any = 5,
        client_timeout: Any = UNSET,
    ) -> Any:
        def handle(request: httpx.Request) -> httpx.Response:
            step = steps[min(len(self.requests), len(steps) - 1)]
            self.requests.append(request)
            if isinstance(step, Exception):
                raise step
            if callable(step):
                response: httpx.Response = step()
                return response
            if isinstance(step, httpx.Response):  # copied, since the parameters of tests are shared
                return httpx.Response(step.status_code, headers=step.headers, content=step.content)
            return httpx.Response(200, json=step)

        def poll(client: Any) -> Any:
            return client.request("GET", "/tasks/1")

        settings, transport = {**SETTINGS, "timeout": client_timeout}, httpx.MockTransport(handle)
        options = {"timeout": timeout, "interval": interval}
        if self._runner is None:
            return BaseClient(API, transport, **settings).poll_until_final(final, poll, **options)
        client = AsyncBaseClient(API, transport, **settings)
        return self._runner.run(client.poll_until_final(final, poll, **options))

    def fail(self, *steps: Step, **options: Any) -> WaitTimeoutError:
        with pytest.raises(WaitTimeoutError) as caught:
            self(*steps, **options)
        return caught.value


@pytest.fixture(params=["sync", "async"])
def drive(request: pytest.FixtureRequest, waits: Waits) -> Iterator[Driver]:
    with contextlib.ExitStack() as stack:
        runner = stack.enter_context(asyncio.Runner()) if request.param == "async" else None
        yield Driver(runner)


@pytest.fixture(autouse=True)
def no_jitter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "_JITTER", 0)


def test_final_status_is_returned_without_a_pause(drive: Driver, waits: Waits) -> None:
    assert drive(DONE) == DONE
    assert waits == []


@pytest.mark.parametrize(
    "unfinished", [PENDING, {"status": "paused by robin"}, {}, {"status": None}, {"status": ["done"]}, []], ids=str
)
def test_any_other_status_keeps_waiting(drive: Driver, waits: Waits, unfinished: Any) -> None:
    assert drive(unfinished, DONE) == DONE
    assert waits == [5]


def test_pauses_grow_up_to_a_maximum(drive: Driver, waits: Waits) -> None:
    drive(*[PENDING] * 7, DONE)
    assert waits == [5, 7.5, 11.25, 16.875, 25.3125, 30, 30]


def test_interval_above_the_maximum_does_not_grow(drive: Driver, waits: Waits) -> None:
    drive(PENDING, PENDING, DONE, interval=60)
    assert waits == [60, 60]


@given(st.floats(0.001, 1000), st.integers(1, 10_000))
def test_jitter_changes_a_pause_by_at_most_a_tenth(interval: float, requests: int) -> None:
    limit = max(interval, 30)
    expected = min(interval * 1.5 ** min(requests - 1, 100), limit)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(waiting, "_JITTER", 0.1)
        assert 0.899 * expected <= waiting._backoff(interval, requests) <= 1.101 * expected


ITEMS = FinalStatus(OPERATION, "/data/*/status", ("done", "failed"))


def test_all_items_of_a_list_must_be_final(drive: Driver, waits: Waits) -> None:
    final = {"data": [DONE, {"status": "failed"}]}
    unfinished: list[Any] = [{}, {"data": []}, {"data": None}, {"data": [DONE, PENDING]}, {"data": [DONE, {}]}]
    assert drive(*unfinished, final, final=ITEMS) == final
    assert len(waits) == len(unfinished)


@pytest.mark.parametrize(
    "transient",
    [
        *(httpx.Response(status) for status in (408, 425, 429, 500, 502, 503, 504, 599)),
        httpx.ConnectError("refused"),
        httpx.ReadTimeout("slow"),
        httpx.RemoteProtocolError("lost"),
    ],
    ids=repr,
)
def test_transient_error_does_not_end_the_wait(drive: Driver, waits: Waits, transient: Any) -> None:
    assert drive(PENDING, transient, DONE) == DONE
    assert waits == [5, 7.5]


@pytest.mark.parametrize(("status", "kind"), [(401, AuthenticationError), (404, NotFoundError)])
def test_error_status_ends_the_wait_at_once(drive: Driver, waits: Waits, status: int, kind: type[Any]) -> None:
    with pytest.raises(kind):
        drive(httpx.Response(status), DONE)
    assert waits == []


def test_response_that_cannot_be_decoded_ends_the_wait(drive: Driver) -> None:
    html = httpx.Response(200, content=b"<html>", headers={"Content-Type": "application/json"})
    with pytest.raises(ResponseDecodeError):
        drive(html, DONE)


def test_error_that_is_not_transient_ends_the_wait(drive: Driver) -> None:
    with pytest.raises(httpx.UnsupportedProtocol):
        drive(httpx.UnsupportedProtocol("no"), DONE)


@pytest.mark.parametrize("status", [200, 429, 503])
@pytest.mark.parametrize(("seconds", "expected"), [("20", 20), ("1", 5), ("0", 5), ("later", 5)])
def test_retry_after_is_the_least_pause(
    drive: Driver, waits: Waits, status: int, seconds: str, expected: float
) -> None:
    drive(httpx.Response(status, json=PENDING, headers={"Retry-After": seconds}), DONE)
    assert waits == [expected]


def test_retry_after_may_be_a_date(drive: Driver, waits: Waits) -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    drive(httpx.Response(503, headers={"Retry-After": later}), DONE)
    assert 50 < waits[0] <= 60


def test_retry_after_beyond_the_time_limit_ends_the_wait_at_once(drive: Driver, waits: Waits) -> None:
    error = drive.fail(httpx.Response(503, headers={"Retry-After": "700"}))
    assert waits == []
    assert error.elapsed < 600


@pytest.mark.parametrize("seconds", ["99999999999999", "9" * 400])
def test_retry_after_beyond_any_time_is_a_long_pause_of_a_wait_without_an_end(
    drive: Driver, waits: Waits, seconds: str
) -> None:
    drive(httpx.Response(503, headers={"Retry-After": seconds}), DONE, timeout=math.inf)
    assert waits == [1e8]


def test_last_request_is_sent_shortly_before_the_time_limit(drive: Driver, waits: Waits) -> None:
    error = drive.fail(PENDING, timeout=20)
    assert waits == [5, 7.5, 6.5]
    assert len(drive.requests) == error.attempts == 4
    assert 19 <= error.elapsed < 20


@pytest.mark.parametrize("timeout", [1e-9, 0.001, 0.5, 3])
def test_pauses_are_never_longer_than_the_time_limit(drive: Driver, waits: Waits, timeout: float) -> None:
    drive.fail(PENDING, timeout=timeout)
    assert sum(waits) <= timeout


def test_time_limit_covers_the_requests(drive: Driver) -> None:
    drive.fail(PENDING, timeout=20)
    reads = [request.extensions["timeout"]["read"] for request in drive.requests]
    assert reads == pytest.approx([20, 15, 7.5, 1], abs=0.5)


def test_time_limit_covers_a_response_that_does_not_end(drive: Driver) -> None:
    error = drive.fail(lambda: httpx.Response(200, stream=EndlessBody()), timeout=0.01)
    assert ": the response did not end in time (total timeout of " in str(error.__cause__)


@pytest.mark.parametrize(
    ("setting", "expected"),
    [(UNSET, 30), (3, 3), (None, 600), (httpx.Timeout(9, read=None), 600), (1000, 600)],
    ids=str,
)
def test_time_limit_does_not_extend_the_timeout_of_the_client(drive: Driver, setting: Any, expected: float) -> None:
    drive(DONE, client_timeout=setting)
    (request,) = drive.requests
    assert request.extensions["timeout"]["read"] == pytest.approx(expected, abs=0.5)


def test_wait_without_an_end_has_the_timeout_of_the_client(drive: Driver) -> None:
    assert drive(PENDING, DONE, timeout=math.inf) == DONE
    assert [request.extensions["timeout"]["read"] for request in drive.requests] == [30, 30]


def test_timeout_error_has_the_last_response_and_no_values_of_it(drive: Driver) -> None:
    last = {"status": "pending", "name": "Robin Sample"}
    error = drive.fail(last, timeout=20)
    assert isinstance(error, SolumError)
    assert isinstance(error, TimeoutError)
    assert (error.operation, error.last) == ("get_task", last)
    assert str(error) == (
        f"get_task: GET /tasks/{{id}} returned no final status in {error.elapsed:.1f} of 20 seconds"
        " (last status: pending)"
    )
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert (str(copy), copy.last, copy.elapsed) == (str(error), last, error.elapsed)


@pytest.mark.parametrize("status", ["Robin has a cold", "2025550123", f"x-{KEY}", {"name": "Robin"}], ids=str)
def test_timeout_error_does_not_show_a_status_that_may_be_text(drive: Driver, status: Any) -> None:
    assert "(last status: ...)" in str(drive.fail({"status": status}))


def test_timeout_error_names_the_last_error(drive: Driver) -> None:
    error = drive.fail(PENDING, httpx.ReadTimeout("slow"))
    assert error.last == PENDING
    assert isinstance(error.__cause__, httpx.ReadTimeout)
    assert str(error).endswith("(last status: pending; last error: ReadTimeout)")


def test_timeout_error_without_any_response_has_no_last_one(drive: Driver) -> None:
    error = drive.fail(httpx.Response(503))
    assert error.last is None
    assert str(error).endswith("(last status: none; last error: ServerError)")


@pytest.mark.parametrize("name", ["timeout", "interval"])
@pytest.mark.parametrize("value", [0, -1, math.nan, True, "5", None])
def test_invalid_time_is_rejected_before_a_request(drive: Driver, name: str, value: Any) -> None:
    with pytest.raises(ValueError, match=f"{name} must be a positive number of seconds, got"):
        drive(DONE, **{name: value})
    assert drive.requests == []


def test_infinite_interval_is_rejected(drive: Driver) -> None:
    with pytest.raises(ValueError, match="interval must be a finite number"):
        drive(DONE, interval=math.inf)


def test_transient_error_is_logged(drive: Driver, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO", logger="caretasks.solum"):
        drive(httpx.Response(503), DONE)
    assert caplog.messages == ["get_task: ServerError while waiting, next request in 5.00 seconds"]
