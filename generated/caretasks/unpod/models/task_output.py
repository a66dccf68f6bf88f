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

from .. import models as _models

if TYPE_CHECKING:
    from ..models.post_call_data import PostCallData
    from ..models.transcript_message import TranscriptMessage


@_define(repr=False)
class TaskOutput(_Model[Any]):
    """What came of the task"""

    call_id: str | Unset = UNSET
    """The call"""

    start_time: str | Unset = UNSET
    """When the call began"""

    end_time: str | Unset = UNSET
    """When the call ended"""

    duration: float | Unset = UNSET
    """How long the call took, in seconds"""

    recording_url: str | Unset = UNSET
    """Where the recording can be fetched"""

    transcript: list[TranscriptMessage] | Unset = UNSET
    """What was said, in order"""

    post_call_data: PostCallData | Unset = UNSET
    """The analysis of the call"""

    call_type: str | Unset = UNSET
    """Who called whom"""

    call_status: str | Unset = UNSET
    """How the call ended"""

    @staticmethod
    def _spec() -> _ModelSpec:
        return _ModelSpec(
            _Field("call_id", _decoding.string),
            _Field("start_time", _decoding.string),
            _Field("end_time", _decoding.string),
            _Field("duration", _decoding.number),
            _Field("recording_url", _decoding.string, sensitive=True),
            _Field("transcript", _decoding.models(_models.TranscriptMessage), sensitive=True),
            _Field("post_call_data", _decoding.model(_models.PostCallData), sensitive=True),
            _Field("call_type", _decoding.string),
            _Field("call_status", _decoding.string),
        )
