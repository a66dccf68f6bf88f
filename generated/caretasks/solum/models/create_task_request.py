# Generated from specs/solum/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from caretasks.client import decoding as _decoding
from caretasks.client.model import Field as _Field
from caretasks.client.model import Model as _Model
from caretasks.client.model import ModelSpec as _ModelSpec
from caretasks.client.model import define as _define
from caretasks.client.types import UNSET, Unset


@_define(repr=False, init=False)
class CreateTaskRequest(_Model[Any]):
    """A task for the front desk"""

    title: str
    """A short title"""

    description: str
    """The instructions of the task"""

    assigned_user_ids: list[str]
    """The IDs of the users to whom the task is assigned"""

    created_by_id: str
    """The ID of the user who creates the task"""

    deadline: datetime.datetime
    """When the task is due"""

    tags: list[str] | None | Unset = UNSET
    """Labels of the task"""

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

    status: str | Unset = "pending"
    """The status of the task"""

    priority: str | Unset = "medium"
    """The priority of the task"""

    type_: None | str | Unset = UNSET
    """The type of the task"""

    if TYPE_CHECKING:

        def __init__(
            self,
            title: str,
            description: str,
            assigned_user_ids: list[str],
            created_by_id: str,
            deadline: datetime.datetime | str,
            tags: list[str] | None | Unset = ...,
            call_id: str | None | Unset = ...,
            fax_id: str | None | Unset = ...,
            assistant_id: str | None | Unset = ...,
            session_id: str | None | Unset = ...,
            patient_id: str | None | Unset = ...,
            status: str | Unset = ...,
            priority: str | Unset = ...,
            type_: str | None | Unset = ...,
            *,
            additional_properties: dict[str, Any] = ...,
        ) -> None: ...

    @staticmethod
    def _spec() -> _ModelSpec:

        return _ModelSpec(
            _Field("title", _decoding.string, required="string", sensitive=True),
            _Field("description", _decoding.string, required="string", sensitive=True),
            _Field("assigned_user_ids", _decoding.array(_decoding.string), required="array"),
            _Field("created_by_id", _decoding.string, required="string"),
            _Field("deadline", _decoding.date_time, required="date-time", parsed=True),
            _Field("tags", _decoding.nullable(_decoding.array(_decoding.string))),
            _Field("call_id", _decoding.nullable(_decoding.string)),
            _Field("fax_id", _decoding.nullable(_decoding.string)),
            _Field("assistant_id", _decoding.nullable(_decoding.string)),
            _Field("session_id", _decoding.nullable(_decoding.string)),
            _Field("patient_id", _decoding.nullable(_decoding.string), sensitive=True),
            _Field("status", _decoding.string),
            _Field("priority", _decoding.string),
            _Field("type_", _decoding.nullable(_decoding.string), key="type"),
        )
