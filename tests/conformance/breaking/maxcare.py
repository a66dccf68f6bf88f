"""Faults of a Max AI server."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote

from tests.conformance.breaking import (
    MISSING,
    NON_BOOLEANS,
    NON_INTEGERS,
    NON_LISTS,
    NON_OBJECTS,
    NON_STRINGS,
    Fault,
    FaultFactory,
    Handler,
    Request,
    always,
    call_server,
    change_data,
    has_other_type,
    has_status,
    ignore_query,
    is_missing,
    keep_data,
    replace_response,
    return_html,
)
from tests.servers.conforming import KEY, Body, FullMaxCare, Response, Server

FACTORY = FaultFactory("maxcare", "/v4/tasks")
TASK = FullMaxCare().task()
ERROR = {"code": "not_found", "message": "no", "trace_id": "t"}
SERVER_ERROR = {**ERROR, "code": "internal_error"}
BAD_REQUEST = {**ERROR, "code": "bad_request"}
RATE_LIMIT_HEADERS = {"X-RateLimit-Limit": "1000", "X-RateLimit-Remaining": "999", "X-RateLimit-Reset": "1767225600"}
NULLABLE_PROPERTIES = ("firstName", "lastName", "displayFirstName", "displayLastName", "username", "individualNpi")


def iter_faults() -> Iterator[Fault]:
    yield from iter_task_faults()
    yield from iter_request_faults()
    yield from iter_error_faults()
    yield from iter_rate_limit_faults()
    yield from iter_list_faults()
    yield from iter_create_faults()
    yield from iter_app_context_faults()


def is_task(request: Request, status: int) -> bool:
    return request.path.startswith("/v2/tasks/") and status == 200


def is_any_task(request: Request, status: int) -> bool:
    return request.path.startswith("/v2/tasks/")


def is_list(request: Request, status: int) -> bool:
    return request.method == "GET" and request.path == "/v4/tasks" and status == 200


def is_app_context(request: Request, status: int) -> bool:
    return request.path == "/v2/marketplace/me" and status == 200


def is_unknown(request: Request, status: int) -> bool:
    return is_any_task(request, status) and status in (400, 404) and "X-Organization-Id" in request.headers


def is_missing_organization(request: Request, status: int) -> bool:
    return status == 400 and "X-Organization-Id" not in request.headers


def return_any_task(request: Request, server: Server) -> Response:
    response = call_server(request, server)
    task = {**TASK, "id": unquote(request.last_segment)}
    return (200, {"code": "success", "data": task}) if is_unknown(request, response[0]) else response


def add_organization(request: Request, server: Server) -> Response:
    has_organization = "X-Organization-Id" in request.headers
    return call_server(request if has_organization else request.copy_with(x_organization_id="any"), server)


def iter_task_faults() -> Iterator[Fault]:
    yield FACTORY.make_fault(
        "MX-01 MX-11",
        "any ID returns the known task",
        replace_response(200, {"code": "success", "data": TASK}, is_unknown),
    )
    yield FACTORY.make_fault("MX-01", "any ID returns a task", return_any_task)
    yield FACTORY.make_fault("MX-01", "an unknown task returns 500", replace_response(500, SERVER_ERROR, is_unknown))
    yield FACTORY.make_fault("MX-01", "everything returns 500", replace_response(500, SERVER_ERROR, is_any_task))
    yield FACTORY.make_fault("MX-01", "the known task returns 500", replace_response(500, SERVER_ERROR, is_task))
    yield FACTORY.make_fault("MX-01", "the known task returns 400", replace_response(400, BAD_REQUEST, is_task))
    yield FACTORY.make_fault("MX-01", "the known task returns 202", replace_response(202, keep_data, is_task))
    fails_for_invalid_id = replace_response(
        500, SERVER_ERROR, lambda request, status: is_unknown(request, status) and status == 400
    )
    yield FACTORY.make_fault("MX-04", "an ID that is not a UUID returns 500", fails_for_invalid_id)
    yield from FACTORY.iter_invalid_values("MX-05", "", ([], "x", None, {}), is_task)
    yield from FACTORY.iter_invalid_values("MX-05", "code", (*NON_STRINGS, MISSING), is_task)
    yield from FACTORY.iter_invalid_values("MX-05", "data", (MISSING,), is_task)
    yield from FACTORY.iter_invalid_values(
        "MX-05 MX-06", "data", NON_OBJECTS, is_task
    )  # then data is not a task either
    for name in ("id", "notes"):
        yield from FACTORY.iter_invalid_values("MX-06", f"data/{name}", (*NON_STRINGS, MISSING), is_task)
    yield from FACTORY.iter_invalid_values("MX-06", "data/noteId", NON_STRINGS, is_task)
    yield from FACTORY.iter_invalid_values("MX-06", "data/assignedProviders", (*NON_LISTS, MISSING), is_task)
    for name in ("status", "syncStatus", "ehrType"):
        yield from FACTORY.iter_invalid_values("MX-07", f"data/{name}", ("paused", "NEW", *NON_STRINGS), is_task)
        yield from FACTORY.iter_invalid_values("MX-06", f"data/{name}", (MISSING,), is_task)
    yield from FACTORY.iter_invalid_values("MX-08", "data/assignedProviders/*", (None, "x", {}), is_task)
    for name in NULLABLE_PROPERTIES:
        yield from FACTORY.iter_invalid_values("MX-08", f"data/assignedProviders/*/{name}", (5, [], MISSING), is_task)
    yield from FACTORY.iter_invalid_values("MX-08", "data/assignedProviders/*/id", (*NON_STRINGS, MISSING), is_task)
    yield from FACTORY.iter_invalid_values(
        "MX-08", "data/assignedProviders/*/roles", (*NON_LISTS, [5], [None], MISSING), is_task
    )
    for name in ("canFinalize", "canCosign"):
        yield from FACTORY.iter_invalid_values(
            "MX-08", f"data/assignedProviders/*/{name}", (*NON_BOOLEANS, MISSING), is_task
        )
    for name in ("createdAt", "updatedAt"):
        yield from FACTORY.iter_invalid_values("MX-09", f"data/{name}", NON_STRINGS, is_task)
        yield from FACTORY.iter_invalid_values("MX-06", f"data/{name}", (MISSING,), is_task)
    yield from FACTORY.iter_invalid_values("MX-11", "data/id", ("other", str(uuid.UUID(int=5))))


def iter_request_faults() -> Iterator[Fault]:
    forms = {"without_its_prefix": KEY, "as_a_token": f"Token {KEY}"}
    yield from FACTORY.iter_accepted_keys("MX-02", "authorization", f"Bearer {KEY}", "GET", **forms)
    yield FACTORY.make_fault("MX-03 MX-14", "no organization is required", add_organization)
    for status, code in ((404, "not_found"), (403, "forbidden"), (401, "unauthorized"), (500, "internal_error")):
        handler = replace_response(status, {**ERROR, "code": code}, is_missing_organization)
        yield FACTORY.make_fault(
            "MX-14 MX-01 MX-15 MX-22 MX-26" if status == 500 else "MX-14",
            f"a missing organization returns {status}",
            handler,
        )


def iter_error_faults() -> Iterator[Fault]:
    for status in (400, 401, 404):
        for name in ("code", "message", "trace_id"):
            yield from FACTORY.iter_invalid_values(
                "MX-10", name, (*NON_STRINGS, MISSING), has_status(status), f" of a {status}"
            )
        yield from FACTORY.iter_invalid_values("MX-10", "", ([], "x", None), has_status(status), f" of a {status}")
        yield FACTORY.make_fault("MX-10", f"a {status} is HTML", return_html(status))
        yield from FACTORY.iter_invalid_values(
            "MX-12", "code", ("oops", "forbidden"), has_status(status), f" of a {status}"
        )


def with_headers(headers: dict[str, str], *statuses: int) -> Handler:
    return change_data(lambda request, data: Body(data, headers), has_status(*statuses) if statuses else always)


def rate_limited(headers: dict[str, str]) -> Handler:
    """Return a handler that returns 429 for every seventh request."""
    count = itertools.count()

    def handle(request: Request, server: Server) -> Response:
        if next(count) % 7 == 3:
            return 429, Body({**ERROR, "code": "rate_limit_exceeded"}, headers)
        return call_server(request, server)

    return handle


def iter_rate_limit_faults() -> Iterator[Fault]:
    for name in RATE_LIMIT_HEADERS:
        others = {other: value for other, value in RATE_LIMIT_HEADERS.items() if other != name}
        yield FACTORY.make_fault("MX-13", f"{name} is missing", with_headers(others))
        for value in ("many", "", "1.5", "-1", "2026-01-01T00:00:00Z"):
            yield FACTORY.make_fault("MX-13", f"{name} is {value!r}", with_headers({**RATE_LIMIT_HEADERS, name: value}))
        yield FACTORY.make_fault(
            "MX-13", f"{name} of a 404 is many", with_headers({**RATE_LIMIT_HEADERS, name: "many"}, 404)
        )
    yield FACTORY.make_fault(
        "MX-13", "a 404 has only one rate limit header", with_headers({"X-RateLimit-Limit": "1000"}, 404)
    )
    yield FACTORY.make_fault(
        "MX-13",
        "more requests remain than the limit",
        with_headers({**RATE_LIMIT_HEADERS, "X-RateLimit-Remaining": "1001"}),
    )
    yield FACTORY.make_fault("MX-13", "a 429 has no Retry-After", rate_limited(RATE_LIMIT_HEADERS))
    yield FACTORY.make_fault(
        "MX-13", "Retry-After of a 429 is 'soon'", rate_limited({**RATE_LIMIT_HEADERS, "Retry-After": "soon"})
    )


def iter_list_faults() -> Iterator[Fault]:
    for status, data in ((500, SERVER_ERROR), (400, BAD_REQUEST), (202, keep_data)):
        yield FACTORY.make_fault("MX-15", f"the list returns {status}", replace_response(status, data, is_list))
    # No document says which patients and providers exist, or the form of `dateFrom`: a server may reject others.
    for name in ("status", "noteId"):
        yield FACTORY.make_fault("MX-16", f"{name} is rejected", reject_query(name))
    for name in ("page", "pageSize"):
        yield FACTORY.make_fault("MX-17", f"{name} is rejected", reject_query(name))
        yield FACTORY.make_fault("MX-17", f"{name}=x is accepted", accept_query(name))
    yield from iter_invalid_list_values("MX-18", "", ([], "x", None, {}))
    yield from iter_invalid_list_values("MX-18", "code", (*NON_STRINGS, MISSING))
    yield from iter_invalid_list_values("MX-18", "data", (*NON_OBJECTS, MISSING))
    yield from iter_invalid_list_values("MX-18", "data/tasks", (*NON_LISTS, MISSING))
    yield from iter_invalid_list_values("MX-18", "data/pagination", (MISSING,))
    yield from iter_invalid_list_values("MX-18 MX-19", "data/pagination", NON_OBJECTS)  # then it has no numbers
    yield from iter_invalid_list_values("MX-06", "data/tasks/*", (None, "x"))
    for name in ("id", "notes"):
        yield from iter_invalid_list_values("MX-06", f"data/tasks/*/{name}", (*NON_STRINGS, MISSING))
    yield from iter_invalid_list_values("MX-07 MX-21", "data/tasks/*/status", ("paused", "NEW"))
    yield from iter_invalid_list_values("MX-09", "data/tasks/*/createdAt", NON_STRINGS)
    for name in ("page", "pageSize", "totalCount", "totalPages"):
        yield from iter_invalid_list_values("MX-19", f"data/pagination/{name}", (*NON_INTEGERS, MISSING))

    for name in ("page", "pageSize"):
        yield FACTORY.make_fault("MX-19", f"{name} is ignored", ignore_query(name, is_list))
    for name, change in (
        ("totalCount is one too low", lambda data: {"totalCount": data["pagination"]["totalCount"] - 1}),
        ("totalPages is one too high", lambda data: {"totalPages": data["pagination"]["totalPages"] + 1}),
        ("page is one too high", lambda data: {"page": data["pagination"]["page"] + 1}),
        ("pageSize is one too low", lambda data: {"pageSize": data["pagination"]["pageSize"] - 1}),
    ):
        yield FACTORY.make_fault("MX-19", name, change_pagination(change))
    for name in ("status", "noteId", "providerId"):
        yield FACTORY.make_fault("MX-21", f"the filter {name} is ignored", ignore_query(name, is_list))


def change_pagination(change: Callable[[Any], dict[str, int]]) -> Handler:
    """Return a handler that changes properties of the pagination of a list."""

    def change_list(request: Request, body: Any) -> Any:
        pagination = {**body["data"]["pagination"], **change(body["data"])}
        return {**body, "data": {**body["data"], "pagination": pagination}}

    return change_data(change_list, is_list)


def iter_invalid_list_values(fact: str, path: str, values: tuple[Any, ...]) -> Iterator[Fault]:
    yield from FACTORY.iter_invalid_values(fact, path, values, is_list, " of a list")


def reject_query(name: str) -> Handler:
    return replace_response(
        400, BAD_REQUEST, lambda request, status: is_list(request, status) and name in request.query
    )


def accept_query(name: str) -> Handler:
    """Return a handler that ignores an invalid query parameter of a list."""

    def handle(request: Request, server: Server) -> Response:
        response = call_server(request, server)
        is_invalid = response[0] == 400 and request.path == "/v4/tasks" and name in request.query
        return call_server(request.copy_with({name: None}), server) if is_invalid else response

    return handle


def iter_create_faults() -> Iterator[Fault]:
    is_created = FACTORY.is_successful_create
    for status, data in ((500, SERVER_ERROR), (400, BAD_REQUEST)):
        handler = replace_response(status, data, is_created)
        yield FACTORY.make_fault("MX-22", f"every create returns {status}", handler, is_visible_in_reads=False)
    for name in ("noteId", "providerId", "notes"):
        yield FACTORY.make_accepted_create("MX-22", name, is_missing, "missing", "x")
        yield FACTORY.make_accepted_create("MX-22", name, has_other_type(str), "of another type", "x")
    yield FACTORY.make_accepted_create("MX-23", "assigneeIds", has_other_type(list), "that are not a list")
    for is_rejected, description in ((is_missing, "missing"), (lambda value: value == [], "empty")):
        yield FACTORY.make_rejected_create("MX-23", "assigneeIds", is_rejected, description, 400, BAD_REQUEST)
    handler = replace_response(202, keep_data, is_created)
    yield FACTORY.make_fault("MX-24", "a create returns 202", handler, is_visible_in_reads=False)
    yield from FACTORY.iter_invalid_values(
        "MX-05", "code", (*NON_STRINGS, MISSING), is_created, " of a create", is_visible_in_reads=False
    )
    yield from FACTORY.iter_invalid_values(
        "MX-06", "data/id", (*NON_STRINGS, MISSING), is_created, " of a create", is_visible_in_reads=False
    )


def iter_app_context_faults() -> Iterator[Fault]:
    for status, data in ((500, SERVER_ERROR), (202, keep_data)):
        handler = replace_response(status, data, is_app_context)
        yield FACTORY.make_fault("MX-26", f"the app context returns {status}", handler)
    for path, values in (
        ("", ([], "x", None, {})),
        ("code", (*NON_STRINGS, MISSING)),
        ("data", (*NON_OBJECTS, MISSING)),
        ("data/app", NON_OBJECTS),
        ("data/app/id", NON_STRINGS),
        ("data/app/slug", NON_STRINGS),
        ("data/app/liveVersionId", NON_STRINGS),
        ("data/organization", NON_OBJECTS),
        ("data/organization/id", NON_STRINGS),
        ("data/scopes", (*NON_LISTS, [5])),
    ):
        yield from FACTORY.iter_invalid_values("MX-26", path, values, is_app_context, " of the app context")
