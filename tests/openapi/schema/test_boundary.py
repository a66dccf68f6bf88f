"""Boundary values: valid values that reach the limits of a schema."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given

from caretasks.openapi.schema.boundary import (
    DEFAULT_MAX_LENGTH,
    iter_boundary_strings,
    iter_boundary_values,
    iter_full_values,
)
from caretasks.openapi.schema.locations import find_occurrences, get_at
from caretasks.openapi.schema.validation import iter_violations
from tests.openapi.schema.schemas import SCHEMA_STRATEGY, make_schema


@given(SCHEMA_STRATEGY)
def test_boundary_values_are_valid_and_distinct(data: dict[str, Any]) -> None:
    schema = make_schema({"type": "object", "properties": {"value": data}})
    values = list(iter_boundary_values(schema))
    assert [value for value in values if any(iter_violations(schema, value, in_request=True))] == []
    assert len({json.dumps(value, sort_keys=False) for value in values}) == len(values) > 0


def test_boundary_values_reach_the_limits_of_an_alternative_where_no_other_accepts_the_value() -> None:
    note, permit = {"type": "string", "maxLength": 5}, {"type": "string"}
    exempt = {"type": "object", "properties": {"note": note, "permit": permit}}
    registered = {"type": "object", "properties": {"permit": permit}, "required": ["permit"]}
    found = list(iter_boundary_values(make_schema({"anyOf": [exempt, registered]})))
    assert [value for value in found if len(value.get("note", "")) == 5 and "permit" not in value]


@pytest.mark.parametrize("is_nested", [False, True])
@pytest.mark.parametrize("path", [(), ("config",)])
def test_boundary_values_have_a_property_that_the_other_alternative_rejects(
    path: tuple[str, ...], is_nested: bool
) -> None:
    text = {"type": "string", "maxLength": 5}
    first: dict[str, Any] = {"type": "object", "properties": {"a": text}}
    nested = {"oneOf": [{"const": {"a": 1}}, first]} if is_nested else first
    data: dict[str, Any] = {"anyOf": [nested, {"type": "object", "properties": {"b": text}}]}
    found = list(iter_boundary_values(make_schema({"properties": {"config": data}} if path else data)))
    values = [get_at(value, path) for value in found if find_occurrences(value, path)]
    assert [value for value in values if len(value.get("a", "")) == 5 and value.get("b", "") is None]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"type": "integer", "minimum": 3, "maximum": 9}, [3, 9]),
        ({"enum": ["a", "b"]}, ["a", "b"]),
        ({"type": "boolean"}, [False, True]),
        ({"type": ["integer", "null"]}, [0, None]),
        ({"type": "array", "items": {"type": "integer"}, "minItems": 1, "maxItems": 3}, [[0], [0, 0, 0]]),
    ],
)
def test_boundary_values_reach_every_limit(data: Any, expected: list[Any]) -> None:
    found = [value["value"] for value in iter_boundary_values(make_schema({"properties": {"value": data}})) if value]
    assert [value for value in expected if value not in found] == []


def test_one_item_of_an_array_has_all_properties_with_each_value_of_an_enum() -> None:
    item = {"type": "object", "properties": {"source": {"enum": ["name", "state"]}, "text": {"type": "string"}}}
    schema = make_schema({"type": "array", "items": item})
    found = [value for value in iter_boundary_values(schema, ([{"text": "Call"}, {"source": "state"}],)) if value]
    assert {"source": "name", "text": ""} in [{**value[-1], "text": ""} for value in found if "text" in value[-1]]


def test_boundary_values_omit_optional_properties_and_add_extra_ones() -> None:
    data = {"type": "object", "required": ["a"], "properties": {"a": {"const": 1}, "b": {"const": 2}}}
    found = list(iter_boundary_values(make_schema(data)))
    assert {"a": 1, "b": 2} in found
    assert {"a": 1} in found
    assert {"a": 1, "b": 2, "caretasks_extra": "text"} in found


def test_boundary_values_start_from_a_documented_example() -> None:
    data = {"type": "object", "properties": {"a": {"type": "string"}}}
    assert next(iter_boundary_values(make_schema(data), ({"a": "documented"},))) == {"a": "documented"}


def test_boundary_strings_of_an_unrestricted_schema() -> None:
    strings = list(iter_boundary_strings(make_schema({"type": "string"})))
    assert not strings[0].isascii()
    assert [len(text) for text in strings[1:]] == [0, DEFAULT_MAX_LENGTH]


def test_boundary_strings_match_a_pattern_and_length() -> None:
    data = {"type": "string", "pattern": "^[a-z]+$", "minLength": 2, "maxLength": 5}
    assert [len(text) for text in iter_boundary_strings(make_schema(data))] == [2, 5]


def test_boundary_strings_of_an_enum_are_empty() -> None:
    assert list(iter_boundary_strings(make_schema({"type": "string", "enum": ["a"]}))) == []


def test_boundary_values_shorten_and_extend_arrays() -> None:
    data = {"properties": {"value": {"type": "array", "items": {"type": "integer"}, "minItems": 1, "maxItems": 3}}}
    found = [value["value"] for value in iter_boundary_values(make_schema(data), ({"value": [5, 6]},)) if value]
    assert [5] in found
    assert [5, 6, 6] in found


def test_full_value_has_a_string_in_place_of_a_null_in_an_example() -> None:
    phone = {"type": ["string", "null"], "pattern": "^[+][0-9]{11}$"}
    schema = make_schema({"type": "object", "properties": {"phone": phone}})
    (full,) = iter_full_values(schema, ({"phone": None},))
    assert isinstance(full["phone"], str)
