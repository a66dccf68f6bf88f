"""Taking a client's requests to stand-ins of the same process: no socket, no port, nothing to wait for."""

from __future__ import annotations

from contextvars import ContextVar

import httpx
from anyio.from_thread import BlockingPortal
from starlette.types import ASGIApp

URL = "http://caretasks.localhost"
"""Where stand-ins in process are said to be: this machine."""

_patience: ContextVar[float | None] = ContextVar("patience", default=None)


def late(seconds: float) -> None:
    """Says that the answer to the request that is being answered comes so late, without any waiting.

    Raises:
        httpx.ReadTimeout: the client would not have waited so long.
    """
    patience = _patience.get()
    if patience is not None and seconds > patience:
        raise httpx.ReadTimeout("the answer did not come in time")


class AsyncTransport(httpx.ASGITransport):
    """Takes the requests of an async client to an application."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answers a request."""
        _patience.set(request.extensions.get("timeout", {}).get("read"))
        return await super().handle_async_request(request)


class Transport(httpx.BaseTransport):
    """Takes the requests of a sync client to an application.

    Args:
        app: the application.
        portal: an event loop in a thread of its own, so that a sync client can be used where another loop runs.
    """

    def __init__(self, app: ASGIApp, portal: BlockingPortal) -> None:
        self._asynchronous = AsyncTransport(app)
        self._portal = portal

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answers a request."""
        return self._portal.call(self._handle, request)

    async def _handle(self, request: httpx.Request) -> httpx.Response:
        response = await self._asynchronous.handle_async_request(request)
        content = await response.aread()
        return httpx.Response(response.status_code, headers=response.headers, content=content)
