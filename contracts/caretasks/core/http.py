"""Path parameters as the engine has them, which is as they are sent: percent-encoded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, unquote


def encoded(path: Mapping[str, Any]) -> dict[str, str]:
    """Path parameters percent-encoded whole, so that a slash in one leads nowhere else."""
    return {name: quote(str(value), safe="", errors="surrogateescape") for name, value in path.items()}


def decoded(path: Mapping[str, Any] | None) -> dict[str, str]:
    """The path parameters of a case as texts."""
    return {name: unquote(str(value)) for name, value in (path or {}).items()}
