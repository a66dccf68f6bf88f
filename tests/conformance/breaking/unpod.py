"""What may be wrong at Unpod."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tests.conformance.breaking import (
    GONE,
    NO_INTEGER,
    NO_LIST,
    NO_NUMBER,
    NO_OBJECT,
    NO_TEXT,
    Asked,
    Fault,
    Faults,
    asking,
    changed,
    every_answer,
    html,
    instead,
    of,
    reading,
)
from tests.servers.conforming import KEY, FullUnpod

MAKE = Faults("unpod")
SPACE, RUN = FullUnpod.known
PATH = f"/api/v2/platform/spaces/{SPACE}/runs/{RUN}/tasks/"
NOTHING = {"count": 0, "status_code": 200, "message": "ok", "data": []}


def faults() -> Iterator[Fault]:
    yield from requests()
    yield from answers()
    yield from rules()
    yield from errors()


def error(status: int) -> dict[str, Any]:
    return {"status_code": status, "message": "no"}


def unknown(asked: Asked, status: int) -> bool:
    return status == 404 and "/runs/" in asked.path


def unusual(asked: Asked, status: int) -> bool:
    return unknown(asked, status) and not re.fullmatch(r"[/0-9A-Za-z]+", asked.path)


def no_organization(asked: Asked, status: int) -> bool:
    return status == 400 and "Org-Handle" not in asked.headers


def requests() -> Iterator[Fault]:
    yield MAKE.one("UN-01", "everything fails", instead(500, error(500), every_answer))
    yield MAKE.one("UN-01", "the known run fails", instead(500, error(500)))
    yield MAKE.one("UN-01", "the known run is refused", instead(400, error(400)))
    yield MAKE.one("UN-02", "ids of unusual letters are a failure", instead(500, error(500), unusual))
    forms = {"in_no_form": KEY, "as_a_bearer_token": f"Bearer {KEY}"}
    yield from MAKE.no_key("UN-03", "authorization", f"Token {KEY}", "GET", **forms)
    yield MAKE.one("UN-04", "no organization is needed", asking(lambda asked: asked.but(org_handle="any")))
    for status in (401, 403, 404):
        spoil = instead(status, error(status), no_organization)
        yield MAKE.one("UN-04", f"a missing organization is a {status}", spoil)
    yield MAKE.one("UN-04", "a missing organization has no tasks", instead(200, NOTHING, no_organization))


def answers() -> Iterator[Fault]:
    yield from MAKE.wrong("UN-05", "", ([], None, "x", {}))
    yield from MAKE.wrong("UN-05", "count", NO_INTEGER)
    yield from MAKE.wrong("UN-05", "status_code", (*NO_INTEGER, GONE))
    yield from MAKE.wrong("UN-05", "message", (*NO_TEXT, GONE))
    yield from MAKE.wrong("UN-05", "data", (*NO_LIST, GONE))
    yield from MAKE.wrong("UN-06", "data/*", (5, None, "x"))
    for name in ("_id", "task_id", "run_id", "assignee", "user_info/email", "user_info/full_name", "task/objective"):
        yield from MAKE.wrong("UN-06", f"data/*/{name}", NO_TEXT)
    yield from MAKE.wrong("UN-06", "data/*/thread_id", (5, [], {}))
    for name in ("user_info", "task", "input"):
        yield from MAKE.wrong("UN-06", f"data/*/{name}", NO_OBJECT)
    for name in ("status", "execution_type"):
        yield from MAKE.wrong("UN-07 UN-06", f"data/*/{name}", NO_TEXT)  # both say that they are texts
    yield from MAKE.wrong("UN-06 UN-08", "data/*/output", NO_OBJECT)  # there is no output then
    for name in ("call_id", "start_time", "end_time", "recording_url", "call_type", "call_status"):
        yield from MAKE.wrong("UN-08", f"data/*/output/{name}", NO_TEXT)
    yield from MAKE.wrong("UN-08", "data/*/output/duration", NO_NUMBER)
    yield from MAKE.wrong("UN-08", "data/*/output/transcript", NO_LIST)
    yield from MAKE.wrong("UN-08", "data/*/output/post_call_data", NO_OBJECT)
    yield from MAKE.wrong("UN-13", "data/*/output/transcript/*", (5, None, "x"))
    for name in ("role", "content"):
        yield from MAKE.wrong("UN-13", f"data/*/output/transcript/*/{name}", NO_TEXT)
    for name in ("created", "modified"):
        yield from MAKE.wrong("UN-13 UN-06", f"data/*/{name}", NO_TEXT)  # both say that they are texts


def rules() -> Iterator[Fault]:
    yield MAKE.one("UN-09", "the known run is a 202", instead(202, lambda data: {**data, "status_code": 202}))
    yield MAKE.one("UN-09", "the known run is a 206", instead(206, lambda data: {**data, "status_code": 206}))
    yield MAKE.one("UN-09 UN-04", "a missing organization is a 418", instead(418, error(418), no_organization))
    yield MAKE.one("UN-10", "one more is counted", changed(lambda asked, data: {**data, "count": 3}))
    yield MAKE.one("UN-10", "one less is counted", changed(lambda asked, data: {**data, "count": 1}))
    yield MAKE.one("UN-10", "a task is missing", changed(lambda asked, data: {**data, "data": data["data"][1:]}))
    yield MAKE.one("UN-10", "the tasks are of another run", changed(other_run))
    yield from MAKE.wrong("UN-11", "status_code", (0, 201), reading)
    yield from MAKE.wrong("UN-11", "status_code", (200,), of(400, 401, 404), " of an error")
    yield from MAKE.wrong("UN-11", "status_code", (400,), of(404), " of a 404")
    yield MAKE.one("UN-14", "an unknown run has no tasks", instead(200, NOTHING, unknown))
    yield MAKE.one("UN-14 UN-10", "any run is the known one", asking(lambda asked: asked.but(path=PATH)))
    yield MAKE.one("UN-14", "any space has the known run", asking(any_space))
    for status in (400, 403, 500):
        yield MAKE.one("UN-14", f"an unknown run is a {status}", instead(status, error(status), unknown))


def other_run(asked: Asked, data: Any) -> Any:
    return {**data, "data": [data["data"][0], {**data["data"][1], "run_id": "R2"}]}


def any_space(asked: Asked) -> Asked:
    return asked.but(path=re.sub("/spaces/[^/]*/", f"/spaces/{SPACE}/", asked.path))


def errors() -> Iterator[Fault]:
    for status in (400, 401, 404):
        for name, values in (("status_code", NO_INTEGER), ("message", NO_TEXT), ("", ([], "x", None))):
            yield from MAKE.wrong("UN-12", name, values, of(status), f" of a {status}")
        yield MAKE.one("UN-12", f"a {status} is HTML", html(status))
