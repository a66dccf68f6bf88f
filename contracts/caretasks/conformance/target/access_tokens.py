"""Access tokens by OAuth 2.0 client credentials from the environment, in place of an API key.

Cases, checks and reports have a random placeholder in place of the token. It is replaced when a request is sent, so a
run may use several tokens, and none of them gets into a report.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping, MutableMapping
from typing import TYPE_CHECKING

from caretasks.conformance.target.network import Network
from caretasks.core.errors import UsageError
from caretasks.core.http import is_loopback
from caretasks.openapi.document import Api
from caretasks.openapi.operation.credentials import (
    client_credentials_variables,
    has_client_credentials,
    scheme_variables,
    used_schemes,
)

if TYPE_CHECKING:
    from caretasks.client.tokens import ClientCredentials


class AccessToken:
    """The token of one security scheme, requested when the first request needs it and again before it ends.

    The variable of the token URL is for messages.
    """

    def __init__(self, credentials: ClientCredentials, url: str, network: Network, variable: str) -> None:
        self.placeholder = f"token-{secrets.token_hex(16)}"
        self.secrets = {credentials.secret}  # with all tokens of the run
        self._credentials, self._url, self._network = credentials, url, network
        self._variable = variable
        self._token, self._end = "", 0.0

    def current(self) -> str:
        """Return the token.

        Raises:
            UsageError: There is none.
        """
        import httpx

        from caretasks.client.errors import TokenError
        from caretasks.client.tokens import obtain_token, usable_seconds

        if time.monotonic() >= self._end:
            options = {"verify": self._network.ssl_context(), "trust_env": not is_loopback(httpx.URL(self._url).host)}
            try:
                self._token, seconds = obtain_token(self._credentials, self._url, options)
            except TokenError as error:
                raise UsageError(f"{self._variable}: {error}") from None
            self._end = time.monotonic() + usable_seconds(seconds)
            self.secrets.add(self._token)
        return self._token


class AccessTokens:
    """The tokens of a run, by the names of their security schemes."""

    def __init__(self, tokens: Mapping[str, AccessToken]) -> None:
        self._tokens = tokens

    @property
    def placeholders(self) -> dict[str, str]:
        """The strings that cases have in place of the tokens, by the names of the security schemes."""
        return {name: token.placeholder for name, token in self._tokens.items()}

    @property
    def secrets(self) -> frozenset[str]:
        """The client secrets, and the tokens so far."""
        return frozenset(secret for token in self._tokens.values() for secret in token.secrets)

    def insert(self, headers: MutableMapping[str, str | bytes]) -> None:
        """Replace the placeholders in the headers of a request.

        Raises:
            UsageError: There is no token.
        """
        for token in self._tokens.values():
            for name, value in headers.items():
                if isinstance(value, str) and token.placeholder in value:
                    headers[name] = value.replace(token.placeholder, token.current())

    def require(self) -> None:
        """Request the tokens before the first request of a run.

        Raises:
            UsageError: There is no token.
        """
        for token in self._tokens.values():
            token.current()


NO_TOKENS = AccessTokens({})
"""The tokens of a server whose keys are in the environment."""


def read_access_tokens(api: Api, environment: Mapping[str, str], base_url: str, network: Network) -> AccessTokens:
    """Return the tokens of the schemes that have client credentials in the environment, and no key.

    Raises:
        UsageError: The URL of a token endpoint cannot be used.
    """
    schemes = [each for each in used_schemes(api) if has_client_credentials(each, environment)]
    tokens: dict[str, AccessToken] = {}
    for scheme in schemes:
        if environment.get(scheme_variables(scheme)[0], "").strip():
            continue
        from caretasks.client.tokens import ClientCredentials, find_url_problem, join_url

        names = client_credentials_variables(scheme)
        client_id, secret, url, scope = (environment.get(name, "").strip() for name in names)
        url = join_url(base_url, url)
        if problem := find_url_problem(url):
            raise UsageError(f"invalid value of {names[2]}: it {problem}")
        credentials = ClientCredentials(client_id, secret, scope=scope or None)
        tokens[scheme.name] = AccessToken(credentials, url, network, names[2])
    return AccessTokens(tokens)
