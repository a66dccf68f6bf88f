"""Checks of several APIs at once, a process for each as far as there are cores.

Each process has a pipe of its own and shares no lock, so that one that is killed, or interrupted at any moment, takes
no other with it.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from caretasks.conformance.results import ApiResult, Trouble, collect, empty
from caretasks.conformance.runner import run
from caretasks.conformance.settings import Settings
from caretasks.conformance.target import stand_in
from caretasks.openapi.api import Api

_GRACE = 10.0  # seconds that an interrupted check has to hand over what it found


def check_one(api: Api, settings: Settings) -> ApiResult:
    """Checks the stand-in of one API in this process."""
    return collect(api, run(stand_in(api), settings), settings)


def check_all(apis: Sequence[Api], settings: Settings) -> list[ApiResult]:
    """Checks the stand-ins of some APIs, several at a time, and gives the results in the order of the APIs.

    Interrupted, it gives what was found so far, and says so in the results.
    """
    if len(apis) == 1:
        return [check_one(apis[0], settings)]
    # Those with most operations first: they take longest.
    waiting = sorted(apis, key=lambda api: len(api.operations))
    running: dict[Connection, tuple[Api, BaseProcess]] = {}
    results: dict[str, ApiResult] = {}
    try:
        while waiting or running:
            while waiting and len(running) < (os.cpu_count() or 1):
                _start(waiting.pop(), settings, running)
            ready = wait(list(running))
            for connection in [connection for connection in running if connection in ready]:
                api, _ = running.pop(connection)
                results[api.name] = _received(connection, api, "the check ended without a result")
    except KeyboardInterrupt:  # the processes have had it too
        for connection, (api, _) in running.items():
            if connection.poll(_GRACE):
                results[api.name] = _received(connection, api, "interrupted")
    finally:
        for _, process in running.values():
            process.terminate()
    return [results.get(api.name) or _troubled(api, "interrupted") for api in apis]


def _start(api: Api, settings: Settings, running: dict[Connection, tuple[Api, BaseProcess]]) -> None:
    # Spawned, not forked: the engine keeps threads.
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(there, api, settings), daemon=True)
    process.start()
    there.close()
    running[here] = api, process


def _work(connection: Connection, api: Api, settings: Settings) -> None:
    try:
        connection.send(check_one(api, settings))
    except KeyboardInterrupt:  # nothing found yet that could be handed over
        connection.close()


def _received(connection: Connection, api: Api, otherwise: str) -> ApiResult:
    try:
        result: ApiResult = connection.recv()
    except (EOFError, OSError):
        return _troubled(api, otherwise)
    return result


def _troubled(api: Api, message: str) -> ApiResult:
    result = empty(api)
    result.add(Trouble(message))
    return result
