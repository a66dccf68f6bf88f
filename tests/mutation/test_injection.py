"""Each wrapper does exactly what its fault says, and nothing to anything else."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest

from caretasks.conformance.target.model import Target, stand_in
from caretasks.mutation.injection import Alteration, altered
from caretasks.mutation.mutant import Injection, Preparation
from caretasks.mutation.mutators.conforming_variants import Varying, variations
from caretasks.mutation.mutators.derive import derive
from caretasks.openapi.catalog import Catalogue

SOLUM = stand_in(Catalogue().load("solum"), seed="1")
MAXCARE = stand_in(Catalogue().load("maxcare"), seed="1")
LIBRARY = stand_in(Catalogue(Path(__file__).parent / "specs").load("library"), seed="1")
TASK = {
    "title": "Call back",
    "description": "About the bill",
    "assigned_user_ids": ["u1"],
    "created_by_id": "u2",
    "deadline": "2026-11-07T05:31:56Z",
}
DOCUMENTED = "/tasks/a1b2c3d4-5678-4abc-9def-0123456789ab"


def injection(target: Target, fault: str, preparation: Preparation | None = None) -> Injection:
    found = {each.id: each for each in derive(target)}[fault]
    return found.alter(preparation or Preparation())


def ask(
    target: Target,
    alteration: Alteration,
    method: str,
    path: str,
    json: Any = None,
    *,
    headers: dict[str, str] | None = None,
    content: bytes | None = None,
) -> httpx.Response:
    """What a stand-in with an alteration answers."""
    app = altered(target.app, target.api, alteration)

    async def send() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://testserver") as client:
            sent = {**target.key_headers, **({} if headers is None else headers)}
            kept = {name: value for name, value in sent.items() if value}
            if content is not None:
                kept["content-type"] = "application/json"
                return await client.request(method, target.path + path, content=content, headers=kept)
            return await client.request(method, target.path + path, json=json, headers=kept)

    return asyncio.run(send())


def create(fault: str, json: Any = None, **more: Any) -> tuple[httpx.Response, Injection]:
    injected = injection(SOLUM, fault)
    return ask(SOLUM, injected, "POST", "/v1/tasks", json, **more), injected


def read(
    fault: str, path: str = DOCUMENTED, preparation: Preparation | None = None
) -> tuple[httpx.Response, Injection]:
    injected = injection(MAXCARE, fault, preparation)
    return ask(MAXCARE, injected, "GET", path, headers={"X-Organization-Id": "o"}), injected


PLAIN = ask(MAXCARE, Alteration(), "GET", DOCUMENTED, headers={"X-Organization-Id": "o"})


def test_nothing_is_changed_without_a_fault() -> None:
    assert PLAIN.status_code == 200
    response = MAXCARE.api.operation("get_task").response(200)
    assert response is not None
    assert response.media is not None
    assert PLAIN.json() == next(iter(response.media.examples().values()))


@pytest.mark.parametrize(
    ("fault", "new"),
    [
        ("type null", None),
        ("type boolean", True),
        ("type number", 5),
        ("type array", ["text"]),
        ("type object", {"text": "text"}),
    ],
)
def test_a_value_of_another_type_stands_at_its_place_alone(fault: str, new: object) -> None:
    answer, injected = read(f"get_task 200 /data/notes: {fault}")
    expected = PLAIN.json()
    expected["data"]["notes"] = new
    assert answer.json() == expected
    assert injected.applied == 1


def test_a_required_property_is_missing_at_its_place_alone() -> None:
    answer, _ = read("get_task 200 /data/assignedProviders/*/roles: required roles")
    expected = PLAIN.json()
    del expected["data"]["assignedProviders"][-1]["roles"]
    assert answer.json() == expected


def test_a_value_outside_the_enum_is_near_one_within() -> None:
    answer, _ = read("get_task 200 /data/status: enum")
    assert answer.json()["data"] == {**PLAIN.json()["data"], "status": "new_2"}


def test_an_answer_with_another_status_stays_as_it_is() -> None:
    answer, injected = read("get_task 200 /data/notes: type null", "/tasks/unknown")
    assert answer.status_code == 404
    assert injected.applied == 0


@pytest.mark.parametrize(
    ("fault", "status", "kind", "content"),
    [
        ("a page of HTML", 200, "text/html; charset=utf-8", b"<!doctype html>"),
        ("no media type", 200, None, b'{"code"'),
        ("an empty body", 200, "application/json", b""),
        ("a body that breaks off", 200, "application/json", b'{"code"'),
        ("status 203", 203, "application/json", b'{"code"'),
    ],
)
def test_an_answer_is_faulty_as_a_whole(fault: str, status: int, kind: str | None, content: bytes) -> None:
    answer, _ = read(f"get_task 200: {fault}")
    assert answer.status_code == status
    assert answer.headers.get("content-type") == kind
    assert answer.content.startswith(content)
    if fault == "a body that breaks off":
        with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
            answer.json()


def test_a_status_that_does_not_come_up_is_brought_about_as_documented() -> None:
    answer, _ = read("get_task 403 /message: type null", preparation=Preparation(status=403))
    assert answer.status_code == 403
    assert {**answer.json(), "trace_id": ""} == {"code": "forbidden", "message": None, "trace_id": ""}


def test_a_place_that_does_not_come_up_is_filled_in() -> None:
    injected = injection(SOLUM, "create_task 422 /detail/param: type number", Preparation(grown=("detail", "param")))
    answer = ask(SOLUM, injected, "POST", "/v1/tasks", {})
    assert answer.status_code == 422
    assert answer.json()["detail"]["param"] == 5


def test_a_header_that_does_not_come_up_is_added_and_malformed() -> None:
    name = "x-ratelimit-limit"
    answer, injected = read("get_task 200 header X-RateLimit-Limit: type", preparation=Preparation(header=name))
    assert answer.headers[name] == "many"
    assert injected.applied == 1


def test_what_a_constraint_forbids_is_accepted() -> None:
    for fault, wrong in (
        ("/title: minLength", {"title": ""}),
        ("/title: type number", {"title": 5}),
        ("/deadline: format", {"deadline": "tomorrow"}),
        ("/assigned_user_ids: minItems", {"assigned_user_ids": []}),
        ("/tags/*: type null", {"tags": ["a", None]}),
    ):
        answer, injected = create(f"create_task accepts {fault}", {**TASK, **wrong})
        assert answer.status_code == 201, fault
        assert injected.applied == 1


def test_a_missing_property_is_accepted() -> None:
    task = {name: value for name, value in TASK.items() if name != "title"}
    answer, _ = create("create_task accepts /title: required title", task)
    assert answer.status_code == 201


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": 5},  # of another type than is accepted
        {"title": "", "description": ""},  # wrong in a second way
        {"description": ""},  # at another place
    ],
)
def test_nothing_else_is_accepted(wrong: dict[str, object]) -> None:
    answer, injected = create("create_task accepts /title: minLength", {**TASK, **wrong})
    assert answer.status_code == 422
    assert injected.applied == 0


def test_no_body_and_half_a_body_are_accepted() -> None:
    answer, _ = create("create_task accepts no body", content=b"")
    assert answer.status_code == 201
    answer, _ = create("create_task accepts a body that breaks off", content=b'{"title"')
    assert answer.status_code == 201


@pytest.mark.parametrize(
    ("what", "key"), [("no key", ""), ("an invented key", "mine"), ("a key in another form", "Bearer mine")]
)
def test_whoever_has_no_key_is_let_in_in_one_way_alone(what: str, key: str) -> None:
    for fault in ("no key", "an invented key", "a key in another form"):
        answer, _ = create(f"create_task accepts {fault}", TASK, headers={"X-API-Key": key})
        assert answer.status_code == (201 if fault == what else 401), fault


def test_a_header_that_is_missing_is_done_without() -> None:
    injected = injection(MAXCARE, "get_task accepts header X-Organization-Id: required")
    assert ask(MAXCARE, injected, "GET", DOCUMENTED).status_code == 200


def test_a_parameter_that_does_not_fit_is_accepted() -> None:
    injected = injection(LIBRARY, "list_books accepts query limit: maximum")
    assert ask(LIBRARY, injected, "GET", "/books?limit=51").status_code == 200
    assert ask(LIBRARY, injected, "GET", "/books?limit=0").status_code == 400
    assert injected.applied == 1


@pytest.mark.parametrize(
    ("fault", "with_it"),
    [
        ("/tags: null", {"tags": None}),
        ("no /tags", {}),
        ("/: a further field", {"further": 1}),
        ("/title: text beyond ASCII", {"title": "é"}),
        ("/title: 1 characters", {"title": "x"}),
        ("/title: 10000 characters", {"title": "x" * 10_000}),
        ("/tags: 100 items", {"tags": ["x"] * 100}),
    ],
)
def test_what_is_allowed_is_refused(fault: str, with_it: dict[str, object]) -> None:
    answer, injected = create(f"create_task refuses {fault}", {**TASK, **with_it})
    assert answer.status_code == 422
    assert injected.applied == 1
    others = {**TASK, "tags": ["a"]}
    assert create(f"create_task refuses {fault}", others)[0].status_code == 201


@pytest.mark.parametrize("target", [SOLUM, MAXCARE], ids=lambda target: target.api.name)
def test_every_variation_leaves_a_body_that_can_be_read(target: Target) -> None:
    method, path, sent = ("POST", "/v1/tasks", TASK) if target is SOLUM else ("GET", DOCUMENTED, None)
    for variation in variations(target.api, 1):
        answer = ask(target, Varying(variation), method, path, sent, headers={"X-Organization-Id": "o"})
        assert answer.status_code in (200, 201), variation.name
        assert answer.json(), variation.name
