"""Baseline: accepted findings. `apply_baseline` marks them as known, and tells which are new, known or fixed."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from pathlib import Path

from caretasks.conformance.changes.causes import Cause, could_show, find_operation
from caretasks.conformance.model import Acceptance, Finding
from caretasks.conformance.results import ApiResult

PLACEHOLDER = "TODO"
"""The reason, or the name of a person, that an update of the baseline leaves to the reader to fill in."""


class EntryStatus(StrEnum):
    """Status of an entry of a baseline after a run.

    `EXPIRED` and `UNEXPLAINED` entries match a finding that fails. The last three match nothing: the
    finding is gone, the run could not have shown it, or the spec has no such operation, fact or check.
    """

    KNOWN = "known"
    EXPIRED = "expired"
    UNEXPLAINED = "without a reason"
    FIXED = "fixed"
    NOT_COVERED = "not covered"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Entry:
    """An entry of a baseline.

    Attributes:
        cause: What it accepts.
        acceptance: Why, by whom, and until when.
        title: What was found when the entry was written.
        phases: The phases that showed it then; empty if unknown.
        facts: IDs of the facts that it names; empty if it names a check.
        schema: JSON pointer of the part of `components` that the finding violated; empty if it violated none.
    """

    cause: Cause
    acceptance: Acceptance
    title: str = ""
    phases: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    schema: str = ""

    @property
    def shared_cause(self) -> Hashable:
        """The common part of the entries of several operations with the same failure, as in `reports.numbering`."""
        if self.schema:
            return self.cause.api, self.schema, (self.cause.pointer or "").rpartition("/")[2]
        return (replace(self.cause, operation=""), self.title) if self.facts and self.title else self.cause

    def matches(self, cause: Cause) -> bool:
        """Return whether the entry accepts findings of a cause."""
        return replace(cause, pointer=None) == replace(self.cause, pointer=None) and (
            self.cause.pointer is None or self.cause.pointer == cause.pointer
        )

    def accepts(self, finding: Finding, cause: Cause) -> bool:
        """Return whether the entry accepts a finding, with its cause.

        A warning without a pointer may be about anything in the operation, so that its title must be that of the entry.
        """
        has_same_title = not self.title or self.title.startswith(finding.claim or finding.title)
        return self.matches(cause) and (not finding.is_warning or bool(finding.pointer) or has_same_title)

    def problem(self, today: date) -> tuple[EntryStatus, str] | None:
        """Return why the entry accepts nothing today, with its status; None if it does."""
        if PLACEHOLDER in (self.acceptance.reason, self.acceptance.accepted_by):
            what = "reason" if self.acceptance.reason == PLACEHOLDER else "accepted_by"
            return EntryStatus.UNEXPLAINED, f"{self.acceptance.location} has no {what} yet: replace {PLACEHOLDER}"
        if self.acceptance.expires is not None and self.acceptance.expires < today:
            until = self.acceptance.expires
            return EntryStatus.EXPIRED, f"{self.acceptance.location} expired: accepted until {until} only"
        return None


@dataclass(frozen=True)
class Baseline:
    """The content of a baseline file.

    Attributes:
        path: The file.
        preamble: The text above the first entry.
        entries: The entries in the order of the file.
        blocks: The text of each entry, with the comment above it.
    """

    path: Path
    preamble: str = field(default="", repr=False)
    entries: tuple[Entry, ...] = ()
    blocks: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class EntryResult:
    """An entry of a baseline, and what became of it."""

    entry: Entry
    status: EntryStatus


@dataclass(frozen=True)
class BaselineResult:
    """A run compared with a baseline.

    Attributes:
        file: The file, as the user named it.
        new: Failures that no entry matches, with the names of their APIs.
        entries: The entries about the APIs of the run, in the order of the file.
    """

    file: str
    new: tuple[tuple[str, Finding], ...]
    entries: tuple[EntryResult, ...]

    def with_status(self, *statuses: EntryStatus) -> list[EntryResult]:
        """Return the entries with one of the statuses."""
        return [each for each in self.entries if each.status in statuses]

    @property
    def counts(self) -> dict[str, int]:
        """Numbers of new findings and of entries, by status; those of several operations with one cause are one."""
        new = {(finding.number or index) for index, (_, finding) in enumerate(self.new, -len(self.new))}
        causes = {status: {each.entry.shared_cause for each in self.with_status(status)} for status in EntryStatus}
        return {"new": len(new), **{str(status): len(found) for status, found in causes.items()}}


def apply_baseline(
    baseline: Baseline, results: Sequence[ApiResult], known_apis: Collection[str], today: date
) -> BaselineResult:
    """Mark the findings of a run that a baseline accepts as known, and return what became of the entries.

    Entries about an API that the run did not check are left out, unless no API has that name.
    """
    entries = baseline.entries
    matched = {entry for result in results for entry in _mark_findings(entries, result, today)}
    checked = {result.api: result for result in results}
    new = tuple(
        (result.api, finding)
        for result in results
        for operation in result.operations
        for finding in operation.failures
        if finding.acceptance is None
    )
    entry_results = tuple(
        EntryResult(entry, _entry_status(entry, checked.get(entry.cause.api), today, is_matched=entry in matched))
        for entry in entries
        if entry.cause.api in checked or entry.cause.api not in known_apis
    )
    return BaselineResult(str(baseline.path), new, entry_results)


def _mark_findings(entries: Sequence[Entry], result: ApiResult, today: date) -> set[Entry]:
    """Set what the entries say about the findings of an API, and return the entries that match one."""
    matched: set[Entry] = set()

    def find_acceptance(finding: Finding) -> Acceptance | None:
        cause = Cause.from_finding(result.api, finding)
        entry = next((each for each in entries if each.accepts(finding, cause)), None)
        if entry is None:
            return None
        matched.add(entry)
        problem = entry.problem(today)
        return entry.acceptance if problem is None else replace(entry.acceptance, problem=problem[1])

    for operation in result.operations:
        operation.accept_findings(find_acceptance)
    return matched


def _entry_status(entry: Entry, result: ApiResult | None, today: date, *, is_matched: bool) -> EntryStatus:
    if is_matched:
        problem = entry.problem(today)
        return EntryStatus.KNOWN if problem is None else problem[0]
    operations = [] if result is None else result.operations
    facts = {requirement.fact.id for operation in operations for requirement in operation.requirements}
    if find_operation(result, entry.cause.operation) is None or not facts.issuperset(entry.facts):
        return EntryStatus.UNKNOWN
    return EntryStatus.FIXED if could_show(result, entry.cause, entry.phases) else EntryStatus.NOT_COVERED
