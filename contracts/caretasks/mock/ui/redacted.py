"""Logged requests with API keys, sensitive data and everything that the spec does not describe redacted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, unquote

from caretasks.core.http import is_json
from caretasks.core.missing import MISSING
from caretasks.core.strict_json import InvalidJsonError, decode_json
from caretasks.mock.model import ViolationDetails
from caretasks.mock.ui.keys import replace_url_keys
from caretasks.mock.ui.resolved_request import ResolvedRequest
from caretasks.openapi.document import Api, Media
from caretasks.openapi.json_pointer import join, split
from caretasks.openapi.operation.parameters import parse_query
from caretasks.openapi.operation.path_templates import strip_origin
from caretasks.openapi.operation.security import key_headers
from caretasks.openapi.schema.keywords import keep_result, property_names
from caretasks.openapi.schema.sensitivity import RedactionLevel
from caretasks.openapi.schema.tokens import TokenRedactor, Tokens

_SHOWN_HEADERS = frozenset({"expect", "host", "keep-alive", "prefer", "user-agent", "x-caretasks-fault"})
"""Headers for the mock server, whose values are shown in addition to those that `Redactor.redact_header` keeps."""
_PRINTABLE_ASCII = re.compile(r"[ -~]{0,200}")
_PATH_PARAMETER = re.compile(r"\{([^{}]*)\}")
_UNQUOTED = "-._~:@!$&'()*+,;="
_TOKEN = re.compile(r"‹redacted \w+ [0-9a-f]{6}›")
_MAX_BODY_BYTES = 8 * 1024  # redaction compares each value of a body with its schema, which takes long


class RedactedFormat:
    """Formats the parts of one request. Tokens, such as `‹redacted string 7f3a91›`, replace private values."""

    def __init__(self, tokens: Tokens, redactor: TokenRedactor, resolved: ResolvedRequest) -> None:
        self._tokens = tokens
        self._redactor = redactor
        self._resolved = resolved

    def path(self) -> str:
        """Return the path with its parameters redacted. In an undocumented one, all unknown segments are redacted."""
        match, api = self._resolved.match, self._resolved.api
        if match is not None:
            operation = self._resolved.operation or next(iter(match.operations.values()))
            described = {each.name.lower(): each for each in operation.parameters if each.location == "path"}
            redacted = {
                name: _quote(self._redactor.redact_parameter(described.get(name.lower()), value))
                for name, value in match.path_values.items()
            }
            path_template = operation.path.partition("#")[0].partition("?")[0]
            template = f"/{operation.api.name}{operation.api.base_path}{path_template}"
            return _PATH_PARAMETER.sub(lambda found: redacted[found[1]], template)
        known = {""} if api is None else _literal_segments(api)
        quoted = strip_origin(self._resolved.logged.path).decode("latin-1").split("/")
        segments = [unquote(segment, errors="surrogateescape") for segment in quoted]
        return "/".join(_quote(each if each in known else self._redactor.redact_text(each)) for each in segments)

    def iter_query(self) -> Iterator[tuple[str, str]]:
        """Yield the names and values of the query."""
        described, api = self._resolved.parameters("query"), self._resolved.api
        keys = {scheme.key_location for scheme in (() if api is None else api.security_schemes)}
        for name, values in parse_query(self._resolved.logged.query).items():
            parameter = described.get(name.lower())
            is_key = ("query", name) in keys
            for value in values:
                yield (
                    name if is_key or parameter is not None else self._redactor.redact_text(name),
                    self._redactor.redact_key(value) if is_key else self._redactor.redact_parameter(parameter, value),
                )

    def iter_headers(self) -> Iterator[tuple[str, str]]:
        """Yield the headers, names in lower case."""
        described, api = self._resolved.parameters("header"), self._resolved.api
        keys = {} if api is None else key_headers(api)
        for name, value in self._resolved.iter_headers():
            if name in keys:
                yield name, self._redactor.redact_key(value, keys[name])
            elif name not in described and name in _SHOWN_HEADERS and _PRINTABLE_ASCII.fullmatch(value):
                yield name, value
            else:
                yield name, self._redactor.redact_header(described.get(name), name, value)

    def body(self) -> Any:
        """Return the redacted JSON value of the body, a token for any other body, or None without a body."""
        operation, logged = self._resolved.operation, self._resolved.logged
        media = None if operation is None else operation.body
        return self._redact(media, logged.body, logged.body_length, self._resolved.content_type)

    def response(self) -> Any:
        """Return the body of the response in the same way."""
        operation, logged = self._resolved.operation, self._resolved.logged
        response = None if operation is None or logged.status is None else operation.find_response(logged.status)
        media = None if response is None else response.media
        # The message of an error may name properties of the request.
        level = RedactionLevel.STRINGS if logged.violations else RedactionLevel.MARKED
        return self._redact(media, logged.response, logged.response_length, logged.response_type, level)

    def reason(self) -> str:
        """Return why the request was rejected, in one sentence; a general one if the message may name properties."""
        names_properties = any(
            each.location == "body" or "/" in each.pointer for each in self._resolved.logged.violations
        )
        return "the request is invalid" if names_properties else self._resolved.logged.reason

    def violation(self, violation: ViolationDetails) -> tuple[str, Any]:
        """Return the pointer of a violation, and what was received; `MISSING` if nothing was."""
        received, pointer = violation.received, violation.pointer
        if "/" in pointer and self._resolved.api is not None:
            known = property_names(self._resolved.api)
            name, _, rest = pointer.partition("/")
            tokens = split(f"/{rest}")
            shown = (each if each in known or each.isdecimal() else self._redactor.redact_text(each) for each in tokens)
            pointer = join(name, *shown)
        if received is not MISSING and violation.location != "method":
            kind = "object" if isinstance(received, dict) else "array" if isinstance(received, list) else ""
            received = self._tokens.token(repr(received) if kind else received, kind)
        return pointer, received

    def _redact(
        self,
        media: Media | None,
        content: bytes,
        length: int,
        content_type: str,
        level: RedactionLevel = RedactionLevel.MARKED,
    ) -> Any:
        if not length:
            return None
        if media is not None and length <= _MAX_BODY_BYTES and is_json(content_type):
            try:
                return replace_url_keys(self._tokens, self._redactor.redact_body(media, decode_json(content), level))
            except InvalidJsonError:
                pass
        return self._redactor.redact_invalid_json(content).decode()


@keep_result
def _literal_segments(api: Api) -> frozenset[str]:
    """Return the segments of an API's paths that are not parameters, and the empty one."""
    paths = [api.base_path, *(operation.path for operation in api.operations)]
    segments = {segment for path in paths for segment in path.split("/")}
    return frozenset({api.name, "", *(unquote(segment) for segment in segments if "{" not in segment)})


def _quote(text: str) -> str:
    """Percent-encode a string, except a token, so that it is safe in a path and on a terminal."""
    return text if _TOKEN.fullmatch(text) else quote(text, safe=_UNQUOTED, errors="surrogateescape")
