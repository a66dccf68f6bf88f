"""Putting the stand-ins on a port: binding it, saying when they answer, ending cleanly."""

from __future__ import annotations

import contextlib
import errno
import ipaddress
import logging
import signal
import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from importlib.metadata import version

import uvicorn

from caretasks.mock.app import build_app
from caretasks.mock.handler.rate_limit import RateLimit
from caretasks.mock.middleware.faults import Faults
from caretasks.mock.middleware.headers import MARK
from caretasks.mock.middleware.slow_clients import patient
from caretasks.mock.model import Thing
from caretasks.mock.resources.state import State
from caretasks.mock.ui.log_writer import Terminal
from caretasks.openapi.document import Api

_BACKLOG = 2048
_SECONDS_TO_FINISH = 2


class BindError(Exception):
    """An address cannot be listened on."""


def serve(
    apis: Sequence[Api],
    host: str,
    port: int,
    *,
    key: str | None = None,
    state: State | None = None,
    faults: Faults | None = None,
    limit: RateLimit | None = None,
    quiet: bool = False,
    loaded: Sequence[Thing] = (),
) -> int:
    """Serves stand-ins until SIGINT or SIGTERM; prints each API's URL once they answer. Returns the exit status.

    Args:
        apis: what to serve.
        host: the name or address to listen on.
        port: 0 for any free port.
        key: the one key to accept.
        state: what there is; without it one in memory.
        faults: what goes wrong.
        limit: how often each caller may ask.
        quiet: whether to leave out where the pages are, and the line about each request.
        loaded: what a user has loaded into it.

    Raises:
        BindError: the address cannot be listened on.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # both end the same way
    _allow_many_connections()
    try:
        with bind(host, port) as listener, _telling(quiet) as tell:
            app = build_app(apis, key=key, state=state, faults=faults, limit=limit, loaded=loaded, tell=tell)
            config = uvicorn.Config(
                app,
                http=patient(headers={MARK: version("caretasks")}),
                lifespan="off",
                ws="none",
                access_log=False,
                log_config=None,
                log_level="warning",
                server_header=False,
                timeout_graceful_shutdown=_SECONDS_TO_FINISH,
            )
            _Server(config, lambda: _announce(apis, host, listener, quiet)).run([listener])
    except KeyboardInterrupt:
        pass
    return 0


def bind(host: str, port: int) -> socket.socket:
    """A socket that listens on the address, so that connections wait in it from now on.

    Raises:
        BindError: the address is taken, not this machine's, or not allowed.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError) as error:
        raise BindError(f"the host {host!r} is not known") from error
    listener = socket.socket(family, kind, protocol)
    try:
        if sys.platform != "win32":  # there it would share a port that is in use
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            message = f"port {port} on {host} is in use; --port 0 takes any free one"
        else:
            message = f"cannot listen on port {port} on {host}: {error.strerror}"
        raise BindError(message) from error
    return listener


def _allow_many_connections() -> None:
    """Takes as many open files as the system lets a process have: the usual 1,024 are fewer than 1,000 clients need."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(ValueError, OSError):  # macOS says "unlimited" and means less
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


@contextmanager
def _telling(quiet: bool) -> Iterator[Callable[[str], None] | None]:
    """What writes a line about each request, if that is wanted and there is where to."""
    try:
        descriptor = None if quiet else sys.stderr.fileno()
    except (AttributeError, OSError):  # no stream, or one that is no file
        descriptor = None
    if descriptor is None:
        yield None
        return
    with closing(Terminal(descriptor)) as terminal:
        yield terminal.write


def _announce(apis: Sequence[Api], host: str, listener: socket.socket, quiet: bool) -> None:
    """Prints each API's name and URL to standard output, and nothing else: programs read it."""
    address, port = listener.getsockname()[:2]
    bound = ipaddress.ip_address(address.partition("%")[0])
    if not bound.is_loopback:
        print(
            f"caretasks: warning: on {host} others can reach these stand-ins; they are made for this machine alone",
            file=sys.stderr,
            flush=True,
        )
    name = host
    if bound.is_unspecified:  # no address to ask, though some systems take it for this machine's
        name = "127.0.0.1" if bound.version == 4 else "::1"
    shown = f"[{name}]" if ":" in name else name
    if not quiet:
        print(f"caretasks: http://{shown}:{port}/ shows them in a browser", file=sys.stderr, flush=True)
    for api in apis:
        print(f"{api.name} http://{shown}:{port}/{api.name}{api.base_path}", flush=True)


class _Server(uvicorn.Server):
    """uvicorn's server, which says when it answers."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        logging.getLogger("uvicorn").setLevel(logging.CRITICAL)  # a request that is cut off now is no error
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        await super().shutdown(sockets)
