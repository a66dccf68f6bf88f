"""Schemathesis hooks for one run: progress, interrupts, account headers and immediate results.

Schemathesis sends requests in a separate thread. It drops that thread's results if the main thread is interrupted. If
the interrupt is raised in a request hook instead, Schemathesis reports the results so far.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import schemathesis
from schemathesis import Case, CheckContext, HookContext, hooks
from schemathesis.checks import CHECKS
from schemathesis.core.parameters import ParameterLocation
from schemathesis.core.transport import Response
from schemathesis.engine.recorder import ScenarioRecorder

from caretasks.conformance.target.model import Target
from caretasks.core.interrupts import raise_if_interrupted

_REPORT_INTERVAL_SECONDS = 0.1


@dataclass(frozen=True)
class Progress:
    """Progress of the check of an API.

    Attributes:
        api: The name of the API.
        phase: The current phase; empty before the first one.
        requests: Number of requests sent.
        failures: Number of different failures found.
    """

    api: str
    phase: str
    requests: int
    failures: int


class ProgressTracker:
    """Counts requests and failures of a check.

    Args:
        api: The name of the API.
        on_progress: Called with the progress at most every 0.1 seconds, and immediately for each new failure.
    """

    def __init__(self, api: str, on_progress: Callable[[Progress], None]) -> None:
        self._on_progress = on_progress
        self._progress = Progress(api, "", 0, 0)
        self._last_report = 0.0
        self._failures: set[Hashable] = set()
        self._lock = threading.Lock()

    def count_request(self, phase: str) -> None:
        """Count a request of a phase; of the current phase if it is empty."""
        with self._lock:
            current = self._progress
            self._progress = replace(current, phase=phase or current.phase, requests=current.requests + 1)
            if (now := time.monotonic()) - self._last_report >= _REPORT_INTERVAL_SECONDS:
                self._last_report = now
                self._on_progress(self._progress)

    def count_failure(self, *failure: Hashable) -> None:
        """Count a failure, the first time it is found."""
        with self._lock:
            if failure not in self._failures:
                self._failures.add(failure)
                self._progress = replace(self._progress, failures=len(self._failures))
                self._on_progress(self._progress)


@contextmanager
def report_progress(tracker: ProgressTracker | None) -> Iterator[None]:
    """Count each Schemathesis request, and send none after an interrupt, while the block runs. Hooks are global."""

    def before_call(context: HookContext, case: Case[Any], kwargs: dict[str, Any]) -> None:
        raise_if_interrupted()
        if tracker is not None:
            tracker.count_request("" if case.meta is None else case.meta.phase.name.value)

    hooks.GLOBAL_HOOK_DISPATCHER.register_hook_with_name(before_call, "before_call")
    try:
        yield
    finally:
        hooks.unregister(before_call)


@contextmanager
def account_headers(target: Target) -> Iterator[None]:
    """Send the user's account headers to a remote server while the block runs, except with invalid headers."""
    if target.url is None:
        yield
        return
    headers_by_operation = {
        f"{operation.method.upper()} {operation.path}": {
            parameter.name.lower(): next(iter(parameter.examples().values()), None)
            for parameter in operation.parameters
            if parameter.is_account_header
        }
        for operation in target.api.operations
    }

    def before_call(context: HookContext, case: Case[Any], kwargs: dict[str, Any]) -> None:
        values = headers_by_operation.get(case.operation.label, {})
        if case.meta is not None and case.meta.is_negative_at(ParameterLocation.HEADER):
            return
        for name in list(case.headers or {}):
            if values.get(name.lower()) is not None:
                case.headers[name] = values[name.lower()]

    hooks.GLOBAL_HOOK_DISPATCHER.register_hook_with_name(before_call, "before_call")
    try:
        yield
    finally:
        hooks.unregister(before_call)


@contextmanager
def deliver_events_immediately(on_request: Callable[[ScenarioRecorder, Case[Any]], None]) -> Iterator[None]:
    """Call `on_request` after the checks of each Schemathesis request, with the recorder that has their results.

    It is called in the thread that sends the request. The hook is a check without conditions, and must be registered
    after all other checks: Schemathesis runs checks in the order of registration.
    """

    def deliver_event(ctx: CheckContext, response: Response, case: Case[Any]) -> bool:
        if ctx.internals.recorder is not None:
            on_request(ctx.internals.recorder, case)
        return True

    schemathesis.check(deliver_event)
    try:
        yield
    finally:
        CHECKS.unregister(deliver_event.__name__)
