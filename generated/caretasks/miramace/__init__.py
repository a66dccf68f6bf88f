# Generated from specs/miramace/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
"""Mira Mace: a client of its API, with its models.

Tasks for a voice agent that makes telephone calls.
"""

from caretasks.client.types import UNSET, File, Response, Unset

from .client import AsyncMiraMace, MiraMace
from .errors import (
    ApiStatusError,
    AuthenticationError,
    BadRequestError,
    BusinessError,
    ClientStateError,
    ConfigurationError,
    ConflictError,
    DriftError,
    InsecureTransportWarning,
    InvalidWebhookError,
    MiraMaceError,
    NotFoundError,
    OutcomeUnknownError,
    PaginationError,
    PermissionDeniedError,
    RateLimitError,
    ResponseDecodeError,
    ResponseTooLargeError,
    ServerError,
    UnprocessableEntityError,
    WaitTimeoutError,
)
from .models import (
    Address,
    Call,
    CreatedTask,
    CreateTaskRequest,
    PreviousVisit,
    Referral,
    ScheduleAppointmentData,
    ScheduleAppointmentDataExistingAppointmentType0,
    Task,
    TaskStatus,
    TaskType,
    TranscriptMessage,
    WebhookPayload,
)
from .webhooks import parse_webhook

__all__ = (
    "Address",
    "ApiStatusError",
    "AsyncMiraMace",
    "AuthenticationError",
    "BadRequestError",
    "BusinessError",
    "Call",
    "ClientStateError",
    "ConfigurationError",
    "ConflictError",
    "CreatedTask",
    "CreateTaskRequest",
    "DriftError",
    "File",
    "InsecureTransportWarning",
    "InvalidWebhookError",
    "MiraMace",
    "MiraMaceError",
    "NotFoundError",
    "OutcomeUnknownError",
    "PaginationError",
    "parse_webhook",
    "PermissionDeniedError",
    "PreviousVisit",
    "RateLimitError",
    "Referral",
    "Response",
    "ResponseDecodeError",
    "ResponseTooLargeError",
    "ScheduleAppointmentData",
    "ScheduleAppointmentDataExistingAppointmentType0",
    "ServerError",
    "Task",
    "TaskStatus",
    "TaskType",
    "TranscriptMessage",
    "UnprocessableEntityError",
    "UNSET",
    "Unset",
    "WaitTimeoutError",
    "WebhookPayload",
)
