# Generated from specs/maxcare/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
"""Contains all the data models used in inputs/outputs"""

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

__all__ = (
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
)
