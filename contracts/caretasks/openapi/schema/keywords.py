"""Looking into a schema: of which types its values are, and which properties its objects have.

Results are cached, since a document does not change while it is served. `caretasks.openapi.schema.validation` decides
whether a value is valid.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from caretasks.openapi.document import Place

_TYPES = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object"}
_DEEPEST = 20


@lru_cache(maxsize=4096)
def types(schema: Place) -> tuple[str, ...]:
    """The types that the schema names, itself or in what it is composed of; none where it leaves it open."""
    return tuple(dict.fromkeys(_types(schema, 0)))


@lru_cache(maxsize=4096)
def properties(schema: Place) -> Mapping[str, Place]:
    """The properties that the schema describes, itself or in the schemas that it is composed of, by name."""
    found: dict[str, Place] = {}
    for part in parts(schema):
        for name in part.node.get("properties", {}):
            found.setdefault(name, part.at("properties", name))
    return MappingProxyType(found)


@lru_cache(maxsize=4096)
def required(schema: Place) -> frozenset[str]:
    """The names of the properties that the schema requires."""
    return frozenset(name for part in parts(schema) for name in part.node.get("required", []))


def told(schema: Place, value: Any) -> Any:
    """A value as a server tells it: without what is for the client alone to say (`writeOnly`)."""
    if isinstance(value, dict):
        described, free = properties(schema), _below(schema, "additionalProperties")
        found: dict[str, Any] = {}
        for name, inner in value.items():
            below = described.get(name, free)
            if below is None or not below.node.get("writeOnly"):
                found[name] = inner if below is None else told(below, inner)
        return found
    if isinstance(value, list):
        items = _below(schema, "items")
        return value if items is None else [told(items, inner) for inner in value]
    return value


def _below(schema: Place, keyword: str) -> Place | None:
    return next((part.at(keyword) for part in parts(schema) if isinstance(part.node.get(keyword), Mapping)), None)


def parts(schema: Place, depth: int = 0) -> Iterator[Place]:
    """The schema, all that it is composed of, and of alternatives the first that describes objects."""
    yield schema
    if depth > _DEEPEST:  # a schema that is composed of itself
        return
    for index in range(len(schema.node.get("allOf", []))):
        yield from parts(schema.at("allOf", index), depth + 1)
    for keyword in ("oneOf", "anyOf"):
        for index in range(len(schema.node.get(keyword, []))):
            chosen = list(parts(schema.at(keyword, index), depth + 1))
            if any("properties" in part.node for part in chosen):
                yield from chosen
                break


def _types(schema: Place, depth: int) -> Iterator[str]:
    node = schema.node
    if "type" in node:
        yield from [node["type"]] if isinstance(node["type"], str) else node["type"]
        return
    for value in [node["const"]] if "const" in node else node.get("enum", []):
        yield _TYPES.get(type(value), "null")
    if depth > _DEEPEST:
        return
    for keyword in ("allOf", "oneOf", "anyOf"):
        for index in range(len(node.get(keyword, []))):
            yield from _types(schema.at(keyword, index), depth + 1)
