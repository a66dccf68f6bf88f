"""Parameters: how the mock server parses and validates them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import ASGIApp

from caretasks.mock.app import build_app
from caretasks.openapi.document import Api
from caretasks.openapi.operation.parameters import ParameterError, parameter_reader, parse_parameters, parse_query
from tests.mock.mock_servers import AppTransport, Connect, SendRaw

TASK = "/v1/task/123e4567-e89b-12d3-a456-426614174002"
RUN = "/api/v2/platform/spaces/8KZRTQP7BNW5XEDLORYUHMJC/runs/R40fe5eface1511f082ac156368e7acc4/tasks/"


def parse(schema: Any, *strings: str, location: str = "query", **keywords: Any) -> Any:
    """Return the parsed value of a parameter with this schema, or "missing"."""
    parameter = {"name": "P", "in": location, "schema": schema, **keywords}
    operation = {"parameters": [parameter], "responses": {"400": {"description": ""}}}
    api = Api("some", {"openapi": "3.1.0", "paths": {"/": {"get": operation}}}, None, "some")
    raw: dict[str, dict[str, Sequence[str]]] = {"path": {}, "query": {}, "header": {}, "cookie": {}}
    if strings:
        raw[location] = {"p" if location == "header" else "P": strings}
    return parse_parameters(map(parameter_reader, api.operations[0].parameters), raw)[location].get("P", "missing")


@pytest.mark.parametrize(
    ("schema", "text", "expected"),
    [
        ({"type": "boolean"}, "true", True),
        ({"type": "boolean"}, "false", False),
        ({"type": "integer"}, "-12", -12),
        ({"type": "number"}, "1.5e3", 1500.0),
        ({"type": "string"}, "12", "12"),
        ({"type": "string"}, "", ""),
        ({"type": ["integer", "string"]}, "x", "x"),
        ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, "7", 7),
        ({"enum": [1, 2]}, "2", 2),
        ({}, "7", "7"),
    ],
)
def test_string_is_converted_to_the_type_of_the_schema(schema: Any, text: str, expected: Any) -> None:
    value = parse(schema, text)
    assert (value, type(value)) == (expected, type(expected))


@pytest.mark.parametrize("text", ["null", ""])
@pytest.mark.parametrize(
    ("location", "schema", "expected"),
    [
        ("query", {"type": ["integer", "null"]}, "missing"),
        ("query", {"type": ["integer", "null"], "default": 5}, 5),
        ("header", {"type": ["integer", "null"], "default": 5}, None),
    ],
)
def test_null_in_a_query_is_a_parameter_that_was_not_sent(location: str, schema: Any, text: str, expected: Any) -> None:
    assert parse(schema, text, location=location) == expected


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        *[({"type": "boolean"}, text) for text in ("True", "FALSE", "1", "0", "yes", "", " true")],
        *[({"type": "integer"}, text) for text in ("1.0", "1e3", "+1", "01", "x", "", "\u0661", "9" * 5000)],
        *[({"type": "number"}, text) for text in ("NaN", "inf", "1e999", ".5", "1_0", "")],
        ({"type": "string", "minLength": 1}, ""),
        ({"type": "string", "format": "uuid"}, "123e4567e89b12d3a456426614174002"),
        ({"type": "string"}, "a\udcff"),
        ({"enum": ["a"]}, "b"),
    ],
)
def test_invalid_string_is_rejected_with_the_name_of_the_parameter(schema: Any, text: str) -> None:
    with pytest.raises(ParameterError, match="'P'") as raised:
        parse(schema, text)
    assert raised.value.name == "P"


def test_repeated_scalar_is_rejected() -> None:
    with pytest.raises(ParameterError, match="more than once"):
        parse({"type": "string"}, "a", "a")


@pytest.mark.parametrize(
    ("location", "keywords", "strings"),
    [
        ("query", {}, ["1", "2"]),
        ("query", {"explode": False}, ["1,2"]),
        ("query", {"style": "pipeDelimited", "explode": False}, ["1|2"]),
        ("query", {"style": "spaceDelimited", "explode": False}, ["1 2"]),
        ("path", {}, ["1,2"]),
        ("header", {}, ["1, 2"]),
        ("header", {}, ["1", "2"]),
    ],
)
def test_array_is_parsed_by_its_style(location: str, keywords: dict[str, Any], strings: list[str]) -> None:
    schema = {"type": "array", "items": {"type": "integer"}}
    assert parse(schema, *strings, location=location, **keywords) == [1, 2]


@pytest.mark.parametrize(
    ("schema", "keywords", "expected"),
    [
        ({"items": {"type": "integer"}}, {"explode": False}, []),
        ({"items": {"type": "string"}}, {"explode": False}, []),
        ({"items": {"type": "string"}, "minItems": 1}, {"explode": False}, [""]),
        ({"items": {"type": "integer"}}, {"location": "header"}, []),
        ({"items": {"type": "string"}}, {}, [""]),
    ],
)
def test_empty_string_is_an_empty_array_if_the_schema_accepts_one(
    schema: dict[str, Any], keywords: dict[str, Any], expected: list[str]
) -> None:
    assert parse({"type": "array", **schema}, "", **keywords) == expected


@pytest.mark.parametrize(("schema", "keywords"), [({"minItems": 1}, {"explode": False}), ({}, {"explode": True})])
def test_empty_string_is_not_an_integer(schema: dict[str, Any], keywords: dict[str, Any]) -> None:
    with pytest.raises(ParameterError, match="'P'"):
        parse({"type": "array", "items": {"type": "integer"}, **schema}, "", **keywords)


def test_array_items_and_length_are_validated() -> None:
    schema = {"type": "array", "items": {"type": "integer"}, "maxItems": 2}
    with pytest.raises(ParameterError, match="/1"):
        parse(schema, "1", "x")
    with pytest.raises(ParameterError):
        parse(schema, "1", "2", "3")


def test_json_parameter_is_decoded_and_validated() -> None:
    content = {"application/json": {"schema": {"type": "object", "required": ["a"]}}}
    assert parse(None, '{"a": 1}', content=content) == {"a": 1}
    for wrong in ("{}", "{", "[" * 100_000):
        with pytest.raises(ParameterError):
            parse(None, wrong, content=content)


def test_missing_parameter_has_its_default() -> None:
    assert parse({"type": "boolean", "default": False}) is False
    assert parse({"type": "boolean"}) == "missing"


def test_missing_required_parameter_is_named() -> None:
    with pytest.raises(ParameterError, match=r"^'P' is required$"):
        parse({"type": "string"}, required=True)


def test_deep_object_is_validated() -> None:
    schema = {"type": "object", "properties": {"from": {"type": "integer"}}, "required": ["from"]}
    described = {"name": "p", "in": "query", "required": True, "style": "deepObject", "schema": schema}
    operation = {"parameters": [described], "responses": {"400": {"description": ""}}}
    api = Api("some", {"openapi": "3.1.0", "paths": {"/": {"get": operation}}}, None, "some")

    def parse_deep_object(**query: str) -> dict[str, Any]:
        raw = {"path": {}, "header": {}, "cookie": {}, "query": {name: [text] for name, text in query.items()}}
        return parse_parameters(map(parameter_reader, api.operations[0].parameters), raw)["query"]

    assert parse_deep_object(**{"p[from]": "7"}) == {"p": {"from": 7}}
    for wrong in ({"p[from]": "x"}, {"p[to]": "7"}, {}):
        with pytest.raises(ParameterError):
            parse_deep_object(**wrong)


def test_repeated_parameter_without_a_type_is_an_array() -> None:
    assert parse({}, "a", "b") == ["a", "b"]


def test_allow_empty_value_accepts_an_empty_string() -> None:
    assert parse({"type": "boolean"}, "", allowEmptyValue=True) == ""


def test_object_without_an_encoding_is_not_validated() -> None:
    assert parse({"type": "object"}, required=True) == "missing"


def test_query_is_split_before_it_is_decoded() -> None:
    assert parse_query(b"a=1%262&a=x+y&b&&c=%ff&%61=3") == {"a": ["1&2", "x y", "3"], "b": [""], "c": ["\udcff"]}


def test_invalid_parameter_returns_the_documented_status() -> None:
    parameters = [{"name": "p", "in": "query", "schema": {"type": "integer"}}]

    def status(*documented: str) -> int:
        responses = {each: {"description": ""} for each in documented}
        paths = {"/": {"get": {"parameters": parameters, "responses": responses}}}
        operation = Api("some", {"openapi": "3.1.0", "paths": paths}, None, "some").operations[0]
        app = build_app([operation.api])
        with httpx.Client(transport=AppTransport(app), base_url="http://mock/some") as client:
            return client.get("/", params={"p": "x"}).status_code

    assert status("200", "400", "422") == 400
    assert status("200", "422") == 422
    assert status("200", "4XX", "422") == 400
    assert status("200", "default") == 400


def test_missing_account_header_returns_a_documented_400(connect: Connect) -> None:
    response = connect("maxcare", Authorization="Bearer k").get("/v2/tasks/a1b2c3d4-5678-4abc-9def-0123456789ab")
    assert response.status_code == 400
    assert (response.json()["code"], response.json()["message"]) == ("bad_request", "'X-Organization-Id' is required")
    response = connect("unpod", Authorization="Token k").get("/api/v2/platform/agents/")
    assert response.json() == {"status_code": 400, "message": "'Org-Handle' is required"}


def test_path_parameter_that_is_not_utf_8_is_rejected(connect: Connect) -> None:
    response = connect("maxcare", Authorization="Bearer k", X_Organization_Id="o").get("/v2/tasks/%ff")
    assert (response.status_code, response.json()["message"]) == (400, "'id' is not UTF-8")


def test_path_parameter_that_the_spec_does_not_declare_takes_any_value() -> None:
    content = {"application/json": {"example": {"id": "1"}}}
    operation = {"operationId": "read", "responses": {"200": {"description": "", "content": content}}}
    document = {"openapi": "3.1.0", "info": {"title": ""}, "paths": {"/items/{id}": {"get": operation}}}
    app = build_app([Api("some", document, None, "some")])
    with httpx.Client(transport=AppTransport(app), base_url="http://mock/some") as client:
        response = client.get("/items/2")
    assert (response.status_code, response.json()) == (200, {"id": "1"})


def test_unknown_query_parameters_are_ignored(connect: Connect) -> None:
    assert connect("miramace", Authorization="Bearer k").get(f"{TASK}?x=1&x=%ff").status_code == 200


@pytest.mark.parametrize("query", ["include_transcript=1", "include_transcript=true&include_transcript=true"])
def test_invalid_or_repeated_boolean_is_rejected(connect: Connect, query: str) -> None:
    response = connect("miramace", Authorization="Bearer k").get(f"{TASK}?{query}")
    assert response.status_code == 400
    assert "include_transcript" in response.json()["detail"]


@pytest.fixture(scope="module")
def app(apis: dict[str, Api]) -> ASGIApp:
    return build_app(list(apis.values()))


@given(segment=st.binary(), query=st.binary(), header=st.binary())
def test_any_bytes_in_path_query_and_header_get_a_documented_status(
    app: ASGIApp, send_raw: SendRaw, segment: bytes, query: bytes, header: bytes
) -> None:
    keys = [(b"authorization", b"Bearer k"), (b"x-organization-id", header), (b"cookie", header)]
    miramace = send_raw(app, "GET", b"/miramace" + TASK.encode(), query=b"include_transcript=" + query, headers=keys)
    assert miramace.status in (200, 400)
    maxcare = send_raw(app, "GET", b"/maxcare/v2/tasks/" + segment.replace(b"?", b""), query=query, headers=keys)
    assert maxcare.status in (400, 404)
    unpod = send_raw(app, "GET", b"/unpod" + RUN.encode(), query=query, headers=[(b"authorization", header)])
    assert unpod.status in (400, 401)
