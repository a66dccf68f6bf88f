# Generated from specs/maxcare/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
"""Max AI: a client of its API, with its models.

Tasks that sync with a clinic's EHR.
"""

from caretasks.client.types import UNSET, File, Response, Unset

from .client import AsyncMaxCare, MaxCare
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
    MaxCareError,
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
from .models import AssignedProvider, EhrType, ErrorBody, SyncStatus, Task, TaskResponse, TaskStatus

__all__ = (
    "ApiStatusError",
    "AssignedProvider",
    "AsyncMaxCare",
    "AuthenticationError",
    "BadRequestError",
    "BusinessError",
    "ClientStateError",
    "ConfigurationError",
    "ConflictError",
    "DriftError",
    "EhrType",
    "ErrorBody",
    "File",
    "InsecureTransportWarning",
    "InvalidWebhookError",
    "MaxCare",
    "MaxCareError",
    "NotFoundError",
    "OutcomeUnknownError",
    "PaginationError",
    "PermissionDeniedError",
    "RateLimitError",
    "Response",
    "ResponseDecodeError",
    "ResponseTooLargeError",
    "ServerError",
    "SyncStatus",
    "Task",
    "TaskResponse",
    "TaskStatus",
    "UnprocessableEntityError",
    "UNSET",
    "Unset",
    "WaitTimeoutError",
)
