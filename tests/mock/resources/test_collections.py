"""A spec of one's own without links: what the shape of its paths tells of creating, reading, listing and removing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.mock.user_spec import THING, Own, answer, ref, things


@pytest.fixture(params=[False, True], ids=["memory", "sqlite"])
def own(tmp_path: Path, request: pytest.FixtureRequest) -> Own:
    return Own(tmp_path, things(), db=request.param)


def test_what_is_created_is_read_listed_changed_and_removed(own: Own) -> None:
    first = own.ask("POST", "/things", {"name": "first", "secret": "s"}, 201)
    second = own.ask("POST", "/things", {"name": "second"}, 201)
    assert first["id"] != second["id"]
    assert "secret" not in first
    assert own.ask("GET", f"/things/{first['id']}") == first
    assert own.ask("GET", "/things") == [first, second]
    assert own.ask("PUT", f"/things/{first['id']}", {"name": "changed"})["name"] == "changed"
    patched = own.ask("PATCH", f"/things/{first['id']}", {"name": "patched"})
    assert patched == {**first, "name": "patched"}
    assert own.ask("GET", f"/things/{first['id']}") == patched
    assert own.ask("GET", "/things") == [patched, second]
    own.ask("DELETE", f"/things/{first['id']}", status=204)
    own.ask("GET", f"/things/{first['id']}", status=404)
    own.ask("DELETE", f"/things/{first['id']}", status=404)
    assert own.ask("GET", "/things") == [second]
    own.ask("DELETE", f"/things/{second['id']}", status=204)
    assert own.ask("GET", "/things") == []


def test_what_only_the_server_says_need_not_be_sent_and_has_no_effect(own: Own) -> None:
    created = own.ask("POST", "/things", {"name": "a", "id": "mine"}, 201)
    assert created["id"] != "mine"


def test_before_anything_is_created_a_list_and_its_members_are_made_up(own: Own) -> None:
    for thing in own.ask("GET", "/things"):
        assert own.ask("GET", f"/things/{thing['id']}") == thing
    own.ask("GET", "/things/asked-for", status=404)


def test_where_no_404_is_documented_a_member_is_made_up_as_the_one_that_was_asked_for(tmp_path: Path) -> None:
    for name, example in (("sampled", None), ("shown", {"id": "other", "name": "Other"})):
        paths = things()
        paths["/things/{id}"]["get"]["responses"] = answer(ref(), example)
        assert Own(tmp_path / name, paths).ask("GET", "/things/asked-for")["id"] == "asked-for"


def test_where_nothing_creates_a_member_it_is_made_up_too(tmp_path: Path) -> None:
    paths = things()
    del paths["/things"]["post"], paths["/things/{id}"]["put"]
    assert Own(tmp_path, paths).ask("GET", "/things/asked-for")["id"] == "asked-for"


def test_an_example_is_found_by_its_own_id_and_by_no_other(tmp_path: Path) -> None:
    example = {"id": 7, "name": "Seventh"}
    thing = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer", "readOnly": True}}}
    paths = things(integers=True)
    paths["/things/{id}"]["get"]["responses"].update(answer(ref(), example))
    own = Own(tmp_path, paths, {"Thing": thing})
    assert own.ask("GET", "/things/7") == example
    own.ask("GET", "/things/123456", status=404)
    own.ask("DELETE", "/things/123456", status=404)
    own.ask("DELETE", "/things/7", status=204)
    own.ask("GET", "/things/7", status=404)


def test_what_a_list_shows_can_be_read_changed_and_removed(tmp_path: Path) -> None:
    own = Own(tmp_path, things(listed=[{"id": "one", "name": "First"}, {"id": "two", "name": "Second"}]))
    assert own.ask("GET", "/things/two") == {"id": "two", "name": "Second"}
    own.ask("PATCH", "/things/two", {"name": "Changed"})
    assert own.ask("GET", "/things/two") == {"id": "two", "name": "Changed"}
    own.ask("DELETE", "/things/one", status=204)
    own.ask("GET", "/things/one", status=404)


@pytest.mark.parametrize(
    ("parameter", "property_name", "kind"),
    [
        ("thingId", "thingId", "string"),
        ("thing_id", "thingId", "string"),
        ("thing_id", "id", "integer"),
        ("thingNumber", "number", "integer"),
        ("key", "_id", "string"),
        ("slug", "slug", "string"),
    ],
)
def test_a_member_is_named_as_the_parameter_or_id_or_its_last_word(
    tmp_path: Path, parameter: str, property_name: str, kind: str
) -> None:
    thing = {
        "type": "object",
        "required": [property_name],
        "properties": {property_name: {"type": kind, "readOnly": True}, "name": {"type": "string"}},
    }
    paths = things("/v1/things", f"/v1/things/{{{parameter}}}", integers=kind == "integer")
    own = Own(tmp_path, paths, {"Thing": thing})
    created = [own.ask("POST", "/v1/things", {"name": name}, 201) for name in ("a", "b")]
    assert created[0][property_name] != created[1][property_name]
    assert own.ask("GET", f"/v1/things/{created[0][property_name]}") == created[0]
    assert own.ask("GET", "/v1/things") == created


def test_what_a_client_names_itself_is_found_by_that_name(tmp_path: Path) -> None:
    thing = {"type": "object", "required": ["slug"], "properties": {"slug": {"type": "string"}}}
    own = Own(tmp_path, things("/things", "/things/{slug}"), {"Thing": thing})
    own.ask("POST", "/things", {"slug": "mine"}, 201)
    assert own.ask("GET", "/things/mine") == {"slug": "mine"}
    assert own.ask("GET", "/things") == [{"slug": "mine"}]


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
def test_ids_of_a_form_are_new_too(tmp_path: Path, schema: Any, example: str | None) -> None:
    thing = {"type": "object", "required": ["id"], "properties": {"id": {**schema, "readOnly": True}}}
    paths = things(integers=schema["type"] == "integer")
    if example is not None:
        paths["/things"]["post"]["responses"] = answer(ref(), {"id": example}, status="201")
    own = Own(tmp_path, paths, {"Thing": thing})
    ids = {own.ask("POST", "/things", {}, 201)["id"] for _ in range(5)}
    assert len(ids - {example}) == 5
    assert {each["id"] for each in own.ask("GET", "/things")} == ids


def test_a_closing_slash_changes_nothing(tmp_path: Path) -> None:
    own = Own(tmp_path, things("/things/", "/things/{id}/"))
    created = own.ask("POST", "/things/", {"name": "a"}, 201)
    assert own.ask("GET", f"/things/{created['id']}/") == created
    assert own.ask("GET", "/things/") == [created]


def test_an_envelope_counts_what_it_holds(tmp_path: Path) -> None:
    envelope = {
        "type": "object",
        "required": ["items", "meta"],
        "properties": {
            "items": {"type": "array", "items": ref()},
            "total": {"type": "integer"},
            "meta": {"type": "object", "required": ["total_count"], "properties": {"total_count": {"type": "integer"}}},
        },
    }
    own = Own(tmp_path, things(listing=envelope, query=("limit", "offset", "page")))
    created = [own.ask("POST", "/things", {"name": str(number)}, 201) for number in range(5)]
    assert own.ask("GET", "/things") == {"items": created, "total": 5, "meta": {"total_count": 5}}
    for query, expected in (
        ("limit=2", created[:2]),
        ("limit=2&offset=3", created[3:]),
        ("limit=2&page=2", created[2:4]),
        ("offset=4", created[4:]),
        ("limit=0", []),
        ("limit=2&page=9", []),
    ):
        answered = own.ask("GET", f"/things?{query}")
        assert (answered["items"], answered["total"]) == (expected, 5)


def test_answers_in_an_envelope_are_kept_and_listed_without_it(tmp_path: Path) -> None:
    wrapped = {"type": "object", "required": ["data"], "properties": {"data": ref()}}
    paths = things(
        created=wrapped, listing={"type": "object", "properties": {"data": {"type": "array", "items": ref()}}}
    )
    paths["/things/{id}"]["get"]["responses"].update(answer(wrapped))
    own = Own(tmp_path, paths)
    created = own.ask("POST", "/things", {"name": "a"}, 201)
    assert own.ask("GET", f"/things/{created['data']['id']}") == created
    assert own.ask("GET", "/things") == {"data": [created["data"]]}


def test_a_list_may_show_less_or_other_things_than_a_read(tmp_path: Path) -> None:
    short = {
        "type": "object",
        "required": ["id", "label"],
        "additionalProperties": False,
        "properties": {"id": {"type": "string"}, "label": {"type": "string"}},
    }
    own = Own(tmp_path, things(listing={"type": "array", "items": short}))
    created = own.ask("POST", "/things", {"name": "a"}, 201)
    (shown,) = own.ask("GET", "/things")
    assert shown.keys() == {"id", "label"}
    assert shown["id"] == created["id"]


def test_documented_ones_come_first_and_are_changed_and_removed_too(tmp_path: Path) -> None:
    examples = [{"id": "one", "name": "First"}, {"id": "two", "name": "Second"}]
    own = Own(tmp_path, things(listed=examples))
    assert own.ask("GET", "/things") == examples
    created = own.ask("POST", "/things", {"name": "a"}, 201)
    assert own.ask("GET", "/things") == [*examples, created]
    own.ask("DELETE", "/things/one", status=204)
    own.ask("PATCH", "/things/two", {"name": "Changed"})
    assert own.ask("GET", "/things") == [{"id": "two", "name": "Changed"}, created]


def test_what_belongs_to_different_parents_is_kept_apart(tmp_path: Path) -> None:
    own = Own(tmp_path, things("/clinics/{clinic}/things", "/clinics/{clinic}/things/{id}"))
    one = own.ask("POST", "/clinics/a/things", {"name": "one"}, 201)
    two = own.ask("POST", "/clinics/b/things", {"name": "two"}, 201)
    assert own.ask("GET", "/clinics/a/things") == [one]
    assert own.ask("GET", "/clinics/b/things") == [two]
    assert own.ask("GET", "/clinics/c/things") == []
    own.ask("DELETE", f"/clinics/a/things/{one['id']}", status=204)
    own.ask("GET", f"/clinics/a/things/{one['id']}", status=404)
    assert own.ask("GET", f"/clinics/b/things/{two['id']}") == two


def test_a_put_may_create(tmp_path: Path) -> None:
    paths = things()
    paths["/things/{id}"]["put"]["responses"] = {**answer(ref(), status="201"), "404": {"description": ""}}
    own = Own(tmp_path, paths)
    assert own.ask("PUT", "/things/mine", {"name": "a"}, 201)["name"] == "a"
    assert own.ask("GET", "/things/mine")["name"] == "a"
    assert [each["id"] for each in own.ask("GET", "/things")] == ["mine"]


def test_a_delete_may_answer_with_what_is_gone(tmp_path: Path) -> None:
    paths = things()
    paths["/things/{id}"]["delete"]["responses"] = answer(ref())
    own = Own(tmp_path, paths)
    created = own.ask("POST", "/things", {"name": "a"}, 201)
    assert own.ask("DELETE", f"/things/{created['id']}")["id"] == created["id"]
    own.ask("GET", f"/things/{created['id']}", status=404)


@pytest.mark.parametrize(
    "listing",
    [
        {
            "type": "object",
            "required": ["new", "old"],
            "properties": {name: {"type": "array", "items": ref()} for name in ("new", "old")},
        },
        {"type": "object", "required": ["count"], "properties": {"count": {"type": "integer"}}},
        {"type": "string"},
    ],
    ids=["several arrays", "no array", "text"],
)
def test_what_is_no_list_that_can_be_told_stays_as_it_was(tmp_path: Path, listing: Any) -> None:
    own = Own(tmp_path, things(listing=listing))
    before = own.ask("GET", "/things")
    own.ask("POST", "/things", {"name": "a"}, 201)
    assert own.ask("GET", "/things") == before


def test_an_answer_that_names_no_member_creates_none(tmp_path: Path) -> None:
    own = Own(tmp_path, things("/things", "/things/{code}", created={"type": "object", "properties": {"ok": {}}}))
    before = own.ask("GET", "/things")
    own.ask("POST", "/things", {"name": "a"}, 201)
    assert own.ask("GET", "/things") == before


def test_a_document_without_schemas_is_answered_from_its_examples(tmp_path: Path) -> None:
    paths = {
        "/things": {
            "get": {"responses": answer(example=[{"id": 1}])},
            "post": {"requestBody": {"content": {"application/json": {}}}, "responses": answer(example={"id": 1})},
        },
        "/things/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": {}}],
            "get": {"responses": answer(example={"id": 1})},
            "delete": {"responses": answer(status="204")},
        },
    }
    own = Own(tmp_path, paths)
    assert own.ask("POST", "/things", {"any": "thing"}) == {"id": 1}
    assert own.ask("GET", "/things") == [{"id": 1}]
    own.ask("DELETE", "/things/1", status=204)


PAGE = {
    "type": "object",
    "required": ["items", "count", "links", "cursor", "has_more"],
    "properties": {
        "items": {"type": "array", "items": ref()},
        "count": {"type": "integer"},
        "next": {"type": "string"},
        "next_page": {"type": ["integer", "null"]},
        "cursor": {"type": "string"},
        "has_more": {"type": "boolean"},
        "status_code": {"type": "integer"},
        "links": {"type": "object", "properties": {"next": {"type": ["string", "null"], "format": "uri"}}},
    },
}


def test_a_complete_list_leads_nowhere(tmp_path: Path) -> None:
    own = Own(tmp_path, things(listing=PAGE, query=("limit",)))
    nowhere = {"next_page": None, "cursor": "", "has_more": False, "links": {"next": None}, "status_code": 200}
    before = own.ask("GET", "/things")
    assert before == {**nowhere, "items": before["items"], "count": len(before["items"])}
    created = [own.ask("POST", "/things", {"name": name}, 201) for name in "ab"]
    assert own.ask("GET", "/things") == {**nowhere, "items": created, "count": 2}
    assert own.ask("GET", "/things?limit=1") == {**nowhere, "items": created[:1], "count": 2, "has_more": True}


def test_an_example_keeps_its_links_until_there_is_more_to_show(tmp_path: Path) -> None:
    example = {"items": [{"id": "1", "name": "a"}], "count": 9, "next": "more", "cursor": "x", "has_more": True}
    example["links"] = {}
    own = Own(tmp_path, things(listing=PAGE, listed=example))
    assert own.ask("GET", "/things") == example
    own.ask("POST", "/things", {"name": "b"}, 201)
    listed = own.ask("GET", "/things")
    assert ("next" in listed, listed["count"], listed["has_more"]) == (False, 2, False)


def test_a_list_is_filtered_by_what_a_query_and_an_item_both_call_the_same(tmp_path: Path) -> None:
    room = {"type": "string", "enum": ["R1", "R2"]}
    thing = {"type": "object", "required": ["id"], "properties": {**THING["properties"], "room": room}}
    paths = things(query=("limit",))
    texts = [{"name": name, "in": "query", "schema": {"type": "string"}} for name in ("room", "sort")]
    number = {"name": "name", "in": "query", "schema": {"type": "integer"}}
    paths["/things"]["get"]["parameters"] += [*texts, number]
    own = Own(tmp_path, paths, {"Thing": thing})
    one, two, _ = (own.ask("POST", "/things", each, 201) for each in ({"room": "R1"}, {"room": "R2"}, {"name": "c"}))
    assert own.ask("GET", "/things?room=R2&sort=name&name=1&limit=5") == [two]
    assert own.ask("GET", "/things?room=R1") == [one]
    assert own.ask("GET", "/things?room=elsewhere") == []


def test_a_documented_location_is_where_the_thing_is(tmp_path: Path) -> None:
    for name, schema, begin in (("whole", {}, "http://mock/own"), ("path", {"schema": {"pattern": "^/"}}, "/own")):
        paths = things("/clinics/{clinic}/things", "/clinics/{clinic}/things/{id}")
        paths["/clinics/{clinic}/things"]["post"]["responses"]["201"]["headers"] = {"location": schema}
        own = Own(tmp_path / name, paths)
        response = own.client.post("/clinics/a%20b%2Fc/things", json={"name": "a"})
        assert response.headers["Location"] == f"{begin}/clinics/a%20b%2Fc/things/{response.json()['id']}"
        assert own.client.get(response.headers["Location"].removeprefix("/own")).json() == response.json()


def test_without_a_documented_location_none_is_sent(own: Own) -> None:
    assert "Location" not in own.client.post("/things", json={"name": "a"}).headers


@pytest.mark.parametrize("documented", [True, False])
def test_what_is_named_by_its_caller_is_there_once_if_a_conflict_is_documented(
    tmp_path: Path, documented: bool
) -> None:
    book = {"type": "object", "required": ["isbn"], "properties": {"isbn": {"type": "string"}, "by": THING}}
    paths = things("/books", "/books/{isbn}", thing=ref("Book"))
    if documented:
        paths["/books"]["post"]["responses"]["409"] = {"description": "Known"}
    own = Own(tmp_path, paths, {"Book": book})
    own.ask("POST", "/books", {"isbn": "1"}, 201)
    own.ask("POST", "/books", {"isbn": "2"}, 201)
    own.ask("POST", "/books", {"isbn": "1"}, 409 if documented else 201)
    own.ask("DELETE", "/books/1", status=204)
    own.ask("POST", "/books", {"isbn": "1"}, 201)


def test_ids_that_the_server_makes_are_in_no_conflict(tmp_path: Path) -> None:
    paths = things()
    paths["/things"]["post"]["responses"]["409"] = {"description": "Known"}
    own = Own(tmp_path, paths)
    assert len({own.ask("POST", "/things", {"name": "a", "id": "mine"}, 201)["id"] for _ in range(2)}) == 2
