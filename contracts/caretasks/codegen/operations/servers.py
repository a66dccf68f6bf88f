"""The servers of an API and of its operations, as code."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from caretasks.openapi.document import Api, Operation

_LONGEST_NAME = 60
"""The characters of a description that can be a name."""


class Server(NamedTuple):
    """A documented server.

    Attributes:
        name: its name, or its URL without one.
        url: its URL with the defaults of its variables.
        description: its description, if that can be a name; else an empty string.
    """

    name: str
    url: str
    description: str

    @property
    def code(self) -> str:
        values = (self.name, self.url, *([self.description] if self.description else []))
        return f"Server({', '.join(map(json.dumps, values))})"


def server_code(api: Api) -> str:
    """Return the expression for the first server of an API; `None` if it has none that can be called."""
    found = _first(api.document.get("servers"))
    if found is not None and not any(map(_own_server, api.operations)):
        found = found._replace(description="")  # there is no other server to tell it from
    return "None" if found is None else f"_{found.code}"


def own_server_code(operation: Operation) -> str:
    """Return the expression for the server of an operation; empty if it is the first one of the API."""
    found = _own_server(operation)
    return "" if found is None else f"_operation.{found.code}"


def own_server_names(api: Api) -> list[str]:
    """Return the names of the servers of operations and of the API; empty if all operations are at the API's."""
    own = [each for each in map(_own_server, api.operations) if each is not None]
    main = _first(api.document.get("servers"))
    found = ([] if main is None else [main]) + own
    return list(dict.fromkeys(name for each in found for name in (each.name, each.description) if name)) if own else []


def _own_server(operation: Operation) -> Server | None:
    item = operation.api.node("").child("paths", operation.path)
    found = _first(operation.data.get("servers")) or _first(item.data.get("servers"))
    main = _first(operation.api.document.get("servers"))
    return None if found is None or (main is not None and found.url == main.url) else found


def _first(servers: Any) -> Server | None:
    """Return the first of some servers; None without one, or if its URL has a variable without a default."""
    if not isinstance(servers, list) or not servers or not isinstance(servers[0], Mapping):
        return None
    server = servers[0]
    url = str(server.get("url", ""))
    for name, variable in server.get("variables", {}).items():
        url = url.replace("{" + name + "}", str(variable.get("default", "")))
    url = url.rstrip("/")
    if "{" in url:
        return None
    if "://" not in url and not url.startswith("//"):
        url = "/" + url.removeprefix(".").lstrip("/")
    description = " ".join(str(server.get("description") or "").split())
    name = str(server.get("name") or server.get("x-name") or url)
    return Server(name, url.rstrip("/") or "/", description if len(description) <= _LONGEST_NAME else "")
