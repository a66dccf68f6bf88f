# Generated from specs/miramace/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Not to be edited: `make regenerate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import models as _models
from .. import reading as _reading
from .. import showing as _showing
from .. import writing as _writing
from ..models.task_type import TaskType
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.schedule_appointment_data import ScheduleAppointmentData

_NAMES = frozenset[str](
    (
        "task_type",
        "task",
        "phone_number",
        "project_id",
        "patient_id",
        "task_data",
    )
)


@_attrs_define(repr=False)
class CreateTaskRequest:
    """A task for the voice agent"""

    task_type: TaskType
    """ The type of the task. It must be enabled for the project. """

    task: str
    """ The instruction to the voice agent, with all details it needs """

    phone_number: str
    """ The phone number to call, in E.164 format """

    project_id: UUID
    """ The ID of the project that the task belongs to """

    patient_id: UUID
    """ The ID of the patient """

    task_data: ScheduleAppointmentData | Unset = UNSET
    """ Information for scheduling an appointment """

    additional_properties: dict[str, Any] = _attrs_field(kw_only=True, factory=dict[str, Any])
    """What came, or is to be sent, beside the documented fields. """

    def __repr__(self) -> str:
        return _showing.shown(
            "CreateTaskRequest",
            (
                ("task_type", _showing.scalar(self.task_type)),
                ("task", _showing.HIDDEN),
                ("phone_number", _showing.HIDDEN),
                ("project_id", _showing.scalar(self.project_id)),
                ("patient_id", _showing.HIDDEN),
                ("task_data", _showing.parts(self.task_data)),
                ("additional_properties", _showing.HIDDEN),
            ),
        )

    # Any: a field may be UNSET, or what came in its place, whatever its type says.
    def to_dict(self: Any) -> dict[str, Any]:
        """As JSON: what was read, or what is to be sent, with the names of the document."""
        result: dict[str, Any] = {**self.additional_properties}
        value = self.task_type
        if value is not UNSET:
            result["task_type"] = value if value.__class__ is str else _writing.written(value)
        value = self.task
        if value is not UNSET:
            result["task"] = value if value.__class__ is str else _writing.written(value)
        value = self.phone_number
        if value is not UNSET:
            result["phone_number"] = value if value.__class__ is str else _writing.written(value)
        value = self.project_id
        if value is not UNSET:
            result["project_id"] = value if value.__class__ is str else _writing.written(value)
        value = self.patient_id
        if value is not UNSET:
            result["patient_id"] = value if value.__class__ is str else _writing.written(value)
        value = self.task_data
        if value is not UNSET:
            result["task_data"] = value if value.__class__ is str else _writing.written(value)
        return result

    @classmethod
    def from_dict(cls, source: Mapping[str, Any], drift: _reading.Drift = _reading.IGNORED, at: str = "", /) -> Self:
        """Reads it from a JSON object, which keeps whatever that has.

        Args:
            source: the object, with the names of the document.
            drift: where to note what is not as documented.
            at: the pointer to the object.
        """
        read = cls.__new__(cls)
        known = 0
        if "task_type" in source:
            known += 1
            read.task_type = _reading.enum(_models.TaskType)(source["task_type"], drift, at, "/task_type")
        else:
            read.task_type = _reading.missing(drift, at, "/task_type", "TaskType")

        if "task" in source:
            known += 1
            value = source["task"]
            read.task = value if value.__class__ is str else _reading.string(value, drift, at, "/task")
        else:
            read.task = _reading.missing(drift, at, "/task", "string")

        if "phone_number" in source:
            known += 1
            value = source["phone_number"]
            read.phone_number = value if value.__class__ is str else _reading.string(value, drift, at, "/phone_number")
        else:
            read.phone_number = _reading.missing(drift, at, "/phone_number", "string")

        if "project_id" in source:
            known += 1
            read.project_id = _reading.uuid(source["project_id"], drift, at, "/project_id")
        else:
            read.project_id = _reading.missing(drift, at, "/project_id", "uuid")

        if "patient_id" in source:
            known += 1
            read.patient_id = _reading.uuid(source["patient_id"], drift, at, "/patient_id")
        else:
            read.patient_id = _reading.missing(drift, at, "/patient_id", "uuid")

        if "task_data" in source:
            known += 1
            read.task_data = _reading.model(_models.ScheduleAppointmentData)(
                source["task_data"], drift, at, "/task_data"
            )
        else:
            read.task_data = UNSET

        read.additional_properties = (
            {} if known == len(source) else {name: value for name, value in source.items() if name not in _NAMES}
        )
        return read

    @property
    def additional_keys(self) -> list[str]:
        """The names of the additional properties."""
        return list(self.additional_properties)

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
