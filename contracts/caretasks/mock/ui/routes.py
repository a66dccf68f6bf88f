"""The routes of the pages and controls: landing page, API reference, request log, and those of `controls`.

The pages load no files from other hosts. The request log and the controls are only available to this machine, and to
others with a token; see `control_access`.
"""

from __future__ import annotations

import gzip
import json
import secrets
from collections.abc import Iterator, Sequence
from copy import deepcopy
from functools import cache
from importlib.metadata import metadata
from pathlib import Path
from typing import Any

import anyio.lowlevel
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route, Router
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from caretasks.core.templates import load_template
from caretasks.mock.handler.media_types import accepts_gzip
from caretasks.mock.middleware.request_log import LoggedRequest
from caretasks.mock.operations.magic_values import iter_magic_values
from caretasks.mock.operations.operation import compile_api
from caretasks.mock.ui.control_access import Access, ControlAccess
from caretasks.mock.ui.controls import Controls
from caretasks.mock.ui.local_only import is_local
from caretasks.mock.ui.request_view import RequestView, encode_description
from caretasks.mock.ui.sample_request import sample_curl_command
from caretasks.openapi.document import HTTP_METHODS, Api
from caretasks.openapi.operation.credentials import Keys, is_basic, keys_by_scheme
from caretasks.openapi.webhooks import find_webhooks

_STATIC = Path(__file__).with_name("static")
_TEMPLATES = Path(__file__).with_name("templates")
_BUNDLE = "swagger-ui/swagger-ui-bundle.js"
_STATIC_FILES = ("page.css", "copy.js", "log.js", "docs.js", "swagger-ui/swagger-ui.css", _BUNDLE)
_MAX_REQUESTS = 200
_KEY = "any"
_FILE_HEADERS = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
_PAGE_HEADERS = {
    **_FILE_HEADERS,
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
}


class PageMiddleware:
    """Serves the pages and controls, and passes all other requests to the application.

    An operation of a spec takes precedence over a page or control with the same path. For pages of other sites the
    request log and the controls do not exist: their requests go to the application.
    """

    def __init__(
        self,
        app: ASGIApp,
        apis: Sequence[Api],
        request_view: RequestView,
        controls: Controls,
        access: ControlAccess,
        key: str | Keys | None = None,
    ) -> None:
        self._app = app
        self._apis = {api.name: api for api in apis}
        self._request_view = request_view
        self._access = access
        self._keys = key
        self._run_id = secrets.token_hex(8)
        self._router = Router(
            [
                Route("/", self._show_landing_page),
                Route("/_requests", self._list_recent_requests),
                Mount("/_viewer", _StaticFiles(directory=_STATIC)),
                Route("/{api}/docs", self._show_reference),
                Route("/{api}/openapi.json", self._show_document),
                Route("/{api}/_requests", self._list_requests),
                *controls.routes,
            ]
        )
        public = ["/", *(f"/_viewer/{name}" for name in _STATIC_FILES)]
        public += [f"/{name}/{page}" for name in self._apis for page in ("docs", "openapi.json")]
        local = {"/_requests", *(f"/{name}/_requests" for name in self._apis), *controls.paths}
        operations = {f"/{api.name}{api.base_path}{operation.path}" for api in apis for operation in api.operations}
        self._local_paths = frozenset(local - operations)
        self._paths = self._local_paths | (set(public) - operations)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        if path not in self._paths or _has_encoded_slash(scope):
            await self._app(scope, receive, send)
            return
        if path in self._local_paths:
            access = self._access.check(scope)
            if not access.is_allowed:
                await self._refuse(access, scope, receive, send)
                return
        scope["app"] = self  # with an application, Starlette's routes raise errors instead of responding in plain text
        try:
            await self._router(scope, receive, send)
        except HTTPException as error:
            await _error_response(scope["method"], error)(scope, receive, send)

    async def _refuse(self, access: Access, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond to a request that may not use the log and the controls, never with the headers of CORS."""
        if access.message:
            await JSONResponse({"error": access.message}, 403)(scope, receive, send)
        else:
            scope["headers"] = [each for each in scope["headers"] if each[0].lower() != b"origin"]
            await self._app(scope, receive, send)

    async def _show_landing_page(self, request: Request) -> Response:
        described = [
            {
                "api": api,
                "summary": api.document["info"].get("summary", ""),
                "url": _base_url(api, request),
                "vendor": _vendor_url(api),
                "key": " or ".join(_key_formats(api)),
                "curl": sample_curl_command(api, _base_url(api, request)),
                "webhooks": find_webhooks(api),
                "sends_webhooks": any(each.make_webhooks for each in compile_api(api).operations.values()),
            }
            for api in self._apis.values()
        ]
        magic_values = [(api, list(iter_magic_values([api]))) for api in self._apis.values()]
        page = load_template(_TEMPLATES, "landing.html.jinja").render(
            apis=described,
            magic_values=[(api, values) for api, values in magic_values if values],
            local=is_local(request.scope),
            redacted=self._request_view.redacts,
            **_about_package(),
        )
        return HTMLResponse(page, headers=_PAGE_HEADERS)

    async def _show_reference(self, request: Request) -> Response:
        api = self._requested_api(request)
        prefixes = {
            scheme.header_name: scheme.key_prefix
            for scheme in api.security_schemes
            if scheme.data.get("type") == "apiKey" and scheme.header_name is not None and scheme.key_prefix
        }
        template = load_template(_TEMPLATES, "docs.html.jinja")
        keys = list(_filled_in_keys(api, self._keys))
        page = template.render(
            title=api.title,
            vendor=_vendor_url(api),
            prefixes=json.dumps(prefixes),
            keys=json.dumps(keys),
            has_keys=bool(keys),
            needs_key=bool(api.security_schemes),
            **_about_package(),
        )
        return HTMLResponse(page, headers=_PAGE_HEADERS)

    async def _show_document(self, request: Request) -> Response:
        """Return the spec with the mock server in place of the vendor's servers."""
        api = self._requested_api(request)
        document = deepcopy(api.document)
        description = "Mock server. It makes no telephone calls and sends nothing to the vendor."
        document["servers"] = [{"url": _base_url(api, request), "description": description}]
        for path, item in document.get("paths", {}).items():
            if path.startswith("/"):  # the others are extensions
                for node in (item, *(item.get(method, {}) for method in HTTP_METHODS)):
                    node.pop("servers", None)
        return JSONResponse(document, headers={"Cache-Control": "no-cache", "Vary": "Host"})

    async def _list_recent_requests(self, request: Request) -> Response:
        """Return the requests after the number in `after`. `run` changes when the mock server restarts."""
        number = request.query_params.get("after", "0")
        after = int(number) if number.isascii() and number.isdecimal() and len(number) < 16 else 0
        requests = self._request_view.find_requests(after=after, limit=_MAX_REQUESTS)
        return self._stream(requests, f'{{"run":"{self._run_id}","requests":['.encode(), b"]}")

    async def _list_requests(self, request: Request) -> Response:
        limit = request.query_params.get("limit", "")
        if limit and not (limit.isascii() and limit.isdecimal() and len(limit) < 10):
            raise HTTPException(400, "limit must be the number of requests to return, 0 or more")
        api = self._requested_api(request)
        return self._stream(self._request_view.find_requests(api.name, limit=int(limit) if limit else None))

    def _stream(self, requests: Sequence[LoggedRequest], start: bytes = b"[", end: bytes = b"]") -> Response:
        """Return a response with requests as JSON."""

        def iter_parts() -> Iterator[bytes]:
            yield start
            for index, request in enumerate(requests):
                yield (b"," if index else b"") + encode_description(self._request_view.describe(request))
            yield end

        return _PartsResponse(iter_parts())

    def _requested_api(self, request: Request) -> Api:
        return self._apis[request.path_params["api"]]


class _PartsResponse(Response):
    """A JSON response in parts. Other requests are handled between two of them, however many there are."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        super().__init__(None, media_type="application/json", headers={"Cache-Control": "no-store"})
        del self.headers["Content-Length"]
        self._parts = parts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        for part in self._parts:
            await send({"type": "http.response.body", "body": part, "more_body": True})
            await anyio.lowlevel.checkpoint()
        await send({"type": "http.response.body", "body": b""})


class _StaticFiles(StaticFiles):
    """Static files that the browser may store, but not use without asking whether they have changed.

    The script of Swagger UI is stored compressed, because it is the largest file of an installation.
    """

    async def get_response(self, path: str, scope: Scope) -> Response:
        if path != _BUNDLE:
            return await super().get_response(path, scope)
        response = await super().get_response(f"{path}.gz", scope)
        if not accepts_gzip(Headers(scope=scope).getlist("accept-encoding")):
            script = gzip.decompress(_STATIC.joinpath(f"{path}.gz").read_bytes())
            return Response(script, headers={**_FILE_HEADERS, "Vary": "Accept-Encoding"}, media_type="text/javascript")
        response.headers.update({"Content-Encoding": "gzip", "Vary": "Accept-Encoding"})
        return response

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers.update(_FILE_HEADERS)
        return response


def _error_response(method: str, error: HTTPException) -> Response:
    """Return the response to a request that a page or control rejects, and to OPTIONS."""
    if error.status_code != 405 or error.headers is None:
        return JSONResponse({"error": error.detail}, error.status_code)
    allow = ", ".join([*sorted(error.headers["Allow"].split(", ")), "OPTIONS"])
    if method == "OPTIONS":
        return Response(status_code=204, headers={"Allow": allow})
    return JSONResponse({"error": f"method not allowed; use one of: {allow}"}, 405, {"Allow": allow})


def _base_url(api: Api, request: Request) -> str:
    """Return the base URL of an API with the host that the client used."""
    return f"{request.url.scheme}://{request.headers.get('host', '127.0.0.1')}/{api.name}{api.base_path}"


def _vendor_url(api: Api) -> str | None:
    """Return the URL of the vendor's documentation, or None if a link must not have its scheme (`javascript:`)."""
    url = api.document.get("externalDocs", {}).get("url")
    return url if isinstance(url, str) and url.startswith(("https://", "http://")) else None


def _key_formats(api: Api) -> list[str]:
    """Return how the API key is sent, for each security scheme."""
    formats = {"header": "{name}: {prefix}KEY", "query": "?{name}=KEY", "cookie": "Cookie: {name}=KEY"}
    located = [(scheme, *scheme.key_location) for scheme in api.security_schemes]
    return [
        formats[location].format(name=name, prefix=scheme.key_prefix)
        for scheme, location, name in located
        if location in formats
    ]


def _filled_in_keys(api: Api, key: str | Keys | None) -> Iterator[dict[str, object]]:
    """Yield the keys that the reference fills in: any key is accepted, unless the user requires one."""
    required = keys_by_scheme(api, key)
    for scheme in api.security_schemes:
        if scheme.name not in required and scheme.sends_key:
            is_token = scheme.data.get("type") in ("oauth2", "openIdConnect")
            yield {"name": scheme.name, "key": _KEY, "isBasic": is_basic(scheme), "isToken": is_token}


@cache
def _about_package() -> dict[str, str | None]:
    """Return the version of the package, and the URL of its documentation."""
    found = metadata("caretasks")
    urls = dict(line.split(", ", 1) for line in found.get_all("Project-URL") or ())
    names = (name for name in ("Documentation", "Homepage", "Repository", "Source") if name in urls)
    return {"version": found["Version"], "documentation": urls.get(next(names, ""))}


def _has_encoded_slash(scope: Scope) -> bool:
    """Return whether the path contains a percent-encoded slash, which is part of a segment and not a separator."""
    raw: bytes = scope.get("raw_path") or b""
    return bool(raw) and raw.count(b"/") != scope["path"].count("/")
