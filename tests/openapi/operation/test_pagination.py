"""`x-pagination` and `x-filter`: what they say about an operation, and which items a filter selects."""

from __future__ import annotations

from typing import Any

import pytest

from caretasks.openapi.document import Api
from caretasks.openapi.operation.pagination import Filter, Pagination, find_filters, find_pagination
from tests.openapi.operation.paged_list import PAGINATION, paged_list_document


def test_parses_the_extensions_of_an_operation() -> None:
    api = Api("visits", paged_list_document(), None, "")
    operation = api.get_operation("list_visits")
    assert find_pagination(operation) == Pagination(**PAGINATION)  # type: ignore[arg-type]  # mypy does not know which keys it has
    assert find_filters(operation) == {
        "state": Filter("/state"),
        "rooms": Filter("/room", ","),
        "staff_id": Filter("/staff/*/id"),
    }


def test_operation_without_extensions_is_not_paged_and_has_no_filter() -> None:
    operation = Api("visits", paged_list_document(), None, "").get_operation("create_visit")
    assert find_pagination(operation) is None
    assert find_filters(operation) == {}


ITEM = {"state": "planned", "room": 3, "urgent": True, "note": None, "staff": [{"id": "a"}, {}, {"id": "b"}]}


@pytest.mark.parametrize(
    ("each", "sent", "expected"),
    [
        (Filter("/state"), "planned", True),
        (Filter("/state"), "plan", False),
        (Filter("/state"), "planned,done", False),
        (Filter("/state", ","), "done,planned", True),
        (Filter("/state"), ["done", "planned"], True),
        (Filter("/state"), None, True),
        (Filter("/room"), 3, True),
        (Filter("/room"), 3.0, True),
        (Filter("/room", "|"), "2|3", True),
        (Filter("/room"), 30, False),
        (Filter("/urgent"), True, True),
        (Filter("/urgent"), 1, False),
        (Filter("/staff/*/id"), "b", True),
        (Filter("/staff/*/id"), "c", False),
        (Filter("/note"), "null", False),
        (Filter("/absent"), "", False),
    ],
)
def test_filter_selects_an_item_that_has_one_of_the_values_sent(each: Filter, sent: Any, expected: bool) -> None:
    assert each.matches(ITEM, sent) is expected
