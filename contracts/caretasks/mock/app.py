"""The stand-ins as one ASGI application, composed of layers: each is an application around another one."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from importlib.metadata import version

import httpx
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from caretasks.mock.controls import controls
from caretasks.mock.handler.engine import Engine
from caretasks.mock.handler.magic_values import rows
from caretasks.mock.handler.rate_limit import RateLimit
from caretasks.mock.handler.responses import Answer
from caretasks.mock.middleware.connections import with_connection
from caretasks.mock.middleware.faults import Faults, with_faults
from caretasks.mock.middleware.request_log import Log, Logged
from caretasks.mock.model import Thing
from caretasks.mock.places import Places
from caretasks.mock.resources.state import State
from caretasks.mock.resources.store import StoreError
from caretasks.mock.trace_ids import trace_ids, use_trace_ids
from caretasks.mock.ui.request_view import Listing
from caretasks.mock.ui.routes import pages
from caretasks.openapi.document import Api

logger = logging.getLogger("caretasks.mock")

MARK = "X-Caretasks-Mock"


def build_app(
    apis: Sequence[Api],
    *,
    key: str | None = None,
    state: State | None = None,
    log: Log | None = None,
    tell: Callable[[str], None] | None = None,
    faults: Faults | None = None,
    limit: RateLimit | None = None,
    loaded: Sequence[Thing] = (),
) -> ASGIApp:
    """An application that serves each API at `/<api>` + the path of its first server.

    Args:
        apis: the APIs to serve, of different names.
        key: the one key to accept; without it any is, in the documented form.
        state: what there is; without it one of its own, in memory.
        log: where requests are remembered; without it one of its own.
        tell: is given a line about each request that was answered.
        faults: what goes wrong; without it what requests ask for themselves.
        limit: how often each caller may ask; without it as often as they like.
        loaded: what a user has loaded into it (`caretasks.mock.data_files`).

    Raises:
        DanglingPointerError: a document refers to a place that it does not have.
    """
    state = State() if state is None else state
    engine = Engine(apis, key, state, limit, loaded)
    limit = RateLimit(now=state.clock.now) if limit is None else limit
    faulty = with_faults(engine, apis, Faults() if faults is None else faults, limit)
    log = Log() if log is None else log
    listing = Listing(apis, log)
    logged = Logged(faulty, log, None if tell is None else lambda request: tell(listing.line(request)))
    places = {**pages(apis, listing, rows), **controls(apis, listing, engine.reset)}
    for operation in (operation for api in apis for operation in api.operations):
        places.pop(f"/{operation.api.name}{operation.api.base_path}{operation.path}", None)  # the document's own wins
    return with_connection(_HttpOnly(_Marked(_Guarded(Places(logged, places)), state.seed)))


class _HttpOnly:
    """Keeps WebSockets from an application that knows none."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000})


class _Guarded:
    """Answers for what has failed below."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def note(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, note)
        except httpx.TransportError:
            raise  # what a client in this process is to see
        except Exception as error:
            logger.error("a request could not be answered: %s", error, exc_info=not isinstance(error, StoreError))
            if started:
                raise
            answer = Answer(
                503 if isinstance(error, StoreError) else 500, {"error": "the stand-in failed; its log says why"}
            )
            await answer.send(send, head=scope["method"] == "HEAD")


class _Marked:
    """Says on every answer that it is not the vendor's, and has errors named by the seed, if there is one."""

    def __init__(self, app: ASGIApp, seed: str | None) -> None:
        self._app = app
        self._trace_ids = None if seed is None else trace_ids(seed)
        self._mark = (MARK.lower().encode(), version("caretasks").encode())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._trace_ids is not None:
            use_trace_ids(self._trace_ids)

        async def mark(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], self._mark]
            await send(message)

        await self._app(scope, receive, mark)
