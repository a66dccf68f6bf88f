"""Requests that select the response example with the same name as their examples."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.mock.user_spec import UserSpecMock


def content(**examples: Any) -> dict[str, Any]:
    media = {"schema": {"type": "object"}, "examples": {name: {"value": value} for name, value in examples.items()}}
    return {"description": "", "content": {"application/json": media}}


def search_paths(**responses: Any) -> dict[str, Any]:
    values = {"nice": {"value": "NCE"}, "rome": {"value": "ROM"}, "wrong": {"value": "??"}}
    city = {"name": "city", "in": "query", "required": True, "schema": {"type": "string"}, "examples": values}
    return {"/search": {"get": {"parameters": [city], "responses": responses}}}


@pytest.mark.parametrize(
    ("city", "status", "body"),
    [
        ("NCE", 200, {"hotels": 3}),
        ("ROM", 200, {"hotels": 5}),
        ("??", 400, {"error": "format"}),
        ("OSL", 200, {"hotels": 3}),
    ],
)
def test_a_request_with_documented_values_gets_the_example_of_their_name(
    tmp_path: Path, city: str, status: int, body: Any
) -> None:
    responses = {"200": content(nice={"hotels": 3}, rome={"hotels": 5}), "400": content(wrong={"error": "format"})}
    response = UserSpecMock(tmp_path, search_paths(**responses)).client.get("/search", params={"city": city})
    assert (response.status_code, response.json()) == (status, body)


def test_a_write_is_performed(tmp_path: Path) -> None:
    named = content(good={"name": "Ann"})
    schema = {"type": "object", "properties": {"id": {"type": "string"}, "name": {"type": "string"}}}
    created = content(good={"id": "1", "name": "Ann"})
    created["content"]["application/json"]["schema"] = schema
    item = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    paths = {
        "/users": {"post": {"requestBody": {"content": named["content"]}, "responses": {"201": created}}},
        "/users/{id}": {"get": {"parameters": [item], "responses": {"200": created}}},
    }
    mock = UserSpecMock(tmp_path, paths)
    assert mock.request("POST", "/users", {"name": "Ann"}, 201)["id"] != "1"


def test_an_invalid_body_gets_the_error_of_its_name(tmp_path: Path) -> None:
    body = content(fine={"id": 1}, without_id={})
    body["content"]["application/json"]["schema"] = {"type": "object", "required": ["id"]}
    responses = {"201": content(fine={"ok": True}), "400": content(other={"error": "?"}, without_id={"error": "id"})}
    paths = {"/shipments": {"post": {"requestBody": {"content": body["content"]}, "responses": responses}}}
    mock = UserSpecMock(tmp_path, paths)
    assert mock.request("POST", "/shipments", {}, 400) == {"error": "id"}
    assert mock.request("POST", "/shipments", {"a": 1}, 400) != {"error": "id"}


@pytest.mark.parametrize("names", [("wrong", "wrong"), ("other", "wrong")])
def test_an_error_is_not_selected_by_a_name_that_says_nothing(tmp_path: Path, names: tuple[str, str]) -> None:
    responses = {"200": content(**{names[0]: {"hotels": 3}}), "400": content(**{names[1]: {"error": "format"}})}
    assert UserSpecMock(tmp_path, search_paths(**responses)).client.get("/search?city=%3F%3F").status_code == 200
