"""Taking a client's requests to stand-ins of the same process: no socket, no port, nothing to wait for."""

from __future__ import annotations

import httpx
from anyio.from_thread import BlockingPortal
from starlette.types import ASGIApp

URL = "http://caretasks.localhost"
"""Where stand-ins in process are said to be: this machine."""

AsyncTransport = httpx.ASGITransport


class Transport(httpx.BaseTransport):
    """Takes the requests of a sync client to an application.

    Args:
        app: the application.
        portal: an event loop in a thread of its own, so that a sync client can be used where another loop runs.
    """

    def __init__(self, app: ASGIApp, portal: BlockingPortal) -> None:
        self._asgi = httpx.ASGITransport(app)
        self._portal = portal

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answers a request."""
        return self._portal.call(self._handle, request)

    async def _handle(self, request: httpx.Request) -> httpx.Response:
        response = await self._asgi.handle_async_request(request)
        content = await response.aread()
        return httpx.Response(response.status_code, headers=response.headers, content=content)
