"""Analysis of one case that the engine recorded: the facts that it covers, and its findings."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from schemathesis import Case
from schemathesis.core.failures import AcceptedNegativeData, Failure, MalformedJson, ServerError
from schemathesis.core.transport import Response
from schemathesis.engine import Status
from schemathesis.engine.recorder import CheckNode, Interaction, ScenarioRecorder
from schemathesis.generation.meta import coverage_scenario
from schemathesis.openapi.checks import (
    EnsureResourceAvailability,
    JsonSchemaError,
    MissingContentType,
    MissingHeaderNotRejected,
    MissingHeaders,
    RejectedPositiveData,
    UndefinedContentType,
    UndefinedStatusCode,
)

from caretasks.conformance.analysis import correlation, failures
from caretasks.conformance.analysis.attribution import Attribution, failing_keyword
from caretasks.conformance.analysis.coverage import CoverageTargets
from caretasks.conformance.analysis.failures import describe_failure
from caretasks.conformance.config import Settings
from caretasks.conformance.engine import case_metadata
from caretasks.conformance.model import CaseResult, CheckResult, Feature, Finding
from caretasks.conformance.rules.observation import RuleFailure
from caretasks.conformance.target.model import Target
from caretasks.conformance.traffic import recording, redaction, replay
from caretasks.conformance.traffic.redaction import ExchangeRedactor
from caretasks.core import http
from caretasks.core.http import Exchange, Request, decode_path_parameters, is_json, parse_json
from caretasks.openapi.document import Operation
from caretasks.openapi.facts import Fact, iter_fact_entries
from caretasks.openapi.operation import security
from caretasks.openapi.operation.requests import is_valid_request, iter_request_violations, raw_parameters

# Outcomes of a request: the server accepted it, handled it (accepted or rejected it without an error), or rejected it.
_ACCEPTED, _HANDLED, _REJECTED = "accepted", "handled", "rejected"
_BETTER_OUTCOMES = {RejectedPositiveData: _ACCEPTED, ServerError: _HANDLED, AcceptedNegativeData: _REJECTED}
# Request headers that the engine or its HTTP library adds, which a curl command does not need.
_ENGINE_HEADERS = frozenset(
    {"accept-encoding", "connection", "content-length", "host", "user-agent", "x-schemathesis-testcaseid"}
)


class AnalysisContext:
    """State that the cases of a run share: the target, the settings, and the results of the cases so far.

    Args:
        target: The target.
        settings: The settings of the run.
        recorded_checker: The rule checker of the recording; None if the run sends requests.

    Attributes:
        operations: Operations by the engine's label `GET /path`.
        successful_operations: IDs of operations with a checked success.
        cleared_features: Pairs of an outcome and a feature text, by operation ID.
    """

    def __init__(
        self, target: Target, settings: Settings, recorded_checker: replay.RecordedRuleChecker | None = None
    ) -> None:
        self.target = target
        self.settings = settings
        self.recorded_checker = recorded_checker
        self.operations = {f"{o.method.upper()} {o.path}": o for o in target.api.operations}
        self.property_names = redaction.property_names(target.api.document)
        self.attribution = Attribution(target.api)
        self.redactor = ExchangeRedactor(target, reveal=settings.reveal, sent_by_check=recorded_checker is None)
        self.successful_operations = set[str]()
        self.cleared_features: dict[str, set[tuple[str, str]]] = {}
        self._fact_pointers = [pointer for entry in iter_fact_entries(target.api) for pointer in entry.pointers]
        self._coverage_targets: dict[str, CoverageTargets] = {}

    def coverage_targets(self, operation: Operation) -> CoverageTargets:
        """Return the JSON pointers of facts that no case has covered at an operation."""
        if operation.id not in self._coverage_targets:
            self._coverage_targets[operation.id] = CoverageTargets(operation, self._fact_pointers)
        return self._coverage_targets[operation.id]

    def has_known_ids(self, case: Case[Any]) -> bool:
        """Return whether all IDs in the path are documented examples or user-provided values."""
        if self.recorded_checker is not None:
            return self.recorded_checker.has_known_ids(case)
        operation = self.operations[case.operation.label]
        if operation.id in self.target.incomplete_operations:
            return False
        return failures.has_documented_ids(operation, case.path_parameters or {})

    def redact_request(self, request: Request, operation: Operation) -> Request:
        """Return the redacted request for a curl command, without the headers that the engine adds."""
        headers = tuple(
            (name, value)
            for name, value in request.headers
            if name.lower() not in _ENGINE_HEADERS and (name.lower(), value) != ("accept", "*/*")
        )
        plain = replace(request, headers=headers)
        return self.redactor.redact_request(plain, operation)

    def redact_exchange(self, exchange: Exchange, operation: Operation) -> Exchange | None:
        """Return the redacted exchange; None if the run does not record."""
        if not self.settings.record:
            return None
        return self.redactor.redact_exchange(exchange, operation)


class CaseAnalyzer:
    """Analyzer of one case in an engine's record.

    Args:
        context: The state shared with the other cases.
        recorder: The engine's record.
        case_id: ID of the case in the record.
    """

    def __init__(self, context: AnalysisContext, recorder: ScenarioRecorder, case_id: str) -> None:
        self._context = context
        self._recorder = recorder
        self._case = recorder.cases[case_id].value
        self._interaction: Interaction | None = recorder.interactions.get(case_id)
        self._checks: Sequence[CheckNode] = recorder.checks.get(case_id, [])
        self.operation = context.operations[self._case.operation.label]

    def analyze(self, phase: str) -> CaseResult:
        """Return the result of the case, and update the shared state with it."""
        is_checked_success = self._is_checked_success()
        if is_checked_success:
            self._context.successful_operations.add(self.operation.id)
        return CaseResult(
            operation=self.operation.id,
            phase=phase,
            status=None if self._response is None else self._response.status_code,
            is_checked_success=is_checked_success,
            checks=tuple(
                CheckResult(check.name, self._build_finding(check))
                for check in self._checks
                if check.status != Status.ERROR
            ),
            covered_pointers=self._cover_pointers(),
            cleared_features=self._clear_features(),
            exchange=self._redact_exchange() if self._context.settings.record else None,
        )

    def list_failures(self) -> list[tuple[str, str]]:
        """Return the failures as pairs of check name and message. The messages are not redacted."""
        failed = [(check.name, check.failure_info.failure) for check in self._checks if check.failure_info is not None]
        described = [(name, *self._describe(name, failure)) for name, failure in failed]
        return [(name, message) for name, message, warning_reason in described if warning_reason is None]

    def list_errored_checks(self) -> list[str]:
        """Return the names of the checks that raised an error."""
        return [check.name for check in self._checks if check.status == Status.ERROR]

    @property
    def _response(self) -> Response | None:
        return None if self._interaction is None else self._interaction.response

    @property
    def _status(self) -> int:
        return 0 if self._response is None else self._response.status_code

    def _is_checked_success(self) -> bool:
        """Return whether this is a documented success whose body was checked against its schema."""
        response, documented = self._response, self.operation.find_response(self._status)
        if response is None or documented is None or not documented.is_success:
            return False
        return (documented.media is None or is_json(_content_type(response))) and any(
            check.name == "response_schema_conformance" and check.status != Status.ERROR for check in self._checks
        )

    # Coverage and correlation

    def _cover_pointers(self) -> frozenset[str]:
        """Return the JSON pointers of facts that this is the first case to cover."""
        targets = self._context.coverage_targets(self.operation)
        if targets.is_complete or self._recorded_exchange is None:
            return frozenset()
        return frozenset(targets.cover(self._recorded_exchange))

    def _clear_features(self) -> frozenset[tuple[str, str]]:
        """Return the pairs of an outcome and a feature text that this is the first case to show."""
        outcomes = _classify_outcomes(self.operation, self._status)
        if self._response is None or not outcomes or self._scenario in failures.UNSPECIFIED_SCENARIOS:
            return frozenset()
        violations, features = self._features
        if violations:  # with several violations it is unknown which of them the server rejected
            is_cleared = _REJECTED in outcomes and len(violations) == 1
            shown = {(_REJECTED, feature.text) for feature in violations} if is_cleared else set()
        else:
            shown = {(outcome, feature.text) for outcome in outcomes - {_REJECTED} for feature in features}
        known = self._context.cleared_features.setdefault(self.operation.id, set())
        new = shown - known
        known |= new
        return frozenset(new)

    @property
    def _scenario(self) -> str | None:
        """The name of the coverage phase's scenario, if the case is one."""
        scenario = coverage_scenario(self._case)
        return None if scenario is None else scenario.value

    @functools.cached_property
    def _features(self) -> tuple[frozenset[Feature], frozenset[Feature]]:
        """The violations of an invalid request, or else the features of a valid one; the other set is empty."""
        if self._interaction is None:
            return frozenset(), frozenset()
        case, request, attribution = self._case, self._interaction.request, self._context.attribution
        violations = list(iter_request_violations(self.operation, case, request.uri, request.headers, request.body))
        if violations:
            return correlation.failing_features(self.operation, attribution, violations), frozenset()
        parameters = {
            "path": decode_path_parameters(case.path_parameters),
            "query": case.query,
            "header": {name: ", ".join(values) for name, values in request.headers.items()},
            "cookie": case.cookies,
        }
        body = parse_json(request.body)
        return frozenset(), correlation.request_features(self.operation, attribution, parameters, body)

    # Findings

    def _build_finding(self, check: CheckNode) -> Finding | None:
        if check.failure_info is None:
            return None
        failure = check.failure_info.failure
        candidate_features, better_outcome = self._candidate_features(failure)
        message, warning_reason = self._describe(check.name, failure)
        return Finding(
            check=check.name,
            message=self._context.redactor.redact_text(message),
            request=self._find_evidence(failure)._redacted_request,
            facts=self._failure_facts(check.name, failure),
            warning_reason=warning_reason,
            candidate_features=candidate_features,
            better_outcome=better_outcome,
            variables=self._context.redactor.variables,
        )

    def _find_evidence(self, failure: Failure) -> CaseAnalyzer:
        """Return the case that shows a failure: the follow-up read of a rule, or else this case."""
        case_id = failure.evidence_case_id if isinstance(failure, RuleFailure) else ""
        return CaseAnalyzer(self._context, self._recorder, case_id) if case_id in self._recorder.cases else self

    def _describe(self, check: str, failure: Failure) -> tuple[str, str | None]:
        """Return the message, not redacted, and why the failure is only a warning."""
        message = describe_failure(failure, self._status, self._context.property_names)
        body = None if self._interaction is None else self._interaction.request.body
        # Violations take time to find, so they are looked for only where they make a difference.
        violations = self._features[0] if isinstance(failure, AcceptedNegativeData | UndefinedStatusCode) else None
        context = failures.FailureContext(
            operation=self.operation,
            status=self._status,
            scenario=self._scenario,
            has_known_ids=self._context.has_known_ids(self._case),
            is_valid=is_valid_request(self.operation, self._case, body),
            is_strictly_valid=isinstance(failure, AcceptedNegativeData)
            and self._interaction is not None
            and not violations,
            has_violation=isinstance(failure, UndefinedStatusCode) and bool(violations),
            is_authenticated=not isinstance(failure, UndefinedStatusCode) or self._is_authenticated(),
        )
        return message, failures.warning_reason(check, context)

    def _is_authenticated(self) -> bool:
        """Return whether the request carries the key, if its operation requires one.

        A recorded request is assumed to: its credentials may have been removed.
        """
        if self._interaction is None or self._context.recorded_checker is not None:
            return True
        sent = raw_parameters(self._case, self._interaction.request.uri, self._interaction.request.headers)
        return security.is_authenticated(self.operation, sent, self._context.target.key)

    def _candidate_features(self, failure: Failure) -> tuple[frozenset[Feature], str]:
        """Return the features that may have caused a failure, and the outcome of requests without the failure."""
        outcome = next((name for kind, name in _BETTER_OUTCOMES.items() if isinstance(failure, kind)), None)
        if outcome is None or self._interaction is None or self._failed_rule_facts():
            return frozenset(), ""
        violations, features = self._features
        if outcome == _REJECTED:
            return violations, outcome
        return frozenset() if violations else features, outcome

    def _failure_facts(self, check: str, failure: Failure) -> tuple[Fact, ...]:
        """Return the documented facts that a failure is about."""
        operation, status, attribution = self.operation, self._status, self._context.attribution
        match failure:
            case RuleFailure():
                return attribution.rule_facts(check)
            case MissingHeaders():
                return attribution.response_header_facts(operation, status, failure.missing_headers)
            case JsonSchemaError() if check == "response_headers_conformance":
                names = self._headers_with_value(str(failure.instance))
                return attribution.response_header_facts(operation, status, names)
            case JsonSchemaError():
                keyword = failing_keyword(failure.schema_path)
                return attribution.response_body_facts(operation, status, failure.instance_path, keyword)
            case UndefinedContentType() | MissingContentType() | MalformedJson():
                return attribution.content_facts(operation, status)
            case AcceptedNegativeData() if self._interaction is not None:
                request = self._interaction.request
                violations = iter_request_violations(operation, self._case, request.uri, request.headers, request.body)
                return attribution.request_facts(operation, violations)
            case MissingHeaderNotRejected():
                return attribution.required_header_facts(operation, failure.header_name)
            case RejectedPositiveData() | ServerError():
                return self._failed_rule_facts() or attribution.operation_facts(operation)
            case EnsureResourceAvailability():
                return self._failed_rule_facts() or attribution.link_facts(operation)
            case _:
                return attribution.response_facts(operation, status)

    def _failed_rule_facts(self) -> tuple[Fact, ...]:
        """Return the facts of the rules that failed for the same response: they are more specific than a status."""
        failed = [check.name for check in self._checks if check.failure_info is not None]
        return tuple(dict.fromkeys(fact for name in failed for fact in self._context.attribution.rule_facts(name)))

    def _headers_with_value(self, value: str) -> list[str]:
        """Return the response headers with this value; the engine's failure contains the value only."""
        headers = {} if self._response is None else self._response.headers
        return [name for name, values in headers.items() if value in values]

    # Redaction

    @functools.cached_property
    def _redacted_request(self) -> Request | None:
        if self._recorded_exchange is None:
            return None
        return self._context.redact_request(self._recorded_exchange.request, self.operation)

    def _redact_exchange(self) -> Exchange | None:
        if self._recorded_exchange is None:
            return None
        return self._context.redact_exchange(self._recorded_exchange, self.operation)

    @functools.cached_property
    def _recorded_exchange(self) -> Exchange | None:
        """The exchange before redaction, with notes on how the request was generated."""
        if self._interaction is None:
            return None
        if self._context.recorded_checker is not None:
            return self._context.recorded_checker.exchange(self._case)
        known = self._context.has_known_ids(self._case)
        notes = {**recording.target_notes(self._context.target), **case_metadata.to_notes(self._case), "known": known}
        if not self._checks:
            notes["sent_by_check"] = True
        return recording.record_interaction(self._context.target, self._interaction, notes)


def _classify_outcomes(operation: Operation, status: int) -> frozenset[str]:
    """Return the outcomes of a request with this status; none if the status is unrelated to the request's content."""
    if status in http.PROTOCOL_STATUSES or status in (401, 403):
        return frozenset()
    response = operation.find_response(status)
    if response is not None and response.is_success:
        return frozenset({_ACCEPTED, _HANDLED})
    return frozenset({_REJECTED, _HANDLED} if 400 <= status < 500 else ())


def _content_type(response: Response) -> str:
    """Return the Content-Type of a response; empty without one."""
    return (response.headers.get("content-type") or [""])[0]
