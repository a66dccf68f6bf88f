# Generated from specs/unpod/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Not to be edited: `make regenerate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.post_call_data import PostCallData
    from ..models.transcript_message import TranscriptMessage


T = TypeVar("T", bound="TaskOutput")


@_attrs_define
class TaskOutput:
    """What came of the task"""

    call_id: str | Unset = UNSET
    """ The call """
    start_time: str | Unset = UNSET
    """ When the call began """
    end_time: str | Unset = UNSET
    """ When the call ended """
    duration: float | Unset = UNSET
    """ How long the call took, in seconds """
    recording_url: str | Unset = UNSET
    """ Where the recording can be fetched """
    transcript: list[TranscriptMessage] | Unset = UNSET
    """ What was said, in order """
    post_call_data: PostCallData | Unset = UNSET
    """ The analysis of the call """
    call_type: str | Unset = UNSET
    """ Who called whom """
    call_status: str | Unset = UNSET
    """ How the call ended """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        call_id = self.call_id

        start_time = self.start_time

        end_time = self.end_time

        duration = self.duration

        recording_url = self.recording_url

        transcript: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.transcript, Unset):
            transcript = []
            for transcript_item_data in self.transcript:
                transcript_item = transcript_item_data.to_dict()
                transcript.append(transcript_item)

        post_call_data: dict[str, Any] | Unset = UNSET
        if not isinstance(self.post_call_data, Unset):
            post_call_data = self.post_call_data.to_dict()

        call_type = self.call_type

        call_status = self.call_status

        FIELDS: dict[str, Any] = {}
        FIELDS.update(self.additional_properties)
        FIELDS.update({})
        if call_id is not UNSET:
            FIELDS["call_id"] = call_id
        if start_time is not UNSET:
            FIELDS["start_time"] = start_time
        if end_time is not UNSET:
            FIELDS["end_time"] = end_time
        if duration is not UNSET:
            FIELDS["duration"] = duration
        if recording_url is not UNSET:
            FIELDS["recording_url"] = recording_url
        if transcript is not UNSET:
            FIELDS["transcript"] = transcript
        if post_call_data is not UNSET:
            FIELDS["post_call_data"] = post_call_data
        if call_type is not UNSET:
            FIELDS["call_type"] = call_type
        if call_status is not UNSET:
            FIELDS["call_status"] = call_status

        return FIELDS

    @classmethod
    def from_dict(CLS: type[T], SOURCE: Mapping[str, Any], /) -> T:
        from ..models.post_call_data import PostCallData  # noqa: PLC0415
        from ..models.transcript_message import TranscriptMessage  # noqa: PLC0415

        REST = dict(SOURCE)
        call_id = REST.pop("call_id", UNSET)

        start_time = REST.pop("start_time", UNSET)

        end_time = REST.pop("end_time", UNSET)

        duration = REST.pop("duration", UNSET)

        recording_url = REST.pop("recording_url", UNSET)

        _transcript = REST.pop("transcript", UNSET)
        transcript: list[TranscriptMessage] | Unset = UNSET
        if _transcript is not UNSET:
            transcript = []
            for transcript_item_data in _transcript:
                transcript_item = TranscriptMessage.from_dict(transcript_item_data)

                transcript.append(transcript_item)

        _post_call_data = REST.pop("post_call_data", UNSET)
        post_call_data: PostCallData | Unset
        if isinstance(_post_call_data, Unset):
            post_call_data = UNSET
        else:
            post_call_data = PostCallData.from_dict(_post_call_data)

        call_type = REST.pop("call_type", UNSET)

        call_status = REST.pop("call_status", UNSET)

        READ = CLS(
            call_id=call_id,
            start_time=start_time,
            end_time=end_time,
            duration=duration,
            recording_url=recording_url,
            transcript=transcript,
            post_call_data=post_call_data,
            call_type=call_type,
            call_status=call_status,
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
