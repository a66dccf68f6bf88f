"""Responses of a user's spec: media types other than JSON, and errors with any schema."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.mock.user_spec import UserSpecMock

TEXT = {"type": "string"}


def report_paths(content: dict[str, Any], status: str = "200") -> dict[str, Any]:
    """Return the `paths` of a spec with one read."""
    return {"/report": {"get": {"responses": {status: {"description": "", "content": content}}}}}


@pytest.mark.parametrize(
    ("media_type", "media", "expected"),
    [
        ("text/csv", {"schema": TEXT, "example": "a,b\n1,2\n"}, b"a,b\n1,2\n"),
        ("text/plain", {"schema": {"type": "string", "example": "fine"}}, b"fine"),
        ("text/plain", {"schema": {"type": "integer", "const": 7}}, b"7"),
        ("text/plain", {"examples": {"one": {"value": "first"}, "two": {"value": "second"}}}, b"first"),
        ("application/xml", {"schema": {"type": "object"}, "example": "<a/>"}, b"<a/>"),
        ("application/xml", {"example": "<a/>"}, b"<a/>"),
        ("application/x-ndjson", {"example": {"n": 1}}, b'{"n":1}\n'),
        ("image/png", {"schema": {"type": "string", "contentEncoding": "base64"}, "example": "iVBO"}, b"\x89PN"),
    ],
)
def test_read_returns_the_documented_media_type(
    tmp_path: Path, media_type: str, media: dict[str, Any], expected: bytes
) -> None:
    response = UserSpecMock(tmp_path, report_paths({media_type: media})).client.get("/report")
    assert (response.status_code, response.headers["Content-Type"]) == (200, media_type)
    assert response.content == expected


def test_text_without_an_example_is_sampled(tmp_path: Path) -> None:
    response = UserSpecMock(tmp_path, report_paths({"text/*": {"schema": TEXT}})).client.get("/report")
    assert response.headers["Content-Type"] == "text/plain"
    assert response.text


def test_write_returns_the_documented_text(tmp_path: Path) -> None:
    paths = report_paths({"text/plain": {"example": "done"}}, "201")
    paths["/report"]["post"] = paths["/report"].pop("get")
    response = UserSpecMock(tmp_path, paths).client.post("/report")
    assert (response.status_code, response.text) == (201, "done")


def error_body(tmp_path: Path, schema: dict[str, Any], media_type: str = "application/json") -> Any:
    """Send a request without its required query parameter, and return the body of the 400."""
    paths = report_paths({media_type: {"schema": schema}}, "400")
    paths["/report"]["get"]["parameters"] = [{"name": "day", "in": "query", "required": True, "schema": TEXT}]
    response = UserSpecMock(tmp_path, paths).client.get("/report")
    assert response.status_code == 400
    return response.json()


MISSING = "'day' is required"


@pytest.mark.parametrize("required", [[], ["type", "title", "status", "detail"]])
def test_problem_has_the_members_of_rfc_9457(tmp_path: Path, required: list[str]) -> None:
    members = {
        "type": {**TEXT, "format": "uri-reference"},
        "title": TEXT,
        "status": {"type": "integer"},
        "detail": TEXT,
    }
    schema = {"type": "object", "properties": members, "required": required}
    problem = {"type": "about:blank", "title": "Bad Request", "status": 400, "detail": MISSING}
    assert error_body(tmp_path, schema, "application/problem+json") == problem


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"oops": TEXT}, {"oops": MISSING}),
        ({"error": TEXT}, {"error": MISSING}),
        ({"description": TEXT}, {"description": MISSING}),
        ({"code": {"type": "integer"}, "message": TEXT}, {"code": 400, "message": MISSING}),
        ({"code": TEXT, "oops": TEXT}, {"code": "bad_request", "oops": MISSING}),
        (
            {"statusCode": {"type": "integer"}, "error": TEXT, "message": TEXT},
            {"statusCode": 400, "error": "Bad Request", "message": MISSING},
        ),
        ({"kind": {"const": "k"}, "why": TEXT}, {"kind": "k", "why": MISSING}),
        ({"why": {"enum": ["so"]}}, {"why": "so", "error": MISSING}),
        (
            {"error": {"type": "object", "required": ["status", "why"], "properties": {"status": {}, "why": TEXT}}},
            {"error": {"status": 400, "why": MISSING}},
        ),
    ],
)
def test_error_message_is_in_the_property_that_its_schema_has(
    tmp_path: Path, properties: dict[str, Any], expected: dict[str, Any]
) -> None:
    schema = {"type": "object", "required": list(properties), "properties": properties}
    assert error_body(tmp_path, schema) == expected


def test_example_of_a_problem_gets_the_actual_message_and_status(tmp_path: Path) -> None:
    example = {"title": "Bad Request", "status": 499, "detail": "Something"}
    paths = report_paths({"application/problem+json": {"example": example}}, "4XX")
    paths["/report"]["get"]["parameters"] = [{"name": "day", "in": "query", "required": True, "schema": TEXT}]
    body = UserSpecMock(tmp_path, paths).client.get("/report").json()
    assert body == {"title": "Bad Request", "status": 400, "detail": MISSING}


def test_error_documented_as_text_is_text(tmp_path: Path) -> None:
    paths = report_paths({"text/plain": {"schema": TEXT}}, "400")
    paths["/report"]["get"]["parameters"] = [{"name": "day", "in": "query", "required": True, "schema": TEXT}]
    response = UserSpecMock(tmp_path, paths).client.get("/report")
    assert response.headers["Content-Type"] == "text/plain"
    assert response.text == MISSING


def test_required_header_matches_its_pattern(tmp_path: Path) -> None:
    paths = report_paths({})
    headers = {"ETag": {"required": True, "schema": {"type": "string", "pattern": '^"[a-z]+"$'}}}
    paths["/report"]["get"]["responses"]["200"]["headers"] = headers
    assert UserSpecMock(tmp_path, paths).client.get("/report").headers["ETag"][0] == '"'


def test_rejected_request_gets_the_required_headers_of_its_response(tmp_path: Path) -> None:
    header = {"X-Reason": {"required": True, "schema": {"const": "invalid"}}}
    paths = report_paths({}, status="400")
    paths["/report"]["get"]["responses"]["400"]["headers"] = header
    paths["/report"]["get"]["parameters"] = [{"name": "day", "in": "query", "required": True, "schema": TEXT}]
    response = UserSpecMock(tmp_path, paths).client.get("/report")
    assert (response.status_code, response.headers["X-Reason"]) == (400, "invalid")


def test_write_only_property_is_not_returned(tmp_path: Path) -> None:
    user = {
        "type": "object",
        "required": ["name", "pin"],
        "properties": {"name": TEXT, "pin": {"type": "string", "writeOnly": True}},
    }
    paths = report_paths(
        {"application/json": {"schema": {"type": "object", "additionalProperties": user, "minProperties": 1}}}
    )
    found = UserSpecMock(tmp_path, paths).client.get("/report").json()
    assert found
    assert not any("pin" in each for each in found.values())


def test_documented_form_is_accepted_as_well_as_json(tmp_path: Path) -> None:
    form, data = "application/x-www-form-urlencoded", {"schema": {"type": "object"}}
    body = {"required": True, "content": {"application/json": data, form: data}}
    responses = {"204": {"description": ""}, "400": {"description": ""}}
    client = UserSpecMock(tmp_path, {"/report": {"post": {"requestBody": body, "responses": responses}}}).client
    assert client.post("/report", content=b"a=1", headers={"Content-Type": form}).status_code == 204
    assert client.post("/report", content=b"a=1", headers={"Content-Type": "text/csv"}).status_code == 400


def test_documented_example_id_exists(tmp_path: Path) -> None:
    schema = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}}
    content = {"application/json": {"schema": schema}}
    read_responses = {"200": {"description": "", "content": content}, "404": {"description": ""}}
    parameter = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}, "example": 7}
    client = UserSpecMock(
        tmp_path,
        {
            "/items": {"post": {"responses": {"201": {"description": "", "content": content}}}},
            "/items/{id}": {"parameters": [parameter], "get": {"responses": read_responses}},
        },
    ).client
    assert client.get("/items/7").status_code == 200
    assert client.get("/items/8").status_code == 404


def test_an_example_that_its_schema_rejects_is_not_sent(tmp_path: Path) -> None:
    schema = {"type": "object", "required": ["day"], "properties": {"day": {"type": "string", "format": "date"}}}
    paths = report_paths({"application/json": {"schema": schema, "example": {"day": "today"}}})
    assert UserSpecMock(tmp_path, paths).client.get("/report").json()["day"] != "today"


def test_options_lists_the_methods_of_its_path(tmp_path: Path) -> None:
    paths = report_paths({"text/plain": {}})
    header = {"required": True, "schema": {"type": "string"}}
    paths["/report"]["options"] = {"responses": {"204": {"description": "", "headers": {"Allow": header}}}}
    assert UserSpecMock(tmp_path, paths).client.options("/report").headers["Allow"] == "GET, OPTIONS, HEAD"


def test_an_api_with_webhooks_only_has_no_operations(tmp_path: Path) -> None:
    response = UserSpecMock(tmp_path, {}).client.get("/")
    assert (response.status_code, response.json()) == (404, {"error": "this API documents no operations"})
