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


def keywords(schema: Place) -> dict[str, Any]:
    """The keywords of a schema and of what it is composed of, each with its value; the first of several."""
    found: dict[str, Any] = {}
    for part in parts(schema):
        for word, value in part.node.items():
            found.setdefault(word, value)
    return found


def is_text(schema: Place) -> bool:
    """Whether all values of a schema but null are texts."""
    return {*types(schema)} - {"null"} == {"string"}


def of_type(schema: Place, kind: str) -> Place:
    """What describes the values of a JSON type: the schema, or of its alternatives the first that has such values."""
    if "type" in schema.node or any("type" in part.node for part in parts(schema)):
        return schema
    for keyword in ("oneOf", "anyOf"):
        for index in range(len(schema.node.get(keyword, []))):
            if kind in types(inner := schema.at(keyword, index)):
                return of_type(inner, kind)
    return schema


def shortest(schema: Place) -> int:
    """How many items a list has at least."""
    words = keywords(of_type(schema, "array"))
    return max(int(words.get("minItems", 0)), int(words.get("minContains", 1)) if "contains" in words else 0)


def members(schema: Place) -> list[Any]:
    """The values of an enum, or the two of a boolean; none of any other schema."""
    words = keywords(schema)
    return list(words["enum"]) if "enum" in words else [True, False] if "boolean" in types(schema) else []


def closed(schema: Place) -> bool:
    """Whether an object may have no other properties than are described."""
    words = ("additionalProperties", "unevaluatedProperties")
    return any(part.node.get(word) is False for part in parts(schema) for word in words)
