# Generated from specs/miramace/openapi.yaml by openapi-python-client 0.29.1
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
    from ..models.previous_visit import PreviousVisit
    from ..models.referral import Referral
    from ..models.schedule_appointment_data_existing_appointment_type_0 import (
        ScheduleAppointmentDataExistingAppointmentType0,
    )

_NAMES = frozenset[str](
    (
        "timeframe_availability",
        "speciality_preferences",
        "additional_context",
        "previous_visits",
        "patient_status",
        "has_referral",
        "referral",
        "is_rescheduling",
        "existing_appointment",
        "reschedule_reason",
    )
)


@_attrs_define(repr=False)
class ScheduleAppointmentData:
    """Information for scheduling an appointment"""

    timeframe_availability: str | Unset = UNSET
    """ When the patient is available """

    speciality_preferences: str | Unset = UNSET
    """ The speciality or doctor that the patient prefers """

    additional_context: str | Unset = UNSET
    """ Other information for the voice agent """

    previous_visits: list[PreviousVisit] | Unset = UNSET
    """ Previous visits of the patient """

    patient_status: str | Unset = UNSET
    """ Whether the patient is known to the practice """

    has_referral: bool | Unset = UNSET
    """ Whether the patient has been referred """

    referral: Referral | Unset = UNSET
    """ The provider who referred the patient """

    is_rescheduling: bool | Unset = UNSET
    """ Whether to reschedule an existing appointment """

    existing_appointment: None | ScheduleAppointmentDataExistingAppointmentType0 | Unset = UNSET
    """ The appointment to reschedule """

    reschedule_reason: None | str | Unset = UNSET
    """ Why the appointment is rescheduled """

    additional_properties: dict[str, Any] = _attrs_field(kw_only=True, factory=dict[str, Any])
    """What came, or is to be sent, beside the documented fields. """

    def __repr__(self) -> str:
        return _showing.shown(
            "ScheduleAppointmentData",
            (
                ("timeframe_availability", _showing.HIDDEN),
                ("speciality_preferences", _showing.HIDDEN),
                ("additional_context", _showing.HIDDEN),
                ("previous_visits", _showing.HIDDEN),
                ("patient_status", _showing.HIDDEN),
                ("has_referral", _showing.scalar(self.has_referral)),
                ("referral", _showing.HIDDEN),
                ("is_rescheduling", _showing.scalar(self.is_rescheduling)),
                ("existing_appointment", _showing.HIDDEN),
                ("reschedule_reason", _showing.HIDDEN),
                ("additional_properties", _showing.HIDDEN),
            ),
        )

    # Any: a field may be UNSET, or what came in its place, whatever its type says.
    def to_dict(self: Any) -> dict[str, Any]:
        """As JSON: what was read, or what is to be sent, with the names of the document."""
        result: dict[str, Any] = {**self.additional_properties}
        value = self.timeframe_availability
        if value is not UNSET:
            result["timeframe_availability"] = value if value.__class__ is str else _writing.written(value)
        value = self.speciality_preferences
        if value is not UNSET:
            result["speciality_preferences"] = value if value.__class__ is str else _writing.written(value)
        value = self.additional_context
        if value is not UNSET:
            result["additional_context"] = value if value.__class__ is str else _writing.written(value)
        value = self.previous_visits
        if value is not UNSET:
            result["previous_visits"] = value if value.__class__ is str else _writing.written(value)
        value = self.patient_status
        if value is not UNSET:
            result["patient_status"] = value if value.__class__ is str else _writing.written(value)
        value = self.has_referral
        if value is not UNSET:
            result["has_referral"] = value if value.__class__ is str else _writing.written(value)
        value = self.referral
        if value is not UNSET:
            result["referral"] = value if value.__class__ is str else _writing.written(value)
        value = self.is_rescheduling
        if value is not UNSET:
            result["is_rescheduling"] = value if value.__class__ is str else _writing.written(value)
        value = self.existing_appointment
        if value is not UNSET:
            result["existing_appointment"] = value if value.__class__ is str else _writing.written(value)
        value = self.reschedule_reason
        if value is not UNSET:
            result["reschedule_reason"] = value if value.__class__ is str else _writing.written(value)
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
        if "timeframe_availability" in source:
            known += 1
            value = source["timeframe_availability"]
            read.timeframe_availability = (
                value if value.__class__ is str else _reading.string(value, drift, at, "/timeframe_availability")
            )
        else:
            read.timeframe_availability = UNSET

        if "speciality_preferences" in source:
            known += 1
            value = source["speciality_preferences"]
            read.speciality_preferences = (
                value if value.__class__ is str else _reading.string(value, drift, at, "/speciality_preferences")
            )
        else:
            read.speciality_preferences = UNSET

        if "additional_context" in source:
            known += 1
            value = source["additional_context"]
            read.additional_context = (
                value if value.__class__ is str else _reading.string(value, drift, at, "/additional_context")
            )
        else:
            read.additional_context = UNSET

        if "previous_visits" in source:
            known += 1
            read.previous_visits = _reading.models(_models.PreviousVisit)(
                source["previous_visits"], drift, at, "/previous_visits"
            )
        else:
            read.previous_visits = UNSET

        if "patient_status" in source:
            known += 1
            value = source["patient_status"]
            read.patient_status = (
                value if value.__class__ is str else _reading.string(value, drift, at, "/patient_status")
            )
        else:
            read.patient_status = UNSET

        if "has_referral" in source:
            known += 1
            read.has_referral = _reading.boolean(source["has_referral"], drift, at, "/has_referral")
        else:
            read.has_referral = UNSET

        if "referral" in source:
            known += 1
            read.referral = _reading.model(_models.Referral)(source["referral"], drift, at, "/referral")
        else:
            read.referral = UNSET

        if "is_rescheduling" in source:
            known += 1
            read.is_rescheduling = _reading.boolean(source["is_rescheduling"], drift, at, "/is_rescheduling")
        else:
            read.is_rescheduling = UNSET

        if "existing_appointment" in source:
            known += 1
            read.existing_appointment = _reading.nullable(
                _reading.model(_models.ScheduleAppointmentDataExistingAppointmentType0)
            )(source["existing_appointment"], drift, at, "/existing_appointment")
        else:
            read.existing_appointment = UNSET

        if "reschedule_reason" in source:
            known += 1
            value = source["reschedule_reason"]
            read.reschedule_reason = (
                value
                if value.__class__ is str
                else _reading.nullable(_reading.string)(value, drift, at, "/reschedule_reason")
            )
        else:
            read.reschedule_reason = UNSET

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
