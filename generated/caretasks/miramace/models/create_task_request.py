# Generated from specs/miramace/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from caretasks.client import decoding as _decoding
from caretasks.client.model import Field as _Field
from caretasks.client.model import Model as _Model
from caretasks.client.model import ModelSpec as _ModelSpec
from caretasks.client.model import define as _define
from caretasks.client.types import UNSET, Unset

from ..models.task_type import TaskType

if TYPE_CHECKING:
    from ..models.custom_task_data import CustomTaskData
    from ..models.reimbursement_data import ReimbursementData
    from ..models.schedule_appointment_data import ScheduleAppointmentData
    from ..models.verify_insurance_data import VerifyInsuranceData


@_define(repr=False, init=False)
class CreateTaskRequest(_Model[Any]):
    """A task for the voice agent"""

    task_type: TaskType
    """The type of the task. It must be enabled for the project."""

    task: str
    """The instruction to the voice agent, with all details it needs"""

    phone_number: str
    """The phone number to call, in E.164 format"""

    project_id: UUID
    """The ID of the project that the task belongs to"""

    patient_id: UUID
    """The ID of the patient"""

    task_data: (
        CustomTaskData | ReimbursementData | ScheduleAppointmentData | Unset | VerifyInsuranceData | Mapping[str, Any]
    ) = UNSET
    """Data for the type of the task"""

    if TYPE_CHECKING:

        def __init__(
            self,
            task_type: TaskType
            | Literal["SCHEDULE_APPOINTMENT", "VERIFY_INSURANCE", "REIMBURSEMENT", "CUSTOM_TASK"]
            | str,
            task: str,
            phone_number: str,
            project_id: UUID | str,
            patient_id: UUID | str,
            task_data: Mapping[str, Any]
            | ScheduleAppointmentData
            | VerifyInsuranceData
            | ReimbursementData
            | CustomTaskData
            | Unset = ...,
            *,
            additional_properties: dict[str, Any] = ...,
        ) -> None: ...

    @staticmethod
    def _spec() -> _ModelSpec:
        from ..models.custom_task_data import CustomTaskData
        from ..models.reimbursement_data import ReimbursementData
        from ..models.schedule_appointment_data import ScheduleAppointmentData
        from ..models.verify_insurance_data import VerifyInsuranceData

        return _ModelSpec(
            _Field("task_type", _decoding.enum(TaskType), required="TaskType", parsed=True),
            _Field("task", _decoding.string, required="string", sensitive=True),
            _Field("phone_number", _decoding.string, required="string", sensitive=True),
            _Field("project_id", _decoding.uuid, required="uuid", parsed=True),
            _Field("patient_id", _decoding.uuid, required="uuid", parsed=True, sensitive=True),
            _Field(
                "task_data",
                _decoding.any_value,
                sensitive=True,
                decided_by="task_type",
                variants={
                    "SCHEDULE_APPOINTMENT": _decoding.model(ScheduleAppointmentData),
                    "VERIFY_INSURANCE": _decoding.model(VerifyInsuranceData),
                    "REIMBURSEMENT": _decoding.model(ReimbursementData),
                    "CUSTOM_TASK": _decoding.model(CustomTaskData),
                },
            ),
        )
