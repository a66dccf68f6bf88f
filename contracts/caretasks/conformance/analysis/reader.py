"""Conversion of what the engine yields into results. An inconclusive authentication probe waits for later requests."""

from __future__ import annotations

import contextlib
from collections.abc import Hashable, Iterator
from dataclasses import replace

from caretasks.conformance.analysis.exchange import AnalysisContext, CaseAnalyzer
from caretasks.conformance.engine.progress import ProgressTracker
from caretasks.conformance.model import CaseResult, CheckResult, Finding, RunError, RunItem, Skipped
from caretasks.conformance.observation import InconclusiveError, Observation
from caretasks.conformance.phases import auth_probes


class ItemReader:
    """Reader of the checked cases and errors of one run. The tracker counts each failure."""

    def __init__(self, context: AnalysisContext, tracker: ProgressTracker | None = None) -> None:
        self._context = context
        self._tracker = tracker
        self._pending_probes: list[Observation] = []
        self._authentication_check = auth_probes.check_name(context.target.api)

    def read(self, item: Observation | RunError | Skipped) -> Iterator[RunItem]:
        """Yield the results of a case, or an error with user-provided values redacted.

        A response such as 404 to an authentication probe is a failure only if the operation succeeds with a key, which
        a later request may show.
        """
        if isinstance(item, RunError):
            yield replace(item, message=self._context.redactor.redact_text(item.message))
        elif isinstance(item, Skipped):
            yield item
        elif item.probe:
            result = self._check_probe(item)
            if result.checks:
                yield result
            else:
                self._pending_probes.append(item)
        else:
            yield CaseAnalyzer(self._context, item).analyze()
            for outcome in item.outcomes:
                if outcome.is_error:
                    yield RunError(f"the check {outcome.name} raised an error", item.operation.id, item.phase)
            if item.operation.id in self._context.successful_operations:
                yield from self._read_pending_probes(item.operation.id)

    def finish(self) -> Iterator[CaseResult]:
        """Yield the results of the probes that are still inconclusive."""
        for probe in self._pending_probes:
            yield self._check_probe(probe)

    def report_failures(self, checked: Observation) -> list[Hashable]:
        """Count the failures of a case on the progress tracker, and return them."""
        if checked.probe:
            return []  # counted when it is evaluated
        operation = checked.operation.id
        failures = CaseAnalyzer(self._context, checked).list_failures()
        for name, message in failures:
            self._report_failure(operation, name, message)
        return list[Hashable](failures)

    def _report_failure(self, operation: str, check: str, message: str) -> None:
        if self._tracker is not None:
            self._tracker.count_failure(operation, check, message)

    def _read_pending_probes(self, operation: str) -> Iterator[CaseResult]:
        for probe in [probe for probe in self._pending_probes if probe.operation.id == operation]:
            self._pending_probes.remove(probe)
            yield self._check_probe(probe)

    def _check_probe(self, probe: Observation) -> CaseResult:
        context, operation, name = self._context, probe.operation, self._authentication_check
        checks: tuple[CheckResult, ...] = ()
        with contextlib.suppress(InconclusiveError):
            is_served = operation.id in context.successful_operations
            message = auth_probes.evaluate_probe(probe, is_served_with_key=is_served)
            finding = None
            if message is not None:
                finding = Finding(
                    name,
                    message,
                    context.redact_request(probe),
                    facts=context.attribution.rule_facts(name),
                    variables=context.redactor.variables,
                )
                self._report_failure(operation.id, name, message)
            checks = (CheckResult(name, finding),)
        return CaseResult(
            operation=operation.id,
            phase=auth_probes.AUTH_PROBES.name,
            status=probe.status,
            is_checked_success=False,
            checks=checks,
            exchange=context.redact_exchange(probe),
        )
