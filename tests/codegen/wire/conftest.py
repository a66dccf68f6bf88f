"""A client of the spec in this folder, sync and async, and the server that it calls."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import shutil
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from caretasks.codegen.package import generate_package
from caretasks.openapi.source import read_source
from tests.client.driving import Driven
from tests.codegen.wire.recording_server import RecordingServer

TLS = ssl.create_default_context()  # once, since loading the certificates takes long
SPEC = Path(__file__).parent / "openapi.yaml"


@pytest.fixture(scope="session")
def wire(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return the generated package."""
    folder = tmp_path_factory.mktemp("wire")
    (folder / "caretasks").mkdir()
    (folder / "specs" / "wire").mkdir(parents=True)
    file = folder / "specs" / "wire" / "openapi.yaml"
    shutil.copy(SPEC, file)
    assert generate_package(read_source(file), None, folder / "caretasks") == []
    # Its folder leaves the path at once: the tests of other folders run in the same process, and list the packages.
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder)
        return importlib.import_module("caretasks.wire")


@pytest.fixture(scope="session")
def running_server() -> Iterator[RecordingServer]:
    with RecordingServer().running() as server:
        yield server


@pytest.fixture
def server(running_server: RecordingServer) -> RecordingServer:
    """Return the server, without what an earlier test has left."""
    running_server.requests.clear()
    running_server.respond(204)
    return running_server


@pytest.fixture(params=["sync", "async"])
def connect(request: pytest.FixtureRequest, wire: Any, server: RecordingServer) -> Iterator[Callable[..., Driven]]:
    """Yield a function that creates clients of the server."""
    with contextlib.ExitStack() as stack:
        runner = stack.enter_context(asyncio.Runner()) if request.param == "async" else None
        made: list[Driven] = []

        def create(**options: Any) -> Driven:
            kind = wire.Wire if runner is None else wire.AsyncWire
            transport = httpx.HTTPTransport if runner is None else httpx.AsyncHTTPTransport
            defaults = {"base_url": server.url, "http_client": transport(verify=TLS)}
            made.append(Driven(kind(**{**defaults, **options}), runner))
            return made[-1]

        yield create
        for each in made:
            each.close()


@pytest.fixture
def client(connect: Callable[..., Driven]) -> Driven:
    return connect()
