"""IDs in bodies: the property that holds the value of a path parameter is found by its name.

`/tasks` is a collection and `/tasks/{task_id}` one of its items. For specs without links, this is how the mock server
determines which resource a POST creates and which one a list contains. If no property has a matching name, nothing is
assumed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from caretasks.openapi.document import Node
from caretasks.openapi.json_pointer import join
from caretasks.openapi.schema.keywords import properties


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


def find_id_pointer(parameter: str, schema: Node) -> str | None:
    """Return the JSON pointer to the value of a path parameter in bodies of a schema, or None."""
    top_level = properties(schema)
    for name in _matching_names(parameter, top_level):
        return join("", name)
    for name, inner in top_level.items():
        for nested in _matching_names(parameter, properties(inner)):
            return join("", name, nested)
    return None


def singular_id(path: str) -> str:
    """Return the name of a path parameter for the items of a collection: `task_id` for `/v1/tasks`."""
    return f"{path.rstrip('/').rpartition('/')[2].removesuffix('s')}_id"


def flatten(body: Any) -> dict[str, Any]:
    """Return the properties of a body and of the objects in it as one dictionary; the top level takes precedence."""
    found: dict[str, Any] = {}
    for part in reversed(list(_iter_objects(body))):
        found.update(part)
    return found


@lru_cache(maxsize=4096)
def normalize_name(name: str) -> str:
    """Return a name in lower case and without separators, so that `taskId` equals `task_id`."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _iter_objects(body: Any) -> Iterator[Mapping[str, Any]]:
    """Yield a body, then the objects that are its direct properties."""
    if isinstance(body, dict):
        yield body
        yield from (part for part in body.values() if isinstance(part, dict))


def _matching_names(parameter: str, names: Mapping[str, Any]) -> list[str]:
    """Return the names that may hold the parameter, best match first."""
    normalized = {name: normalize_name(name) for name in names}
    return [name for each in _id_names(parameter) for name in names if normalized[name] == each]


@lru_cache(maxsize=1024)
def _id_names(parameter: str) -> tuple[str, ...]:
    """Return the normalized names of a property with the value of the parameter: the same name, `id`, its last word."""
    words = [word.lower() for word in re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", parameter)]
    return tuple(dict.fromkeys([normalize_name(parameter), "id", *words[-1:]]))
