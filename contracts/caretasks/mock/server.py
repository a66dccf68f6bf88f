"""The mock servers on a port: bind it, print the URLs once the server is ready, and shut down cleanly."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import gc
import logging
import os
import signal
import socket
import sys
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from caretasks.core.errors import CommandError
from caretasks.mock.middleware.outermost import MOCK_HEADER, mock_version
from caretasks.mock.middleware.slow_clients import protocol_with_timeout
from caretasks.mock.startup import choose_log_mode, has_color, print_startup
from caretasks.mock.ui.log_writer import LogWriter
from caretasks.openapi.document import Api

RunInBackground = Callable[[Callable[[str], None] | None], Coroutine[Any, Any, None]]

_BACKLOG = 2048
_SHUTDOWN_TIMEOUT_SECONDS = 2


def serve(
    apis: Sequence[Api],
    host: str,
    port: int,
    build: Callable[..., ASGIApp],
    *,
    quiet: bool,
    redact: bool | None = None,
    has_control_token: bool = False,
    run_in_background: RunInBackground | None = None,
) -> int:
    """Serve the APIs until SIGINT or SIGTERM, print the URL of each one when the server is ready, and return 0.

    Args:
        apis, host, port, quiet, redact: As the options of `caretasks mock`.
        has_control_token: Whether other machines may use the log and the controls with a token.
        build: Builds the application. Its arguments are those of `build_app` that concern the log.
        run_in_background: Called with the same `write_line`: what to run in the server's event loop until it stops.

    Raises:
        CommandError: The server cannot listen on the address.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # both signals end the server in the same way
    _raise_open_file_limit()
    try:
        with _bind(host, port) as listener, _line_writer(quiet) as write_line:
            mode = choose_log_mode(redact, host, listener.getsockname()[0], os.environ)
            color = write_line is not None and has_color(sys.stderr, os.environ)
            config = uvicorn.Config(
                build(write_line=write_line, redact=mode.redacts, color=color),
                http=protocol_with_timeout(headers={MOCK_HEADER: mock_version()}),
                lifespan="off",
                ws="none",
                access_log=False,
                log_config=None,
                log_level="warning",
                server_header=False,
                timeout_graceful_shutdown=_SHUTDOWN_TIMEOUT_SECONDS,
            )
            background = None if run_in_background is None else partial(run_in_background, write_line)
            on_ready = partial(
                print_startup,
                apis,
                host,
                listener.getsockname()[:2],
                mode,
                quiet=quiet,
                has_control_token=has_control_token,
            )
            _Server(config, on_ready, background).run([listener])
    except KeyboardInterrupt:
        pass
    return 0


def _bind(host: str, port: int) -> socket.socket:
    """Return a socket that listens on the address."""
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError) as error:
        message = f"unknown host {host!r}: use a name or an address of this machine, such as 127.0.0.1"
        raise CommandError(message) from error
    is_dual = family == socket.AF_INET6 and socket.has_dualstack_ipv6()
    try:
        listener = socket.create_server(address, family=family, backlog=_BACKLOG, dualstack_ipv6=is_dual)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            message = f"port {port} on {host} is already in use: choose another one, or use --port 0 for a free one"
        else:
            message = f"cannot listen on port {port} on {host}: {os.strerror(error.errno or 0)}"
        raise CommandError(message) from error
    # Connections inherit it. asyncio, unlike uvloop, does not set it for them, and each response would take 40 ms.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def _raise_open_file_limit() -> None:
    """Raise the limit of open files to its maximum: the usual 1,024 are too few for 1,000 clients."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    _, hard_limit = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(ValueError, OSError):  # macOS reports "unlimited" but rejects it
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard_limit, hard_limit))


@contextmanager
def _line_writer(quiet: bool) -> Iterator[Callable[[str], None] | None]:
    """Yield a function that writes a line to stderr, or None if `quiet` is set or stderr is not a file."""
    try:
        descriptor = None if quiet else sys.stderr.fileno()
    except (AttributeError, OSError):  # stderr is None, or a stream without a file
        descriptor = None
    if descriptor is None:
        yield None
        return
    with closing(LogWriter(descriptor)) as writer:
        yield writer.write


class _Server(uvicorn.Server):
    """uvicorn's server, with a callback when it is ready for requests, and a task in its event loop until it stops."""

    def __init__(
        self,
        config: uvicorn.Config,
        on_ready: Callable[[], None],
        background: Callable[[], Coroutine[Any, Any, None]] | None,
    ) -> None:
        super().__init__(config)
        self._on_ready = on_ready
        self._background = background
        self._task: asyncio.Task[None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            if self._background is not None:
                self._task = asyncio.create_task(self._background())
            gc.freeze()
            gc.enable()  # `caretasks mock` disables it for the start
            self._on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # uvicorn would log an error for each request that the shutdown cancels.
        for name in ("uvicorn", "uvicorn.error"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await super().shutdown(sockets)
