"""Rule mutants and conforming variants of Max AI: wrong tasks, incomplete errors and rate limit headers."""

from __future__ import annotations

from typing import Any

from caretasks.core.missing import MISSING
from caretasks.mutation.mutators import lists
from caretasks.mutation.mutators.rules import MutatedExchange, conforming_variant, rule_mutant

_OTHER = "0b5f0f0e-5a52-4c1c-9d3c-6a3c8f0e7b11"
_LIMIT, _REMAINING, _RESET = "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"


def _is_read(exchange: MutatedExchange, *operations: str) -> bool:
    """Return whether an exchange is a successful read: of a task, or of one of the operations."""
    is_operation = exchange.operation is not None and exchange.operation.id in (operations or ("get_task",))
    return is_operation and exchange.succeeded


def _tasks(exchange: MutatedExchange) -> list[dict[str, Any]]:
    """Return the tasks of a successful response."""
    if _is_read(exchange, "get_task", "create_task"):
        return [exchange.json["data"]]
    return list(exchange.json["data"]["tasks"]) if _is_read(exchange, "list_tasks") else []


def _set_tasks(exchange: MutatedExchange, tasks: list[dict[str, Any]]) -> None:
    if _is_read(exchange, "get_task", "create_task"):
        exchange.json = {**exchange.json, "data": tasks[0]}
    elif _is_read(exchange, "list_tasks"):
        exchange.json = {**exchange.json, "data": {**exchange.json["data"], "tasks": tasks}}


def _success_example(exchange: MutatedExchange) -> Any:
    operation = exchange.operation
    response = None if operation is None else operation.find_response(200)
    media = None if response is None else response.media
    return None if media is None else next(iter(media.examples().values()))


@rule_mutant("mx_01_unknown_task", impact="a client treats a mistyped ID as an existing task")
def returns_unknown_task(exchange: MutatedExchange) -> None:
    """Reading an unknown task returns a success."""
    is_task = exchange.operation is not None and exchange.operation.id == "get_task"
    if is_task and exchange.status == 404:
        body = _success_example(exchange)
        exchange.status = 200
        exchange.json = {**body, "data": {**body["data"], "id": exchange.parameters["path"]["id"][0]}}


@rule_mutant("mx_10_trace_id_in_errors", impact="the vendor cannot trace the request that a user reports")
def omits_trace_id(exchange: MutatedExchange) -> None:
    """The trace ID of an error is empty."""
    if exchange.status >= 400 and exchange.json is not MISSING and "trace_id" in exchange.json:
        exchange.json = {**exchange.json, "trace_id": ""}


@rule_mutant("mx_11_requested_task", impact="a client shows one patient's task for another's")
def returns_another_task(exchange: MutatedExchange) -> None:
    """Reading a task returns a task with another ID."""
    if _is_read(exchange):
        exchange.json = {**exchange.json, "data": {**exchange.json["data"], "id": _OTHER}}


@rule_mutant("mx_12_error_code", impact="a client that checks the code handles the wrong error")
def returns_another_error_code(exchange: MutatedExchange) -> None:
    """An error has the code of another error."""
    if exchange.status >= 400 and exchange.json is not MISSING and "code" in exchange.json:
        other = "forbidden" if exchange.json["code"] != "forbidden" else "not_found"
        exchange.json = {**exchange.json, "code": other}


@rule_mutant("mx_13_rate_limit_headers", impact="a client cannot adapt its request rate")
def omits_remaining_requests(exchange: MutatedExchange) -> None:
    """A response has the rate limit, but not the number of remaining requests."""
    exchange.headers[_LIMIT] = "1000"


@rule_mutant("mx_13_rate_limit_headers", impact="a client that relies on the number sends too many requests")
def has_more_remaining_than_allowed(exchange: MutatedExchange) -> None:
    """The number of remaining requests is greater than the rate limit."""
    exchange.headers.update({_LIMIT: "1000", _REMAINING: "1001", _RESET: "1774000000"})


@rule_mutant("mx_13_rate_limit_headers", impact="a client does not know when to retry")
def omits_retry_after(exchange: MutatedExchange) -> None:
    """A 429 has no `Retry-After` header."""
    if _is_read(exchange):
        exchange.status = 429
        exchange.headers.update({_LIMIT: "1000", _REMAINING: "0", _RESET: "1774000000"})
        exchange.json = {"code": "rate_limit_exceeded", "message": "Too many requests", "trace_id": _OTHER}


@rule_mutant("mx_14_missing_parameter", impact="a client cannot distinguish an invalid request from a missing task")
def returns_404_without_organization(exchange: MutatedExchange) -> None:
    """A request without the organization header returns 404."""
    if "x-organization-id" not in exchange.request.header_values and exchange.status == 400:
        exchange.status, exchange.json = 404, {**exchange.json, "code": "not_found"}


@rule_mutant("mx_14_missing_parameter", impact="a clinic can read the tasks of another clinic")
def accepts_missing_organization(exchange: MutatedExchange) -> None:
    """A request without the organization header returns a success."""
    if "x-organization-id" not in exchange.request.header_values and exchange.status == 400:
        exchange.status, exchange.json = 200, _success_example(exchange)


page_after_the_last = lists.page_after_the_last("mx_17_default_page", "list_tasks", impact="a client reads no tasks")
one_task_too_many = lists.one_item_too_many(
    "mx_19_consistent_page", "list_tasks", impact="a client with a fixed page size loses a task"
)
total_too_low = lists.total_too_low("mx_19_consistent_page", "list_tasks", impact="a client stops before the last task")
one_page_too_many = lists.one_page_too_many(
    "mx_19_consistent_page", "list_tasks", impact="a client reads a page that does not exist"
)
next_page_number = lists.next_page_number("mx_19_consistent_page", "list_tasks", impact="a client skips a page")
lists_nothing = lists.empty_list(
    "mx_15_created_task_is_listed", "list_tasks", impact="the task that a client has created is never done"
)
another_page_size = lists.another_page_size(
    "mx_19_consistent_page", "list_tasks", impact="a client miscounts the pages"
)
page_size_above_maximum = lists.page_size_above_maximum(
    "mx_19_consistent_page", "list_tasks", impact="a client gets pages that are too large for it"
)
ignores_status = lists.ignored_filter(
    "mx_21_filters", "list_tasks", "status", impact="a client repeats completed tasks"
)
ignores_visit = lists.ignored_filter(
    "mx_21_filters", "list_tasks", "noteId", impact="a client shows one patient's tasks for another's"
)
ignores_provider = lists.ignored_filter(
    "mx_21_filters", "list_tasks", "providerId", impact="a provider gets the tasks of another one"
)


@conforming_variant
def has_all_rate_limit_headers(exchange: MutatedExchange) -> None:
    """Every response has all rate limit headers."""
    exchange.headers.update({_LIMIT: "1000", _REMAINING: "999", _RESET: "1774000000"})


@conforming_variant
def has_no_visit(exchange: MutatedExchange) -> None:
    """A task has no visit."""
    without_visit = [{name: value for name, value in task.items() if name != "noteId"} for task in _tasks(exchange)]
    _set_tasks(exchange, without_visit)


@conforming_variant
def has_no_providers(exchange: MutatedExchange) -> None:
    """A task has no assigned providers."""
    _set_tasks(exchange, [{**task, "assignedProviders": []} for task in _tasks(exchange)])


@conforming_variant
def returns_400_for_unknown_ids(exchange: MutatedExchange) -> None:
    """An unknown ID returns 400: no fact defines the format of an ID."""
    if exchange.status == 404 and exchange.json is not MISSING:
        exchange.status, exchange.json = 400, {**exchange.json, "code": "bad_request"}


@conforming_variant
def has_another_success_code(exchange: MutatedExchange) -> None:
    """A success has an undocumented code."""
    if exchange.succeeded:
        exchange.json = {**exchange.json, "code": "ok"}


@conforming_variant
def has_empty_app_context(exchange: MutatedExchange) -> None:
    """The app context is empty: only a sample shows its properties."""
    if _is_read(exchange, "get_app_context"):
        exchange.json = {**exchange.json, "data": {}}


@conforming_variant
def returns_403_for_the_app_context(exchange: MutatedExchange) -> None:
    """The app context is forbidden without an organization."""
    if exchange.operation is not None and exchange.operation.id == "get_app_context" and exchange.status == 400:
        exchange.status, exchange.json = 403, {**exchange.json, "code": "forbidden"}


@conforming_variant
def returns_200_for_a_create(exchange: MutatedExchange) -> None:
    """A create returns 200, and the notes are shortened as in the sample."""
    if _is_read(exchange, "create_task"):
        exchange.status = 200
        exchange.json = {**exchange.json, "data": {**exchange.json["data"], "notes": "Review", "status": "new"}}
