# Generated from specs/unpod/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
"""Contains all the data models used in inputs/outputs"""

from .business_error_body import BusinessErrorBody
from .error_body import ErrorBody
from .post_call_data import PostCallData
from .run_task import RunTask
from .run_task_input import RunTaskInput
from .run_tasks import RunTasks
from .task_definition import TaskDefinition
from .task_output import TaskOutput
from .transcript_message import TranscriptMessage
from .user_info import UserInfo

__all__ = (
    "BusinessErrorBody",
    "ErrorBody",
    "PostCallData",
    "RunTask",
    "RunTaskInput",
    "RunTasks",
    "TaskDefinition",
    "TaskOutput",
    "TranscriptMessage",
    "UserInfo",
)
