"""The stand-ins as one ASGI application, composed of layers: each is an application around another one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from starlette.types import ASGIApp

from caretasks.mock.handler.engine import Engine
from caretasks.mock.handler.magic_values import rows
from caretasks.mock.handler.rate_limit import RateLimit
from caretasks.mock.middleware.connections import with_connection
from caretasks.mock.middleware.errors import ErrorMiddleware
from caretasks.mock.middleware.faults import Faults, with_faults
from caretasks.mock.middleware.headers import HttpOnlyMiddleware, MockHeaderMiddleware
from caretasks.mock.middleware.request_log import Log, Logged
from caretasks.mock.model import Thing
from caretasks.mock.resources.state import State
from caretasks.mock.ui.request_view import Listing
from caretasks.mock.ui.routes import Places, controls, pages
from caretasks.openapi.document import Api


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
    return with_connection(
        HttpOnlyMiddleware(MockHeaderMiddleware(ErrorMiddleware(Places(logged, places)), state.seed))
    )
