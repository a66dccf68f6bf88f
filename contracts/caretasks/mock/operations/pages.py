"""Pages of a list: the items that a request selects, and the totals of the response.

If the spec says how a list is paged (`x-pagination`), its parameters and values are used, and nothing else in the body
changes. Otherwise they are recognized by name: a limit with an offset, a page number or a cursor; see
`page_parameters` and `lists.with_items`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any, NamedTuple
from urllib.parse import urlencode

from caretasks.mock.operations.lists import ListForm, PageLinks, items_in, with_items
from caretasks.openapi.json_pointer import split
from caretasks.openapi.operation.pagination import Pagination
from caretasks.openapi.operation.parameter_styles import write_field
from caretasks.openapi.schema.validation import is_valid


class Page(NamedTuple):
    """A page of a list.

    Attributes:
        items: Its items.
        total: The number of items on all pages.
        more: Whether there are items after this page.
        number: Its number, from 1.
        size: The page size in force; None if neither the request nor the spec has one: all items are on page 1.
    """

    items: list[Any]
    total: int
    more: bool
    number: int = 1
    size: int | None = None

    @property
    def page_count(self) -> int:
        """The number of pages. Without items there is one empty page, so that "until the last page" ends there."""
        return 1 if self.size is None else max(1, -(-self.total // self.size))


def with_selected_items(
    form: ListForm, body: Any, query: Mapping[str, Any], items: Sequence[Any], url: str | None = None
) -> Any:
    """Return the body with those of the items that the query selects, and with totals and links that match them.

    The body is returned unchanged if it would become invalid, or if it has these items already and the spec does not
    say how the list is paged. `url` is the URL of the list without its query.
    """
    filters = [(each, query[name]) for name, each in form.filters.items() if name in query]
    selected = [item for item in items if all(each.matches(item, sent) for each, sent in filters)]
    if form.pagination is not None:
        result = _with_page(form.pagination, body, _select_page(form.pagination, query, selected))
    else:
        parameters = form.page_parameters
        start, size = parameters.position(query, selected)
        page = selected[start:] if size is None else selected[start : start + size]
        end = start + len(page)
        if page == items_in(form, body) and not start and end == len(selected):
            return body
        next_url = None
        if url is not None and size:
            next_url = f"{url}?{urlencode(_as_strings(parameters.next_query(query, end, size)), doseq=True)}"
        links = PageLinks(len(selected), end < len(selected), parameters.encode_cursor(end), next_url)
        result = with_items(form.schema, body, form.pointer, page, links)
    return result if form.schema is None or is_valid(form.schema, result) else body


def with_sampled_page(form: ListForm, body: Any, query: Mapping[str, Any]) -> Any:
    """Return a generated body as the last page of a list, if the spec says how the list is paged."""
    if form.pagination is None:
        return body
    number, size = _page_position(form.pagination, query)
    items = items_in(form, body)[:size]
    total = len(items) + (number - 1) * (size or 0)
    result = _with_page(form.pagination, body, Page(items, total, more=False, number=number, size=size))
    return result if form.schema is None or is_valid(form.schema, result) else body


def _select_page(pagination: Pagination, query: Mapping[str, Any], items: list[Any]) -> Page:
    """Return the page that the query selects."""
    number, size = _page_position(pagination, query)
    if size is None:
        return Page(items if number == 1 else [], len(items), more=False, number=number)
    end = number * size
    return Page(items[end - size : end], len(items), end < len(items), number, size)


def _page_position(pagination: Pagination, query: Mapping[str, Any]) -> tuple[int, int | None]:
    """Return the page number and the page size, if any.

    If a schema allows them, numbers below 1 count as 1, sizes above the maximum as that, and other values as none.
    """
    number, size = (
        value if isinstance(value, int) else None for value in map(query.get, (pagination.page, pagination.page_size))
    )
    if size is not None and pagination.max_page_size is not None:
        size = min(size, pagination.max_page_size)
    return max(number or 1, 1), None if size is None else max(size, 1)


def _as_strings(query: Mapping[str, Any]) -> dict[str, Any]:
    return {key: text for name, value in query.items() for key, text in write_field(name, value, {}).items()}


def _with_page(pagination: Pagination, body: Any, page: Page) -> Any:
    """Return a body with the items and the totals of a page."""
    result = deepcopy(body)
    values = {
        pagination.items: page.items,
        pagination.total: page.total,
        pagination.total_pages: page.page_count,
        pagination.has_more: page.more,
        pagination.current_page: page.number,
        pagination.current_page_size: page.size,
    }
    for pointer, value in values.items():
        if pointer is not None and value is not None:
            result = _with_value(result, split(pointer), value)
    return result


def _with_value(body: Any, path: Sequence[str], value: Any) -> Any:
    """Return a body with another value at a path; objects on the way are created if they are missing or null."""
    if not path:
        return value
    members = body if isinstance(body, dict) else {}
    return {**members, path[0]: _with_value(members.get(path[0]), path[1:], value)}
