"""The target of a check: an API, the server under test, and its API key."""

from __future__ import annotations

import json
import secrets
from collections.abc import Awaitable, Callable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from caretasks.conformance.target.access_tokens import NO_TOKENS, AccessTokens
from caretasks.conformance.target.network import NO_NETWORK, Network
from caretasks.core.curl import basic_credentials
from caretasks.openapi.document import Api, Operation, SecurityScheme
from caretasks.openapi.operation.credentials import (
    Keys,
    encode_basic,
    encode_credential,
    is_basic,
    keys_by_scheme,
    scheme_variables,
    select_alternative,
)
from caretasks.openapi.operation.requests import is_documented_path
from caretasks.openapi.operation.security import INVALID_KEY
from caretasks.openapi.schema.examples import with_examples

if TYPE_CHECKING:
    from caretasks.mock.model import StoredResource

Message = MutableMapping[str, Any]
AsgiApp = Callable[
    [MutableMapping[str, Any], Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]
]

Credentials = dict[str, dict[str, str]]
"""The values that carry the API keys of a request, by location (`header`, `query`, `cookie`) and name."""

UserValues = Mapping[tuple[str, str], tuple[Any, ...]]
"""User-provided values by operation ID, and name of a parameter or body property."""


@dataclass(frozen=True)
class Target:
    """An API on a server: an ASGI application in this process, or a server at a URL.

    Attributes:
        api: The API whose spec the server is checked against.
        server: An ASGI application, or the scheme and host of a URL.
        path: The path under which the server serves the API, base path included.
        key: The API key that the server requires, for all security schemes or by their names. A scheme without one is
            not used.
        account_values: The values of the account headers by environment variable.
        user_values: The user-provided values for the API.
        incomplete_operations: IDs of the writes for which required user-provided values are missing.
        network: How a remote server is reached.
        tokens: The access tokens that are sent in place of keys.
    """

    api: Api
    server: AsgiApp | str
    path: str
    key: str | Keys = field(repr=False)
    account_values: Mapping[str, str] = field(default_factory=dict, repr=False)
    user_values: UserValues = field(default_factory=dict, repr=False)
    incomplete_operations: frozenset[str] = frozenset()
    network: Network = NO_NETWORK
    tokens: AccessTokens = NO_TOKENS

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
        return operation.id not in self.incomplete_operations and is_documented_path(operation, path)

    @cached_property
    def keys(self) -> Keys:
        """The API keys by the names of the security schemes."""
        return keys_by_scheme(self.api, self.key)

    @property
    def key_headers(self) -> dict[str, str]:
        """The headers that carry API keys, for all operations; the first scheme of those with the same header."""
        headers: dict[str, str] = {}
        for operation in self.api.operations:
            headers = {**self.credentials_for(operation)["header"], **headers}
        return headers

    def credentials_for(self, operation: Operation) -> Credentials:
        """Return what carries the API keys for an operation, by location and name; see `select_alternative`."""
        schemes = select_alternative(operation, self.keys)
        return credentials_by_location({scheme: self.credential_for(scheme) for scheme in schemes})

    def credential_for(self, scheme: SecurityScheme) -> str:
        """Return the value that carries the API key for a security scheme, with its prefix."""
        return encode_credential(scheme, self.keys[scheme.name])

    @cached_property
    def secrets(self) -> dict[str, str]:
        """The secrets, with the shell's text for each.

        That of HTTP Basic is the user name and the password; the password alone is a secret, too.
        """
        found: dict[str, str] = {}
        for scheme in self.api.security_schemes:
            variables, key = [f"${variable}" for variable in scheme_variables(scheme)], self.keys.get(scheme.name, "")
            texts = {key: ":".join(variables)}
            if is_basic(scheme):
                user, _, password = key.partition(":")
                texts[password] = variables[1]
                texts[encode_basic(key)] = basic_credentials(*variables)
                texts[encode_basic(f"{user}:{INVALID_KEY}")] = basic_credentials(variables[0], INVALID_KEY)
            for secret, text in texts.items():
                if key and secret:
                    found.setdefault(secret, text)
        return found

    @property
    def key_encodings(self) -> tuple[str, ...]:
        """The API keys in every encoding in which a request can contain them."""
        encoded = ((each, quote(each, safe=""), quote(each), json.dumps(each)[1:-1]) for each in self.secrets)
        return tuple(dict.fromkeys(text for texts in encoded for text in texts))


def iter_values(value: Any) -> Iterator[Any]:
    """Yield the scalar values in a nested value, depth first."""
    if isinstance(value, dict | list | tuple):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from iter_values(inner)
    else:
        yield value


def credentials_by_location(values: Mapping[SecurityScheme, str]) -> Credentials:
    """Return the values of security schemes by the location and name in which they are sent."""
    credentials: Credentials = {"header": {}, "query": {}, "cookie": {}}
    for scheme, value in values.items():
        location, name = scheme.key_location
        if location:
            credentials[location][name] = value
    return credentials


def in_process_target(
    api: Api, resources: Sequence[StoredResource] = (), *, key: str | Keys | None = None, seed: str | None = None
) -> Target:
    """Return a target for the mock server of an API, as an application in this process.

    It has the resources in addition to the documented examples. The default keys are random ones, another for each
    security scheme, so that a key in the wrong place is rejected.
    """
    from caretasks.mock.app import build_app
    from caretasks.mock.resources.clock import Clock
    from caretasks.mock.resources.state import State

    api = with_examples(api)
    # Schemathesis takes test data from source code, which would contain a constant key. Basic auth needs two parts.
    if key is None:
        key = {scheme.name: f"check:{secrets.token_hex(16)}" for scheme in api.security_schemes}
    state = State(clock=Clock(seeded=seed is not None), seed=seed)
    return Target(
        api, build_app([api], key=key, state=state, loaded_resources=resources), f"/{api.name}{api.base_path}", key
    )
