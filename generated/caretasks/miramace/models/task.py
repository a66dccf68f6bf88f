# Generated from specs/miramace/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from caretasks.client import decoding as _decoding
from caretasks.client.model import Field as _Field
from caretasks.client.model import Model as _Model
from caretasks.client.model import ModelSpec as _ModelSpec
from caretasks.client.model import define as _define
from caretasks.client.types import UNSET, Unset

from ..models.task_status import TaskStatus
from ..models.task_type import TaskType

if TYPE_CHECKING:
    from ..models.call import Call


@_define(repr=False, init=False)
class Task(_Model[Any]):
    """A task and its calls"""

    id: UUID | Unset = UNSET
    """The ID of the task"""

    project_id: UUID | Unset = UNSET
    """The ID of the project that the task belongs to"""

    patient_id: UUID | Unset = UNSET
    """The ID of the patient"""

    status: TaskStatus | Unset = UNSET
    """The status of the task"""

    task_type: TaskType | Unset = UNSET
    """The type of the task. It must be enabled for the project."""

    task: str | Unset = UNSET
    """The instruction to the voice agent"""

    task_outcome: str | Unset = UNSET
    """The outcome of the task"""

    created_at: datetime.datetime | Unset = UNSET
    """The creation time of the task"""

    updated_at: datetime.datetime | Unset = UNSET
    """The time of the last update of the task"""

    calls: list[Call] | Unset = UNSET
    """The calls of the task"""

    has_more_calls: bool | Unset = UNSET
    """Whether the task has more calls than the response contains"""

    if TYPE_CHECKING:

        def __init__(
            self,
            id: UUID | str | Unset = ...,
            project_id: UUID | str | Unset = ...,
            patient_id: UUID | str | Unset = ...,
            status: TaskStatus
            | Literal["PENDING", "IN_PROGRESS", "COMPLETED", "FAILED", "CANCELLED"]
            | str
            | Unset = ...,
            task_type: TaskType
            | Literal["SCHEDULE_APPOINTMENT", "VERIFY_INSURANCE", "REIMBURSEMENT", "CUSTOM_TASK"]
            | str
            | Unset = ...,
            task: str | Unset = ...,
            task_outcome: str | Unset = ...,
            created_at: datetime.datetime | str | Unset = ...,
            updated_at: datetime.datetime | str | Unset = ...,
            calls: list[Call] | Unset = ...,
            has_more_calls: bool | Unset = ...,
            *,
            additional_properties: dict[str, Any] = ...,
        ) -> None: ...

    @staticmethod
    def _spec() -> _ModelSpec:
        from ..models.call import Call

        return _ModelSpec(
            _Field("id", _decoding.uuid, parsed=True),
            _Field("project_id", _decoding.uuid, parsed=True),
            _Field("patient_id", _decoding.uuid, parsed=True, sensitive=True),
            _Field("status", _decoding.enum(TaskStatus), parsed=True),
            _Field("task_type", _decoding.enum(TaskType), parsed=True),
            _Field("task", _decoding.string, sensitive=True),
            _Field("task_outcome", _decoding.string, sensitive=True),
            _Field("created_at", _decoding.date_time, parsed=True),
            _Field("updated_at", _decoding.date_time, parsed=True),
            _Field("calls", _decoding.models(Call), has_models=True),
            _Field("has_more_calls", _decoding.boolean),
        )
