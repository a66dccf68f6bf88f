# Generated from specs/solum/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
"""The models of Solum, each in a module that is imported when it is first used."""

from typing import TYPE_CHECKING

from caretasks.client.lazy import lazy_attributes as _lazy_attributes

if TYPE_CHECKING:
    from .create_task_request import CreateTaskRequest
    from .create_webhook_request import CreateWebhookRequest
    from .error_body import ErrorBody
    from .error_detail import ErrorDetail
    from .pagination import Pagination
    from .task import Task
    from .task_external_message_ids import TaskExternalMessageIds
    from .task_list import TaskList
    from .task_priority import TaskPriority
    from .task_status import TaskStatus
    from .webhook_event_type import WebhookEventType
    from .webhook_subscription import WebhookSubscription
else:
    __getattr__, __dir__ = _lazy_attributes(
        __name__,
        {
            "CreateTaskRequest": "create_task_request",
            "CreateWebhookRequest": "create_webhook_request",
            "ErrorBody": "error_body",
            "ErrorDetail": "error_detail",
            "Pagination": "pagination",
            "Task": "task",
            "TaskExternalMessageIds": "task_external_message_ids",
            "TaskList": "task_list",
            "TaskPriority": "task_priority",
            "TaskStatus": "task_status",
            "WebhookEventType": "webhook_event_type",
            "WebhookSubscription": "webhook_subscription",
        },
    )

__all__ = [
    "CreateTaskRequest",
    "CreateWebhookRequest",
    "ErrorBody",
    "ErrorDetail",
    "Pagination",
    "Task",
    "TaskExternalMessageIds",
    "TaskList",
    "TaskPriority",
    "TaskStatus",
    "WebhookEventType",
    "WebhookSubscription",
]
