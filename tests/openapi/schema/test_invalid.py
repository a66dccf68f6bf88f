"""Invalid values: every value violates the keyword that it is for."""

from __future__ import annotations

import copy
import re
from typing import Any

import pytest
from hypothesis import assume, given

from caretasks.openapi.schema.invalid import InvalidValue, ViolationKind, iter_invalid_values
from caretasks.openapi.schema.sampling import simplest_value
from caretasks.openapi.schema.validation import is_valid, iter_violations
from tests.openapi.schema.schemas import SCHEMA_STRATEGY, make_schema


def invalid_values(data: Any, *, in_request: bool = False) -> list[InvalidValue]:
    return list(iter_invalid_values(make_schema(data), in_request=in_request))


@pytest.mark.parametrize(
    ("data", "valid", "keyword", "kind", "invalid"),
    [
        ({"type": "integer"}, 1, "type", ViolationKind.NULL, None),
        ({"type": "integer", "minimum": 3}, 3, "minimum", ViolationKind.TOO_SMALL, 2),
        ({"type": "integer", "maximum": 9, "multipleOf": 3}, 9, "maximum", ViolationKind.TOO_LARGE, 12),
        ({"type": "integer", "exclusiveMinimum": 3}, 4, "exclusiveMinimum", ViolationKind.TOO_SMALL, 3),
        ({"type": "integer", "exclusiveMaximum": 3}, 2, "exclusiveMaximum", ViolationKind.TOO_LARGE, 3),
        ({"type": "integer", "multipleOf": 4}, 4, "multipleOf", ViolationKind.TYPE, 2),
        (
            {"type": "string", "enum": ["AB", "C.D"], "pattern": "^[A-Z]+$"},
            "AB",
            "pattern",
            ViolationKind.PATTERN,
            "C.D",
        ),
        ({"type": "string", "minLength": 2}, "ab", "minLength", ViolationKind.TOO_SMALL, "a"),
        ({"type": "string", "maxLength": 2}, "ab", "maxLength", ViolationKind.TOO_LARGE, "axx"),
        (
            {"type": "string", "maxLength": 2, "pattern": "[0-9]{2}"},
            "12",
            "maxLength",
            ViolationKind.TOO_LARGE,
            "122",
        ),
        (
            {"type": "string", "minLength": 2, "pattern": "^a?b+$"},
            "ab",
            "minLength",
            ViolationKind.TOO_SMALL,
            "b",
        ),
        (
            {"type": "string", "minLength": 2, "maxLength": 2, "pattern": "[0-9]{2}"},
            "12",
            "pattern",
            ViolationKind.PATTERN,
            "xx",
        ),
        ({"type": "string", "format": "date"}, "2024-02-29", "format", ViolationKind.FORMAT, "2024-02-30"),
        ({"enum": ["a", "b"]}, "a", "enum", ViolationKind.ENUM, "a_2"),
        ({"enum": ["AB"], "pattern": "^[A-Z]+$"}, "AB", "enum", ViolationKind.ENUM, "ABB"),
        ({"type": "boolean", "enum": [True]}, True, "enum", ViolationKind.ENUM, False),
        ({"type": "array", "minItems": 1}, ["a"], "minItems", ViolationKind.TOO_SMALL, []),
        ({"type": "array", "maxItems": 1}, ["a"], "maxItems", ViolationKind.TOO_LARGE, ["a", "a"]),
        ({"type": "array", "uniqueItems": True}, ["a"], "uniqueItems", ViolationKind.ITEM, ["a", "a"]),
        ({"required": ["a"]}, {"a": 1, "b": 2}, "required", ViolationKind.MISSING, {"b": 2}),
        ({"minProperties": 1}, {"a": 1}, "minProperties", ViolationKind.TOO_SMALL, {}),
        ({"not": {"const": 3}}, 1, "not", ViolationKind.TYPE, 3),
        ({"dependentRequired": {"a": ["b"]}}, {"b": 1}, "dependentRequired", ViolationKind.MISSING, {"a": 1}),
        (
            {"type": "object", "additionalProperties": False},
            {},
            "additionalProperties",
            ViolationKind.EXTRA_PROPERTY,
            {"caretasks_extra": 1},
        ),
        (
            {"type": "array", "items": {"type": "integer"}, "contains": {"const": 7}},
            [1, 7],
            "contains",
            ViolationKind.ITEM,
            [1, 0],
        ),
    ],
)
def test_invalid_value_of_a_keyword(data: Any, valid: Any, keyword: str, kind: ViolationKind, invalid: Any) -> None:
    found = next(each for each in invalid_values(data) if each.keyword == keyword and each.kind is kind)
    assert found.pointer == f"/components/schemas/root/{keyword}"
    assert found.make(copy.deepcopy(valid)) == invalid
    assert keyword in {violation.keyword for violation in iter_violations(make_schema(data), invalid)}


def test_pattern_of_numbers_without_leading_zeros_is_violated_by_a_zero() -> None:
    schema = {"type": "string", "pattern": r"^v[1-9][0-9]*\.(0|[1-9])$", "examples": ["v1.2"]}
    (found,) = [each for each in invalid_values(schema) if each.detail == "zero"]
    assert re.fullmatch(r"v0[1-9][0-9]*\.[0-9]", found.make("v1.2"))


def test_zero_replaces_a_digit_if_the_length_of_the_string_is_fixed() -> None:
    schema = {"type": "string", "pattern": "^[0-9]{2}-0[1-9]$", "maxLength": 5, "examples": ["24-01"]}
    (found,) = [each for each in invalid_values(schema) if each.detail == "zero"]
    assert found.make("24-01") == "24-00"


def test_properties_that_the_sender_may_omit_are_not_missing() -> None:
    data = {
        "required": ["id", "pin"],
        "properties": {"id": {"readOnly": True}, "pin": {"writeOnly": True}},
    }
    assert [each.detail for each in invalid_values(data) if each.keyword == "required"] == ["id"]
    assert [each.detail for each in invalid_values(data, in_request=True) if each.keyword == "required"] == ["pin"]


def test_condition_is_violated_only_if_it_applies() -> None:
    data = {
        "type": "object",
        "properties": {"paid": {"type": "boolean"}, "price": {"type": "integer"}},
        "if": {"required": ["paid"], "properties": {"paid": {"const": True}}},
        "then": {"required": ["price"]},
    }
    (found,) = [each for each in invalid_values(data) if each.keyword == "then"]
    assert found.make({"paid": False, "price": 3}) == {"paid": True}
    assert found.description == "a missing property 'price', which the condition forbids"


@given(SCHEMA_STRATEGY.filter(lambda data: not {"anyOf", "$ref"} & data.keys()))
def test_invalid_values_are_invalid(data: dict[str, Any]) -> None:
    schema = make_schema(data)
    valid = simplest_value(schema)
    assume(is_valid(schema, valid))
    assert [found for found in iter_invalid_values(schema) if is_valid(schema, found.make(copy.deepcopy(valid)))] == []
