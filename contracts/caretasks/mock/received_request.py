"""The requests that a mock server received, as tests inspect them."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from caretasks.core.strict_json import InvalidJsonError, decode_json
from caretasks.mock.middleware.request_log import LoggedRequest
from caretasks.openapi.operation.parameters import parse_query
from caretasks.openapi.operation.path_templates import Routes


@dataclass(frozen=True)
class ReceivedRequest:
    """A request that a mock server received.

    The repr contains no values of the request, so that a failed test prints no keys and no patient data.

    Attributes:
        api: The name of the API, or None if the path belongs to none.
        operation: The operation ID, or None if there is no such operation.
        method: The HTTP method, such as `POST`.
        path: The path, with percent-encoding decoded.
        path_values: The path parameters as strings.
        query: The values of each query parameter as strings.
        headers: The headers, with names in lower case. For a repeated header, the last value.
        body: The decoded JSON body; bytes if it is not JSON; None if there was no body or it was not read.
        status: The status of the response, or None if none was sent.
    """

    api: str | None
    operation: str | None
    method: str
    path: str = field(repr=False)
    path_values: Mapping[str, str] = field(repr=False)
    query: Mapping[str, list[str]] = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    body: Any = field(repr=False)
    status: int | None


def decode_request(request: LoggedRequest, routes: Routes) -> ReceivedRequest:
    """Return a logged request with its operation and the values of its parameters."""
    match = routes.find(request.path, request.query)
    operation = None if match is None else match.get_operation(request.method)
    body: Any = request.complete_body or None
    if body is not None:
        with contextlib.suppress(InvalidJsonError):
            body = decode_json(body)
    return ReceivedRequest(
        api=None if match is None else next(iter(match.operations.values())).api.name,
        operation=None if operation is None else operation.id,
        method=request.method,
        path=unquote(request.path.decode("latin-1")),
        path_values={} if match is None else match.path_values,
        query=parse_query(request.query),
        headers={name.decode("latin-1").lower(): value.decode("latin-1") for name, value in request.headers},
        body=body,
        status=request.status,
    )
