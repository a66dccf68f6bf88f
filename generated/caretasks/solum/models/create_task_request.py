# Generated from specs/solum/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Not to be edited: `make regenerate`.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="CreateTaskRequest")


@_attrs_define
class CreateTaskRequest:
    """A task for the front desk"""

    title: str
    """ What the task is, in a line """
    description: str
    """ What is to be done """
    assigned_user_ids: list[str]
    """ The users who are to do it """
    created_by_id: str
    """ The user who creates the task """
    deadline: datetime.datetime
    """ When the task has to be done """
    tags: list[str] | None | Unset = UNSET
    """ Labels for sorting tasks """
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
    status: str | Unset = "pending"
    """ How far the task has come """
    priority: str | Unset = "medium"
    """ How urgent the task is """
    type_: None | str | Unset = UNSET
    """ What kind of task it is """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        title = self.title

        description = self.description

        assigned_user_ids = self.assigned_user_ids

        created_by_id = self.created_by_id

        deadline = self.deadline.isoformat()

        tags: list[str] | None | Unset
        if isinstance(self.tags, Unset):
            tags = UNSET
        elif isinstance(self.tags, list):
            tags = self.tags

        else:
            tags = self.tags

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

        status = self.status

        priority = self.priority

        type_: None | str | Unset
        if isinstance(self.type_, Unset):
            type_ = UNSET
        else:
            type_ = self.type_

        FIELDS: dict[str, Any] = {}
        FIELDS.update(self.additional_properties)
        FIELDS.update(
            {
                "title": title,
                "description": description,
                "assigned_user_ids": assigned_user_ids,
                "created_by_id": created_by_id,
                "deadline": deadline,
            }
        )
        if tags is not UNSET:
            FIELDS["tags"] = tags
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
        if status is not UNSET:
            FIELDS["status"] = status
        if priority is not UNSET:
            FIELDS["priority"] = priority
        if type_ is not UNSET:
            FIELDS["type"] = type_

        return FIELDS

    @classmethod
    def from_dict(CLS: type[T], SOURCE: Mapping[str, Any], /) -> T:
        REST = dict(SOURCE)
        title = REST.pop("title")

        description = REST.pop("description")

        assigned_user_ids = cast(list[str], REST.pop("assigned_user_ids"))

        created_by_id = REST.pop("created_by_id")

        deadline = datetime.datetime.fromisoformat(REST.pop("deadline"))

        def _parse_tags(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                tags_type_0 = cast(list[str], data)

                return tags_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        tags = _parse_tags(REST.pop("tags", UNSET))

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

        status = REST.pop("status", UNSET)

        priority = REST.pop("priority", UNSET)

        def _parse_type_(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        type_ = _parse_type_(REST.pop("type", UNSET))

        READ = CLS(
            title=title,
            description=description,
            assigned_user_ids=assigned_user_ids,
            created_by_id=created_by_id,
            deadline=deadline,
            tags=tags,
            call_id=call_id,
            fax_id=fax_id,
            assistant_id=assistant_id,
            session_id=session_id,
            patient_id=patient_id,
            status=status,
            priority=priority,
            type_=type_,
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
