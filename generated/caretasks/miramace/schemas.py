# Generated from specs/miramace/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.

from __future__ import annotations

import caretasks.client.schemas as _  # noqa: F401 - names the extra if it is missing

# isort: split

from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, StrictBool, StrictStr

from caretasks.client.schemas import MISSING, UUID, AnyUrl, AwareDatetime, Model
from caretasks.client.schemas import date as date_aliased


class TaskType(StrEnum):
    """
    The type of the task. It must be enabled for the project.
    """

    SCHEDULE_APPOINTMENT = "SCHEDULE_APPOINTMENT"
    VERIFY_INSURANCE = "VERIFY_INSURANCE"
    REIMBURSEMENT = "REIMBURSEMENT"
    CUSTOM_TASK = "CUSTOM_TASK"


class TaskStatus(StrEnum):
    """
    The status of the task
    """

    PENDING = "PENDING"
    IN_PROGRESS = "IN_PROGRESS"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


class PreviousVisit(Model):
    """
    A previous visit
    """

    purpose: StrictStr | MISSING = MISSING
    """
    The purpose of the visit
    """
    date: date_aliased | MISSING = MISSING
    """
    The date of the visit
    """
    outcome: StrictStr | MISSING = MISSING
    """
    The outcome of the visit
    """


class Address(Model):
    """
    A postal address
    """

    street_name: StrictStr | MISSING = MISSING
    """
    Street and house number
    """
    city: StrictStr | MISSING = MISSING
    """
    City
    """
    state: StrictStr | MISSING = MISSING
    """
    State
    """
    postal_code: StrictStr | MISSING = MISSING
    """
    Postal code
    """
    country_code: StrictStr | MISSING = MISSING
    """
    Country code
    """


class CreatedTask(Model):
    """
    The response to creating a task
    """

    id: UUID
    """
    The ID of the new task
    """


class TranscriptMessage(Model):
    """
    One message of a transcript
    """

    role: StrictStr | MISSING = MISSING
    """
    The speaker
    """
    content: StrictStr | MISSING = MISSING
    """
    The spoken text
    """


class WebhookPayload(Model):
    """
    What a webhook tells
    """

    event: StrictStr | MISSING = MISSING
    """
    The name of the webhook
    """
    task_id: StrictStr | MISSING = MISSING
    """
    The ID of the task
    """
    call_id: StrictStr | MISSING = MISSING
    """
    The ID of the call
    """
    timestamp: StrictStr | MISSING = MISSING
    """
    The time of the event. The documented one has no offset.
    """


class Referral(Model):
    """
    The provider who referred the patient
    """

    name: StrictStr | MISSING = MISSING
    """
    The name of the referring provider
    """
    npi: StrictStr | MISSING = MISSING
    """
    The provider's NPI (national provider identifier)
    """
    specialty: StrictStr | MISSING = MISSING
    """
    The provider's specialty
    """
    facility: StrictStr | MISSING = MISSING
    """
    The facility where the provider practices
    """
    phone_number: StrictStr | MISSING = MISSING
    """
    The provider's phone number
    """
    address: Address | MISSING = MISSING


class Call(Model):
    """
    A telephone call of a task
    """

    id: UUID | MISSING = MISSING
    """
    The ID of the call
    """
    project_id: UUID | MISSING = MISSING
    """
    The ID of the project that the call belongs to
    """
    patient_id: UUID | MISSING = MISSING
    """
    The ID of the patient
    """
    status: StrictStr | MISSING = MISSING
    """
    The status of the call
    """
    call_outcome: StrictStr | MISSING = MISSING
    """
    The outcome of the call
    """
    created_at: AwareDatetime | MISSING = MISSING
    """
    The creation time of the call
    """
    updated_at: AwareDatetime | MISSING = MISSING
    """
    The time of the last update of the call
    """
    recording_url: AnyUrl | MISSING = MISSING
    """
    The URL of the recording
    """
    transcripts: list[TranscriptMessage] | MISSING = MISSING
    """
    The transcript, in chronological order. Only with `include_transcript`.
    """


class ScheduleAppointmentData(Model):
    """
    Information for scheduling an appointment
    """

    timeframe_availability: StrictStr | MISSING = MISSING
    """
    When the patient is available
    """
    speciality_preferences: StrictStr | MISSING = MISSING
    """
    The speciality or doctor that the patient prefers
    """
    additional_context: StrictStr | MISSING = MISSING
    """
    Other information for the voice agent
    """
    previous_visits: list[PreviousVisit] | MISSING = MISSING
    """
    Previous visits of the patient
    """
    patient_status: StrictStr | MISSING = MISSING
    """
    Whether the patient is known to the practice
    """
    has_referral: StrictBool | MISSING = MISSING
    """
    Whether the patient has been referred
    """
    referral: Referral | MISSING = MISSING
    is_rescheduling: StrictBool | MISSING = MISSING
    """
    Whether to reschedule an existing appointment
    """
    existing_appointment: dict[str, Any] | None | MISSING = MISSING
    """
    The appointment to reschedule
    """
    reschedule_reason: StrictStr | None | MISSING = MISSING
    """
    Why the appointment is rescheduled
    """


class Task(Model):
    """
    A task and its calls
    """

    id: UUID | MISSING = MISSING
    """
    The ID of the task
    """
    project_id: UUID | MISSING = MISSING
    """
    The ID of the project that the task belongs to
    """
    patient_id: UUID | MISSING = MISSING
    """
    The ID of the patient
    """
    status: TaskStatus | MISSING = MISSING
    task_type: TaskType | MISSING = MISSING
    task: StrictStr | MISSING = MISSING
    """
    The instruction to the voice agent
    """
    task_outcome: StrictStr | MISSING = MISSING
    """
    The outcome of the task
    """
    created_at: AwareDatetime | MISSING = MISSING
    """
    The creation time of the task
    """
    updated_at: AwareDatetime | MISSING = MISSING
    """
    The time of the last update of the task
    """
    calls: list[Call] | MISSING = MISSING
    """
    The calls of the task
    """
    has_more_calls: StrictBool | MISSING = MISSING
    """
    Whether the task has more calls than the response contains
    """


class CreateTaskRequest(Model):
    """
    A task for the voice agent
    """

    task_type: TaskType
    task: StrictStr
    """
    The instruction to the voice agent, with all details it needs
    """
    phone_number: Annotated[StrictStr, Field(pattern="^\\+[1-9][0-9]{1,14}$")]
    """
    The phone number to call, in E.164 format
    """
    project_id: UUID
    """
    The ID of the project that the task belongs to
    """
    patient_id: UUID
    """
    The ID of the patient
    """
    task_data: ScheduleAppointmentData | MISSING = MISSING
