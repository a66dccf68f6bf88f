"""OpenAPI 3.2: what 3.1 can express in another way, and what is left out and reported."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from caretasks.openapi.lint.structure import find_structure_problems
from caretasks.openapi.parts import Part, iter_parts
from tests.openapi.importing.documents import RESPONSES, import_files, make_document


def import_operation(folder: Path, operation: dict[str, Any], **components: Any) -> tuple[dict[str, Any], list[str]]:
    """Return an operation after the import, and what was left out."""
    document = make_document(
        {"/a": {"post": {"operationId": "a", **operation}}}, version="3.2.0", components=components
    )
    source = import_files(folder, {"openapi.json": document})
    parts = list(iter_parts(source.data, [Part("", "document", source.data)]))
    assert list(find_structure_problems(source.data, parts)) == []
    return source.data["paths"]["/a"]["post"], [each.message for each in source.changes.left_out]


def with_content(content: dict[str, Any]) -> dict[str, Any]:
    return {"responses": {"200": {"description": "d", "content": content}}}


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        (
            with_content({"application/jsonl": {"itemSchema": {"$ref": "#/components/schemas/S"}}}),
            with_content({"application/jsonl": {"schema": {"$ref": "#/components/schemas/S"}}}),
        ),
        (
            with_content(
                {"text/event-stream": {"itemSchema": {"properties": {"data": {"contentSchema": {"type": "object"}}}}}}
            ),
            with_content({"text/event-stream": {"schema": {"type": "object"}}}),
        ),
        (
            with_content({"application/json": {"examples": {"e": {"dataValue": 1, "serializedValue": "1"}}}}),
            with_content({"application/json": {"examples": {"e": {"value": 1}}}}),
        ),
        (
            with_content({"application/json": {"$ref": "#/components/mediaTypes/M"}}),
            with_content({"application/json": {"schema": {"type": "string"}}}),
        ),
        ({"responses": {"200": {"summary": "s"}}}, {"responses": {"200": {"description": "s"}}}),
        (
            {
                "parameters": [
                    {
                        "name": "q",
                        "in": "querystring",
                        "content": {"application/x-www-form-urlencoded": {"schema": {"type": "object"}}},
                    }
                ],
                "responses": RESPONSES,
            },
            {
                "parameters": [
                    {"name": "q", "in": "query", "style": "form", "explode": True, "schema": {"type": "object"}}
                ],
                "responses": RESPONSES,
            },
        ),
    ],
)
def test_expresses_in_3_1(tmp_path: Path, operation: dict[str, Any], expected: dict[str, Any]) -> None:
    media_types = {"M": {"schema": {"type": "string"}}}
    found = import_operation(tmp_path, operation, schemas={"S": {"type": "string"}}, mediaTypes=media_types)
    assert found == ({"operationId": "a", **expected}, [])


def test_query_string_as_json_is_left_out(tmp_path: Path) -> None:
    parameter = {"name": "q", "in": "querystring", "content": {"application/json": {"schema": {}}}}
    found, left_out = import_operation(tmp_path, {"parameters": [parameter], "responses": RESPONSES})
    assert found == {"operationId": "a", "parameters": [], "responses": RESPONSES}
    assert left_out == ["a parameter that is the whole query string: OpenAPI 3.1 has no such one"]


def test_other_methods_are_left_out(tmp_path: Path) -> None:
    operation = {"responses": RESPONSES}
    item = {"get": operation, "query": operation, "additionalOperations": {"COPY": operation}}
    source = import_files(tmp_path, {"openapi.json": make_document({"/a": item}, version="3.2.0")})
    assert list(source.data["paths"]["/a"]) == ["get"]
    assert [each.message for each in source.changes.left_out] == [
        "the operation QUERY /a: OpenAPI 3.1 does not have this method",
        "the operation COPY /a: OpenAPI 3.1 does not have this method",
    ]


def test_other_keys_become_extensions(tmp_path: Path) -> None:
    document = make_document(version="3.2.0", tags=[{"name": "a", "kind": "nav", "parent": "b", "summary": "s"}])
    document |= {"$self": "https://example.com/a", "servers": [{"url": "https://example.com", "name": "main"}]}
    data = import_files(tmp_path, {"openapi.json": document}).data
    assert data["tags"] == [{"name": "a", "x-kind": "nav", "x-parent": "b", "x-summary": "s"}]
    assert (data["servers"], "$self" in data) == ([{"url": "https://example.com", "x-name": "main"}], False)
