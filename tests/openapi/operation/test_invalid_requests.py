"""Near-valid bodies and parameters: each has one violation and is valid otherwise."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from caretasks.openapi.catalog import Catalog
from caretasks.openapi.document import Operation
from caretasks.openapi.operation.invalid_requests import iter_invalid_bodies, iter_invalid_parameters
from caretasks.openapi.schema.validation import iter_violations
from tests.openapi.single_operation import make_operation

MARKET = Catalog(Path(__file__).parents[2] / "mutation" / "specs").load("market")
OPERATIONS = {operation.id: operation for operation in MARKET.operations}


def names_of_invalid_bodies(schema: dict[str, Any]) -> set[str]:
    return {invalid.name for invalid, _ in iter_invalid_bodies(make_operation(schema).body_media[0])}


@pytest.mark.parametrize("operation", [each for each in OPERATIONS.values() if each.body], ids=lambda each: each.id)
def test_invalid_body_has_its_violation(operation: Operation) -> None:
    assert operation.body is not None
    schema = operation.body.schema
    assert schema is not None
    for invalid, body in iter_invalid_bodies(operation.body):
        assert any(iter_violations(schema, body, in_request=True)), invalid.name
        assert invalid.matches(body), invalid.name


@pytest.mark.parametrize(
    ("schema", "name"),
    [
        (
            {"type": "object", "properties": {"a": {}, "b": {}}, "dependentRequired": {"a": ["b"]}},
            "dependentRequired a b",
        ),
        ({"type": "object", "propertyNames": {"pattern": "^[a-z]+$"}}, "propertyNames"),
        ({"type": "object", "not": {"required": ["fax"]}}, "not"),
        ({"type": "array", "items": {"type": "string"}, "contains": {"const": "main"}}, "contains"),
        (
            {
                "type": "object",
                "if": {"required": ["a"]},
                "then": {"required": ["b"]},
                "properties": {"a": {}, "b": {}},
            },
            "then required b",
        ),
        ({"anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}]}, "format"),
        ({"oneOf": [{"type": "integer", "maximum": 3}, {"type": "string", "maxLength": 2}]}, "maxLength"),
        ({"anyOf": [{"properties": {"a": {"type": "string"}}}, {"properties": {"b": {"const": 1}}}]}, "const"),
        ({"type": "object", "additionalProperties": {"type": "string"}, "maxProperties": 2}, "maxProperties"),
        ({"type": "array", "uniqueItems": True, "maxItems": 2, "items": {"type": "string"}}, "maxItems"),
        ({"type": "integer", "minimum": 5, "multipleOf": 5}, "minimum"),
        ({"allOf": [{"properties": {"a": {"type": "string"}}}, {"properties": {"a": {"const": "x"}}}]}, "const"),
    ],
)
def test_iter_invalid_bodies_violates_each_keyword_alone(schema: dict[str, Any], name: str) -> None:
    assert name in names_of_invalid_bodies(schema)


def test_iter_invalid_bodies_skips_a_keyword_that_cannot_be_violated_alone() -> None:
    names = names_of_invalid_bodies({"type": "string", "format": "uri", "minLength": 1})
    assert "format" in names
    assert "minLength" not in names  # an empty string is not a URI either


def test_iter_invalid_bodies_covers_every_alternative() -> None:
    bodies = iter_invalid_bodies(OPERATIONS["placeOrder"].body_media[0])
    violations = {(invalid.location.display_path, invalid.name) for invalid, _ in bodies}
    assert {("/pay/digits", "pattern"), ("/pay/iban", "minLength"), ("/pay/by", "const")} <= violations


@pytest.mark.parametrize(
    ("limits", "bodies"),
    [
        ({}, [[{"size": 1}, {"size": "text"}], [{"size": 1}, {}]]),
        ({"maxItems": 1}, [[{"size": "text"}], [{}]]),
        ({"uniqueItems": True}, [[{"size": "text"}], [{}]]),
    ],
)
def test_first_item_is_valid_if_there_may_be_two(limits: dict[str, Any], bodies: list[Any]) -> None:
    item = {"type": "object", "required": ["size"], "properties": {"size": {"type": "integer", "example": 1}}}
    media = make_operation({"type": "array", "items": item, "minItems": 1, **limits}).body_media[0]
    made = {invalid.name: body for invalid, body in iter_invalid_bodies(media) if len(invalid.location.path) > 0}
    assert [made["type string"], made["required size"]] == bodies


def test_first_item_of_each_nested_array_is_valid() -> None:
    rows = {"type": "array", "minItems": 1, "items": {"type": "array", "minItems": 1, "items": {"const": 1}}}
    media = make_operation(rows).body_media[0]
    body = next(body for invalid, body in iter_invalid_bodies(media) if len(invalid.location.path) == 2)
    assert body[0] == [1]
    assert body[1][0] == 1
    assert body[1][1] != 1


@pytest.mark.parametrize(
    ("parameter", "names"),
    [
        ({"schema": {"type": "string"}}, set()),  # every query value is a string
        ({"schema": {"type": "array", "items": {"type": "string"}}}, set()),
        ({"schema": {"type": "array", "items": {"type": "integer"}}}, {"type"}),
        ({"schema": {"type": "array", "minItems": 1, "items": {"type": "integer"}}}, {"type"}),  # empty is not sent
        ({"schema": {"type": "array", "maxItems": 1, "items": {"type": "string"}}, "explode": False}, {"maxItems"}),
        ({"schema": {"type": "object", "properties": {"a": {"type": "integer"}}}, "style": "deepObject"}, {"type"}),
        ({"schema": {"anyOf": [{"type": "string", "maxLength": 3}, {"type": "null"}]}}, {"maxLength"}),
        (
            {"in": "header", "schema": {"type": "string", "pattern": "^(Mo|Tu), [0-9]$"}},
            {"pattern", "pattern first", "pattern start"},
        ),
    ],
)
def test_iter_invalid_parameters_yields_violations_that_can_be_serialized(
    parameter: dict[str, Any], names: set[str]
) -> None:
    operation = make_operation({}, {"name": "p", "in": "query", **parameter})
    assert {invalid.name for invalid in iter_invalid_parameters(operation.parameters[0])} == names
