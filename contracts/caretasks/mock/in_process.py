"""httpx transports to an application in the same process, for sync and async clients."""

from __future__ import annotations

from contextvars import ContextVar

import httpx
from anyio.from_thread import BlockingPortal

read_timeout_seconds: ContextVar[float | None] = ContextVar("read_timeout_seconds", default=None)
"""The seconds that the client of the current request waits for a response; None without a limit."""


class AsyncAppTransport(httpx.ASGITransport):
    """Transport from an async httpx client to an application in this process."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        read_timeout_seconds.set(request.extensions.get("timeout", {}).get("read"))
        return await super().handle_async_request(request)


class AppTransport(httpx.BaseTransport):
    """Transport from a sync httpx client, which also works while this thread runs an event loop."""

    def __init__(self, async_transport: AsyncAppTransport, portal: BlockingPortal) -> None:
        self._async_transport = async_transport
        self._portal = portal

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._portal.call(self._handle, request)

    async def _handle(self, request: httpx.Request) -> httpx.Response:
        response = await self._async_transport.handle_async_request(request)
        # As it was sent, because the client decompresses it.
        content = b"".join([part async for part in response.aiter_raw()])
        return httpx.Response(response.status_code, headers=response.headers, stream=httpx.ByteStream(content))
