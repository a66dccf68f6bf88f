"""OpenAPI links: the operations that a response links to, and the path parameters that a link supplies."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from caretasks.openapi.document import Node, Operation, Response
from caretasks.openapi.json_pointer import PointerNotFoundError, resolve_pointer, split
from caretasks.openapi.operation.requests import OperationRequest

_BODY = "$response.body"


@lru_cache(maxsize=1024)
def linked_reads(response: Response) -> tuple[tuple[Operation, Node], ...]:
    """Return each `GET` operation that a response links to, with the link."""
    return tuple(
        (operation, link)
        for link in response.iter_links()
        for operation in response.api.operations
        if operation.method == "get" and _is_link_to(link, operation)
    )


@lru_cache(maxsize=1024)
def read_for_write(operation: Operation) -> tuple[Operation, dict[str, str]] | None:
    """Return the `GET` operation for the resource that a write changes, or None if the links do not connect them.

    They are connected by a response that links to the write and to the `GET` with the same expressions.

    Returns:
        The `GET` operation, and for each of its path parameters the write's path parameter with the same value.
    """
    for source, response in ((each, one) for each in operation.api.operations for one in each.responses.values()):
        for link in response.iter_links():
            if not _is_link_to(link, operation) or not has_all_path_parameters(link, operation):
                continue
            names = {str(_link_parameter(link, name)): name for name in _path_parameter_names(operation)}
            for read, expressions in _iter_reads(source, response):
                if expressions and all(each in names for each in expressions.values()):
                    return read, {name: names[each] for name, each in expressions.items()}
    return None


def _iter_reads(source: Operation, response: Response) -> Iterator[tuple[Operation, dict[str, str]]]:
    """Yield each `GET` of the resource in a response, with the expression of each path parameter.

    These are the linked ones and, if the response is one of a `GET`, this operation itself.
    """
    for read, link in linked_reads(response):
        if has_all_path_parameters(link, read):
            yield read, {name: str(_link_parameter(link, name)) for name in _path_parameter_names(read)}
    if source.method == "get":
        yield source, {name: f"$request.path.{name}" for name in _path_parameter_names(source)}


@lru_cache(maxsize=1024)
def id_pointers(response: Response) -> frozenset[str]:
    """Return the JSON pointers into a response body that its links take IDs from."""
    return frozenset(
        str(expression).removeprefix(_BODY + "#")
        for _, link in linked_reads(response)
        for expression in link.data.get("parameters", {}).values()
        if str(expression).startswith(_BODY + "#")
    )


def has_all_path_parameters(link: Node, operation: Operation) -> bool:
    """Return whether a link supplies all path parameters of its operation."""
    return all(_link_parameter(link, name) is not None for name in _path_parameter_names(operation))


def linked_path_values(link: Node, operation: Operation, request: OperationRequest, body: Any) -> dict[str, Any] | None:
    """Return the path parameters that a link supplies, or None unless it supplies them all.

    Args:
        link: The link.
        operation: The operation that the link leads to.
        request: The request whose response has the link.
        body: The JSON value of that response's body.
    """
    values: dict[str, Any] = {}
    for name in _path_parameter_names(operation):
        value = _evaluate_expression(_link_parameter(link, name), request, body)
        if value is None or isinstance(value, dict | list):
            return None
        values[name] = value
    return values


def _path_parameter_names(operation: Operation) -> list[str]:
    return [parameter.name for parameter in operation.path_parameters]


def _is_link_to(link: Node, operation: Operation) -> bool:
    reference = link.data.get("operationRef")
    if isinstance(reference, str) and reference.startswith("#"):
        return split(reference) == split(operation.pointer)
    return bool(link.data.get("operationId") == operation.data.get("operationId", ""))


def _link_parameter(link: Node, parameter: str) -> Any:
    """Return the expression or the constant that a link supplies for a path parameter, or None."""
    parameters = link.data.get("parameters", {})
    return parameters.get(parameter, parameters.get(f"path.{parameter}"))


def _evaluate_expression(expression: Any, request: OperationRequest, body: Any) -> Any:
    """Return the value of a runtime expression; any other value is a constant, and returned as it is."""
    if not isinstance(expression, str) or not expression.startswith("$"):
        return expression
    source, _, pointer = expression.partition("#")
    if source in (_BODY, "$request.body"):
        try:
            return resolve_pointer(body if source == _BODY else request.body, pointer)
        except PointerNotFoundError:
            return None
    for location in ("path", "query", "header"):
        if source.startswith(f"$request.{location}."):
            return getattr(request, location).get(source.split(".", 2)[2])
    return None
