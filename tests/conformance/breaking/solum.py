"""Faults of a Solum server."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from tests.conformance.breaking import (
    INVALID_DATE_TIMES,
    MISSING,
    NON_BOOLEANS,
    NON_INTEGERS,
    NON_LISTS,
    NON_OBJECTS,
    NON_STRINGS,
    NON_UUIDS,
    Fault,
    FaultFactory,
    Handler,
    Predicate,
    Request,
    call_server,
    change_data,
    change_request,
    has_other_type,
    has_status,
    ignore_query,
    is_empty,
    is_missing,
    is_null,
    is_string_not_matching,
    keep_data,
    replace_response,
    return_html,
)
from tests.servers.conforming import KEY, NULLABLE_LINKS, Response, Server, is_date_time, is_string, is_uri, is_uuid

FACTORY = FaultFactory("solum", "/v1/tasks")
WEBHOOKS = FaultFactory("solum", "/v1/webhooks")
ERROR = {"detail": {"message": "no"}}
VALID_VALUES: dict[str, Any] = {
    "title": "Call",
    "description": "Call back",
    "assigned_user_ids": ["u"],
    "created_by_id": "c",
    "deadline": "2026-01-01T00:00:00Z",
}
WEBHOOK_URL = "https://example.com/hook"
EVENT_TYPES = (
    "patient_created",
    "patient_stage_changed",
    "patient_updated",
    "patient_insurance_verification",
    "patient_verification_completed",
)
STATUSES = ("pending", "in_progress", "completed")
PRIORITIES = ("low", "medium", "high", "urgent")
PROPERTIES = {*VALID_VALUES, *NULLABLE_LINKS, "tags", "status", "priority"}


def iter_faults() -> Iterator[Fault]:
    yield FACTORY.make_fault(
        "SO-01",
        "every create is rejected",
        replace_response(422, ERROR, FACTORY.is_successful_create),
        is_visible_in_reads=False,
    )
    yield FACTORY.make_fault(
        "SO-01",
        "every create returns 500",
        replace_response(500, ERROR, FACTORY.is_successful_create),
        is_visible_in_reads=False,
    )
    for method in ("GET", "POST"):
        yield from FACTORY.iter_accepted_keys("SO-02", "x-api-key", KEY, method)
    yield FACTORY.make_fault(
        "SO-02", "a bearer token is accepted", change_request(accept_bearer_token), is_visible_in_reads=False
    )
    yield from iter_accepted_creates()
    yield from iter_rejected_creates()
    yield from iter_created_task_faults()
    yield from iter_response_faults()
    yield from iter_error_faults()
    yield from iter_list_faults()
    yield from iter_webhook_faults()


def accept_bearer_token(request: Request) -> Request:
    return (
        request.copy_with(x_api_key=KEY) if request.headers.get("Authorization", "").startswith("Bearer") else request
    )


def iter_accepted_creates() -> Iterator[Fault]:
    def make_accepted_create(fact: str, name: str, is_invalid: Predicate, description: str) -> Fault:
        return FACTORY.make_accepted_create(fact, name, is_invalid, description, VALID_VALUES.get(name, MISSING))

    for name in VALID_VALUES:
        yield make_accepted_create("SO-03", name, is_missing, "missing")
        yield make_accepted_create("SO-03", name, is_null, "null")
        yield make_accepted_create("SO-03", name, has_other_type(type(VALID_VALUES[name])), "of another type")
    for name in ("title", "description", "assigned_user_ids"):
        yield make_accepted_create("SO-03", name, is_empty, "empty")
    yield make_accepted_create("SO-03", "assigned_user_ids", has_non_strings, "with items that are not strings")
    yield make_accepted_create("SO-03", "deadline", is_string_not_matching(is_date_time), "in an invalid format")
    yield make_accepted_create(
        "SO-03", "deadline", lambda value: bool(re.fullmatch(r"\d{4}-\d\d-\d\d", str(value))), "without a time"
    )
    yield FACTORY.make_accepted_create("SO-03", "", is_null, "that is null", VALID_VALUES)
    yield FACTORY.make_accepted_create("SO-03", "", lambda body: isinstance(body, list), "that is a list", VALID_VALUES)
    yield make_accepted_create("SO-04", "tags", has_other_type(list, type(None)), "not a list")
    yield make_accepted_create("SO-04", "tags", has_non_strings, "with items that are not strings")
    for name in NULLABLE_LINKS:
        yield make_accepted_create("SO-05", name, has_other_type(str, type(None)), "of another type")
    for fact, name in (("SO-06", "status"), ("SO-07", "priority")):
        yield make_accepted_create(fact, name, has_other_type(str), "of another type")
        yield make_accepted_create(fact, name, is_null, "null")


def has_non_strings(value: Any) -> bool:
    return isinstance(value, list) and any(not isinstance(item, str) for item in value)


def iter_rejected_creates() -> Iterator[Fault]:
    yield FACTORY.make_rejected_create("SO-03", "title", lambda value: len(value) == 1, "of one character")
    yield FACTORY.make_rejected_create("SO-03", "assigned_user_ids", lambda value: len(value) > 1, "with several items")
    yield FACTORY.make_rejected_create("SO-03", "deadline", lambda value: "." in value, "with a fraction")
    yield FACTORY.make_rejected_create("SO-04", "tags", is_null, "null")
    yield FACTORY.make_rejected_create("SO-04", "tags", lambda value: value == [], "empty")
    yield FACTORY.make_rejected_create("SO-04", "tags", is_missing, "missing")
    for name in NULLABLE_LINKS:
        yield FACTORY.make_rejected_create("SO-05", name, is_null, "null", 400)
        yield FACTORY.make_rejected_create("SO-05", name, is_missing, "missing")
    for fact, name, words in (("SO-06", "status", STATUSES), ("SO-07", "priority", PRIORITIES)):
        is_unknown = is_string_not_matching(words.__contains__)
        yield FACTORY.make_rejected_create(fact, name, is_unknown, "with an unknown value")
        yield FACTORY.make_rejected_create(fact, name, is_missing, "missing")
        for word in words:
            yield FACTORY.make_rejected_create(fact, name, lambda value, word=word: value == word, word)  # type: ignore[misc]  # likewise
    yield FACTORY.make_rejected_create(
        "SO-08", "type", is_string_not_matching(lambda word: word in ("vob", "general")), "with an unknown value"
    )
    for status in (400, 422):
        has_extra = lambda request, status: (
            FACTORY.is_successful_create(request, status) and not request.body.keys() <= PROPERTIES
        )
        yield FACTORY.make_fault(
            "SO-09",
            f"an extra property returns {status}",
            replace_response(status, ERROR, has_extra),
            is_visible_in_reads=False,
        )


def iter_created_task_faults() -> Iterator[Fault]:
    def make_changed_response(fact: str, name: str, change: Callable[[Request, Any], Any]) -> Fault:
        return FACTORY.make_fault(
            fact, name, change_data(change, FACTORY.is_successful_create), is_visible_in_reads=False
        )

    for fact, name, word in (("SO-06", "status", "open"), ("SO-07", "priority", "low")):
        default = lambda request, data, name=name, word=word: data if name in request.body else {**data, name: word}
        yield make_changed_response(fact, f"{name} is {word} if none was sent", default)
    yield make_changed_response(
        "SO-09", "extra properties are returned", lambda request, data: {**request.body, **data}
    )
    for name, is_valid in (
        ("id", is_uuid),
        ("version", is_integer),
        ("company_id", is_string),
        ("created_at", is_date_time),
    ):
        keep_sent = lambda request, data, name=name, is_valid=is_valid: {
            **data,
            name: request.body[name] if is_valid(request.body.get(name)) else data[name],
        }
        yield make_changed_response("SO-09", f"{name} is taken from the request", keep_sent)

    def make_changed_value(name: str, description: str, change: Callable[[Any], Any]) -> Fault:
        def change_value(request: Request, data: Any) -> Any:
            return data if request.body.get(name) is None else {**data, name: change(data[name])}

        return make_changed_response("SO-12", f"{name} is {description} in the response", change_value)

    for name in ("title", "description", "created_by_id", "status", "priority", *NULLABLE_LINKS):
        yield make_changed_value(name, "longer", lambda value: f"{value}x")
    for name in NULLABLE_LINKS:
        yield make_changed_value(name, "null", lambda value: None)
    yield make_changed_value("tags", "longer", lambda value: [*value, "x"])
    yield make_changed_value("tags", "empty", lambda value: [])
    yield make_changed_value("deadline", "another", lambda value: "2031-01-01T00:00:00Z")
    yield make_changed_response("SO-12", "tags are returned if none were sent", add_tags)
    yield make_changed_response("SO-12", "the offset of a deadline is dropped", drop_offset)


def is_integer(value: Any) -> bool:
    return type(value) is int


def add_tags(request: Request, data: Any) -> Any:
    return data if request.body.get("tags") else {**data, "tags": ["x"]}


def drop_offset(request: Request, data: Any) -> Any:
    deadline = request.body["deadline"]
    return data if ":60" in deadline else {**data, "deadline": f"{deadline[:19]}Z"}


def iter_response_faults() -> Iterator[Fault]:
    for name in ("title", "description", "priority", "created_by_id", "company_id", "status"):
        yield from FACTORY.iter_invalid_values(
            "SO-10", name, (*NON_STRINGS, MISSING), FACTORY.is_successful_create, is_visible_in_reads=False
        )
    yield from FACTORY.iter_invalid_values(
        "SO-10", "id", (*NON_UUIDS, MISSING), FACTORY.is_successful_create, is_visible_in_reads=False
    )
    yield from FACTORY.iter_invalid_values(
        "SO-10", "tags", (*NON_LISTS, [5], MISSING), FACTORY.is_successful_create, is_visible_in_reads=False
    )
    for name in ("deadline", "created_at", "updated_at"):
        yield from FACTORY.iter_invalid_values(
            "SO-10", name, (*INVALID_DATE_TIMES, MISSING), FACTORY.is_successful_create, is_visible_in_reads=False
        )
    yield from FACTORY.iter_invalid_values(
        "SO-10", "version", (*NON_INTEGERS, MISSING), FACTORY.is_successful_create, is_visible_in_reads=False
    )
    yield from FACTORY.iter_invalid_values(
        "SO-10", "", ([], None), FACTORY.is_successful_create, is_visible_in_reads=False
    )
    yield from FACTORY.iter_invalid_values(
        "SO-10 SO-12", "", ({},), FACTORY.is_successful_create, is_visible_in_reads=False
    )  # then the values that were sent are missing too
    for name in NULLABLE_LINKS:
        yield from FACTORY.iter_invalid_values(
            "SO-11", name, (5, [], {}), FACTORY.is_successful_create, is_visible_in_reads=False
        )
    yield from FACTORY.iter_invalid_values(
        "SO-11", "external_message_ids", NON_OBJECTS, FACTORY.is_successful_create, is_visible_in_reads=False
    )


def iter_error_faults() -> Iterator[Fault]:
    for status in (401, 422):
        condition, suffix = has_status(status), f" of a {status}"
        yield from FACTORY.iter_invalid_values("SO-13", "", ([], "x", {}), condition, suffix, is_visible_in_reads=False)
        yield from FACTORY.iter_invalid_values(
            "SO-13", "detail", (*NON_OBJECTS, MISSING), condition, suffix, is_visible_in_reads=False
        )
        yield from FACTORY.iter_invalid_values(
            "SO-13", "detail/message", (*NON_STRINGS, MISSING), condition, suffix, is_visible_in_reads=False
        )
        for name in ("type", "code", "param"):
            yield from FACTORY.iter_invalid_values(
                "SO-13", f"detail/{name}", (5,), condition, suffix, is_visible_in_reads=False
            )
        yield FACTORY.make_fault("SO-13", f"a {status} is HTML", return_html(status), is_visible_in_reads=False)
    yield FACTORY.make_fault(
        "SO-14",
        "a create returns 202",
        replace_response(202, keep_data, FACTORY.is_successful_create),
        is_visible_in_reads=False,
    )
    yield FACTORY.make_fault(
        "SO-14",
        "an invalid create returns 418",
        replace_response(418, ERROR, has_status(422)),
        is_visible_in_reads=False,
    )


def is_list(request: Request, status: int) -> bool:
    return request.method == "GET" and status == 200


def iter_list_faults() -> Iterator[Fault]:
    for status, data in ((500, ERROR), (422, ERROR)):
        yield FACTORY.make_fault("SO-16", f"the list returns {status}", replace_response(status, data, is_list))
    yield FACTORY.make_fault("SO-14", "the list returns 202", replace_response(202, keep_data, is_list))
    for name, value, accepted in (("page", "0", "1"), ("limit", "0", "1"), ("limit", "101", "100"), ("page", "x", "1")):
        yield FACTORY.make_fault("SO-17", f"{name}={value} is accepted", accept_query(name, accepted))
    for fact, name in (
        *(("SO-17", name) for name in ("page", "limit")),
        ("SO-18", "type"),  # of the other strings, no fact says which values are accepted
        *(("SO-19", name) for name in ("status", "priority")),
    ):
        yield FACTORY.make_fault(fact, f"{name} is rejected", reject_query(name))
    for name in ("status", "priority"):
        yield FACTORY.make_fault("SO-19", f"an unknown {name} is accepted", accept_query(name, None))
    for name, words in (("status", STATUSES), ("priority", PRIORITIES)):
        for word in words:
            yield FACTORY.make_fault("SO-19", f"{name}={word} is rejected", reject_query(name, word))
    yield from FACTORY.iter_invalid_values("SO-20", "", ([], None, {}))
    yield from FACTORY.iter_invalid_values("SO-20", "data", (*NON_LISTS, MISSING))
    yield from FACTORY.iter_invalid_values("SO-20", "pagination", (MISSING,))
    yield from FACTORY.iter_invalid_values("SO-20 SO-21", "pagination", NON_OBJECTS)  # then it has no numbers
    yield from FACTORY.iter_invalid_values("SO-10", "data/*", (None, "x"), suffix=" of a list")
    for name in ("title", "company_id"):
        yield from FACTORY.iter_invalid_values("SO-10", f"data/*/{name}", (*NON_STRINGS, MISSING))
    # Such a status is not that of the filter either.
    yield from FACTORY.iter_invalid_values("SO-10 SO-23", "data/*/status", (*NON_STRINGS, MISSING))
    yield from FACTORY.iter_invalid_values("SO-11", "data/*/external_message_ids", NON_OBJECTS)
    yield from FACTORY.iter_invalid_values("SO-21", "pagination/has_more", NON_BOOLEANS)
    for name in ("total", "page", "limit"):
        yield from FACTORY.iter_invalid_values("SO-21", f"pagination/{name}", NON_INTEGERS)

    for name in ("page", "limit"):
        yield FACTORY.make_fault("SO-22", f"{name} is ignored", ignore_query(name, is_list))
    for name, default in (("page", "2"), ("limit", "20")):
        handler = change_request(
            lambda request, name=name, default=default: (  # type: ignore[misc]  # mypy cannot infer the defaults
                request if name in request.query else request.copy_with({name: default})
            )
        )
        yield FACTORY.make_fault("SO-17", f"the default {name} is {default}", handler)
    for name, change in (
        ("has_more is always true", lambda data: {"has_more": True}),
        ("total is the number of tasks on the page", lambda data: {"total": len(data["data"])}),
        ("total is one too low", lambda data: {"total": data["pagination"]["total"] - 1}),
        ("page is one too high", lambda data: {"page": data["pagination"]["page"] + 1}),
        ("limit is one too high", lambda data: {"limit": data["pagination"]["limit"] + 1}),
    ):
        yield FACTORY.make_fault("SO-22", name, change_pagination(change))
    for name in ("patient_id", "status", "priority", "type"):
        yield FACTORY.make_fault("SO-23", f"the filter {name} is ignored", ignore_query(name, is_list))
    with_status_filter = lambda request, status: is_list(request, status) and "status" in request.query
    handler = ignore_query("priority", with_status_filter)
    yield FACTORY.make_fault("SO-23", "the filter priority is ignored if there is a status", handler)


def change_pagination(change: Callable[[Any], dict[str, Any]]) -> Handler:
    """Return a handler that changes properties of the pagination of a list."""
    return change_data(lambda request, data: {**data, "pagination": {**data["pagination"], **change(data)}}, is_list)


def reject_query(name: str, value: str | None = None) -> Handler:
    """Return a handler that rejects a valid list with a query parameter, or with one value of it."""

    def is_rejected(request: Request, status: int) -> bool:
        sent = request.query.get(name)
        return is_list(request, status) and sent is not None and (value is None or sent == [value])

    return replace_response(422, ERROR, is_rejected)


def accept_query(name: str, replacement: str | None) -> Handler:
    """Return a handler that replaces an invalid query parameter by a valid one, or omits it."""

    def handle(request: Request, server: Server) -> Response:
        response = call_server(request, server)
        is_invalid = response[0] == 422 and request.method == "GET" and name in request.query
        return call_server(request.copy_with({name: replacement}), server) if is_invalid else response

    return handle


def iter_webhook_faults() -> Iterator[Fault]:
    is_created = WEBHOOKS.is_successful_create
    for status in (422, 500):
        handler = replace_response(status, ERROR, is_created)
        yield WEBHOOKS.make_fault("SO-25", f"every webhook returns {status}", handler, is_visible_in_reads=False)
    yield WEBHOOKS.make_accepted_create("SO-25", "url", is_missing, "missing", WEBHOOK_URL)
    yield WEBHOOKS.make_accepted_create("SO-25", "url", has_other_type(str), "of another type", WEBHOOK_URL)
    yield WEBHOOKS.make_accepted_create("SO-25", "url", is_string_not_matching(is_uri), "that is no URI", WEBHOOK_URL)
    yield WEBHOOKS.make_accepted_create("SO-25", "url", is_string_not_matching(is_short), "too long", WEBHOOK_URL)
    yield WEBHOOKS.make_accepted_create("SO-25", "event_types", is_missing, "missing", [])
    yield WEBHOOKS.make_accepted_create("SO-25", "event_types", has_other_type(list), "that are not a list", [])
    yield WEBHOOKS.make_accepted_create("SO-25", "description", has_other_type(str, type(None)), "of another type")
    yield WEBHOOKS.make_rejected_create("SO-25", "description", is_null, "null")
    yield WEBHOOKS.make_rejected_create("SO-25", "description", is_missing, "missing")
    yield WEBHOOKS.make_accepted_create("SO-26", "event_types/*", is_string_not_matching(EVENT_TYPES.__contains__), "x")
    for event_type in EVENT_TYPES:
        has_type = lambda value, event_type=event_type: isinstance(value, list) and event_type in value
        yield WEBHOOKS.make_rejected_create("SO-26", "event_types", has_type, f"with {event_type}")

    def iter_invalid_values(fact: str, path: str, values: tuple[Any, ...]) -> Iterator[Fault]:
        yield from WEBHOOKS.iter_invalid_values(
            fact, path, values, is_created, " of a webhook", is_visible_in_reads=False
        )

    yield from iter_invalid_values("SO-27", "", ([], None, {}))
    yield from iter_invalid_values("SO-27", "id", (*NON_UUIDS, MISSING))
    for name in ("url", "company_id"):
        yield from iter_invalid_values("SO-27", name, (*NON_STRINGS, MISSING))
    yield from iter_invalid_values("SO-27", "event_types", (*NON_LISTS, [5], MISSING))
    yield from iter_invalid_values("SO-27", "is_active", (*NON_BOOLEANS, MISSING))
    for name in ("created_at", "updated_at"):
        yield from iter_invalid_values("SO-27", name, (5, MISSING))
    yield from iter_invalid_values("SO-27", "description", (5,))
    yield from iter_invalid_values("SO-28", "secret_key", (5, []))
    for name, value in (("url", "https://example.com/other"), ("event_types", ["other"]), ("description", None)):
        yield from iter_invalid_values("SO-27", name, (value,))


def is_short(value: str) -> bool:
    return len(value) <= 2083
