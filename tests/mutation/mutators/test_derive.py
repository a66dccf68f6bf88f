"""Which faults a document implies: one for each keyword and place, the same in every run."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from caretasks.conformance.target.model import stand_in
from caretasks.mutation.mutant import Fault, Kind, Side
from caretasks.mutation.mutators.derive import derive
from caretasks.openapi.catalog import Catalogue
from caretasks.openapi.document import Api

LIBRARY = Catalogue(Path(__file__).parents[1] / "specs").load("library")
APIS = [*Catalogue().load_all(), LIBRARY]


def faults(api: Api) -> list[Fault]:
    return list(derive(stand_in(api)))


def small(schema: dict[str, Any], body: dict[str, Any] | None = None) -> Api:
    """An API of one operation that answers with a schema."""
    operation: dict[str, Any] = {
        "operationId": "read",
        "responses": {"200": {"description": "", "content": {"application/json": {"schema": schema}}}},
    }
    if body is not None:
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Small", "version": "1"},
        "paths": {"/": {"get" if body is None else "post": operation}},
    }
    return Api("small", document, None, "small.yaml")


def named(api: Api, side: Side) -> set[str]:
    return {fault.id.removeprefix("read ") for fault in faults(api) if fault.side is side}


WHOLE = {"a page of HTML", "no media type", "an empty body", "a body that breaks off", "status 203"}


def test_a_schema_that_says_nothing_has_faults_as_a_whole_alone() -> None:
    assert named(small({}), Side.ANSWERS) == {f"200: {what}" for what in WHOLE}


def test_a_text_can_be_null_and_of_four_other_types() -> None:
    found = named(small({"type": "string"}), Side.ANSWERS) - {f"200: {what}" for what in WHOLE}
    assert found == {f"200 /: type {word}" for word in ("null", "boolean", "number", "array", "object")}


def test_what_may_be_null_is_not_broken_by_null() -> None:
    assert "200 /: type null" not in named(small({"type": ["string", "null"]}), Side.ANSWERS)


def test_an_integer_is_broken_by_a_fraction_too() -> None:
    found = named(small({"type": "integer"}), Side.ANSWERS)
    assert "200 /: type fraction" in found
    assert "200 /: type number" not in found


@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        ({"enum": ["a", "b"]}, Kind.ENUM),
        ({"const": "a"}, Kind.ENUM),
        ({"type": "string", "format": "uuid"}, Kind.FORMAT),
        ({"type": "string", "format": "date-time"}, Kind.FORMAT),
        ({"type": "string", "pattern": "^[a-z]+$"}, Kind.PATTERN),
        ({"type": "string", "minLength": 2}, Kind.SHORT),
        ({"type": "string", "maxLength": 2}, Kind.LONG),
        ({"type": "array", "minItems": 2}, Kind.SHORT),
        ({"type": "array", "maxItems": 2}, Kind.LONG),
        ({"type": "array", "items": {"type": "string"}}, Kind.ITEM),
        ({"type": "array", "uniqueItems": True}, Kind.ITEM),
        ({"type": "number", "minimum": 2}, Kind.SHORT),
        ({"type": "number", "exclusiveMaximum": 2}, Kind.LONG),
        ({"type": "object", "required": ["a"]}, Kind.MISSING),
        ({"type": "object", "additionalProperties": False}, Kind.FURTHER),
        ({"type": "object", "minProperties": 1}, Kind.SHORT),
    ],
)
def test_each_keyword_has_a_fault_of_its_own_in_answers_and_in_requests(schema: dict[str, Any], kind: Kind) -> None:
    (keyword,) = set(schema) - {"type"}
    for side, api in ((Side.ANSWERS, small(schema)), (Side.ACCEPTS, small({}, schema))):
        found = [fault for fault in faults(api) if fault.side is side and fault.kind is kind]
        assert found, side
        assert all(keyword in fault.pointer for fault in found)


def test_what_a_document_composes_is_broken_part_by_part() -> None:
    parts = [{"required": ["a"], "properties": {"a": {"type": "string"}}}, {"properties": {"b": {"maxLength": 3}}}]
    found = named(small({"type": "object", "allOf": parts}), Side.ANSWERS)
    assert {"200 /a: required a", "200 /a: type null", "200 /b: maxLength"} <= found


def test_a_schema_that_contains_itself_comes_to_an_end() -> None:
    tree = {"type": "object", "properties": {"child": {"$ref": "#/components/schemas/Tree"}}}
    api = small({"$ref": "#/components/schemas/Tree"})
    api.document["components"] = {"schemas": {"Tree": tree}}
    assert "200 /child: type null" in named(api, Side.ANSWERS)


def test_whatever_is_allowed_may_be_refused() -> None:
    schema = {
        "type": "object",
        "required": ["kind"],
        "properties": {
            "kind": {"type": "string", "enum": ["a", "b"]},
            "text": {"type": ["string", "null"], "minLength": 3},
            "list": {"type": "array", "maxItems": 7},
        },
    }
    assert named(small({}, schema), Side.REFUSES) == {
        "refuses /kind: a",
        "refuses /kind: b",
        "refuses /: a further field",
        "refuses no /text",
        "refuses no /list",
        "refuses /text: null",
        "refuses /text: text beyond ASCII",
        "refuses /text: 3 characters",
        "refuses /text: 10000 characters",
        "refuses /list: 0 items",
        "refuses /list: 7 items",
    }


@pytest.mark.parametrize("api", APIS, ids=lambda api: api.name)
def test_every_fault_has_an_id_of_its_own_and_says_why_it_matters(api: Api) -> None:
    ids = Counter(fault.id for fault in faults(api))
    assert not [id_ for id_, count in ids.items() if count > 1]
    assert all(fault.what and fault.matters and fault.pointer for fault in faults(api))


@pytest.mark.parametrize("api", APIS, ids=lambda api: api.name)
def test_the_same_document_has_the_same_faults_in_the_same_order(api: Api) -> None:
    assert [fault.id for fault in faults(api)] == [fault.id for fault in faults(api)]


def test_every_kind_comes_up() -> None:
    assert {fault.kind for api in APIS for fault in faults(api)} == set(Kind)
