"""Redaction of API keys, patient data and user-provided values in output, reports and recordings.

A value is kept if the spec describes it, does not mark it as `x-sensitive`, and it is valid. In an error response,
strings are kept only if the spec lists them. Values from fixtures, account headers and keys are always redacted.
A value that is redacted at one location of a request is redacted everywhere in it, in its response, and in the
follow-up reads of a rule, so that the check of a redacted recording has the same verdict. With `reveal`, only API keys
are redacted.
"""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Any
from urllib.parse import quote, unquote, unquote_plus, urlsplit

from caretasks.conformance.rules.shared import is_unknown_id
from caretasks.conformance.target.model import Target
from caretasks.conformance.traffic.secret_forms import SecretFinder
from caretasks.core.http import Exchange, Request, Response
from caretasks.core.missing import MISSING
from caretasks.core.strict_json import iter_scalars
from caretasks.openapi.document import Media, Operation, Parameter
from caretasks.openapi.operation.credentials import client_arguments
from caretasks.openapi.operation.security import has_invalid_key, key_headers
from caretasks.openapi.schema.keywords import property_names
from caretasks.openapi.schema.replacements import UUID
from caretasks.openapi.schema.sensitivity import RedactionLevel, Redactor

_MIN_PRIVATE_LENGTH = 3
"""Length from which a private value is redacted inside longer strings; a shorter one would match by chance."""
_SCHEME = re.compile("(bearer|token|basic) +", re.IGNORECASE)


class ExchangeRedactor:
    """Redactor of the exchanges with a target. Within a run, equal values have equal replacements.

    If checks did not send the requests, a key in them is not known. The `variables` stand for the key and the account
    headers in a request for a curl command.
    """

    def __init__(self, target: Target, *, reveal: bool = False, sent_by_check: bool = True, key: bytes = b"") -> None:
        self._secrets = target.secrets
        self.variables = (*client_arguments(target.api), *target.account_values, *target.network.variables)
        self._network = target.network
        self._private = sorted({text.casefold() for text in target.private_values if text}, key=len, reverse=True)
        self._tokens = target.tokens
        self._finder = SecretFinder(self._all_secrets)
        self._found_secrets = self._all_secrets
        self._key_prefixes = key_headers(target.api)
        self._key_locations = {scheme.key_location for scheme in target.api.security_schemes}
        self._account_values = target.account_values
        self._reveal = reveal
        self._sent_by_check = sent_by_check
        self._redacted: frozenset[tuple[type, Any]] = frozenset()
        self._previously_redacted: frozenset[tuple[type, Any]] = frozenset()
        # A UUID that is private in one exchange may be the value of another property of the resource in the next.
        self._redacted_uuids: set[str] = set()
        self._server_strings: set[str] = set()  # those that were redacted in a response of the run
        self._is_child = False
        self._generated: set[Any] = set()  # the values of the latest request, and of those before it in a sequence
        self._public: AbstractSet[Any] | None = frozenset()  # None: all values but the private ones
        self._redactor = Redactor(
            key or b"",
            numbered=not key,
            names=property_names(target.api),
            is_private=self._is_private,
            is_public=self._is_public,
        )

    def redact_text(self, text: str) -> str:
        """Return a message with the values of the user and of the environment redacted."""
        text = self._keys.replace(text, self._redactor.redact_key)
        for private in () if self._reveal else self._private:
            if len(private) >= _MIN_PRIVATE_LENGTH:
                text = re.sub(
                    re.escape(private), lambda found: self._redactor.redact_text(found[0]), text, flags=re.IGNORECASE
                )
        return text

    def redact_request(self, request: Request, operation: Operation) -> Request:
        """Return the request for a curl command, with variables in place of all values of the environment."""
        redacted = self._redact_request(request, operation, self._variable_of)
        accounts = {p.name.lower(): p.environment_variable for p in operation.parameters if p.is_account_header}
        headers = []
        for (name, value), redacted_header in zip(request.headers, redacted.headers, strict=True):
            variable = accounts.get(name.lower(), "")
            is_account_value = self._sent_by_check and variable and value == self._account_values.get(variable)
            headers.append((name, f"${variable}") if is_account_value else redacted_header)
        headers += [
            (reference.name, reference.template) for reference in self._network.headers
        ]  # a check never has them
        return replace(redacted, headers=tuple(headers))

    def _variable_of(self, key: str) -> str:
        """Return the shell's text for a key; for one that is not known, as in a recording, the first variable."""
        return self._secrets.get(key) or f"${self.variables[0]}"

    def redact_exchange(self, exchange: Exchange, operation: Operation, *, is_child: bool = False) -> Exchange:
        """Return the exchange with all private values redacted.

        The request of a child, such as a follow-up read, may have values of the response before it.
        """
        if description := exchange.notes.get("description"):  # the engine's description quotes values of the request
            exchange = replace(exchange, notes={**exchange.notes, "description": self.redact_text(str(description))})
        is_child = is_child or bool(exchange.notes.get("sent_by_check"))
        redact = self._redact_sent_exchange if self._sent_by_check else self._redact_recorded_exchange
        try:
            return redact(exchange, operation, is_child=is_child)
        finally:
            self._redacted, self._public, self._is_child = frozenset(), frozenset(), False

    def _redact_sent_exchange(self, exchange: Exchange, operation: Operation, *, is_child: bool) -> Exchange:
        """Redact the user-provided values in a request, and in the response all that was not generated for it."""
        self._is_child, self._public = is_child, None
        request = self._redact_request(exchange.request, operation, self._redactor.redact_key)
        generated = {value for value in _iter_request_values(exchange.request) if not self._is_private(value)}
        self._public = self._generated = generated | (self._generated if is_child else set())
        with self._redactor.recording_redacted() as redacted_values:
            response = exchange.response and self._redact_response(exchange.response, operation)
        self._server_strings.update(value for kind, value in redacted_values if kind is str)
        return replace(exchange, request=request, response=response)

    def _redact_recorded_exchange(self, exchange: Exchange, operation: Operation, *, is_child: bool) -> Exchange:
        """Redact a request, and in the response also what was redacted in the request."""
        previous = self._previously_redacted if is_child else frozenset()
        with self._redactor.recording_redacted() as redacted_values:
            request = self._redact_request(exchange.request, operation, self._redactor.redact_key)
        self._redacted = self._previously_redacted = previous | frozenset(redacted_values)
        self._redacted_uuids.update(value for kind, value in redacted_values if kind is str and UUID.fullmatch(value))
        if self._redacted:  # again, now that all values to redact are known
            request = self._redact_request(exchange.request, operation, self._redactor.redact_key)
        response = exchange.response and self._redact_response(exchange.response, operation)
        return replace(exchange, request=request, response=response)

    def _is_private(self, value: Any) -> bool:
        """Return whether a value is user-provided, or was redacted in the request of the exchange."""
        if (type(value), value) in self._redacted or (isinstance(value, str) and value in self._redacted_uuids):
            return True
        if self._is_child and isinstance(value, str) and value in self._server_strings:
            return True
        folded = str(value).casefold()
        return any(
            folded == private or (len(private) >= _MIN_PRIVATE_LENGTH and private in folded)
            for private in self._private
        )

    def _is_public(self, value: Any) -> bool:
        """Return whether a value was generated for the request."""
        if isinstance(value, bool) or value is None:
            return self._public is None
        return (self._public is None or value in self._public) and not self._is_private(value)

    # Keys

    @property
    def _all_secrets(self) -> frozenset[str]:
        return self._network.secrets.union(self._secrets, self._tokens.secrets)

    @property
    def _keys(self) -> SecretFinder:
        """Finds the secrets, also an access token that was requested during the run."""
        if self._found_secrets != (all_secrets := self._all_secrets):
            self._finder, self._found_secrets = SecretFinder(all_secrets), all_secrets
        return self._finder

    def _redact_key_header(self, name: str, value: str, redact_key: Callable[[str], str]) -> str:
        """Return the value of a header without the key. In another program's request, any credentials may be a key."""
        if name.lower() == "cookie":
            return "; ".join(self._redact_key_pair("cookie", pair, redact_key) for pair in value.split("; "))
        redacted = self._keys.replace(value, redact_key)
        prefix = self._key_prefixes.get(name.lower())
        if self._sent_by_check or prefix is None or redacted != value:
            return redacted
        if has_invalid_key(value):
            return value
        if not value.lower().startswith(prefix.lower()) or not prefix:
            match = _SCHEME.match(value)
            prefix = match[0] if match else ""
        return value[: len(prefix)] + redact_key(value[len(prefix) :])

    def _redact_key_pair(self, location: str, pair: str, redact_key: Callable[[str], str]) -> str:
        """Return `name=value` of a query or a cookie without the key."""
        redacted = self._keys.replace(pair, redact_key)
        name, equals, value = pair.partition("=")
        is_key = (location, unquote_plus(name)) in self._key_locations and not has_invalid_key(value)
        if self._sent_by_check or not is_key or redacted != pair:
            return redacted
        return f"{name}{equals}{redact_key(value)}"

    # Requests

    def _redact_request(self, request: Request, operation: Operation, redact_key: Callable[[str], str]) -> Request:
        if not self._reveal:
            request = self._redact_request_values(request, operation)
        url, mark, query = request.url.partition("?")
        pairs = [self._redact_key_pair("query", pair, redact_key) for pair in query.split("&")]
        return replace(
            request,
            url=f"{self._keys.replace(url, redact_key)}{mark}{'&'.join(pairs)}",
            headers=tuple((name, self._redact_key_header(name, value, redact_key)) for name, value in request.headers),
            body=self._keys.replace_in_body(request.body, redact_key),
        )

    def _redact_request_values(self, request: Request, operation: Operation) -> Request:
        """Redact all values of a request but keys: those that the spec does not describe, or that are invalid."""
        described = {(p.location, p.name.lower()): p for p in operation.parameters}

        def redact_query_pair(pair: str) -> str:
            raw_name, equals, raw_value = pair.partition("=")
            name, value = unquote_plus(raw_name), unquote_plus(raw_value)
            parameter = described.get(("query", name.lower()))
            if ("query", name) in self._key_locations:
                return pair
            if parameter is None:
                raw_name = quote(self._redactor.redact_name(name), safe="")
            return f"{raw_name}{equals}{quote(self._redactor.redact_parameter(parameter, value), safe='')}"

        def redact_cookie(pair: str) -> str:
            name, equals, value = pair.partition("=")
            if ("cookie", name) in self._key_locations:
                return pair
            parameter = described.get(("cookie", name.lower()))
            shown = name if parameter is not None else self._redactor.redact_text(name)
            return f"{shown}{equals}{self._redactor.redact_parameter(parameter, value)}"

        def redact_header(name: str, value: str) -> str:
            parameter = described.get(("header", name.lower()))
            if name.lower() in self._key_prefixes:
                return value
            if name.lower() == "cookie":
                return "; ".join(map(redact_cookie, value.split("; ")))
            if parameter is not None and parameter.is_account_header and not self._sent_by_check:
                return self._redactor.redact_text(value)
            return self._redactor.redact_header(parameter, name, value)

        parts = urlsplit(request.url)
        path = "/".join(self._iter_segments(parts.path, operation))
        query = "&".join(map(redact_query_pair, parts.query.split("&"))) if parts.query else ""
        return replace(
            request,
            url=f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{path}{query and '?'}{query}",
            headers=tuple((name, redact_header(name, value)) for name, value in request.headers),
            body=self._redact_body(request.body, operation.body),
        )

    def _iter_segments(self, path: str, operation: Operation) -> Iterator[str]:
        """Yield the segments of a path, with path parameters redacted; the path of the base URL comes first."""
        described = {parameter.name: parameter for parameter in operation.path_parameters}
        segments, template_segments = path.split("/"), operation.path.split("/")
        base_length = len(segments) - len(template_segments)
        templates = [*[""] * base_length, *template_segments][-len(segments) :]
        for index, (segment, template) in enumerate(zip(segments, templates, strict=True)):
            is_base = index <= max(0, base_length)  # the template starts with a slash, so its first segment is empty
            if segment == template or (is_base and "{" not in template) or is_unknown_id(segment):
                yield segment  # the IDs that the suite sends as unknown ones are its own
            elif template.startswith("{") and template.endswith("}"):
                yield quote(self._redactor.redact_parameter(described.get(template[1:-1]), unquote(segment)), safe="")
            else:  # a parameter inside a segment, or a segment shifted by a value that contains slashes
                yield quote(self._redactor.redact_name(unquote(segment)), safe="")

    # Responses

    def _redact_response(self, response: Response, operation: Operation) -> Response:
        redact_key = self._redactor.redact_key

        def redact(text: str) -> str:
            return self._keys.replace(text, redact_key)

        def redact_split_key(name: str, value: str) -> tuple[str, str]:
            """Redact a key with a colon that a server has sent as a whole header."""
            line = f"{name}:{value}"
            is_split = redact(line) != line and (redact(name), redact(value)) == (name, value)
            return (redact_key(name), redact_key(value)) if is_split else (name, value)

        response = replace(response, headers=tuple(redact_split_key(*pair) for pair in response.headers))
        if not self._reveal:
            response = self._redact_response_values(response, operation)
        return replace(
            response,
            reason=redact(response.reason),
            headers=tuple((redact(name), redact(value)) for name, value in response.headers),
            body=response.body and self._keys.replace_in_body(response.body, redact_key),
        )

    def _redact_response_values(self, response: Response, operation: Operation) -> Response:
        documented = operation.find_response(response.status)
        is_success = documented is not None and documented.is_success
        described = {}
        if documented is not None:  # OpenAPI describes a response header in the same way as a parameter
            for name in documented.data.get("headers", {}):
                pointer = documented.child("headers", name).pointer
                described[name.lower()] = Parameter(documented.api, pointer)
        return replace(
            response,
            reason=http.client.responses.get(response.status, ""),
            headers=tuple(
                (name, self._redactor.redact_header(described.get(name.lower()), name, value))
                for name, value in response.headers
            ),
            body=response.body
            and self._redact_body(
                response.body,
                None if documented is None else documented.media,
                RedactionLevel.MARKED if is_success else RedactionLevel.STRINGS,
            ),
        )

    def _redact_body(self, body: bytes, media: Media | None, level: RedactionLevel = RedactionLevel.MARKED) -> bytes:
        """Return a JSON body with its data redacted. The replacement of another body is not JSON either."""
        if not body:
            return body
        try:
            return json.dumps(self._redactor.redact_body(media, json.loads(body), level)).encode()
        except (ValueError, RecursionError):
            is_public = self._is_public(body.decode("latin-1"))
            return body if is_public else self._redactor.redact_invalid_json(body)


def _iter_request_values(request: Request) -> Iterator[Any]:
    """Yield the scalars, names and strings of a request."""
    parts = urlsplit(request.url)
    for part in re.split("[/?&=,]", f"{parts.path}?{parts.query}"):
        yield unquote_plus(part)
        yield unquote(part)
    for _, value in request.headers:
        yield value
    if request.json is MISSING:
        yield request.body.decode("latin-1")
    else:
        yield from iter_scalars(request.json)
