# Generated from specs/miramace/openapi.yaml by openapi-python-client 0.29.1
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
    from ..models.transcript_message import TranscriptMessage

_NAMES = frozenset[str](
    (
        "id",
        "project_id",
        "patient_id",
        "status",
        "call_outcome",
        "created_at",
        "updated_at",
        "recording_url",
        "transcripts",
    )
)


@_attrs_define(repr=False)
class Call:
    """A telephone call of a task"""

    id: UUID | Unset = UNSET
    """ The ID of the call """

    project_id: UUID | Unset = UNSET
    """ The ID of the project that the call belongs to """

    patient_id: UUID | Unset = UNSET
    """ The ID of the patient """

    status: str | Unset = UNSET
    """ The status of the call """

    call_outcome: str | Unset = UNSET
    """ The outcome of the call """

    created_at: datetime.datetime | Unset = UNSET
    """ The creation time of the call """

    updated_at: datetime.datetime | Unset = UNSET
    """ The time of the last update of the call """

    recording_url: str | Unset = UNSET
    """ The URL of the recording """

    transcripts: list[TranscriptMessage] | Unset = UNSET
    """ The transcript, in chronological order. Only with `include_transcript`. """

    additional_properties: dict[str, Any] = _attrs_field(kw_only=True, factory=dict[str, Any])
    """What came, or is to be sent, beside the documented fields. """

    def __repr__(self) -> str:
        return _showing.shown(
            "Call",
            (
                ("id", _showing.scalar(self.id)),
                ("project_id", _showing.scalar(self.project_id)),
                ("patient_id", _showing.HIDDEN),
                ("status", _showing.scalar(self.status)),
                ("call_outcome", _showing.HIDDEN),
                ("created_at", _showing.scalar(self.created_at)),
                ("updated_at", _showing.scalar(self.updated_at)),
                ("recording_url", _showing.HIDDEN),
                ("transcripts", _showing.HIDDEN),
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
        value = self.project_id
        if value is not UNSET:
            result["project_id"] = value if value.__class__ is str else _writing.written(value)
        value = self.patient_id
        if value is not UNSET:
            result["patient_id"] = value if value.__class__ is str else _writing.written(value)
        value = self.status
        if value is not UNSET:
            result["status"] = value if value.__class__ is str else _writing.written(value)
        value = self.call_outcome
        if value is not UNSET:
            result["call_outcome"] = value if value.__class__ is str else _writing.written(value)
        value = self.created_at
        if value is not UNSET:
            result["created_at"] = value if value.__class__ is str else _writing.written(value)
        value = self.updated_at
        if value is not UNSET:
            result["updated_at"] = value if value.__class__ is str else _writing.written(value)
        value = self.recording_url
        if value is not UNSET:
            result["recording_url"] = value if value.__class__ is str else _writing.written(value)
        value = self.transcripts
        if value is not UNSET:
            result["transcripts"] = value if value.__class__ is str else _writing.written(value)
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
            read.id = UNSET

        if "project_id" in source:
            known += 1
            read.project_id = _reading.uuid(source["project_id"], drift, at, "/project_id")
        else:
            read.project_id = UNSET

        if "patient_id" in source:
            known += 1
            read.patient_id = _reading.uuid(source["patient_id"], drift, at, "/patient_id")
        else:
            read.patient_id = UNSET

        if "status" in source:
            known += 1
            value = source["status"]
            read.status = value if value.__class__ is str else _reading.string(value, drift, at, "/status")
        else:
            read.status = UNSET

        if "call_outcome" in source:
            known += 1
            value = source["call_outcome"]
            read.call_outcome = value if value.__class__ is str else _reading.string(value, drift, at, "/call_outcome")
        else:
            read.call_outcome = UNSET

        if "created_at" in source:
            known += 1
            read.created_at = _reading.date_time(source["created_at"], drift, at, "/created_at")
        else:
            read.created_at = UNSET

        if "updated_at" in source:
            known += 1
            read.updated_at = _reading.date_time(source["updated_at"], drift, at, "/updated_at")
        else:
            read.updated_at = UNSET

        if "recording_url" in source:
            known += 1
            value = source["recording_url"]
            read.recording_url = (
                value if value.__class__ is str else _reading.string(value, drift, at, "/recording_url")
            )
        else:
            read.recording_url = UNSET

        if "transcripts" in source:
            known += 1
            read.transcripts = _reading.models(_models.TranscriptMessage)(
                source["transcripts"], drift, at, "/transcripts"
            )
        else:
            read.transcripts = UNSET

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
