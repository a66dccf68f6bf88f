# Generated from specs/unpod/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Not to be edited: `make regenerate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import models as _models
from .. import reading as _reading
from .. import showing as _showing
from .. import writing as _writing
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.post_call_data import PostCallData
    from ..models.transcript_message import TranscriptMessage

_NAMES = frozenset[str](
    (
        "call_id",
        "start_time",
        "end_time",
        "duration",
        "recording_url",
        "transcript",
        "post_call_data",
        "call_type",
        "call_status",
    )
)


@_attrs_define(repr=False)
class TaskOutput:
    """The output of the task"""

    call_id: str | Unset = UNSET
    """ The ID of the call """

    start_time: str | Unset = UNSET
    """ The start of the call """

    end_time: str | Unset = UNSET
    """ The end of the call """

    duration: float | Unset = UNSET
    """ The duration of the call, in seconds """

    recording_url: str | Unset = UNSET
    """ The URL of the recording """

    transcript: list[TranscriptMessage] | Unset = UNSET
    """ The transcript, in chronological order """

    post_call_data: PostCallData | Unset = UNSET
    """ The analysis of the call """

    call_type: str | Unset = UNSET
    """ The direction of the call """

    call_status: str | Unset = UNSET
    """ The status of the call """

    additional_properties: dict[str, Any] = _attrs_field(kw_only=True, factory=dict[str, Any])
    """What came, or is to be sent, beside the documented fields. """

    def __repr__(self) -> str:
        return _showing.shown(
            "TaskOutput",
            (
                ("call_id", _showing.scalar(self.call_id)),
                ("start_time", _showing.scalar(self.start_time)),
                ("end_time", _showing.scalar(self.end_time)),
                ("duration", _showing.scalar(self.duration)),
                ("recording_url", _showing.HIDDEN),
                ("transcript", _showing.HIDDEN),
                ("post_call_data", _showing.HIDDEN),
                ("call_type", _showing.scalar(self.call_type)),
                ("call_status", _showing.scalar(self.call_status)),
                ("additional_properties", _showing.HIDDEN),
            ),
        )

    # Any: a field may be UNSET, or what came in its place, whatever its type says.
    def to_dict(self: Any) -> dict[str, Any]:
        """As JSON: what was read, or what is to be sent, with the names of the document."""
        result: dict[str, Any] = {**self.additional_properties}
        value = self.call_id
        if value is not UNSET:
            result["call_id"] = value if value.__class__ is str else _writing.written(value)
        value = self.start_time
        if value is not UNSET:
            result["start_time"] = value if value.__class__ is str else _writing.written(value)
        value = self.end_time
        if value is not UNSET:
            result["end_time"] = value if value.__class__ is str else _writing.written(value)
        value = self.duration
        if value is not UNSET:
            result["duration"] = value if value.__class__ is str else _writing.written(value)
        value = self.recording_url
        if value is not UNSET:
            result["recording_url"] = value if value.__class__ is str else _writing.written(value)
        value = self.transcript
        if value is not UNSET:
            result["transcript"] = value if value.__class__ is str else _writing.written(value)
        value = self.post_call_data
        if value is not UNSET:
            result["post_call_data"] = value if value.__class__ is str else _writing.written(value)
        value = self.call_type
        if value is not UNSET:
            result["call_type"] = value if value.__class__ is str else _writing.written(value)
        value = self.call_status
        if value is not UNSET:
            result["call_status"] = value if value.__class__ is str else _writing.written(value)
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
        if "call_id" in source:
            known += 1
            value = source["call_id"]
            read.call_id = value if value.__class__ is str else _reading.string(value, drift, at, "/call_id")
        else:
            read.call_id = UNSET

        if "start_time" in source:
            known += 1
            value = source["start_time"]
            read.start_time = value if value.__class__ is str else _reading.string(value, drift, at, "/start_time")
        else:
            read.start_time = UNSET

        if "end_time" in source:
            known += 1
            value = source["end_time"]
            read.end_time = value if value.__class__ is str else _reading.string(value, drift, at, "/end_time")
        else:
            read.end_time = UNSET

        if "duration" in source:
            known += 1
            read.duration = _reading.number(source["duration"], drift, at, "/duration")
        else:
            read.duration = UNSET

        if "recording_url" in source:
            known += 1
            value = source["recording_url"]
            read.recording_url = (
                value if value.__class__ is str else _reading.string(value, drift, at, "/recording_url")
            )
        else:
            read.recording_url = UNSET

        if "transcript" in source:
            known += 1
            read.transcript = _reading.models(_models.TranscriptMessage)(source["transcript"], drift, at, "/transcript")
        else:
            read.transcript = UNSET

        if "post_call_data" in source:
            known += 1
            read.post_call_data = _reading.model(_models.PostCallData)(
                source["post_call_data"], drift, at, "/post_call_data"
            )
        else:
            read.post_call_data = UNSET

        if "call_type" in source:
            known += 1
            value = source["call_type"]
            read.call_type = value if value.__class__ is str else _reading.string(value, drift, at, "/call_type")
        else:
            read.call_type = UNSET

        if "call_status" in source:
            known += 1
            value = source["call_status"]
            read.call_status = value if value.__class__ is str else _reading.string(value, drift, at, "/call_status")
        else:
            read.call_status = UNSET

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
