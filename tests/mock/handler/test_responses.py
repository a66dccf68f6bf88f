"""What a spec of one's own answers with beside JSON: other media types, and errors in other people's words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.mock.user_spec import Own

TEXT = {"type": "string"}


def reading(content: dict[str, Any], status: str = "200") -> dict[str, Any]:
    return {"/report": {"get": {"responses": {status: {"description": "", "content": content}}}}}


@pytest.mark.parametrize(
    ("media_type", "media", "expected"),
    [
        ("text/csv", {"schema": TEXT, "example": "a,b\n1,2\n"}, b"a,b\n1,2\n"),
        ("text/plain", {"schema": {"type": "string", "example": "fine"}}, b"fine"),
        ("text/plain", {"schema": {"type": "integer", "const": 7}}, b"7"),
        ("text/plain", {"examples": {"one": {"value": "first"}, "two": {"value": "second"}}}, b"first"),
        ("application/pdf", {"schema": {"type": "string", "format": "binary"}}, b""),
        ("application/xml", {"schema": {"type": "object"}}, b""),
    ],
)
def test_a_plain_read_answers_in_the_documented_media_type(
    tmp_path: Path, media_type: str, media: dict[str, Any], expected: bytes
) -> None:
    response = Own(tmp_path, reading({media_type: media})).client.get("/report")
    assert (response.status_code, response.headers["Content-Type"]) == (200, media_type)
    assert response.content == expected


def test_a_text_without_an_example_is_sampled(tmp_path: Path) -> None:
    response = Own(tmp_path, reading({"text/*": {"schema": TEXT}})).client.get("/report")
    assert response.headers["Content-Type"] == "text/plain"
    assert response.text


def test_a_write_may_answer_a_text(tmp_path: Path) -> None:
    paths = reading({"text/plain": {"example": "done"}}, "201")
    paths["/report"]["post"] = paths["/report"].pop("get")
    response = Own(tmp_path, paths).client.post("/report")
    assert (response.status_code, response.text) == (201, "done")


def error(tmp_path: Path, schema: dict[str, Any], media_type: str = "application/json") -> Any:
    """The body of a 400: the query parameter is missing."""
    paths = reading({media_type: {"schema": schema}}, "400")
    paths["/report"]["get"]["parameters"] = [{"name": "day", "in": "query", "required": True, "schema": TEXT}]
    response = Own(tmp_path, paths).client.get("/report")
    assert response.status_code == 400
    return response.json()


MISSING = "'day' is required"


@pytest.mark.parametrize("required", [[], ["type", "title", "status", "detail"]])
def test_a_problem_is_told_in_the_words_of_rfc_9457(tmp_path: Path, required: list[str]) -> None:
    words = {"type": {**TEXT, "format": "uri-reference"}, "title": TEXT, "status": {"type": "integer"}, "detail": TEXT}
    schema = {"type": "object", "properties": words, "required": required}
    problem = {"type": "about:blank", "title": "Bad Request", "status": 400, "detail": MISSING}
    assert error(tmp_path, schema, "application/problem+json") == problem


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
def test_an_error_says_what_is_wrong_wherever_its_schema_has_a_place(
    tmp_path: Path, properties: dict[str, Any], expected: dict[str, Any]
) -> None:
    schema = {"type": "object", "required": list(properties), "properties": properties}
    assert error(tmp_path, schema) == expected


def test_an_example_of_a_problem_is_told_what_was_wrong(tmp_path: Path) -> None:
    example = {"title": "Bad Request", "status": 499, "detail": "Something"}
    paths = reading({"application/problem+json": {"example": example}}, "4XX")
    paths["/report"]["get"]["parameters"] = [{"name": "day", "in": "query", "required": True, "schema": TEXT}]
    body = Own(tmp_path, paths).client.get("/report").json()
    assert body == {"title": "Bad Request", "status": 400, "detail": MISSING}


def test_a_refusal_that_is_documented_as_text_is_a_text(tmp_path: Path) -> None:
    paths = reading({"text/plain": {"schema": TEXT}}, "400")
    paths["/report"]["get"]["parameters"] = [{"name": "day", "in": "query", "required": True, "schema": TEXT}]
    response = Own(tmp_path, paths).client.get("/report")
    assert response.headers["Content-Type"] == "text/plain"
    assert response.text == MISSING


def test_a_required_header_with_a_pattern_has_a_value_of_it(tmp_path: Path) -> None:
    paths = reading({})
    headers = {"ETag": {"required": True, "schema": {"type": "string", "pattern": '^"[a-z]+"$'}}}
    paths["/report"]["get"]["responses"]["200"]["headers"] = headers
    assert Own(tmp_path, paths).client.get("/report").headers["ETag"][0] == '"'


def test_what_is_for_the_client_alone_to_say_is_not_answered(tmp_path: Path) -> None:
    user = {
        "type": "object",
        "required": ["name", "pin"],
        "properties": {"name": TEXT, "pin": {"type": "string", "writeOnly": True}},
    }
    paths = reading(
        {"application/json": {"schema": {"type": "object", "additionalProperties": user, "minProperties": 1}}}
    )
    found = Own(tmp_path, paths).client.get("/report").json()
    assert found
    assert not any("pin" in each for each in found.values())


def test_a_form_that_is_documented_beside_json_is_taken(tmp_path: Path) -> None:
    form, data = "application/x-www-form-urlencoded", {"schema": {"type": "object"}}
    body = {"required": True, "content": {"application/json": data, form: data}}
    answers = {"204": {"description": ""}, "400": {"description": ""}}
    client = Own(tmp_path, {"/report": {"post": {"requestBody": body, "responses": answers}}}).client
    assert client.post("/report", content=b"a=1", headers={"Content-Type": form}).status_code == 204
    assert client.post("/report", content=b"a=1", headers={"Content-Type": "text/csv"}).status_code == 400


def test_a_thing_that_the_document_names_is_there(tmp_path: Path) -> None:
    thing = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}}
    content = {"application/json": {"schema": thing}}
    there = {"200": {"description": "", "content": content}, "404": {"description": ""}}
    named = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}, "example": 7}
    client = Own(
        tmp_path,
        {
            "/things": {"post": {"responses": {"201": {"description": "", "content": content}}}},
            "/things/{id}": {"parameters": [named], "get": {"responses": there}},
        },
    ).client
    assert client.get("/things/7").status_code == 200
    assert client.get("/things/8").status_code == 404
