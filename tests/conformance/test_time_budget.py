"""Shares of the time of a run: those of phases and of operations."""

from __future__ import annotations

from caretasks.conformance.config import Settings
from caretasks.conformance.reports.terminal import format_table
from caretasks.conformance.results import collect_result
from caretasks.conformance.runner import run_checks
from caretasks.conformance.target.model import in_process_target
from caretasks.conformance.time_budget import TimeBudget
from tests.bundled_apis import load_api


class Clock:
    """A clock that only moves when a request takes time."""

    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def send(budget: TimeBudget, clock: Clock, phase: str, share: float, durations: list[list[float]]) -> list[int]:
    """Return the number of requests that were sent to each operation, given their durations."""
    counts = []
    budget.start_phase(phase, share, len(durations))
    for requests in durations:
        budget.start_operation()
        counts.append(0)
        for duration in budget.limit(requests):
            clock.seconds += duration
            counts[-1] += 1
    return counts


def test_operations_of_a_phase_share_its_time_and_what_others_leave() -> None:
    clock = Clock()
    budget = TimeBudget(100, clock)
    assert send(budget, clock, "first", 0.4, [[9.0] * 9, [1.0], [9.0] * 9]) == [2, 1, 3]
    assert budget.cut_short == {"first": 2}


def test_each_operation_gets_a_request_after_the_time_is_spent() -> None:
    clock = Clock()
    budget = TimeBudget(10, clock)
    assert send(budget, clock, "first", 0.5, [[20.0, 1.0], [1.0, 1.0]]) == [1, 1]
    assert send(budget, clock, "second", 1.0, [[1.0, 1.0], []]) == [1, 0]
    assert budget.remaining_seconds(0.5) == 1


def test_time_before_the_first_request_is_part_of_the_limit() -> None:
    clock = Clock()
    clock.seconds = 70
    budget = TimeBudget(100, clock, started_at=0)
    assert send(budget, clock, "first", 1.0, [[20.0] * 9]) == [2]


def test_without_a_limit_all_requests_are_sent() -> None:
    clock = Clock()
    budget = TimeBudget(None, clock)
    assert send(budget, clock, "first", 0.1, [[20.0] * 3]) == [3]
    assert (budget.cut_short, budget.remaining_seconds(1.0)) == ({}, None)


def test_run_with_a_limit_covers_each_operation_and_reports_the_phases_with_fewer_requests() -> None:
    target = in_process_target(load_api("solum"))
    result = collect_result(target.api, run_checks(target, Settings(max_seconds=0.01)))
    assert all(operation.success_count for operation in result.operations)
    assert {"boundary values", "invalid values"} <= result.cut_short.keys()
    assert "solum: fewer requests because of --max-time: " in format_table([result])
