"""Reports of a run: a module per format, and here the directory of all of them.

`write_reports` writes `junit.xml` for CI, `report.html` for people, `report.json` for programs, and `traffic.har`, a
recording that `caretasks check --har` can check. May import `results` and `traffic`, but not `engine`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from caretasks.conformance.changes.tracking import NO_CHANGES, Changes
from caretasks.conformance.reports import json_report, junit
from caretasks.conformance.reports.html import write_html
from caretasks.conformance.reports.json_report import RunInfo
from caretasks.conformance.results import ApiResult
from caretasks.conformance.traffic.har import write_har
from caretasks.core.console import printable_json
from caretasks.core.errors import UsageError
from caretasks.core.files import require_writable, write_file


def prepare_directory(directory: Path) -> None:
    """Create the directory of the reports if it does not exist, and check that it is writable.

    Raises:
        UsageError: The directory cannot be created or written to.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"--report {directory} cannot be created: {error.strerror}") from None
    require_writable(directory, f"--report {directory}")


def write_reports(
    directory: Path, results: Sequence[ApiResult], run_info: RunInfo, changes: Changes = NO_CHANGES
) -> None:
    """Write all reports of a run. Each file replaces an earlier one only when it is complete.

    Raises:
        UsageError: A file cannot be written. The files before it are written.
    """
    report = json_report.build_report(results, run_info, changes)
    exchanges = [exchange for result in results for exchange in result.exchanges]
    write_file(directory / "report.json", lambda file: file.write(printable_json(report)))
    write_file(directory / "junit.xml", lambda file: junit.write_junit(file, results, run_info.started_at))
    write_file(directory / "report.html", lambda file: write_html(file, results, run_info, changes))
    write_file(directory / "traffic.har", lambda file: write_har(file, exchanges, run_info.version))
