# Generated from specs/miramace/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.

from __future__ import annotations

import caretasks.client.schemas as _  # noqa: F401 - names the extra if it is missing

# isort: split

from enum import StrEnum
from typing import Annotated

from pydantic import ConfigDict, Field, StrictBool, StrictStr

from caretasks.client.schemas import (
    MISSING,
    UUID,
    AnyUrl,
    AwareDatetime,
    EmailStr,
    Model,
    StrictInt,
    Variants,
    hide_fields,
)
from caretasks.client.schemas import date as date_aliased

CreateTaskRequestTaskData = Annotated[
    "ScheduleAppointmentData | VerifyInsuranceData | ReimbursementData | CustomTaskData | dict[str, object]",
    Variants(
        "task_type",
        {
            "SCHEDULE_APPOINTMENT": "ScheduleAppointmentData",
            "VERIFY_INSURANCE": "VerifyInsuranceData",
            "REIMBURSEMENT": "ReimbursementData",
            "CUSTOM_TASK": "CustomTaskData",
        },
    ),
]


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


class CallStatus(StrEnum):
    """
    The status of a call
    """

    CREATED = "CREATED"
    SUCCESS = "SUCCESS"
    FAILED = "FAILED"
    IN_PROGRESS = "IN_PROGRESS"
    ENDED = "ENDED"


class CreateTaskRequest(Model):
    """
    A task for the voice agent
    """

    model_config = ConfigDict(
        arbitrary_types_allowed=True,
    )
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
    task_data: CreateTaskRequestTaskData | MISSING = MISSING
    """
    Data for the type of the task
    """


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


class Service(Model):
    """
    A service of a provider
    """

    description: StrictStr | MISSING = MISSING
    """
    The service
    """
    cpt_codes: list[StrictStr] | MISSING = MISSING
    """
    The CPT codes (current procedural terminology) of the service
    """


class CaseInfo(Model):
    """
    The case of a reimbursement
    """

    number: StrictStr | MISSING = MISSING
    """
    The number of the case
    """
    created_at: date_aliased | MISSING = MISSING
    """
    The day on which the case was created
    """


class BillAddress(Model):
    """
    The postal address of a biller
    """

    street: StrictStr | MISSING = MISSING
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
    zip_code: StrictStr | MISSING = MISSING
    """
    Postal code
    """
    country: StrictStr | MISSING = MISSING
    """
    Country
    """


class Question(Model):
    """
    A question that the voice agent asks
    """

    index: Annotated[StrictInt, Field(ge=0)]
    """
    The position of the question
    """
    question: StrictStr
    """
    The question
    """
    answer: StrictStr | MISSING = MISSING
    """
    A reasonable answer
    """


class RelationshipToSubscriber(StrEnum):
    """
    The relationship of the patient to the subscriber
    """

    RELATIONSHIP_TO_SUBSCRIBER_UNSPECIFIED = "RELATIONSHIP_TO_SUBSCRIBER_UNSPECIFIED"
    SELF = "SELF"
    SPOUSE = "SPOUSE"
    DEPENDENT = "DEPENDENT"


class Subscriber(Model):
    """
    The primary subscriber of an insurance
    """

    first_name: StrictStr | MISSING = MISSING
    """
    First name
    """
    last_name: StrictStr | MISSING = MISSING
    """
    Last name
    """


class Address(Model):
    """
    A postal address
    """

    street_name: StrictStr
    """
    Street and house number
    """
    city: StrictStr
    """
    City
    """
    state: StrictStr
    """
    State
    """
    postal_code: StrictStr
    """
    Postal code
    """
    country_code: StrictStr
    """
    Country code of two letters
    """


class PrimaryCareProvider(Model):
    """
    The primary care provider of a patient
    """

    name: StrictStr | MISSING = MISSING
    """
    The name of the provider
    """
    practice: StrictStr | MISSING = MISSING
    """
    The practice of the provider
    """


class CreatedPatient(Model):
    """
    The response to creating a patient
    """

    id: UUID
    """
    The ID of the new patient
    """


class Error(Model):
    """
    What is wrong with a request
    """

    detail: StrictStr | MISSING = MISSING
    """
    What is wrong, in English. The wording is free.
    """


class CreatedTask(Model):
    """
    The response to creating a task
    """

    id: UUID
    """
    The ID of the new task
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


class TranscriptMessageRole(StrEnum):
    """
    The speaker
    """

    assistant = "assistant"
    user = "user"


class Bill(Model):
    """
    A bill
    """

    number: StrictStr | MISSING = MISSING
    """
    The number of the bill
    """
    amount: StrictStr | MISSING = MISSING
    """
    The amount with its currency
    """
    phone_number: Annotated[StrictStr | MISSING, Field(pattern="^\\+[1-9][0-9]{1,14}$")] = MISSING
    """
    The phone number of the biller, in E.164 format
    """
    address: BillAddress | MISSING = MISSING


class CustomTaskData(Model):
    """
    Information for a task of another kind
    """

    additional_context: StrictStr | MISSING = MISSING
    """
    Other information for the voice agent
    """
    questions_to_ask: list[Question] | MISSING = MISSING
    """
    The questions that the voice agent asks
    """


class Insurance(Model):
    """
    A health insurance
    """

    company_name: StrictStr | MISSING = MISSING
    """
    The insurance company
    """
    member_id: StrictStr | MISSING = MISSING
    """
    The ID of the member
    """
    group_number: StrictStr | MISSING = MISSING
    """
    The number of the group
    """
    plan_name: StrictStr | MISSING = MISSING
    """
    The plan
    """
    phone_number: Annotated[StrictStr | None | MISSING, Field(pattern="^\\+[1-9][0-9]{1,14}$")] = MISSING
    """
    The phone number of the insurance company, in E.164 format
    """
    relationship_to_subscriber: RelationshipToSubscriber | MISSING = MISSING
    primary_subscriber: Subscriber | MISSING = MISSING


class Provider(Model):
    """
    A provider
    """

    name: StrictStr | MISSING = MISSING
    """
    The name of the provider
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
    phone_number: Annotated[StrictStr | MISSING, Field(pattern="^\\+[1-9][0-9]{1,14}$")] = MISSING
    """
    The provider's phone number, in E.164 format
    """
    address: Address | MISSING = MISSING


class PatientInsurance(Model):
    """
    The insurances of a patient by kind
    """

    medical: list[Insurance] | MISSING = MISSING
    """
    Medical insurances
    """
    dental: list[Insurance] | MISSING = MISSING
    """
    Dental insurances
    """
    vision: list[Insurance] | MISSING = MISSING
    """
    Vision insurances
    """


class TranscriptMessage(Model):
    """
    One message of a transcript
    """

    role: TranscriptMessageRole
    """
    The speaker
    """
    content: StrictStr
    """
    The spoken text
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
    Whether the patient is new or existing
    """
    has_referral: StrictBool | MISSING = MISSING
    """
    Whether the patient has been referred
    """
    referral: Provider | MISSING = MISSING
    is_rescheduling: StrictBool | MISSING = MISSING
    """
    Whether to reschedule an existing appointment
    """
    existing_appointment: StrictStr | None | MISSING = MISSING
    """
    The appointment to reschedule
    """
    reschedule_reason: StrictStr | None | MISSING = MISSING
    """
    Why the appointment is rescheduled
    """


class VerifyInsuranceData(Model):
    """
    Information for verifying the coverage of a service
    """

    service: Service | MISSING = MISSING
    provider: Provider | MISSING = MISSING
    insurance: Insurance | MISSING = MISSING
    additional_context: StrictStr | MISSING = MISSING
    """
    Other information for the voice agent
    """


class ReimbursementData(Model):
    """
    Information for following up on a reimbursement
    """

    case_info: CaseInfo | MISSING = MISSING
    bill: Bill | MISSING = MISSING
    reimbursement_status: StrictStr | MISSING = MISSING
    """
    The status of the reimbursement
    """
    payment_details: StrictStr | MISSING = MISSING
    """
    What is known about the payment
    """
    treatment_background: StrictStr | MISSING = MISSING
    """
    Why the patient was treated
    """
    treatment_data: StrictStr | MISSING = MISSING
    """
    The treatment
    """
    additional_context: StrictStr | MISSING = MISSING
    """
    Other information for the voice agent
    """
    primary_insurance: Insurance | MISSING = MISSING
    secondary_insurance: Insurance | MISSING = MISSING
    provider: Provider | MISSING = MISSING


class CreatePatientRequest(Model):
    """
    A patient of a project
    """

    project_id: UUID
    """
    The ID of the project that the patient belongs to
    """
    first_name: StrictStr
    """
    First name
    """
    last_name: StrictStr
    """
    Last name
    """
    email: EmailStr | MISSING = MISSING
    """
    Email address
    """
    date_of_birth: date_aliased | MISSING = MISSING
    """
    Date of birth
    """
    phone_number: Annotated[StrictStr, Field(pattern="^\\+[1-9][0-9]{1,14}$")]
    """
    The phone number of the patient, in E.164 format
    """
    address: Address
    primary_care_provider: PrimaryCareProvider | MISSING = MISSING
    insurance: PatientInsurance | MISSING = MISSING


class Patient(Model):
    """
    A patient
    """

    id: UUID | MISSING = MISSING
    """
    The ID of the patient
    """
    project_id: UUID | MISSING = MISSING
    """
    The ID of the project that the patient belongs to
    """
    first_name: StrictStr | MISSING = MISSING
    """
    First name
    """
    last_name: StrictStr | MISSING = MISSING
    """
    Last name
    """
    email: EmailStr | MISSING = MISSING
    """
    Email address
    """
    date_of_birth: date_aliased | MISSING = MISSING
    """
    Date of birth
    """
    phone_number: Annotated[StrictStr | MISSING, Field(pattern="^\\+[1-9][0-9]{1,14}$")] = MISSING
    """
    The phone number of the patient, in E.164 format
    """
    address: Address | MISSING = MISSING
    primary_care_provider: PrimaryCareProvider | MISSING = MISSING
    insurance: PatientInsurance | MISSING = MISSING
    created_at: AwareDatetime | MISSING = MISSING
    """
    The creation time of the patient
    """
    updated_at: AwareDatetime | MISSING = MISSING
    """
    The time of the last update of the patient
    """


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
    status: CallStatus | MISSING = MISSING
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
    recording_url: AnyUrl | None | MISSING = MISSING
    """
    The URL of the recording
    """
    transcripts: list[TranscriptMessage] | None | MISSING = MISSING
    """
    The transcript, in chronological order. Only with `include_transcript`.
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


hide_fields(
    {
        Address: {"city", "country_code", "postal_code", "state", "street_name"},
        Bill: {"address", "amount", "number", "phone_number"},
        BillAddress: {"city", "country", "state", "street", "zip_code"},
        Call: {"call_outcome", "patient_id", "recording_url", "transcripts"},
        CaseInfo: {"created_at", "number"},
        CreatePatientRequest: {
            "address",
            "date_of_birth",
            "email",
            "first_name",
            "insurance",
            "last_name",
            "phone_number",
            "primary_care_provider",
            "project_id",
        },
        CreateTaskRequest: {"patient_id", "phone_number", "task", "task_data"},
        CreatedPatient: {"id"},
        CustomTaskData: {"additional_context", "questions_to_ask"},
        Insurance: {
            "company_name",
            "group_number",
            "member_id",
            "phone_number",
            "plan_name",
            "primary_subscriber",
            "relationship_to_subscriber",
        },
        Patient: {
            "address",
            "created_at",
            "date_of_birth",
            "email",
            "first_name",
            "id",
            "insurance",
            "last_name",
            "phone_number",
            "primary_care_provider",
            "project_id",
            "updated_at",
        },
        PatientInsurance: {"dental", "medical", "vision"},
        PreviousVisit: {"date", "outcome", "purpose"},
        PrimaryCareProvider: {"name", "practice"},
        Provider: {"address", "facility", "name", "npi", "phone_number", "specialty"},
        Question: {"answer", "index", "question"},
        ReimbursementData: {
            "additional_context",
            "bill",
            "case_info",
            "payment_details",
            "primary_insurance",
            "provider",
            "reimbursement_status",
            "secondary_insurance",
            "treatment_background",
            "treatment_data",
        },
        ScheduleAppointmentData: {
            "additional_context",
            "existing_appointment",
            "patient_status",
            "previous_visits",
            "referral",
            "reschedule_reason",
            "speciality_preferences",
            "timeframe_availability",
        },
        Service: {"cpt_codes", "description"},
        Subscriber: {"first_name", "last_name"},
        Task: {"patient_id", "task", "task_outcome"},
        TranscriptMessage: {"content", "role"},
        VerifyInsuranceData: {"additional_context", "insurance", "provider", "service"},
    }
)
