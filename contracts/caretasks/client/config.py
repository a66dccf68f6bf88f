"""What a client is given, and how it makes a request whole of it: the server, the key, the account, the headers."""

import functools
import ipaddress
import os
import warnings
from collections.abc import Mapping
from typing import Any

import httpx

from . import errors
from .answers import Answers
from .operation import Description, Operation, Sent
from .taking import CODINGS
from .types import Unset
from .writing import cookie_value, header_value

Timeout = float | httpx.Timeout | None
"""Seconds, or httpx's own word; None waits for ever."""

DEFAULT_TIMEOUT = httpx.Timeout(30, connect=10)
"""Seconds without progress after which a call is given up."""
DEFAULT_MAX_RESPONSE_BYTES = 64 * 2**20


class Settings:
    """What both twins are given, and how they make a request of it."""

    def __init__(
        self,
        description: Description,
        *,
        api_key: str | None,
        base_url: str | None,
        timeout: Timeout | Unset,
        max_retries: int,
        headers: Mapping[str, str] | None,
        strict: bool,
        max_response_bytes: int,
        accounts: Mapping[str, str | None],
    ) -> None:
        given = str(base_url or "") or os.environ.get(description.base_url_variable) or description.server
        self._description = description
        self._base_url = _checked_url(given, description)
        self._key = _first(api_key, os.environ.get(description.key_variable))
        if self._key is None and description.key_required:
            raise _no_key(description)
        self._accounts = {
            variable: value
            for variable, argument in accounts.items()
            if (value := _first(argument, os.environ.get(variable)))
        }
        for variable, value in ((description.key_variable, self._key or ""), *self._accounts.items()):
            try:
                header_value(variable, value)
            except ValueError as error:
                raise errors.ConfigurationError(str(error)) from None
        self._headers = {"user-agent": ("User-Agent", _user_agent()), **_checked_headers(headers or {})}
        for name, count in (("max_retries", max_retries), ("max_response_bytes", max_response_bytes)):
            if not _is_count(count):
                raise errors.ConfigurationError(f"{name} is to be a whole number, 0 or more")
        self._timeout = timeout
        self._max_retries = max_retries
        self._max_response_bytes = max_response_bytes
        self._answers = Answers(strict=strict)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self._base_url!r})"

    @property
    def _client_timeout(self) -> Timeout:
        return DEFAULT_TIMEOUT if isinstance(self._timeout, Unset) else self._timeout

    def _arguments(
        self, operation: Operation[Any], sent: Sent, timeout: Timeout | Unset, headers: Mapping[str, str] | None
    ) -> dict[str, Any]:
        """What httpx makes the request of.

        Raises:
            ConfigurationError: the key or an account is missing.
            ValueError: a header cannot be sent.
        """
        whole = {
            "accept": ("Accept", operation.accept),
            "accept-encoding": ("Accept-Encoding", CODINGS),
            **self._headers,
            **_checked_headers(sent.headers),
            **_checked_headers(headers or {}),
        }
        for account in operation.accounts:
            name, given = account.header.lower(), self._accounts.get(account.variable)
            if given is not None:
                whole.setdefault(name, (account.header, given))
            if account.required and not (name in whole and whole[name][1]):
                raise errors.ConfigurationError(
                    f"no {account.header} for {operation.name}: give {account.argument} or set {account.variable}"
                )
        params, cookies, key = sent.params, sent.cookies, operation.key
        if key is not None and key.required and self._key is None and key.name.lower() not in whole:
            raise _no_key(self._description)
        if key is not None and self._key is not None:
            if key.location == "header":
                whole.setdefault(key.name.lower(), (key.name, key.prefix + self._key))
            else:
                (params if key.location == "query" else cookies).setdefault(key.name, key.prefix + self._key)
        if isinstance(timeout, Unset):
            timeout = self._timeout
        return {
            "method": operation.method,
            "url": self._base_url + sent.path,
            **({"params": params} if params else {}),
            "headers": dict(whole.values()),
            **({"cookies": {name: cookie_value(name, value) for name, value in cookies.items()}} if cookies else {}),
            **({} if isinstance(timeout, Unset) else {"timeout": timeout}),
            **sent.body,
        }


def _first(*values: str | None) -> str | None:
    """The first that is given and not blank."""
    return next((value for value in values if value and not value.isspace()), None)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and value >= 0


def _no_key(description: Description) -> errors.ConfigurationError:
    return errors.ConfigurationError(f"no API key: give api_key or set {description.key_variable}")


def _checked_headers(headers: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Names and values by the names in lower case, in which they are the same."""
    return {name.lower(): (name, header_value(name, value)) for name, value in headers.items()}


def _checked_url(given: str | None, description: Description) -> str:
    """The URL of a server, without a closing slash. It is not shown: it may have a password in it."""
    where = f"base_url (or {description.base_url_variable})"
    if given is None:
        raise errors.ConfigurationError(f"no server: give {where}")
    try:
        url = httpx.URL(given)
    except (httpx.InvalidURL, TypeError, UnicodeError):
        url = httpx.URL()
    if url.scheme not in ("http", "https") or not url.host:
        raise errors.ConfigurationError(f"{where} is no http or https URL")
    if url.userinfo or "?" in given or "#" in given:
        raise errors.ConfigurationError(f"{where} is to have no user, no query and no fragment")
    if url.scheme == "http" and not _is_loopback(url.host):
        warnings.warn(
            f"{where} is http: the key and all data go unencrypted to {url.host}",
            errors.InsecureTransportWarning,
            stacklevel=5,  # where the client is made
        )
    return given.rstrip("/")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


@functools.cache
def _user_agent() -> str:
    from importlib.metadata import PackageNotFoundError, version  # here, since importing it takes long

    try:
        return f"caretasks/{version('caretasks')}"
    except PackageNotFoundError:  # the package lies beside a program, not installed
        return "caretasks"
