"""Faults of a Solum server."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from tests.conformance.breaking import (
    INVALID_DATE_TIMES,
    MISSING,
    NON_INTEGERS,
    NON_LISTS,
    NON_OBJECTS,
    NON_STRINGS,
    NON_UUIDS,
    Fault,
    FaultFactory,
    Predicate,
    Request,
    change_data,
    change_request,
    has_other_type,
    has_status,
    is_empty,
    is_missing,
    is_null,
    is_string_not_matching,
    is_successful_create,
    keep_data,
    replace_response,
    return_html,
)
from tests.servers.conforming import KEY, NULLABLE_LINKS, is_date_time, is_string, is_uuid

FACTORY = FaultFactory("solum")
ERROR = {"detail": {"message": "no"}}
VALID_VALUES: dict[str, Any] = {
    "title": "Call",
    "description": "Call back",
    "assigned_user_ids": ["u"],
    "created_by_id": "c",
    "deadline": "2026-01-01T00:00:00Z",
}
STATUSES = ("pending", "in_progress", "completed")
PRIORITIES = ("low", "medium", "high", "urgent")
PROPERTIES = {*VALID_VALUES, *NULLABLE_LINKS, "tags", "status", "priority"}


def iter_faults() -> Iterator[Fault]:
    yield FACTORY.make_fault(
        "SO-01",
        "every create is rejected",
        replace_response(422, ERROR, is_successful_create),
        is_visible_in_reads=False,
    )
    yield FACTORY.make_fault(
        "SO-01",
        "every create returns 500",
        replace_response(500, ERROR, is_successful_create),
        is_visible_in_reads=False,
    )
    yield from FACTORY.iter_accepted_keys("SO-02", "x-api-key", KEY, "POST")
    yield FACTORY.make_fault(
        "SO-02", "a bearer token is accepted", change_request(accept_bearer_token), is_visible_in_reads=False
    )
    yield from iter_accepted_creates()
    yield from iter_rejected_creates()
    yield from iter_created_task_faults()
    yield from iter_response_faults()
    yield from iter_error_faults()


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
            is_successful_create(request, status) and not request.body.keys() <= PROPERTIES
        )
        yield FACTORY.make_fault(
            "SO-09",
            f"an extra property returns {status}",
            replace_response(status, ERROR, has_extra),
            is_visible_in_reads=False,
        )


def iter_created_task_faults() -> Iterator[Fault]:
    def make_changed_response(fact: str, name: str, change: Callable[[Request, Any], Any]) -> Fault:
        return FACTORY.make_fault(fact, name, change_data(change, is_successful_create), is_visible_in_reads=False)

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
        yield from FACTORY.iter_invalid_values("SO-10", name, (*NON_STRINGS, MISSING), is_successful_create)
    yield from FACTORY.iter_invalid_values("SO-10", "id", (*NON_UUIDS, MISSING), is_successful_create)
    yield from FACTORY.iter_invalid_values("SO-10", "tags", (*NON_LISTS, [5], MISSING), is_successful_create)
    for name in ("deadline", "created_at", "updated_at"):
        yield from FACTORY.iter_invalid_values("SO-10", name, (*INVALID_DATE_TIMES, MISSING), is_successful_create)
    yield from FACTORY.iter_invalid_values("SO-10", "version", (*NON_INTEGERS, MISSING), is_successful_create)
    yield from FACTORY.iter_invalid_values("SO-10", "", ([], None), is_successful_create)
    yield from FACTORY.iter_invalid_values(
        "SO-10 SO-12", "", ({},), is_successful_create
    )  # then the values that were sent are missing too
    for name in NULLABLE_LINKS:
        yield from FACTORY.iter_invalid_values("SO-11", name, (5, [], {}), is_successful_create)
    yield from FACTORY.iter_invalid_values("SO-11", "external_message_ids", NON_OBJECTS, is_successful_create)


def iter_error_faults() -> Iterator[Fault]:
    for status in (401, 422):
        condition, suffix = has_status(status), f" of a {status}"
        yield from FACTORY.iter_invalid_values("SO-13", "", ([], "x", {}), condition, suffix)
        yield from FACTORY.iter_invalid_values("SO-13", "detail", (*NON_OBJECTS, MISSING), condition, suffix)
        yield from FACTORY.iter_invalid_values("SO-13", "detail/message", (*NON_STRINGS, MISSING), condition, suffix)
        for name in ("type", "code", "param"):
            yield from FACTORY.iter_invalid_values("SO-13", f"detail/{name}", (5,), condition, suffix)
        yield FACTORY.make_fault("SO-13", f"a {status} is HTML", return_html(status), is_visible_in_reads=False)
    yield FACTORY.make_fault(
        "SO-14",
        "a create returns 202",
        replace_response(202, keep_data, is_successful_create),
        is_visible_in_reads=False,
    )
    yield FACTORY.make_fault(
        "SO-14",
        "an invalid create returns 418",
        replace_response(418, ERROR, has_status(422)),
        is_visible_in_reads=False,
    )
