"""Created resources that a list must show."""

from __future__ import annotations

from typing import Any

import pytest

from caretasks.conformance.observation import InconclusiveError, Observation, RuleViolation
from caretasks.conformance.rules.listed import require_listed
from caretasks.core import interrupts
from tests.bundled_apis import load_api
from tests.conformance.observations import make_observation

API = load_api("solum")
NEW = "3c90c3cc-0d44-4b50-8888-8dd25736052a"


def read_page(ids: list[str], total: int | None) -> Observation:
    body = {"data": [{"id": each} for each in ids], "pagination": {} if total is None else {"total": total}}
    return make_observation(API.get_operation("list_tasks"), 200, returned=body)


def look_for(pages: list[Observation]) -> int:
    """Return the number of pages that are left after a check of a created task with the ID `NEW`."""
    created = make_observation(API.get_operation("create_task"), 200, returned={"id": NEW})
    created.memory = set()
    created.send_read = lambda *_: pages.pop(0)
    require_listed(created, "list_tasks", "id")
    return len(pages)


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interrupts, "sleep", lambda seconds: None)


FULL = ["old"] * 100


@pytest.mark.parametrize(
    "pages", [[([NEW], 1)], [(FULL, 150), ([NEW], 150)], [(["old"], 1), ([NEW, "old"], 2)]], ids=repr
)
def test_task_on_any_page_is_found_also_a_moment_later(pages: list[Any]) -> None:
    assert look_for([read_page(*each) for each in pages]) == 0


@pytest.mark.parametrize("pages", [[([], 0)], [(["old"], 1)], [(FULL, 120), (["old"] * 20, 120)]])
def test_missing_task_is_a_violation_after_three_attempts(pages: list[Any]) -> None:
    with pytest.raises(RuleViolation, match="not in the list"):
        look_for([read_page(*each) for each in pages * 3])


@pytest.mark.parametrize("pages", [[(["old"], None)], [(FULL, 150), (["old"], 151)], [(FULL, 9000)] * 20])
def test_list_without_a_total_or_that_changes_or_is_long_shows_nothing(pages: list[Any]) -> None:
    with pytest.raises(InconclusiveError):
        look_for([read_page(*each) for each in pages])
