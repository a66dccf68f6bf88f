"""Validation of values against schemas of a spec."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from caretasks.openapi.document import Api, Node
from caretasks.openapi.schema.validation import is_valid, iter_violations

SCHEMAS = {
    "Note": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string", "format": "uuid"}}},
    "Notes": {"type": "array", "items": {"$ref": "#/components/schemas/Note"}},
}


def schema_named(name: str, schemas: dict[str, Any]) -> Node:
    return Node(Api("notes", {"components": {"schemas": schemas}}, None, ""), f"/components/schemas/{name}")


def test_violations_have_locations_and_formats_are_asserted() -> None:
    schema = schema_named("Notes", SCHEMAS)
    assert is_valid(schema, [{"id": "123e4567-e89b-12d3-a456-426614174000", "more": 1}])
    violations = list(iter_violations(schema, [{"id": "Robin"}, {}, 3]))
    assert [(violation.pointer, violation.path) for violation in violations] == [
        ("/0/id", (0, "id")),
        ("/1", (1,)),
        ("/2", (2,)),
    ]


def test_violation_does_not_quote_the_value() -> None:
    schema = schema_named("Note", SCHEMAS)
    messages = [str(violation) for value in ({"id": "Robin"}, "Robin") for violation in iter_violations(schema, value)]
    assert len(messages) == 2
    assert "Robin" not in "".join(messages)


def test_invalid_property_name_violates_property_names() -> None:
    schema = schema_named("Map", {"Map": {"propertyNames": {"pattern": "^[a-z]+$"}}})
    assert [violation.keyword for violation in iter_violations(schema, {"A": 1})] == ["propertyNames"]


def test_read_only_and_write_only_properties_are_not_required_in_the_other_direction() -> None:
    described = {"id": {"readOnly": True}, "pin": {"$ref": "#/components/schemas/Pin"}}
    schemas = {"A": {"required": ["id", "pin"], "properties": described}, "Pin": {"writeOnly": True}}
    schema = schema_named("A", schemas)
    assert list(iter_violations(schema, {"id": 1})) == []
    assert [violation.keyword for violation in iter_violations(schema, {"pin": 1})] == ["required"]
    assert list(iter_violations(schema, {"pin": 1}, in_request=True)) == []
    assert [violation.keyword for violation in iter_violations(schema, {"id": 1}, in_request=True)] == ["required"]


def test_remote_references_are_not_fetched() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        remote = {"Remote": {"$ref": f"http://127.0.0.1:{server.getsockname()[1]}/schema"}}
        with pytest.raises(ValueError, match=r"Remote|schema"):
            is_valid(schema_named("Remote", remote), 1)
        with pytest.raises(BlockingIOError):  # no connection is waiting
            server.accept()
