# Generated from specs/miramace/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
"""Contains all the data models used in inputs/outputs"""

from .address import Address
from .call import Call
from .create_task_request import CreateTaskRequest
from .created_task import CreatedTask
from .previous_visit import PreviousVisit
from .referral import Referral
from .schedule_appointment_data import ScheduleAppointmentData
from .schedule_appointment_data_existing_appointment_type_0 import ScheduleAppointmentDataExistingAppointmentType0
from .task import Task
from .task_status import TaskStatus
from .task_type import TaskType
from .transcript_message import TranscriptMessage
from .webhook_payload import WebhookPayload

__all__ = (
    "Address",
    "Call",
    "CreatedTask",
    "CreateTaskRequest",
    "PreviousVisit",
    "Referral",
    "ScheduleAppointmentData",
    "ScheduleAppointmentDataExistingAppointmentType0",
    "Task",
    "TaskStatus",
    "TaskType",
    "TranscriptMessage",
    "WebhookPayload",
)
