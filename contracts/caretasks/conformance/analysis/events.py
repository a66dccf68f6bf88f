"""Conversion of engine events, and of cases sent without the engine, into results.

Every type of event is handled or ignored by name. Any other type is an error, so that no event of a new version of the
engine is ignored by accident.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from typing import Any

from schemathesis import Case
from schemathesis.engine import Status, StopReason, events
from schemathesis.engine.recorder import Request, ScenarioRecorder
from schemathesis.engine.run import PhaseSkipReason

from caretasks.conformance.analysis import failures
from caretasks.conformance.analysis.exchange import AnalysisContext, CaseAnalyzer
from caretasks.conformance.engine import session
from caretasks.conformance.model import INTERRUPTED, CaseResult, CheckResult, Finding, RunError
from caretasks.conformance.phases import auth_probes
from caretasks.conformance.rules import InconclusiveError
from caretasks.conformance.traffic import recording
from caretasks.core.http import Exchange

# Events that report progress, or the reaction of the engine to a problem that another event reports.
_IGNORED_EVENTS = (
    events.EngineStarted,
    events.PhaseStarted,
    events.SuiteStarted,
    events.SuiteFinished,
    events.ScenarioStarted,
    events.SchemaAnalysisWarnings,
    events.RateLimitRetry,
)
_ABORT_REASONS = (PhaseSkipReason.FAILURE_LIMIT_REACHED, PhaseSkipReason.SERVER_UNAVAILABLE)


class EventReader:
    """Reader of the events and cases of one run.

    Attributes:
        is_finished: Whether the engine has sent its last event.
        is_interrupted: Whether the user has interrupted the run.
    """

    def __init__(self, context: AnalysisContext, tracker: session.ProgressTracker | None = None) -> None:
        self.is_finished = False
        self.is_interrupted = False
        self._context = context
        self._tracker = tracker
        self._pending_probes: list[auth_probes.Probe] = []
        self._error_phases: set[str | None] = set()  # phases with a reported error
        self._authentication_check = auth_probes.check_name(context.target.api)

    def read(self, event: events.EngineEvent) -> Iterator[CaseResult | RunError]:
        """Yield the results and errors of one event."""
        match event:
            case events.ScenarioFinished():
                yield from self._read_scenario(event)
                yield from self.read_pending_probes(
                    lambda probe: probe.operation.id in self._context.successful_operations
                )
            case events.NonFatalError():
                yield self.error(failures.describe_error(event), event.phase, event.label)
            case events.FatalError():
                yield self.error(f"the engine failed: {failures.describe_exception(event.exception)}")
            case events.Interrupted():
                self.is_interrupted = True
                yield self.error(INTERRUPTED, event.phase)
            case events.PhaseFinished():
                yield from self._read_phase(event)
            case events.EngineFinished():
                self.is_finished = True
                if event.stop_reason != StopReason.COMPLETED and not self.is_interrupted:
                    yield self.error(f"the engine stopped early: {event.stop_reason.value.replace('_', ' ')}")
                for failure in event.failures:
                    yield self.error(f"a check of the whole run failed: {failure.title}")
            case _ if not isinstance(event, _IGNORED_EVENTS):
                yield self.error(f"the engine sent an unknown event: {type(event).__name__}")

    def read_checks(self, phase: str, recorder: ScenarioRecorder) -> Iterator[CaseResult | RunError]:
        """Yield the result of each recorded case, and the checks that raised an error."""
        for case_id in recorder.cases:
            analyzer = CaseAnalyzer(self._context, recorder, case_id)
            yield analyzer.analyze(phase)
            for name in analyzer.list_errored_checks():
                yield self.error(
                    f"the check {name} raised an error", phase, recorder.cases[case_id].value.operation.label
                )

    def error(self, message: str, phase: str | None = None, label: str | None = None) -> RunError:
        """Return an error in a phase, at the operation with the engine's label `GET /path`, if it is one."""
        self._error_phases.add(phase)
        operation = self._context.operations.get(label or "")
        return RunError(self._context.redactor.redact_text(message), None if operation is None else operation.id, phase)

    def _read_phase(self, event: events.PhaseFinished) -> Iterator[RunError]:
        phase = event.phase.name
        if event.phase.skip_reason in _ABORT_REASONS:
            yield self.error(f"the {phase} phase was skipped: {event.phase.skip_reason.display}", phase)
        elif event.status in (Status.ERROR, Status.INTERRUPTED) and phase not in self._error_phases:
            yield self.error(f"the {phase} phase ended with {event.status}", phase)

    def _read_scenario(self, event: events.ScenarioFinished) -> Iterator[CaseResult | RunError]:
        has_finding = False
        for result in self.read_checks(event.phase.value, event.recorder):
            has_finding |= isinstance(result, CaseResult) and any(check.finding for check in result.checks)
            yield result
        if event.status == Status.FAILURE and not has_finding:
            yield self.error(
                f"the engine did not record a failure in the {event.phase} phase", event.phase, event.label
            )
        elif event.status in (Status.ERROR, Status.INTERRUPTED) and event.phase not in self._error_phases:
            yield self.error(f"the {event.phase} phase ended with {event.status}", event.phase, event.label)

    def report_failures(self, recorder: ScenarioRecorder, case: Case[Any]) -> list[tuple[str, str]]:
        """Count the failures of a case on the progress tracker, and return them as pairs of check name and message."""
        analyzer = CaseAnalyzer(self._context, recorder, case.id)
        case_failures = analyzer.list_failures()
        for name, message in case_failures:
            self._report_failure(analyzer.operation.id, name, message)
        return case_failures

    def _report_failure(self, operation: str, check: str, message: str) -> None:
        if self._tracker is not None:
            self._tracker.count_failure(operation, check, message)

    def read_probe(self, probe: auth_probes.Probe) -> Iterator[CaseResult]:
        """Yield the result of an authentication probe; an inconclusive one is checked again later.

        A response such as 404 is a failure only if the operation succeeds with a key, which a later request may show.
        """
        result = self._check_probe(probe)
        if result.checks:
            yield result
        else:
            self._pending_probes.append(probe)

    def read_pending_probes(
        self, is_ready: Callable[[auth_probes.Probe], bool] = lambda probe: True
    ) -> Iterator[CaseResult]:
        """Yield the results of earlier inconclusive probes for which `is_ready` returns True."""
        for probe in [probe for probe in self._pending_probes if is_ready(probe)]:
            self._pending_probes.remove(probe)
            yield self._check_probe(probe)

    def _check_probe(self, probe: auth_probes.Probe) -> CaseResult:
        context, operation, name = self._context, probe.operation, self._authentication_check
        exchange = probe.recorded or self._record_probe(probe)
        checks: tuple[CheckResult, ...] = ()
        with contextlib.suppress(InconclusiveError):
            is_served = operation.id in context.successful_operations
            message = auth_probes.evaluate_probe(probe, is_served_with_key=is_served)
            finding = None
            if message is not None:
                finding = Finding(
                    name,
                    message,
                    context.redact_request(exchange.request, operation),
                    facts=context.attribution.rule_facts(name),
                    variables=context.redactor.variables,
                )
                self._report_failure(operation.id, name, message)
            checks = (CheckResult(name, finding),)
        return CaseResult(
            operation=operation.id,
            phase="authentication",
            status=probe.response.status_code,
            is_checked_success=False,
            checks=checks,
            exchange=context.redact_exchange(exchange, operation),
        )

    def _record_probe(self, probe: auth_probes.Probe) -> Exchange:
        request = Request.from_prepared_request(probe.response.request)
        notes = {**recording.target_notes(self._context.target), "probe": probe.description}
        return recording.record_exchange(self._context.target, request, probe.response, time.time(), notes)
