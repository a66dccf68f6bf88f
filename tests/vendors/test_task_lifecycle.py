"""The lifecycle of a created task: it depends on time and on the seed; a documented task never changes."""

from __future__ import annotations

import io
import wave
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from caretasks.mock.app import build_app
from caretasks.mock.resources.clock import Clock
from caretasks.mock.resources.state import State
from caretasks.mock.resources.store import Store
from caretasks.openapi.document import Api
from caretasks.openapi.schema.validation import iter_violations
from tests.mock.mock_servers import AppTransport

TASK_TYPES = ["SCHEDULE_APPOINTMENT", "VERIFY_INSURANCE", "REIMBURSEMENT", "CUSTOM_TASK"]
DOCUMENTED = "123e4567-e89b-12d3-a456-426614174002"
ALL = {"include_transcript": "true", "include_all_calls": "true"}


class TaskMock:
    """A mock server with tasks that change over time, and a clock that only the test advances.

    Whether a task needs a second call and whether it succeeds is random, so the tests have a seed by default.
    """

    def __init__(
        self, apis: dict[str, Api], *, speed: float = 1, seed: str | None = "tests", store: Store | None = None
    ) -> None:
        self.api = apis["miramace"]
        self.clock = Clock(speed, seeded=seed is not None, running=False)
        app = build_app([self.api], state=State(store or Store(), self.clock, seed))
        self.client = httpx.Client(
            transport=AppTransport(app), base_url="http://mock.test/miramace", headers={"Authorization": "Bearer any"}
        )

    def create(self, task_type: str = "CUSTOM_TASK", phone_number: str = "+12025550123") -> str:
        body = {
            "task_type": task_type,
            "task": "Ask for the opening hours",
            "phone_number": phone_number,
            "project_id": "00000000-0000-4000-8000-000000000001",
            "patient_id": "00000000-0000-4000-8000-000000000002",
        }
        return str(self.client.post("/v1/task", json=body).raise_for_status().json()["id"])

    def task(self, task_id: str) -> dict[str, Any]:
        task: dict[str, Any] = self.client.get(f"/v1/task/{task_id}", params=ALL).raise_for_status().json()
        return task


def test_task_is_pending_then_in_progress_then_finished(apis: dict[str, Api]) -> None:
    mock = TaskMock(apis)
    task_id = mock.create()
    statuses = [mock.task(task_id)["status"]]
    for _ in range(12):
        mock.clock.advance(5)
        statuses.append(mock.task(task_id)["status"])
    assert list(dict.fromkeys(statuses)) in (
        ["PENDING", "IN_PROGRESS", "COMPLETED"],
        ["PENDING", "IN_PROGRESS", "FAILED"],
    )


def test_some_tasks_complete_and_some_fail(apis: dict[str, Api]) -> None:
    mock = TaskMock(apis, speed=0)
    statuses = {mock.task(mock.create())["status"] for _ in range(60)}
    assert statuses == {"COMPLETED", "FAILED"}


@pytest.mark.parametrize("task_type", TASK_TYPES)
def test_task_conforms_to_its_schema_at_every_age(apis: dict[str, Api], task_type: str) -> None:
    mock = TaskMock(apis)
    tasks = [mock.create(task_type) for _ in range(8)]
    media = mock.api.get_operation("get_task").responses["200"].media
    assert media is not None
    assert media.schema is not None
    for _ in range(7):
        mock.clock.advance(10)
        for task_id in tasks:
            assert list(iter_violations(media.schema, mock.task(task_id))) == []


@pytest.mark.parametrize("task_type", TASK_TYPES)
def test_completed_task_has_the_outcome_and_transcript_of_its_type(apis: dict[str, Api], task_type: str) -> None:
    mock = TaskMock(apis, speed=0)
    ended = [mock.task(mock.create(task_type)) for _ in range(20)]
    completed = [task for task in ended if task["status"] == "COMPLETED"]
    transcripts = {str(task["calls"][-1]["transcripts"]) for task in completed}
    assert len(transcripts) == 1
    assert {task["task_outcome"] for task in completed} == {completed[0]["calls"][-1]["call_outcome"]}
    other = mock.task(mock.create("CUSTOM_TASK" if task_type != "CUSTOM_TASK" else "REIMBURSEMENT"))
    assert other["task_outcome"] != completed[0]["task_outcome"]


def test_finished_calls_do_not_change(apis: dict[str, Api]) -> None:
    mock = TaskMock(apis)
    tasks = [mock.create() for _ in range(10)]
    mock.clock.advance(30)  # only the tasks that need a second call, about three of ten, have finished one now
    before = [mock.task(task_id)["calls"] for task_id in tasks]
    mock.clock.advance(30)
    after = [mock.task(task_id)["calls"] for task_id in tasks]
    assert any(before)
    assert [calls[: len(earlier)] for calls, earlier in zip(after, before, strict=True)] == before


def test_timestamps_of_a_task_are_in_order(apis: dict[str, Api]) -> None:
    mock = TaskMock(apis, seed="one")
    task_id = mock.create()
    mock.clock.advance(100)
    task = mock.task(task_id)
    times = [task["created_at"]]
    for call in task["calls"]:
        times += [call["created_at"], call["updated_at"]]
    times.append(task["updated_at"])
    assert times == sorted(times)


def test_documented_task_never_changes(apis: dict[str, Api]) -> None:
    mock = TaskMock(apis, speed=0)
    before = mock.task(DOCUMENTED)
    mock.clock.advance(10_000)
    assert mock.task(DOCUMENTED) == before
    assert before["status"] == "IN_PROGRESS"


def test_same_seed_gives_the_same_tasks(apis: dict[str, Api]) -> None:
    def run(seed: str | None) -> list[dict[str, Any]]:
        mock = TaskMock(apis, seed=seed)
        tasks = [mock.create(task_type) for task_type in TASK_TYPES]
        mock.clock.advance(60)
        return [mock.task(task_id) for task_id in tasks]

    assert run("a") == run("a")
    assert run("a") != run("b")
    assert run(None) != run(None)


def test_same_seed_gives_the_same_trace_ids(apis: dict[str, Api]) -> None:
    def run(seed: str | None) -> list[str]:
        app = build_app([apis["maxcare"]], state=State(Store(), Clock(), seed))
        client = httpx.Client(transport=AppTransport(app), base_url="http://mock.test/maxcare")
        return [str(client.get("/v2/tasks/x").json()["trace_id"]) for _ in range(3)]

    assert run("a") == run("a")
    assert len({*run("a"), *run("b"), *run(None)}) == 9


@pytest.mark.parametrize("before", [None, "a"])
@pytest.mark.parametrize("after", [None, "b"])
@pytest.mark.parametrize("speed", [0, 1, 60])
def test_finished_task_is_the_same_after_a_restart_with_other_options(
    apis: dict[str, Api], before: str | None, after: str | None, speed: float
) -> None:
    store = Store()
    first = TaskMock(apis, speed=10, seed=before, store=store)
    tasks = [first.create() for _ in range(10)]
    first.clock.advance(100)
    second = TaskMock(apis, speed=speed, seed=after, store=store)
    second.clock.advance(100 * (speed or 1))
    assert [second.task(task_id) for task_id in tasks] == [first.task(task_id) for task_id in tasks]


@pytest.mark.parametrize("seed", [None, "a"])
def test_timestamps_of_a_task_span_its_simulated_duration(apis: dict[str, Api], seed: str | None) -> None:
    mock = TaskMock(apis, seed=seed)
    task_id = mock.create()
    mock.clock.advance(60)
    task = mock.task(task_id)
    taken = datetime.fromisoformat(task["updated_at"]) - datetime.fromisoformat(task["created_at"])
    assert taken == timedelta(seconds=50)


def test_recording_is_a_wave_file(apis: dict[str, Api]) -> None:
    mock = TaskMock(apis, speed=0)
    call = mock.task(mock.create(phone_number="+15005550100"))["calls"][-1]
    assert call["recording_url"] == f"http://mock.test/miramace/v1/call/{call['id']}/recording"
    response = mock.client.get(call["recording_url"], headers={"Authorization": ""})
    assert response.headers["Content-Type"] == "audio/wav"
    with wave.open(io.BytesIO(response.content)) as sound:
        assert sound.getnframes() == sound.getframerate()


@pytest.mark.parametrize(
    ("number", "recorded"),
    [("00", [True]), ("01", [False]), ("02", [False]), ("03", [False]), ("05", [False, True])],
)
def test_only_successful_calls_have_a_recording(apis: dict[str, Api], number: str, recorded: list[bool]) -> None:
    mock = TaskMock(apis, speed=0)
    calls = mock.task(mock.create(phone_number=f"+150055501{number}"))["calls"]
    assert ["recording_url" in call for call in calls] == recorded
    assert [call["status"] == "SUCCESS" for call in calls] == recorded


@pytest.mark.parametrize("call", ["no-such-call", "123", "123e4567-e89b-12d3-a456-42661417400", "a/b"])
def test_invalid_call_id_has_no_recording(apis: dict[str, Api], call: str) -> None:
    response = TaskMock(apis).client.get(f"/v1/call/{call}/recording")
    assert (response.status_code, list(response.json())) == (404, ["error"])


def test_recording_supports_get_head_and_options_only(apis: dict[str, Api]) -> None:
    client, url = TaskMock(apis).client, "/v1/call/123e4567-e89b-12d3-a456-426614174003/recording"
    assert (client.head(url).status_code, client.head(url).content) == (200, b"")
    assert (client.options(url).status_code, client.options(url).headers["Allow"]) == (204, "GET, HEAD, OPTIONS")
    for method in ("POST", "PUT", "DELETE"):
        response = client.request(method, url)
        assert (response.status_code, response.headers["Allow"], list(response.json())) == (
            405,
            "GET, HEAD, OPTIONS",
            ["error"],
        )


def test_speed_scales_time(apis: dict[str, Api]) -> None:
    for speed, real_seconds in ((1, 30), (10, 3)):
        clock = Clock(speed, running=False)
        created_at = clock.now()
        clock.advance(30)
        assert clock.age(created_at, clock.speed) == pytest.approx(30, abs=0.001)
        assert clock.now() - created_at == pytest.approx(real_seconds, abs=0.001)
    clock = Clock(0, running=False)
    assert clock.age(clock.now(), 0) == float("inf")
