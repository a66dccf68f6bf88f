"""Received requests as JSON data and as log lines, with API keys and patient data redacted."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import quote, unquote

from caretasks.core.http import is_json
from caretasks.core.strict_json import InvalidJsonError, decode_json
from caretasks.mock.middleware.request_log import LoggedRequest, RequestLog
from caretasks.openapi.document import Api, Operation, Parameter
from caretasks.openapi.operation.parameters import parse_query
from caretasks.openapi.operation.path_templates import PathMatch, Routes, strip_origin
from caretasks.openapi.operation.security import key_headers
from caretasks.openapi.schema.keywords import keep_result
from caretasks.openapi.schema.sensitivity import Redactor

_SHOWN_HEADERS = frozenset({"expect", "host", "keep-alive", "prefer", "user-agent", "x-caretasks-fault"})
"""Headers for the mock server, whose values are shown in addition to those that `Redactor.redact_header` keeps."""
_PRINTABLE_ASCII = re.compile(r"[ -~]{0,200}")
_PATH_PARAMETER = re.compile(r"\{([^{}]*)\}")
_UNQUOTED = "-._~:@!$&'()*+,;="


class RequestView:
    """A redacted view of the request log."""

    def __init__(self, apis: Sequence[Api], routes: Routes, log: RequestLog) -> None:
        self._routes = routes
        self._apis = {api.name: api for api in apis}
        self._log = log
        self._redactor = Redactor()
        self._cached_target = lru_cache(4096)(self._format_target)

    def list_requests(
        self, api: str | None = None, *, after: int = 0, limit: int | None = None
    ) -> list[dict[str, Any]]:
        """Return the requests of all APIs or of one, after a number, as JSON data, oldest first.

        If there are more than `limit`, return the newest ones.
        """
        requests = [
            request for request in self._log.requests_after(after) if api is None or _api_name(request.path) == api
        ]
        first = 0 if limit is None else max(0, len(requests) - limit)
        return [self._describe_request(request) for request in requests[first:]]

    def _describe_request(self, request: LoggedRequest) -> dict[str, Any]:
        api, match, operation = self._resolve(request.method, request.path, request.query)
        received_at = datetime.fromtimestamp(request.received_at, UTC).isoformat(timespec="milliseconds")
        return {
            "number": request.number,
            "time": received_at.replace("+00:00", "Z"),
            "method": request.method,
            "path": self._redact_path(request.path, api, match),
            "query": _group_by_name(self._redact_query(request.query, api, operation)),
            "headers": _group_by_name(self._redact_headers(request.headers, api, operation)),
            "body": self._redact_body(request, operation),
            "bytes": request.body_length,
            "api": None if api is None else api.name,
            "operation": None if operation is None else operation.id,
            "status": request.status,
            "fault": request.faults or None,
            "milliseconds": None if request.duration_seconds is None else round(request.duration_seconds * 1000, 1),
        }

    def format_line(self, request: LoggedRequest) -> str:
        """Return a request as one line of text for a terminal."""
        target, operation = self._cached_target(request.method, request.path, request.query)
        status = "---" if request.status is None else request.status
        milliseconds = (request.duration_seconds or 0) * 1000
        fault = f" (fault: {request.faults})" if request.faults else ""
        received_at = _format_clock_time(int(request.received_at))
        return f"{received_at} {target} {status} {milliseconds:.1f} ms{operation}{fault}"

    def _format_target(self, method: str, path: bytes, query: bytes) -> tuple[str, str]:
        api, match, operation = self._resolve(method, path, query)
        pairs = "&".join(f"{_quote(name)}={_quote(value)}" for name, value in self._redact_query(query, api, operation))
        target = self._redact_path(path, api, match) + ("?" + pairs if pairs else "")
        return f"{_quote(method)} {target}", "" if operation is None else f" {_quote(operation.id)}"

    def _resolve(self, method: str, path: bytes, query: bytes) -> tuple[Api | None, PathMatch | None, Operation | None]:
        match = self._routes.find(strip_origin(path), query)
        return self._apis.get(_api_name(path)), match, None if match is None else match.get_operation(method)

    def _redact_path(self, path: bytes, api: Api | None, match: PathMatch | None) -> str:
        """Return a path with its parameters redacted. In an undocumented path, all unknown segments are redacted."""
        if match is not None:
            operation = next(iter(match.operations.values()))
            described = _parameters(operation, "path")
            redacted = {
                name: _quote(self._redactor.redact_parameter(described.get(name.lower()), value))
                for name, value in match.path_values.items()
            }
            path_template = operation.path.partition("#")[0].partition("?")[0]
            template = f"/{operation.api.name}{operation.api.base_path}{path_template}"
            return _PATH_PARAMETER.sub(lambda found: redacted[found[1]], template)
        known = {""} if api is None else _literal_segments(api)
        quoted = strip_origin(path).decode("latin-1").split("/")
        segments = [unquote(segment, errors="surrogateescape") for segment in quoted]
        return "/".join(_quote(each if each in known else self._redactor.redact_text(each)) for each in segments)

    def _redact_query(self, query: bytes, api: Api | None, operation: Operation | None) -> Iterator[tuple[str, str]]:
        described = _parameters(operation, "query")
        keys = {scheme.key_location for scheme in (() if api is None else api.security_schemes)}
        for name, values in parse_query(query).items():
            parameter = described.get(name.lower())
            is_key = ("query", name) in keys
            for value in values:
                yield (
                    name if is_key or parameter is not None else self._redactor.redact_text(name),
                    self._redactor.redact_key(value) if is_key else self._redactor.redact_parameter(parameter, value),
                )

    def _redact_headers(
        self, headers: Iterable[tuple[bytes, bytes]], api: Api | None, operation: Operation | None
    ) -> Iterator[tuple[str, str]]:
        described = _parameters(operation, "header")
        keys = {} if api is None else key_headers(api)
        for raw_name, raw_value in headers:
            name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
            if name in keys:
                yield name, self._redactor.redact_key(value, keys[name])
            elif name not in described and name in _SHOWN_HEADERS and _PRINTABLE_ASCII.fullmatch(value):
                yield name, value
            else:
                yield name, self._redactor.redact_header(described.get(name), name, value)

    def _redact_body(self, request: LoggedRequest, operation: Operation | None) -> Any:
        """Return the redacted body, or None if it is not JSON that the operation describes."""
        if not request.body or operation is None or operation.body is None:
            return None
        content_types = [value.decode("latin-1") for name, value in request.headers if name.lower() == b"content-type"]
        if not any(map(is_json, content_types)):
            return None
        try:
            return self._redactor.redact_body(operation.body, decode_json(request.body))
        except InvalidJsonError:
            return None


@keep_result
def _literal_segments(api: Api) -> frozenset[str]:
    """Return the segments of an API's paths that are not parameters, and the empty one."""
    paths = [api.base_path, *(operation.path for operation in api.operations)]
    segments = {segment for path in paths for segment in path.split("/")}
    return frozenset({api.name, "", *(unquote(segment) for segment in segments if "{" not in segment)})


def _parameters(operation: Operation | None, location: str) -> dict[str, Parameter]:
    """Return the parameters of an operation in a part of the request, by name in lower case."""
    parameters = () if operation is None else operation.parameters
    return {parameter.name.lower(): parameter for parameter in parameters if parameter.location == location}


def _api_name(raw_path: bytes) -> str:
    """Return the first segment of a path, which names the API."""
    path = strip_origin(raw_path)
    return unquote(path.split(b"/", 2)[1].decode("latin-1")) if b"/" in path else ""


def _group_by_name(pairs: Iterator[tuple[str, str]]) -> dict[str, str | list[str]]:
    """Return the values by name; repeated names have a list of values."""
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def _quote(text: str) -> str:
    """Percent-encode a string so that it is safe in a path and on a terminal."""
    return quote(text, safe=_UNQUOTED, errors="surrogateescape")


@lru_cache(maxsize=2)
def _format_clock_time(second: int) -> str:
    return time.strftime("%H:%M:%S", time.localtime(second))
