"""Reads of what a request has created, at servers that need a moment, or lose it."""

from __future__ import annotations

from contextlib import nullcontext

import pytest

from caretasks.conformance.observation import InconclusiveError, Observation, RuleViolation
from caretasks.conformance.rules.shared import read_created
from caretasks.core import interrupts
from caretasks.vendors.unpod.rules import un_33_one_task_per_document
from tests.bundled_apis import load_api
from tests.conformance.observations import make_observation

API = load_api("miramace")
PATH = {"patient_id": "123e4567-e89b-12d3-a456-426614174001"}


def read_back(statuses: list[int], memory: set[object]) -> int:
    """Return the status of the read of a new patient; the reads get these ones, in order."""
    created = make_observation(API.get_operation("create_patient"), 201)
    read = API.get_operation("get_patient")
    created.memory = memory
    created.send_read = lambda *_: make_observation(read, statuses.pop(0), path=PATH)
    return read_created(created, read.id, PATH).status


def test_resource_that_can_be_read_a_moment_later_is_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(interrupts, "sleep", pauses.append)
    memory = set[object]()
    assert read_back([404, 404, 200], memory) == 200
    assert len(pauses) == 2
    with pytest.raises(InconclusiveError):  # it does not wait again
        read_back([404], memory)
    assert len(pauses) == 2


def test_lost_resource_is_waited_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(interrupts, "sleep", pauses.append)
    memory = set[object]()
    assert read_back([404, 404, 404, 404], memory) == 404
    assert read_back([404], memory) == 404
    assert len(pauses) == 3


@pytest.mark.parametrize("reads", [[[]], [["T2"]], [[], [], ["T1"]]])
def test_created_run_contains_its_tasks(reads: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interrupts, "sleep", lambda _: None)
    unpod = load_api("unpod")
    path = {"space_token": "8KZRTQP7BNW5XEDLORYUHMJC"}
    body = {"status_code": 200, "message": "", "data": {"run_id": "R1", "task_ids": ["T1"], "status": "pending"}}
    document = {"name": "Robin Sample", "contact_number": "+12025550123"}
    sent = {"pilot": "agent", "documents": [document]}
    operation = unpod.get_operation("create_tasks")
    created = make_observation(operation, 200, path=path, returned=body, body=sent)

    def send_read(*_: object) -> Observation:
        tasks = [{"task_id": each} for each in (reads.pop(0) if len(reads) > 1 else reads[0])]
        found = {"count": len(tasks), "status_code": 200, "message": "", "data": tasks}
        run_path = {**path, "run_id": "R1"}
        return make_observation(unpod.get_operation("get_run_tasks"), 200, path=run_path, returned=found)

    created.send_read = send_read
    is_there = reads[-1] == ["T1"]
    with nullcontext() if is_there else pytest.raises(RuleViolation, match="contains none of /data/task_ids"):
        un_33_one_task_per_document.check(created)
