"""Schemas that no object matches, because `additionalProperties: false` excludes what is required."""

from __future__ import annotations

from typing import Any

import pytest

from caretasks.openapi.lint.document import find_problems
from caretasks.openapi.lint.usable import make_usable

OPEN_NOTE = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}}
NOTE = {**OPEN_NOTE, "additionalProperties": False}
OPEN_ID = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}}
ID = {**OPEN_ID, "additionalProperties": False}


def document(**schemas: Any) -> dict[str, Any]:
    return {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "components": {"schemas": schemas}}


def usable_schemas(**schemas: Any) -> Any:
    return make_usable(document(**schemas)).document["components"]["schemas"]


def test_closed_members_of_an_all_of_are_open() -> None:
    written = {
        "Note": NOTE,
        "Saved": {"additionalProperties": False, "allOf": [{"$ref": "#/components/schemas/Note"}, ID]},
    }
    assert usable_schemas(**written) == {
        "Note": OPEN_NOTE,
        "Saved": {"allOf": [{"$ref": "#/components/schemas/Note"}, OPEN_ID]},
    }
    found = sorted((each.pointer, each.severity) for each in find_problems(document(**written)))
    assert found == [
        ("/components/schemas/Note/additionalProperties", "limitation"),
        ("/components/schemas/Saved/additionalProperties", "limitation"),
        ("/components/schemas/Saved/allOf/1/additionalProperties", "limitation"),
    ]


def test_closed_schema_without_a_required_property_is_open() -> None:
    written = {**NOTE, "required": ["text", "id"]}
    assert usable_schemas(Note=written) == {"Note": {**OPEN_NOTE, "required": ["text", "id"]}}
    (problem,) = find_problems(document(Note=written))
    assert "required properties are excluded: 'id'" in problem.message


@pytest.mark.parametrize(
    "schema",
    [
        NOTE,
        {"allOf": [NOTE, {"properties": {"id": {"type": "integer"}}}]},
        {"required": ["a"], "patternProperties": {"^a$": {}}, "additionalProperties": False},
        {"allOf": [NOTE, {"oneOf": [ID, {"type": "object"}]}]},
    ],
)
def test_schema_that_an_object_may_match_is_unchanged(schema: dict[str, Any]) -> None:
    assert usable_schemas(Schema=schema) == {"Schema": schema}


@pytest.mark.parametrize(
    "invalid", [{"allOf": 1}, {"required": 1}, {"required": [["a"]]}, {"properties": 1}, {"allOf": [1]}]
)
def test_invalid_keywords_are_left_to_other_checks(invalid: dict[str, Any]) -> None:
    found = find_problems(document(Schema={**NOTE, **invalid}))
    assert any(each.pointer.startswith(f"/components/schemas/Schema/{next(iter(invalid))}") for each in found)
