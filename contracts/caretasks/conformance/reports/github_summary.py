"""GitHub step summary: the verdict, the findings and what changed, as Markdown on the page of a job.

GitHub names the file in `GITHUB_STEP_SUMMARY` and shows at most 1 MiB of it, so the number of findings is limited.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from caretasks.conformance.changes.tracking import Changes
from caretasks.conformance.model import FindingKind
from caretasks.conformance.reports.changes import iter_change_lines
from caretasks.conformance.reports.summary import ListedFinding, format_heading, iter_sentences, list_findings
from caretasks.conformance.results import ApiResult
from caretasks.core.console import escape_markdown, format_count, format_markdown_table
from caretasks.core.errors import UsageError

SUMMARY_VARIABLE = "GITHUB_STEP_SUMMARY"
"""The environment variable with the path of the file."""

_MAX_FINDINGS = 50
_MAX_CELL_CHARACTERS = 500
_SECTIONS = {
    FindingKind.FAILURE: "Failures",
    FindingKind.KNOWN: "Known findings",
    FindingKind.WARNING: "Warnings",
}


def write_summary(results: Sequence[ApiResult], changes: Changes, environment: Mapping[str, str]) -> None:
    """Append the summary to the file that the environment names; do nothing outside of a job of GitHub Actions.

    Raises:
        UsageError: The file cannot be written.
    """
    if not (path := environment.get(SUMMARY_VARIABLE)):
        return
    try:
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(format_summary(results, changes))
    except OSError as error:
        raise UsageError(f"{SUMMARY_VARIABLE}: {path} cannot be written: {error.strerror}") from None


def format_summary(results: Sequence[ApiResult], changes: Changes) -> str:
    """Return the summary as Markdown."""
    return "\n".join(_iter_lines(results, changes)) + "\n"


def _iter_lines(results: Sequence[ApiResult], changes: Changes) -> Iterator[str]:
    yield f"## caretasks check: {format_heading(results)}\n"
    yield from (f"- {_escape(sentence)}" for sentence in iter_sentences(results, changes))
    for kind, heading in _SECTIONS.items():
        if findings := list_findings(results, kind, changes):
            yield from _iter_section(heading, findings)
    if lines := list(iter_change_lines(changes)):
        yield "\n### Changes\n"
        yield from (
            f"{'  ' if line.startswith('  ') else ''}- {_escape(line.strip())}" for line in lines[:_MAX_FINDINGS]
        )
    yield "\n### Operations\n"
    rows = (
        (
            f"{result.api} {each.id}",
            f"{each.case_count:,}",
            f"{each.write_count:,}",
            f"{each.success_count:,}",
            each.verdict,
        )
        for result in results
        for each in result.operations
    )
    yield from format_markdown_table(
        ("operation", "requests", "writes", "successes", "verdict"), (map(_escape, row) for row in rows)
    )


def _iter_section(heading: str, findings: Sequence[ListedFinding]) -> Iterator[str]:
    yield f"\n### {heading}\n"
    rows = (
        (
            listed.operations,
            f"{'new: ' if listed.is_new else ''}{listed.finding.title}",
            listed.finding.expected,
            listed.finding.actual,
            ", ".join(fact.id for fact in listed.finding.facts),
            listed.finding.known_reason or listed.finding.warning_reason or _describe_problem(listed),
        )
        for listed in findings[:_MAX_FINDINGS]
    )
    yield from format_markdown_table(
        ("operation", "finding", "expected", "actual", "facts", "note"), (map(_escape, row) for row in rows)
    )
    if (others := len(findings) - _MAX_FINDINGS) > 0:
        yield f"\nand {format_count(others, 'other finding')}"


def _describe_problem(listed: ListedFinding) -> str:
    return "" if listed.finding.acceptance is None else listed.finding.acceptance.problem


def _escape(text: str) -> str:
    """Return a text for a Markdown table, cut off after a number of characters."""
    if len(text) > _MAX_CELL_CHARACTERS:
        text = f"{text[:_MAX_CELL_CHARACTERS]}…"
    return escape_markdown(text)
