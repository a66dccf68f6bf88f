# Generated from specs/unpod/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
from __future__ import annotations

from typing import Any

from caretasks.client import decoding as _decoding
from caretasks.client.model import Field as _Field
from caretasks.client.model import Model as _Model
from caretasks.client.model import ModelSpec as _ModelSpec
from caretasks.client.model import define as _define
from caretasks.client.types import UNSET, Unset


@_define(repr=False)
class CallLog(_Model[Any]):
    """A call"""

    source_number: str | Unset = UNSET
    """The phone number that called"""

    destination_number: str | Unset = UNSET
    """The phone number that was called"""

    call_type: str | Unset = UNSET
    """The direction of the call"""

    call_status: str | Unset = UNSET
    """The outcome of the call"""

    creation_time: str | Unset = UNSET
    """The creation time of the call"""

    start_time: None | str | Unset = UNSET
    """The time at which the call was answered; null for a missed call"""

    end_time: None | str | Unset = UNSET
    """The end of the call; null for a missed call"""

    call_duration: int | str | Unset = UNSET
    """The duration of the call, in seconds; a string such as `0:05:25` also occurs"""

    end_reason: str | Unset = UNSET
    """Why the call ended"""

    @staticmethod
    def _spec() -> _ModelSpec:

        return _ModelSpec(
            _Field("source_number", _decoding.string, sensitive=True),
            _Field("destination_number", _decoding.string, sensitive=True),
            _Field("call_type", _decoding.string),
            _Field("call_status", _decoding.string),
            _Field("creation_time", _decoding.string),
            _Field("start_time", _decoding.nullable(_decoding.string)),
            _Field("end_time", _decoding.nullable(_decoding.string)),
            _Field("call_duration", _decoding.union(_decoding.integer, _decoding.string)),
            _Field("end_reason", _decoding.string),
        )
