"""What is held back from a server elsewhere, how often it is asked, and when it is asked again. No time passes here."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO

import pytest
import requests

from caretasks.conformance import courier
from caretasks.conformance.authentication import INVENTED
from caretasks.conformance.courier import BusyServerError, Courier, HeldBackError
from caretasks.conformance.settings import Settings, Writes
from caretasks.conformance.target import Target
from caretasks.openapi.catalogue import Catalogue

HOST = "http://clinic.example"
KEY = "the-users-own-key"
TARGET = Target(Catalogue().load("miramace"), HOST, "", KEY)


class Clock:
    def __init__(self) -> None:
        self.time = 100.0

    def sleep(self, seconds: float) -> None:
        self.time += seconds


class Line:
    """A courier, and a server that gives these answers, the last one for ever."""

    def __init__(self, *answers: int | tuple[int, str], rate: float | None = None) -> None:
        self.answers, self.times, self.clock = list(answers) or [200], list[float](), Clock()
        settings = Settings(writes=Writes.NONE, rate_limit=rate)
        self.courier = Courier(TARGET, settings, now=lambda: self.clock.time, sleep=self.clock.sleep)

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


@pytest.mark.parametrize("status", sorted(courier.BUSY))
def test_a_read_is_sent_again_while_the_server_is_busy(status: int) -> None:
    line = Line(status, status, 200)
    assert line.send() == 200
    assert line.times == [0, 1, 3]


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


def test_every_session_of_the_engine_passes_the_courier() -> None:
    before = requests.Session().get_adapter(HOST)
    with courier.between(TARGET, Settings(writes=Writes.NONE)), pytest.raises(HeldBackError):
        requests.post(HOST, headers={"Authorization": f"Bearer {KEY}"}, timeout=1)
    assert type(requests.Session().get_adapter(HOST)) is type(before)
