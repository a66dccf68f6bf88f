"""Pydantic models as bodies and as parts of bodies."""

from __future__ import annotations

import warnings
from datetime import date
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

from pydantic import BaseModel, Field, RootModel

from caretasks.client.encoding.bodies import BodyType, encode_body
from caretasks.client.encoding.json_values import encode_json
from caretasks.client.schemas import MISSING
from caretasks.miramace import schemas
from caretasks.solum import schemas as solum_schemas
from tests.client.calls import CREATE_TASK, FRONT_DESK, script_response
from tests.client.driving import Connect
from tests.client.hostile_server import HostileServer

TASK: dict[str, Any] = CREATE_TASK.arguments[0]


def test_pydantic_model_is_sent_without_unset_fields(connect: Connect, server: HostileServer) -> None:
    script_response(server, CREATE_TASK)
    connect().create_task(schemas.CreateTaskRequest.model_validate(TASK))
    assert server.requests[0].json == TASK


def test_pydantic_model_is_sent_with_undocumented_fields(connect: Connect, server: HostileServer) -> None:
    body = TASK | {"more": [1, {"a": None}]}
    script_response(server, CREATE_TASK)
    connect().create_task(schemas.CreateTaskRequest.model_validate(body))
    assert server.requests[0].json == body


def test_nested_pydantic_models_are_sent(connect: Connect, server: HostileServer) -> None:
    visits = [schemas.PreviousVisit(date=date(2024, 3, 15), outcome=MISSING)]
    script_response(server, CREATE_TASK)
    connect().create_task(**TASK, task_data=schemas.ScheduleAppointmentData(previous_visits=visits))
    assert server.requests[0].json == TASK | {"task_data": {"previous_visits": [{"date": "2024-03-15"}]}}


def test_pydantic_models_within_a_mapping_are_sent(connect: Connect, server: HostileServer) -> None:
    visit = schemas.PreviousVisit(date=date(2024, 3, 15))
    script_response(server, CREATE_TASK)
    connect().create_task(TASK | {"task_data": {"previous_visits": [visit]}})
    assert server.requests[0].json == TASK | {"task_data": {"previous_visits": [{"date": "2024-03-15"}]}}


def test_aliases_are_sent(connect: Connect, server: HostileServer) -> None:
    body = FRONT_DESK.arguments[0] | {"type": "callback", "patient_id": None}
    script_response(server, FRONT_DESK)
    connect("solum").create_task(solum_schemas.CreateTaskRequest.model_validate(body))
    sent = server.requests[0].json
    assert sent.pop("deadline").replace("Z", "+00:00") == body["deadline"]
    assert sent == {name: value for name, value in body.items() if name != "deadline"}


def test_missing_sentinel_is_not_sent() -> None:
    model = schemas.PreviousVisit(date=MISSING, purpose="Check-up")
    assert "date" in model.model_fields_set
    assert encode_json(model) == b'{"purpose":"Check-up"}'


def test_null_is_sent() -> None:
    assert encode_json(schemas.ScheduleAppointmentData(reschedule_reason=None)) == b'{"reschedule_reason":null}'


class Numbers(RootModel[list[int]]):
    pass


class Upload(BaseModel):
    id_: UUID = Field(alias="id")
    scan: bytes = b""
    numbers: list[int] = []
    visit: schemas.PreviousVisit | None = None


def test_root_model_is_sent_as_its_value() -> None:
    assert encode_json({"numbers": Numbers([1, 2])}) == b'{"numbers":[1,2]}'


def test_pydantic_model_is_sent_as_a_form() -> None:
    model = Upload(id=UUID(int=1), numbers=[1, 2], visit=schemas.PreviousVisit(date=date(2024, 3, 15)))
    content = encode_body(model, (BodyType("application/x-www-form-urlencoded", "form", Upload),)).options["content"]
    assert parse_qs(content.decode()) == {
        "id": [str(UUID(int=1))],
        "numbers": ["1", "2"],
        "visit": ['{"date":"2024-03-15"}'],
    }


def test_pydantic_model_is_sent_as_a_multipart_form_with_its_bytes() -> None:
    model = Upload(id=UUID(int=1), scan=b"\xff\0")
    assert encode_body(model, (BodyType("multipart/form-data", "multipart", Upload),)).options["files"] == [
        ("id", (None, str(UUID(int=1)).encode(), "text/plain")),
        ("scan", ("scan", b"\xff\0", "application/octet-stream")),
    ]


def test_value_that_was_set_without_validation_is_not_shown_in_a_warning() -> None:
    model = schemas.PreviousVisit.model_construct(date="Robin")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert encode_json(model) == b'{"date":"Robin"}'
    assert caught == []
