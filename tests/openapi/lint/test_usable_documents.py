"""Specs that a mock server and the checks can use, and the JSON pointers of what makes a spec unusable."""

from __future__ import annotations

from typing import Any

import pytest

from caretasks.openapi.catalog import Catalog
from caretasks.openapi.json_pointer import resolve_pointer
from caretasks.openapi.lint.document import find_problems, validate_documents

OK: dict[str, Any] = {"responses": {"200": {"description": ""}}}


def document(**keywords: Any) -> dict[str, Any]:
    return {"openapi": "3.1.0", "info": {"title": "T"}, **keywords}


def with_get(**keywords: Any) -> dict[str, Any]:
    return document(paths={"/a": {"get": {**OK, **keywords}}})


def with_schema(schema: Any, **keywords: Any) -> dict[str, Any]:
    content = {"application/json": {"schema": schema, **keywords}}
    return with_get(responses={"200": {"description": "", "content": content}})


SCHEMA = "/paths/~1a/get/responses/200/content/application~1json/schema"


def error_pointers(data: dict[str, Any]) -> list[str]:
    return [each.pointer for each in find_problems(data, only_used=True)]


def test_specs_of_the_project_are_valid() -> None:
    validate_documents(Catalog().load_all())


def test_spec_with_only_a_version_and_a_title_is_valid() -> None:
    assert error_pointers(document()) == []


@pytest.mark.parametrize(
    "data",
    [
        document(paths={"x-note": 3}),
        document(tags=3, webhooks={"w": {"post": 3}}, unknown={}),
        document(info={"title": "T", "version": 1.0, "contact": 3}),
        document(components={"responses": {"unused": {"content": 3}}, "schemas": {"unused": {"type": 3}}}),
        with_get(unknown=1, summary=2, callbacks={"c": 3}),
        with_get(responses={"200": {"content": {"application/json": {"unknown": 1}}}}),
        with_get(parameters=[{"name": "p", "in": "query", "schema": {"default": 1, "type": "string"}, "style": 3}]),
    ],
)
def test_violation_that_no_command_reads_is_accepted(data: dict[str, Any]) -> None:
    assert error_pointers(data) == []


def test_operation_with_only_a_response_is_valid() -> None:
    assert error_pointers(with_get()) == []


@pytest.mark.parametrize(
    ("data", "pointer"),
    [
        ({"openapi": "3.1.0"}, ""),
        ({"openapi": 3, "info": {"title": "T"}}, "/openapi"),
        ({"openapi": "3.0.0", "info": {"title": "T"}}, "/openapi"),
        ({"openapi": "3.1.0", "info": {"title": 1}}, "/info/title"),
        ({"openapi": "3.1.0", "info": {"title": "T", "x-rate-limit": 5}}, "/info/x-rate-limit"),
        (document(servers=[{}]), "/servers/0"),
        (document(paths=[]), "/paths"),
        (document(paths={"a": {}}), "/paths/a"),
        (document(paths={"/a": {"get": []}}), "/paths/~1a/get"),
        (document(paths={"/a": {"get": {}}}), "/paths/~1a/get"),
        (with_get(responses={}), "/paths/~1a/get/responses"),
        (with_get(responses={"2000": {}}), "/paths/~1a/get/responses/2000"),
        (with_get(requestBody={}), "/paths/~1a/get/requestBody"),
        (with_get(responses={"200": {"content": 1}}), "/paths/~1a/get/responses/200/content"),
        (with_get(parameters=[{"name": "p"}]), "/paths/~1a/get/parameters/0"),
        (with_get(parameters=[{"name": "p", "in": "body", "schema": {}}]), "/paths/~1a/get/parameters/0/in"),
        (with_get(parameters=["p"]), "/paths/~1a/get/parameters/0"),
        (with_get(security=[{"missing": []}]), "/paths/~1a/get/security/0/missing"),
        (document(security=[{"missing": []}], paths={"/a": {"get": OK}}), "/security/0/missing"),
        (document(components={"securitySchemes": {"s": {"type": "apiKey"}}}), "/components/securitySchemes/s"),
        (with_get(responses={"200": {"$ref": "#/components/missing"}}), "/paths/~1a/get/responses/200/$ref"),
        (with_get(responses={"200": {"$ref": "other.yaml#/a"}}), "/paths/~1a/get/responses/200/$ref"),
        (with_get(responses={"200": {"$ref": "#/paths/~1a/get/responses/200"}}), "/paths/~1a/get/responses/200/$ref"),
        (with_schema({"properties": {"value": {"$ref": "#/missing"}}}), f"{SCHEMA}/properties/value/$ref"),
        (with_schema({"type": "text"}), f"{SCHEMA}/type"),
        (with_schema({"properties": {"a": {"required": "b"}}}), f"{SCHEMA}/properties/a/required"),
        (with_schema({"pattern": "("}), f"{SCHEMA}/pattern"),
        (with_schema({"type": "integer"}, example="x"), SCHEMA.replace("/schema", "/example")),
        (
            with_schema({"type": "integer"}, examples={"a": {"value": "x"}}),
            SCHEMA.replace("schema", "examples/a/value"),
        ),
    ],
)
def test_error_has_the_pointer_of_its_location(data: dict[str, Any], pointer: str) -> None:
    assert pointer in error_pointers(data)


def test_error_behind_a_reference_has_the_pointer_of_the_target() -> None:
    data = with_schema({"$ref": "#/components/schemas/A"})
    data["components"] = {"schemas": {"A": {"items": {"$ref": "#/components/schemas/B"}}, "B": {"type": 1}}}
    assert error_pointers(data) == ["/components/schemas/B/type"]


def test_duplicate_operation_id_is_an_error() -> None:
    operation = {**OK, "operationId": "same"}
    assert error_pointers(document(paths={"/a": {"get": operation, "put": operation}})) == [
        "/paths/~1a/put/operationId"
    ]


def test_ref_key_in_an_example_is_not_a_reference() -> None:
    assert error_pointers(with_schema({"examples": [{"$ref": "#/missing"}]}, example={"$ref": "#/missing"})) == []


def test_recursive_schema_is_valid() -> None:
    data = with_schema({"$ref": "#/components/schemas/Tree"}, example={"children": [{"children": []}]})
    tree = {"type": "object", "properties": {"children": {"items": {"$ref": "#/components/schemas/Tree"}}}}
    data["components"] = {"schemas": {"Tree": tree}}
    assert error_pointers(data) == []


def test_every_error_pointer_exists_in_the_document() -> None:
    data = with_schema({"type": "integer", "minimum": "x"}, example="x")
    for pointer in error_pointers(data):
        resolve_pointer(data, pointer)
