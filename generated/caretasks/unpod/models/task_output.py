# Generated from specs/unpod/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from caretasks.client import decoding as _decoding
from caretasks.client.model import Field as _Field
from caretasks.client.model import Model as _Model
from caretasks.client.model import ModelSpec as _ModelSpec
from caretasks.client.model import define as _define
from caretasks.client.types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.post_call_data import PostCallData
    from ..models.transcript_message import TranscriptMessage


@_define(repr=False)
class TaskOutput(_Model[Any]):
    """The output of the task"""

    call_id: str | Unset = UNSET
    """The ID of the call"""

    start_time: str | Unset = UNSET
    """The start of the call"""

    end_time: str | Unset = UNSET
    """The end of the call"""

    duration: float | Unset = UNSET
    """The duration of the call, in seconds"""

    recording_url: str | Unset = UNSET
    """The URL of the recording"""

    transcript: list[TranscriptMessage] | Unset = UNSET
    """The transcript, in chronological order"""

    post_call_data: PostCallData | Unset = UNSET
    """The analysis of the call"""

    call_type: str | Unset = UNSET
    """The direction of the call"""

    call_status: str | Unset = UNSET
    """The status of the call"""

    call_end_reason: None | str | Unset = UNSET
    """Why the call ended"""

    assistant_number: None | str | Unset = UNSET
    """The phone number of the agent"""

    call_summary: None | str | Unset = UNSET
    """A summary of the call"""

    @staticmethod
    def _spec() -> _ModelSpec:
        from ..models.post_call_data import PostCallData
        from ..models.transcript_message import TranscriptMessage

        return _ModelSpec(
            _Field("call_id", _decoding.string),
            _Field("start_time", _decoding.string),
            _Field("end_time", _decoding.string),
            _Field("duration", _decoding.number),
            _Field("recording_url", _decoding.string, sensitive=True),
            _Field("transcript", _decoding.models(TranscriptMessage), sensitive=True),
            _Field("post_call_data", _decoding.model(PostCallData), sensitive=True),
            _Field("call_type", _decoding.string),
            _Field("call_status", _decoding.string),
            _Field("call_end_reason", _decoding.nullable(_decoding.string)),
            _Field("assistant_number", _decoding.nullable(_decoding.string), sensitive=True),
            _Field("call_summary", _decoding.nullable(_decoding.string), sensitive=True),
        )
