"""Access control for the request log and the control endpoints: only programs on this machine and the server's pages.

A page of another site can make a browser on this machine send requests here. The browser then sends the host name of
that page, even if the name resolves to this machine (DNS rebinding). Therefore the `Host` header is checked.
"""

from __future__ import annotations

import ipaddress
import re

from starlette.datastructures import Headers
from starlette.types import Scope

_HOST = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(?::[0-9]{0,5})?")
_FORWARDED = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")


def is_local(scope: Scope) -> bool:
    """Return whether a request comes from this machine, names a local host, and is not from a page of another site."""
    headers = Headers(scope=scope)
    hosts = headers.getlist("host")
    client = scope.get("client")  # None for a request in process or over a Unix socket
    origin = headers.get("origin")  # None for a request of a program
    return (
        (client is None or _is_loopback(str(client[0])))
        and len(hosts) == 1
        and _is_local_host(hosts[0])
        and not any(name in headers for name in _FORWARDED)  # a local proxy may forward requests from other machines
        and headers.get("sec-fetch-site", "none") in ("none", "same-origin")
        and (origin is None or origin.lower().partition("://")[2] == hosts[0].lower())
    )


def _is_local_host(host: str) -> bool:
    found = _HOST.fullmatch(host)
    if found is None:
        return False
    name = found["name"].strip("[]").lower()
    return name == "localhost" or name.endswith(".localhost") or _is_loopback(name)


def _is_loopback(address: str) -> bool:
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return (mapped or found).is_loopback
