"""Requests and values of responses as findings show them.

What the tool generated is shown. A user-provided value is a placeholder (`$TASK_ID`), a key or an account header the
name of its environment variable. What the server sent in sensitive or undocumented fields is a token
(`‹redacted string #3›`); any other value of a response is shown, even if it is invalid. In a recording, a request is
redacted like a response, because another program sent it. With `reveal`, only keys are redacted.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from caretasks.conformance.target.model import Target
from caretasks.conformance.target.placeholders import Placeholder, Placeholders
from caretasks.conformance.traffic.redaction import ExchangeRedactor
from caretasks.conformance.traffic.tokens import format_value
from caretasks.core.http import Request, Response
from caretasks.core.missing import MISSING
from caretasks.openapi.document import Operation, Parameter
from caretasks.openapi.schema.keywords import property_names
from caretasks.openapi.schema.locations import ValuePath, find_at
from caretasks.openapi.schema.sensitivity import RedactionLevel
from caretasks.openapi.schema.tokens import TokenRedactor, Tokens


class FindingRedactor(ExchangeRedactor):
    """Redactor of what findings show of the exchanges with a target. Within a run, equal values have equal tokens."""

    def __init__(self, target: Target, *, reveal: bool = False, sent_by_check: bool = True, key: bytes = b"") -> None:
        super().__init__(target, reveal=reveal, sent_by_check=sent_by_check)
        tokens, names = Tokens(key), property_names(target.api)
        self._placeholders = Placeholders({} if reveal else target.user_values)
        self._redactor = TokenRedactor(tokens, names=names, is_private=self._is_private)
        self._shown = TokenRedactor(tokens, names=names, keep_invalid=True)

    @property
    def placeholders(self) -> Sequence[Placeholder]:
        """The placeholders that were used, in the order of their first use."""
        return list(self._placeholders.used.values())

    def redact_text(self, text: str) -> str:
        """Return a message with placeholders in place of the user-provided values, and without keys."""
        return self._placeholders.replace_in_text(self._keys.replace(text, self._redactor.redact_key))

    def show_body_value(self, response: Response, operation: Operation, path: ValuePath) -> str:
        """Return the value at a path of a response body in a short text; "nothing" without one."""
        documented = operation.find_response(response.status)
        level = RedactionLevel.STRINGS if documented is None or not documented.is_success else RedactionLevel.MARKED
        media = None if documented is None else documented.media
        if self._reveal:
            return self._format(find_at(response.json, path))
        return self._format(self._shown.redact_at(media, response.json, path, level))

    def show_header(self, response: Response, operation: Operation, name: str) -> str:
        """Return the value of a response header in a short text."""
        value = response.header(name)
        documented = operation.find_response(response.status)
        if value is None:
            return "nothing"
        parameter = None
        if documented is not None:  # OpenAPI describes a response header in the same way as a parameter
            headers = {each.lower(): each for each in documented.data.get("headers", {})}
            if name.lower() in headers:
                pointer = documented.child("headers", headers[name.lower()]).pointer
                parameter = Parameter(documented.api, pointer)
        return self._format(value if self._reveal else self._shown.redact_header(parameter, name, value))

    def _format(self, value: Any) -> str:
        if isinstance(value, str):
            value = self.redact_text(value)
        elif value is not MISSING and not isinstance(value, dict | list | bool) and value is not None:
            text = self.redact_text(json.dumps(value))
            value = text if text.startswith("$") else value
        return format_value(value)

    def _redact_request_values(self, request: Request, operation: Operation) -> Request:
        if not self._sent_by_check:
            return super()._redact_request_values(request, operation)
        parts, replace_text = urlsplit(request.url), self._placeholders.replace_in_text
        below_origin = request.url[len(f"{parts.scheme}://{parts.netloc}") :]
        return replace(
            request,
            url=f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{self._placeholders.replace_in_url(below_origin)}",
            headers=tuple((name, replace_text(value)) for name, value in request.headers),
            body=self._replace_in_body(request.body, replace_text),
        )

    def _replace_in_body(self, body: bytes, replace_text: Callable[[str], str]) -> bytes:
        try:
            text = body.decode("utf-8")
        except UnicodeDecodeError:
            return replace_text(body.decode("latin-1")).encode("latin-1", "replace")
        try:
            return self._placeholders.replace_in_json(text).encode()
        except (ValueError, RecursionError):
            return replace_text(text).encode()
