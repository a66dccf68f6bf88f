"""Constructs of OpenAPI that are rewritten as JSON Schema when a spec is loaded."""

from __future__ import annotations

from typing import Any

import pytest

from caretasks.openapi.document import Api
from caretasks.openapi.normalization import normalize
from caretasks.openapi.schema.boundary import iter_boundary_values
from caretasks.openapi.schema.validation import is_valid


def is_accepted(schemas: dict[str, Any], value: Any, *, in_request: bool = False) -> bool:
    """Return whether a value is valid against the schema `Value`."""
    api = Api("", normalize({"components": {"schemas": schemas}}), None, "")
    return is_valid(api.node("/components/schemas/Value"), value, in_request=in_request)


def ref(name: str) -> dict[str, Any]:
    """Return a reference to a schema."""
    return {"$ref": f"#/components/schemas/{name}"}


ID: dict[str, Any] = {"properties": {"id": {"type": "integer", "readOnly": True}}}
SPLIT: dict[str, dict[str, Any]] = {
    "all_of": {"Value": {"allOf": [ID, {"required": ["id"]}]}},
    "reference": {"Value": {"allOf": [ref("Base"), ref("Required")]}, "Base": ID, "Required": {"required": ["id"]}},
    "parent": {"Value": {"required": ["id"], "allOf": [ID]}},
    "alternative": {"Value": {**ID, "anyOf": [{"required": ["id"]}, {"required": ["other"]}]}},
    "referenced property": {
        "Value": {"allOf": [{"properties": {"id": ref("Id")}}, {"required": ["id"]}]},
        "Id": {"type": "integer", "readOnly": True},
    },
    "next to a reference": {
        "Value": {"required": ["id"], "properties": {"id": {**ref("Id"), "readOnly": True}}},
        "Id": {"type": "integer"},
    },
}


@pytest.mark.parametrize("schemas", SPLIT.values(), ids=SPLIT)
def test_requires_a_read_only_property_in_responses_only(schemas: dict[str, Any]) -> None:
    assert is_accepted(schemas, {}, in_request=True)
    assert not is_accepted(schemas, {})
    assert is_accepted(schemas, {"id": 1})


def test_requires_a_write_only_property_in_requests_only() -> None:
    secret = {"properties": {"secret": {"type": "string", "writeOnly": True}}}
    schemas = {"Value": {"allOf": [secret, {"required": ["secret"]}]}}
    assert is_accepted(schemas, {})
    assert not is_accepted(schemas, {}, in_request=True)


def test_keeps_a_requirement_that_another_schema_shares() -> None:
    schemas = {"Other": {"allOf": [ID, ref("Value")]}, "Value": {"required": ["id"]}}
    assert not is_accepted(schemas, {}, in_request=True)


def test_keeps_a_requirement_of_another_alternative() -> None:
    schemas = {"Value": {"oneOf": [{**ID, "required": ["kind"]}, {"required": ["id"]}]}}
    assert not is_accepted(schemas, {}, in_request=True)


PETS = {"Cat": {"type": "object", "properties": {"kind": {"type": "string"}}, "required": ["kind"]}, "Dog": {}}


@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
def test_a_discriminator_accepts_only_the_values_that_select_an_alternative(keyword: str) -> None:
    mapping = {"cat": "#/components/schemas/Cat", "dog": "Dog"}
    for discriminator, known in (({"mapping": mapping}, ("cat", "dog")), ({}, ("Cat", "Dog"))):
        value = {keyword: [ref("Cat"), ref("Dog")], "discriminator": {"propertyName": "kind", **discriminator}}
        schemas = {"Value": value, **PETS}
        assert all(is_accepted(schemas, {"kind": each}) for each in known)
        assert not is_accepted(schemas, {"kind": "bird"})


def test_a_discriminator_prefers_the_values_of_its_alternatives_to_their_names() -> None:
    cat = {"properties": {"kind": {"const": "tabby"}}, "required": ["kind"]}
    schemas = {"Value": {"oneOf": [ref("Cat")], "discriminator": {"propertyName": "kind"}}, "Cat": cat}
    assert is_accepted(schemas, {"kind": "tabby"})


def test_boundary_values_have_an_optional_discriminator() -> None:
    pet = {"type": "object", "properties": {"kind": {"type": "string"}, "name": {"type": "string", "maxLength": 9}}}
    value = {"oneOf": [ref("Cat"), ref("Dog")], "discriminator": {"propertyName": "kind"}}
    document = normalize({"components": {"schemas": {"Value": value, "Cat": pet, "Dog": pet}}})
    values = iter_boundary_values(Api("", document, None, "").node("/components/schemas/Value"))
    assert {each["kind"] for each in values if "name" in each} == {"Cat"}


@pytest.mark.parametrize(("name", "bits"), [("int32", 31), ("int64", 63)])
def test_the_format_of_an_integer_limits_its_range(name: str, bits: int) -> None:
    schemas = {"Value": {"type": ["integer", "null"], "format": name}}
    assert is_accepted(schemas, 2**bits - 1)
    assert is_accepted(schemas, -(2**bits))
    assert not is_accepted(schemas, 2**bits)
    assert not is_accepted(schemas, -(2**bits) - 1)


def test_keeps_the_limits_of_an_integer_that_are_tighter_than_its_format() -> None:
    schemas = {"Value": {"type": "integer", "format": "int32", "exclusiveMinimum": 0, "maximum": 9}}
    assert [is_accepted(schemas, value) for value in (0, 1, 9, 10)] == [False, True, True, False]


def test_applies_keywords_next_to_a_reference() -> None:
    schemas = {"Value": {**ref("Text"), "minLength": 2}, "Text": {"type": "string"}}
    assert [is_accepted(schemas, value) for value in ("ab", "a", 1)] == [True, False, False]


def test_resolves_a_path_item_that_is_a_reference() -> None:
    item = {"get": {"operationId": "ping", "responses": {"204": {"description": ""}}}}
    reference = {"$ref": "#/components/pathItems/Ping"}
    document = {"paths": {"/a": reference, "/b": reference}, "components": {"pathItems": {"Ping": item}}}
    operations = Api("", normalize(document), None, "").operations
    assert [(each.path, each.method) for each in operations] == [("/a", "get"), ("/b", "get")]


@pytest.mark.parametrize(
    "document",
    [
        {"paths": {"/a": {"$ref": "#/nowhere"}}},
        {"components": {"schemas": {"A": {"format": "int32", "type": 3}, "B": {"discriminator": 1, "oneOf": {}}}}},
        {"components": {"schemas": {"A": {"$ref": "#/components/schemas/A", "readOnly": True, "required": [1]}}}},
        {"components": {"schemas": {"A": {"readOnly": True, "properties": [], "allOf": [3, {"required": "id"}]}}}},
        [],
    ],
)
def test_leaves_what_is_malformed_to_the_linter(document: Any) -> None:
    normalize(document)


def test_returns_a_document_without_such_constructs_as_it_is() -> None:
    document = {"paths": {"/a": {}}, "components": {"schemas": {"A": {"type": "integer"}}}}
    assert normalize(document) is document


OPEN = {"type": "object", "properties": {"id": {"type": "string"}}}
OVERLAPPING: dict[str, list[Any]] = {
    "open objects": [OPEN, {"type": "object", "properties": {"error": {"type": "string"}}}],
    "fewer requirements": [{**OPEN, "required": ["id"]}, OPEN],
    "integer and number": [{"type": "integer"}, {"type": "number"}],
    "a format": [{"type": "string", "format": "date"}, {"type": "string"}],
    "anything": [{"type": "string"}, {}],
    "references": [ref("Open"), {"allOf": [ref("Open"), {"properties": {"b": {"type": "string"}}}]}],
    "optional tag": [{"properties": {"kind": {"const": name}, "id": {"type": "string"}}} for name in "ab"],
}
EXCLUSIVE: dict[str, list[Any]] = {
    "types": [{"type": "string"}, {"type": "integer"}, {"type": "null"}],
    "required": [{**OPEN, "required": ["id"]}, {"properties": {"error": {"type": "string"}}, "required": ["error"]}],
    "closed": [
        {**OPEN, "additionalProperties": False},
        {"type": "object", "properties": {"error": {"type": "string"}}, "additionalProperties": False},
    ],
    "tag": [{"properties": {"kind": {"const": name}}, "required": ["kind"]} for name in "ab"],
    "type of a property": [{"properties": {"a": {"type": name}}, "required": ["a"]} for name in ("string", "object")],
    "values": [{"enum": ["a"]}, {"enum": ["b"]}],
    "conditions": [{"not": {"type": "string"}}, {"not": {"type": "integer"}}],
}


@pytest.mark.parametrize("members", OVERLAPPING.values(), ids=OVERLAPPING)
def test_members_that_accept_the_same_values_become_an_any_of(members: list[Any]) -> None:
    document = normalize({"components": {"schemas": {"Value": {"oneOf": members}, "Open": OPEN}}})
    assert list(document["components"]["schemas"]["Value"]) == ["anyOf"]


@pytest.mark.parametrize("members", EXCLUSIVE.values(), ids=EXCLUSIVE)
def test_members_that_exclude_one_another_stay_a_one_of(members: list[Any]) -> None:
    document = normalize({"components": {"schemas": {"Value": {"oneOf": members}, "Open": OPEN}}})
    assert list(document["components"]["schemas"]["Value"]) == ["oneOf"]


def test_an_overlapping_one_of_next_to_an_any_of_applies_too() -> None:
    schemas = {"Value": {"anyOf": [{"required": ["id"]}], "oneOf": OVERLAPPING["open objects"]}}
    assert is_accepted(schemas, {"id": "a"})
    assert not is_accepted(schemas, {"error": "a"})
    assert not is_accepted(schemas, {"id": 1, "error": 1})


def test_a_tag_that_is_optional_still_selects_its_alternative() -> None:
    members = {
        name: {"properties": {"kind": {"type": "string"}, "a": {"type": kind}}}
        for name, kind in (("Text", "string"), ("Number", "integer"))
    }
    union = {"oneOf": [ref("Text"), ref("Number")], "discriminator": {"propertyName": "kind"}}
    schemas = {"Value": union, **members}
    assert is_accepted(schemas, {"kind": "Text", "a": "x"})
    assert is_accepted(schemas, {"a": "x"})
    assert not is_accepted(schemas, {"kind": "Number", "a": "x"})
    assert not is_accepted(schemas, {"kind": "Other", "a": "x"})


def test_a_one_of_with_a_reference_to_a_member_stays_one() -> None:
    value = {"oneOf": OVERLAPPING["open objects"]}
    schemas = {"Value": value, "Member": {"$ref": "#/components/schemas/Value/oneOf/0"}}
    document = normalize({"components": {"schemas": schemas}})
    assert list(document["components"]["schemas"]["Value"]) == ["oneOf"]


def test_chain_of_references_leads_directly_to_its_end() -> None:
    chain = {f"Link{number}": ref(f"Link{number + 1}") for number in range(3000)}
    schemas = normalize({"components": {"schemas": {**chain, "Link3000": {"type": "string"}}}})["components"]["schemas"]
    assert schemas["Link0"] == schemas["Link2999"] == ref("Link3000")


def test_long_chain_of_references_is_validated() -> None:
    chain = {f"Link{number}": ref(f"Link{number + 1}") for number in range(3000)}
    assert not is_accepted({"Value": ref("Link0"), **chain, "Link3000": {"type": "string"}}, 1)


def test_alternative_of_a_discriminator_keeps_the_name_of_its_reference() -> None:
    union = {"oneOf": [ref("Cat"), ref("Dog")], "discriminator": {"propertyName": "kind"}}
    animal = {"required": ["kind"], "properties": {"kind": {"type": "string"}}}
    schemas = {"Value": union, "Cat": ref("Feline"), "Feline": ref("Animal"), "Dog": ref("Animal"), "Animal": animal}
    assert is_accepted(schemas, {"kind": "Cat"})
    assert not is_accepted(schemas, {"kind": "Feline"})


def test_circular_references_stay_for_the_linter() -> None:
    document = {"components": {"schemas": {"First": ref("Second"), "Second": ref("First"), "Third": ref("First")}}}
    assert normalize(document) == document
