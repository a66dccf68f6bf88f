"""An HTTP server for tests: it records requests and returns what a test has set, in parts if it is a list."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Received:
    """A request."""

    method: str
    target: str
    headers: Message
    content: bytes


@dataclass
class ScriptedResponse:
    """A response.

    Attributes:
        body: the bytes; or parts of it, each of which is sent when an event in `gates` is set, if there is one.
    """

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | list[bytes] = b""
    gates: list[threading.Event] = field(default_factory=list)


class RecordingServer:
    """A server on loopback.

    Attributes:
        url: its URL, without a slash at the end.
        requests: the requests that it received.
        responses: the responses in order; the last one is repeated.
    """

    def __init__(self) -> None:
        self.requests: list[Received] = []
        self.responses: list[ScriptedResponse] = [ScriptedResponse(204)]
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self) -> None:
                length = int(self.headers.get("Content-Length", 0))
                server.requests.append(Received(self.command, self.path, self.headers, self.rfile.read(length)))
                response = server.responses.pop(0) if len(server.responses) > 1 else server.responses[0]
                self._send(response)

            def __getattr__(self, name: str) -> Any:
                if name.startswith("do_"):
                    return self.handle_any
                raise AttributeError(name)

            def _send(self, response: ScriptedResponse) -> None:
                self.send_response(response.status)
                for name, value in response.headers.items():
                    self.send_header(name, value)
                parts = response.body
                if isinstance(parts, bytes):
                    if response.status not in (204, 304):
                        self.send_header("Content-Length", str(len(parts)))
                    self.end_headers()
                    self.wfile.write(parts)
                    return
                self.send_header("Connection", "close")
                self.end_headers()
                self.close_connection = True
                for index, part in enumerate(parts):
                    if index < len(response.gates):
                        response.gates[index].wait(10)
                    try:
                        self.wfile.write(part)
                        self.wfile.flush()
                    except OSError:
                        return  # the client closed the connection

            def log_message(self, *arguments: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def respond(self, status: int = 200, body: bytes | list[bytes] = b"", **more: Any) -> None:
        """Set the response to all following requests."""
        self.responses = [ScriptedResponse(status, body=body, **more)]

    @property
    def last(self) -> Received:
        return self.requests[-1]

    @contextmanager
    def running(self) -> Iterator[RecordingServer]:
        """Serve while the block runs."""
        thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            thread.join()
            self._server.server_close()
