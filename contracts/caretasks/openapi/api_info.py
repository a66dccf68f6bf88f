"""The API as a whole in its spec: its title, its names in clients, its servers and its rate limit.

Only this module reads the extensions `x-client-class` and `x-rate-limit`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from caretasks.openapi.problems import Finding

if TYPE_CHECKING:
    from caretasks.openapi.source import Source


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
