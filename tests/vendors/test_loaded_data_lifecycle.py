"""The lifecycle of loaded data of Unpod and Max AI: it conforms to the spec at every age."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest

from caretasks.mock.app import build_app
from caretasks.mock.operations.operation import compile_operation
from caretasks.mock.resources.clock import Clock
from caretasks.mock.resources.state import State
from caretasks.openapi.document import Api
from caretasks.openapi.schema.validation import iter_violations
from tests.mock.mock_servers import AppTransport

AGES_SECONDS = range(0, 70, 5)
RUN = {"space_token": "SPACE", "run_id": "RUN"}


class LoadedMock:
    """A mock server with one loaded resource, and a clock that only the test advances.

    Some outcomes are random, so the tests have a seed by default.
    """

    def __init__(self, api: Api, operation: str, path: dict[str, str], body: Any, seed: str = "tests") -> None:
        self.operation = api.get_operation(operation)
        self.clock = Clock(1, seeded=True, running=False)
        state = State(clock=self.clock, seed=seed)
        app = build_app([api], state=state)
        state.save(compile_operation(self.operation), path, body)
        url = f"/{api.name}{api.base_path}{self.operation.path}".format(**path)
        headers = {"Authorization": "Token any" if api.name == "unpod" else "Bearer any", "Org-Handle": "o"}
        headers["X-Organization-Id"] = "o"
        self.url = url
        self.client = httpx.Client(transport=AppTransport(app), base_url="http://mock.test", headers=headers)

    def read(self) -> Any:
        """Return the resource as it is now, after a check against its schema."""
        body = self.client.get(self.url).raise_for_status().json()
        media = self.operation.responses["200"].media
        assert media is not None
        assert media.schema is not None
        assert list(iter_violations(media.schema, body)) == []
        return body

    def read_at_all_ages(self) -> list[Any]:
        """Return the resource at each of `AGES_SECONDS`."""
        bodies = []
        for age in AGES_SECONDS:
            self.clock.advance(5 if age else 0)
            bodies.append(self.read())
        return bodies


def load_run(api: Api, *statuses: str, seed: str = "tests", **fields: Any) -> LoadedMock:
    """Load a run with a task of each status."""
    tasks = [{"task_id": f"T{n}", "status": status, **fields} for n, status in enumerate(statuses)]
    return LoadedMock(api, "get_run_tasks", RUN, {"status_code": 200, "message": "", "data": tasks}, seed)


def load_task(api: Api, status: str = "new", sync: str = "pending", seed: str = "tests") -> LoadedMock:
    """Load one task."""
    timestamp = "2026-03-20 18:35:10.209452+00"
    data = {"id": "t", "status": status, "syncStatus": sync, "notes": "", "ehrType": "modmed", "assignedProviders": []}
    body = {"code": "success", "data": {**data, "createdAt": timestamp, "updatedAt": timestamp}}
    return LoadedMock(api, "get_task", {"id": "t"}, body, seed)


def test_pending_tasks_of_a_run_are_called_in_sequence(apis: dict[str, Api]) -> None:
    ages = load_run(apis["unpod"], "pending", "pending", "pending").read_at_all_ages()
    waiting = [sum(each["status"] == "pending" for each in body["data"]) for body in ages]
    assert waiting[0] == 3
    assert waiting == sorted(waiting, reverse=True)
    assert set(waiting) == {3, 2, 1, 0}


def test_run_has_a_consistent_count_and_id_at_every_age(apis: dict[str, Api]) -> None:
    for body in load_run(apis["unpod"], "pending", "completed", "pending").read_at_all_ages():
        assert (body["count"], body["status_code"]) == (3, 200)
        assert {each["run_id"] for each in body["data"]} == {"RUN"}


def test_called_task_has_the_output_of_its_call(apis: dict[str, Api]) -> None:
    mock = load_run(apis["unpod"], *["pending"] * 30)
    mock.clock.advance(60)
    tasks = mock.read()["data"]
    assert {each["status"] for each in tasks} == {"completed", "failed"}
    for each in tasks:
        output = each["output"]
        assert output["call_status"] == ("completed" if each["status"] == "completed" else "no-answer")
        assert ("transcript" in output) == ("recording_url" in output) == (each["status"] == "completed")
        assert output["post_call_data"]["summary"]
        assert output["start_time"] < output["end_time"] == each["modified"]
        for time in (output["start_time"], output["end_time"]):
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", time)


def test_recording_url_is_at_the_mock_server(apis: dict[str, Api]) -> None:
    mock = load_run(apis["unpod"], *["pending"] * 30)
    mock.clock.advance(60)
    url = next(each["output"]["recording_url"] for each in mock.read()["data"] if each["status"] == "completed")
    assert url.startswith("http://mock.test/unpod/recordings/C")
    assert mock.client.get(url).headers["Content-Type"] == "audio/wav"


def test_task_without_a_call_has_no_output(apis: dict[str, Api]) -> None:
    mock = load_run(apis["unpod"], "pending", execution_type="email")
    mock.clock.advance(60)
    assert mock.read()["data"][0]["status"] != "pending"
    assert "output" not in mock.read()["data"][0]


def test_finished_task_does_not_change(apis: dict[str, Api]) -> None:
    assert len({str(body) for body in load_run(apis["unpod"], "completed", "failed").read_at_all_ages()}) == 1
    for status in ("completed", "cancelled", "deleted"):
        assert len({str(body) for body in load_task(apis["maxcare"], status, "synced").read_at_all_ages()}) == 1


@pytest.mark.parametrize("initial_status", ["new", "not_started"])
def test_max_ai_task_is_completed_and_then_synced(apis: dict[str, Api], initial_status: str) -> None:
    ages = [body["data"] for body in load_task(apis["maxcare"], initial_status).read_at_all_ages()]
    assert list(dict.fromkeys(data["status"] for data in ages)) == [initial_status, "in_progress", "completed"]
    syncs = list(dict.fromkeys(data["syncStatus"] for data in ages))
    assert syncs in (["pending", "syncing", "synced"], ["pending", "syncing", "failed"])
    assert all("noteId" not in data for data in ages)


def test_some_syncs_fail(apis: dict[str, Api]) -> None:
    statuses = set()
    for number in range(40):
        mock = load_task(apis["maxcare"], seed=str(number))
        mock.clock.advance(60)
        statuses.add(mock.read()["data"]["syncStatus"])
    assert statuses == {"synced", "failed"}


def test_max_ai_timestamps_have_the_documented_format(apis: dict[str, Api]) -> None:
    mock = load_task(apis["maxcare"])
    mock.clock.advance(60)
    form = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}\+00"
    assert re.fullmatch(form, mock.read()["data"]["updatedAt"])


def test_documented_resource_never_changes(apis: dict[str, Api]) -> None:
    for name, operation in (("unpod", "get_run_tasks"), ("maxcare", "get_task")):
        api = apis[name]
        read = api.get_operation(operation)
        path = {each.name: next(iter(each.examples().values())) for each in read.parameters if each.location == "path"}
        clock = Clock(0)
        app = build_app([api], state=State(clock=clock))
        headers = {"Authorization": "Token any" if name == "unpod" else "Bearer any"}
        headers.update({"Org-Handle": "o", "X-Organization-Id": "o"})
        client = httpx.Client(transport=AppTransport(app), base_url="http://mock.test", headers=headers)
        body = client.get(f"/{name}{api.base_path}{read.path}".format(**path)).json()
        media = read.responses["200"].media
        assert media is not None
        assert body == next(iter(media.examples().values()))


def test_same_seed_gives_the_same_calls(apis: dict[str, Api]) -> None:
    def read_with_seed(seed: str) -> list[Any]:
        return load_run(apis["unpod"], "pending", "pending", seed=seed).read_at_all_ages()

    assert read_with_seed("a") == read_with_seed("a")
    assert read_with_seed("a") != read_with_seed("b")
