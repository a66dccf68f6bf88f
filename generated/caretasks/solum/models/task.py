# Generated from specs/solum/openapi.yaml by openapi-python-client 0.29.1
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
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.task_external_message_ids import TaskExternalMessageIds

_NAMES = frozenset[str](
    (
        "id",
        "title",
        "description",
        "tags",
        "deadline",
        "created_at",
        "updated_at",
        "priority",
        "created_by_id",
        "company_id",
        "version",
        "status",
        "call_id",
        "fax_id",
        "assistant_id",
        "session_id",
        "patient_id",
        "type",
        "external_message_ids",
    )
)


@_attrs_define(repr=False)
class Task:
    """A task of the front desk"""

    id: UUID
    """ The ID of the task """

    title: str
    """ A short title """

    description: str
    """ The instructions of the task """

    tags: list[str]
    """ Labels of the task """

    deadline: datetime.datetime
    """ When the task is due """

    created_at: datetime.datetime
    """ The creation time of the task """

    updated_at: datetime.datetime
    """ The time of the last update of the task """

    priority: str
    """ The priority of the task """

    created_by_id: str
    """ The ID of the user who created the task """

    company_id: str
    """ The ID of the company that the task belongs to """

    version: int
    """ The version of the task """

    status: str
    """ The status of the task """

    call_id: None | str | Unset = UNSET
    """ The ID of the call that the task is about """

    fax_id: None | str | Unset = UNSET
    """ The ID of the fax that the task is about """

    assistant_id: None | str | Unset = UNSET
    """ The ID of the assistant that the task is about """

    session_id: None | str | Unset = UNSET
    """ The ID of the session that the task is about """

    patient_id: None | str | Unset = UNSET
    """ The ID of the patient """

    type_: None | str | Unset = UNSET
    """ The type of the task """

    external_message_ids: TaskExternalMessageIds | Unset = UNSET
    """ IDs of messages in other systems """

    additional_properties: dict[str, Any] = _attrs_field(kw_only=True, factory=dict[str, Any])
    """What came, or is to be sent, beside the documented fields. """

    def __repr__(self) -> str:
        return _showing.shown(
            "Task",
            (
                ("id", _showing.scalar(self.id)),
                ("title", _showing.HIDDEN),
                ("description", _showing.HIDDEN),
                ("tags", _showing.scalar(self.tags)),
                ("deadline", _showing.scalar(self.deadline)),
                ("created_at", _showing.scalar(self.created_at)),
                ("updated_at", _showing.scalar(self.updated_at)),
                ("priority", _showing.scalar(self.priority)),
                ("created_by_id", _showing.scalar(self.created_by_id)),
                ("company_id", _showing.scalar(self.company_id)),
                ("version", _showing.scalar(self.version)),
                ("status", _showing.scalar(self.status)),
                ("call_id", _showing.scalar(self.call_id)),
                ("fax_id", _showing.scalar(self.fax_id)),
                ("assistant_id", _showing.scalar(self.assistant_id)),
                ("session_id", _showing.scalar(self.session_id)),
                ("patient_id", _showing.HIDDEN),
                ("type_", _showing.scalar(self.type_)),
                ("external_message_ids", _showing.parts(self.external_message_ids)),
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
        value = self.title
        if value is not UNSET:
            result["title"] = value if value.__class__ is str else _writing.written(value)
        value = self.description
        if value is not UNSET:
            result["description"] = value if value.__class__ is str else _writing.written(value)
        value = self.tags
        if value is not UNSET:
            result["tags"] = value if value.__class__ is str else _writing.written(value)
        value = self.deadline
        if value is not UNSET:
            result["deadline"] = value if value.__class__ is str else _writing.written(value)
        value = self.created_at
        if value is not UNSET:
            result["created_at"] = value if value.__class__ is str else _writing.written(value)
        value = self.updated_at
        if value is not UNSET:
            result["updated_at"] = value if value.__class__ is str else _writing.written(value)
        value = self.priority
        if value is not UNSET:
            result["priority"] = value if value.__class__ is str else _writing.written(value)
        value = self.created_by_id
        if value is not UNSET:
            result["created_by_id"] = value if value.__class__ is str else _writing.written(value)
        value = self.company_id
        if value is not UNSET:
            result["company_id"] = value if value.__class__ is str else _writing.written(value)
        value = self.version
        if value is not UNSET:
            result["version"] = value if value.__class__ is str else _writing.written(value)
        value = self.status
        if value is not UNSET:
            result["status"] = value if value.__class__ is str else _writing.written(value)
        value = self.call_id
        if value is not UNSET:
            result["call_id"] = value if value.__class__ is str else _writing.written(value)
        value = self.fax_id
        if value is not UNSET:
            result["fax_id"] = value if value.__class__ is str else _writing.written(value)
        value = self.assistant_id
        if value is not UNSET:
            result["assistant_id"] = value if value.__class__ is str else _writing.written(value)
        value = self.session_id
        if value is not UNSET:
            result["session_id"] = value if value.__class__ is str else _writing.written(value)
        value = self.patient_id
        if value is not UNSET:
            result["patient_id"] = value if value.__class__ is str else _writing.written(value)
        value = self.type_
        if value is not UNSET:
            result["type"] = value if value.__class__ is str else _writing.written(value)
        value = self.external_message_ids
        if value is not UNSET:
            result["external_message_ids"] = value if value.__class__ is str else _writing.written(value)
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
            read.id = _reading.missing(drift, at, "/id", "uuid")

        if "title" in source:
            known += 1
            value = source["title"]
            read.title = value if value.__class__ is str else _reading.string(value, drift, at, "/title")
        else:
            read.title = _reading.missing(drift, at, "/title", "string")

        if "description" in source:
            known += 1
            value = source["description"]
            read.description = value if value.__class__ is str else _reading.string(value, drift, at, "/description")
        else:
            read.description = _reading.missing(drift, at, "/description", "string")

        if "tags" in source:
            known += 1
            read.tags = _reading.array(_reading.string)(source["tags"], drift, at, "/tags")
        else:
            read.tags = _reading.missing(drift, at, "/tags", "array")

        if "deadline" in source:
            known += 1
            read.deadline = _reading.date_time(source["deadline"], drift, at, "/deadline")
        else:
            read.deadline = _reading.missing(drift, at, "/deadline", "date-time")

        if "created_at" in source:
            known += 1
            read.created_at = _reading.date_time(source["created_at"], drift, at, "/created_at")
        else:
            read.created_at = _reading.missing(drift, at, "/created_at", "date-time")

        if "updated_at" in source:
            known += 1
            read.updated_at = _reading.date_time(source["updated_at"], drift, at, "/updated_at")
        else:
            read.updated_at = _reading.missing(drift, at, "/updated_at", "date-time")

        if "priority" in source:
            known += 1
            value = source["priority"]
            read.priority = value if value.__class__ is str else _reading.string(value, drift, at, "/priority")
        else:
            read.priority = _reading.missing(drift, at, "/priority", "string")

        if "created_by_id" in source:
            known += 1
            value = source["created_by_id"]
            read.created_by_id = (
                value if value.__class__ is str else _reading.string(value, drift, at, "/created_by_id")
            )
        else:
            read.created_by_id = _reading.missing(drift, at, "/created_by_id", "string")

        if "company_id" in source:
            known += 1
            value = source["company_id"]
            read.company_id = value if value.__class__ is str else _reading.string(value, drift, at, "/company_id")
        else:
            read.company_id = _reading.missing(drift, at, "/company_id", "string")

        if "version" in source:
            known += 1
            read.version = _reading.integer(source["version"], drift, at, "/version")
        else:
            read.version = _reading.missing(drift, at, "/version", "integer")

        if "status" in source:
            known += 1
            value = source["status"]
            read.status = value if value.__class__ is str else _reading.string(value, drift, at, "/status")
        else:
            read.status = _reading.missing(drift, at, "/status", "string")

        if "call_id" in source:
            known += 1
            value = source["call_id"]
            read.call_id = (
                value if value.__class__ is str else _reading.nullable(_reading.string)(value, drift, at, "/call_id")
            )
        else:
            read.call_id = UNSET

        if "fax_id" in source:
            known += 1
            value = source["fax_id"]
            read.fax_id = (
                value if value.__class__ is str else _reading.nullable(_reading.string)(value, drift, at, "/fax_id")
            )
        else:
            read.fax_id = UNSET

        if "assistant_id" in source:
            known += 1
            value = source["assistant_id"]
            read.assistant_id = (
                value
                if value.__class__ is str
                else _reading.nullable(_reading.string)(value, drift, at, "/assistant_id")
            )
        else:
            read.assistant_id = UNSET

        if "session_id" in source:
            known += 1
            value = source["session_id"]
            read.session_id = (
                value if value.__class__ is str else _reading.nullable(_reading.string)(value, drift, at, "/session_id")
            )
        else:
            read.session_id = UNSET

        if "patient_id" in source:
            known += 1
            value = source["patient_id"]
            read.patient_id = (
                value if value.__class__ is str else _reading.nullable(_reading.string)(value, drift, at, "/patient_id")
            )
        else:
            read.patient_id = UNSET

        if "type" in source:
            known += 1
            value = source["type"]
            read.type_ = (
                value if value.__class__ is str else _reading.nullable(_reading.string)(value, drift, at, "/type")
            )
        else:
            read.type_ = UNSET

        if "external_message_ids" in source:
            known += 1
            read.external_message_ids = _reading.model(_models.TaskExternalMessageIds)(
                source["external_message_ids"], drift, at, "/external_message_ids"
            )
        else:
            read.external_message_ids = UNSET

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
