"""Responses that never end, and those without a limit in size, sent by a server of raw sockets."""

from __future__ import annotations

import contextlib
import itertools
import socket
from collections.abc import Callable, Iterable, Iterator
from threading import Event, Thread

import pytest
import requests

from caretasks.conformance.config import Settings
from caretasks.conformance.model import RunError
from caretasks.conformance.runner import run_checks
from caretasks.conformance.target import response_limits
from caretasks.conformance.target.availability import SlowResponseError, TransportError
from caretasks.conformance.target.model import Target
from caretasks.conformance.target.transport import installed_transport
from tests.bundled_apis import load_api

Parts = Callable[[], Iterable[bytes]]
"""Returns the bytes of a response, one part after the other."""

CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
CONTINUE = b"HTTP/1.1 100 Continue\r\nX-Padding: " + b"x" * 1000 + b"\r\n\r\n"


@contextlib.contextmanager
def raw_server(parts: Parts, pause: float = 0.0) -> Iterator[str]:
    """Serve the parts on each connection, with a pause in seconds after each, and yield the URL."""
    stopped = Event()

    def respond(connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            connection.recv(65536)
            for part in parts():
                connection.sendall(part)
                if stopped.wait(pause) if pause else stopped.is_set():
                    return

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                Thread(target=respond, args=(listener.accept()[0],), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        stopped.set()
        listener.shutdown(socket.SHUT_RDWR)


def get(url: str) -> requests.Response:
    """Send a read with the transport of a check."""
    target = Target(load_api("miramace"), url, "", "the-key-of-the-user")
    with installed_transport(target, Settings()):
        return requests.get(url, timeout=5)


def drip(start: bytes, repeated: bytes) -> Parts:
    """Return the start of a response, and then the same part without an end."""
    return lambda: itertools.chain([start], itertools.repeat(repeated))


@pytest.mark.parametrize(
    "parts",
    [
        drip(b"HTTP/1.1 200 O", b"K"),
        drip(HEAD + b"X-Dripped: ", b"x"),
        drip(HEAD + b"Content-Length: 9000\r\n\r\n", b" "),
        drip(HEAD + CHUNKED, b"1\r\n \r\n"),
        drip(HEAD + CHUNKED, b"1;extension"),
        drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
    ids=["status", "header", "body", "chunks", "chunk-extension", "continue"],
)
def test_a_dripped_response_ends_with_the_time(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(response_limits, "MAX_RESPONSE_SECONDS", 0.1)
    with raw_server(parts, pause=0.01) as url, pytest.raises(SlowResponseError, match=r"longer than 0\.1 seconds"):
        get(url)


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        (drip(b"", CONTINUE * 50), "response headers too large: more than 1 MB"),
        (
            drip(HEAD + CHUNKED + b"0\r\n", b"X-Trailer: x\r\n" * 4000),
            "response too large: more than 1 MB",
        ),
        (drip(HEAD + b"Content-Length: 9000000\r\n\r\n", b" " * 60_000), "response too large: more than 1 MB"),
    ],
    ids=["continue", "trailers", "body"],
)
def test_an_endless_response_ends_with_its_size(parts: Parts, message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(response_limits, "MAX_RESPONSE_BYTES", 2**20)
    with raw_server(parts) as url, pytest.raises(TransportError, match=message):
        get(url)


def test_reads_a_response_after_interim_responses() -> None:
    with raw_server(lambda: [CONTINUE * 5 + HEAD + b"Content-Length: 2\r\n\r\n", b"{}"]) as url:
        assert get(url).json() == {}


def test_a_run_ends_early_if_all_responses_are_too_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(response_limits, "MAX_RESPONSE_SECONDS", 0.05)
    with raw_server(drip(HEAD, b"X-Dripped: x\r\n"), pause=0.01) as url:
        target = Target(load_api("miramace"), url, "", "the-key-of-the-user")
        errors = [item.message for item in run_checks(target, Settings(max_examples=1)) if isinstance(item, RunError)]
    assert "took longer than 0.05 s for a response 3 times in a row; the results so far are reported" in errors[-1]
