"""Before each request of a run: whoever watches hears of it, and it is not sent once the user has interrupted.

The engine makes its requests in a thread of its own and drops what that thread has found if the main thread is
interrupted. An interrupt that comes from within a request it hands on, with all that was found until then.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import resource_tracker
from types import FrameType
from typing import Any

from schemathesis import Case, HookContext, hooks

_EVERY = 0.1  # seconds between two words of how far a check is
_interrupted = threading.Event()


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


def demand_uninterrupted() -> None:
    """Goes on unless the user has interrupted.

    Raises:
        KeyboardInterrupt: the user has.
    """
    if _interrupted.is_set():
        raise KeyboardInterrupt


def sleep(seconds: float) -> None:
    """Waits, but no longer than until an interrupt.

    Raises:
        KeyboardInterrupt: the user has interrupted.
    """
    _interrupted.wait(seconds)
    demand_uninterrupted()


@contextmanager
def beginning() -> Iterator[None]:
    """For the while, an interrupt waits, here as in a process that is begun: there until it lets them through itself.

    Else one that comes before a process can take it would be a traceback.
    """
    # The tracker of resources lets interrupts through again when it begins, which it would with the first process.
    resource_tracker.ensure_running()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


@contextmanager
def interruptible(*, at_once: bool = True) -> Iterator[None]:
    """For the while, an interrupt lets the request under way come to its end; a second one does not, with `at_once`."""

    def taken(number: int, frame: FrameType | None) -> None:
        if at_once and _interrupted.is_set():
            raise KeyboardInterrupt
        _interrupted.set()

    _interrupted.clear()
    before = signal.signal(signal.SIGINT, taken)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        _interrupted.clear()
