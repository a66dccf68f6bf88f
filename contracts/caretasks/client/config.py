"""The settings of a client, and how a request is completed from them: server, API key, accounts, headers, timeout."""

import copy
import functools
import ipaddress
import os
import warnings
from collections.abc import Mapping
from typing import Any

import httpx

from .encoding import cookie_value, header_value
from .errors import ConfigurationError, InsecureTransportWarning
from .operation import ApiInfo, Operation, RequestParts
from .transport.response_body import ACCEPTED_ENCODINGS
from .types import Timeout, Unset

DEFAULT_TIMEOUT = httpx.Timeout(30, connect=10)
"""Seconds without progress after which a request fails."""
DEFAULT_MAX_RESPONSE_BYTES = 64 * 2**20


class ClientConfig:
    """The checked settings of a client.

    Args:
        api: the API.
        api_key: the bare API key; else that of the environment.
        base_url: the server with its path; else that of the environment, else the first of the spec.
        timeout: in seconds or as an `httpx.Timeout`; `UNSET` for the default, or that of a given `httpx.Client`.
        max_retries: how often a request is retried.
        headers: sent with every request.
        max_response_bytes: how large a response may be, decompressed.
        accounts: the values of account headers by their environment variables; those that are None come from there.

    Raises:
        ConfigurationError: a setting is missing or invalid.
    """

    def __init__(
        self,
        api: ApiInfo,
        *,
        api_key: str | None,
        base_url: str | None,
        timeout: Timeout | Unset,
        max_retries: int,
        headers: Mapping[str, str] | None,
        max_response_bytes: int,
        accounts: Mapping[str, str | None],
    ) -> None:
        self.api = api
        self._error: type[ConfigurationError] = api.errors.get_class(ConfigurationError)
        base_url = str(base_url or "") or os.environ.get(api.base_url_variable) or api.server
        self.base_url = self._checked_url(base_url)
        self.api_key = _first_non_blank(api_key, os.environ.get(api.key_variable))
        if self.api_key is None and api.key_required:
            raise self._missing_key()
        self._accounts = {
            variable: value
            for variable, argument in accounts.items()
            if (value := _first_non_blank(argument, os.environ.get(variable)))
        }
        for variable, value in ((api.key_variable, self.api_key or ""), *self._accounts.items()):
            try:
                header_value(variable, value)
            except ValueError as error:
                raise self._error(str(error)) from None
        self._headers = {"user-agent": ("User-Agent", _user_agent()), **_checked_headers(headers or {})}
        self.timeout = timeout
        self.max_retries = self._checked_count("max_retries", max_retries)
        self.max_response_bytes = self._checked_count("max_response_bytes", max_response_bytes)

    def with_options(
        self, timeout: Timeout | Unset, max_retries: int | Unset, headers: Mapping[str, str] | None
    ) -> "ClientConfig":
        """Return a copy with other settings; `UNSET` keeps a setting, and headers are added.

        Raises:
            ConfigurationError: a setting is invalid.
            ValueError: a header cannot be sent.
        """
        config = copy.copy(self)
        if not isinstance(timeout, Unset):
            config.timeout = timeout
        if not isinstance(max_retries, Unset):
            config.max_retries = self._checked_count("max_retries", max_retries)
        config._headers = {**self._headers, **_checked_headers(headers or {})}
        return config

    @property
    def default_timeout(self) -> Timeout:
        """The timeout of an `httpx.Client` that is created for the client."""
        return DEFAULT_TIMEOUT if isinstance(self.timeout, Unset) else self.timeout

    def request_arguments(
        self,
        operation: Operation[Any],
        parts: RequestParts,
        timeout: Timeout | Unset,
        headers: Mapping[str, str] | None,
    ) -> dict[str, Any]:
        """Return the arguments of `httpx.Client.build_request`.

        Args:
            operation: the operation.
            parts: what the arguments of the call became.
            timeout: of this request; `UNSET` for that of the client.
            headers: of this request.

        Raises:
            ConfigurationError: the API key or an account is missing.
            ValueError: a header or a cookie cannot be sent.
        """
        whole = {
            "accept": ("Accept", operation.accept),
            "accept-encoding": ("Accept-Encoding", ACCEPTED_ENCODINGS),
            **self._headers,
            **_checked_headers(parts.headers),
            **_checked_headers(headers or {}),
        }
        for account in operation.accounts:
            name, value = account.header.lower(), self._accounts.get(account.variable)
            if value is not None:
                whole.setdefault(name, (account.header, value))
            if account.required and not (name in whole and whole[name][1]):
                raise self._error(
                    f"{operation.name} requires the header {account.header}, and {account.variable} is not set. "
                    f"Set it, or pass {account.argument}=."
                )
        params, cookies, key = parts.params, parts.cookies, operation.key
        if key is not None and key.required and self.api_key is None and key.name.lower() not in whole:
            raise self._missing_key()
        if key is not None and self.api_key is not None:
            if key.location == "header":
                whole.setdefault(key.name.lower(), (key.name, key.prefix + self.api_key))
            else:
                (params if key.location == "query" else cookies).setdefault(key.name, key.prefix + self.api_key)
        if isinstance(timeout, Unset):
            timeout = self.timeout
        return {
            "method": operation.method,
            "url": self.base_url + parts.path,
            **({"params": params} if params else {}),
            "headers": dict(whole.values()),
            **({"cookies": {name: cookie_value(name, value) for name, value in cookies.items()}} if cookies else {}),
            **({} if isinstance(timeout, Unset) else {"timeout": timeout}),
            **parts.body,
        }

    def _checked_count(self, name: str, count: int) -> int:
        if not _is_count(count):
            raise self._error(f"{name} must be a non-negative integer, got {count!r}")
        return count

    def _missing_key(self) -> ConfigurationError:
        return self._error(f"{self.api.key_variable} is not set. Set it, or pass api_key=.")

    def _checked_url(self, base_url: str | None) -> str:
        """Return a server's URL without a trailing slash. Messages do not contain it: it may have a password in it."""
        where = f"base_url (or {self.api.base_url_variable})"
        if base_url is None:
            raise self._error(f"{self.api.base_url_variable} is not set. Set it, or pass base_url=.")
        try:
            url = httpx.URL(base_url)
        except (httpx.InvalidURL, TypeError, UnicodeError):
            url = httpx.URL()
        if url.scheme not in ("http", "https") or not url.host:
            raise self._error(f"{where} is not an http or https URL")
        if url.userinfo or "?" in base_url or "#" in base_url:
            raise self._error(f"{where} must not have a user, a query or a fragment")
        if url.scheme == "http" and not _is_loopback(url.host):
            warnings.warn(
                f"{where} is http: the API key and all data are sent to {url.host} unencrypted",
                InsecureTransportWarning,
                stacklevel=6,  # where the client is created
            )
        return base_url.rstrip("/")


def _first_non_blank(*values: str | None) -> str | None:
    return next((value for value in values if value and not value.isspace()), None)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and value >= 0


def _checked_headers(headers: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Return names and values by the names in lower case, since case does not matter in them."""
    return {name.lower(): (name, header_value(name, value)) for name, value in headers.items()}


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


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
