"""Access tokens in place of a fixed key: from a function, or by OAuth 2.0 client credentials (RFC 6749, section 4.4).

The secret of a client is sent to its token URL only: by HTTPS or to this machine, and never across a redirect.
"""

import contextlib
import inspect
import os
import time
from collections.abc import Awaitable, Callable, Generator, Iterable, Mapping
from typing import Any

import httpx

from .errors import ConfigurationError, ErrorClasses, TokenError
from .transport.deadline import Deadline
from .transport.network import Network
from .transport.servers import is_loopback

_EARLY_SECONDS = 30.0
"""The time before its end at which a token is replaced, unless it is valid for less than twice that time."""
_DEFAULT_LIFETIME_SECONDS = 300.0
_KNOWN_CODES = frozenset(
    {
        *("invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type"),
        "invalid_scope",
    }
)
"""The error codes of RFC 6749. Any other may be text that a server wrote, and is not shown."""


class ClientCredentials:
    """OAuth 2.0 client credentials: the client requests access tokens with them, and replaces those that end.

    It needs the extra `caretasks[oauth2]`.

    Args:
        client_id: the ID of the client, which is sent as the user name of HTTP Basic.
        client_secret: its secret.
        token_url: the token endpoint (default: the one in the spec). With another server than the documented one
            (`base_url`) it must be passed.
        scope: the scopes to request, separated by spaces.
        parameters: additional fields of the request, such as `audience`.
        timeout: seconds for the request.
        http_client: an `httpx.Client` to request tokens with. Its redirects are not followed.
    """

    def __init__(
        self,
        client_id: str,
        client_secret: str,
        *,
        token_url: str | None = None,
        scope: str | None = None,
        parameters: Mapping[str, str] | None = None,
        timeout: int = 30,
        http_client: httpx.Client | None = None,
    ) -> None:
        self.token_url = token_url
        self._credentials = client_id, client_secret
        self._fields = {**(parameters or {}), **({"scope": scope} if scope else {})}
        self._timeout = timeout
        self._http_client = http_client

    def __repr__(self) -> str:
        return f"{type(self).__name__}(token_url={self.token_url!r})"

    @property
    def secret(self) -> str:
        """The secret, which no message shows."""
        return self._credentials[1]

    def request_token(self, url: str, options: Mapping[str, Any]) -> tuple[str, float]:
        """Request a token and return it with the seconds for which it is valid.

        Args:
            url: the token endpoint.
            options: the arguments of an httpx client to create.

        Raises:
            Exception: any of `httpx_auth` or httpx; it may quote what the server sent.
        """
        import httpx_auth  # here, since it is in an extra

        from .transport.timed_network import obey_deadlines

        http = self._http_client or httpx.Client(**options)
        obey_deadlines(http)
        library: Any = httpx_auth  # its functions have no types
        auth = library.OAuth2ClientCredentials(
            url, *self._credentials, client=_WithoutRedirects(http), timeout=self._timeout, **self._fields
        )
        try:
            result: tuple[Any, ...] = auth.request_new_token()
        finally:
            if self._http_client is None:
                http.close()
        return str(result[1]), float(result[2]) if len(result) > 2 else _DEFAULT_LIFETIME_SECONDS


def read_credentials(variable: str, error: type[ConfigurationError]) -> ClientCredentials | None:
    """Return the client credentials in the environment, in place of a key; None if there are none.

    Args:
        variable: the environment variable of the key, such as `ACME_API_KEY` or `ACME_OAUTH`. Those of the credentials
            are `ACME_CLIENT_ID` or `ACME_OAUTH_CLIENT_ID`, and so on.
        error: the class of the error.

    Raises:
        ConfigurationError: the ID or the secret is missing.
    """
    prefix = variable.removesuffix("_API_KEY")
    names = [f"{prefix}_{name}" for name in ("CLIENT_ID", "CLIENT_SECRET", "TOKEN_URL", "SCOPE")]
    client_id, secret, token_url, scope = (os.environ.get(name, "").strip() for name in names)
    if not client_id and not secret:
        return None
    if not client_id or not secret:
        raise error(f"{names[1] if client_id else names[0]} is not set, but {names[0] if client_id else names[1]} is")
    return ClientCredentials(client_id, secret, token_url=token_url or None, scope=scope or None)


def join_url(base_url: str, url: str) -> str:
    """Return the URL of a token endpoint; a relative one is below the host of the server."""
    try:
        return str(httpx.URL(base_url + "/").join(url))
    except httpx.InvalidURL:
        return ""


def find_url_problem(url: str) -> str:
    """Return why no secret is sent to a URL, as the rest of a sentence about it; empty if nothing is wrong."""
    parts = httpx.URL(url)
    if parts.userinfo or parts.scheme not in ("http", "https") or not parts.host:
        return "is not an http or https URL without a user"
    if parts.scheme == "http" and not is_loopback(parts.host):
        return f"is http: the secret would be sent to {parts.host} unencrypted"
    return ""


def obtain_token(source: ClientCredentials, url: str, options: Mapping[str, Any]) -> tuple[str, float]:
    """Request a token and return it with the seconds for which it is valid; see `ClientCredentials.request_token`.

    Raises:
        TokenError: there is none. The message quotes nothing that the server sent.
    """
    host = httpx.URL(url).host
    try:
        return source.request_token(url, options)
    except ImportError:
        failure = "ClientCredentials requires the extra: pip install 'caretasks[oauth2]'"
    except _RedirectError:
        failure = f"the token endpoint at {host} redirects; set token_url to its final URL"
    except httpx.TransportError as error:
        failure = f"the token endpoint at {host} cannot be reached: {type(error).__name__}"
    except Exception as error:  # noqa: BLE001 - the library raises many classes for a response
        code = next((each for each in sorted(_KNOWN_CODES) if each in str(error)), "the response has no token")
        failure = f"the token endpoint at {host} returned no token: {code}"
    raise TokenError(failure)  # outside, since the errors above may quote the response


def usable_seconds(seconds: float) -> float:
    """Return the time after which a token is replaced, from the time for which it is valid."""
    return max(seconds - _EARLY_SECONDS, seconds / 2)


class _RedirectError(Exception):
    """The token endpoint redirects."""


class _WithoutRedirects:
    """The part of an httpx client that requests a token; it follows no redirect, also if the client does."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http
        self.auth: Any = None
        self.timeout: Any = None

    def post(self, url: str, data: Mapping[str, str]) -> httpx.Response:
        response = self._http.post(url, data=data, auth=self.auth, timeout=self.timeout, follow_redirects=False)
        if response.has_redirect_location or response.is_redirect:
            raise _RedirectError
        return response


TokenFunction = Callable[[], str] | Callable[[], Awaitable[str]]
"""A function that returns a token, or a coroutine function for an async client. It is called for each request."""
TokenSource = ClientCredentials | TokenFunction


class Tokens:
    """The tokens of a client, by the environment variables of the keys that they replace.

    Args:
        sources: what they come from.
        urls: the documented token URLs.
        errors: the error classes of the API.
        network: the network configuration of the client.
        base_url: the server; a relative token URL is below its host.
        is_other_server: whether the user named another server than the documented one.
    """

    def __init__(
        self,
        sources: Mapping[str, TokenSource],
        urls: Mapping[str, str],
        errors: ErrorClasses,
        network: Network,
        *,
        base_url: str,
        is_other_server: bool,
    ) -> None:
        self._sources = sources
        self._errors = errors
        self._error: type[TokenError] = errors.get_class(TokenError)
        self._network = network
        self._current: dict[str, tuple[str, float]] = {}
        self._urls: dict[str, str] = {}
        for variable, source in sources.items():
            if isinstance(source, ClientCredentials):
                documented = None if is_other_server else urls.get(variable)
                self._urls[variable] = self._checked_url(source.token_url or documented, base_url, is_other_server)

    def __contains__(self, variable: str) -> bool:
        return variable in self._sources

    @property
    def secrets(self) -> set[str]:
        """The secrets and the tokens in use, which no message shows."""
        found = {source.secret for source in self._sources.values() if isinstance(source, ClientCredentials)}
        return found | {token for token, _ in self._current.values()}

    def fetch(self, variables: Iterable[str], deadline: Deadline) -> dict[str, str]:
        """Return a token for each variable, before the deadline of the call.

        Raises:
            TokenError: there is none.
        """
        found: dict[str, str] = {}
        for variable in variables:
            with self._in_time(deadline), deadline.applied():
                token = self._fetch(variable)
            if inspect.iscoroutine(token):
                token.close()
                raise self._error("a coroutine function is for async clients: pass a function that returns the token")
            found[variable] = self._checked(token)
        return found

    async def fetch_async(self, variables: Iterable[str], deadline: Deadline) -> dict[str, str]:
        """Return a token for each variable; see `fetch`."""
        found: dict[str, str] = {}
        for variable in variables:
            with self._in_time(deadline), deadline.cancelling():
                if isinstance(self._sources[variable], ClientCredentials) and self._valid(variable) is None:
                    import anyio.to_thread  # here, since it takes long; httpx requires it

                    token: Any = await anyio.to_thread.run_sync(
                        self._fetch, variable, abandon_on_cancel=not deadline.is_endless
                    )
                else:
                    token = self._fetch(variable)
                token = await token if inspect.isawaitable(token) else token
            found[variable] = self._checked(token)
        return found

    @contextlib.contextmanager
    def _in_time(self, deadline: Deadline) -> Generator[None]:
        """Raise a `TokenError` for a timeout at the end of the call."""
        try:
            yield
        except httpx.TimeoutException:
            if not deadline.is_over:
                raise
        else:
            return
        raise self._error(f"no access token was obtained within the {deadline}")

    def forget(self, variables: Iterable[str]) -> None:
        """Forget tokens that the server has rejected."""
        for variable in variables:
            self._current.pop(variable, None)

    def _valid(self, variable: str) -> str | None:
        token, end = self._current.get(variable, ("", 0.0))
        return token if token and time.monotonic() < end else None

    def _fetch(self, variable: str) -> Any:
        source = self._sources[variable]
        if not isinstance(source, ClientCredentials):
            return source()
        if (valid := self._valid(variable)) is not None:
            return valid
        token, seconds = self._request(source, self._urls[variable])
        self._current[variable] = token, time.monotonic() + usable_seconds(seconds)
        return token

    def _request(self, source: ClientCredentials, url: str) -> tuple[str, float]:
        options = self._network.client_options(self._errors.get_class(ConfigurationError))
        try:
            return obtain_token(source, url, {**options, "trust_env": not is_loopback(httpx.URL(url).host)})
        except TokenError as error:
            failure = str(error)
        raise self._error(failure)

    def _checked(self, token: Any) -> str:
        if not isinstance(token, str) or not token.strip():
            raise self._error("the function for the API key returned no token; it must return a string")
        return token.strip()

    def _checked_url(self, url: str | None, base_url: str, is_other_server: bool) -> str:
        error: type[ConfigurationError] = self._errors.get_class(ConfigurationError)
        if url is None:
            why = "base_url replaces the servers of the spec" if is_other_server else "the spec has none"
            raise error(f"token_url of ClientCredentials is not set, and {why}. Set it.")
        whole = join_url(base_url, url)
        if problem := find_url_problem(whole):
            raise error(f"token_url of ClientCredentials {problem}")
        return whole
