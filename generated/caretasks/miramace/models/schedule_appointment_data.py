# Generated from specs/miramace/openapi.yaml by openapi-python-client 0.29.1
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
    from ..models.previous_visit import PreviousVisit
    from ..models.provider import Provider


@_define(repr=False)
class ScheduleAppointmentData(_Model[Any]):
    """Information for scheduling an appointment"""

    timeframe_availability: str | Unset = UNSET
    """When the patient is available"""

    speciality_preferences: str | Unset = UNSET
    """The speciality or doctor that the patient prefers"""

    additional_context: str | Unset = UNSET
    """Other information for the voice agent"""

    previous_visits: list[PreviousVisit] | Unset = UNSET
    """Previous visits of the patient"""

    patient_status: str | Unset = UNSET
    """Whether the patient is new or existing"""

    has_referral: bool | Unset = UNSET
    """Whether the patient has been referred"""

    referral: Provider | Unset = UNSET
    """A provider"""

    is_rescheduling: bool | Unset = UNSET
    """Whether to reschedule an existing appointment"""

    existing_appointment: None | str | Unset = UNSET
    """The appointment to reschedule"""

    reschedule_reason: None | str | Unset = UNSET
    """Why the appointment is rescheduled"""

    @staticmethod
    def _spec() -> _ModelSpec:
        from ..models.previous_visit import PreviousVisit
        from ..models.provider import Provider

        return _ModelSpec(
            _Field("timeframe_availability", _decoding.string, sensitive=True),
            _Field("speciality_preferences", _decoding.string, sensitive=True),
            _Field("additional_context", _decoding.string, sensitive=True),
            _Field("previous_visits", _decoding.models(PreviousVisit), sensitive=True),
            _Field("patient_status", _decoding.string, sensitive=True),
            _Field("has_referral", _decoding.boolean),
            _Field("referral", _decoding.model(Provider), sensitive=True),
            _Field("is_rescheduling", _decoding.boolean),
            _Field("existing_appointment", _decoding.nullable(_decoding.string), sensitive=True),
            _Field("reschedule_reason", _decoding.nullable(_decoding.string), sensitive=True),
        )
