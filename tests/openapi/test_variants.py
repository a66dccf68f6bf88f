"""Variants of a property that a sibling decides on, in schemas and in bodies of Mira Mace."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from caretasks.openapi.document import Api
from caretasks.openapi.lint.document import find_problems
from caretasks.openapi.operation.invalid_requests import iter_invalid_bodies
from caretasks.openapi.schema.boundary import iter_boundary_values
from caretasks.openapi.schema.validation import is_valid, iter_violations
from caretasks.openapi.variants import with_variants
from tests.bundled_apis import load_api
from tests.openapi.single_operation import make_operation

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "kind": {"type": "string"},
        "data": {
            "anyOf": [{"$ref": "#/components/schemas/Text"}, {"$ref": "#/components/schemas/Number"}],
            "x-sibling-discriminator": {
                "propertyName": "kind",
                "mapping": {"text": "#/components/schemas/Text", "number": "#/components/schemas/Number"},
            },
        },
    },
}
COMPONENTS = {
    name: {"type": "object", "properties": {"value": {"type": json_type}}}
    for name, json_type in (("Text", "string"), ("Number", "number"))
}


def make_document(**changes: Any) -> dict[str, Any]:
    schema = deepcopy(SCHEMA)
    schema["properties"]["data"]["x-sibling-discriminator"] |= changes
    info = {"title": "Single", "version": "1"}
    return {**make_operation(schema).api.document, "info": info, "components": {"schemas": COMPONENTS}}


def violations(value: Any) -> list[tuple[str, str]]:
    api = Api("", with_variants(make_document()), None, "")
    media = api.operations[0].body
    assert media is not None
    assert media.schema is not None
    schema = media.schema
    return [(violation.pointer, violation.keyword) for violation in iter_violations(schema, value)]


@pytest.mark.parametrize("value", [{}, {"kind": "text"}, {"kind": "text", "data": {"value": "x"}}, {"data": {}}])
def test_value_that_fits_its_variant_is_valid(value: Any) -> None:
    assert violations(value) == []


def test_violation_is_that_of_the_variant_that_the_sibling_names() -> None:
    assert violations({"kind": "text", "data": {"value": 5}}) == [("/data/value", "type")]
    assert violations({"kind": "number", "data": {"value": "x"}}) == [("/data/value", "type")]


def test_unknown_value_of_the_sibling_allows_any_value() -> None:
    assert violations({"kind": "date", "data": 5}) == []


def test_document_without_the_extension_is_not_copied() -> None:
    document = make_operation({"type": "object"}).api.document
    assert with_variants(document) is document


def test_rewritten_document_is_not_rewritten_again() -> None:
    document = with_variants(make_document())
    assert with_variants(document) is document


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"propertyName": "sort"}, "must be the name of a property before this one"),
        ({"propertyName": "data"}, "must be the name of a property before this one"),
        ({"mapping": {}}, "must name a schema for at least one value"),
        ({"mapping": {"x": "#/components/schemas/Other"}}, "must be one of the references in the `anyOf`"),
        ({"more": 1}, "must be an object with `propertyName` and `mapping`"),
    ],
)
def test_malformed_discriminator_is_reported_and_ignored(changes: dict[str, Any], message: str) -> None:
    document = make_document(**changes)
    assert [each for each in find_problems(document) if message in each.message]
    assert with_variants(document) is document


def test_example_is_validated_against_the_variant_of_its_type() -> None:
    document = make_document()
    (path,) = document["paths"].values()
    (media,) = path["post"]["requestBody"]["content"].values()
    media["example"] = {"kind": "text", "data": {"value": 5}}
    assert [each for each in find_problems(document) if each.pointer.endswith("/example/data/value")]


@pytest.mark.slow
def test_invalid_and_boundary_values_are_made_for_every_variant() -> None:
    operation = load_api("miramace").get_operation("create_task")
    assert operation.body is not None
    schema = operation.body.schema
    assert schema is not None
    types = {"SCHEDULE_APPOINTMENT", "VERIFY_INSURANCE", "REIMBURSEMENT", "CUSTOM_TASK"}
    valid = list(iter_boundary_values(schema, tuple(operation.body.examples().values())))
    assert {body["task_type"] for body in valid} == types
    invalid = [
        (body.get("task_type"), request.location.display_path)
        for request, body in iter_invalid_bodies(operation.body_media[0])
        if isinstance(body, dict) and not is_valid(schema, body)
    ]
    for expected in (
        ("VERIFY_INSURANCE", "/task_data/service/description"),
        ("VERIFY_INSURANCE", "/task_data/provider/npi"),
        ("REIMBURSEMENT", "/task_data/provider/npi"),
        ("CUSTOM_TASK", "/task_data/questions_to_ask/*/index"),
    ):
        assert expected in invalid


def test_boundary_values_have_each_boolean_in_the_variant_that_describes_it() -> None:
    """A value whose enums are all changed at once is in another variant, in which the boolean is an extra property."""
    document = make_document()
    (path_item,) = document["paths"].values()
    schema = path_item["post"]["requestBody"]["content"]["application/json"]["schema"]
    schema["properties"]["kind"] = {"enum": ["text", "number"]}
    document["components"]["schemas"]["Text"] = {"type": "object", "properties": {"urgent": {"type": "boolean"}}}
    media = Api("", with_variants(document), None, "").operations[0].body
    assert media is not None
    assert media.schema is not None
    example = {"kind": "text", "data": {"urgent": True}}
    texts = [value for value in iter_boundary_values(media.schema, (example,)) if value.get("kind") == "text"]
    assert {value.get("data", {}).get("urgent") for value in texts} == {None, False, True}
