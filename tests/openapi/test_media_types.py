"""The media types of bodies: their order, and the one that a Content-Type header names."""

from __future__ import annotations

from typing import Any

import pytest

from caretasks.openapi.document import Api, Operation, match_media_type

FILE = {"schema": {"type": "string", "format": "binary"}}


def make_operation(*names: str, **content: Any) -> Operation:
    body = {"content": {**{name: {} for name in names}, **content}}
    operation = {"requestBody": body, "responses": {"200": {"description": "", **body}}}
    return Api("notes", {"paths": {"/notes": {"post": operation}}}, None, "").operations[0]


def test_json_comes_first_and_the_others_keep_their_order() -> None:
    operation = make_operation("text/csv", "application/pdf", "application/hal+json", "application/json")
    names = ["application/hal+json", "application/json", "text/csv", "application/pdf"]
    assert [media.name for media in operation.body_media] == names
    assert [media.name for media in operation.responses["200"].media_types] == names


def test_the_first_json_media_type_is_the_body() -> None:
    operation = make_operation("text/csv", "application/hal+json", "application/json")
    assert operation.body is operation.body_media[0]
    assert operation.responses["200"].media is operation.responses["200"].media_types[0]


def test_operation_without_a_body_has_no_media_types() -> None:
    operation = Api("notes", {"paths": {"/notes": {"get": {}}}}, None, "").operations[0]
    assert (operation.body_media, operation.body) == ((), None)


@pytest.mark.parametrize(("content", "is_json"), [({"*/*": {}}, True), ({"*/*": FILE}, False), ({"text/*": {}}, False)])
def test_any_media_type_is_json_unless_it_is_a_file(content: dict[str, Any], is_json: bool) -> None:
    (media,) = make_operation(**content).body_media
    assert media.is_json is is_json


@pytest.mark.parametrize(
    ("content_type", "name"),
    [
        ("text/csv", "text/csv"),
        ("Text/CSV; charset=utf-8", "text/csv"),
        ("text/plain", "text/*"),
        ("application/json", "application/json;version=1"),
        ('application/json; version="2"', "application/json;version=2"),
        ("application/json; version=3", "application/json;version=1"),
        ("image/png", None),
    ],
)
def test_finds_the_most_specific_media_type_of_a_content_type(content_type: str, name: str | None) -> None:
    documented = make_operation(
        "application/json;version=1", "application/json;version=2", "text/*", "text/csv"
    ).body_media
    found = match_media_type(documented, content_type)
    assert (found and found.name) == name


def test_any_media_type_matches_last() -> None:
    documented = make_operation("*/*", "text/*").body_media
    found = [match_media_type(documented, name) for name in ("text/csv", "image/png")]
    assert [media and media.name for media in found] == ["text/*", "*/*"]
