"""Valid values for a location, and values of a given length."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from caretasks.openapi.catalog import Catalog
from caretasks.openapi.document import Api, Operation
from caretasks.openapi.schema.examples import (
    list_of_length,
    string_of_length,
    valid_body,
    valid_examples,
    valid_parameter,
    valid_request_examples,
    with_location_reached,
    with_single_alternatives,
)
from caretasks.openapi.schema.locations import iter_all_locations
from caretasks.openapi.schema.validation import is_valid
from tests.openapi.schema.schemas import make_schema
from tests.openapi.single_operation import make_operation

MARKET = Catalog(Path(__file__).parents[2] / "mutation" / "specs").load("market")


def test_single_alternatives_of_arrays_and_nested_ones_differ() -> None:
    def items(**properties: str) -> dict[str, Any]:
        described = {name: {"type": json_type} for name, json_type in properties.items()}
        return {"type": "array", "items": {"type": "object", "properties": described}}

    nested = {"oneOf": [{"type": "string"}, items(names="array")]}
    schema = make_schema({"anyOf": [nested, items(size="integer")]})
    changed = {
        location.display_path: with_single_alternatives(schema, [{}], location)
        for location in iter_all_locations(schema)
        if len(location.path) == 2
    }
    assert changed == {"/*/names": [{"size": None}], "/*/size": [{"names": None}]}


def test_with_location_reached_changes_the_alternative_and_keeps_the_rest() -> None:
    response = MARKET.get_operation("getOrder").find_response(200)
    assert response is not None
    assert response.media is not None
    schema = response.media.schema
    assert schema is not None
    order = {"number": 7, "pay": {"by": "card", "digits": "1" * 12}}
    locations = {each.display_path: each for each in iter_all_locations(schema) if each.path[:1] == ("pay",)}
    iban = locations["/pay/iban"]
    changed = with_location_reached(schema, order, iban.path, iban.alternatives)
    assert changed["number"] == 7
    assert changed["pay"]["by"] == "bank"
    assert is_valid(schema, changed)
    assert with_location_reached(schema, changed, ("pay", "digits"), ())["pay"]["by"] == "card"


@pytest.mark.parametrize(
    ("schema", "length", "is_possible"),
    [
        ({"type": "array", "items": {"enum": ["a", "b", "c"]}, "uniqueItems": True}, 3, True),
        ({"type": "array", "items": {"enum": ["a", "b", "c"]}, "uniqueItems": True}, 100, False),
        ({"type": "array", "items": {"type": "string"}, "uniqueItems": True}, 100, True),
        ({"type": "array", "prefixItems": [{"type": "number"}, {"type": "string"}], "items": False}, 2, True),
        ({"type": "array", "contains": {"const": 1}}, 0, False),
        ({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "integer"}}]}, 100, True),
    ],
)
def test_list_of_length_needs_a_schema_that_allows_it(schema: dict[str, Any], length: int, is_possible: bool) -> None:
    body = make_operation(schema).body
    assert body is not None
    assert body.schema is not None
    value = list_of_length(body.schema, length)
    assert (value is not None and len(value) == length) is is_possible


@pytest.mark.parametrize(
    ("schema", "length", "is_possible"),
    [
        ({"type": "string", "pattern": "^[a-z]{3}$", "maxLength": 10}, 10, False),
        ({"type": "string", "pattern": "^[A-Z]+-[0-9]+$", "maxLength": 10}, 10, True),
        ({"type": "string", "maxLength": 5000}, 5000, True),
        ({"type": "string", "format": "uuid", "maxLength": 40}, 40, False),
    ],
)
def test_string_of_length_needs_a_schema_that_allows_it(schema: dict[str, Any], length: int, is_possible: bool) -> None:
    body = make_operation(schema).body
    assert body is not None
    assert body.schema is not None
    value = string_of_length(body.schema, length)
    assert (value is not None and len(value) == length) is is_possible


def test_an_example_that_its_schema_rejects_is_left_out() -> None:
    schema = {"type": "object", "required": ["day"], "properties": {"day": {"type": "string", "format": "date"}}}
    examples = {"wrong": {"value": {"day": "today"}}, "right": {"value": {"day": "2026-01-31"}}}
    body = make_operation(schema, examples=examples).body
    assert body is not None
    assert valid_examples(body) == {"right": {"day": "2026-01-31"}}
    assert valid_body(body) == {"day": "2026-01-31"}


def test_an_example_that_is_the_text_of_an_object_is_read() -> None:
    body = make_operation({"properties": {"n": {"type": "integer"}}}, example='{"n": 1}').body
    assert body is not None
    assert valid_examples(body) == {"example": {"n": 1}}


def test_a_read_only_property_is_required_in_examples_of_responses_only() -> None:
    schema = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string", "readOnly": True}}}
    body = make_operation(schema, example={}).body
    assert body is not None
    assert (valid_examples(body), valid_request_examples(body)) == ({}, {"example": {}})


def make_api(operation: dict[str, Any]) -> Operation:
    (made,) = Api("a", {"paths": {"/a": {"post": {**operation, "responses": {}}}}}, None, "a").operations
    return made


STATUSES = {"type": "array", "items": {"enum": ["sold"]}}


@pytest.mark.parametrize("location", ["path", "query", "header", "cookie"])
@pytest.mark.parametrize("example", [{}, {"example": []}])
def test_array_of_a_parameter_has_an_item(location: str, example: dict[str, Any]) -> None:
    parameter = {"name": "status", "in": location, "required": True, "schema": STATUSES, **example}
    assert valid_parameter(make_api({"parameters": [parameter]}).parameters[0]) == ["sold"]


@pytest.mark.parametrize(
    ("media_type", "fields"),
    [
        ("multipart/form-data", {"tags": ["sold"]}),
        ("application/x-www-form-urlencoded", {"tags": ["sold"]}),
        ("application/json", {"tags": []}),
    ],
)
def test_required_array_of_a_form_has_an_item(media_type: str, fields: dict[str, Any]) -> None:
    schema = {"type": "object", "required": ["tags"], "properties": {"tags": STATUSES}}
    (media,) = make_api({"requestBody": {"content": {media_type: {"schema": schema}}}}).body_media
    assert valid_body(media) == fields
