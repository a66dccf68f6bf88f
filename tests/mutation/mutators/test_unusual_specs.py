"""Tests of mutants of specs with features that the vendors' specs do not use."""

from __future__ import annotations

from typing import Any

import pytest

from caretasks.conformance.target.model import in_process_target
from caretasks.core.http import Request
from caretasks.mutation.injection import MutatedExchange
from caretasks.mutation.mutant import Setup
from caretasks.mutation.mutators.derive import all_mutants, candidate_mutants
from caretasks.openapi.bodies.decoding import decode_body
from caretasks.openapi.document import Api, Parameter
from caretasks.openapi.operation import invalid_requests
from caretasks.openapi.operation.parameters import serialize_parameter


def make_api(operation: dict[str, Any]) -> Api:
    document = {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "servers": [{"url": "https://t.example.com"}],
        "paths": {"/items": {"post": {"operationId": "add", **operation}}},
    }
    return Api("t", document, None, "")


def mutated_responses(responses: dict[str, Any]) -> set[str]:
    """Return the keys of the responses that have mutants."""
    mutants = all_mutants(in_process_target(make_api({"responses": responses})))
    return {mutant.response for mutant in mutants if mutant.response}


def test_default_response_has_mutants_unless_ranges_cover_every_status() -> None:
    content = {"application/json": {"schema": {"type": "object"}}}
    responses = {key: {"description": key, "content": content} for key in ("200", "5XX", "default")}
    assert mutated_responses(responses) == {"200", "5XX", "default"}
    responses |= dict.fromkeys(("2XX", "3XX", "4XX", "101"), responses["200"])
    assert {"default", "101"}.isdisjoint(mutated_responses(responses))


def test_enum_of_strings_and_lists_has_a_mutant_that_accepts_another_case() -> None:
    content = {"application/json": {"schema": {"enum": ["a", ["b"]]}}}
    operation = {"requestBody": {"content": content}, "responses": {"200": {"description": "ok"}}}
    mutants = all_mutants(in_process_target(make_api(operation)))
    assert any("an enum value in another case" in mutant.description for mutant in mutants)


def test_pattern_properties_are_javascript_patterns() -> None:
    schema = {"type": "object", "patternProperties": {r"^\p{L}+$": {"type": "integer"}}, "additionalProperties": False}
    body = {"required": True, "content": {"application/json": {"schema": schema}}}
    (operation,) = make_api({"requestBody": body, "responses": {"200": {"description": "ok"}}}).operations
    keywords = [
        invalid.violation.keyword for invalid, _ in invalid_requests.iter_invalid_bodies(operation.body_media[0])
    ]
    assert "additionalProperties" in keywords


def test_object_parameters_are_serialized_by_their_style() -> None:
    schema = {"type": "object", "properties": {"ids": {"type": "array"}}}
    api = make_api(
        {
            "parameters": [
                {"name": "f", "in": "query", "style": "deepObject", "schema": schema},
                {"name": "X-F", "in": "header", "schema": schema},
            ],
            "responses": {"200": {"description": "ok"}},
        }
    )
    query, header = api.operations[0].parameters
    assert isinstance(query, Parameter)
    assert serialize_parameter(query, {"ids": [0, 1]}) == {"f[ids][0]": "0", "f[ids][1]": "1"}
    assert serialize_parameter(header, {"a": 0}) == {"X-F": "a,0"}


def find_ids(operation: dict[str, Any], *, with_equivalent: bool = False) -> list[str]:
    derive_mutants = candidate_mutants if with_equivalent else all_mutants
    return [mutant.id for mutant in derive_mutants(in_process_target(make_api(operation)))]


def test_parameter_that_is_sent_as_a_property_of_another_has_no_mutant() -> None:
    stars = {"type": "integer", "maximum": 5}
    operation = {
        "parameters": [
            {"name": "stars", "in": "query", "schema": stars},
            {
                "name": "filter",
                "in": "query",
                "schema": {"type": "object", "properties": {"stars": stars, "size": stars}},
            },
        ],
        "responses": {"204": {"description": "ok"}},
    }
    assert [name for name in find_ids(operation) if "maximum 6" in name] == ["add accepts query filter/size: maximum 6"]


def test_limit_that_the_pattern_in_an_alternative_implies_has_no_mutant() -> None:
    number = {"type": "string", "minLength": 7, "maxLength": 15, "pattern": "[0-9]{7,15}"}
    phone = {"type": "object", "required": ["number"], "properties": {"number": number}}
    schema = {"type": "array", "items": {"oneOf": [phone, {"type": "string"}]}}
    body = {"required": True, "content": {"application/json": {"schema": schema}}}
    names = find_ids({"requestBody": body, "responses": {"204": {"description": "ok"}}})
    assert "add accepts /*/number: maxLength" in names
    assert "add accepts /*/number: minLength" not in names


def test_location_in_an_alternative_that_another_one_covers_has_no_mutant() -> None:
    names = {"type": "object", "properties": {"names": {"type": "array"}}}

    def mutants(other: dict[str, Any]) -> int:
        schema = {"type": "object", "additionalProperties": {"anyOf": [other, {"$ref": "#/components/schemas/Names"}]}}
        body = {"required": True, "content": {"application/json": {"schema": schema}}}
        document = make_api({"requestBody": body, "responses": {"204": {"description": "ok"}}}).document
        api = Api("t", {**document, "components": {"schemas": {"Names": names}}}, None, "")
        return sum("accepts /*/names: type" in mutant.id for mutant in all_mutants(in_process_target(api)))

    assert mutants({"type": "object"}) == 0
    assert mutants({"type": "object", "required": ["other"]}) == 5


def test_value_of_an_enum_that_another_alternative_has_too_has_no_mutant() -> None:
    def command(*values: str) -> dict[str, Any]:
        return {"type": "object", "required": ["name"], "properties": {"name": {"type": "string", "enum": [*values]}}}

    schema = {"anyOf": [command("start", "stop"), command("start", "park")]}
    body = {"required": True, "content": {"application/json": {"schema": schema}}}
    names = find_ids({"requestBody": body, "responses": {"204": {"description": "ok"}}})
    assert {name for name in names if "rejects /name" in name} == {"add rejects /name: stop"}


@pytest.mark.parametrize(("others", "count"), [({}, 0), ({"400": {"description": "invalid"}}, 1)])
def test_redirect_may_reject_a_request_if_there_are_no_other_responses(others: dict[str, Any], count: int) -> None:
    parameter = {"name": "code", "in": "query", "required": True, "schema": {}}
    responses = {"307": {"description": "moved"}, **others}
    names = find_ids({"parameters": [parameter], "responses": responses})
    assert sum("accepts" in name for name in names) == count


@pytest.mark.parametrize(("kind", "count"), [({}, 0), ({"type": "object"}, 1)])
def test_property_of_a_parameter_without_a_type_has_no_mutants(kind: dict[str, Any], count: int) -> None:
    schema = {**kind, "properties": {"day": {"type": "string", "format": "date"}}}
    parameter = {"name": "at", "in": "query", "schema": schema}
    names = find_ids({"parameters": [parameter], "responses": {"204": {"description": "ok"}}})
    assert sum("accepts query at/day: format" in name for name in names) == count


def test_value_in_a_read_only_property_has_no_mutant_of_requests() -> None:
    item = {"type": "object", "properties": {"name": {"type": "string", "maxLength": 9}}}
    items = {"type": "array", "readOnly": True, "items": item}
    schema = {"type": "object", "properties": {"items": items, "extra": item}}
    body = {"required": True, "content": {"application/json": {"schema": schema}}}
    names = find_ids({"requestBody": body, "responses": {"204": {"description": "ok"}}})
    assert [name for name in names if "/extra/name: maxLength" in name]
    assert not [name for name in names if "/items" in name]


def test_value_in_a_write_only_property_has_no_mutant_of_responses() -> None:
    names = {"type": "array", "writeOnly": True, "items": {"type": "string", "maxLength": 9}}
    content = {"application/json": {"schema": {"type": "object", "properties": {"names": names}}}}
    assert not [
        name for name in find_ids({"responses": {"200": {"description": "", "content": content}}}) if "/*" in name
    ]


@pytest.mark.parametrize(("example", "count"), [({}, 0), ({"example": {"code": "AB12"}}, 2)])
def test_unknown_strings_of_the_only_length_may_be_rejected(example: dict[str, Any], count: int) -> None:
    code = {"type": "string", "minLength": 4, "maxLength": 4, "pattern": "^[A-Z0-9]+$"}
    media = {"schema": {"type": "object", "properties": {"code": code}}, **example}
    query = {"name": "code", "in": "query", "schema": code}
    body = {"required": True, "content": {"application/json": media}}
    names = find_ids({"parameters": [query], "requestBody": body, "responses": {"204": {"description": "ok"}}})
    assert sum("4 characters" in name for name in names) == count


def test_type_that_another_member_of_a_schema_that_contains_itself_requires_has_no_mutant() -> None:
    node = {
        "type": "object",
        "properties": {"kind": {"type": "string"}, "below": {"$ref": "#/components/schemas/Tree"}},
    }
    tree = {"allOf": [{"properties": {"kind": {"enum": ["leaf"]}}}, {"$ref": "#/components/schemas/Node"}]}
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Tree"}}}
    document = make_api({"requestBody": {"content": content}, "responses": {"204": {"description": "ok"}}}).document
    api = Api("t", {**document, "components": {"schemas": {"Node": node, "Tree": tree}}}, None, "")
    names = {mutant.id for mutant in all_mutants(in_process_target(api))}
    assert "add accepts /kind: enum" in names
    assert not [name for name in names if "add accepts /kind: type boolean" in name]


@pytest.mark.parametrize(("others", "count"), [([], 1), ([{"type": "null"}], 0)])
def test_empty_string_in_a_query_may_be_null(others: list[dict[str, Any]], count: int) -> None:
    parameter = {"name": "cursor", "in": "query", "schema": {"anyOf": [{"type": "string", "minLength": 1}, *others]}}
    names = find_ids({"parameters": [parameter], "responses": {"204": {"description": "ok"}}})
    assert sum("accepts query cursor: minLength" in name for name in names) == count


def test_array_in_a_form_may_be_replaced_by_an_object() -> None:
    media = {
        "schema": {"type": "object", "properties": {"names": {"type": "array", "items": {"type": "string"}}}},
        "encoding": {"names": {"style": "deepObject", "explode": True}},
    }
    content = {"application/x-www-form-urlencoded": media}
    api = make_api({"requestBody": {"content": content}, "responses": {"204": {"description": "ok"}}})
    (mutant,) = [each for each in all_mutants(in_process_target(api)) if "accepts /names: type" in each.id]
    mutated = mutant.build(Setup()).api
    assert mutated is not None
    body = b"names%5Btext%5D=text"
    rejected, accepted = (decode_body(each.operations[0].body_media[0], body, "").violations for each in (api, mutated))
    assert rejected
    assert not accepted


def test_invalid_value_in_an_alternative_is_not_in_a_response_that_another_one_allows() -> None:
    first = {"type": "object", "properties": {"size": {"type": "integer"}}}
    second = {"type": "object", "properties": {"name": {"type": "string"}}}
    content = {"application/json": {"schema": {"anyOf": [first, second]}, "example": {"size": 1}}}
    api = make_api({"responses": {"200": {"description": "ok", "content": content}}})
    (mutant,) = [each for each in all_mutants(in_process_target(api)) if "200 /size: type string" in each.id]
    exchange = MutatedExchange(Request("POST", "/items", (), b""), api.operations[0], {}, 200)
    exchange.json = {"size": 1}
    mutation = mutant.build(Setup())
    mutation.on_response(exchange)
    assert mutation.applied == 1
    assert exchange.json["size"] == "text"
    assert not exchange.has_valid_body


def test_limit_that_the_pattern_implies_has_no_mutant() -> None:
    schema = {"type": "string", "maxLength": 30, "pattern": "^[a-z0-9\\-]{1,29}x?$"}
    body = {"required": True, "content": {"application/json": {"schema": schema}}}
    operation = {"requestBody": body, "responses": {"204": {"description": "ok"}}}
    name = "add accepts /: maxLength"
    assert name in find_ids(operation, with_equivalent=True)
    assert name not in find_ids(operation)
    schema["maxLength"] = 29
    assert name in find_ids(operation)
    schema |= {"pattern": "^([a-z]{2}|C2)$", "maxLength": 2}
    assert name not in find_ids(operation)


def test_pattern_of_an_enum_has_a_mutant_only_if_a_value_violates_it() -> None:
    schema: dict[str, Any] = {"type": "string", "pattern": "^[A-Z_]+$", "enum": ["A_B", "C"]}
    body = {"required": True, "content": {"application/json": {"schema": schema}}}
    operation = {"requestBody": body, "responses": {"204": {"description": "ok"}}}
    assert not any("pattern" in name for name in find_ids(operation))
    assert "add accepts /: enum" in find_ids(operation)


def test_malformed_headers_have_different_ids() -> None:
    header = {"schema": {"type": "string", "pattern": "^W/[0-9]+$"}}
    ids = find_ids({"responses": {"204": {"description": "ok", "headers": {"X-Tag": header}}}})
    assert len(set(ids)) == len(ids)
    assert {"add 204 header X-Tag: pattern", "add 204 header X-Tag: pattern first"} <= set(ids)


def test_documented_id_has_a_mutant_unless_the_body_is_generated() -> None:
    id_ = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}, "example": "i1"}
    media: dict[str, Any] = {"schema": {"type": "object"}}
    operation = {
        "operationId": "change",
        "parameters": [id_],
        "requestBody": {"required": True, "content": {"application/json": media}},
        "responses": {"200": {"description": "ok"}, "404": {"description": "unknown"}},
    }

    def has_mutant() -> bool:
        document = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {"/{id}": {"put": operation}}}
        mutants = all_mutants(in_process_target(Api("t", document, None, "")))
        return any(mutant.pointer.endswith("parameters/0/examples/example") for mutant in mutants)

    assert not has_mutant()
    media["example"] = {}
    assert has_mutant()


def test_alternative_keys_have_a_mutant_only_if_no_other_alternative_accepts_them() -> None:
    schemes = {name: {"type": "apiKey", "in": "header", "name": name} for name in ("X-A", "X-B")}

    def count(*security: dict[str, Any]) -> int:
        document = {
            "openapi": "3.1.0",
            "info": {"title": "T", "version": "1"},
            "paths": {"/": {"get": {"security": security, "responses": {"200": {"description": ""}}}}},
            "components": {"securitySchemes": schemes},
        }
        mutants = all_mutants(in_process_target(Api("some", document, None, "")))
        return sum("only the key of" in mutant.id and "rejects" in mutant.id for mutant in mutants)

    assert count({"X-A": []}, {"X-B": []}) == 2
    assert count({"X-A": []}, {"X-B": []}, {}) == 0
    assert count({"X-A": ["read"]}, {"X-A": ["write"]}) == 0
    assert count({"X-A": []}, {"X-A": [], "X-B": []}) == 1


def test_key_next_to_a_bearer_token_has_no_other_form() -> None:
    key = {"type": "apiKey", "in": "query", "name": "key"}

    def other_forms(other: dict[str, Any]) -> int:
        document = {
            "openapi": "3.1.0",
            "info": {"title": "T", "version": "1"},
            "paths": {
                "/": {"get": {"security": [{"key": [], "other": []}], "responses": {"200": {"description": ""}}}}
            },
            "components": {"securitySchemes": {"key": key, "other": other}},
        }
        mutants = all_mutants(in_process_target(Api("some", document, None, "")))
        return sum("a key in another form" in mutant.id for mutant in mutants)

    assert other_forms({"type": "apiKey", "in": "header", "name": "X-Other"}) == 2
    assert other_forms({"type": "http", "scheme": "bearer"}) == 1


def test_keys_that_share_a_header_have_no_mutants_of_one_of_them() -> None:
    schemes = {
        "token": {"type": "http", "scheme": "bearer"},
        "login": {"type": "http", "scheme": "basic"},
        "key": {"type": "apiKey", "in": "query", "name": "key"},
    }
    document = {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "security": [{"key": []}, {"token": [], "login": []}],
        "paths": {"/": {"get": {"operationId": "get", "responses": {"200": {"description": ""}}}}},
        "components": {"securitySchemes": schemes},
    }

    mutants = {mutant.id for mutant in all_mutants(in_process_target(Api("some", document, None, "")))}

    about_keys = {mutant_id for mutant_id in mutants if "key" in mutant_id}
    assert about_keys == {f"get accepts {what}" for what in ("no key", "an invented key", "a key in another form")}


def test_operation_whose_path_differs_by_a_fragment_only_has_no_mutants() -> None:
    responses = {"200": {"description": ""}}
    paths = {f"/items{end}": {"get": {"operationId": f"a{end}", "responses": responses}} for end in ("", "#b", "?c=1")}
    document = {"openapi": "3.1.0", "info": {"title": "Small", "version": "1"}, "paths": paths}
    mutants = all_mutants(in_process_target(Api("small", document, None, "small.yaml")))
    assert {mutant.operation.id for mutant in mutants} == {"a", "a?c=1"}


def test_example_of_a_body_has_no_mutant_if_the_request_needs_a_value_that_is_not_documented() -> None:
    tenant = {"name": "Tenant", "in": "header", "required": True, "schema": {"enum": ["a"]}}
    body = {"required": True, "content": {"application/json": {"schema": {}, "example": 1}}}
    for example, expected in (({}, []), ({"example": "a"}, ["add rejects example example"])):
        operation = {
            "parameters": [{**tenant, **example}],
            "requestBody": body,
            "responses": {"204": {"description": ""}},
        }
        mutants = all_mutants(in_process_target(make_api(operation)))
        assert [mutant.id for mutant in mutants if "rejects example" in mutant.id] == expected
