"""Worker processes: run tasks in parallel, and deliver their messages as they arrive."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from threading import Thread
from typing import Any, TypeVar, cast

from caretasks.core import interrupts

GRACE_SECONDS = 20.0
"""Time that interrupted workers have to send their last messages."""

_POLL_SECONDS = 0.2  # between checks for an interrupt

_Task = TypeVar("_Task")
_Message = TypeVar("_Message")
_SendMessage = Callable[[_Message], None]


class WorkerCrashedError(Exception):
    """A worker process ended before its task did."""


def worker_count() -> int:
    """Return the default number of worker processes: one per CPU core."""
    return os.cpu_count() or 1


def run_tasks(
    function: Callable[[_Task, _SendMessage[_Message]], None],
    tasks: Sequence[_Task],
    on_message: Callable[[_Task, _Message], None],
    on_crash: Callable[[_Task], None] | None = None,
    process_count: int | None = None,
    deadline: float | None = None,
) -> None:
    """Run tasks in worker processes, in their order: those that take longest should come first.

    A worker defers an interrupt (`interrupts.deferred_interrupts`), so that the task can send what it has so far.

    Args:
        function: Runs a task, and calls its second argument with each message. Each worker has its own copy.
        tasks: The tasks.
        on_message: Called with each message of a task, in this process.
        on_crash: Called with a task whose worker process ended. By default, `WorkerCrashedError` is raised.
        process_count: Number of worker processes (default: one per CPU core).
        deadline: Time, as in `time.time`, at which the workers are ended, busy or not; None for no limit.
            Messages that were not yet delivered are lost.

    Raises:
        KeyboardInterrupt: The user interrupted the run. The messages that were delivered before are valid.
        Exception: The function raised it.
    """
    waiting = list(reversed(tasks))
    running: dict[Connection, tuple[BaseProcess, _Task]] = {}
    is_interrupted = False

    def receive(connection: Connection) -> None:
        process, task = running[connection]
        try:
            is_last, value = connection.recv()
        except (EOFError, OSError):
            del running[connection]
            if is_interrupted:
                return
            if on_crash is None:
                raise WorkerCrashedError from None
            on_crash(task)
            return
        if not is_last:
            on_message(task, value)
        elif value is not None:
            raise value
        elif waiting:
            running[connection] = process, waiting.pop()
            with suppress(OSError):  # it has crashed, and the next `recv` fails
                connection.send(running[connection][1])
        else:
            del running[connection]
            connection.close()  # this ends the worker

    try:
        while (waiting or running) and (deadline is None or time.time() < deadline):
            while waiting and len(running) < (process_count or worker_count()):
                connection, process = _start_worker(function, waiting[-1])
                running[connection] = process, waiting.pop()
            interrupts.raise_if_interrupted()
            for connection in _wait(running, _POLL_SECONDS):
                receive(connection)
    except KeyboardInterrupt:
        is_interrupted = True
        waiting.clear()
        for process, _ in running.values():
            with suppress(ProcessLookupError):  # it has ended already
                os.kill(process.pid or 0, signal.SIGINT)
        grace_end = time.monotonic() + GRACE_SECONDS
        while running and (ready := _wait(running, max(0.0, grace_end - time.monotonic()))):
            for connection in ready:
                receive(connection)
        raise
    finally:
        for process, _ in running.values():
            process.terminate()
        for process, _ in running.values():
            process.join()


def _wait(connections: Iterable[Connection], seconds: float) -> list[Connection]:
    """Wait until a connection has a message or is closed, and return those that are."""
    return cast("list[Connection]", wait(list(connections), seconds))


def _start_worker(function: Callable[[Any, _SendMessage[Any]], None], task: Any) -> tuple[Connection, BaseProcess]:
    """Start a worker with its first task, and return the connection to it."""
    context = multiprocessing.get_context("spawn")  # a fork would copy the locks of other threads
    connection, worker_end = context.Pipe()
    process = context.Process(target=_run_worker, args=(worker_end, function, task), daemon=True)
    with interrupts.worker_startup():
        process.start()
    worker_end.close()
    return connection, process


def _run_worker(connection: Connection, function: Callable[[Any, _SendMessage[Any]], None], task: Any) -> None:
    """Run tasks until the parent closes the connection."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # the terminal signals all processes, and the parent ends its workers
    Thread(target=_exit_with_parent, daemon=True).start()
    # Ctrl-C reaches a worker twice: from the terminal and from the parent.
    with interrupts.deferred_interrupts(raise_on_second=False), suppress(EOFError):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        while True:
            error = None
            try:
                function(task, lambda message: connection.send((False, message)))
            except KeyboardInterrupt:
                pass
            except Exception as raised:  # noqa: BLE001 - the parent raises it
                error = raised
            connection.send((True, error))
            task = connection.recv()


def _exit_with_parent() -> None:
    """Exit this process as soon as its parent is gone, even if that was killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
