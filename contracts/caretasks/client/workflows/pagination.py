"""Iteration over the pages of a list: which page to read next, and when to stop.

A server may report a wrong total, return fewer items than requested, or ignore the page number. So each decision uses
the last response only, and a page that repeats the first or the previous one is never returned. A server may also
repeat several pages in a cycle. To find any cycle, each page is compared with a third one, which is replaced ever less
often.
"""

import json
from collections import Counter
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from ..decoding import is_array
from ..encoding.json_values import to_plain_value
from ..errors import BadRequestError, BusinessError, NotFoundError, PaginationError
from ..model import values_at
from ..operation import Pagination

if TYPE_CHECKING:
    from ..config import ClientConfig

T = TypeVar("T")

_NO_SUCH_PAGE = (BadRequestError, BusinessError, NotFoundError)


class Pages(Generic[T]):
    """The state of an iteration, without I/O.

    It is the context manager of each request. An error for a page that the last response did not announce is the end of
    the list: the server has no such page.

    Args:
        page_size: the argument for the page size; anything but an integer is the default.
        max_pages: the maximum number of requests.
        max_items: the maximum number of items.

    Attributes:
        number: the page to read next, from 1; None at the end.
        items: the items to return of the page that was read last.

    Raises:
        ValueError: a maximum is not a positive integer.
    """

    def __init__(
        self,
        pagination: Pagination[T],
        config: "ClientConfig",
        page_size: object,
        max_pages: int | None,
        max_items: int | None,
    ) -> None:
        self.number: int | None = 1
        self.items: list[T] = []
        self._pagination = pagination
        self._config = config
        self._page_size = _count(page_size) or pagination.default_page_size
        self._max_pages = _checked_limit("max_pages", max_pages)
        self._max_items = _checked_limit("max_items", max_items)
        self._first: list[T] = []
        self._previous: list[T] = []
        self._kept: list[T] = []
        self._received = 0
        self._is_announced = True

    def __enter__(self) -> None:
        self.items = []

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> bool:
        if self._is_announced or not isinstance(error, _NO_SUCH_PAGE):
            return False
        self.number = None
        return True

    def receive(self, response: object) -> None:
        """Take the items of a decoded response, and determine the next page.

        Raises:
            PaginationError: there is no array of items, or the page has the items of an earlier one.
        """
        number, items = self.number or 1, self._items_of(response)
        if items and any(_has_same_items(items, earlier) for earlier in (self._first, self._previous, self._kept)):
            if self._is_announced:
                page = self._pagination.page
                raise self._error(f"returned the items of an earlier page again; it seems to ignore {page}={number}")
            items = []
        self._first, self._previous = self._first or items, items
        if number.bit_count() == 1:  # a power of two
            self._kept = items
        self._received += len(items)
        announced = bool(items) and self._has_next_page(response, len(items))
        left = None if self._max_items is None else self._max_items - (self._received - len(items))
        self.items = items[:left]
        is_limit = number == self._max_pages or (left is not None and len(items) >= left)
        self.number = None if announced is False or is_limit else number + 1
        self._is_announced = announced is True

    def _has_next_page(self, response: object, count: int) -> bool | None:
        """Return whether a response with that many items says that there is another page; None if it is unclear.

        A total may be out of date, so the iteration does not end after a full page. A short page is not the last one if
        the total is larger or unknown, since servers limit the page size.
        """
        names, number = self._pagination, self.number or 1
        has_more = _value(response, names.has_more)
        if isinstance(has_more, bool):
            return has_more
        total_pages = _count(_value(response, names.total_pages))
        if total_pages is not None:
            return number < total_pages
        total = _count(_value(response, names.total))
        page_size = _count(_value(response, names.current_page_size)) or self._page_size
        is_full = page_size is not None and count >= page_size
        if total is None:
            return True if is_full or page_size is None else None
        if self._received < total:
            return True
        return None if is_full else False

    def _items_of(self, response: object) -> list[T]:
        items = _value(response, self._pagination.items)
        if items is None:  # a property that is not required, or null for an empty list
            return []
        if not is_array(items):
            raise self._error(f"returned no array at {self._pagination.items}")
        return items

    def _error(self, reason: str) -> PaginationError:
        operation = self._pagination.operation
        error: PaginationError = self._config.api.errors.get_class(PaginationError)(
            f"{operation.name}: {operation.label} {reason} (page {self.number})",
            operation=operation.name,
            page=self.number or 1,
        )
        error.attempts = 1
        return error


def _value(response: object, pointer: str) -> Any:
    return next(values_at(response, pointer), None) if pointer else None


def _has_same_items(items: list[T], others: list[T]) -> bool:
    """Return whether two pages have the same items: a server that ignores the page may return them in another order."""
    if len(items) != len(others):
        return False
    return items == others or (items[0] in others and Counter(map(_key, items)) == Counter(map(_key, others)))


def _key(item: object) -> str:
    """Return the JSON of an item, by which it is found among others."""
    return json.dumps(to_plain_value(item), sort_keys=True, default=str)


def _count(value: object) -> int | None:
    """Return a number of items or pages; None for anything else, such as the -1 of an unknown total."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _checked_limit(name: str, value: int | None) -> int | None:
    if value is None or (_count(value) or 0) > 0:
        return value
    raise ValueError(f"{name} must be a positive integer or None, got {value!r}")
