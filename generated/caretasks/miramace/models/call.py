# Generated from specs/miramace/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from caretasks.client import decoding as _decoding
from caretasks.client.model import Field as _Field
from caretasks.client.model import Model as _Model
from caretasks.client.model import ModelSpec as _ModelSpec
from caretasks.client.model import define as _define
from caretasks.client.types import UNSET, Unset

from ..models.call_status import CallStatus

if TYPE_CHECKING:
    from ..models.transcript_message import TranscriptMessage


@_define(repr=False, init=False)
class Call(_Model[Any]):
    """A telephone call of a task"""

    id: UUID | Unset = UNSET
    """The ID of the call"""

    project_id: UUID | Unset = UNSET
    """The ID of the project that the call belongs to"""

    patient_id: UUID | Unset = UNSET
    """The ID of the patient"""

    status: CallStatus | Unset = UNSET
    """The status of a call"""

    call_outcome: str | Unset = UNSET
    """The outcome of the call"""

    created_at: datetime.datetime | Unset = UNSET
    """The creation time of the call"""

    updated_at: datetime.datetime | Unset = UNSET
    """The time of the last update of the call"""

    recording_url: None | str | Unset = UNSET
    """The URL of the recording"""

    transcripts: list[TranscriptMessage] | None | Unset = UNSET
    """The transcript, in chronological order. Only with `include_transcript`."""

    if TYPE_CHECKING:

        def __init__(
            self,
            id: UUID | str | Unset = ...,
            project_id: UUID | str | Unset = ...,
            patient_id: UUID | str | Unset = ...,
            status: CallStatus | Literal["CREATED", "SUCCESS", "FAILED", "IN_PROGRESS", "ENDED"] | str | Unset = ...,
            call_outcome: str | Unset = ...,
            created_at: datetime.datetime | str | Unset = ...,
            updated_at: datetime.datetime | str | Unset = ...,
            recording_url: str | None | Unset = ...,
            transcripts: list[TranscriptMessage] | None | Unset = ...,
            *,
            additional_properties: dict[str, Any] = ...,
        ) -> None: ...

    @staticmethod
    def _spec() -> _ModelSpec:
        from ..models.transcript_message import TranscriptMessage

        return _ModelSpec(
            _Field("id", _decoding.uuid, parsed=True),
            _Field("project_id", _decoding.uuid, parsed=True),
            _Field("patient_id", _decoding.uuid, parsed=True, sensitive=True),
            _Field("status", _decoding.enum(CallStatus), parsed=True),
            _Field("call_outcome", _decoding.string, sensitive=True),
            _Field("created_at", _decoding.date_time, parsed=True),
            _Field("updated_at", _decoding.date_time, parsed=True),
            _Field("recording_url", _decoding.nullable(_decoding.string), sensitive=True),
            _Field("transcripts", _decoding.nullable(_decoding.models(TranscriptMessage)), sensitive=True),
        )
