"""API keys in a logged request: they are replaced wherever the request or its response has them."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote, quote_plus, unquote_plus

from caretasks.mock.middleware.request_log import LoggedRequest
from caretasks.openapi.document import Api
from caretasks.openapi.operation.security import key_headers
from caretasks.openapi.schema.tokens import Tokens

_MIN_LENGTH = 6  # shorter keys, such as `any`, may be parts of other words
_SECRET_HEADER = re.compile(r"authorization|api-?key|token|secret|password|credential|signature", re.IGNORECASE)
_SECRET_NAMES = frozenset(
    {
        *("accesskey", "accesstoken", "apikey", "authorization", "authtoken", "clientassertion", "clientsecret"),
        *("idtoken", "password", "privatekey", "refreshtoken", "secret", "secretkey", "xapikey", "xauthtoken"),
    }
)
_MEMBER = re.compile(r'"((?:[^"\\]|\\.){1,40})"(\s*:\s*)"((?:[^"\\]|\\.)*)("|$)')
_URL_PAIR = re.compile(r"([?&]([\w.-]{1,40})=)([^&\s\"'<>#]+)")
_PAIR = re.compile(r"(^|&)([^=&]{1,40})=([^&]*)")


def is_key_name(name: str) -> bool:
    """Return whether a property or a parameter of this name usually has a key."""
    return re.sub("[^a-z]", "", name.lower()) in _SECRET_NAMES


def replace_url_keys(tokens: Tokens, value: Any) -> Any:
    """Return a JSON value with the keys in the queries of all URLs in it replaced."""

    def replace(found: re.Match[str]) -> str:
        is_key = is_key_name(found[2]) or found[2].lower() in ("key", "sig", "signature", "token")
        return f"{found[1]}{tokens.token(found[3], 'key')}" if is_key else found[0]

    if isinstance(value, str):
        return _URL_PAIR.sub(replace, value)
    if isinstance(value, list):
        return [replace_url_keys(tokens, item) for item in value]
    if isinstance(value, Mapping):
        return {name: replace_url_keys(tokens, inner) for name, inner in value.items()}
    return value


class KeyRedactor:
    """Replaces the keys that one request has.

    Args:
        tokens: Makes the replacements.
        api: The API that the request is for.
        request: The request.
    """

    def __init__(self, tokens: Tokens, api: Api | None, request: LoggedRequest) -> None:
        self._tokens = tokens
        schemes = () if api is None else api.security_schemes
        self._locations = {scheme.key_location for scheme in schemes}
        self._headers = {} if api is None else key_headers(api)
        keys = {key for key in self._find_keys(request) if len(key) >= _MIN_LENGTH}
        forms = {form for key in keys for form in (key, quote(key, safe=""), quote_plus(key))}
        pattern = "|".join(map(re.escape, sorted(forms, key=len, reverse=True)))
        self._pattern = re.compile(pattern) if pattern else None

    def _find_keys(self, request: LoggedRequest) -> Iterator[str]:
        for raw_name, raw_value in request.headers:
            name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1").strip()
            if self.is_key_header(name):
                prefix, _, rest = value.rpartition(" ")
                yield rest
                if prefix.lower() == "basic":
                    yield from _decode_basic(rest).split(":", 1)[1:]
            elif name == "cookie":
                yield from (key for cookie, key in _iter_cookies(value) if self.is_key("cookie", cookie))
        for name, value in _iter_pairs(request.query):
            if self.is_key("query", name):
                yield value

    def is_key(self, location: str, name: str) -> bool:
        """Return whether a parameter has a key."""
        if location == "header":
            return self.is_key_header(name.lower())
        return (location, name) in self._locations or is_key_name(name)

    def is_key_header(self, name: str) -> bool:
        """Return whether a header, its name in lower case, has a key."""
        return name in self._headers or _SECRET_HEADER.search(name) is not None

    def token(self, value: str) -> str:
        """Return the replacement of a key, after a prefix such as `Bearer `."""
        prefix, space, key = value.rpartition(" ")
        return f"{prefix}{space}{self._tokens.token(key, 'key')}"

    def replace(self, text: str) -> str:
        """Return a text with all keys of the request replaced."""
        if self._pattern is None:
            return text
        return self._pattern.sub(lambda found: self._tokens.token(unquote_plus(found[0]), "key"), text)

    def replace_cookies(self, value: str) -> str:
        """Return a `Cookie` header with the keys in it replaced."""
        cookies = (
            f"{name}={self._tokens.token(key, 'key')}" if self.is_key("cookie", name) else f"{name}={key}"
            for name, key in _iter_cookies(value)
        )
        return self.replace("; ".join(cookies))

    def replace_members(self, text: str, *, is_form: bool = False) -> str:
        """Return the text of a body with its keys replaced, and the values of all fields that have the name of one."""

        def replace_member(found: re.Match[str]) -> str:
            if not is_key_name(found[1]):
                return found[0]
            return f'"{found[1]}"{found[2]}"{self._tokens.token(found[3], "key")}"'

        def replace_pair(found: re.Match[str]) -> str:
            if not is_key_name(unquote_plus(found[2])):
                return found[0]
            return f"{found[1]}{found[2]}={self._tokens.token(found[3], 'key')}"

        text = _PAIR.sub(replace_pair, text) if is_form else _MEMBER.sub(replace_member, text)
        return self.replace(str(replace_url_keys(self._tokens, text)))

    def replace_values(self, value: Any) -> Any:
        """Return a JSON value with all keys in its strings replaced."""
        if isinstance(value, str):
            return self.replace(value)
        if isinstance(value, list):
            return [self.replace_values(item) for item in value]
        if isinstance(value, Mapping):
            return {self.replace(name): self.replace_values(inner) for name, inner in value.items()}
        return value


def _decode_basic(text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""


def _iter_cookies(value: str) -> Iterator[tuple[str, str]]:
    for pair in value.split(";"):
        name, _, key = pair.strip().partition("=")
        yield name, key


def _iter_pairs(query: bytes) -> Iterable[tuple[str, str]]:
    for pair in query.decode("latin-1").split("&"):
        name, _, value = pair.partition("=")
        yield unquote_plus(name, errors="replace"), unquote_plus(value, errors="replace")
