"""The pytest plugin, as the tests of another project use it."""

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
from caretasks.mock.testing import StandIns
from caretasks.openapi.catalog import Catalogue

ROOT = Path(__file__).parents[2]
TASK = "a1b2c3d4-5678-4abc-9def-0123456789ab"
BODY = {
    "task_type": "CUSTOM_TASK",
    "task": "Ask for the opening hours",
    "phone_number": "+12025550123",
    "project_id": "00000000-0000-4000-8000-000000000001",
    "patient_id": "00000000-0000-4000-8000-000000000002",
}


def test_the_documented_example_runs_in_a_project_that_has_nothing_else(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "how-to" / "test-an-integration.md").read_text("utf-8")
    snippet, *_ = re.findall(r"^```python\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    (tmp_path / "test_clinic.py").write_text(snippet, "utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "4 passed" in done.stdout


@pytest.mark.parametrize("api", Catalogue().names)
def test_each_api_has_a_client_and_an_async_one(api: str, request: pytest.FixtureRequest) -> None:
    stand_ins: StandIns = request.getfixturevalue("caretasks_mock")
    for name in (f"{api}_client", f"async_{api}_client"):
        assert stand_ins.url(api) in repr(request.getfixturevalue(name))


def create(stand_ins: StandIns) -> str:
    created = stand_ins.client("miramace").create_task(BODY)
    return str(created.id)


CREATED: list[str] = []


@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_has_stand_ins_of_its_own(caretasks_mock: StandIns, turn: int) -> None:
    client = caretasks_mock.client("miramace")
    for earlier in CREATED:  # of the same id, since it is made of the same seed
        with pytest.raises(httpx.HTTPStatusError):
            client.get_task(earlier)
    CREATED.append(create(caretasks_mock))
    assert client.get_task(CREATED[-1]).status == "PENDING"
    assert len(set(CREATED)) == 1


def test_time_stands_until_it_is_advanced(caretasks_mock: StandIns) -> None:
    client, task_id = caretasks_mock.client("miramace"), create(caretasks_mock)
    seen = [client.get_task(task_id).status]
    for _ in range(6):
        caretasks_mock.advance(9.99)
        seen.append(client.get_task(task_id).status)
    assert seen[:2] == ["PENDING", "PENDING"]
    assert seen[2] == "IN_PROGRESS"
    assert seen[-1] in ("COMPLETED", "FAILED")


def test_a_sync_client_works_where_a_loop_runs(caretasks_mock: StandIns) -> None:
    async def call() -> object:
        return caretasks_mock.client("miramace").create_task(BODY).id

    assert asyncio.run(call())


def test_what_is_added_is_read(caretasks_mock: StandIns) -> None:
    run = {"status_code": 200, "message": "", "count": 0, "data": []}
    caretasks_mock.add("unpod", "get_run_tasks", run, space_token="s-1", run_id="r-1")  # noqa: S106 - a public token
    assert caretasks_mock.client("unpod").get_run_tasks("s-1", "r-1").data == []


def test_what_is_added_may_say_itself_what_it_is_found_by(caretasks_mock: StandIns) -> None:
    task_id = "0b5f0f0e-5a52-4c1c-9d3c-6a3c8f0e7b11"
    caretasks_mock.add("miramace", "get_task", {"id": task_id, "status": "CANCELLED"})
    assert caretasks_mock.client("miramace").get_task(task_id).status == "CANCELLED"


@pytest.mark.parametrize(
    ("api", "operation", "body", "path", "said"),
    [
        ("unpod", "get_run_tasks", {}, {"run": "r-1"}, "is no path parameter; there are run_id, space_token"),
        ("maxcare", "get_task", {"code": 5}, {"id": "t-1"}, "body/code: "),
        ("miramace", "get_task", {"id": "no-uuid"}, {}, "path parameter 'task_id'"),
        ("miramace", "get_tasks", {}, {}, "those that do are get_task"),
        ("solum", "create_task", {}, {}, "no operation that reads anything"),
        ("solom", "create_task", {}, {}, "there is no API 'solom'; known are maxcare, miramace, solum, unpod"),
    ],
)
def test_what_does_not_fit_is_not_added(
    caretasks_mock: StandIns, api: str, operation: str, body: object, path: dict[str, Any], said: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        caretasks_mock.add(api, operation, body, **path)


def test_what_does_not_fit_is_added_where_that_is_asked_for(caretasks_mock: StandIns) -> None:
    caretasks_mock.add("maxcare", "get_task", {"code": "success", "data": {"id": 7}}, checked=False, id="t-1")
    assert caretasks_mock.client("maxcare").get_task("t-1").data.id == 7


def test_a_mistake_in_a_test_is_no_empty_answer(caretasks_mock: StandIns) -> None:
    with pytest.raises(ValueError, match="there is no API 'miramce'"):
        caretasks_mock.requests("miramce")
    with pytest.raises(ValueError, match="backwards"):
        caretasks_mock.advance(-1)


def test_a_client_waits_for_nothing_unless_it_is_told_to(caretasks_mock: StandIns) -> None:
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
def test_requests_go_wrong_as_told_and_no_more_when_told_so(
    caretasks_mock: StandIns, fault: str, error: type[Exception]
) -> None:
    client = caretasks_mock.client("maxcare", timeout=10)
    caretasks_mock.set_faults(fault)
    with pytest.raises(error):
        client.get_task(TASK)
    caretasks_mock.set_faults()
    assert client.get_task(TASK).data.id == TASK


def test_an_answer_may_be_late_without_being_too_late(caretasks_mock: StandIns) -> None:
    caretasks_mock.set_faults("latency=9")
    assert caretasks_mock.client("maxcare", timeout=10).get_task(TASK).data.id == TASK


def test_an_async_client_meets_faults_too(caretasks_mock: StandIns) -> None:
    caretasks_mock.set_faults("latency=11")
    client = caretasks_mock.client("maxcare", asynchronous=True, timeout=10)
    with pytest.raises(httpx.ReadTimeout):
        asyncio.run(client.get_task(TASK))


def test_a_fault_that_there_is_none_of_is_refused(caretasks_mock: StandIns) -> None:
    with pytest.raises(ValueError, match="no such fault; there are latency, 429, 500"):
        caretasks_mock.set_faults("503")


def test_what_was_received_is_seen(caretasks_mock: StandIns) -> None:
    create(caretasks_mock)
    caretasks_mock.client("maxcare").get_task(TASK)
    created, read = caretasks_mock.requests()
    assert (created.api, created.operation, created.method, created.status) == ("miramace", "create_task", "POST", 201)
    assert created.body == BODY
    assert created.headers["content-type"] == "application/json"
    assert (read.path_values, read.body) == ({"id": TASK}, None)
    assert caretasks_mock.requests("maxcare") == [read]


def test_what_was_received_is_not_printed(caretasks_mock: StandIns) -> None:
    create(caretasks_mock)
    caretasks_mock.client("maxcare", api_key="s3cret").get_task(TASK)
    printed = repr(caretasks_mock.requests())
    for value in (*BODY.values(), "s3cret", TASK):
        assert value not in printed
