"""What is checked: an API, the server that should keep its promises, and the key to it."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any

from caretasks.openapi.api import Api, SecurityScheme

Message = MutableMapping[str, Any]
AsgiApp = Callable[
    [MutableMapping[str, Any], Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]
]


@dataclass(frozen=True)
class Target:
    """An API at a server in this process.

    Attributes:
        api: the API whose document is held against the server.
        app: the server, an ASGI application.
        path: where the API is mounted on it, base path included.
        key: the key that the server demands.
    """

    api: Api
    app: AsgiApp
    path: str
    key: str = field(repr=False)

    @property
    def origin(self) -> str:
        """The address in commands shown to a reader: where `caretasks mock` serves the same."""
        return "http://127.0.0.1:4010"

    @property
    def document(self) -> dict[str, Any]:
        """The API's document with this server for its only one.

        A relative URL keeps the engine off the network: it takes an absolute one for a host that it may try.
        """
        return {**self.api.document, "servers": [{"url": self.path or "/"}]}

    @property
    def key_headers(self) -> dict[str, str]:
        """The headers that carry the key, for every scheme that the API's operations ask for."""
        return {scheme.header: scheme.prefix + self.key for scheme in _schemes(self.api) if scheme.header is not None}


def _schemes(api: Api) -> list[SecurityScheme]:
    return [scheme for operation in api.operations for schemes in operation.security[:1] for scheme in schemes]


def stand_in(api: Api) -> Target:
    """The stand-in of an API in this process, which demands a key made up here and now.

    The key is not in any source: the engine draws test data from the sources that it can see.
    """
    from caretasks.mock.app import build_app

    key = secrets.token_hex(16)
    return Target(api, build_app([api], key=key), f"/{api.name}{api.base_path}", key)
