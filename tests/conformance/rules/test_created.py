"""Reads of what a request has created, at servers that need a moment, or lose it."""

from __future__ import annotations

import pytest

from caretasks.conformance.observation import InconclusiveError
from caretasks.conformance.rules.shared import read_created
from caretasks.core import interrupts
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
    assert read_back([404, 404, 404], memory) == 404
    assert read_back([404], memory) == 404
    assert len(pauses) == 2
