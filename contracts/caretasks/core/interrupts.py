"""Interrupts in worker processes: notice them at a safe point, and sleep until one arrives."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker
from types import FrameType

_interrupted = threading.Event()


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
