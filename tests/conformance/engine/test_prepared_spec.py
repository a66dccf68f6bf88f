"""Extra examples in the spec that Schemathesis gets."""

from __future__ import annotations

import json
from typing import Any

import pytest

from caretasks.conformance.engine.prepared_spec import UNKNOWN_VALUE, UNUSUAL_DATE_TIMES, prepare_spec
from caretasks.conformance.target.model import Target
from caretasks.openapi.document import Api


def extra_examples(schema: dict[str, Any]) -> list[Any]:
    """Return the examples that are added to a property with this schema."""
    body = {"content": {"application/json": {"schema": {"type": "object", "properties": {"value": schema}}}}}
    operation = {"operationId": "create", "requestBody": body, "responses": {"200": {"description": ""}}}
    api = Api("some", {"openapi": "3.1.0", "paths": {"/items": {"post": operation}}}, None, "some")
    patched = prepare_spec(Target(api, "http://127.0.0.1", "", "the-key"), api.operations)
    media = patched["paths"]["/items"]["post"]["requestBody"]["content"]["application/json"]
    examples: list[Any] = media["schema"]["properties"]["value"].get("examples", [])
    return examples


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "string", "format": "date-time"}, [*UNUSUAL_DATE_TIMES]),
        ({"type": "string", "format": "date-time", "maxLength": 24}, [UNUSUAL_DATE_TIMES[0]]),
        ({"type": "string", "x-known-values": ["a", "b"]}, ["a", "b", UNKNOWN_VALUE]),
        ({"type": ["array", "null"]}, [[]]),
        ({"type": "array", "minItems": 1}, []),
        ({"type": "string"}, []),
    ],
)
def test_adds_valid_examples_that_are_rarely_generated(schema: dict[str, Any], expected: list[Any]) -> None:
    assert extra_examples(schema) == expected


def test_parts_that_openapi_ignores_are_left_out() -> None:
    ignored = {"name": "Accept", "in": "header", "required": True, "schema": {"type": "string"}}
    kept = {"name": "limit", "in": "query", "schema": {"type": "integer"}}
    servers = [{"url": "https://other.example.com"}]
    operation = {
        "operationId": "read",
        "servers": servers,
        "parameters": [{"$ref": "#/components/parameters/Accept"}, kept],
        "responses": {"200": {"description": ""}},
    }
    path = {"servers": servers, "parameters": [{**ignored, "name": "Authorization"}], "get": operation}
    components = {"parameters": {"Accept": ignored}}
    api = Api("some", {"openapi": "3.1.0", "paths": {"/items": path}, "components": components}, None, "some")
    target = Target(api, "http://127.0.0.1", "/v1", "the-key")
    prepared = prepare_spec(target, api.operations)
    assert prepared["servers"] == [{"url": "http://127.0.0.1/v1"}]
    expected = {"operationId": "read", "parameters": [kept], "responses": {"200": {"description": ""}}}
    assert prepared["paths"]["/items"] == {"parameters": [], "get": expected}
    assert api.document["paths"]["/items"]["servers"] == servers


def test_response_without_a_body_in_http_has_no_content() -> None:
    shared = {"description": "", "content": {"application/json": {"schema": {"type": "object"}}}}
    responses = {"200": {"$ref": "#/components/responses/Shared"}, "204": {"$ref": "#/components/responses/Shared"}}
    paths = {"/items": {"delete": {"operationId": "delete", "responses": responses}}}
    components = {"responses": {"Shared": shared}}
    api = Api("some", {"openapi": "3.1.0", "paths": paths, "components": components}, None, "some")
    prepared = prepare_spec(Target(api, "http://127.0.0.1", "", "the-key"), api.operations)
    documented = prepared["paths"]["/items"]["delete"]["responses"]
    assert documented == {"200": {"$ref": "#/components/responses/Shared"}, "204": {"description": ""}}


def test_schemas_of_parameters_have_no_references() -> None:
    kind = {"description": "a kind", "$ref": "#/components/schemas/Kind"}
    parameters = [
        {"name": "path", "in": "path", "required": True, "schema": kind},
        {"name": "query", "in": "query", "schema": {"type": "array", "items": kind}},
        {"name": "header", "in": "header", "schema": {"$ref": "#/components/schemas/Kind"}},
    ]
    operation = {"operationId": "read", "parameters": parameters, "responses": {"200": {"description": ""}}}
    schema = {"enum": ["a", "b"]}
    document = {
        "openapi": "3.1.0",
        "paths": {"/{path}": {"get": operation}},
        "components": {"schemas": {"Kind": schema}},
    }
    api = Api("some", document, None, "some")
    prepared = prepare_spec(Target(api, "http://127.0.0.1", "", "the-key"), api.operations)
    text = json.dumps([each["schema"] for each in prepared["paths"]["/{path}"]["get"]["parameters"]])
    assert "$ref" not in text
    assert text.count(json.dumps(schema)[1:-1]) == len(parameters)
