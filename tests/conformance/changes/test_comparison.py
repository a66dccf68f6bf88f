"""Comparison with an earlier report: what is new, gone or still there, and which verdicts changed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from caretasks.conformance.changes.baseline import Baseline, apply_baseline
from caretasks.conformance.changes.comparison import Comparison, compare_results, read_report
from caretasks.conformance.changes.tracking import Changes
from caretasks.conformance.model import REPORT_VERSION, Finding, FindingKind, Verdict
from caretasks.conformance.reports import json_report, terminal
from caretasks.conformance.results import ApiResult
from caretasks.core.errors import UsageError
from tests.conformance.changes.conftest import MakeResult
from tests.conformance.changes.test_baseline import ENTRY


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "report.json"


def compare(path: Path, earlier: ApiResult, result: ApiResult) -> Comparison:
    path.write_text(json.dumps(json_report.build_report([earlier])))
    return compare_results(read_report(path), [result])


def test_findings_are_new_gone_or_still_there(
    path: Path, make_result: MakeResult, failure: Finding, other_failure: Finding
) -> None:
    passing = replace(failure, check="passing", facts=(), message="another", pointer="response header X-Total")
    comparison = compare(path, make_result(failure, passing), make_result(failure, other_failure))
    assert comparison.counts == {"new": 1, "gone": 1, "still there": 1, "not covered": 0}


def test_finding_that_the_run_could_not_show_is_not_covered(
    path: Path, make_result: MakeResult, failure: Finding
) -> None:
    comparison = compare(path, make_result(failure), make_result(phase="examples"))
    assert comparison.counts == {"new": 0, "gone": 0, "still there": 0, "not covered": 1}


def test_same_run_has_no_changes(path: Path, make_result: MakeResult, failure: Finding) -> None:
    comparison = compare(path, make_result(failure), make_result(failure))
    assert comparison.counts == {"new": 0, "gone": 0, "still there": 1, "not covered": 0}
    assert not comparison.verdicts


def test_changed_verdict_of_a_fact_is_listed(path: Path, make_result: MakeResult, failure: Finding) -> None:
    (change,) = compare(path, make_result(failure), make_result()).verdicts
    assert (change.operation, change.fact, change.before, change.now) == (
        *("get_run_tasks", "UN-05"),
        *(Verdict.FAILED, Verdict.PASSED),
    )


def test_failure_that_is_known_now_is_a_change_of_its_kind(
    path: Path, make_result: MakeResult, failure: Finding
) -> None:
    result = make_result(failure)
    apply_baseline(Baseline(Path("known.toml"), entries=(ENTRY,)), [result], ["unpod"], date(2026, 6, 1))
    comparison = compare(path, make_result(failure), result)
    (change,) = comparison.findings
    assert (change.earlier_kind, change.kind) == (FindingKind.FAILURE, FindingKind.KNOWN)
    output = terminal.format_table([result], Changes(comparison=comparison))
    assert "  failure, now known: unpod get_run_tasks UN-05 response body /count: /count is a string\n" in output


def test_other_apis_of_the_earlier_report_are_not_compared(
    path: Path, make_result: MakeResult, failure: Finding
) -> None:
    earlier = make_result(failure)
    earlier.api = "another"
    assert not compare(path, earlier, make_result()).findings


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[", "report.json:1: invalid JSON"),
        ("[" * 100_000, "report.json has a number that is too long, or is nested too deeply"),
        ("{}", "report.json is not a report.json of caretasks check"),
        ('{"version": 2, "apis": []}', f"report.json has version 2, and only version {REPORT_VERSION} can be compared"),
        ({"version": REPORT_VERSION, "apis": [{}]}, "report.json is not a complete report.json"),
        ({"version": REPORT_VERSION, "apis": [5]}, "report.json is not a complete report.json"),
        ({"version": REPORT_VERSION, "apis": [], "run": 5}, "report.json is not a complete report.json"),
    ],
    ids=["JSON", "depth", "other", "version", "field", "type", "run"],
)
def test_file_that_is_not_a_report_of_this_version_is_an_error(path: Path, content: Any, message: str) -> None:
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    with pytest.raises(UsageError) as raised:
        read_report(path)
    assert message in str(raised.value)


def test_missing_report_is_an_error(path: Path) -> None:
    with pytest.raises(UsageError, match=r"cannot read .*report.json: No such file or directory"):
        read_report(path)
