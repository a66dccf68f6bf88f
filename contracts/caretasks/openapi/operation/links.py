"""OpenAPI links: which operations read or change what another one's answer names, under which path parameters."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from caretasks.openapi.document import Operation, Place, Response
from caretasks.openapi.json_pointer import DanglingPointerError, resolve, split
from caretasks.openapi.operation.requests import Request

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
def read_beside(operation: Operation) -> tuple[Operation, dict[str, str]] | None:
    """The read that an answer links to beside a write, for the same thing: one expression gives both its parameters.

    Returns:
        The read, and by each of its path parameters which one of the write's has the same value.
    """
    for giver, response in ((each, one) for each in operation.api.operations for one in each.responses.values()):
        for link in (link for link in response.links() if _leads_to(link, operation)):
            if not gives_all(link, operation):
                continue
            own = {str(_given(link, name)): name for name in _path_parameters(operation)}
            for read, wanted in _reads(giver, response):
                if wanted and all(each in own for each in wanted.values()):
                    return read, {name: own[each] for name, each in wanted.items()}
    return None


def _reads(giver: Operation, response: Response) -> Iterator[tuple[Operation, dict[str, str]]]:
    """The reads of what an answer is about, and by which expressions each finds it: those linked to, and its own."""
    for read, link in linked_reads(response):
        if gives_all(link, read):
            yield read, {name: str(_given(link, name)) for name in _path_parameters(read)}
    if giver.method == "get":
        yield giver, {name: f"$request.path.{name}" for name in _path_parameters(giver)}


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
    return all(_given(link, name) is not None for name in _path_parameters(operation))


def path_values(link: Place, operation: Operation, request: Request, body: Any) -> dict[str, Any] | None:
    """The path parameters that a link gives its operation after an exchange; None where it does not give them all."""
    values: dict[str, Any] = {}
    for name in _path_parameters(operation):
        value = _evaluate(_given(link, name), request, body)
        if value is None or isinstance(value, dict | list):
            return None
        values[name] = value
    return values


def _path_parameters(operation: Operation) -> list[str]:
    return [parameter.name for parameter in operation.path_parameters]


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
