"""HTML report: one self-contained file without scripts, so that it can be opened offline and sent by mail."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import IO

from caretasks.conformance.model import Verdict
from caretasks.conformance.reports.json_report import RunInfo
from caretasks.conformance.results import ApiResult, ExitStatus, exit_status
from caretasks.core.templates import load_template

_HEADINGS = {
    ExitStatus.PASSED: "Passed",
    ExitStatus.FAILED: "Failed",
    ExitStatus.INCONCLUSIVE: "Inconclusive: the run had an error, or an API without a checked success",
}


def write_html(file: IO[str], results: Sequence[ApiResult], run_info: RunInfo) -> None:
    """Write the report."""
    facts = [fact for result in results for operation in result.operations for fact in operation.facts]
    file.write(
        load_template(Path(__file__).parent, "report.html.jinja").render(
            results=results,
            run=run_info,
            heading=_HEADINGS[exit_status(results)],
            counts=[(verdict, sum(fact.verdict is verdict for fact in facts)) for verdict in Verdict],
            failures=[
                (result, operation, finding)
                for result in results
                for operation in result.operations
                for finding in operation.failures
            ],
        )
    )
