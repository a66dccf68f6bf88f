"""The pages for people: what is served here, an interactive reference of each API, and a live log.

They ask no other host for anything, run no script and use no style but their own files, and show documentation to
whoever reaches them; the log is for this machine alone. The templates and files are in `static/` and `templates/`.
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
from typing import TYPE_CHECKING, Any, Protocol

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from caretasks.mock.ui.local_only import is_local
from caretasks.mock.ui.request_view import Listing
from caretasks.mock.ui.sample_request import curl
from caretasks.openapi.document import METHODS, Api

if TYPE_CHECKING:
    import jinja2

Reset = Callable[[str], None]

Handler = Callable[[Request], Response]

_STATIC = Path(__file__).with_name("static")
_TEMPLATES = Path(__file__).with_name("templates")
_FILES = ("page.css", "log.js", "docs.js", "swagger-ui/swagger-ui.css", "swagger-ui/swagger-ui-bundle.js")
_MOST_AT_ONCE = 200
_POLICY = "; ".join(
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
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "Cache-Control": "no-cache",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class MagicRow(Protocol):
    """A value that makes a stand-in do something special.

    Attributes:
        api, operation: for whose requests.
        where: the field or parameter.
        value: the value.
        what: what happens.
    """

    @property
    def api(self) -> str: ...
    @property
    def operation(self) -> str: ...
    @property
    def where(self) -> str: ...
    @property
    def value(self) -> str: ...
    @property
    def what(self) -> str: ...


MagicRows = Callable[[Sequence[Api]], Iterable[MagicRow]]


def no_magic(apis: Sequence[Api]) -> Iterable[MagicRow]:
    """No values at all."""
    return ()


def pages(apis: Sequence[Api], listing: Listing, magic: MagicRows = no_magic) -> dict[str, Place]:
    """The pages and what they consist of, by path.

    Args:
        apis: what is served.
        listing: what was received.
        magic: what the landing page lists of magic values; asked when somebody looks.
    """
    found = {
        "/": Place({"GET": _landing(apis, magic)}),
        "/_requests": Place({"GET": _latest(listing)}, local=True),
        **{f"/_viewer/{name}": Place({"GET": _file(name)}) for name in _FILES},
    }
    for api in apis:
        found[f"/{api.name}/docs"] = Place({"GET": _docs(api)})
        found[f"/{api.name}/openapi.json"] = Place({"GET": _document(api)})
    return found


def _landing(apis: Sequence[Api], magic: MagicRows) -> Handler:
    def answer(request: Request) -> Response:
        described = [
            {
                "name": api.name,
                "title": api.title,
                "summary": api.document["info"].get("summary", ""),
                "url": _url(api, request),
                "variable": api.base_url_variable,
                "vendor": _web(api.document.get("externalDocs", {}).get("url")),
                "key": " or ".join(_keys(api)),
                "curl": curl(api, _url(api, request)),
                "operations": [
                    {
                        "id": operation.id,
                        "method": operation.method.upper(),
                        "path": operation.path,
                        "summary": operation.node.get("summary", ""),
                        "vendor": _web(operation.documented_on),
                    }
                    for operation in api.operations
                ],
            }
            for api in apis
        ]
        listed = list(magic(apis))
        grouped = [(api, [row for row in listed if row.api == api.name]) for api in apis]
        page = _template("landing.html.jinja").render(
            apis=described, magic=[(api, rows) for api, rows in grouped if rows], local=is_local(request.scope)
        )
        return HTMLResponse(page, headers=_HEADERS)

    return answer


def _docs(api: Api) -> Handler:
    prefixes = {
        scheme.header: scheme.prefix
        for scheme in api.security_schemes
        if scheme.node.get("type") == "apiKey" and scheme.header is not None and scheme.prefix
    }

    def answer(request: Request) -> Response:
        vendor = _web(api.document.get("externalDocs", {}).get("url"))
        page = _template("docs.html.jinja").render(title=api.title, vendor=vendor, prefixes=json.dumps(prefixes))
        return HTMLResponse(page, headers=_HEADERS)

    return answer


def _document(api: Api) -> Handler:
    """The document with the stand-in for the vendor's servers."""

    def answer(request: Request) -> Response:
        document = deepcopy(api.document)
        document["servers"] = [{"url": _url(api, request), "description": "The stand-in. Nobody is called here."}]
        for item in document.get("paths", {}).values():
            item.pop("servers", None)
            for method in METHODS:
                item.get(method, {}).pop("servers", None)
        return JSONResponse(document, headers={"Cache-Control": "no-cache", "Vary": "Host"})

    return answer


def _latest(listing: Listing) -> Handler:
    """What came after the request that the page saw last. `run` tells it when the stand-ins have been started anew."""
    run = secrets.token_hex(8)

    def answer(request: Request) -> Response:
        text = request.query_params.get("after", "0")
        after = int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else 0
        found = listing.requests(after=after, limit=_MOST_AT_ONCE)
        return JSONResponse({"run": run, "requests": found}, headers={"Cache-Control": "no-store"})

    return answer


def _file(name: str) -> Handler:
    def answer(request: Request) -> Response:
        content, tag = _read(name)
        headers = {"ETag": tag, "Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        return Response(content, headers=headers, media_type=mimetypes.guess_type(name)[0])

    return answer


@lru_cache
def _read(name: str) -> tuple[bytes, str]:
    content = (_STATIC / name).read_bytes()
    return content, f'"{hashlib.sha256(content).hexdigest()[:32]}"'


@lru_cache
def _template(name: str) -> jinja2.Template:
    import jinja2  # most stand-ins, those of tests above all, never show a page

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template(name)


def _url(api: Api, request: Request) -> str:
    """The base URL of an API as the caller sees it."""
    return f"{request.url.scheme}://{request.headers.get('host', '127.0.0.1')}/{api.name}{api.base_path}"


def _web(url: Any) -> str | None:
    """A URL that a link may lead to."""
    return url if isinstance(url, str) and url.startswith(("https://", "http://")) else None


def _keys(api: Api) -> list[str]:
    """How a key is sent."""
    found = []
    for scheme in api.security_schemes:
        if scheme.header is not None:
            found.append(f"{scheme.header}: {scheme.prefix}KEY")
        elif scheme.node.get("in") == "query":
            found.append(f"?{scheme.node['name']}=KEY")
        elif scheme.node.get("in") == "cookie":
            found.append(f"Cookie: {scheme.node['name']}=KEY")
    return found


def controls(apis: Sequence[Api], listing: Listing, reset: Reset) -> dict[str, Place]:
    """The controls of each API by path: `/<api>/_requests` and `/<api>/_state`.

    Args:
        apis: the APIs.
        listing: what they have received.
        reset: clears an API, given by its name, of all but what is documented and loaded.
    """
    found: dict[str, Place] = {}
    for api in apis:
        found[f"/{api.name}/_requests"] = Place({"GET": _requests(api.name, listing)}, local=True)
        found[f"/{api.name}/_state"] = Place({"DELETE": _resetting(api.name, reset)}, local=True)
    return found


def _requests(api: str, listing: Listing) -> Handler:
    def answer(request: Request) -> Response:
        text = request.query_params.get("limit", "")
        if text and not (text.isascii() and text.isdecimal() and len(text) < 10):
            return JSONResponse({"error": "limit is the number of requests to list, 0 or more"}, 400)
        found = listing.requests(api, limit=int(text) if text else None)
        return JSONResponse(found, headers={"Cache-Control": "no-store"})

    return answer


def _resetting(api: str, reset: Reset) -> Handler:
    def answer(request: Request) -> Response:
        reset(api)
        return Response(status_code=204)

    return answer


@dataclass(frozen=True)
class Place:
    """What is at a path.

    Attributes:
        handlers: what answers each method; GET's answers HEAD too.
        local: whether it is there for programs of this machine alone.
    """

    handlers: Mapping[str, Handler]
    local: bool = False

    @property
    def allow(self) -> str:
        """The value of an `Allow` header."""
        extra = ["HEAD"] if "GET" in self.handlers else []
        return ", ".join([*self.handlers, *extra, "OPTIONS"])

    def answer(self, request: Request) -> Response:
        """What is answered to a request."""
        handler = self.handlers.get("GET" if request.method == "HEAD" else request.method)
        if handler is None and request.method == "OPTIONS":
            return Response(status_code=204, headers={"Allow": self.allow})
        if handler is None:
            return JSONResponse({"error": f"only {self.allow} are answered here"}, 405, {"Allow": self.allow})
        response = handler(request)
        if request.method == "HEAD":
            response.body = b""
        return response


class Places:
    """Answers requests for some paths, and hands all others on.

    Args:
        app: what the others are for.
        places: by path. To whom a place is not there, `app` answers.
    """

    def __init__(self, app: ASGIApp, places: Mapping[str, Place]) -> None:
        self._app = app
        self._places = places

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        place = self._places.get(scope.get("path", ""))
        if place is None or scope["type"] != "http" or _hides_slashes(scope) or (place.local and not is_local(scope)):
            await self._app(scope, receive, send)
        else:
            await place.answer(Request(scope, receive))(scope, receive, send)


def _hides_slashes(scope: Scope) -> bool:
    """Whether a slash of the path was sent percent-encoded: it stays within its segment."""
    raw: bytes = scope.get("raw_path") or b""
    return bool(raw) and raw.count(b"/") != scope["path"].count("/")
