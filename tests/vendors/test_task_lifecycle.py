"""How a created task moves on: by the time that passes, as its seed decides, and never where it is documented."""

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
from caretasks.mock.resources.store import MemoryStore, Store
from caretasks.openapi.document import Api
from caretasks.openapi.schema.validation import violations
from tests.mock.mock_servers import AppTransport

TASK_TYPES = ["SCHEDULE_APPOINTMENT", "VERIFY_INSURANCE", "REIMBURSEMENT", "CUSTOM_TASK"]
DOCUMENTED = "123e4567-e89b-12d3-a456-426614174002"
ALL = {"include_transcript": "true", "include_all_calls": "true"}


class StandIn:
    """Mira Mace's, with a clock to advance."""

    def __init__(
        self, apis: dict[str, Api], *, speed: float = 1, seed: str | None = None, store: Store | None = None
    ) -> None:
        self.api = apis["miramace"]
        self.clock = Clock(speed, seeded=seed is not None)
        app = build_app([self.api], state=State(store or MemoryStore(), self.clock, seed))
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
        found: dict[str, Any] = self.client.get(f"/v1/task/{task_id}", params=ALL).raise_for_status().json()
        return found


def test_a_task_waits_then_is_worked_on_then_ends(apis: dict[str, Api]) -> None:
    stand_in = StandIn(apis)
    task_id = stand_in.create()
    statuses = [stand_in.task(task_id)["status"]]
    for _ in range(12):
        stand_in.clock.advance(5)
        statuses.append(stand_in.task(task_id)["status"])
    assert list(dict.fromkeys(statuses)) in (
        ["PENDING", "IN_PROGRESS", "COMPLETED"],
        ["PENDING", "IN_PROGRESS", "FAILED"],
    )


def test_some_tasks_end_well_and_some_do_not(apis: dict[str, Api]) -> None:
    stand_in = StandIn(apis, speed=0)
    ends = {stand_in.task(stand_in.create())["status"] for _ in range(60)}
    assert ends == {"COMPLETED", "FAILED"}


@pytest.mark.parametrize("task_type", TASK_TYPES)
def test_what_a_task_ends_as_fits_its_schema_at_every_age(apis: dict[str, Api], task_type: str) -> None:
    stand_in = StandIn(apis)
    tasks = [stand_in.create(task_type) for _ in range(8)]
    media = stand_in.api.operation("get_task").responses["200"].media
    assert media is not None
    assert media.schema is not None
    for _ in range(7):
        stand_in.clock.advance(10)
        for task_id in tasks:
            assert list(violations(media.schema, stand_in.task(task_id))) == []


@pytest.mark.parametrize("task_type", TASK_TYPES)
def test_a_completed_task_has_an_outcome_and_a_transcript_of_its_type(apis: dict[str, Api], task_type: str) -> None:
    stand_in = StandIn(apis, speed=0)
    ended = [stand_in.task(stand_in.create(task_type)) for _ in range(20)]
    completed = [task for task in ended if task["status"] == "COMPLETED"]
    transcripts = {str(task["calls"][-1]["transcripts"]) for task in completed}
    assert len(transcripts) == 1
    assert {task["task_outcome"] for task in completed} == {completed[0]["calls"][-1]["call_outcome"]}
    other = stand_in.task(stand_in.create("CUSTOM_TASK" if task_type != "CUSTOM_TASK" else "REIMBURSEMENT"))
    assert other["task_outcome"] != completed[0]["task_outcome"]


def test_what_has_happened_does_not_change(apis: dict[str, Api]) -> None:
    stand_in = StandIn(apis)
    tasks = [stand_in.create() for _ in range(10)]
    stand_in.clock.advance(30)
    before = [stand_in.task(task_id)["calls"] for task_id in tasks]
    stand_in.clock.advance(30)
    after = [stand_in.task(task_id)["calls"] for task_id in tasks]
    assert any(before)
    assert [calls[: len(earlier)] for calls, earlier in zip(after, before, strict=True)] == before


def test_time_does_not_run_backwards_in_a_task(apis: dict[str, Api]) -> None:
    stand_in = StandIn(apis, seed="one")
    task_id = stand_in.create()
    stand_in.clock.advance(100)
    task = stand_in.task(task_id)
    times = [task["created_at"]]
    for call in task["calls"]:
        times += [call["created_at"], call["updated_at"]]
    times.append(task["updated_at"])
    assert times == sorted(times)


def test_a_documented_task_never_moves(apis: dict[str, Api]) -> None:
    stand_in = StandIn(apis, speed=0)
    before = stand_in.task(DOCUMENTED)
    stand_in.clock.advance(10_000)
    assert stand_in.task(DOCUMENTED) == before
    assert before["status"] == "IN_PROGRESS"


def test_a_seed_makes_two_runs_the_same(apis: dict[str, Api]) -> None:
    def run(seed: str | None) -> list[dict[str, Any]]:
        stand_in = StandIn(apis, seed=seed)
        tasks = [stand_in.create(task_type) for task_type in TASK_TYPES]
        stand_in.clock.advance(60)
        return [stand_in.task(task_id) for task_id in tasks]

    assert run("a") == run("a")
    assert run("a") != run("b")
    assert run(None) != run(None)


def test_a_seed_makes_the_names_of_errors_the_same(apis: dict[str, Api]) -> None:
    def run(seed: str | None) -> list[str]:
        app = build_app([apis["maxcare"]], state=State(MemoryStore(), Clock(), seed))
        client = httpx.Client(transport=AppTransport(app), base_url="http://mock.test/maxcare/v2")
        return [str(client.get("/tasks/x").json()["trace_id"]) for _ in range(3)]

    assert run("a") == run("a")
    assert len({*run("a"), *run("b"), *run(None)}) == 9


@pytest.mark.parametrize("before", [None, "a"])
@pytest.mark.parametrize("after", [None, "b"])
@pytest.mark.parametrize("speed", [0, 1, 60])
def test_what_has_become_of_a_task_stays_whatever_the_next_stand_in_is_told(
    apis: dict[str, Api], before: str | None, after: str | None, speed: float
) -> None:
    store = MemoryStore()
    first = StandIn(apis, speed=10, seed=before, store=store)
    tasks = [first.create() for _ in range(10)]
    first.clock.advance(100)
    second = StandIn(apis, speed=speed, seed=after, store=store)
    second.clock.advance(100 * (speed or 1))
    assert [second.task(task_id) for task_id in tasks] == [first.task(task_id) for task_id in tasks]


@pytest.mark.parametrize("seed", [None, "a"])
def test_a_task_is_said_to_have_taken_a_minute(apis: dict[str, Api], seed: str | None) -> None:
    stand_in = StandIn(apis, seed=seed)
    task_id = stand_in.create()
    stand_in.clock.advance(60)
    task = stand_in.task(task_id)
    taken = datetime.fromisoformat(task["updated_at"]) - datetime.fromisoformat(task["created_at"])
    assert taken == timedelta(seconds=50)


def test_the_recording_of_a_call_is_a_sound(apis: dict[str, Api]) -> None:
    stand_in = StandIn(apis, speed=0)
    call = stand_in.task(stand_in.create(phone_number="+15005550100"))["calls"][-1]
    assert call["recording_url"] == f"http://mock.test/miramace/v1/call/{call['id']}/recording"
    answer = stand_in.client.get(call["recording_url"], headers={"Authorization": ""})
    assert answer.headers["Content-Type"] == "audio/wav"
    with wave.open(io.BytesIO(answer.content)) as sound:
        assert sound.getnframes() == sound.getframerate()


@pytest.mark.parametrize(
    ("number", "recorded"),
    [("00", [True]), ("01", [False]), ("02", [False]), ("03", [False]), ("05", [False, True])],
)
def test_who_was_not_reached_was_not_recorded(apis: dict[str, Api], number: str, recorded: list[bool]) -> None:
    stand_in = StandIn(apis, speed=0)
    calls = stand_in.task(stand_in.create(phone_number=f"+150055501{number}"))["calls"]
    assert ["recording_url" in call for call in calls] == recorded
    assert [call["status"] == "SUCCESS" for call in calls] == recorded


@pytest.mark.parametrize("call", ["no-such-call", "123", "123e4567-e89b-12d3-a456-42661417400", "a/b"])
def test_what_is_no_id_of_a_call_has_no_recording(apis: dict[str, Api], call: str) -> None:
    answer = StandIn(apis).client.get(f"/v1/call/{call}/recording")
    assert (answer.status_code, list(answer.json())) == (404, ["error"])


def test_a_recording_is_there_to_be_fetched_and_no_more(apis: dict[str, Api]) -> None:
    client, url = StandIn(apis).client, "/v1/call/123e4567-e89b-12d3-a456-426614174003/recording"
    assert (client.head(url).status_code, client.head(url).content) == (200, b"")
    assert (client.options(url).status_code, client.options(url).headers["Allow"]) == (204, "GET, HEAD, OPTIONS")
    for method in ("POST", "PUT", "DELETE"):
        answer = client.request(method, url)
        assert (answer.status_code, answer.headers["Allow"], list(answer.json())) == (
            405,
            "GET, HEAD, OPTIONS",
            ["error"],
        )


def test_speed_scales_time(apis: dict[str, Api]) -> None:
    clock, quick = Clock(1), Clock(10)
    born = clock.now()
    clock.advance(30)
    assert clock.age(born, clock.speed) == pytest.approx(30, abs=5)
    born = quick.now()
    quick.advance(30)  # of work
    assert quick.age(born, quick.speed) == pytest.approx(30, abs=5)
    assert quick.now() - born == pytest.approx(3, abs=0.5)
    assert Clock(0).age(born, 0) == float("inf")
