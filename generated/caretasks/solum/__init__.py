# Generated from specs/solum/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
"""Solum: a client of its API, with its models.

Tasks of a clinic's front desk, and subscriptions to events about its patients.
"""

from caretasks.client.types import UNSET, File, Response, Unset

from .client import AsyncSolum, Solum
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
    NotFoundError,
    OutcomeUnknownError,
    PaginationError,
    PermissionDeniedError,
    RateLimitError,
    ResponseDecodeError,
    ResponseTooLargeError,
    ServerError,
    SolumError,
    UnprocessableEntityError,
    WaitTimeoutError,
)
from .models import (
    CreateTaskRequest,
    CreateWebhookRequest,
    ErrorBody,
    ErrorDetail,
    Pagination,
    Task,
    TaskExternalMessageIds,
    TaskList,
    TaskPriority,
    TaskStatus,
    WebhookEventType,
    WebhookSubscription,
)

__all__ = (
    "ApiStatusError",
    "AsyncSolum",
    "AuthenticationError",
    "BadRequestError",
    "BusinessError",
    "ClientStateError",
    "ConfigurationError",
    "ConflictError",
    "CreateTaskRequest",
    "CreateWebhookRequest",
    "DriftError",
    "ErrorBody",
    "ErrorDetail",
    "File",
    "InsecureTransportWarning",
    "InvalidWebhookError",
    "NotFoundError",
    "OutcomeUnknownError",
    "Pagination",
    "PaginationError",
    "PermissionDeniedError",
    "RateLimitError",
    "Response",
    "ResponseDecodeError",
    "ResponseTooLargeError",
    "ServerError",
    "Solum",
    "SolumError",
    "Task",
    "TaskExternalMessageIds",
    "TaskList",
    "TaskPriority",
    "TaskStatus",
    "UnprocessableEntityError",
    "UNSET",
    "Unset",
    "WaitTimeoutError",
    "WebhookEventType",
    "WebhookSubscription",
)
