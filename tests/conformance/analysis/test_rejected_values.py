"""Rejected valid requests of a mock server whose spec is stricter than the documented one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from caretasks.conformance.analysis.attribution import Attribution
from caretasks.conformance.analysis.rejections.experiments import (
    BaseRequest,
    Experiments,
    is_documented,
    without_other_numbers,
    without_parameter,
)
from caretasks.conformance.config import Settings
from caretasks.conformance.model import Change, ChangeKind, Feature
from caretasks.conformance.results import collect_result
from caretasks.conformance.runner import run_checks
from caretasks.conformance.target.model import in_process_target
from caretasks.openapi.document import Api
from caretasks.openapi.schema import locations
from tests.conformance.observations import make_observation

CODES = {"type": "string", "enum": ["a", "b"]}
INVALID = {"400": {"description": "invalid"}}


def find_failures(documented: dict[str, Any], served: dict[str, Any]) -> set[str]:
    """Return the locations of the failures of a server of one operation that is checked as another."""
    target = in_process_target(make_api(documented))
    server = in_process_target(make_api(served)).server
    result = collect_result(target.api, run_checks(replace(target, server=server), Settings(2)))
    return {finding.pointer for operation in result.operations for finding in operation.failures}


def make_api(operation: dict[str, Any]) -> Api:
    operation = {"operationId": "send", "responses": {"204": {"description": "sent"}, **INVALID}, **operation}
    document = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {"/items": {"post": operation}}}
    return Api("some", document, None, "")


def make_body(required: list[str]) -> dict[str, Any]:
    properties = {"id": {"type": "string", "readOnly": True}, "code": CODES, "note": {"type": "string"}}
    schema = {"type": "object", "required": required, "properties": properties}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def make_query(codes: dict[str, Any], **limits: int) -> dict[str, Any]:
    schema = {"type": "array", "items": codes, **limits}
    return {"parameters": [{"name": "codes", "in": "query", "required": True, "schema": schema}]}


def test_rejected_omission_is_a_failure_despite_a_read_only_property() -> None:
    assert find_failures(make_body(["note"]), make_body(["note", "code"])) == {"request body /code"}


def test_rejected_value_of_the_enum_of_an_array_is_a_failure() -> None:
    assert find_failures(make_query(CODES), make_query({**CODES, "enum": ["b"]})) == {"request query codes"}


def test_rejected_value_of_an_enum_in_a_part_of_the_schema_is_a_failure() -> None:
    def make_code(values: list[str]) -> dict[str, Any]:
        code = {"description": "a code", "allOf": [{"type": "string", "enum": values}]}
        schema = {"type": "object", "required": ["code"], "properties": {"code": code}}
        return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}

    assert find_failures(make_code(["a", "b"]), make_code(["a"])) == {"request body /code"}


def make_header(schema: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"parameters": [{"name": "X-Kind", "in": "header", "schema": schema, **more}]}


@pytest.mark.parametrize("allowed", ["a", "b"])
def test_rejected_value_of_an_optional_header_is_a_failure(allowed: str) -> None:
    served = make_header({"enum": [allowed]})
    assert find_failures(make_header(CODES), served) == {"request header X-Kind"}
    assert find_failures(make_header(CODES, example="a"), served) == {"request header X-Kind"}


def test_rejected_second_item_of_an_array_is_a_failure() -> None:
    texts = {"type": "string"}
    assert find_failures(make_query(texts), make_query(texts, maxItems=1)) == {"request query codes"}


def make_map_body(max_length: int) -> dict[str, Any]:
    errors = {"type": "object", "additionalProperties": {"type": "string", "maxLength": max_length}}
    schema = {"type": "object", "properties": {"errors": errors}}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def test_rejected_length_of_a_value_under_any_name_is_a_failure() -> None:
    assert find_failures(make_map_body(20), make_map_body(19)) == {"request body /errors/*"}


def make_named_example(error: str) -> dict[str, Any]:
    """Return an operation with two named examples of a parameter, and an error with a named example."""
    examples = {"nice": {"value": "NCE"}, "wrong": {"value": "??"}}
    city = {"name": "city", "in": "query", "required": True, "schema": {"type": "string"}, "examples": examples}

    def respond(name: str) -> dict[str, Any]:
        return {"description": "", "content": {"application/json": {"examples": {name: {"value": {}}}}}}

    return {"parameters": [city], "responses": {"200": respond("nice"), "400": respond(error)}}


@pytest.mark.parametrize(
    ("city", "error", "expected"), [("??", "wrong", True), ("??", "o", False), ("NCE", "wrong", False)]
)
def test_error_example_is_selected_by_its_name_and_values(city: str, error: str, expected: bool) -> None:
    (operation,) = make_api(make_named_example(error)).operations
    observation = replace(
        make_observation(operation, 400), parameters={"path": {}, "query": {"city": city}, "header": {}}
    )
    assert observation.is_error_example is expected


def make_list_body(required: list[str]) -> dict[str, Any]:
    items = {"type": "object", "required": required, "properties": {"code": CODES, "note": {"type": "string"}}}
    schema = {"type": "array", "items": items}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def test_rejected_omission_in_the_items_of_a_body_is_a_failure() -> None:
    assert find_failures(make_list_body(["note"]), make_list_body(["note", "code"])) == {"request body /*/code"}


def test_rejected_omission_is_a_failure_of_an_operation_that_documents_only_rejections() -> None:
    documented = {**make_body(["note"]), "responses": {**INVALID, "404": {"description": "unknown"}}}
    served = {**make_body(["note", "code"]), "responses": documented["responses"]}
    assert find_failures(documented, documented) == set()
    assert find_failures(documented, served) == {"request body /code"}


def test_rejected_example_is_a_failure_if_the_other_parameters_have_examples_in_their_schemas() -> None:
    header = {"name": "X-Id", "in": "header", "required": True, "schema": {"type": "string", "examples": ["abc"]}}
    code = {"name": "code", "in": "query", "required": True, "example": "a", "schema": {"type": "string"}}
    served = {**code, "schema": {"type": "string", "not": {"const": "a"}}}
    assert find_failures({"parameters": [header, code]}, {"parameters": [header, served]})


@pytest.mark.parametrize(("body", "expected"), [("abc", True), ("other", False)])
def test_example_in_the_schema_of_a_body_is_documented(body: str, expected: bool) -> None:
    content = {"application/json": {"schema": {"type": "string", "example": "abc"}}}
    api = make_api({"requestBody": {"required": True, "content": content}})
    observation = make_observation(api.get_operation("send"), 400, body=body)
    assert is_documented(in_process_target(api), observation) is expected


@pytest.mark.parametrize(("style", "name"), [("deepObject", "filter[low]"), ("form", "low")])
@pytest.mark.parametrize(("sent", "expected"), [({}, True), ({"": 3}, True), ({"": 9}, False)])
def test_property_of_an_exploded_object_is_a_value_of_a_request(
    style: str, name: str, sent: dict[str, int], *, expected: bool
) -> None:
    schema = {"type": "object", "properties": {"low": {"type": "integer"}}}
    parameter = {"name": "filter", "in": "query", "style": style, "schema": schema, "example": {"low": 3}}
    api = make_api({"parameters": [parameter]})
    query = {f"{name}{suffix}": value for suffix, value in sent.items()}
    observation = make_observation(api.get_operation("send"), 400, query=query)
    assert is_documented(in_process_target(api), observation) is expected


@pytest.mark.parametrize(("kind", "default"), [("string", "two"), ("boolean", False)])
def test_rejected_example_is_a_failure_although_a_default_is_sent_with_it(kind: str, default: object) -> None:
    def make(schema: dict[str, Any]) -> dict[str, Any]:
        header = {"name": "X-Version", "in": "header", "schema": {"type": kind, "default": default}}
        examples = {name: {"value": {"title": name}} for name in ("first", "second")}
        body = {"required": True, "content": {"application/json": {"schema": schema, "examples": examples}}}
        return {"parameters": [header], "requestBody": body}

    schema = {"type": "object", "required": ["title"]}
    assert find_failures(make(schema), make({**schema, "not": {"const": {"title": "second"}}}))


def test_rejected_omission_is_a_failure_if_the_only_example_is_the_text_of_an_invalid_body() -> None:
    def make(required: list[str]) -> dict[str, Any]:
        schema = {"required": required, "properties": {"Name": {"type": "string"}}}
        content = {"application/json": {"schema": schema, "example": '{"Name": "Documents"}'}}
        return {"requestBody": {"required": True, "content": content}}

    assert find_failures(make(["name"]), make(["name", "Name"])) == {"request body /Name"}


def make_optional(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    properties = {"title": {"type": "string"}, name: schema}
    body = {"type": "object", "required": ["title"], "properties": properties}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": body}}}}


@pytest.mark.parametrize(
    ("documented", "served"),
    [
        ({"type": "integer", "minimum": 1}, {"enum": [7]}),
        ({"type": "array", "items": {"type": "integer"}}, {"type": "array", "items": {"enum": [7]}}),
        (
            {"type": "object", "properties": {"code": {"type": "string"}}},
            {"type": "object", "properties": {"code": {"enum": ["SAVE"]}}},
        ),
    ],
    ids=["a number", "items", "an object"],
)
def test_rejected_ids_of_unknown_resources_are_warnings(documented: dict[str, Any], served: dict[str, Any]) -> None:
    assert find_failures(make_optional("manager", documented), make_optional("manager", served)) == set()


def test_rejected_numbers_of_unknown_resources_in_a_query_are_warnings() -> None:
    assert find_failures(make_query({"type": "integer"}), make_query({"enum": [7]})) == set()


def test_rejected_default_number_is_a_failure_although_no_other_number_is_accepted() -> None:
    def make_page(**keywords: Any) -> dict[str, Any]:
        return {"parameters": [{"name": "page", "in": "query", "schema": {"type": "integer", **keywords}}]}

    served = make_page(minimum=1, maximum=0)
    assert find_failures(make_page(minimum=1, default=1), served) == {"request query page"}
    assert find_failures(make_page(minimum=1), served) == set()  # it may be the ID of another resource


def test_rejected_minimum_is_a_failure_if_other_numbers_are_accepted() -> None:
    served = make_optional("priority", {"type": "integer", "minimum": 2})
    documented = make_optional("priority", {"type": "integer", "minimum": 1})
    assert find_failures(documented, served) == {"request body /priority"}


def test_rejected_maximum_is_a_failure_although_another_number_is_sent_with_it() -> None:
    def make_page(maximum: int) -> dict[str, Any]:
        limits = {"limit": {"minimum": 1, "maximum": maximum, "default": 20}, "page": {"minimum": 1, "default": 1}}
        schemas = {name: {"type": "integer", **each} for name, each in limits.items()}
        return {"parameters": [{"name": name, "in": "query", "schema": each} for name, each in schemas.items()]}

    assert find_failures(make_page(100), make_page(99)) == {"request query limit"}


def test_rejected_maximum_is_a_failure_although_a_string_of_digits_is_sent_with_it() -> None:
    def make_page(maximum: int) -> dict[str, Any]:
        schemas = {"cursor": {"type": "string", "minLength": 1}, "size": {"type": "integer", "maximum": maximum}}
        parameters = [{"name": name, "in": "query", "required": True, "schema": each} for name, each in schemas.items()]
        return {"parameters": parameters}

    assert find_failures(make_page(50), make_page(49)) == {"request query size"}


def test_rejected_omission_in_a_body_with_many_properties_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locations, "_MAX_LOCATIONS", 5)

    def make(**constraint: Any) -> dict[str, Any]:
        part = {"type": "object", "properties": {f"name{number}": {"type": "string"} for number in range(3)}}
        parts = {f"part{number}": part for number in range(2)}
        schema = {"type": "object", "properties": {**parts, "last": {**part, **constraint}}}
        return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}

    assert find_failures(make(), make(required=["name2"])) == {"request body /last/name2"}


def test_rejected_maximum_is_a_failure_if_the_success_is_a_redirect() -> None:
    def make_page(maximum: int) -> dict[str, Any]:
        schema = {"type": "integer", "maximum": maximum}
        responses = {"302": {"description": "the page"}, **INVALID}
        return {"parameters": [{"name": "size", "in": "query", "schema": schema}], "responses": responses}

    assert find_failures(make_page(9), make_page(8)) == {"request query size"}


def make_cursor_request(value: str) -> tuple[Api, BaseRequest, Change]:
    """Return an API with a required string in the query, a request, and the change that the string is."""
    api = make_api({"parameters": [{"name": "cursor", "in": "query", "required": True, "schema": {"type": "string"}}]})
    query = {"cursor": value, "size": "9"}
    base = BaseRequest({"path": {}, "query": query, "header": {}, "cookie": {}}, None, None)
    return api, base, Change(ChangeKind.VALUE, "query", ("cursor",), value)


@pytest.mark.parametrize(("value", "other"), [("00", "another"), ("é", "another"), ("7", "8")])
def test_other_value_of_a_parameter_is_an_ordinary_string_or_number(value: str, other: str) -> None:
    api, base, change = make_cursor_request(value)
    case = Experiments(in_process_target(api), Attribution(api)).with_other_value(api.operations[0], base, change)
    assert case is not None
    assert case.parameters["query"] == {"cursor": other, "size": "9"}


def test_required_parameter_is_in_each_request() -> None:
    api, base, change = make_cursor_request("7")
    assert not list(without_parameter(api.operations[0], [base], change))
    size = replace(change, path=("size",), value="9")
    assert not list(without_other_numbers(api.operations[0], [base], Feature("size", change=size, is_limit=True)))
    cursor = Feature("cursor", change=change, is_limit=True)
    (other,) = without_other_numbers(api.operations[0], [base], cursor)
    assert other.parameters["query"] == {"cursor": "7"}


def test_value_that_a_deletion_rejects_is_a_failure_although_the_resource_is_gone() -> None:
    def make(kinds: list[str]) -> Api:
        note = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}
        found = {"200": {"description": "", "content": {"application/json": {"schema": note, "example": {"id": "n1"}}}}}
        kind = {"name": "X-Kind", "in": "header", "schema": {"type": "string", "enum": kinds}}
        item = {
            "parameters": [
                {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}, "example": "n1"}
            ],
            "get": {"operationId": "read", "responses": {**found, "404": {"description": "unknown"}}},
            "delete": {
                "operationId": "remove",
                "parameters": [kind],
                "responses": {"204": {"description": "gone"}, **INVALID, "404": {"description": "unknown"}},
            },
        }
        document = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {"/items/{id}": item}}
        return Api("some", document, None, "")

    target = in_process_target(make(["a", "b"]))
    server = in_process_target(make(["b"])).server
    result = collect_result(target.api, run_checks(replace(target, server=server), Settings(2)))
    assert {finding.pointer for finding in result.operation("remove").failures} == {"request header X-Kind"}
