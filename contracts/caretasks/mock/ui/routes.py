"""The routes of the pages and control endpoints: landing page, API reference, request log and reset.

The pages load no files from other hosts. The request log and the control endpoints are only available to this machine;
see `local_only`.
"""

from __future__ import annotations

import hashlib
import json
import mimetypes
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from caretasks.mock.handler.magic_values import MagicValue, iter_magic_values
from caretasks.mock.ui.local_only import is_local
from caretasks.mock.ui.request_view import RequestView
from caretasks.mock.ui.sample_request import sample_curl_command
from caretasks.openapi.document import HTTP_METHODS, Api

if TYPE_CHECKING:
    import jinja2

Reset = Callable[[str], None]
"""Resets the API of a name."""

Handler = Callable[[Request], Response]

MagicValueSource = Callable[[Sequence[Api]], Iterable[MagicValue]]

_STATIC = Path(__file__).with_name("static")
_TEMPLATES = Path(__file__).with_name("templates")
_STATIC_FILES = ("page.css", "log.js", "docs.js", "swagger-ui/swagger-ui.css", "swagger-ui/swagger-ui-bundle.js")
_MAX_REQUESTS = 200
_CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ]
)
_PAGE_HEADERS = {
    "Content-Security-Policy": _CONTENT_SECURITY_POLICY,
    "Cache-Control": "no-cache",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def page_routes(
    apis: Sequence[Api], request_view: RequestView, magic_values: MagicValueSource = iter_magic_values
) -> dict[str, Route]:
    """Return the routes of the pages and their files, by path.

    Args:
        apis: The APIs that are served.
        request_view: The received requests.
        magic_values: Returns the magic values for the landing page. Called for each request of the page.
    """
    routes = {
        "/": Route({"GET": _landing_page(apis, magic_values)}),
        "/_requests": Route({"GET": _recent_requests(request_view)}, local=True),
        **{f"/_viewer/{name}": Route({"GET": _static_file(name)}) for name in _STATIC_FILES},
    }
    for api in apis:
        routes[f"/{api.name}/docs"] = Route({"GET": _reference_page(api)})
        routes[f"/{api.name}/openapi.json"] = Route({"GET": _openapi_document(api)})
    return routes


def _landing_page(apis: Sequence[Api], magic_values: MagicValueSource) -> Handler:
    def respond(request: Request) -> Response:
        described = [
            {
                "name": api.name,
                "title": api.title,
                "summary": api.document["info"].get("summary", ""),
                "url": _base_url(api, request),
                "variable": api.base_url_variable,
                "vendor": _http_url(api.document.get("externalDocs", {}).get("url")),
                "key": " or ".join(_key_formats(api)),
                "curl": sample_curl_command(api, _base_url(api, request)),
                "operations": [
                    {
                        "id": operation.id,
                        "method": operation.method.upper(),
                        "path": operation.path,
                        "summary": operation.data.get("summary", ""),
                        "vendor": _http_url(operation.documentation_url),
                    }
                    for operation in api.operations
                ],
            }
            for api in apis
        ]
        values = list(magic_values(apis))
        by_api = [(api, [value for value in values if value.api == api.name]) for api in apis]
        page = _load_template("landing.html.jinja").render(
            apis=described,
            magic_values=[(api, values) for api, values in by_api if values],
            local=is_local(request.scope),
        )
        return HTMLResponse(page, headers=_PAGE_HEADERS)

    return respond


def _reference_page(api: Api) -> Handler:
    prefixes = {
        scheme.header_name: scheme.key_prefix
        for scheme in api.security_schemes
        if scheme.data.get("type") == "apiKey" and scheme.header_name is not None and scheme.key_prefix
    }

    def respond(request: Request) -> Response:
        vendor = _http_url(api.document.get("externalDocs", {}).get("url"))
        page = _load_template("docs.html.jinja").render(title=api.title, vendor=vendor, prefixes=json.dumps(prefixes))
        return HTMLResponse(page, headers=_PAGE_HEADERS)

    return respond


def _openapi_document(api: Api) -> Handler:
    """Serve the spec with the mock server in place of the vendor's servers."""

    def respond(request: Request) -> Response:
        document = deepcopy(api.document)
        description = "Mock server. It makes no telephone calls and sends nothing to the vendor."
        document["servers"] = [{"url": _base_url(api, request), "description": description}]
        for item in document.get("paths", {}).values():
            item.pop("servers", None)
            for method in HTTP_METHODS:
                item.get(method, {}).pop("servers", None)
        return JSONResponse(document, headers={"Cache-Control": "no-cache", "Vary": "Host"})

    return respond


def _recent_requests(request_view: RequestView) -> Handler:
    """Serve the requests after the number in `after`. `run` changes when the mock server restarts."""
    run = secrets.token_hex(8)

    def respond(request: Request) -> Response:
        number = request.query_params.get("after", "0")
        after = int(number) if number.isascii() and number.isdecimal() and len(number) < 16 else 0
        requests = request_view.list_requests(after=after, limit=_MAX_REQUESTS)
        return JSONResponse({"run": run, "requests": requests}, headers={"Cache-Control": "no-store"})

    return respond


def _static_file(name: str) -> Handler:
    def respond(request: Request) -> Response:
        content, tag = _read_static_file(name)
        headers = {"ETag": tag, "Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        return Response(content, headers=headers, media_type=mimetypes.guess_type(name)[0])

    return respond


@lru_cache
def _read_static_file(name: str) -> tuple[bytes, str]:
    """Return the content of a file and its ETag."""
    content = (_STATIC / name).read_bytes()
    return content, f'"{hashlib.sha256(content).hexdigest()[:32]}"'


@lru_cache
def _load_template(name: str) -> jinja2.Template:
    import jinja2  # imported late: most mock servers, above all those in tests, never serve a page

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template(name)


def _base_url(api: Api, request: Request) -> str:
    """Return the base URL of an API with the host that the client used."""
    return f"{request.url.scheme}://{request.headers.get('host', '127.0.0.1')}/{api.name}{api.base_path}"


def _http_url(url: Any) -> str | None:
    """Return the URL if its scheme is HTTP, otherwise None: a link must not have a scheme such as `javascript:`."""
    return url if isinstance(url, str) and url.startswith(("https://", "http://")) else None


def _key_formats(api: Api) -> list[str]:
    """Return how the API key is sent, for each security scheme."""
    formats = []
    for scheme in api.security_schemes:
        if scheme.header_name is not None:
            formats.append(f"{scheme.header_name}: {scheme.key_prefix}KEY")
        elif scheme.data.get("in") == "query":
            formats.append(f"?{scheme.data['name']}=KEY")
        elif scheme.data.get("in") == "cookie":
            formats.append(f"Cookie: {scheme.data['name']}=KEY")
    return formats


def control_routes(apis: Sequence[Api], request_view: RequestView, reset: Reset) -> dict[str, Route]:
    """Return the routes of the control endpoints `/<api>/_requests` and `/<api>/_state`, by path.

    Args:
        apis: The APIs that are served.
        request_view: The received requests.
        reset: Deletes all resources of an API except those that are documented or loaded.
    """
    routes: dict[str, Route] = {}
    for api in apis:
        routes[f"/{api.name}/_requests"] = Route({"GET": _list_requests(api.name, request_view)}, local=True)
        routes[f"/{api.name}/_state"] = Route({"DELETE": _reset_state(api.name, reset)}, local=True)
    return routes


def _list_requests(api: str, request_view: RequestView) -> Handler:
    def respond(request: Request) -> Response:
        limit = request.query_params.get("limit", "")
        if limit and not (limit.isascii() and limit.isdecimal() and len(limit) < 10):
            return JSONResponse({"error": "limit must be the number of requests to return, 0 or more"}, 400)
        requests = request_view.list_requests(api, limit=int(limit) if limit else None)
        return JSONResponse(requests, headers={"Cache-Control": "no-store"})

    return respond


def _reset_state(api: str, reset: Reset) -> Handler:
    def respond(request: Request) -> Response:
        reset(api)
        return Response(status_code=204)

    return respond


@dataclass(frozen=True)
class Route:
    """The handlers of a path.

    Attributes:
        handlers: The handler of each HTTP method. The handler of GET also handles HEAD.
        local: Whether only this machine may use it.
    """

    handlers: Mapping[str, Handler]
    local: bool = False

    @property
    def allow(self) -> str:
        """The value of an `Allow` header."""
        extra = ["HEAD"] if "GET" in self.handlers else []
        return ", ".join([*self.handlers, *extra, "OPTIONS"])

    def respond(self, request: Request) -> Response:
        """Return the response to a request, 405 for a method without a handler."""
        handler = self.handlers.get("GET" if request.method == "HEAD" else request.method)
        if handler is None and request.method == "OPTIONS":
            return Response(status_code=204, headers={"Allow": self.allow})
        if handler is None:
            return JSONResponse({"error": f"method not allowed; use one of: {self.allow}"}, 405, {"Allow": self.allow})
        response = handler(request)
        if request.method == "HEAD":
            response.body = b""
        return response


class Router:
    """Middleware that handles requests for the given paths and passes all others to the application.

    Args:
        app: The application.
        routes: The routes by path. Local routes do not exist for other machines: their requests go to the application.
    """

    def __init__(self, app: ASGIApp, routes: Mapping[str, Route]) -> None:
        self._app = app
        self._routes = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        route = self._routes.get(scope.get("path", "")) if scope["type"] == "http" else None
        if route is None or _has_encoded_slash(scope) or (route.local and not is_local(scope)):
            await self._app(scope, receive, send)
        else:
            await route.respond(Request(scope, receive))(scope, receive, send)


def _has_encoded_slash(scope: Scope) -> bool:
    """Return whether the path contains a percent-encoded slash, which is part of a segment and not a separator."""
    raw: bytes = scope.get("raw_path") or b""
    return bool(raw) and raw.count(b"/") != scope["path"].count("/")
