"""Forms at the mock server: they are validated, and what was sent is in the response."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from caretasks.conformance.config import Settings
from caretasks.conformance.runner import check_api
from caretasks.mock.app import build_app
from caretasks.openapi.document import Api
from tests.mock.mock_servers import AppTransport

FIELDS = {"name": {"type": "string", "minLength": 1}, "count": {"type": "integer"}}
NOTE = {"type": "object", "properties": {"id": {"type": "string"}, **FIELDS}, "required": ["id", "name", "count"]}


def make_api(media_type: str) -> Api:
    """Return an API whose only operation takes a form and returns what it creates."""
    form = {"type": "object", "properties": FIELDS, "required": ["name", "count"]}
    operation = {
        "operationId": "add",
        "requestBody": {"required": True, "content": {media_type: {"schema": form}}},
        "responses": {
            "201": {"description": "", "content": {"application/json": {"schema": NOTE}}},
            "400": {"description": ""},
        },
    }
    return Api("some", {"openapi": "3.1.0", "info": {"title": ""}, "paths": {"/a": {"post": operation}}}, None, "some")


def post(media_type: str, **sent: Any) -> httpx.Response:
    """Send a POST to the mock server."""
    app = build_app([make_api(media_type)])
    with httpx.Client(transport=AppTransport(app), base_url="http://mock/some") as client:
        return client.post("/a", **sent)


@pytest.mark.parametrize(
    ("media_type", "argument"), [("application/x-www-form-urlencoded", "data"), ("multipart/form-data", "files")]
)
def test_validates_a_form_and_returns_what_was_sent(media_type: str, argument: str) -> None:
    def send(**fields: str) -> httpx.Response:
        is_file = argument == "files"
        return post(media_type, **{argument: {key: (None, each) if is_file else each for key, each in fields.items()}})

    created = send(name="Ann", count="2")
    assert (created.status_code, created.json()["name"], created.json()["count"]) == (201, "Ann", 2)
    assert send(name="Ann", count="two").status_code == 400
    assert send(name="Ann").status_code == 400
    assert post(media_type, json={"name": "Ann", "count": 2}).status_code == 400
    assert post(media_type, content=b"name=Ann&count=2").status_code == 400


@pytest.mark.parametrize("media_type", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_mock_server_of_forms_passes_its_own_check(media_type: str) -> None:
    operation = check_api(make_api(media_type), Settings(max_examples=5)).operations[0]
    assert (operation.failures, operation.warnings, operation.errors) == ([], [], [])
