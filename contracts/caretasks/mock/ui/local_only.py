"""Who may see the log and clear what there is: programs of this machine, and pages of the stand-in's own.

A page of another site can make a browser of this machine send requests here. It cannot make it name another host than
that page's own, even where that name leads to this machine (DNS rebinding): hence the look at `Host`.
"""

from __future__ import annotations

import ipaddress
import re

from starlette.datastructures import Headers
from starlette.types import Scope

_HOST = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(?::[0-9]{0,5})?")
_FORWARDED = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")


def is_local(scope: Scope) -> bool:
    """Whether a request comes from this machine, by a name of it, and not from a page of another site."""
    headers = Headers(scope=scope)
    hosts = headers.getlist("host")
    return (
        _is_local_peer(scope)
        and len(hosts) == 1
        and _is_local_host(hosts[0])
        and not any(name in headers for name in _FORWARDED)  # by a proxy of this machine, for anybody
        and headers.get("sec-fetch-site", "none") in ("none", "same-origin")
        and _is_own_origin(headers.get("origin"), hosts[0])
    )


def _is_local_peer(scope: Scope) -> bool:
    client = scope.get("client")
    return client is None or _is_loopback(str(client[0]))  # none: the same process, or a socket in the file system


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


def _is_own_origin(origin: str | None, host: str) -> bool:
    """Whether a browser sent the request for a page of this very server, or something else than a browser did."""
    return origin is None or origin.lower().partition("://")[2] == host.lower()
