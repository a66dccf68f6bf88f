"""Encoding of arguments: bodies, paths and queries."""

from __future__ import annotations

import datetime
import json
import traceback
import types
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

import httpx
import pytest

from tests.client.calls import (
    CLINIC_TASK,
    CREATE_TASK,
    FRONT_DESK,
    GET_TASK,
    READS,
    RUN_TASKS,
    TASK_ID,
    Call,
    all_calls,
    script_response,
)
from tests.client.driving import Connect, package
from tests.client.hostile_server import HostileServer, respond

EARLY = datetime.timezone(datetime.timedelta(hours=-5))
DEADLINE = datetime.datetime(2026, 12, 1, 9, 30, tzinfo=EARLY)


# Bodies.


def test_mapping_is_sent_unchanged(connect: Connect, server: HostileServer) -> None:
    body = CREATE_TASK.arguments[0] | {
        "task_data": {"reschedule_reason": None, "unknown": [1, {"a": 1.5}]},
        "more": "x",
    }
    script_response(server, CREATE_TASK)
    connect().create_task(body)
    assert server.requests[0].json == body


def test_mapping_can_contain_uuids_dates_and_enums(connect: Connect, server: HostileServer) -> None:
    miramace = package("miramace")
    body = CREATE_TASK.arguments[0] | {
        "task_type": miramace.TaskType.VERIFY_INSURANCE,
        "project_id": UUID(int=1),
        "patient_id": UUID(int=2),
        "task_data": {"previous_visits": [{"date": datetime.date(2024, 3, 15)}], "seen": (UUID(int=3),)},
    }
    script_response(server, CREATE_TASK)
    connect().create_task(types.MappingProxyType(body))
    sent = server.requests[0].json
    assert (sent["task_type"], sent["project_id"], sent["patient_id"]) == (
        "VERIFY_INSURANCE",
        str(UUID(int=1)),
        str(UUID(int=2)),
    )
    assert sent["task_data"] == {"previous_visits": [{"date": "2024-03-15"}], "seen": [str(UUID(int=3))]}


def test_mapping_can_contain_datetimes(connect: Connect, server: HostileServer) -> None:
    script_response(server, FRONT_DESK)
    connect("solum").create_task(FRONT_DESK.arguments[0] | {"deadline": DEADLINE, "assigned_user_ids": [UUID(int=5)]})
    sent = server.requests[0].json
    assert sent["assigned_user_ids"] == [str(UUID(int=5))]
    assert datetime.datetime.fromisoformat(sent["deadline"]) == DEADLINE
    assert sent["deadline"][10] == "T"


def test_mapping_can_contain_models(connect: Connect, server: HostileServer) -> None:
    data = package("miramace").ScheduleAppointmentData(timeframe_availability="Weekdays")
    script_response(server, CREATE_TASK)
    connect().create_task(CREATE_TASK.arguments[0] | {"task_data": data})
    assert server.requests[0].json["task_data"] == {"timeframe_availability": "Weekdays"}


def test_mapping_is_not_modified(connect: Connect, server: HostileServer) -> None:
    body = CREATE_TASK.arguments[0] | {"project_id": UUID(int=1)}
    kept = dict(body)
    script_response(server, CREATE_TASK)
    connect().create_task(body)
    assert body == kept


def test_model_is_sent_by_its_names_in_the_spec(connect: Connect, server: HostileServer) -> None:
    miramace = package("miramace")
    body = miramace.CreateTaskRequest(
        task_type=miramace.TaskType.CUSTOM_TASK,
        task="Ask for the opening hours",
        phone_number="+12025550143",
        project_id=UUID(int=1),
        patient_id=UUID(int=2),
        task_data=miramace.ScheduleAppointmentData(
            previous_visits=[miramace.PreviousVisit(date=datetime.date(2024, 3, 15))], reschedule_reason=None
        ),
    )
    script_response(server, CREATE_TASK)
    connect().create_task(body)
    assert server.requests[0].json == CREATE_TASK.arguments[0] | {
        "task_data": {"previous_visits": [{"date": "2024-03-15"}], "reschedule_reason": None}
    }


def test_model_sends_its_additional_properties(connect: Connect, server: HostileServer) -> None:
    solum = package("solum")
    body = solum.CreateTaskRequest("Call back", "Offer a later date", ["u1"], "u2", DEADLINE)
    body.additional_properties["ward"] = {"floor": 3}
    script_response(server, FRONT_DESK)
    connect("solum").create_task(body)
    sent = server.requests[0].json
    assert sent["ward"] == {"floor": 3}
    assert datetime.datetime.fromisoformat(sent["deadline"]) == DEADLINE
    assert [sent[name] for name in ("title", "assigned_user_ids", "created_by_id")] == ["Call back", ["u1"], "u2"]


def test_strings_are_sent_as_utf_8(connect: Connect, server: HostileServer) -> None:
    script_response(server, FRONT_DESK)
    connect("solum").create_task(FRONT_DESK.arguments[0] | {"title": "R\u00fcckruf \U0001f4de"})
    assert json.loads(server.requests[0].body.decode("utf-8"))["title"] == "R\u00fcckruf \U0001f4de"


def test_large_integers_keep_their_digits(connect: Connect, server: HostileServer) -> None:
    script_response(server, FRONT_DESK)
    connect("solum").create_task(FRONT_DESK.arguments[0] | {"ticket": 2**200 + 1})
    assert server.requests[0].json["ticket"] == 2**200 + 1


@pytest.mark.parametrize("body", [{"title": "Robin \ud800"}, {"Robin \udfff": "Sample"}, {"a": [{"b": "Robin\udc00"}]}])
def test_body_with_a_lone_surrogate_is_rejected_without_showing_it(
    connect: Connect, server: HostileServer, body: dict[str, Any]
) -> None:
    with pytest.raises(ValueError, match="not valid Unicode text") as caught:
        connect("solum").create_task(FRONT_DESK.arguments[0] | body)
    shown = f"{caught.value!r} {''.join(traceback.format_exception(caught.value))}"
    assert type(caught.value) is ValueError
    assert [text for text in ("Robin", "Offer a later date") if text in shown] == []
    assert server.connections == 0


# Paths and queries.


@all_calls
def test_each_operation_requests_its_documented_path(connect: Connect, server: HostileServer, call: Call) -> None:
    script_response(server, call)(connect(call.api))
    assert [(one.method, one.path) for one in server.requests] == [(call.method, call.path)]


@pytest.mark.parametrize("task_id", [TASK_ID, str(TASK_ID)], ids=["UUID", "str"])
def test_id_can_be_a_uuid_or_a_string(connect: Connect, server: HostileServer, task_id: UUID | str) -> None:
    script_response(server, GET_TASK)
    connect().get_task(task_id)
    assert server.requests[0].path == f"/v1/task/{TASK_ID}"


def test_id_documented_as_string_can_be_a_uuid(connect: Connect, server: HostileServer) -> None:
    script_response(server, CLINIC_TASK)
    connect("maxcare").get_task(TASK_ID)
    assert server.requests[0].target == f"/v2/tasks/{TASK_ID}"


QUOTED = {
    "a/../b": "a%2F..%2Fb",
    "../admin": "..%2Fadmin",
    "a?b=c": "a%3Fb%3Dc",
    "a#b": "a%23b",
    "%2F": "%252F",
    "%2e%2e/x": "%252e%252e%2Fx",
    "...": "...",
    "a b": "a%20b",
    "a\\b": "a%5Cb",
    "a;b": "a%3Bb",
    "a\r\nb": "a%0D%0Ab",
    "\u00e9\u6f22": "%C3%A9%E6%BC%A2",
}


@pytest.mark.parametrize(("value", "quoted"), QUOTED.items())
def test_path_parameter_is_percent_encoded(connect: Connect, server: HostileServer, value: str, quoted: str) -> None:
    server.script(respond(404, {}))
    for call, arguments in ((GET_TASK, (value,)), (CLINIC_TASK, (value,)), (RUN_TASKS, (value, value))):
        with pytest.raises(httpx.HTTPStatusError):
            getattr(connect(call.api), call.operation)(*arguments)
    assert [one.path for one in server.requests] == [
        f"/v1/task/{quoted}",
        f"/v2/tasks/{quoted}",
        f"/api/v2/platform/spaces/{quoted}/runs/{quoted}/tasks/",
    ]


@pytest.mark.parametrize("part", ["", ".", "..", "%2e", "%2E", "%2E%2e", ".%2e", "%2E."])
def test_path_parameter_that_changes_the_path_is_rejected(connect: Connect, server: HostileServer, part: str) -> None:
    for call, arguments in (
        (GET_TASK, (part,)),
        (CLINIC_TASK, (part,)),
        (RUN_TASKS, (part, "r")),
        (RUN_TASKS, ("s", part)),
    ):
        client = connect(call.api)
        with pytest.raises(ValueError, match="would change the path of the request") as caught:
            getattr(client, call.operation)(*arguments)
        assert not isinstance(caught.value, httpx.HTTPError)
    assert server.connections == 0


@pytest.mark.parametrize("name_of_value", ["UNSET", None])
def test_absent_id_is_rejected_by_name(connect: Connect, server: HostileServer, name_of_value: str | None) -> None:
    for call, name in ((GET_TASK, "task_id"), (CLINIC_TASK, "id"), (RUN_TASKS, "space_token")):
        part = name_of_value and getattr(package(call.api), name_of_value)
        with pytest.raises(ValueError, match=f"^{name}: an absent value cannot be sent"):
            getattr(connect(call.api), call.operation)(part, *call.arguments[1:])
    assert server.connections == 0


def test_id_that_is_too_long_is_rejected_without_showing_it(connect: Connect, server: HostileServer) -> None:
    for call in filter(lambda call: call.arguments, READS):
        with pytest.raises(ValueError, match="URL of the request is too long") as caught:
            getattr(connect(call.api), call.operation)("x" * 70_000, *call.arguments[1:])
        assert not isinstance(caught.value, httpx.HTTPError)
        assert "xxx" not in f"{caught.value!r} {''.join(traceback.format_exception(caught.value))}"
    assert server.connections == 0


@pytest.mark.parametrize(
    "query", [{}, {"include_transcript": True}, {"include_transcript": False, "include_all_calls": True}]
)
def test_query_has_the_arguments_and_defaults(connect: Connect, server: HostileServer, query: dict[str, bool]) -> None:
    script_response(server, GET_TASK)(connect(), **query)
    defaults = {"include_transcript": "false", "include_all_calls": "false"}
    sent = dict(parse_qsl(server.requests[0].target.partition("?")[2], strict_parsing=bool(query)))
    assert defaults | sent == defaults | {name: str(value).lower() for name, value in query.items()}
