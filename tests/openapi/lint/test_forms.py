"""Schemas of forms that accept no object."""

from __future__ import annotations

from typing import Any

import pytest

from caretasks.openapi.lint.document import find_problems
from caretasks.openapi.lint.usable import make_usable


def document(media_type: str, schema: dict[str, Any]) -> dict[str, Any]:
    body = {"content": {media_type: {"schema": schema}}}
    operation = {"operationId": "send", "requestBody": body, "responses": {"204": {"description": ""}}}
    schemas = {"Notes": {"type": "array", "items": {"type": "string"}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {"/notes": {"post": operation}},
        "components": {"schemas": schemas},
    }


@pytest.mark.parametrize("media_type", ["multipart/form-data", "application/x-www-form-urlencoded"])
def test_form_whose_schema_accepts_no_object_has_any_fields(media_type: str) -> None:
    written = document(media_type, {"$ref": "#/components/schemas/Notes"})
    (problem,) = find_problems(written)
    assert (problem.severity, problem.pointer.rpartition("/")[2]) == ("limitation", "schema")
    assert "this schema accepts array only" in problem.message
    content = make_usable(written).document["paths"]["/notes"]["post"]["requestBody"]["content"]
    assert content[media_type]["schema"] == {"type": "object"}


@pytest.mark.parametrize(
    ("media_type", "schema"),
    [
        ("application/json", {"type": "array"}),
        ("multipart/form-data", {"anyOf": [{"type": "object"}, {"type": "string"}]}),
        ("multipart/form-data", {"properties": {"note": {"type": "string"}}}),
    ],
)
def test_other_schemas_stay(media_type: str, schema: dict[str, Any]) -> None:
    assert make_usable(document(media_type, schema)).document == document(media_type, schema)
