"""The media type of a response by the Accept header, and bodies in XML and other formats."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from caretasks.mock.handler.media_types import select_media
from caretasks.openapi.document import Api, Media
from tests.mock.user_spec import UserSpecMock, schema_ref

JSON, XML = "application/json", "application/xml"


def make_media(*names: str) -> tuple[Media, ...]:
    operation = {"responses": {"200": {"description": "", "content": {name: {} for name in names}}}}
    return Api("some", {"paths": {"/": {"get": operation}}}, None, "some").operations[0].responses["200"].media_types


@pytest.mark.parametrize(
    ("accept", "name"),
    [
        ([], JSON),
        ([""], JSON),
        (["*/*"], JSON),
        ([XML], XML),
        (["application/*"], JSON),
        (["text/csv, application/xml;q=0.5"], "text/csv; charset=utf-8"),
        (["text/csv;q=0.1, application/xml;q=0.5"], XML),
        (["text/csv; q=0.2", "application/xml; Q=0.1"], "text/csv; charset=utf-8"),
        (["application/json;q=0, */*"], XML),
        (["text/csv, */*"], "text/csv; charset=utf-8"),
        (["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"], XML),
        (["text/csv;charset=utf-8;q=1;ext=1"], "text/csv; charset=utf-8"),
        (["text/csv;charset=latin-1"], "text/csv; charset=utf-8"),
        (["application/problem+json"], JSON),
        (["text/xml"], XML),
        (["text/html"], "text/csv; charset=utf-8"),
        (["image/png"], None),
        (["application/json;q=0"], None),
        (["application/json;q=0, application/hal+json;q=0"], None),
        (["not a media type"], JSON),
    ],
)
def test_selects_the_media_type_that_is_accepted(accept: list[str], name: str | None) -> None:
    found = select_media(make_media(XML, JSON, "text/csv; charset=utf-8"), accept)
    assert (found and found.name) == name


def test_selects_the_version_that_is_accepted() -> None:
    documented = make_media("application/json;version=1", "application/json;version=2")
    names = [
        getattr(select_media(documented, [accept]), "name", None) for accept in ('application/json; version="2"', JSON)
    ]
    assert names == ["application/json;version=2", "application/json;version=1"]


def item_paths(**content: Any) -> dict[str, Any]:
    """Return the `paths` of a collection whose items are documented in several media types."""
    body = {"content": {name: {"schema": schema_ref()} for name in (JSON, XML)}}
    item = {"description": "", "content": {**body["content"], **content}}
    return {
        "/items": {"post": {"requestBody": body, "responses": {"201": item}}},
        "/items/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
            "get": {"responses": {"200": item, "404": item}},
        },
    }


def test_a_resource_is_the_same_in_each_media_type(tmp_path: Path) -> None:
    client = UserSpecMock(tmp_path, item_paths()).client
    sent = client.post("/items", content=b"<item><name>Rex</name></item>", headers={"Content-Type": XML})
    created = sent.json()
    assert (sent.status_code, created["name"]) == (201, "Rex")
    read = client.get(f"/items/{created['id']}", headers={"Accept": XML})
    assert read.headers["Content-Type"] == XML
    assert f"<id>{created['id']}</id><name>Rex</name>" in read.text


def test_an_api_without_json_has_resources_too(tmp_path: Path) -> None:
    paths = item_paths()
    for owner in (paths["/items"]["post"], paths["/items/{id}"]["get"]):
        for response in owner["responses"].values():
            response["content"].pop(JSON, None)
    client = UserSpecMock(tmp_path, paths).client
    created = client.post("/items", content=b"<item><name>Rex</name></item>", headers={"Content-Type": XML})
    number = created.text.partition("<id>")[2].partition("</id>")[0]
    assert client.get(f"/items/{number}").text == created.text
    assert client.get("/items/unknown").status_code == 404


def test_a_media_type_with_its_own_schema_has_its_own_example(tmp_path: Path) -> None:
    other = {"application/vnd.own.v2+json": {"schema": {"required": ["state"]}, "example": {"state": 1}}}
    client = UserSpecMock(tmp_path, item_paths(**other)).client
    response = client.post("/items", json={"name": "Rex"}, headers={"Accept": "application/vnd.own.v2+json"})
    assert response.json() == {"state": 1}


def test_responds_406_if_no_media_type_is_accepted(tmp_path: Path) -> None:
    client = UserSpecMock(tmp_path, item_paths()).client
    response = client.post("/items", json={"name": "Rex"}, headers={"Accept": "image/png"})
    assert response.status_code == 406
    assert "application/json, application/xml" in response.text


def test_an_error_is_in_the_accepted_media_type(tmp_path: Path) -> None:
    client = UserSpecMock(tmp_path, item_paths()).client
    assert client.get("/items/unknown", headers={"Accept": XML}).headers["Content-Type"] == XML
    assert client.get("/items/unknown", headers={"Accept": "image/png"}).headers["Content-Type"] == JSON


def test_lists_every_violation_of_parameters_and_body(tmp_path: Path) -> None:
    paths = item_paths()
    properties = {name: {"type": "integer"} for name in "abcde"}
    schema = {"type": "object", "properties": properties}
    number = {"in": "query", "schema": {"type": "integer"}}
    paths["/items"]["post"]["requestBody"]["content"] = {JSON: {"schema": schema}}
    paths["/items"]["post"]["parameters"] = [{"name": "n", **number}, {"name": "m", "required": True, **number}]
    client = UserSpecMock(tmp_path, paths).client
    message = client.post("/items?n=x", json=dict.fromkeys("abcde", "word")).json()["error"]
    assert [part.partition(":")[0] for part in message.split("; ")] == [
        "'n' (query parameter)",
        "'m' is required",
        "invalid request body",
        "/b",
        "/c",
        "/d",
        "/e",
    ]


HEADERS: dict[str, Any] = {
    "X-Example": {"schema": {"type": "string", "example": "north"}},
    "X-Number": {"schema": {"type": "integer"}, "example": 42},
    "X-Named": {"schema": {"type": "string"}, "examples": {"one": {"value": "east"}}},
    "X-List": {"schema": {"type": "array", "items": {"type": "string"}, "example": ["a", "b"]}},
    "X-Content": {"content": {JSON: {"schema": {"type": "object"}, "example": {"a": 1}}}},
    "X-Required": {"required": True, "schema": {"type": "integer"}},
    "X-Unknown": {"schema": {"type": "string"}},
    "Content-Type": {"schema": {"type": "string", "example": "text/html"}},
    "Transfer-Encoding": {"schema": {"type": "string", "example": "chunked"}},
}


def test_sends_the_documented_headers_whose_values_are_known(tmp_path: Path) -> None:
    paths = item_paths()
    paths["/items"]["post"]["responses"]["201"]["headers"] = HEADERS
    response = UserSpecMock(tmp_path, paths).client.post("/items", json={"name": "Rex"})
    headers = {name: value for name, value in response.headers.items() if name in {each.lower() for each in HEADERS}}
    assert headers == {
        "x-example": "north",
        "x-number": "42",
        "x-named": "east",
        "x-list": "a,b",
        "x-content": '{"a":1}',
        "x-required": "0",
        "content-type": JSON,
    }


@pytest.mark.parametrize(
    ("values", "accepted", "encoding"),
    [
        (["gzip", "br"], "gzip, deflate", "gzip"),
        (["br"], "gzip, br", None),
        (["gzip"], "identity", None),
        (["gzip"], "gzip;q=0", None),
    ],
)
def test_compresses_a_response_only_as_documented_and_accepted(
    tmp_path: Path, values: list[str], accepted: str, encoding: str | None
) -> None:
    paths = item_paths()
    header = {"required": True, "schema": {"type": "string", "enum": values}}
    paths["/items"]["post"]["responses"]["201"]["headers"] = {"Content-Encoding": header}
    client = UserSpecMock(tmp_path, paths).client
    response = client.post("/items", json={"name": "Rex"}, headers={"Accept-Encoding": accepted})
    assert response.headers.get("Content-Encoding") == encoding
    assert response.json()["name"] == "Rex"  # decompressed by the client
