"""Webhooks of the mock server of Mira Mace as time passes: each event once, without a read by a client."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from caretasks.miramace import parse_webhook
from caretasks.mock.app import build_app
from caretasks.mock.resources.clock import Clock
from caretasks.mock.resources.state import State
from caretasks.mock.resources.store import SqliteStore, Store
from caretasks.mock.webhooks.watcher import WebhookWatcher
from caretasks.openapi.document import Api
from caretasks.openapi.schema.validation import iter_violations
from caretasks.openapi.webhooks import find_webhooks
from tests.mock.mock_servers import AppTransport

ONE_CALL, TWO_CALLS = "+12025550143", "+12025550144"
TASK = {
    "task_type": "CUSTOM_TASK",
    "task": "Ask for the opening hours",
    "phone_number": ONE_CALL,
    "project_id": "123e4567-e89b-12d3-a456-426614174000",
    "patient_id": "123e4567-e89b-12d3-a456-426614174001",
}
ALL_CALLS = {"include_all_calls": "true"}


class WatchedMock:
    """A mock server of Mira Mace with a clock that only the test advances, and what its watcher collects."""

    def __init__(self, api: Api, *, speed: float = 1, store: Store | None = None, seed: str = "tests") -> None:
        self.clock = Clock(speed, seeded=True, running=False)
        self.state = State(store, self.clock, seed)
        self.watcher = WebhookWatcher(self.state, [api])
        self.client = httpx.Client(
            transport=AppTransport(build_app([api], state=self.state)),
            base_url="http://127.0.0.1/miramace",
            headers={"Authorization": "Bearer any"},
        )

    def create(self) -> str:
        return str(self.client.post("/v1/task", json=TASK).json()["id"])

    def collect(self, seconds: float = 0, limit: int | None = None) -> list[dict[str, Any]]:
        """Advance the clock, and return the payloads of the webhooks that are due."""
        self.clock.advance(seconds)
        return [json.loads(webhook.content) for webhook in self.watcher.collect(limit)]


@pytest.fixture
def api(apis: dict[str, Api]) -> Api:
    return apis["miramace"]


def test_ended_task_has_a_webhook_for_each_call_and_one_for_itself(api: Api) -> None:
    mock = WatchedMock(api)
    created = mock.create()
    payloads = [payload for seconds in [0, 10, 14, 2, 23, 2, 100] for payload in mock.collect(seconds)]
    task = mock.client.get(f"/v1/task/{created}", params=ALL_CALLS).json()
    assert task["status"] in ("COMPLETED", "FAILED")
    calls = [call["id"] for call in task["calls"]]
    assert [(each["event"], each["task_id"], each["call_id"]) for each in payloads] == [
        *(("call.completed", created, call) for call in calls),
        ("task.completed", created, calls[-1]),
    ]


def test_payload_is_as_documented(api: Api) -> None:
    mock = WatchedMock(api)
    mock.create()
    for payload in mock.collect(60):
        (webhook,) = (each for each in find_webhooks(api) if each.name == payload["event"])
        assert webhook.body is not None
        assert webhook.body.schema is not None
        (example,) = webhook.body.examples().values()
        assert list(payload) == list(example)
        assert list(iter_violations(webhook.body.schema, payload)) == []
        assert len(payload["timestamp"]) == len(example["timestamp"])  # no fraction and no offset
        assert parse_webhook(json.dumps(payload)).to_dict() == payload


def test_one_late_look_finds_the_same_as_many(api: Api) -> None:
    often, late = WatchedMock(api), WatchedMock(api)
    for mock in (often, late):
        for _ in range(3):
            mock.create()
    found = list(itertools.chain.from_iterable(often.collect(1) for _ in range(60)))
    by_task = sorted(found, key=lambda payload: str(payload["task_id"]))
    assert by_task == sorted(late.collect(60), key=lambda payload: str(payload["task_id"]))


def test_limited_looks_reach_every_resource(api: Api) -> None:
    mock = WatchedMock(api)
    created = {mock.create() for _ in range(5)}
    payloads = [payload for seconds in [60, *[0] * 5] for payload in mock.collect(seconds, limit=1)]
    assert {each["task_id"] for each in payloads if each["event"] == "task.completed"} == created


def test_task_ends_at_once_at_speed_0(api: Api) -> None:
    mock = WatchedMock(api, speed=0)
    created = mock.create()
    assert mock.collect()[-1] | {"call_id": "", "timestamp": ""} == {
        "event": "task.completed",
        "task_id": created,
        "call_id": "",
        "timestamp": "",
    }


def test_documented_task_has_no_webhook(api: Api) -> None:
    assert WatchedMock(api).collect(1000) == []


def test_task_of_an_earlier_run_has_the_webhooks_that_are_left(api: Api, tmp_path: Path) -> None:
    first = WatchedMock(api, store=SqliteStore(tmp_path / "tasks.sqlite"))
    created = first.create()
    second = WatchedMock(api, store=SqliteStore(tmp_path / "tasks.sqlite"))
    second.clock.advance(first.clock.now() - second.clock.now())
    assert [payload["task_id"] for payload in second.collect(60) if payload["event"] == "task.completed"] == [created]
    assert WatchedMock(api, store=SqliteStore(tmp_path / "tasks.sqlite")).collect(0) == []


def test_removed_task_has_no_webhook(api: Api) -> None:
    mock = WatchedMock(api)
    mock.create()
    mock.state.clear("miramace")
    assert mock.collect(60) == []


@pytest.mark.parametrize("body", [{"calls": 3, "status": "PENDING"}, {"calls": ["a", {}], "status": []}, {}])
def test_any_stored_body_is_accepted(api: Api, body: dict[str, Any]) -> None:
    from caretasks.mock.operations.operation import compile_api

    mock = WatchedMock(api)
    read = next(each for each in compile_api(api).operations.values() if each.operation.id == "get_task")
    mock.state.save(read, {"task_id": TASK["patient_id"]}, body)
    for payload in mock.collect(60):
        parse_webhook(json.dumps(payload))


def test_api_without_webhooks_can_send_none(apis: dict[str, Api]) -> None:
    others = [api for name, api in apis.items() if name != "miramace"]
    assert not WebhookWatcher(State(), others).can_send
    document = {key: value for key, value in apis["miramace"].document.items() if key != "webhooks"}
    assert not WebhookWatcher(State(), [Api("miramace", document, None, "")]).can_send
