"""ASGI middleware that marks every response as the mock server's, and rejects protocols other than HTTP."""

from __future__ import annotations

from importlib.metadata import version

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from caretasks.mock.handler.error_bodies import seeded_trace_ids, use_trace_ids

MOCK_HEADER = "X-Caretasks-Mock"


class HttpOnlyMiddleware:
    """Closes WebSocket connections, and ignores other scopes that are not HTTP."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000})


class MockHeaderMiddleware:
    """Adds the `X-Caretasks-Mock` header with the package version, and seeds the trace IDs of errors.

    Args:
        app: The application.
        seed: Makes the trace IDs the same in every run. If None, they are random.
    """

    def __init__(self, app: ASGIApp, seed: str | None) -> None:
        self._app = app
        self._trace_ids = None if seed is None else seeded_trace_ids(seed)
        self._header = (MOCK_HEADER.lower().encode(), version("caretasks").encode())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._trace_ids is not None:
            use_trace_ids(self._trace_ids)

        async def send_with_header(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], self._header]
            await send(message)

        await self._app(scope, receive, send_with_header)
