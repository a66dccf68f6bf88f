# Generated from specs/miramace/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Not to be edited: `make regenerate`.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import models as _models
from .. import reading as _reading
from .. import showing as _showing
from .. import writing as _writing
from ..models.task_status import TaskStatus
from ..models.task_type import TaskType
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.call import Call

_NAMES = frozenset[str](
    (
        "id",
        "project_id",
        "patient_id",
        "status",
        "task_type",
        "task",
        "task_outcome",
        "created_at",
        "updated_at",
        "calls",
        "has_more_calls",
    )
)


@_attrs_define(repr=False)
class Task:
    """A task and its calls"""

    id: UUID | Unset = UNSET
    """ The ID of the task """

    project_id: UUID | Unset = UNSET
    """ The ID of the project that the task belongs to """

    patient_id: UUID | Unset = UNSET
    """ The ID of the patient """

    status: TaskStatus | Unset = UNSET
    """ The status of the task """

    task_type: TaskType | Unset = UNSET
    """ The type of the task. It must be enabled for the project. """

    task: str | Unset = UNSET
    """ The instruction to the voice agent """

    task_outcome: str | Unset = UNSET
    """ The outcome of the task """

    created_at: datetime.datetime | Unset = UNSET
    """ The creation time of the task """

    updated_at: datetime.datetime | Unset = UNSET
    """ The time of the last update of the task """

    calls: list[Call] | Unset = UNSET
    """ The calls of the task """

    has_more_calls: bool | Unset = UNSET
    """ Whether the task has more calls than the response contains """

    additional_properties: dict[str, Any] = _attrs_field(kw_only=True, factory=dict[str, Any])
    """What came, or is to be sent, beside the documented fields. """

    def __repr__(self) -> str:
        return _showing.shown(
            "Task",
            (
                ("id", _showing.scalar(self.id)),
                ("project_id", _showing.scalar(self.project_id)),
                ("patient_id", _showing.HIDDEN),
                ("status", _showing.scalar(self.status)),
                ("task_type", _showing.scalar(self.task_type)),
                ("task", _showing.HIDDEN),
                ("task_outcome", _showing.HIDDEN),
                ("created_at", _showing.scalar(self.created_at)),
                ("updated_at", _showing.scalar(self.updated_at)),
                ("calls", _showing.parts(self.calls)),
                ("has_more_calls", _showing.scalar(self.has_more_calls)),
                ("additional_properties", _showing.HIDDEN),
            ),
        )

    # Any: a field may be UNSET, or what came in its place, whatever its type says.
    def to_dict(self: Any) -> dict[str, Any]:
        """As JSON: what was read, or what is to be sent, with the names of the document."""
        result: dict[str, Any] = {**self.additional_properties}
        value = self.id
        if value is not UNSET:
            result["id"] = value if value.__class__ is str else _writing.written(value)
        value = self.project_id
        if value is not UNSET:
            result["project_id"] = value if value.__class__ is str else _writing.written(value)
        value = self.patient_id
        if value is not UNSET:
            result["patient_id"] = value if value.__class__ is str else _writing.written(value)
        value = self.status
        if value is not UNSET:
            result["status"] = value if value.__class__ is str else _writing.written(value)
        value = self.task_type
        if value is not UNSET:
            result["task_type"] = value if value.__class__ is str else _writing.written(value)
        value = self.task
        if value is not UNSET:
            result["task"] = value if value.__class__ is str else _writing.written(value)
        value = self.task_outcome
        if value is not UNSET:
            result["task_outcome"] = value if value.__class__ is str else _writing.written(value)
        value = self.created_at
        if value is not UNSET:
            result["created_at"] = value if value.__class__ is str else _writing.written(value)
        value = self.updated_at
        if value is not UNSET:
            result["updated_at"] = value if value.__class__ is str else _writing.written(value)
        value = self.calls
        if value is not UNSET:
            result["calls"] = value if value.__class__ is str else _writing.written(value)
        value = self.has_more_calls
        if value is not UNSET:
            result["has_more_calls"] = value if value.__class__ is str else _writing.written(value)
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
        if "id" in source:
            known += 1
            read.id = _reading.uuid(source["id"], drift, at, "/id")
        else:
            read.id = UNSET

        if "project_id" in source:
            known += 1
            read.project_id = _reading.uuid(source["project_id"], drift, at, "/project_id")
        else:
            read.project_id = UNSET

        if "patient_id" in source:
            known += 1
            read.patient_id = _reading.uuid(source["patient_id"], drift, at, "/patient_id")
        else:
            read.patient_id = UNSET

        if "status" in source:
            known += 1
            read.status = _reading.enum(_models.TaskStatus)(source["status"], drift, at, "/status")
        else:
            read.status = UNSET

        if "task_type" in source:
            known += 1
            read.task_type = _reading.enum(_models.TaskType)(source["task_type"], drift, at, "/task_type")
        else:
            read.task_type = UNSET

        if "task" in source:
            known += 1
            value = source["task"]
            read.task = value if value.__class__ is str else _reading.string(value, drift, at, "/task")
        else:
            read.task = UNSET

        if "task_outcome" in source:
            known += 1
            value = source["task_outcome"]
            read.task_outcome = value if value.__class__ is str else _reading.string(value, drift, at, "/task_outcome")
        else:
            read.task_outcome = UNSET

        if "created_at" in source:
            known += 1
            read.created_at = _reading.date_time(source["created_at"], drift, at, "/created_at")
        else:
            read.created_at = UNSET

        if "updated_at" in source:
            known += 1
            read.updated_at = _reading.date_time(source["updated_at"], drift, at, "/updated_at")
        else:
            read.updated_at = UNSET

        if "calls" in source:
            known += 1
            read.calls = _reading.models(_models.Call)(source["calls"], drift, at, "/calls")
        else:
            read.calls = UNSET

        if "has_more_calls" in source:
            known += 1
            read.has_more_calls = _reading.boolean(source["has_more_calls"], drift, at, "/has_more_calls")
        else:
            read.has_more_calls = UNSET

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
