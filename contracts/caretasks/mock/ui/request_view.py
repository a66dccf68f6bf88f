"""Received requests as JSON data and as log lines, with API keys and patient data redacted."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
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
from caretasks.openapi.schema.sensitivity import Redactor

_SAFE_HEADERS = frozenset({"expect", "host", "keep-alive", "prefer", "user-agent", "x-caretasks-fault"})
"""Headers for the mock server, whose values are shown in addition to those that `Redactor.redact_header` keeps."""
_PRINTABLE_ASCII = re.compile(r"[ -~]{0,200}")
_PATH_PARAMETER = re.compile(r"\{([^{}]*)\}")
_UNQUOTED = "-._~:@!$&'()*+,;="


class RequestView:
    """A redacted view of the request log.

    Args:
        apis: The APIs that are served.
        log: The request log.
        redactor: Redacts sensitive values; a new one by default.
    """

    def __init__(self, apis: Sequence[Api], log: RequestLog, redactor: Redactor | None = None) -> None:
        self._routes = Routes(apis)
        self._apis = {api.name: _ApiNames(api) for api in apis}
        self._log = log
        self._redactor = Redactor() if redactor is None else redactor
        self._cached_target = lru_cache(4096)(self._format_target)

    def list_requests(
        self, api: str | None = None, *, after: int = 0, limit: int | None = None
    ) -> list[dict[str, Any]]:
        """Return logged requests as JSON data, oldest first.

        Args:
            api: The name of an API, to return only its requests.
            after: The number of a request, to return only later ones.
            limit: The maximum number of requests. If there are more, the newest ones are returned.
        """
        requests = [
            request for request in self._log.requests_after(after) if api is None or _api_name(request.path) == api
        ]
        first = 0 if limit is None else max(0, len(requests) - limit)
        return [self.describe_request(request) for request in requests[first:]]

    def describe_request(self, request: LoggedRequest) -> dict[str, Any]:
        """Return a request as JSON data."""
        match = self._routes.find(strip_origin(request.path))
        operation = _find_operation(match, request.method)
        api = self._apis.get(_api_name(request.path))
        received_at = datetime.fromtimestamp(request.received_at, UTC).isoformat(timespec="milliseconds")
        return {
            "number": request.number,
            "time": received_at.replace("+00:00", "Z"),
            "method": request.method,
            "path": self._redact_path(request.path, match),
            "query": _group_by_name(self._redact_query(request.query, operation, api)),
            "headers": _group_by_name(self._redact_headers(request.headers, operation, api)),
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
        match = self._routes.find(strip_origin(path))
        operation = _find_operation(match, method)
        api = self._apis.get(_api_name(path))
        pairs = "&".join(f"{_quote(n)}={_quote(v)}" for n, v in self._redact_query(query, operation, api))
        target = self._redact_path(path, match) + ("?" + pairs if pairs else "")
        return f"{_quote(method)} {target}", "" if operation is None else f" {_quote(operation.id)}"

    def _redact_path(self, raw_path: bytes, match: PathMatch | None) -> str:
        """Return a path with its parameters redacted. In an undocumented path, all unknown segments are redacted."""
        if match is not None:
            operation = next(iter(match.operations.values()))
            described = _parameters(operation, "path")
            template = f"/{operation.api.name}{operation.api.base_path}{operation.path}"
            return _PATH_PARAMETER.sub(
                lambda found: _quote(
                    self._redactor.redact_parameter(described.get(found[1]), match.path_values[found[1]])
                ),
                template,
            )
        api = self._apis.get(_api_name(raw_path))
        literals = frozenset() if api is None else api.literals
        quoted = strip_origin(raw_path).decode("latin-1").split("/")
        segments = [unquote(segment, errors="surrogateescape") for segment in quoted]
        return "/".join(
            _quote(each if not each or each in literals else self._redactor.redact_text(each)) for each in segments
        )

    def _redact_query(
        self, query: bytes, operation: Operation | None, api: _ApiNames | None
    ) -> Iterator[tuple[str, str]]:
        described = _parameters(operation, "query")
        for name, values in parse_query(query).items():
            for value in values:
                if api is not None and name in api.query_keys:
                    yield name, self._redactor.redact_key(value)
                else:
                    parameter = described.get(name)
                    yield (
                        name if parameter is not None else self._redactor.redact_text(name),
                        (self._redactor.redact_parameter(parameter, value)),
                    )

    def _redact_headers(
        self, headers: Any, operation: Operation | None, api: _ApiNames | None
    ) -> Iterator[tuple[str, str]]:
        described = {name.lower(): parameter for name, parameter in _parameters(operation, "header").items()}
        for raw_name, raw_value in headers:
            name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
            if api is not None and name in api.header_keys:
                yield name, self._redactor.redact_key(value, api.header_keys[name])
            elif name not in described and name in _SAFE_HEADERS and _PRINTABLE_ASCII.fullmatch(value):
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


class _ApiNames:
    """The names of an API that are not redacted in requests.

    Attributes:
        name: The name of the API.
        literals: The literal segments of its paths.
        header_keys: The headers that contain an API key, in lower case, with the prefix of the key.
        query_keys: The query parameters that contain an API key.
    """

    def __init__(self, api: Api) -> None:
        self.name = api.name
        paths = [api.base_path, *(operation.path for operation in api.operations)]
        segments = {segment for path in paths for segment in path.split("/")}
        self.literals = frozenset({api.name, *(unquote(segment) for segment in segments if "{" not in segment)})
        self.header_keys = key_headers(api)
        self.query_keys = {scheme.data["name"] for scheme in api.security_schemes if scheme.data.get("in") == "query"}


def _parameters(operation: Operation | None, location: str) -> dict[str, Parameter]:
    if operation is None:
        return {}
    return {parameter.name: parameter for parameter in operation.parameters if parameter.location == location}


def _find_operation(match: PathMatch | None, method: str) -> Operation | None:
    return None if match is None else match.get_operation(method)


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
