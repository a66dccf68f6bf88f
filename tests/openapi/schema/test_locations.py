"""Locations in the values of a schema, and the values at a location."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caretasks.core.missing import MISSING
from caretasks.openapi.document import Api, Node
from caretasks.openapi.schema.locations import (
    ANY_ITEM,
    ANY_PROPERTY,
    find_at,
    find_occurrences,
    format_path,
    get_at,
    iter_all_locations,
    iter_locations,
    max_depth,
    subschema_at,
    with_value_at,
    without_value_at,
    without_write_only,
)
from caretasks.openapi.schema.sampling import sample_value
from tests.openapi.schema.schemas import SCHEMA_STRATEGY, SCHEMAS, linked_schemas, make_schema, named_schema

VALUE: dict[str, Any] = {"data": [{"id": 1}, {"id": 2, "name": "a"}], "total": 2}


def test_iter_locations_yields_every_location_with_its_pointer() -> None:
    locations = {location.display_path: location for location in iter_locations(named_schema("envelope"))}
    assert {path: location.pointer for path, location in locations.items()} == {
        "/": "/components/schemas/envelope",
        "/data": "/components/schemas/envelope/properties/data",
        "/data/*": "/components/schemas/envelope/properties/data/items",
        "/data/*/name": "/components/schemas/named/properties/name",
        "/total": "/components/schemas/envelope/properties/total",
    }
    assert [path for path, location in locations.items() if location.required] == ["/", "/data", "/data/*/name"]


def test_iter_locations_enters_a_schema_that_contains_itself_once() -> None:
    assert [location.display_path for location in iter_locations(named_schema("tree"))] == [
        "/",
        "/name",
        "/parts",
        "/parts/*",
    ]


def test_iter_locations_has_at_most_100_locations_of_schemas_that_refer_to_one_another() -> None:
    schema = Node(Api("example", {"components": {"schemas": linked_schemas(32)}}, None, ""), "/components/schemas/S0")
    assert max_depth(schema) == 2
    assert len(list(iter_all_locations(schema))) <= 100
    assert max(len(location.path) for location in iter_all_locations(schema)) == 2


def test_iter_locations_has_all_properties_of_an_object() -> None:
    schema = make_schema({"properties": {f"p{number}": {"type": "string"} for number in range(150)}})
    assert max_depth(schema) is None
    assert len(iter_locations(schema)) == 151


def test_iter_locations_covers_tuples_and_maps() -> None:
    assert [location.path for location in iter_locations(named_schema("pair"))] == [(), (0,), (1,)]
    assert [location.path for location in iter_locations(named_schema("map"))] == [
        (),
        (ANY_PROPERTY,),
        (ANY_PROPERTY, "name"),
    ]


def test_iter_all_locations_adds_every_alternative() -> None:
    found = [location for location in iter_all_locations(named_schema("alternatives")) if location.alternatives]
    assert {(location.display_path, location.schema.pointer.rpartition("oneOf/")[2]) for location in found} == {
        ("/", "1"),
        ("/kind", "1/properties/kind"),
        ("/name", "1/properties/name"),
    }


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ((), [()]),
        (("data", ANY_ITEM, "id"), [("data", 0, "id"), ("data", 1, "id")]),
        (("data", ANY_ITEM, "name"), [("data", 1, "name")]),
        (("data", 1), [("data", 1)]),
        (("data", 2), []),
        ((ANY_PROPERTY,), [("data",), ("total",)]),
        (("total", "id"), []),
    ],
)
def test_find_occurrences(path: tuple[str | int, ...], expected: list[tuple[str | int, ...]]) -> None:
    assert find_occurrences(VALUE, path) == expected


@pytest.mark.parametrize("path", [("none",), ("data", 2), ("total", "id"), ("data", "id")])
def test_missing_path_raises_or_is_missing(path: tuple[str | int, ...]) -> None:
    with pytest.raises(LookupError):
        get_at(VALUE, path)
    assert find_at(VALUE, path) is MISSING


def test_with_value_at_and_without_value_at_change_a_copy() -> None:
    assert with_value_at(VALUE, ("data", 1, "id"), 3)["data"][1] == {"id": 3, "name": "a"}
    assert without_value_at(VALUE, ("data", 0)) == {"data": [{"id": 2, "name": "a"}], "total": 2}
    assert VALUE == {"data": [{"id": 1}, {"id": 2, "name": "a"}], "total": 2}


def test_format_path() -> None:
    assert format_path(("data", ANY_ITEM, "a/b", 0, ANY_PROPERTY)) == "/data/*/a~1b/0/*"
    assert format_path(()) == "/"


def test_without_write_only_considers_every_alternative() -> None:
    secret = {"type": "object", "properties": {"id": {"type": "integer"}, "pin": {"type": "string", "writeOnly": True}}}
    schema = make_schema({"type": "array", "items": {"anyOf": [{"$ref": "#/components/schemas/named"}, secret]}})
    assert without_write_only(schema, [{"name": "a"}, {"id": 1, "pin": "1234"}]) == [{"name": "a"}, {"id": 1}]


def test_without_write_only_considers_the_valid_alternatives_only() -> None:
    pin = {"type": "string", "minLength": 4}
    with_secret = {"type": "object", "required": ["id"], "properties": {"id": True, "pin": {**pin, "writeOnly": True}}}
    with_code = {"type": "object", "required": ["pin"], "properties": {"pin": pin}}
    schema = make_schema({"anyOf": [with_secret, with_code]})
    assert without_write_only(schema, {"pin": "1234"}) == {"pin": "1234"}
    assert without_write_only(schema, {"id": 1, "pin": "1234"}) == {"id": 1}


@given(SCHEMA_STRATEGY)
def test_subschema_at_finds_the_schema_of_every_location(data: dict[str, Any]) -> None:
    schemas = {location.path: location.schema for location in reversed(list(iter_locations(make_schema(data))))}
    for path, schema in schemas.items():
        if path:
            assert subschema_at(schemas[path[:-1]], path[-1]) == schema


@given(st.sampled_from(sorted(SCHEMAS)), st.integers(0, 3))
def test_with_value_at_the_current_value_changes_nothing(name: str, seed: int) -> None:
    value = sample_value(named_schema(name), str(seed))
    for location in iter_locations(named_schema(name)):
        for concrete in find_occurrences(value, location.path):
            assert with_value_at(value, concrete, get_at(value, concrete)) == value


@given(st.sampled_from(sorted(SCHEMAS)), st.integers(0, 3))
def test_with_value_at_and_without_value_at_leave_the_original_as_it_is(name: str, seed: int) -> None:
    value = sample_value(named_schema(name), str(seed))
    original = deepcopy(value)
    for location in iter_locations(named_schema(name)):
        for concrete in find_occurrences(value, location.path):
            assert concrete == () or with_value_at(value, concrete, object()) != value
            assert concrete == () or without_value_at(value, concrete) != value
            assert value == original
