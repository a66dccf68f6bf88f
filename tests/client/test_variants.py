"""Models with a property that a sibling decides on: `task_data` of Mira Mace."""

from __future__ import annotations

import json
from typing import Annotated, Any

import pydantic
import pytest

from caretasks.client.schemas import Variants
from caretasks.miramace import models, schemas
from tests.bundled_apis import load_api

BODY = load_api("miramace").get_operation("create_task").body
EXAMPLES: dict[str, Any] = {} if BODY is None else BODY.examples()
CLASSES = {
    "schedule_appointment": "ScheduleAppointmentData",
    "verify_insurance": "VerifyInsuranceData",
    "reimbursement": "ReimbursementData",
    "custom_task": "CustomTaskData",
}
UNKNOWN = {**EXAMPLES["custom_task"], "task_type": "REFILL", "task_data": {"drug": {"name": "x"}}}

each_example = pytest.mark.parametrize("name", CLASSES)


@each_example
def test_model_decodes_and_encodes_the_variant_of_its_type(name: str) -> None:
    task = models.CreateTaskRequest.from_dict(EXAMPLES[name])
    assert type(task.task_data).__name__ == CLASSES[name]
    assert task.to_dict() == EXAMPLES[name]


@pytest.mark.parametrize("task_type", ["REFILL", None, ["VERIFY_INSURANCE"]])
def test_model_keeps_the_data_of_an_unknown_type_as_a_mapping(task_type: Any) -> None:
    source = {**UNKNOWN, "task_type": task_type}
    task = models.CreateTaskRequest.from_dict(source)
    assert task.task_data == UNKNOWN["task_data"]
    assert task.to_dict() == source


@each_example
def test_pydantic_model_validates_the_variant_of_its_type(name: str) -> None:
    task = schemas.CreateTaskRequest.model_validate(EXAMPLES[name])
    assert type(task.task_data).__name__ == CLASSES[name]
    assert json.loads(task.model_dump_json(exclude_unset=True)) == EXAMPLES[name]


def test_pydantic_model_rejects_data_of_another_type() -> None:
    with pytest.raises(pydantic.ValidationError) as caught:
        schemas.CreateTaskRequest.model_validate(
            {**UNKNOWN, "task_type": "VERIFY_INSURANCE", "task_data": {"service": 5}}
        )
    assert [error["loc"] for error in caught.value.errors()] == [("task_data", "VERIFY_INSURANCE", "service")]
    with pytest.raises(pydantic.ValidationError):
        schemas.CreateTaskRequest.model_validate(
            {**EXAMPLES["custom_task"], "task_data": schemas.VerifyInsuranceData(additional_context="x")}
        )


def test_pydantic_model_keeps_the_data_of_an_unknown_type_as_a_mapping() -> None:
    data: Any = Annotated[
        schemas.VerifyInsuranceData | dict[str, object], Variants("kind", {"V": "VerifyInsuranceData"})
    ]
    request = pydantic.create_model("Request", kind=(str, ...), data=(data, ...))
    found = request.model_validate({"kind": "REFILL", "data": UNKNOWN["task_data"]})
    assert found.model_dump() == {"kind": "REFILL", "data": UNKNOWN["task_data"]}
