"""The summary of a GitHub step: Markdown that shows text of a server as text."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from caretasks.conformance.changes.tracking import NO_CHANGES
from caretasks.conformance.model import CaseResult, CheckResult, Finding
from caretasks.conformance.reports.github_summary import SUMMARY_VARIABLE, format_summary, write_summary
from caretasks.conformance.results import ApiResult, empty_result
from caretasks.core.errors import UsageError
from tests.bundled_apis import load_api

MARKUP = "<b>bold</b> | **x** `y` [z](https://example.com)\n# no heading"


def make_result(*findings: Finding) -> ApiResult:
    result = empty_result(load_api("unpod"))
    checks = tuple(CheckResult(finding.check, finding) for finding in findings)
    case = CaseResult("get_run_tasks", "fuzzing", 200, is_checked_success=True, checks=checks, is_write=True)
    result.add(case)
    return result


def read_cells(summary: str) -> list[str]:
    """Return the text of the table cells of a page."""
    tokens = MarkdownIt("commonmark").enable("table").parse(summary)
    return [
        "".join(child.content if child.type == "text" else f"<{child.type}>" for child in inline.children or ())
        for token, inline in pairwise(tokens)
        if token.type == "td_open"
    ]


def test_summary_shows_expected_and_actual_values_as_text() -> None:
    finding = Finding("check", MARKUP, None, expected="a | b", actual="<i>")
    cells = read_cells(format_summary([make_result(finding)], NO_CHANGES))
    assert cells[:4] == ["unpod get_run_tasks", MARKUP.replace("\n", "\\n"), "a | b", "<i>"]


def test_summary_counts_requests_and_writes() -> None:
    cells = read_cells(format_summary([make_result()], NO_CHANGES))
    row = cells.index("unpod get_run_tasks")
    assert cells[row : row + 5] == ["unpod get_run_tasks", "1", "1", "1", "passed"]


def test_number_of_findings_is_limited() -> None:
    findings = [Finding(f"check {number}", "message", None) for number in range(60)]
    summary = format_summary([make_result(*findings)], NO_CHANGES)
    assert read_cells(summary).count("message") == 50
    assert "\nand 10 other findings\n" in summary


def test_summary_is_appended_to_the_file_of_the_environment(tmp_path: Path) -> None:
    path = tmp_path / "summary.md"
    path.write_text("# Step 1\n")
    write_summary([make_result()], NO_CHANGES, {SUMMARY_VARIABLE: str(path)})
    assert path.read_text().startswith("# Step 1\n## caretasks check: Passed\n")


def test_summary_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"GITHUB_STEP_SUMMARY: .* cannot be written: Is a directory"):
        write_summary([make_result()], NO_CHANGES, {SUMMARY_VARIABLE: str(tmp_path)})
