"""A server of other make than ours at a URL of this machine, which writes down what comes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from caretasks.cli import main
from tests.servers.conforming import BASE_PATHS, KEY, Answer, serving

READS = ("GET", "HEAD", "OPTIONS")


@dataclass(frozen=True)
class Came:
    """A request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: str

    @property
    def keyed(self) -> bool:
        return KEY in str(self.headers) or KEY in self.path

    @property
    def writes(self) -> bool:
        return self.method not in READS

    @property
    def data(self) -> Any:
        """The JSON data of the body; None where it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


class Server:
    """A server at a URL, and what came to it."""

    def __init__(self, api: str) -> None:
        self.api, self.came = api, list[Came]()
        self.url = ""
        self.answers: list[Answer] = []  # in place of the next ones
        self.always: Answer | None = None

    def change(self, handler: Any, answer: Answer) -> Answer:
        body = handler.content.decode("latin-1")
        self.came.append(Came(handler.command, handler.path, dict(handler.headers), body))
        return self.always or (self.answers.pop(0) if self.answers else answer)

    @property
    def written(self) -> list[Came]:
        """The writes that came with the key."""
        return [came for came in self.came if came.writes and came.keyed]

    def check(self, *arguments: str) -> int:
        """Runs the command against it, with little depth unless the arguments say another."""
        return main(["check", self.api, "--url", self.url, "--max-examples", "8", *arguments])


@contextmanager
def listening(api: str) -> Iterator[Server]:
    """The faithful server of an API, listening."""
    server = Server(api)
    with serving(api, server.change) as origin:
        server.url = origin + BASE_PATHS.get(api, "")
        yield server
