"""The servers that requests are sent to: the documented ones, or those that the user named in their place."""

import ipaddress
import os
import re
import warnings
from collections.abc import Collection, Mapping
from typing import Any

import httpx

from ..errors import ConfigurationError, InsecureTransportWarning
from ..operation import ApiInfo, Operation, Server


class Servers:
    """The URL of the server of each operation.

    A `base_url` replaces every server, also those of single operations; a mapping replaces servers by their names,
    descriptions or documented URLs. So do the environment variables, for the servers that the argument does not name:
    `<API>_BASE_URL` replaces every server, and `<API>_BASE_URL_<NAME>` one of them.

    Args:
        api: the API.
        base_url: the argument of the client.

    Attributes:
        are_replaced: whether the user named any server.
        base_url: the server of operations without own servers, without a slash at the end.
    """

    def __init__(self, api: ApiInfo, base_url: str | Mapping[str, str] | None) -> None:
        self._api = api
        self._error: type[ConfigurationError] = api.errors.get_class(ConfigurationError)
        self._where = f"base_url (or {api.base_url_variable})"
        main = Server("default", "") if api.server is None else api.server
        own = {operation.server for operation in api.operations if operation.server is not None}
        names = _server_names({main, *own})
        replaced: dict[str, str] = {}
        by_name: Mapping[str, str] = {} if base_url is None or isinstance(base_url, str) else base_url
        for name, url in by_name.items():
            if name not in names:
                raise self._error(f"base_url has no server {name!r}; the spec has: {', '.join(sorted(names))}")
            replaced[names[name]] = url
        every = base_url if isinstance(base_url, str) else os.environ.get(api.base_url_variable) or None
        unnamed: Mapping[str, str] = {} if isinstance(base_url, str) else names
        for name, known in unnamed.items():
            named = os.environ.get(f"{api.base_url_variable}_{re.sub('[^A-Z0-9]+', '_', name.upper()).strip('_')}")
            if named:
                replaced.setdefault(known, named)
        self.are_replaced = every is not None or bool(replaced)
        self.base_url = self._main_url(replaced.get(main.name, every))
        shared = None if every is None else self._main_url(every) if main.name in replaced else self.base_url
        self._urls = {each.name: self._own_url(each, replaced, shared) for each in own}

    def url_for(self, operation: Operation[Any]) -> str:
        """Return the URL of the server of an operation, without a slash at the end."""
        return self.base_url if operation.server is None else self._urls[operation.server.name]

    @property
    def are_loopback(self) -> bool:
        """True if all servers are on this machine."""
        return all(is_loopback(httpx.URL(url).host) for url in (self.base_url, *self._urls.values()))

    def _main_url(self, named: str | None) -> str:
        documented = None if self._api.server is None else self._api.server.url
        if documented is not None and documented.startswith("/"):  # relative to the location of the spec
            if named is None:
                raise self._error(
                    f"{self._api.base_url_variable} is not set, and the server in the spec has no host: {documented}. "
                    "Set it, or pass base_url=."
                )
            checked = self._checked_url(named)
            return checked if httpx.URL(checked).path not in ("", "/") else checked + documented.rstrip("/")
        return self._checked_url(documented if named is None else named)

    def _own_url(self, server: Server, replaced: Mapping[str, str], shared: str | None) -> str:
        if server.name not in replaced and shared is not None:
            return shared
        url = replaced.get(server.name, server.url)
        if url.startswith("/"):
            return str(httpx.URL(self.base_url).join(url)).rstrip("/")
        return self._checked_url(url)

    def _checked_url(self, base_url: str | None) -> str:
        """Return a server's URL without a trailing slash. Messages do not contain it: it may have a password in it."""
        where = self._where
        if base_url is None:
            raise self._error(f"{self._api.base_url_variable} is not set. Set it, or pass base_url=.")
        try:
            url = httpx.URL(base_url)
        except (httpx.InvalidURL, TypeError, UnicodeError):
            url = httpx.URL()
        if url.scheme not in ("http", "https") or not url.host:
            raise self._error(f"{where} is not a URL that begins with http:// or https://")
        if url.userinfo or "?" in base_url or "#" in base_url:
            raise self._error(f"{where} must not have a user, a query or a fragment")
        if url.scheme == "http" and not is_loopback(url.host):
            warnings.warn(
                f"{where} is http: the API key and all data are sent to {url.host} unencrypted",
                InsecureTransportWarning,
                stacklevel=11,  # where the client is created
            )
        base_url = base_url.rstrip("/")
        version = re.search(r"/v\d+$", base_url, re.IGNORECASE)
        if version is not None and self._api.has_versioned_paths:
            raise self._error(
                f"{where} ends with {version[0]}, but each operation has its version in its path. "
                f"Use {base_url.removesuffix(version[0])}"
            )
        return base_url


def _server_names(servers: Collection[Server]) -> dict[str, str]:
    """Return the names of servers by what they may be called: by a description, if no other server has it."""
    found: dict[str, set[str]] = {}
    for server in servers:
        for name in filter(None, (server.name, server.url, server.description)):
            found.setdefault(name, set()).add(server.name)
    return {name: next(iter(known)) for name, known in found.items() if len(known) == 1 or name in known}


def is_loopback(host: str) -> bool:
    """Return whether a host is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
