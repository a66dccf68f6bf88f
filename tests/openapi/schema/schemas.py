"""Schemas for the tests of values: named ones, and a strategy for others."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from caretasks.openapi.document import Api, Media, Node
from caretasks.openapi.json_pointer import to_fragment

SCHEMAS: dict[str, Any] = {
    "alternatives": {
        "oneOf": [
            {
                "type": "object",
                "required": ["kind", "lives"],
                "properties": {"kind": {"const": "cat"}, "lives": {"type": "integer"}},
                "additionalProperties": False,
            },
            {
                "type": "object",
                "required": ["kind"],
                "properties": {"kind": {"const": "dog"}, "name": {"type": "string"}},
                "additionalProperties": False,
            },
        ]
    },
    "anything": {},
    "bounded": {"type": "number", "exclusiveMinimum": 0.1, "maximum": 0.2},
    "code": {"type": "string", "pattern": "^[A-Z]{3}-[0-9]+$"},
    "composed": {
        "allOf": [
            {"$ref": "#/components/schemas/named"},
            {"type": "object", "required": ["rank"], "properties": {"rank": {"type": "integer", "minimum": 10}}},
        ]
    },
    "condition": {
        "type": "object",
        "properties": {"paid": {"type": "boolean"}, "price": {"type": "integer"}},
        "if": {"properties": {"paid": {"const": True}}},
        "then": {"required": ["price"]},
    },
    "either": {"anyOf": [{"type": "string", "minLength": 30}, {"type": "null"}]},
    "envelope": {
        "type": "object",
        "required": ["data"],
        "properties": {
            "data": {"type": "array", "items": {"$ref": "#/components/schemas/named"}},
            "total": {"type": "integer"},
        },
    },
    "constant": {"const": {"a": [1, None]}},
    "flag": {"type": "boolean"},
    "enum": {"enum": ["a", 2, None]},
    "mail": {"type": "string", "format": "email", "maxLength": 8},
    "map": {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/named"}},
    "timestamp": {"type": "string", "format": "date-time"},
    "named": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}},
    "negative": {"type": "integer", "maximum": -5},
    "not a string": {"not": {"type": "string"}},
    "nullable": {"type": ["array", "null"], "items": {"type": "string", "format": "uri"}},
    "pair": {"type": "array", "prefixItems": [{"type": "integer"}, {"type": "string"}], "items": False, "minItems": 2},
    "patterned": {
        "type": "object",
        "patternProperties": {"^x-[a-z]{2,4}$": {"type": "integer"}},
        "additionalProperties": False,
        "minProperties": 1,
    },
    "phone": {"type": "string", "pattern": r"^\+[1-9]\d{1,14}$"},
    "sevens": {"type": "integer", "multipleOf": 7, "minimum": 10},
    "tree": {
        "type": "object",
        "properties": {
            "name": {"type": "string"},
            "parts": {"type": "array", "items": {"$ref": "#/components/schemas/tree"}},
        },
    },
    "unique": {"type": "array", "minItems": 4, "uniqueItems": True, "items": {"type": "string"}},
    "uuid": {"type": "string", "format": "uuid"},
}
API = Api("example", {"components": {"schemas": SCHEMAS}, "paths": {}}, None, "")


def named_schema(name: str) -> Node:
    return Node(API, f"/components/schemas/{name}")


def make_schema(data: Any) -> Node:
    """Return a schema with the given content, which may refer to the named schemas and, as `root`, to itself."""
    api = Api("example", {"components": {"schemas": {**SCHEMAS, "root": data}}}, None, "")
    return api.node("/components/schemas/root")


def make_media(schema: Node) -> Media:
    """Return a media type with the given schema."""
    document = {**schema.api.document, "media": {"schema": {"$ref": to_fragment(schema.pointer)}}}
    return Media(Api(schema.api.name, document, None, ""), "/media")


def linked_schemas(count: int) -> dict[str, Any]:
    """Return schemas that refer to one another, `S0` and so on, and describe exponentially many values."""

    def reference(number: int) -> dict[str, str]:
        return {"$ref": f"#/components/schemas/S{number % count}"}

    def schema(number: int) -> dict[str, Any]:
        described: dict[str, Any] = {f"p{index}": {"type": ["integer", "null"]} for index in range(12)}
        described["next"] = reference(number + 1)
        described["others"] = {"type": "array", "items": reference(number * 7 + 3)}
        described["any"] = {"anyOf": [reference(number + 5), reference(number + 11), {"type": "null"}]}
        return {"type": "object", "required": ["p0", "p1"], "properties": described}

    return {f"S{number}": schema(number) for number in range(count)}


def _bounded(json_type: str, low: str, high: str, maximum: int) -> st.SearchStrategy[dict[str, Any]]:
    """Return a strategy for schemas of a type with two bounds that leave it values."""
    bounds = st.tuples(st.integers(0, maximum), st.integers(0, maximum)).map(sorted)
    return bounds.map(lambda pair: {"type": json_type, low: pair[0], high: pair[1]})


_leaves = st.one_of(
    st.sampled_from([{"$ref": f"#/components/schemas/{name.replace(' ', '%20')}"} for name in SCHEMAS]),
    _bounded("integer", "minimum", "maximum", 10_000),
    _bounded("number", "minimum", "maximum", 10),
    _bounded("string", "minLength", "maxLength", 50),
)
SCHEMA_STRATEGY = st.recursive(
    _leaves,
    lambda inner: st.one_of(
        st.builds(
            lambda items, minimum: {"type": "array", "items": items, "minItems": minimum}, inner, st.integers(0, 3)
        ),
        st.builds(
            lambda described, count: {
                "type": "object",
                "properties": described,
                "required": sorted(described)[:count],
            },
            st.dictionaries(st.sampled_from(["a", "b", "c", "d"]), inner, max_size=4),
            st.integers(0, 4),
        ),
        st.builds(lambda one, other: {"anyOf": [one, other]}, inner, inner),
    ),
    max_leaves=6,
)
