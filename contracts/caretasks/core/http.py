"""HTTP values that do not depend on OpenAPI: requests, responses, status codes, hosts, path parameters and bodies."""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self
from urllib.parse import quote, unquote

from caretasks.core.missing import MISSING

JSON_MEDIA_TYPE = "application/json"

READ_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
"""Methods that change no data (RFC 9110, section 9.2.1)."""

BODYLESS_STATUSES = (204, 205, 304)
"""The statuses whose responses have no body."""

PROTOCOL_STATUSES = frozenset({405, 406, 408, 413, 414, 415, 429, 431, 502, 503, 504})
"""Statuses that HTTP itself, a server framework or a proxy may return without the API documenting them."""

_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")


class UrlText(str):
    """A string in a URL that also has its percent-encoded form.

    In that form a separator is not encoded, and the same character in an item between separators is.
    """

    encoded: str

    def __new__(cls, text: str, encoded: str | None = None) -> Self:
        created = super().__new__(cls, text)
        created.encoded = quote(text, safe="", errors="surrogateescape") if encoded is None else encoded
        return created


def encode_path_parameters(path: Mapping[str, Any]) -> dict[str, str]:
    """Return path parameters percent-encoded, slashes included, so that no value adds a path segment."""
    return {
        name: value.encoded if isinstance(value, UrlText) else quote(str(value), safe="", errors="surrogateescape")
        for name, value in path.items()
    }


def decode_path_parameters(path: Mapping[str, Any] | None) -> dict[str, str]:
    """Return percent-encoded path parameters as plain strings."""
    return {name: unquote(str(value)) for name, value in (path or {}).items()}


def is_token(text: str) -> bool:
    """Return whether a text is a token, such as the name of a header (RFC 9110, section 5.6.2)."""
    return _TOKEN.fullmatch(text) is not None


def is_loopback(host: str) -> bool:
    """Return whether a host name, or an address without brackets, is that of this machine."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback


def parse_json(content: bytes | None) -> Any:
    """Return the data of a JSON body, or `MISSING` if it is not JSON."""
    try:
        return json.loads(content) if content else MISSING
    except (ValueError, RecursionError):
        return MISSING


def is_json(media_type: str) -> bool:
    """Return whether a media type, with or without parameters, is `application/json` or a `+json` type."""
    essence = media_type_essence(media_type)
    return essence == JSON_MEDIA_TYPE or (essence.startswith("application/") and essence.endswith("+json"))


def media_type_essence(media_type: str) -> str:
    """Return a media type in lower case, without its parameters."""
    return media_type.split(";")[0].strip().lower()


class _Message:
    """Base of requests and responses: headers and a body."""

    headers: tuple[tuple[str, str], ...]

    def header(self, name: str) -> str | None:
        """Return the first value of a header, whose name may be in any case; None without one."""
        return next((value for header, value in self.headers if header.lower() == name.lower()), None)

    @cached_property
    def header_values(self) -> dict[str, list[str]]:
        """The values of the headers by name, with names in lower case."""
        values: dict[str, list[str]] = {}
        for name, value in self.headers:
            values.setdefault(name.lower(), []).append(value)
        return values

    @property
    def joined_headers(self) -> dict[str, str]:
        """The headers with one string for all values of a name, and names in lower case."""
        return {name: ", ".join(values) for name, values in self.header_values.items()}

    @property
    def media_type(self) -> str:
        """The value of the Content-Type header; empty without one."""
        return self.header("content-type") or ""


@dataclass(frozen=True)
class Request(_Message):
    """A request as it was sent: an absolute URL, and the headers in their order. An empty body means none."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    @cached_property
    def json(self) -> Any:
        """The data of a JSON body of any media type, or `MISSING` if the body is not JSON. Do not change it."""
        return parse_json(self.body)

    @property
    def is_write(self) -> bool:
        """True if the method may change data."""
        return self.method.upper() not in READ_METHODS

    @property
    def size(self) -> int:
        """The characters and bytes of the whole request, to find the smallest of several requests."""
        return len(self.method) + len(self.url) + sum(len(n) + len(v) for n, v in self.headers) + len(self.body)


@dataclass(frozen=True)
class Response(_Message):
    """A response as it was received: the headers in their order, and the decoded body, None if it was not recorded."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = b""
    reason: str = ""

    @cached_property
    def json(self) -> Any:
        """The data of the body, or `MISSING` if its media type or its content is not JSON. Do not change it."""
        return parse_json(self.body) if is_json(self.media_type) else MISSING


@dataclass(frozen=True)
class Exchange:
    """A request and its response, if there was one.

    Attributes:
        started_at: When the request was sent, in ISO 8601.
        elapsed_seconds: Time until the response.
        notes: How the request was generated; empty in a recording by another program.
    """

    request: Request
    response: Response | None
    started_at: str = ""
    elapsed_seconds: float = 0.0
    notes: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_sent_write(self) -> bool:
        """True if the request was sent, with or without a response, and its method may change data."""
        return self.request.is_write and (self.response is not None or bool(self.started_at))

    @property
    def status(self) -> int:
        """The status code of the response; 0 without one."""
        return 0 if self.response is None else self.response.status
