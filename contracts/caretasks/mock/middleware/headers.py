"""ASGI layers that mark every response as the mock server's and reject what is not HTTP."""

from __future__ import annotations

from importlib.metadata import version

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from caretasks.mock.handler.error_bodies import trace_ids, use_trace_ids

MARK = "X-Caretasks-Mock"


class HttpOnlyMiddleware:
    """Keeps WebSockets from an application that knows none."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000})


class MockHeaderMiddleware:
    """Says on every answer that it is not the vendor's, and has errors named by the seed, if there is one."""

    def __init__(self, app: ASGIApp, seed: str | None) -> None:
        self._app = app
        self._trace_ids = None if seed is None else trace_ids(seed)
        self._mark = (MARK.lower().encode(), version("caretasks").encode())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._trace_ids is not None:
            use_trace_ids(self._trace_ids)

        async def mark(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], self._mark]
            await send(message)

        await self._app(scope, receive, mark)
