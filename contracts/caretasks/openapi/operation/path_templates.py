"""Which operations a path stands for. Paths are matched while still percent-encoded, one segment at a time.

`%2F` therefore stays within its segment, and a closing slash counts: nothing is redirected.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote

from starlette.types import Scope

from caretasks.openapi.document import Api, Operation

_ORIGIN = re.compile(rb"\A[A-Za-z][A-Za-z0-9+.-]*://[^/]*")  # of a target in absolute form (RFC 9112, 3.2.2)


def raw_path(scope: Scope) -> bytes:
    """A request's path as it was sent; where the server does not hand it on, as it may have been."""
    return without_origin(scope.get("raw_path") or quote(scope["path"], safe="/:").encode())


def without_origin(target: bytes) -> bytes:
    """The path alone of what a request line names, which may be a whole URL."""
    return _ORIGIN.sub(b"", target.partition(b"?")[0])


@dataclass(frozen=True)
class Match:
    """A documented path that a request named: its operations by method in capitals, and its path parameters.

    A value whose bytes are not UTF-8 holds lone surrogates in their place.
    """

    operations: Mapping[str, Operation]
    values: Mapping[str, str]

    def operation(self, method: str) -> Operation | None:
        """The operation that a method stands for; HEAD stands for GET where it has none of its own."""
        return self.operations.get(method) or (self.operations.get("GET") if method == "HEAD" else None)

    @property
    def allow(self) -> str:
        """The value of an `Allow` header: HEAD comes with GET, OPTIONS with everything."""
        extra = (["HEAD"] if "GET" in self.operations else []) + ["OPTIONS"]
        return ", ".join(dict.fromkeys([*self.operations, *extra]))


class Routes:
    """The paths of all APIs, each below `/<api>` and the path of the API's first server."""

    def __init__(self, apis: Iterable[Api]) -> None:
        by_path: dict[str, dict[str, Operation]] = {}
        for api in apis:
            for operation in api.operations:
                path = f"/{api.name}{api.base_path}{operation.path}"
                by_path.setdefault(path, {})[operation.method.upper()] = operation
        self._paths: dict[int, list[_Path]] = {}
        for path, operations in by_path.items():
            segments = [_segment(text) for text in path.split("/")]
            self._paths.setdefault(len(segments), []).append(_Path(segments, operations))
        for paths in self._paths.values():
            paths.sort(key=lambda path: [segment.rank for segment in path.segments])  # the more literal comes first

    def find(self, raw_path: bytes) -> Match | None:
        """The documented path that a request's path, as it was sent, stands for."""
        texts = raw_path.decode("latin-1").split("/")
        if b"%" in raw_path:
            texts = [unquote(text, errors="surrogateescape") for text in texts]
        for path in self._paths.get(len(texts), ()):
            values: dict[str, str] = {}
            for segment, text in zip(path.segments, texts, strict=True):
                if segment.literal is not None:
                    if segment.literal != text:
                        break
                    continue
                found = segment.pattern.fullmatch(text)
                if found is None:
                    break
                values.update(zip(segment.names, found.groups(), strict=True))
            else:
                return Match(path.operations, values)
        return None


@dataclass(frozen=True)
class _Segment:
    """A segment of a path template. `literal` is its text where it has no parameter."""

    pattern: re.Pattern[str]
    names: tuple[str, ...]
    rank: int
    literal: str | None


@dataclass(frozen=True)
class _Path:
    segments: list[_Segment]
    operations: dict[str, Operation]


def _segment(text: str) -> _Segment:
    """The matcher of one segment of a path template, such as `tasks`, `{id}` or `{id}.json`."""
    pieces = re.split(r"\{([^{}]*)\}", text)
    names = tuple(pieces[1::2])
    pattern = "".join(
        "(.+?)" if index % 2 else re.escape(unquote(piece, errors="surrogateescape"))
        for index, piece in enumerate(pieces)
    )
    whole = len(names) == 1 and not any(pieces[::2])
    literal = None if names else unquote(text, errors="surrogateescape")
    return _Segment(re.compile(pattern, re.DOTALL), names, 2 if whole else bool(names), literal)
