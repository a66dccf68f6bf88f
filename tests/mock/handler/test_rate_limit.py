"""The rate limit: off by default; if it is on, its headers are those of the spec (MX-13)."""

from __future__ import annotations

from datetime import datetime

import httpx
import pytest

from caretasks.core.errors import UsageError
from caretasks.mock.app import build_app
from caretasks.mock.handler.rate_limit import RateLimit, parse_rate_limit
from caretasks.mock.resources.clock import Clock
from caretasks.mock.resources.state import State
from caretasks.openapi.catalog import Catalog
from caretasks.openapi.document import Api
from caretasks.openapi.schema.validation import is_valid
from tests.mock.mock_servers import AppTransport, Connect, RunMockCommand, StartMock, WriteSpec
from tests.mock.unusual_spec import UNUSUAL_SPEC

TASK = "/maxcare/v2/tasks/a1b2c3d4-5678-4abc-9def-0123456789ab"
KEYS = {"Authorization": "Bearer k", "X-Organization-Id": "o"}


class LimitedMock:
    """A mock server with a rate limit, and a clock that the test advances."""

    def __init__(self, apis: list[Api], requests: int = 3, seconds: float = 60.0) -> None:
        self.now = 1_000_000.0
        self.limit = RateLimit(requests, seconds, now=lambda: self.now)
        app = build_app(apis, rate_limit=self.limit)
        self.client = httpx.Client(transport=AppTransport(app), base_url="http://mock", headers=KEYS)

    def statuses(self, count: int, **headers: str) -> list[int]:
        return [self.client.get(TASK, headers=headers).status_code for _ in range(count)]


@pytest.fixture
def limited_mock(apis: dict[str, Api]) -> LimitedMock:
    return LimitedMock([apis["maxcare"], apis["miramace"], apis["solum"]])


def test_rate_limit_is_off_by_default(connect: Connect) -> None:
    client = connect("maxcare", Authorization="Bearer k", X_Organization_Id="o")
    responses = [client.get(TASK.removeprefix("/maxcare")) for _ in range(1001)]
    assert {response.status_code for response in responses} == {200}
    assert not any("ratelimit" in name for name in responses[-1].headers)


def test_headers_count_down_the_remaining_requests(limited_mock: LimitedMock) -> None:
    values = []
    for _ in range(3):
        headers = limited_mock.client.get(TASK).headers
        values.append([headers[f"X-RateLimit-{word}"] for word in ("Limit", "Remaining", "Reset")])
        limited_mock.now += 10
    assert values == [["3", left, "1000060"] for left in ("2", "1", "0")]


def test_request_over_the_limit_returns_a_documented_429(limited_mock: LimitedMock, apis: dict[str, Api]) -> None:
    limited_mock.statuses(3)
    limited_mock.now += 12.5
    response = limited_mock.client.get(TASK)
    assert response.status_code == 429
    assert response.headers["Retry-After"] == "48"
    names = ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset")
    assert [response.headers[name] for name in names] == ["3", "0", "1000060"]
    media = apis["maxcare"].get_operation("get_task").responses["429"].media
    assert media is not None
    assert media.schema is not None
    assert is_valid(media.schema, response.json())
    body = response.json()
    assert (body["code"], body["message"]) == (
        "rate_limit_exceeded",
        "Rate limit exceeded. Maximum 3 requests per 60 seconds.",
    )


def test_rate_limit_window_slides(limited_mock: LimitedMock) -> None:
    limited_mock.statuses(1)
    limited_mock.now += 30
    assert limited_mock.statuses(3) == [200, 200, 429]
    limited_mock.now += 30
    assert limited_mock.statuses(2) == [200, 429]  # the first has left the window, the other two have not
    limited_mock.now += 30
    assert limited_mock.statuses(3) == [200, 200, 429]


def test_rejected_request_is_not_counted(limited_mock: LimitedMock) -> None:
    assert limited_mock.statuses(10) == [200] * 3 + [429] * 7
    limited_mock.now += 60
    assert limited_mock.statuses(3) == [200] * 3


def test_request_after_retry_after_is_accepted(limited_mock: LimitedMock) -> None:
    limited_mock.now += 0.7
    limited_mock.statuses(3)
    limited_mock.now += float(limited_mock.client.get(TASK).headers["Retry-After"])
    assert limited_mock.statuses(1) == [200]


def test_each_key_has_a_separate_limit(limited_mock: LimitedMock) -> None:
    assert limited_mock.statuses(4) == [200, 200, 200, 429]
    assert limited_mock.statuses(1, Authorization="Bearer another") == [200]


def test_unauthenticated_request_is_not_counted(limited_mock: LimitedMock) -> None:
    for _ in range(5):
        response = limited_mock.client.get(TASK, headers={"Authorization": "k"})
        assert response.status_code == 401
        assert "X-RateLimit-Limit" not in response.headers
    assert limited_mock.statuses(1) == [200]


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [("/unknown", {}, 404), ("/error-500", {}, 500), ("/any", {"Prefer": "code=403"}, 403)],
)
def test_error_responses_are_counted_and_have_the_headers(
    limited_mock: LimitedMock, path: str, headers: dict[str, str], status: int
) -> None:
    response = limited_mock.client.get(f"/maxcare/v2/tasks{path}", headers=headers)
    assert (response.status_code, response.headers["X-RateLimit-Remaining"]) == (status, "2")
    invalid = limited_mock.client.get(TASK, headers={"X-Organization-Id": ""})
    assert invalid.headers["X-RateLimit-Remaining"] == "1"


FORCED_429 = {
    "a magic value": ("/maxcare/v2/tasks/error-429", {}),
    "a preference": (TASK, {"Prefer": "code=429"}),
    "a preferred example": (TASK, {"Prefer": "code=429, example=rate_limit_exceeded"}),
    "a sampled body": (TASK, {"Prefer": "code=429, dynamic=true"}),
    "a fault": (TASK, {"X-Caretasks-Fault": "429"}),
}


@pytest.mark.parametrize(("path", "headers"), FORCED_429.values(), ids=FORCED_429)
def test_forced_429_has_the_headers_of_a_reached_limit(
    limited_mock: LimitedMock, path: str, headers: dict[str, str]
) -> None:
    response = limited_mock.client.get(path, headers=headers)
    names = ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "Retry-After")
    assert response.status_code == 429
    assert [response.headers.get_list(name) for name in names] == [["3"], ["0"], ["1000001"], ["1"]]


@pytest.mark.parametrize(("path", "headers"), FORCED_429.values(), ids=FORCED_429)
def test_forced_429_without_a_limit_has_the_headers(apis: dict[str, Api], path: str, headers: dict[str, str]) -> None:
    clock = Clock()
    client = httpx.Client(
        transport=AppTransport(build_app([apis["maxcare"]], state=State(clock=clock))),
        base_url="http://mock",
        headers=KEYS,
    )
    before = clock.now()
    response_headers = client.get(path, headers=headers).headers
    assert (
        response_headers["X-RateLimit-Limit"],
        response_headers["X-RateLimit-Remaining"],
        response_headers["Retry-After"],
    ) == ("1000", "0", "1")
    assert before + 1 <= int(response_headers["X-RateLimit-Reset"]) <= clock.now() + 2


def test_api_without_documented_headers_is_limited_without_them(limited_mock: LimitedMock) -> None:
    task = "/miramace/v1/task/123e4567-e89b-12d3-a456-426614174002"
    for _ in range(3):
        assert not any("ratelimit" in name for name in limited_mock.client.get(task).headers)
    response = limited_mock.client.get(task)
    assert (response.status_code, response.headers["Retry-After"]) == (429, "60")
    assert list(response.json()) == ["error"]
    assert limited_mock.statuses(1) == [200]  # another API is another count


def test_undocumented_429_has_the_schema_of_other_errors(limited_mock: LimitedMock) -> None:
    responses = [limited_mock.client.post("/solum/v1/tasks", json={}, headers={"X-API-Key": "k"}) for _ in range(4)]
    assert [response.status_code for response in responses] == [422, 422, 422, 429]
    assert "Maximum 3" in responses[-1].json()["detail"]["message"]


def test_headers_have_values_of_their_name_and_schema(write_spec: WriteSpec) -> None:
    limited_mock = LimitedMock([Catalog(write_spec("unusual", UNUSUAL_SPEC)).load("unusual")], 5, 30)
    headers = limited_mock.client.get("/unusual/limited").headers
    assert {name: value for name, value in headers.items() if "limit" in name} == {
        "ratelimit-limit": "5",
        "ratelimit-remaining": "4",
        "ratelimit-reset": "30",
        "x-rate-limit-reset": "1970-01-12T13:47:10Z",
        "x-ratelimit-used": "1",
    }
    assert datetime.fromisoformat(headers["X-Rate-Limit-Reset"]).timestamp() == 1_000_030


def test_reset_clears_the_counts_of_one_api(limited_mock: LimitedMock) -> None:
    limited_mock.statuses(3)
    limited_mock.limit.reset("miramace")
    assert limited_mock.statuses(1) == [429]
    limited_mock.limit.reset("maxcare")
    assert limited_mock.statuses(4) == [200, 200, 200, 429]


@pytest.mark.parametrize(("text", "limit"), [("1000", (1000, 60)), ("5/1", (5, 1)), ("1/0.5", (1, 0.5))])
def test_parse_rate_limit_returns_requests_and_seconds(text: str, limit: tuple[int, float]) -> None:
    assert parse_rate_limit(text) == limit


@pytest.mark.parametrize("text", ["", "0", "-1", "1.5", "x", "5/", "5/0", "5/x", "miramace"])
def test_parse_rate_limit_rejects_other_strings(text: str) -> None:
    with pytest.raises(UsageError, match="invalid rate limit"):
        parse_rate_limit(text)


def test_command_rejects_an_invalid_rate_limit(run_mock_command: RunMockCommand) -> None:
    ended = run_mock_command("--rate-limit", "none")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith(
        "caretasks: argument --rate-limit: invalid rate limit 'none': use N (requests in 60 seconds)"
    )


@pytest.mark.parametrize(("arguments", "limit"), [((), "1000"), (("2",), "2")])
def test_command_applies_the_rate_limit(start_mock: StartMock, arguments: tuple[str, ...], limit: str) -> None:
    with start_mock("maxcare", "--rate-limit", *arguments, apis=1) as running:
        responses = [httpx.get(f"{running.urls['maxcare']}/v2/tasks/a", headers=KEYS) for _ in range(3)]
    assert responses[0].headers["X-RateLimit-Limit"] == limit
    assert (responses[-1].status_code == 429) == bool(arguments)


def test_state_reset_clears_the_counted_requests(limited_mock: LimitedMock) -> None:
    limited_mock.statuses(3)
    assert limited_mock.client.delete("http://127.0.0.1/maxcare/_state").is_success
    assert limited_mock.statuses(1) == [200]
