# Generated from specs/maxcare/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Not to be edited: `make regenerate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.ehr_type import EhrType
from ..models.sync_status import SyncStatus
from ..models.task_status import TaskStatus
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.assigned_provider import AssignedProvider


T = TypeVar("T", bound="Task")


@_attrs_define
class Task:
    """A task of a clinic"""

    id: str
    """ The task """
    status: TaskStatus
    """ How far the task has come """
    sync_status: SyncStatus
    """ How far the task has been synced with the EHR """
    notes: str
    """ What is to be done """
    ehr_type: EhrType
    """ The EHR that the task is synced with """
    assigned_providers: list[AssignedProvider]
    """ The providers who are to do it """
    created_at: str
    """ When the task was created; a space instead of the T and a short offset, so no RFC 3339 date-time """
    updated_at: str
    """ When the task last changed; written as `createdAt` is """
    note_id: str | Unset = UNSET
    """ The visit that the task is anchored to; absent for a task that is anchored to something else """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        status = self.status.value

        sync_status = self.sync_status.value

        notes = self.notes

        ehr_type = self.ehr_type.value

        assigned_providers = []
        for assigned_providers_item_data in self.assigned_providers:
            assigned_providers_item = assigned_providers_item_data.to_dict()
            assigned_providers.append(assigned_providers_item)

        created_at = self.created_at

        updated_at = self.updated_at

        note_id = self.note_id

        FIELDS: dict[str, Any] = {}
        FIELDS.update(self.additional_properties)
        FIELDS.update(
            {
                "id": id,
                "status": status,
                "syncStatus": sync_status,
                "notes": notes,
                "ehrType": ehr_type,
                "assignedProviders": assigned_providers,
                "createdAt": created_at,
                "updatedAt": updated_at,
            }
        )
        if note_id is not UNSET:
            FIELDS["noteId"] = note_id

        return FIELDS

    @classmethod
    def from_dict(CLS: type[T], SOURCE: Mapping[str, Any], /) -> T:
        from ..models.assigned_provider import AssignedProvider  # noqa: PLC0415

        REST = dict(SOURCE)
        id = REST.pop("id")

        status = TaskStatus(REST.pop("status"))

        sync_status = SyncStatus(REST.pop("syncStatus"))

        notes = REST.pop("notes")

        ehr_type = EhrType(REST.pop("ehrType"))

        assigned_providers = []
        _assigned_providers = REST.pop("assignedProviders")
        for assigned_providers_item_data in _assigned_providers:
            assigned_providers_item = AssignedProvider.from_dict(assigned_providers_item_data)

            assigned_providers.append(assigned_providers_item)

        created_at = REST.pop("createdAt")

        updated_at = REST.pop("updatedAt")

        note_id = REST.pop("noteId", UNSET)

        READ = CLS(
            id=id,
            status=status,
            sync_status=sync_status,
            notes=notes,
            ehr_type=ehr_type,
            assigned_providers=assigned_providers,
            created_at=created_at,
            updated_at=updated_at,
            note_id=note_id,
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
