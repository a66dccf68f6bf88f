# Generated from specs/miramace/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.

from __future__ import annotations

from caretasks.client.schemas import require_extra

require_extra(__name__)

from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, StrictBool, StrictStr

from caretasks.client.schemas.types import MISSING, UUID, AnyUrl, AwareDatetime, Model
from caretasks.client.schemas.types import date as date_aliased


class TaskType(StrEnum):
    """
    What kind of task it is. A type has to be enabled for the project.
    """

    SCHEDULE_APPOINTMENT = "SCHEDULE_APPOINTMENT"
    VERIFY_INSURANCE = "VERIFY_INSURANCE"
    REIMBURSEMENT = "REIMBURSEMENT"
    CUSTOM_TASK = "CUSTOM_TASK"


class TaskStatus(StrEnum):
    """
    How far the task has come
    """

    PENDING = "PENDING"
    IN_PROGRESS = "IN_PROGRESS"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


class PreviousVisit(Model):
    """
    An earlier visit
    """

    purpose: StrictStr | MISSING = MISSING
    """
    What the visit was for
    """
    date: date_aliased | MISSING = MISSING
    """
    The day of the visit
    """
    outcome: StrictStr | MISSING = MISSING
    """
    What came of the visit
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
    What a create answers with
    """

    id: UUID
    """
    The new task
    """


class TranscriptMessage(Model):
    """
    One utterance
    """

    role: StrictStr | MISSING = MISSING
    """
    Who spoke
    """
    content: StrictStr | MISSING = MISSING
    """
    What was said
    """


class Referral(Model):
    """
    Who referred the patient
    """

    name: StrictStr | MISSING = MISSING
    """
    The referring provider
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
    Where the provider practises
    """
    phone_number: StrictStr | MISSING = MISSING
    """
    The provider's telephone number
    """
    address: Address | MISSING = MISSING


class Call(Model):
    """
    A telephone call made for a task
    """

    id: UUID | MISSING = MISSING
    """
    The call
    """
    project_id: UUID | MISSING = MISSING
    """
    The project that the call belongs to
    """
    patient_id: UUID | MISSING = MISSING
    """
    The patient whom the call is about
    """
    status: StrictStr | MISSING = MISSING
    """
    How the call ended
    """
    call_outcome: StrictStr | MISSING = MISSING
    """
    What came of the call
    """
    created_at: AwareDatetime | MISSING = MISSING
    """
    When the call was created
    """
    updated_at: AwareDatetime | MISSING = MISSING
    """
    When the call last changed
    """
    recording_url: AnyUrl | MISSING = MISSING
    """
    Where the recording can be fetched
    """
    transcripts: list[TranscriptMessage] | MISSING = MISSING
    """
    What was said, in order. Only when transcripts are asked for.
    """


class ScheduleAppointmentData(Model):
    """
    What the voice agent should know when it schedules an appointment
    """

    timeframe_availability: StrictStr | MISSING = MISSING
    """
    When the patient has time
    """
    speciality_preferences: StrictStr | MISSING = MISSING
    """
    Which speciality or doctor the patient prefers
    """
    additional_context: StrictStr | MISSING = MISSING
    """
    Anything else that the voice agent should know
    """
    previous_visits: list[PreviousVisit] | MISSING = MISSING
    """
    Earlier visits of the patient
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
    Whether an existing appointment is to be moved
    """
    existing_appointment: dict[str, Any] | None | MISSING = MISSING
    """
    The appointment to be moved
    """
    reschedule_reason: StrictStr | None | MISSING = MISSING
    """
    Why the appointment is to be moved
    """


class Task(Model):
    """
    A task and the calls made for it
    """

    id: UUID | MISSING = MISSING
    """
    The task
    """
    project_id: UUID | MISSING = MISSING
    """
    The project that the task belongs to
    """
    patient_id: UUID | MISSING = MISSING
    """
    The patient whom the task is about
    """
    status: TaskStatus | MISSING = MISSING
    task_type: TaskType | MISSING = MISSING
    task: StrictStr | MISSING = MISSING
    """
    The instruction to the voice agent
    """
    task_outcome: StrictStr | MISSING = MISSING
    """
    What came of the task
    """
    created_at: AwareDatetime | MISSING = MISSING
    """
    When the task was created
    """
    updated_at: AwareDatetime | MISSING = MISSING
    """
    When the task last changed
    """
    calls: list[Call] | MISSING = MISSING
    """
    The calls made for the task
    """
    has_more_calls: StrictBool | MISSING = MISSING
    """
    Whether the task has more calls than are shown
    """


class CreateTaskRequest(Model):
    """
    A task for the voice agent
    """

    task_type: TaskType
    task: StrictStr
    """
    The instruction to the voice agent, in enough detail to act on
    """
    phone_number: Annotated[StrictStr, Field(pattern="^\\+[1-9][0-9]{1,14}$")]
    """
    The number to call, in E.164 format
    """
    project_id: UUID
    """
    The project that the task belongs to
    """
    patient_id: UUID
    """
    The patient whom the task is about
    """
    task_data: ScheduleAppointmentData | MISSING = MISSING
