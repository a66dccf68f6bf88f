"""What may be wrong at Mira Mace."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from typing import Any

from tests.conformance.breaking import (
    GONE,
    NO_FLAG,
    NO_LIST,
    NO_TEXT,
    NO_TIME,
    NO_UUID,
    Asked,
    Fault,
    Faults,
    Spoil,
    ask,
    asking,
    changed,
    creating,
    instead,
    missing,
    null,
    other_than,
    reading,
    same,
    there,
    unlike,
)
from tests.servers.conforming import KEY, Answer, Server, a_uuid, date

MAKE = Faults("miramace")
KNOWN = "123e4567-e89b-12d3-a456-426614174002"
OTHER = str(uuid.UUID(int=77))
RIGHT = {
    "task_type": "CUSTOM_TASK",
    "task": "Call",
    "phone_number": "+12025550143",
    "project_id": str(uuid.UUID(int=8)),
    "patient_id": str(uuid.UUID(int=9)),
}
FLAGS = {"include_transcript": "MM-04", "include_all_calls": "MM-05"}


def faults() -> Iterator[Fault]:
    yield from operations()
    yield from flags()
    yield from answers()
    yield from creates()
    yield from data()
    yield from created()


def unknown(asked: Asked, status: int) -> bool:
    return asked.method == "GET" and status == 404 and asked.path.startswith("/v1/task/")


def no_uuid(asked: Asked, status: int) -> bool:
    read_as_it_should = all(values in (["true"], ["false"]) for values in asked.query.values())
    return asked.method == "GET" and status == 400 and read_as_it_should


def known_task(when: Callable[[Asked, int], bool]) -> Spoil:
    def spoil(asked: Asked, server: Server) -> Answer:
        answer = ask(asked, server)
        return ask(asked.but(path=f"/v1/task/{KNOWN}"), server) if when(asked, answer[0]) else answer

    return spoil


def any_id(asked: Asked, server: Server) -> Answer:
    answer = ask(asked, server)
    return (200, {"id": asked.last}) if unknown(asked, answer[0]) else answer


def operations() -> Iterator[Fault]:
    yield MAKE.one("MM-01 MM-03", "an unknown task is the known one", known_task(unknown))
    yield MAKE.one("MM-01", "an unknown task is an empty one", instead(200, {}, unknown))
    yield MAKE.one("MM-01", "an unknown task is one", any_id)
    yield MAKE.one("MM-01", "an unknown task is a failure", instead(500, {}, unknown))
    # What was created cannot be read then.
    yield MAKE.one("MM-01 MM-21", "every task is refused", instead(400, {}))
    yield MAKE.one("MM-01 MM-21", "every task has another status", instead(202, same))
    yield MAKE.one("MM-01", "every create is refused", instead(400, {}, creating), reads=False)
    yield MAKE.one("MM-01", "every create fails", instead(500, {}, creating), reads=False)
    yield MAKE.one("MM-01", "every create has another status", instead(202, same, creating), reads=False)
    yield from MAKE.wrong("MM-01", "", ([], None, "x"))
    for method in ("GET", "POST"):
        forms = {"in_no_form": KEY, "as_a_token": f"Token {KEY}"}
        yield from MAKE.no_key("MM-02", "authorization", f"Bearer {KEY}", method, **forms)
    yield MAKE.one("MM-03", "an id that is no UUID is the known task", known_task(no_uuid))
    yield MAKE.one("MM-03", "an id that is no UUID is an empty task", instead(200, {}, no_uuid))
    yield from MAKE.wrong("MM-03", "id", (OTHER,))


def flags() -> Iterator[Fault]:
    for name, fact in FLAGS.items():
        yield MAKE.one(fact, f"{name} may be anything", asking(lambda asked, name=name: lenient(asked, name)))  # type: ignore[misc]  # its default has a type
        for value in ("true", "false"):
            refused = lambda asked, status, name=name, value=value: asked.query.get(name) == [value]
            yield MAKE.one(fact, f"{name}={value} is refused", instead(400, {}, refused))
    yield MAKE.one("MM-04", "transcripts always", asking(lambda asked: asked.but(query={"include_transcript": "true"})))
    yield MAKE.one("MM-04", "transcripts never", asking(lambda asked: asked.but(query={"include_transcript": None})))
    yield MAKE.one("MM-04", "transcripts unless they are asked for", asking(opposite))
    yield MAKE.one("MM-05", "all calls always", shown(lambda every, calls: calls, lambda every, more: False))
    yield MAKE.one("MM-05", "the first call", shown(lambda every, calls: calls if every else calls[:1]))
    yield MAKE.one("MM-05", "no call", shown(lambda every, calls: calls if every else []))
    latest = shown(lambda every, calls: calls[-1:], lambda every, more: True)
    yield MAKE.one("MM-05 MM-14", "the latest call, and more, always", latest)
    yield MAKE.one("MM-14", "more calls always", shown(more=lambda every, more: True))
    yield MAKE.one("MM-14", "more calls never", shown(more=lambda every, more: False))
    yield MAKE.one("MM-14", "more calls where all are shown", shown(more=lambda every, more: every or more))


def lenient(asked: Asked, name: str) -> Asked:
    return asked if asked.query.get(name, ["true"]) in (["true"], ["false"]) else asked.but(query={name: None})


def opposite(asked: Asked) -> Asked:
    return asked.but(query={"include_transcript": "false" if asked.flag("include_transcript") else "true"})


def shown(
    calls: Callable[[bool, list[Any]], list[Any]] = lambda every, calls: calls if every else calls[-1:],
    more: Callable[[bool, bool], bool] = lambda every, more: more,
) -> Spoil:
    """Shows other calls than it should, or says other of how many there are."""

    def spoil(asked: Asked, server: Server) -> Answer:
        status, task = ask(asked, server)
        if not reading(asked, status) or not task["calls"]:
            return status, task
        _, full = ask(asked.but(query={"include_all_calls": "true"}), server)
        every = asked.flag("include_all_calls")
        return status, {
            **task,
            "calls": calls(every, full["calls"]),
            "has_more_calls": more(every, task["has_more_calls"]),
        }

    return spoil


def with_transcripts(asked: Asked, status: int) -> bool:
    return reading(asked, status) and asked.flag("include_transcript")


def answers() -> Iterator[Fault]:
    for name in ("id", "project_id", "patient_id"):
        yield from MAKE.wrong("MM-06", name, NO_UUID)
        yield from MAKE.wrong("MM-12", f"calls/*/{name}", NO_UUID)
    yield from MAKE.wrong("MM-07", "status", ("DONE", "pending", *NO_TEXT))
    yield from MAKE.wrong("MM-08", "task_type", ("FAX", "custom_task", *NO_TEXT))
    for name in ("task", "task_outcome"):
        yield from MAKE.wrong("MM-09", name, NO_TEXT)
    for name in ("created_at", "updated_at"):
        yield from MAKE.wrong("MM-10", name, NO_TIME)
        yield from MAKE.wrong("MM-12", f"calls/*/{name}", NO_TIME)
    yield from MAKE.wrong("MM-11", "calls", NO_LIST)
    yield from MAKE.wrong("MM-11", "calls/*", (5, "x", None, []))
    for name in ("status", "call_outcome"):
        yield from MAKE.wrong("MM-12", f"calls/*/{name}", NO_TEXT)
    yield from MAKE.wrong("MM-12", "calls/*/recording_url", (*NO_TEXT, "no uri"))
    yield from MAKE.wrong("MM-13", "calls/*/transcripts", (None, {}, "x", 5), with_transcripts)
    yield from MAKE.wrong("MM-13", "calls/*/transcripts/*", (5, None, "x"), with_transcripts)
    for name in ("role", "content"):
        yield from MAKE.wrong("MM-13", f"calls/*/transcripts/*/{name}", NO_TEXT, with_transcripts)
    yield from MAKE.wrong("MM-14", "has_more_calls", NO_FLAG)


def creates() -> Iterator[Fault]:
    def taken(fact: str, name: str, bad: Callable[[Any], bool], how: str) -> Fault:
        return MAKE.taken(fact, name, bad, how, RIGHT[name])

    for name in RIGHT:
        yield taken("MM-15", name, missing, "missing")
    yield MAKE.taken("MM-15", "", null, "that is not there", RIGHT)
    yield MAKE.taken("MM-15", "", lambda body: isinstance(body, list), "that is a list", RIGHT)
    facts = {
        "task": "MM-15",
        "task_type": "MM-08",
        "phone_number": "MM-16",
        "project_id": "MM-17",
        "patient_id": "MM-17",
    }
    for name, fact in facts.items():
        yield taken(fact, name, other_than(str), "of another type")
        yield taken(fact, name, null, "null")
    yield taken("MM-08", "task_type", unlike(lambda word: word in TYPES), "of another kind")
    yield taken(
        "MM-16", "phone_number", unlike(lambda number: bool(re.fullmatch(r"\+[1-9]\d{1,14}", number))), "of any form"
    )
    # One that is too long goes to no server elsewhere: it begins with a number that somebody could be called by.
    for how, form in (("without a plus", r"\d+"), ("with a zero first", r"\+0\d+")):
        bad = lambda number, form=form: isinstance(number, str) and bool(re.fullmatch(form, number))
        yield taken("MM-16", "phone_number", bad, how)
    for name in ("project_id", "patient_id"):
        yield taken("MM-17", name, unlike(a_uuid), "of any form")


TYPES = ("SCHEDULE_APPOINTMENT", "VERIFY_INSURANCE", "REIMBURSEMENT", "CUSTOM_TASK")
ADDRESS = ("street_name", "city", "state", "postal_code", "country_code")
TEXTS = (
    *("timeframe_availability", "speciality_preferences", "additional_context", "patient_status"),
    *(f"previous_visits/*/{name}" for name in ("purpose", "date", "outcome")),
    *(f"referral/{name}" for name in ("name", "npi", "specialty", "facility", "phone_number")),
    *(f"referral/address/{name}" for name in ADDRESS),
)


def data() -> Iterator[Fault]:
    for kind in (type(None), list, str, int):
        bad = lambda value, kind=kind: type(value) is kind
        yield MAKE.taken("MM-18", "task_data", bad, f"of type {kind.__name__}")
    yield MAKE.refused("MM-18", "task_data", there, "there", 400)
    yield MAKE.refused("MM-18", "task_data", missing, "missing")

    def taken(name: str, bad: Callable[[Any], bool], how: str) -> Fault:
        return MAKE.taken("MM-19", f"task_data/{name}", bad, how)

    for name in TEXTS:
        yield taken(name, other_than(str), "of another type")
        yield taken(name, null, "null")
    for name in ("has_referral", "is_rescheduling"):
        yield taken(name, other_than(bool), "of another type")
        yield taken(name, lambda value: isinstance(value, str), "a text")
    yield taken("previous_visits", other_than(list), "no list")
    yield taken("previous_visits/*", other_than(dict), "of others than objects")
    yield taken("previous_visits/*/date", unlike(date), "of any form")
    for name in ("referral", "referral/address"):
        yield taken(name, other_than(dict), "no object")
    yield taken("existing_appointment", other_than(dict, type(None)), "no object")
    yield taken("reschedule_reason", other_than(str, type(None)), "no text")
    for name in ("existing_appointment", "reschedule_reason"):
        yield MAKE.refused("MM-19", f"task_data/{name}", null, "null")
        yield MAKE.refused(
            "MM-19", f"task_data/{name}", lambda value: value is not GONE and value is not None, "not null"
        )
    yield MAKE.refused("MM-19", "task_data/previous_visits", lambda value: value == [], "empty")
    yield MAKE.refused("MM-19", "task_data/has_referral", lambda value: value is False, "false")


def created() -> Iterator[Fault]:
    yield from MAKE.wrong("MM-20", "id", (*NO_UUID, GONE), creating)
    yield from MAKE.wrong("MM-20", "", ([], None, {}), creating)
    lost = changed(lambda asked, data: {"id": str(uuid.uuid4())}, creating)
    yield MAKE.one("MM-21", "what was created is not there", lost, reads=False)

    def read_back(asked: Asked, status: int) -> bool:
        return reading(asked, status) and KNOWN not in asked.path

    others = {"task_type": "REIMBURSEMENT", "task": "other", "project_id": OTHER, "patient_id": OTHER}
    for name, value in others.items():
        spoil = changed(lambda asked, data, name=name, value=value: {**data, name: value}, read_back)  # type: ignore[misc]  # its defaults have types
        yield MAKE.one("MM-21", f"{name} of what was created is another", spoil, reads=False)
