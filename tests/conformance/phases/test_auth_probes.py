"""Tests of the authentication probes."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from caretasks.conformance.config import Settings, Writes
from caretasks.conformance.runner import run_checks
from caretasks.conformance.target.model import Target
from caretasks.openapi.document import Api

DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "T", "version": "1"},
    "servers": [{"url": "https://t.example.com"}],
    "components": {
        "securitySchemes": {
            "one": {"type": "http", "scheme": "bearer"},
            "other": {"type": "http", "scheme": "bearer"},
        }
    },
    "paths": {
        "/resources/{id}": {
            "delete": {
                "operationId": "remove",
                "security": [{"one": []}, {"other": []}],
                "parameters": [
                    {"name": "id", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 1}}
                ],
                "responses": {"204": {"description": "deleted"}, "401": {"description": "no key"}},
            }
        }
    },
}


def test_probes_of_a_remote_write_are_unique_and_name_no_resource() -> None:
    received: list[tuple[str, str | None]] = []

    class Server(BaseHTTPRequestHandler):
        def do_DELETE(self) -> None:
            received.append((self.path, self.headers.get("Authorization")))
            self.send_response(401)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name in the base class
            """Log nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Server) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        target = Target(Api("t", DOCUMENT, None, ""), f"http://127.0.0.1:{server.server_port}", "", "KEY")
        assert list(run_checks(target, Settings(writes=Writes.NONE)))
        server.shutdown()
    assert {path for path, _ in received} == {"/resources/any"}
    assert len(received) == len(set(received)) > 1
    assert not [header for _, header in received if header and "KEY" in header]
