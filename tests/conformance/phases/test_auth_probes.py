"""What the probes of keys send elsewhere: nothing twice, and nothing that names what is there by chance."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from caretasks.conformance.config import Settings, Writes
from caretasks.conformance.runner import run
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
        "/things/{id}": {
            "delete": {
                "operationId": "remove",
                "security": [{"one": []}, {"other": []}],
                "parameters": [
                    {"name": "id", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 1}}
                ],
                "responses": {"204": {"description": "gone"}, "401": {"description": "no key"}},
            }
        }
    },
}


def test_a_write_elsewhere_is_probed_once_in_each_way_and_names_nothing_that_is_there() -> None:
    seen: list[tuple[str, str | None]] = []

    class Server(BaseHTTPRequestHandler):
        def do_DELETE(self) -> None:
            seen.append((self.path, self.headers.get("Authorization")))
            self.send_response(401)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as the base class has it
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Server) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        target = Target(Api("t", DOCUMENT, None, ""), f"http://127.0.0.1:{server.server_port}", "", "KEY")
        assert list(run(target, Settings(writes=Writes.NONE)))
        server.shutdown()
    assert {path for path, _ in seen} == {"/things/any"}
    assert len(seen) == len(set(seen)) > 1
    assert not [given for _, given in seen if given and "KEY" in given]
