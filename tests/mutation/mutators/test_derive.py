"""Tests of the derivation of mutants: one for each constraint and location, the same in every run."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from caretasks.conformance.target.model import in_process_target
from caretasks.mutation.mutant import Mutant, MutantCategory, MutatorName, Setup
from caretasks.mutation.mutators.derive import all_mutants
from caretasks.openapi.catalog import Catalog
from caretasks.openapi.document import Api
from tests.bundled_apis import load_bundled_apis

LIBRARY = Catalog(Path(__file__).parents[1] / "specs").load("library")
APIS = [*load_bundled_apis(), LIBRARY]


def list_mutants(api: Api) -> list[Mutant]:
    return list(all_mutants(in_process_target(api)))


def make_api(
    response_schema: dict[str, Any], body_schema: dict[str, Any] | None = None, body_type: str = "application/json"
) -> Api:
    """Return an API with one operation, `read`, with the schemas of its response and, optionally, its body."""
    operation: dict[str, Any] = {
        "operationId": "read",
        "responses": {"200": {"description": "", "content": {"application/json": {"schema": response_schema}}}},
    }
    if body_schema is not None:
        operation["requestBody"] = {"required": True, "content": {body_type: {"schema": body_schema}}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Small", "version": "1"},
        "paths": {"/": {"get" if body_schema is None else "post": operation}},
    }
    return Api("small", document, None, "small.yaml")


def list_ids(api: Api, category: MutantCategory) -> set[str]:
    """Return the IDs of the mutants in a category, without the operation."""
    return {mutant.id.removeprefix("read ") for mutant in list_mutants(api) if mutant.category is category}


WHOLE_RESPONSE_IDS = {
    "200: a page of HTML",
    "200: no media type",
    "200: an empty body",
    "200: a body that breaks off",
    "200: status 203",
}


def test_empty_schema_has_only_whole_response_mutants() -> None:
    assert list_ids(make_api({}), MutantCategory.RESPONDS) == WHOLE_RESPONSE_IDS


def test_other_status_of_a_redirect_may_have_a_body() -> None:
    document = make_api({}).document
    document["paths"]["/"]["get"]["responses"] = {"302": {"description": ""}}
    ids = list_ids(Api("small", document, None, "small.yaml"), MutantCategory.RESPONDS)
    assert {each for each in ids if "status" in each} == {"302: status 300"}


def test_string_has_a_mutant_for_each_other_json_type() -> None:
    ids = list_ids(make_api({"type": "string"}), MutantCategory.RESPONDS) - WHOLE_RESPONSE_IDS
    assert ids == {f"200 /: type {name}" for name in ("null", "boolean", "number", "array", "object")}


def test_nullable_value_has_no_null_mutant() -> None:
    assert "200 /: type null" not in list_ids(make_api({"type": ["string", "null"]}), MutantCategory.RESPONDS)


def test_integer_has_a_fraction_mutant_instead_of_a_number_mutant() -> None:
    ids = list_ids(make_api({"type": "integer"}), MutantCategory.RESPONDS)
    assert "200 /: type fraction" in ids
    assert "200 /: type number" not in ids


@pytest.mark.parametrize(
    ("schema", "mutator"),
    [
        ({"enum": ["a", "b"]}, MutatorName.ENUM),
        ({"const": "a"}, MutatorName.ENUM),
        ({"type": "string", "format": "uuid"}, MutatorName.FORMAT),
        ({"type": "string", "format": "date-time"}, MutatorName.FORMAT),
        ({"type": "string", "pattern": "^[a-z]+$"}, MutatorName.PATTERN),
        ({"type": "string", "minLength": 2}, MutatorName.TOO_SMALL),
        ({"type": "string", "maxLength": 2}, MutatorName.TOO_LARGE),
        ({"type": "array", "minItems": 2}, MutatorName.TOO_SMALL),
        ({"type": "array", "maxItems": 2}, MutatorName.TOO_LARGE),
        ({"type": "array", "items": {"type": "string"}}, MutatorName.ITEM),
        ({"type": "array", "uniqueItems": True}, MutatorName.ITEM),
        ({"type": "number", "minimum": 2}, MutatorName.TOO_SMALL),
        ({"type": "number", "exclusiveMaximum": 2}, MutatorName.TOO_LARGE),
        ({"type": "object", "required": ["a"]}, MutatorName.MISSING),
        ({"type": "object", "additionalProperties": False}, MutatorName.FORBIDDEN_PROPERTY),
        ({"type": "object", "minProperties": 1}, MutatorName.TOO_SMALL),
    ],
)
def test_keyword_has_mutants_of_responses_and_of_requests(schema: dict[str, Any], mutator: MutatorName) -> None:
    (keyword,) = set(schema) - {"type"}
    for category, api in (
        (MutantCategory.RESPONDS, make_api(schema)),
        (MutantCategory.ACCEPTS, make_api({}, schema)),
    ):
        mutants = [each for each in list_mutants(api) if each.category is category and each.mutator is mutator]
        assert mutants, category
        assert all(keyword in mutant.pointer for mutant in mutants)


def test_all_of_has_mutants_of_each_subschema() -> None:
    subschemas = [{"required": ["a"], "properties": {"a": {"type": "string"}}}, {"properties": {"b": {"maxLength": 3}}}]
    ids = list_ids(make_api({"type": "object", "allOf": subschemas}), MutantCategory.RESPONDS)
    assert {"200 /a: required a", "200 /a: type null", "200 /b: maxLength"} <= ids


def test_recursive_schema_has_a_finite_number_of_mutants() -> None:
    tree = {"type": "object", "properties": {"child": {"$ref": "#/components/schemas/Tree"}}}
    api = make_api({"$ref": "#/components/schemas/Tree"})
    api.document["components"] = {"schemas": {"Tree": tree}}
    assert "200 /child: type null" in list_ids(api, MutantCategory.RESPONDS)


def test_allowed_values_have_mutants_that_reject_them() -> None:
    schema = {
        "type": "object",
        "required": ["kind"],
        "additionalProperties": True,
        "properties": {
            "kind": {"type": "string", "enum": ["a", "b"]},
            "text": {"type": ["string", "null"], "minLength": 3},
            "list": {"type": "array", "maxItems": 7},
            "code": {"type": "string", "maxLength": 9, "pattern": "^x*$"},
        },
    }
    assert list_ids(make_api({}, schema), MutantCategory.REJECTS) == {
        "rejects /kind: a",
        "rejects /kind: b",
        "rejects /: a further field",
        "rejects no /text",
        "rejects no /list",
        "rejects /text: null",
        "rejects /text: non-ASCII text",
        "rejects /text: 3 characters",
        "rejects no /code",
        "rejects /code: 9 characters",
        "rejects /list: 0 items",
        "rejects /list: 7 items",
    }


@pytest.mark.parametrize(
    ("only_value", "example", "rejected"),
    [
        ({"enum": ["a"]}, {}, set()),
        ({"enum": ["a"]}, {"kind": "a"}, {"rejects /kind: a"}),
        ({"enum": ["a", "b"]}, {}, {"rejects /kind: a", "rejects /kind: b"}),
        ({"type": "string", "minLength": 1, "maxLength": 1}, {}, set()),
    ],
)
def test_alternative_or_body_without_an_example_is_not_rejected_as_a_whole(
    only_value: dict[str, Any], example: dict[str, Any], rejected: set[str]
) -> None:
    first = {"type": "object", "required": ["kind"], "properties": {"kind": only_value}}
    other = {"type": "object", "required": ["other"], "properties": {"other": {"type": "integer"}}}
    for schema in ({"oneOf": [first, other]}, first):
        api = make_api({}, {**schema, **({"example": example} if example else {})})
        ids = list_ids(api, MutantCategory.REJECTS)
        assert {each for each in ids if "/kind:" in each and "ASCII" not in each} == rejected


@pytest.mark.parametrize(
    ("header", "rejected"),
    [({}, set()), ({"example": "1"}, {"rejects header Version: 1"}), ({"required": False}, None)],
)
def test_only_value_of_a_required_parameter_is_rejected_if_a_request_is_documented(
    header: dict[str, Any], rejected: set[str] | None
) -> None:
    parameter = {"name": "Version", "in": "header", "required": True, "schema": {"enum": ["1"]}, **header}
    document = make_api({}).document
    document["paths"]["/"]["get"]["parameters"] = [parameter]
    ids = list_ids(Api("small", document, None, "small.yaml"), MutantCategory.REJECTS)
    expected = {"rejects header Version: 1"} if rejected is None else rejected
    assert {each for each in ids if "Version: 1" in each} == expected
    document["paths"]["/"]["get"]["requestBody"] = {"required": True, "content": {"application/json": {}}}
    ids = list_ids(Api("small", document, None, "small.yaml"), MutantCategory.REJECTS)
    assert bool(ids) is (not parameter["required"])


def test_object_in_an_unknown_format_has_no_mutants_of_its_properties() -> None:
    api = make_api({"type": "object", "required": ["code"], "properties": {"code": {"enum": ["a", "b"]}}})
    content = api.document["paths"]["/"]["get"]["responses"]["200"]["content"]
    content["application/vnd.small"] = content.pop("application/json")
    assert not [each for each in list_ids(api, MutantCategory.RESPONDS) if "code" in each]


@pytest.mark.parametrize(("shortest", "has_mutant"), [(1, False), (12, True)])
def test_length_that_no_string_of_the_format_has_is_not_rejected(shortest: int, has_mutant: bool) -> None:
    schema = {"type": "string", "format": "uri", "minLength": shortest}
    ids = list_ids(make_api({}, schema), MutantCategory.REJECTS)
    assert (f"rejects /: {shortest} characters" in ids) is has_mutant


def test_limits_of_parameters_that_no_check_can_attribute_have_no_mutants() -> None:
    number = {"type": "number", "minimum": 0, "maximum": 90}
    ids = {"type": "array", "items": {"type": "string"}, "maxItems": 9}
    parameters = [
        {"name": name, "in": "query", "required": name != "ids", "schema": schema}
        for name, schema in (("east", number), ("north", number), ("ids", ids))
    ]
    api = make_api({"type": "object"})
    api.document["paths"]["/"]["get"]["parameters"] = parameters
    assert list_ids(api, MutantCategory.REJECTS) == {"rejects no query ids"}


def test_keyword_about_another_type_has_no_mutant() -> None:
    schema = {"type": "array", "items": {"type": "integer"}, "required": ["items"], "minLength": 2}
    ids = list_ids(make_api(schema), MutantCategory.RESPONDS)
    assert not [each for each in ids if "required" in each or "minLength" in each]


def test_content_of_a_file_in_a_form_is_not_rejected() -> None:
    schema = {"type": "object", "properties": {"file": {"type": "string", "contentMediaType": "image/png"}}}
    ids = list_ids(make_api({}, schema, "multipart/form-data"), MutantCategory.REJECTS)
    assert not [each for each in ids if "non-ASCII" in each or "characters" in each]


def test_empty_text_is_a_missing_body_and_has_no_mutant_that_rejects_it() -> None:
    ids = list_ids(make_api({}, {"type": "string"}, "text/plain"), MutantCategory.REJECTS)
    assert ids == {"rejects /: non-ASCII text as text/plain"}


def test_undocumented_sizes_and_properties_have_no_mutants_that_reject_them() -> None:
    lists = {"list": {"type": "array"}, "full": {"type": "array"}}
    schema = {"type": "object", "required": ["full"], "properties": lists}
    assert list_ids(make_api({}, schema), MutantCategory.REJECTS) == {"rejects no /list", "rejects /list: 0 items"}


def test_limits_have_mutants_that_weaken_them() -> None:
    schema = {
        "type": "object",
        "properties": {
            "text": {"type": "string", "minLength": 3, "maxLength": 9},
            "code": {"type": "string", "pattern": "^a[1-9]$"},
            "kind": {"type": "string", "enum": ["a", "b"]},
            "when": {"type": "string", "format": "date-time"},
            "size": {"type": "integer", "minimum": 5, "exclusiveMaximum": 50, "multipleOf": 5},
        },
    }
    assert {
        "accepts /text: minLength 2",
        "accepts /text: maxLength 10",
        "accepts /code: pattern without ^",
        "accepts /code: pattern without $",
        "accepts /code: pattern with optional a",
        "accepts /code: pattern with 0",
        "accepts /kind: enum in any case",
        "accepts /when: format or date",
        "accepts /size: minimum 0",
        "accepts /size: exclusiveMaximum including 50",
    } <= list_ids(make_api({}, schema), MutantCategory.ACCEPTS)


def test_change_that_allows_the_same_values_has_no_mutant() -> None:
    schema = {"type": "integer", "minimum": 5, "allOf": [{"minimum": 7}]}
    ids = list_ids(make_api({}, schema), MutantCategory.ACCEPTS)
    assert "accepts /: minimum" in ids  # of both schemas
    assert "accepts /: minimum 4" not in ids  # the other schema still has 7


@pytest.mark.parametrize(
    ("limits", "names"),
    [
        ({"minLength": 3, "maxLength": 3}, set()),
        ({"minLength": 3}, {"without ^", "without $"}),
        ({"maxLength": 4}, {"without ^", "without $", "with optional A"}),
        ({"minLength": 2, "maxLength": 3}, {"with optional A"}),
    ],
)
def test_pattern_is_not_weakened_to_strings_of_lengths_that_are_not_allowed(
    limits: dict[str, int], names: set[str]
) -> None:
    schema = {"type": "string", "pattern": "^A[0-9]{2}$", **limits}
    ids = list_ids(make_api({}, schema), MutantCategory.ACCEPTS)
    assert {each for each in ids if "pattern w" in each} == {f"accepts /: pattern {name}" for name in names}


def test_mutation_of_a_component_changes_one_location() -> None:
    name = {"$ref": "#/components/schemas/Name"}
    api = make_api({}, {"type": "object", "properties": {"first": name, "last": name}})
    api.document["components"] = {"schemas": {"Name": {"type": "string", "maxLength": 9}}}
    (mutant,) = (each for each in list_mutants(api) if each.id == "read accepts /first: maxLength 10")
    mutated = mutant.build(Setup()).api
    assert mutated is not None
    body = mutated.get_operation("read").body
    assert body is not None
    assert body.schema is not None
    assert body.schema.data["properties"] == {"first": {"type": "string", "maxLength": 10}, "last": name}
    assert mutated.document["components"] == api.document["components"]


@cache
def mutants_of(name: str) -> list[Mutant]:
    """Return the mutants of one of `APIS`, which are derived once."""
    return list_mutants(next(api for api in APIS if api.name == name))


@pytest.mark.parametrize("api", APIS, ids=lambda api: api.name)
def test_mutant_ids_are_unique(api: Api) -> None:
    counts = Counter(mutant.id for mutant in mutants_of(api.name))
    assert not [mutant_id for mutant_id, count in counts.items() if count > 1]


@pytest.mark.parametrize("api", APIS, ids=lambda api: api.name)
def test_mutants_have_a_description_an_impact_and_a_pointer(api: Api) -> None:
    assert all(mutant.description and mutant.impact and mutant.pointer for mutant in mutants_of(api.name))


@pytest.mark.parametrize("api", APIS, ids=lambda api: api.name)
def test_same_spec_has_the_same_mutants_in_the_same_order(api: Api) -> None:
    assert [mutant.id for mutant in list_mutants(api)] == [mutant.id for mutant in mutants_of(api.name)]


@pytest.mark.long
def test_specs_have_mutants_of_every_mutator() -> None:
    market = list_mutants(Catalog(Path(__file__).parents[1] / "specs").load("market"))
    found = {mutant.mutator for api in APIS for mutant in mutants_of(api.name)}
    assert found | {mutant.mutator for mutant in market} == set(MutatorName)


@pytest.mark.parametrize(
    ("method", "status", "expected"),
    [
        ("get", "200", {"rejects path page: example example", "rejects path page: minimum 1"}),
        ("get", "404", {"rejects path page: example example"}),
        ("get", "4XX", {"rejects path page: example example"}),
        ("delete", "404", set()),
    ],
)
def test_refused_value_of_a_path_has_no_mutant_if_a_server_may_not_know_its_resource(
    method: str, status: str, expected: set[str]
) -> None:
    assert list_ids(make_page_api(method, status, []), MutantCategory.REJECTS) == expected


def test_refused_value_of_a_path_has_no_mutant_if_no_request_has_documented_values_only() -> None:
    tenant = {"name": "Tenant", "in": "header", "required": True, "schema": {"enum": ["a"]}}
    for example, expected in (({}, set()), ({"example": "a"}, {"rejects path page: example example"})):
        api = make_page_api("get", "404", [{**tenant, **example}])
        found = {each for each in list_ids(api, MutantCategory.REJECTS) if "path page" in each}
        assert found == expected


def make_page_api(method: str, status: str, parameters: list[dict[str, Any]]) -> Api:
    """Return an API with an operation, `read`, that has a number in its path."""
    page = {"name": "page", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 1}}
    responses = {each: {"description": ""} for each in ("200", status)}
    operation = {"operationId": "read", "parameters": [page, *parameters], "responses": responses}
    paths = {"/pages/{page}": {method: operation}}
    document = {"openapi": "3.1.0", "info": {"title": "Small", "version": "1"}, "paths": paths}
    return Api("small", document, None, "small.yaml")


@pytest.mark.parametrize(("token_url", "has_mutants"), [("https://a.example/v1/token", False), ("/other", True)])
def test_endpoint_that_issues_tokens_has_no_mutants_that_reject_valid_requests(
    token_url: str, has_mutants: bool
) -> None:
    document = make_api({}, {"type": "object", "properties": {"text": {"type": "string"}}}).document
    document["paths"] = {"/v1/token": document["paths"]["/"]}
    flows = {"clientCredentials": {"tokenUrl": token_url, "scopes": {}}}
    document["components"] = {"securitySchemes": {"login": {"type": "oauth2", "flows": flows}}}
    assert bool(list_ids(Api("small", document, None, "small.yaml"), MutantCategory.REJECTS)) is has_mutants


@pytest.mark.parametrize(("required", "count"), [(["first", "last"], 0), (["first"], 1), ([], 2)])
def test_limit_next_to_a_required_number_has_no_mutant_that_rejects_it(required: list[str], count: int) -> None:
    properties = {name: {"type": "integer", "minimum": 1} for name in ("first", "last")}
    ids = list_ids(
        make_api({}, {"type": "object", "required": required, "properties": properties}), MutantCategory.REJECTS
    )
    assert sum("minimum 1" in each for each in ids) == count
