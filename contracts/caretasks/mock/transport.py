"""httpx transports that call an ASGI application in the same process: no socket, no port, no waiting."""

from __future__ import annotations

from contextvars import ContextVar

import httpx
from anyio.from_thread import BlockingPortal
from starlette.types import ASGIApp

BASE_URL = "http://caretasks.localhost"
"""The scheme and host of mock servers in process. Only local hosts may use the control endpoints."""

_read_timeout_seconds: ContextVar[float | None] = ContextVar("read_timeout_seconds", default=None)


def simulate_latency(seconds: float) -> None:
    """Delay the response to the current request by `seconds`, without waiting.

    Raises:
        httpx.ReadTimeout: The delay is longer than the client's read timeout.
    """
    timeout = _read_timeout_seconds.get()
    if timeout is not None and seconds > timeout:
        raise httpx.ReadTimeout(f"no response within {timeout:g} seconds: the mock server delays it by {seconds:g}")


class AsyncTransport(httpx.ASGITransport):
    """Transport from an async httpx client to an application."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request to the application and return the response."""
        _read_timeout_seconds.set(request.extensions.get("timeout", {}).get("read"))
        return await super().handle_async_request(request)


class Transport(httpx.BaseTransport):
    """Transport from a sync httpx client to an application.

    Args:
        app: The application.
        portal: An event loop in another thread, so that a sync client also works while this thread runs a loop.
    """

    def __init__(self, app: ASGIApp, portal: BlockingPortal) -> None:
        self._async_transport = AsyncTransport(app)
        self._portal = portal

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request to the application and return the response."""
        return self._portal.call(self._handle, request)

    async def _handle(self, request: httpx.Request) -> httpx.Response:
        response = await self._async_transport.handle_async_request(request)
        content = await response.aread()
        return httpx.Response(response.status_code, headers=response.headers, content=content)
