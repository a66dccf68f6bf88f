"""Request bodies of limited depth in the spec that Schemathesis gets."""

from __future__ import annotations

import copy
from typing import Any

from caretasks.conformance.engine.body_depth import limit_depth
from caretasks.openapi.document import Api, Node
from caretasks.openapi.schema.sampling import sample_value
from caretasks.openapi.schema.validation import is_valid
from tests.openapi.schema.schemas import linked_schemas

SCHEMAS = linked_schemas(8)
LEAVES = {f"p{number}" for number in range(12)}


def make_api(schema: Any) -> Api:
    """Return an API with an operation whose request body has this schema."""
    operation = {"requestBody": {"content": {"application/json": {"schema": schema}}}, "responses": {}}
    document = {"paths": {"/items": {"put": operation}}, "components": {"schemas": SCHEMAS}}
    return Api("some", document, None, "some")


def limited_schema(schema: Any) -> Any:
    """Return the schema of a request body after its depth was limited."""
    api = make_api(schema)
    document = copy.deepcopy(api.document)
    limit_depth(document, api.operations[0])
    return document["paths"]["/items"]["put"]["requestBody"]["content"]["application/json"]["schema"]


def test_body_without_too_many_values_is_unchanged() -> None:
    schema = {"type": "object", "properties": {"name": {"type": "string"}}}
    assert limited_schema(schema) == schema


def test_optional_references_below_the_depth_are_left_out() -> None:
    body = limited_schema({"$ref": "#/components/schemas/S0"})
    assert body["properties"].keys() == {*LEAVES, "next", "others", "any"}
    assert body["properties"]["next"]["properties"].keys() == LEAVES
    assert "$ref" not in str(body)


def test_required_reference_below_the_depth_allows_one_value() -> None:
    inner = {"type": "object", "required": ["next"], "properties": SCHEMAS["S0"]["properties"]}
    body = limited_schema({"type": "object", "properties": {"inner": inner, **SCHEMAS["S0"]["properties"]}})
    (value,) = body["properties"]["inner"]["properties"]["next"]["enum"]
    assert value == {"p0": 0, "p1": 0}


def test_values_of_the_limited_schema_are_valid_values_of_the_original_one() -> None:
    limited = make_api(limited_schema({"$ref": "#/components/schemas/S0"}))
    original = make_api({"$ref": "#/components/schemas/S0"}).node("/components/schemas/S0")
    body = limited.operations[0].body
    assert body is not None
    assert isinstance(body.schema, Node)
    values = [sample_value(body.schema, str(seed)) for seed in range(20)]
    assert all(is_valid(original, value) for value in values)
    assert any(value["next"] for value in values)
