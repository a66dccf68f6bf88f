# Generated from specs/miramace/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Not to be edited: `make regenerate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.task_type import TaskType
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.schedule_appointment_data import ScheduleAppointmentData


T = TypeVar("T", bound="CreateTaskRequest")


@_attrs_define
class CreateTaskRequest:
    """A task for the voice agent"""

    task_type: TaskType
    """ What kind of task it is. A type has to be enabled for the project. """
    task: str
    """ The instruction to the voice agent, in enough detail to act on """
    phone_number: str
    """ The number to call, in E.164 format """
    project_id: UUID
    """ The project that the task belongs to """
    patient_id: UUID
    """ The patient whom the task is about """
    task_data: ScheduleAppointmentData | Unset = UNSET
    """ What the voice agent should know when it schedules an appointment """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        task_type = self.task_type.value

        task = self.task

        phone_number = self.phone_number

        project_id = str(self.project_id)

        patient_id = str(self.patient_id)

        task_data: dict[str, Any] | Unset = UNSET
        if not isinstance(self.task_data, Unset):
            task_data = self.task_data.to_dict()

        FIELDS: dict[str, Any] = {}
        FIELDS.update(self.additional_properties)
        FIELDS.update(
            {
                "task_type": task_type,
                "task": task,
                "phone_number": phone_number,
                "project_id": project_id,
                "patient_id": patient_id,
            }
        )
        if task_data is not UNSET:
            FIELDS["task_data"] = task_data

        return FIELDS

    @classmethod
    def from_dict(CLS: type[T], SOURCE: Mapping[str, Any], /) -> T:
        from ..models.schedule_appointment_data import ScheduleAppointmentData  # noqa: PLC0415

        REST = dict(SOURCE)
        task_type = TaskType(REST.pop("task_type"))

        task = REST.pop("task")

        phone_number = REST.pop("phone_number")

        project_id = UUID(REST.pop("project_id"))

        patient_id = UUID(REST.pop("patient_id"))

        _task_data = REST.pop("task_data", UNSET)
        task_data: ScheduleAppointmentData | Unset
        if isinstance(_task_data, Unset):
            task_data = UNSET
        else:
            task_data = ScheduleAppointmentData.from_dict(_task_data)

        READ = CLS(
            task_type=task_type,
            task=task,
            phone_number=phone_number,
            project_id=project_id,
            patient_id=patient_id,
            task_data=task_data,
        )

        READ.additional_properties = REST
        return READ

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
