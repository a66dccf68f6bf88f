"""The httpx clients that send the requests of a client.

Connections cannot be shared by processes: after `fork()`, a child and its parent would read each other's responses.
Async connections cannot be shared by event loops either. A client therefore has an httpx client for each process and
event loop. One that was passed as `http_client` cannot be created again, so using it in another process or loop is an
error, and nothing is sent.

No lock is used here, since a lock that another thread holds during `fork()` stays locked in the child.
"""

import contextlib
import os
import sys
import weakref
from collections.abc import AsyncGenerator, Callable
from typing import Any, NamedTuple, Protocol

import httpx

from ..errors import ClientStateError

_CONNECTIONLESS = (httpx.MockTransport, httpx.WSGITransport, httpx.ASGITransport)
_NO_KEEP_ALIVE = httpx.Limits(max_connections=100, max_keepalive_connections=0)
_MAX_IDLE_LOOPS = 4
"""The number of event loops that keep their connections without running: programs leave loops behind unclosed."""
_CLOSED_MESSAGE = "the client is closed. Create a new one."

StateError = type[ClientStateError]


class HttpClients(Protocol):
    """The source of httpx clients for a sync client."""

    def current(self) -> httpx.Client:
        """Return the httpx client for this process.

        Raises:
            ClientStateError: there is none, since the client is closed or the httpx client is of another process.
        """
        ...

    def close(self) -> None:
        """Close what can be closed in this process."""
        ...


class AsyncHttpClients(Protocol):
    """The source of httpx clients for an async client."""

    async def current(self) -> httpx.AsyncClient:
        """Return the httpx client for this process and event loop; see `HttpClients.current`."""
        ...

    async def aclose(self) -> None:
        """Close what can be closed in this process."""
        ...


class OwnHttpClients:
    """An httpx client for each process.

    Args:
        create: creates one.
        error: the class of errors.
    """

    def __init__(self, create: Callable[[], httpx.Client], error: StateError) -> None:
        self._create = create
        self._error = error
        # A child keeps the httpx client of its parent and does not use it. Closing it could end the parent's requests.
        self._by_process = {os.getpid(): create()}
        self._closed = False

    def current(self) -> httpx.Client:
        if self._closed:
            raise self._error(_CLOSED_MESSAGE)
        process = os.getpid()
        return self._by_process.get(process) or self._by_process.setdefault(process, self._create())

    def close(self) -> None:
        self._closed = True
        here = self._by_process.get(os.getpid())
        if here is not None:
            here.close()


class _Opened(NamedTuple):
    """An httpx client of an event loop, and the generator that closes it; None if the loop is about to end."""

    http: httpx.AsyncClient
    closing: AsyncGenerator[None, None] | None


class AsyncOwnHttpClients:
    """An httpx client for each process and event loop.

    Args:
        create: creates one; the arguments are those of `httpx.AsyncClient`.
        error: the class of errors.
    """

    def __init__(self, create: Callable[..., httpx.AsyncClient], error: StateError) -> None:
        self._create = create
        self._error = error
        self._opened: dict[tuple[int, object], _Opened] = {}
        self._closed = False

    async def current(self) -> httpx.AsyncClient:
        if self._closed:
            raise self._error(_CLOSED_MESSAGE)
        here = os.getpid(), _running_loop(self._error)
        found = self._opened.get(here)
        if found is None or found.http.is_closed:
            found = await self._open(here, ending=found is not None)
        return found.http

    async def _open(self, here: tuple[int, object], *, ending: bool) -> _Opened:
        """Open an httpx client.

        Args:
            here: the process and the event loop.
            ending: whether the loop has closed the one that it had, because it is about to end.
        """
        self._forget_ended_loops(here[0])
        http = self._create(limits=_NO_KEEP_ALIVE) if ending else self._create()
        opened = self._opened[here] = _Opened(http, None if ending else _close_at_end_of_loop(http))
        if opened.closing is not None:
            await anext(opened.closing)
        return opened

    async def aclose(self) -> None:
        self._closed = True
        process = os.getpid()
        here = self._opened.pop((process, _running_loop(self._error)), None)
        for key in list(self._opened):
            if key[0] == process and _is_running(key[1]):
                self._opened.pop(key, None)  # its loop closes it, because the generator is not referenced any more
        if here is not None:
            await (here.http if here.closing is None else here.closing).aclose()

    def _forget_ended_loops(self, process: int) -> None:
        """Forget the httpx clients of loops that have ended, and of all but a few that may never run again."""
        idle: list[tuple[int, object]] = []
        for key, each in list(self._opened.items()):
            if key[0] != process:
                continue  # the parent's, which is never touched
            if each.http.is_closed or _is_closed(key[1]):
                self._opened.pop(key, None)
            elif not _is_running(key[1]):
                idle.append(key)
        for key in idle[:-_MAX_IDLE_LOOPS]:
            self._opened.pop(key, None)


async def _close_at_end_of_loop(http: httpx.AsyncClient) -> AsyncGenerator[None, None]:
    """Close an httpx client when the event loop ends.

    asyncio and trio finalize the async generators that were started in a loop: all of them when the loop ends
    (`shutdown_asyncgens`), and each that is not referenced any more, in its own loop, from any thread. So the
    connections are closed where they can be closed, without a `ResourceWarning`.
    """
    try:
        yield
    finally:
        await http.aclose()


class _Home:
    """The process and the event loop of an httpx client or transport that was passed.

    Attributes:
        process: where the first client was created with it.
        loops: the event loop of each process that uses it; None for a sync one.
    """

    def __init__(self) -> None:
        self.process = os.getpid()
        self.loops: dict[int, weakref.ref[Any] | None] = {}

    def is_here(self) -> bool:
        """Return whether this process may close it: it is not the parent's."""
        return os.getpid() in self.loops or os.getpid() == self.process


# Several clients may share an httpx client.
_HOMES: "weakref.WeakKeyDictionary[object, _Home]" = weakref.WeakKeyDictionary()


class _Passed:
    """The common part of both classes for an httpx client that was passed.

    Args:
        http: the httpx client.
        transport: the transport that was passed, for which the httpx client was created; None if that was passed.
        error: the class of errors.
    """

    def __init__(self, http: httpx.Client | httpx.AsyncClient, transport: object | None, error: StateError) -> None:
        self._closes = transport is not None
        self._error = error
        self._closed = False
        self._home: _Home | None = None
        if not all(isinstance(each, _CONNECTIONLESS) for each in _transports(http)):
            home = _Home()
            with contextlib.suppress(TypeError):  # a transport may not be hashable
                home = _HOMES.setdefault(http if transport is None else transport, home)
            self._home = home

    def _check_open(self, http: httpx.Client | httpx.AsyncClient) -> None:
        if self._closed:
            raise self._error(_CLOSED_MESSAGE)
        if http.is_closed:
            raise self._error("the httpx client that was passed as http_client is closed. Pass one that is open.")

    def _check_process(self, http: httpx.Client | httpx.AsyncClient, home: _Home) -> None:
        if os.getpid() != home.process and any(map(_may_have_connections, _transports(http))):
            raise self._error(
                f"http_client may have connections of the parent process ({home.process}), which a child must not "
                "use. Create the client after the fork, or without http_client."
            )


class PassedHttpClient(_Passed):
    """An httpx client that was passed, or that was created for a transport that was passed; see `_Passed`."""

    def __init__(self, http: httpx.Client, transport: object | None, error: StateError) -> None:
        super().__init__(http, transport, error)
        self._http = http

    def current(self) -> httpx.Client:
        self._check_open(self._http)
        home = self._home
        if home is not None and os.getpid() not in home.loops:
            self._check_process(self._http, home)
            home.loops[os.getpid()] = None
        return self._http

    def close(self) -> None:
        self._closed = True
        if self._closes and (self._home is None or self._home.is_here()):
            self._http.close()


class AsyncPassedHttpClient(_Passed):
    """An async httpx client that was passed, or that was created for a transport that was passed; see `_Passed`."""

    def __init__(self, http: httpx.AsyncClient, transport: object | None, error: StateError) -> None:
        super().__init__(http, transport, error)
        self._http = http

    async def current(self) -> httpx.AsyncClient:
        self._check_open(self._http)
        home = self._home
        if home is not None:
            loop, process = _running_loop(self._error), os.getpid()
            if process not in home.loops:
                self._check_process(self._http, home)
            used = home.loops.get(process) or home.loops.setdefault(process, weakref.ref(loop))
            if used is None or used() is not loop:
                raise self._error(
                    "http_client was used in another event loop, and its connections work in that loop only. Create "
                    "a client in each event loop, or one without http_client, which can be used in all of them."
                )
        return self._http

    async def aclose(self) -> None:
        self._closed = True
        if not self._closes or not (self._home is None or self._home.is_here()):
            return
        used = self._home and self._home.loops.get(os.getpid())
        loop: Any = used() if used else None
        if used is None or loop is _running_loop(self._error):
            await self._http.aclose()
        elif loop is not None and _is_running(loop):
            with contextlib.suppress(RuntimeError, AttributeError):  # it has just been closed, or is not asyncio's
                loop.call_soon_threadsafe(lambda: loop.create_task(self._http.aclose()))
        else:
            with contextlib.suppress(RuntimeError):  # "Event loop is closed"
                await self._http.aclose()


def _running_loop(error: StateError) -> object:
    """Return the running event loop of asyncio, or the token of that of trio."""
    if "trio" in sys.modules:
        import sniffio  # httpx uses it to choose between the two, and trio requires it

        with contextlib.suppress(sniffio.AsyncLibraryNotFoundError):
            if sniffio.current_async_library() == "trio":
                return sys.modules["trio"].lowlevel.current_trio_token()
    if "asyncio" in sys.modules:  # else none of its loops is running, and importing it takes long
        with contextlib.suppress(RuntimeError):
            return sys.modules["asyncio"].get_running_loop()
    raise error("an async client needs a running event loop of asyncio or trio")


def _is_running(loop: Any) -> bool:
    """Return whether an event loop is running; of trio's it is not known."""
    return not hasattr(loop, "is_running") or bool(loop.is_running())


def _is_closed(loop: Any) -> bool:
    return hasattr(loop, "is_closed") and bool(loop.is_closed())


# httpx documents no way to determine its transports and their connections. If its attributes change, a transport counts
# as one that has connections.


def _transports(http: httpx.Client | httpx.AsyncClient) -> list[object]:
    """Return the transports of an httpx client."""
    mounts: dict[object, object] = getattr(http, "_mounts", {})
    return [each for each in (getattr(http, "_transport", None), *mounts.values()) if each is not None] or [http]


def _may_have_connections(transport: object) -> bool:
    if isinstance(transport, _CONNECTIONLESS):
        return False
    if type(transport) not in (httpx.HTTPTransport, httpx.AsyncHTTPTransport):
        return True
    return bool(getattr(getattr(transport, "_pool", None), "connections", True))
