"""What a run leaves behind: for CI, for a person and for a program, and a recording that gives the same verdict."""

from __future__ import annotations

import json
import os
import re
import signal
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import pytest
from hypothesis import given
from hypothesis import strategies as st
from junitparser import JUnitXml

from caretasks.cli import main
from caretasks.conformance import reports
from caretasks.conformance.config import Settings
from caretasks.conformance.engine import session
from caretasks.conformance.model import INTERRUPTED, Recorded, Trouble, Verdict
from caretasks.conformance.reports import progress
from caretasks.conformance.reports.json_report import About
from caretasks.conformance.results import ApiResult, ExitStatus, collect, empty
from caretasks.conformance.runner import judge, run
from caretasks.conformance.target.model import AsgiApp, Target, stand_in
from caretasks.conformance.traffic import har, replay
from caretasks.conformance.traffic import har as traffic
from caretasks.core import errors
from caretasks.mutation.mutators.rules import breaches
from caretasks.openapi.catalog import Catalogue
from tests.e2e.test_faulty_servers import BREAKS as OF_SCHEMAS
from tests.servers.faulty import Answer, breaking, changed, checked, checked_with

FILES = ["junit.xml", "report.html", "report.json", "traffic.har"]
RECORDING = Settings(max_examples=4, record=True)
ABOUT = About("0", datetime(2026, 1, 1, tzinfo=UTC), "stand-ins", RECORDING)


def report(folder: Path, *results: ApiResult) -> None:
    reports.prepare(folder)
    reports.write(folder, results, ABOUT)


def judged_again(api: str, file: Path) -> ApiResult:
    document = Catalogue().load(api)
    entries, _ = replay.meant(document, traffic.read_har(file), None)
    return collect(document, judge(replay.target(document, entries), entries, Settings()))


def verdicts(result: ApiResult) -> dict[tuple[str, str], Verdict]:
    return {
        (operation.id, found.fact.id): found.verdict for operation in result.operations for found in operation.facts
    }


def changing(change: Callable[[Answer], None]) -> Callable[[Target], AsgiApp]:
    return lambda target: changed(target.app, change)


FAULTS = {
    **{each.rule: (api.name, breaking(each)) for api in Catalogue().load_all() for each in breaches(api)},
    **{change.__name__: (api, changing(change)) for api, change, *_ in OF_SCHEMAS},
}


@pytest.mark.parametrize(("api", "faulty"), FAULTS.values(), ids=FAULTS)
def test_the_masked_recording_gives_the_same_verdict(
    api: str, faulty: Callable[[Target], AsgiApp], tmp_path: Path
) -> None:
    result = checked(api, faulty, RECORDING)
    report(tmp_path, result)
    again = judged_again(api, tmp_path / "traffic.har")
    assert verdicts(again) == verdicts(result)
    assert again.verdict is result.verdict


def test_the_files_of_a_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "new" / "out"
    assert main(["check", "unpod", "--max-examples", "2", "--report", str(folder)]) == ExitStatus.NOTHING_BROKEN
    assert sorted(path.name for path in folder.iterdir()) == FILES
    assert f"the reports are in {folder}" in capsys.readouterr().out
    built = json.loads((folder / "report.json").read_text())
    assert built["apis"][0]["verdict"] == "kept"
    assert built["run"]["max_examples"] == 2
    assert main(["check", "unpod", "--har", str(folder / "traffic.har")]) == ExitStatus.NOTHING_BROKEN


def wrong_count(answer: Answer) -> None:
    if answer.status == 200:
        answer.json = {**answer.json, "count": "two"}


@pytest.fixture(scope="module")
def broken() -> ApiResult:
    return checked_with("unpod", wrong_count, RECORDING)


def test_junit_counts_its_test_cases_at_the_root(broken: ApiResult, tmp_path: Path) -> None:
    reports.write(tmp_path, [broken], ABOUT)
    report = JUnitXml.fromfile(str(tmp_path / "junit.xml"))
    cases = [case for suite in report for case in suite]
    assert (report.tests, report.failures) == (len(cases), sum(case.is_failure for case in cases))
    assert report.failures


def test_junit_has_a_test_case_per_fact_and_operation(broken: ApiResult, tmp_path: Path) -> None:
    report(tmp_path, broken, checked_with("solum", lambda answer: None, RECORDING))
    said = {
        (case.classname, case.name.partition(":")[0]): case
        for suite in JUnitXml.fromfile(str(tmp_path / "junit.xml"))
        for case in suite
    }
    for api, operation in (("unpod", "get_run_tasks"), ("solum", "create_task")):
        facts = {name for classname, name in said if classname == f"{api}.{operation}"}
        ledger = Catalogue().load(api).facts
        assert ledger is not None
        assert facts == {*ledger["facts"], "answers as documented"}
    (failure,) = said["unpod.get_run_tasks", "UN-05"].result
    assert failure.message == "/count is a string; documented is integer (status 200)"
    assert "curl http" in failure.text
    assert said["unpod.get_run_tasks", "UN-11"].is_passed
    assert said["unpod.get_run_tasks", "UN-10"].is_skipped
    (skipped,) = said["solum.create_task", "SO-15"].result
    assert skipped.message.startswith("unobservable: ")


def test_what_no_fact_names_is_a_failure_of_the_operation(tmp_path: Path) -> None:
    specs = tmp_path / "specs" / "bare"
    specs.mkdir(parents=True)
    text = (Path(__file__).parents[3] / "specs" / "unpod" / "openapi.yaml").read_text()
    (specs / "openapi.yaml").write_text(text)
    api = Catalogue(tmp_path / "specs").load("bare")
    assert api.facts is None
    target = stand_in(api)
    result = collect(api, run(replace(target, server=changed(target.app, wrong_count)), RECORDING))
    report(tmp_path / "out", result)
    (suite,) = JUnitXml.fromfile(str(tmp_path / "out" / "junit.xml"))
    (case,) = suite
    assert case.is_failure


def test_the_page_tells_what_was_broken_and_asks_nothing_of_anybody(broken: ApiResult, tmp_path: Path) -> None:
    report(tmp_path, broken)
    page = (tmp_path / "report.html").read_text()
    for told in ("A promise is broken", "UN-05", "/count is a string", "curl http", "https://docs.unpod.dev/"):
        assert told in page
    assert "default-src 'none'" in page
    assert not re.search(r"<(script|link|img|iframe|form)\b|\bsrc=|url\(|@import", page)


def test_the_page_shows_what_is_in_a_document_as_text(tmp_path: Path) -> None:
    result = empty(Catalogue().load("unpod"))
    result.add(Trouble("<b>bold</b>"))
    report(tmp_path, result)
    assert "&lt;b&gt;bold" in (tmp_path / "report.html").read_text()


def test_an_interrupted_run_is_reported_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Pressing:
        """Presses Ctrl-C once there is something to be found."""

        def __enter__(self) -> Self:
            return self

        def __exit__(self, *error: object) -> None:
            pass

        def __call__(self, news: session.Progress) -> None:
            if news.phase == "fuzzing":
                os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(progress, "shown", lambda names, quiet: Pressing())
    arguments = ["check", "unpod", "--max-examples", "5000", "--report", str(tmp_path)]
    assert main(arguments) == ExitStatus.INCONCLUSIVE
    built = json.loads((tmp_path / "report.json").read_text())
    assert built["apis"][0]["errors"] == [INTERRUPTED]
    assert built["apis"][0]["operations"][0]["successes"]
    assert INTERRUPTED in (tmp_path / "report.html").read_text()


def test_a_folder_that_cannot_be_is_told_before_anything_is_sent(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("mine")
    assert main(["check", "unpod", "--report", str(tmp_path / "file" / "out")]) == ExitStatus.USAGE
    told = capsys.readouterr()
    assert told.err.startswith(f"caretasks check: --report {tmp_path / 'file' / 'out'}: nothing can be written there")
    assert told.out == ""


def test_an_earlier_report_stays_where_a_new_one_cannot_be_written(
    broken: ApiResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report(tmp_path, broken)
    before = {name: (tmp_path / name).read_bytes() for name in FILES}

    def full(file: Any, *rest: object) -> None:
        file.write("half of ")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(reports, "write_har", full)
    with pytest.raises(errors.ReportError, match=r"traffic.har cannot be written: No space left on device"):
        report(tmp_path, broken)
    assert (tmp_path / "traffic.har").read_bytes() == before["traffic.har"]
    assert sorted(path.name for path in tmp_path.iterdir()) == FILES


TEXTS = st.text(st.characters(codec="utf-8"))
HEADERS = st.lists(st.tuples(st.sampled_from(["X-One", "Content-Type"]), TEXTS), max_size=3).map(tuple)


@given(
    st.builds(
        Recorded,
        method=st.sampled_from(["GET", "POST"]),
        url=st.sampled_from(["http://127.0.0.1:4010/a?b=c&b=", "https://api.example/x%2Fy"]),
        headers=HEADERS,
        body=st.none() | TEXTS.filter(bool).map(str.encode),
        status=st.integers(100, 599),
        reason=TEXTS,
        answered=HEADERS,
        content=st.binary(),
        notes=st.just({}) | st.fixed_dictionaries({"known": st.booleans(), "probe": TEXTS}),
        started=st.just("2026-01-01T00:00:00.000+00:00"),
        elapsed=st.integers(0, 10**6).map(lambda number: number / 1000),
    )
)
def test_what_is_written_is_read_back(tmp_path_factory: pytest.TempPathFactory, recorded: Recorded) -> None:
    file = tmp_path_factory.getbasetemp() / "round.har"
    with file.open("w") as opened:
        har.write_har(opened, [recorded], "0")
    assert traffic.read_har(file) == [recorded]
