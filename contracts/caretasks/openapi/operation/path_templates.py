"""Routing: find the operations whose path template matches a request's path.

Paths are split into segments before they are decoded, so `%2F` stays within its segment. A trailing slash is
significant, and nothing is redirected. Starlette's router decodes the whole path first.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import quote, unquote

from starlette.types import Scope

from caretasks.core.http import UrlText
from caretasks.openapi.api_info import server_path, server_url
from caretasks.openapi.document import Api, Operation
from caretasks.openapi.operation.parameters import parse_encoded_query
from caretasks.openapi.schema.keywords import keep_result

_ONLY_PARAMETER = 2  # the rank of a segment that consists of one parameter
_MAX_SERVERS = 20  # of one operation
_ORIGIN = re.compile(rb"\A[A-Za-z][A-Za-z0-9+.-]*://[^/]*")  # a request target in absolute form (RFC 9112, 3.2.2)


def raw_path(scope: Scope) -> bytes:
    """Return a request's path as it was sent. Encode the decoded path if the server does not pass it on."""
    path: bytes = scope.get("raw_path") or quote(scope["path"], safe="/:").encode()
    return path if path.startswith(b"/") and b"?" not in path else strip_origin(path)


def strip_origin(target: bytes) -> bytes:
    """Return the path of a request target, which may be a whole URL and have a query."""
    return _ORIGIN.sub(b"", target.partition(b"?")[0])


def fill_path(template: str, values: Mapping[str, Any]) -> str:
    """Return the path of a template with the values of its parameters, percent-encoded."""
    for name, value in values.items():
        template = template.replace("{" + name + "}", quote(str(value), safe=""))
    return template


class PathMatch(NamedTuple):
    """A documented path that a request's path matches.

    Attributes:
        operations: The operations of the path by method in upper case.
        sent_values: The path parameters by name, decoded, each also as it was sent. Bytes that are not UTF-8 are lone
            surrogates.
    """

    operations: Mapping[str, Operation]
    sent_values: Mapping[str, str]

    @property
    def path_values(self) -> dict[str, str]:
        """The path parameters by name, decoded."""
        return {name: str(value) for name, value in self.sent_values.items()}

    def get_operation(self, method: str) -> Operation | None:
        """Return the operation of a method, or None. `HEAD` falls back to `GET`."""
        return self.operations.get(method) or (self.operations.get("GET") if method == "HEAD" else None)

    @property
    def allow_header(self) -> str:
        """The value of an `Allow` header."""
        return write_allow_header(self.operations)


def write_allow_header(methods: Collection[str]) -> str:
    """Return an `Allow` header for documented methods. `GET` implies `HEAD`, and every path has `OPTIONS`."""
    extra = (["HEAD"] if "GET" in methods else []) + ["OPTIONS"]
    return ", ".join(dict.fromkeys([*methods, *extra]))


class Routes:
    """The path templates of all APIs, each below `/<api>` and the path of the spec's first server.

    A template also matches below the paths of the other servers, and of those of its path item and operation. The time
    to find a path does not depend on the number of templates.

    Attributes:
        hidden: Operations that no request is for: what differs from an earlier one follows a `#` in their path.
    """

    def __init__(self, apis: Iterable[Api]) -> None:
        self._root = _Branch()
        self.hidden: list[Operation] = []
        others: list[tuple[str, Operation]] = []
        for api in apis:
            for operation in api.operations:
                if not self._root.add(_Template(f"/{api.name}{api.base_path}{operation.path}"), operation):
                    self.hidden.append(operation)
                paths = {path for path in _other_server_paths(operation) if path != api.base_path}
                others += ((f"/{api.name}{path}{operation.path}", operation) for path in sorted(paths))
        for template, operation in others:  # where the first server has the same path, its operation comes first
            self._root.add(_Template(template), operation)

    def find(self, raw_path: bytes, query: bytes | None = None) -> PathMatch | None:
        """Return the documented path that a request's path matches, or None.

        In each segment, a literal one comes before those with parameters. A template such as `/items?beta=true` matches
        requests with this query only, and before `/items`. If `query` is None, the query is not known, and such a
        template matches if no other one does.
        """
        encoded = raw_path.decode("latin-1").split("/")
        segments = [unquote(string, errors="surrogateescape") for string in encoded] if b"%" in raw_path else encoded
        sent = None if query is None else _parse_query(query) if query else {}
        pending: list[tuple[_Branch | None, tuple[str, ...], int]] = [(self._root, (), 0)]  # the last one comes first
        while pending:
            branch, values, index = pending.pop()
            while branch is not None and index < len(segments):
                text = segments[index]
                for pattern, segment, child in reversed(branch.patterns.values()):
                    if segment.rank == _ONLY_PARAMETER:
                        if text:
                            pending.append((child, (*values, UrlText(text, encoded[index])), index + 1))
                    elif (matched := pattern.fullmatch(text)) is not None:
                        pending.append((child, (*values, *matched.groups()), index + 1))
                branch, index = branch.literals.get(text), index + 1
            found = None if branch is None or branch.leaf is None else branch.leaf.match(values, sent)
            if found is not None:
                return found
        return None

    def find_below(self, api: Api, path: str, query: str | None = None) -> PathMatch | None:
        """Return the documented path of an API that a path below the base URL of any server matches, or None."""
        encoded = None if query is None else query.encode("latin-1", "replace")
        return self.find(f"/{api.name}{api.base_path}{path}".encode("latin-1", "replace"), encoded)


@keep_result
def api_routes(api: Api) -> Routes:
    """Return the path templates of one API, compiled once."""
    return Routes([api])


def _other_server_paths(operation: Operation) -> list[str]:
    owners = (operation.data, operation.api.node("").child("paths", operation.path).data, operation.api.document)
    servers = [server for owner in owners for server in owner.get("servers") or ()]
    return [server_path(server_url(server)) for server in servers[:_MAX_SERVERS]]


class _Template:
    """A path template: its segments, and the query that a request must have.

    A query in a template is not part of the path, and what follows a `#` is never sent: of several templates that
    differ in it only, the one whose required query parameters are sent matches.
    """

    def __init__(self, text: str) -> None:
        text, _, self.fragment = text.partition("#")
        path, _, query = text.partition("?")
        self.segments = [_compile_segment(segment) for segment in path.split("/")]
        self.names = [name for segment in self.segments for name in segment.parameters]
        self.query: dict[str, str | None] = {}
        self.query_names: dict[str, str] = {}  # the path parameter that is the value of a query parameter
        for name, value in _parse_query(query.encode("utf-8", "surrogateescape")).items():
            parameter = re.fullmatch(r"\{([^{}]*)\}", value)
            self.query[name] = None if parameter else value
            if parameter:
                self.query_names[parameter[1]] = name

    def conditions(self, operation: Operation) -> dict[str, str | None]:
        """Return the query parameters that select an operation: their values, or None for any value."""
        if not self.fragment:
            return self.query
        required = [each.name for each in operation.parameters if each.location == "query" and each.required]
        return {**dict.fromkeys(required), **self.query}


class _Leaf:
    """The operations of all templates with the same path, those with the most conditions first."""

    def __init__(self) -> None:
        self._candidates: list[tuple[dict[str, str | None], _Template, Operation]] = []
        # What all requests match, if the templates have no conditions and the same names.
        self._operations: dict[str, Operation] | None = {}
        self._names: list[str] = []

    def add(self, template: _Template, operation: Operation) -> bool:
        """Add an operation, and return whether no earlier one has its method and its conditions."""
        conditions = template.conditions(operation)
        is_first = (conditions, operation.method) not in [(each[0], each[2].method) for each in self._candidates]
        self._candidates.append((conditions, template, operation))
        self._candidates.sort(key=lambda candidate: -len(candidate[0]))
        if self._operations is not None:
            self._names = self._names or template.names
            self._operations.setdefault(operation.method.upper(), operation)
            if conditions or template.names != self._names:
                self._operations = None
        return is_first

    def match(self, values: Sequence[str], query: Mapping[str, str] | None) -> PathMatch | None:
        """Return the operations whose conditions a query fulfills, with the values of path parameters."""
        if self._operations is not None:
            return PathMatch(self._operations, dict(zip(self._names, values, strict=True)))
        found = [each for each in self._candidates if not each[0] or (query is not None and _fulfills(query, each[0]))]
        if query is None and not found:
            found = self._candidates
        if not found:
            return None
        operations: dict[str, Operation] = {}
        sent_values: dict[str, str] = {}
        for _, template, operation in found:
            operations.setdefault(operation.method.upper(), operation)
            sent_values.update(zip(template.names, values, strict=True))
            for parameter, name in template.query_names.items():
                if query is not None:
                    sent_values[parameter] = query[name]
        return PathMatch(operations, sent_values)


class _Branch:
    """The templates that begin with the same segments, apart from the names of parameters."""

    def __init__(self) -> None:
        self.literals: dict[str, _Branch] = {}
        self.patterns: dict[str, tuple[re.Pattern[str], _Segment, _Branch]] = {}
        self.leaf: _Leaf | None = None

    def add(self, template: _Template, operation: Operation) -> bool:
        branch = self
        for segment in template.segments:
            branch = branch._child(segment)
        branch.leaf = branch.leaf or _Leaf()
        return branch.leaf.add(template, operation)

    def _child(self, segment: _Segment) -> _Branch:
        if segment.literal is not None:
            return self.literals.setdefault(segment.literal, _Branch())
        if segment.pattern not in self.patterns:
            self.patterns[segment.pattern] = re.compile(segment.pattern, re.DOTALL), segment, _Branch()
            found = sorted(self.patterns.items(), key=lambda each: each[1][1].rank)  # a parameter alone comes last
            self.patterns = dict(found)
        return self.patterns[segment.pattern][2]


def _parse_query(query: bytes) -> dict[str, str]:
    """Return the first value of each parameter of a query."""
    return {name: values[0] for name, values in parse_encoded_query(query).items()}


def _fulfills(query: Mapping[str, str], conditions: Mapping[str, str | None]) -> bool:
    return all(name in query and (value is None or query[name] == value) for name, value in conditions.items())


@dataclass(frozen=True)
class _Segment:
    """A segment of a path template. `literal` is its decoded text if it has no parameter."""

    pattern: str
    parameters: tuple[str, ...]
    rank: int
    literal: str | None


def _compile_segment(template: str) -> _Segment:
    """Return the matcher of one segment of a path template, such as `tasks`, `{id}` or `{id}.json`."""
    pieces = re.split(r"\{([^{}]*)\}", template)
    names = tuple(pieces[1::2])
    pattern = "".join(
        "(.+?)" if index % 2 else re.escape(unquote(piece, errors="surrogateescape"))
        for index, piece in enumerate(pieces)
    )
    is_only_parameter = len(names) == 1 and not any(pieces[::2])
    literal = None if names else unquote(template, errors="surrogateescape")
    return _Segment(pattern, names, _ONLY_PARAMETER if is_only_parameter else bool(names), literal)
