"""Collections of a spec without links: create, read, list, change and remove items, as the paths imply."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.mock.user_spec import RESOURCE_SCHEMA, UserSpecMock, resource_paths, response_object, schema_ref


@pytest.fixture(params=[False, True], ids=["memory", "sqlite"])
def mock(tmp_path: Path, request: pytest.FixtureRequest) -> UserSpecMock:
    return UserSpecMock(tmp_path, resource_paths(), db=request.param)


def test_created_items_can_be_read_listed_changed_and_removed(mock: UserSpecMock) -> None:
    first = mock.request("POST", "/items", {"name": "first", "secret": "s"}, 201)
    second = mock.request("POST", "/items", {"name": "second"}, 201)
    assert first["id"] != second["id"]
    assert "secret" not in first
    assert mock.request("GET", f"/items/{first['id']}") == first
    assert mock.request("GET", "/items") == [first, second]
    assert mock.request("PUT", f"/items/{first['id']}", {"name": "changed"})["name"] == "changed"
    patched = mock.request("PATCH", f"/items/{first['id']}", {"name": "patched"})
    assert patched == {**first, "name": "patched"}
    assert mock.request("GET", f"/items/{first['id']}") == patched
    assert mock.request("GET", "/items") == [patched, second]
    mock.request("DELETE", f"/items/{first['id']}", status=204)
    mock.request("GET", f"/items/{first['id']}", status=404)
    mock.request("DELETE", f"/items/{first['id']}", status=404)
    assert mock.request("GET", "/items") == [second]
    mock.request("DELETE", f"/items/{second['id']}", status=204)
    assert mock.request("GET", "/items") == []


def test_read_only_property_in_a_request_is_ignored(mock: UserSpecMock) -> None:
    created = mock.request("POST", "/items", {"name": "a", "id": "mine"}, 201)
    assert created["id"] != "mine"


def test_empty_collection_returns_generated_items_that_can_be_read(mock: UserSpecMock) -> None:
    for item in mock.request("GET", "/items"):
        assert mock.request("GET", f"/items/{item['id']}") == item
    mock.request("GET", "/items/item-1", status=404)


def test_unknown_id_returns_an_item_if_no_404_is_documented(tmp_path: Path) -> None:
    for name, example in (("sampled", None), ("example", {"id": "other", "name": "Other"})):
        paths = resource_paths()
        paths["/items/{id}"]["get"]["responses"] = response_object(schema_ref(), example)
        assert UserSpecMock(tmp_path / name, paths).request("GET", "/items/item-1")["id"] == "item-1"


def test_unknown_id_returns_an_item_if_no_operation_creates_items(tmp_path: Path) -> None:
    paths = resource_paths()
    del paths["/items"]["post"], paths["/items/{id}"]["put"]
    assert UserSpecMock(tmp_path, paths).request("GET", "/items/item-1")["id"] == "item-1"


def test_example_is_only_returned_for_its_id(tmp_path: Path) -> None:
    example = {"id": 7, "name": "Seventh"}
    schema = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer", "readOnly": True}}}
    paths = resource_paths(integers=True)
    paths["/items/{id}"]["get"]["responses"].update(response_object(schema_ref(), example))
    mock = UserSpecMock(tmp_path, paths, {"Item": schema})
    assert mock.request("GET", "/items/7") == example
    mock.request("GET", "/items/123456", status=404)
    mock.request("DELETE", "/items/123456", status=404)
    mock.request("DELETE", "/items/7", status=204)
    mock.request("GET", "/items/7", status=404)


def test_items_of_a_documented_list_can_be_read_changed_and_removed(tmp_path: Path) -> None:
    mock = UserSpecMock(
        tmp_path, resource_paths(listed=[{"id": "one", "name": "First"}, {"id": "two", "name": "Second"}])
    )
    assert mock.request("GET", "/items/two") == {"id": "two", "name": "Second"}
    mock.request("PATCH", "/items/two", {"name": "Changed"})
    assert mock.request("GET", "/items/two") == {"id": "two", "name": "Changed"}
    mock.request("DELETE", "/items/one", status=204)
    mock.request("GET", "/items/one", status=404)


@pytest.mark.parametrize(
    ("parameter", "property_name", "kind"),
    [
        ("itemId", "itemId", "string"),
        ("item_id", "itemId", "string"),
        ("item_id", "id", "integer"),
        ("itemNumber", "number", "integer"),
        ("key", "_id", "string"),
        ("slug", "slug", "string"),
    ],
)
def test_id_property_is_named_like_the_parameter_or_its_last_word_or_id(
    tmp_path: Path, parameter: str, property_name: str, kind: str
) -> None:
    schema = {
        "type": "object",
        "required": [property_name],
        "properties": {property_name: {"type": kind, "readOnly": True}, "name": {"type": "string"}},
    }
    paths = resource_paths("/v1/items", f"/v1/items/{{{parameter}}}", integers=kind == "integer")
    mock = UserSpecMock(tmp_path, paths, {"Item": schema})
    created = [mock.request("POST", "/v1/items", {"name": name}, 201) for name in ("a", "b")]
    assert created[0][property_name] != created[1][property_name]
    assert mock.request("GET", f"/v1/items/{created[0][property_name]}") == created[0]
    assert mock.request("GET", "/v1/items") == created


def test_item_with_a_client_provided_id_is_read_by_it(tmp_path: Path) -> None:
    schema = {"type": "object", "required": ["slug"], "properties": {"slug": {"type": "string"}}}
    mock = UserSpecMock(tmp_path, resource_paths("/items", "/items/{slug}"), {"Item": schema})
    mock.request("POST", "/items", {"slug": "mine"}, 201)
    assert mock.request("GET", "/items/mine") == {"slug": "mine"}
    assert mock.request("GET", "/items") == [{"slug": "mine"}]


@pytest.mark.parametrize(
    ("schema", "example"),
    [
        ({"type": "string", "pattern": "^ord_[a-z0-9]{12}$", "example": "ord_000000000001"}, "ord_000000000001"),
        ({"type": "string", "pattern": "^[A-Z0-9]{8}$"}, "AB12CD34"),
        ({"type": "string", "pattern": "^[0-9]{3}-[0-9]{7}$"}, "001-0000001"),
        ({"type": "string", "maxLength": 8}, None),
        ({"type": "integer", "maximum": 99_999}, None),
    ],
)
def test_new_ids_match_the_schema(tmp_path: Path, schema: Any, example: str | None) -> None:
    schema = {"type": "object", "required": ["id"], "properties": {"id": {**schema, "readOnly": True}}}
    paths = resource_paths(integers=schema["type"] == "integer")
    if example is not None:
        paths["/items"]["post"]["responses"] = response_object(schema_ref(), {"id": example}, status="201")
    mock = UserSpecMock(tmp_path, paths, {"Item": schema})
    ids = {mock.request("POST", "/items", {}, 201)["id"] for _ in range(5)}
    assert len(ids - {example}) == 5
    assert {each["id"] for each in mock.request("GET", "/items")} == ids


def test_new_ids_have_the_prefix_of_a_long_example(tmp_path: Path) -> None:
    paths = resource_paths()
    example = {"id": "tsk_" + "0" * 32, "name": "a"}
    paths["/items"]["post"]["responses"] = response_object(schema_ref(), example, status="201")
    mock = UserSpecMock(tmp_path, paths)
    ids = {mock.request("POST", "/items", {"name": "a"}, 201)["id"] for _ in range(2)}
    assert all(re.fullmatch("tsk_[0-9a-f]{32}", each) for each in ids)
    assert len(ids - {example["id"]}) == 2


def test_trailing_slash_in_paths_is_supported(tmp_path: Path) -> None:
    mock = UserSpecMock(tmp_path, resource_paths("/items/", "/items/{id}/"))
    created = mock.request("POST", "/items/", {"name": "a"}, 201)
    assert mock.request("GET", f"/items/{created['id']}/") == created
    assert mock.request("GET", "/items/") == [created]


def test_list_in_an_envelope_has_totals_and_pages(tmp_path: Path) -> None:
    envelope = {
        "type": "object",
        "required": ["items", "meta"],
        "properties": {
            "items": {"type": "array", "items": schema_ref()},
            "total": {"type": "integer"},
            "meta": {"type": "object", "required": ["total_count"], "properties": {"total_count": {"type": "integer"}}},
        },
    }
    mock = UserSpecMock(tmp_path, resource_paths(listing=envelope, query=("limit", "offset", "page")))
    created = [mock.request("POST", "/items", {"name": str(number)}, 201) for number in range(5)]
    assert mock.request("GET", "/items") == {"items": created, "total": 5, "meta": {"total_count": 5}}
    for query, expected in (
        ("limit=2", created[:2]),
        ("limit=2&offset=3", created[3:]),
        ("limit=2&page=2", created[2:4]),
        ("offset=4", created[4:]),
        ("limit=0", []),
        ("limit=2&page=9", []),
    ):
        answered = mock.request("GET", f"/items?{query}")
        assert (answered["items"], answered["total"]) == (expected, 5)


def test_items_created_in_an_envelope_are_listed_without_it(tmp_path: Path) -> None:
    wrapped = {"type": "object", "required": ["data"], "properties": {"data": schema_ref()}}
    paths = resource_paths(
        created=wrapped, listing={"type": "object", "properties": {"data": {"type": "array", "items": schema_ref()}}}
    )
    paths["/items/{id}"]["get"]["responses"].update(response_object(wrapped))
    mock = UserSpecMock(tmp_path, paths)
    created = mock.request("POST", "/items", {"name": "a"}, 201)
    assert mock.request("GET", f"/items/{created['data']['id']}") == created
    assert mock.request("GET", "/items") == {"data": [created["data"]]}


def test_list_items_may_differ_in_schema_from_a_read(tmp_path: Path) -> None:
    short = {
        "type": "object",
        "required": ["id", "label"],
        "additionalProperties": False,
        "properties": {"id": {"type": "string"}, "label": {"type": "string"}},
    }
    mock = UserSpecMock(tmp_path, resource_paths(listing={"type": "array", "items": short}))
    created = mock.request("POST", "/items", {"name": "a"}, 201)
    (listed,) = mock.request("GET", "/items")
    assert listed.keys() == {"id", "label"}
    assert listed["id"] == created["id"]


def test_documented_items_are_listed_first_and_can_be_changed_and_removed(tmp_path: Path) -> None:
    examples = [{"id": "one", "name": "First"}, {"id": "two", "name": "Second"}]
    mock = UserSpecMock(tmp_path, resource_paths(listed=examples))
    assert mock.request("GET", "/items") == examples
    created = mock.request("POST", "/items", {"name": "a"}, 201)
    assert mock.request("GET", "/items") == [*examples, created]
    mock.request("DELETE", "/items/one", status=204)
    mock.request("PATCH", "/items/two", {"name": "Changed"})
    assert mock.request("GET", "/items") == [{"id": "two", "name": "Changed"}, created]


def test_collections_with_different_path_parameters_are_separate(tmp_path: Path) -> None:
    mock = UserSpecMock(tmp_path, resource_paths("/clinics/{clinic}/items", "/clinics/{clinic}/items/{id}"))
    one = mock.request("POST", "/clinics/a/items", {"name": "one"}, 201)
    two = mock.request("POST", "/clinics/b/items", {"name": "two"}, 201)
    assert mock.request("GET", "/clinics/a/items") == [one]
    assert mock.request("GET", "/clinics/b/items") == [two]
    assert mock.request("GET", "/clinics/c/items") == []
    mock.request("DELETE", f"/clinics/a/items/{one['id']}", status=204)
    mock.request("GET", f"/clinics/a/items/{one['id']}", status=404)
    assert mock.request("GET", f"/clinics/b/items/{two['id']}") == two


def test_put_with_documented_201_creates_an_item(tmp_path: Path) -> None:
    paths = resource_paths()
    paths["/items/{id}"]["put"]["responses"] = {
        **response_object(schema_ref(), status="201"),
        "404": {"description": ""},
    }
    mock = UserSpecMock(tmp_path, paths)
    assert mock.request("PUT", "/items/mine", {"name": "a"}, 201)["name"] == "a"
    assert mock.request("GET", "/items/mine")["name"] == "a"
    assert [each["id"] for each in mock.request("GET", "/items")] == ["mine"]


def test_delete_may_return_the_removed_item(tmp_path: Path) -> None:
    paths = resource_paths()
    paths["/items/{id}"]["delete"]["responses"] = response_object(schema_ref())
    mock = UserSpecMock(tmp_path, paths)
    created = mock.request("POST", "/items", {"name": "a"}, 201)
    assert mock.request("DELETE", f"/items/{created['id']}")["id"] == created["id"]
    mock.request("GET", f"/items/{created['id']}", status=404)


@pytest.mark.parametrize(
    "listing",
    [
        {
            "type": "object",
            "required": ["new", "old"],
            "properties": {name: {"type": "array", "items": schema_ref()} for name in ("new", "old")},
        },
        {"type": "object", "required": ["count"], "properties": {"count": {"type": "integer"}}},
        {"type": "string"},
    ],
    ids=["several arrays", "no array", "text"],
)
def test_list_without_exactly_one_array_stays_as_documented(tmp_path: Path, listing: Any) -> None:
    mock = UserSpecMock(tmp_path, resource_paths(listing=listing))
    before = mock.request("GET", "/items")
    mock.request("POST", "/items", {"name": "a"}, 201)
    assert mock.request("GET", "/items") == before


def test_create_response_without_id_creates_no_item(tmp_path: Path) -> None:
    mock = UserSpecMock(
        tmp_path, resource_paths("/items", "/items/{code}", created={"type": "object", "properties": {"ok": {}}})
    )
    before = mock.request("GET", "/items")
    mock.request("POST", "/items", {"name": "a"}, 201)
    assert mock.request("GET", "/items") == before


def test_spec_without_schemas_returns_its_examples(tmp_path: Path) -> None:
    paths = {
        "/items": {
            "get": {"responses": response_object(example=[{"id": 1}])},
            "post": {
                "requestBody": {"content": {"application/json": {}}},
                "responses": response_object(example={"id": 1}),
            },
        },
        "/items/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": {}}],
            "get": {"responses": response_object(example={"id": 1})},
            "delete": {"responses": response_object(status="204")},
        },
    }
    mock = UserSpecMock(tmp_path, paths)
    assert mock.request("POST", "/items", {"any": "value"}) == {"id": 1}
    assert mock.request("GET", "/items") == [{"id": 1}]
    mock.request("DELETE", "/items/1", status=204)


PAGE = {
    "type": "object",
    "required": ["items", "count", "links", "cursor", "has_more"],
    "properties": {
        "items": {"type": "array", "items": schema_ref()},
        "count": {"type": "integer"},
        "next": {"type": "string"},
        "next_page": {"type": ["integer", "null"]},
        "cursor": {"type": "string"},
        "has_more": {"type": "boolean"},
        "status_code": {"type": "integer"},
        "links": {"type": "object", "properties": {"next": {"type": ["string", "null"], "format": "uri"}}},
    },
}


def test_complete_list_has_no_links_to_other_pages(tmp_path: Path) -> None:
    mock = UserSpecMock(tmp_path, resource_paths(listing=PAGE, query=("limit",)))
    nowhere = {"next_page": None, "cursor": "", "has_more": False, "links": {"next": None}, "status_code": 200}
    before = mock.request("GET", "/items")
    assert before == {**nowhere, "items": before["items"], "count": len(before["items"])}
    created = [mock.request("POST", "/items", {"name": name}, 201) for name in "ab"]
    assert mock.request("GET", "/items") == {**nowhere, "items": created, "count": 2}
    assert mock.request("GET", "/items?limit=1") == {**nowhere, "items": created[:1], "count": 2, "has_more": True}


def test_example_list_keeps_its_links_until_an_item_is_created(tmp_path: Path) -> None:
    example = {"items": [{"id": "1", "name": "a"}], "count": 9, "next": "more", "cursor": "x", "has_more": True}
    example["links"] = {}
    mock = UserSpecMock(tmp_path, resource_paths(listing=PAGE, listed=example))
    assert mock.request("GET", "/items") == example
    mock.request("POST", "/items", {"name": "b"}, 201)
    listed = mock.request("GET", "/items")
    assert ("next" in listed, listed["count"], listed["has_more"]) == (False, 2, False)


def test_list_is_filtered_by_query_parameters_named_like_a_property(tmp_path: Path) -> None:
    room = {"type": "string", "enum": ["R1", "R2"]}
    schema = {"type": "object", "required": ["id"], "properties": {**RESOURCE_SCHEMA["properties"], "room": room}}
    paths = resource_paths(query=("limit",))
    strings = [{"name": name, "in": "query", "schema": {"type": "string"}} for name in ("room", "sort")]
    number = {"name": "name", "in": "query", "schema": {"type": "integer"}}
    paths["/items"]["get"]["parameters"] += [*strings, number]
    mock = UserSpecMock(tmp_path, paths, {"Item": schema})
    one, two, _ = (
        mock.request("POST", "/items", each, 201) for each in ({"room": "R1"}, {"room": "R2"}, {"name": "c"})
    )
    assert mock.request("GET", "/items?room=R2&sort=name&name=1&limit=5") == [two]
    assert mock.request("GET", "/items?room=R1") == [one]
    assert mock.request("GET", "/items?room=R3") == []


def test_documented_location_header_is_the_url_of_the_new_item(tmp_path: Path) -> None:
    for name, schema, begin in (("whole", {}, "http://mock/own"), ("path", {"schema": {"pattern": "^/"}}, "/own")):
        paths = resource_paths("/clinics/{clinic}/items", "/clinics/{clinic}/items/{id}")
        paths["/clinics/{clinic}/items"]["post"]["responses"]["201"]["headers"] = {"location": schema}
        mock = UserSpecMock(tmp_path / name, paths)
        response = mock.client.post("/clinics/a%20b%2Fc/items", json={"name": "a"})
        assert response.headers["Location"] == f"{begin}/clinics/a%20b%2Fc/items/{response.json()['id']}"
        assert mock.client.get(response.headers["Location"].removeprefix("/own")).json() == response.json()


def test_undocumented_location_header_is_not_sent(mock: UserSpecMock) -> None:
    assert "Location" not in mock.client.post("/items", json={"name": "a"}).headers


@pytest.mark.parametrize("documented", [True, False])
def test_duplicate_client_provided_id_returns_409_if_documented(tmp_path: Path, documented: bool) -> None:
    book = {"type": "object", "required": ["isbn"], "properties": {"isbn": {"type": "string"}, "by": RESOURCE_SCHEMA}}
    paths = resource_paths("/books", "/books/{isbn}", resource=schema_ref("Book"))
    if documented:
        paths["/books"]["post"]["responses"]["409"] = {"description": "Known"}
    mock = UserSpecMock(tmp_path, paths, {"Book": book})
    mock.request("POST", "/books", {"isbn": "1"}, 201)
    mock.request("POST", "/books", {"isbn": "2"}, 201)
    mock.request("POST", "/books", {"isbn": "1"}, 409 if documented else 201)
    mock.request("DELETE", "/books/1", status=204)
    mock.request("POST", "/books", {"isbn": "1"}, 201)


def test_generated_ids_never_conflict(tmp_path: Path) -> None:
    paths = resource_paths()
    paths["/items"]["post"]["responses"]["409"] = {"description": "Known"}
    mock = UserSpecMock(tmp_path, paths)
    assert len({mock.request("POST", "/items", {"name": "a", "id": "mine"}, 201)["id"] for _ in range(2)}) == 2


@pytest.mark.parametrize("is_wrapped", [False, True], ids=["item", "envelope"])
def test_created_items_are_listed_if_no_operation_reads_one(tmp_path: Path, is_wrapped: bool) -> None:
    wrapped = {"type": "object", "required": ["data"], "properties": {"data": schema_ref()}}
    paths = resource_paths(created=wrapped if is_wrapped else None)
    del paths["/items/{id}"]
    mock = UserSpecMock(tmp_path, paths)
    created = [mock.request("POST", "/items", {"name": name}, 201) for name in "ab"]
    assert mock.request("GET", "/items") == [each["data"] if is_wrapped else each for each in created]


def test_object_with_an_array_stays_as_documented_after_a_post(tmp_path: Path) -> None:
    settings = {"type": "object", "properties": {"id": {"type": "string"}, "rooms": {"type": "array"}}}
    paths = resource_paths("/settings", "/settings/{id}", listing=schema_ref(), created=schema_ref())
    del paths["/settings/{id}"]
    mock = UserSpecMock(tmp_path, paths, {"Item": settings})
    before = mock.request("GET", "/settings")
    mock.request("POST", "/settings", {"rooms": [{"id": "1"}]}, 201)
    assert mock.request("GET", "/settings") == before


@pytest.mark.parametrize("name", ["0", "lists"])
def test_created_items_are_added_to_a_documented_list_with_path_parameters(tmp_path: Path, name: str) -> None:
    example = [{"id": "one", "name": "First"}]
    paths = resource_paths("/clinics/{clinic}/items", "/clinics/{clinic}/items/{id}")
    del paths["/clinics/{clinic}/items/{id}"]
    collection = paths["/clinics/{clinic}/items"]
    collection["parameters"][0]["examples"] = {name: {"value": "a"}}
    media = collection["get"]["responses"]["200"]["content"]["application/json"]
    media["examples"] = {name: {"value": example}}
    mock = UserSpecMock(tmp_path, paths)
    created = mock.request("POST", "/clinics/a/items", {"name": "new"}, 201)
    assert mock.request("GET", "/clinics/a/items") == [*example, created]


def test_list_of_any_collection_is_found_if_no_operation_reads_one_item(tmp_path: Path) -> None:
    paths = resource_paths("/clinics/{clinic}/items", "/clinics/{clinic}/items/{id}")
    del paths["/clinics/{clinic}/items/{id}"]
    paths["/clinics/{clinic}/items"]["get"]["responses"]["404"] = {"description": ""}
    mock = UserSpecMock(tmp_path, paths)
    created = mock.request("POST", "/clinics/a/items", {"name": "new"}, 201)
    assert mock.request("GET", "/clinics/a/items") == [created]
    assert mock.request("GET", "/clinics/b/items") == []


def test_collection_inside_an_item_of_the_same_name_stays_as_documented(tmp_path: Path) -> None:
    paths = resource_paths("/items/{item_id}/items", "/items/{item_id}/items/{id}")
    del paths["/items/{item_id}/items/{id}"]
    mock = UserSpecMock(tmp_path, paths)
    before = mock.request("GET", "/items/a/items")
    mock.request("POST", "/items/a/items", {"name": "new"}, 201)
    assert mock.request("GET", "/items/a/items") == before
