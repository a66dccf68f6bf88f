"""The mock servers as one ASGI application, composed of middleware around the request handler."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from starlette.types import ASGIApp

from caretasks.mock.handler.engine import Engine
from caretasks.mock.handler.rate_limit import RateLimit
from caretasks.mock.middleware.faults import FaultMiddleware, Faults
from caretasks.mock.middleware.outermost import OutermostMiddleware
from caretasks.mock.middleware.request_log import RequestLog, RequestLogMiddleware
from caretasks.mock.model import StoredResource
from caretasks.mock.resources.state import State
from caretasks.mock.ui.request_view import RequestView
from caretasks.mock.ui.routes import PageMiddleware
from caretasks.openapi.document import Api
from caretasks.openapi.operation.credentials import Keys


def build_app(
    apis: Sequence[Api],
    *,
    key: str | Keys | None = None,
    state: State | None = None,
    request_log: RequestLog | None = None,
    write_line: Callable[[str], None] | None = None,
    faults: Faults | None = None,
    rate_limit: RateLimit | None = None,
    loaded_resources: Sequence[StoredResource] = (),
) -> ASGIApp:
    """Return an application that serves each API at `/<api>` + the path of its first server.

    Args:
        apis: The APIs to serve. Their names must differ.
        key: The only API key to accept, for all security schemes or by their names. By default, and for a scheme
            without one, any key in the documented format is accepted.
        state: The stored resources and the clock. Default: a new one in memory.
        request_log: Where received requests are logged. Default: a new log.
        write_line: Called with one line of text after each response.
        faults: The faults to inject. By default only those that a request's `X-Caretasks-Fault` header names.
        rate_limit: The rate limit of each caller. By default requests are not limited.
        loaded_resources: The user's resources, see `caretasks.mock.data_files`.

    Raises:
        PointerNotFoundError: A `$ref` in a spec points to a node that does not exist.
    """
    state = State() if state is None else state
    request_log = RequestLog() if request_log is None else request_log
    engine = Engine(apis, key, state, rate_limit, loaded_resources)
    view = RequestView(apis, engine.routes, request_log)
    faults = Faults() if faults is None else faults
    app: ASGIApp = FaultMiddleware(engine, engine.routes, faults, engine.error_response)
    app = RequestLogMiddleware(
        app, request_log, None if write_line is None else lambda request: write_line(view.format_line(request))
    )
    # Outside of the log and the faults: pages and control endpoints also work while every request gets a fault.
    app = PageMiddleware(app, apis, view, engine.reset)
    return OutermostMiddleware(app)
