"""Analysis of one checked case: the facts that it covers, and its findings."""

from __future__ import annotations

import functools
from dataclasses import replace

from caretasks.conformance.analysis import correlation, failures
from caretasks.conformance.analysis.attribution import Attribution
from caretasks.conformance.analysis.coverage import CoverageTargets
from caretasks.conformance.cases import CASE_ID_HEADER
from caretasks.conformance.config import Settings
from caretasks.conformance.model import CaseResult, CheckResult, Feature, Finding
from caretasks.conformance.observation import CheckFailure, FailureKind, Observation
from caretasks.conformance.target.model import Target
from caretasks.conformance.traffic.redaction import ExchangeRedactor
from caretasks.core.http import PROTOCOL_STATUSES, Exchange, Request, is_json
from caretasks.openapi.document import Operation
from caretasks.openapi.facts import Fact, iter_fact_entries

# Outcomes of a request: the server accepted it, handled it (accepted or rejected it without an error), or rejected it.
_ACCEPTED, _HANDLED, _REJECTED = "accepted", "handled", "rejected"
_BETTER_OUTCOMES = {
    FailureKind.REJECTED_VALID: _ACCEPTED,
    FailureKind.SERVER_ERROR: _HANDLED,
    FailureKind.ACCEPTED_INVALID: _REJECTED,
}
# Request headers that the engine or its HTTP library adds, which a curl command does not need.
_ENGINE_HEADERS = frozenset(
    {"accept-encoding", "connection", "content-length", "host", "user-agent", CASE_ID_HEADER.lower()}
)


class AnalysisContext:
    """State that the cases of a run or a recording share: the target, the settings, and the results so far.

    Attributes:
        successful_operations: IDs of operations with a checked success.
        cleared_features: Pairs of an outcome and a feature text, by operation ID.
    """

    def __init__(self, target: Target, settings: Settings, *, is_recording: bool = False) -> None:
        self.target = target
        self.settings = settings
        self.is_recording = is_recording
        self.attribution = Attribution(target.api)
        self.redactor = ExchangeRedactor(target, reveal=settings.reveal, sent_by_check=not is_recording)
        self.successful_operations = set[str]()
        self.cleared_features: dict[str, set[tuple[str, str]]] = {}
        self._fact_pointers = [pointer for entry in iter_fact_entries(target.api) for pointer in entry.pointers]
        self._coverage_targets: dict[str, CoverageTargets] = {}

    def coverage_targets(self, operation: Operation) -> CoverageTargets:
        """Return the JSON pointers of facts that no case has covered at an operation."""
        if operation.id not in self._coverage_targets:
            self._coverage_targets[operation.id] = CoverageTargets(operation, self._fact_pointers)
        return self._coverage_targets[operation.id]

    def redact_request(self, case: Observation) -> Request:
        """Return the redacted request for a curl command, without the headers that the engine adds."""
        request = case.exchange.request
        headers = tuple(
            (name, value)
            for name, value in request.headers
            if name.lower() not in _ENGINE_HEADERS and (name.lower(), value) != ("accept", "*/*")
        )
        return self.redactor.redact_request(replace(request, headers=headers), case.operation)

    def redact_exchange(self, case: Observation, exchange: Exchange | None = None) -> Exchange | None:
        """Return the redacted exchange of a case, or another one for it; None if the run does not record."""
        if not self.settings.record:
            return None
        return self.redactor.redact_exchange(exchange or case.exchange, case.operation)


class CaseAnalyzer:
    """Analyzer of one checked case."""

    def __init__(self, context: AnalysisContext, case: Observation) -> None:
        self._context = context
        self._case = case
        self._operation = case.operation
        self._status = case.status

    def analyze(self) -> CaseResult:
        """Return the result of the case, and update the shared state with it."""
        is_checked_success = self._is_checked_success()
        if is_checked_success:
            self._context.successful_operations.add(self._operation.id)
        return CaseResult(
            operation=self._operation.id,
            phase=self._case.phase,
            status=self._status or None,
            is_checked_success=is_checked_success,
            checks=tuple(
                CheckResult(each.name, None if each.failure is None else self._build_finding(each.name, each.failure))
                for each in self._case.outcomes
                if not each.is_error
            ),
            covered_pointers=self._cover_pointers(),
            cleared_features=self._clear_features(),
            exchange=self._redact_exchange(),
        )

    def list_failures(self) -> list[tuple[str, str]]:
        """Return the failures as pairs of check name and message. The messages are not redacted."""
        return [
            (each.name, each.failure.message)
            for each in self._case.outcomes
            if each.failure is not None and self._warning_reason(each.name) is None
        ]

    def _warning_reason(self, check: str) -> str | None:
        """Return why a failed check is only a warning; None if it is a failure."""
        key = None if self._context.is_recording else self._context.target.key
        return failures.warning_reason(check, self._case, key)

    def _is_checked_success(self) -> bool:
        """Return whether this is a documented success whose body was checked against its schema."""
        response, documented = self._case.exchange.response, self._operation.find_response(self._status)
        if response is None or documented is None or not documented.is_success:
            return False
        return (documented.media is None or is_json(response.media_type)) and any(
            each.name == "response_schema_conformance" and not each.is_error for each in self._case.outcomes
        )

    def _redact_exchange(self) -> Exchange | None:
        exchange = self._case.exchange
        if not self._case.outcomes and not self._context.is_recording:
            exchange = replace(exchange, notes={**exchange.notes, "sent_by_check": True})
        return self._context.redact_exchange(self._case, exchange)

    # Coverage and correlation

    def _cover_pointers(self) -> frozenset[str]:
        """Return the JSON pointers of facts that this is the first case to cover."""
        targets = self._context.coverage_targets(self._operation)
        return frozenset() if targets.is_complete else frozenset(targets.cover(self._case.exchange))

    def _clear_features(self) -> frozenset[tuple[str, str]]:
        """Return the pairs of an outcome and a feature text that this is the first case to show."""
        outcomes = _classify_outcomes(self._operation, self._status)
        if not outcomes or self._case.scenario in failures.UNSPECIFIED_SCENARIOS:
            return frozenset()
        violations, features = self._features
        if violations:  # with several violations it is unknown which of them the server rejected
            is_cleared = _REJECTED in outcomes and len(violations) == 1
            shown = {(_REJECTED, feature.text) for feature in violations} if is_cleared else set()
        else:
            shown = {(outcome, feature.text) for outcome in outcomes - {_REJECTED} for feature in features}
        known = self._context.cleared_features.setdefault(self._operation.id, set())
        new = shown - known
        known |= new
        return frozenset(new)

    @functools.cached_property
    def _features(self) -> tuple[frozenset[Feature], frozenset[Feature]]:
        """The violations of an invalid request, or else the features of a valid one; the other set is empty."""
        case, request, attribution = self._case, self._case.exchange.request, self._context.attribution
        if case.violations:
            return correlation.failing_features(self._operation, attribution, case.violations), frozenset()
        parameters = {**case.parameters, "path": case.path_parameters, "header": dict(request.headers)}
        return frozenset(), correlation.request_features(self._operation, attribution, parameters, request.json)

    # Findings

    def _build_finding(self, check: str, failure: CheckFailure) -> Finding:
        candidate_features, better_outcome = self._candidate_features(failure)
        return Finding(
            check=check,
            message=self._context.redactor.redact_text(failure.message),
            request=self._context.redact_request(failure.evidence or self._case),
            facts=self._failure_facts(check, failure),
            warning_reason=self._warning_reason(check),
            candidate_features=candidate_features,
            better_outcome=better_outcome,
            variables=self._context.redactor.variables,
        )

    def _candidate_features(self, failure: CheckFailure) -> tuple[frozenset[Feature], str]:
        """Return the features that may have caused a failure, and the outcome of requests without the failure."""
        outcome = _BETTER_OUTCOMES.get(failure.kind)
        if outcome is None or self._failed_rule_facts():
            return frozenset(), ""
        violations, features = self._features
        if outcome == _REJECTED:
            return violations, outcome
        return frozenset() if violations else features, outcome

    def _failure_facts(self, check: str, failure: CheckFailure) -> tuple[Fact, ...]:
        """Return the documented facts that a failure is about."""
        operation, status, attribution = self._operation, self._status, self._context.attribution
        match failure.kind:
            case FailureKind.RULE:
                return attribution.rule_facts(check)
            case FailureKind.MISSING_HEADERS | FailureKind.HEADER:
                return attribution.response_header_facts(operation, status, failure.headers)
            case FailureKind.BODY:
                return attribution.response_body_facts(operation, status, failure.path, failure.keyword)
            case FailureKind.CONTENT_TYPE:
                return attribution.content_facts(operation, status)
            case FailureKind.ACCEPTED_INVALID:
                return attribution.request_facts(operation, self._case.violations)
            case FailureKind.MISSING_HEADER_ACCEPTED:
                return attribution.required_header_facts(operation, *failure.headers)
            case FailureKind.REJECTED_VALID | FailureKind.SERVER_ERROR:
                return self._failed_rule_facts() or attribution.operation_facts(operation)
            case FailureKind.NOT_AVAILABLE:
                return self._failed_rule_facts() or attribution.link_facts(operation)
            case _:
                return attribution.response_facts(operation, status)

    def _failed_rule_facts(self) -> tuple[Fact, ...]:
        """Return the facts of the rules that failed for the same response: they are more specific than a status."""
        failed = [each.name for each in self._case.outcomes if each.failure is not None]
        return tuple(dict.fromkeys(fact for name in failed for fact in self._context.attribution.rule_facts(name)))


def _classify_outcomes(operation: Operation, status: int) -> frozenset[str]:
    """Return the outcomes of a request with this status; none if the status is unrelated to the request's content."""
    if status in PROTOCOL_STATUSES or status in (401, 403):
        return frozenset()
    response = operation.find_response(status)
    if response is not None and response.is_success:
        return frozenset({_ACCEPTED, _HANDLED})
    return frozenset({_REJECTED, _HANDLED} if 400 <= status < 500 else ())
