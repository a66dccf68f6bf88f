"""Requests for pages and filters: they show each violation of a rule about lists."""

from __future__ import annotations

from typing import Any

from caretasks.conformance.phases.list_pages import iter_cases
from caretasks.openapi.document import Api
from tests.bundled_apis import load_api
from tests.openapi.operation.paged_list import LIST_PATH, paged_list_document

VISITS: list[dict[str, Any]] = [
    {"id": "1", "state": "open", "room": 7, "staff": [{"id": "s-1"}]},
    {"id": "2", "state": None, "room": 8},
]


def sent_queries(operation_id: str, *visits: dict[str, Any], states: list[str] | None = None) -> list[dict[str, Any]]:
    document = paged_list_document()
    listing = document["paths"][LIST_PATH]["get"]
    value = {"code": 0, "data": {"visits": list(visits), "paging": {}}}
    listing["responses"]["200"]["content"]["application/json"]["example"] = value
    if states is not None:
        (state,) = (each for each in listing["parameters"] if each["name"] == "state")
        state["schema"] = {"enum": states}
    operation = Api("visits", document, None, "").get_operation(operation_id)
    return [dict(case.parameters["query"]) for case in iter_cases(operation)]


def test_sends_a_request_without_a_page_and_two_pages_of_one_item_each() -> None:
    assert sent_queries("list_visits")[:3] == [{}, {"page": "1", "limit": "1"}, {"page": "2", "limit": "1"}]


def test_sends_a_page_size_above_the_maximum() -> None:
    operation = load_api("maxcare").get_operation("list_tasks")
    assert {"pageSize": "101"} in [case.parameters["query"] for case in iter_cases(operation)]


def test_sends_each_filter_with_a_used_and_an_unused_value_and_each_two_with_those_of_one_item() -> None:
    queries = sent_queries("list_visits", *VISITS)[3:]
    assert queries == [
        {"state": "open"},
        {"state": "caretasks-unused"},
        {"rooms": "7"},
        {"rooms": "caretasks-unused"},
        {"staff_id": "s-1"},
        {"staff_id": "caretasks-unused"},
        {"state": "open", "rooms": "7"},
        {"state": "open", "staff_id": "s-1"},
        {"rooms": "7", "staff_id": "s-1"},
    ]


def test_sends_a_value_of_an_enum_that_no_item_has() -> None:
    queries = sent_queries("list_visits", *VISITS, states=["open", "closed"])
    assert [query["state"] for query in queries if query.keys() == {"state"}] == ["open", "closed"]


def test_sends_nothing_to_an_operation_without_pages() -> None:
    assert sent_queries("create_visit") == []
