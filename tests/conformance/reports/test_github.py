"""GitHub Actions annotations: one for each failed fact, and none outside a job."""

from __future__ import annotations

import io

import pytest

from caretasks import cli
from caretasks.conformance.model import CaseResult, CheckResult, Finding, RunError
from caretasks.conformance.reports.github import iter_annotations, print_annotations
from caretasks.conformance.results import ApiResult, empty_result
from caretasks.openapi.facts import Fact
from tests.bundled_apis import load_api

API = load_api("unpod")


def make_result(*findings: Finding) -> ApiResult:
    result = empty_result(API)
    checks = tuple(CheckResult(finding.check, finding) for finding in findings)
    result.add(CaseResult("get_run_tasks", "fuzzing", 200, is_checked_success=True, checks=checks))
    return result


def get_fact(fact_id: str) -> Fact:
    operation = empty_result(API).operation("get_run_tasks")
    return next(requirement.fact for requirement in operation.requirements if requirement.fact.id == fact_id)


def test_failed_fact_is_an_error_with_its_id_messages_and_claim() -> None:
    count, code = get_fact("UN-10"), get_fact("UN-11")
    result = make_result(
        Finding("one", "/count is 3", None, facts=(count, code)),
        Finding("two", "/data is empty", None, facts=(count,)),
    )
    assert list(iter_annotations([result])) == [
        f"::error title=UN-10 failed%3A unpod.get_run_tasks::/data is empty%0A/count is 3%0A{count.claim}",
        f"::error title=UN-11 failed%3A unpod.get_run_tasks::/count is 3%0A{code.claim}",
    ]


def test_failure_without_a_fact_is_an_error_with_the_name_of_the_check() -> None:
    result = make_result(Finding("not_a_server_error", "the server failed", None))
    expected = "::error title=not_a_server_error%3A unpod.get_run_tasks::the server failed"
    assert list(iter_annotations([result])) == [expected]


def test_warning_is_not_annotated() -> None:
    assert not list(iter_annotations([make_result(Finding("check", "message", None, warning_reason="no fact"))]))


def test_inconclusive_api_is_a_warning_with_its_errors() -> None:
    result = empty_result(API)
    result.add(RunError("the server cannot be reached"))
    assert list(iter_annotations([result])) == ["::warning title=unpod%3A inconclusive::the server cannot be reached"]


def test_special_characters_are_escaped() -> None:
    (line,) = iter_annotations([make_result(Finding("a,file=b:c\n", "100%\r\n::error::forged", None))])
    assert line == r"::error title=a%2Cfile=b%3Ac\n%3A unpod.get_run_tasks::100%25\r%0A\::error::forged"


@pytest.mark.parametrize("environment", [{}, {"GITHUB_ACTIONS": "false"}, {"CI": "true"}])
def test_nothing_is_printed_outside_a_job(environment: dict[str, str]) -> None:
    file = io.StringIO()
    print_annotations([make_result(Finding("check", "message", None))], environment, file)
    assert not file.getvalue()


def test_check_prints_annotations_on_stderr_in_a_job(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("SOLUM_API_KEY", "key")
    assert cli.main(["check", "solum", "--url", "http://127.0.0.1:1", "--quiet"]) == 3
    printed = capsys.readouterr()
    assert "::warning title=solum%3A inconclusive" in printed.err
    assert "::" not in printed.out
