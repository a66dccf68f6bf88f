# Generated from specs/miramace/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Not to be edited: `make regenerate`.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.transcript_message import TranscriptMessage


T = TypeVar("T", bound="Call")


@_attrs_define
class Call:
    """A telephone call made for a task"""

    id: UUID | Unset = UNSET
    """ The call """
    project_id: UUID | Unset = UNSET
    """ The project that the call belongs to """
    patient_id: UUID | Unset = UNSET
    """ The patient whom the call is about """
    status: str | Unset = UNSET
    """ How the call ended """
    call_outcome: str | Unset = UNSET
    """ What came of the call """
    created_at: datetime.datetime | Unset = UNSET
    """ When the call was created """
    updated_at: datetime.datetime | Unset = UNSET
    """ When the call last changed """
    recording_url: str | Unset = UNSET
    """ Where the recording can be fetched """
    transcripts: list[TranscriptMessage] | Unset = UNSET
    """ What was said, in order. Only when transcripts are asked for. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id: str | Unset = UNSET
        if not isinstance(self.id, Unset):
            id = str(self.id)

        project_id: str | Unset = UNSET
        if not isinstance(self.project_id, Unset):
            project_id = str(self.project_id)

        patient_id: str | Unset = UNSET
        if not isinstance(self.patient_id, Unset):
            patient_id = str(self.patient_id)

        status = self.status

        call_outcome = self.call_outcome

        created_at: str | Unset = UNSET
        if not isinstance(self.created_at, Unset):
            created_at = self.created_at.isoformat()

        updated_at: str | Unset = UNSET
        if not isinstance(self.updated_at, Unset):
            updated_at = self.updated_at.isoformat()

        recording_url = self.recording_url

        transcripts: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.transcripts, Unset):
            transcripts = []
            for transcripts_item_data in self.transcripts:
                transcripts_item = transcripts_item_data.to_dict()
                transcripts.append(transcripts_item)

        FIELDS: dict[str, Any] = {}
        FIELDS.update(self.additional_properties)
        FIELDS.update({})
        if id is not UNSET:
            FIELDS["id"] = id
        if project_id is not UNSET:
            FIELDS["project_id"] = project_id
        if patient_id is not UNSET:
            FIELDS["patient_id"] = patient_id
        if status is not UNSET:
            FIELDS["status"] = status
        if call_outcome is not UNSET:
            FIELDS["call_outcome"] = call_outcome
        if created_at is not UNSET:
            FIELDS["created_at"] = created_at
        if updated_at is not UNSET:
            FIELDS["updated_at"] = updated_at
        if recording_url is not UNSET:
            FIELDS["recording_url"] = recording_url
        if transcripts is not UNSET:
            FIELDS["transcripts"] = transcripts

        return FIELDS

    @classmethod
    def from_dict(CLS: type[T], SOURCE: Mapping[str, Any], /) -> T:
        from ..models.transcript_message import TranscriptMessage  # noqa: PLC0415

        REST = dict(SOURCE)
        _id = REST.pop("id", UNSET)
        id: UUID | Unset
        if isinstance(_id, Unset):
            id = UNSET
        else:
            id = UUID(_id)

        _project_id = REST.pop("project_id", UNSET)
        project_id: UUID | Unset
        if isinstance(_project_id, Unset):
            project_id = UNSET
        else:
            project_id = UUID(_project_id)

        _patient_id = REST.pop("patient_id", UNSET)
        patient_id: UUID | Unset
        if isinstance(_patient_id, Unset):
            patient_id = UNSET
        else:
            patient_id = UUID(_patient_id)

        status = REST.pop("status", UNSET)

        call_outcome = REST.pop("call_outcome", UNSET)

        _created_at = REST.pop("created_at", UNSET)
        created_at: datetime.datetime | Unset
        if isinstance(_created_at, Unset):
            created_at = UNSET
        else:
            created_at = datetime.datetime.fromisoformat(_created_at)

        _updated_at = REST.pop("updated_at", UNSET)
        updated_at: datetime.datetime | Unset
        if isinstance(_updated_at, Unset):
            updated_at = UNSET
        else:
            updated_at = datetime.datetime.fromisoformat(_updated_at)

        recording_url = REST.pop("recording_url", UNSET)

        _transcripts = REST.pop("transcripts", UNSET)
        transcripts: list[TranscriptMessage] | Unset = UNSET
        if _transcripts is not UNSET:
            transcripts = []
            for transcripts_item_data in _transcripts:
                transcripts_item = TranscriptMessage.from_dict(transcripts_item_data)

                transcripts.append(transcripts_item)

        READ = CLS(
            id=id,
            project_id=project_id,
            patient_id=patient_id,
            status=status,
            call_outcome=call_outcome,
            created_at=created_at,
            updated_at=updated_at,
            recording_url=recording_url,
            transcripts=transcripts,
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
