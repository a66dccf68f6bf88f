"""Path parameters as the engine has them, which is as they are sent: percent-encoded."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote

import msgspec

HTTPS_OWN = frozenset({405, 406, 408, 413, 414, 415, 429, 431, 502, 503, 504})
"""Statuses that HTTP and the machines between give on their own account."""


def encoded(path: Mapping[str, Any]) -> dict[str, str]:
    """Path parameters percent-encoded whole, so that a slash in one leads nowhere else."""
    return {name: quote(str(value), safe="", errors="surrogateescape") for name, value in path.items()}


def decoded(path: Mapping[str, Any] | None) -> dict[str, str]:
    """The path parameters of a case as texts."""
    return {name: unquote(str(value)) for name, value in (path or {}).items()}


def encode(data: Any) -> bytes:
    """The JSON text of data, with all digits of its integers."""
    try:
        return msgspec.json.encode(data)
    except (OverflowError, ValueError):  # an integer beyond 64 bits, which msgspec reads and does not write
        return json.dumps(data, separators=(",", ":")).encode()


@dataclass(frozen=True)
class SentRequest:
    """A request as it was sent, but for the key: in its place is `$` and `key_variable`, for a shell to fill in."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    key_variable: str

    @property
    def size(self) -> int:
        """By which the shortest of several requests is chosen."""
        return len(self.method) + len(self.url) + sum(len(n) + len(v) for n, v in self.headers) + len(self.body)
