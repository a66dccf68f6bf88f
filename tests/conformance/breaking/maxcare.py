"""What may be wrong at Max AI."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Iterator
from urllib.parse import unquote

from tests.conformance.breaking import (
    GONE,
    NO_FLAG,
    NO_LIST,
    NO_OBJECT,
    NO_TEXT,
    Asked,
    Fault,
    Faults,
    Spoil,
    ask,
    changed,
    every_answer,
    html,
    instead,
    of,
    same,
)
from tests.servers.conforming import KEY, Answer, Body, FullMaxCare, Server

MAKE = Faults("maxcare")
TASK = FullMaxCare().task()
ERROR = {"code": "not_found", "message": "no", "trace_id": "t"}
FAILURE = {**ERROR, "code": "internal_error"}
REFUSAL = {**ERROR, "code": "bad_request"}
LIMITS = {"X-RateLimit-Limit": "1000", "X-RateLimit-Remaining": "999", "X-RateLimit-Reset": "1767225600"}
NULLABLE = ("firstName", "lastName", "displayFirstName", "displayLastName", "username", "individualNpi")


def faults() -> Iterator[Fault]:
    yield from tasks()
    yield from requests()
    yield from errors()
    yield from limits()


def unknown(asked: Asked, status: int) -> bool:
    return status in (400, 404) and "X-Organization-Id" in asked.headers


def no_organization(asked: Asked, status: int) -> bool:
    return status == 400 and "X-Organization-Id" not in asked.headers


def any_task(asked: Asked, server: Server) -> Answer:
    answer = ask(asked, server)
    task = {**TASK, "id": unquote(asked.last)}
    return (200, {"code": "success", "data": task}) if unknown(asked, answer[0]) else answer


def no_organization_needed(asked: Asked, server: Server) -> Answer:
    there = "X-Organization-Id" in asked.headers
    return ask(asked if there else asked.but(x_organization_id="any"), server)


def tasks() -> Iterator[Fault]:
    yield MAKE.one("MX-01 MX-11", "any id is the known task", instead(200, {"code": "success", "data": TASK}, unknown))
    yield MAKE.one("MX-01", "any id is a task", any_task)
    yield MAKE.one("MX-01", "an unknown task is a failure", instead(500, FAILURE, unknown))
    yield MAKE.one("MX-01", "everything fails", instead(500, FAILURE, every_answer))
    yield MAKE.one("MX-01", "the known task fails", instead(500, FAILURE))
    yield MAKE.one("MX-01", "the known task is refused", instead(400, REFUSAL))
    yield MAKE.one("MX-01", "the known task has another status", instead(202, same))
    odd = instead(500, FAILURE, lambda asked, status: unknown(asked, status) and status == 400)
    yield MAKE.one("MX-04", "an id that is no UUID is a failure", odd)
    yield from MAKE.wrong("MX-05", "", ([], "x", None, {}))
    yield from MAKE.wrong("MX-05", "code", (*NO_TEXT, GONE))
    yield from MAKE.wrong("MX-05", "data", (GONE,))
    yield from MAKE.wrong("MX-05 MX-06", "data", NO_OBJECT)  # data is no task then
    for name in ("id", "notes"):
        yield from MAKE.wrong("MX-06", f"data/{name}", (*NO_TEXT, GONE))
    yield from MAKE.wrong("MX-06", "data/noteId", NO_TEXT)
    yield from MAKE.wrong("MX-06", "data/assignedProviders", (*NO_LIST, GONE))
    for name in ("status", "syncStatus", "ehrType"):
        yield from MAKE.wrong("MX-07", f"data/{name}", ("paused", "NEW", *NO_TEXT))
        yield from MAKE.wrong("MX-06", f"data/{name}", (GONE,))
    yield from MAKE.wrong("MX-08", "data/assignedProviders/*", (None, "x", {}))
    for name in NULLABLE:
        yield from MAKE.wrong("MX-08", f"data/assignedProviders/*/{name}", (5, [], GONE))
    yield from MAKE.wrong("MX-08", "data/assignedProviders/*/id", (*NO_TEXT, GONE))
    yield from MAKE.wrong("MX-08", "data/assignedProviders/*/roles", (*NO_LIST, [5], [None], GONE))
    for name in ("canFinalize", "canCosign"):
        yield from MAKE.wrong("MX-08", f"data/assignedProviders/*/{name}", (*NO_FLAG, GONE))
    for name in ("createdAt", "updatedAt"):
        yield from MAKE.wrong("MX-09", f"data/{name}", NO_TEXT)
        yield from MAKE.wrong("MX-06", f"data/{name}", (GONE,))
    yield from MAKE.wrong("MX-11", "data/id", ("other", str(uuid.UUID(int=5))))


def requests() -> Iterator[Fault]:
    forms = {"in_no_form": KEY, "as_a_token": f"Token {KEY}"}
    yield from MAKE.no_key("MX-02", "authorization", f"Bearer {KEY}", "GET", **forms)
    yield MAKE.one("MX-03 MX-14", "no organization is needed", no_organization_needed)
    for status, code in ((404, "not_found"), (403, "forbidden"), (401, "unauthorized"), (500, "internal_error")):
        spoil = instead(status, {**ERROR, "code": code}, no_organization)
        yield MAKE.one("MX-14 MX-01" if status == 500 else "MX-14", f"a missing organization is a {status}", spoil)


def errors() -> Iterator[Fault]:
    for status in (400, 401, 404):
        for name in ("code", "message", "trace_id"):
            yield from MAKE.wrong("MX-10", name, (*NO_TEXT, GONE), of(status), f" of a {status}")
        yield from MAKE.wrong("MX-10", "", ([], "x", None), of(status), f" of a {status}")
        yield MAKE.one("MX-10", f"a {status} is HTML", html(status))
        yield from MAKE.wrong("MX-12", "code", ("oops", "forbidden"), of(status), f" of a {status}")


def told(headers: dict[str, str], *statuses: int) -> Spoil:
    return changed(lambda asked, data: Body(data, headers), of(*statuses) if statuses else every_answer)


def limited(headers: dict[str, str]) -> Spoil:
    """Refuses every seventh request."""
    count = itertools.count()

    def spoil(asked: Asked, server: Server) -> Answer:
        if next(count) % 7 == 3:
            return 429, Body({**ERROR, "code": "rate_limit_exceeded"}, headers)
        return ask(asked, server)

    return spoil


def limits() -> Iterator[Fault]:
    for name in LIMITS:
        less = {other: value for other, value in LIMITS.items() if other != name}
        yield MAKE.one("MX-13", f"{name} is missing", told(less))
        for value in ("many", "", "1.5", "-1", "2026-01-01T00:00:00Z"):
            yield MAKE.one("MX-13", f"{name} is {value!r}", told({**LIMITS, name: value}))
        yield MAKE.one("MX-13", f"{name} of a 404 is many", told({**LIMITS, name: "many"}, 404))
    yield MAKE.one("MX-13", "a 404 lacks a part of the limit", told({"X-RateLimit-Limit": "1000"}, 404))
    yield MAKE.one("MX-13", "more is left than there is", told({**LIMITS, "X-RateLimit-Remaining": "1001"}))
    yield MAKE.one("MX-13", "a 429 names no seconds", limited(LIMITS))
    yield MAKE.one("MX-13", "a 429 names seconds in words", limited({**LIMITS, "Retry-After": "soon"}))
