"""The resources and bodies that a spec documents with examples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from functools import lru_cache
from typing import Any

from caretasks.mock.resources.collections import convert_item, find_array, with_consistent_metadata
from caretasks.mock.resources.paths import (
    find_resource,
    last_path_parameter,
    resource_id,
    success_schema,
    with_resource_id,
)
from caretasks.openapi.document import Operation
from caretasks.openapi.json_pointer import resolve_pointer
from caretasks.openapi.operation.links import has_all_path_parameters, linked_reads
from caretasks.openapi.operation.responses import success_examples, success_response
from caretasks.openapi.schema.sampling import sample_value
from caretasks.openapi.schema.validation import is_valid


@lru_cache(maxsize=1024)
def documented_resources(operation: Operation) -> list[tuple[dict[str, Any], Any]]:
    """Return the documented resources of a read: path parameters and body of each.

    A response example belongs to the path parameter examples of the same name. An example for which a path parameter
    has no example of that name is not included.
    """
    by_name = {parameter.name: parameter.examples() for parameter in operation.path_parameters}
    return [
        ({parameter: examples[name] for parameter, examples in by_name.items()}, body)
        for name, body in success_examples(operation).items()
        if by_name and all(name in examples for examples in by_name.values())
    ]


def typical_body(operation: Operation) -> Any:
    """Return the first example of the success response, a value generated from its schema, or None."""
    examples = success_examples(operation)
    if examples:
        return deepcopy(next(iter(examples.values())))
    schema = success_schema(operation)
    if schema is None:
        return None
    return with_consistent_metadata(schema, sample_value(schema, ""), success_response(operation)[0])


def documented_body(operation: Operation, path: Mapping[str, Any]) -> Any:
    """Return the example that contains the ID in `path`, from the read itself or from a list, or None.

    Args:
        operation: A read.
        path: Its path parameters.
    """
    parameter = last_path_parameter(operation)
    if parameter is None:
        return None
    return deepcopy(_documented_bodies(operation, parameter).get(str(path[parameter]).lower()))


@lru_cache(maxsize=1024)
def is_complete(operation: Operation) -> bool:
    """Return whether unknown IDs must return 404: the read documents a 404, and another operation creates resources."""
    return "404" in operation.responses and any(
        _creates_resource(other, operation) for other in operation.api.operations
    )


@lru_cache(maxsize=1024)
def _documented_bodies(operation: Operation, parameter: str) -> dict[str, Any]:
    """Return the examples of a read and the items of documented lists, by lower-case ID."""
    found = {str(resource_id(parameter, body)).lower(): body for body in success_examples(operation).values()}
    schema = success_schema(operation)
    for item in _iter_documented_items(operation):
        item_id = resource_id(parameter, item)
        body = with_resource_id(parameter, convert_item(schema, item), item_id) if isinstance(item, dict) else None
        if item_id is not None and (schema is None or is_valid(schema, body)):
            found.setdefault(str(item_id).lower(), body)
    return found


def _iter_documented_items(operation: Operation) -> Iterator[Any]:
    """Yield the items of the lists whose items `operation` reads."""
    for other in operation.api.operations:
        resource = find_resource(other) if other.method == "get" else None
        if resource is not None and resource.read == operation:
            body = typical_body(other)
            pointer = find_array(body)
            yield from () if pointer is None else resolve_pointer(body, pointer)


def _creates_resource(operation: Operation, read: Operation) -> bool:
    """Return whether an operation creates what `read` returns, by its links, its path, or as a PUT to the same path."""
    _, response = success_response(operation)
    if operation.method == "put" and operation.path == read.path:
        return "201" in operation.responses
    if not operation.is_write or response is None:
        return False
    links = linked_reads(response)
    if links or operation.method != "post":
        return any(linked == read and has_all_path_parameters(link, read) for linked, link in links)
    resource = find_resource(operation)
    if resource is None or resource.read != read:
        return False
    body = response.media if response.media is not None else operation.body
    has_id = body is not None and body.schema is not None and resource.id_pointer(body.schema) is not None
    return has_id or resource.get_id(typical_body(operation)) is not None
