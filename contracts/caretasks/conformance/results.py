"""Results of a run and the verdicts derived from them, without Schemathesis or I/O. Processes exchange results.

The runner yields a `CaseResult` per request, a `RunError` per error and a `Skipped` per skipped operation;
`collect_result` sums them up. Reports read `ApiResult` only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum
from functools import cached_property

from caretasks.conformance.analysis import exclusions
from caretasks.conformance.analysis.coverage import FactRequirement, describe_missing_success, fact_requirements
from caretasks.conformance.analysis.merging import Causes
from caretasks.conformance.cases import GENERATED_PHASES
from caretasks.conformance.config import Settings
from caretasks.conformance.model import (
    EXAMPLES_PHASE,
    INTERRUPTED,
    Acceptance,
    CaseResult,
    CutShort,
    FactResult,
    Finding,
    FindingKind,
    LeftOut,
    PhaseCount,
    RunError,
    RunItem,
    Skipped,
    Ungenerated,
    Verdict,
)
from caretasks.core.http import Exchange
from caretasks.openapi.document import Api
from caretasks.openapi.schema.locations import max_depth


class ExitStatus(IntEnum):
    """Exit status of `caretasks check`."""

    PASSED = 0
    FAILED = 1
    USAGE_ERROR = 2
    INCONCLUSIVE = 3


@dataclass
class OperationResult:
    """Result for one operation.

    Attributes:
        id: ID of the operation.
        method: HTTP method in upper case.
        path: Path template.
        skip_reason: The option that limited the run to authentication probes here; None if no option did.
        writes_option: The option that limited the writes to documented ones here; None if none did.
        documented_url: The first server URL of the spec; None without one.
        requirements: The facts about the operation.
        max_depth: The depth down to which generated request bodies vary; None without a limit.
        phases: Counts of the phases that sent a request.
        passed_checks: Names of the checks that passed for a request.
        errors: Error messages of the run at this operation.
        run_errors: Error messages of the run as a whole, in the list of its API.
        example_statuses: Statuses of the responses to documented requests.
        covered_pointers: JSON pointers of facts that a request covered.
        left_out: Number of requests that were not sent because of `--max-examples`, by phase.
        valid_statuses: Number of valid requests by the status of the response.
        excluded_facts: Reasons by the ID of a fact whose findings do not count.
        allowed_reason: Why the operation need not have a checked success; None if it needs one.
        ungenerated_reason: Why the engine generated no requests for it; None if it did.
    """

    id: str
    method: str
    path: str
    skip_reason: str | None = None
    documented_url: str | None = None
    writes_option: str | None = None
    requirements: tuple[FactRequirement, ...] = ()
    max_depth: int | None = None
    phases: dict[str, PhaseCount] = field(default_factory=dict)
    passed_checks: set[str] = field(default_factory=set)
    errors: list[str] = field(default_factory=list)
    run_errors: list[str] = field(default_factory=list)
    example_statuses: set[int] = field(default_factory=set)
    covered_pointers: set[str] = field(default_factory=set)
    left_out: dict[str, int] = field(default_factory=dict)
    valid_statuses: Counter[int] = field(default_factory=Counter)
    excluded_facts: Mapping[str, str] = field(default_factory=dict)
    allowed_reason: str | None = None
    ungenerated_reason: str | None = None
    _cleared_features: dict[str, set[str]] = field(default_factory=dict)
    _causes: Causes = field(default_factory=Causes)
    _merged: list[Finding] | None = None

    def add(self, case: CaseResult) -> None:
        """Add the result of one more request."""
        phase = self.phases.setdefault(case.phase, PhaseCount())
        phase.cases += 1
        phase.writes += case.is_write
        phase.seconds += case.elapsed_seconds
        phase.checks += len(case.checks)
        phase.successes += case.is_checked_success
        self.covered_pointers |= case.covered_pointers
        if case.is_valid and case.status is not None:
            self.valid_statuses[case.status] += 1
        for outcome, text in case.cleared_features:
            self._cleared_features.setdefault(outcome, set()).add(text)
        self._merged = None
        if case.phase == EXAMPLES_PHASE and case.status is not None:
            self.example_statuses.add(case.status)
        for check in case.checks:
            if check.finding is None:
                self.passed_checks.add(check.name)
        self._causes.add([check.finding for check in case.checks if check.finding is not None])

    @property
    def failures(self) -> list[Finding]:
        """The failures, each once."""
        return [finding for finding in self.findings if finding.is_failure]

    @property
    def known(self) -> list[Finding]:
        """The known findings, each once."""
        return [finding for finding in self.findings if finding.is_known]

    @property
    def warnings(self) -> list[Finding]:
        """The findings that no fact backs, each once."""
        return [finding for finding in self.findings if finding.kind is FindingKind.WARNING]

    def accept_findings(self, find_acceptance: Callable[[Finding], Acceptance | None]) -> None:
        """Set what a baseline says about each finding, after the last request."""
        self._merged = [replace(each, acceptance=find_acceptance(each)) for each in self.all_findings]

    @property
    def findings(self) -> list[Finding]:
        """All findings that count, one for each cause."""
        return exclusions.counted_findings(self.all_findings, self.excluded_facts)

    @property
    def excluded_findings(self) -> list[tuple[Finding, str]]:
        """The findings about excluded facts only, each with the reason of the exclusion."""
        return exclusions.excluded_findings(self.all_findings, self.excluded_facts)

    @property
    def all_findings(self) -> list[Finding]:
        """All findings, one for each cause, with the facts that all requests together show them to be about."""
        if self._merged is None:
            merged = self._causes.merge(self._cleared_features, self.valid_statuses.total())
            self._merged = [replace(finding, total=self.case_count) for finding in merged]
        return self._merged

    def set_findings(self, findings: list[Finding]) -> None:
        """Replace the findings with those that the reports show, numbered."""
        self._merged = findings

    @property
    def facts(self) -> list[FactResult]:
        """The results for each fact about the operation, in the order of the facts file."""
        return [self._evaluate_fact(requirement) for requirement in self.requirements]

    def _evaluate_fact(self, requirement: FactRequirement) -> FactResult:
        if reason := self.excluded_facts.get(requirement.fact.id):
            return FactResult(requirement.fact, Verdict.NOT_COVERED, f"excluded: {reason}")
        failures = tuple(finding for finding in self.failures if requirement.fact in finding.facts)
        warnings = tuple(finding for finding in self.warnings if requirement.fact in finding.facts)
        if requirement.rules:
            is_covered = self.passed_checks.issuperset(requirement.rules)
        else:
            is_covered = bool(requirement.pointers & self.covered_pointers)
        known = tuple(finding for finding in self.known if requirement.fact in finding.facts)
        verdict, reason = Verdict.PASSED, None
        if failures:
            verdict = Verdict.FAILED
        elif not (is_covered or known):
            verdict, reason = self._explain_missing_coverage(requirement)
        uncovered = tuple(sorted(requirement.pointers - self.covered_pointers))
        return FactResult(requirement.fact, verdict, reason, failures, warnings, uncovered, known)

    def _explain_missing_coverage(self, requirement: FactRequirement) -> tuple[Verdict, str]:
        """Return the verdict on a fact that no request covered, and why none did."""
        if not (requirement.rules or requirement.pointers):
            return Verdict.NOT_COVERED, "; ".join(requirement.other_enforcement)
        if self.skip_reason is not None:
            return Verdict.NOT_COVERED, self.skip_reason
        if live := [text for text in requirement.other_enforcement if text.startswith("live: ")]:
            return Verdict.NOT_COVERED, "; ".join(live)
        if self.errors or self.run_errors:
            return Verdict.INCONCLUSIVE, "; ".join(self.errors) or "the run had an error"
        if self.writes_option is not None:
            return Verdict.NOT_COVERED, self.writes_option
        reason = "no response allowed the rule to be checked" if requirement.rules else "no response covered it"
        return Verdict.NOT_COVERED, reason

    @property
    def case_count(self) -> int:
        """Number of requests."""
        return sum(phase.cases for phase in self.phases.values())

    @property
    def write_count(self) -> int:
        """Number of requests whose method may change data, authentication probes included."""
        return sum(phase.writes for phase in self.phases.values())

    @property
    def seconds(self) -> float:
        """Time that the requests took."""
        return sum(phase.seconds for phase in self.phases.values())

    @property
    def check_count(self) -> int:
        """Number of check results."""
        return sum(phase.checks for phase in self.phases.values())

    @property
    def success_count(self) -> int:
        """Number of documented successes that were checked against their schema."""
        return sum(phase.successes for phase in self.phases.values())

    @property
    def depth_limit(self) -> int | None:
        """The depth below which the run did not vary the request body; None if there is none."""
        return self.max_depth if self.phases.keys() & GENERATED_PHASES else None

    @property
    def no_success_reason(self) -> str | None:
        """Why no success could be checked; None if one was, if no valid request was sent, or if the run ended early."""
        received = self.example_statuses | self.valid_statuses.keys()
        if self.success_count or self.skip_reason or self.run_errors or not received:
            return None
        return describe_missing_success(received, self.valid_statuses.total(), self.documented_url)

    @property
    def not_covered_note(self) -> str | None:
        """Why it may have no checked success, after a request; None if it has or needs one. An expired key fails."""
        is_key_rejected = (self.example_statuses | self.valid_statuses.keys()) & {401, 403}
        is_needed = self.success_count or self.errors or not self.case_count or is_key_rejected
        return None if is_needed else self.allowed_reason or self.ungenerated_reason

    @property
    def problems(self) -> list[str]:
        """The errors of the run at this operation, and why no success could be checked."""
        reason = None if self.not_covered_note else self.no_success_reason
        return [*self.errors, *filter(None, [reason])]

    @property
    def verdict(self) -> Verdict:
        """Failed with a failure; inconclusive with an error; passed if a success was checked; otherwise not covered."""
        if self.failures:
            return Verdict.FAILED
        if self.errors or (self.run_errors and self.skip_reason is None):
            return Verdict.INCONCLUSIVE
        return Verdict.PASSED if self.success_count else Verdict.NOT_COVERED


@dataclass
class ApiResult:
    """Result for one API.

    Attributes:
        api: Name of the API.
        operations: Results by operation, in the order of the spec.
        errors: Error messages of the run as a whole; each operation has its own.
        skipped_exchanges: Number of recorded exchanges not checked, by reason.
        exchanges: The recorded exchanges in the order sent, if the run records.
        cut_short: Number of operations that got fewer requests because of `--max-time`, by phase.
    """

    api: str
    operations: list[OperationResult]
    errors: list[str] = field(default_factory=list)
    skipped_exchanges: dict[str, int] = field(default_factory=dict)
    exchanges: list[Exchange] = field(default_factory=list)
    cut_short: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for operation in self.operations:
            operation.run_errors = self.errors

    @cached_property
    def _operations_by_id(self) -> dict[str, OperationResult]:
        return {operation.id: operation for operation in self.operations}

    def add(self, item: RunItem) -> None:
        """Add the next item that the runner yields."""
        match item:
            case Skipped(operation_id, reason):
                self.operation(operation_id).skip_reason = reason
            case LeftOut(operation_id, phase, count):
                left_out = self.operation(operation_id).left_out
                left_out[phase] = left_out.get(phase, 0) + count
            case Ungenerated(operation_id, reason):
                self.operation(operation_id).ungenerated_reason = reason
            case CutShort():
                self.cut_short[item.phase] = item.operation_count
            case CaseResult():
                self.operation(item.operation).add(item)
                self.exchanges += [] if item.exchange is None else [item.exchange]
            case RunError():
                errors = self.errors if item.operation is None else self.operation(item.operation).errors
                errors += [] if item.message in errors else [item.message]

    def operation(self, operation_id: str) -> OperationResult:
        """Return the result of the operation with this ID.

        Raises:
            KeyError: There is no such operation.
        """
        return self._operations_by_id[operation_id]

    @property
    def case_count(self) -> int:
        """Number of requests."""
        return sum(operation.case_count for operation in self.operations)

    @property
    def is_interrupted(self) -> bool:
        """True if the user interrupted the run."""
        return INTERRUPTED in self.errors

    @property
    def verdict(self) -> Verdict:
        """Failed if an operation failed; inconclusive if `is_inconclusive`; passed if all that need to be passed."""
        if any(operation.verdict is Verdict.FAILED for operation in self.operations):
            return Verdict.FAILED
        if self.is_inconclusive:
            return Verdict.INCONCLUSIVE
        needed = [each for each in self.operations if each.skip_reason is None and not each.not_covered_note]
        return Verdict.PASSED if all(each.verdict is Verdict.PASSED for each in needed) else Verdict.NOT_COVERED

    @property
    def is_inconclusive(self) -> bool:
        """True if the run had an error, or checked no documented success and some operation needs one.

        An operation needs none if `allowed_reason` says so and it got a request. A spec may have no operations.
        """
        if self.errors or any(operation.errors for operation in self.operations):
            return True
        if not self.operations or any(operation.success_count for operation in self.operations):
            return False
        requested = [operation for operation in self.operations if operation.case_count]
        return not requested or not all(operation.not_covered_note for operation in requested)

    @property
    def inconclusive_reasons(self) -> list[str]:
        """Why the result is inconclusive; empty if it is conclusive, or if an operation failed."""
        if self.verdict is Verdict.FAILED or not self.is_inconclusive:
            return []
        problems = [f"{operation.id}: {problem}" for operation in self.operations for problem in operation.problems]
        skips = dict.fromkeys(operation.skip_reason for operation in self.operations)
        options = "" if None in skips else f": {', '.join(filter(None, skips))}"
        return [*self.errors, *problems] or [f"no documented success was checked{options}"]


def empty_result(api: Api, settings: Settings | None = None) -> ApiResult:
    """Return the result of an API before the first request of a run with these settings."""
    settings = settings or Settings()
    url = next(iter(api.servers), None)
    operations = [
        OperationResult(
            o.id,
            o.method.upper(),
            o.path,
            skip_reason=settings.skip_reason(o),
            writes_option=settings.writes_option(o),
            documented_url=url,
            requirements=fact_requirements(o),
            max_depth=None if o.body is None or o.body.schema is None else max_depth(o.body.schema),
            excluded_facts=settings.excluded_facts,
            allowed_reason=settings.allowed_reason(o),
        )
        for o in api.operations
    ]
    return ApiResult(api.name, operations)


def collect_result(api: Api, items: Iterable[RunItem], settings: Settings | None = None) -> ApiResult:
    """Return the result of a run; if the user interrupts it, the result so far."""
    result = empty_result(api, settings)
    try:
        for item in items:
            result.add(item)
    except KeyboardInterrupt:
        result.add(RunError(INTERRUPTED))
    return result


def exit_status(results: Sequence[ApiResult]) -> ExitStatus:
    """Return the exit status over all APIs of a run: a failure takes precedence over an inconclusive result."""
    if any(result.verdict is Verdict.FAILED for result in results):
        return ExitStatus.FAILED
    if not results or any(result.is_inconclusive for result in results):
        return ExitStatus.INCONCLUSIVE
    return ExitStatus.PASSED
