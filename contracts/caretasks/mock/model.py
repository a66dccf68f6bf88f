"""The values that the request handler, the stored resources and the vendor extensions share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from caretasks.openapi.document import Operation
from caretasks.openapi.operation.requests import OperationRequest


@dataclass
class StoredResource:
    """A resource, and where a client reads it.

    Attributes:
        operation: The operation that reads it.
        path_values: The values of that operation's path parameters, by name.
        body: The resource as JSON data.
    """

    operation: Operation
    path_values: Mapping[str, Any]
    body: Any


@dataclass
class MockExchange:
    """A valid request, its response, and the resources that it creates. A vendor extension may change the last two.

    Attributes:
        request: The parsed request.
        body: The response body: a JSON value that nothing else refers to, or None for no body.
        created: The resources to store.
    """

    request: OperationRequest
    body: Any
    created: list[StoredResource] = field(default_factory=list)


class HttpError(Exception):
    """An error response, raised by any step that rejects a request.

    Args:
        status: The HTTP status code.
        message: What is wrong. It never contains a value of the request.
        param: The invalid field or parameter, if there is one.
        specific: Whether the message replaces the one in the documented example of this status.
        headers: Additional response headers.
    """

    def __init__(
        self,
        status: int,
        message: str,
        *,
        param: str | None = None,
        specific: bool = False,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.param = param
        self.specific = specific
        self.headers = dict(headers or {})
