"""In a job of GitHub Actions each broken fact is an annotation, and nowhere else is anything said."""

from __future__ import annotations

import io

import pytest

from caretasks import cli
from caretasks.conformance.model import CaseResult, CheckResult, Finding, Trouble
from caretasks.conformance.reports.github import annotate, lines
from caretasks.conformance.results import ApiResult, empty
from caretasks.openapi.catalog import Catalogue
from caretasks.openapi.facts import Fact

API = Catalogue().load("unpod")


def found(*findings: Finding) -> ApiResult:
    result = empty(API)
    checks = tuple(CheckResult(finding.check, finding) for finding in findings)
    result.add(CaseResult("get_run_tasks", "fuzzing", 200, judged=True, checks=checks))
    return result


def fact(id_: str) -> Fact:
    return next(promise.fact for promise in empty(API).operations[0].promises if promise.fact.id == id_)


def test_each_broken_fact_is_an_error_with_its_id_what_was_seen_and_its_claim() -> None:
    count, code = fact("UN-10"), fact("UN-11")
    result = found(
        Finding("one", "/count is 3", None, facts=(count, code)),
        Finding("two", "/data is empty", None, facts=(count,)),
    )
    assert list(lines([result])) == [
        f"::error title=UN-10 broken%3A unpod.get_run_tasks::/count is 3%0A/data is empty%0A{count.claim}",
        f"::error title=UN-11 broken%3A unpod.get_run_tasks::/count is 3%0A{code.claim}",
    ]


def test_what_no_fact_names_is_an_error_by_its_check() -> None:
    result = found(Finding("not_a_server_error", "it failed", None))
    assert list(lines([result])) == ["::error title=not_a_server_error%3A unpod.get_run_tasks::it failed"]


def test_advice_is_no_annotation() -> None:
    assert not list(lines([found(Finding("check", "seen", None, advice="no fact says so"))]))


def test_what_was_not_found_out_is_a_warning() -> None:
    result = empty(API)
    result.add(Trouble("the server was not reached"))
    (line,) = lines([result])
    assert line.startswith("::warning title=unpod%3A inconclusive%2C ")
    assert line.endswith("::the server was not reached")


def test_nothing_that_was_seen_begins_a_command_or_a_property_of_its_own() -> None:
    (line,) = lines([found(Finding("a,file=b:c\n", "100%\r\n::error::forged", None))])
    assert line == "::error title=a%2Cfile=b%3Ac%0A%3A unpod.get_run_tasks::100%25%0D%0A::error::forged"


@pytest.mark.parametrize("environment", [{}, {"GITHUB_ACTIONS": "false"}, {"CI": "true"}])
def test_outside_of_a_job_nothing_is_printed(environment: dict[str, str]) -> None:
    file = io.StringIO()
    annotate([found(Finding("check", "seen", None))], environment, file)
    assert not file.getvalue()


def test_the_command_annotates_a_job_on_stderr(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("SOLUM_API_KEY", "key")
    assert cli.main(["check", "solum", "--url", "http://127.0.0.1:1", "--quiet"]) == 3
    told = capsys.readouterr()
    assert "::warning title=solum%3A inconclusive" in told.err
    assert "::" not in told.out
