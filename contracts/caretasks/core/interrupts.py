"""Interrupts: defer Ctrl-C in worker processes to a safe point, and end a block at a deadline."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker
from types import FrameType

_interrupted = threading.Event()


class DeadlineError(BaseException):
    """The time for a block of `time_limit` is over. Like `KeyboardInterrupt`, it passes `except Exception`."""


def raise_if_interrupted() -> None:
    """Raise `KeyboardInterrupt` if an interrupt arrived within `deferred_interrupts`."""
    if _interrupted.is_set():
        raise KeyboardInterrupt


def sleep(seconds: float) -> None:
    """Sleep until the time is over, or raise `KeyboardInterrupt` as soon as an interrupt arrives."""
    _interrupted.wait(seconds)
    raise_if_interrupted()


@contextmanager
def worker_startup() -> Iterator[None]:
    """Block interrupts while worker processes are started.

    A worker inherits the block, and unblocks interrupts itself once it can handle them. Without this, an interrupt
    during its start would print a traceback.
    """
    # The resource tracker unblocks interrupts when it starts, which would otherwise be with the first worker.
    resource_tracker.ensure_running()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


@contextmanager
def deferred_interrupts(*, raise_on_second: bool = True) -> Iterator[None]:
    """Note interrupts instead of raising, so that the request in progress can finish. A second one may raise at once.

    `raise_if_interrupted` and `sleep` raise at the next safe point.
    """

    def note_interrupt(number: int, frame: FrameType | None) -> None:
        if raise_on_second and _interrupted.is_set():
            raise KeyboardInterrupt
        _interrupted.set()

    _interrupted.clear()
    previous = signal.signal(signal.SIGINT, note_interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, previous)
        _interrupted.clear()


@contextmanager
def time_limit(deadline: float | None) -> Iterator[None]:
    """Raise `DeadlineError` in the block at a deadline, as in `time.time`; None for no limit.

    Only the main thread gets signals: the block has no limit in another one.
    """
    if deadline is None or threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(number: int, frame: FrameType | None) -> None:
        raise DeadlineError

    previous = signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, max(1e-6, deadline - time.time()))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
