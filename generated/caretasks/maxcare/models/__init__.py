# Generated from specs/maxcare/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
"""Contains all the data models used in inputs/outputs"""

from .assigned_provider import AssignedProvider
from .ehr_type import EhrType
from .error_body import ErrorBody
from .sync_status import SyncStatus
from .task import Task
from .task_response import TaskResponse
from .task_status import TaskStatus

__all__ = (
    "AssignedProvider",
    "EhrType",
    "ErrorBody",
    "SyncStatus",
    "Task",
    "TaskResponse",
    "TaskStatus",
)
