"""Checked cases and errors from the events of Schemathesis while it generates requests.

Every type of event is handled or ignored by name. Any other type is an error, so that no event of a new version of the
engine is ignored by accident.
"""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis.errors import Unsatisfiable
from schemathesis.engine import Status, StopReason, events, from_schema
from schemathesis.engine.run import PhaseSkipReason
from schemathesis.schemas import BaseSchema

from caretasks.conformance.engine.adapters import CaseReader
from caretasks.conformance.engine.failures import describe_error, describe_exception
from caretasks.conformance.model import INTERRUPTED, RunError, Ungenerated
from caretasks.conformance.observation import Observation

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
    """Runs Schemathesis, and converts its events. The user may have interrupted it."""

    def __init__(self, reader: CaseReader) -> None:
        self.is_interrupted = False
        self._reader = reader
        self._is_finished = False
        self._error_phases: set[str | None] = set()  # phases with a reported error

    def run(self, schema: BaseSchema) -> Iterator[Observation | RunError | Ungenerated]:
        """Send all requests that Schemathesis generates, and yield the checked cases and the errors."""
        phases: set[str] = set()
        for event in from_schema(schema).execute():
            if isinstance(event, events.PhaseStarted):
                if event.phase.name in phases:  # with a time limit, the engine repeats phases until it is reached
                    self._is_finished = True
                    break
                phases.add(event.phase.name)
            yield from self._read(event)
        if not self._is_finished and not self.is_interrupted:
            yield RunError("the engine stopped before all phases were finished")

    def _read(self, event: events.EngineEvent) -> Iterator[Observation | RunError | Ungenerated]:
        operations = self._reader.operations
        match event:
            case events.ScenarioFinished():
                yield from self._read_scenario(event)
            case events.NonFatalError() if isinstance(event.value, Unsatisfiable) and event.label in operations:
                self._error_phases.add(event.phase)
                yield Ungenerated(operations[event.label].id, "no value was found that its schemas allow")
            case events.NonFatalError():
                yield self._error(describe_error(event), event.phase, event.label)
            case events.FatalError():
                yield self._error(f"the engine failed: {describe_exception(event.exception)}")
            case events.Interrupted():
                self.is_interrupted = True
                yield self._error(INTERRUPTED, event.phase)
            case events.PhaseFinished():
                yield from self._read_phase(event)
            case events.EngineFinished():
                self._is_finished = True
                is_complete = event.stop_reason in (StopReason.COMPLETED, StopReason.MAX_TIME)
                if not is_complete and not self.is_interrupted:
                    yield self._error(f"the engine stopped early: {event.stop_reason.value.replace('_', ' ')}")
                for failure in event.failures:
                    yield self._error(f"a check of the whole run failed: {failure.title}")
            case _ if not isinstance(event, _IGNORED_EVENTS):
                yield self._error(f"the engine sent an unknown event: {type(event).__name__}")

    def _error(self, message: str, phase: str | None = None, label: str | None = None) -> RunError:
        """Return an error in a phase, at the operation with a label, if it is one."""
        self._error_phases.add(phase)
        operation = self._reader.operations.get(label or "")
        return RunError(message, None if operation is None else operation.id, phase)

    def _read_phase(self, event: events.PhaseFinished) -> Iterator[RunError]:
        phase = event.phase.name
        if event.phase.skip_reason in _ABORT_REASONS:
            yield self._error(f"the {phase} phase was skipped: {event.phase.skip_reason.display}", phase)
        elif event.status in (Status.ERROR, Status.INTERRUPTED) and phase not in self._error_phases:
            yield self._ending_error(event.status, phase)

    def _read_scenario(self, event: events.ScenarioFinished) -> Iterator[Observation | RunError | Ungenerated]:
        has_failure = False
        for checked in self._reader.read_scenario(event.recorder, event.phase.value):
            has_failure |= any(outcome.failure for outcome in checked.outcomes)
            if any(outcome.is_error for outcome in checked.outcomes):
                self._error_phases.add(event.phase)  # the reader of the case reports the error
            yield checked
        if event.status == Status.FAILURE and not has_failure:
            message = f"the engine did not record a failure in the {event.phase} phase"
            yield self._error(message, event.phase, event.label)
        elif event.status in (Status.ERROR, Status.INTERRUPTED) and event.phase not in self._error_phases:
            yield self._ending_error(event.status, event.phase, event.label)

    def _ending_error(self, status: Status, phase: str, label: str | None = None) -> RunError:
        """Return the error of a phase or scenario that ended early; an interrupt is an error of the whole run."""
        if status == Status.INTERRUPTED:
            return self._error(INTERRUPTED, phase)
        return self._error(f"the {phase} phase ended with {status}", phase, label)
