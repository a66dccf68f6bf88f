"""The token endpoint of an API with OAuth 2.0: it issues access tokens that the mock server accepts (RFC 6749).

It is at the path of the documented token URL below `/<api>`, unless an operation has this path, and at `/<api>/_token`.
"""

from __future__ import annotations

import base64
import binascii
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlsplit

from caretasks.core.http import media_type_essence
from caretasks.mock.handler.responses import MockResponse
from caretasks.openapi.document import Api, SecurityScheme
from caretasks.openapi.operation.credentials import Keys
from caretasks.openapi.operation.form_bodies import URLENCODED
from caretasks.openapi.operation.security import INVALID_KEY

MAX_TOKEN_REQUEST_BYTES = 64 * 1024
_LIFETIME_SECONDS = 3600
_MAX_TOKENS = 10_000
_GRANTS = {"clientCredentials": "client_credentials", "password": "password", "authorizationCode": "authorization_code"}
_NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}


class IssuedTokens:
    """The access tokens that were issued, until they expire.

    Args:
        now: Returns the time in seconds.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._ends: dict[str, float] = {}

    def issue(self) -> str:
        """Return a new token, which is valid for an hour."""
        token = f"mock-{uuid.uuid4().hex}"
        self._ends[token] = self._now() + _LIFETIME_SECONDS
        if len(self._ends) > _MAX_TOKENS:
            del self._ends[next(iter(self._ends))]
        return token

    def find(self, token: str) -> bool | None:
        """Return whether a token is still valid; None if it was not issued."""
        end = self._ends.get(token)
        return None if end is None else self._now() < end


class TokenEndpoint:
    """The token endpoint of one security scheme.

    Args:
        scheme: A scheme of type `oauth2`.
        key: The only client secret; None for any.
        tokens: The tokens that are issued.
    """

    def __init__(self, scheme: SecurityScheme, key: str | None, tokens: IssuedTokens) -> None:
        self._flows: Mapping[str, Any] = scheme.data.get("flows", {})
        self._key = key
        self._tokens = tokens

    @property
    def grants(self) -> frozenset[str]:
        """The values of `grant_type` that are documented."""
        found = {_GRANTS[name] for name in self._flows if name in _GRANTS}
        has_refresh = any("refreshUrl" in flow for flow in self._flows.values() if isinstance(flow, Mapping))
        return frozenset(found | ({"refresh_token"} if has_refresh or "authorization_code" in found else set()))

    def respond(self, headers: Mapping[str, Sequence[str]], content: bytes) -> MockResponse:
        """Return the response to a POST with these headers (names in lower case) and this body."""
        content_type = media_type_essence(next(iter(headers.get("content-type", ())), ""))
        if content_type != URLENCODED:
            return _error(400, "invalid_request", f"the Content-Type must be {URLENCODED}")
        pairs = parse_qsl(content.decode("utf-8", "replace"), keep_blank_values=True)
        fields = dict(pairs)
        if len(fields) != len(pairs):
            return _error(400, "invalid_request", "a field is sent more than once")
        if not fields.get("grant_type"):
            return _error(400, "invalid_request", "grant_type is required")
        if fields["grant_type"] not in self.grants:
            return _error(400, "unsupported_grant_type", f"use one of: {', '.join(sorted(self.grants))}")
        client, secret = _read_client(headers, fields)
        is_public = fields["grant_type"] in ("authorization_code", "refresh_token")  # a client without a secret, too
        if not client or INVALID_KEY in (client, secret) or (not secret and not is_public):
            return _unknown_client()
        if self._key is not None and secret != self._key:
            return _unknown_client()
        token = {
            "access_token": self._tokens.issue(),
            "token_type": "Bearer",
            "expires_in": _LIFETIME_SECONDS,
        }
        if "refresh_token" in self.grants:
            token["refresh_token"] = f"mock-{uuid.uuid4().hex}"
        if fields.get("scope"):
            token["scope"] = fields["scope"]
        return MockResponse(200, token, headers=dict(_NO_STORE))


def find_token_endpoints(
    apis: Iterable[Api], keys: Mapping[str, Keys], tokens: IssuedTokens
) -> dict[str, TokenEndpoint]:
    """Return the token endpoints of APIs by their paths. `keys` has the keys of each API by its name."""
    found: dict[str, TokenEndpoint] = {}
    for api in apis:
        for scheme in api.security_schemes:
            flows = scheme.data.get("flows") if scheme.data.get("type") == "oauth2" else None
            if not isinstance(flows, Mapping):
                continue
            endpoint = TokenEndpoint(scheme, keys[api.name].get(scheme.name), tokens)
            if endpoint.grants:
                found.setdefault(f"/{api.name}/_token", endpoint)
            urls = [flow.get(key) for flow in flows.values() for key in ("tokenUrl", "refreshUrl")]
            for url in (url for url in urls if isinstance(url, str)):
                path = urlsplit(url).path
                found.setdefault(f"/{api.name}/{path.lstrip('/')}", endpoint)
    return found


def _read_client(headers: Mapping[str, Sequence[str]], fields: Mapping[str, str]) -> tuple[str, str]:
    """Return the ID and the secret of a client: from the Authorization header (HTTP Basic), or from the body."""
    for value in headers.get("authorization", ()):
        scheme, _, encoded = value.partition(" ")
        if scheme.lower() == "basic":
            try:
                client, _, secret = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
            except (binascii.Error, ValueError):
                return "", ""
            return unquote_plus(client), unquote_plus(secret)
    return fields.get("client_id", ""), fields.get("client_secret", "")


def _unknown_client() -> MockResponse:
    response = _error(401, "invalid_client", "the client ID or the client secret is missing or wrong")
    response.headers["WWW-Authenticate"] = 'Basic realm="caretasks mock"'
    return response


def _error(status: int, code: str, description: str) -> MockResponse:
    return MockResponse(status, {"error": code, "error_description": description}, headers=dict(_NO_STORE))
