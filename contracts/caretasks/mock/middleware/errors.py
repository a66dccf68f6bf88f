"""ASGI middleware that turns an unexpected error into a 500 response and a log entry."""

from __future__ import annotations

import logging

import httpx
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from caretasks.mock.handler.responses import MockResponse
from caretasks.mock.resources.store import StoreError

logger = logging.getLogger("caretasks.mock")


class ErrorMiddleware:
    """Responds with 500 to an unexpected error of the application, and with 503 to one of its database file."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_started = False

        async def send_and_mark(message: Message) -> None:
            nonlocal is_started
            is_started = True
            await send(message)

        try:
            await self._app(scope, receive, send_and_mark)
        except httpx.TransportError:
            raise  # an injected fault, for a client in this process
        except Exception as error:
            is_store_error = isinstance(error, StoreError)
            logger.error("cannot handle a request: %s", error, exc_info=not is_store_error)
            if is_started:
                raise
            if is_store_error:
                response = MockResponse(503, {"error": "the mock server cannot use its database file; see its log"})
            else:
                response = MockResponse(500, {"error": "unexpected error in the mock server; see its log"})
            await response.send_to(send, head=scope["method"] == "HEAD")
