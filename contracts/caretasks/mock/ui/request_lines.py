"""Logged requests as lines of text for a terminal: the request and its status, the body, and why it was rejected."""

from __future__ import annotations

import json
import re
import time
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from caretasks.core.console import escape_unprintable
from caretasks.core.missing import MISSING
from caretasks.mock.middleware.request_log import LoggedRequest
from caretasks.mock.ui.as_sent import SentFormat
from caretasks.mock.ui.redacted import RedactedFormat
from caretasks.mock.ui.request_view import RequestView

_MAX_BODY_LENGTH = 1000  # characters
_MAX_VALUE_LENGTH = 200
_MAX_VIOLATIONS = 20
_UNQUOTED = "-._~:@!$&'()*+,;=/?%[]‹› "
_LINE_BREAK = re.compile(r"\s*\n\s*")
_INDENT = " " * 9  # the width of the time

_BOLD, _DIM, _RED, _GREEN, _YELLOW, _CYAN = "1", "2", "31", "32", "33", "36"
_STATUS_COLORS = {"2": _GREEN, "3": _CYAN, "4": _YELLOW, "5": _RED}


class RequestLines:
    """Formats requests as text. In color, with the escape sequences that all terminals know."""

    def __init__(self, view: RequestView, *, color: bool = False) -> None:
        self._view = view
        self._has_color = color

    def format(self, request: LoggedRequest) -> str:
        """Return the lines of a request."""
        resolved = self._view.resolve(request)
        parts = self._view.format(resolved)
        pairs = "&".join(f"{_quote(name, '&=')}={_quote(value, '&')}" for name, value in parts.iter_query())
        status = "---" if request.status is None else str(request.status)
        operation = "" if resolved.operation is None else f" {_quote(resolved.operation.id)}"
        fault = f" (fault: {request.faults})" if request.faults else ""
        received_at = self._style(_format_clock_time(int(request.received_at)), _DIM)
        target = f"{self._style(_quote(request.method), _BOLD)} {_quote(parts.path())}{'?' + pairs if pairs else ''}"
        result = self._style(status, _STATUS_COLORS.get(status[0], _RED))
        duration = self._style(f"{(request.duration_seconds or 0) * 1000:.1f} ms{operation}{fault}", _DIM)
        lines = [f"{received_at} {target} {result} {duration}"]
        if request.body_length:
            lines.append(self._style(f"{_INDENT}body: {_shorten(parts.body(), _MAX_BODY_LENGTH)}", _DIM))
        if request.status is not None and request.status >= 400:
            lines += [self._style(_INDENT + line, _YELLOW) for line in self._explain(request, parts)]
        return "\n".join(lines)

    def _explain(self, request: LoggedRequest, parts: SentFormat | RedactedFormat) -> list[str]:
        lines = []
        for violation in request.violations[:_MAX_VIOLATIONS]:
            pointer, value = parts.violation(violation)
            received = "nothing" if value is MISSING else _shorten(value, _MAX_VALUE_LENGTH, is_quoted=True)
            location = f"{violation.location} {escape_unprintable(pointer)}".rstrip()
            expected = escape_unprintable(violation.expected)
            lines.append(f"{location}: {violation.keyword}: expected {expected}, received {received}")
        if len(request.violations) > _MAX_VIOLATIONS:
            lines.append(f"and {len(request.violations) - _MAX_VIOLATIONS} more violations")
        reason = parts.reason()
        return lines or ([f"reason: {escape_unprintable(reason)}"] if reason else [])

    def _style(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self._has_color else text


def _shorten(value: Any, length: int, *, is_quoted: bool = False) -> str:
    """Return a JSON value on one line, up to a length."""
    is_token = isinstance(value, str) and value.startswith("‹redacted ")
    if isinstance(value, str) and (is_token or not is_quoted):
        text = _LINE_BREAK.sub(" ", value)
    else:
        text = json.dumps(value, ensure_ascii=False)
    return escape_unprintable(text if len(text) <= length else text[:length] + "…")


def _quote(text: str, separators: str = "") -> str:
    """Percent-encode the characters that are unsafe on a terminal; letters of all languages are kept."""
    return "".join(
        character
        if character not in separators and (character in _UNQUOTED or character.isalnum())
        else quote(character, safe="", errors="surrogateescape")
        for character in text
    )


@lru_cache(maxsize=2)
def _format_clock_time(second: int) -> str:
    return time.strftime("%H:%M:%S", time.localtime(second))
