"""The mock servers of the bundled APIs: they behave as the vendor documentation states."""

from __future__ import annotations

import json
from contextlib import suppress
from copy import deepcopy
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import ASGIApp

from caretasks.mock.app import build_app
from caretasks.mock.model import HttpError, MockExchange
from caretasks.mock.operations.extensions import VendorExtensions
from caretasks.openapi.document import Api
from caretasks.openapi.schema.validation import is_valid
from caretasks.vendors.miramace import mock
from tests.bundled_apis import documented_example
from tests.mock.mock_servers import Connect, SendRaw

TASK = "/v1/task/123e4567-e89b-12d3-a456-426614174002"
RUN = "/api/v2/platform/spaces/{space}/runs/{run}/tasks/"
MIRAMACE = {
    "task_type": "VERIFY_INSURANCE",
    "task": "Check whether the plan covers physical therapy",
    "phone_number": "+12025550143",
    "project_id": "123e4567-e89b-12d3-a456-426614174000",
    "patient_id": "123e4567-e89b-12d3-a456-42661417400f",
}
SOLUM = {
    "title": "Call back",
    "description": "The patient prefers a later date",
    "assigned_user_ids": ["u1"],
    "created_by_id": "u2",
    "deadline": "2026-12-01T09:00:00+02:00",
}


# --- Mira Mace -------------------------------------------------------------------------------------------------------


def test_mira_mace_documented_task_equals_its_example(connect: Connect, apis: dict[str, Api]) -> None:
    response = connect("miramace", Authorization="Bearer k").get(f"{TASK}?include_transcript=true")
    assert response.json() == documented_example(apis["miramace"], "get_task", "200")


def test_mira_mace_read_has_no_transcripts_by_default(connect: Connect) -> None:
    client = connect("miramace", Authorization="Bearer k")
    for query in ("", "?include_transcript=false"):
        calls = client.get(f"{TASK}{query}").json()["calls"]
        assert len(calls) == 1
        assert "transcripts" not in calls[0]


def test_mira_mace_read_options_do_not_change_the_stored_task(connect: Connect, apis: dict[str, Api]) -> None:
    client = connect("miramace", Authorization="Bearer k")
    client.get(TASK)
    full = client.get(f"{TASK}?include_transcript=true&include_all_calls=true").json()
    assert full == documented_example(apis["miramace"], "get_task", "200")


def test_mira_mace_uuid_in_the_path_is_case_insensitive(connect: Connect) -> None:
    response = connect("miramace", Authorization="Bearer k").get(TASK.upper().replace("/V1/TASK", "/v1/task"))
    assert response.status_code == 200


def test_mira_mace_id_of_the_request_example_is_unknown(connect: Connect) -> None:
    response = connect("miramace", Authorization="Bearer k").get("/v1/task/ffaa02bc-eed2-49ae-aa34-34b3c3ce551d")
    assert response.status_code == 404
    assert set(response.json()) == {"detail"}


def test_mira_mace_created_task_can_be_read(connect: Connect, apis: dict[str, Api]) -> None:
    client = connect("miramace", Authorization="Bearer k")
    created = client.post("/v1/task", json=MIRAMACE)
    assert created.status_code == 201
    assert set(created.json()) == {"id"}
    task = client.get(f"/v1/task/{created.json()['id']}").json()
    sent = {name: MIRAMACE[name] for name in ("task_type", "task", "project_id", "patient_id")}
    assert {name: task.pop(name) for name in sent} == sent
    assert task.pop("created_at") == task.pop("updated_at")
    assert task == {"id": created.json()["id"], "status": "PENDING", "calls": [], "has_more_calls": False}


def test_mira_mace_rejects_data_that_does_not_fit_the_type_with_its_pointer(connect: Connect) -> None:
    body = {**MIRAMACE, "task_type": "VERIFY_INSURANCE", "task_data": {"service": {"cpt_codes": [73721]}}}
    response = connect("miramace", Authorization="Bearer k").post("/v1/task", json=body)
    assert response.status_code == 400
    assert "/task_data/service/cpt_codes/0" in response.json()["detail"]


def test_mira_mace_created_patient_can_be_read(connect: Connect, apis: dict[str, Api]) -> None:
    client = connect("miramace", Authorization="Bearer k")
    (media,) = [operation.body for operation in apis["miramace"].operations if operation.id == "create_patient"]
    assert media is not None
    sent = media.examples()["jane_doe"]
    created = client.post("/v1/patient", json=sent)
    assert created.status_code == 201
    patient = client.get(f"/v1/patient/{created.json()['id']}").json()
    assert patient.pop("created_at") == patient.pop("updated_at")
    assert patient == {**sent, "id": created.json()["id"]}


def test_mira_mace_created_tasks_have_unique_ids(connect: Connect) -> None:
    client = connect("miramace", Authorization="Bearer k")
    ids = [client.post("/v1/task", json={**MIRAMACE, "task": str(number)}).json()["id"] for number in range(3)]
    assert len({UUID(each) for each in ids}) == 3
    assert [client.get(f"/v1/task/{each}").json()["task"] for each in ids] == ["0", "1", "2"]


def test_each_application_has_separate_state(connect: Connect) -> None:
    first, second = (connect("miramace", Authorization="Bearer k") for _ in range(2))
    created = first.post("/v1/task", json=MIRAMACE).json()["id"]
    assert first.get(f"/v1/task/{created}").status_code == 200
    assert second.get(f"/v1/task/{created}").status_code == 404


def make_call(number: int, created_at: str, *transcripts: str) -> dict[str, Any]:
    fields = {"transcripts": [{"role": "user", "content": each} for each in transcripts]} if transcripts else {}
    return {"id": str(number), "created_at": created_at, **fields}


@pytest.mark.parametrize(
    ("include_all", "ids", "has_more"),
    [(False, ["2"], True), (True, ["1", "2", "3"], False)],
)
def test_mira_mace_returns_the_most_recent_call_or_all(
    apis: dict[str, Api], include_all: bool, ids: list[str], has_more: bool
) -> None:
    calls = [
        make_call(1, "2026-01-01T10:00:00.5Z", "one"),
        make_call(2, "2026-01-01T11:00:00.25+01:00", "two"),
        make_call(3, "2026-01-01T10:00:00Z"),
    ]
    calls[1]["created_at"] = "2026-01-01T11:00:01+01:00"  # later than the first as a time, but not as a string
    query = {"include_all_calls": include_all, "include_transcript": True}
    exchange = MockExchange(apis["miramace"].get_operation("get_task"), query=query, body={"calls": calls})
    mock.get_task(exchange)
    assert [each["id"] for each in exchange.body["calls"]] == ids
    assert exchange.body["has_more_calls"] is has_more
    assert all("transcripts" in each for each in exchange.body["calls"])


@pytest.mark.parametrize("count", [0, 1])
def test_mira_mace_single_call_has_no_more_calls(apis: dict[str, Api], count: int) -> None:
    query = {"include_all_calls": False, "include_transcript": False}
    body = {"calls": [make_call(each, "2026-01-01T10:00:00Z") for each in range(count)]}
    exchange = MockExchange(apis["miramace"].get_operation("get_task"), query=query, body=body)
    mock.get_task(exchange)
    assert len(exchange.body["calls"]) == count
    assert exchange.body["has_more_calls"] is False


# --- Solum -----------------------------------------------------------------------------------------------------------


def test_solum_created_task_has_the_documented_defaults(connect: Connect) -> None:
    response = connect("solum", X_API_Key="k").post("/v1/tasks", json=SOLUM)
    assert response.status_code == 201
    task = response.json()
    assert UUID(task.pop("id"))
    assert datetime.fromisoformat(task.pop("created_at")) == datetime.fromisoformat(task.pop("updated_at"))
    assert isinstance(task.pop("company_id"), str)
    sent = {name: value for name, value in SOLUM.items() if name != "assigned_user_ids"}
    assert task == {**sent, "status": "pending", "priority": "medium", "tags": [], "version": 1}


def test_solum_created_task_has_the_sent_fields(connect: Connect) -> None:
    links = {name: name for name in ("call_id", "fax_id", "assistant_id", "session_id", "patient_id", "type")}
    more = {"tags": ["a", "b"], "status": "waiting", "priority": "urgent", **links}
    task = connect("solum", X_API_Key="k").post("/v1/tasks", json={**SOLUM, **more}).json()
    assert {name: task[name] for name in more} == more


def test_solum_null_link_stays_null_and_null_tags_become_empty(connect: Connect) -> None:
    task = connect("solum", X_API_Key="k").post("/v1/tasks", json={**SOLUM, "tags": None, "call_id": None}).json()
    assert task["tags"] == []
    assert task.get("call_id") is None


def test_solum_undocumented_fields_have_no_effect(connect: Connect) -> None:
    more = {"id": "mine", "version": 9, "company_id": "other", "color": "red", "created_at": "never"}
    task = connect("solum", X_API_Key="k").post("/v1/tasks", json={**SOLUM, **more}).json()
    assert not any(task.get(name) == value for name, value in more.items())


def test_solum_lists_the_tasks_of_the_assigned_user_and_hides_the_user(connect: Connect) -> None:
    client = connect("solum", X_API_Key="k")
    created = client.post("/v1/tasks", json=SOLUM).json()
    listed = client.get("/v1/tasks?assigned_user_id=u1").json()
    assert listed == {"data": [created], "pagination": {"has_more": False, "total": 1, "page": 1, "limit": 50}}
    assert client.get("/v1/tasks?assigned_user_id=u2").json()["data"] == []
    assert client.get("/v1/tasks").json()["data"][-1] == created


def test_solum_created_tasks_are_listed_by_page_and_filter(connect: Connect) -> None:
    client = connect("solum", X_API_Key="k")
    before = client.get("/v1/tasks").json()["pagination"]["total"]
    more = {"patient_id": "p-new", "type": "other"}
    created = [
        client.post("/v1/tasks", json={**SOLUM, **more, "title": title, "priority": priority}).json()
        for title, priority in (("One", "low"), ("Two", "urgent"), ("Three", "low"))
    ]
    listed = client.get("/v1/tasks?limit=100").json()
    assert listed["pagination"] == {"has_more": False, "total": before + 3, "page": 1, "limit": 100}
    assert all(task in listed["data"] for task in created)
    second = client.get("/v1/tasks?patient_id=p-new&limit=2&page=2").json()
    assert second["pagination"] == {"has_more": False, "total": 3, "page": 2, "limit": 2}
    assert len(second["data"]) == 1
    urgent = client.get("/v1/tasks?patient_id=p-new&priority=urgent&type=other&status=pending").json()
    assert urgent["data"] == [created[1]]


@pytest.mark.parametrize("query", ["patient_id=null&page=null&limit=null", "status=null&priority=null&type=null"])
def test_solum_null_query_values_are_as_if_not_sent(connect: Connect, query: str) -> None:
    client = connect("solum", X_API_Key="k")
    assert client.get(f"/v1/tasks?{query}").json() == client.get("/v1/tasks").json()


@pytest.mark.parametrize("query", ["status=waiting", "priority=none", "limit=101", "limit=0", "page=0"])
def test_solum_list_rejects_values_outside_the_documented_ones(connect: Connect, query: str) -> None:
    assert connect("solum", X_API_Key="k").get(f"/v1/tasks?{query}").status_code == 400


def test_solum_subscription_has_the_sent_values_and_a_secret(connect: Connect) -> None:
    sent = {"url": "https://example.com/hook", "event_types": ["patient_updated"], "description": "Test"}
    response = connect("solum", X_API_Key="k").post("/v1/webhooks", json=sent)
    assert response.status_code == 201
    subscription = response.json()
    assert {name: subscription[name] for name in sent} == sent
    assert subscription["is_active"] is True
    assert subscription["secret_key"].startswith("whsec_")


def test_solum_subscription_to_task_events_is_rejected(connect: Connect) -> None:
    sent = {"url": "https://example.com/hook", "event_types": ["task_created"]}
    assert connect("solum", X_API_Key="k").post("/v1/webhooks", json=sent).status_code == 422


@pytest.fixture(scope="module")
def app(apis: dict[str, Api]) -> ASGIApp:
    return build_app([apis["solum"]])


characters = st.characters(codec="utf-8", exclude_characters="\0")  # NUL is rejected
strings = st.text(characters, min_size=1)


@pytest.mark.slow
@given(
    st.fixed_dictionaries(
        {
            "title": strings,
            "description": strings,
            "assigned_user_ids": st.lists(strings, min_size=1),
            "created_by_id": st.text(characters),
            "deadline": st.datetimes(min_value=datetime(1900, 1, 1)).map(lambda time: time.isoformat() + "Z"),
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
def test_solum_any_valid_task_is_returned_as_sent(
    app: ASGIApp, send_raw: SendRaw, apis: dict[str, Api], sent: dict[str, Any]
) -> None:
    headers = [(b"x-api-key", b"k"), (b"content-type", b"application/json")]
    received = send_raw(app, "POST", b"/solum/v1/tasks", headers=headers, chunks=[json.dumps(sent).encode()])
    assert received.status == 201
    task = json.loads(received.body)
    media = apis["solum"].get_operation("create_task").responses["201"].media
    assert media is not None
    assert media.schema is not None
    assert is_valid(media.schema, task)
    expected = {"status": "pending", "priority": "medium", "tags": [], **sent}
    del expected["assigned_user_ids"]
    expected["tags"] = expected["tags"] or []
    assert {name: task.get(name) for name in expected} == expected


@pytest.mark.parametrize("body", [None, "x", [1], {}, {"id": 5}, {"data": 5}, {"data": {"id": 1}}, {"data": [1]}])
@pytest.mark.parametrize("request_body", [None, [1], {}, {"assigned_user_ids": 5, "assigneeIds": 5, "documents": [1]}])
def test_extensions_accept_any_body(apis: dict[str, Api], body: Any, request_body: Any) -> None:
    """A user's spec may have the name of a vendor, and operations with the same names."""
    for api in apis.values():
        functions = VendorExtensions(api).functions
        for operation in (each for each in api.operations if each.id in functions):
            exchange = MockExchange(operation, request_body=request_body, body=deepcopy(body))
            with suppress(HttpError):  # an unknown space
                functions[operation.id](exchange)


# --- Unpod and Max AI ------------------------------------------------------------------------------------------------

SPACE, RUN_ID = "8KZRTQP7BNW5XEDLORYUHMJC", "R40fe5eface1511f082ac156368e7acc4"


def test_unpod_documented_run_equals_its_example(connect: Connect, apis: dict[str, Api]) -> None:
    client = connect("unpod", Authorization="Token k", Org_Handle="any")
    response = client.get(RUN.format(space=SPACE, run=RUN_ID))
    assert response.json() == documented_example(apis["unpod"], "get_run_tasks", "200")


@pytest.mark.parametrize(("space", "run"), [(SPACE, "R1"), ("S1", RUN_ID), (SPACE.lower(), RUN_ID), (RUN_ID, SPACE)])
def test_unpod_other_space_or_run_returns_404(connect: Connect, space: str, run: str) -> None:
    response = connect("unpod", Authorization="Token k", Org_Handle="any").get(RUN.format(space=space, run=run))
    assert response.status_code == 404
    assert response.json() == {"status_code": 404, "message": "Space or Run not found"}


def test_max_ai_documented_task_equals_its_example(connect: Connect, apis: dict[str, Api]) -> None:
    client = connect("maxcare", Authorization="Bearer k", X_Organization_Id="any")
    response = client.get("/v2/tasks/a1b2c3d4-5678-4abc-9def-0123456789ab")
    assert response.json() == documented_example(apis["maxcare"], "get_task", "200")


def test_max_ai_errors_have_the_documented_code_and_a_unique_trace_id(connect: Connect) -> None:
    client = connect("maxcare", X_Organization_Id="any")
    bodies = [client.get("/v2/tasks/a", headers={"Authorization": key}).json() for key in ("", "", "Bearer k")]
    assert [body["code"] for body in bodies] == ["unauthorized", "unauthorized", "not_found"]
    assert len({body["trace_id"] for body in bodies}) == 3


def test_max_ai_created_task_is_listed_by_its_filters_but_not_read_in_v2(connect: Connect) -> None:
    client = connect("maxcare", Authorization="Bearer k", X_Organization_Id="any")
    sent = {"noteId": "nte_1", "providerId": "prv_1", "notes": "Review", "assigneeIds": ["prv_2", "prv_3"]}
    created = client.post("/v4/tasks", json=sent)
    assert created.status_code == 201
    task = created.json()["data"]
    assert (task["noteId"], task["notes"], task["status"]) == ("nte_1", "Review", "not_started")
    for query in ("noteId=nte_1", "providerId=prv_3&status=new,not_started", "noteId=nte_1&status=not_started"):
        assert client.get(f"/v4/tasks?{query}").json()["data"]["tasks"] == [task]
    for query in ("noteId=nte_2", "providerId=prv_1", "noteId=nte_1&status=completed"):
        assert client.get(f"/v4/tasks?{query}").json()["data"]["tasks"] == []
    assert client.get(f"/v2/tasks/{task['id']}").status_code == 404


@pytest.mark.parametrize(
    ("query", "page", "page_size", "count"),
    [
        ("", 1, 100, 3),
        ("?page=2&pageSize=2", 2, 2, 1),
        ("?page=9&pageSize=2", 9, 2, 0),
        ("?page=0&pageSize=500", 1, 100, 3),
    ],
)
def test_max_ai_list_is_paged(connect: Connect, query: str, page: int, page_size: int, count: int) -> None:
    client = connect("maxcare", Authorization="Bearer k", X_Organization_Id="any")
    for notes in ("One", "Two"):
        client.post("/v4/tasks", json={"noteId": "nte_1", "providerId": "prv_1", "notes": notes})
    data = client.get(f"/v4/tasks{query}").json()["data"]
    pages = -(-3 // page_size)
    expected = {"page": page, "pageSize": page_size, "totalCount": 3, "totalPages": pages}
    assert (len(data["tasks"]), data["pagination"]) == (count, expected)


def test_max_ai_app_context_equals_its_example(connect: Connect, apis: dict[str, Api]) -> None:
    client = connect("maxcare", Authorization="Bearer k", X_Organization_Id="any")
    expected = documented_example(apis["maxcare"], "get_app_context", "200")
    assert client.get("/v2/marketplace/me").json() == expected
    assert client.get("/v2/marketplace/me", headers={"Authorization": ""}).status_code == 401


def test_solum_missing_key_returns_its_documented_401(connect: Connect) -> None:
    response = connect("solum").post("/v1/tasks", json=SOLUM)
    assert response.status_code == 401
    assert response.json()["detail"]["message"]
