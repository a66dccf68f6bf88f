"""The mock server of Unpod: what `create_tasks` creates is in all lists, and changes with the clock."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from caretasks.mock.app import build_app
from caretasks.mock.model import MockExchange, StoredResource
from caretasks.mock.resources.clock import Clock
from caretasks.mock.resources.state import State
from caretasks.mock.resources.store import Store
from caretasks.openapi.document import Api
from caretasks.vendors.unpod.mock import create_tasks
from tests.mock.mock_servers import AppTransport

SPACE, PILOT = "8KZRTQP7BNW5XEDLORYUHMJC", "our-agent"
NUMBERS = [f"+120255501{number:02}" for number in range(6)]
RUN_END = 60.0


class RunMock:
    """A mock server with a clock that only the test advances."""

    def __init__(self, apis: dict[str, Api]) -> None:
        self.clock = Clock(1, seeded=True, running=False)
        app = build_app([apis["unpod"]], state=State(Store(), self.clock, "tests"))
        headers = {"Authorization": "Token any", "Org-Handle": "unpod.tv"}
        base_url = "http://mock.test/unpod/api/v2/platform"
        self.client = httpx.Client(transport=AppTransport(app), base_url=base_url, headers=headers)

    def create(self, numbers: list[str] = NUMBERS, space: str = SPACE) -> httpx.Response:
        documents = [{"name": "Robin Sample", "contact_number": number} for number in numbers]
        return self.client.post(f"/spaces/{space}/tasks/create/", json={"pilot": PILOT, "documents": documents})

    def read(self, path: str, **query: Any) -> dict[str, Any]:
        body: dict[str, Any] = self.client.get(path, params=query).raise_for_status().json()
        return body

    def items(self, path: str, **query: Any) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = self.read(path, **query)["data"]
        return items


@pytest.fixture
def mock(apis: dict[str, Api]) -> RunMock:
    return RunMock(apis)


def test_created_run_has_one_pending_task_for_each_document(mock: RunMock) -> None:
    created = mock.create().json()["data"]
    tasks = mock.items(f"/spaces/{SPACE}/runs/{created['run_id']}/tasks/")
    assert [task["task_id"] for task in tasks] == created["task_ids"]
    assert {(task["status"], task["assignee"], task["run_id"]) for task in tasks} == {
        ("pending", PILOT, created["run_id"])
    }
    assert [task["input"]["contact_number"] for task in tasks] == NUMBERS


def test_created_run_is_in_all_lists(mock: RunMock) -> None:
    before = mock.read(f"/spaces/{SPACE}/tasks/")["count"]
    created = mock.create().json()["data"]
    task_ids = set(created["task_ids"])
    listed = mock.read(f"/spaces/{SPACE}/tasks/")
    assert listed["count"] == before + len(NUMBERS)
    assert task_ids <= {task["task_id"] for task in listed["data"]}
    assert {task["task_id"] for task in mock.items(f"/agents/{PILOT}/tasks/")} == task_ids
    assert created["run_id"] in [run["run_id"] for run in mock.items(f"/spaces/{SPACE}/runs/")]
    assert PILOT in [agent["handle"] for agent in mock.items("/agents/")]
    (execution,) = mock.items(f"/agents/{PILOT}/executions/")
    assert (execution["total_tasks"], execution["completed_tasks"], execution["status"]) == (6, 0, "pending")


def test_run_ends_and_its_calls_are_logged(mock: RunMock) -> None:
    run = mock.create().json()["data"]["run_id"]
    before = mock.read("/call-logs/")["count"]
    statuses = []
    for _ in range(7):
        (status,) = (each["status"] for each in mock.items(f"/spaces/{SPACE}/runs/") if each["run_id"] == run)
        statuses.append(status)
        mock.clock.advance(RUN_END / 6)
    assert list(dict.fromkeys(statuses)) == ["pending", "running", "completed"]
    (execution,) = mock.items(f"/agents/{PILOT}/executions/")
    tasks = mock.items(f"/agents/{PILOT}/tasks/")
    assert execution["completed_tasks"] == len([task for task in tasks if task["status"] == "completed"])
    assert mock.read("/call-logs/")["count"] == before + len(NUMBERS)
    missed = mock.items("/call-logs/", call_status="missed")
    assert len(missed) == len([task for task in tasks if task["status"] == "failed"])


def test_tasks_of_a_space_are_paged(mock: RunMock) -> None:
    mock.create()
    pages = [mock.read(f"/spaces/{SPACE}/tasks/", page=page, page_size=4) for page in (1, 2, 3, 4)]
    assert {page["count"] for page in pages} == {9}
    assert [len(page["data"]) for page in pages] == [4, 4, 1, 0]


def test_calls_are_filtered_by_date(mock: RunMock) -> None:
    assert len(mock.items("/call-logs/", start_date="2026-02-07", end_date="2026-02-07")) == 3
    assert mock.items("/call-logs/", start_date="2026-02-08") == []
    assert mock.items("/call-logs/", end_date="2026-02-06") == []


def test_listed_spaces_can_be_read(mock: RunMock) -> None:
    for space in mock.items("/spaces/"):
        assert mock.read(f"/spaces/{space['token']}/")["data"] == space


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/spaces/S1/", {"status_code": 404, "message": "Space not found."}),
        ("/spaces/S1/runs/", {"status_code": 404, "message": "Space not found"}),
        ("/spaces/S1/tasks/", {"status_code": 404, "message": "Space not found"}),
        ("/agents/another/tasks/", {"message": "Agent not found"}),
        ("/agents/another/executions/", {"status_code": 404, "message": "Agent not found."}),
    ],
)
def test_unknown_space_or_agent_returns_its_documented_404(mock: RunMock, path: str, body: dict[str, Any]) -> None:
    response = mock.client.get(path)
    assert (response.status_code, response.json()) == (404, body)


def test_tasks_cannot_be_created_in_an_unknown_space(mock: RunMock) -> None:
    assert mock.create(space="S1").status_code == 404
    assert mock.items("/agents/") == mock.items("/agents/")[:1]


@pytest.mark.parametrize("body", [None, [], {"documents": True}, {"documents": [1]}, {"documents": [{}], "pilot": 1}])
def test_extension_accepts_any_body(apis: dict[str, Api], body: Any) -> None:
    operation = apis["unpod"].get_operation("create_tasks")
    documented = {"status_code": 200, "data": {"run_id": "R1"}}
    exchange = MockExchange(operation, {"space_token": SPACE}, request_body=body, body=documented, access=_OneSpace())
    exchange.created = [StoredResource(apis["unpod"].get_operation("get_run_tasks"), {"space_token": SPACE}, {})]
    create_tasks(exchange)
    assert exchange.body["status_code"] == 200


class _OneSpace:
    def iter_resources(self, exchange: MockExchange, operation_id: str) -> Any:
        return iter([({"space_token": SPACE}, {})] if operation_id == "get_space" else [])

    def set_items(self, exchange: MockExchange, items: Any) -> None:
        pass
