"""The API as a whole in its spec: its title, its names in clients, its servers and its rate limit.

Only this module reads the extensions `x-client-class` and `x-rate-limit`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol
from urllib.parse import urlsplit

from caretasks.openapi.problems import Finding

if TYPE_CHECKING:
    from caretasks.openapi.source import Source

_LONGEST_NAME = 60
"""The characters of a description that can be a name."""


class ApiInfo:
    """The base of `caretasks.openapi.document.Api`, which documents the arguments.

    Attributes:
        findings: The problems of the spec as it is written; None if they are unknown. `document` is then without the
            nodes that cannot be used.
        source: The file of the spec, for the lines of problems; None if it is not known.
    """

    def __init__(self, name: str, document: dict[str, Any], facts: dict[str, Any] | None, origin: str) -> None:
        self.name = name
        self.document = document
        self.facts = facts
        self.origin = origin
        self.findings: Sequence[Finding] | None = None
        self.source: Source | None = None

    @property
    def title(self) -> str:
        """The title from the spec."""
        return str(self.document["info"]["title"])

    @property
    def variable_prefix(self) -> str:
        """The prefix of its environment variables, without the underscore."""
        return re.sub(r"[^A-Z0-9]+", "_", self.name.upper())

    @property
    def base_url_variable(self) -> str:
        """The environment variable of its base URL."""
        return f"{self.variable_prefix}_BASE_URL"

    @property
    def client_class(self) -> str:
        """The name of its client's class: `x-client-class`, or the API's name in PascalCase."""
        pascal = "".join(part[:1].upper() + part[1:] for part in re.split(r"[^A-Za-z0-9]+", self.name))
        return str(self.document["info"].get("x-client-class", pascal))

    @property
    def rate_limit(self) -> float | None:
        """The documented rate limit in requests per second, or None without one."""
        limit = self.document["info"].get("x-rate-limit")
        return None if limit is None else float(limit["requests"] / limit["seconds"])

    @cached_property
    def servers(self) -> tuple[str, ...]:
        """The URLs of the documented servers, with defaults for variables, without a trailing slash."""
        return tuple(map(server_url, self.document.get("servers", [])))

    @property
    def base_path(self) -> str:
        """The path of the first server's URL, without a trailing slash."""
        return server_path(self.servers[0]) if self.servers else ""

    @cached_property
    def has_versioned_paths(self) -> bool:
        """True if all paths begin with a version, such as `/v2`, and no server ends with one.

        A base URL with a version would then repeat it.
        """
        paths = self.document.get("paths", {})
        in_paths = bool(paths) and all(re.match(r"/v\d+/", path) for path in paths if path.startswith("/"))
        return in_paths and not any(re.search(r"/v\d+$", url) for url in self.servers)


def server_url(server: Mapping[str, Any]) -> str:
    """Return the URL of a documented server, with defaults for variables, without a trailing slash."""
    url = str(server["url"])
    for name, variable in server.get("variables", {}).items():
        url = url.replace("{" + name + "}", str(variable["default"]))
    return url.rstrip("/")


def server_path(url: str) -> str:
    """Return the path of a server's URL, without a trailing slash; a variable without a value is its name.

    A variable at the start of the URL is the origin of the server.
    """
    try:
        path = urlsplit(re.sub(r"^\{[^{}]*\}", "", url)).path
    except ValueError:
        return ""
    return re.sub(r"\{([^{}]*)\}", r"\1", path).rstrip("/")


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


def first_server(servers: Any) -> Server | None:
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


class SomeOperation(Protocol):
    """The attributes of `caretasks.openapi.document.Operation` that this module reads; that module imports this one."""

    @property
    def api(self) -> Any:
        """Its API."""

    @property
    def path(self) -> str:
        """The path template."""

    @property
    def data(self) -> Any:
        """The operation object of the spec."""


def default_operation_id(method: str, path: str) -> str:
    """Return the ID of an operation without an `operationId`: its method and its path, with underscores."""
    return f"{method}_{re.sub(r'[^A-Za-z0-9]+', '_', path).strip('_')}".rstrip("_")


def own_server(operation: SomeOperation) -> Server | None:
    """Return the first server of an operation or its path; None if it is the first one of the API."""
    item = operation.api.node("").child("paths", operation.path)
    found = first_server(operation.data.get("servers")) or first_server(item.data.get("servers"))
    main = first_server(operation.api.document.get("servers"))
    return None if found is None or (main is not None and found.url == main.url) else found


def server_names(document: Mapping[str, Any], operations: Iterable[SomeOperation]) -> dict[str, str]:
    """Return the names of the servers of an API and its operations by what they may be called, as in a client.

    That is the name, or the URL or description if no other server has it.
    """
    main = first_server(document.get("servers"))
    found: dict[str, set[str]] = {}
    for server in {each for each in (main, *map(own_server, operations)) if each is not None}:
        for name in filter(None, (server.name, server.url, server.description)):
            found.setdefault(name, set()).add(server.name)
    names = {
        name: name if name in same else min(same) for name, same in found.items() if len(same) == 1 or name in same
    }
    return dict(sorted(names.items()))


def server_name(operation: SomeOperation) -> str:
    """Return the name of the server of an operation; empty without one."""
    server = own_server(operation) or first_server(operation.api.document.get("servers"))
    return "" if server is None else server.name
