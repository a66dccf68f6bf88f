# Generated from specs/solum/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Not to be edited: `make regenerate`.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.task_external_message_ids import TaskExternalMessageIds


T = TypeVar("T", bound="Task")


@_attrs_define
class Task:
    """A task of the front desk"""

    id: UUID
    """ The task """
    title: str
    """ What the task is, in a line """
    description: str
    """ What is to be done """
    tags: list[str]
    """ Labels for sorting tasks """
    deadline: datetime.datetime
    """ When the task has to be done """
    created_at: datetime.datetime
    """ When the task was created """
    updated_at: datetime.datetime
    """ When the task last changed """
    priority: str
    """ How urgent the task is """
    created_by_id: str
    """ The user who created the task """
    company_id: str
    """ The company that the task belongs to """
    version: int
    """ The version of the task """
    status: str
    """ How far the task has come """
    call_id: None | str | Unset = UNSET
    """ The call that the task is about """
    fax_id: None | str | Unset = UNSET
    """ The fax that the task is about """
    assistant_id: None | str | Unset = UNSET
    """ The assistant that the task is about """
    session_id: None | str | Unset = UNSET
    """ The session that the task is about """
    patient_id: None | str | Unset = UNSET
    """ The patient whom the task is about """
    type_: None | str | Unset = UNSET
    """ What kind of task it is """
    external_message_ids: TaskExternalMessageIds | Unset = UNSET
    """ Ids of messages in other systems """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        title = self.title

        description = self.description

        tags = self.tags

        deadline = self.deadline.isoformat()

        created_at = self.created_at.isoformat()

        updated_at = self.updated_at.isoformat()

        priority = self.priority

        created_by_id = self.created_by_id

        company_id = self.company_id

        version = self.version

        status = self.status

        call_id: None | str | Unset
        if isinstance(self.call_id, Unset):
            call_id = UNSET
        else:
            call_id = self.call_id

        fax_id: None | str | Unset
        if isinstance(self.fax_id, Unset):
            fax_id = UNSET
        else:
            fax_id = self.fax_id

        assistant_id: None | str | Unset
        if isinstance(self.assistant_id, Unset):
            assistant_id = UNSET
        else:
            assistant_id = self.assistant_id

        session_id: None | str | Unset
        if isinstance(self.session_id, Unset):
            session_id = UNSET
        else:
            session_id = self.session_id

        patient_id: None | str | Unset
        if isinstance(self.patient_id, Unset):
            patient_id = UNSET
        else:
            patient_id = self.patient_id

        type_: None | str | Unset
        if isinstance(self.type_, Unset):
            type_ = UNSET
        else:
            type_ = self.type_

        external_message_ids: dict[str, Any] | Unset = UNSET
        if not isinstance(self.external_message_ids, Unset):
            external_message_ids = self.external_message_ids.to_dict()

        FIELDS: dict[str, Any] = {}
        FIELDS.update(self.additional_properties)
        FIELDS.update(
            {
                "id": id,
                "title": title,
                "description": description,
                "tags": tags,
                "deadline": deadline,
                "created_at": created_at,
                "updated_at": updated_at,
                "priority": priority,
                "created_by_id": created_by_id,
                "company_id": company_id,
                "version": version,
                "status": status,
            }
        )
        if call_id is not UNSET:
            FIELDS["call_id"] = call_id
        if fax_id is not UNSET:
            FIELDS["fax_id"] = fax_id
        if assistant_id is not UNSET:
            FIELDS["assistant_id"] = assistant_id
        if session_id is not UNSET:
            FIELDS["session_id"] = session_id
        if patient_id is not UNSET:
            FIELDS["patient_id"] = patient_id
        if type_ is not UNSET:
            FIELDS["type"] = type_
        if external_message_ids is not UNSET:
            FIELDS["external_message_ids"] = external_message_ids

        return FIELDS

    @classmethod
    def from_dict(CLS: type[T], SOURCE: Mapping[str, Any], /) -> T:
        from ..models.task_external_message_ids import TaskExternalMessageIds  # noqa: PLC0415

        REST = dict(SOURCE)
        id = UUID(REST.pop("id"))

        title = REST.pop("title")

        description = REST.pop("description")

        tags = cast(list[str], REST.pop("tags"))

        deadline = datetime.datetime.fromisoformat(REST.pop("deadline"))

        created_at = datetime.datetime.fromisoformat(REST.pop("created_at"))

        updated_at = datetime.datetime.fromisoformat(REST.pop("updated_at"))

        priority = REST.pop("priority")

        created_by_id = REST.pop("created_by_id")

        company_id = REST.pop("company_id")

        version = REST.pop("version")

        status = REST.pop("status")

        def _parse_call_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        call_id = _parse_call_id(REST.pop("call_id", UNSET))

        def _parse_fax_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        fax_id = _parse_fax_id(REST.pop("fax_id", UNSET))

        def _parse_assistant_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        assistant_id = _parse_assistant_id(REST.pop("assistant_id", UNSET))

        def _parse_session_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        session_id = _parse_session_id(REST.pop("session_id", UNSET))

        def _parse_patient_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        patient_id = _parse_patient_id(REST.pop("patient_id", UNSET))

        def _parse_type_(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        type_ = _parse_type_(REST.pop("type", UNSET))

        _external_message_ids = REST.pop("external_message_ids", UNSET)
        external_message_ids: TaskExternalMessageIds | Unset
        if isinstance(_external_message_ids, Unset):
            external_message_ids = UNSET
        else:
            external_message_ids = TaskExternalMessageIds.from_dict(_external_message_ids)

        READ = CLS(
            id=id,
            title=title,
            description=description,
            tags=tags,
            deadline=deadline,
            created_at=created_at,
            updated_at=updated_at,
            priority=priority,
            created_by_id=created_by_id,
            company_id=company_id,
            version=version,
            status=status,
            call_id=call_id,
            fax_id=fax_id,
            assistant_id=assistant_id,
            session_id=session_id,
            patient_id=patient_id,
            type_=type_,
            external_message_ids=external_message_ids,
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
