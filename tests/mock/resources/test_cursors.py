"""Lists that are paged with a cursor, and the links to the next page."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from caretasks.mock.operations.page_parameters import decode_cursor
from tests.mock.user_spec import UserSpecMock, body_object, response_object, schema_ref

COUNT = 5
PARAMETERS = {"limit": {"type": "integer", "minimum": 1}}


def make_mock(folder: Path, parameters: dict[str, Any], **envelope: Any) -> UserSpecMock:
    """Return a mock server with some items; their list has these query parameters and properties."""
    listing = {
        "type": "object",
        "required": ["data"],
        "properties": {"data": {"type": "array", "items": schema_ref()}, **{name: {} for name in envelope}},
    }
    query = [{"name": name, "in": "query", "schema": schema} for name, schema in {**PARAMETERS, **parameters}.items()]
    identified = [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}]
    paths = {
        "/items": {
            "get": {"parameters": query, "responses": response_object(listing, {"data": [], **envelope})},
            "post": {**body_object(schema_ref()), "responses": response_object(schema_ref(), status="201")},
        },
        "/items/{id}": {"get": {"parameters": identified, "responses": response_object(schema_ref())}},
    }
    mock = UserSpecMock(folder, paths)
    for number in range(COUNT):
        mock.request("POST", "/items", {"name": str(number)}, 201)
    return mock


TEXT = {"type": "string"}


@pytest.mark.parametrize(
    ("parameter", "schema", "envelope", "path"),
    [
        ("cursor", TEXT, {"next_cursor": "abc"}, ["next_cursor"]),
        ("page_token", TEXT, {"nextPageToken": "abc"}, ["nextPageToken"]),
        ("cursor", {"type": "string", "pattern": "^[0-9]+$"}, {"cursor": None}, ["cursor"]),
        ("after", TEXT, {"paging": {"next": {"after": "abc"}}}, ["paging", "next", "after"]),
        ("offset", TEXT, {"next_page": {"offset": "abc"}}, ["next_page", "offset"]),
        ("pageToken", TEXT, {"meta": {"next": "abc", "total": 99}}, ["meta", "next"]),
    ],
)
@pytest.mark.parametrize("size", [1, 2, 5])
def test_following_the_cursors_yields_each_item_once(
    tmp_path: Path, parameter: str, schema: Any, envelope: dict[str, Any], path: list[str], size: int
) -> None:
    mock, names, query = make_mock(tmp_path, {parameter: schema}, **envelope), list[str](), f"limit={size}"
    while True:
        body = mock.request("GET", f"/items?{query}")
        names += [item["name"] for item in body["data"]]
        value = body
        for name in path:
            value = value.get(name) if isinstance(value, dict) else None
        if not value:
            break
        query = f"limit={size}&{parameter}={value}"
        assert len(names) < COUNT
    assert names == [str(number) for number in range(COUNT)]


def test_a_cursor_may_be_the_id_of_the_last_item(tmp_path: Path) -> None:
    mock = make_mock(tmp_path, {"starting_after": TEXT}, has_more=False)
    first = mock.request("GET", "/items?limit=3")
    rest = mock.request("GET", f"/items?limit=3&starting_after={first['data'][-1]['id']}")
    assert [item["name"] for item in first["data"] + rest["data"]] == ["0", "1", "2", "3", "4"]
    assert (first["has_more"], rest["has_more"]) == (True, False)


@pytest.mark.parametrize("parameter", ["offset", "page", "cursor"])
def test_following_the_urls_yields_each_item_once(tmp_path: Path, parameter: str) -> None:
    schema = TEXT if parameter == "cursor" else {"type": "integer"}
    mock = make_mock(tmp_path, {parameter: schema, "tag": TEXT}, next="https://api.example.com/items?page=2")
    names, url = list[str](), "http://mock/own/items?limit=2&tag=a"
    while url:
        parts = urlsplit(url)
        assert (parts.netloc, "tag=a" in parts.query) == ("mock", True)
        body = mock.request("GET", f"/items?{parts.query}")
        names, url = names + [item["name"] for item in body["data"]], body.get("next")
    assert names == ["0", "1", "2", "3", "4"]


def test_a_list_whose_items_no_operation_reads_is_paged_too(tmp_path: Path) -> None:
    query = [{"name": name, "in": "query", "schema": schema} for name, schema in {**PARAMETERS, "cursor": TEXT}.items()]
    example = {"results": [1, 2, 3], "next_cursor": "abc"}
    paths = {"/numbers": {"get": {"parameters": query, "responses": response_object({"type": "object"}, example)}}}
    mock = UserSpecMock(tmp_path, paths)
    first = mock.request("GET", "/numbers?limit=2")
    rest = mock.request("GET", f"/numbers?limit=2&cursor={first['next_cursor']}")
    assert (first["results"], rest) == ([1, 2], {"results": [3], "next_cursor": None})


@pytest.mark.parametrize("cursor", ["", "%", "abc", "é", "99999999999", "cG9zaXRpb246LTE"])
def test_an_unknown_cursor_is_the_first_page(cursor: str) -> None:
    assert decode_cursor(cursor, [{"id": "a"}]) == 0
