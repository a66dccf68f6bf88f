"""The settings of a client, and the requests that are built with them: server, API key, accounts, headers, timeout."""

import copy
import functools
import logging
import math
import os
from base64 import b64encode
from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import httpx

from .encoding.parameters import cookies as cookie_pairs
from .encoding.parameters import query
from .encoding.validation import header_value
from .errors import ConfigurationError
from .operation import ApiInfo, ApiKey, Operation, RequestParts
from .tokens import Tokens, TokenSource, read_credentials
from .transport.deadline import DEFAULT_TIMEOUT, Deadline
from .transport.network import Network
from .transport.response_body import ACCEPTED_ENCODINGS
from .transport.servers import Servers
from .types import FilePath, Hooks, Timeout, Unset

if TYPE_CHECKING:
    from .hooks import HookCaller

DEFAULT_MAX_RESPONSE_BYTES = 64 * 2**20


class ClientConfig:
    """The checked settings of a client; see the constructors of the clients.

    `keys` and `accounts` are the values of keys and account headers by their environment variables; those that are None
    come from there.

    Attributes:
        tokens: those that come from a function or from OAuth 2.0, in place of keys.
        max_timeout: the limit of the time for a call, in seconds.
    """

    def __init__(
        self,
        api: ApiInfo,
        *,
        keys: Mapping[str, str | TokenSource | None],
        base_url: str | Mapping[str, str] | None,
        timeout: Timeout | Unset,
        max_retries: int,
        headers: Mapping[str, str] | None,
        strict: bool,
        max_response_bytes: int,
        hooks: Hooks | None,
        accounts: Mapping[str, str | None],
        ca_bundle: FilePath | None = None,
        client_cert: FilePath | None = None,
    ) -> None:
        self.api = api
        self.log = logging.getLogger(f"caretasks.{api.name}")
        self.logged_drift: set[tuple[str, str, str]] = set()
        self._error: type[ConfigurationError] = api.errors.get_class(ConfigurationError)
        named = base_url if isinstance(base_url, Mapping) else str(base_url or "")
        self.servers = Servers(api, named or None)
        self.network = Network(ca_bundle, client_cert, self.servers.are_loopback)
        documented = {key for operation in api.operations for keys in operation.security for key in keys}
        self.tokens = self._read_tokens(documented, keys)
        self._keys = self._read_keys(documented, keys)
        self._secrets = self._find_secrets(documented)
        if api.key_required and not any(map(self._find_keys, api.operations)):
            raise self._missing_key(api.operations[0])
        self._accounts = {name: self._header_setting(value, name) for name, value in accounts.items()}
        self._headers = _checked_headers(headers)
        self.timeout = timeout
        self.max_timeout = math.inf
        self.strict = strict
        self.max_retries = self._checked_count("max_retries", max_retries)
        self.max_response_bytes = self._checked_count("max_response_bytes", max_response_bytes)
        self.hooks = None if hooks is None else self._hook_caller(hooks)

    def _hook_caller(self, hooks: Hooks) -> "HookCaller":
        from .hooks import HookCaller  # here, since importing it takes long

        return HookCaller(hooks, self.api.name, self.log, self._error)

    def _read_tokens(self, documented: Iterable[ApiKey], keys: Mapping[str, str | TokenSource | None]) -> Tokens:
        token_urls = {key.variables[0]: key.token_url for key in documented if key.token_url}
        sources = {
            name: read_credentials(name, self._error)
            if value is None and name in token_urls and not os.environ.get(name)
            else value
            for name, value in keys.items()
        }
        return Tokens(
            {name: value for name, value in sources.items() if value is not None and not isinstance(value, str)},
            token_urls,
            self.api.errors,
            self.network,
            base_url=self.servers.base_url,
            is_other_server=self.servers.are_replaced,
        )

    def _read_keys(
        self, documented: Iterable[ApiKey], keys: Mapping[str, str | TokenSource | None]
    ) -> dict[str, str | None]:
        """Return the keys, user names and passwords by their variables, without `tokens`; None for one not set."""
        users, passwords = _basic_variables(documented)
        found: dict[str, str | None] = {}
        for name, value in keys.items():
            if name not in self.tokens:
                argument = value if isinstance(value, str) else None
                if name in users | passwords:
                    found[name] = self._basic_setting(argument, name, is_password=name in passwords)
                else:
                    found[name] = self._header_setting(argument, name)
        return found

    def with_options(
        self, timeout: Timeout | Unset, max_retries: int | Unset, headers: Mapping[str, str] | None
    ) -> "ClientConfig":
        """Return a copy with other settings; `UNSET` keeps a setting, and headers are added."""
        config = copy.copy(self)
        if not isinstance(timeout, Unset):
            config.timeout = timeout
        if not isinstance(max_retries, Unset):
            config.max_retries = self._checked_count("max_retries", max_retries)
        config._headers = {**self._headers, **_checked_headers(headers)}
        return config

    @property
    def connection_settings(self) -> tuple[Timeout, Network]:
        """The timeout and the network of an `httpx.Client` that is created for the client."""
        return DEFAULT_TIMEOUT if isinstance(self.timeout, Unset) else self.timeout, self.network

    def start_deadline(self, timeout: Timeout | Unset) -> Deadline:
        """Return the end of a call that begins now; `timeout` is the argument of the call."""
        total = getattr(self.timeout if isinstance(timeout, Unset) else timeout, "total", None)
        return Deadline(self.max_timeout if total is None else min(total, self.max_timeout))

    def build_request(
        self,
        http: httpx.Client | httpx.AsyncClient,
        operation: Operation[Any],
        parts: RequestParts,
        timeout: Timeout | Unset,
        headers: Mapping[str, str] | None,
        tokens: Mapping[str, str] = MappingProxyType({}),
    ) -> httpx.Request:
        """Build the request of an operation; `tokens` are the values of those that it needs.

        Raises:
            ConfigurationError: the API key or an account is missing.
            ValueError: a header, a cookie or the URL cannot be sent.
        """
        whole = {
            "accept": ("Accept", operation.accept if isinstance(parts.accept, Unset) else parts.accept),
            "accept-encoding": ("Accept-Encoding", ACCEPTED_ENCODINGS),
            **self._headers,
            **_checked_headers(parts.headers),
            **_checked_headers(headers),
        }
        self._add_accounts(operation, whole)
        pairs, cookies = list(parts.query), parts.cookies
        self._add_keys(operation, tokens, whole, pairs, cookies)
        whole.setdefault("user-agent", ("User-Agent", _user_agent()))  # last, since it may be that of a key
        options = parts.body
        if cookies:
            options["cookies"] = cookies
        if isinstance(timeout, Unset):
            timeout = self.timeout
        if not isinstance(timeout, Unset):
            options["timeout"] = timeout
        url = self.servers.url_for(operation) + parts.path
        if pairs:
            url += ("&" if "?" in parts.path else "?") + "&".join(f"{name}={text}" for name, text in pairs)
        try:
            request = http.build_request(operation.method, url, headers=dict(whole.values()), **options)
            if isinstance(content := options.get("content"), httpx.SyncByteStream):
                request.stream = content  # httpx would make a stream that is only sync, and ends
            if http.params:  # httpx replaces the query of a URL by the parameters of its client
                request.url = httpx.URL(f"{url}{'&' if '?' in url else '?'}{http.params}")
            return request
        except httpx.InvalidURL:
            raise ValueError("the URL of the request is too long or invalid") from None

    def _add_accounts(self, operation: Operation[Any], headers: dict[str, tuple[str, str]]) -> None:
        """Add the account headers of an operation, unless the headers already have them."""
        for account in operation.accounts:
            name, value = account.header.lower(), self._accounts.get(account.variable)
            if value is not None:
                headers.setdefault(name, (account.header, value))
            if account.required and not (name in headers and headers[name][1]):
                raise self._error(
                    f"{operation.name} requires the header {account.header}, and {account.variable} is not set. "
                    f"Set it, or pass {account.argument}=."
                )

    def _add_keys(
        self,
        operation: Operation[Any],
        tokens: Mapping[str, str],
        headers: dict[str, tuple[str, str]],
        pairs: list[tuple[str, str]],
        cookies: dict[str, str],
    ) -> None:
        """Add the keys of an operation to the headers, the query and the cookies, unless they already have them."""
        keys = self._find_keys(operation, headers) if operation.security else ()
        if keys is None:
            raise self._missing_key(operation)
        for key in keys:
            credential = self._credential(key, tokens)
            if key.location == "header":
                headers.setdefault(key.name.lower(), (key.name, credential))
            elif key.location == "cookie":
                cookies.update({} if key.name in cookies else cookie_pairs([(key.name, credential)]))
            else:
                own = query([(key.name, credential)])
                pairs += own if own[0][0] not in {name for name, _ in pairs} else []

    def _header_setting(self, argument: str | None, variable: str) -> str | None:
        """Return the first value that is not blank: the argument or that of the environment variable."""
        value = next((each for each in (argument, os.environ.get(variable)) if each and not each.isspace()), None)
        try:
            return None if value is None else header_value(variable, value)
        except ValueError as error:
            raise self._error(str(error)) from None

    def _checked_count(self, name: str, count: object) -> int:
        if isinstance(count, int) and count >= 0:
            return count
        raise self._error(f"{name} must be a non-negative integer, got {count!r}")

    def _find_keys(self, operation: Operation[Any], headers: Collection[str] = ()) -> tuple[ApiKey, ...] | None:
        """Return the keys of the first alternative of an operation that are set, or that the user's headers have.

        Without one: no keys if the operation may be called without a key, else None.
        """
        for keys in operation.security:
            if keys and all(self._is_in(headers, key) or not self._unset(key) for key in keys):
                return keys
        return () if () in operation.security else None

    @staticmethod
    def _is_in(headers: Collection[str], key: ApiKey) -> bool:
        return key.location == "header" and key.name.lower() in headers

    def _unset(self, key: ApiKey) -> list[int]:
        """Return the indexes of the variables of a key that are not set."""
        return [
            index
            for index, variable in enumerate(key.variables)
            if self._keys.get(variable) is None and variable not in self.tokens
        ]

    def needed_tokens(
        self, operation: Operation[Any], parts: RequestParts, headers: Mapping[str, str] | None
    ) -> list[str]:
        """Return the variables of the keys of a request that are tokens."""
        names = {*self._headers, *(name.lower() for name in (*parts.headers, *(headers or {})))}
        keys = self._find_keys(operation, names) or ()
        return [key.variables[0] for key in keys if key.variables[0] in self.tokens and not self._is_in(names, key)]

    def _credential(self, key: ApiKey, tokens: Mapping[str, str] = MappingProxyType({})) -> str:
        values = [tokens.get(variable) or self._keys.get(variable) or "" for variable in key.variables]
        return key.prefix + (values[0] if not key.is_basic else b64encode(":".join(values).encode()).decode())

    @property
    def secrets(self) -> frozenset[str]:
        """The keys and tokens, which no message shows."""
        return self._secrets | self.tokens.secrets

    def _find_secrets(self, documented: Iterable[ApiKey]) -> frozenset[str]:
        """Return the keys, also as they are sent, without the user names."""
        users, _ = _basic_variables(documented)
        own = [key for key in documented if not self._unset(key) and key.variables[0] not in self.tokens]
        encoded = {self._credential(key).removeprefix(key.prefix) for key in own}
        return frozenset(
            filter(None, {*encoded, *(key for name, key in self._keys.items() if key and name not in users)})
        )

    def _basic_setting(self, argument: str | None, variable: str, *, is_password: bool) -> str | None:
        """Return a user name, which has no colon, or a password, which may be empty."""
        values = (argument, os.environ.get(variable))
        if is_password:
            value = next((each for each in values if each is not None), None)
        else:
            value = next((each for each in values if each and not each.isspace()), None)
        if value is not None and not value.isprintable():
            raise self._error(f"{variable} has a control character, such as a line break")
        if value is not None and ":" in value and not is_password:
            raise self._error(f"{variable} has a colon, which the user name of HTTP Basic cannot have")
        return value

    def _missing_key(self, operation: Operation[Any]) -> ConfigurationError:
        """Return the error that names what is missing for an operation: of each alternative, which is enough."""
        missing = [[(key, index) for key in keys for index in self._unset(key)] for keys in operation.security]
        variables = dict.fromkeys(" and ".join(key.variables[index] for key, index in each) for each in missing)
        arguments = dict.fromkeys(" and ".join(f"{key.arguments[index]}=" for key, index in each) for each in missing)
        verb, it = ("are", "them") if len(missing[0]) > 1 else ("is", "it")
        if len(variables) == 1:
            return self._error(f"{next(iter(variables))} {verb} not set. Set {it}, or pass {next(iter(arguments))}.")
        return self._error(
            f"{operation.name} requires an API key. Set {' or '.join(variables)}, or pass {' or '.join(arguments)}."
        )


def _basic_variables(keys: Iterable[ApiKey]) -> tuple[set[str], set[str]]:
    """Return the variables of the user names and of the passwords of HTTP Basic."""
    basic = [key.variables for key in keys if key.is_basic]
    return {user for user, _ in basic}, {password for _, password in basic}


def _checked_headers(headers: Mapping[str, str] | None) -> dict[str, tuple[str, str]]:
    """Return names and values by the names in lower case, since case does not matter in them."""
    return {name.lower(): (name, header_value(name, value)) for name, value in (headers or {}).items()}


@functools.cache
def installed_version() -> str | None:
    """Return the version of caretasks; None if it is not installed."""
    from importlib.metadata import PackageNotFoundError, version  # here, since importing it takes long

    try:
        return version("caretasks")
    except PackageNotFoundError:
        return None


def _user_agent() -> str:
    version = installed_version()
    return "caretasks" if version is None else f"caretasks/{version}"
