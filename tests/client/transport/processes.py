"""Functions that are called in a forked child, and clients whose calls wait for their result in any process."""

from __future__ import annotations

import asyncio
import os
import pickle
import select
import signal
import warnings
from collections.abc import Callable
from typing import Any
from uuid import UUID

from caretasks.miramace import AsyncMiraMace, MiraMace
from tests.client.driving import KEY
from tests.client.hostile_server import MAX_WAIT_SECONDS, Exchange, HostileServer, respond


def in_child(function: Callable[[], Any]) -> Any:
    """Call a function in a forked child, and return or raise what it did."""
    reader, writer = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the server of the test has threads; the child has none
        child = os.fork()
    if child == 0:
        try:
            outcome: tuple[bool, Any] = True, function()
        except BaseException as error:  # noqa: BLE001 - the parent raises it
            outcome = False, error
        os.write(writer, pickle.dumps(outcome))
        os._exit(0)
    os.close(writer)
    with open(reader, "rb") as pipe:  # noqa: PTH123 - a file descriptor
        if not select.select([pipe], [], [], MAX_WAIT_SECONDS)[0]:
            os.kill(child, signal.SIGKILL)
        content = pipe.read()
    os.waitpid(child, 0)
    returned, result = pickle.loads(content)  # noqa: S301 - our own
    if not returned:
        raise result
    return result


def echo_id(exchange: Exchange) -> None:
    """Respond with the task whose ID is in the path."""
    respond(200, {"id": exchange.request.path.rpartition("/")[2]})(exchange)


class Caller:
    """Creates and calls clients, sync or async.

    Args:
        server: the server, which responds with `echo_id`.
        runner: the event loop of async clients; None for sync ones.
    """

    def __init__(self, server: HostileServer, runner: asyncio.Runner | None) -> None:
        self._server = server
        self._runner = runner

    @property
    def is_async(self) -> bool:
        return self._runner is not None

    def in_new_loop(self) -> Caller:
        """Return a caller for another process; an async one has a new event loop."""
        return Caller(self._server, asyncio.Runner() if self.is_async else None)

    def client(self, **options: Any) -> Any:
        """Return a client of the server that never retries."""
        client_class = AsyncMiraMace if self.is_async else MiraMace
        return client_class(KEY, base_url=self._server.url, max_retries=0, **options)

    def call(self, client: Any, number: int) -> bool:
        """Read the task with a number, and return whether the response was the one to this request."""
        task = self.run(lambda: client.get_task(UUID(int=number)))
        return bool(task.id == UUID(int=number))

    def run(self, function: Callable[[], Any]) -> Any:
        """Call a function, and wait for the result of the coroutine function that it is for async clients."""
        if self._runner is None:
            return function()

        async def wait() -> Any:
            return await function()

        return self._runner.run(wait())

    def end(self) -> None:
        """End the event loop."""
        if self._runner is not None:
            self._runner.close()
