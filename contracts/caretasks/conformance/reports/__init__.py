"""What a run leaves behind in a folder: its verdicts for CI (`junit.xml`), a person (`report.html`) and a program
(`report.json`), and what was exchanged (`traffic.har`, which `caretasks check --har` judges again).

Each file is put in its place whole, so that an earlier one is there until the new one is.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

from caretasks.conformance.reports import html, json_report, junit
from caretasks.conformance.reports.json_report import About
from caretasks.conformance.results import ApiResult
from caretasks.conformance.traffic.har import write_har
from caretasks.core.errors import ReportError
from caretasks.core.files import write_file


def prepare(folder: Path) -> None:
    """Makes the folder, if need be, and sees that files can be written there.

    Raises:
        ReportError: they cannot.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        raise ReportError(f"--report {folder}: nothing can be written there: {error.strerror}") from None


def write(folder: Path, results: Sequence[ApiResult], about: About) -> None:
    """Writes all reports of a run.

    Raises:
        ReportError: one cannot be written. Those before it are there.
    """
    built = json_report.build(results, about)
    exchanges = [exchange for result in results for exchange in result.exchanges]
    write_file(folder / "report.json", lambda file: json.dump(built, file, ensure_ascii=False, indent=2))
    write_file(folder / "junit.xml", lambda file: junit.write(file, results))
    write_file(folder / "report.html", lambda file: html.write(file, results, about))
    write_file(folder / "traffic.har", lambda file: write_har(file, exchanges, about.version))
