"""Turns what the engine says, and what was sent beside it, into results.

Every event of the engine is either read here or named as of no account. What is neither is trouble: an engine that
says something new is never taken for one that found nothing.
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
from caretasks.conformance.analysis.exchange import Context, Exchange
from caretasks.conformance.engine import session
from caretasks.conformance.model import INTERRUPTED, CaseResult, CheckResult, Finding, Recorded, Trouble
from caretasks.conformance.phases import auth_probes
from caretasks.conformance.traffic import recording

# What tells the progress of a run, or what the engine will do about something that it reports elsewhere too.
_OF_NO_ACCOUNT = (
    events.EngineStarted,
    events.PhaseStarted,
    events.SuiteStarted,
    events.SuiteFinished,
    events.ScenarioStarted,
    events.SchemaAnalysisWarnings,
    events.RateLimitRetry,
)
_GAVE_UP = (PhaseSkipReason.FAILURE_LIMIT_REACHED, PhaseSkipReason.SERVER_UNAVAILABLE)


class Reader:
    """Reads what is found in a run.

    Attributes:
        finished: whether the engine has said that it is through.
        interrupted: whether the user has ended it.
    """

    def __init__(self, context: Context, watched: session.Watched | None = None) -> None:
        self.finished = False
        self.interrupted = False
        self._context = context
        self._watched = watched
        self._untold: list[auth_probes.Probe] = []
        self._troubled: set[str | None] = set()  # the phases of which trouble has been told
        self._authentication = auth_probes.check_name(context.target.api)

    def read(self, event: events.EngineEvent) -> Iterator[CaseResult | Trouble]:
        """Reads what the engine says."""
        match event:
            case events.ScenarioFinished():
                yield from self._scenario(event)
                yield from self.untold(lambda probe: probe.operation.id in self._context.served)
            case events.NonFatalError():
                yield self.trouble(failures.describe_error(event), event.phase, event.label)
            case events.FatalError():
                yield self.trouble(f"the engine failed: {failures.describe_exception(event.exception)}")
            case events.Interrupted():
                self.interrupted = True
                yield self.trouble(INTERRUPTED, event.phase)
            case events.PhaseFinished():
                yield from self._phase(event)
            case events.EngineFinished():
                self.finished = True
                if event.stop_reason != StopReason.COMPLETED and not self.interrupted:
                    yield self.trouble(f"the engine stopped early: {event.stop_reason.value.replace('_', ' ')}")
                for failure in event.failures:
                    yield self.trouble(f"a check of the whole run failed: {failure.title}")
            case _ if not isinstance(event, _OF_NO_ACCOUNT):
                yield self.trouble(f"the engine said something unknown: {type(event).__name__}")

    def checked(self, phase: str, recorder: ScenarioRecorder) -> Iterator[CaseResult | Trouble]:
        """Reads what checks found of exchanges."""
        for case_id in recorder.cases:
            exchange = Exchange(self._context, recorder, case_id)
            yield exchange.result(phase)
            for name in exchange.troubled():
                yield self.trouble(f"the check {name} failed", phase, recorder.cases[case_id].value.operation.label)

    def trouble(self, message: str, phase: str | None = None, label: str | None = None) -> Trouble:
        """Trouble in a phase, at the operation that the engine calls by a label."""
        self._troubled.add(phase)
        operation = self._context.operations.get(label or "")
        return Trouble(self._context.hiding.text(message), None if operation is None else operation.id, phase)

    def _phase(self, event: events.PhaseFinished) -> Iterator[Trouble]:
        phase = event.phase.name
        if event.phase.skip_reason in _GAVE_UP:
            yield self.trouble(f"the {phase} phase was skipped: {event.phase.skip_reason.display}", phase)
        elif event.status in (Status.ERROR, Status.INTERRUPTED) and phase not in self._troubled:
            yield self.trouble(f"the {phase} phase ended with {event.status}", phase)

    def _scenario(self, event: events.ScenarioFinished) -> Iterator[CaseResult | Trouble]:
        failed = False
        for found in self.checked(event.phase.value, event.recorder):
            failed = failed or (isinstance(found, CaseResult) and any(check.finding for check in found.checks))
            yield found
        if event.status == Status.FAILURE and not failed:
            yield self.trouble(f"a failure in the {event.phase} phase was not recorded", event.phase, event.label)
        elif event.status in (Status.ERROR, Status.INTERRUPTED) and event.phase not in self._troubled:
            yield self.trouble(f"the {event.phase} phase ended with {event.status}", event.phase, event.label)

    def notice(self, recorder: ScenarioRecorder, case: Case[Any]) -> list[tuple[str, str]]:
        """Tells who watches what of a request breaks a promise, and gives it: each check, and what was seen."""
        exchange = Exchange(self._context, recorder, case.id)
        broken = exchange.broken()
        for name, seen in broken:
            self._tell(exchange.operation.id, name, seen)
        return broken

    def _tell(self, operation: str, check: str, seen: str) -> None:
        if self._watched is not None:
            self._watched.broke(operation, check, seen)

    def probed(self, probe: auth_probes.Probe) -> Iterator[CaseResult]:
        """Judges the answer to a probe of the authentication, now or once it is known whether a key is served."""
        result = self._judged(probe)
        if result.checks:
            yield result
        else:
            self._untold.append(probe)

    def untold(self, telling: Callable[[auth_probes.Probe], bool] = lambda probe: True) -> Iterator[CaseResult]:
        """Judges once more the probes whose answers told nothing before it was known whether a key is served."""
        for probe in [probe for probe in self._untold if telling(probe)]:
            self._untold.remove(probe)
            yield self._judged(probe)

    def _judged(self, probe: auth_probes.Probe) -> CaseResult:
        context, operation, status = self._context, probe.operation, probe.response.status_code
        recorded = probe.recorded or self._of_probe(probe)
        checks: tuple[CheckResult, ...] = ()
        with contextlib.suppress(auth_probes.UntoldError):
            seen = auth_probes.judge(probe, served=operation.id in context.served)
            facts = context.blame.rule(self._authentication)
            sent = context.sent(recorded, operation)
            finding = None if seen is None else Finding(self._authentication, seen, sent, facts=facts)
            if seen is not None:
                self._tell(operation.id, self._authentication, seen)
            checks = (CheckResult(self._authentication, finding),)
        kept = context.kept(recorded, operation)
        return CaseResult(operation.id, "authentication", status, judged=False, checks=checks, exchange=kept)

    def _of_probe(self, probe: auth_probes.Probe) -> Recorded:
        request = Request.from_prepared_request(probe.response.request)
        notes = {**recording.notes(self._context.target), "probe": probe.how}
        return recording.exchanged(self._context.target, request, probe.response, time.time(), notes)
