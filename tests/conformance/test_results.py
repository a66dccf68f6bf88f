"""Exit status of a run, by the verdicts and errors in its results."""

from __future__ import annotations

import pytest

from caretasks.conformance.config import Settings, Writes
from caretasks.conformance.model import CaseResult, CheckResult, Finding, RunError
from caretasks.conformance.results import ApiResult, ExitStatus, collect_result, empty_result, exit_status
from tests.bundled_apis import load_api

CHECK = "status_code_conformance"


def make_result(*items: CaseResult | RunError) -> ApiResult:
    return collect_result(load_api("unpod"), items)


def make_case(*, is_checked_success: bool = True, finding: Finding | None = None) -> CaseResult:
    return CaseResult("get_run_tasks", "fuzzing", 200, is_checked_success, (CheckResult(CHECK, finding),))


PASSED = make_result(make_case())
FAILED_WITH_ERROR = make_result(make_case(finding=Finding(CHECK, "message", None)), RunError("error"))
PASSED_WITH_WARNING = make_result(make_case(finding=Finding(CHECK, "message", None, warning_reason="no fact")))
WITHOUT_SUCCESS = make_result(make_case(is_checked_success=False))
WITH_ERROR = make_result(make_case(), RunError("error"))


@pytest.mark.parametrize(
    ("results", "status"),
    [
        ([PASSED], ExitStatus.PASSED),
        ([PASSED, PASSED_WITH_WARNING], ExitStatus.PASSED),
        ([PASSED, WITHOUT_SUCCESS], ExitStatus.INCONCLUSIVE),
        ([PASSED, WITH_ERROR], ExitStatus.INCONCLUSIVE),
        ([WITHOUT_SUCCESS, FAILED_WITH_ERROR], ExitStatus.FAILED),
        ([FAILED_WITH_ERROR], ExitStatus.FAILED),
    ],
)
def test_failure_takes_precedence_over_an_inconclusive_result(results: list[ApiResult], status: ExitStatus) -> None:
    assert exit_status(results) is status


def test_fact_about_a_generated_write_names_the_option_that_left_it_out() -> None:
    solum = load_api("solum")
    result = empty_result(solum, Settings(writes=Writes.DOCUMENTED)).operation("create_task")
    reasons = {fact.fact.id: fact.reason for fact in result.facts}
    assert reasons["SO-05"] == "--writes documented"
