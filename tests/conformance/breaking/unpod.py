"""Faults of an Unpod server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tests.conformance.breaking import (
    MISSING,
    NON_INTEGERS,
    NON_LISTS,
    NON_NUMBERS,
    NON_OBJECTS,
    NON_STRINGS,
    Fault,
    FaultFactory,
    Request,
    always,
    change_data,
    change_request,
    has_status,
    is_successful_read,
    replace_response,
    return_html,
)
from tests.servers.conforming import KEY, FullUnpod

FACTORY = FaultFactory("unpod")
SPACE, RUN = FullUnpod.known_run
PATH = f"/api/v2/platform/spaces/{SPACE}/runs/{RUN}/tasks/"
EMPTY_LIST = {"count": 0, "status_code": 200, "message": "ok", "data": []}


def iter_faults() -> Iterator[Fault]:
    yield from iter_request_faults()
    yield from iter_response_faults()
    yield from iter_rule_faults()
    yield from iter_error_faults()


def error_body(status: int) -> dict[str, Any]:
    return {"status_code": status, "message": "no"}


def is_unknown(request: Request, status: int) -> bool:
    return status == 404 and "/runs/" in request.path


def is_unusual_id(request: Request, status: int) -> bool:
    return is_unknown(request, status) and not re.fullmatch(r"[/0-9A-Za-z]+", request.path)


def is_missing_organization(request: Request, status: int) -> bool:
    return status == 400 and "Org-Handle" not in request.headers


def iter_request_faults() -> Iterator[Fault]:
    yield FACTORY.make_fault("UN-01", "everything returns 500", replace_response(500, error_body(500), always))
    yield FACTORY.make_fault("UN-01", "the known run returns 500", replace_response(500, error_body(500)))
    yield FACTORY.make_fault("UN-01", "the known run returns 400", replace_response(400, error_body(400)))
    yield FACTORY.make_fault(
        "UN-02", "IDs with unusual characters return 500", replace_response(500, error_body(500), is_unusual_id)
    )
    forms = {"without_its_prefix": KEY, "as_a_bearer_token": f"Bearer {KEY}"}
    yield from FACTORY.iter_accepted_keys("UN-03", "authorization", f"Token {KEY}", "GET", **forms)
    yield FACTORY.make_fault(
        "UN-04", "no organization is required", change_request(lambda request: request.copy_with(org_handle="any"))
    )
    for status in (401, 403, 404):
        handler = replace_response(status, error_body(status), is_missing_organization)
        yield FACTORY.make_fault("UN-04", f"a missing organization returns {status}", handler)
    yield FACTORY.make_fault(
        "UN-04",
        "a missing organization returns an empty list",
        replace_response(200, EMPTY_LIST, is_missing_organization),
    )


def iter_response_faults() -> Iterator[Fault]:
    yield from FACTORY.iter_invalid_values("UN-05", "", ([], None, "x", {}))
    yield from FACTORY.iter_invalid_values("UN-05", "count", NON_INTEGERS)
    yield from FACTORY.iter_invalid_values("UN-05", "status_code", (*NON_INTEGERS, MISSING))
    yield from FACTORY.iter_invalid_values("UN-05", "message", (*NON_STRINGS, MISSING))
    yield from FACTORY.iter_invalid_values("UN-05", "data", (*NON_LISTS, MISSING))
    yield from FACTORY.iter_invalid_values("UN-06", "data/*", (5, None, "x"))
    for name in ("_id", "task_id", "run_id", "assignee", "user_info/email", "user_info/full_name", "task/objective"):
        yield from FACTORY.iter_invalid_values("UN-06", f"data/*/{name}", NON_STRINGS)
    yield from FACTORY.iter_invalid_values("UN-06", "data/*/thread_id", (5, [], {}))
    for name in ("user_info", "task", "input"):
        yield from FACTORY.iter_invalid_values("UN-06", f"data/*/{name}", NON_OBJECTS)
    for name in ("status", "execution_type"):
        yield from FACTORY.iter_invalid_values(
            "UN-07 UN-06", f"data/*/{name}", NON_STRINGS
        )  # both facts say that they are strings
    yield from FACTORY.iter_invalid_values("UN-06 UN-08", "data/*/output", NON_OBJECTS)  # then there is no output
    for name in ("call_id", "start_time", "end_time", "recording_url", "call_type", "call_status"):
        yield from FACTORY.iter_invalid_values("UN-08", f"data/*/output/{name}", NON_STRINGS)
    yield from FACTORY.iter_invalid_values("UN-08", "data/*/output/duration", NON_NUMBERS)
    yield from FACTORY.iter_invalid_values("UN-08", "data/*/output/transcript", NON_LISTS)
    yield from FACTORY.iter_invalid_values("UN-08", "data/*/output/post_call_data", NON_OBJECTS)
    yield from FACTORY.iter_invalid_values("UN-13", "data/*/output/transcript/*", (5, None, "x"))
    for name in ("role", "content"):
        yield from FACTORY.iter_invalid_values("UN-13", f"data/*/output/transcript/*/{name}", NON_STRINGS)
    for name in ("created", "modified"):
        yield from FACTORY.iter_invalid_values(
            "UN-13 UN-06", f"data/*/{name}", NON_STRINGS
        )  # both facts say that they are strings


def iter_rule_faults() -> Iterator[Fault]:
    yield FACTORY.make_fault(
        "UN-09", "the known run returns 202", replace_response(202, lambda data: {**data, "status_code": 202})
    )
    yield FACTORY.make_fault(
        "UN-09", "the known run returns 206", replace_response(206, lambda data: {**data, "status_code": 206})
    )
    yield FACTORY.make_fault(
        "UN-09 UN-04",
        "a missing organization returns 418",
        replace_response(418, error_body(418), is_missing_organization),
    )
    yield FACTORY.make_fault(
        "UN-10", "the count is one too high", change_data(lambda request, data: {**data, "count": 3})
    )
    yield FACTORY.make_fault(
        "UN-10", "the count is one too low", change_data(lambda request, data: {**data, "count": 1})
    )
    yield FACTORY.make_fault(
        "UN-10", "a task is missing", change_data(lambda request, data: {**data, "data": data["data"][1:]})
    )
    yield FACTORY.make_fault("UN-10", "a task has another run_id", change_data(change_run))
    yield from FACTORY.iter_invalid_values("UN-11", "status_code", (0, 201), is_successful_read)
    yield from FACTORY.iter_invalid_values("UN-11", "status_code", (200,), has_status(400, 401, 404), " of an error")
    yield from FACTORY.iter_invalid_values("UN-11", "status_code", (400,), has_status(404), " of a 404")
    yield FACTORY.make_fault(
        "UN-14", "an unknown run returns an empty list", replace_response(200, EMPTY_LIST, is_unknown)
    )
    yield FACTORY.make_fault(
        "UN-14 UN-10", "any run returns the known one", change_request(lambda request: request.copy_with(path=PATH))
    )
    yield FACTORY.make_fault("UN-14", "any space has the known run", change_request(replace_space))
    for status in (400, 403, 500):
        yield FACTORY.make_fault(
            "UN-14", f"an unknown run returns {status}", replace_response(status, error_body(status), is_unknown)
        )


def change_run(request: Request, data: Any) -> Any:
    return {**data, "data": [data["data"][0], {**data["data"][1], "run_id": "R2"}]}


def replace_space(request: Request) -> Request:
    return request.copy_with(path=re.sub("/spaces/[^/]*/", f"/spaces/{SPACE}/", request.path))


def iter_error_faults() -> Iterator[Fault]:
    for status in (400, 401, 404):
        for name, values in (("status_code", NON_INTEGERS), ("message", NON_STRINGS), ("", ([], "x", None))):
            yield from FACTORY.iter_invalid_values("UN-12", name, values, has_status(status), f" of a {status}")
        yield FACTORY.make_fault("UN-12", f"a {status} is HTML", return_html(status))
