"""The documented responses of an operation: which is the success, which statuses are errors, and their headers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from caretasks.openapi.document import JSON, Media, Operation, Response
from caretasks.openapi.json_pointer import split
from caretasks.openapi.schema.sampling import simplest

_OF_A_RANGE = (400, 401, 403, 404, 409, 422, 429, 500, 502, 503, 504)

BODYLESS = (204, 205, 304)

_CARRIED = "".join(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x100))))


@lru_cache(maxsize=1024)
def error_statuses(operation: Operation) -> tuple[int, ...]:
    """The errors that an operation documents; of a range or `default`, those that people meet."""
    return tuple(sorted(set(_error_statuses(operation))))


def is_error(operation: Operation, status: int) -> bool:
    """Whether a status is documented, and as an error: a 2xx that is not a success, such as Unpod's 206, is one."""
    response = operation.response(status)
    if response is None or status == success(operation)[0]:
        return False
    return status >= 400 or (200 <= status < 300 and response.status == str(status) and not response.success)


def _error_statuses(operation: Operation) -> Iterator[int]:
    for key in operation.responses:
        if key.isdecimal():
            yield from filter(lambda status: is_error(operation, status), [int(key)])
        else:
            yield from (status for status in _OF_A_RANGE if key in ("default", f"{status // 100}XX"))


def is_documented(operation: Operation, status: int) -> bool:
    """Whether the operation documents the status itself, by its code or its range."""
    return str(status) in operation.responses or f"{status // 100}XX" in operation.responses


@lru_cache(maxsize=1024)
def success(operation: Operation) -> tuple[int, Response | None]:
    """The status and the documented answer with which the operation succeeds: of a POST 201, else the first."""
    if operation.method == "post" and "201" in operation.responses:
        return 201, operation.responses["201"]
    found = sorted(
        (response for response in operation.responses.values() if response.status[0] == "2"),
        key=lambda response: not response.success,
    )
    if not found:
        return 200, operation.responses.get("default")
    return (200 if found[0].status == "2XX" else int(found[0].status)), found[0]


@lru_cache(maxsize=1024)
def media_type(media: Media) -> str:
    """The media type under which a documented body stands."""
    name = split(media.pointer)[-1]
    return JSON if "*" in name else name


def required_headers(response: Response | None) -> dict[str, str]:
    """The headers that a documented answer always has, with the simplest values."""
    headers: dict[str, str] = {}
    if response is None:
        return headers
    for name in response.node.get("headers", {}):
        header = response.at("headers", name)
        if header.node.get("required") and "schema" in header.node:
            value = header.node.get("example", simplest(header.at("schema")))
            headers[name] = _carried(value if isinstance(value, str) else json.dumps(value))
    return headers


def _carried(value: str) -> str:
    """A value as a header can carry it; what it cannot is percent-encoded."""
    return quote(value, safe=_CARRIED)


@lru_cache(maxsize=1024)
def examples(operation: Operation) -> dict[str, Any]:
    """The documented examples of an operation's success by name."""
    _, response = success(operation)
    return response.media.examples() if response is not None and response.media is not None else {}
