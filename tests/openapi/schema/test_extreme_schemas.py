"""Values of schemas that are extreme: they are small, and making them ends without an error."""

from __future__ import annotations

from typing import Any

import pytest

from caretasks.openapi.document import Api, Node
from caretasks.openapi.schema.boundary import iter_boundary_values
from caretasks.openapi.schema.examples import example_value, with_location_reached
from caretasks.openapi.schema.generation import MAX_LENGTH, minimal_value
from caretasks.openapi.schema.invalid import iter_invalid_values
from caretasks.openapi.schema.locations import find_occurrences, get_at, iter_all_locations, without_write_only
from caretasks.openapi.schema.sampling import sample_value
from caretasks.openapi.schema.sensitivity import Redactor
from tests.openapi.schema.schemas import make_media, make_schema

HUGE = 1_000_000_000
ROOT = {"$ref": "#/components/schemas/root"}


def nest_all_of(levels: int) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "object"}
    for number in range(levels):
        schema = {"allOf": [schema, {"properties": {f"p{number}": {"type": "integer"}}}]}
    return schema


def make_values(schema: Node) -> list[Any]:
    """Return values of all kinds for a schema."""
    example = example_value(schema)
    values = [minimal_value(schema), sample_value(schema, ""), example, *iter_boundary_values(schema)]
    values += [Redactor().redact_body(make_media(schema), example), without_write_only(schema, example)]
    for location in iter_all_locations(schema):
        value = with_location_reached(schema, example, location.path, location.alternatives)
        for path in find_occurrences(value, location.path)[-1:]:
            violations = iter_invalid_values(location.schema, location.path, location.full_schema)
            values += [violation.make(get_at(value, path)) for violation in violations]
    return values


@pytest.mark.parametrize(
    "data",
    [
        {"type": "string", "minLength": HUGE},
        {"type": "string", "maxLength": HUGE},
        {"type": "array", "minItems": HUGE, "items": {"type": "string"}},
        {"type": "array", "maxItems": HUGE, "items": {"type": "string"}},
        {"type": "array", "contains": {"const": 1}, "minContains": HUGE},
        {"type": "object", "maxProperties": HUGE},
        {"type": "integer", "minimum": 10**400},
        {"type": "number", "minimum": 10**400},
        {"allOf": [ROOT, {"type": "object"}]},
        {"anyOf": [ROOT, {"type": "object"}]},
        {"type": "object", "required": ["a"], "properties": {"a": ROOT}},
        nest_all_of(40),
    ],
    ids=lambda data: str(data)[:60],
)
def test_values_of_an_extreme_schema_are_small(data: dict[str, Any]) -> None:
    assert max(len(str(value)) for value in make_values(make_schema(data))) < 2 * MAX_LENGTH


def test_values_of_a_schema_with_exponentially_many_locations_are_small() -> None:
    schemas: dict[str, Any] = {"S40": {"type": "string"}}
    for number in range(40):
        below = {"$ref": f"#/components/schemas/S{number + 1}"}
        schemas[f"S{number}"] = {"type": "object", "required": ["a", "b"], "properties": {"a": below, "b": below}}
    schema = Api("deep", {"components": {"schemas": schemas}}, None, "").node("/components/schemas/S0")
    assert len(str(minimal_value(schema))) < MAX_LENGTH
    assert len(list(iter_all_locations(schema))) < 1000


def test_sampled_value_of_nested_arrays_with_many_items_is_small() -> None:
    schema: dict[str, Any] = {"type": "integer"}
    for _ in range(3):
        schema = {"type": "array", "minItems": 1000, "items": schema}
    assert len(str(sample_value(make_schema(schema), ""))) < 200_000
