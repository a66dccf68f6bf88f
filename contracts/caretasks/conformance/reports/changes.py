"""Changes since a baseline or an earlier run, as lines of text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from caretasks.conformance.changes.baseline import BaselineResult, EntryResult, EntryStatus
from caretasks.conformance.changes.causes import Cause
from caretasks.conformance.changes.comparison import ChangeStatus, Comparison, FindingChange
from caretasks.conformance.changes.tracking import Changes
from caretasks.conformance.model import FindingKind

_ENTRY_NOTES = {
    EntryStatus.FIXED: "fixed",
    EntryStatus.NOT_COVERED: "matches nothing, but this run could not have shown it",
    EntryStatus.UNKNOWN: "matches nothing: the spec has no such API, operation or fact",
}


def iter_change_lines(changes: Changes) -> Iterator[str]:
    """Yield a heading and indented lines for the baseline, and for the earlier run."""
    if changes.baseline is not None:
        yield f"baseline {changes.baseline.file}: {format_counts(changes.baseline.counts)}"
        for status, note in _ENTRY_NOTES.items():
            for result in changes.baseline.with_status(status):
                yield f"  {result.entry.acceptance.location}: {note}: {describe_entry(result)}"
    if changes.comparison is not None:
        yield f"{describe_comparison(changes.comparison)}: {format_counts(changes.comparison.counts)}"
        yield from (f"  {line}" for line in iter_comparison_lines(changes.comparison))


def iter_comparison_lines(comparison: Comparison) -> Iterator[str]:
    """Yield a line for each finding or verdict that is not the same as in the earlier run."""
    for change in comparison.findings:
        if label := label_change(change):
            yield f"{label}: {change.cause}: {change.title}"
    for verdict in comparison.verdicts:
        yield f"{verdict.fact} {verdict.api} {verdict.operation}: {verdict.before}, now {verdict.now}"


def label_change(change: FindingChange) -> str:
    """Return what became of a finding; empty if it is as it was."""
    noun = "known finding" if change.kind is FindingKind.KNOWN else change.kind
    match change.status:
        case ChangeStatus.NEW | ChangeStatus.GONE:
            return f"{change.status} {noun}"
        case ChangeStatus.NOT_COVERED:
            return f"{noun} that this run could not have shown"
        case _:
            return "" if change.kind is change.earlier_kind else f"{change.earlier_kind}, now {change.kind}"


def describe_comparison(comparison: Comparison) -> str:
    """Return which report the run was compared with."""
    earlier = comparison.earlier
    run = ", ".join(filter(None, [earlier.started, earlier.server]))
    return f"compared with {earlier.file}{f' ({run})' if run else ''}"


def describe_entry(result: EntryResult) -> str:
    """Return what an entry of a baseline accepts."""
    entry = result.entry
    return f"{entry.cause}{f': {entry.title}' if entry.title else ''}"


def format_counts(counts: Mapping[str, int]) -> str:
    """Return the numbers that are not 0, such as `4 new, 2 known`."""
    return ", ".join(f"{count:,} {name}" for name, count in counts.items() if count) or "no findings"


def build_changes(changes: Changes) -> dict[str, Any]:
    """Return the fields of the JSON report; none without a baseline and an earlier run."""
    fields: dict[str, Any] = {}
    if changes.baseline is not None:
        fields["baseline"] = _build_baseline(changes.baseline)
    if changes.comparison is not None:
        fields["comparison"] = _build_comparison(changes.comparison)
    return fields


def _build_baseline(result: BaselineResult) -> dict[str, Any]:
    return {
        "file": result.file,
        "counts": result.counts,
        "new": [
            {**_build_cause(Cause.from_finding(api, finding)), "title": finding.title} for api, finding in result.new
        ],
        "entries": [
            {
                "status": str(each.status),
                **_build_cause(each.entry.cause),
                "title": each.entry.title,
                "location": each.entry.acceptance.location,
                "reason": each.entry.acceptance.reason,
                "accepted_by": each.entry.acceptance.accepted_by,
                "expires": None if (expires := each.entry.acceptance.expires) is None else expires.isoformat(),
            }
            for each in result.entries
        ],
    }


def _build_comparison(comparison: Comparison) -> dict[str, Any]:
    earlier = comparison.earlier
    return {
        "file": earlier.file,
        "started": earlier.started or None,
        "server": earlier.server or None,
        "counts": comparison.counts,
        "findings": [
            {
                "status": str(each.status),
                **_build_cause(each.cause),
                "title": each.title,
                "kind": str(each.kind),
                "earlier_kind": None if each.earlier_kind is None else str(each.earlier_kind),
            }
            for each in comparison.findings
        ],
        "verdicts": [
            {
                "api": each.api,
                "operation": each.operation,
                "fact": each.fact,
                "before": str(each.before),
                "now": str(each.now),
            }
            for each in comparison.verdicts
        ],
    }


def _build_cause(cause: Cause) -> dict[str, Any]:
    return {"api": cause.api, "operation": cause.operation, "names": list(cause.names), "pointer": cause.pointer}
