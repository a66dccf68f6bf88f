"""The response to a create, with lists and objects whose parts get IDs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.mock.user_spec import UserSpecMock, response_object

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
