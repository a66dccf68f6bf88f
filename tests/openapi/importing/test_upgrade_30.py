"""Upgrade of schemas from OpenAPI 3.0: the upgraded schema accepts the values that the original one means."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caretasks.openapi.importing.changes import ChangeLog
from caretasks.openapi.importing.upgrade_30 import upgrade_schemas
from caretasks.openapi.parts import Part, iter_parts
from tests.openapi.importing.documents import import_data, make_schemas

VALUES: st.SearchStrategy[Any] = (
    st.none() | st.integers(-3, 3) | st.sampled_from(["a", "b", ""]) | st.just({}) | st.just({"x": None})
)
BOUNDS = {keyword: st.integers(-2, 2) for keyword in ("minimum", "maximum")}
EXCLUSIVE = {keyword: st.booleans() for keyword in ("exclusiveMinimum", "exclusiveMaximum")}
SIMPLE = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["integer", "string", "object"]),
        "nullable": st.booleans(),
        "enum": st.lists(VALUES, min_size=1, max_size=3, unique_by=repr),
        **BOUNDS,
        **EXCLUSIVE,
    },
)
REFERENCES = st.sampled_from(["A", "B"]).flatmap(
    lambda name: st.fixed_dictionaries(
        {"$ref": st.just(f"#/components/schemas/{name}")},
        optional={"nullable": st.booleans(), "type": st.just("string")},
    )
)
COMPONENTS = st.fixed_dictionaries({"A": SIMPLE, "B": SIMPLE})
SCHEMAS = st.recursive(
    SIMPLE | REFERENCES,
    lambda inner: st.fixed_dictionaries(
        {},
        optional={
            "type": st.sampled_from(["integer", "string", "object"]),
            "nullable": st.booleans(),
            **{keyword: st.lists(inner, min_size=1, max_size=2) for keyword in ("allOf", "anyOf", "oneOf")},
            "properties": st.fixed_dictionaries({"x": inner}),
        },
    ),
    max_leaves=5,
)


def accepts(schema: dict[str, Any], value: Any, components: dict[str, Any]) -> bool:
    """Return whether a schema of OpenAPI 3.0 accepts a value; `nullable` accepts null in any case."""
    if value is None and schema.get("nullable"):
        return True
    if "$ref" in schema:
        return accepts(components[schema["$ref"].rpartition("/")[2]], value, components)
    types = {"integer": int, "string": str, "object": dict}
    if "type" in schema and not isinstance(value, types[schema["type"]]):
        return False
    if "enum" in schema and value not in schema["enum"]:
        return False
    if isinstance(value, int):
        low, high = schema.get("minimum", -9), schema.get("maximum", 9)
        if value < low or (value == low and schema.get("exclusiveMinimum") and "minimum" in schema):
            return False
        if value > high or (value == high and schema.get("exclusiveMaximum") and "maximum" in schema):
            return False
    described = schema.get("properties", {}) if isinstance(value, dict) else {}
    if any(name in value and not accepts(described[name], value[name], components) for name in described):
        return False
    counts = {
        keyword: [accepts(each, value, components) for each in schema[keyword]]
        for keyword in ("allOf", "anyOf", "oneOf")
        if keyword in schema
    }
    return all(counts.get("allOf", [])) and any(counts.get("anyOf", [True])) and sum(counts.get("oneOf", [True])) == 1


def upgrade(schemas: dict[str, Any], version: str = "3.0.3") -> dict[str, Any]:
    document = copy.deepcopy(make_schemas(schemas))
    parts = list(iter_parts(document, [Part("", "document", document)], follow_references=False))
    upgrade_schemas(document, parts, version, ChangeLog())
    return document


@given(components=COMPONENTS, schema=SCHEMAS, value=VALUES)
def test_upgraded_schema_accepts_the_same_values(
    components: dict[str, Any], schema: dict[str, Any], value: Any
) -> None:
    document = upgrade({**components, "S": schema})
    validator = jsonschema_rs.Draft202012Validator({"$ref": "#/components/schemas/S", **document})
    assert validator.is_valid(value) == accepts(schema, value, components)


@given(components=COMPONENTS, schema=SCHEMAS)
def test_upgraded_schema_is_json_schema_and_is_not_upgraded_again(
    components: dict[str, Any], schema: dict[str, Any]
) -> None:
    document = upgrade({**components, "S": schema})
    jsonschema_rs.meta.validate(
        {"$schema": "https://json-schema.org/draft/2020-12/schema", "$defs": document["components"]["schemas"]}
    )
    assert upgrade(document["components"]["schemas"], "3.1.0") == document


@pytest.mark.parametrize(
    ("schema", "upgraded"),
    [
        ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
        ({"type": "string", "nullable": False}, {"type": "string"}),
        ({"type": "string", "nullable": True, "enum": ["a"]}, {"type": ["string", "null"], "enum": ["a", None]}),
        (
            {"$ref": "#/components/schemas/A", "nullable": True, "description": "d"},
            {"description": "d", "anyOf": [{"$ref": "#/components/schemas/A"}, {"type": "null"}]},
        ),
        (
            {"allOf": [{"$ref": "#/components/schemas/A"}], "nullable": True},
            {"anyOf": [{"$ref": "#/components/schemas/A"}, {"type": "null"}]},
        ),
        (
            {"oneOf": [{"type": "string"}, {"type": "integer"}], "nullable": True},
            {"oneOf": [{"type": "string"}, {"type": "integer"}, {"type": "null"}]},
        ),
        (
            {"oneOf": [{"type": "string"}, {}], "nullable": True},
            {"anyOf": [{"oneOf": [{"type": "string"}, {}]}, {"type": "null"}]},
        ),
        ({"type": "integer", "minimum": 1, "exclusiveMinimum": True}, {"type": "integer", "exclusiveMinimum": 1}),
        ({"type": "integer", "maximum": 1, "exclusiveMaximum": False}, {"type": "integer", "maximum": 1}),
        ({"type": "string", "example": "a"}, {"type": "string", "examples": ["a"]}),
        ({"type": "string", "example": None}, {"type": "string", "examples": [None]}),
        ({"type": "string", "examples": {"one": {"value": "a"}}}, {"type": "string", "examples": ["a"]}),
        (
            {"type": "string", "format": "binary"},
            {"type": "string", "contentMediaType": "application/octet-stream"},
        ),
        ({"type": "file"}, {"type": "string", "contentMediaType": "application/octet-stream"}),
        ({"type": "string", "format": "byte"}, {"type": "string", "contentEncoding": "base64"}),
        (
            {"$ref": "#/components/schemas/A", "type": "string", "example": "a", "x-own": True},
            {"$ref": "#/components/schemas/A", "x-own": True, "examples": ["a"]},
        ),
    ],
)
def test_upgrades_a_schema(schema: dict[str, Any], upgraded: dict[str, Any]) -> None:
    assert upgrade({"A": {}, "S": schema})["components"]["schemas"]["S"] == upgraded


def test_upgrades_the_schemas_of_parameters_bodies_and_headers(tmp_path: Path) -> None:
    schema = {"type": "string", "nullable": True}
    operation = {
        "operationId": "a",
        "parameters": [{"name": "q", "in": "query", "schema": schema}],
        "requestBody": {"content": {"application/json": {"schema": {"items": schema}}}},
        "responses": {"200": {"description": "", "headers": {"X-A": {"schema": schema}}}},
    }
    data = import_data(tmp_path, {**make_schemas({}), "paths": {"/a": {"post": operation}}})
    assert data["openapi"] == "3.1.1"
    assert "nullable" not in repr(data)
    assert repr(data).count("['string', 'null']") == 3


def test_does_not_upgrade_examples_and_defaults(tmp_path: Path) -> None:
    value = {"nullable": True, "example": 1, "exclusiveMinimum": True}
    data = import_data(tmp_path, make_schemas({"S": {"default": value, "enum": [value], "x-data": value}}))
    assert data["components"]["schemas"]["S"] == {"default": value, "enum": [value], "x-data": value}
