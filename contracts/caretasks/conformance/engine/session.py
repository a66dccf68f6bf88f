"""Before each request of a run: whoever watches hears of it, and it is not sent once the user has interrupted.

The engine makes its requests in a thread of its own and drops what that thread has found if the main thread is
interrupted. An interrupt that comes from within a request it hands on, with all that was found until then.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import schemathesis
from schemathesis import Case, CheckContext, HookContext, hooks
from schemathesis.checks import CHECKS
from schemathesis.core.parameters import ParameterLocation
from schemathesis.core.transport import Response
from schemathesis.engine.recorder import ScenarioRecorder

from caretasks.conformance.target.model import Target
from caretasks.core.interrupts import demand_uninterrupted

_EVERY = 0.1  # seconds between two words of how far a check is


@dataclass(frozen=True)
class Progress:
    """How far the check of an API is: its phase, how many requests were sent, and how much is broken so far."""

    api: str
    phase: str
    requests: int
    broken: int


class Watched:
    """How far a check is, told to `tell` now and then, and at once when something is seen to be broken."""

    def __init__(self, api: str, tell: Callable[[Progress], None]) -> None:
        self._tell = tell
        self._now = Progress(api, "", 0, 0)
        self._latest = 0.0
        self._broken: set[Hashable] = set()
        self._lock = threading.Lock()

    def sent(self, phase: str) -> None:
        """Counts a request."""
        with self._lock:
            self._now = Progress(self._now.api, phase or self._now.phase, self._now.requests + 1, self._now.broken)
            if (now := time.monotonic()) - self._latest >= _EVERY:
                self._latest = now
                self._tell(self._now)

    def broke(self, *what: Hashable) -> None:
        """Counts what is broken, each once."""
        with self._lock:
            if what not in self._broken:
                self._broken.add(what)
                self._now = Progress(self._now.api, self._now.phase, self._now.requests, len(self._broken))
                self._tell(self._now)


@contextmanager
def felt(watched: Watched | None) -> Iterator[None]:
    """For the while, each request of the engine is counted, and none is sent after an interrupt. Hooks are global."""

    def before_call(context: HookContext, case: Case[Any], kwargs: dict[str, Any]) -> None:
        demand_uninterrupted()
        if watched is not None:
            watched.sent("" if case.meta is None else case.meta.phase.name.value)

    hooks.GLOBAL_HOOK_DISPATCHER.register_hook_with_name(before_call, "before_call")
    try:
        yield
    finally:
        hooks.unregister(before_call)


@contextmanager
def account_headers(target: Target) -> Iterator[None]:
    """For the while, the engine sends the user's account headers to a server at a URL."""
    if target.url is None:
        yield
        return
    own = {
        f"{operation.method.upper()} {operation.path}": {
            parameter.name.lower(): next(iter(parameter.examples().values()), None)
            for parameter in operation.parameters
            if parameter.account
        }
        for operation in target.api.operations
    }

    def before_call(context: HookContext, case: Case[Any], kwargs: dict[str, Any]) -> None:
        values = own.get(case.operation.label, {})
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
def deliver_events_immediately(tell: Callable[[ScenarioRecorder, Case[Any]], None]) -> Iterator[None]:
    """For the while, `tell` gets each request of the engine, with the record that says what the checks found.

    It is called in the thread that sends. This is a check that checks nothing and stands last: what is registered later
    is not heard of.
    """

    def noticed(ctx: CheckContext, response: Response, case: Case[Any]) -> bool:
        if ctx.internals.recorder is not None:
            tell(ctx.internals.recorder, case)
        return True

    schemathesis.check(noticed)
    try:
        yield
    finally:
        CHECKS.unregister(noticed.__name__)
