"""What is held back from a server elsewhere, how often it is asked, and when it is asked again. No time passes here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO

import pytest
import requests

from caretasks.conformance.config import Settings, Writes
from caretasks.conformance.target import phone_numbers, remote, transport
from caretasks.conformance.target.model import Target
from caretasks.conformance.target.transport import BusyServerError, Courier, HeldBackError
from caretasks.openapi.catalog import Catalogue
from caretasks.openapi.operation.security import INVENTED
from tests.servers.faulty import checked_with

HOST = "http://clinic.example"
KEY = "the-users-own-key"
OWN = "+12125550177"
TARGET = Target(Catalogue().load("miramace"), HOST, "", KEY)
GIVEN = replace(TARGET, given={("create_task", "phone_number"): ("+14155555556", "+15555555555")})


class Clock:
    def __init__(self) -> None:
        self.time = 100.0

    def sleep(self, seconds: float) -> None:
        self.time += seconds


class Line:
    """A courier, and a server that gives these answers, the last one for ever."""

    def __init__(
        self,
        *answers: int | tuple[int, str],
        rate: float | None = None,
        writes: Writes = Writes.NONE,
        target: Target = TARGET,
    ) -> None:
        self.answers, self.times, self.clock = list(answers) or [200], list[float](), Clock()
        settings = Settings(writes=writes, rate_limit=rate)
        self.courier = Courier(target, settings, now=lambda: self.clock.time, sleep=self.clock.sleep)

    def write(self, path: str = "/v1/task", number: object = OWN, method: str = "POST", case: str = "") -> int:
        """Sends a write with the key."""
        headers = {"Authorization": f"Bearer {KEY}", **({"X-Schemathesis-TestCaseId": case} if case else {})}
        return self.send(method, HOST + path, headers, json.dumps({"phone_number": number}))

    def send(
        self, method: str = "GET", url: str = HOST, headers: Mapping[str, str] | None = None, body: str | None = None
    ) -> int:
        request = requests.Request(method, url, dict(headers or {}), data=body).prepare()
        return self.courier.carry(request, self._answer).status_code

    def _answer(self) -> requests.Response:
        self.times.append(self.clock.time - 100)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        response = requests.Response()
        response.raw = BytesIO()
        response.status_code, after = answer if isinstance(answer, tuple) else (answer, None)
        response.headers.update({} if after is None else {"Retry-After": after})
        return response


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "QUERY"])
@pytest.mark.parametrize(
    ("url", "headers"),
    [
        (HOST, {"Authorization": f"Bearer {KEY}"}),
        (HOST, {"X-Other": f"a{KEY}b"}),
        (f"{HOST}/?api_key={KEY}", {}),
        (HOST, {"Authorization": "Basic another-one"}),
    ],
    ids=["header", "another header", "query", "another's key"],
)
def test_a_write_with_a_key_is_held_back(method: str, url: str, headers: dict[str, str]) -> None:
    line = Line()
    with pytest.raises(HeldBackError) as raised:
        line.send(method, url, headers)
    assert line.times == []
    assert KEY not in str(raised.value)


def test_a_write_with_a_body_is_held_back() -> None:
    line = Line()
    with pytest.raises(HeldBackError):
        line.send("POST", body='{"phone_number": "+12025550143"}')
    assert line.times == []


def test_a_probe_and_a_read_pass() -> None:
    line = Line()
    assert line.send("POST", headers={"Authorization": f"Bearer {INVENTED}"}, body="{}") == 200
    assert line.send("GET", headers={"Authorization": f"Bearer {KEY}"}) == 200


def test_a_documented_write_passes_once() -> None:
    line = Line(writes=Writes.DOCUMENTED)
    assert line.write(case="1") == 200
    with pytest.raises(HeldBackError):
        line.write(case="2")
    assert len(line.times) == 1


@pytest.mark.parametrize(("path", "method"), [("/v1/task", "PUT"), ("/v1/task/1", "DELETE"), ("/v1/other", "POST")])
def test_a_write_that_is_not_documented_is_held_back(path: str, method: str) -> None:
    line = Line(writes=Writes.DOCUMENTED)
    with pytest.raises(HeldBackError):
        line.write(path, method=method)
    assert line.times == []


def test_of_a_documented_write_without_the_key_only_its_probes_pass() -> None:
    line = Line(writes=Writes.DOCUMENTED)
    for _ in range(3):
        assert line.send("POST", headers={"Authorization": f"Bearer {INVENTED}"}, body="{}") == 200
    with pytest.raises(HeldBackError):
        line.send("POST", headers={"Authorization": f"Bearer {INVENTED}"}, body='{"task": "x"}')


@pytest.mark.parametrize("writes", [Writes.DOCUMENTED, Writes.GENERATED])
@pytest.mark.parametrize(
    "number", ["+14155555556", "+15555555555", 15555555555, "911", ["+15555555555"], {"it": "(555) 555-5555"}]
)
def test_a_number_that_somebody_may_have_is_held_back(writes: Writes, number: object) -> None:
    line = Line(writes=writes)
    with pytest.raises(HeldBackError):
        line.write(number=number)
    assert line.times == []


@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
def test_a_number_in_the_body_of_a_read_is_held_back(method: str) -> None:
    line = Line(writes=Writes.GENERATED)
    with pytest.raises(HeldBackError):
        line.write(number="+15555555555", method=method)
    assert line.times == []


def test_a_number_in_what_is_no_json_is_held_back() -> None:
    line = Line(writes=Writes.GENERATED)
    with pytest.raises(HeldBackError):
        line.send("POST", body="phone_number=%2B15555555555")
    assert line.send("POST", body="phone_number=none") == 200


@pytest.mark.parametrize("writes", [Writes.DOCUMENTED, Writes.GENERATED])
def test_the_users_own_number_passes_but_never_the_pages(writes: Writes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phone_numbers, "shown", lambda api: frozenset({"+15555555555"}))
    line = Line(writes=writes, target=GIVEN)
    with pytest.raises(HeldBackError):
        line.write(number="+15555555555")
    assert line.write(number="+14155555556", case="another") == 200


def test_a_made_up_write_passes_once_and_others_of_its_operation_too() -> None:
    line = Line(writes=Writes.GENERATED)
    assert [line.write(case="1"), line.write(case="2")] == [200, 200]
    with pytest.raises(HeldBackError):
        line.write(case="1")
    assert len(line.times) == 2


def test_another_host_gets_no_key() -> None:
    line = Line()
    with pytest.raises(HeldBackError):
        line.send("GET", "http://another.example", {"Authorization": f"Bearer {KEY}"})
    assert line.times == []


def test_no_more_than_the_rate_is_sent() -> None:
    line = Line(rate=5)
    for _ in range(4):
        line.send()
    assert line.times == pytest.approx([0, 0.2, 0.4, 0.6])


@pytest.mark.parametrize("status", sorted(transport.BUSY))
def test_a_read_is_sent_again_while_the_server_is_busy(status: int) -> None:
    line = Line(status, status, 200)
    assert line.send() == 200
    assert line.times == [0, 1, 3]


def test_what_is_sent_again_counts_in_the_rate() -> None:
    line = Line(503, 503, 200, rate=0.1)
    assert [line.send(), line.send()] == [200, 200]
    assert line.times == pytest.approx([0, 10, 20, 30])


def test_retry_after_is_obeyed() -> None:
    line = Line((429, "17"), 200)
    assert line.send() == 200
    assert line.times == [0, 17]


def test_a_write_is_never_sent_again_and_what_follows_waits() -> None:
    line = Line((503, "9"), 200)
    assert line.send("POST", body="{}") == 503
    assert line.send() == 200
    assert line.times == [0, 9]


def test_a_server_that_stays_busy_is_not_waited_for_for_ever() -> None:
    line = Line(503)
    assert [line.send() for _ in range(20)] == [503] * 20
    assert len(line.times) == 3 * 4 + 17


def test_more_patience_than_there_is_ends_it() -> None:
    line = Line((429, "3600"), 200)
    assert line.send() == 429
    with pytest.raises(BusyServerError):
        line.send()
    assert line.times == [0]


@pytest.mark.parametrize(
    ("api", "url", "rate"),
    [
        ("maxcare", "https://api.maxcare.ai/v2", 1000 / 60 / 2),
        ("unpod", "https://unpod.ai", 5),
        ("miramace", "http://10.0.0.1:4010/miramace", 5),
        ("maxcare", "http://localhost:4010/maxcare/v2", None),
        ("maxcare", "http://127.8.9.1", None),
        ("unpod", "http://[::1]:4010", None),
        ("unpod", "http://127.0.0.1.example.com", 5),
    ],
)
def test_the_rate_is_half_of_the_documented_limit_and_none_at_this_machine(
    api: str, url: str, rate: float | None
) -> None:
    assert remote.default_rate(Catalogue().load(api), url) == (rate if rate is None else pytest.approx(rate))


def test_every_request_to_a_stand_in_keeps_to_the_rate_that_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    waited, came = list[None](), list[str]()
    monkeypatch.setattr(Courier, "wait", lambda courier: waited.append(None))
    checked_with("unpod", lambda answer: came.append(answer.path), Settings(max_examples=2, rate_limit=5))
    assert came
    assert len(waited) == len(came)


def test_every_session_of_the_engine_passes_the_courier() -> None:
    before = requests.Session().get_adapter(HOST)
    with transport.between(TARGET, Settings(writes=Writes.NONE)), pytest.raises(HeldBackError):
        requests.post(HOST, headers={"Authorization": f"Bearer {KEY}"}, timeout=1)
    assert type(requests.Session().get_adapter(HOST)) is type(before)
