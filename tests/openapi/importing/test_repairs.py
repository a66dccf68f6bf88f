"""Constructs whose meaning is clear though they are not valid OpenAPI 3.1."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.openapi.importing.documents import RESPONSES, import_data, make_document


def operation(name: str, **others: Any) -> dict[str, Any]:
    return {"operationId": name, "responses": RESPONSES, **others}


def path_parameter(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


@pytest.mark.parametrize("path", ["/a?type=x", "/a?type={type}", "/token#refresh"])
def test_queries_and_fragments_of_paths_are_kept(tmp_path: Path, path: str) -> None:
    declared = operation("a", parameters=[{"name": "type", "in": "query", "schema": {"type": "string"}}])
    document = make_document({path: {"get": declared}, "/a": {"get": operation("b")}})
    assert import_data(tmp_path, document) == document


def test_path_parameters_are_declared_required_and_in_the_path(tmp_path: Path) -> None:
    optional = {"name": "b", "in": "path", "schema": {"type": "integer"}}
    document = make_document({"/{a}/{b}": {"get": operation("a", parameters=[optional, path_parameter("c")])}})
    parameters = import_data(tmp_path, document)["paths"]["/{a}/{b}"]["get"]["parameters"]
    assert parameters == [{**optional, "required": True}, path_parameter("a")]


@pytest.mark.parametrize("parameters", [3, {"a": 1}, [{"name": [], "in": "path", "required": True}], [{"in": []}]])
def test_invalid_parameters_are_left_for_the_linter(tmp_path: Path, parameters: Any) -> None:
    document = make_document({"/{a}": {"get": operation("a", parameters=parameters)}})
    declared = [*parameters, path_parameter("a")] if isinstance(parameters, list) else parameters
    assert import_data(tmp_path, document)["paths"]["/{a}"]["get"]["parameters"] == declared


def test_extension_for_webhooks_becomes_webhooks(tmp_path: Path) -> None:
    hook = {"post": {"requestBody": {"content": {}}, "responses": RESPONSES}}
    written = {"done": hook, "x-beta": hook, "x-sdk-exclude": True}
    data = import_data(tmp_path, {**make_document(version="3.0.0"), "x-webhooks": written})
    assert (data["webhooks"], "x-webhooks" in data) == ({"done": hook, "x-beta": hook}, False)


@pytest.mark.parametrize(
    ("schema", "repaired"),
    [
        ({"required": True, "type": "string"}, {"type": "string"}),
        ({"required": ["a", "b", "a"]}, {"required": ["a", "b"]}),
        ({"enum": [1, True, 1, "1"]}, {"enum": [1, True, "1"]}),
        ({"type": "integer", "minimum": 1.0, "default": 2.5}, {"type": "integer", "minimum": 1, "default": 2.5}),
    ],
)
def test_repairs_a_schema(tmp_path: Path, schema: dict[str, Any], repaired: dict[str, Any]) -> None:
    data = import_data(tmp_path, make_document(components={"schemas": {"S": schema}}))
    assert data["components"]["schemas"] == {"S": repaired}


def test_keywords_of_a_schema_in_a_parameter_or_header_become_its_schema(tmp_path: Path) -> None:
    limits = {"name": "limit", "in": "query", "allOf": [{"type": "integer", "nullable": True}], "description": "Size"}
    responses = {"200": {"description": "fine", "headers": {"Total": {"type": "integer", "example": 3}}}}
    document = make_document({"/a": {"get": {"parameters": [limits], "responses": responses}}}, version="3.0.0")
    operation = import_data(tmp_path, document)["paths"]["/a"]["get"]
    schema = {"allOf": [{"type": ["integer", "null"]}]}
    assert operation["parameters"] == [{"name": "limit", "in": "query", "description": "Size", "schema": schema}]
    assert operation["responses"]["200"]["headers"]["Total"]["schema"] == {"type": "integer"}


def test_key_of_content_that_is_not_a_media_type_is_left_out(tmp_path: Path) -> None:
    content = {"application/json": {"schema": {"type": "object"}}, "examples": {}}
    document = make_document({"/a": {"post": operation("a", requestBody={"content": content})}})
    data = import_data(tmp_path, document)
    assert [*data["paths"]["/a"]["post"]["requestBody"]["content"]] == ["application/json"]
    assert data["x-left-out"][0]["message"] == "'examples' is not a media type: it is left out"


def test_schema_that_extends_the_union_it_is_a_member_of_has_its_properties(tmp_path: Path) -> None:
    base = {
        "type": "object",
        "properties": {"kind": {"type": "string"}},
        "oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
        "discriminator": {"propertyName": "kind"},
    }
    own = {"properties": {"name": {"type": "string"}}}
    member = {"allOf": [{"$ref": "#/components/schemas/Pet"}, own]}
    document = make_document(components={"schemas": {"Pet": base, "Cat": member, "Dog": own}})
    schemas = import_data(tmp_path, document)["components"]["schemas"]
    assert schemas["Cat"] == {"allOf": [{"type": "object", "properties": {"kind": {"type": "string"}}}, own]}
    assert (schemas["Pet"], schemas["Dog"]) == (base, own)


def test_dialect_of_openapi_is_removed(tmp_path: Path) -> None:
    dialect = "https://spec.openapis.org/oas/3.1/dialect/2024-11-10"
    assert "jsonSchemaDialect" not in import_data(tmp_path, make_document(jsonSchemaDialect=dialect))
