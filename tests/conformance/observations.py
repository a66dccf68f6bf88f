"""Requests with their responses, for tests without a server."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from caretasks.conformance.observation import Observation
from caretasks.conformance.phases.phase import required_parameters
from caretasks.core.http import Exchange, Request, Response, encode_path_parameters
from caretasks.openapi.document import Operation
from caretasks.openapi.schema.examples import valid_body


def make_observation(
    operation: Operation,
    status: int,
    *,
    body: Any = None,
    returned: Any = None,
    path: dict[str, Any] | None = None,
    query: dict[str, Any] | None = None,
    scenario: str | None = None,
    has_known_ids: bool = True,
) -> Observation:
    """Return a request with the required parameters, and a response with a status.

    Args:
        operation: The operation.
        status: Status of the response.
        body: JSON data of the request; a valid body by default.
        returned: JSON data of the response; no body by default.
        path: Path parameters to use instead of valid ones.
        query: Query parameters to use instead of valid ones.
        scenario: The scenario of the coverage phase that the request is.
        has_known_ids: Whether the IDs in the path exist.
    """
    parameters = required_parameters(operation)
    parameters["path"] = encode_path_parameters({**parameters["path"], **(path or {})})
    parameters["query"] = {**parameters["query"], **(query or {})}
    if body is None and operation.body is not None:
        body = valid_body(operation.body)
    request = Request(
        operation.method.upper(),
        f"http://127.0.0.1{operation.path}?{urlencode(parameters['query'], doseq=True)}",
        tuple(parameters["header"].items()),
        b"" if body is None else json.dumps(body).encode(),
    )
    content = b"" if returned is None else json.dumps(returned).encode()
    response = Response(status, (("Content-Type", "application/json"),) if content else (), content)
    exchange = Exchange(request, response, notes={"scenario": scenario})
    return Observation("1", operation, parameters, exchange, has_known_ids)
