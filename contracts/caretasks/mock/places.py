"""What stands beside the APIs, found by its exact path: the pages, and what controls the stand-ins.

It stands before everything that may go wrong on purpose, so that the pages are there while every request fails.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from caretasks.mock.ui.local_only import is_local

Handler = Callable[[Request], Response]


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
