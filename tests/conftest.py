"""Fixtures of all tests: reproducible property-based tests, and mock servers in process and as a command.

Hypothesis draws the same values in every run, so that a failure is caused by the change under test.
`pytest --hypothesis-profile=explore` draws new and more values.
"""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from hypothesis import settings
from starlette.types import ASGIApp, Message

from caretasks.cli import main
from caretasks.mock.app import build_app
from caretasks.openapi.catalog import Catalog
from caretasks.openapi.document import Api
from caretasks.openapi.operation.credentials import Keys
from scripts.mock_process import START_SECONDS, read_urls
from tests.bundled_apis import load_bundled_apis
from tests.mock.mock_servers import (
    AppTransport,
    Connect,
    RawResponse,
    RunMockCommand,
    RunningMock,
    SendRaw,
    StartMock,
    WriteSpec,
)

settings.register_profile("reproducible", derandomize=True, deadline=None, database=None, max_examples=50)
settings.register_profile("explore", derandomize=False, deadline=None, database=None, max_examples=500)
settings.load_profile("reproducible")


@pytest.fixture(autouse=True)
def no_annotations(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep failures that tests cause on purpose out of the annotations of the CI job that runs the tests."""
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)


@pytest.fixture(scope="session")
def apis() -> dict[str, Api]:
    """Return the APIs of the project by name."""
    return {api.name: api for api in load_bundled_apis()}


@pytest.fixture
def connect(apis: dict[str, Api]) -> Connect:
    """Return a function that makes a client of a new mock server: of a project API at its base URL, or of others."""

    def connect(
        name: str = "", *, others: Sequence[Api] = (), key: str | Keys | None = None, **headers: str
    ) -> httpx.Client:
        app = build_app(list(others or apis.values()), key=key)
        base = f"/{name}{apis[name].base_path}" if name in apis else f"/{name}"
        named = {header.replace("_", "-"): value for header, value in headers.items()}
        return httpx.Client(transport=AppTransport(app), base_url=f"http://mock{base}", headers=named)

    return connect


@pytest.fixture(scope="session")
def send_raw() -> SendRaw:
    """Return a function that sends a request to an application as an ASGI server does, with any bytes."""

    def send_raw(
        app: ASGIApp,
        method: str,
        raw_path: bytes | None,
        *,
        path: str = "/",
        query: bytes = b"",
        headers: Sequence[tuple[bytes, bytes]] = (),
        chunks: Sequence[bytes] = (b"",),
        is_complete: bool = True,
    ) -> RawResponse:
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "root_path": "",
            "query_string": query,
            "headers": list(headers),
        }
        if raw_path is not None:
            scope["raw_path"] = raw_path
        pending: list[Message] = [{"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks]
        if is_complete and pending:
            pending[-1]["more_body"] = False
        sent: list[Message] = []

        async def receive() -> Message:
            return pending.pop(0) if pending else {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            sent.append(message)

        asyncio.run(app(scope, receive, send))  # type: ignore[arg-type]
        if not sent:
            return RawResponse(0, {}, b"")
        response_headers = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
        return RawResponse(
            sent[0]["status"], response_headers, b"".join(message.get("body", b"") for message in sent[1:])
        )

    return send_raw


@pytest.fixture
def write_spec(tmp_path: Path) -> WriteSpec:
    """Return a function that writes a spec to a new specs directory, and returns that directory."""

    def write_spec(name: str, text: str) -> Path:
        folder = tmp_path / "specs" / name
        folder.mkdir(parents=True)
        (folder / "openapi.yaml").write_text(text, "utf-8")
        return folder.parent

    return write_spec


@pytest.fixture(scope="session")
def start_mock() -> StartMock:
    """Return a context manager that runs `caretasks mock` on a free port and yields when the server is ready."""

    @contextmanager
    def start_mock(*arguments: str, apis: int | None = None, seconds: float = START_SECONDS) -> Iterator[RunningMock]:
        command = [sys.executable, "-m", "caretasks.cli", "mock", "--port", "0", *arguments]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            try:
                yield RunningMock(process, read_urls(process, apis or len(Catalog().names), seconds))
            finally:
                process.kill()

    return start_mock


@pytest.fixture
def run_mock_command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[RunMockCommand]:
    """Yield a function that runs a `caretasks mock` in this process that has to end before it serves requests."""
    handler = signal.getsignal(signal.SIGTERM)

    def serve(*arguments: object) -> None:
        pytest.fail("the mock server was started")

    monkeypatch.setattr("caretasks.mock.server._Server.run", serve)

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        try:
            status = main(["mock", *arguments])
        except SystemExit as error:
            status = int(error.code or 0)
        return subprocess.CompletedProcess(arguments, status, *capsys.readouterr())

    yield run
    signal.signal(signal.SIGTERM, handler)
