"""Logged requests as they were sent, except API keys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from caretasks.core.http import is_json, media_type_essence
from caretasks.core.missing import MISSING
from caretasks.core.strict_json import InvalidJsonError, decode_json
from caretasks.mock.model import ViolationDetails
from caretasks.mock.ui.keys import KeyRedactor
from caretasks.mock.ui.resolved_request import ResolvedRequest
from caretasks.openapi.operation.form_bodies import is_form
from caretasks.openapi.operation.parameters import parse_query
from caretasks.openapi.operation.path_templates import strip_origin
from caretasks.openapi.schema.tokens import Tokens


class SentFormat:
    """Formats the parts of one request as they were sent. API keys are replaced by tokens."""

    def __init__(self, tokens: Tokens, resolved: ResolvedRequest) -> None:
        self._resolved = resolved
        self._keys = KeyRedactor(tokens, resolved.api, resolved.logged)

    def path(self) -> str:
        """Return the path, percent-encoded as it was sent."""
        return self._keys.replace(strip_origin(self._resolved.logged.path).decode("latin-1"))

    def iter_query(self) -> Iterator[tuple[str, str]]:
        """Yield the decoded names and values of the query."""
        for name, values in parse_query(self._resolved.logged.query).items():
            is_key = self._keys.is_key("query", name)
            for value in values:
                yield self._keys.replace(name), self._keys.token(value) if is_key else self._keys.replace(value)

    def iter_headers(self) -> Iterator[tuple[str, str]]:
        """Yield the headers, names in lower case."""
        for name, value in self._resolved.iter_headers():
            if self._keys.is_key_header(name):
                yield name, self._keys.token(value.strip())
            else:
                yield name, self._keys.replace_cookies(value) if name == "cookie" else self._keys.replace(value)

    def body(self) -> Any:
        """Return the JSON value of the body, or its text; None without a body."""
        logged = self._resolved.logged
        return self._decode(logged.body, logged.body_length, self._resolved.content_type)

    def response(self) -> Any:
        """Return the JSON value of the body of the response, or its text; None without a body."""
        logged = self._resolved.logged
        return self._decode(logged.response, logged.response_length, logged.response_type)

    def reason(self) -> str:
        """Return why the request was rejected, in one sentence; empty if it was not."""
        return self._keys.replace(self._resolved.logged.reason)

    def violation(self, violation: ViolationDetails) -> tuple[str, Any]:
        """Return the pointer of a violation, and what was received; `MISSING` if nothing was."""
        received = violation.received
        if received is not MISSING:
            name = violation.pointer.rpartition("/")[2]
            is_key = violation.keyword == "security" or self._keys.is_key(violation.location, name)
            received = self._keys.token(str(received)) if is_key else self._keys.replace_values(received)
        return self._keys.replace(violation.pointer), received

    def _decode(self, content: bytes, length: int, content_type: str) -> Any:
        if not length:
            return None
        try:
            text = content.decode() if len(content) == length else content.decode("utf-8", "ignore")
        except UnicodeDecodeError:
            return f"({length} bytes)"
        essence = media_type_essence(content_type)
        text = self._keys.replace_members(text, is_form=is_form(essence))
        if len(content) < length:
            return f"{text}… ({length} bytes)"
        if is_json(content_type) or not essence:
            try:
                return decode_json(text.encode())
            except InvalidJsonError:
                pass
        return text
