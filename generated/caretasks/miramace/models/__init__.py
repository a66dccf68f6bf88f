# Generated from specs/miramace/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
"""The models of Mira Mace, each in a module that is imported when it is first used."""

from typing import TYPE_CHECKING

from caretasks.client.lazy import lazy_attributes as _lazy_attributes

if TYPE_CHECKING:
    from .address import Address
    from .bill import Bill
    from .bill_address import BillAddress
    from .call import Call
    from .call_status import CallStatus
    from .case_info import CaseInfo
    from .create_patient_request import CreatePatientRequest
    from .create_task_request import CreateTaskRequest
    from .created_patient import CreatedPatient
    from .created_task import CreatedTask
    from .custom_task_data import CustomTaskData
    from .error import Error
    from .insurance import Insurance
    from .patient import Patient
    from .patient_insurance import PatientInsurance
    from .previous_visit import PreviousVisit
    from .primary_care_provider import PrimaryCareProvider
    from .provider import Provider
    from .question import Question
    from .reimbursement_data import ReimbursementData
    from .relationship_to_subscriber import RelationshipToSubscriber
    from .schedule_appointment_data import ScheduleAppointmentData
    from .service import Service
    from .subscriber import Subscriber
    from .task import Task
    from .task_status import TaskStatus
    from .task_type import TaskType
    from .transcript_message import TranscriptMessage
    from .transcript_message_role import TranscriptMessageRole
    from .verify_insurance_data import VerifyInsuranceData
    from .webhook_payload import WebhookPayload
else:
    __getattr__, __dir__ = _lazy_attributes(
        __name__,
        {
            "Address": "address",
            "Bill": "bill",
            "BillAddress": "bill_address",
            "Call": "call",
            "CallStatus": "call_status",
            "CaseInfo": "case_info",
            "CreatedPatient": "created_patient",
            "CreatedTask": "created_task",
            "CreatePatientRequest": "create_patient_request",
            "CreateTaskRequest": "create_task_request",
            "CustomTaskData": "custom_task_data",
            "Error": "error",
            "Insurance": "insurance",
            "Patient": "patient",
            "PatientInsurance": "patient_insurance",
            "PreviousVisit": "previous_visit",
            "PrimaryCareProvider": "primary_care_provider",
            "Provider": "provider",
            "Question": "question",
            "ReimbursementData": "reimbursement_data",
            "RelationshipToSubscriber": "relationship_to_subscriber",
            "ScheduleAppointmentData": "schedule_appointment_data",
            "Service": "service",
            "Subscriber": "subscriber",
            "Task": "task",
            "TaskStatus": "task_status",
            "TaskType": "task_type",
            "TranscriptMessage": "transcript_message",
            "TranscriptMessageRole": "transcript_message_role",
            "VerifyInsuranceData": "verify_insurance_data",
            "WebhookPayload": "webhook_payload",
        },
    )

__all__ = [
    "Address",
    "Bill",
    "BillAddress",
    "Call",
    "CallStatus",
    "CaseInfo",
    "CreatedPatient",
    "CreatedTask",
    "CreatePatientRequest",
    "CreateTaskRequest",
    "CustomTaskData",
    "Error",
    "Insurance",
    "Patient",
    "PatientInsurance",
    "PreviousVisit",
    "PrimaryCareProvider",
    "Provider",
    "Question",
    "ReimbursementData",
    "RelationshipToSubscriber",
    "ScheduleAppointmentData",
    "Service",
    "Subscriber",
    "Task",
    "TaskStatus",
    "TaskType",
    "TranscriptMessage",
    "TranscriptMessageRole",
    "VerifyInsuranceData",
    "WebhookPayload",
]
