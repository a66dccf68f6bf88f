"""Routing: find the operations whose path template matches a request's path.

Paths are split into segments before they are decoded, so `%2F` stays within its segment. A trailing slash is
significant, and nothing is redirected. Starlette's router decodes the whole path first.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote

from starlette.types import Scope

from caretasks.core.http import UrlText
from caretasks.openapi.document import Api, Operation

_ONLY_PARAMETER = 2  # the rank of a segment that consists of one parameter
_ORIGIN = re.compile(rb"\A[A-Za-z][A-Za-z0-9+.-]*://[^/]*")  # a request target in absolute form (RFC 9112, 3.2.2)


def raw_path(scope: Scope) -> bytes:
    """Return a request's path as it was sent. Encode the decoded path if the server does not pass it on."""
    path: bytes = scope.get("raw_path") or quote(scope["path"], safe="/:").encode()
    return path if path.startswith(b"/") and b"?" not in path else strip_origin(path)


def strip_origin(target: bytes) -> bytes:
    """Return the path of a request target, which may be a whole URL and have a query."""
    return _ORIGIN.sub(b"", target.partition(b"?")[0])


@dataclass(frozen=True)
class PathMatch:
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
    """The path templates of all APIs, each below `/<api>` and the path of the spec's first server."""

    def __init__(self, apis: Iterable[Api]) -> None:
        by_path: dict[str, dict[str, Operation]] = {}
        for api in apis:
            for operation in api.operations:
                path = f"/{api.name}{api.base_path}{operation.path}"
                by_path.setdefault(path, {})[operation.method.upper()] = operation
        self._paths: dict[int, list[tuple[list[_Segment], dict[str, Operation]]]] = {}
        for path, operations in by_path.items():
            segments = [_compile_segment(segment) for segment in path.split("/")]
            self._paths.setdefault(len(segments), []).append((segments, operations))
        for paths in self._paths.values():
            paths.sort(key=lambda path: [segment.rank for segment in path[0]])  # literal segments first

    def find(self, raw_path: bytes) -> PathMatch | None:
        """Return the documented path that matches a request's path, or None."""
        encoded = raw_path.decode("latin-1").split("/")
        segments = [unquote(string, errors="surrogateescape") for string in encoded] if b"%" in raw_path else encoded
        for template, operations in self._paths.get(len(segments), ()):
            values: dict[str, str] = {}
            for segment, text, sent in zip(template, segments, encoded, strict=True):
                if segment.literal is not None:
                    if segment.literal != text:
                        break
                    continue
                matched = segment.pattern.fullmatch(text)
                if matched is None:
                    break
                if segment.rank == _ONLY_PARAMETER:
                    values[segment.parameters[0]] = UrlText(text, sent)
                else:
                    values.update(zip(segment.parameters, matched.groups(), strict=True))
            else:
                return PathMatch(operations, values)
        return None

    def find_below(self, api: Api, path: str) -> PathMatch | None:
        """Return the documented path of an API that a path below the base URL of any server matches, or None."""
        return self.find(f"/{api.name}{api.base_path}{path}".encode("latin-1", "replace"))


@dataclass(frozen=True)
class _Segment:
    """A segment of a path template. `literal` is its decoded text if it has no parameter."""

    pattern: re.Pattern[str]
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
    return _Segment(
        re.compile(pattern, re.DOTALL), names, _ONLY_PARAMETER if is_only_parameter else bool(names), literal
    )
