# Generated from specs/unpod/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
"""Unpod: a client of its API, with its models.

Runs of voice agents, their tasks and calls.
"""

from caretasks.client.types import UNSET, File, Response, Unset

from .client import AsyncUnpod, Unpod
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
    UnpodError,
    UnprocessableEntityError,
    WaitTimeoutError,
)
from .models import (
    BusinessErrorBody,
    ErrorBody,
    PostCallData,
    RunTask,
    RunTaskInput,
    RunTasks,
    TaskDefinition,
    TaskOutput,
    TranscriptMessage,
    UserInfo,
)

__all__ = (
    "ApiStatusError",
    "AsyncUnpod",
    "AuthenticationError",
    "BadRequestError",
    "BusinessError",
    "BusinessErrorBody",
    "ClientStateError",
    "ConfigurationError",
    "ConflictError",
    "DriftError",
    "ErrorBody",
    "File",
    "InsecureTransportWarning",
    "InvalidWebhookError",
    "NotFoundError",
    "OutcomeUnknownError",
    "PaginationError",
    "PermissionDeniedError",
    "PostCallData",
    "RateLimitError",
    "Response",
    "ResponseDecodeError",
    "ResponseTooLargeError",
    "RunTask",
    "RunTaskInput",
    "RunTasks",
    "ServerError",
    "TaskDefinition",
    "TaskOutput",
    "TranscriptMessage",
    "Unpod",
    "UnpodError",
    "UnprocessableEntityError",
    "UNSET",
    "Unset",
    "UserInfo",
    "WaitTimeoutError",
)
