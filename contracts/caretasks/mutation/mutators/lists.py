"""Rule mutants of paged and filtered lists, for the `mutants` modules of the APIs and for APIs without one.

Each function returns a mutant of one operation, which breaks the named rule:

    wrong_total = lists.total_of_the_page("ex_05_pages", "list_tasks", impact="a client reads the first page only")

A mutant changes a property that `x-pagination` names. If the operation has no such property, the mutant does nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlencode, urlsplit

from caretasks.core.http import Request
from caretasks.core.missing import MISSING
from caretasks.mutation.injection import MutatedExchange
from caretasks.mutation.mutators.rules import RuleMutant, describe
from caretasks.openapi.document import Api
from caretasks.openapi.json_pointer import PointerNotFoundError, resolve_pointer, split
from caretasks.openapi.operation.pagination import Pagination, find_filters, find_pagination
from caretasks.openapi.schema.locations import with_value_at


class PageMutantFactory(Protocol):
    """Returns a mutant of an operation that breaks a rule."""

    def __call__(self, rule: str, operation: str, *, impact: str) -> RuleMutant: ...


def _page_mutant(change: Callable[[MutatedExchange, Pagination], None]) -> PageMutantFactory:
    """Make a factory of mutants from a function that changes the page of a successful response."""

    def make(rule: str, operation: str, *, impact: str) -> RuleMutant:
        def change_page(exchange: MutatedExchange) -> None:
            pagination = None if exchange.operation is None else find_pagination(exchange.operation)
            if pagination is not None and _is_for(exchange, operation) and exchange.succeeded:
                change(exchange, pagination)

        name = f"{operation}_{change.__name__}"
        return RuleMutant(name, rule, f"{describe(change)} (`{operation}`)", impact, change_page, operation)

    return make


@_page_mutant
def empty_list(exchange: MutatedExchange, pagination: Pagination) -> None:
    """The list has no items, and says so."""
    _set(exchange, pagination.items, [])
    for pointer, value in ((pagination.total, 0), (pagination.total_pages, 0), (pagination.has_more, False)):
        _set(exchange, pointer, value)


@_page_mutant
def one_item_too_many(exchange: MutatedExchange, pagination: Pagination) -> None:
    """A page has one item more than the requested page size."""
    items = _get(exchange, pagination.items)
    if items and exchange.parameters["query"].get(pagination.page_size) == [str(len(items))]:
        _set(exchange, pagination.items, [*items, items[-1]])


@_page_mutant
def page_after_the_last(exchange: MutatedExchange, pagination: Pagination) -> None:
    """A request without a page number and size gets no items."""
    if not {pagination.page, pagination.page_size} & exchange.parameters["query"].keys():
        _set(exchange, pagination.items, [])


@_page_mutant
def total_of_the_page(exchange: MutatedExchange, pagination: Pagination) -> None:
    """The total is the number of items on the page."""
    items = _get(exchange, pagination.items)
    if isinstance(items, list):
        _set(exchange, pagination.total, len(items))


@_page_mutant
def total_too_low(exchange: MutatedExchange, pagination: Pagination) -> None:
    """The total is one less than the number of items on the page."""
    if items := _get(exchange, pagination.items):
        _set(exchange, pagination.total, len(items) - 1)


@_page_mutant
def opposite_of_more(exchange: MutatedExchange, pagination: Pagination) -> None:
    """The flag for more items has the opposite value."""
    _set(exchange, pagination.has_more, _get(exchange, pagination.has_more) is False)


@_page_mutant
def one_page_too_many(exchange: MutatedExchange, pagination: Pagination) -> None:
    """The number of pages is one too high."""
    _add_one(exchange, pagination.total_pages)


@_page_mutant
def next_page_number(exchange: MutatedExchange, pagination: Pagination) -> None:
    """The page has the number of the next one."""
    _add_one(exchange, pagination.current_page)


@_page_mutant
def another_page_size(exchange: MutatedExchange, pagination: Pagination) -> None:
    """The page size is one more than the requested one."""
    _add_one(exchange, pagination.current_page_size)


@_page_mutant
def page_size_above_maximum(exchange: MutatedExchange, pagination: Pagination) -> None:
    """The page size is the requested one, also above the maximum."""
    sent = exchange.parameters["query"].get(pagination.page_size, [""])[0]
    if pagination.max_page_size is not None and sent.isdecimal() and int(sent) > pagination.max_page_size:
        _set(exchange, pagination.current_page_size, int(sent))


def ignored_filter(rule: str, operation: str, parameter: str, *, impact: str) -> RuleMutant:
    """Return a mutant whose filter has no effect."""

    def without_filter(exchange: MutatedExchange) -> Request:
        request = exchange.request
        if not _is_for(exchange, operation) or parameter not in exchange.parameters["query"]:
            return request
        url = urlsplit(request.url)
        others = [each for each in parse_qsl(url.query, keep_blank_values=True) if each[0] != parameter]
        return replace(request, url=url._replace(query=urlencode(others)).geturl())

    description = f"The filter `{parameter}` has no effect (`{operation}`)"
    name = f"{operation}_ignores_{parameter}"
    return RuleMutant(name, rule, description, impact, lambda exchange: None, operation, without_filter)


_IMPACTS: Mapping[PageMutantFactory, tuple[tuple[str, ...], str]] = {
    one_item_too_many: ((), "a client reads an item twice"),
    total_too_low: (("total",), "a client stops before the last item"),
    opposite_of_more: (("has_more", "total"), "a client stops before the last page, or reads on after it"),
    one_page_too_many: (("total_pages", "total"), "a client requests a page that does not exist"),
    next_page_number: (("current_page",), "a client skips a page"),
    another_page_size: (("current_page_size",), "a client miscounts the pages"),
    page_size_above_maximum: (("max_page_size", "current_page_size"), "a client miscounts the pages"),
}
"""The mutants of every list whose `x-pagination` has the named keys, each with its impact."""


def list_mutants(rule_operations: Mapping[str, Sequence[str]], api: Api) -> Iterator[RuleMutant]:
    """Yield the mutants that break the rules that follow from `x-pagination` and `x-filter`.

    `rule_operations` has the IDs of the operations of each rule of the API. An API with rules in Python has no others.
    """
    for operation in rule_operations.get("x_pagination", ()):
        pagination = find_pagination(api.get_operation(operation))
        for make, (keys, impact) in _IMPACTS.items():
            if all(getattr(pagination, key) is not None for key in keys):
                yield make("x_pagination", operation, impact=impact)
    for operation in rule_operations.get("x_pagination_defaults", ()):
        yield page_after_the_last("x_pagination_defaults", operation, impact="a client reads nothing")
    for operation in rule_operations.get("x_filter", ()):
        for name in find_filters(api.get_operation(operation)):
            yield ignored_filter("x_filter", operation, name, impact="a client reads items that its filter excludes")


def _is_for(exchange: MutatedExchange, operation: str) -> bool:
    return exchange.operation is not None and exchange.operation.id == operation


def _get(exchange: MutatedExchange, pointer: str | None) -> Any:
    """Return the value of the body at a JSON pointer, or `MISSING`."""
    try:
        return MISSING if pointer is None else resolve_pointer(exchange.json, pointer)
    except PointerNotFoundError:
        return MISSING


def _set(exchange: MutatedExchange, pointer: str | None, value: Any) -> None:
    """Replace the value of the body at a JSON pointer, if it has one."""
    if pointer is not None and _get(exchange, pointer) is not MISSING:
        exchange.json = with_value_at(exchange.json, tuple(split(pointer)), value)


def _add_one(exchange: MutatedExchange, pointer: str | None) -> None:
    if isinstance(number := _get(exchange, pointer), int):
        _set(exchange, pointer, number + 1)
