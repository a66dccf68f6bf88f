"""Large cycles of pydantic models: the properties whose validators are made when they are first used.

pydantic makes the validator of a model together with those of all models that it refers to. For a hundred models that
refer to each other, that takes seconds, and exceeds Python's recursion limit.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from caretasks.openapi.json_pointer import walk

MAX_MODELS = 20
"""The number of models in a cycle up to which pydantic makes their validators together."""

_REFERENCE = "#/components/schemas/"


def deferred_properties(schemas: Mapping[str, Any], aliases: Mapping[str, str]) -> dict[str, set[str]]:
    """Return the properties of components that refer to a component of the same large cycle.

    Args:
        schemas: the components of the document that datamodel-code-generator is given.
        aliases: the definitions of the types in it that are not JSON Schema, by their names.

    Returns:
        The names by those of the components, as in the code: `root` is the value of a component that is not an object,
        and `__pydantic_extra__` its properties that are not in the spec.
    """
    fields = {
        component: {name: set(_iter_references(each, aliases)) & schemas.keys() for name, each in _fields(schema)}
        for component, schema in schemas.items()
    }
    referenced = {component: set[str]().union(*found.values()) for component, found in fields.items()}
    return {
        component: {name for name, found in fields[component].items() if not cycle.isdisjoint(found)}
        for cycle in find_cycles(referenced)
        if len(cycle) > MAX_MODELS
        for component in cycle
    }


def _fields(schema: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the schemas of the fields of a model, with their names in JSON."""
    if "properties" not in schema:
        yield "root", schema
    else:
        yield from schema["properties"].items()
        yield "__pydantic_extra__", schema.get("additionalProperties")


def _iter_references(schema: Any, aliases: Mapping[str, str]) -> Iterator[str]:
    for _, node in walk(schema):
        if isinstance(node, Mapping):
            if isinstance(node.get("$ref"), str):
                yield node["$ref"].removeprefix(_REFERENCE)
            if isinstance(node.get("customTypePath"), str):
                yield from re.findall(r"\w+", aliases[node["customTypePath"].rpartition(".")[2]])


def find_cycles(references: Mapping[str, Collection[str]]) -> list[frozenset[str]]:
    """Return the largest sets of nodes of a graph in which each can be reached from each other one.

    Args:
        references: the nodes to which each node refers.
    """
    reverse: dict[str, list[str]] = {name: [] for name in references}
    for name, found in references.items():
        for other in found:
            reverse[other].append(name)
    finished: list[str] = []
    visited: set[str] = set()
    for start in references:
        finished += _visit(start, references, visited)
    visited.clear()
    return [frozenset(found) for start in reversed(finished) if (found := _visit(start, reverse, visited))]


def _visit(start: str, graph: Mapping[str, Collection[str]], visited: set[str]) -> list[str]:
    """Return the nodes that can be reached from one and were not visited, each after those that it leads to."""
    if start in visited:
        return []
    visited.add(start)
    finished: list[str] = []
    path = [(start, iter(graph[start]))]
    while path:
        name, others = path[-1]
        other = next((each for each in others if each not in visited), None)
        if other is None:
            finished.append(name)
            path.pop()
        else:
            visited.add(other)
            path.append((other, iter(graph[other])))
    return finished
