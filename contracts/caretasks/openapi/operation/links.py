"""OpenAPI links: the operations that a response links to, and the path parameters that a link supplies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from caretasks.openapi.document import Api, Node, Operation, Response
from caretasks.openapi.json_pointer import PointerNotFoundError, join, resolve_pointer, split
from caretasks.openapi.schema.keywords import keep_result

_BODY = "$response.body"


@dataclass(frozen=True)
class Link:
    """A link of a response to an operation.

    Attributes:
        path_expressions: For each path parameter of that operation, the expression or the constant that the link
            supplies, or None.
        id_pointers: The JSON pointers into the response body that its expressions refer to.
    """

    target: Operation
    path_expressions: Mapping[str, Any]
    id_pointers: frozenset[str]

    @property
    def is_complete(self) -> bool:
        """True if it supplies all path parameters."""
        return None not in self.path_expressions.values()

    def path_values(self, sent: Mapping[str, Mapping[str, Any]], sent_body: Any, body: Any) -> dict[str, Any] | None:
        """Return the path parameters that the link supplies from a request and its response, or None if one is missing.

        `sent` has the parameters of the request by location and name.
        """
        values = {name: evaluate(each, sent, sent_body, body) for name, each in self.path_expressions.items()}
        return None if any(each is None or isinstance(each, dict | list) for each in values.values()) else values


def resolve_links(response: Response) -> tuple[Link, ...]:
    """Return the links of a response to operations of its API."""
    operations = _operations_by_reference(response.api)
    found = ((link, operations.get(_reference(link))) for link in response.iter_links())
    return tuple(_make_link(link, target) for link, target in found if target is not None)


def read_for_write(operation: Operation) -> tuple[Operation, dict[str, str]] | None:
    """Return the `GET` of the resource that a write changes, and the write's path parameter for each one of the `GET`.

    A response connects them: it links to both with the same expressions. None if there is no such response.
    """
    for source, link, links in _links_to_writes(operation.api).get(operation, ()):
        names = {str(expression): name for name, expression in link.path_expressions.items()}
        for read, expressions in _iter_reads(source, links):
            if expressions and all(each in names for each in expressions.values()):
                return read, {name: names[each] for name, each in expressions.items()}
    return None


@keep_result
def _operations_by_reference(api: Api) -> Mapping[str, Operation]:
    """Return the operations by their IDs and by their JSON pointers, which begin with a slash."""
    return {
        **{operation.pointer: operation for operation in api.operations},
        **{str(each.data["operationId"]): each for each in reversed(api.operations) if "operationId" in each.data},
    }


@keep_result
def _links_to_writes(api: Api) -> Mapping[Operation, list[tuple[Operation, Link, tuple[Link, ...]]]]:
    """Return, for each write, the complete links to it: its operation, the link, and all links of its response.

    The links of one response are about one resource.
    """
    found: dict[Operation, list[tuple[Operation, Link, tuple[Link, ...]]]] = {}
    for source in api.operations:
        for links in map(resolve_links, source.responses.values()):
            for link in links:
                if link.target.is_write and link.is_complete:
                    found.setdefault(link.target, []).append((source, link, links))
    return found


def _iter_reads(source: Operation, links: tuple[Link, ...]) -> Iterator[tuple[Operation, dict[str, str]]]:
    """Yield each `GET` of the resource in a response, with the expression of each path parameter.

    These are the linked ones and, if the response is one of a `GET`, this operation itself.
    """
    for link in links:
        if link.target.method == "get" and link.is_complete:
            yield link.target, {name: str(expression) for name, expression in link.path_expressions.items()}
    if source.method == "get":
        yield source, {parameter.name: f"$request.path.{parameter.name}" for parameter in source.path_parameters}


def _reference(link: Node) -> str:
    """Return the JSON pointer or the ID of the operation that a link leads to."""
    reference = link.data.get("operationRef")
    if isinstance(reference, str) and reference.startswith("#"):
        return join("", *split(reference))
    return str(link.data.get("operationId", ""))


def _make_link(link: Node, target: Operation) -> Link:
    parameters = link.data.get("parameters", {})
    names = [parameter.name for parameter in target.path_parameters]
    return Link(
        target,
        {name: parameters.get(name, parameters.get(f"path.{name}")) for name in names},
        frozenset(
            str(each).removeprefix(f"{_BODY}#") for each in parameters.values() if str(each).startswith(f"{_BODY}#")
        ),
    )


def evaluate(expression: Any, sent: Mapping[str, Mapping[str, Any]], sent_body: Any, body: Any) -> Any:
    """Return the value of a runtime expression, or None; any other value is a constant, and returned as it is.

    Args:
        expression: The expression, such as `$response.body#/id`.
        sent: The parameters of a request by location and name.
        sent_body: The value of its body.
        body: The value of the body of the response.
    """
    if not isinstance(expression, str) or not expression.startswith("$"):
        return expression
    source, _, pointer = expression.partition("#")
    if source in (_BODY, "$request.body"):
        try:
            return resolve_pointer(body if source == _BODY else sent_body, pointer)
        except PointerNotFoundError:
            return None
    for location in ("path", "query", "header"):
        if source.startswith(f"$request.{location}."):
            name = source.split(".", 2)[2]
            if location == "header":
                return next((value for key, value in sent[location].items() if key.lower() == name.lower()), None)
            return sent[location].get(name)
    return None
