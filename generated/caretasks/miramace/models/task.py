# Generated from specs/miramace/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Not to be edited: `make regenerate`.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.task_status import TaskStatus
from ..models.task_type import TaskType
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.call import Call


T = TypeVar("T", bound="Task")


@_attrs_define
class Task:
    """A task and the calls made for it"""

    id: UUID | Unset = UNSET
    """ The task """
    project_id: UUID | Unset = UNSET
    """ The project that the task belongs to """
    patient_id: UUID | Unset = UNSET
    """ The patient whom the task is about """
    status: TaskStatus | Unset = UNSET
    """ How far the task has come """
    task_type: TaskType | Unset = UNSET
    """ What kind of task it is. A type has to be enabled for the project. """
    task: str | Unset = UNSET
    """ The instruction to the voice agent """
    task_outcome: str | Unset = UNSET
    """ What came of the task """
    created_at: datetime.datetime | Unset = UNSET
    """ When the task was created """
    updated_at: datetime.datetime | Unset = UNSET
    """ When the task last changed """
    calls: list[Call] | Unset = UNSET
    """ The calls made for the task """
    has_more_calls: bool | Unset = UNSET
    """ Whether the task has more calls than are shown """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id: str | Unset = UNSET
        if not isinstance(self.id, Unset):
            id = str(self.id)

        project_id: str | Unset = UNSET
        if not isinstance(self.project_id, Unset):
            project_id = str(self.project_id)

        patient_id: str | Unset = UNSET
        if not isinstance(self.patient_id, Unset):
            patient_id = str(self.patient_id)

        status: str | Unset = UNSET
        if not isinstance(self.status, Unset):
            status = self.status.value

        task_type: str | Unset = UNSET
        if not isinstance(self.task_type, Unset):
            task_type = self.task_type.value

        task = self.task

        task_outcome = self.task_outcome

        created_at: str | Unset = UNSET
        if not isinstance(self.created_at, Unset):
            created_at = self.created_at.isoformat()

        updated_at: str | Unset = UNSET
        if not isinstance(self.updated_at, Unset):
            updated_at = self.updated_at.isoformat()

        calls: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.calls, Unset):
            calls = []
            for calls_item_data in self.calls:
                calls_item = calls_item_data.to_dict()
                calls.append(calls_item)

        has_more_calls = self.has_more_calls

        FIELDS: dict[str, Any] = {}
        FIELDS.update(self.additional_properties)
        FIELDS.update({})
        if id is not UNSET:
            FIELDS["id"] = id
        if project_id is not UNSET:
            FIELDS["project_id"] = project_id
        if patient_id is not UNSET:
            FIELDS["patient_id"] = patient_id
        if status is not UNSET:
            FIELDS["status"] = status
        if task_type is not UNSET:
            FIELDS["task_type"] = task_type
        if task is not UNSET:
            FIELDS["task"] = task
        if task_outcome is not UNSET:
            FIELDS["task_outcome"] = task_outcome
        if created_at is not UNSET:
            FIELDS["created_at"] = created_at
        if updated_at is not UNSET:
            FIELDS["updated_at"] = updated_at
        if calls is not UNSET:
            FIELDS["calls"] = calls
        if has_more_calls is not UNSET:
            FIELDS["has_more_calls"] = has_more_calls

        return FIELDS

    @classmethod
    def from_dict(CLS: type[T], SOURCE: Mapping[str, Any], /) -> T:
        from ..models.call import Call  # noqa: PLC0415

        REST = dict(SOURCE)
        _id = REST.pop("id", UNSET)
        id: UUID | Unset
        if isinstance(_id, Unset):
            id = UNSET
        else:
            id = UUID(_id)

        _project_id = REST.pop("project_id", UNSET)
        project_id: UUID | Unset
        if isinstance(_project_id, Unset):
            project_id = UNSET
        else:
            project_id = UUID(_project_id)

        _patient_id = REST.pop("patient_id", UNSET)
        patient_id: UUID | Unset
        if isinstance(_patient_id, Unset):
            patient_id = UNSET
        else:
            patient_id = UUID(_patient_id)

        _status = REST.pop("status", UNSET)
        status: TaskStatus | Unset
        if isinstance(_status, Unset):
            status = UNSET
        else:
            status = TaskStatus(_status)

        _task_type = REST.pop("task_type", UNSET)
        task_type: TaskType | Unset
        if isinstance(_task_type, Unset):
            task_type = UNSET
        else:
            task_type = TaskType(_task_type)

        task = REST.pop("task", UNSET)

        task_outcome = REST.pop("task_outcome", UNSET)

        _created_at = REST.pop("created_at", UNSET)
        created_at: datetime.datetime | Unset
        if isinstance(_created_at, Unset):
            created_at = UNSET
        else:
            created_at = datetime.datetime.fromisoformat(_created_at)

        _updated_at = REST.pop("updated_at", UNSET)
        updated_at: datetime.datetime | Unset
        if isinstance(_updated_at, Unset):
            updated_at = UNSET
        else:
            updated_at = datetime.datetime.fromisoformat(_updated_at)

        _calls = REST.pop("calls", UNSET)
        calls: list[Call] | Unset = UNSET
        if _calls is not UNSET:
            calls = []
            for calls_item_data in _calls:
                calls_item = Call.from_dict(calls_item_data)

                calls.append(calls_item)

        has_more_calls = REST.pop("has_more_calls", UNSET)

        READ = CLS(
            id=id,
            project_id=project_id,
            patient_id=patient_id,
            status=status,
            task_type=task_type,
            task=task,
            task_outcome=task_outcome,
            created_at=created_at,
            updated_at=updated_at,
            calls=calls,
            has_more_calls=has_more_calls,
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
