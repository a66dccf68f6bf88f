"""Requests of this machine: only programs on it and the server's own pages.

A page of another site can make a browser on this machine send requests here. The browser then sends the host name of
that page, even if the name resolves to this machine (DNS rebinding). Therefore the `Host` header is checked.
"""

from __future__ import annotations

import re

from starlette.datastructures import Headers
from starlette.types import Scope

from caretasks.core.http import is_loopback

_HOST = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::[0-9]{0,5})?")
_FORWARDED = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")


def is_local(scope: Scope) -> bool:
    """Return whether a request comes from this machine, names a local host, and is not from a page of another site."""
    headers = Headers(scope=scope)
    hosts = headers.getlist("host")
    client = scope.get("client")  # None for a request in process or over a Unix socket
    return (
        (client is None or is_loopback(str(client[0])))
        and len(hosts) == 1
        and is_loopback(host_name(hosts[0]) or "")
        and not any(name in headers for name in _FORWARDED)  # a local proxy may forward requests from other machines
        and is_same_origin(headers)
    )


def is_same_origin(headers: Headers) -> bool:
    """Return whether a request is from a program, or from a page of the server itself."""
    hosts, origins = headers.getlist("host"), headers.getlist("origin")
    sites = headers.getlist("sec-fetch-site")
    is_own_page = all([origin.lower().partition("://")[2]] == [host.lower() for host in hosts] for origin in origins)
    return len(origins) <= 1 and is_own_page and all(site in ("none", "same-origin") for site in sites)


def host_name(host: str) -> str | None:
    """Return the name or address in a Host header, in lower case and without brackets; None if it has none."""
    found = _HOST.fullmatch(host)
    return None if found is None else found["name"].strip("[]").lower()
