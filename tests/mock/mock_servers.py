"""Types of the fixtures that call mock servers, and a transport to an application in process."""

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
SendRaw = Callable[..., "RawResponse"]
WriteSpec = Callable[[str, str], Path]
RunMockCommand = Callable[..., subprocess.CompletedProcess[str]]
StartMock = Callable[..., AbstractContextManager["RunningMock"]]


class AppTransport(httpx.BaseTransport):
    """Transport from a sync httpx client to an ASGI application in this process."""

    def __init__(self, app: ASGIApp) -> None:
        self._transport = httpx.ASGITransport(app)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        async def handle() -> httpx.Response:
            response = await self._transport.handle_async_request(request)
            content = b"".join([part async for part in response.stream])  # type: ignore[union-attr]
            return httpx.Response(response.status_code, headers=response.headers, content=content)

        return asyncio.run(handle())


@dataclass
class RawResponse:
    """The response of an application; the status is 0 if it sent none."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class RunningMock:
    """A running `caretasks mock` and the base URL of each API."""

    process: subprocess.Popen[str]
    urls: dict[str, str]
