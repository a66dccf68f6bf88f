"""The target of a check: an API, the server under test, and its API key."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Awaitable, Callable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from caretasks.conformance.target.network import NO_NETWORK, Network
from caretasks.core.http import decode_path_parameters
from caretasks.openapi.document import Api, Operation, SecurityScheme
from caretasks.openapi.json_pointer import split
from caretasks.openapi.operation.parameters import documented_path_values
from caretasks.openapi.schema.examples import with_examples

if TYPE_CHECKING:
    from caretasks.mock.model import StoredResource

Message = MutableMapping[str, Any]
AsgiApp = Callable[
    [MutableMapping[str, Any], Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]
]

UserValues = Mapping[tuple[str, str], tuple[Any, ...]]
"""User-provided values by operation ID, and name of a parameter or body property."""


@dataclass(frozen=True)
class Target:
    """An API on a server: an ASGI application in this process, or a server at a URL.

    Attributes:
        api: The API whose spec the server is checked against.
        server: An ASGI application, or the scheme and host of a URL.
        path: The path under which the server serves the API, base path included.
        key: The API key that the server requires.
        account_values: The values of the account headers by environment variable.
        user_values: The user-provided values for the API.
        incomplete_operations: IDs of the writes for which required user-provided values are missing.
        network: How a remote server is reached.
    """

    api: Api
    server: AsgiApp | str
    path: str
    key: str = field(repr=False)
    account_values: Mapping[str, str] = field(default_factory=dict, repr=False)
    user_values: UserValues = field(default_factory=dict, repr=False)
    incomplete_operations: frozenset[str] = frozenset()
    network: Network = NO_NETWORK

    @property
    def app(self) -> AsgiApp:
        """The ASGI application; a `TypeError` for a remote server."""
        if isinstance(self.server, str):
            raise TypeError(f"{self.origin} is a remote server, not an application in this process")
        return self.server

    @property
    def url(self) -> str | None:
        """The base URL of a remote server; None for an application in this process."""
        return f"{self.server}{self.path}" if isinstance(self.server, str) else None

    @property
    def origin(self) -> str:
        """The origin to use in curl commands. For an application it is the default address of `caretasks mock`."""
        return self.server if isinstance(self.server, str) else "http://127.0.0.1:4010"

    @property
    def document(self) -> dict[str, Any]:
        """The spec with this server as its only entry in `servers`.

        The URL of an application is relative, because Schemathesis may send requests to an absolute URL.
        """
        return {**self.api.document, "servers": [{"url": self.url or self.path or "/"}]}

    @property
    def private_values(self) -> set[str]:
        """User-provided strings to redact in reports: fixture values and account headers."""
        values = iter_values(dict(self.user_values))
        return {*self.account_values.values(), *(str(value) for value in values if type(value) in (str, int, float))}

    def has_known_ids(self, operation: Operation, path: Mapping[str, Any]) -> bool:
        """Return whether all IDs in a path are documented examples or user-provided values."""
        documented = documented_path_values(operation)
        return operation.id not in self.incomplete_operations and all(
            value in documented.get(name, ()) for name, value in decode_path_parameters(path).items()
        )

    @property
    def key_headers(self) -> dict[str, str]:
        """The headers that carry the API key, for all security schemes with a header."""
        return {
            scheme.header_name: self.credential_for(scheme)
            for scheme in _used_schemes(self.api)
            if scheme.header_name is not None
        }

    def credentials_for(self, operation: Operation) -> dict[str, dict[str, str]]:
        """Return what carries the API key for an operation, by location and name: its first security alternative."""
        first = operation.security[0] if operation.security else ()
        return credentials_by_location({scheme: self.credential_for(scheme) for scheme in first})

    def credential_for(self, scheme: SecurityScheme) -> str:
        """Return the value that carries the API key for a security scheme, with its prefix."""
        return scheme.key_prefix + (self._basic_credentials if _is_basic_auth(scheme) else self.key)

    @property
    def key_parameters(self) -> dict[str, str]:
        """The API key by name of each security scheme that sends it in the query or a cookie."""
        return {
            split(scheme.pointer)[-1]: self.key
            for scheme in _used_schemes(self.api)
            if scheme.key_location[0] in ("query", "cookie")
        }

    @property
    def key_encodings(self) -> tuple[str, ...]:
        """The API key in every encoding in which a request can contain it."""
        key = self.key
        in_url, in_json = (quote(key, safe=""), quote(key)), json.dumps(key)[1:-1]
        return tuple(dict.fromkeys((key, *in_url, in_json, self._basic_credentials)))

    @property
    def _basic_credentials(self) -> str:
        return base64.b64encode(self.key.encode()).decode()


def iter_values(value: Any) -> Iterator[Any]:
    """Yield the scalar values in a nested value, depth first."""
    if isinstance(value, dict | list | tuple):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from iter_values(inner)
    else:
        yield value


def credentials_by_location(values: Mapping[SecurityScheme, str]) -> dict[str, dict[str, str]]:
    """Return the values of security schemes by the location and name in which they are sent."""
    credentials: dict[str, dict[str, str]] = {"header": {}, "query": {}, "cookie": {}}
    for scheme, value in values.items():
        location, name = scheme.key_location
        if location:
            credentials[location][name] = value
    return credentials


def _used_schemes(api: Api) -> list[SecurityScheme]:
    """Return the security schemes of the first alternative of each operation."""
    return [scheme for operation in api.operations for schemes in operation.security[:1] for scheme in schemes]


def _is_basic_auth(scheme: SecurityScheme) -> bool:
    return scheme.data.get("type") == "http" and str(scheme.data.get("scheme")).lower() == "basic"


def in_process_target(
    api: Api, resources: Sequence[StoredResource] = (), *, key: str | None = None, seed: str | None = None
) -> Target:
    """Return a target for the mock server of an API, as an application in this process.

    It has the resources in addition to the documented examples. The default key is a random one.
    """
    from caretasks.mock.app import build_app
    from caretasks.mock.resources.clock import Clock
    from caretasks.mock.resources.state import State

    api = with_examples(api)
    # Schemathesis takes test data from source code, which would contain a constant key. Basic auth needs two parts.
    if key is None:
        key = f"check:{secrets.token_hex(16)}"
    state = State(clock=Clock(seeded=seed is not None), seed=seed)
    return Target(
        api, build_app([api], key=key, state=state, loaded_resources=resources), f"/{api.name}{api.base_path}", key
    )
