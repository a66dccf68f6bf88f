# Generated from specs/unpod/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
"""The models of Unpod, each in a module that is imported when it is first used."""

from typing import TYPE_CHECKING

from caretasks.client.lazy import lazy_attributes as _lazy_attributes

if TYPE_CHECKING:
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
else:
    __getattr__, __dir__ = _lazy_attributes(
        __name__,
        {
            "Agent": "agent",
            "AgentExecution": "agent_execution",
            "AgentExecutions": "agent_executions",
            "Agents": "agents",
            "AgentTask": "agent_task",
            "AgentTasks": "agent_tasks",
            "BusinessErrorBody": "business_error_body",
            "CallLog": "call_log",
            "CallLogs": "call_logs",
            "CreatedTasks": "created_tasks",
            "CreatedTasksResponse": "created_tasks_response",
            "Document": "document",
            "ErrorBody": "error_body",
            "ListCallLogsCallStatus": "list_call_logs_call_status",
            "ListCallLogsCallType": "list_call_logs_call_type",
            "NewTasks": "new_tasks",
            "Organization": "organization",
            "Organizations": "organizations",
            "PostCallData": "post_call_data",
            "Run": "run",
            "Runs": "runs",
            "RunTask": "run_task",
            "RunTaskInput": "run_task_input",
            "RunTasks": "run_tasks",
            "Schedule": "schedule",
            "Space": "space",
            "SpaceOrganization": "space_organization",
            "SpaceResponse": "space_response",
            "Spaces": "spaces",
            "SpaceTask": "space_task",
            "SpaceTasks": "space_tasks",
            "TaskDefinition": "task_definition",
            "TaskOutput": "task_output",
            "TranscriptMessage": "transcript_message",
            "UserInfo": "user_info",
        },
    )

__all__ = [
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
]
