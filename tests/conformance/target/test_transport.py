"""Tests of the transport: blocked requests, rate limit and retries. The clock is simulated."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO

import pytest
import requests

from caretasks.conformance.config import Settings, Writes
from caretasks.conformance.target import phone_numbers, remote, transport
from caretasks.conformance.target.availability import TransportError
from caretasks.conformance.target.model import Target
from caretasks.conformance.target.transport import RequestBlockedError, SafeTransport
from caretasks.openapi.operation.security import INVALID_KEY
from tests.bundled_apis import load_api
from tests.servers.faulty import check_changed_responses

HOST = "http://clinic.example"
KEY = "the-key-of-the-user"
USER_NUMBER = "+12125550177"
TARGET = Target(load_api("miramace"), HOST, "", KEY)
TARGET_WITH_NUMBERS = replace(TARGET, user_values={("create_task", "phone_number"): ("+14155555556", "+15555555555")})


class Clock:
    def __init__(self) -> None:
        self.time = 100.0

    def sleep(self, seconds: float) -> None:
        self.time += seconds


class FakeServer:
    """A transport, and a server that returns these responses in order, and then the last one.

    A response is a status, or a status and a Retry-After header.
    """

    def __init__(
        self,
        *responses: int | tuple[int, str],
        rate: float | None = None,
        writes: Writes = Writes.NONE,
        target: Target = TARGET,
        settings: Settings | None = None,
    ) -> None:
        self.responses, self.times, self.clock = list(responses) or [200], list[float](), Clock()
        settings = settings or Settings(writes=writes, rate_limit=rate)
        self.transport = SafeTransport(target, settings, now=lambda: self.clock.time, sleep=self.clock.sleep)

    def write(self, path: str = "/v1/task", number: object = USER_NUMBER, method: str = "POST", case: str = "") -> int:
        """Send a write with the API key."""
        headers = {"Authorization": f"Bearer {KEY}", **({"X-Schemathesis-TestCaseId": case} if case else {})}
        return self.send(method, HOST + path, headers, json.dumps({"phone_number": number}))

    def send(
        self, method: str = "GET", url: str = HOST, headers: Mapping[str, str] | None = None, body: str | None = None
    ) -> int:
        request = requests.Request(method, url, dict(headers or {}), data=body).prepare()
        return self.transport.send(request, self._respond).status_code

    def _respond(self) -> requests.Response:
        self.times.append(self.clock.time - 100)
        status = self.responses.pop(0) if len(self.responses) > 1 else self.responses[0]
        response = requests.Response()
        response.raw = BytesIO()
        response.status_code, retry_after = status if isinstance(status, tuple) else (status, None)
        response.headers.update({} if retry_after is None else {"Retry-After": retry_after})
        return response


def test_excluded_operation_gets_no_request() -> None:
    settings = Settings(writes=Writes.GENERATED, excluded_operations={"get_task": "any"})
    server = FakeServer(settings=settings)
    with pytest.raises(RequestBlockedError, match="request blocked: get_task is excluded"):
        server.send(url=f"{HOST}/v1/task/1")
    server.write()
    assert len(server.times) == 1


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "QUERY"])
@pytest.mark.parametrize(
    ("url", "headers"),
    [
        (HOST, {"Authorization": f"Bearer {KEY}"}),
        (HOST, {"X-Other": f"a{KEY}b"}),
        (f"{HOST}/?api_key={KEY}", {}),
        (HOST, {"Authorization": "Basic another-one"}),
    ],
    ids=["header", "another header", "query", "another key"],
)
def test_blocks_a_write_with_a_key(method: str, url: str, headers: dict[str, str]) -> None:
    server = FakeServer()
    with pytest.raises(RequestBlockedError) as raised:
        server.send(method, url, headers)
    assert server.times == []
    assert KEY not in str(raised.value)


def test_blocks_a_write_with_a_body() -> None:
    server = FakeServer()
    with pytest.raises(RequestBlockedError):
        server.send("POST", body='{"phone_number": "+12025550143"}')
    assert server.times == []


def test_sends_probes_and_reads() -> None:
    server = FakeServer()
    for key in (f"Bearer {INVALID_KEY}", "Bearer ", "Bearer", ""):
        assert server.send("POST", headers={"Authorization": key}, body="{}") == 200
    assert server.send("GET", headers={"Authorization": f"Bearer {KEY}"}) == 200


@pytest.mark.parametrize("value", ["", "Bearer "])
def test_write_with_an_empty_key_is_not_a_documented_write(value: str) -> None:
    server = FakeServer(writes=Writes.DOCUMENTED)
    assert server.send("POST", headers={"Authorization": value}, body="{}") == 200
    with pytest.raises(RequestBlockedError, match="without a valid key must have the body"):
        server.send("POST", headers={"Authorization": value}, body='{"a": 1}')
    assert server.write(case="1") == 200


def test_sends_a_documented_write_once() -> None:
    server = FakeServer(writes=Writes.DOCUMENTED)
    assert server.write(case="1") == 200
    with pytest.raises(RequestBlockedError):
        server.write(case="2")
    assert len(server.times) == 1


@pytest.mark.parametrize(("path", "method"), [("/v1/task", "PUT"), ("/v1/task/1", "DELETE"), ("/v1/other", "POST")])
def test_blocks_an_undocumented_write(path: str, method: str) -> None:
    server = FakeServer(writes=Writes.DOCUMENTED)
    with pytest.raises(RequestBlockedError):
        server.write(path, method=method)
    assert server.times == []


def test_blocks_a_write_with_an_invalid_key_and_a_body() -> None:
    server = FakeServer(writes=Writes.DOCUMENTED)
    for _ in range(3):
        assert server.send("POST", headers={"Authorization": f"Bearer {INVALID_KEY}"}, body="{}") == 200
    with pytest.raises(RequestBlockedError):
        server.send("POST", headers={"Authorization": f"Bearer {INVALID_KEY}"}, body='{"task": "x"}')


@pytest.mark.parametrize("writes", [Writes.DOCUMENTED, Writes.GENERATED])
@pytest.mark.parametrize(
    "number", ["+14155555556", "+15555555555", 15555555555, "911", ["+15555555555"], {"it": "(555) 555-5555"}]
)
def test_blocks_a_write_with_a_real_phone_number(writes: Writes, number: object) -> None:
    server = FakeServer(writes=writes)
    with pytest.raises(RequestBlockedError):
        server.write(number=number)
    assert server.times == []


@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
def test_blocks_a_read_with_a_real_phone_number(method: str) -> None:
    server = FakeServer(writes=Writes.GENERATED)
    with pytest.raises(RequestBlockedError):
        server.write(number="+15555555555", method=method)
    assert server.times == []


def test_blocks_a_phone_number_in_a_body_that_is_not_json() -> None:
    server = FakeServer(writes=Writes.GENERATED)
    with pytest.raises(RequestBlockedError):
        server.send("POST", body="phone_number=%2B15555555555")
    assert server.send("POST", body="phone_number=none") == 200


@pytest.mark.parametrize("writes", [Writes.DOCUMENTED, Writes.GENERATED])
def test_sends_user_provided_numbers_but_no_documented_ones(writes: Writes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phone_numbers, "documented_numbers", lambda api: frozenset({"+15555555555"}))
    server = FakeServer(writes=writes, target=TARGET_WITH_NUMBERS)
    with pytest.raises(RequestBlockedError):
        server.write(number="+15555555555")
    assert server.write(number="+14155555556", case="another") == 200


def test_sends_each_generated_write_once() -> None:
    server = FakeServer(writes=Writes.GENERATED)
    assert [server.write(case="1"), server.write(case="2")] == [200, 200]
    with pytest.raises(RequestBlockedError):
        server.write(case="1")
    assert len(server.times) == 2


def test_blocks_the_key_to_another_host() -> None:
    server = FakeServer()
    with pytest.raises(RequestBlockedError):
        server.send("GET", "http://another.example", {"Authorization": f"Bearer {KEY}"})
    assert server.times == []


def test_keeps_to_the_rate_limit() -> None:
    server = FakeServer(rate=5)
    for _ in range(4):
        server.send()
    assert server.times == pytest.approx([0, 0.2, 0.4, 0.6])


@pytest.mark.parametrize("status", sorted(transport.RETRY_STATUSES))
def test_retries_a_read_while_the_server_is_busy(status: int) -> None:
    server = FakeServer(status, status, 200)
    assert server.send() == 200
    assert server.times == [0, 1, 3]


def test_retries_count_towards_the_rate_limit() -> None:
    server = FakeServer(503, 503, 200, rate=0.1)
    assert [server.send(), server.send()] == [200, 200]
    assert server.times == pytest.approx([0, 10, 20, 30])


def test_waits_for_retry_after() -> None:
    server = FakeServer((429, "17"), 200)
    assert server.send() == 200
    assert server.times == [0, 17]


def test_does_not_retry_a_write_but_delays_the_next_request() -> None:
    server = FakeServer((503, "9"), 200)
    assert server.send("POST", body="{}") == 503
    assert server.send() == 200
    assert server.times == [0, 9]


def test_stops_retrying_if_the_server_stays_busy() -> None:
    server = FakeServer(503)
    assert [server.send() for _ in range(20)] == [503] * 20
    assert len(server.times) == 3 * 4 + 17


def test_retry_after_above_the_maximum_is_an_error() -> None:
    server = FakeServer((429, "3600"), 200)
    assert server.send() == 429
    with pytest.raises(TransportError, match="rate limited"):
        server.send()
    assert server.times == [0]


@pytest.mark.parametrize(
    ("api", "url", "rate"),
    [
        ("maxcare", "https://api.maxcare.ai", 1000 / 60 / 2),
        ("unpod", "https://unpod.ai", 5),
        ("miramace", "http://10.0.0.1:4010/miramace", 5),
        ("maxcare", "http://localhost:4010/maxcare", None),
        ("maxcare", "http://127.8.9.1", None),
        ("unpod", "http://[::1]:4010", None),
        ("unpod", "http://127.0.0.1.example.com", 5),
    ],
)
def test_default_rate_limit(api: str, url: str, rate: float | None) -> None:
    assert remote.default_rate_limit(load_api(api), url) == (rate if rate is None else pytest.approx(rate))


@pytest.mark.slow
def test_requests_to_the_mock_server_keep_to_the_rate_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    waits, paths = list[None](), list[str]()
    monkeypatch.setattr(SafeTransport, "wait", lambda transport: waits.append(None))
    check_changed_responses(
        "unpod", lambda exchange: paths.append(exchange.path), Settings(max_examples=2, rate_limit=5)
    )
    assert paths
    assert len(waits) == len(paths)


def test_every_requests_session_uses_the_transport() -> None:
    before = requests.Session().get_adapter(HOST)
    with transport.installed_transport(TARGET, Settings(writes=Writes.NONE)), pytest.raises(RequestBlockedError):
        requests.post(HOST, headers={"Authorization": f"Bearer {KEY}"}, timeout=1)
    assert type(requests.Session().get_adapter(HOST)) is type(before)
