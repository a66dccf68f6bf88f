"""Fixtures: a hostile server for each test, sync and async clients for it, and no connections to other hosts."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.client.driving import CLASSES, Connect, Waits
from tests.client.hostile_server import HostileServer

LOOPBACK = {"127.0.0.1", "::1", "localhost"}


@pytest.fixture(scope="session")
def no_certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("certificates")


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, no_certificates: Path) -> None:
    """Remove the settings of the machine, and reject connections to any other host."""
    # A client loads all certificates of the machine when it is created, which takes longer than most tests.
    monkeypatch.setenv("SSL_CERT_DIR", str(no_certificates))
    for name in ("SSL_CERT_FILE", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    for prefix in map(str.upper, CLASSES):
        for name in ("API_KEY", "BASE_URL", "ORG_HANDLE", "ORGANIZATION_ID"):
            monkeypatch.delenv(f"{prefix}_{name}", raising=False)
    connect = socket.socket.connect

    def connect_here(self: socket.socket, address: Any) -> None:
        assert address[0] in LOOPBACK, "a test tried to connect to another host"
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect_here)


@pytest.fixture
def server() -> Iterator[HostileServer]:
    with HostileServer() as server:
        yield server


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> Waits:
    waits = Waits()
    here, sleep, asleep = threading.get_ident(), time.sleep, asyncio.sleep

    def wait(seconds: float) -> None:
        if threading.get_ident() == here:
            waits.wait(seconds)
        else:
            sleep(seconds)

    async def await_(seconds: float, result: Any = None) -> Any:
        waits.wait(seconds)
        return await asleep(0, result)

    monkeypatch.setattr(time, "sleep", wait)
    monkeypatch.setattr(asyncio, "sleep", await_)
    return waits


@pytest.fixture(params=["sync", "async"])
def connect(request: pytest.FixtureRequest, server: HostileServer, waits: Waits) -> Iterator[Connect]:
    """Create clients for the hostile server whose waits take no time."""
    with contextlib.ExitStack() as stack:
        runner = stack.enter_context(asyncio.Runner()) if request.param == "async" else None
        connect = Connect(server.url, runner)
        yield connect
        for client in connect.made:
            client.close()
