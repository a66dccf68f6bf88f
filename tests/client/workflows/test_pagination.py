"""Iteration over the pages of servers that are honest, limit the page size, report wrong totals, or ignore the page."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caretasks.client import NotFoundError, PaginationError, ServerError
from caretasks.client.base_client import AsyncBaseClient, BaseClient
from caretasks.client.operation import ApiInfo, Operation, Pagination
from caretasks.client.operation import Server as ApiServer
from caretasks.solum.errors import CLASSES, SolumError

API = ApiInfo("solum", ApiServer("main", "http://127.0.0.1"), "SOLUM_BASE_URL", False, CLASSES)
OPERATION: Operation[Any] = Operation("list_tasks", "GET", "/tasks", successes={}, errors={})
SETTINGS: dict[str, Any] = {
    "keys": {},
    "base_url": None,
    "timeout": 5,
    "max_retries": 0,
    "headers": None,
    "strict": False,
    "max_response_bytes": 1000,
    "hooks": None,
    "accounts": {},
}
STYLES: dict[str, dict[str, str]] = {
    "total": {"total": "/total"},
    "total_pages": {"total": "/total", "total_pages": "/pages"},
    "has_more": {"total": "/total", "has_more": "/more", "current_page_size": "/size"},
}

ReadPage = Callable[[int], Any]


def pagination(style: str = "total", default_page_size: int | None = 2) -> Pagination[Any]:
    return Pagination(OPERATION, "page", "/data", default_page_size=default_page_size, **STYLES[style])


def sync_client() -> BaseClient:
    return BaseClient(API, httpx.MockTransport(lambda request: httpx.Response(500)), **SETTINGS)


def iterate(read_page: ReadPage, paged: Pagination[Any] | None = None, **limits: Any) -> Iterator[Any]:
    options = {"page_size": None, "max_pages": None, "max_items": None, **limits}
    return sync_client().iterate_pages(paged or pagination(), read_page, **options)


def iterate_async(read_page: ReadPage, paged: Pagination[Any] | None = None, **limits: Any) -> Iterator[Any]:
    """Like `iterate`, with the async client."""
    client = AsyncBaseClient(API, httpx.MockTransport(lambda request: httpx.Response(500)), **SETTINGS)
    options = {"page_size": None, "max_pages": None, "max_items": None, **limits}

    async def read(number: int) -> Any:
        return read_page(number)

    items: AsyncIterator[Any] = client.iterate_pages(paged or pagination(), read, **options)

    async def read_item() -> Any:
        return await anext(items)

    with asyncio.Runner() as runner:
        while True:
            try:
                yield runner.run(read_item())
            except StopAsyncIteration:
                return


both = pytest.mark.parametrize("iterate", [iterate, iterate_async], ids=["sync", "async"])


class Server:
    """The pages of a list.

    Args:
        items: the list, which may change between requests.
        page_size: the items on a page, which may be fewer than requested.
        total: the number that it reports instead of the length of the list.
    """

    def __init__(self, items: list[Any], page_size: int = 2, total: int | None = None) -> None:
        self.items = items
        self.page_size = page_size
        self.total = total
        self.read: list[int] = []

    def __call__(self, number: int) -> dict[str, Any]:
        self.read.append(number)
        start, size = (number - 1) * self.page_size, self.page_size
        total = len(self.items) if self.total is None else self.total
        return {
            "data": self.items[start : start + size],
            "total": total,
            "pages": -(-len(self.items) // size),
            "more": number * size < len(self.items),
            "size": size,
        }


def missing_page(kind: type[Any] = NotFoundError, status: int = 404) -> Exception:
    request = httpx.Request("GET", "http://127.0.0.1/tasks")
    error: Exception = CLASSES.get_class(kind)(
        "no such page",
        operation="list_tasks",
        body=None,
        message=None,
        request_id=None,
        retry_after=None,
        response=httpx.Response(status, request=request),
    )
    return error


@both
def test_iterator_sends_nothing_before_the_first_item_is_requested(iterate: Any) -> None:
    server = Server([1, 2, 3])
    items = iterate(server)
    assert server.read == []
    assert next(items) == 1
    assert server.read == [1]


@both
@pytest.mark.parametrize("style", STYLES)
def test_iterator_yields_all_items(iterate: Any, style: str) -> None:
    server = Server([1, 2, 3, 4, 5])
    assert list(iterate(server, pagination(style))) == [1, 2, 3, 4, 5]
    assert server.read == [1, 2, 3]


@both
@pytest.mark.parametrize("body", [{}, {"data": []}, {"data": None}, {"data": [], "more": True, "total": 9}])
def test_page_without_items_is_the_last(iterate: Any, body: dict[str, Any]) -> None:
    assert list(iterate(lambda number: body, pagination("has_more"))) == []


@both
@pytest.mark.parametrize(
    ("limits", "found", "read"),
    [
        ({"max_pages": 1}, [1, 2], [1]),
        ({"max_pages": 2}, [1, 2, 3, 4], [1, 2]),
        ({"max_items": 1}, [1], [1]),
        ({"max_items": 2}, [1, 2], [1]),
        ({"max_items": 3, "max_pages": 9}, [1, 2, 3], [1, 2]),
    ],
    ids=str,
)
def test_limits_end_the_iteration(iterate: Any, limits: dict[str, int], found: list[int], read: list[int]) -> None:
    server = Server([1, 2, 3, 4, 5])
    assert list(iterate(server, **limits)) == found
    assert server.read == read


@pytest.mark.parametrize("name", ["max_pages", "max_items"])
@pytest.mark.parametrize("limit", [0, -1, True, 1.5])
def test_limit_that_is_not_a_positive_integer_is_rejected_before_the_iteration(name: str, limit: Any) -> None:
    with pytest.raises(ValueError, match=f"{name} must be a positive integer or None, got {limit}"):
        iterate(Server([1]), **{name: limit})


@both
@pytest.mark.parametrize("repeat", [[4, 3], [3, 2, 4], [5, 6, 7, 8, 9, 3]], ids=str)
def test_pages_that_repeat_in_a_cycle_raise_an_error(iterate: Any, repeat: list[int]) -> None:
    numbers = itertools.chain([1, 2], itertools.cycle(repeat))
    items = iterate(lambda number: {"data": [{"id": next(numbers)}], "total": 10**9}, page_size=1)
    with pytest.raises(PaginationError, match="returned the items of an earlier page again"):
        list(itertools.islice(items, 100))


@both
def test_page_with_the_same_items_in_another_order_is_the_same_page(iterate: Any) -> None:
    orders = itertools.permutations([{"id": 1}, {"id": 2}, {"id": 3}])
    assert list(iterate(lambda number: {"data": [*next(orders)], "total": 3}, page_size=3)) == [
        {"id": 1},
        {"id": 2},
        {"id": 3},
    ]


@both
@pytest.mark.parametrize("style", STYLES)
def test_repeated_page_raises_an_error(iterate: Any, style: str) -> None:
    items = iterate(lambda number: {"data": [1, 2], "total": 9, "pages": 5, "more": True}, pagination(style))
    assert [next(items), next(items)] == [1, 2]
    with pytest.raises(PaginationError) as caught:
        next(items)
    assert isinstance(caught.value, SolumError)
    assert (caught.value.operation, caught.value.page, caught.value.attempts) == ("list_tasks", 2, 1)
    assert str(caught.value) == (
        "list_tasks: GET /tasks returned the items of an earlier page again; it seems to ignore page=2 (page 2)"
    )


def test_first_page_after_the_last_one_raises_an_error() -> None:
    server = Server([1, 2, 3, 4, 5])
    items = iterate(lambda number: {**server((number - 1) % 3 + 1), "total": 99})
    assert list(itertools.islice(items, 5)) == [1, 2, 3, 4, 5]
    with pytest.raises(PaginationError):
        next(items)


def test_items_that_are_not_an_array_raise_an_error() -> None:
    with pytest.raises(PaginationError, match=r"returned no array at /data \(page 1\)"):
        next(iterate(lambda number: {"data": {"id": 1}}))


def test_total_that_is_out_of_date_does_not_end_the_iteration_after_a_full_page() -> None:
    server = Server([1, 2, 3, 4, 5], total=2)
    assert list(iterate(server)) == [1, 2, 3, 4, 5]


def test_short_page_does_not_end_the_iteration_if_the_total_is_larger() -> None:
    assert list(iterate(Server([1, 2, 3, 4, 5], page_size=2), page_size=100)) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("total", [None, -1, "5", True])
def test_short_page_does_not_end_the_iteration_without_a_total(total: Any) -> None:
    server = Server([1, 2, 3, 4, 5], page_size=2)
    assert list(iterate(lambda number: {**server(number), "total": total}, page_size=100)) == [1, 2, 3, 4, 5]
    assert server.read == [1, 2, 3, 4]


def test_items_that_are_added_during_the_iteration_are_returned() -> None:
    server = Server([1, 2, 3])
    items = iterate(server)
    assert [next(items), next(items)] == [1, 2]
    server.items += [4, 5]
    assert list(items) == [3, 4, 5]


@both
@pytest.mark.parametrize("status", [400, 404])
def test_error_for_a_page_after_the_reported_total_is_the_end(iterate: Any, status: int) -> None:
    server = Server([1, 2])

    def read(number: int) -> Any:
        if number > 1:
            raise missing_page(status=status)
        return server(number)

    assert list(iterate(read)) == [1, 2]


def test_last_page_in_place_of_a_page_after_the_reported_total_is_the_end() -> None:
    server = Server([1, 2, 3, 4])
    assert list(iterate(lambda number: server(min(number, 2)))) == [1, 2, 3, 4]


@both
@pytest.mark.parametrize(("kind", "failing"), [(NotFoundError, 1), (NotFoundError, 2), (ServerError, 3)])
def test_error_of_the_operation_is_raised(iterate: Any, kind: type[Any], failing: int) -> None:
    server = Server([1, 2, 3, 4])

    def read(number: int) -> Any:
        if number == failing:
            raise missing_page(kind)
        return server(number)

    items = iterate(read)
    assert list(itertools.islice(items, 2 * (failing - 1))) == [1, 2, 3, 4][: 2 * (failing - 1)]
    with pytest.raises(kind):
        next(items)


ITEMS = st.lists(st.fixed_dictionaries({}, optional={"id": st.integers(0, 9)}), max_size=9)
SIZES = st.one_of(st.none(), st.integers(1, 5))


@given(st.integers(0, 9), SIZES, st.integers(1, 4), st.sampled_from(list(STYLES)), st.none() | st.integers(0, 12))
def test_iterator_yields_each_item_of_a_stable_list_once(
    length: int, page_size: int | None, maximum: int, style: str, default: int | None
) -> None:
    items = [{"name": number} for number in range(length)]
    server = Server(items, page_size=min(page_size or default or maximum, maximum) or 1)
    assert list(iterate(server, pagination(style, default), page_size=page_size)) == items


@pytest.mark.slow
@given(st.lists(ITEMS, max_size=6), st.sampled_from(list(STYLES)), SIZES, st.data())
def test_iterator_ends_for_any_pages(
    pages: list[list[Any]], style: str, page_size: int | None, data: st.DataObject
) -> None:
    """After its pages the server repeats the last one for ever, as one that ignores the page repeats the first."""
    numbers = st.one_of(st.none(), st.integers(-1, 30))

    def read(number: int) -> Any:
        if number > 20:
            raise AssertionError("the iterator does not end")
        body = {"data": pages[min(number, len(pages)) - 1] if pages else []}
        return {**body, "total": data.draw(numbers), "pages": data.draw(numbers), "more": data.draw(st.booleans())}

    found: list[Any] = []
    try:
        found.extend(iterate(read, pagination(style), page_size=page_size))
    except PaginationError as error:
        assert error.page >= 2
    assert len(found) <= sum(map(len, pages))


@given(ITEMS.filter(bool), st.sampled_from(list(STYLES)), SIZES, st.integers(0, 30))
def test_iterator_returns_no_item_twice_from_a_server_that_ignores_the_page(
    items: list[Any], style: str, page_size: int | None, total: int
) -> None:
    body = {"data": items, "total": total, "pages": total, "more": True}
    found: list[Any] = []
    with contextlib.suppress(PaginationError):
        found.extend(iterate(lambda number: dict(body), pagination(style), page_size=page_size))
    assert found == items
