"""Report files of `caretasks prove`: JSON, an HTML page with all details, and a Markdown page with the counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from caretasks.conformance import reports
from caretasks.core import files
from caretasks.core.console import printable_json
from caretasks.core.errors import UsageError
from caretasks.core.templates import load_template
from caretasks.mutation.mutant import MutantStatus
from caretasks.mutation.reports.json_report import FILE_NAME, build_report
from caretasks.mutation.results import ProveResult, ProveRun, iter_counts_by_mutator, summary_line

_TEMPLATES = Path(__file__).parent


def write_reports(run: ProveRun, results: Sequence[ProveResult], directory: Path) -> None:
    """Write `prove.json` and `prove.html` to a directory, and create it if needed.

    Raises:
        UsageError: A file cannot be written.
    """
    reports.prepare_directory(directory)
    report = build_report(run, results)
    text = printable_json(report) + "\n"
    page = load_template(_TEMPLATES, "report.html.jinja").render(report)
    files.write_file(directory / FILE_NAME, lambda file: file.write(text))
    files.write_file(directory / "prove.html", lambda file: file.write(page))


def write_markdown(run: ProveRun, results: Sequence[ProveResult], path: Path) -> None:
    """Write the counts and the undetected mutants as a Markdown page.

    Raises:
        UsageError: The file cannot be written.
    """
    undetected = (MutantStatus.MISSED, MutantStatus.NOT_REACHED, MutantStatus.ERROR)
    page = load_template(_TEMPLATES, "report.md.jinja").render(
        run=run,
        results=results,
        rows=list(iter_counts_by_mutator(results)),
        undetected=_with_api_names(results, lambda result: result.with_status(*undetected)),
        equivalent=_with_api_names(results, lambda result: result.with_status(MutantStatus.EQUIVALENT)),
        false_alarms=_with_api_names(results, lambda result: result.false_alarms),
        untestable_facts=_with_api_names(results, lambda result: result.untestable_facts),
        errors=_with_api_names(results, lambda result: result.errors),
        summary_line=summary_line,
    )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from None
    files.write_file(path, lambda file: file.write(page))


def _with_api_names(
    results: Sequence[ProveResult], select: Callable[[ProveResult], Sequence[Any]]
) -> list[tuple[str, Any]]:
    """Return the selected items of all APIs, each with the name of its API."""
    return [(result.name, item) for result in results for item in select(result)]
