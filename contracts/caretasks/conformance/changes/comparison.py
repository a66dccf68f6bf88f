"""Comparison with the `report.json` of an earlier run: findings that are new or gone, and verdicts that changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from caretasks.conformance.changes.causes import Cause, could_show
from caretasks.conformance.model import REPORT_VERSION, Finding, FindingKind, Verdict
from caretasks.conformance.results import ApiResult
from caretasks.core.errors import UsageError
from caretasks.core.files import read_json

_Finding = TypeVar("_Finding")


class ChangeStatus(StrEnum):
    """Status of a finding since an earlier run. `NOT_COVERED`: this run could not have shown it."""

    NEW = "new"
    GONE = "gone"
    STILL = "still there"
    NOT_COVERED = "not covered"


@dataclass(frozen=True)
class EarlierFinding:
    """A finding in an earlier report."""

    cause: Cause
    title: str
    kind: FindingKind
    number: int
    phases: tuple[str, ...] = ()


@dataclass(frozen=True)
class EarlierReport:
    """The report of an earlier run.

    Attributes:
        file: The file, as the user named it.
        started: When the run started, in ISO 8601; empty if the report does not say it.
        server: What it checked; empty if the report does not say it.
        verdicts: Verdicts of facts, by API, operation and fact ID.
        findings: The findings.
    """

    file: str
    started: str
    server: str
    verdicts: Mapping[tuple[str, str, str], Verdict]
    findings: tuple[EarlierFinding, ...]


@dataclass(frozen=True)
class FindingChange:
    """A finding of this run or of an earlier one.

    Attributes:
        status: What became of it.
        cause: What it is about.
        title: What was found, by this run or else by the earlier one.
        kind: Its kind in this run, or else in the earlier one.
        number: Its number in the report of this run, or else in the earlier one.
        earlier_kind: Its kind in the earlier run; None if it is new.
    """

    status: ChangeStatus
    cause: Cause
    title: str
    kind: FindingKind
    number: int
    earlier_kind: FindingKind | None = None


@dataclass(frozen=True)
class VerdictChange:
    """A fact of an operation whose verdict changed."""

    api: str
    operation: str
    fact: str
    claim: str
    before: Verdict
    now: Verdict


@dataclass(frozen=True)
class Comparison:
    """A run compared with an earlier one."""

    earlier: EarlierReport
    findings: tuple[FindingChange, ...]
    verdicts: tuple[VerdictChange, ...]

    def with_status(self, status: ChangeStatus) -> list[FindingChange]:
        """Return the findings with a status."""
        return [each for each in self.findings if each.status is status]

    @property
    def counts(self) -> dict[str, int]:
        """Numbers of findings by status; those of several operations with one cause are one."""
        numbers = {status: {each.number or each.cause for each in self.with_status(status)} for status in ChangeStatus}
        return {str(status): len(found) for status, found in numbers.items()}


def read_report(path: Path) -> EarlierReport:
    """Read the `report.json` of an earlier run, or the output of `--json`.

    Raises:
        UsageError: The file cannot be read, or is not a report of this version.
    """
    data = read_json(path)
    version = data.get("version") if isinstance(data, dict) else None
    if type(version) is not int or not isinstance(data.get("apis"), list):
        raise UsageError(f"{path} is not a report.json of caretasks check")
    if version != REPORT_VERSION:
        raise UsageError(
            f"{path} has version {version}, and only version {REPORT_VERSION} can be compared; "
            "write a new report with this version of caretasks"
        )
    try:
        run = data.get("run") or {}
        verdicts = {key: Verdict(verdict) for key, verdict in _iter_verdicts(data["apis"])}
        findings = tuple(_iter_findings(data["apis"]))
        return EarlierReport(str(path), str(run.get("started", "")), str(run.get("server", "")), verdicts, findings)
    except (AttributeError, KeyError, TypeError, ValueError):
        raise UsageError(f"{path} is not a complete report.json: a field is missing or has another type") from None


def _iter_verdicts(apis: Sequence[Any]) -> Iterator[tuple[tuple[str, str, str], str]]:
    for api in apis:
        for operation in api["operations"]:
            for fact in operation["facts"]:
                yield (str(api["api"]), str(operation["id"]), str(fact["id"])), fact["verdict"]


def _iter_findings(apis: Sequence[Any]) -> Iterator[EarlierFinding]:
    for api in apis:
        for operation in api["operations"]:
            for finding in (*operation["failures"], *operation["known"], *operation["warnings"]):
                names = tuple(sorted(str(fact["id"]) for fact in finding["facts"])) or (str(finding["check"]),)
                cause = Cause(str(api["api"]), str(operation["id"]), names, str(finding["pointer"]))
                phases = tuple(map(str, finding["phases"]))
                yield EarlierFinding(
                    cause, str(finding["title"]), FindingKind(finding["kind"]), int(finding["number"]), phases
                )


def compare_results(earlier: EarlierReport, results: Sequence[ApiResult]) -> Comparison:
    """Compare a run with an earlier one. Only APIs and facts that both of them checked are compared."""
    findings: list[FindingChange] = []
    for result in results:
        before = _first_by_cause((each.cause, each) for each in earlier.findings if each.cause.api == result.api)
        found = (finding for operation in result.operations for finding in operation.findings)
        now = _first_by_cause((Cause.from_finding(result.api, finding), finding) for finding in found)
        findings += [_compare_finding(cause, finding, before.get(cause)) for cause, finding in now.items()]
        for cause, gone in before.items():
            if cause not in now:
                status = ChangeStatus.GONE if could_show(result, cause, gone.phases) else ChangeStatus.NOT_COVERED
                findings.append(FindingChange(status, cause, gone.title, gone.kind, gone.number, gone.kind))
    return Comparison(earlier, tuple(findings), tuple(_iter_verdict_changes(earlier, results)))


def _first_by_cause(findings: Iterable[tuple[Cause, _Finding]]) -> dict[Cause, _Finding]:
    """Return the first finding of each cause: a failure rather than a warning, because failures come first."""
    by_cause: dict[Cause, _Finding] = {}
    for cause, finding in findings:
        by_cause.setdefault(cause, finding)
    return by_cause


def _compare_finding(cause: Cause, finding: Finding, before: EarlierFinding | None) -> FindingChange:
    if before is None:
        return FindingChange(ChangeStatus.NEW, cause, finding.title, finding.kind, finding.number)
    return FindingChange(ChangeStatus.STILL, cause, finding.title, finding.kind, finding.number, before.kind)


def _iter_verdict_changes(earlier: EarlierReport, results: Sequence[ApiResult]) -> Iterator[VerdictChange]:
    for result in results:
        for operation in result.operations:
            for fact in operation.facts:
                before = earlier.verdicts.get((result.api, operation.id, fact.fact.id))
                if before is not None and before is not fact.verdict:
                    yield VerdictChange(result.api, operation.id, fact.fact.id, fact.fact.claim, before, fact.verdict)
