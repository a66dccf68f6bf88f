"""Data files: loading, validation against the specs, error messages, and the state of loaded resources over time."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from caretasks.mock.app import build_app
from caretasks.mock.data_files import load_data_files
from caretasks.mock.handler.engine import Engine
from caretasks.mock.operations.operation import compile_operation
from caretasks.mock.resources.clock import Clock
from caretasks.mock.resources.state import State
from caretasks.mock.resources.store import SqliteStore
from caretasks.openapi.document import Api
from caretasks.openapi.problems import SourceError
from tests.bundled_apis import bundled_names
from tests.mock.mock_servers import AppTransport, RunMockCommand, StartMock

KNOWN_APIS = ", ".join(bundled_names())

EXAMPLE = Path(__file__).parents[2] / "docs" / "mock-data.yaml"
TASK = "6f1c9f5e-6b8f-4d4e-9c55-0f6a3b6f2a01"
DOCUMENTED = "123e4567-e89b-12d3-a456-426614174002"
KEY = {"Authorization": "Bearer any"}
PRIVATE = "Robin Sample +12025550143"

WriteData = Callable[..., Path]


@pytest.fixture
def write_data(tmp_path: Path) -> WriteData:
    """Return a function that writes a data file and returns its path."""

    def write_data(data: Any, name: str = "tasks.yaml") -> Path:
        path = tmp_path / name
        path.write_text(data if isinstance(data, str) else json.dumps(data), "utf-8")
        return path

    return write_data


def load_problems(apis: dict[str, Api], *files: Path) -> list[str]:
    with pytest.raises(SourceError) as caught:
        load_data_files(files, list(apis.values()))
    return str(caught.value).splitlines()


def create_client(apis: dict[str, Api], *files: Path, state: State | None = None) -> httpx.Client:
    app = build_app(list(apis.values()), state=state, loaded_resources=load_data_files(files, list(apis.values())))
    return httpx.Client(transport=AppTransport(app), base_url="http://mock.test", headers=KEY)


def test_documented_data_file_is_loaded_and_changes_over_time(apis: dict[str, Api]) -> None:
    clock = Clock(1, running=False)
    client = create_client(apis, EXAMPLE, state=State(clock=clock))
    headers = {"Authorization": "Token any", "Org-Handle": "o", "X-Organization-Id": "o"}
    run = "/unpod/api/v2/platform/spaces/MYSPACE/runs/R0001/tasks/"
    care = "/maxcare/v2/tasks/3c0d6f0e-94f5-4f0e-8a53-0d2f7f2b9a01"
    assert client.get(f"/miramace/v1/task/{TASK}").json()["status"] == "PENDING"
    assert [task["status"] for task in client.get(run, headers=headers).json()["data"]] == ["pending", "pending"]
    assert client.get(care, headers={**headers, **KEY}).json()["data"]["status"] == "new"
    clock.advance(60)
    assert client.get(f"/miramace/v1/task/{TASK}").json()["status"] in ("COMPLETED", "FAILED")
    assert client.get(f"/miramace/v1/task/{TASK[:-1]}2").json()["status"] == "CANCELLED"
    assert {task["status"] for task in client.get(run, headers=headers).json()["data"]} <= {"completed", "failed"}
    assert client.get(care, headers={**headers, **KEY}).json()["data"]["status"] == "completed"
    assert client.get(f"/miramace/v1/task/{DOCUMENTED}").json()["status"] == "IN_PROGRESS"


@pytest.mark.parametrize("calls", [{}, {"calls": []}, {"calls": [{"id": TASK, "created_at": "2026-01-01T00:00:00Z"}]}])
def test_loaded_task_in_progress_is_completed_or_fails(
    apis: dict[str, Api], write_data: WriteData, calls: dict[str, Any]
) -> None:
    file = write_data({"miramace": {"get_task": [{"id": TASK, "status": "IN_PROGRESS", **calls}]}})
    client = create_client(apis, file, state=State(clock=Clock(0)))
    task = client.get(f"/miramace/v1/task/{TASK}?include_all_calls=true").json()
    assert task["status"] in ("COMPLETED", "FAILED")
    assert len(task["calls"]) > len(calls.get("calls", []))


def test_json_file_is_loaded(apis: dict[str, Api], write_data: WriteData) -> None:
    file = write_data({"miramace": {"get_task": [{"id": TASK, "task": "Call"}]}}, "tasks.json")
    assert create_client(apis, file).get(f"/miramace/v1/task/{TASK}").json()["task"] == "Call"


def test_loaded_resource_replaces_a_documented_one(apis: dict[str, Api], write_data: WriteData) -> None:
    file = write_data({"miramace": {"get_task": [{"id": DOCUMENTED, "task": "Mine"}]}})
    assert create_client(apis, file).get(f"/miramace/v1/task/{DOCUMENTED}").json()["task"] == "Mine"


def test_several_files_are_loaded(apis: dict[str, Api], write_data: WriteData) -> None:
    other = TASK[:-1] + "9"
    files = [write_data({"miramace": {"get_task": [{"id": each}]}}, f"{each}.yaml") for each in (TASK, other)]
    client = create_client(apis, *files)
    assert [client.get(f"/miramace/v1/task/{each}").status_code for each in (TASK, other)] == [200, 200]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("clinic: {}", [f"1: /clinic: unknown API; choose one of: {KNOWN_APIS}"]),
        ("miramace: []", ["1: /miramace: must be a mapping with an operation as each key: get_patient, get_task"]),
        ("solum:\n  create_task: []", ["2: /solum/create_task: unknown read operation; choose one of: list_tasks"]),
        ("miramace:\n  get_task: {}", ["2: /miramace/get_task: must be a list of response bodies"]),
        (
            "miramace:\n  get_task:\n    - status: PENDING",
            ["3: /miramace/get_task/0: the path parameter 'task_id' is missing: add it to `path`"],
        ),
        (
            f"miramace:\n  get_task:\n    - id: {PRIVATE}\n",
            ["3: /miramace/get_task/0/id: the value is not a", "3: /miramace/get_task/0: path parameter 'task_id':"],
        ),
        (
            f"miramace:\n  get_task:\n    - path:\n        id: {TASK}\n        task_id: {PRIVATE}\n      body: {{}}",
            [
                "4: /miramace/get_task/0/path/id: unknown path parameter; choose one of: task_id",
                "5: /miramace/get_task/0/path/task_id: path",
            ],
        ),
        (
            f"miramace:\n  get_task:\n    - id: {TASK}\n      status: {PRIVATE}\n    - id: {TASK.upper()}",
            [
                "4: /miramace/get_task/0/status: the value is not one of",
                "5: /miramace/get_task/1: duplicate: an earlier entry",
            ],
        ),
        ("miramace: [\n", ["2: is not YAML: "]),
    ],
)
def test_error_has_line_and_pointer_but_no_values(
    apis: dict[str, Api], write_data: WriteData, text: str, expected: list[str]
) -> None:
    file = write_data(text)
    found = load_problems(apis, file)
    assert len(found) == len(expected)
    for line, beginning in zip(found, expected, strict=True):
        assert line.startswith(f"{file}:{beginning}")
    assert "Robin" not in str(found)


def test_invalid_json_is_not_read_as_yaml(apis: dict[str, Api], write_data: WriteData) -> None:
    file = write_data('{\n "miramace": {\n  "get_task": [],\n }}', "tasks.json")
    (problem,) = load_problems(apis, file)
    assert problem.startswith(f"{file}:4: is not JSON: ")


def test_error_in_a_json_file_has_its_line(apis: dict[str, Api], write_data: WriteData) -> None:
    file = write_data('{\n "miramace": {\n  "get_task": [\n   {"id": 7}\n]}}', "tasks.json")
    assert load_problems(apis, file)[0].startswith(f"{file}:4: /miramace/get_task/0/id: ")


def test_many_errors_are_truncated_with_a_count(apis: dict[str, Api], write_data: WriteData) -> None:
    file = write_data({"miramace": {"get_task": [{"status": "x"}] * 50}})
    found = load_problems(apis, file)
    assert len(found) == 21
    assert found[-1].endswith("and 129 more problems")


def test_data_of_other_apis_is_ignored(apis: dict[str, Api]) -> None:
    assert {resource.operation.api.name for resource in load_data_files([EXAMPLE], [apis["unpod"]], list(apis))} == {
        "unpod"
    }


def test_reset_restores_loaded_and_documented_resources(apis: dict[str, Api]) -> None:
    miramace = apis["miramace"]
    read = compile_operation(miramace.get_operation("get_task"))
    state = State()
    engine = Engine([miramace], None, state, loaded_resources=load_data_files([EXAMPLE], [miramace], list(apis)))
    for task in (TASK, DOCUMENTED):
        state.remove(read, {"task_id": task})
    state.save(read, {"task_id": TASK[:-1] + "8"}, {})
    engine.reset("miramace")
    assert state.has(read, {"task_id": TASK})
    assert state.has(read, {"task_id": DOCUMENTED})
    assert not state.has(read, {"task_id": TASK[:-1] + "8"})


def test_loading_into_a_database_again_keeps_changes(
    apis: dict[str, Api], write_data: WriteData, tmp_path: Path
) -> None:
    file = write_data({"miramace": {"get_task": [{"id": TASK, "task": "Call"}, {"id": TASK[:-1] + "2"}]}})
    read = compile_operation(apis["miramace"].get_operation("get_task"))
    for begin in (True, False):
        store = SqliteStore(tmp_path / "tasks.db")
        state = State(store)
        client = create_client(apis, file, state=state)
        if begin:
            state.save(read, {"task_id": TASK}, {"id": TASK, "task": "Changed"})
            state.remove(read, {"task_id": TASK[:-1] + "2"})
        assert client.get(f"/miramace/v1/task/{TASK}").json()["task"] == "Changed"
        assert client.get(f"/miramace/v1/task/{TASK[:-1]}2").status_code == 404
        store.close()


@pytest.mark.slow
def test_mock_command_loads_a_data_file(start_mock: StartMock) -> None:
    with start_mock("--data", str(EXAMPLE)) as running:
        answer = httpx.get(f"{running.urls['miramace']}/v1/task/{TASK}", headers=KEY)
        assert answer.json()["task_type"] == "VERIFY_INSURANCE"


@pytest.mark.slow
def test_mock_command_rejects_an_invalid_data_file(run_mock_command: RunMockCommand, write_data: WriteData) -> None:
    file = write_data("miramace:\n  get_task:\n    - id: 7\n")
    done = run_mock_command("--port", "0", "--data", str(file))
    assert done.returncode == 1
    assert done.stdout == ""
    assert f"{file}:3: /miramace/get_task/0/id: " in done.stderr
    assert "Traceback" not in done.stderr
