"""Tests of progress reports: a failure is reported immediately, not at the end of its phase."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from caretasks.conformance import runner
from caretasks.conformance.config import Settings
from caretasks.conformance.engine.progress import Progress
from caretasks.conformance.results import ApiResult
from caretasks.conformance.target.model import in_process_target
from tests.bundled_apis import load_api
from tests.openapi.reduced_specs import with_operations
from tests.servers.faulty import FEWEST, MockExchange, with_changed_responses, without_authentication

RUN_TASKS = Settings(operations=("get_run_tasks",))


def check_with_progress(api: str, change: Callable[[MockExchange], None]) -> tuple[ApiResult, list[Progress]]:
    reports: list[Progress] = []
    target = in_process_target(load_api(api))
    result = runner.check_target(
        replace(target, server=with_changed_responses(target.app, change)), RUN_TASKS, reports.append
    )
    return result, reports


def fault_from_request(number: int) -> Callable[[MockExchange], None]:
    """Return a change that makes the list of tasks a string from a request on.

    Args:
        number: Number of the first request with the fault.
    """
    requests = 0

    def change(exchange: MockExchange) -> None:
        nonlocal requests
        requests += 1
        if requests >= number and exchange.status == 200:
            exchange.json = {**exchange.json, "data": "tasks"}

    return change


@pytest.mark.slow
def test_failure_is_reported_before_its_phase_ends() -> None:
    result, reports = check_with_progress("unpod", fault_from_request(40))
    fuzzing = result.operation("get_run_tasks").phases["fuzzing"].cases
    first = next(progress for progress in reports if progress.failures)
    assert first.phase == "fuzzing"
    assert first.requests < fuzzing / 2


@pytest.mark.slow
def test_all_failures_are_counted() -> None:
    result, reports = check_with_progress("unpod", fault_from_request(1))
    assert reports[-1].failures == sum(len(operation.failures) for operation in result.operations) > 0


@pytest.mark.slow
def test_warnings_are_not_counted() -> None:
    result, reports = check_with_progress("solum", lambda exchange: None)
    assert not result.operations[0].failures
    assert not [progress for progress in reports if progress.failures]


@pytest.mark.slow
def test_missing_authentication_is_reported_before_the_first_phase() -> None:
    reports: list[Progress] = []
    settings = replace(FEWEST, operations=("get_run_tasks",))
    target = in_process_target(load_api("unpod"))
    runner.check_target(replace(target, server=without_authentication(target)), settings, reports.append)
    first = next(progress for progress in reports if progress.failures)
    assert first.phase == ""


@pytest.mark.slow
def test_inconclusive_probe_is_evaluated_after_a_success_with_the_key() -> None:
    reports: list[Progress] = []
    api = with_operations(load_api("solum"), "create_task")
    target = in_process_target(api)  # it rejects the body {} with or without the key
    result = runner.check_target(replace(target, server=without_authentication(target)), Settings(), reports.append)
    assert "so_02_authentication" in {finding.check for finding in result.operations[0].failures}
    first = next(progress for progress in reports if progress.failures)
    assert (
        first.requests
        <= result.operations[0].phases["authentication"].cases + result.operations[0].phases["examples"].cases
    )
