"""Rules about the pages and filters of lists: what they detect, and what they cannot know."""

from __future__ import annotations

import json
from contextlib import nullcontext
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caretasks.conformance.observation import InconclusiveError, Observation, RuleViolation
from caretasks.conformance.rules.lists import require_consistent_page, require_default_page, require_filtered
from caretasks.core.http import Exchange, Request, Response
from caretasks.openapi.document import Api
from tests.openapi.operation.paged_list import LIST_PATH, paged_list_document

DEFAULT_SIZE = 50
VISITS = [{"id": str(number), "state": "open", "room": 1} for number in range(5)]


def read_list(query: dict[str, Any], visits: list[Any], paging: dict[str, Any], **pagination: Any) -> Observation:
    """Return a request for the list and its response; `pagination` changes `x-pagination`, None removes a key."""
    document = paged_list_document()
    operation_data = document["paths"][LIST_PATH]["get"]
    changed = {**operation_data["x-pagination"], **pagination}
    operation_data["x-pagination"] = {name: value for name, value in changed.items() if value is not None}
    operation = Api("visits", document, None, "").get_operation("list_visits")
    body = json.dumps({"code": 0, "data": {"visits": visits, "paging": paging}}).encode()
    response = Response(200, (("content-type", "application/json"),), body)
    sent = {name: str(value) for name, value in query.items()}
    request = Request("GET", f"http://127.0.0.1{LIST_PATH}?{urlencode(sent)}")
    parameters = {"path": {}, "query": sent, "header": {}, "cookie": {}}
    observation = Observation("1", operation, parameters, Exchange(request, response))
    observation.send_read = lambda *_: None  # as in a recording without other reads
    return observation


def make_page(count: int, page: int | None, size: int | None) -> tuple[dict[str, Any], list[Any], dict[str, Any]]:
    """Return the query for a page of a list of `count` visits, and its correct visits and totals."""
    number, limit = page or 1, size or DEFAULT_SIZE
    visits = [{"id": str(each)} for each in range(count)][(number - 1) * limit : number * limit]
    more, pages = number * limit < count, -(-count // limit)
    query = {name: value for name, value in (("page", page), ("limit", size)) if value is not None}
    return query, visits, {"total": count, "pages": pages, "page": number, "limit": limit, "more": more}


@pytest.mark.slow
@given(
    st.integers(0, 120),
    st.none() | st.integers(1, 9),
    st.none() | st.integers(1, 100),
    st.sets(st.sampled_from(["total", "pages", "page", "limit", "more"])),
)
def test_correct_page_is_never_a_violation(count: int, page: int | None, size: int | None, omitted: set[str]) -> None:
    query, visits, paging = make_page(count, page, size)
    try:
        require_consistent_page(read_list(query, visits, {k: v for k, v in paging.items() if k not in omitted}))
    except InconclusiveError:
        assert "limit" in omitted
        assert size is None


def test_server_may_use_the_maximum_page_size() -> None:
    paging = {"total": 5, "pages": 3, "page": 1, "limit": 2, "more": True}
    require_consistent_page(read_list({"limit": 90}, VISITS[:2], paging, max_page_size=2))


def test_server_uses_the_page_size_up_to_the_maximum() -> None:
    paging = {"total": 5, "pages": 3, "page": 1, "limit": 2, "more": True}
    with pytest.raises(RuleViolation, match="is not the requested page size"):
        require_consistent_page(read_list({"limit": 3}, VISITS[:2], paging, max_page_size=4))


def test_page_above_the_maximum_page_size_is_a_violation() -> None:
    paging = {"total": 5, "pages": 1, "page": 1, "limit": 90, "more": False}
    with pytest.raises(RuleViolation, match="larger than the maximum page size"):
        require_consistent_page(read_list({"limit": 90}, VISITS, paging, max_page_size=4))


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"total": 1}, "is less than the number of items in"),
        ({"total": 3}, "is less than the number of items up to this page"),
        ({"more": False}, "is false, but there are more items"),
        ({"pages": 4}, "is not the number of pages"),
        ({"page": 1}, "is not the requested page"),
        ({"limit": 3}, "is not the requested page size"),
        ({"limit": 1}, "is not the requested page size"),
    ],
)
def test_wrong_total_is_a_violation(changed: dict[str, Any], message: str) -> None:
    query, visits, paging = make_page(5, 2, 2)
    require_consistent_page(read_list(query, visits, paging))
    with pytest.raises(RuleViolation, match=message):
        require_consistent_page(read_list(query, visits, {**paging, **changed}))


def test_item_more_than_the_page_size_in_the_response_is_a_violation() -> None:
    with pytest.raises(RuleViolation, match="has more items than the page size"):
        require_consistent_page(read_list({}, VISITS[:2], {"limit": 1}))


def test_item_more_than_requested_is_a_violation() -> None:
    with pytest.raises(RuleViolation, match="more items than the requested page size"):
        require_consistent_page(read_list({"limit": 1}, VISITS[:2], {}))


def test_more_items_after_the_last_page_are_a_violation() -> None:
    query, visits, paging = make_page(4, 2, 2)
    with pytest.raises(RuleViolation, match="is true, but there are no more items"):
        require_consistent_page(read_list(query, visits, {**paging, "more": True}))


def test_list_without_pages_may_have_one() -> None:
    query, visits, paging = make_page(0, 1, 10)
    require_consistent_page(read_list(query, visits, {**paging, "pages": 1}))


@pytest.mark.parametrize("changed", [{}, {"page": 1, "more": False}])
def test_page_in_place_of_one_that_does_not_exist_is_inconclusive(changed: dict[str, Any]) -> None:
    _, visits, paging = make_page(5, 3, 2)
    with pytest.raises(InconclusiveError):
        require_consistent_page(read_list({"page": 9, "limit": 2}, visits, {**paging, **changed}))


@pytest.mark.parametrize(("first", "is_violation"), [(VISITS[:1], True), (VISITS[1:2], False)])
def test_total_of_the_page_is_a_violation_unless_the_page_does_not_exist(first: list[Any], is_violation: bool) -> None:
    observation = read_list({"page": 2, "limit": 1}, VISITS[1:2], {"total": 1}, current_page=None)
    observation.send_read = lambda *_: read_list({"page": 1, "limit": 1}, first, {"total": 1}, current_page=None)
    with pytest.raises(RuleViolation if is_violation else InconclusiveError):
        require_consistent_page(observation)


def with_reads(observation: Observation, *reads: Observation) -> Observation:
    """Return a request whose follow-up reads get these responses, the last one again and again."""
    pending = list(reads)
    observation.send_read = lambda *_: pending.pop(0) if len(pending) > 1 else pending[0]
    return observation


@pytest.mark.parametrize(
    ("changed", "following", "message"),
    [
        ({"total": 2}, VISITS[2:4], "total is less than the number of items"),
        ({"total": 2}, [], "more is true, but there are no more items"),
        ({"total": 9, "pages": 5, "more": False}, [], "total is greater than the number of items"),
        ({"total": 2, "more": False}, VISITS[2:4], "total is less than the number of items"),
        ({"total": 2, "more": False}, [], "pages is not the number of pages"),
    ],
)
def test_next_page_shows_which_of_two_numbers_is_wrong(
    changed: dict[str, Any], following: list[Any], message: str
) -> None:
    query, visits, paging = make_page(5, 1, 2)
    page = read_list(query, visits, {**paging, **changed})
    with pytest.raises(RuleViolation, match=message):
        require_consistent_page(with_reads(page, read_list({"page": 2, "limit": 2}, following, {})))


def test_contradiction_in_a_follow_up_read_is_that_of_the_request_before_it() -> None:
    query, visits, paging = make_page(5, 1, 2)
    observation = read_list(query, visits, {**paging, "more": False})
    observation.send_read = Observation("1", observation.operation, {}, observation.exchange).send_read
    with pytest.raises(InconclusiveError):
        require_consistent_page(observation)


def read_visits(*ids: str, query: dict[str, Any] | None = None, total: int = 5, **paging: Any) -> Observation:
    visits = [{"id": each} if each else {"state": "open"} for each in ids]
    return read_list({} if query is None else query, visits, {"total": total, **paging})


SECOND_PAGE = {"page": 2, "limit": 1}


def test_later_page_with_the_items_of_the_first_one_is_a_violation() -> None:
    observation = with_reads(read_visits("1", query=SECOND_PAGE), read_visits("1", query=SECOND_PAGE))
    with pytest.raises(RuleViolation, match="has the items of the first page"):
        require_consistent_page(observation)


@pytest.mark.parametrize("reads", ["0", "12", "112", "1111111110"])
def test_pages_of_a_list_in_another_order_each_time_are_not_compared(reads: str) -> None:
    read = [read_visits(each, query=SECOND_PAGE) for each in reads]
    require_consistent_page(with_reads(read_visits("1", query=SECOND_PAGE), *read))


@pytest.mark.parametrize(
    ("other", "is_violation"), [({"state": "closed"}, True), ({"state": "open"}, False), (None, False)]
)
def test_items_without_an_id_are_compared_if_a_larger_page_has_others(
    other: dict[str, Any] | None, is_violation: bool
) -> None:
    page = read_visits("", query=SECOND_PAGE)
    visits = [{"state": "open"}] if other is None else [{"state": "open"}, other]
    both = read_list({"page": 1, "limit": 2}, visits, {"total": 5})
    with pytest.raises(RuleViolation, match="has the items of") if is_violation else nullcontext():
        require_consistent_page(with_reads(page, both, read_visits("", query=SECOND_PAGE)))


OTHER_PAGES = [read_visits("1"), read_visits("1", "2", "4"), read_visits("3", "4"), read_visits()]


@pytest.mark.parametrize("other", OTHER_PAGES)
def test_other_items_than_those_of_the_default_page_are_a_violation(other: Observation) -> None:
    plain = read_visits("1", "2")
    message = "without page and limit is not the page of the documented defaults"
    with pytest.raises(RuleViolation, match=message) as violation:
        require_default_page(with_reads(read_visits("1", "2"), other, other, plain, plain, other))
    assert violation.value.evidence is None  # a known difference describes the page without parameters


@pytest.mark.parametrize("numbers", [{"page": 2}, {"limit": 20}])
def test_other_numbers_than_those_of_the_default_page_are_a_violation(numbers: dict[str, Any]) -> None:
    plain, other = read_visits("1", **numbers), read_visits("1", page=1, limit=50)
    with pytest.raises(RuleViolation, match="is not the page of the documented defaults"):
        require_default_page(with_reads(read_visits("1", **numbers), other, other, plain, plain, other))


@pytest.mark.parametrize(
    "same",
    [
        read_visits("1", "2"),
        read_visits("2", "1"),
        read_visits("2", "3"),  # the list has changed
        read_visits("1", total=6),
        read_visits("1", "2", page=1, limit=50),  # shown only if they are sent
    ],
)
def test_page_that_may_be_the_default_one_passes(same: Observation) -> None:
    require_default_page(with_reads(read_visits("1", "2"), same))


@pytest.mark.parametrize("number", range(4))
def test_list_that_changes_between_reads_has_no_known_default_page(number: int) -> None:
    plain, other = read_visits("1", "2"), read_visits("3")
    reads = [other, plain, plain, other]
    reads[number] = read_visits("1", "4") if reads[number] is plain else read_visits("1", "3")
    with pytest.raises(InconclusiveError):
        require_default_page(with_reads(read_visits("1", "2"), other, *reads))


def test_default_page_of_an_unknown_size_is_that_of_the_page_number() -> None:
    sent: list[Any] = []
    observation = read_visits("1")

    def read(operation: str, path: Any, query: Any, headers: Any) -> Observation:
        sent.append(query)
        return read_visits("1")

    observation.send_read = read
    require_default_page(observation, has_known_default_size=False)
    assert sent == [{"page": "1"}]


@pytest.mark.parametrize(
    "observation", [read_visits("1", query={"page": 1}), read_visits(total=0), read_list({}, [], {})]
)
def test_response_that_does_not_show_the_default_page_is_inconclusive(observation: Observation) -> None:
    with pytest.raises(InconclusiveError):
        require_default_page(observation)


@pytest.mark.parametrize("query", [{"limit": 101}, {"page": 0}, {"limit": "many"}])
def test_response_to_an_invalid_page_is_inconclusive(query: dict[str, Any]) -> None:
    with pytest.raises(InconclusiveError):
        require_consistent_page(read_list(query, VISITS, {"total": 0}))


@pytest.mark.parametrize("query", [{"state": "closed"}, {"rooms": "2,3"}, {"state": "open", "rooms": "2"}])
def test_item_with_another_value_than_the_filter_is_a_violation(query: dict[str, Any]) -> None:
    with pytest.raises(RuleViolation, match="is not the value of the filter"):
        require_filtered(read_list(query, VISITS, {}))


def test_item_in_whose_list_no_value_is_that_of_the_filter_is_a_violation() -> None:
    visit = {"id": "1", "staff": [{"id": "s-1"}, {"id": "s-2"}]}
    require_filtered(read_list({"staff_id": "s-2"}, [visit], {}))
    with pytest.raises(RuleViolation, match=r"/data/visits/\*/staff/\*/id is not the value of the filter staff_id"):
        require_filtered(read_list({"staff_id": "s-3"}, [visit], {}))


@pytest.mark.parametrize("state", [5, [], {}])
def test_value_that_violates_its_schema_is_not_compared_with_the_filter(state: Any) -> None:
    require_filtered(read_list({"state": "open"}, [{"id": "1", "state": "open"}, {"id": "2", "state": state}], {}))


@pytest.mark.parametrize("query", [{"state": "open"}, {"rooms": "2,1"}, {"rooms": 1}])
def test_items_with_the_value_of_the_filter_pass(query: dict[str, Any]) -> None:
    require_filtered(read_list(query, VISITS, {}))


@pytest.mark.parametrize("query", [{}, {"state": ""}, {"state": " open"}, {"rooms": "2,"}, {"staff_id": "s-1"}])
def test_filter_without_a_certain_meaning_is_inconclusive(query: dict[str, Any]) -> None:
    with pytest.raises(InconclusiveError):
        require_filtered(read_list(query, VISITS, {}))
