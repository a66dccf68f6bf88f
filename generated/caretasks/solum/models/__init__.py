# Generated from specs/solum/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
"""Contains all the data models used in inputs/outputs"""

from .create_task_request import CreateTaskRequest
from .error_body import ErrorBody
from .error_detail import ErrorDetail
from .task import Task
from .task_external_message_ids import TaskExternalMessageIds

__all__ = (
    "CreateTaskRequest",
    "ErrorBody",
    "ErrorDetail",
    "Task",
    "TaskExternalMessageIds",
)
