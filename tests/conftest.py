"""What all tests share: reproducible property-based tests, and mock servers in process and as a command.

Hypothesis draws the same values in every run, so that a failure is due to the change under test.
`pytest --hypothesis-profile=explore` draws new and more values.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from hypothesis import settings
from starlette.types import ASGIApp, Message

from caretasks.mock.app import build_app
from caretasks.openapi.catalog import Catalogue
from caretasks.openapi.document import Api
from tests.mock.mock_servers import Answered, AppTransport, Ask, Connect, Running, Start, Write

settings.register_profile("reproducible", derandomize=True, deadline=None, database=None)
settings.register_profile("explore", derandomize=False, deadline=None, database=None, max_examples=500)
settings.load_profile("reproducible")


@pytest.fixture(autouse=True)
def no_annotations(monkeypatch: pytest.MonkeyPatch) -> None:
    """What tests find broken on purpose is not for the annotations of the job that runs them."""
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)


@pytest.fixture(scope="session")
def apis() -> dict[str, Api]:
    """The APIs of the project by name."""
    return {api.name: api for api in Catalogue().load_all()}


@pytest.fixture
def connect(apis: dict[str, Api]) -> Connect:
    """Makes a client of a new stand-in: of one of the project's APIs at its base URL, or of other APIs."""

    def connect(name: str = "", *, others: Sequence[Api] = (), key: str | None = None, **headers: str) -> httpx.Client:
        app = build_app(list(others or apis.values()), key=key)
        base = f"/{name}{apis[name].base_path}" if name in apis else f"/{name}"
        named = {header.replace("_", "-"): value for header, value in headers.items()}
        return httpx.Client(transport=AppTransport(app), base_url=f"http://mock{base}", headers=named)

    return connect


@pytest.fixture(scope="session")
def ask() -> Ask:
    """Sends a request to an application as a server would, byte by byte as given."""

    def ask(
        app: ASGIApp,
        method: str,
        raw_path: bytes | None,
        *,
        path: str = "/",
        query: bytes = b"",
        headers: Sequence[tuple[bytes, bytes]] = (),
        chunks: Sequence[bytes] = (b"",),
        whole: bool = True,
    ) -> Answered:
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
        if whole and pending:
            pending[-1]["more_body"] = False
        sent: list[Message] = []

        async def receive() -> Message:
            return pending.pop(0) if pending else {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            sent.append(message)

        asyncio.run(app(scope, receive, send))  # type: ignore[arg-type]
        if not sent:
            return Answered(0, {}, b"")
        answered = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
        return Answered(sent[0]["status"], answered, b"".join(message.get("body", b"") for message in sent[1:]))

    return ask


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a spec into a folder of specs of its own, and returns that folder."""

    def write(name: str, text: str) -> Path:
        folder = tmp_path / "specs" / name
        folder.mkdir(parents=True)
        (folder / "openapi.yaml").write_text(text, "utf-8")
        return folder.parent

    return write


@pytest.fixture(scope="session")
def start() -> Start:
    """Starts `caretasks mock` on a free port, and hands it out once it has said that it answers."""

    @contextmanager
    def start(*arguments: str, apis: int | None = None) -> Iterator[Running]:
        command = [sys.executable, "-m", "caretasks.cli", "mock", "--port", "0", *arguments]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            try:
                assert process.stdout is not None
                lines = [process.stdout.readline() for _ in range(apis or len(Catalogue().names))]
                yield Running(process, dict(line.split() for line in lines))
            finally:
                process.kill()

    return start
