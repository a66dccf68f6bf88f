"""What may be shown of a request that was received: nothing that may be a key or patient data."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import quote, unquote

from caretasks.core.strict_json import UnreadableError, decode
from caretasks.mock.middleware.request_log import Log, Received
from caretasks.openapi.document import Api, Operation, Parameter, is_json
from caretasks.openapi.operation.parameters import split_query
from caretasks.openapi.operation.path_templates import Match, Routes, without_origin
from caretasks.openapi.schema.sensitivity import Masker

_PLAIN = frozenset(
    {
        "accept",
        "accept-encoding",
        "accept-language",
        "cache-control",
        "connection",
        "content-encoding",
        "content-length",
        "content-type",
        "expect",
        "host",
        "keep-alive",
        "prefer",
        "transfer-encoding",
        "user-agent",
        "x-caretasks-fault",
    }
)
"""Headers of HTTP and of the stand-ins that say nothing about a person."""
_PRINTABLE = re.compile(r"[ -~]{0,200}")
_VARIABLE = re.compile(r"\{([^{}]*)\}")
_UNRESERVED = "-._~:@!$&'()*+,;="


class Listing:
    """Shows the requests that a log has.

    Args:
        apis: whose requests they are.
        log: where they are.
        masker: what hides what is not to be shown.
    """

    def __init__(self, apis: Sequence[Api], log: Log, masker: Masker | None = None) -> None:
        self._routes = Routes(apis)
        self._apis = {api.name: _Known(api) for api in apis}
        self._log = log
        self._masker = Masker() if masker is None else masker
        self._target = lru_cache(4096)(self._find_target)

    def requests(self, api: str | None = None, *, after: int = 0, limit: int | None = None) -> list[dict[str, Any]]:
        """The requests to an API, or all, as JSON data, the newest last.

        Args:
            api: its name.
            after: the number of a request; only later ones are shown.
            limit: how many at most, the newest of them.
        """
        found = [request for request in self._log.after(after) if api is None or _api_name(request.path) == api]
        return [
            self.request(request) for request in found[max(0, len(found) - (len(found) if limit is None else limit)) :]
        ]

    def request(self, request: Received) -> dict[str, Any]:
        """A request as JSON data."""
        match = self._routes.find(without_origin(request.path))
        operation = _operation(match, request.method)
        known = self._apis.get(_api_name(request.path))
        return {
            "number": request.number,
            "time": datetime.fromtimestamp(request.time, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "method": request.method,
            "path": self._shown_path(request.path, match),
            "query": _joined(self._shown_query(request.query, operation, known)),
            "headers": _joined(self._shown_headers(request.headers, operation, known)),
            "body": self._shown_body(request, operation),
            "bytes": request.length,
            "api": None if known is None else known.name,
            "operation": None if operation is None else operation.id,
            "status": request.status,
            "fault": request.fault or None,
            "milliseconds": None if request.seconds is None else round(request.seconds * 1000, 1),
        }

    def line(self, request: Received) -> str:
        """A request in a line for the terminal."""
        target, operation = self._target(request.method, request.path, request.query)
        status = "---" if request.status is None else request.status
        fault = f" (fault: {request.fault})" if request.fault else ""
        return f"{_clock(int(request.time))} {target} {status} {(request.seconds or 0) * 1000:.1f} ms{operation}{fault}"

    def _find_target(self, method: str, path: bytes, query: bytes) -> tuple[str, str]:
        match = self._routes.find(without_origin(path))
        operation = _operation(match, method)
        known = self._apis.get(_api_name(path))
        pairs = "&".join(f"{_quoted(n)}={_quoted(v)}" for n, v in self._shown_query(query, operation, known))
        target = self._shown_path(path, match) + ("?" + pairs if pairs else "")
        return f"{_quoted(method)} {target}", "" if operation is None else f" {_quoted(operation.id)}"

    def _shown_path(self, raw_path: bytes, match: Match | None) -> str:
        """A path with what may be shown of its values; of one that is not documented, the segments that others have."""
        if match is not None:
            operation = next(iter(match.operations.values()))
            described = _parameters(operation, "path")
            template = f"/{operation.api.name}{operation.api.base_path}{operation.path}"
            return _VARIABLE.sub(
                lambda found: _quoted(self._masker.parameter(described.get(found[1]), match.values[found[1]])), template
            )
        known = self._apis.get(_api_name(raw_path))
        literals = frozenset() if known is None else known.literals
        segments = [
            unquote(text, errors="surrogateescape") for text in without_origin(raw_path).decode("latin-1").split("/")
        ]
        return "/".join(_quoted(text if not text or text in literals else self._masker.text(text)) for text in segments)

    def _shown_query(
        self, query: bytes, operation: Operation | None, known: _Known | None
    ) -> Iterator[tuple[str, str]]:
        described = _parameters(operation, "query")
        for name, values in split_query(query).items():
            for value in values:
                if known is not None and name in known.query_keys:
                    yield name, self._masker.key(value)
                else:
                    parameter = described.get(name)
                    yield (
                        name if parameter is not None else self._masker.text(name),
                        (self._masker.parameter(parameter, value)),
                    )

    def _shown_headers(
        self, headers: Any, operation: Operation | None, known: _Known | None
    ) -> Iterator[tuple[str, str]]:
        described = {name.lower(): parameter for name, parameter in _parameters(operation, "header").items()}
        for raw_name, raw_value in headers:
            name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
            if known is not None and name in known.header_keys:
                yield name, self._masker.key(value, known.header_keys[name])
            elif name in described:
                yield name, self._masker.parameter(described[name], value)
            elif name in _PLAIN and _PRINTABLE.fullmatch(value):
                yield name, value
            else:
                yield name, self._masker.key(value)

    def _shown_body(self, request: Received, operation: Operation | None) -> Any:
        """The body, if it is JSON that the operation describes."""
        if not request.body or operation is None or operation.body is None:
            return None
        kinds = [value.decode("latin-1") for name, value in request.headers if name.lower() == b"content-type"]
        if not any(map(is_json, kinds)):
            return None
        try:
            return self._masker.body(operation.body, decode(request.body))
        except UnreadableError:
            return None


class _Known:
    """What one has to know of an API to show its requests: its keys, and the literal segments of its paths."""

    def __init__(self, api: Api) -> None:
        self.name = api.name
        paths = [api.base_path, *(operation.path for operation in api.operations)]
        segments = {segment for path in paths for segment in path.split("/")}
        self.literals = frozenset({api.name, *(unquote(text) for text in segments if "{" not in text)})
        schemes = api.security_schemes
        self.header_keys = {scheme.header.lower(): scheme.prefix for scheme in schemes if scheme.header is not None}
        self.query_keys = {scheme.node["name"] for scheme in schemes if scheme.node.get("in") == "query"}


def _parameters(operation: Operation | None, location: str) -> dict[str, Parameter]:
    if operation is None:
        return {}
    return {parameter.name: parameter for parameter in operation.parameters if parameter.location == location}


def _operation(match: Match | None, method: str) -> Operation | None:
    return None if match is None else match.operation(method)


def _api_name(raw_path: bytes) -> str:
    return (
        unquote(without_origin(raw_path).split(b"/", 2)[1].decode("latin-1"))
        if b"/" in without_origin(raw_path)
        else ""
    )


def _joined(pairs: Iterator[tuple[str, str]]) -> dict[str, str | list[str]]:
    """The values by name; a list where there are several."""
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def _quoted(text: str) -> str:
    """A text as it can stand in a path and on a terminal."""
    return quote(text, safe=_UNRESERVED, errors="surrogateescape")


@lru_cache(maxsize=2)
def _clock(second: int) -> str:
    return time.strftime("%H:%M:%S", time.localtime(second))
