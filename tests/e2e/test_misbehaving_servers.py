"""Checks of servers with unusable responses: the check ends, reports the reason, and is inconclusive."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from caretasks.cli import main
from caretasks.conformance.results import ExitStatus
from caretasks.conformance.target import response_limits

ENDLESS_BODY = b"endless"
NESTED_LISTS = b"[" * 100_000 + b"]" * 100_000
NESTED_OBJECTS = b'{"a":' * 900 + b"1" + b"}" * 900


@pytest.mark.parametrize(
    ("status", "headers", "body", "message"),
    [
        (200, {}, ENDLESS_BODY, "response too large: more than 1 MB"),
        (401, {}, ENDLESS_BODY, "response too large: more than 1 MB"),
        (200, {}, NESTED_LISTS, "response nested too deeply: more than 200 levels"),
        (200, {}, NESTED_OBJECTS, "response nested too deeply: more than 200 levels"),
        (429, {"Retry-After": "99999"}, b"{}", "rate limited: Retry-After requires a wait of"),
        (503, {"Retry-After": "Fri, 31 Dec 9999 23:59:59 GMT"}, b"{}", "rate limited: Retry-After requires a wait of"),
    ],
)
def test_unusable_responses_are_inconclusive(
    status: int,
    headers: dict[str, str],
    body: bytes,
    message: str,
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
                self.wfile.write(b" " * 65536 if body is ENDLESS_BODY else body)
                while body is ENDLESS_BODY:
                    self.wfile.write(b" " * 65536)
            except OSError:
                pass  # the check closed the connection

        do_HEAD = do_OPTIONS = do_GET  # noqa: N815 - the names that http.server requires

        def log_message(self, *args: Any) -> None:
            pass

    monkeypatch.setattr(response_limits, "MAX_RESPONSE_BYTES", 2**20)
    monkeypatch.setenv("UNPOD_API_KEY", "any")
    monkeypatch.setenv("UNPOD_ORG_HANDLE", "any")
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}"
        assert main(["check", "unpod", "--url", url, "--max-examples", "2"]) == ExitStatus.INCONCLUSIVE
        server.shutdown()
    assert message in capsys.readouterr().out
