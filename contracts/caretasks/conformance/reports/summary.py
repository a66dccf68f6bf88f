"""The verdict of a run in a few sentences, for readers who do not know the details: HTML report and GitHub summary."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from caretasks.conformance.changes.baseline import EntryStatus
from caretasks.conformance.changes.causes import Cause
from caretasks.conformance.changes.comparison import ChangeStatus
from caretasks.conformance.changes.tracking import Changes
from caretasks.conformance.model import FactResult, Finding, FindingKind, Verdict
from caretasks.conformance.reports.changes import describe_comparison, format_counts
from caretasks.conformance.reports.numbering import group_causes
from caretasks.conformance.results import ApiResult, ExitStatus, OperationResult, exit_status
from caretasks.core.console import format_count

_HEADINGS = {
    ExitStatus.PASSED: "Passed",
    ExitStatus.FAILED: "Failed",
    ExitStatus.INCONCLUSIVE: "Inconclusive",
}


@dataclass(frozen=True)
class ListedFinding:
    """A finding in a list of those of all APIs. It is new if neither the baseline nor the earlier report has it.

    `others` has the IDs of the other operations that show the same cause.
    """

    api: str
    operation: OperationResult
    finding: Finding
    is_new: bool
    others: tuple[str, ...] = ()

    @property
    def operations(self) -> str:
        """The names of the API and of the operations that show the finding."""
        return f"{self.api} {', '.join([self.operation.id, *self.others])}"


@dataclass(frozen=True)
class ListedFact:
    """The result for a fact in a list of those of all operations."""

    api: str
    operation: OperationResult
    result: FactResult


def format_heading(results: Sequence[ApiResult]) -> str:
    """Return the verdict of a run as a heading."""
    status = exit_status(results)
    if any(result.is_interrupted for result in results):
        return f"Interrupted: these are the results so far{', with failures' if status is ExitStatus.FAILED else ''}"
    return _HEADINGS[status]


def list_findings(results: Sequence[ApiResult], kind: FindingKind, changes: Changes) -> list[ListedFinding]:
    """Return the findings of a kind, one for each cause."""
    comparison = changes.comparison
    new = {each.cause for each in comparison.with_status(ChangeStatus.NEW)} if comparison is not None else set()
    if changes.baseline is not None and comparison is None:
        new = {Cause.from_finding(*each) for each in changes.baseline.new}
    listed: list[ListedFinding] = []
    for first, *others in group_causes(results, kind):
        is_new = any(Cause.from_finding(each.api, each.finding) in new for each in (first, *others))
        names = tuple(each.operation.id for each in others)
        listed.append(ListedFinding(first.api, first.operation, first.finding, is_new, names))
    return listed


def list_facts(results: Sequence[ApiResult]) -> list[ListedFact]:
    """Return the results for the facts."""
    return [
        ListedFact(result.api, operation, fact)
        for result in results
        for operation in result.operations
        for fact in operation.facts
    ]


def iter_sentences(results: Sequence[ApiResult], changes: Changes) -> Iterator[str]:
    """Yield what the verdict means, and what changed."""
    counts = {kind: len(list_findings(results, kind, changes)) for kind in FindingKind}
    failures = counts[FindingKind.FAILURE]
    if failures:
        yield f"{format_count(failures, 'failure')}: responses contradict the documentation."
    elif exit_status(results) is ExitStatus.PASSED:
        known = " in a way that is not known" if counts[FindingKind.KNOWN] else ""
        yield f"No response contradicts the documentation{known}."
    for result in results:
        if result.verdict is Verdict.FAILED:  # it has failed in spite of its errors, but the run is not complete
            yield from (f"{result.api}: {error}." for error in result.errors)
        for reason in result.inconclusive_reasons[:1]:
            others = len(result.inconclusive_reasons) - 1
            yield f"{result.api} is inconclusive: {reason}{f' (and {others} more)' if others else ''}."
    if counts[FindingKind.KNOWN]:
        yield f"{format_count(counts[FindingKind.KNOWN], 'known finding')}: accepted deviations, which do not fail."
    if changes.baseline is not None:
        yield f"Baseline {changes.baseline.file}: {format_counts(changes.baseline.counts)}."
        if expired := len(changes.baseline.with_status(EntryStatus.EXPIRED)):
            yield f"{format_count(expired, 'accepted finding')} expired."
    if changes.comparison is not None:
        text = describe_comparison(changes.comparison)
        yield f"{text[0].upper()}{text[1:]}: {format_counts(changes.comparison.counts)}."
