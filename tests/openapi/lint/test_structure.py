"""A document that cannot be acted on is named by the place of its mistake."""

from __future__ import annotations

from typing import Any

import pytest

from caretasks.openapi.catalog import Catalogue
from caretasks.openapi.document import Api
from caretasks.openapi.json_pointer import resolve
from caretasks.openapi.lint.structure import demand_sound, unsound_places

OK: dict[str, Any] = {"responses": {"200": {"description": ""}}}


def document(**words: Any) -> dict[str, Any]:
    return {"openapi": "3.1.0", "info": {"title": "T"}, **words}


def with_get(**words: Any) -> dict[str, Any]:
    return document(paths={"/a": {"get": {**OK, **words}}})


def with_schema(schema: Any, **words: Any) -> dict[str, Any]:
    content = {"application/json": {"schema": schema, **words}}
    return with_get(responses={"200": {"description": "", "content": content}})


SCHEMA = "/paths/~1a/get/responses/200/content/application~1json/schema"


def places(data: dict[str, Any]) -> list[str]:
    return [pointer for pointer, _ in unsound_places(Api("some", data, None, "some"))]


def test_the_projects_own_documents_are_sound() -> None:
    demand_sound(Catalogue().load_all())


def test_what_is_needed_is_little() -> None:
    assert places(document()) == []
    assert places(with_get()) == []


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
        (document(paths={"a": {}}), "/paths"),
        (document(paths={"/a": {"get": []}}), "/paths/~1a/get"),
        (document(paths={"/a": {"get": {}}}), "/paths/~1a/get"),
        (with_get(responses={}), "/paths/~1a/get/responses"),
        (with_get(responses={"2000": {}}), "/paths/~1a/get/responses"),
        (with_get(responses={"200": {"content": 1}}), "/paths/~1a/get/responses/200/content"),
        (with_get(parameters=[{"name": "p"}]), "/paths/~1a/get/parameters/0"),
        (with_get(parameters=[{"name": "p", "in": "body", "schema": {}}]), "/paths/~1a/get/parameters/0/in"),
        (with_get(parameters=["p"]), "/paths/~1a/get/parameters/0"),
        (with_get(security=[{"gone": []}]), "/paths/~1a/get/security/0/gone"),
        (document(security=[{"gone": []}], paths={"/a": {"get": OK}}), "/security/0/gone"),
        (document(components={"securitySchemes": {"s": {"type": "apiKey"}}}), "/components/securitySchemes/s"),
        (with_get(responses={"200": {"$ref": "#/components/gone"}}), "/paths/~1a/get/responses/200/$ref"),
        (with_get(responses={"200": {"$ref": "other.yaml#/a"}}), "/paths/~1a/get/responses/200/$ref"),
        (with_get(responses={"200": {"$ref": "#/paths/~1a/get/responses/200"}}), "/paths/~1a/get/responses/200/$ref"),
        (with_schema({"properties": {"value": {"$ref": "#/gone"}}}), f"{SCHEMA}/properties/value/$ref"),
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
def test_a_mistake_is_found_at_its_place(data: dict[str, Any], pointer: str) -> None:
    assert pointer in places(data)


def test_a_mistake_behind_a_reference_is_found_where_it_stands() -> None:
    data = with_schema({"$ref": "#/components/schemas/A"})
    data["components"] = {"schemas": {"A": {"items": {"$ref": "#/components/schemas/B"}}, "B": {"type": 1}}}
    assert places(data) == ["/components/schemas/B/type"]


def test_an_id_given_twice_is_found() -> None:
    operation = {**OK, "operationId": "same"}
    assert places(document(paths={"/a": {"get": operation, "put": operation}})) == ["/paths/~1a/put/operationId"]


def test_what_stands_in_an_example_refers_to_nothing() -> None:
    assert places(with_schema({"examples": [{"$ref": "#/gone"}]}, example={"$ref": "#/gone"})) == []


def test_schemas_may_hold_themselves() -> None:
    data = with_schema({"$ref": "#/components/schemas/Tree"}, example={"children": [{"children": []}]})
    tree = {"type": "object", "properties": {"children": {"items": {"$ref": "#/components/schemas/Tree"}}}}
    data["components"] = {"schemas": {"Tree": tree}}
    assert places(data) == []


def test_every_place_that_is_named_exists() -> None:
    data = with_schema({"type": "integer", "minimum": "x"}, example="x")
    for pointer in places(data):
        resolve(data, pointer)
