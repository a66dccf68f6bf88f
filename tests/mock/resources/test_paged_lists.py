"""Lists with `x-pagination` and `x-filter`, whose items no operation reads one by one."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.mock.user_spec import UserSpecMock
from tests.openapi.operation.paged_list import LIST_PATH, PAGINATION, paged_list_document

EXAMPLE: dict[str, Any] = {
    "code": 200,
    "data": {
        "visits": [{"id": "documented", "state": "planned", "room": 1}],
        "paging": {"total": 123, "pages": 123, "page": 123, "limit": 123, "more": True},
    },
}
STATES, ROOMS, STAFF = ["planned", "done", None], [1, 2, 10], ["a", "b", "ab"]


def make_mock(folder: Path, *, example: Any = EXAMPLE, db: bool = False, **pagination: Any) -> UserSpecMock:
    """Return the mock server of the list of visits; keywords change `x-pagination`, None removes a key."""
    document = paged_list_document()
    operation = document["paths"][LIST_PATH]["get"]
    changed = {**PAGINATION, **pagination}
    operation["x-pagination"] = {key: value for key, value in changed.items() if value is not None}
    if example is not None:
        operation["responses"]["200"]["content"]["application/json"]["example"] = example
    return UserSpecMock(folder, document["paths"], document["components"]["schemas"], db=db)


def create(mock: UserSpecMock, **visit: Any) -> Any:
    """Create a visit and return it."""
    return mock.request("POST", LIST_PATH, visit, 201)["data"]


def read(mock: UserSpecMock, **query: Any) -> Any:
    """Return the data of a list response: the visits and the paging."""
    return mock.request("GET", f"{LIST_PATH}?{urlencode(query)}")["data"]


def read_ids(mock: UserSpecMock, **query: Any) -> list[str]:
    """Return the IDs of the visits of a page."""
    return [visit["id"] for visit in read(mock, **query)["visits"]]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> tuple[UserSpecMock, list[Any]]:
    """Return a mock server with 27 visits, and the visits in the order of the list."""
    mock = make_mock(tmp_path_factory.mktemp("many"))
    created = [
        create(mock, state=state, room=room, staff=[{"id": each}] if each != "ab" else [{"id": "a"}, {"id": "b"}])
        for state in STATES
        for room in ROOMS
        for each in STAFF
    ]
    return mock, [*EXAMPLE["data"]["visits"], *created]


@given(size=st.integers(1, 40))
def test_walking_all_pages_yields_each_item_once(many: tuple[UserSpecMock, list[Any]], size: int) -> None:
    mock, visits = many
    found: list[Any] = []
    for page in range(1, math.ceil(len(visits) / size) + 1):
        data = read(mock, page=page, limit=size)
        found += data["visits"]
        assert data["paging"] == {
            "total": len(visits),
            "pages": math.ceil(len(visits) / size),
            "more": len(found) < len(visits),
            "page": page,
            "limit": size,
        }
    assert found == visits


@given(
    state=st.none() | st.sampled_from(["planned", "done", "planned,done", ""]),
    rooms=st.none() | st.lists(st.sampled_from([*ROOMS, 3]), min_size=1, unique=True),
    staff_id=st.none() | st.sampled_from(["a", "b", "ab"]),
)
def test_filters_select_exactly_the_matching_items(
    many: tuple[UserSpecMock, list[Any]], state: str | None, rooms: list[int] | None, staff_id: str | None
) -> None:
    mock, visits = many
    sent = {"state": state, "rooms": rooms and ",".join(map(str, rooms)), "staff_id": staff_id}
    data = read(mock, **{name: value for name, value in sent.items() if value is not None})
    expected = [
        visit
        for visit in visits
        if state is None or visit.get("state") == state
        if rooms is None or visit.get("room") in rooms
        if staff_id is None or {"id": staff_id} in visit.get("staff", [])
    ]
    assert data["visits"] == expected
    assert data["paging"]["total"] == len(expected)


def test_page_beyond_the_last_is_empty_with_the_same_totals(many: tuple[UserSpecMock, list[Any]]) -> None:
    mock, visits = many
    for page in (4, 10**30):
        data = read(mock, page=page, limit=10)
        assert data["visits"] == []
        assert data["paging"] == {"total": len(visits), "pages": 3, "more": False, "page": page, "limit": 10}


def test_list_without_items_has_one_empty_page(many: tuple[UserSpecMock, list[Any]]) -> None:
    data = read(many[0], state="unknown")
    assert data == {"visits": [], "paging": {"total": 0, "pages": 1, "more": False, "page": 1, "limit": 50}}


@pytest.mark.parametrize("query", ["page=0", "page=-1", "page=x", "limit=0", "limit=101"])
def test_page_out_of_range_is_an_invalid_parameter(many: tuple[UserSpecMock, list[Any]], query: str) -> None:
    many[0].request("GET", f"{LIST_PATH}?{query}", status=400)


@pytest.mark.parametrize("db", [False, True], ids=["memory", "sqlite"])
def test_created_items_are_listed_after_the_documented_ones_in_order(tmp_path: Path, db: bool) -> None:
    mock = make_mock(tmp_path, db=db)
    assert read_ids(mock) == ["documented"]
    created = [create(mock, state=str(number)) for number in range(3)]
    first_page = read(mock, limit=2)["visits"]
    assert read(mock)["visits"] == [*EXAMPLE["data"]["visits"], *created]
    create(mock)
    assert read(mock, limit=2)["visits"] == first_page


def test_created_items_replace_generated_ones(tmp_path: Path) -> None:
    mock = make_mock(tmp_path, example=None)
    created = create(mock, state="planned")
    assert read(mock)["visits"] == [created]


def test_only_the_named_values_are_set(tmp_path: Path) -> None:
    mock = make_mock(tmp_path, total_pages=None, has_more=None, current_page=None, current_page_size=None)
    create(mock)
    assert read(mock)["paging"] == {**EXAMPLE["data"]["paging"], "total": 2}


def test_totals_are_added_to_an_example_without_them(tmp_path: Path) -> None:
    mock = make_mock(tmp_path, example={"code": 200, "data": {"visits": [], "paging": {}}})
    create(mock)
    assert read(mock, limit=1)["paging"] == {"total": 1, "pages": 1, "more": False, "page": 1, "limit": 1}


def test_items_are_added_to_an_example_without_a_list(tmp_path: Path) -> None:
    document = paged_list_document()
    media = document["paths"][LIST_PATH]["get"]["responses"]["200"]["content"]["application/json"]
    media["schema"]["properties"]["data"]["required"].remove("visits")
    media["example"] = {"code": 200, "data": {"paging": {}}}
    mock = UserSpecMock(tmp_path, document["paths"], document["components"]["schemas"])
    assert read(mock)["visits"] == []
    created = create(mock)
    assert read(mock)["visits"] == [created]


def test_list_without_a_default_page_size_has_one_page(tmp_path: Path) -> None:
    document = paged_list_document()
    operation = document["paths"][LIST_PATH]["get"]
    for parameter in operation["parameters"][:2]:
        del parameter["schema"]["default"]
    operation["responses"]["200"]["content"]["application/json"]["example"] = EXAMPLE
    mock = UserSpecMock(tmp_path, document["paths"], document["components"]["schemas"])
    create(mock)
    data = read(mock)
    assert (len(data["visits"]), data["paging"]["pages"], data["paging"]["page"]) == (2, 1, 1)
    assert read(mock, page=2)["visits"] == []


def test_operations_of_another_version_do_not_read_the_created_items(tmp_path: Path) -> None:
    document = paged_list_document()
    item = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    visit = document["components"]["schemas"]["Visit"]
    response = {"description": "", "content": {"application/json": {"schema": visit}}}
    document["paths"]["/v2/visits/{id}"] = {
        "get": {"operationId": "get_visit", "parameters": [item], "responses": {"200": response, "404": response}}
    }
    mock = UserSpecMock(tmp_path, document["paths"], document["components"]["schemas"])
    created = create(mock, state="done")
    assert mock.request("GET", f"/v2/visits/{created['id']}").get("state") != "done"


@given(page=st.integers(1, 9), size=st.integers(1, 9))
def test_sampled_page_is_the_last_one(many: tuple[UserSpecMock, list[Any]], page: int, size: int) -> None:
    response = many[0].client.get(f"{LIST_PATH}?page={page}&limit={size}", headers={"Prefer": "dynamic=true"})
    data = response.json()["data"]
    paging = data["paging"]
    assert len(data["visits"]) <= size
    assert (paging["page"], paging["limit"], paging["more"]) == (page, size, False)
    assert paging["total"] == (page - 1) * size + len(data["visits"])


def test_create_may_return_only_the_id(tmp_path: Path) -> None:
    document = paged_list_document()
    schema = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string", "readOnly": True}}}
    media = document["paths"][LIST_PATH]["post"]["responses"]["201"]["content"]["application/json"]
    media["schema"]["properties"]["data"] = schema
    mock = UserSpecMock(tmp_path, document["paths"], document["components"]["schemas"])
    created = create(mock, state="planned")
    assert created.keys() == {"id"}
    assert read(mock)["visits"] == [{**created, "state": "planned"}]
