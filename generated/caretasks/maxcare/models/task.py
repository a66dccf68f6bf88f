# Generated from specs/maxcare/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from caretasks.client import decoding as _decoding
from caretasks.client.model import Field as _Field
from caretasks.client.model import Model as _Model
from caretasks.client.model import ModelSpec as _ModelSpec
from caretasks.client.model import define as _define
from caretasks.client.types import UNSET, Unset

from ..models.ehr_type import EhrType
from ..models.sync_status import SyncStatus
from ..models.task_status import TaskStatus

if TYPE_CHECKING:
    from ..models.assigned_provider import AssignedProvider


@_define(repr=False, init=False)
class Task(_Model[Any]):
    """A task of a clinic"""

    id: str
    """The ID of the task, which is another one in v2 and in v4"""

    status: TaskStatus
    """The status of the task"""

    sync_status: SyncStatus
    """The status of the sync with the EHR"""

    notes: str
    """The instructions of the task"""

    ehr_type: EhrType
    """The type of the clinic's EHR"""

    assigned_providers: list[AssignedProvider]
    """The providers to whom the task is assigned"""

    created_at: str
    """The creation time, with a space instead of the T and a short offset, so not an RFC 3339 date-time"""

    updated_at: str
    """The time of the last update, in the format of `createdAt`"""

    note_id: str | Unset = UNSET
    """The ID of the visit that the task belongs to; omitted if the task belongs to something else"""

    if TYPE_CHECKING:

        def __init__(
            self,
            id: str,
            status: TaskStatus
            | Literal["new", "not_started", "in_progress", "completed", "cancelled", "deleted"]
            | str,
            sync_status: SyncStatus | Literal["pending", "syncing", "synced", "failed"] | str,
            notes: str,
            ehr_type: EhrType | Literal["modmed", "ezderm"] | str,
            assigned_providers: list[AssignedProvider],
            created_at: str,
            updated_at: str,
            note_id: str | Unset = ...,
            *,
            additional_properties: dict[str, Any] = ...,
        ) -> None: ...

    @staticmethod
    def _spec() -> _ModelSpec:
        from ..models.assigned_provider import AssignedProvider

        return _ModelSpec(
            _Field("id", _decoding.string, required="string"),
            _Field("status", _decoding.enum(TaskStatus), required="TaskStatus", parsed=True),
            _Field("sync_status", _decoding.enum(SyncStatus), key="syncStatus", required="SyncStatus", parsed=True),
            _Field("notes", _decoding.string, required="string", sensitive=True),
            _Field("ehr_type", _decoding.enum(EhrType), key="ehrType", required="EhrType", parsed=True),
            _Field(
                "assigned_providers",
                _decoding.models(AssignedProvider),
                key="assignedProviders",
                required="array",
                has_models=True,
            ),
            _Field("created_at", _decoding.string, key="createdAt", required="string"),
            _Field("updated_at", _decoding.string, key="updatedAt", required="string"),
            _Field("note_id", _decoding.string, key="noteId", sensitive=True),
        )
