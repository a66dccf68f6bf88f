"""What only just does not fit a document: wrong in one way, at one place, and right but for that."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from caretasks.conformance.analysis.failures import Circumstances, advice
from caretasks.conformance.phases import auth_probes
from caretasks.conformance.phases.invalid_values import _writes
from caretasks.conformance.target.model import stand_in
from caretasks.openapi.catalog import Catalogue
from caretasks.openapi.document import Api, Operation
from caretasks.openapi.operation import invalid_requests, parameters
from caretasks.openapi.operation.parameters import serialize_parameter
from caretasks.openapi.schema.examples import brought_about, list_of, text_of
from caretasks.openapi.schema.locations import constrained
from caretasks.openapi.schema.validation import fits, violations

MARKET = stand_in(Catalogue(Path(__file__).parents[2] / "mutation" / "specs").load("market"), seed="1")
OPERATIONS = {operation.id: operation for operation in MARKET.api.operations}


def posting(schema: Any, *described: dict[str, Any]) -> Operation:
    """An operation that takes a body of a schema."""
    body = {"required": True, "content": {"application/json": {"schema": schema}}}
    operation = {"requestBody": body, "parameters": list(described), "responses": {"204": {"description": ""}}}
    document = {"openapi": "3.1.0", "info": {"title": "Some"}, "paths": {"/": {"post": operation}}}
    return Api("some", document, None, "some").operations[0]


@pytest.mark.parametrize("operation", [each for each in OPERATIONS.values() if each.body], ids=lambda each: each.id)
def test_a_body_misses_its_schema_in_one_way_and_is_right_once_that_is_mended(operation: Operation) -> None:
    assert operation.body is not None
    schema = operation.body.schema
    assert schema is not None
    for miss, body in invalid_requests.of_body(operation):
        assert any(violations(schema, body, sent=True)), miss.name
        assert not any(violations(schema, miss.mended(body), sent=True)), miss.name


@pytest.mark.parametrize(
    ("schema", "name"),
    [
        (
            {"type": "object", "properties": {"a": {}, "b": {}}, "dependentRequired": {"a": ["b"]}},
            "dependentRequired a b",
        ),
        ({"type": "object", "propertyNames": {"pattern": "^[a-z]+$"}}, "propertyNames"),
        ({"type": "object", "not": {"required": ["fax"]}}, "not"),
        ({"type": "array", "items": {"type": "string"}, "contains": {"const": "main"}}, "contains"),
        (
            {
                "type": "object",
                "if": {"required": ["a"]},
                "then": {"required": ["b"]},
                "properties": {"a": {}, "b": {}},
            },
            "then required b",
        ),
        ({"anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}]}, "format"),
        ({"oneOf": [{"type": "integer", "maximum": 3}, {"type": "string", "maxLength": 2}]}, "maxLength"),
        ({"type": "object", "additionalProperties": {"type": "string"}, "maxProperties": 2}, "maxProperties"),
        ({"type": "array", "uniqueItems": True, "maxItems": 2, "items": {"type": "string"}}, "maxItems"),
        ({"type": "integer", "minimum": 5, "multipleOf": 5}, "minimum"),
        ({"allOf": [{"properties": {"a": {"type": "string"}}}, {"properties": {"a": {"const": "x"}}}]}, "const"),
    ],
)
def test_each_keyword_can_be_missed_by_itself(schema: dict[str, Any], name: str) -> None:
    assert name in {miss.name for miss, _ in invalid_requests.of_body(posting(schema))}


def test_what_another_keyword_forbids_as_well_is_not_missed_by_itself() -> None:
    found = {
        miss.name for miss, _ in invalid_requests.of_body(posting({"type": "string", "format": "uri", "minLength": 1}))
    }
    assert "format" in found
    assert "minLength" not in found


def test_an_alternative_that_is_not_the_simplest_is_missed_too() -> None:
    places = {(miss.spot.words, miss.name) for miss, _ in invalid_requests.of_body(OPERATIONS["placeOrder"])}
    assert {("/pay/digits", "pattern"), ("/pay/iban", "minLength"), ("/pay/by", "const")} <= places


@pytest.mark.parametrize(
    ("described", "names"),
    [
        ({"schema": {"type": "string"}}, set()),  # whatever is sent is a text
        ({"schema": {"type": "array", "items": {"type": "string"}}}, set()),
        ({"schema": {"type": "array", "items": {"type": "integer"}}}, {"type"}),
        ({"schema": {"type": "array", "minItems": 1, "items": {"type": "integer"}}}, {"type"}),  # not given without any
        ({"schema": {"type": "array", "maxItems": 1, "items": {"type": "string"}}, "explode": False}, {"maxItems"}),
        ({"schema": {"type": "object", "properties": {"a": {"type": "integer"}}}, "style": "deepObject"}, {"type"}),
        ({"schema": {"anyOf": [{"type": "string", "maxLength": 3}, {"type": "null"}]}}, {"maxLength"}),
    ],
)
def test_a_parameter_is_missed_in_the_ways_that_can_be_written(described: dict[str, Any], names: set[str]) -> None:
    operation = posting({}, {"name": "p", "in": "query", **described})
    found = {miss.name for miss in invalid_requests.of_parameter(operation, operation.parameters[0])}
    assert found == names


@pytest.mark.parametrize(
    ("described", "value", "texts"),
    [
        ({"in": "query"}, ["a", "b"], {"p": ["a", "b"]}),
        ({"in": "query", "explode": False}, [1, 2], {"p": "1,2"}),
        ({"in": "query", "style": "pipeDelimited", "explode": False}, [1, 2], {"p": "1|2"}),
        ({"in": "query", "style": "deepObject"}, {"a": 1}, {"p[a]": "1"}),
        ({"in": "query"}, {"a": 1}, {"a": "1"}),
        ({"in": "path"}, [1, 2], {"p": "1,2"}),
        ({"in": "cookie"}, True, {"p": "true"}),
    ],
)
def test_a_value_is_written_as_the_stand_in_reads_it(described: dict[str, Any], value: Any, texts: Any) -> None:
    schema = {"type": "object", "properties": {"a": {"type": "integer"}}} if isinstance(value, dict) else {}
    operation = posting({}, {"name": "p", "schema": schema, **described})
    parameter = operation.parameters[0]
    assert serialize_parameter(parameter, value) == texts
    if described["in"] == "query" and isinstance(value, dict):
        sent = {name: [text] for name, text in texts.items()}
        assert parameters.candidates(parameter, {"query": sent}) == [value]


def test_a_required_parameter_is_left_out_once_and_each_other_way_is_tried() -> None:
    sent = [(what, write.query) for write, _, what in _writes(OPERATIONS["listOrders"], elsewhere=False)]
    assert ("no ids", {}) in sent
    assert any("created[from]" in query for _, query in sent)


def test_of_two_keys_each_is_left_out_alone_and_of_none_that_is_needed_none_is() -> None:
    forms = {how for how, given in auth_probes._forms(MARKET, OPERATIONS["placeOrder"], keyed=True)}
    assert {"without the key key", "without the key secret", "with an invented key secret"} <= forms
    optional = OPERATIONS["noteOrder"]
    assert not any(
        auth_probes.demanded(optional, given, "k") for _, given in auth_probes._forms(MARKET, optional, keyed=True)
    )


def test_a_refusal_of_what_is_wrong_breaks_no_promise_where_the_document_has_no_word_for_any() -> None:
    check, operation = "status_code_conformance", OPERATIONS["getOrder"]
    assert advice(check, Circumstances(operation, 400, unfit=True))
    assert advice(check, Circumstances(operation, 401, authentic=False))
    assert advice(check, Circumstances(operation, 400)) is None
    assert advice(check, Circumstances(operation, 418, unfit=True)) is None
    assert advice(check, Circumstances(OPERATIONS["placeOrder"], 403, authentic=False)) is None  # which has a 401


def test_a_key_that_no_request_shows_is_sent_nowhere() -> None:
    tls = {"components": {"securitySchemes": {"tls": {"type": "mutualTLS"}}}, "security": [{"tls": []}]}
    document = {**posting({}).api.document, **tls}
    target = stand_in(Api("some", document, None, "some"))
    assert (target.key_headers, target.key_parameters) == ({}, {})


def test_two_schemes_that_want_the_same_header_each_have_it_at_their_operations() -> None:
    schemes = {"basic": {"type": "http", "scheme": "basic"}, "bearer": {"type": "http", "scheme": "bearer"}}
    paths = {
        f"/{name}": {"get": {"security": [{name: []}], "responses": {"200": {"description": ""}}}} for name in schemes
    }
    target = stand_in(Api("some", {"paths": paths, "components": {"securitySchemes": schemes}}, None, "some"))
    sent = [target.headers_of(operation)["Authorization"].split()[0] for operation in target.api.operations]
    assert sent == ["Basic", "Bearer"]


def test_a_place_of_any_alternative_is_brought_about_and_all_else_stays() -> None:
    response = OPERATIONS["getOrder"].response(200)
    assert response is not None
    assert response.media is not None
    schema = response.media.schema
    assert schema is not None
    order = {"number": 7, "pay": {"by": "card", "digits": "1" * 12}}
    spots = {spot.words: spot for spot in constrained(schema) if spot.path[:1] == ("pay",)}
    spot = spots["/pay/iban"]
    other = brought_about(schema, order, spot.path, spot.choices)
    assert other["number"] == 7
    assert other["pay"]["by"] == "bank"
    assert fits(schema, other)
    assert brought_about(schema, other, ("pay", "digits"), ())["pay"]["by"] == "card"


@pytest.mark.parametrize(
    ("schema", "length", "there"),
    [
        ({"type": "array", "items": {"enum": ["a", "b", "c"]}, "uniqueItems": True}, 3, True),
        ({"type": "array", "items": {"enum": ["a", "b", "c"]}, "uniqueItems": True}, 100, False),
        ({"type": "array", "items": {"type": "string"}, "uniqueItems": True}, 100, True),
        ({"type": "array", "prefixItems": [{"type": "number"}, {"type": "string"}], "items": False}, 2, True),
        ({"type": "array", "contains": {"const": 1}}, 0, False),
        ({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "integer"}}]}, 100, True),
    ],
)
def test_a_list_is_as_long_as_its_schema_has_room_for(schema: dict[str, Any], length: int, there: bool) -> None:
    body = posting(schema).body
    assert body is not None
    assert body.schema is not None
    found = list_of(body.schema, length)
    assert (found is not None and len(found) == length) is there


@pytest.mark.parametrize(
    ("schema", "length", "there"),
    [
        ({"type": "string", "pattern": "^[a-z]{3}$", "maxLength": 10}, 10, False),
        ({"type": "string", "pattern": "^[A-Z]+-[0-9]+$", "maxLength": 10}, 10, True),
        ({"type": "string", "maxLength": 5000}, 5000, True),
        ({"type": "string", "format": "uuid", "maxLength": 40}, 40, False),
    ],
)
def test_a_text_is_as_long_as_its_schema_has_room_for(schema: dict[str, Any], length: int, there: bool) -> None:
    body = posting(schema).body
    assert body is not None
    assert body.schema is not None
    found = text_of(body.schema, length)
    assert (found is not None and len(found) == length) is there
