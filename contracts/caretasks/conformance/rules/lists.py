"""Checks of paged and filtered lists, shared by the rules of several APIs (`x-pagination`, `x-filter`)."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any, NamedTuple

from caretasks.conformance.observation import InconclusiveError, Observation, RuleViolation
from caretasks.core.missing import MISSING
from caretasks.openapi.document import Parameter
from caretasks.openapi.json_pointer import PointerNotFoundError, resolve_pointer
from caretasks.openapi.operation.pagination import (
    EACH_ITEM,
    Filter,
    Pagination,
    find_filters,
    find_pagination,
    schemas_at,
)
from caretasks.openapi.operation.parameters import parameter_reader
from caretasks.openapi.schema.validation import is_valid

_ID_NAME = re.compile(r"(?:^|_)(?:uu)?id$|I[dD]$")
_CONFIRMATIONS = 6
"""The number of times that two pages must be equal: in a list without a stable order, they may be so by accident."""
_ORDER_OF_READS = (True, False, False, True)
"""True for each read with defaults, in the order of the reads after one without defaults and one with them.

Several servers that respond in turn and have different items contradict themselves in this order.
"""


def require_consistent_page(observation: Observation) -> None:
    """Require that the items and the totals of a page agree with each other and with the request (`x-pagination`).

    What a request without a page number or size gets is checked by `require_default_page`.

    Each property is checked only if the response has it, and only within this response: a list may change between two
    requests. One later page is compared with the first one, and then read again. Without `has_known_default_size` the
    page size of a request that has none is not checked: use it where the vendor's pages contradict each other.

    Raises:
        RuleViolation: The page has too many items, or a number or flag is wrong.
        InconclusiveError: The response does not show it.
    """
    pagination, items = _require_page(observation)
    total = _integer_at(observation, pagination.total)
    if total is not None and total < len(items):
        raise RuleViolation(f"{pagination.total} is less than the number of items in {pagination.items}")
    size = _require_page_size(observation, pagination, len(items))
    page = _require_page_number(observation, pagination, size, total)
    if total is not None and items and (page - 1) * size + len(items) > total:
        _require_page_after_first(observation, pagination, items, page)
        raise RuleViolation(f"{pagination.total} is less than the number of items up to this page")
    if total is not None:
        _require_consistent_end(observation, pagination, page, size, total)
    if total is not None and items and 1 < page <= -(-total // size):
        _require_other_items(observation, pagination, items, page, size)


def _require_page(observation: Observation) -> tuple[Pagination, list[Any]]:
    """Return how a list is paged, and the items of the page that a valid request got."""
    pagination = find_pagination(observation.operation)
    observation.require_success()
    items = MISSING if pagination is None else _value_at(observation, pagination.items)
    if not isinstance(items, list) or pagination is None or not observation.is_valid_request or observation.violations:
        raise InconclusiveError
    if any(value in ("", "null") for values in observation.query.values() for value in values):
        raise InconclusiveError  # some servers read it as a null, and others as a string
    return pagination, items


def _require_page_size(observation: Observation, pagination: Pagination, count: int) -> int:
    """Require that the page size is the requested one, and that the page has at most as many items.

    Returns the page size in force. A server may have a lower maximum than the requested size if none is documented.
    """
    sent, _, maximum = _page_parameter(observation, pagination.page_size)
    current = _integer_at(observation, pagination.current_page_size)
    if pagination.max_page_size is not None:
        maximum = pagination.max_page_size
        if max(count, current or 0) > maximum:
            raise RuleViolation("the page is larger than the maximum page size")
        sent = None if sent is None else min(sent, maximum)  # a server may use it for a larger size
    if sent is not None and sent < 1:
        raise InconclusiveError  # valid if no minimum is documented, but then no fact says what it means
    if current is not None and sent is not None and (current > sent or (current < sent and maximum is not None)):
        raise RuleViolation(f"{pagination.current_page_size} is not the requested page size")
    if sent is not None and count > sent:
        raise RuleViolation(f"{pagination.items} has more items than the requested page size")
    if current is not None and current < count:
        raise RuleViolation(f"{pagination.items} has more items than the page size {pagination.current_page_size}")
    if current is not None and current > 0:
        return current
    if sent is None or not (sent == 1 or maximum is not None):
        raise InconclusiveError
    return sent


def _require_page_number(observation: Observation, pagination: Pagination, size: int, total: int | None) -> int:
    """Require that the page is the requested one, if the list has so many pages; without one it is the first."""
    sent, default, _ = _page_parameter(observation, pagination.page)
    current = _integer_at(observation, pagination.current_page)
    if sent is not None and sent < 1:
        raise InconclusiveError
    expected = (default or 1) if sent is None else sent
    has_page = expected == 1 or (total is not None and (expected - 1) * size < total)
    if sent is not None and current not in (None, sent) and has_page:
        raise RuleViolation(f"{pagination.current_page} is not the requested page")
    if current not in (None, expected):
        raise InconclusiveError  # in place of a page that does not exist
    return expected


def _require_page_after_first(observation: Observation, pagination: Pagination, items: list[Any], page: int) -> None:
    """Require that this is not the first page: a server may return another page than one that does not exist."""
    if page == 1 or pagination.current_page is not None:
        return
    first = observation.follow_up(query={**_sent_query(observation), pagination.page: "1"})
    if not first.is_success or _value_at(first, pagination.items) == items:
        raise InconclusiveError


def _require_other_items(
    observation: Observation, pagination: Pagination, items: list[Any], page: int, size: int
) -> None:
    """Require that a later page does not have the items of the first one, each time both are read.

    Items without an ID may be equal. They are compared if a page that contains both has others where this one belongs.
    """
    query = _sent_query(observation)
    with suppress(InconclusiveError):
        observation.require_first_time("other items", observation.operation.id)
        if not all(map(_ids_of, items)):
            both = observation.follow_up(query={**query, pagination.page: "1", pagination.page_size: str(page * size)})
            read = _value_at(both, pagination.items) if both.is_success else MISSING
            expected = read[(page - 1) * size :] if isinstance(read, list) else []
            if not expected or expected == items:
                return
        for _ in range(_CONFIRMATIONS):
            first = observation.follow_up(query={**query, pagination.page: "1"})
            again = observation.follow_up()
            if not all(each.is_success and _value_at(each, pagination.items) == items for each in (first, again)):
                return
        raise RuleViolation(f"{pagination.items} has the items of the first page", first)


def require_default_page(observation: Observation, *, has_known_default_size: bool = True) -> None:
    """Require that a request without a page number and size gets the page that their documented defaults select.

    Both requests are repeated in an order that shows whether the list changes, or has another order each time. Without
    a known default size, only the default of the page number is checked.

    Raises:
        RuleViolation: The pages have other items.
        InconclusiveError: The responses do not show it, such as those of a list without a total.
    """
    pagination, _ = _require_page(observation)
    names = (pagination.page, pagination.page_size) if has_known_default_size else (pagination.page,)
    found = {name: _page_parameter(observation, name)[1] for name in names}
    defaults = {name: str(default) for name, default in found.items() if default is not None}
    required = {each.name for each in observation.operation.parameters if each.required}
    page = _describe_page(observation, pagination)
    if not defaults or page is None or not page.total or not observation.query.keys() <= required:
        raise InconclusiveError
    # A list may have more items than a page only after this run has created some.
    observation.require_first_time("default page", observation.operation.id, page.total.bit_length())
    query = _sent_query(observation)
    with_defaults = observation.follow_up(query={**query, **defaults})
    expected = _describe_page(with_defaults, pagination)
    if expected is None:
        raise InconclusiveError
    if not expected.is_other_than(page):
        return
    for has_defaults in _ORDER_OF_READS:
        again = observation.follow_up(query={**query, **defaults} if has_defaults else query)
        if _describe_page(again, pagination) != (expected if has_defaults else page):
            raise InconclusiveError
    missing = " and ".join(defaults)
    raise RuleViolation(f"{pagination.items} without {missing} is not the page of the documented defaults")


class _Page(NamedTuple):
    """The properties that distinguish a page from others: its numbers, the count of items, and the IDs of each."""

    total: int
    number: int | None
    size: int | None
    length: int
    ids: frozenset[tuple[str, ...]]

    def is_other_than(self, page: _Page) -> bool:
        """Return whether two pages of the same list cannot be the same one, even if one is from a cache."""
        numbers = ((self.number, page.number), (self.size, page.size))
        has_other_number = any(None not in pair and pair[0] != pair[1] for pair in numbers)
        has_other_items = self.length != page.length or not self.ids & page.ids
        return self.total == page.total and (has_other_number or has_other_items)


def _describe_page(observation: Observation, pagination: Pagination) -> _Page | None:
    """Return the page of a response; None if it is an error, or has no total."""
    items, total = _value_at(observation, pagination.items), _integer_at(observation, pagination.total)
    if not observation.is_success or not isinstance(items, list) or total is None:
        return None
    number = _integer_at(observation, pagination.current_page)
    size = _integer_at(observation, pagination.current_page_size)
    return _Page(total, number, size, len(items), frozenset(map(_ids_of, items)))


def _ids_of(item: Any) -> tuple[str, ...]:
    """Return the values of the properties of an item that are named as IDs; empty if it has none."""
    return tuple(str(item[name]) for name in sorted(item) if _ID_NAME.search(name)) if isinstance(item, dict) else ()


def _sent_query(observation: Observation) -> dict[str, str]:
    return {name: values[0] for name, values in observation.query.items() if values}


def _require_consistent_end(observation: Observation, pagination: Pagination, page: int, size: int, total: int) -> None:
    """Require that the number of pages, and whether there are more, follow from the page, its size and the total."""
    has_more = _value_at(observation, pagination.has_more)
    if isinstance(has_more, bool) and has_more != (page * size < total):
        _require_total(observation, pagination, page, has_more=has_more)
        contradiction = "there are no more items" if has_more else "there are more items"
        raise RuleViolation(f"{pagination.has_more} is {str(has_more).lower()}, but {contradiction} after this page")
    total_pages = _integer_at(observation, pagination.total_pages)
    expected = -(-total // size)
    if total_pages is not None and total_pages != expected and (total, total_pages) != (0, 1):
        if (total_pages > page) != (expected > page):
            _require_total(observation, pagination, page, has_more=total_pages > page)
        raise RuleViolation(f"{pagination.total_pages} is not the number of pages that {pagination.total} items need")


def _require_total(observation: Observation, pagination: Pagination, page: int, *, has_more: bool) -> None:
    """Require that the total is right about the next page, in contradiction to another property (`has_more`)."""
    if not observation.can_follow_up:
        raise InconclusiveError  # the request before it shows the same
    try:
        following = observation.follow_up(query={**_sent_query(observation), pagination.page: str(page + 1)})
    except InconclusiveError:  # a recording has no more reads
        return
    items = _value_at(following, pagination.items)
    if not following.is_success or not isinstance(items, list):
        raise InconclusiveError
    if bool(items) is has_more:
        raise RuleViolation(f"{pagination.total} is {'less' if has_more else 'greater'} than the number of items")


def require_filtered(observation: Observation) -> None:
    """Require that the listed items have the values of the filters that were sent (`x-filter`).

    An item without the property is not checked, and neither is a filter that is empty or null. A value that violates
    its schema is another failure.

    Raises:
        RuleViolation: An item has another value.
        InconclusiveError: The response does not show it.
    """
    pagination, items = _require_page(observation)
    is_conclusive = False
    for name, applied in find_filters(observation.operation).items():
        sent = _sent_value(observation, name)
        if not _is_plain_filter(applied, sent):
            continue
        shown = [item for item in items if _has_valid_value(observation, pagination, applied, item)]
        is_conclusive = is_conclusive or bool(shown) or not items
        if not all(applied.matches(item, sent) for item in shown):
            raise RuleViolation(f"{pagination.items}/*{applied.property} is not the value of the filter {name}")
    if not is_conclusive:
        raise InconclusiveError


def _has_valid_value(observation: Observation, pagination: Pagination, applied: Filter, item: Any) -> bool:
    """Return whether an item has a value that the filter compares, and all of them match their schema."""
    response = observation.operation.find_response(observation.status)
    body = None if response is None or response.media is None else response.media.schema
    schemas = [] if body is None else schemas_at(body, f"{pagination.items}/{EACH_ITEM}{applied.property}")
    values = applied.values(item)
    return bool(values) and all(not schemas or any(is_valid(each, value) for each in schemas) for value in values)


def _is_plain_filter(applied: Filter, sent: Any) -> bool:
    """Return whether a filter was sent with alternatives that all servers read alike: not empty, no outer spaces."""
    alternatives = [] if sent in (None, MISSING) else applied.alternatives(sent)
    return bool(alternatives) and all(str(each).strip() == str(each) != "" for each in alternatives)


def _page_parameter(observation: Observation, name: str) -> tuple[int | None, int | None, int | None]:
    """Return the value that was sent for a page number or size, its documented default, and its maximum."""
    schema = _query_parameter(observation, name).schema
    keywords = {} if schema is None else schema.data
    return _as_integer(_sent_value(observation, name)), _as_integer(keywords.get("default")), keywords.get("maximum")


def _sent_value(observation: Observation, name: str) -> Any:
    """Return the value of a query parameter of a valid request, or `MISSING`."""
    if name not in observation.query:
        return MISSING
    return parameter_reader(_query_parameter(observation, name)).read({"query": observation.query})


def _query_parameter(observation: Observation, name: str) -> Parameter:
    parameters = (each for each in observation.operation.parameters if each.location == "query")
    return next(each for each in parameters if each.name == name)


def _value_at(observation: Observation, pointer: str | None) -> Any:
    """Return the value of the response body at a JSON pointer, or `MISSING`."""
    try:
        return MISSING if pointer is None else resolve_pointer(observation.response_body, pointer)
    except PointerNotFoundError:
        return MISSING


def _integer_at(observation: Observation, pointer: str | None) -> int | None:
    return _as_integer(_value_at(observation, pointer))


def _as_integer(value: Any) -> int | None:
    """Return a number without a fraction as an integer, None for any other value."""
    is_integer = (isinstance(value, int) and not isinstance(value, bool)) or (
        isinstance(value, float) and value.is_integer()
    )
    return int(value) if is_integer else None
