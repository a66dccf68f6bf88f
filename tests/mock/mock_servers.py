"""What the tests of the stand-ins ask them with; `conftest.py` hands it out."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import httpx
from starlette.types import ASGIApp

Connect = Callable[..., httpx.Client]
Ask = Callable[..., "Answered"]
Write = Callable[[str, str], Path]
Start = Callable[..., AbstractContextManager["Running"]]


class AppTransport(httpx.BaseTransport):
    """Takes a client's requests to an application of this process."""

    def __init__(self, app: ASGIApp) -> None:
        self._transport = httpx.ASGITransport(app)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        async def handle() -> httpx.Response:
            response = await self._transport.handle_async_request(request)
            content = b"".join([part async for part in response.stream])  # type: ignore[union-attr]
            return httpx.Response(response.status_code, headers=response.headers, content=content)

        return asyncio.run(handle())


@dataclass
class Answered:
    """What an application sent; status 0 where that was nothing."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Running:
    """A `caretasks mock` that answers."""

    process: subprocess.Popen[str]
    urls: dict[str, str]
