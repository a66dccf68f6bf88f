"""A conforming server on a loopback port that records the requests it receives."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from caretasks.cli import main
from tests.servers.conforming import KEY, Response, run_server

READ_METHODS = ("GET", "HEAD", "OPTIONS")


@dataclass(frozen=True)
class ReceivedRequest:
    """A request that the server received."""

    method: str
    path: str
    headers: dict[str, str]
    body: str

    @property
    def has_key(self) -> bool:
        return KEY in str(self.headers) or KEY in self.path

    @property
    def is_write(self) -> bool:
        return self.method not in READ_METHODS

    @property
    def json(self) -> Any:
        """The JSON data of the body, or None if it is not JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


class RecordingServer:
    """The URL of a server and the requests that it received.

    Attributes:
        next_responses: Responses to send for the next writes, instead of the server's own.
        fixed_response: Response to send for all requests, instead of the server's own.
        fixed_path: The start of the only paths that get the fixed response; empty for all.
    """

    def __init__(self, api: str) -> None:
        self.api, self.requests = api, list[ReceivedRequest]()
        self.url = ""
        self.next_responses: list[Response] = []
        self.fixed_response: Response | None = None
        self.fixed_path = ""

    def record(self, handler: Any, response: Response) -> Response:
        """Record a request and return the response to send."""
        body = handler.content.decode("latin-1")
        self.requests.append(ReceivedRequest(handler.command, handler.path, dict(handler.headers), body))
        is_next = self.next_responses and handler.command not in READ_METHODS
        fixed = self.fixed_response if handler.path.startswith(self.fixed_path) else None
        return fixed or (self.next_responses.pop(0) if is_next else response)

    @property
    def keyed_writes(self) -> list[ReceivedRequest]:
        """The writes that were received with the API key."""
        return [request for request in self.requests if request.is_write and request.has_key]

    def check(self, *arguments: str) -> int:
        """Run `caretasks check` on the server, by default with few examples, and return the exit code."""
        return main(["check", self.api, "--url", self.url, "--max-examples", "2", *arguments])


@contextmanager
def recording_server(api: str) -> Iterator[RecordingServer]:
    """Run the conforming server of an API."""
    server = RecordingServer(api)
    with run_server(api, server.record) as origin:
        server.url = origin
        yield server
