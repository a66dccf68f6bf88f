"""What is checked: an API, the server that should keep its promises, and the key to it."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from caretasks.openapi.document import Api, Operation, SecurityScheme
from caretasks.openapi.json_pointer import split
from caretasks.openapi.schema.examples import with_examples

if TYPE_CHECKING:
    from caretasks.mock.model import Thing

Message = MutableMapping[str, Any]
AsgiApp = Callable[
    [MutableMapping[str, Any], Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]
]


@dataclass(frozen=True)
class Target:
    """An API at a server: an application in this process, or one at a URL.

    Attributes:
        api: the API whose document is held against the server.
        server: an ASGI application, or the scheme and host of a URL.
        path: where the API is mounted on it, base path included.
        key: the key that the server demands.
        private: texts of the user's own that are not to be shown: of fixtures and of account headers.
        given: the user's own values by the operation's id and the name of a parameter or of a property of the body.
        unknown: the ids of operations that are to name things at the server of which the user has named none.
    """

    api: Api
    server: AsgiApp | str
    path: str
    key: str = field(repr=False)
    private: tuple[str, ...] = field(default=(), repr=False)
    given: Mapping[tuple[str, str], tuple[Any, ...]] = field(default_factory=dict, repr=False)
    unknown: frozenset[str] = frozenset()

    @property
    def app(self) -> AsgiApp:
        """The application of a server in this process.

        Raises:
            TypeError: the server is elsewhere.
        """
        if isinstance(self.server, str):
            raise TypeError(f"{self.origin} is not in this process")
        return self.server

    @property
    def url(self) -> str | None:
        """The base URL of a server that is not in this process."""
        return f"{self.server}{self.path}" if isinstance(self.server, str) else None

    @property
    def origin(self) -> str:
        """The address in commands shown to a reader: for an application where `caretasks mock` serves the same."""
        return self.server if isinstance(self.server, str) else "http://127.0.0.1:4010"

    @property
    def document(self) -> dict[str, Any]:
        """The API's document with this server for its only one.

        A relative URL keeps the engine off the network: it takes an absolute one for a host that it may try.
        """
        return {**self.api.document, "servers": [{"url": self.url or self.path or "/"}]}

    @property
    def key_headers(self) -> dict[str, str]:
        """The headers that carry the key, for the schemes that put it in one."""
        return {scheme.header: self.carried(scheme) for scheme in _schemes(self.api) if scheme.header is not None}

    def headers_of(self, operation: Operation) -> dict[str, str]:
        """The headers that carry the key to an operation."""
        first = operation.security[0] if operation.security else ()
        return {scheme.header: self.carried(scheme) for scheme in first if scheme.header is not None}

    def carried(self, scheme: SecurityScheme) -> str:
        """The key as a scheme has it sent."""
        return scheme.prefix + (self._basic if _is_basic(scheme) else self.key)

    @property
    def key_parameters(self) -> dict[str, str]:
        """The key by the names of the schemes that put it into the query or a cookie."""
        return {
            split(scheme.pointer)[-1]: self.key
            for scheme in _schemes(self.api)
            if scheme.carrier[0] in ("query", "cookie")
        }

    @property
    def key_spellings(self) -> tuple[str, ...]:
        """Every form in which the key may stand in a request."""
        spelled = (self.key, quote(self.key, safe=""), quote(self.key), json.dumps(self.key)[1:-1], self._basic)
        return tuple(dict.fromkeys(spelled))

    @property
    def _basic(self) -> str:
        return base64.b64encode(self.key.encode()).decode()


def _schemes(api: Api) -> list[SecurityScheme]:
    """The schemes in use, of each operation those of its first alternative."""
    return [scheme for operation in api.operations for schemes in operation.security[:1] for scheme in schemes]


def _is_basic(scheme: SecurityScheme) -> bool:
    return scheme.node.get("type") == "http" and str(scheme.node.get("scheme")).lower() == "basic"


def stand_in(api: Api, loaded: Sequence[Thing] = (), *, key: str | None = None, seed: str | None = None) -> Target:
    """The stand-in of an API in this process.

    Args:
        api: the API.
        loaded: what it knows beside what is documented and created.
        key: the key that it demands; without it one made up here and now, which is not in any source: the engine draws
            test data from the sources that it can see.
        seed: makes what it makes up the same in every run.
    """
    from caretasks.mock.app import build_app
    from caretasks.mock.resources.clock import Clock
    from caretasks.mock.resources.state import State

    api = with_examples(api)
    if key is None:  # in two parts, as Basic authentication has it; the other schemes do not mind
        key = f"check:{secrets.token_hex(16)}"
    state = State(clock=Clock(seeded=seed is not None), seed=seed)
    return Target(api, build_app([api], key=key, state=state, loaded=loaded), f"/{api.name}{api.base_path}", key)
