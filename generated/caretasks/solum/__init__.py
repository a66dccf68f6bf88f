# Generated from specs/solum/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
"""Solum: a client of its API, with its models.

Tasks of a clinic's front desk, and subscriptions to events about its patients.
"""

from typing import TYPE_CHECKING

from caretasks.client.lazy import lazy_attributes as _lazy_attributes
from caretasks.client.types import UNSET, File, Response, Unset

if TYPE_CHECKING:
    from . import client as client
    from . import errors as errors
    from . import models as models
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
        TokenError,
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
else:
    __getattr__, __dir__ = _lazy_attributes(
        __name__,
        {
            "client": "client",
            "errors": "errors",
            "models": "models",
            "Solum": "client",
            "AsyncSolum": "client",
            "ApiStatusError": "errors",
            "AuthenticationError": "errors",
            "BadRequestError": "errors",
            "BusinessError": "errors",
            "ClientStateError": "errors",
            "ConfigurationError": "errors",
            "ConflictError": "errors",
            "DriftError": "errors",
            "InsecureTransportWarning": "errors",
            "InvalidWebhookError": "errors",
            "NotFoundError": "errors",
            "OutcomeUnknownError": "errors",
            "PaginationError": "errors",
            "PermissionDeniedError": "errors",
            "RateLimitError": "errors",
            "ResponseDecodeError": "errors",
            "ResponseTooLargeError": "errors",
            "ServerError": "errors",
            "TokenError": "errors",
            "UnprocessableEntityError": "errors",
            "WaitTimeoutError": "errors",
            "SolumError": "errors",
            "CreateTaskRequest": "models.create_task_request",
            "CreateWebhookRequest": "models.create_webhook_request",
            "ErrorBody": "models.error_body",
            "ErrorDetail": "models.error_detail",
            "Pagination": "models.pagination",
            "Task": "models.task",
            "TaskExternalMessageIds": "models.task_external_message_ids",
            "TaskList": "models.task_list",
            "TaskPriority": "models.task_priority",
            "TaskStatus": "models.task_status",
            "WebhookEventType": "models.webhook_event_type",
            "WebhookSubscription": "models.webhook_subscription",
        },
    )

__all__ = [
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
    "TokenError",
    "UnprocessableEntityError",
    "UNSET",
    "Unset",
    "WaitTimeoutError",
    "WebhookEventType",
    "WebhookSubscription",
]
