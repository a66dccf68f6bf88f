"""The response to a create, with lists and objects whose parts get IDs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.mock.user_spec import UserSpecMock, body_object, response_object

DOG: dict[str, Any] = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {
        "id": {"type": "string", "format": "uuid", "readOnly": True},
        "name": {"type": "string"},
        "chip": {"type": "string", "writeOnly": True},
    },
}


def create(folder: Path, schema: dict[str, Any], body: Any) -> Any:
    """Return the response to a create whose body and response have the same schema."""
    operation = {
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
        "responses": response_object(schema, status="201"),
    }
    return UserSpecMock(folder, {"/dogs": {"post": operation}}).request("POST", "/dogs", body, 201)


def test_returns_the_items_that_were_sent_with_new_ids(tmp_path: Path) -> None:
    schema = {"type": "object", "required": ["dogs"], "properties": {"dogs": {"type": "array", "items": DOG}}}
    dogs = create(
        tmp_path,
        schema,
        {"dogs": [{"name": "Rex", "chip": "7"}, {"name": "Ada", "id": "6ba7b810-9dad-11d1-80b4-00c04fd430c8"}]},
    )["dogs"]
    assert [each["name"] for each in dogs] == ["Rex", "Ada"]
    assert all(each.keys() == {"id", "name"} for each in dogs)
    assert len({each["id"] for each in dogs} - {"6ba7b810-9dad-11d1-80b4-00c04fd430c8"}) == 2


def test_returns_an_object_that_was_sent_with_a_new_id(tmp_path: Path) -> None:
    schema = {"type": "object", "required": ["dog"], "properties": {"dog": DOG}}
    dog = create(tmp_path, schema, {"dog": {"name": "Rex"}})["dog"]
    assert dog["name"] == "Rex"
    assert dog.keys() == {"id", "name"}


NEW = {"type": "object", "properties": {"sku": {"type": "string"}, "secret": {"type": "string", "writeOnly": True}}}
CREATED = {**NEW, "required": ["id"], "properties": {"id": {"type": "string"}, "sku": {"type": "string"}}}


def array(items: Any) -> dict[str, Any]:
    return {"type": "array", "items": items}


def envelope(name: str, schema: Any) -> dict[str, Any]:
    return {"type": "object", "properties": {name: schema}}


@pytest.mark.parametrize(
    ("request_schema", "response_schema", "sent", "expected"),
    [
        (array(NEW), array(CREATED), [{"sku": "a"}, {"sku": "b"}], [{"sku": "a"}, {"sku": "b"}]),
        (
            envelope("dogs", array(NEW)),
            envelope("data", array(CREATED)),
            {"dogs": [{"sku": "a"}]},
            {"data": [{"sku": "a"}]},
        ),
        (array(NEW), envelope("data", array(CREATED)), [{"sku": "a"}], {"data": [{"sku": "a"}]}),
        (envelope("dog", NEW), CREATED, {"dog": {"sku": "a"}}, {"sku": "a"}),
        (NEW, envelope("dog", CREATED), {"sku": "a"}, {"dog": {"sku": "a"}}),
        (NEW, {"type": "object"}, {"sku": "a", "secret": "b"}, {"sku": "a"}),
    ],
)
def test_returns_what_was_sent_in_another_envelope(
    tmp_path: Path, request_schema: Any, response_schema: Any, sent: Any, expected: Any
) -> None:
    operation = {**body_object(request_schema), "responses": response_object(response_schema, status="201")}
    paths = {"/dogs": {"post": operation}, "/dogs/{id}": {"get": {"responses": response_object(CREATED)}}}
    created = UserSpecMock(tmp_path, paths).request("POST", "/dogs", sent, 201)
    assert without_ids(created) == expected


def without_ids(value: Any) -> Any:
    """Return a value without the properties `id` in it."""
    if isinstance(value, list):
        return [without_ids(each) for each in value]
    if isinstance(value, dict):
        return {name: without_ids(each) for name, each in value.items() if name != "id"}
    return value


def test_new_items_of_a_changed_list_get_ids(tmp_path: Path) -> None:
    schema = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}, "dogs": array(DOG)}}
    identified = [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}]
    item = {
        "parameters": identified,
        "get": {"responses": response_object(schema)},
        "patch": {**body_object(schema), "responses": response_object(schema)},
    }
    mock = UserSpecMock(tmp_path, {"/packs/{id}": item})
    mock.request("PATCH", "/packs/7", {"id": "7", "dogs": [{"name": "Rex"}]})
    (dog,) = mock.request("GET", "/packs/7")["dogs"]
    assert dog["name"] == "Rex" and dog.keys() == {"id", "name"}


def test_list_that_a_request_leaves_out_is_not_replaced_by_another_one(tmp_path: Path) -> None:
    strings = {"type": "array", "items": {"type": "string"}}
    sent = {"type": "object", "properties": {"tags": strings, "users": strings}}
    returned = {"type": "object", "required": ["tags"], "properties": {"tags": strings}}
    operation = {
        "requestBody": {"required": True, "content": {"application/json": {"schema": sent}}},
        "responses": response_object(returned, status="201"),
    }
    mock = UserSpecMock(tmp_path, {"/dogs": {"post": operation}})
    assert mock.request("POST", "/dogs", {"users": ["a"]}, 201)["tags"] != ["a"]
