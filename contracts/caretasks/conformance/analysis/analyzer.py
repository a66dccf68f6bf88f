"""Results of a run from the checked cases and errors that the engine yields: covered facts, and findings."""

from __future__ import annotations

import contextlib
from collections.abc import Hashable, Iterator
from dataclasses import replace
from typing import Any

from caretasks.conformance.analysis import claims, failures
from caretasks.conformance.analysis.attribution import attribution_of, violated_pointer
from caretasks.conformance.analysis.correlation import ACCEPTED, HANDLED, REJECTED
from caretasks.conformance.analysis.coverage import CoverageTargets
from caretasks.conformance.analysis.echoes import EchoedValues
from caretasks.conformance.analysis.features import ANY_VALID_REQUEST, failing_features, request_features
from caretasks.conformance.analysis.key_evidence import KeyEvidence
from caretasks.conformance.analysis.rejections.evidence import RULES_OF_THE_SERVER, Evidence
from caretasks.conformance.analysis.rejections.isolation import DOCUMENTED_REQUEST
from caretasks.conformance.analysis.sequences import Sequences
from caretasks.conformance.cases import PHASE, REJECTION, SEARCH
from caretasks.conformance.config import Settings
from caretasks.conformance.engine.progress import ProgressTracker
from caretasks.conformance.model import (
    CaseResult,
    CheckResult,
    CutShort,
    Feature,
    Finding,
    LeftOut,
    RunError,
    RunItem,
    Skipped,
    Ungenerated,
)
from caretasks.conformance.observation import CheckFailure, CheckOutcome, FailureKind, InconclusiveError, Observation
from caretasks.conformance.phases import auth_probes
from caretasks.conformance.target.model import Target
from caretasks.conformance.traffic.display import FindingRedactor
from caretasks.conformance.traffic.redaction import ExchangeRedactor
from caretasks.core.http import PROTOCOL_STATUSES, Exchange
from caretasks.mock.middleware.outermost import MOCK_HEADER
from caretasks.openapi.document import Operation
from caretasks.openapi.facts import KnownDifference, fact_entries
from caretasks.openapi.json_pointer import split
from caretasks.openapi.operation.responses import is_acceptance

# Outcomes of a request: the server accepted it, handled it (accepted or rejected it without an error), or rejected it.
_ACCEPTED, _HANDLED, _REJECTED = ACCEPTED, HANDLED, REJECTED
_BETTER_OUTCOMES = {
    FailureKind.REJECTED_VALID: _ACCEPTED,
    FailureKind.SERVER_ERROR: _HANDLED,
    FailureKind.ACCEPTED_INVALID: _REJECTED,
}
Features = tuple[frozenset[Feature], frozenset[Feature]]
"""The violations of an invalid request, or else the features of a valid one; the other set is empty."""
_NO_FEATURES: Features = frozenset(), frozenset()


class Analyzer:
    """Analyzer of the cases of one run or recording, in order. The tracker counts each failure."""

    def __init__(
        self, target: Target, settings: Settings, tracker: ProgressTracker | None = None, *, is_recording: bool = False
    ) -> None:
        self._target = target
        self._settings = settings
        self._tracker = tracker
        self._is_recording = is_recording
        self._attribution = attribution_of(target.api)
        self.evidence = Evidence(target, settings, self._attribution)
        key = settings.redaction_key.encode()
        self._redactor = ExchangeRedactor(target, reveal=settings.reveal, sent_by_check=not is_recording, key=key)
        self._display = FindingRedactor(target, reveal=settings.reveal, sent_by_check=not is_recording, key=key)
        self._sequences = Sequences(self._display, target.network.curl_options)
        self._successful_operations: set[str] = set()  # IDs of operations with a checked success
        self._cleared_features: dict[str, set[tuple[str, str]]] = {}  # outcome and feature text, by operation ID
        entries = fact_entries(target.api)
        self._fact_pointers = [pointer for entry in entries for pointer in entry.pointers]
        self._known_differences = [difference for entry in entries for difference in entry.known_differences]
        self._coverage_targets: dict[str, CoverageTargets] = {}
        self._echoes = EchoedValues()
        self._pending_probes: list[Observation] = []
        self._key_evidence = KeyEvidence()
        self._authentication_check = auth_probes.check_name(target.api)

    def read(self, item: Observation | RunError | Skipped | LeftOut | CutShort | Ungenerated) -> Iterator[RunItem]:
        """Yield the results of a case, or an error with user-provided values redacted.

        A response such as 404 to an authentication probe is a failure only if the operation succeeds with a key, which
        a later request may show.
        """
        if isinstance(item, RunError):
            yield replace(item, message=self._display.redact_text(item.message))
        elif not isinstance(item, Observation):
            yield item
        elif item.probe:
            self._key_evidence.add(item)
            result = self._check_probe(item)
            if any(check.name == self._authentication_check for check in result.checks):
                yield result
            else:
                self._pending_probes.append(item)
            yield from _outcome_errors(item)
        else:
            self._key_evidence.add_request(item)
            self._sequences.add(item)
            yield self._analyze(item)
            yield from _outcome_errors(item)
            if item.operation.id in self._successful_operations:
                pending = [each for each in self._pending_probes if each.operation is item.operation]
                for probe in filter(self._key_evidence.has_request, pending):
                    self._pending_probes.remove(probe)
                    yield self._check_probe(probe)

    def finish(self) -> Iterator[CaseResult]:
        """Yield the results of the probes that are still inconclusive."""
        yield from map(self._check_probe, self._pending_probes)

    def assume_served(self, operation: Operation) -> None:
        """Evaluate the authentication probes of an operation as if a request with a key had succeeded."""
        self._successful_operations.add(operation.id)

    def report_failures(self, case: Observation) -> list[Hashable]:
        """Count the failures of a case on the progress tracker, and return them. Their messages are not redacted."""
        found: list[Hashable] = [
            (each.name, each.failure.message)
            for each in self._iter_outcomes(case)
            if each.failure is not None and self._build_finding(case, each.name, each.failure).is_failure
        ]
        if self._tracker is not None:
            for failure in found:
                self._tracker.count_failure(case.operation.id, failure)
        return found

    def _warning_reason(self, case: Observation, check: str, kind: FailureKind) -> str | None:
        if kind is FailureKind.WRITE_ONLY:
            return "OpenAPI recommends it, and does not require it"
        if kind is FailureKind.REJECTED_VALID and case.is_error_example:
            return "the spec has an example of an error for this request"
        if case.experiment and kind is FailureKind.REJECTED_VALID:
            return None  # an accepted request has the same IDs
        if kind is FailureKind.REJECTED_VALID and isinstance(reason := case.exchange.notes.get(REJECTION), str):
            return reason or None
        reason = failures.warning_reason(check, case, None if self._is_recording else self._target.keys)
        return self.evidence.rejection_reason(case) if reason is None and kind is FailureKind.REJECTED_VALID else reason

    def _check_probe(self, probe: Observation) -> CaseResult:
        """Return the result of an authentication probe; without the check of authentication if it is inconclusive."""
        operation, name = probe.operation, self._authentication_check
        checks = self._outcome_checks(probe)
        with contextlib.suppress(InconclusiveError):
            if auth_probes.accepted_keys(probe) is None:
                has_other_reason = self._key_evidence.shows_other_reason(probe)
                is_served = operation.id in self._successful_operations and not has_other_reason
                message = auth_probes.evaluate_probe(probe, is_served_with_key=is_served)
            else:
                message = auth_probes.evaluate_accepted_probe(
                    probe,
                    is_key_valid=self._key_evidence.shows_rejected_key(probe),
                    is_key_required=self._key_evidence.shows_required_key(probe),
                )
            finding = None
            if message is not None:
                facts = self._attribution.rule_facts(name)
                finding = Finding(
                    name,
                    message,
                    **self._describe_requests(probe),
                    facts=facts,
                    known_differences=self._find_known_differences(probe),
                    operation=operation.id,
                    phases=frozenset({auth_probes.AUTH_PROBES.name}),
                    claim=_probe_claim(probe),
                    expected=_expected_status(probe),
                    actual=f"status {probe.status}",
                    topic=FailureKind.RULE,
                    status=probe.status,
                )
                if self._tracker is not None and finding.is_failure:
                    self._tracker.count_failure(operation.id, (name, message))
            checks = (CheckResult(name, finding), *checks)
        return CaseResult(
            operation=operation.id,
            phase=auth_probes.AUTH_PROBES.name,
            status=probe.status,
            is_checked_success=False,
            is_write=probe.exchange.is_sent_write,
            elapsed_seconds=probe.exchange.elapsed_seconds,
            checks=checks,
            exchange=self._redact_exchange(probe, probe.exchange),
        )

    def _analyze(self, case: Observation) -> CaseResult:
        operation, exchange = case.operation, case.exchange
        is_checked_success = case.is_checked_success
        if is_checked_success:
            self._successful_operations.add(operation.id)
        checks = self._outcome_checks(case)
        if self._settings.record and not self._is_recording:
            exchange = replace(exchange, notes={**exchange.notes, **self._note_outcomes(case)})
        cleared_features = self._clear_features(case)
        if operation.id not in self._coverage_targets:
            self._coverage_targets[operation.id] = CoverageTargets(operation, self._fact_pointers)
        targets = self._coverage_targets[operation.id]
        return CaseResult(
            operation=operation.id,
            phase=case.phase,
            status=case.status or None,
            is_checked_success=is_checked_success,
            is_write=exchange.is_sent_write,
            elapsed_seconds=exchange.elapsed_seconds,
            checks=checks,
            is_valid=_is_valid(case),
            covered_pointers=frozenset() if targets.is_complete else frozenset(targets.cover(exchange)),
            cleared_features=cleared_features,
            exchange=self._redact_exchange(case, exchange),
        )

    def _outcome_checks(self, case: Observation) -> tuple[CheckResult, ...]:
        """Return the results of the checks of a case, without those that raised an error."""
        return tuple(
            CheckResult(each.name, None if each.failure is None else self._build_finding(case, each.name, each.failure))
            for each in self._iter_outcomes(case)
            if not each.is_error
        )

    def _iter_outcomes(self, case: Observation) -> Iterator[CheckOutcome]:
        is_known = case.status >= 500 and case.exchange.notes.get(SEARCH)  # the error of another request
        outcomes = [] if is_known else list(failures.outcomes(case))
        return self._echoes.without_echoes(case, outcomes)

    def _note_outcomes(self, case: Observation) -> dict[str, Any]:
        """Return the notes with which a check of the recording reaches the same results."""
        notes: dict[str, Any] = {PHASE: case.phase}
        if not case.outcomes:
            notes["sent_by_check"] = True
        for each in case.outcomes:
            if each.failure is not None and each.failure.kind is FailureKind.REJECTED_VALID:
                notes[REJECTION] = self._warning_reason(case, each.name, each.failure.kind) or ""
        return notes

    def _clear_features(self, case: Observation) -> frozenset[tuple[str, str]]:
        """Return the pairs of an outcome and a feature text that this is the first case to show."""
        outcomes = _classify_outcomes(case.operation, case.status)
        is_specified = case.scenario not in failures.UNSPECIFIED_SCENARIOS
        is_error = case.status >= 500 and case.status not in PROTOCOL_STATUSES
        violations, features = self._find_features(case) if is_specified and (outcomes or is_error) else _NO_FEATURES
        self.evidence.add(case, features)
        if not outcomes or not is_specified:
            return frozenset()
        if violations:  # with several violations it is unknown which of them the server rejected
            is_cleared = _REJECTED in outcomes and len(violations) == 1
            shown = {(_REJECTED, feature.text) for feature in violations} if is_cleared else set()
        else:
            texts = {feature.text for feature in features}
            if case.status >= 400:
                texts.discard(ANY_VALID_REQUEST)  # the reason may be the key
            shown = {(outcome, text) for outcome in outcomes - {_REJECTED} for text in texts}
        known = self._cleared_features.setdefault(case.operation.id, set())
        new = shown - known
        known |= new
        return frozenset(new)

    def _find_features(self, case: Observation, *, all_features: bool = False) -> Features:
        """Return the features of a request; those of an invalid one besides its violations only with `all_features`."""
        violations: frozenset[Feature] = frozenset()
        if case.violations:
            violations = failing_features(case.operation, self._attribution, case.violations, case.body_media)
            if not all_features:
                return violations, frozenset()
        request = case.exchange.request
        parameters = {**case.parameters, "path": case.path_parameters, "header": dict(request.headers)}
        body = case.body_media, case.body_value
        features = request_features(case.operation, self._attribution, parameters, *body)
        if violations:  # no fact says how a server fails on an invalid value
            invalid = set(map(claims.location, violations))
            features = frozenset(replace(f, facts=()) if claims.location(f) in invalid else f for f in features)
            violations = frozenset(replace(feature, facts=()) for feature in violations)
        return violations, features

    def _build_finding(self, case: Observation, check: str, failure: CheckFailure) -> Finding:
        candidate_features: frozenset[Feature] = frozenset()
        better_outcome = _BETTER_OUTCOMES.get(failure.kind, "")
        rule_facts = self._attribution.failed_rule_facts(case)
        warning_reason = self._warning_reason(case, check, failure.kind)
        if better_outcome:
            violations, features = self._find_features(case, all_features=better_outcome == _HANDLED)
            candidate_features = violations if better_outcome == _REJECTED else violations | features
        message, pointer, expected = failure.message, failure.pointer, failure.expected
        if case.experiment == DOCUMENTED_REQUEST:
            message = f"{message}: {DOCUMENTED_REQUEST}"
        elif case.experiment and better_outcome in (_ACCEPTED, _HANDLED):
            candidate_features = frozenset({claims.find_feature(case.experiment, candidate_features)})
            pointer = next(map(claims.location, candidate_features), pointer)
            other = f"{better_outcome} request that differs in this point only"
            message = f"{message}, but not for the {other}: {case.experiment}"
            expected = f"{expected}, as for the {other}" if expected else ""
        is_refusal = warning_reason == RULES_OF_THE_SERVER
        facts = () if is_refusal else self._attribution.failure_facts(case, check, failure, rule_facts)
        claim = failure.claim if failure.kind is not FailureKind.RULE else failure.message
        return Finding(
            check=check,
            message=self._display.redact_text(message),
            **self._describe_requests(case, failure.evidence, failure.before),
            facts=facts,
            warning_reason=warning_reason,
            candidate_features=candidate_features,
            better_outcome="" if rule_facts or is_refusal else better_outcome,
            known_differences=self._find_known_differences(failure.evidence or case),
            phases=frozenset({case.phase}),
            operation=case.operation.id,
            pointer=pointer,
            claim=self._display.redact_text(claim),
            expected=expected or next((fact.claim for fact in facts), ""),
            actual=self._describe_actual(case, failure),
            topic=failure.kind,
            schema_pointer=violated_pointer(case, failure),
            status=(failure.evidence or case).status,
            documented_status=failure.documented_status,
            refused_status=case.status if is_refusal else 0,
        )

    def _describe_actual(self, case: Observation, failure: CheckFailure) -> str:
        """Return what the server sent instead of what is documented."""
        shown = failure.evidence or case
        response = shown.exchange.response
        if response is None or failure.actual:
            return self._display.redact_text(failure.actual)
        if failure.kind is FailureKind.HEADER:
            return ", ".join(self._display.show_header(response, shown.operation, name) for name in failure.headers)
        path = failure.path
        if failure.kind is FailureKind.RULE:
            tokens = split(failure.pointer.removeprefix("response body ")) if failure.pointer else ["*"]
            path = tuple(tokens)
        value = self._display.show_body_value(response, shown.operation, path)
        is_status = value == "nothing" and failure.kind is FailureKind.RULE
        return f"status {response.status}" if is_status else value

    def _describe_requests(
        self, case: Observation, evidence: Observation | None = None, before: Observation | None = None
    ) -> dict[str, Any]:
        """Return the fields of a finding about its requests: the one that shows it, and all that `replay` sends."""
        if case.exchange.response is None:
            return {"request": None}
        return self._sequences.describe(case, evidence, before)

    def _find_known_differences(self, case: Observation) -> tuple[KnownDifference, ...]:
        """Return the known differences that a response is one of. The mock server has none: it is as documented."""
        response = case.exchange.response
        if self._target.url is None or response is None or MOCK_HEADER.lower() in case.response_headers:
            return ()
        query = {name: values[0] for name, values in case.query.items()}
        shown = case.operation.id, response, case.request_body, query
        return tuple(each for each in self._known_differences if each.describes(*shown))

    def _redact_exchange(self, case: Observation, exchange: Exchange) -> Exchange | None:
        """Return the redacted exchange of a case; None if the run does not record."""
        return (
            self._redactor.redact_exchange(exchange, case.operation, is_child=case.parent is not None)
            if self._settings.record
            else None
        )


def _outcome_errors(case: Observation) -> Iterator[RunError]:
    for outcome in case.outcomes:
        if outcome.is_error:
            yield RunError(f"the check {outcome.name} raised an error", case.operation.id, case.phase)


def _is_valid(case: Observation) -> bool:
    """Return whether a request matches the spec, its method included, and has the API key."""
    is_specified = case.scenario not in failures.UNSPECIFIED_SCENARIOS
    return (
        is_specified and case.is_authenticated and not case.violations and case.exchange.notes.get("mode") != "negative"
    )


def _probe_claim(probe: Observation) -> str:
    verb = "rejected" if auth_probes.accepted_keys(probe) is None else "accepted"
    return f"a request {probe.probe} must be {verb}"


def _classify_outcomes(operation: Operation, status: int) -> frozenset[str]:
    """Return the outcomes of a request with this status; none if the status is unrelated to the request's content."""
    if status in PROTOCOL_STATUSES or status in (401, 403):
        return frozenset()
    if is_acceptance(operation, status):
        return frozenset({_ACCEPTED, _HANDLED})
    return frozenset({_REJECTED, _HANDLED} if 400 <= status < 500 else ())


def _expected_status(probe: Observation) -> str:
    if auth_probes.accepted_keys(probe) is not None:
        return "no 401 or 403"
    return f"status {' or '.join(map(str, auth_probes.rejection_statuses(probe.operation)))}"
