"""Lint problems with `x-pagination` and `x-filter`."""

from __future__ import annotations

from typing import Any

import pytest

from caretasks.openapi.lint.document import find_problems
from tests.openapi.operation.paged_list import LIST_PATH, LIST_POINTER, PAGINATION, paged_list_document

STATE, STAFF = 2, 4  # the indexes of parameters


def test_a_paged_and_filtered_list_has_no_problem() -> None:
    assert find_problems(paged_list_document()) == []


PAGINATION_PROBLEMS: dict[str, tuple[Any, str, str]] = {
    "no object": ("page", "", "must be an object"),
    "unknown key": ({**PAGINATION, "offset": "page"}, "/offset", "unknown key 'offset'"),
    "no string": ({**PAGINATION, "total": 3}, "/total", "must be a string"),
    "maximum is not an integer": ({**PAGINATION, "max_page_size": "100"}, "/max_page_size", "a positive integer"),
    "maximum of 0": ({**PAGINATION, "max_page_size": 0}, "/max_page_size", "a positive integer"),
    "without items": ({key: PAGINATION[key] for key in ("page", "page_size", "total")}, "", "missing key `items`"),
    "without totals": ({key: PAGINATION[key] for key in ("page", "page_size", "items")}, "", "one of total"),
    "unknown parameter": ({**PAGINATION, "page": "pages"}, "/page", "no query parameter 'pages'"),
    "text parameter": ({**PAGINATION, "page_size": "state"}, "/page_size", "must have the type integer"),
    "same parameter": ({**PAGINATION, "page_size": "page"}, "/page_size", "another parameter"),
    "items are not an array": ({**PAGINATION, "items": "/data/paging"}, "/items", "an array"),
    "no pointer": ({**PAGINATION, "items": "data"}, "/items", "an array"),
    "total is not an integer": ({**PAGINATION, "total": "/data/paging/more"}, "/total", "an integer"),
    "unknown total": ({**PAGINATION, "total_pages": "/data/pages"}, "/total_pages", "an integer"),
    "has_more is not a boolean": ({**PAGINATION, "has_more": "/data/paging/total"}, "/has_more", "a boolean"),
    "value of each item": ({**PAGINATION, "total": "/data/visits/*/room"}, "/total", "an integer"),
}


@pytest.mark.parametrize(
    ("extension", "location", "message"), [pytest.param(*case, id=name) for name, case in PAGINATION_PROBLEMS.items()]
)
def test_reports_an_invalid_pagination(extension: Any, location: str, message: str) -> None:
    document = paged_list_document()
    document["paths"][LIST_PATH]["get"]["x-pagination"] = extension
    ((pointer, reported, *_),) = find_problems(document)
    assert pointer == f"{LIST_POINTER}/x-pagination{location}"
    assert message in reported


FILTER_PROBLEMS: dict[str, tuple[Any, str, str]] = {
    "no object": ("/state", "", "must be an object"),
    "unknown key": ({"property": "/state", "split": ","}, "/split", "unknown key 'split'"),
    "without property": ({"separator": ","}, "", "missing key `property`"),
    "empty separator": ({"property": "/state", "separator": ""}, "/separator", "not empty"),
    "unknown property": ({"property": "/status"}, "/property", "a property of an item of list_visits"),
    "no pointer": ({"property": "state"}, "/property", "a property of an item of list_visits"),
    "array": ({"property": "/staff"}, "/property", "use * for the items of an array"),
}


@pytest.mark.parametrize(
    ("extension", "location", "message"), [pytest.param(*case, id=name) for name, case in FILTER_PROBLEMS.items()]
)
def test_reports_an_invalid_filter(extension: Any, location: str, message: str) -> None:
    document = paged_list_document()
    document["paths"][LIST_PATH]["get"]["parameters"][STATE]["x-filter"] = extension
    ((pointer, reported, *_),) = find_problems(document)
    assert pointer == f"{LIST_POINTER}/parameters/{STATE}/x-filter{location}"
    assert message in reported


def test_reports_a_filter_of_a_list_without_pagination() -> None:
    document = paged_list_document()
    del document["paths"][LIST_PATH]["get"]["x-pagination"]
    pointers = [each.pointer for each in find_problems(document) if "no `x-pagination`" in each.message]
    assert pointers == [f"{LIST_POINTER}/parameters/{index}/x-filter" for index in range(STATE, STAFF + 1)]


def test_reports_extensions_of_other_nodes() -> None:
    document = paged_list_document()
    document["paths"][LIST_PATH]["get"]["parameters"].append(
        {"name": "X-State", "in": "header", "schema": {"type": "string"}, "x-filter": {"property": "/state"}}
    )
    document["components"]["schemas"]["Visit"]["x-pagination"] = PAGINATION
    assert sorted(each.message for each in find_problems(document)) == [
        "`x-filter` is only allowed on a query parameter",
        "`x-pagination` is only allowed on an operation",
    ]
