# Generated from specs/miramace/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Not to be edited: `make regenerate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.previous_visit import PreviousVisit
    from ..models.referral import Referral
    from ..models.schedule_appointment_data_existing_appointment_type_0 import (
        ScheduleAppointmentDataExistingAppointmentType0,
    )


T = TypeVar("T", bound="ScheduleAppointmentData")


@_attrs_define
class ScheduleAppointmentData:
    """What the voice agent should know when it schedules an appointment"""

    timeframe_availability: str | Unset = UNSET
    """ When the patient has time """
    speciality_preferences: str | Unset = UNSET
    """ Which speciality or doctor the patient prefers """
    additional_context: str | Unset = UNSET
    """ Anything else that the voice agent should know """
    previous_visits: list[PreviousVisit] | Unset = UNSET
    """ Earlier visits of the patient """
    patient_status: str | Unset = UNSET
    """ Whether the patient is known to the practice """
    has_referral: bool | Unset = UNSET
    """ Whether the patient has been referred """
    referral: Referral | Unset = UNSET
    """ Who referred the patient """
    is_rescheduling: bool | Unset = UNSET
    """ Whether an existing appointment is to be moved """
    existing_appointment: None | ScheduleAppointmentDataExistingAppointmentType0 | Unset = UNSET
    """ The appointment to be moved """
    reschedule_reason: None | str | Unset = UNSET
    """ Why the appointment is to be moved """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.schedule_appointment_data_existing_appointment_type_0 import (
            ScheduleAppointmentDataExistingAppointmentType0,  # noqa: PLC0415
        )

        timeframe_availability = self.timeframe_availability

        speciality_preferences = self.speciality_preferences

        additional_context = self.additional_context

        previous_visits: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.previous_visits, Unset):
            previous_visits = []
            for previous_visits_item_data in self.previous_visits:
                previous_visits_item = previous_visits_item_data.to_dict()
                previous_visits.append(previous_visits_item)

        patient_status = self.patient_status

        has_referral = self.has_referral

        referral: dict[str, Any] | Unset = UNSET
        if not isinstance(self.referral, Unset):
            referral = self.referral.to_dict()

        is_rescheduling = self.is_rescheduling

        existing_appointment: dict[str, Any] | None | Unset
        if isinstance(self.existing_appointment, Unset):
            existing_appointment = UNSET
        elif isinstance(self.existing_appointment, ScheduleAppointmentDataExistingAppointmentType0):
            existing_appointment = self.existing_appointment.to_dict()
        else:
            existing_appointment = self.existing_appointment

        reschedule_reason: None | str | Unset
        if isinstance(self.reschedule_reason, Unset):
            reschedule_reason = UNSET
        else:
            reschedule_reason = self.reschedule_reason

        FIELDS: dict[str, Any] = {}
        FIELDS.update(self.additional_properties)
        FIELDS.update({})
        if timeframe_availability is not UNSET:
            FIELDS["timeframe_availability"] = timeframe_availability
        if speciality_preferences is not UNSET:
            FIELDS["speciality_preferences"] = speciality_preferences
        if additional_context is not UNSET:
            FIELDS["additional_context"] = additional_context
        if previous_visits is not UNSET:
            FIELDS["previous_visits"] = previous_visits
        if patient_status is not UNSET:
            FIELDS["patient_status"] = patient_status
        if has_referral is not UNSET:
            FIELDS["has_referral"] = has_referral
        if referral is not UNSET:
            FIELDS["referral"] = referral
        if is_rescheduling is not UNSET:
            FIELDS["is_rescheduling"] = is_rescheduling
        if existing_appointment is not UNSET:
            FIELDS["existing_appointment"] = existing_appointment
        if reschedule_reason is not UNSET:
            FIELDS["reschedule_reason"] = reschedule_reason

        return FIELDS

    @classmethod
    def from_dict(CLS: type[T], SOURCE: Mapping[str, Any], /) -> T:
        from ..models.previous_visit import PreviousVisit  # noqa: PLC0415
        from ..models.referral import Referral  # noqa: PLC0415
        from ..models.schedule_appointment_data_existing_appointment_type_0 import (
            ScheduleAppointmentDataExistingAppointmentType0,  # noqa: PLC0415
        )

        REST = dict(SOURCE)
        timeframe_availability = REST.pop("timeframe_availability", UNSET)

        speciality_preferences = REST.pop("speciality_preferences", UNSET)

        additional_context = REST.pop("additional_context", UNSET)

        _previous_visits = REST.pop("previous_visits", UNSET)
        previous_visits: list[PreviousVisit] | Unset = UNSET
        if _previous_visits is not UNSET:
            previous_visits = []
            for previous_visits_item_data in _previous_visits:
                previous_visits_item = PreviousVisit.from_dict(previous_visits_item_data)

                previous_visits.append(previous_visits_item)

        patient_status = REST.pop("patient_status", UNSET)

        has_referral = REST.pop("has_referral", UNSET)

        _referral = REST.pop("referral", UNSET)
        referral: Referral | Unset
        if isinstance(_referral, Unset):
            referral = UNSET
        else:
            referral = Referral.from_dict(_referral)

        is_rescheduling = REST.pop("is_rescheduling", UNSET)

        def _parse_existing_appointment(data: object) -> None | ScheduleAppointmentDataExistingAppointmentType0 | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                existing_appointment_type_0 = ScheduleAppointmentDataExistingAppointmentType0.from_dict(data)

                return existing_appointment_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | ScheduleAppointmentDataExistingAppointmentType0 | Unset, data)

        existing_appointment = _parse_existing_appointment(REST.pop("existing_appointment", UNSET))

        def _parse_reschedule_reason(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        reschedule_reason = _parse_reschedule_reason(REST.pop("reschedule_reason", UNSET))

        READ = CLS(
            timeframe_availability=timeframe_availability,
            speciality_preferences=speciality_preferences,
            additional_context=additional_context,
            previous_visits=previous_visits,
            patient_status=patient_status,
            has_referral=has_referral,
            referral=referral,
            is_rescheduling=is_rescheduling,
            existing_appointment=existing_appointment,
            reschedule_reason=reschedule_reason,
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
