"""ASGI layer that turns an unexpected error into a 500 response and a log entry."""

from __future__ import annotations

import logging

import httpx
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from caretasks.mock.handler.responses import MockResponse
from caretasks.mock.resources.store import StoreError

logger = logging.getLogger("caretasks.mock")


class ErrorMiddleware:
    """Answers for what has failed below."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def note(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, note)
        except httpx.TransportError:
            raise  # what a client in this process is to see
        except Exception as error:
            logger.error("a request could not be answered: %s", error, exc_info=not isinstance(error, StoreError))
            if started:
                raise
            answer = MockResponse(
                503 if isinstance(error, StoreError) else 500, {"error": "the stand-in failed; its log says why"}
            )
            await answer.send_to(send, head=scope["method"] == "HEAD")
