"""Bodies that are passed as keyword arguments."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caretasks.solum import Solum
from tests.client.calls import CREATE_TASK, FRONT_DESK, script_response
from tests.client.driving import KEY, Connect, package
from tests.client.hostile_server import HostileServer

TASK: dict[str, Any] = CREATE_TASK.arguments[0]
REQUEST: dict[str, Any] = FRONT_DESK.arguments[0]


def test_keyword_arguments_are_sent_as_the_body(connect: Connect, server: HostileServer) -> None:
    script_response(server, CREATE_TASK)
    connect().create_task(**TASK)
    assert server.requests[0].json == TASK


def test_keyword_arguments_are_sent_as_the_body_of_a_raw_response(connect: Connect, server: HostileServer) -> None:
    script_response(server, CREATE_TASK)
    client = connect()
    response = client.wait_for(client.client.with_raw_response.create_task(**TASK))
    assert response.parsed.to_dict() == CREATE_TASK.response_body
    assert server.requests[0].json == TASK


def test_enum_members_uuids_and_models_are_sent_as_their_json(connect: Connect, server: HostileServer) -> None:
    miramace = package("miramace")
    values = {"task_type": miramace.TaskType.CUSTOM_TASK, "project_id": UUID(int=1), "patient_id": UUID(int=2)}
    script_response(server, CREATE_TASK)
    connect().create_task(
        **TASK | values, task_data=miramace.ScheduleAppointmentData(timeframe_availability="Weekdays")
    )
    assert server.requests[0].json == TASK | {"task_data": {"timeframe_availability": "Weekdays"}}


def test_an_undocumented_enum_value_is_sent(connect: Connect, server: HostileServer) -> None:
    script_response(server, CREATE_TASK)
    connect().create_task(**TASK | {"task_type": "NEW_TYPE"})
    assert server.requests[0].json["task_type"] == "NEW_TYPE"


def test_a_property_whose_name_python_reserves_is_sent_by_its_name(connect: Connect, server: HostileServer) -> None:
    script_response(server, FRONT_DESK)
    connect("solum").create_task(**REQUEST, type_="callback")
    assert server.requests[0].json == REQUEST | {"type": "callback"}


def test_keyword_arguments_can_be_combined_with_options(connect: Connect, server: HostileServer) -> None:
    script_response(server, CREATE_TASK)
    connect().create_task(**TASK, timeout=5, headers={"X-Team": "a"})
    assert server.requests[0].headers["X-Team"] == "a"
    assert server.requests[0].json == TASK


OPTIONAL = ("tags", "call_id", "fax_id", "assistant_id", "session_id", "patient_id", "status", "priority", "type_")


@given(st.dictionaries(st.sampled_from(OPTIONAL), st.none() | st.text(st.characters(codec="utf-8")), max_size=9))
def test_keyword_arguments_send_what_a_mapping_sends(optional: dict[str, str | None]) -> None:
    """Send what is passed and nothing else, null included."""
    sent: list[bytes] = []

    def respond(request: httpx.Request) -> httpx.Response:
        sent.append(request.content)
        return httpx.Response(201, json=FRONT_DESK.response_body)

    client: Any = Solum(KEY, base_url="http://127.0.0.1", http_client=httpx.MockTransport(respond))
    client.create_task(**REQUEST, **optional)
    client.create_task(REQUEST | {name.rstrip("_"): value for name, value in optional.items()})
    assert sent[0] == sent[1]


def test_an_unset_keyword_argument_is_not_sent(connect: Connect, server: HostileServer) -> None:
    script_response(server, CREATE_TASK)
    connect().create_task(**TASK, task_data=package("miramace").UNSET)
    assert server.requests[0].json == TASK


MISSING_HINT = "pass them, or pass a model or a mapping as body"
WRONG = {
    "a body and a property": (
        ({},),
        {"task": "Call back"},
        "create_task() got both body and task, which is a property of the body: pass either the body or its properties",
    ),
    "a misspelled property": (
        (),
        TASK | {"phone_numbr": "+12025550123"},
        "create_task() got an unexpected keyword argument 'phone_numbr'; did you mean 'phone_number'?",
    ),
    "a misspelled option": (
        (TASK,),
        {"tiemout": 5},
        "create_task() got an unexpected keyword argument 'tiemout'; did you mean 'timeout'?",
    ),
    "an undocumented property": (
        (),
        TASK | {"urgency": 5},
        "create_task() got an unexpected keyword argument 'urgency'; pass other properties in body",
    ),
    "required properties that are missing": (
        (),
        {name: value for name, value in TASK.items() if name not in ("task", "patient_id")},
        f"create_task() is missing the keyword arguments patient_id, task: {MISSING_HINT}",
    ),
    "nothing": (
        (),
        {},
        f"create_task() is missing the keyword arguments {', '.join(sorted(TASK))}: {MISSING_HINT}",
    ),
}


@pytest.mark.parametrize(("arguments", "keywords", "message"), WRONG.values(), ids=WRONG)
def test_wrong_arguments_raise_a_type_error_before_anything_is_sent(
    connect: Connect, server: HostileServer, arguments: tuple[Any, ...], keywords: dict[str, Any], message: str
) -> None:
    with pytest.raises(TypeError) as caught:
        connect().create_task(*arguments, **keywords)
    assert str(caught.value) == message
    assert server.requests == []
