# Generated from specs/solum/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from caretasks.client import decoding as _decoding
from caretasks.client.model import Field as _Field
from caretasks.client.model import Model as _Model
from caretasks.client.model import ModelSpec as _ModelSpec
from caretasks.client.model import define as _define
from caretasks.client.types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.task_external_message_ids import TaskExternalMessageIds


@_define(repr=False, init=False)
class Task(_Model[Any]):
    """A task of the front desk"""

    id: UUID
    """The ID of the task"""

    title: str
    """A short title"""

    description: str
    """The instructions of the task"""

    tags: list[str]
    """Labels of the task"""

    deadline: datetime.datetime
    """When the task is due"""

    created_at: datetime.datetime
    """The creation time of the task"""

    updated_at: datetime.datetime
    """The time of the last update of the task"""

    priority: str
    """The priority of the task"""

    created_by_id: str
    """The ID of the user who created the task"""

    company_id: str
    """The ID of the company that the task belongs to"""

    version: int
    """The version of the task"""

    status: str
    """The status of the task"""

    call_id: None | str | Unset = UNSET
    """The ID of the call that the task is about"""

    fax_id: None | str | Unset = UNSET
    """The ID of the fax that the task is about"""

    assistant_id: None | str | Unset = UNSET
    """The ID of the assistant that the task is about"""

    session_id: None | str | Unset = UNSET
    """The ID of the session that the task is about"""

    patient_id: None | str | Unset = UNSET
    """The ID of the patient"""

    type_: None | str | Unset = UNSET
    """The type of the task"""

    external_message_ids: TaskExternalMessageIds | Unset = UNSET
    """IDs of messages in other systems"""

    if TYPE_CHECKING:

        def __init__(
            self,
            id: UUID | str,
            title: str,
            description: str,
            tags: list[str],
            deadline: datetime.datetime | str,
            created_at: datetime.datetime | str,
            updated_at: datetime.datetime | str,
            priority: str,
            created_by_id: str,
            company_id: str,
            version: int,
            status: str,
            call_id: str | None | Unset = ...,
            fax_id: str | None | Unset = ...,
            assistant_id: str | None | Unset = ...,
            session_id: str | None | Unset = ...,
            patient_id: str | None | Unset = ...,
            type_: str | None | Unset = ...,
            external_message_ids: TaskExternalMessageIds | Unset = ...,
            *,
            additional_properties: dict[str, Any] = ...,
        ) -> None: ...

    @staticmethod
    def _spec() -> _ModelSpec:
        from ..models.task_external_message_ids import TaskExternalMessageIds

        return _ModelSpec(
            _Field("id", _decoding.uuid, required="uuid", parsed=True),
            _Field("title", _decoding.string, required="string", sensitive=True),
            _Field("description", _decoding.string, required="string", sensitive=True),
            _Field("tags", _decoding.array(_decoding.string), required="array"),
            _Field("deadline", _decoding.date_time, required="date-time", parsed=True),
            _Field("created_at", _decoding.date_time, required="date-time", parsed=True),
            _Field("updated_at", _decoding.date_time, required="date-time", parsed=True),
            _Field("priority", _decoding.string, required="string"),
            _Field("created_by_id", _decoding.string, required="string"),
            _Field("company_id", _decoding.string, required="string"),
            _Field("version", _decoding.integer, required="integer"),
            _Field("status", _decoding.string, required="string"),
            _Field("call_id", _decoding.nullable(_decoding.string)),
            _Field("fax_id", _decoding.nullable(_decoding.string)),
            _Field("assistant_id", _decoding.nullable(_decoding.string)),
            _Field("session_id", _decoding.nullable(_decoding.string)),
            _Field("patient_id", _decoding.nullable(_decoding.string), sensitive=True),
            _Field("type_", _decoding.nullable(_decoding.string), key="type"),
            _Field("external_message_ids", _decoding.model(TaskExternalMessageIds), has_models=True),
        )
