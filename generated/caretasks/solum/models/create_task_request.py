# Generated from specs/solum/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Not to be edited: `make regenerate`.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import reading as _reading
from .. import showing as _showing
from .. import writing as _writing
from ..types import UNSET, Unset

_NAMES = frozenset[str](
    (
        "title",
        "description",
        "assigned_user_ids",
        "created_by_id",
        "deadline",
        "tags",
        "call_id",
        "fax_id",
        "assistant_id",
        "session_id",
        "patient_id",
        "status",
        "priority",
        "type",
    )
)


@_attrs_define(repr=False)
class CreateTaskRequest:
    """A task for the front desk"""

    title: str
    """ A short title """

    description: str
    """ The instructions of the task """

    assigned_user_ids: list[str]
    """ The IDs of the users to whom the task is assigned """

    created_by_id: str
    """ The ID of the user who creates the task """

    deadline: datetime.datetime
    """ When the task is due """

    tags: list[str] | None | Unset = UNSET
    """ Labels of the task """

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

    status: str | Unset = "pending"
    """ The status of the task """

    priority: str | Unset = "medium"
    """ The priority of the task """

    type_: None | str | Unset = UNSET
    """ The type of the task """

    additional_properties: dict[str, Any] = _attrs_field(kw_only=True, factory=dict[str, Any])
    """What came, or is to be sent, beside the documented fields. """

    def __repr__(self) -> str:
        return _showing.shown(
            "CreateTaskRequest",
            (
                ("title", _showing.HIDDEN),
                ("description", _showing.HIDDEN),
                ("assigned_user_ids", _showing.scalar(self.assigned_user_ids)),
                ("created_by_id", _showing.scalar(self.created_by_id)),
                ("deadline", _showing.scalar(self.deadline)),
                ("tags", _showing.scalar(self.tags)),
                ("call_id", _showing.scalar(self.call_id)),
                ("fax_id", _showing.scalar(self.fax_id)),
                ("assistant_id", _showing.scalar(self.assistant_id)),
                ("session_id", _showing.scalar(self.session_id)),
                ("patient_id", _showing.HIDDEN),
                ("status", _showing.scalar(self.status)),
                ("priority", _showing.scalar(self.priority)),
                ("type_", _showing.scalar(self.type_)),
                ("additional_properties", _showing.HIDDEN),
            ),
        )

    # Any: a field may be UNSET, or what came in its place, whatever its type says.
    def to_dict(self: Any) -> dict[str, Any]:
        """As JSON: what was read, or what is to be sent, with the names of the document."""
        result: dict[str, Any] = {**self.additional_properties}
        value = self.title
        if value is not UNSET:
            result["title"] = value if value.__class__ is str else _writing.written(value)
        value = self.description
        if value is not UNSET:
            result["description"] = value if value.__class__ is str else _writing.written(value)
        value = self.assigned_user_ids
        if value is not UNSET:
            result["assigned_user_ids"] = value if value.__class__ is str else _writing.written(value)
        value = self.created_by_id
        if value is not UNSET:
            result["created_by_id"] = value if value.__class__ is str else _writing.written(value)
        value = self.deadline
        if value is not UNSET:
            result["deadline"] = value if value.__class__ is str else _writing.written(value)
        value = self.tags
        if value is not UNSET:
            result["tags"] = value if value.__class__ is str else _writing.written(value)
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
        value = self.status
        if value is not UNSET:
            result["status"] = value if value.__class__ is str else _writing.written(value)
        value = self.priority
        if value is not UNSET:
            result["priority"] = value if value.__class__ is str else _writing.written(value)
        value = self.type_
        if value is not UNSET:
            result["type"] = value if value.__class__ is str else _writing.written(value)
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

        if "assigned_user_ids" in source:
            known += 1
            read.assigned_user_ids = _reading.array(_reading.string)(
                source["assigned_user_ids"], drift, at, "/assigned_user_ids"
            )
        else:
            read.assigned_user_ids = _reading.missing(drift, at, "/assigned_user_ids", "array")

        if "created_by_id" in source:
            known += 1
            value = source["created_by_id"]
            read.created_by_id = (
                value if value.__class__ is str else _reading.string(value, drift, at, "/created_by_id")
            )
        else:
            read.created_by_id = _reading.missing(drift, at, "/created_by_id", "string")

        if "deadline" in source:
            known += 1
            read.deadline = _reading.date_time(source["deadline"], drift, at, "/deadline")
        else:
            read.deadline = _reading.missing(drift, at, "/deadline", "date-time")

        if "tags" in source:
            known += 1
            read.tags = _reading.nullable(_reading.array(_reading.string))(source["tags"], drift, at, "/tags")
        else:
            read.tags = UNSET

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

        if "status" in source:
            known += 1
            value = source["status"]
            read.status = value if value.__class__ is str else _reading.string(value, drift, at, "/status")
        else:
            read.status = UNSET

        if "priority" in source:
            known += 1
            value = source["priority"]
            read.priority = value if value.__class__ is str else _reading.string(value, drift, at, "/priority")
        else:
            read.priority = UNSET

        if "type" in source:
            known += 1
            value = source["type"]
            read.type_ = (
                value if value.__class__ is str else _reading.nullable(_reading.string)(value, drift, at, "/type")
            )
        else:
            read.type_ = UNSET

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
