"""The controls: reset, clock, scripted responses and resources, and their errors."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from caretasks.mock.app import build_app
from caretasks.mock.resources.clock import Clock
from caretasks.mock.resources.state import State
from caretasks.mock.scenarios.reading import make_script
from caretasks.mock.scenarios.scenarios import Scenarios
from caretasks.openapi.document import Api
from tests.mock.mock_servers import AppTransport

TASK_ID = "0b5f0f0e-5a52-4c1c-9d3c-6a3c8f0e7b11"
CREATE = {
    "task_type": "CUSTOM_TASK",
    "task": "Confirm the opening hours",
    "phone_number": "+12025550123",
    "project_id": "00000000-0000-4000-8000-000000000001",
    "patient_id": "00000000-0000-4000-8000-000000000002",
}


@pytest.fixture
def client(apis: dict[str, Api]) -> httpx.Client:
    scenarios = Scenarios([make_script(apis, "miramace.get_task", [503])])
    state = State(clock=Clock(10, running=False))
    app = build_app([apis["miramace"], apis["solum"]], state=state, scenarios=scenarios)
    headers = {"Authorization": "Bearer k"}
    return httpx.Client(transport=AppTransport(app), base_url="http://localhost:4010", headers=headers)


def read(client: httpx.Client, task_id: str = TASK_ID) -> int:
    return client.get(f"/miramace/v1/task/{task_id}").status_code


def test_scenario_is_added_shown_and_removed(client: httpx.Client) -> None:
    body = {"miramace": {"create_task": [500, "reset", "reset"], "*": [401]}}
    added = client.post("/_scenario", json=body).json()
    assert client.get("/_scenario").json() == added
    assert added[1] == {
        "api": "miramace",
        "operation": "create_task",
        "used": 0,
        "left": [{"step": "500", "times": 1}, {"step": "reset", "times": 2}],
    }
    assert client.post("/miramace/v1/task", json=CREATE).status_code == 500
    assert client.get("/_scenario").json()[1]["used"] == 1
    assert client.delete("/_scenario").status_code == 204
    assert client.get("/_scenario").json() == []
    assert client.post("/miramace/v1/task", json=CREATE).status_code == 201


def test_scenario_may_be_yaml(client: httpx.Client) -> None:
    content = b"solum:\n- {status: 500, latency: {uniform: [0, 0]}}\n"
    assert client.post("/_scenario", content=content, headers={"Content-Type": "application/yaml"}).status_code == 200
    assert client.get("/solum/v1/tasks").status_code == 500


def test_reset_restores_resources_and_the_scenario_of_the_start(client: httpx.Client) -> None:
    data = {"miramace": {"get_task": [{"id": TASK_ID, "status": "CANCELLED"}]}}
    assert client.post("/_data", json=data).status_code == 204
    client.post("/_scenario", json={"miramace": {"get_task": [500]}, "solum": {"list_tasks": [500]}})
    assert [read(client) for _ in range(3)] == [503, 500, 200]
    assert client.delete("/miramace/_state").status_code == 204
    assert [read(client) for _ in range(2)] == [503, 404]
    assert client.get("/solum/v1/tasks").status_code == 500  # the script of another API
    client.post("/_scenario", json={"solum": {"list_tasks": [500]}})
    assert client.delete("/_state").status_code == 204
    assert client.get("/solum/v1/tasks").status_code != 500


def test_clock_is_advanced_by_seconds_of_the_vendor(client: httpx.Client) -> None:
    client.delete("/_scenario")
    task_id = client.post("/miramace/v1/task", json=CREATE).json()["id"]

    def status() -> str:
        found: str = client.get(f"/miramace/v1/task/{task_id}").json()["status"]
        return found

    assert status() == "PENDING"
    assert client.post("/_clock", json={"advance": 60}).status_code == 204
    assert status() in ("COMPLETED", "FAILED")


@pytest.mark.parametrize(
    ("path", "body", "message"),
    [
        *(("/_clock", {"advance": value}, "use {") for value in (-1, True, "60", None, 1e10)),
        ("/_clock", {}, "use {"),
        ("/_clock", {"advance": 1, "to": 2}, "use {"),
        ("/_clock", [60], "the body must be a JSON object"),
        (
            "/_scenario",
            {"miramce": {}},
            "/miramce: unknown API 'miramce'; choose one of: miramace, solum. Did you mean",
        ),
        (
            "/_scenario",
            {"miramace": 500},
            "/miramace: must be a list of steps, or a mapping with an operation or '*' as each key",
        ),
        ("/_scenario", {"miramace": {"get_task": 500}}, "/miramace/get_task: must be a list of 1 to 10,000 steps"),
        ("/_scenario", {"miramace": {"get_task": [[]]}}, "/miramace/get_task/0: must be a status, a fault"),
        ("/_data", {"miramace": {"get_task": [{"id": 5}]}}, "/miramace/get_task/0/id: the value is not of type"),
        ("/_data", {"miramace": {"get_tasks": []}}, "/miramace/get_tasks: unknown read operation; choose one of"),
    ],
)
def test_invalid_body_changes_nothing(client: httpx.Client, path: str, body: Any, message: str) -> None:
    response = client.post(path, json=body)
    assert response.status_code == 400
    assert response.json()["error"].startswith(message)
    assert read(client) == 503
    assert read(client) == 404


@pytest.mark.parametrize(
    ("content", "media_type", "message"),
    [
        (b"", "application/json", "the body is not JSON"),
        (b"{", "application/json", "the body is not JSON"),
        (b'{"a": NaN}', "text/plain", "the body is not JSON"),
        (b"a: [", "application/yaml", "line 2: is not YAML"),
        (b"a: &a [*a]", "application/yaml", "line 1: "),
        (b"\xff", "application/yaml", "the body is not UTF-8"),
        (b"- 500", "application/yaml", "the body must be a JSON object, or a mapping in YAML"),
    ],
)
def test_body_that_is_not_data_is_rejected(client: httpx.Client, content: bytes, media_type: str, message: str) -> None:
    response = client.post("/_scenario", content=content, headers={"Content-Type": media_type})
    assert (response.status_code, response.json()["error"][: len(message)]) == (400, message)


def test_large_body_is_rejected(client: httpx.Client) -> None:
    content = json.dumps({"miramace": {"get_task": [{"body": "x" * 10 * 1024 * 1024}]}}).encode()
    assert client.post("/_scenario", content=content).status_code == 413
    yaml = {"Content-Type": "application/yaml"}
    assert client.post("/_scenario", content=b"#" * (1024**2 + 1), headers=yaml).status_code == 413


@pytest.mark.parametrize(("method", "path"), [("PUT", "/_scenario"), ("GET", "/_clock"), ("POST", "/_state")])
def test_other_methods_are_rejected(client: httpx.Client, method: str, path: str) -> None:
    response = client.request(method, path)
    assert response.status_code == 405
    assert "OPTIONS" in response.headers["Allow"]
