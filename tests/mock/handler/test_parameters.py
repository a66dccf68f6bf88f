"""How a stand-in reads and judges parameters."""

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
from caretasks.openapi.operation.parameters import ParameterError, read, split_query
from tests.mock.mock_servers import AppTransport, Ask, Connect

TASK = "/v1/task/123e4567-e89b-12d3-a456-426614174002"
RUN = "/api/v2/platform/spaces/8KZRTQP7BNW5XEDLORYUHMJC/runs/R40fe5eface1511f082ac156368e7acc4/tasks/"


def value(schema: Any, *texts: str, location: str = "query", **words: Any) -> Any:
    """What a parameter of that schema is read as."""
    parameter = {"name": "P", "in": location, "schema": schema, **words}
    operation = {"parameters": [parameter], "responses": {"400": {"description": ""}}}
    api = Api("some", {"openapi": "3.1.0", "paths": {"/": {"get": operation}}}, None, "some")
    sent: dict[str, dict[str, Sequence[str]]] = {"path": {}, "query": {}, "header": {}, "cookie": {}}
    if texts:
        sent[location] = {"p" if location == "header" else "P": texts}
    return read(api.operations[0], sent)[location].get("P", "nothing")


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
        ({"type": ["string", "null"]}, "null", None),
        ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, "7", 7),
        ({"enum": [1, 2]}, "2", 2),
        ({}, "7", "7"),
    ],
)
def test_a_text_becomes_a_value_of_the_schema(schema: Any, text: str, expected: Any) -> None:
    read_as = value(schema, text)
    assert (read_as, type(read_as)) == (expected, type(expected))


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
def test_a_text_that_is_no_value_is_refused_by_name(schema: Any, text: str) -> None:
    with pytest.raises(ParameterError, match="'P'") as refusal:
        value(schema, text)
    assert refusal.value.parameter.name == "P"


def test_a_scalar_given_twice_is_refused() -> None:
    with pytest.raises(ParameterError, match="more than once"):
        value({"type": "string"}, "a", "a")


@pytest.mark.parametrize(
    ("location", "words", "texts"),
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
def test_an_array_is_read_by_its_style(location: str, words: dict[str, Any], texts: list[str]) -> None:
    schema = {"type": "array", "items": {"type": "integer"}}
    assert value(schema, *texts, location=location, **words) == [1, 2]


@pytest.mark.parametrize(
    ("schema", "words", "expected"),
    [
        ({"items": {"type": "integer"}}, {"explode": False}, []),
        ({"items": {"type": "string"}}, {"explode": False}, []),
        ({"items": {"type": "string"}, "minItems": 1}, {"explode": False}, [""]),
        ({"items": {"type": "integer"}}, {"location": "header"}, []),
        ({"items": {"type": "string"}}, {}, [""]),
    ],
)
def test_an_empty_text_is_an_empty_array_where_one_fits(
    schema: dict[str, Any], words: dict[str, Any], expected: list[str]
) -> None:
    assert value({"type": "array", **schema}, "", **words) == expected


@pytest.mark.parametrize(("schema", "words"), [({"minItems": 1}, {"explode": False}), ({}, {"explode": True})])
def test_an_empty_text_is_no_integer(schema: dict[str, Any], words: dict[str, Any]) -> None:
    with pytest.raises(ParameterError, match="'P'"):
        value({"type": "array", "items": {"type": "integer"}, **schema}, "", **words)


def test_an_array_is_judged_by_its_items_and_length() -> None:
    schema = {"type": "array", "items": {"type": "integer"}, "maxItems": 2}
    with pytest.raises(ParameterError, match="/1"):
        value(schema, "1", "x")
    with pytest.raises(ParameterError):
        value(schema, "1", "2", "3")


def test_a_parameter_may_be_a_json_document() -> None:
    content = {"application/json": {"schema": {"type": "object", "required": ["a"]}}}
    assert value(None, '{"a": 1}', content=content) == {"a": 1}
    for wrong in ("{}", "{", "[" * 100_000):
        with pytest.raises(ParameterError):
            value(None, wrong, content=content)


def test_what_was_not_sent_has_its_default() -> None:
    assert value({"type": "boolean", "default": False}) is False
    assert value({"type": "boolean"}) == "nothing"


def test_what_is_required_is_asked_for_by_name() -> None:
    with pytest.raises(ParameterError, match=r"^'P' is required$"):
        value({"type": "string"}, required=True)


def test_an_object_that_stands_in_the_query_property_by_property_is_judged() -> None:
    schema = {"type": "object", "properties": {"from": {"type": "integer"}}, "required": ["from"]}
    described = {"name": "p", "in": "query", "required": True, "style": "deepObject", "schema": schema}
    operation = {"parameters": [described], "responses": {"400": {"description": ""}}}
    api = Api("some", {"openapi": "3.1.0", "paths": {"/": {"get": operation}}}, None, "some")

    def judged(**query: str) -> dict[str, Any]:
        sent = {"path": {}, "header": {}, "cookie": {}, "query": {name: [text] for name, text in query.items()}}
        return read(api.operations[0], sent)["query"]

    assert judged(**{"p[from]": "7"}) == {"p": {"from": 7}}
    for wrong in ({"p[from]": "x"}, {"p[to]": "7"}, {}):
        with pytest.raises(ParameterError):
            judged(**wrong)


def test_what_may_be_anything_may_be_given_more_than_once() -> None:
    assert value({}, "a", "b") == ["a", "b"]


def test_what_may_be_empty_is_taken_where_it_is() -> None:
    assert value({"type": "boolean"}, "", allowEmptyValue=True) == ""


def test_an_unencoded_object_is_not_judged() -> None:
    assert value({"type": "object"}, required=True) == "nothing"


def test_a_query_is_split_before_it_is_decoded() -> None:
    assert split_query(b"a=1%262&a=x+y&b&&c=%ff&%61=3") == {"a": ["1&2", "x y", "3"], "b": [""], "c": ["\udcff"]}


def test_the_status_is_the_documented_one() -> None:
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


def test_a_missing_account_header_is_a_documented_400(connect: Connect) -> None:
    response = connect("maxcare", Authorization="Bearer k").get("/tasks/a1b2c3d4-5678-4abc-9def-0123456789ab")
    assert response.status_code == 400
    assert (response.json()["code"], response.json()["message"]) == ("bad_request", "'X-Organization-Id' is required")
    response = connect("unpod", Authorization="Token k").get(RUN)
    assert response.json() == {"status_code": 400, "message": "'Org-Handle' is required"}


def test_a_path_that_is_not_utf_8_is_refused_by_name(connect: Connect) -> None:
    response = connect("maxcare", Authorization="Bearer k", X_Organization_Id="o").get("/tasks/%ff")
    assert (response.status_code, response.json()["message"]) == (400, "'id' is not UTF-8")


def test_unknown_query_parameters_are_passed_over(connect: Connect) -> None:
    assert connect("miramace", Authorization="Bearer k").get(f"{TASK}?x=1&x=%ff").status_code == 200


@pytest.mark.parametrize("query", ["include_transcript=1", "include_transcript=true&include_transcript=true"])
def test_a_flag_that_is_none_is_refused(connect: Connect, query: str) -> None:
    response = connect("miramace", Authorization="Bearer k").get(f"{TASK}?{query}")
    assert response.status_code == 400
    assert "include_transcript" in response.json()["error"]


@pytest.fixture(scope="module")
def app(apis: dict[str, Api]) -> ASGIApp:
    return build_app(list(apis.values()))


@given(segment=st.binary(), query=st.binary(), header=st.binary())
def test_no_path_query_or_header_makes_it_fail(
    app: ASGIApp, ask: Ask, segment: bytes, query: bytes, header: bytes
) -> None:
    keys = [(b"authorization", b"Bearer k"), (b"x-organization-id", header), (b"cookie", header)]
    mace = ask(app, "GET", b"/miramace" + TASK.encode(), query=b"include_transcript=" + query, headers=keys)
    assert mace.status in (200, 400)
    care = ask(app, "GET", b"/maxcare/v2/tasks/" + segment.replace(b"?", b""), query=query, headers=keys)
    assert care.status in (400, 404)
    run = ask(app, "GET", b"/unpod" + RUN.encode(), query=query, headers=[(b"authorization", header)])
    assert run.status in (400, 401)
