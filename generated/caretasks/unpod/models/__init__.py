# Generated from specs/unpod/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
"""Contains all the data models used in inputs/outputs"""

from .agent import Agent
from .agent_execution import AgentExecution
from .agent_executions import AgentExecutions
from .agent_task import AgentTask
from .agent_tasks import AgentTasks
from .agents import Agents
from .business_error_body import BusinessErrorBody
from .call_log import CallLog
from .call_logs import CallLogs
from .created_tasks import CreatedTasks
from .created_tasks_response import CreatedTasksResponse
from .document import Document
from .error_body import ErrorBody
from .list_call_logs_call_status import ListCallLogsCallStatus
from .list_call_logs_call_type import ListCallLogsCallType
from .new_tasks import NewTasks
from .organization import Organization
from .organizations import Organizations
from .post_call_data import PostCallData
from .run import Run
from .run_task import RunTask
from .run_task_input import RunTaskInput
from .run_tasks import RunTasks
from .runs import Runs
from .schedule import Schedule
from .space import Space
from .space_organization import SpaceOrganization
from .space_response import SpaceResponse
from .space_task import SpaceTask
from .space_tasks import SpaceTasks
from .spaces import Spaces
from .task_definition import TaskDefinition
from .task_output import TaskOutput
from .transcript_message import TranscriptMessage
from .user_info import UserInfo

__all__ = (
    "Agent",
    "AgentExecution",
    "AgentExecutions",
    "Agents",
    "AgentTask",
    "AgentTasks",
    "BusinessErrorBody",
    "CallLog",
    "CallLogs",
    "CreatedTasks",
    "CreatedTasksResponse",
    "Document",
    "ErrorBody",
    "ListCallLogsCallStatus",
    "ListCallLogsCallType",
    "NewTasks",
    "Organization",
    "Organizations",
    "PostCallData",
    "Run",
    "Runs",
    "RunTask",
    "RunTaskInput",
    "RunTasks",
    "Schedule",
    "Space",
    "SpaceOrganization",
    "SpaceResponse",
    "Spaces",
    "SpaceTask",
    "SpaceTasks",
    "TaskDefinition",
    "TaskOutput",
    "TranscriptMessage",
    "UserInfo",
)
