"""A user's own tasks: read from a file, judged by the documents, there from the start, and moving on."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from caretasks.mock.app import build_app
from caretasks.mock.data_files import load
from caretasks.mock.handler.engine import Engine
from caretasks.mock.resources.clock import Clock
from caretasks.mock.resources.state import State
from caretasks.mock.resources.store import SqliteStore
from caretasks.openapi.document import Api
from caretasks.openapi.source import SourceError
from tests.mock.mock_servers import AppTransport, Start

EXAMPLE = Path(__file__).parents[2] / "docs" / "mock-data.yaml"
TASK = "6f1c9f5e-6b8f-4d4e-9c55-0f6a3b6f2a01"
DOCUMENTED = "123e4567-e89b-12d3-a456-426614174002"
KEY = {"Authorization": "Bearer any"}
PRIVATE = "Robin Sample +12025550143"

Put = Callable[..., Path]


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """Writes a file of tasks."""

    def put(data: Any, name: str = "tasks.yaml") -> Path:
        path = tmp_path / name
        path.write_text(data if isinstance(data, str) else json.dumps(data), "utf-8")
        return path

    return put


def problems(apis: dict[str, Api], *files: Path) -> list[str]:
    with pytest.raises(SourceError) as caught:
        load(files, list(apis.values()))
    return str(caught.value).splitlines()


def client(apis: dict[str, Api], *files: Path, state: State | None = None) -> httpx.Client:
    app = build_app(list(apis.values()), state=state, loaded=load(files, list(apis.values())))
    return httpx.Client(transport=AppTransport(app), base_url="http://mock.test", headers=KEY)


def test_the_example_of_the_documentation_is_there_and_moves(apis: dict[str, Api]) -> None:
    clock = Clock(1, running=False)
    asked = client(apis, EXAMPLE, state=State(clock=clock))
    headers = {"Authorization": "Token any", "Org-Handle": "o", "X-Organization-Id": "o"}
    run = "/unpod/api/v2/platform/spaces/MYSPACE/runs/R0001/tasks/"
    care = "/maxcare/v2/tasks/3c0d6f0e-94f5-4f0e-8a53-0d2f7f2b9a01"
    assert asked.get(f"/miramace/v1/task/{TASK}").json()["status"] == "PENDING"
    assert [task["status"] for task in asked.get(run, headers=headers).json()["data"]] == ["pending", "pending"]
    assert asked.get(care, headers={**headers, **KEY}).json()["data"]["status"] == "new"
    clock.advance(60)
    assert asked.get(f"/miramace/v1/task/{TASK}").json()["status"] in ("COMPLETED", "FAILED")
    assert asked.get(f"/miramace/v1/task/{TASK[:-1]}2").json()["status"] == "CANCELLED"
    assert {task["status"] for task in asked.get(run, headers=headers).json()["data"]} <= {"completed", "failed"}
    assert asked.get(care, headers={**headers, **KEY}).json()["data"]["status"] == "completed"
    assert asked.get(f"/miramace/v1/task/{DOCUMENTED}").json()["status"] == "IN_PROGRESS"


@pytest.mark.parametrize("calls", [{}, {"calls": []}, {"calls": [{"id": TASK, "created_at": "2026-01-01T00:00:00Z"}]}])
def test_a_task_that_is_in_progress_when_it_is_loaded_is_brought_to_an_end(
    apis: dict[str, Api], put: Put, calls: dict[str, Any]
) -> None:
    file = put({"miramace": {"get_task": [{"id": TASK, "status": "IN_PROGRESS", **calls}]}})
    asked = client(apis, file, state=State(clock=Clock(0)))
    task = asked.get(f"/miramace/v1/task/{TASK}?include_all_calls=true").json()
    assert task["status"] in ("COMPLETED", "FAILED")
    assert len(task["calls"]) > len(calls.get("calls", []))


def test_json_is_read_as_yaml_is(apis: dict[str, Api], put: Put) -> None:
    file = put({"miramace": {"get_task": [{"id": TASK, "task": "Ask"}]}}, "tasks.json")
    assert client(apis, file).get(f"/miramace/v1/task/{TASK}").json()["task"] == "Ask"


def test_what_is_loaded_takes_the_place_of_what_is_documented(apis: dict[str, Api], put: Put) -> None:
    file = put({"miramace": {"get_task": [{"id": DOCUMENTED, "task": "Mine"}]}})
    assert client(apis, file).get(f"/miramace/v1/task/{DOCUMENTED}").json()["task"] == "Mine"


def test_several_files_are_loaded(apis: dict[str, Api], put: Put) -> None:
    other = TASK[:-1] + "9"
    files = [put({"miramace": {"get_task": [{"id": each}]}}, f"{each}.yaml") for each in (TASK, other)]
    asked = client(apis, *files)
    assert [asked.get(f"/miramace/v1/task/{each}").status_code for each in (TASK, other)] == [200, 200]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nobody: {}", ["1: /nobody: there is no such API; known are maxcare, miramace, solum, unpod"]),
        ("miramace: []", ["1: /miramace: has to be a mapping of operations (get_task)"]),
        ("solum:\n  create_task: []", ["1: /solum: this API has no operation that reads anything"]),
        ("miramace:\n  get_task: {}", ["2: /miramace/get_task: has to be a list of what the operation answers"]),
        (
            "miramace:\n  get_task:\n    - status: PENDING",
            ["3: /miramace/get_task/0: the path parameter 'task_id' is missing: give it in `path`"],
        ),
        (
            f"miramace:\n  get_task:\n    - id: {PRIVATE}\n",
            ["3: /miramace/get_task/0/id: the value is not a", "3: /miramace/get_task/0: path parameter 'task_id':"],
        ),
        (
            f"miramace:\n  get_task:\n    - path:\n        id: {TASK}\n        task_id: {PRIVATE}\n      body: {{}}",
            ["4: /miramace/get_task/0/path/id: is no path parameter", "5: /miramace/get_task/0/path/task_id: path"],
        ),
        (
            f"miramace:\n  get_task:\n    - id: {TASK}\n      status: {PRIVATE}\n    - id: {TASK.upper()}",
            ["4: /miramace/get_task/0/status: the value is not one of", "5: /miramace/get_task/1: something before it"],
        ),
        ("miramace: [\n", ["2: /: is not YAML: "]),
    ],
)
def test_what_is_wrong_is_said_with_place_and_line_and_without_values(
    apis: dict[str, Api], put: Put, text: str, expected: list[str]
) -> None:
    file = put(text)
    found = problems(apis, file)
    assert len(found) == len(expected)
    for line, beginning in zip(found, expected, strict=True):
        assert line.startswith(f"{file}:{beginning}")
    assert "Robin" not in str(found)


def test_what_is_no_json_is_not_taken_for_yaml(apis: dict[str, Api], put: Put) -> None:
    file = put('{\n "miramace": {\n  "get_task": [],\n }}', "tasks.json")
    (problem,) = problems(apis, file)
    assert problem.startswith(f"{file}:4: /: is not JSON: ")


def test_a_problem_in_a_json_file_has_its_line(apis: dict[str, Api], put: Put) -> None:
    file = put('{\n "miramace": {\n  "get_task": [\n   {"id": 7}\n]}}', "tasks.json")
    assert problems(apis, file)[0].startswith(f"{file}:4: /miramace/get_task/0/id: ")


def test_of_many_problems_some_are_said_and_how_many_there_are_more(apis: dict[str, Api], put: Put) -> None:
    file = put({"miramace": {"get_task": [{"status": "x"}] * 50}})
    found = problems(apis, file)
    assert len(found) == 21
    assert "problems more" in found[-1]


def test_an_api_that_is_not_served_now_may_be_in_the_file(apis: dict[str, Api]) -> None:
    assert {thing.operation.api.name for thing in load([EXAMPLE], [apis["unpod"]], list(apis))} == {"unpod"}


def test_a_reset_puts_back_what_is_loaded_and_documented(apis: dict[str, Api]) -> None:
    miramace = apis["miramace"]
    read = miramace.operation("get_task")
    state = State()
    engine = Engine([miramace], None, state, loaded=load([EXAMPLE], [miramace], list(apis)))
    for task in (TASK, DOCUMENTED):
        state.remove(read, {"task_id": task})
    state.put(read, {"task_id": TASK[:-1] + "8"}, {})
    engine.reset("miramace")
    assert state.has(read, {"task_id": TASK})
    assert state.has(read, {"task_id": DOCUMENTED})
    assert not state.has(read, {"task_id": TASK[:-1] + "8"})


def test_loading_again_into_a_database_undoes_nothing(apis: dict[str, Api], put: Put, tmp_path: Path) -> None:
    file = put({"miramace": {"get_task": [{"id": TASK, "task": "Ask"}, {"id": TASK[:-1] + "2"}]}})
    read = apis["miramace"].operation("get_task")
    for begin in (True, False):
        store = SqliteStore(tmp_path / "tasks.db")
        state = State(store)
        asked = client(apis, file, state=state)
        if begin:
            state.put(read, {"task_id": TASK}, {"id": TASK, "task": "Changed"})
            state.remove(read, {"task_id": TASK[:-1] + "2"})
        assert asked.get(f"/miramace/v1/task/{TASK}").json()["task"] == "Changed"
        assert asked.get(f"/miramace/v1/task/{TASK[:-1]}2").status_code == 404
        store.close()


def test_the_command_loads_a_file(start: Start) -> None:
    with start("--data", str(EXAMPLE)) as running:
        answer = httpx.get(f"{running.urls['miramace']}/v1/task/{TASK}", headers=KEY)
        assert answer.json()["task_type"] == "VERIFY_INSURANCE"


def test_the_command_refuses_a_file_that_does_not_fit(put: Put) -> None:
    file = put("miramace:\n  get_task:\n    - id: 7\n")
    command = [sys.executable, "-m", "caretasks.cli", "mock", "--port", "0", "--data", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30)
    assert done.returncode == 1
    assert done.stdout == ""
    assert f"{file}:3: /miramace/get_task/0/id: " in done.stderr
    assert "Traceback" not in done.stderr
