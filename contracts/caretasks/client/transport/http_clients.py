"""The httpx clients that send the requests of a client.

Connections cannot be shared by processes: after `fork()`, a child and its parent would read each other's responses.
Async connections cannot be shared by event loops either. A client therefore has an httpx client for each process and
event loop. One that was passed as `http_client` cannot be created again, so using it in another process or loop is an
error, and nothing is sent.

No lock is used here, since a lock that another thread holds during `fork()` stays locked in the child.
"""

import contextlib
import functools
import os
import sys
import weakref
from collections.abc import AsyncGenerator, Callable
from http.cookiejar import CookieJar
from typing import Any, Generic, NamedTuple, TypeVar

import httpx

from ..errors import ClientStateError, ConfigurationError, ErrorClasses
from ..types import Timeout
from .httpx2_adapter import adapt
from .network import Network

H = TypeVar("H", bound=httpx.Client | httpx.AsyncClient)

_CONNECTIONLESS = (httpx.MockTransport, httpx.WSGITransport, httpx.ASGITransport)
_NO_KEEP_ALIVE = httpx.Limits(max_connections=100, max_keepalive_connections=0)
_DEFAULT_NETWORK = Network()
_MAX_IDLE_LOOPS = 4
"""The number of event loops that keep their connections without running: programs leave loops behind unclosed."""


# httpx builds the next request of a redirect even if it is not followed, and fails if the Location is invalid.
_LOCATION = "caretasks.location"


def _set_location_aside(response: httpx.Response) -> None:
    if "location" in response.headers:
        response.extensions[_LOCATION] = response.headers.pop("location")


async def _set_location_aside_async(response: httpx.Response) -> None:
    _set_location_aside(response)


def restore_location(response: httpx.Response) -> None:
    """Set the `Location` of a response again, after httpx has processed the response."""
    if _LOCATION in response.extensions:
        response.headers["Location"] = response.extensions.pop(_LOCATION)


class _NoCookies(CookieJar):
    """A cookie jar that stays empty.

    A client of an API needs no session, and a server that sets another cookie in each response would make each request
    larger than the one before.
    """

    def extract_cookies(self, response: object, request: object) -> None:
        pass


class _Home:
    """The processes that use an httpx client or transport that was passed.

    Attributes:
        process: where the first client was created with it.
        loops: the event loop of each process that uses it; None for a sync one.
    """

    def __init__(self) -> None:
        self.process = os.getpid()
        self.loops: dict[int, weakref.ref[Any] | None] = {}


# Several clients may share an httpx client.
_HOMES: "weakref.WeakKeyDictionary[object, _Home]" = weakref.WeakKeyDictionary()


class _HttpClients(Generic[H]):
    """The common part of both classes: the httpx client that was passed, or what creates others."""

    _kind: type[H]
    _transport: type
    _expected: str
    _response_hook: Callable[[httpx.Response], Any]

    def __init__(
        self, http_client: object, errors: ErrorClasses, timeout: Timeout, network: Network = _DEFAULT_NETWORK
    ) -> None:
        self._error: type[ClientStateError] = errors.get_class(ClientStateError)
        self._closed = False
        self._passed: H | None = None  # or created for a transport or an httpx2 client that was passed
        self._adapted: Any = None  # the httpx2 client
        self._home: _Home | None = None  # None if it has no connections
        self._closes_passed = False
        create: Callable[..., H] = self._kind
        self._create: Callable[..., H] = functools.partial(
            create, timeout=timeout, event_hooks={"response": [self._response_hook]}, cookies=_NoCookies()
        )
        if http_client is None:
            options = network.client_options(errors.get_class(ConfigurationError))  # once: it takes long
            self._create = functools.partial(self._create, **options)
            return
        if network.has_certificates:
            raise errors.get_class(ConfigurationError)(
                "ca_bundle and client_cert cannot be combined with http_client: set the certificates there"
            )
        if isinstance(http_client, self._kind):
            self._passed = http_client
        elif isinstance(http_client, self._transport):
            self._passed, self._closes_passed = self._create(transport=http_client), True
        elif (adapter := adapt(http_client, is_async=self._kind is httpx.AsyncClient)) is not None:
            self._adapted = adapter.client
            own = {"timeout": httpx.Timeout(**self._adapted.timeout.as_dict()), "trust_env": False}
            self._passed = self._create(transport=adapter, **own)
        else:
            raise errors.get_class(ConfigurationError)(
                f"http_client must be {self._expected}, got a {_class_name(http_client)}"
            )
        self._limit(self._passed if self._adapted is None else self._adapted)
        if not all(isinstance(each, _CONNECTIONLESS) for each in _transports(self._passed)):
            self._home = _Home()
            with contextlib.suppress(TypeError):  # a transport may not be hashable
                self._home = _HOMES.setdefault(http_client, self._home)

    def _limit(self, http: Any) -> None:
        """Make the connections of an httpx client obey the deadlines of calls; an async call is cancelled instead."""

    def _passed_here(self, running_loop: Callable[[], Any] | None) -> H | None:
        """Return the httpx client that was passed, if one was, after checking that it may be used here and now."""
        http, home = self._passed, self._home
        if self._closed:
            raise self._error("the client is closed. Create a new one.")
        if http is not None and (http.is_closed or (self._adapted is not None and self._adapted.is_closed)):
            raise self._error("the httpx client that was passed as http_client is closed. Pass one that is open.")
        if http is None or home is None:
            return http
        process, loops = os.getpid(), home.loops
        loop = None if running_loop is None else weakref.ref(running_loop())
        if process not in loops:
            if process != home.process and any(map(_may_have_connections, _transports(http))):
                raise self._error(
                    f"http_client may have connections of the parent process ({home.process}), which a child must not "
                    "use. Create the client after the fork, or without http_client."
                )
            loops.setdefault(process, loop)
        if loop is not None and loops[process] != loop:
            raise self._error(
                "http_client was used in another event loop, and its connections work in that loop only. Create a "
                "client in each event loop, or one without http_client, which can be used in all of them."
            )
        return http

    def _closable(self) -> H | None:
        """Return the httpx client that was passed if it has to be closed with the client, and is not the parent's."""
        here = self._home is None or os.getpid() in {self._home.process, *self._home.loops}
        return self._passed if self._closes_passed and here else None


class HttpClients(_HttpClients[httpx.Client]):
    """The httpx client of each process, or the one that was passed as `http_client`."""

    _kind, _transport = httpx.Client, httpx.BaseTransport
    _expected = "an httpx.Client, an httpx2.Client or a synchronous httpx transport"
    _response_hook = staticmethod(_set_location_aside)

    def __init__(
        self, http_client: object, errors: ErrorClasses, timeout: Timeout, network: Network = _DEFAULT_NETWORK
    ) -> None:
        super().__init__(http_client, errors, timeout, network)
        # A child keeps the httpx client of its parent and does not use it. Closing it could end the parent's requests.
        self._by_process = {} if self._passed else {os.getpid(): self._new()}

    def _limit(self, http: Any) -> None:
        from .timed_network import obey_deadlines  # here, since httpcore takes long to import

        obey_deadlines(http)

    def _new(self) -> httpx.Client:
        http = self._create()
        self._limit(http)
        return http

    def current(self) -> httpx.Client:
        """Return the httpx client for this process."""
        if (passed := self._passed_here(None)) is not None:
            return passed
        process = os.getpid()
        return self._by_process.get(process) or self._by_process.setdefault(process, self._new())

    def close(self) -> None:
        """Close what can be closed in this process."""
        self._closed = True
        http = self._by_process.get(os.getpid()) if self._passed is None else self._closable()
        if http is not None:
            http.close()


class _Opened(NamedTuple):
    """An httpx client of an event loop, and the generator that closes it; None if the loop is about to end."""

    http: httpx.AsyncClient
    closing: AsyncGenerator[None, None] | None


class AsyncHttpClients(_HttpClients[httpx.AsyncClient]):
    """The httpx client of each process and event loop, or the one that was passed as `http_client`."""

    _kind, _transport = httpx.AsyncClient, httpx.AsyncBaseTransport
    _expected = "an httpx.AsyncClient, an httpx2.AsyncClient or an async httpx transport"
    _response_hook = staticmethod(_set_location_aside_async)

    def __init__(
        self, http_client: object, errors: ErrorClasses, timeout: Timeout, network: Network = _DEFAULT_NETWORK
    ) -> None:
        super().__init__(http_client, errors, timeout, network)
        self._opened: dict[tuple[int, object], _Opened] = {}

    async def current(self) -> httpx.AsyncClient:
        """Return the httpx client for this process and event loop."""
        if (passed := self._passed_here(self._running_loop)) is not None:
            return passed
        here = os.getpid(), self._running_loop()
        found = self._opened.get(here)
        if found is None or found.http.is_closed:
            found = await self._open(here, ending=found is not None)
        return found.http

    async def _open(self, here: tuple[int, object], *, ending: bool) -> _Opened:
        """Open an httpx client; `ending` is whether the loop has closed the one it had, as it is about to end."""
        self._forget_ended_loops(here[0])
        http = self._create(limits=_NO_KEEP_ALIVE) if ending else self._create()
        opened = self._opened[here] = _Opened(http, None if ending else _close_at_end_of_loop(http))
        if opened.closing is not None:
            await anext(opened.closing)
        return opened

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

    async def aclose(self) -> None:
        """Close what can be closed in this process."""
        self._closed = True
        process, loop = os.getpid(), self._running_loop()
        if self._passed is not None:
            if (http := self._closable()) is not None:
                await _close_in_loop(http, None if self._home is None else self._home.loops.get(process), loop)
            return
        here = self._opened.pop((process, loop), None)
        for key in list(self._opened):
            if key[0] == process and _is_running(key[1]):
                self._opened.pop(key, None)  # its loop closes it, because the generator is not referenced any more
        if here is not None:
            await (here.http if here.closing is None else here.closing).aclose()

    def _running_loop(self) -> Any:
        """Return the running event loop of asyncio, or the token of that of trio."""
        if "trio" in sys.modules:
            import sniffio  # httpx uses it to choose between the two, and trio requires it

            with contextlib.suppress(sniffio.AsyncLibraryNotFoundError):
                if sniffio.current_async_library() == "trio":
                    return sys.modules["trio"].lowlevel.current_trio_token()
        if "asyncio" in sys.modules:  # else none of its loops is running, and importing it takes long
            with contextlib.suppress(RuntimeError):
                return sys.modules["asyncio"].get_running_loop()
        raise self._error("an async client needs a running event loop of asyncio or trio")


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


async def _close_in_loop(http: httpx.AsyncClient, used: "weakref.ref[Any] | None", here: object) -> None:
    """Close an httpx client in the event loop that used it, if that is still running."""
    loop = None if used is None else used()
    if used is None or loop is here:
        await http.aclose()
        return
    with contextlib.suppress(RuntimeError, AttributeError):  # "Event loop is closed", or it is not asyncio's
        if loop is not None and _is_running(loop):
            loop.call_soon_threadsafe(lambda: loop.create_task(http.aclose()))
        else:
            await http.aclose()


def _class_name(value: object) -> str:
    """Return the name of the class of a value, with its top-level module unless it is a builtin."""
    kind = type(value)
    return (
        kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__.partition('.')[0]}.{kind.__name__}"
    )


def _is_running(loop: Any) -> bool:
    """Return whether an event loop is running; of trio's it is not known."""
    return not hasattr(loop, "is_running") or bool(loop.is_running())


def _is_closed(loop: Any) -> bool:
    return hasattr(loop, "is_closed") and bool(loop.is_closed())


# httpx documents no way to determine its transports and their connections. If its attributes change, a transport counts
# as one that has connections.


def _transports(http: httpx.Client | httpx.AsyncClient) -> list[object]:
    mounts: dict[object, object] = getattr(http, "_mounts", {})
    return [each for each in (getattr(http, "_transport", None), *mounts.values()) if each is not None] or [http]


def _may_have_connections(transport: object) -> bool:
    if isinstance(transport, _CONNECTIONLESS):
        return False
    if type(transport) not in (httpx.HTTPTransport, httpx.AsyncHTTPTransport):
        return True
    return bool(getattr(getattr(transport, "_pool", None), "connections", True))
