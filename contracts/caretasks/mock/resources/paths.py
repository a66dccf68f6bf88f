"""The resources that the paths of a spec imply: `/tasks` is a collection, and `/tasks/{id}` is one of its items.

For specs without links, this is how the mock server determines which resource a POST creates and which one a list
contains. The ID is found by the name of the path parameter. If no property has a matching name, nothing is assumed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from caretasks.openapi.document import Node, Operation
from caretasks.openapi.json_pointer import join
from caretasks.openapi.operation.responses import success_response
from caretasks.openapi.schema.keywords import properties


@dataclass(frozen=True)
class Resource:
    """The items of a collection.

    Attributes:
        read: The operation that reads an item.
        parameter: The path parameter of `read` that holds the item's ID. The other path parameters identify the
            collection.
    """

    read: Operation
    parameter: str

    def get_id(self, body: Any) -> Any:
        """Return the ID that a body contains, or None."""
        return resource_id(self.parameter, body)

    def id_pointer(self, schema: Node) -> str | None:
        """Return the JSON pointer to the ID in bodies of this schema, or None."""
        top_level = properties(schema)
        for name in _matching_names(self.parameter, top_level):
            return join("", name)
        for name, inner in top_level.items():
            for nested in _matching_names(self.parameter, properties(inner)):
                return join("", name, nested)
        return None


def resource_id(parameter: str, body: Any) -> Any:
    """Return the value of a path parameter as a body contains it, at the top level or one level down, or None."""
    for part in _iter_objects(body):
        for name in _matching_names(parameter, part):
            if isinstance(part[name], str | int) and not isinstance(part[name], bool):
                return part[name]
    return None


def with_resource_id(parameter: str, body: Any, value: Any) -> Any:
    """Return the body with `value` in the property that holds the path parameter, if there is one."""
    if not isinstance(body, dict):
        return body
    for name in _matching_names(parameter, body):
        return {**body, name: value}
    for name, part in body.items():
        if isinstance(part, dict) and _matching_names(parameter, part):
            return {**body, name: with_resource_id(parameter, part, value)}
    return body


@lru_cache(maxsize=1024)
def find_resource(operation: Operation) -> Resource | None:
    """Return the resource of the collection at the operation's path, if a GET reads that path plus one parameter."""
    item_path = re.compile(re.escape(operation.path.rstrip("/")) + r"/\{([^{}/]+)\}/?")
    for other in operation.api.operations:
        found = item_path.fullmatch(other.path)
        if found is not None and other.method == "get" and success_schema(other) is not None:
            return Resource(other, found[1])
    return None


def last_path_parameter(operation: Operation) -> str | None:
    """Return the path parameter that is the last segment of the operation's path, or None."""
    found = re.search(r"/\{([^{}/]+)\}/?$", operation.path)
    return None if found is None else found[1]


def success_schema(operation: Operation) -> Node | None:
    """Return the schema of the operation's success response, or None."""
    _, response = success_response(operation)
    return response.media.schema if response is not None and response.media is not None else None


def flatten(body: Any) -> dict[str, Any]:
    """Return the properties of a body and of the objects in it as one dictionary; the top level takes precedence."""
    found: dict[str, Any] = {}
    for part in reversed(list(_iter_objects(body))):
        found.update(part)
    return found


def normalize_name(name: str) -> str:
    """Return a name in lower case and without separators, so that `taskId` equals `task_id`."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _iter_objects(body: Any) -> Iterator[Mapping[str, Any]]:
    """Yield a body, then the objects that are its direct properties."""
    if isinstance(body, dict):
        yield body
        yield from (part for part in body.values() if isinstance(part, dict))


def _matching_names(parameter: str, names: Mapping[str, Any]) -> list[str]:
    """Return the names that may hold the parameter, best match first: the same name, `id`, its last word."""
    words = [word.lower() for word in re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", parameter)]
    candidates = [normalize_name(parameter), "id", *words[-1:]]
    return [name for each in dict.fromkeys(candidates) for name in names if normalize_name(name) == each]
