# Generated from specs/maxcare/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
"""The models of Max AI, each in a module that is imported when it is first used."""

from typing import TYPE_CHECKING

from caretasks.client.lazy import lazy_attributes as _lazy_attributes

if TYPE_CHECKING:
    from .app import App
    from .app_context import AppContext
    from .app_context_response import AppContextResponse
    from .assigned_provider import AssignedProvider
    from .create_task_request import CreateTaskRequest
    from .ehr_type import EhrType
    from .error_body import ErrorBody
    from .organization import Organization
    from .pagination import Pagination
    from .sync_status import SyncStatus
    from .task import Task
    from .task_list import TaskList
    from .task_list_response import TaskListResponse
    from .task_response import TaskResponse
    from .task_status import TaskStatus
else:
    __getattr__, __dir__ = _lazy_attributes(
        __name__,
        {
            "App": "app",
            "AppContext": "app_context",
            "AppContextResponse": "app_context_response",
            "AssignedProvider": "assigned_provider",
            "CreateTaskRequest": "create_task_request",
            "EhrType": "ehr_type",
            "ErrorBody": "error_body",
            "Organization": "organization",
            "Pagination": "pagination",
            "SyncStatus": "sync_status",
            "Task": "task",
            "TaskList": "task_list",
            "TaskListResponse": "task_list_response",
            "TaskResponse": "task_response",
            "TaskStatus": "task_status",
        },
    )

__all__ = [
    "App",
    "AppContext",
    "AppContextResponse",
    "AssignedProvider",
    "CreateTaskRequest",
    "EhrType",
    "ErrorBody",
    "Organization",
    "Pagination",
    "SyncStatus",
    "Task",
    "TaskList",
    "TaskListResponse",
    "TaskResponse",
    "TaskStatus",
]
