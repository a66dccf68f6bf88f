"""The pytest plugin and `MockServers`, used as in the tests of another project."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from caretasks.maxcare import RateLimitError, ResponseDecodeError, ServerError
from caretasks.mock.testing import MockServers
from caretasks.openapi.catalog import Catalog
from tests.pytest_projects import PYTEST

ROOT = Path(__file__).parents[2]
KNOWN_APIS = ", ".join(Catalog().names)
TASK = "a1b2c3d4-5678-4abc-9def-0123456789ab"
BODY = {
    "task_type": "CUSTOM_TASK",
    "task": "Confirm the opening hours",
    "phone_number": "+12025550123",
    "project_id": "00000000-0000-4000-8000-000000000001",
    "patient_id": "00000000-0000-4000-8000-000000000002",
}


@pytest.mark.slow
@pytest.mark.parametrize(("name", "count"), [("test-an-integration", 4), ("script-responses", 3)])
def test_documented_example_runs_in_a_new_project(tmp_path: Path, name: str, count: int) -> None:
    page = (ROOT / "docs" / "how-to" / f"{name}.md").read_text("utf-8")
    snippet, *_ = re.findall(r"^```python\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    (tmp_path / "test_clinic.py").write_text(snippet, "utf-8")
    command = [*PYTEST, str(tmp_path)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert f"{count} passed" in done.stdout


@pytest.mark.parametrize("api", Catalog().names)
def test_each_api_has_a_sync_and_an_async_client_fixture(api: str, request: pytest.FixtureRequest) -> None:
    mock_servers: MockServers = request.getfixturevalue("caretasks_mock")
    for name in (f"{api}_client", f"async_{api}_client"):
        assert mock_servers.url(api) in repr(request.getfixturevalue(name))


def create_task(mock_servers: MockServers) -> str:
    created = mock_servers.client("miramace").create_task(BODY)
    return str(created.id)


CREATED: list[str] = []


@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_has_new_mock_servers(caretasks_mock: MockServers, turn: int) -> None:
    client = caretasks_mock.client("miramace")
    for earlier in CREATED:  # the same ID, because the seed is the same
        with pytest.raises(httpx.HTTPStatusError):
            client.get_task(earlier)
    CREATED.append(create_task(caretasks_mock))
    assert client.get_task(CREATED[-1]).status == "PENDING"
    assert len(set(CREATED)) == 1


def test_time_only_changes_when_advanced(caretasks_mock: MockServers) -> None:
    client, task_id = caretasks_mock.client("miramace"), create_task(caretasks_mock)
    statuses = [client.get_task(task_id).status]
    for _ in range(6):
        caretasks_mock.advance(9.99)
        statuses.append(client.get_task(task_id).status)
    assert statuses[:2] == ["PENDING", "PENDING"]
    assert statuses[2] == "IN_PROGRESS"
    assert statuses[-1] in ("COMPLETED", "FAILED")


def test_sync_client_works_inside_a_running_event_loop(caretasks_mock: MockServers) -> None:
    async def create() -> object:
        return caretasks_mock.client("miramace").create_task(BODY).id

    assert asyncio.run(create())


def test_added_resource_is_returned(caretasks_mock: MockServers) -> None:
    run = {"status_code": 200, "message": "", "count": 0, "data": []}
    caretasks_mock.add("unpod", "get_run_tasks", run, space_token="s-1", run_id="r-1")  # noqa: S106 - a public token
    assert caretasks_mock.client("unpod").get_run_tasks("s-1", "r-1").data == []


def test_added_resource_is_found_by_the_id_in_its_body(caretasks_mock: MockServers) -> None:
    task_id = "0b5f0f0e-5a52-4c1c-9d3c-6a3c8f0e7b11"
    caretasks_mock.add("miramace", "get_task", {"id": task_id, "status": "CANCELLED"})
    assert caretasks_mock.client("miramace").get_task(task_id).status == "CANCELLED"


@pytest.mark.parametrize(
    ("api", "operation", "body", "path", "message"),
    [
        ("unpod", "get_run_tasks", {}, {"run": "r-1"}, "unknown path parameter; choose one of: run_id, space_token"),
        ("maxcare", "get_task", {"code": 5}, {"id": "t-1"}, "body/code: "),
        ("miramace", "get_task", {"id": "not-a-uuid"}, {}, "path parameter 'task_id'"),
        ("miramace", "get_tasks", {}, {}, "unknown read operation; choose one of: get_patient, get_task"),
        ("solum", "create_task", {}, {}, "unknown read operation; choose one of: list_tasks"),
        ("solom", "create_task", {}, {}, f"unknown API 'solom'; choose one of: {KNOWN_APIS}"),
    ],
)
def test_adding_an_invalid_resource_raises_value_error(
    caretasks_mock: MockServers, api: str, operation: str, body: object, path: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        caretasks_mock.add(api, operation, body, **path)


def test_unchecked_invalid_resource_is_returned(caretasks_mock: MockServers) -> None:
    caretasks_mock.add("maxcare", "get_task", {"code": "success", "data": {"id": 7}}, checked=False, id="t-1")
    assert caretasks_mock.client("maxcare").get_task("t-1").data.id == 7


def test_invalid_arguments_raise_value_error(caretasks_mock: MockServers) -> None:
    with pytest.raises(ValueError, match=f"unknown API 'miramce'; choose one of: {KNOWN_APIS}"):
        caretasks_mock.requests("miramce")
    with pytest.raises(ValueError, match="seconds must be non-negative, got -1"):
        caretasks_mock.advance(-1)


def test_client_accepts_settings(caretasks_mock: MockServers) -> None:
    with caretasks_mock.client("unpod", max_retries=1, org_handle="clinic") as client:
        assert client.get_run_tasks("8KZRTQP7BNW5XEDLORYUHMJC", "R40fe5eface1511f082ac156368e7acc4").count == 2


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("429", RateLimitError),
        ("500", ServerError),
        ("reset", httpx.ReadError),
        ("truncated", httpx.RemoteProtocolError),
        ("malformed", ResponseDecodeError),
        ("latency=11", httpx.ReadTimeout),
    ],
)
def test_faults_are_injected_until_they_are_cleared(
    caretasks_mock: MockServers, fault: str, error: type[Exception]
) -> None:
    client = caretasks_mock.client("maxcare", timeout=10)
    caretasks_mock.set_faults(fault)
    with pytest.raises(error):
        client.get_task(TASK)
    caretasks_mock.set_faults()
    assert client.get_task(TASK).data.id == TASK


def test_latency_below_the_timeout_returns_the_response(caretasks_mock: MockServers) -> None:
    caretasks_mock.set_faults("latency=9")
    assert caretasks_mock.client("maxcare", timeout=10).get_task(TASK).data.id == TASK


def test_latency_above_the_timeout_times_out_an_async_client(caretasks_mock: MockServers) -> None:
    caretasks_mock.set_faults("latency=11")
    client = caretasks_mock.client("maxcare", asynchronous=True, timeout=10)
    with pytest.raises(httpx.ReadTimeout):
        asyncio.run(client.get_task(TASK))


def test_unknown_fault_raises_value_error(caretasks_mock: MockServers) -> None:
    with pytest.raises(ValueError, match=r"unknown fault .*: use one of latency, 429, 500"):
        caretasks_mock.set_faults("503")


def test_received_requests_are_returned(caretasks_mock: MockServers) -> None:
    create_task(caretasks_mock)
    caretasks_mock.client("maxcare").get_task(TASK)
    created, read = caretasks_mock.requests()
    assert (created.api, created.operation, created.method, created.status) == ("miramace", "create_task", "POST", 201)
    assert created.body == BODY
    assert created.headers["content-type"] == "application/json"
    assert (read.path_values, read.body) == ({"id": TASK}, None)
    assert caretasks_mock.requests("maxcare") == [read]


def test_repr_of_received_requests_contains_no_values(caretasks_mock: MockServers) -> None:
    create_task(caretasks_mock)
    caretasks_mock.client("maxcare", api_key="s3cret").get_task(TASK)
    printed = repr(caretasks_mock.requests())
    for value in (*BODY.values(), "s3cret", TASK):
        assert value not in printed


BLOCK_STARLETTE = """\
import sys

class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "starlette":
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Blocker())
"""
MISSING_EXTRA = (
    "caretasks.mock.testing requires the 'mock' extra (starlette is not installed): pip install 'caretasks[mock]'"
)


def test_import_without_the_extra_says_what_to_install() -> None:
    command = [sys.executable, "-c", BLOCK_STARLETTE + "import caretasks.mock.testing"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == f"ModuleNotFoundError: {MISSING_EXTRA}"
    assert "During handling" not in done.stderr


@pytest.mark.slow
def test_fixture_without_the_extra_fails_with_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(BLOCK_STARLETTE, "utf-8")
    (tmp_path / "test_clinic.py").write_text("def test_clinic(miramace_client):\n    pass\n", "utf-8")
    command = [*PYTEST, str(tmp_path)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert MISSING_EXTRA in done.stdout
    assert "1 error" in done.stdout
