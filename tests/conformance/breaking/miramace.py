"""Faults of a Mira Mace server."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from tests.conformance.breaking import (
    INVALID_DATE_TIMES,
    MISSING,
    NON_BOOLEANS,
    NON_LISTS,
    NON_STRINGS,
    NON_UUIDS,
    Condition,
    Fault,
    FaultFactory,
    Handler,
    Predicate,
    Request,
    call_server,
    change_data,
    change_request,
    has_other_type,
    is_missing,
    is_null,
    is_present,
    is_string_not_matching,
    is_successful_create,
    is_successful_read,
    keep_data,
    replace_response,
)
from tests.servers.conforming import KEY, Response, Server, is_date, is_uuid

FACTORY = FaultFactory("miramace")
KNOWN_ID = "123e4567-e89b-12d3-a456-426614174002"
OTHER_ID = str(uuid.UUID(int=77))
VALID_VALUES = {
    "task_type": "CUSTOM_TASK",
    "task": "Call",
    "phone_number": "+12025550143",
    "project_id": str(uuid.UUID(int=8)),
    "patient_id": str(uuid.UUID(int=9)),
}
FACTS_OF_FLAGS = {"include_transcript": "MM-04", "include_all_calls": "MM-05"}


def iter_faults() -> Iterator[Fault]:
    yield from iter_operation_faults()
    yield from iter_query_flag_faults()
    yield from iter_response_faults()
    yield from iter_create_faults()
    yield from iter_task_data_faults()
    yield from iter_created_task_faults()


def is_unknown(request: Request, status: int) -> bool:
    return request.method == "GET" and status == 404 and request.path.startswith("/v1/task/")


def is_invalid_id(request: Request, status: int) -> bool:
    has_valid_flags = all(values in (["true"], ["false"]) for values in request.query.values())
    return request.method == "GET" and status == 400 and has_valid_flags


def return_known_task(condition: Condition) -> Handler:
    def handle(request: Request, server: Server) -> Response:
        response = call_server(request, server)
        return (
            call_server(request.copy_with(path=f"/v1/task/{KNOWN_ID}"), server)
            if condition(request, response[0])
            else response
        )

    return handle


def return_any_id(request: Request, server: Server) -> Response:
    response = call_server(request, server)
    return (200, {"id": request.last_segment}) if is_unknown(request, response[0]) else response


def iter_operation_faults() -> Iterator[Fault]:
    yield FACTORY.make_fault("MM-01 MM-03", "an unknown task returns the known one", return_known_task(is_unknown))
    yield FACTORY.make_fault("MM-01", "an unknown task returns an empty object", replace_response(200, {}, is_unknown))
    yield FACTORY.make_fault("MM-01", "an unknown task returns a task", return_any_id)
    yield FACTORY.make_fault("MM-01", "an unknown task returns 500", replace_response(500, {}, is_unknown))
    # With these faults, created tasks cannot be read.
    yield FACTORY.make_fault("MM-01 MM-21", "every task returns 400", replace_response(400, {}))
    yield FACTORY.make_fault("MM-01 MM-21", "every task returns 202", replace_response(202, keep_data))
    yield FACTORY.make_fault(
        "MM-01", "every create is rejected", replace_response(400, {}, is_successful_create), is_visible_in_reads=False
    )
    yield FACTORY.make_fault(
        "MM-01", "every create returns 500", replace_response(500, {}, is_successful_create), is_visible_in_reads=False
    )
    yield FACTORY.make_fault(
        "MM-01",
        "every create returns 202",
        replace_response(202, keep_data, is_successful_create),
        is_visible_in_reads=False,
    )
    yield from FACTORY.iter_invalid_values("MM-01", "", ([], None, "x"))
    for method in ("GET", "POST"):
        forms = {"without_its_prefix": KEY, "as_a_token": f"Token {KEY}"}
        yield from FACTORY.iter_accepted_keys("MM-02", "authorization", f"Bearer {KEY}", method, **forms)
    yield FACTORY.make_fault(
        "MM-03", "an ID that is not a UUID returns the known task", return_known_task(is_invalid_id)
    )
    yield FACTORY.make_fault(
        "MM-03", "an ID that is not a UUID returns an empty object", replace_response(200, {}, is_invalid_id)
    )
    yield from FACTORY.iter_invalid_values("MM-03", "id", (OTHER_ID,))


def iter_query_flag_faults() -> Iterator[Fault]:
    for name, fact in FACTS_OF_FLAGS.items():
        accept_any_value = change_request(partial(ignore_invalid_flag, name))
        yield FACTORY.make_fault(fact, f"{name} accepts any value", accept_any_value)
        for value in ("true", "false"):
            has_value = lambda request, status, name=name, value=value: request.query.get(name) == [value]
            yield FACTORY.make_fault(fact, f"{name}={value} is rejected", replace_response(400, {}, has_value))
    yield FACTORY.make_fault(
        "MM-04",
        "transcripts always",
        change_request(lambda request: request.copy_with(query={"include_transcript": "true"})),
    )
    yield FACTORY.make_fault(
        "MM-04",
        "transcripts never",
        change_request(lambda request: request.copy_with(query={"include_transcript": None})),
    )
    yield FACTORY.make_fault(
        "MM-04", "transcripts only if include_transcript is false", change_request(invert_transcript_flag)
    )
    yield FACTORY.make_fault(
        "MM-05", "all calls always", change_calls(lambda every, calls: calls, lambda every, more: False)
    )
    yield FACTORY.make_fault(
        "MM-05", "the first call", change_calls(lambda every, calls: calls if every else calls[:1])
    )
    yield FACTORY.make_fault("MM-05", "no call", change_calls(lambda every, calls: calls if every else []))
    latest = change_calls(lambda every, calls: calls[-1:], lambda every, more: True)
    yield FACTORY.make_fault("MM-05 MM-14", "the latest call, and more, always", latest)
    yield FACTORY.make_fault("MM-14", "more calls always", change_calls(more=lambda every, more: True))
    yield FACTORY.make_fault("MM-14", "more calls never", change_calls(more=lambda every, more: False))
    yield FACTORY.make_fault(
        "MM-14", "more calls although all are returned", change_calls(more=lambda every, more: every or more)
    )


def ignore_invalid_flag(name: str, request: Request) -> Request:
    return (
        request if request.query.get(name, ["true"]) in (["true"], ["false"]) else request.copy_with(query={name: None})
    )


def invert_transcript_flag(request: Request) -> Request:
    return request.copy_with(
        query={"include_transcript": "false" if request.query_flag("include_transcript") else "true"}
    )


def change_calls(
    calls: Callable[[bool, list[Any]], list[Any]] = lambda every, calls: calls if every else calls[-1:],
    more: Callable[[bool, bool], bool] = lambda every, more: more,
) -> Handler:
    """Return a handler that returns other calls, or another value of `has_more_calls`.

    Args:
        calls: The calls to return, from the flag `include_all_calls` and all calls.
        more: The value of `has_more_calls`, from the flag `include_all_calls` and the original value.
    """

    def handle(request: Request, server: Server) -> Response:
        status, task = call_server(request, server)
        if not is_successful_read(request, status) or not task["calls"]:
            return status, task
        _, full = call_server(request.copy_with(query={"include_all_calls": "true"}), server)
        every = request.query_flag("include_all_calls")
        return status, {
            **task,
            "calls": calls(every, full["calls"]),
            "has_more_calls": more(every, task["has_more_calls"]),
        }

    return handle


def has_transcripts(request: Request, status: int) -> bool:
    return is_successful_read(request, status) and request.query_flag("include_transcript")


def iter_response_faults() -> Iterator[Fault]:
    for name in ("id", "project_id", "patient_id"):
        yield from FACTORY.iter_invalid_values("MM-06", name, NON_UUIDS)
        yield from FACTORY.iter_invalid_values("MM-12", f"calls/*/{name}", NON_UUIDS)
    yield from FACTORY.iter_invalid_values("MM-07", "status", ("DONE", "pending", *NON_STRINGS))
    yield from FACTORY.iter_invalid_values("MM-08", "task_type", ("FAX", "custom_task", *NON_STRINGS))
    for name in ("task", "task_outcome"):
        yield from FACTORY.iter_invalid_values("MM-09", name, NON_STRINGS)
    for name in ("created_at", "updated_at"):
        yield from FACTORY.iter_invalid_values("MM-10", name, INVALID_DATE_TIMES)
        yield from FACTORY.iter_invalid_values("MM-12", f"calls/*/{name}", INVALID_DATE_TIMES)
    yield from FACTORY.iter_invalid_values("MM-11", "calls", NON_LISTS)
    yield from FACTORY.iter_invalid_values("MM-11", "calls/*", (5, "x", None, []))
    for name in ("status", "call_outcome"):
        yield from FACTORY.iter_invalid_values("MM-12", f"calls/*/{name}", NON_STRINGS)
    yield from FACTORY.iter_invalid_values("MM-12", "calls/*/recording_url", (*NON_STRINGS, "not a uri"))
    yield from FACTORY.iter_invalid_values("MM-13", "calls/*/transcripts", (None, {}, "x", 5), has_transcripts)
    yield from FACTORY.iter_invalid_values("MM-13", "calls/*/transcripts/*", (5, None, "x"), has_transcripts)
    for name in ("role", "content"):
        yield from FACTORY.iter_invalid_values("MM-13", f"calls/*/transcripts/*/{name}", NON_STRINGS, has_transcripts)
    yield from FACTORY.iter_invalid_values("MM-14", "has_more_calls", NON_BOOLEANS)


def iter_create_faults() -> Iterator[Fault]:
    def make_accepted_create(fact: str, name: str, is_invalid: Predicate, description: str) -> Fault:
        return FACTORY.make_accepted_create(fact, name, is_invalid, description, VALID_VALUES[name])

    for name in VALID_VALUES:
        yield make_accepted_create("MM-15", name, is_missing, "missing")
    yield FACTORY.make_accepted_create("MM-15", "", is_null, "that is null", VALID_VALUES)
    yield FACTORY.make_accepted_create("MM-15", "", lambda body: isinstance(body, list), "that is a list", VALID_VALUES)
    facts = {
        "task": "MM-15",
        "task_type": "MM-08",
        "phone_number": "MM-16",
        "project_id": "MM-17",
        "patient_id": "MM-17",
    }
    for name, fact in facts.items():
        yield make_accepted_create(fact, name, has_other_type(str), "of another type")
        yield make_accepted_create(fact, name, is_null, "null")
    yield make_accepted_create(
        "MM-08", "task_type", is_string_not_matching(lambda word: word in TASK_TYPES), "with an unknown value"
    )
    yield make_accepted_create(
        "MM-16",
        "phone_number",
        is_string_not_matching(lambda number: bool(re.fullmatch(r"\+[1-9]\d{1,14}", number))),
        "in an invalid format",
    )
    # A number that is too long is not sent to a remote server: its first digits may be a real phone number.
    for description, form in (("without a plus", r"\d+"), ("with a zero first", r"\+0\d+")):
        is_invalid = lambda number, form=form: isinstance(number, str) and bool(re.fullmatch(form, number))
        yield make_accepted_create("MM-16", "phone_number", is_invalid, description)
    for name in ("project_id", "patient_id"):
        yield make_accepted_create("MM-17", name, is_string_not_matching(is_uuid), "in an invalid format")


TASK_TYPES = ("SCHEDULE_APPOINTMENT", "VERIFY_INSURANCE", "REIMBURSEMENT", "CUSTOM_TASK")
ADDRESS_PROPERTIES = ("street_name", "city", "state", "postal_code", "country_code")
STRING_PROPERTIES = (
    *("timeframe_availability", "speciality_preferences", "additional_context", "patient_status"),
    *(f"previous_visits/*/{name}" for name in ("purpose", "date", "outcome")),
    *(f"referral/{name}" for name in ("name", "npi", "specialty", "facility", "phone_number")),
    *(f"referral/address/{name}" for name in ADDRESS_PROPERTIES),
)


def iter_task_data_faults() -> Iterator[Fault]:
    for kind in (type(None), list, str, int):
        is_invalid = lambda value, kind=kind: type(value) is kind
        yield FACTORY.make_accepted_create("MM-18", "task_data", is_invalid, f"of type {kind.__name__}")
    yield FACTORY.make_rejected_create("MM-18", "task_data", is_present, "present", 400)
    yield FACTORY.make_rejected_create("MM-18", "task_data", is_missing, "missing")

    def make_accepted_create(name: str, is_invalid: Predicate, description: str) -> Fault:
        return FACTORY.make_accepted_create("MM-19", f"task_data/{name}", is_invalid, description)

    for name in STRING_PROPERTIES:
        yield make_accepted_create(name, has_other_type(str), "of another type")
        yield make_accepted_create(name, is_null, "null")
    for name in ("has_referral", "is_rescheduling"):
        yield make_accepted_create(name, has_other_type(bool), "of another type")
        yield make_accepted_create(name, lambda value: isinstance(value, str), "a string")
    yield make_accepted_create("previous_visits", has_other_type(list), "not a list")
    yield make_accepted_create("previous_visits/*", has_other_type(dict), "with items that are not objects")
    yield make_accepted_create("previous_visits/*/date", is_string_not_matching(is_date), "in an invalid format")
    for name in ("referral", "referral/address"):
        yield make_accepted_create(name, has_other_type(dict), "not an object")
    yield make_accepted_create("existing_appointment", has_other_type(dict, type(None)), "not an object")
    yield make_accepted_create("reschedule_reason", has_other_type(str, type(None)), "not a string")
    for name in ("existing_appointment", "reschedule_reason"):
        yield FACTORY.make_rejected_create("MM-19", f"task_data/{name}", is_null, "null")
        yield FACTORY.make_rejected_create(
            "MM-19", f"task_data/{name}", lambda value: value is not MISSING and value is not None, "not null"
        )
    yield FACTORY.make_rejected_create("MM-19", "task_data/previous_visits", lambda value: value == [], "empty")
    yield FACTORY.make_rejected_create("MM-19", "task_data/has_referral", lambda value: value is False, "false")


def iter_created_task_faults() -> Iterator[Fault]:
    yield from FACTORY.iter_invalid_values("MM-20", "id", (*NON_UUIDS, MISSING), is_successful_create)
    yield from FACTORY.iter_invalid_values("MM-20", "", ([], None, {}), is_successful_create)
    unknown_id = change_data(lambda request, data: {"id": str(uuid.uuid4())}, is_successful_create)
    yield FACTORY.make_fault("MM-21", "the created task does not exist", unknown_id, is_visible_in_reads=False)

    def is_created_task(request: Request, status: int) -> bool:
        return is_successful_read(request, status) and KNOWN_ID not in request.path

    others = {"task_type": "REIMBURSEMENT", "task": "other", "project_id": OTHER_ID, "patient_id": OTHER_ID}
    for name, value in others.items():
        handler = change_data(lambda request, data, name=name, value=value: {**data, name: value}, is_created_task)  # type: ignore[misc]  # mypy cannot infer the defaults
        yield FACTORY.make_fault("MM-21", f"{name} of the created task is another", handler, is_visible_in_reads=False)
