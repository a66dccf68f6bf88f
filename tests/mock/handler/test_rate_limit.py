"""The rate limit: off unless asked for, then as the document says it (MX-13)."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime

import httpx
import pytest

from caretasks.mock.app import build_app
from caretasks.mock.handler.rate_limit import LimitError, RateLimit, parse
from caretasks.mock.resources.clock import Clock
from caretasks.mock.resources.state import State
from caretasks.openapi.catalog import Catalogue
from caretasks.openapi.document import Api
from caretasks.openapi.schema.validation import fits
from tests.mock.mock_servers import AppTransport, Connect, Start, Write
from tests.mock.unusual_spec import ODD

TASK = "/maxcare/v2/tasks/a1b2c3d4-5678-4abc-9def-0123456789ab"
KEYS = {"Authorization": "Bearer k", "X-Organization-Id": "o"}


class Limited:
    """Stand-ins with a limit, and a clock that stands."""

    def __init__(self, apis: list[Api], requests: int = 3, seconds: float = 60.0) -> None:
        self.now = 1_000_000.0
        self.limit = RateLimit(requests, seconds, now=lambda: self.now)
        app = build_app(apis, limit=self.limit)
        self.client = httpx.Client(transport=AppTransport(app), base_url="http://mock", headers=KEYS)

    def statuses(self, count: int, **headers: str) -> list[int]:
        return [self.client.get(TASK, headers=headers).status_code for _ in range(count)]


@pytest.fixture
def limited(apis: dict[str, Api]) -> Limited:
    return Limited([apis["maxcare"], apis["miramace"], apis["solum"]])


def test_it_is_off_unless_asked_for(connect: Connect) -> None:
    client = connect("maxcare", Authorization="Bearer k", X_Organization_Id="o")
    answers = [client.get(TASK.removeprefix("/maxcare/v2")) for _ in range(1001)]
    assert {answer.status_code for answer in answers} == {200}
    assert not any("ratelimit" in name for name in answers[-1].headers)


def test_each_answer_says_what_is_left(limited: Limited) -> None:
    said = []
    for _ in range(3):
        headers = limited.client.get(TASK).headers
        said.append([headers[f"X-RateLimit-{word}"] for word in ("Limit", "Remaining", "Reset")])
        limited.now += 10
    assert said == [["3", left, "1000060"] for left in ("2", "1", "0")]


def test_one_too_many_is_429_as_documented(limited: Limited, apis: dict[str, Api]) -> None:
    limited.statuses(3)
    limited.now += 12.5
    response = limited.client.get(TASK)
    assert response.status_code == 429
    assert response.headers["Retry-After"] == "48"
    names = ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset")
    assert [response.headers[name] for name in names] == ["3", "0", "1000060"]
    media = apis["maxcare"].operation("get_task").responses["429"].media
    assert media is not None
    assert media.schema is not None
    assert fits(media.schema, response.json())
    body = response.json()
    assert (body["code"], body["message"]) == (
        "rate_limit_exceeded",
        "Rate limit exceeded. Maximum 3 requests per 60 seconds.",
    )


def test_the_window_slides(limited: Limited) -> None:
    limited.statuses(1)
    limited.now += 30
    assert limited.statuses(3) == [200, 200, 429]
    limited.now += 30
    assert limited.statuses(2) == [200, 429]  # the first has left the window, the other two have not
    limited.now += 30
    assert limited.statuses(3) == [200, 200, 429]


def test_what_is_turned_away_is_not_counted(limited: Limited) -> None:
    assert limited.statuses(10) == [200] * 3 + [429] * 7
    limited.now += 60
    assert limited.statuses(3) == [200] * 3


def test_waiting_as_long_as_told_is_enough(limited: Limited) -> None:
    limited.now += 0.7
    limited.statuses(3)
    limited.now += float(limited.client.get(TASK).headers["Retry-After"])
    assert limited.statuses(1) == [200]


def test_each_key_has_its_own(limited: Limited) -> None:
    assert limited.statuses(4) == [200, 200, 200, 429]
    assert limited.statuses(1, Authorization="Bearer another") == [200]


def test_a_request_without_a_key_is_not_counted(limited: Limited) -> None:
    for _ in range(5):
        response = limited.client.get(TASK, headers={"Authorization": "k"})
        assert response.status_code == 401
        assert "X-RateLimit-Limit" not in response.headers
    assert limited.statuses(1) == [200]


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [("/unknown", {}, 404), ("/error-500", {}, 500), ("/any", {"Prefer": "code=403"}, 403)],
)
def test_errors_are_counted_and_say_so(limited: Limited, path: str, headers: dict[str, str], status: int) -> None:
    response = limited.client.get(f"/maxcare/v2/tasks{path}", headers=headers)
    assert (response.status_code, response.headers["X-RateLimit-Remaining"]) == (status, "2")
    invalid = limited.client.get(TASK, headers={"X-Organization-Id": ""})
    assert invalid.headers["X-RateLimit-Remaining"] == "1"


LIMITED = {
    "a magic value": ("/maxcare/v2/tasks/error-429", {}),
    "a preference": (TASK, {"Prefer": "code=429"}),
    "a preferred example": (TASK, {"Prefer": "code=429, example=rate_limit_exceeded"}),
    "a sampled body": (TASK, {"Prefer": "code=429, dynamic=true"}),
    "a fault": (TASK, {"X-Caretasks-Fault": "429"}),
}


@pytest.mark.parametrize(("path", "headers"), LIMITED.values(), ids=LIMITED)
def test_a_429_that_was_asked_for_says_that_the_limit_is_reached(
    limited: Limited, path: str, headers: dict[str, str]
) -> None:
    response = limited.client.get(path, headers=headers)
    names = ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "Retry-After")
    assert response.status_code == 429
    assert [response.headers.get_list(name) for name in names] == [["3"], ["0"], ["1000001"], ["1"]]


@pytest.mark.parametrize(("path", "headers"), LIMITED.values(), ids=LIMITED)
def test_it_says_so_without_a_limit_too(apis: dict[str, Api], path: str, headers: dict[str, str]) -> None:
    clock = Clock()
    client = httpx.Client(
        transport=AppTransport(build_app([apis["maxcare"]], state=State(clock=clock))),
        base_url="http://mock",
        headers=KEYS,
    )
    before = clock.now()
    said = client.get(path, headers=headers).headers
    assert (said["X-RateLimit-Limit"], said["X-RateLimit-Remaining"], said["Retry-After"]) == ("1000", "0", "1")
    assert before + 1 <= int(said["X-RateLimit-Reset"]) <= clock.now() + 2


def test_an_api_that_documents_none_is_limited_without_the_headers(limited: Limited) -> None:
    task = "/miramace/v1/task/123e4567-e89b-12d3-a456-426614174002"
    for _ in range(3):
        assert not any("ratelimit" in name for name in limited.client.get(task).headers)
    response = limited.client.get(task)
    assert (response.status_code, response.headers["Retry-After"]) == (429, "60")
    assert list(response.json()) == ["error"]
    assert limited.statuses(1) == [200]  # another API is another count


def test_an_api_whose_429_is_undocumented_refuses_in_the_shape_of_its_errors(limited: Limited) -> None:
    answers = [limited.client.post("/solum/v1/tasks", json={}, headers={"X-API-Key": "k"}) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [422, 422, 422, 429]
    assert "Maximum 3" in answers[-1].json()["detail"]["message"]


def test_other_headers_are_filled_as_their_names_and_schemas_say(write: Write) -> None:
    limited = Limited([Catalogue(write("odd", ODD)).load("odd")], 5, 30)
    headers = limited.client.get("/odd/limited").headers
    assert {name: value for name, value in headers.items() if "limit" in name} == {
        "ratelimit-limit": "5",
        "ratelimit-remaining": "4",
        "ratelimit-reset": "30",
        "x-rate-limit-reset": "1970-01-12T13:47:10Z",
        "x-ratelimit-used": "1",
    }
    assert datetime.fromisoformat(headers["X-Rate-Limit-Reset"]).timestamp() == 1_000_030


def test_a_reset_forgets_one_api_or_all(limited: Limited) -> None:
    limited.statuses(3)
    limited.limit.reset("miramace")
    assert limited.statuses(1) == [429]
    limited.limit.reset("maxcare")
    assert limited.statuses(4) == [200, 200, 200, 429]
    limited.limit.reset()
    assert limited.statuses(1) == [200]


@pytest.mark.parametrize(("text", "limit"), [("1000", (1000, 60)), ("5/1", (5, 1)), ("1/0.5", (1, 0.5))])
def test_a_limit_is_so_many_in_so_long(text: str, limit: tuple[int, float]) -> None:
    assert parse(text) == limit


@pytest.mark.parametrize("text", ["", "0", "-1", "1.5", "x", "5/", "5/0", "5/x", "miramace"])
def test_what_is_no_limit_is_refused(text: str) -> None:
    with pytest.raises(LimitError):
        parse(text)


def test_the_command_says_what_a_limit_is() -> None:
    command = [sys.executable, "-m", "caretasks.cli", "mock", "--rate-limit", "none"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("usage: caretasks mock ")
    assert "\ncaretasks mock: error: argument --rate-limit: a rate limit is how many requests" in ended.stderr


@pytest.mark.parametrize(("arguments", "limit"), [((), "1000"), (("2",), "2")])
def test_the_command_limits_as_it_is_told(start: Start, arguments: tuple[str, ...], limit: str) -> None:
    with start("maxcare", "--rate-limit", *arguments, apis=1) as running:
        answers = [httpx.get(f"{running.urls['maxcare']}/tasks/a", headers=KEYS) for _ in range(3)]
    assert answers[0].headers["X-RateLimit-Limit"] == limit
    assert (answers[-1].status_code == 429) == bool(arguments)


def test_what_resets_an_api_forgets_what_it_counted(limited: Limited) -> None:
    limited.statuses(3)
    assert limited.client.delete("http://127.0.0.1/maxcare/_state").is_success
    assert limited.statuses(1) == [200]
