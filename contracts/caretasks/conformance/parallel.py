"""Checks of several APIs at once, a process for each as far as there are cores.

Each process has a pipe of its own and shares no lock, so that one that is killed, or interrupted at any moment, takes
no other with it. Over the pipe it tells how far it is, and at last what it found.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from caretasks.conformance.config import Settings
from caretasks.conformance.engine import session
from caretasks.conformance.engine.session import Progress, Watched
from caretasks.conformance.results import INTERRUPTED, ApiResult, Trouble, collect, empty
from caretasks.conformance.runner import run
from caretasks.conformance.target.fixtures import Fixtures
from caretasks.conformance.target.model import Target, stand_in
from caretasks.conformance.target.remote import at_stand_in
from caretasks.openapi.document import Api

Watch = Callable[[Progress], None]
"""Is told how far the check of an API is."""

_LISTENING = 0.2  # seconds until an interrupt is noticed
_GRACE = 10.0  # seconds that an interrupted check has to hand over what it found


def check_one(api: Api, settings: Settings, watch: Watch | None = None, fixtures: Fixtures | None = None) -> ApiResult:
    """Checks the stand-in of one API in this process; `fixtures` are things that it is to know."""
    target = stand_in(api) if fixtures is None else at_stand_in(api, fixtures)
    return check_target(target, settings, watch)


def check_target(target: Target, settings: Settings, watch: Watch | None = None) -> ApiResult:
    """Checks an API at whichever server, in this process."""
    if watch is None:
        return collect(target.api, run(target, settings), settings)
    return collect(target.api, run(target, settings, Watched(target.api.name, watch)), settings)


def check_all(
    apis: Sequence[Api], settings: Settings, watch: Watch | None = None, fixtures: Fixtures | None = None
) -> list[ApiResult]:
    """Checks the stand-ins of some APIs, several at a time, and gives the results in the order of the APIs.

    Interrupted, it gives what was found so far, and says so in the results.
    """
    if len(apis) == 1:
        return [check_one(apis[0], settings, watch, fixtures)]
    # Those with most operations first: they take longest.
    waiting = sorted(apis, key=lambda api: len(api.operations))
    running: dict[Connection, tuple[Api, BaseProcess]] = {}
    results: dict[str, ApiResult] = {}
    try:
        while waiting or running:
            while waiting and len(running) < (os.cpu_count() or 1):
                _start(waiting.pop(), settings, fixtures, running)
            session.demand_uninterrupted()
            ready = wait(list(running), _LISTENING)
            for connection in [connection for connection in running if connection in ready]:
                found = _heard(connection)
                if isinstance(found, Progress):
                    if watch is not None:
                        watch(found)
                    continue
                api, _ = running.pop(connection)
                results[api.name] = found or _troubled(api, "the check ended without a result")
    except KeyboardInterrupt:
        for _, process in running.values():
            with contextlib.suppress(ProcessLookupError):  # it is through
                os.kill(process.pid or 0, signal.SIGINT)
        for connection, (api, _) in running.items():
            results[api.name] = _last_words(connection) or _troubled(api, INTERRUPTED)
    finally:
        for _, process in running.values():
            process.terminate()
    return [results.get(api.name) or _troubled(api, INTERRUPTED) for api in apis]


def _start(
    api: Api, settings: Settings, fixtures: Fixtures | None, running: dict[Connection, tuple[Api, BaseProcess]]
) -> None:
    # Spawned, not forked: the engine keeps threads.
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(there, api, settings, fixtures), daemon=True)
    with session.beginning():
        process.start()
    there.close()
    running[here] = api, process


def _work(connection: Connection, api: Api, settings: Settings, fixtures: Fixtures | None) -> None:
    # The terminal interrupts all processes, and the first one the others once more.
    with session.interruptible(at_once=False):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        result = check_one(api, settings, connection.send, fixtures)
        connection.send(result)


def _heard(connection: Connection) -> ApiResult | Progress | None:
    """What a process has said; None where it is gone."""
    try:
        said: ApiResult | Progress = connection.recv()
    except (EOFError, OSError):
        return None
    return said


def _last_words(connection: Connection) -> ApiResult | None:
    """The result of a process that was interrupted, if it comes in time."""
    until = time.monotonic() + _GRACE
    while connection.poll(max(0.0, until - time.monotonic())):
        found = _heard(connection)
        if not isinstance(found, Progress):
            return found
    return None


def _troubled(api: Api, message: str) -> ApiResult:
    result = empty(api)
    result.add(Trouble(message))
    return result
