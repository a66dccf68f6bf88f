"""The files that `--report` writes: `report.json`, `junit.xml`, `report.html` and `traffic.har`."""

from __future__ import annotations

import json
import os
import re
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from junitparser import JUnitXml

from caretasks.cli import main
from caretasks.conformance import reports
from caretasks.conformance.changes.baseline import Baseline, Entry, apply_baseline
from caretasks.conformance.changes.causes import Cause
from caretasks.conformance.changes.tracking import Changes
from caretasks.conformance.config import Settings
from caretasks.conformance.engine.progress import Progress
from caretasks.conformance.model import INTERRUPTED, Acceptance, CaseResult, CheckResult, Finding, RunError
from caretasks.conformance.reports import json_report, terminal
from caretasks.conformance.reports.json_report import RunInfo
from caretasks.conformance.results import ApiResult, ExitStatus, empty_result
from caretasks.conformance.runner import check_target
from caretasks.conformance.target.model import in_process_target
from caretasks.core.errors import UsageError
from caretasks.openapi.catalog import Catalog
from tests.bundled_apis import load_api
from tests.servers.faulty import MockExchange, check_changed_responses, with_changed_responses

FILES = ["junit.xml", "report.html", "report.json", "traffic.har"]
RECORD = Settings(max_examples=4, record=True)
RUN_INFO = RunInfo("0", datetime(2026, 1, 1, tzinfo=UTC), "mock servers in this process", RECORD)


def write_reports(directory: Path, *results: ApiResult) -> None:
    reports.prepare_directory(directory)
    reports.write_reports(directory, results, RUN_INFO)


@pytest.mark.slow
def test_report_option_writes_all_files_and_the_recording_passes_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    directory = tmp_path / "new" / "out"
    command = ["check", "maxcare", "--operation", "get_task", "--max-examples", "2", "--report", str(directory)]
    assert main(command) == ExitStatus.PASSED
    assert sorted(path.name for path in directory.iterdir()) == FILES
    assert f"reports written to {directory}" in capsys.readouterr().out
    report = json.loads((directory / "report.json").read_text())
    assert report["apis"][0]["verdict"] == "passed"
    assert report["run"]["max_examples"] == 2
    assert main(["check", "maxcare", "--har", str(directory / "traffic.har")]) == ExitStatus.PASSED


def return_string_count(exchange: MockExchange) -> None:
    if exchange.status == 200 and "/runs/R" in exchange.path:
        exchange.json = {**exchange.json, "count": "two"}


@pytest.fixture(scope="module")
def failed_result() -> ApiResult:
    return check_changed_responses("unpod", return_string_count, replace(RECORD, operations=("get_run_tasks",)))


def test_json_report_has_a_version_and_the_documented_fields() -> None:
    result = empty_result(load_api("unpod"))
    failure, warning = Finding("one", "/count is 3", None), Finding("two", "/data is empty", None, "no fact")
    checks = tuple(CheckResult(finding.check, finding) for finding in (failure, warning))
    result.add(CaseResult("get_run_tasks", "fuzzing", 200, is_checked_success=True, checks=checks))
    report = json_report.build_report([result], RUN_INFO)
    assert report["version"] == 3
    (api,) = report["apis"]
    operation = next(each for each in api["operations"] if each["id"] == "get_run_tasks")
    assert api["verdict"] == operation["verdict"] == "failed"
    assert [finding["message"] for finding in operation["failures"]] == ["/count is 3"]
    assert [(finding["message"], finding["reason"]) for finding in operation["warnings"]] == [
        ("/data is empty", "no fact")
    ]
    fact_fields = {"id", "claim", "source", "verdict", "reason", "known", "warnings", "not_covered"}
    assert operation["facts"][0].keys() == fact_fields


@pytest.mark.slow
def test_junit_root_counts_all_test_cases(failed_result: ApiResult, tmp_path: Path) -> None:
    write_reports(tmp_path, failed_result)
    report = JUnitXml.fromfile(str(tmp_path / "junit.xml"))
    cases = [case for suite in report for case in suite]
    assert (report.tests, report.failures) == (len(cases), sum(case.is_failure for case in cases))
    assert report.failures


@pytest.mark.slow
def test_junit_has_a_test_case_per_fact_and_operation(failed_result: ApiResult, tmp_path: Path) -> None:
    solum = empty_result(load_api("solum"))
    write_reports(tmp_path, failed_result, solum)
    cases = {
        (case.classname, case.name.partition(":")[0]): case
        for suite in JUnitXml.fromfile(str(tmp_path / "junit.xml"))
        for case in suite
    }
    for result in (failed_result, solum):
        for operation in result.operations:
            names = {name for classname, name in cases if classname == f"{result.api}.{operation.id}"}
            assert names == {*(each.fact.id for each in operation.facts), "responses match the spec"}
    (failure,) = cases["unpod.get_run_tasks", "UN-05"].result
    assert failure.message == "`count` must be an integer; received `two`"
    assert "curl http" in failure.text
    assert cases["unpod.get_run_tasks", "UN-11"].is_passed
    assert cases["unpod.get_run_tasks", "UN-10"].is_skipped
    (skipped,) = cases["solum.create_task", "SO-15"].result
    assert skipped.message.startswith("unobservable: ")


@pytest.mark.slow
def test_junit_failure_without_a_fact_belongs_to_the_operation(tmp_path: Path) -> None:
    specs = tmp_path / "specs" / "bare"
    specs.mkdir(parents=True)
    text = (Path(__file__).parents[3] / "specs" / "unpod" / "openapi.yaml").read_text()
    (specs / "openapi.yaml").write_text(text)
    api = Catalog(tmp_path / "specs").load("bare")
    assert api.facts is None
    target = in_process_target(api)
    changed = replace(target, server=with_changed_responses(target.app, return_string_count))
    write_reports(tmp_path / "out", check_target(changed, replace(RECORD, operations=("get_run_tasks",))))
    (suite,) = JUnitXml.fromfile(str(tmp_path / "out" / "junit.xml"))
    assert {case.classname for case in suite if case.is_failure} == {"bare.get_run_tasks"}


def test_html_report_has_the_failure_and_loads_nothing(failed_result: ApiResult, tmp_path: Path) -> None:
    write_reports(tmp_path, failed_result)
    page = (tmp_path / "report.html").read_text()
    for text in (
        "<h1>Failed</h1>",
        "UN-05",
        "`count` must be an integer; received `two`",
        "curl http",
        "https://docs.unpod.dev/",
    ):
        assert text in page
    assert "default-src 'none'" in page
    assert not re.search(r"<(script|link|img|iframe|form)\b|\bsrc=|url\(|@import", page)


def test_html_report_shows_what_is_new_and_why_an_entry_accepts_nothing(
    failed_result: ApiResult, tmp_path: Path
) -> None:
    result = deepcopy(failed_result)
    acceptance = Acceptance("known.toml:1", "Ticket 4711", "Robin Sample", expires=date(2026, 1, 1))
    cause = Cause("unpod", "get_run_tasks", ("UN-05",), None)
    baseline = Baseline(Path("known.toml"), entries=(Entry(cause, acceptance),))
    changes = Changes(apply_baseline(baseline, [result], ["unpod"], date(2026, 1, 2)))
    reports.prepare_directory(tmp_path)
    reports.write_reports(tmp_path, [result], RUN_INFO, changes)
    page = (tmp_path / "report.html").read_text()
    assert "Baseline known.toml: 1 expired." in page
    assert "known.toml:1 expired: accepted until 2026-01-01 only" in page
    assert "Ticket 4711" not in page


def test_html_report_escapes_text(tmp_path: Path) -> None:
    result = empty_result(load_api("unpod"))
    result.add(RunError("<b>bold</b>"))
    write_reports(tmp_path, result)
    assert "&lt;b&gt;bold" in (tmp_path / "report.html").read_text()


def test_interrupted_run_is_reported_as_such_everywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    @contextmanager
    def interrupt_in_fuzzing_phase(names: list[str], *, quiet: bool) -> Iterator[Callable[[Progress], None]]:
        def on_progress(update: Progress) -> None:
            if update.phase == "fuzzing" and update.requests > 50:
                os.kill(os.getpid(), signal.SIGINT)

        yield on_progress

    monkeypatch.setattr(terminal, "show_progress", interrupt_in_fuzzing_phase)
    arguments = ["check", "maxcare", "--max-examples", "5000", "--report", str(tmp_path)]
    assert main(arguments) == ExitStatus.INCONCLUSIVE
    report = json.loads((tmp_path / "report.json").read_text())
    (result,) = report["apis"]
    assert result["errors"] == [INTERRUPTED]
    assert not [operation["errors"] for operation in result["operations"] if operation["errors"]]
    assert {result["verdict"], *(operation["verdict"] for operation in result["operations"])} == {"inconclusive"}
    assert any(operation["successes"] for operation in result["operations"])
    assert JUnitXml.fromfile(str(tmp_path / "junit.xml")).errors == 1
    assert report["interrupted"]
    assert capsys.readouterr().out.splitlines()[-2].endswith("; interrupted: these are the results so far")
    for name in ("report.html", "junit.xml"):
        assert INTERRUPTED in (tmp_path / name).read_text()
    assert "<h1>Interrupted: these are the results so far</h1>" in (tmp_path / "report.html").read_text()


def test_report_directory_that_is_not_writable_exits_2_before_the_check(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("content")
    directory = tmp_path / "file" / "out"
    assert main(["check", "unpod", "--report", str(directory)]) == ExitStatus.USAGE_ERROR
    printed = capsys.readouterr()
    assert printed.err.startswith(f"caretasks check: --report {directory} cannot be created: ")
    assert printed.out == ""


def test_earlier_report_is_unchanged_if_a_new_one_cannot_be_written(
    failed_result: ApiResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_reports(tmp_path, failed_result)
    before = (tmp_path / "traffic.har").read_bytes()

    def write_to_full_disk(file: Any, *args: object) -> None:
        file.write("half of ")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(reports, "write_har", write_to_full_disk)
    with pytest.raises(UsageError, match=r"traffic.har cannot be written: No space left on device"):
        write_reports(tmp_path, failed_result)
    assert (tmp_path / "traffic.har").read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == FILES
