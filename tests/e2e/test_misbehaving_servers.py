"""Servers that answer as none should: the check ends, says so, and takes nothing for a verdict."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from caretasks.cli import main
from caretasks.conformance.results import ExitStatus
from caretasks.conformance.target import transport

ENDLESS = b"endless"
DEEP = b"[" * 100_000 + b"]" * 100_000
LEVELS = b'{"a":' * 900 + b"1" + b"}" * 900


@pytest.mark.parametrize(
    ("status", "headers", "body", "said"),
    [
        (200, {}, ENDLESS, "an answer has more than 1 MB"),
        (401, {}, ENDLESS, "an answer has more than 1 MB"),
        (200, {}, DEEP, "an answer is nested more than 200 levels deep"),
        (200, {}, LEVELS, "an answer is nested more than 200 levels deep"),
        (429, {"Retry-After": "99999"}, b"{}", "the server asks not to be asked again"),
        (503, {"Retry-After": "Fri, 31 Dec 9999 23:59:59 GMT"}, b"{}", "the server asks not to be asked again"),
    ],
)
def test_a_server_without_measure_is_inconclusive(
    status: int,
    headers: dict[str, str],
    body: bytes,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                self.wfile.write(b" " * 65536 if body is ENDLESS else body)
                while body is ENDLESS:
                    self.wfile.write(b" " * 65536)
            except OSError:
                pass  # the check has seen enough

        do_HEAD = do_OPTIONS = do_GET  # noqa: N815 - so named by http.server

        def log_message(self, *args: Any) -> None:
            pass

    monkeypatch.setattr(transport, "LARGEST", 2**20)
    monkeypatch.setenv("UNPOD_API_KEY", "any")
    monkeypatch.setenv("UNPOD_ORG_HANDLE", "any")
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}"
        assert main(["check", "unpod", "--url", url, "--max-examples", "2"]) == ExitStatus.INCONCLUSIVE
        server.shutdown()
    assert said in capsys.readouterr().out
