"""Responses without a documented success, in headers, and to unknown or unusual IDs in a path."""

from __future__ import annotations

import logging
import sys
from typing import Any

import httpx
import pytest

from caretasks.conformance.config import Settings
from caretasks.conformance.runner import check_api
from caretasks.mock.app import build_app
from caretasks.openapi.document import Api
from tests.mock.mock_servers import AppTransport

TEXT = {"type": "string"}


def make_api(responses: dict[str, Any], *parameters: dict[str, Any]) -> Api:
    """Return an API whose only operation is a GET of `/a` or, with a path parameter, of `/a/{p}`."""
    path = "/a/{p}" if parameters else "/a"
    documented = {status: {"description": "", **response} for status, response in responses.items()}
    operation = {"operationId": "get", "parameters": list(parameters), "responses": documented}
    return Api("some", {"openapi": "3.1.0", "info": {"title": ""}, "paths": {path: {"get": operation}}}, None, "some")


def get(api: Api, path: str = "/a") -> httpx.Response:
    """Send a GET to the mock server."""
    with httpx.Client(transport=AppTransport(build_app([api])), base_url="http://mock/some") as client:
        return client.get(path)


def assert_passes_its_own_check(api: Api) -> None:
    """Check the mock server of an API."""
    result = check_api(api, Settings(max_examples=5))
    assert ([*result.operations[0].failures], result.operations[0].errors, result.errors) == ([], [], [])


@pytest.mark.parametrize(
    ("responses", "status"),
    [
        (["302"], 302),
        (["410"], 410),
        (["400", "303"], 303),
        (["400", "404", "410"], 404),
        (["3XX"], 302),
        (["304", "default"], 200),
        (["400", "422"], 200),
    ],
)
def test_responds_with_a_documented_status_other_than_a_rejection(responses: list[str], status: int) -> None:
    api = make_api({each: {} for each in responses})
    assert get(api).status_code == status
    assert_passes_its_own_check(api)


@pytest.mark.parametrize(("responses", "status"), [(["400", "404", "405"], 200), (["404", "410"], 410)])
def test_not_found_is_a_rejection_of_an_operation_with_parameters(responses: list[str], status: int) -> None:
    parameter = {"name": "p", "in": "path", "required": True, "schema": TEXT, "example": "one"}
    api = make_api({each: {} for each in responses}, parameter)
    assert get(api, "/a/one").status_code == status
    assert_passes_its_own_check(api)


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        ({"type": "array", "items": {"type": "integer"}, "minItems": 2}, "0,0"),
        ({"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]}, "a,0"),
        ({"type": "boolean"}, "false"),
    ],
)
def test_writes_a_header_in_the_simple_style(schema: Any, text: str) -> None:
    api = make_api({"200": {"headers": {"X-Value": {"required": True, "schema": schema}}}})
    assert get(api).headers["X-Value"] == text
    assert_passes_its_own_check(api)


def test_accepts_any_id_without_a_documented_404() -> None:
    parameter = {"name": "p", "in": "path", "required": True, "schema": TEXT, "example": "one"}
    body = {"content": {"application/json": {"schema": {"type": "object"}, "example": {"id": "one"}}}}
    api = make_api({"200": body}, parameter)
    assert get(api, "/a/two").status_code == 200
    assert_passes_its_own_check(api)


@pytest.mark.slow
@pytest.mark.parametrize(
    "schema", [{"type": "array", "items": TEXT}, {"type": "object"}, {"type": "string", "default": ""}]
)
def test_an_example_in_a_path_is_not_empty(schema: Any) -> None:
    parameter = {"name": "p", "in": "path", "required": True, "schema": schema}
    assert_passes_its_own_check(make_api({"200": {}}, parameter))


@pytest.mark.slow
@pytest.mark.parametrize("style", ["simple", "label", "matrix"])
@pytest.mark.parametrize("example", [["https://example.com/a?b=c", "d, e"], [""]])
def test_an_example_in_a_path_is_percent_encoded(style: str, example: list[str]) -> None:
    schema = {"type": "array", "items": TEXT, "minItems": len(example), "maxItems": 2}
    parameter = {"name": "p", "in": "path", "required": True, "style": style, "schema": schema, "example": example}
    assert_passes_its_own_check(make_api({"200": {}}, parameter))


def test_a_header_has_no_null() -> None:
    items = {"type": ["string", "null"], "pattern": "^[A-Z]$"}
    schema = {"type": "array", "items": items, "minItems": 1}
    api = make_api({"200": {"headers": {"X-Value": {"required": True, "schema": schema}}}})
    assert get(api).headers["X-Value"].isupper()


def test_media_type_with_other_characters_is_sent_in_utf_8() -> None:
    response = get(make_api({"200": {"content": {"application/žluť+json": {"example": {"a": 1}}}}}))
    assert (response.status_code, response.content) == (200, b'{"a":1}')
    assert dict(response.headers.raw)[b"content-type"] == "application/žluť+json".encode()


def test_response_that_needs_the_sample_extra_is_a_501_that_names_it(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "schemathesis.generation.jsonschema.builder", None)
    schema = {"type": "string", "minLength": 9, "allOf": [{"pattern": "^a"}, {"pattern": "[^a]zzz$"}]}
    body = {"content": {"application/json": {"schema": schema}}}
    parameter = {"name": "p", "in": "path", "required": True, "schema": schema}
    api = make_api({"200": body, "404": {}}, parameter)
    with httpx.Client(transport=AppTransport(build_app([api])), base_url="http://mock") as client:
        response = client.get("/some/a/abcdefzzz")
        assert client.get("/").status_code == 200
    assert response.status_code == 501
    assert response.json()["error"].endswith("pip install 'caretasks[sample]'")
    (record,) = (record for record in caplog.records if record.levelno == logging.ERROR)
    assert not record.exc_info
