"""Max AI: tasks that are not the one asked for, errors without a trace, half of the headers of a rate limit."""

from __future__ import annotations

from typing import Any

from caretasks.core.missing import MISSING
from caretasks.mutation.mutators.rules import Exchange, breaks, harmless, reading

_OTHER = "0b5f0f0e-5a52-4c1c-9d3c-6a3c8f0e7b11"
_LIMIT, _REMAINING, _RESET = "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"


def _documented(exchange: Exchange) -> Any:
    operation = exchange.sent.operation
    response = None if operation is None else operation.response(200)
    media = None if response is None else response.media
    return None if media is None else next(iter(media.examples().values()))


@breaks("mx_01_unknown_task", matters="a client takes a mistyped id for a task")
def finds_what_is_not_there(exchange: Exchange) -> None:
    """An unknown task is answered with a success."""
    if exchange.sent.method == "GET" and exchange.status == 404:
        found = _documented(exchange)
        exchange.status = 200
        exchange.json = {**found, "data": {**found["data"], "id": exchange.sent.path["id"]}}


@breaks("mx_10_trace_id_in_errors", matters="the vendor cannot find the request that a client complains about")
def names_no_trace(exchange: Exchange) -> None:
    """An error has an empty trace id."""
    if exchange.status >= 400 and exchange.json is not MISSING and "trace_id" in exchange.json:
        exchange.json = {**exchange.json, "trace_id": ""}


@breaks("mx_11_task_asked_for", matters="a client shows one patient's task for another's")
def reads_another_task(exchange: Exchange) -> None:
    """The task that is read has another id than the one asked for."""
    if reading(exchange):
        exchange.json = {**exchange.json, "data": {**exchange.json["data"], "id": _OTHER}}


@breaks("mx_12_code_of_the_error", matters="a client that goes by the code takes one error for another")
def has_the_code_of_another_error(exchange: Exchange) -> None:
    """An error has the code of another one."""
    if exchange.status >= 400 and exchange.json is not MISSING and "code" in exchange.json:
        other = "forbidden" if exchange.json["code"] != "forbidden" else "not_found"
        exchange.json = {**exchange.json, "code": other}


@breaks("mx_13_rate_limit_headers", matters="a client cannot pace itself")
def tells_half_of_the_limit(exchange: Exchange) -> None:
    """An answer tells the limit, and not what is left of it."""
    exchange.headers[_LIMIT] = "1000"


@breaks("mx_13_rate_limit_headers", matters="a client that counts down never stops")
def has_more_left_than_there_is(exchange: Exchange) -> None:
    """More requests are left than the window allows."""
    exchange.headers.update({_LIMIT: "1000", _REMAINING: "1001", _RESET: "1774000000"})


@breaks("mx_13_rate_limit_headers", matters="a client does not know when to come back")
def names_no_seconds(exchange: Exchange) -> None:
    """A 429 does not say how long to wait."""
    if reading(exchange):
        exchange.status = 429
        exchange.headers.update({_LIMIT: "1000", _REMAINING: "0", _RESET: "1774000000"})
        exchange.json = {"code": "rate_limit_exceeded", "message": "Too many requests", "trace_id": _OTHER}


@breaks("mx_14_missing_parameter", matters="a client cannot tell its own mistake from a task that is gone")
def another_error_without_organization(exchange: Exchange) -> None:
    """A request without its organization is answered with 404."""
    if "x-organization-id" not in exchange.sent.headers and exchange.status == 400:
        exchange.status, exchange.json = 404, {**exchange.json, "code": "not_found"}


@breaks("mx_14_missing_parameter", matters="one clinic's tasks are read by another")
def asks_for_no_organization(exchange: Exchange) -> None:
    """A request without its organization is answered with a success."""
    if "x-organization-id" not in exchange.sent.headers and exchange.status == 400:
        exchange.status, exchange.json = 200, _documented(exchange)


@harmless
def tells_all_of_the_limit(exchange: Exchange) -> None:
    """Every answer tells the rate limit."""
    exchange.headers.update({_LIMIT: "1000", _REMAINING: "999", _RESET: "1774000000"})


@harmless
def has_no_visit(exchange: Exchange) -> None:
    """A task is anchored to no visit."""
    if reading(exchange):
        data = {name: value for name, value in exchange.json["data"].items() if name != "noteId"}
        exchange.json = {**exchange.json, "data": data}


@harmless
def has_no_providers(exchange: Exchange) -> None:
    """A task is assigned to nobody."""
    if reading(exchange):
        exchange.json = {**exchange.json, "data": {**exchange.json["data"], "assignedProviders": []}}


@harmless
def refuses_unknown_ids_as_invalid(exchange: Exchange) -> None:
    """An unknown id is answered with 400: no fact says which ids there are, nor of which form."""
    if exchange.status == 404 and exchange.json is not MISSING:
        exchange.status, exchange.json = 400, {**exchange.json, "code": "bad_request"}


@harmless
def has_another_code_of_success(exchange: Exchange) -> None:
    """A success has a code that the page does not show."""
    if reading(exchange):
        exchange.json = {**exchange.json, "code": "ok"}
