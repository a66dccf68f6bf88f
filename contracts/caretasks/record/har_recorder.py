"""A HAR file to which redacted requests and responses are added while a program runs.

Nothing is written before it is redacted, so only requests to documented operations are recorded: the spec says which of
their values may be patient data. After each entry the file is a complete HAR file.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import harfile

from caretasks.conformance.target.model import Target, UserValues
from caretasks.conformance.traffic.har import add_entry
from caretasks.conformance.traffic.recording import path_below
from caretasks.conformance.traffic.redaction import ExchangeRedactor
from caretasks.core.errors import UsageError
from caretasks.core.http import Exchange, Request, is_loopback
from caretasks.openapi.document import Api, Operation
from caretasks.openapi.operation.credentials import read_keys
from caretasks.openapi.operation.path_templates import api_routes

_END = "\n        ]\n    }\n}"


@dataclass(frozen=True)
class RecordedApi:
    """An API whose requests are recorded.

    Attributes:
        api: The API.
        urls: The base URLs of its servers.
        is_any_url: Whether requests to any other URL are recorded too, if they match an operation.
        user_values: The user-provided values to redact.
    """

    api: Api
    urls: tuple[str, ...]
    is_any_url: bool = False
    user_values: UserValues | None = None


class _Match(NamedTuple):
    api: RecordedApi
    operation: Operation
    prefix: str


class HarRecorder:
    """A HAR file that is created with mode 0600. It may be used by any number of threads.

    Args:
        path: The file, which must not exist.
        apis: The APIs whose requests are recorded.
        environment: The environment with their keys, which are redacted wherever they occur.

    Attributes:
        count: The number of recorded exchanges.
        skipped: The number of requests that are not recorded, because no operation of an API matches them.
        problem: Why the file cannot be written to any more; empty if it can.

    Raises:
        UsageError: The file exists or cannot be created, or a key in the environment is invalid.
    """

    def __init__(self, path: Path, apis: Iterable[RecordedApi], environment: Mapping[str, str]) -> None:
        self.path = path
        self.count = self.skipped = 0
        self.problem = ""
        self._apis = list(apis)
        self._routes = {each.api.name: api_routes(each.api) for each in self._apis}
        self._redactors = {each.api.name: _make_redactor(each, environment) for each in self._apis}
        self._lock = threading.Lock()
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            raise UsageError(f"{path} exists, and a recording never replaces a file: name another one") from None
        except OSError as error:
            raise UsageError(f"{path} cannot be created: {error.strerror}") from None
        self._file = os.fdopen(descriptor, "w+", encoding="utf-8", newline="\n")
        self._har = harfile.HarFile(self._file, creator=harfile.Creator("caretasks", version("caretasks")))
        self._end = 0

    def add(self, exchange: Exchange) -> None:
        """Redact an exchange and write it, if an operation matches its request."""
        found = self._find(exchange.request)
        with self._lock:
            if found is None:
                self.skipped += 1
                return
            if self.problem or self._file.closed:
                return
            try:
                redacted = self._redactors[found.api.api.name].redact_exchange(exchange, found.operation)
            except Exception as error:  # noqa: BLE001 - the program goes on, and nothing is written unredacted
                self.problem = f"a request of {found.operation.id} cannot be redacted ({type(error).__name__})"
                return
            try:
                self._file.seek(self._end)
                self._file.truncate()
                add_entry(self._har, redacted)
                self._end = self._file.tell()
                self._file.write(_END)
                self._file.flush()
                self.count += 1
            except OSError as error:
                self.problem = f"{self.path} cannot be written: {error.strerror}"

    def close(self) -> None:
        """Close the file, and remove it if nothing was recorded."""
        with self._lock:
            if self._file.closed:
                return
            try:
                self._file.close()
            except OSError as error:
                self.problem = f"{self.path} cannot be written: {error.strerror}"
            if not self.count:
                self.path.unlink(missing_ok=True)

    def _find(self, request: Request) -> _Match | None:
        parts = urlsplit(request.url)
        for each in self._apis:
            path = path_below(request.url, each.urls)
            if path is not None and (operation := self._match(each, path, parts.query, request.method)):
                return _Match(each, operation, "")
        found = [
            match
            for each in self._apis
            if each.is_any_url or is_loopback(parts.hostname or "")
            for match in self._iter_matches(each, parts.path, parts.query, request.method)
        ]
        named = [each for each in found if f"/{each.api.api.name}" in each.prefix]
        matches = named or found
        return matches[0] if len({match.api.api.name for match in matches}) == 1 else None

    def _iter_matches(self, each: RecordedApi, path: str, query: str, method: str) -> Iterator[_Match]:
        """Yield the operations that match a part of a path, whose beginning is the path of an unknown base URL."""
        for index, character in enumerate(path):
            if character == "/" and (operation := self._match(each, path[index:], query, method)):
                yield _Match(each, operation, path[:index])

    def _match(self, each: RecordedApi, path: str, query: str, method: str) -> Operation | None:
        route = self._routes[each.api.name].find_below(each.api, path, query)
        return None if route is None else route.operations.get(method.upper())


def _make_redactor(recorded: RecordedApi, environment: Mapping[str, str]) -> ExchangeRedactor:
    api = recorded.api
    accounts = {name: environment[name].strip() for name in api.account_variables if environment.get(name, "").strip()}
    target = Target(api, "http://127.0.0.1", "", read_keys(api, environment), accounts, recorded.user_values or {})
    return ExchangeRedactor(target, sent_by_check=False)
