"""Keywords of a schema and its subschemas: types, properties, required names and limits.

Results are cached, because specs do not change while they are in use. `validation` checks whether a value is valid.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from caretasks.openapi.document import Node
from caretasks.openapi.json_pointer import walk

_TYPE_NAMES = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object"}
_MAX_DEPTH = 20


@lru_cache(maxsize=4096)
def json_types(schema: Node) -> tuple[str, ...]:
    """Return the JSON types that a schema or its subschemas name; empty if they name none."""
    return tuple(dict.fromkeys(_iter_types(schema, 0)))


def _iter_types(schema: Node, depth: int) -> Iterator[str]:
    data = schema.data
    if "type" in data:
        yield from [data["type"]] if isinstance(data["type"], str) else data["type"]
        return
    for value in [data["const"]] if "const" in data else data.get("enum", []):
        yield _TYPE_NAMES.get(type(value), "null")
    if depth > _MAX_DEPTH:
        return
    for keyword in ("allOf", "oneOf", "anyOf"):
        for index in range(len(data.get(keyword, []))):
            yield from _iter_types(schema.child(keyword, index), depth + 1)


@lru_cache(maxsize=4096)
def properties(schema: Node) -> Mapping[str, Node]:
    """Return the schemas of the properties that a schema or its subschemas describe, by name."""
    found: dict[str, Node] = {}
    for subschema in subschemas(schema):
        for name in subschema.data.get("properties", {}):
            found.setdefault(name, subschema.child("properties", name))
    return MappingProxyType(found)


@lru_cache(maxsize=4096)
def required_properties(schema: Node) -> frozenset[str]:
    """Return the names of the properties that a schema or its subschemas require."""
    return frozenset(name for subschema in subschemas(schema) for name in subschema.data.get("required", []))


def subschemas(schema: Node, depth: int = 0) -> Iterator[Node]:
    """Yield a schema, the members of its `allOf`, and of each `oneOf` or `anyOf` the first that describes objects."""
    yield schema
    if depth > _MAX_DEPTH:  # the schema contains itself, for example in `allOf`
        return
    for index in range(len(schema.data.get("allOf", []))):
        yield from subschemas(schema.child("allOf", index), depth + 1)
    for keyword in ("oneOf", "anyOf"):
        for index in range(len(schema.data.get(keyword, []))):
            alternative = list(subschemas(schema.child(keyword, index), depth + 1))
            if any("properties" in subschema.data for subschema in alternative):
                yield from alternative
                break


def merged_keywords(schema: Node) -> dict[str, Any]:
    """Return the keywords of a schema and its subschemas with their values; the first value of each keyword."""
    found: dict[str, Any] = {}
    for subschema in subschemas(schema):
        for keyword, value in subschema.data.items():
            found.setdefault(keyword, value)
    return found


def subschema_for_type(schema: Node, json_type: str) -> Node:
    """Return the schema of the values of one JSON type.

    Args:
        schema: A schema whose values may be of several types.
        json_type: One of these types.

    Returns:
        The first alternative with values of this type; the schema itself if it names its types, or if none has.
    """
    if "type" in schema.data or any("type" in subschema.data for subschema in subschemas(schema)):
        return schema
    for keyword in ("oneOf", "anyOf"):
        for index in range(len(schema.data.get(keyword, []))):
            if json_type in json_types(alternative := schema.child(keyword, index)):
                return subschema_for_type(alternative, json_type)
    return schema


def without_write_only(schema: Node, value: Any) -> Any:
    """Return a value without its `writeOnly` properties, as a server returns it."""
    if isinstance(value, dict):
        described, additional = properties(schema), _find_subschema(schema, "additionalProperties")
        found: dict[str, Any] = {}
        for name, inner in value.items():
            inner_schema = described.get(name, additional)
            if inner_schema is None or not inner_schema.data.get("writeOnly"):
                found[name] = inner if inner_schema is None else without_write_only(inner_schema, inner)
        return found
    if isinstance(value, list):
        items = _find_subschema(schema, "items")
        return value if items is None else [without_write_only(items, inner) for inner in value]
    return value


def _find_subschema(schema: Node, keyword: str) -> Node | None:
    for subschema in subschemas(schema):
        if isinstance(subschema.data.get(keyword), Mapping):
            return subschema.child(keyword)
    return None


def is_string_schema(schema: Node) -> bool:
    """Return whether all values of a schema, except null, are strings."""
    return {*json_types(schema)} - {"null"} == {"string"}


def min_item_count(schema: Node) -> int:
    """Return the least number of items that an array must have."""
    keywords = merged_keywords(subschema_for_type(schema, "array"))
    contained = int(keywords.get("minContains", 1)) if "contains" in keywords else 0
    return max(int(keywords.get("minItems", 0)), contained)


def enum_values(schema: Node) -> list[Any]:
    """Return the values of an enum or a boolean schema; empty for any other schema."""
    keywords = merged_keywords(schema)
    return list(keywords["enum"]) if "enum" in keywords else [True, False] if "boolean" in json_types(schema) else []


def forbids_extra_properties(schema: Node) -> bool:
    """Return whether objects may have only the properties that the schema describes."""
    keywords = ("additionalProperties", "unevaluatedProperties")
    return any(subschema.data.get(keyword) is False for subschema in subschemas(schema) for keyword in keywords)


def property_names(spec: Any) -> frozenset[str]:
    """Return the names of all properties in the schemas of a spec."""
    properties = (node["properties"] for _, node in walk(spec) if isinstance(node, dict) and "properties" in node)
    return frozenset(name for named in properties if isinstance(named, dict) for name in named)
