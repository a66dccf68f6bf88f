# Generated from specs/maxcare/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Not to be edited: `make regenerate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import models as _models
from .. import reading as _reading
from .. import showing as _showing
from .. import writing as _writing
from ..models.ehr_type import EhrType
from ..models.sync_status import SyncStatus
from ..models.task_status import TaskStatus
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.assigned_provider import AssignedProvider

_NAMES = frozenset[str](
    (
        "id",
        "status",
        "syncStatus",
        "notes",
        "ehrType",
        "assignedProviders",
        "createdAt",
        "updatedAt",
        "noteId",
    )
)


@_attrs_define(repr=False)
class Task:
    """A task of a clinic"""

    id: str
    """ The ID of the task """

    status: TaskStatus
    """ The status of the task """

    sync_status: SyncStatus
    """ The status of the sync with the EHR """

    notes: str
    """ The instructions of the task """

    ehr_type: EhrType
    """ The type of the clinic's EHR """

    assigned_providers: list[AssignedProvider]
    """ The providers to whom the task is assigned """

    created_at: str
    """ The creation time, with a space instead of the T and a short offset, so not an RFC 3339 date-time """

    updated_at: str
    """ The time of the last update, in the format of `createdAt` """

    note_id: str | Unset = UNSET
    """ The ID of the visit that the task belongs to; omitted if the task belongs to something else """

    additional_properties: dict[str, Any] = _attrs_field(kw_only=True, factory=dict[str, Any])
    """What came, or is to be sent, beside the documented fields. """

    def __repr__(self) -> str:
        return _showing.shown(
            "Task",
            (
                ("id", _showing.scalar(self.id)),
                ("status", _showing.scalar(self.status)),
                ("sync_status", _showing.scalar(self.sync_status)),
                ("notes", _showing.HIDDEN),
                ("ehr_type", _showing.scalar(self.ehr_type)),
                ("assigned_providers", _showing.parts(self.assigned_providers)),
                ("created_at", _showing.scalar(self.created_at)),
                ("updated_at", _showing.scalar(self.updated_at)),
                ("note_id", _showing.HIDDEN),
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
        value = self.status
        if value is not UNSET:
            result["status"] = value if value.__class__ is str else _writing.written(value)
        value = self.sync_status
        if value is not UNSET:
            result["syncStatus"] = value if value.__class__ is str else _writing.written(value)
        value = self.notes
        if value is not UNSET:
            result["notes"] = value if value.__class__ is str else _writing.written(value)
        value = self.ehr_type
        if value is not UNSET:
            result["ehrType"] = value if value.__class__ is str else _writing.written(value)
        value = self.assigned_providers
        if value is not UNSET:
            result["assignedProviders"] = value if value.__class__ is str else _writing.written(value)
        value = self.created_at
        if value is not UNSET:
            result["createdAt"] = value if value.__class__ is str else _writing.written(value)
        value = self.updated_at
        if value is not UNSET:
            result["updatedAt"] = value if value.__class__ is str else _writing.written(value)
        value = self.note_id
        if value is not UNSET:
            result["noteId"] = value if value.__class__ is str else _writing.written(value)
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
            value = source["id"]
            read.id = value if value.__class__ is str else _reading.string(value, drift, at, "/id")
        else:
            read.id = _reading.missing(drift, at, "/id", "string")

        if "status" in source:
            known += 1
            read.status = _reading.enum(_models.TaskStatus)(source["status"], drift, at, "/status")
        else:
            read.status = _reading.missing(drift, at, "/status", "TaskStatus")

        if "syncStatus" in source:
            known += 1
            read.sync_status = _reading.enum(_models.SyncStatus)(source["syncStatus"], drift, at, "/syncStatus")
        else:
            read.sync_status = _reading.missing(drift, at, "/syncStatus", "SyncStatus")

        if "notes" in source:
            known += 1
            value = source["notes"]
            read.notes = value if value.__class__ is str else _reading.string(value, drift, at, "/notes")
        else:
            read.notes = _reading.missing(drift, at, "/notes", "string")

        if "ehrType" in source:
            known += 1
            read.ehr_type = _reading.enum(_models.EhrType)(source["ehrType"], drift, at, "/ehrType")
        else:
            read.ehr_type = _reading.missing(drift, at, "/ehrType", "EhrType")

        if "assignedProviders" in source:
            known += 1
            read.assigned_providers = _reading.models(_models.AssignedProvider)(
                source["assignedProviders"], drift, at, "/assignedProviders"
            )
        else:
            read.assigned_providers = _reading.missing(drift, at, "/assignedProviders", "array")

        if "createdAt" in source:
            known += 1
            value = source["createdAt"]
            read.created_at = value if value.__class__ is str else _reading.string(value, drift, at, "/createdAt")
        else:
            read.created_at = _reading.missing(drift, at, "/createdAt", "string")

        if "updatedAt" in source:
            known += 1
            value = source["updatedAt"]
            read.updated_at = value if value.__class__ is str else _reading.string(value, drift, at, "/updatedAt")
        else:
            read.updated_at = _reading.missing(drift, at, "/updatedAt", "string")

        if "noteId" in source:
            known += 1
            value = source["noteId"]
            read.note_id = value if value.__class__ is str else _reading.string(value, drift, at, "/noteId")
        else:
            read.note_id = UNSET

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
