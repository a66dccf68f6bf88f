"""The body of a read: the stored or documented resource, otherwise an example."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import Any

from caretasks.mock.model import HttpError
from caretasks.mock.resources.collections import list_response
from caretasks.mock.resources.examples import documented_body, documented_resources, is_complete, typical_body
from caretasks.mock.resources.paths import (
    Resource,
    find_resource,
    last_path_parameter,
    resource_id,
    success_schema,
    with_resource_id,
)
from caretasks.mock.resources.state import State
from caretasks.openapi.document import Operation
from caretasks.openapi.operation.requests import OperationRequest
from caretasks.openapi.operation.responses import success_examples
from caretasks.openapi.schema.validation import is_valid


def read_resource(request: OperationRequest, state: State) -> Any:
    """Return the response body of a read.

    If nothing is stored under the path parameters, the body is the operation's first example, or a value generated
    from its schema. This does not apply if the spec documents resources by ID, or documents a 404 and an operation
    that creates resources: then an unknown ID is not found.

    Raises:
        HttpError: (404) No resource with these path parameters exists.
    """
    operation = request.operation
    resource = find_resource(operation)
    with contextlib.suppress(KeyError):
        body = state.get(operation, request.path)
        return body if resource is None else _read_list(request, resource, body, state)
    if is_missing(operation, request.path, state):
        raise HttpError(404, "no resource with these path parameters exists")
    body = default_body(operation, request.path)
    return body if resource is None else _read_list(request, resource, body, state)


def default_body(operation: Operation, path: Mapping[str, Any]) -> Any:
    """Return the documented body for these path parameters, otherwise a typical body with the requested ID."""
    documented = documented_body(operation, path)
    if documented is not None:
        return documented
    return with_requested_id(operation, path, typical_body(operation))


def with_requested_id(operation: Operation, path: Mapping[str, Any], body: Any) -> Any:
    """Return the body with the ID in `path` in place of another ID, if the schema allows that value."""
    schema = success_schema(operation)
    name = last_path_parameter(operation)
    if name is None or resource_id(name, body) in (None, path[name]):
        return body
    renamed = with_resource_id(name, body, path[name])
    return renamed if schema is None or is_valid(schema, renamed) else body


def _read_list(request: OperationRequest, resource: Resource, body: Any, state: State) -> Any:
    documented = {str(values[resource.parameter]): item for values, item in documented_resources(resource.read)}
    return list_response(request, resource, body, documented, state, sampled=not success_examples(request.operation))


def is_missing(operation: Operation, path: Mapping[str, Any], state: State) -> bool:
    """Return whether a read of these path parameters returns 404."""
    if state.has(operation, path):
        return False
    if state.is_removed(operation, path) or documented_resources(operation):
        return True
    return (
        is_complete(operation) and documented_body(operation, path) is None and not _is_documented_id(operation, path)
    )


def _is_documented_id(operation: Operation, path: Mapping[str, Any]) -> bool:
    """Return whether all these path parameters are documented examples."""
    return all(path[parameter.name] in parameter.examples().values() for parameter in operation.path_parameters)
