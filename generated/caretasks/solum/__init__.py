# Generated from specs/solum/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
"""Solum: a client of its API, with its models.

Tasks of a clinic's front desk.
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
from .models import CreateTaskRequest, ErrorBody, ErrorDetail, Task, TaskExternalMessageIds

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
    "DriftError",
    "ErrorBody",
    "ErrorDetail",
    "File",
    "InsecureTransportWarning",
    "InvalidWebhookError",
    "NotFoundError",
    "OutcomeUnknownError",
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
    "UnprocessableEntityError",
    "UNSET",
    "Unset",
    "WaitTimeoutError",
)
