"""Faults of an Unpod server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from tests.conformance.breaking import (
    MISSING,
    NON_INTEGERS,
    NON_LISTS,
    NON_NUMBERS,
    NON_OBJECTS,
    NON_STRINGS,
    Condition,
    Fault,
    FaultFactory,
    Handler,
    Request,
    call_server,
    change_data,
    change_request,
    has_other_type,
    has_status,
    ignore_query,
    is_missing,
    replace_response,
    return_html,
)
from tests.servers import KEY, Response
from tests.servers.conforming import Server
from tests.servers.unpod import RUN, SPACE

FACTORY = FaultFactory("unpod")
BASE = "/api/v2/platform"
PATH = f"{BASE}/spaces/{SPACE}/runs/{RUN}/tasks/"
EMPTY_LIST = {"count": 0, "status_code": 200, "message": "ok", "data": []}
NON_STRINGS_OR_NULL: tuple[Any, ...] = (5, [], {})
READS = {
    "list_organizations": "/organizations/",
    "list_spaces": "/spaces/",
    "get_space": "/spaces/[^/]+/",
    "list_space_tasks": "/spaces/[^/]+/tasks/",
    "list_runs": "/spaces/[^/]+/runs/",
    "get_run_tasks": "/spaces/[^/]+/runs/[^/]+/tasks/",
    "list_agents": "/agents/",
    "list_agent_tasks": "/agents/[^/]+/tasks/",
    "list_agent_executions": "/agents/[^/]+/executions/",
    "list_call_logs": "/call-logs/",
}


def reads(operation: str, *statuses: int) -> Condition:
    """Return a condition for the responses of a read with one of some statuses, by default a success."""
    expected = statuses or (200,)
    return lambda request, status: (
        request.method == "GET" and status in expected and bool(re.fullmatch(BASE + READS[operation], request.path))
    )


def creates(request: Request, status: int) -> bool:
    return request.method == "POST" and status == 200


def iter_faults() -> Iterator[Fault]:
    yield from iter_request_faults()
    yield from iter_run_task_faults()
    yield from iter_list_faults()
    yield from iter_create_faults()
    yield from iter_rule_faults()
    yield from iter_error_faults()


def error_body(status: int) -> dict[str, Any]:
    return {"status_code": status, "message": "no"}


is_unknown = reads("get_run_tasks", 404)
is_known_run = reads("get_run_tasks")


def is_unusual_id(request: Request, status: int) -> bool:
    return is_unknown(request, status) and not re.fullmatch(r"[/0-9A-Za-z]+", request.path)


def is_missing_organization(request: Request, status: int) -> bool:
    return status == 400 and "Org-Handle" not in request.headers


def iter_request_faults() -> Iterator[Fault]:
    body = error_body(500)
    yield FACTORY.make_fault("UN-01", "the known run returns 500", replace_response(500, body, is_known_run))
    yield FACTORY.make_fault("UN-01", "the known run returns 400", replace_response(400, error_body(400), is_known_run))
    yield FACTORY.make_fault(
        "UN-02", "IDs with unusual characters return 500", replace_response(500, body, is_unusual_id)
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
        "UN-04 UN-09 UN-36",  # some requests without an organization have an invalid filter, too
        "a missing organization returns 418",
        replace_response(418, error_body(418), is_missing_organization),
    )


def iter_run_task_faults() -> Iterator[Fault]:
    for path, values in {
        "": ([], None, "x", {}),
        "count": NON_INTEGERS,
        "status_code": (*NON_INTEGERS, MISSING),
        "message": (*NON_STRINGS, MISSING),
        "data": (*NON_LISTS, MISSING),
    }.items():
        yield from FACTORY.iter_invalid_values("UN-05", path, values, is_known_run)
    yield from FACTORY.iter_invalid_values("UN-06", "data/*", (5, None, "x"), is_known_run)
    for name in ("_id", "task_id", "run_id", "assignee", "user_info/email", "user_info/full_name", "task/objective"):
        yield from FACTORY.iter_invalid_values("UN-06", f"data/*/{name}", NON_STRINGS, is_known_run)
    yield from FACTORY.iter_invalid_values("UN-06", "data/*/thread_id", NON_STRINGS_OR_NULL, is_known_run)
    for name in ("user_info", "task", "input"):
        yield from FACTORY.iter_invalid_values("UN-06", f"data/*/{name}", NON_OBJECTS, is_known_run)
    for name in ("status", "execution_type"):  # both facts say that they are strings
        yield from FACTORY.iter_invalid_values("UN-07 UN-06", f"data/*/{name}", NON_STRINGS, is_known_run)
    yield from FACTORY.iter_invalid_values(
        "UN-06 UN-08", "data/*/output", NON_OBJECTS, is_known_run
    )  # then there is none
    for name in ("call_id", "start_time", "end_time", "recording_url", "call_type", "call_status"):
        yield from FACTORY.iter_invalid_values("UN-08", f"data/*/output/{name}", NON_STRINGS, is_known_run)
    for name in ("call_end_reason", "assistant_number", "call_summary"):
        yield from FACTORY.iter_invalid_values("UN-08", f"data/*/output/{name}", NON_STRINGS_OR_NULL, is_known_run)
    yield from FACTORY.iter_invalid_values("UN-08", "data/*/output/duration", NON_NUMBERS, is_known_run)
    yield from FACTORY.iter_invalid_values("UN-08", "data/*/output/transcript", NON_LISTS, is_known_run)
    yield from FACTORY.iter_invalid_values("UN-08", "data/*/output/post_call_data", NON_OBJECTS, is_known_run)
    yield from FACTORY.iter_invalid_values("UN-13", "data/*/output/transcript/*", (5, None, "x"), is_known_run)
    for name in ("role", "content"):
        path = f"data/*/output/transcript/*/{name}"
        yield from FACTORY.iter_invalid_values("UN-13", path, NON_STRINGS, is_known_run)
    for name in ("created", "modified"):  # both facts say that they are strings
        yield from FACTORY.iter_invalid_values("UN-13 UN-06", f"data/*/{name}", NON_STRINGS, is_known_run)


def iter_list_faults() -> Iterator[Fault]:
    """Yield invalid values in the other reads: the fact, the operation, and the names of properties by kind."""
    yield from _iter_item_faults("UN-15", "list_organizations", strings=("name", "created_at"), integers=("id",))
    yield from FACTORY.iter_invalid_values(
        "UN-16 UN-15", "data/*/domain_handle", NON_STRINGS, reads("list_organizations")
    )
    names = ("id", "name", "agent_handle", "created_at")
    yield from _iter_item_faults("UN-17", "list_spaces", strings=names)
    older = ("privacy_type", "space_type", "content_type", "organization/name", "organization/domain_handle")
    for prefix, operation in (("data/*", "list_spaces"), ("data", "get_space")):
        condition = reads(operation)
        for name in older:
            yield from FACTORY.iter_invalid_values("UN-18", f"{prefix}/{name}", NON_STRINGS, condition)
        for name in ("slug", "description", "logo"):
            yield from FACTORY.iter_invalid_values("UN-18", f"{prefix}/{name}", NON_STRINGS_OR_NULL, condition)
        yield from FACTORY.iter_invalid_values("UN-18", f"{prefix}/organization", NON_OBJECTS, condition)
        yield from FACTORY.iter_invalid_values("UN-19 UN-17 UN-20", f"{prefix}/token", NON_STRINGS, condition)
    for name in names:
        yield from FACTORY.iter_invalid_values("UN-17", f"data/{name}", NON_STRINGS, reads("get_space"))
    yield from FACTORY.iter_invalid_values("UN-20 UN-17", "data", NON_OBJECTS, reads("get_space"))
    yield from FACTORY.iter_invalid_values("UN-20", "message", NON_STRINGS, reads("get_space"))
    yield from FACTORY.iter_invalid_values("UN-20", "status_code", NON_INTEGERS, reads("get_space"))
    yield from _iter_item_faults("UN-22", "list_agents", strings=("handle", "name", "type", "state", "purpose"))
    counts = ("total_tasks", "completed_tasks")
    yield from _iter_item_faults(
        "UN-23", "list_agent_executions", strings=("run_id", "status", "created"), integers=counts
    )
    yield from _iter_item_faults("UN-24 UN-06", "list_agent_tasks", integers=("failure_count", "retry_attempt"))
    for name, values in {
        "attachments": NON_LISTS,
        "last_status_change": NON_STRINGS,
        "ref_id": NON_STRINGS,
        **dict.fromkeys(("last_failure_reason", "scheduled_timestamp"), NON_STRINGS_OR_NULL),
    }.items():
        yield from FACTORY.iter_invalid_values("UN-24", f"data/*/{name}", values, reads("list_agent_tasks"))
    yield from _iter_item_faults(
        "UN-26", "list_runs", strings=("run_id", "collection_ref", "run_mode", "status", "created", "modified")
    )
    yield from FACTORY.iter_invalid_values("UN-27", "data/*/space_id", NON_STRINGS, reads("list_runs"))
    yield from FACTORY.iter_invalid_values("UN-27", "data/*/thread_id", NON_STRINGS_OR_NULL, reads("list_runs"))
    yield from _iter_item_faults("UN-28 UN-06", "list_space_tasks", count="UN-29 UN-28", strings=("run_mode",))
    calls = ("source_number", "destination_number", "call_type", "call_status", "creation_time", "end_reason")
    yield from _iter_item_faults("UN-37", "list_call_logs", strings=calls)
    for name in ("start_time", "end_time"):
        yield from FACTORY.iter_invalid_values("UN-37", f"data/*/{name}", NON_STRINGS_OR_NULL, reads("list_call_logs"))
    yield from FACTORY.iter_invalid_values(
        "UN-37", "data/*/call_duration", (1.5, None, [], True), reads("list_call_logs")
    )


def _iter_item_faults(
    facts: str, operation: str, *, count: str = "", strings: tuple[str, ...] = (), integers: tuple[str, ...] = ()
) -> Iterator[Fault]:
    """Yield invalid values in a list; `count` is the fact about its `count`, if that is another one."""
    condition, suffix = reads(operation), f" in {operation}"
    yield from FACTORY.iter_invalid_values(count or facts, "count", NON_INTEGERS, condition, suffix)
    invalid = {
        "status_code": NON_INTEGERS,
        "message": NON_STRINGS,
        "data": NON_LISTS,
        "data/*": (5, None, "x"),
        **{f"data/*/{name}": NON_STRINGS for name in strings},
        **{f"data/*/{name}": NON_INTEGERS for name in integers},
    }
    for path, values in invalid.items():
        expected = " ".join(reversed(facts.split())) if path == "data/*" else facts  # the last one describes the items
        yield from FACTORY.iter_invalid_values(expected, path, values, condition, suffix)


def repeat_first_document(request: Request) -> Request:
    documents = request.body.get("documents") if isinstance(request.body, dict) else None
    if not isinstance(documents, list) or not documents:
        return request
    return replace(request, body={**request.body, "documents": documents[:1] * len(documents)})


def iter_create_faults() -> Iterator[Fault]:
    make = FACTORY.make_accepted_create
    for name in ("pilot", "documents"):
        yield make("UN-30", name, is_missing, "missing", "x" if name == "pilot" else [])
    yield make("UN-30", "pilot", has_other_type(str), "that is not a string", "x")
    yield make("UN-30", "documents", has_other_type(list), "that is not an array", [])
    yield make("UN-30", "context", has_other_type(str), "that is not a string")
    yield make("UN-30", "schedule", has_other_type(dict), "that is not an object")
    for name in ("name", "contact_number"):
        yield make("UN-31", f"documents/*/{name}", is_missing, "missing", "x")
        yield make("UN-31", f"documents/*/{name}", has_other_type(str), "that is not a string", "x")
    optional = ("email", "alternate_number", "occupation", "company_name", "address", "about", "context", "title")
    for name in (*optional, "description", "document_id"):
        yield make("UN-31", f"documents/*/{name}", has_other_type(str), "that is not a string")
    yield make("UN-31", "documents/*/labels", has_other_type(list), "that is not an array")
    yield FACTORY.make_fault(
        "UN-31", "only the first document is checked", change_request(repeat_first_document), is_visible_in_reads=False
    )
    for path, values in {
        "message": NON_STRINGS,
        "status_code": NON_INTEGERS,
        "data": NON_OBJECTS,
        "data/run_id": NON_STRINGS,
        "data/task_ids": NON_LISTS,
        "data/task_ids/*": NON_STRINGS,
        "data/status": NON_STRINGS,
    }.items():
        for fault in FACTORY.iter_invalid_values("UN-32", path, values, creates, " of a create"):
            yield replace(fault, is_visible_in_reads=False)
    changes = {
        "UN-32: the tasks are completed": lambda data: {**data, "status": "completed"},
        "UN-33: a task ID is missing": lambda data: {**data, "task_ids": data["task_ids"][1:]},
        "UN-33: there is one more task ID": lambda data: {**data, "task_ids": [*data["task_ids"], "T"]},
        "UN-33: the task IDs are not those of the run": lambda data: {
            **data,
            "task_ids": [f"{each}0" for each in data["task_ids"]],
        },
    }
    for name, change in changes.items():
        fact, _, description = name.partition(": ")
        handler = change_data(lambda request, body, change=change: {**body, "data": change(body["data"])}, creates)  # type: ignore[misc]  # mypy cannot infer the default
        yield FACTORY.make_fault(fact, description, handler, is_visible_in_reads=False)
    yield FACTORY.make_fault(
        "UN-34", "tasks are created in any space", change_request(replace_space_of_create), is_visible_in_reads=False
    )


def ignore_page_of_space_tasks(request: Request) -> Request:
    is_second = re.search("/spaces/[^/]+/tasks/$", request.path) and request.query.get("page") == ["2"]
    return request.copy_with({"page": "1"}) if is_second else request


def with_default(operation: str, **defaults: str) -> Handler:
    """Return a handler of a server with other defaults of some query parameters of a list."""

    def handle(request: Request, server: Server) -> Response:
        missing = {name: value for name, value in defaults.items() if name not in request.query}
        is_list = request.method == "GET" and re.fullmatch(BASE + READS[operation], request.path)
        return call_server(request.copy_with(missing) if is_list else request, server)

    return handle


def iter_rule_faults() -> Iterator[Fault]:
    for status in (202, 206):
        handler = replace_response(status, lambda data, status=status: {**data, "status_code": status}, is_known_run)
        yield FACTORY.make_fault("UN-09", f"the known run returns {status}", handler)
    yield FACTORY.make_fault(
        "UN-09",
        "the runs return 206",
        replace_response(206, lambda data: {**data, "status_code": 206}, reads("list_runs")),
    )
    change = change_data(lambda request, data: {**data, "count": len(data["data"]) - 1}, is_known_run)
    yield FACTORY.make_fault("UN-10", "the count is one too low", change)
    yield FACTORY.make_fault("UN-10", "a task has another run_id", change_data(change_run, is_known_run))
    counts = {
        "UN-15": "list_organizations",
        "UN-17": "list_spaces",
        "UN-22": "list_agents",
        "UN-23": "list_agent_executions",
        "UN-24": "list_agent_tasks",
        "UN-26": "list_runs",
        "UN-29": "list_space_tasks",
        "UN-36": "list_call_logs",
    }
    for fact, operation in counts.items():
        handler = change_data(lambda request, data: {**data, "count": 0}, reads(operation))
        yield FACTORY.make_fault(fact, f"the count of {operation} is 0", handler)
    yield FACTORY.make_fault("UN-29", "the second page is the first one", change_request(ignore_page_of_space_tasks))
    for fact, operation in {"UN-28": "list_space_tasks", "UN-36": "list_call_logs"}.items():
        yield FACTORY.make_fault(fact, f"the default page of {operation} is 2", with_default(operation, page="2"))
        handler = with_default(operation, page_size="1")
        yield FACTORY.make_fault(fact, f"the default page size of {operation} is 1", handler)
    yield FACTORY.make_fault(
        "UN-36", "the second page of calls is the first one", ignore_query("page", reads("list_call_logs"))
    )
    for name in ("call_type", "call_status", "start_date", "end_date"):
        handler = change_request(lambda request, name=name: request.copy_with({name: None}))  # type: ignore[misc]  # mypy cannot infer the default
        yield FACTORY.make_fault("UN-36", f"the filter {name} is ignored", handler)
    yield from FACTORY.iter_invalid_values("UN-11", "status_code", (0, 201), is_known_run)
    yield from FACTORY.iter_invalid_values("UN-11", "status_code", (200,), has_status(400, 401, 404), " of an error")
    yield from FACTORY.iter_invalid_values("UN-11", "status_code", (400,), has_status(404), " of a 404")
    yield FACTORY.make_fault(
        "UN-14", "an unknown run returns an empty list", replace_response(200, EMPTY_LIST, is_unknown)
    )
    # A created run then has the tasks of the known one.
    yield FACTORY.make_fault("UN-14 UN-10 UN-33", "any run returns the known one", change_request(replace_run))
    yield FACTORY.make_fault("UN-14", "any space has the known run", change_request(replace_space_of_run))
    for status in (400, 403, 500):
        handler = replace_response(status, error_body(status), is_unknown)
        yield FACTORY.make_fault("UN-14", f"an unknown run returns {status}", handler)
    for operation in ("list_runs", "list_space_tasks"):
        handler = replace_response(200, EMPTY_LIST, reads(operation, 404))
        yield FACTORY.make_fault("UN-14", f"{operation} of an unknown space returns an empty list", handler)
    yield FACTORY.make_fault(
        "UN-20", "the space has another token", change_data(lambda request, data: with_token(data), reads("get_space"))
    )
    success = {"status_code": 200, "message": "ok", "data": {}}
    for fact, operation, body in (
        ("UN-21", "get_space", success),
        ("UN-23", "list_agent_executions", EMPTY_LIST),
        ("UN-25", "list_agent_tasks", EMPTY_LIST),
    ):
        for status in (200, 403):
            handler = replace_response(status, body if status == 200 else error_body(403), reads(operation, 404))
            yield FACTORY.make_fault(fact, f"{operation} of an unknown ID returns {status}", handler)
    yield FACTORY.make_fault(
        "UN-23",
        "a run has more completed tasks than tasks",
        change_data(lambda request, data: with_items(data, completed_tasks=3), reads("list_agent_executions")),
    )
    yield FACTORY.make_fault(
        "UN-24",
        "the tasks are those of another agent",
        change_data(lambda request, data: with_items(data, assignee="another"), reads("list_agent_tasks")),
    )


def with_token(data: Any) -> Any:
    return {**data, "data": {**data["data"], "token": "another"}}


def with_items(data: Any, **changes: Any) -> Any:
    return {**data, "data": [{**item, **changes} for item in data["data"]]}


def change_run(request: Request, data: Any) -> Any:
    return {**data, "data": [*data["data"][:-1], *({**task, "run_id": "R2"} for task in data["data"][-1:])]}


def replace_run(request: Request) -> Request:
    return request.copy_with(path=PATH) if is_known_run(request, 200) else request


def replace_space_of_run(request: Request) -> Request:
    return replace_space(request) if is_known_run(request, 200) else request


def replace_space_of_create(request: Request) -> Request:
    return replace_space(request) if request.method == "POST" else request


def replace_space(request: Request) -> Request:
    return request.copy_with(path=re.sub("/spaces/[^/]*/", f"/spaces/{SPACE}/", request.path))


def iter_error_faults() -> Iterator[Fault]:
    for status in (400, 401, 404):
        condition: Condition = has_status(status)
        for name, values in (("status_code", NON_INTEGERS), ("message", NON_STRINGS), ("", ([], "x", None))):
            yield from FACTORY.iter_invalid_values("UN-12", name, values, condition, f" of a {status}")
        yield FACTORY.make_fault("UN-12", f"a {status} is HTML", return_html(status))
