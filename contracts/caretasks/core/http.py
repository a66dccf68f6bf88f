"""HTTP values that do not depend on OpenAPI: status codes, encoded path parameters and bodies, sent requests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote

import msgspec

PROTOCOL_STATUSES = frozenset({405, 406, 408, 413, 414, 415, 429, 431, 502, 503, 504})
"""Statuses that HTTP itself, a server framework or a proxy may return without the API documenting them."""


def encode_path_parameters(path: Mapping[str, Any]) -> dict[str, str]:
    """Return path parameters percent-encoded, slashes included, so that no value adds a path segment."""
    return {name: quote(str(value), safe="", errors="surrogateescape") for name, value in path.items()}


def decode_path_parameters(path: Mapping[str, Any] | None) -> dict[str, str]:
    """Return percent-encoded path parameters as plain strings."""
    return {name: unquote(str(value)) for name, value in (path or {}).items()}


def encode_json(data: Any) -> bytes:
    """Return data as compact JSON, with all digits of its integers."""
    try:
        return msgspec.json.encode(data)
    except (OverflowError, ValueError):  # msgspec decodes integers beyond 64 bits, but does not encode them
        return json.dumps(data, separators=(",", ":")).encode()


@dataclass(frozen=True)
class SentRequest:
    """A request as it was sent, with the API key and the account headers replaced by shell variables.

    Attributes:
        method: The HTTP method in capitals.
        url: The absolute URL with its query.
        headers: Names and values in the order in which they were sent.
        body: The body; empty if there was none.
        variables: The names of the variables. A value is replaced by `$` and the name of its variable.
    """

    method: str
    url: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    variables: tuple[str, ...]

    @property
    def size(self) -> int:
        """The characters and bytes of the whole request, to find the smallest of several requests."""
        return len(self.method) + len(self.url) + sum(len(n) + len(v) for n, v in self.headers) + len(self.body)
