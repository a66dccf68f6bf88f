"""OpenAPI links: which operation reads what another one's answer names, and under which path parameters."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from caretasks.mock.requests import Request
from caretasks.openapi.api import Operation, Place, Response
from caretasks.openapi.pointers import DanglingPointerError, resolve, split

_BODY = "$response.body"


@lru_cache(maxsize=1024)
def linked_reads(response: Response) -> tuple[tuple[Operation, Place], ...]:
    """The reads that an answer's links lead to, each with its link."""
    return tuple(
        (operation, link)
        for link in response.links()
        for operation in response.api.operations
        if operation.method == "get" and _leads_to(link, operation)
    )


@lru_cache(maxsize=1024)
def named_in_body(response: Response) -> frozenset[str]:
    """The pointers into an answer's body by which its links name things: its ids, of whatever form."""
    return frozenset(
        str(expression).removeprefix(_BODY + "#")
        for _, link in linked_reads(response)
        for expression in link.node.get("parameters", {}).values()
        if str(expression).startswith(_BODY + "#")
    )


def gives_all(link: Place, operation: Operation) -> bool:
    """Whether a link gives all path parameters of its operation."""
    return all(_given(link, each.name) is not None for each in operation.parameters if each.location == "path")


def path_values(link: Place, operation: Operation, request: Request, body: Any) -> dict[str, Any] | None:
    """The path parameters that a link gives its operation after an exchange; None where it does not give them all."""
    values: dict[str, Any] = {}
    for parameter in operation.parameters:
        if parameter.location == "path":
            value = _evaluate(_given(link, parameter.name), request, body)
            if value is None or isinstance(value, dict | list):
                return None
            values[parameter.name] = value
    return values


def _leads_to(link: Place, operation: Operation) -> bool:
    reference = link.node.get("operationRef")
    if isinstance(reference, str) and reference.startswith("#"):
        return split(reference) == split(operation.pointer)
    return bool(link.node.get("operationId") == operation.node.get("operationId", ""))


def _given(link: Place, parameter: str) -> Any:
    """What a link gives for a path parameter: an expression or a constant; None for nothing."""
    given = link.node.get("parameters", {})
    return given.get(parameter, given.get(f"path.{parameter}"))


def _evaluate(expression: Any, request: Request, body: Any) -> Any:
    """The value of a runtime expression; a constant is its own."""
    if not isinstance(expression, str) or not expression.startswith("$"):
        return expression
    source, _, pointer = expression.partition("#")
    if source in (_BODY, "$request.body"):
        try:
            return resolve(body if source == _BODY else request.body, pointer)
        except DanglingPointerError:
            return None
    for location in ("path", "query", "header"):
        if source.startswith(f"$request.{location}."):
            return getattr(request, location).get(source.split(".", 2)[2])
    return None
