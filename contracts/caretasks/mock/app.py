"""The mock servers as one ASGI application, composed of middleware around the request handler."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

from caretasks.mock.handler.engine import Engine
from caretasks.mock.handler.rate_limit import RateLimit
from caretasks.mock.middleware.faults import FAULT_HEADER, FaultMiddleware
from caretasks.mock.middleware.outermost import MOCK_HEADER, OutermostMiddleware
from caretasks.mock.middleware.request_log import RequestLog, RequestLogMiddleware
from caretasks.mock.model import StoredResource
from caretasks.mock.resources.state import State
from caretasks.mock.scenarios.faults import Faults
from caretasks.mock.scenarios.scenarios import Scenarios
from caretasks.mock.ui.control_access import ControlAccess
from caretasks.mock.ui.controls import Controls
from caretasks.mock.ui.request_lines import RequestLines
from caretasks.mock.ui.request_view import RequestView
from caretasks.mock.ui.routes import PageMiddleware
from caretasks.mock.webhooks.callbacks import CallbackQueue
from caretasks.openapi.document import HTTP_METHODS, Api
from caretasks.openapi.operation.credentials import Keys


def build_app(
    apis: Sequence[Api],
    *,
    key: str | Keys | None = None,
    state: State | None = None,
    request_log: RequestLog | None = None,
    write_line: Callable[[str], None] | None = None,
    faults: Faults | None = None,
    scenarios: Scenarios | None = None,
    rate_limit: RateLimit | None = None,
    loaded_resources: Sequence[StoredResource] = (),
    cors_origins: Sequence[str] = (),
    callbacks: CallbackQueue | None = None,
    access: ControlAccess | None = None,
    redact: bool = True,
    color: bool = False,
) -> ASGIApp:
    """Return an application that serves each API at `/<api>` + the path of its first server.

    Args:
        apis: The APIs to serve. Their names must differ.
        key: The only API key to accept, for all security schemes or by their names. By default, and for a scheme
            without one, any key in the documented format is accepted.
        state: The stored resources and the clock. Default: a new one in memory.
        request_log: Where received requests are logged. Default: a new log.
        write_line: Called with the lines of text about a request after each response.
        faults: The faults to inject. By default only those that a request's `X-Caretasks-Fault` header names.
        scenarios: The scripted responses. By default there are none.
        rate_limit: The rate limit of each caller. By default requests are not limited.
        loaded_resources: The user's resources, see `caretasks.mock.data_files`.
        cors_origins: The origins whose web pages may call the operations, such as `http://localhost:3000`; `*` for all.
        callbacks: Where the callbacks of successful requests are added. By default there are none.
        access: Who may use the log and the controls. By default only programs on this machine.
        redact: Whether the log redacts private data. Otherwise it shows requests as they were sent, except API keys.
        color: Whether the lines have the colors of a terminal.

    Raises:
        PointerNotFoundError: A `$ref` in a spec points to a node that does not exist.
    """
    state = State() if state is None else state
    request_log = RequestLog() if request_log is None else request_log
    engine = Engine(apis, key, state, rate_limit, loaded_resources, callbacks)
    view = RequestView(apis, engine.routes, request_log, redact=redact)
    lines = RequestLines(view, color=color)
    faults = Faults() if faults is None else faults
    scenarios = Scenarios() if scenarios is None else scenarios
    app: ASGIApp = FaultMiddleware(engine, faults, scenarios)
    if cors_origins:
        app = _with_cors(app, apis, cors_origins)
    app = RequestLogMiddleware(
        app, request_log, None if write_line is None else lambda request: write_line(lines.format(request))
    )
    # Outside of the log and the faults: pages and control endpoints also work while every request gets a fault.
    controls = Controls(apis, state, scenarios, engine.reset)
    app = PageMiddleware(app, apis, view, controls, ControlAccess() if access is None else access, key)
    return OutermostMiddleware(app)


def _with_cors(app: ASGIApp, apis: Sequence[Api], origins: Sequence[str]) -> ASGIApp:
    """Return the application with the headers that a browser requires before a page of another origin may call it.

    Pages may send cookies unless all origins are allowed, and may read all documented headers.
    """
    responses = [response for api in apis for each in api.operations for response in each.responses.values()]
    names = {name for response in responses for name in response.data.get("headers", {})}
    return CORSMiddleware(
        app,
        allow_origins=origins,
        allow_methods=[method.upper() for method in HTTP_METHODS],
        allow_headers=["*"],
        allow_credentials="*" not in origins,
        expose_headers=sorted({*names, MOCK_HEADER, FAULT_HEADER, "Preference-Applied", "Retry-After"}),
    )
