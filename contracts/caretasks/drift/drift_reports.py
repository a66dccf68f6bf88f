"""The report about drift as text, JSON or Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from caretasks.core.console import (
    escape_markdown,
    escape_unprintable,
    format_count,
    format_markdown_table,
    format_table,
    markdown_code,
    printable_json,
)
from caretasks.drift.report import ApiReport, DriftReport, Row

REPORT_VERSION = 1
_NO_CHANGE = "not known: compare the spec with the documentation of the vendor"
_REVIEW = "review it, since it accepts what was received and not what is right"


def format_text(report: DriftReport) -> str:
    """Return the report for a terminal."""
    lines: list[str] = []
    for each in report.apis:
        lines += [f"{each.api}: {_summary(each)}", "", *_table(each.rows), ""]
        lines += [f"  {fact}: {claim}" for fact, claim in each.claims.items()] + ([""] if each.claims else [])
        lines += [f"  {number}. {_changes(row)}" for number, row in enumerate(each.rows, 1)] + [""]
        lines += [f"  {each.problem}", ""] if each.problem else []
        if each.patch:
            lines += [f"Patch of the spec, not applied; {_REVIEW}:", "", *each.patch.splitlines(), ""]
    if not report.apis:
        lines += [f"no drift in {format_count(report.content.files, 'file')}", ""]
    lines += [f"warning: {problem}" for problem in report.content.problems]
    return "\n".join(map(escape_unprintable, lines)).rstrip("\n") + "\n"


def _summary(report: ApiReport) -> str:
    first, last = _span(report)
    times = format_count(report.count, "time")
    return f"{format_count(len(report.rows), 'difference')}, {times}, from {first} to {last}"


def _span(report: ApiReport) -> tuple[str, str]:
    return min(row.difference.first for row in report.rows), max(row.difference.last for row in report.rows)


def _changes(row: Row) -> str:
    return "; ".join(dict.fromkeys(row.changes)) or f"change of the spec {_NO_CHANGE}"


def _cells(row: Row) -> tuple[str, ...]:
    key, found = row.difference.key, row.difference
    change = f"{key.expected} -> {'missing' if key.actual == 'nothing' else key.actual}"
    where = f"{key.operation} {key.status} {key.pointer or '(the body)'}"
    return where, change, found.first, found.last, f"{found.count:,}", ", ".join(row.facts)


_HEADINGS = ("location", "documented -> received", "since", "last", "times", "contradicts")


def _table(rows: Sequence[Row]) -> list[str]:
    cells = ((str(number), *_cells(row)) for number, row in enumerate(rows, 1))
    return [f"  {line}" for line in format_table([("#", *_HEADINGS), *cells])]


def format_markdown(report: DriftReport) -> str:
    """Return the report as Markdown."""
    lines: list[str] = ["# Drift", ""]
    for each in report.apis:
        lines += [f"## {escape_markdown(each.api)}", "", f"{_summary(each)}.", ""]
        lines += format_markdown_table((*_HEADINGS, "change of the spec"), map(_markdown_cells, each.rows))
        lines.append("")
        lines += [
            f"- **{escape_markdown(fact)}**: {escape_markdown(claim, keep_code=True)}"
            for fact, claim in each.claims.items()
        ]
        lines += [""] if each.claims else []
        lines += [escape_markdown(each.problem), ""] if each.problem else []
        if each.patch:
            fence = "`" * 4
            lines += [f"Patch of the spec, not applied; {_REVIEW}:", "", f"{fence}diff", *each.patch.splitlines()]
            lines += [fence, ""]
    if not report.apis:
        lines += [f"No drift in {format_count(report.content.files, 'file')}.", ""]
    lines += [f"- Warning: {escape_markdown(problem)}" for problem in report.content.problems]
    return "\n".join(map(escape_unprintable, lines)).rstrip("\n") + "\n"


def _markdown_cells(row: Row) -> tuple[str, ...]:
    where, change, *others = _cells(row)
    proposed = escape_markdown("; ".join(row.changes) or _NO_CHANGE, keep_code=True)
    return markdown_code(where), markdown_code(change), *map(escape_markdown, others), proposed


def format_json(report: DriftReport) -> str:
    """Return the report as JSON; see docs/reference/reports.md."""
    document: dict[str, Any] = {
        "report_version": REPORT_VERSION,
        "files": report.content.files,
        "problems": report.content.problems,
        "apis": [
            {
                "api": each.api,
                "count": each.count,
                "first": _span(each)[0],
                "last": _span(each)[1],
                "problem": each.problem or None,
                "differences": [_row(row) for row in each.rows],
                "facts": each.claims,
                "patch": each.patch or None,
            }
            for each in report.apis
        ],
    }
    return printable_json(document) + "\n"


def _row(row: Row) -> dict[str, Any]:
    found = row.difference
    return {
        **found.key._asdict(),
        "count": found.count,
        "first": found.first,
        "last": found.last,
        "facts": list(row.facts),
        "changes": list(dict.fromkeys(row.changes)),
    }
