"""What may be wrong at Solum."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from tests.conformance.breaking import (
    GONE,
    NO_INTEGER,
    NO_LIST,
    NO_OBJECT,
    NO_TEXT,
    NO_TIME,
    NO_UUID,
    Asked,
    Fault,
    Faults,
    asking,
    changed,
    creating,
    empty,
    html,
    instead,
    missing,
    null,
    of,
    other_than,
    same,
    unlike,
)
from tests.servers.conforming import KEY, LINKS, a_uuid, moment, text

MAKE = Faults("solum")
NO = {"detail": {"message": "no"}}
RIGHT: dict[str, Any] = {
    "title": "Call",
    "description": "Call back",
    "assigned_user_ids": ["u"],
    "created_by_id": "c",
    "deadline": "2026-01-01T00:00:00Z",
}
STATUSES = ("pending", "in_progress", "completed")
PRIORITIES = ("low", "medium", "high", "urgent")
FIELDS = {*RIGHT, *LINKS, "tags", "status", "priority"}


def faults() -> Iterator[Fault]:
    yield MAKE.one("SO-01", "every create is refused", instead(422, NO, creating), reads=False)
    yield MAKE.one("SO-01", "every create fails", instead(500, NO, creating), reads=False)
    yield from MAKE.no_key("SO-02", "x-api-key", KEY, "POST")
    yield MAKE.one("SO-02", "a bearer token is taken", asking(bearer), reads=False)
    yield from taken()
    yield from refused()
    yield from effects()
    yield from answers()
    yield from errors()


def bearer(asked: Asked) -> Asked:
    return asked.but(x_api_key=KEY) if asked.headers.get("Authorization", "").startswith("Bearer") else asked


def taken() -> Iterator[Fault]:
    def one(fact: str, name: str, bad: Callable[[Any], bool], how: str) -> Fault:
        return MAKE.taken(fact, name, bad, how, RIGHT.get(name, GONE))

    for name in RIGHT:
        yield one("SO-03", name, missing, "missing")
        yield one("SO-03", name, null, "null")
        yield one("SO-03", name, other_than(type(RIGHT[name])), "of another type")
    for name in ("title", "description", "assigned_user_ids"):
        yield one("SO-03", name, empty, "empty")
    yield one("SO-03", "assigned_user_ids", no_texts, "of others than texts")
    yield one("SO-03", "deadline", unlike(moment), "of any form")
    yield one("SO-03", "deadline", lambda value: bool(re.fullmatch(r"\d{4}-\d\d-\d\d", str(value))), "a day")
    yield MAKE.taken("SO-03", "", null, "that is not there", RIGHT)
    yield MAKE.taken("SO-03", "", lambda body: isinstance(body, list), "that is a list", RIGHT)
    yield one("SO-04", "tags", other_than(list, type(None)), "no list")
    yield one("SO-04", "tags", no_texts, "of others than texts")
    for name in LINKS:
        yield one("SO-05", name, other_than(str, type(None)), "of another type")
    for fact, name in (("SO-06", "status"), ("SO-07", "priority")):
        yield one(fact, name, other_than(str), "of another type")
        yield one(fact, name, null, "null")


def no_texts(value: Any) -> bool:
    return isinstance(value, list) and any(not isinstance(one, str) for one in value)


def refused() -> Iterator[Fault]:
    yield MAKE.refused("SO-03", "title", lambda value: len(value) == 1, "of one letter")
    yield MAKE.refused("SO-03", "assigned_user_ids", lambda value: len(value) > 1, "of several")
    yield MAKE.refused("SO-03", "deadline", lambda value: "." in value, "with a fraction")
    yield MAKE.refused("SO-04", "tags", null, "null")
    yield MAKE.refused("SO-04", "tags", lambda value: value == [], "empty")
    yield MAKE.refused("SO-04", "tags", missing, "missing")
    for name in LINKS:
        yield MAKE.refused("SO-05", name, null, "null", 400)
        yield MAKE.refused("SO-05", name, missing, "missing")
    for fact, name, words in (("SO-06", "status", STATUSES), ("SO-07", "priority", PRIORITIES)):
        yield MAKE.refused(fact, name, unlike(lambda word, words=words: word in words), "of another kind")  # type: ignore[misc]  # its default has a type
        yield MAKE.refused(fact, name, missing, "missing")
        for word in words:
            yield MAKE.refused(fact, name, lambda value, word=word: value == word, word)  # type: ignore[misc]  # likewise
    yield MAKE.refused("SO-08", "type", unlike(lambda word: word in ("vob", "general")), "of another kind")
    for status in (400, 422):
        further = lambda asked, found: creating(asked, found) and not asked.body.keys() <= FIELDS
        yield MAKE.one("SO-09", f"a further field is a {status}", instead(status, NO, further), reads=False)


def effects() -> Iterator[Fault]:
    def one(fact: str, name: str, change: Callable[[Asked, Any], Any]) -> Fault:
        return MAKE.one(fact, name, changed(change, creating), reads=False)

    for fact, name, word in (("SO-06", "status", "open"), ("SO-07", "priority", "low")):
        default = lambda asked, data, name=name, word=word: data if name in asked.body else {**data, name: word}
        yield one(fact, f"{name} is {word} where none was sent", default)
    yield one("SO-09", "further fields are answered", lambda asked, data: {**asked.body, **data})
    for name, fits in (("id", a_uuid), ("version", whole), ("company_id", text), ("created_at", moment)):
        own = lambda asked, data, name=name, fits=fits: {
            **data,
            name: asked.body[name] if fits(asked.body.get(name)) else data[name],
        }
        yield one("SO-09", f"{name} is taken from the request", own)

    def other(name: str, how: str, change: Callable[[Any], Any]) -> Fault:
        def spoil(asked: Asked, data: Any) -> Any:
            return data if asked.body.get(name) is None else {**data, name: change(data[name])}

        return one("SO-12", f"{name} that was sent is {how}", spoil)

    for name in ("title", "description", "created_by_id", "status", "priority", *LINKS):
        yield other(name, "longer", lambda value: f"{value}x")
    for name in LINKS:
        yield other(name, "null", lambda value: None)
    yield other("tags", "longer", lambda value: [*value, "x"])
    yield other("tags", "empty", lambda value: [])
    yield other("deadline", "another", lambda value: "2031-01-01T00:00:00Z")
    yield one("SO-12", "tags are there where none were sent", more_tags)
    yield one("SO-12", "the offset of a deadline is lost", no_offset)


def whole(value: Any) -> bool:
    return type(value) is int


def more_tags(asked: Asked, data: Any) -> Any:
    return data if asked.body.get("tags") else {**data, "tags": ["x"]}


def no_offset(asked: Asked, data: Any) -> Any:
    deadline = asked.body["deadline"]
    return data if ":60" in deadline else {**data, "deadline": f"{deadline[:19]}Z"}


def answers() -> Iterator[Fault]:
    for name in ("title", "description", "priority", "created_by_id", "company_id", "status"):
        yield from MAKE.wrong("SO-10", name, (*NO_TEXT, GONE), creating)
    yield from MAKE.wrong("SO-10", "id", (*NO_UUID, GONE), creating)
    yield from MAKE.wrong("SO-10", "tags", (*NO_LIST, [5], GONE), creating)
    for name in ("deadline", "created_at", "updated_at"):
        yield from MAKE.wrong("SO-10", name, (*NO_TIME, GONE), creating)
    yield from MAKE.wrong("SO-10", "version", (*NO_INTEGER, GONE), creating)
    yield from MAKE.wrong("SO-10", "", ([], None), creating)
    yield from MAKE.wrong("SO-10 SO-12", "", ({},), creating)  # what was sent is not there either
    for name in LINKS:
        yield from MAKE.wrong("SO-11", name, (5, [], {}), creating)
    yield from MAKE.wrong("SO-11", "external_message_ids", NO_OBJECT, creating)


def errors() -> Iterator[Fault]:
    for status in (401, 422):
        at, where = of(status), f" of a {status}"
        yield from MAKE.wrong("SO-13", "", ([], "x", {}), at, where)
        yield from MAKE.wrong("SO-13", "detail", (*NO_OBJECT, GONE), at, where)
        yield from MAKE.wrong("SO-13", "detail/message", (*NO_TEXT, GONE), at, where)
        for name in ("type", "code", "param"):
            yield from MAKE.wrong("SO-13", f"detail/{name}", (5,), at, where)
        yield MAKE.one("SO-13", f"a {status} is HTML", html(status), reads=False)
    yield MAKE.one("SO-14", "a create is a 202", instead(202, same, creating), reads=False)
    yield MAKE.one("SO-14", "an invalid create is a 418", instead(418, NO, of(422)), reads=False)
