"""The four documented APIs at their stand-ins: what the vendors' pages say that a server does."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import ASGIApp

from caretasks.mock.app import build_app
from caretasks.mock.model import Exchange
from caretasks.openapi.document import Api
from caretasks.openapi.operation.requests import Request
from caretasks.openapi.schema.validation import fits
from caretasks.vendors.miramace import mock
from tests.mock.mock_servers import Ask, Connect

TASK = "/v1/task/123e4567-e89b-12d3-a456-426614174002"
RUN = "/api/v2/platform/spaces/{space}/runs/{run}/tasks/"
MIRAMACE = {
    "task_type": "VERIFY_INSURANCE",
    "task": "Ask whether the plan covers physical therapy",
    "phone_number": "+12025550143",
    "project_id": "123e4567-e89b-12d3-a456-426614174000",
    "patient_id": "123e4567-e89b-12d3-a456-42661417400f",
}
SOLUM = {
    "title": "Call back",
    "description": "The patient asks for a later date",
    "assigned_user_ids": ["u1"],
    "created_by_id": "u2",
    "deadline": "2026-12-01T09:00:00+02:00",
}


def example(api: Api, operation: str, status: str) -> Any:
    media = api.operation(operation).responses[status].media
    assert media is not None
    return next(iter(media.examples().values()))


# --- Mira Mace -------------------------------------------------------------------------------------------------------


def test_the_documented_mira_mace_task_is_as_documented(connect: Connect, apis: dict[str, Api]) -> None:
    response = connect("miramace", Authorization="Bearer k").get(f"{TASK}?include_transcript=true")
    assert response.json() == example(apis["miramace"], "get_task", "200")


def test_the_default_view_has_no_transcripts(connect: Connect) -> None:
    client = connect("miramace", Authorization="Bearer k")
    for query in ("", "?include_transcript=false"):
        calls = client.get(f"{TASK}{query}").json()["calls"]
        assert len(calls) == 1
        assert "transcripts" not in calls[0]


def test_what_one_read_leaves_out_the_next_one_still_has(connect: Connect, apis: dict[str, Api]) -> None:
    client = connect("miramace", Authorization="Bearer k")
    client.get(TASK)
    full = client.get(f"{TASK}?include_transcript=true&include_all_calls=true").json()
    assert full == example(apis["miramace"], "get_task", "200")


def test_a_uuid_in_the_path_has_no_case(connect: Connect) -> None:
    response = connect("miramace", Authorization="Bearer k").get(TASK.upper().replace("/V1/TASK", "/v1/task"))
    assert response.status_code == 200


def test_the_id_that_the_page_asks_for_is_unknown(connect: Connect) -> None:
    response = connect("miramace", Authorization="Bearer k").get("/v1/task/ffaa02bc-eed2-49ae-aa34-34b3c3ce551d")
    assert response.status_code == 404
    assert set(response.json()) == {"error"}


def test_a_created_mira_mace_task_can_be_read_back(connect: Connect, apis: dict[str, Api]) -> None:
    client = connect("miramace", Authorization="Bearer k")
    created = client.post("/v1/task", json=MIRAMACE)
    assert created.status_code == 201
    assert set(created.json()) == {"id"}
    task = client.get(f"/v1/task/{created.json()['id']}").json()
    sent = {name: MIRAMACE[name] for name in ("task_type", "task", "project_id", "patient_id")}
    assert {name: task.pop(name) for name in sent} == sent
    assert task.pop("created_at") == task.pop("updated_at")
    assert task == {"id": created.json()["id"], "status": "PENDING", "calls": [], "has_more_calls": False}


def test_each_task_has_an_id_of_its_own_and_stays_as_it_is(connect: Connect) -> None:
    client = connect("miramace", Authorization="Bearer k")
    ids = [client.post("/v1/task", json={**MIRAMACE, "task": str(number)}).json()["id"] for number in range(3)]
    assert len({UUID(each) for each in ids}) == 3
    assert [client.get(f"/v1/task/{each}").json()["task"] for each in ids] == ["0", "1", "2"]


def test_each_application_has_a_state_of_its_own(connect: Connect) -> None:
    first, second = (connect("miramace", Authorization="Bearer k") for _ in range(2))
    created = first.post("/v1/task", json=MIRAMACE).json()["id"]
    assert first.get(f"/v1/task/{created}").status_code == 200
    assert second.get(f"/v1/task/{created}").status_code == 404


def call(number: int, created_at: str, *transcripts: str) -> dict[str, Any]:
    said = {"transcripts": [{"role": "user", "content": each} for each in transcripts]} if transcripts else {}
    return {"id": str(number), "created_at": created_at, **said}


@pytest.mark.parametrize(
    ("every", "shown", "more"),
    [(False, ["2"], True), (True, ["1", "2", "3"], False)],
)
def test_the_most_recent_call_is_shown_unless_all_are_asked_for(
    apis: dict[str, Api], every: bool, shown: list[str], more: bool
) -> None:
    calls = [
        call(1, "2026-01-01T10:00:00.5Z", "one"),
        call(2, "2026-01-01T11:00:00.25+01:00", "two"),
        call(3, "2026-01-01T10:00:00Z"),
    ]
    calls[1]["created_at"] = "2026-01-01T11:00:01+01:00"  # later than the first by instant, not by text
    query = {"include_all_calls": every, "include_transcript": True}
    exchange = Exchange(Request(apis["miramace"].operation("get_task"), query=query), {"calls": calls})
    mock.get_task(exchange)
    assert [each["id"] for each in exchange.body["calls"]] == shown
    assert exchange.body["has_more_calls"] is more
    assert all("transcripts" in each for each in exchange.body["calls"])


@pytest.mark.parametrize("count", [0, 1])
def test_there_are_no_more_calls_than_the_only_one(apis: dict[str, Api], count: int) -> None:
    query = {"include_all_calls": False, "include_transcript": False}
    body = {"calls": [call(each, "2026-01-01T10:00:00Z") for each in range(count)]}
    exchange = Exchange(Request(apis["miramace"].operation("get_task"), query=query), body)
    mock.get_task(exchange)
    assert len(exchange.body["calls"]) == count
    assert exchange.body["has_more_calls"] is False


# --- Solum -----------------------------------------------------------------------------------------------------------


def test_a_solum_task_has_the_documented_defaults(connect: Connect) -> None:
    response = connect("solum", X_API_Key="k").post("/v1/tasks", json=SOLUM)
    assert response.status_code == 201
    task = response.json()
    assert UUID(task.pop("id"))
    assert datetime.fromisoformat(task.pop("created_at")) == datetime.fromisoformat(task.pop("updated_at"))
    assert isinstance(task.pop("company_id"), str)
    sent = {name: value for name, value in SOLUM.items() if name != "assigned_user_ids"}
    assert task == {**sent, "status": "pending", "priority": "medium", "tags": [], "version": 1}


def test_a_solum_task_carries_what_was_sent(connect: Connect) -> None:
    links = {name: name for name in ("call_id", "fax_id", "assistant_id", "session_id", "patient_id", "type")}
    more = {"tags": ["a", "b"], "status": "waiting", "priority": "urgent", **links}
    task = connect("solum", X_API_Key="k").post("/v1/tasks", json={**SOLUM, **more}).json()
    assert {name: task[name] for name in more} == more


def test_a_solum_link_that_was_null_is_null_and_null_tags_are_none(connect: Connect) -> None:
    task = connect("solum", X_API_Key="k").post("/v1/tasks", json={**SOLUM, "tags": None, "call_id": None}).json()
    assert task["tags"] == []
    assert task.get("call_id") is None


def test_further_solum_fields_have_no_effect(connect: Connect) -> None:
    more = {"id": "mine", "version": 9, "company_id": "other", "color": "red", "created_at": "never"}
    task = connect("solum", X_API_Key="k").post("/v1/tasks", json={**SOLUM, **more}).json()
    assert not any(task.get(name) == value for name, value in more.items())


@pytest.fixture(scope="module")
def app(apis: dict[str, Api]) -> ASGIApp:
    return build_app([apis["solum"]])


characters = st.characters(codec="utf-8", exclude_characters="\0")  # which is refused
texts = st.text(characters, min_size=1)


@given(
    st.fixed_dictionaries(
        {
            "title": texts,
            "description": texts,
            "assigned_user_ids": st.lists(texts, min_size=1),
            "created_by_id": st.text(characters),
            "deadline": st.datetimes(min_value=datetime(1900, 1, 1)).map(lambda moment: moment.isoformat() + "Z"),
        },
        optional={
            "tags": st.none() | st.lists(st.text(characters)),
            "status": st.text(characters),
            "priority": st.text(characters),
            **{
                name: st.none() | st.text(characters)
                for name in ("call_id", "fax_id", "session_id", "patient_id", "type")
            },
        },
    )
)
def test_whatever_solum_task_is_sent_comes_back(
    app: ASGIApp, ask: Ask, apis: dict[str, Api], sent: dict[str, Any]
) -> None:
    headers = [(b"x-api-key", b"k"), (b"content-type", b"application/json")]
    answered = ask(app, "POST", b"/solum/v1/tasks", headers=headers, chunks=[json.dumps(sent).encode()])
    assert answered.status == 201
    task = json.loads(answered.body)
    media = apis["solum"].operation("create_task").responses["201"].media
    assert media is not None
    assert media.schema is not None
    assert fits(media.schema, task)
    expected = {"status": "pending", "priority": "medium", "tags": [], **sent}
    del expected["assigned_user_ids"]
    expected["tags"] = expected["tags"] or []
    assert {name: task.get(name) for name in expected} == expected


# --- Unpod and Max AI ------------------------------------------------------------------------------------------------

SPACE, RUN_ID = "8KZRTQP7BNW5XEDLORYUHMJC", "R40fe5eface1511f082ac156368e7acc4"


def test_the_documented_unpod_run_is_as_documented(connect: Connect, apis: dict[str, Api]) -> None:
    client = connect("unpod", Authorization="Token k", Org_Handle="any")
    response = client.get(RUN.format(space=SPACE, run=RUN_ID))
    assert response.json() == example(apis["unpod"], "get_run_tasks", "200")


@pytest.mark.parametrize(("space", "run"), [(SPACE, "R1"), ("S1", RUN_ID), (SPACE.lower(), RUN_ID), (RUN_ID, SPACE)])
def test_another_space_or_run_is_unknown(connect: Connect, space: str, run: str) -> None:
    response = connect("unpod", Authorization="Token k", Org_Handle="any").get(RUN.format(space=space, run=run))
    assert response.status_code == 404
    assert response.json() == {"status_code": 404, "message": "Space or Run not found"}


def test_the_documented_max_ai_task_is_as_documented(connect: Connect, apis: dict[str, Api]) -> None:
    client = connect("maxcare", Authorization="Bearer k", X_Organization_Id="any")
    response = client.get("/tasks/a1b2c3d4-5678-4abc-9def-0123456789ab")
    assert response.json() == example(apis["maxcare"], "get_task", "200")


def test_max_ai_errors_have_the_documented_code_and_an_id_of_their_own(connect: Connect) -> None:
    client = connect("maxcare", X_Organization_Id="any")
    bodies = [client.get("/tasks/a", headers={"Authorization": key}).json() for key in ("", "", "Bearer k")]
    assert [body["code"] for body in bodies] == ["unauthorized", "unauthorized", "not_found"]
    assert len({body["trace_id"] for body in bodies}) == 3


def test_solum_refuses_a_missing_key_in_its_documented_form(connect: Connect) -> None:
    response = connect("solum").post("/v1/tasks", json=SOLUM)
    assert response.status_code == 401
    assert response.json()["detail"]["message"]
