"""The outermost ASGI layer: marks every response as the mock server's, and turns unexpected errors into responses."""

from __future__ import annotations

import logging
import sys
from functools import cache
from importlib.metadata import version

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from caretasks.mock.handler.responses import MockResponse
from caretasks.mock.resources.store import StoreError
from caretasks.openapi.schema.sampling import SamplingUnavailableError

MOCK_HEADER = "X-Caretasks-Mock"
CONNECTION_SCOPE_KEY = "caretasks.connection"
"""The key of a request's scope with the transport of its connection; None for a client in this process."""
STATUS_SCOPE_KEY = "caretasks.status"
"""The key of a request's scope with the status of its response, once it is sent."""

logger = logging.getLogger("caretasks.mock")


@cache
def mock_version() -> str:
    """Return the value of the `X-Caretasks-Mock` header: the version of the package."""
    return version("caretasks")


class OutermostMiddleware:
    """Accepts HTTP only, and handles what has to be the same for all responses.

    It adds the `X-Caretasks-Mock` header with the package version and omits the body of responses to HEAD. An
    unexpected error of the application becomes a 500, an error of its database file a 503, and a response without an
    example that needs the extra `sample` a 501.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._header = (MOCK_HEADER.lower().encode(), mock_version().encode())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1000})
            return
        # uvicorn's `send` is a method that knows the connection. The layers below only get the function that wraps it.
        scope[CONNECTION_SCOPE_KEY] = getattr(getattr(send, "__self__", None), "transport", None)

        async def send_marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                scope[STATUS_SCOPE_KEY] = message["status"]
                message["headers"] = [*message["headers"], self._header]
            elif scope["method"] == "HEAD":
                message["body"] = b""
            await send(message)

        try:
            await self._app(scope, receive, send_marked)
        except ClientDisconnect:
            pass
        except Exception as error:
            if _is_injected(error):
                raise
            is_known = isinstance(error, StoreError | SamplingUnavailableError)
            logger.error("cannot handle a request: %s", error, exc_info=not is_known)
            if STATUS_SCOPE_KEY in scope:
                raise
            status, message = 500, "unexpected error in the mock server; see its log"
            if isinstance(error, StoreError):
                status, message = error.status, error.message
            elif isinstance(error, SamplingUnavailableError):
                status, message = 501, str(error)
            await MockResponse(status, {"error": message}).send_to(send_marked)


def _is_injected(error: Exception) -> bool:
    """Return whether an error is a fault for a client in this process: that client gets the error itself.

    The server does not import httpx, which takes a fifth of its start.
    """
    httpx = sys.modules.get("httpx")
    return httpx is not None and isinstance(error, httpx.TransportError)
