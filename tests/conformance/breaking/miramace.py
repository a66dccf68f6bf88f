"""Faults of a Mira Mace server."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
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
    has_status,
    is_missing,
    is_null,
    is_present,
    is_string_not_matching,
    is_successful_create,
    is_successful_read,
    keep_data,
    replace_response,
)
from tests.servers.conforming import KEY, PATIENT_ID, Response, Server, is_date, is_phone_number, is_uuid

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
    yield from iter_error_faults()
    for faults in (iter_create_faults, iter_task_data_faults, iter_variant_faults, iter_create_response_faults):
        yield from only_at("/v1/task", faults())
    yield from iter_created_task_faults()
    yield from iter_patient_faults()
    yield from only_at("/v1/patient", iter_create_patient_faults())


def reads_task(request: Request, status: int) -> bool:
    return is_successful_read(request, status) and request.path.startswith("/v1/task/")


def creates_task(request: Request, status: int) -> bool:
    return is_successful_create(request, status) and request.path == "/v1/task"


def reads_patient(request: Request, status: int) -> bool:
    return is_successful_read(request, status) and request.path.startswith("/v1/patient/")


def creates_patient(request: Request, status: int) -> bool:
    return is_successful_create(request, status) and request.path == "/v1/patient"


def only_at(path: str, faults: Iterable[Fault]) -> Iterator[Fault]:
    """Yield faults of creates that affect the requests to one path only."""

    def make_handler(faulty: Handler) -> Handler:
        return lambda request, server: faulty(request, server) if request.path == path else call_server(request, server)

    for fault in faults:
        yield replace(fault, handler=make_handler(fault.handler), is_visible_in_reads=False)


def only_for(task_type: str, faults: Iterable[Fault]) -> Iterator[Fault]:
    """Yield faults of creates that affect one type of task only: others may have the same properties as extra ones."""

    def make_handler(faulty: Handler) -> Handler:
        def handle(request: Request, server: Server) -> Response:
            is_affected = isinstance(request.body, dict) and request.body.get("task_type") == task_type
            return faulty(request, server) if is_affected else call_server(request, server)

        return handle

    for fault in faults:
        yield replace(fault, handler=make_handler(fault.handler))


def is_unknown(request: Request, status: int) -> bool:
    return request.method == "GET" and status == 404 and request.path.startswith("/v1/task/")


def is_invalid_id(request: Request, status: int) -> bool:
    has_valid_flags = all(values in (["true"], ["false"]) for values in request.query.values())
    return request.method == "GET" and request.path.startswith("/v1/task/") and status == 400 and has_valid_flags


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
    yield FACTORY.make_fault("MM-01 MM-21", "every task returns 400", replace_response(400, {}, reads_task))
    yield FACTORY.make_fault("MM-01 MM-21", "every task returns 202", replace_response(202, keep_data, reads_task))
    yield FACTORY.make_fault(
        "MM-01", "every create is rejected", replace_response(400, {}, creates_task), is_visible_in_reads=False
    )
    yield FACTORY.make_fault(
        "MM-01", "every create returns 500", replace_response(500, {}, creates_task), is_visible_in_reads=False
    )
    yield FACTORY.make_fault(
        "MM-20",
        "every create returns 202",
        replace_response(202, keep_data, creates_task),
        is_visible_in_reads=False,
    )
    yield from FACTORY.iter_invalid_values("MM-01", "", ([], None, "x"), reads_task)
    for method in ("GET", "POST"):
        forms = {"without_its_prefix": KEY, "as_a_token": f"Token {KEY}"}
        yield from FACTORY.iter_accepted_keys("MM-02", "authorization", f"Bearer {KEY}", method, **forms)
    yield FACTORY.make_fault(
        "MM-03", "an ID that is not a UUID returns the known task", return_known_task(is_invalid_id)
    )
    yield FACTORY.make_fault(
        "MM-03", "an ID that is not a UUID returns an empty object", replace_response(200, {}, is_invalid_id)
    )
    yield from FACTORY.iter_invalid_values("MM-03", "id", (OTHER_ID,), reads_task)


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
        if not reads_task(request, status) or not task["calls"]:
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
    return reads_task(request, status) and request.query_flag("include_transcript")


def iter_response_faults() -> Iterator[Fault]:
    for name in ("id", "project_id", "patient_id"):
        yield from FACTORY.iter_invalid_values("MM-06", name, NON_UUIDS, reads_task)
        yield from FACTORY.iter_invalid_values("MM-12", f"calls/*/{name}", NON_UUIDS, reads_task)
    yield from FACTORY.iter_invalid_values("MM-07", "status", ("DONE", "pending", *NON_STRINGS), reads_task)
    yield from FACTORY.iter_invalid_values("MM-08", "task_type", ("FAX", "custom_task", *NON_STRINGS), reads_task)
    for name in ("task", "task_outcome"):
        yield from FACTORY.iter_invalid_values("MM-09", name, NON_STRINGS, reads_task)
    for name in ("created_at", "updated_at"):
        yield from FACTORY.iter_invalid_values("MM-10", name, INVALID_DATE_TIMES, reads_task)
        yield from FACTORY.iter_invalid_values("MM-12", f"calls/*/{name}", INVALID_DATE_TIMES, reads_task)
    yield from FACTORY.iter_invalid_values("MM-11", "calls", NON_LISTS, reads_task)
    yield from FACTORY.iter_invalid_values("MM-11", "calls/*", (5, "x", None, []), reads_task)
    yield from FACTORY.iter_invalid_values(
        "MM-12", "calls/*/status", ("NO_ANSWER", "success", *NON_STRINGS), reads_task
    )
    yield from FACTORY.iter_invalid_values("MM-12", "calls/*/call_outcome", NON_STRINGS, reads_task)
    yield from FACTORY.iter_invalid_values("MM-12", "calls/*/recording_url", (5, [], {}, "not a uri"), reads_task)
    yield from FACTORY.iter_invalid_values("MM-13", "calls/*/transcripts", ({}, "x", 5), has_transcripts)
    yield from FACTORY.iter_invalid_values("MM-13", "calls/*/transcripts/*", (5, None, "x"), has_transcripts)
    for name in ("role", "content"):
        values = (*NON_STRINGS, MISSING, *(("system",) if name == "role" else ()))
        yield from FACTORY.iter_invalid_values("MM-13", f"calls/*/transcripts/*/{name}", values, has_transcripts)
    yield from FACTORY.iter_invalid_values("MM-14", "has_more_calls", NON_BOOLEANS, reads_task)


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
PROVIDER_PROPERTIES = ("name", "npi", "specialty", "facility", "phone_number")
INSURANCE_PROPERTIES = ("company_name", "member_id", "group_number", "plan_name")
STRING_PROPERTIES = {
    "MM-19": (
        *("timeframe_availability", "speciality_preferences", "patient_status"),
        *(f"previous_visits/*/{name}" for name in ("purpose", "date", "outcome")),
    ),
    "MM-26": (
        *(f"referral/{name}" for name in PROVIDER_PROPERTIES),
        *(f"referral/address/{name}" for name in ADDRESS_PROPERTIES),
    ),
    "MM-27": ("service/description", "service/cpt_codes/*"),
    "MM-28": (
        *("case_info/number", "case_info/created_at", "bill/number", "bill/amount", "bill/phone_number"),
        *(f"bill/address/{name}" for name in ("street", "city", "state", "zip_code", "country")),
        *("reimbursement_status", "payment_details", "treatment_background", "treatment_data"),
    ),
    "MM-29": ("questions_to_ask/*/question", "questions_to_ask/*/answer"),
    "MM-30": (
        *(f"insurance/{name}" for name in INSURANCE_PROPERTIES),
        *(f"secondary_insurance/primary_subscriber/{name}" for name in ("first_name", "last_name")),
    ),
}
REQUIRED_STRINGS = {
    "questions_to_ask/*/question": "?",
    **{f"referral/address/{name}": "x" for name in ADDRESS_PROPERTIES},
}
OBJECT_PROPERTIES = {
    "MM-26": ("referral", "referral/address"),
    "MM-27": ("service",),
    "MM-27 MM-30": ("insurance",),
    "MM-28": ("case_info", "bill", "bill/address"),
    "MM-28 MM-30": ("primary_insurance", "secondary_insurance"),
    "MM-30": ("insurance/primary_subscriber",),
}


def iter_task_data_faults() -> Iterator[Fault]:
    for kind in (type(None), list, str, int):
        is_invalid = lambda value, kind=kind: type(value) is kind
        yield FACTORY.make_accepted_create("MM-18", "task_data", is_invalid, f"of type {kind.__name__}")
    yield FACTORY.make_rejected_create("MM-18", "task_data", is_present, "present")
    yield FACTORY.make_rejected_create("MM-18", "task_data", is_missing, "missing")

    def make_accepted_create(name: str, is_invalid: Predicate, description: str) -> Fault:
        return FACTORY.make_accepted_create("MM-19", f"task_data/{name}", is_invalid, description)

    for name in ("has_referral", "is_rescheduling"):
        yield make_accepted_create(name, has_other_type(bool), "of another type")
        yield make_accepted_create(name, lambda value: isinstance(value, str), "a string")
    yield make_accepted_create("previous_visits", has_other_type(list), "not a list")
    yield make_accepted_create("previous_visits/*", has_other_type(dict), "with items that are not objects")
    yield make_accepted_create("previous_visits/*/date", is_string_not_matching(is_date), "in an invalid format")
    # No example has a string there, so a server that rejects every one may expect the ID of an appointment or a
    # reason that it knows: the check warns, and only a rejected null is a fault.
    rejected = [
        FACTORY.make_rejected_create("MM-19", f"task_data/{name}", is_null, "null")
        for name in ("existing_appointment", "reschedule_reason")
    ]
    rejected += [
        FACTORY.make_rejected_create("MM-19", "task_data/previous_visits", lambda value: value == [], "empty"),
        FACTORY.make_rejected_create("MM-19", "task_data/has_referral", lambda value: value is False, "false"),
    ]
    yield from only_for("SCHEDULE_APPOINTMENT", rejected)
    for name in ("existing_appointment", "reschedule_reason"):
        yield make_accepted_create(name, has_other_type(str, type(None)), "not a string")


def iter_variant_faults() -> Iterator[Fault]:
    for fact, names in STRING_PROPERTIES.items():
        for name in names:
            path, value = f"task_data/{name}", REQUIRED_STRINGS.get(name, MISSING)
            yield FACTORY.make_accepted_create(fact, path, has_other_type(str), "of another type", value)
            yield FACTORY.make_accepted_create(fact, path, is_null, "null", value)
    for fact, names in OBJECT_PROPERTIES.items():
        for name in names:
            yield FACTORY.make_accepted_create(fact, f"task_data/{name}", has_other_type(dict), "not an object")
    for fact, name in (("MM-26", "referral"), ("MM-28", "bill"), ("MM-30", "insurance")):
        is_invalid = is_string_not_matching(is_phone_number)
        path = f"task_data/{name}/phone_number"
        yield FACTORY.make_accepted_create(fact, path, is_invalid, "in an invalid format")
    yield FACTORY.make_accepted_create(
        "MM-30", "task_data/insurance/relationship_to_subscriber", is_string_not_matching(str.isupper), "unknown"
    )
    null_number = FACTORY.make_rejected_create("MM-30", "task_data/insurance/phone_number", is_null, "null")
    yield from only_for("VERIFY_INSURANCE", [null_number])
    for name in ADDRESS_PROPERTIES:
        yield FACTORY.make_accepted_create("MM-26", f"task_data/referral/address/{name}", is_missing, "missing", "x")
    for name, value in (("index", 0), ("question", "?")):
        yield FACTORY.make_accepted_create(
            "MM-29", f"task_data/questions_to_ask/*/{name}", is_missing, "missing", value
        )
    yield FACTORY.make_accepted_create(
        "MM-29",
        "task_data/questions_to_ask/*/index",
        lambda value: isinstance(value, int) and value < 0,
        "below 0",
        0,
    )
    any_data = FACTORY.make_accepted_create("MM-18", "task_data", is_present, "that does not fit its type")
    facts = (*any_data.facts, "MM-19", "MM-26", "MM-27", "MM-28", "MM-29", "MM-30")
    yield replace(any_data, facts=facts)


def iter_error_faults() -> Iterator[Fault]:
    for status, name in ((400, "an invalid request"), (401, "a wrong key"), (404, "an unknown ID")):
        values: tuple[Any, ...] = (5, None, [])
        for value in values:
            with_detail = {"detail": value}
            yield FACTORY.make_fault(
                "MM-22", f"detail of {name} is {value!r}", replace_response(status, with_detail, has_status(status))
            )
    yield FACTORY.make_fault("MM-02", "a wrong key returns 403", replace_response(403, {}, has_status(401)))
    yield FACTORY.make_fault("MM-01", "an unknown task returns 400", replace_response(400, {}, is_unknown))


def iter_create_response_faults() -> Iterator[Fault]:
    created = replace_response(200, keep_data, creates_task)
    yield FACTORY.make_fault("MM-20", "a create returns 200", created, is_visible_in_reads=False)


def iter_created_task_faults() -> Iterator[Fault]:
    yield from FACTORY.iter_invalid_values(
        "MM-20", "id", (*NON_UUIDS, MISSING), creates_task, is_visible_in_reads=False
    )
    yield from FACTORY.iter_invalid_values("MM-20", "", ([], None, {}), creates_task, is_visible_in_reads=False)
    unknown_id = change_data(lambda request, data: {"id": str(uuid.uuid4())}, creates_task)
    yield FACTORY.make_fault("MM-21", "the created task does not exist", unknown_id, is_visible_in_reads=False)

    def is_created_task(request: Request, status: int) -> bool:
        return reads_task(request, status) and KNOWN_ID not in request.path

    others = {"task_type": "REIMBURSEMENT", "task": "other", "project_id": OTHER_ID, "patient_id": OTHER_ID}
    for name, value in others.items():
        handler = change_data(lambda request, data, name=name, value=value: {**data, name: value}, is_created_task)  # type: ignore[misc]  # mypy cannot infer the defaults
        yield FACTORY.make_fault("MM-21", f"{name} of the created task is another", handler, is_visible_in_reads=False)


def iter_patient_faults() -> Iterator[Fault]:
    def is_unknown_patient(request: Request, status: int) -> bool:
        return request.method == "GET" and status == 404 and request.path.startswith("/v1/patient/")

    yield FACTORY.make_fault("MM-34", "an unknown patient is empty", replace_response(200, {}, is_unknown_patient))
    yield FACTORY.make_fault("MM-34", "an unknown patient returns 400", replace_response(400, {}, is_unknown_patient))
    yield from FACTORY.iter_invalid_values("MM-34", "id", (OTHER_ID, "x", 5), reads_patient)
    yield from FACTORY.iter_invalid_values("MM-34", "", ([], None), reads_patient)
    for name in ("project_id", "created_at", "updated_at"):
        yield from FACTORY.iter_invalid_values("MM-34", name, NON_STRINGS, reads_patient)
    for name in ("first_name", "last_name", "email", "date_of_birth", "phone_number"):
        yield from FACTORY.iter_invalid_values("MM-34", name, NON_STRINGS, reads_patient)
    for name in ADDRESS_PROPERTIES:
        yield from FACTORY.iter_invalid_values("MM-26", f"address/{name}", (5, MISSING), reads_patient)
    for name in ("name", "practice"):
        yield from FACTORY.iter_invalid_values("MM-32", f"primary_care_provider/{name}", (5, None), reads_patient)
    for name in INSURANCE_PROPERTIES:
        yield from FACTORY.iter_invalid_values("MM-30", f"insurance/medical/*/{name}", (5, None), reads_patient)
    yield from FACTORY.iter_invalid_values("MM-32", "insurance/dental", NON_LISTS, reads_patient)
    others = {"first_name": "Other", "project_id": OTHER_ID, "phone_number": "+12025550199"}
    for name, value in others.items():

        def change(request: Request, data: Any, name: str = name, value: Any = value) -> Any:
            return {**data, name: value}

        def is_created(request: Request, status: int) -> bool:
            return reads_patient(request, status) and PATIENT_ID not in request.path

        handler = change_data(change, is_created)
        yield FACTORY.make_fault(
            "MM-35", f"{name} of the created patient is another", handler, is_visible_in_reads=False
        )


def iter_create_patient_faults() -> Iterator[Fault]:
    yield from FACTORY.iter_invalid_values("MM-33", "id", (*NON_UUIDS, MISSING), creates_patient)
    yield FACTORY.make_fault("MM-33", "a create returns 200", replace_response(200, keep_data, creates_patient))
    unknown_id = change_data(lambda request, data: {"id": str(uuid.uuid4())}, creates_patient)
    yield FACTORY.make_fault("MM-35", "the created patient does not exist", unknown_id)
    address = dict.fromkeys(ADDRESS_PROPERTIES, "x")
    valid = {"first_name": "x", "last_name": "x", "address": address, "project_id": OTHER_ID}
    for name, value in {**valid, "phone_number": "+12025550143"}.items():
        if name != "address":  # a known difference of the vendor
            yield FACTORY.make_accepted_create("MM-31", name, is_missing, "missing", value)
        facts = "MM-31 MM-26" if name == "address" else "MM-31"
        yield FACTORY.make_accepted_create(facts, name, has_other_type(type(value)), "of another type", value)
    yield FACTORY.make_accepted_create(
        "MM-31", "phone_number", is_string_not_matching(is_phone_number), "invalid", "+12025550143"
    )
    for name in ("email", "date_of_birth", "primary_care_provider/name"):
        yield FACTORY.make_accepted_create("MM-32", name, has_other_type(str), "of another type")
    for name in ("medical", "dental", "vision"):
        yield FACTORY.make_accepted_create("MM-32", f"insurance/{name}", has_other_type(list), "not a list")
        yield FACTORY.make_accepted_create(
            "MM-30", f"insurance/{name}/*/plan_name", has_other_type(str), "not a string"
        )
