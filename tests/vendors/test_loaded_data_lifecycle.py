"""How the loaded data of Unpod and Max AI moves on, and that what their documents promise holds at every age."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest

from caretasks.mock.app import build_app
from caretasks.mock.resources.clock import Clock
from caretasks.mock.resources.state import State
from caretasks.openapi.document import Api
from caretasks.openapi.schema.validation import violations
from tests.mock.mock_servers import AppTransport

AGES = range(0, 70, 5)
RUN = {"space_token": "SPACE", "run_id": "RUN"}


class Worked:
    """A stand-in that something was put into, with a clock to advance."""

    def __init__(self, api: Api, operation: str, path: dict[str, str], body: Any, seed: str | None = None) -> None:
        self.operation = api.operation(operation)
        self.clock = Clock(1, seeded=seed is not None, running=False)
        state = State(clock=self.clock, seed=seed)
        app = build_app([api], state=state)
        state.put(self.operation, path, body)
        url = f"/{api.name}{api.base_path}{self.operation.path}".format(**path)
        headers = {"Authorization": "Token any" if api.name == "unpod" else "Bearer any", "Org-Handle": "o"}
        headers["X-Organization-Id"] = "o"
        self.url = url
        self.client = httpx.Client(transport=AppTransport(app), base_url="http://mock.test", headers=headers)

    def now(self) -> Any:
        answer = self.client.get(self.url).raise_for_status().json()
        media = self.operation.responses["200"].media
        assert media is not None
        assert media.schema is not None
        assert list(violations(media.schema, answer)) == []
        return answer

    def ages(self) -> list[Any]:
        found = []
        for age in AGES:
            self.clock.advance(5 if age else 0)
            found.append(self.now())
        return found


def run(api: Api, *statuses: str, seed: str | None = None, **more: Any) -> Worked:
    tasks = [{"task_id": f"T{n}", "status": status, **more} for n, status in enumerate(statuses)]
    return Worked(api, "get_run_tasks", RUN, {"status_code": 200, "message": "", "data": tasks}, seed)


def task(api: Api, status: str = "new", sync: str = "pending", seed: str | None = None) -> Worked:
    moment = "2026-03-20 18:35:10.209452+00"
    data = {"id": "t", "status": status, "syncStatus": sync, "notes": "", "ehrType": "modmed", "assignedProviders": []}
    body = {"code": "success", "data": {**data, "createdAt": moment, "updatedAt": moment}}
    return Worked(api, "get_task", {"id": "t"}, body, seed)


def test_the_waiting_tasks_of_a_run_are_called_one_after_another(apis: dict[str, Api]) -> None:
    ages = run(apis["unpod"], "pending", "pending", "pending").ages()
    waiting = [sum(each["status"] == "pending" for each in answer["data"]) for answer in ages]
    assert waiting[0] == 3
    assert waiting == sorted(waiting, reverse=True)
    assert set(waiting) == {3, 2, 1, 0}


def test_at_every_age_a_run_counts_its_tasks_and_names_itself(apis: dict[str, Api]) -> None:
    for answer in run(apis["unpod"], "pending", "completed", "pending").ages():
        assert (answer["count"], answer["status_code"]) == (3, 200)
        assert {each["run_id"] for each in answer["data"]} == {"RUN"}


def test_a_task_that_was_called_tells_of_the_call(apis: dict[str, Api]) -> None:
    worked = run(apis["unpod"], *["pending"] * 30)
    worked.clock.advance(60)
    tasks = worked.now()["data"]
    assert {each["status"] for each in tasks} == {"completed", "failed"}
    for each in tasks:
        output = each["output"]
        assert output["call_status"] == ("completed" if each["status"] == "completed" else "no-answer")
        assert ("transcript" in output) == ("recording_url" in output) == (each["status"] == "completed")
        assert output["post_call_data"]["summary"]
        assert output["start_time"] < output["end_time"] == each["modified"]
        for time in (output["start_time"], output["end_time"]):
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", time)


def test_the_recording_of_a_call_is_at_the_stand_in(apis: dict[str, Api]) -> None:
    worked = run(apis["unpod"], *["pending"] * 30)
    worked.clock.advance(60)
    url = next(each["output"]["recording_url"] for each in worked.now()["data"] if each["status"] == "completed")
    assert url.startswith("http://mock.test/unpod/recordings/C")
    assert worked.client.get(url).headers["Content-Type"] == "audio/wav"


def test_what_is_no_call_has_no_call_to_tell_of(apis: dict[str, Api]) -> None:
    worked = run(apis["unpod"], "pending", execution_type="email")
    worked.clock.advance(60)
    assert worked.now()["data"][0]["status"] != "pending"
    assert "output" not in worked.now()["data"][0]


def test_a_task_in_an_end_state_does_not_move(apis: dict[str, Api]) -> None:
    assert len({str(answer) for answer in run(apis["unpod"], "completed", "failed").ages()}) == 1
    for status in ("completed", "cancelled", "deleted"):
        assert len({str(answer) for answer in task(apis["maxcare"], status, "synced").ages()}) == 1


@pytest.mark.parametrize("begin", ["new", "not_started"])
def test_a_task_of_max_ai_is_worked_on_and_then_synced(apis: dict[str, Api], begin: str) -> None:
    ages = [answer["data"] for answer in task(apis["maxcare"], begin).ages()]
    assert list(dict.fromkeys(data["status"] for data in ages)) == [begin, "in_progress", "completed"]
    syncs = list(dict.fromkeys(data["syncStatus"] for data in ages))
    assert syncs in (["pending", "syncing", "synced"], ["pending", "syncing", "failed"])
    assert all("noteId" not in data for data in ages)


def test_some_syncs_fail(apis: dict[str, Api]) -> None:
    ends = set()
    for number in range(40):
        worked = task(apis["maxcare"], seed=str(number))
        worked.clock.advance(60)
        ends.add(worked.now()["data"]["syncStatus"])
    assert ends == {"synced", "failed"}


def test_max_ai_says_the_time_in_its_own_way(apis: dict[str, Api]) -> None:
    worked = task(apis["maxcare"])
    worked.clock.advance(60)
    form = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}\+00"
    assert re.fullmatch(form, worked.now()["data"]["updatedAt"])


def test_what_is_documented_never_moves(apis: dict[str, Api]) -> None:
    for name, operation in (("unpod", "get_run_tasks"), ("maxcare", "get_task")):
        api = apis[name]
        read = api.operation(operation)
        path = {each.name: next(iter(each.examples().values())) for each in read.parameters if each.location == "path"}
        clock = Clock(0)
        app = build_app([api], state=State(clock=clock))
        headers = {"Authorization": "Token any" if name == "unpod" else "Bearer any"}
        headers.update({"Org-Handle": "o", "X-Organization-Id": "o"})
        client = httpx.Client(transport=AppTransport(app), base_url="http://mock.test", headers=headers)
        answer = client.get(f"/{name}{api.base_path}{read.path}".format(**path)).json()
        media = read.responses["200"].media
        assert media is not None
        assert answer == next(iter(media.examples().values()))


def test_a_seed_makes_two_runs_of_calls_the_same(apis: dict[str, Api]) -> None:
    def ages(seed: str) -> list[Any]:
        return run(apis["unpod"], "pending", "pending", seed=seed).ages()

    assert ages("a") == ages("a")
    assert ages("a") != ages("b")
