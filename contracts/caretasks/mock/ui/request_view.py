"""Received requests as JSON data: as they were sent, or redacted. API keys are always redacted."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

from caretasks.core.missing import MISSING
from caretasks.mock.middleware.request_log import LoggedRequest, RequestLog
from caretasks.mock.ui.as_sent import SentFormat
from caretasks.mock.ui.redacted import RedactedFormat
from caretasks.mock.ui.resolved_request import ResolvedRequest
from caretasks.openapi.document import Api
from caretasks.openapi.operation.path_templates import Routes, strip_origin
from caretasks.openapi.schema.tokens import TokenRedactor, Tokens


class RequestView:
    """A view of the request log.

    Args:
        apis: The APIs that are served.
        routes: Their paths.
        log: The request log.
        redact: Whether to redact private data; otherwise requests are shown as they were sent, except API keys.
    """

    def __init__(self, apis: Sequence[Api], routes: Routes, log: RequestLog, *, redact: bool = True) -> None:
        self.redacts = redact
        self._routes = routes
        self._apis = {api.name: api for api in apis}
        self._log = log
        self._tokens = Tokens(secrets.token_bytes(16))  # with a key, they take no memory
        self._redactor = TokenRedactor(self._tokens)

    def find_requests(self, api: str | None = None, *, after: int = 0, limit: int | None = None) -> list[LoggedRequest]:
        """Return the requests of all APIs or of one, after a number, oldest first.

        If there are more than `limit`, return the newest ones.
        """
        requests = [
            request for request in self._log.requests_after(after) if api is None or _api_name(request.path) == api
        ]
        return requests[0 if limit is None else max(0, len(requests) - limit) :]

    def describe(self, request: LoggedRequest) -> dict[str, Any]:
        """Return a request as JSON data."""
        resolved = self.resolve(request)
        parts = self.format(resolved)
        received_at = datetime.fromtimestamp(request.received_at, UTC).isoformat(timespec="milliseconds")
        return {
            "number": request.number,
            "time": received_at.replace("+00:00", "Z"),
            "method": request.method,
            "path": parts.path(),
            "query": _group_by_name(parts.iter_query()),
            "headers": _group_by_name(parts.iter_headers()),
            "body": parts.body(),
            "bytes": request.body_length,
            "api": None if resolved.api is None else resolved.api.name,
            "operation": None if resolved.operation is None else resolved.operation.id,
            "status": request.status,
            "reason": parts.reason() or None,
            "violations": self.describe_violations(request, parts),
            "response": parts.response(),
            "fault": request.faults or None,
            "milliseconds": None if request.duration_seconds is None else round(request.duration_seconds * 1000, 1),
        }

    def resolve(self, request: LoggedRequest) -> ResolvedRequest:
        """Return a request with its API and operation."""
        match = self._routes.find(strip_origin(request.path), request.query)
        operation = None if match is None else match.get_operation(request.method)
        return ResolvedRequest(request, self._apis.get(_api_name(request.path)), match, operation)

    def format(self, resolved: ResolvedRequest) -> SentFormat | RedactedFormat:
        """Return what formats the parts of a request."""
        if self.redacts:
            return RedactedFormat(self._tokens, self._redactor, resolved)
        return SentFormat(self._tokens, resolved)

    def describe_violations(self, request: LoggedRequest, parts: SentFormat | RedactedFormat) -> list[dict[str, Any]]:
        """Return why a request was rejected, in detail. `received` is None if nothing was received."""
        found = []
        for violation in request.violations:
            pointer, received = parts.violation(violation)
            described = {
                "location": violation.location,
                "pointer": pointer,
                "keyword": violation.keyword,
                "expected": violation.expected,
                "received": None if received is MISSING else received,
            }
            found.append(described)
        return found


def encode_description(description: Any) -> bytes:
    """Return JSON data as JSON text. Lone surrogates, of bytes that are not UTF-8, are escaped."""
    return json.dumps(description, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")


def _api_name(raw_path: bytes) -> str:
    """Return the first segment of a path, which names the API."""
    path = strip_origin(raw_path)
    return unquote(path.split(b"/", 2)[1].decode("latin-1")) if b"/" in path else ""


def _group_by_name(pairs: Iterable[tuple[str, str]]) -> dict[str, str | list[str]]:
    """Return the values by name; repeated names have a list of values."""
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}
