# Generated from specs/solum/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
"""Contains all the data models used in inputs/outputs"""

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

__all__ = (
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
)
