"""The status of an operation that `x-final-values` marks: where it is, and which lists of values are rejected."""

from __future__ import annotations

from typing import Any

import pytest

from caretasks.openapi.document import Api
from caretasks.openapi.lint.document import find_problems
from caretasks.openapi.operation.final_values import FinalStatus, find_final_status

STATUS: dict[str, Any] = {"$ref": "#/components/schemas/State"}
STATE: dict[str, Any] = {"type": "string", "enum": ["new", "done"], "x-final-values": ["done"]}


def record(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def array(items: Any) -> dict[str, Any]:
    return {"type": "array", "items": items}


def spec(schema: dict[str, Any], state: dict[str, Any] = STATE) -> dict[str, Any]:
    content = {"application/json": {"schema": schema}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Items", "version": "1"},
        "paths": {
            "/items": {
                "get": {"operationId": "get_item", "responses": {"200": {"description": "", "content": content}}}
            }
        },
        "components": {"schemas": {"State": state}},
    }


ITEM = record(status=STATUS)


@pytest.mark.parametrize(
    ("schema", "pointer"),
    [
        (ITEM, "/status"),
        (record(data=ITEM), "/data/status"),
        (record(data=array(ITEM), count={"type": "integer"}), "/data/*/status"),
        (record(data=record(tasks=array(ITEM))), "/data/tasks/*/status"),
        (record(status=STATUS, calls=array(ITEM), last=ITEM), "/status"),
        (record(data={"anyOf": [ITEM, {"type": "null"}]}), "/data/status"),
        ({"allOf": [record(id={"type": "string"}), ITEM]}, "/status"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_finds_the_status_nearest_to_the_body(schema: dict[str, Any], pointer: str) -> None:
    (operation,) = Api("items", spec(schema), None, "openapi.yaml").operations
    assert find_final_status(operation) == FinalStatus(pointer, ("done",))


@pytest.mark.parametrize(
    "schema", [record(), record(first=ITEM, second=ITEM), array(array(ITEM))], ids=["none", "two", "nested arrays"]
)
def test_finds_no_status_that_is_ambiguous(schema: dict[str, Any]) -> None:
    (operation,) = Api("items", spec(schema), None, "openapi.yaml").operations
    assert find_final_status(operation) is None


@pytest.mark.parametrize(
    ("change", "location", "message"),
    [
        ({"x-final-values": []}, "", "must be a list of one or more strings"),
        ({"x-final-values": "done"}, "", "must be a list of one or more strings"),
        ({"x-final-values": ["done", 1]}, "", "must be a list of one or more strings"),
        ({"x-final-values": ["done", "done"]}, "/1", "duplicate value 'done'"),
        ({"x-final-values": ["done", "gone"]}, "/1", "'gone' is not in `enum`: add it there or remove it here"),
        ({"x-known-values": ["new"]}, "/0", "'done' is not in `x-known-values`: add it there or remove it here"),
    ],
    ids=str,
)
def test_reports_values_that_a_status_cannot_have(change: dict[str, Any], location: str, message: str) -> None:
    document = spec(ITEM, {**STATE, **change})
    assert [(each.pointer, each.message) for each in find_problems(document)] == [
        (f"/components/schemas/State/x-final-values{location}", message)
    ]
