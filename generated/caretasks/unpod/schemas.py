# Generated from specs/unpod/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.

from __future__ import annotations

import caretasks.client.schemas as _  # noqa: F401 - names the extra if it is missing

# isort: split

from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, StrictStr

from caretasks.client.schemas import MISSING, StrictFloat, StrictInt, hide_fields
from caretasks.unpod.checked import Model


class Organization(Model):
    """
    An organization
    """

    id: StrictInt | MISSING = MISSING
    """
    The ID of the organization
    """
    name: StrictStr | MISSING = MISSING
    """
    The name of the organization
    """
    domain_handle: StrictStr | MISSING = MISSING
    """
    The value of the header `Org-Handle` in other requests
    """
    created_at: StrictStr | MISSING = MISSING
    """
    The creation time of the organization
    """


class SpaceOrganization(Model):
    """
    The organization of a space
    """

    name: StrictStr | MISSING = MISSING
    """
    The name of the organization
    """
    domain_handle: StrictStr | MISSING = MISSING
    """
    The domain handle of the organization
    """


class Schedule(Model):
    """
    When the tasks are executed
    """

    type: StrictStr | MISSING = MISSING
    """
    The type of the schedule
    """


class Document(Model):
    """
    A contact to call
    """

    name: StrictStr
    """
    The name of the contact
    """
    contact_number: StrictStr
    """
    The phone number to call
    """
    email: StrictStr | MISSING = MISSING
    """
    The e-mail address of the contact
    """
    alternate_number: StrictStr | MISSING = MISSING
    """
    Another phone number of the contact
    """
    occupation: StrictStr | MISSING = MISSING
    """
    The occupation of the contact
    """
    company_name: StrictStr | MISSING = MISSING
    """
    The company of the contact
    """
    address: StrictStr | MISSING = MISSING
    """
    The address of the contact
    """
    about: StrictStr | MISSING = MISSING
    """
    More about the contact
    """
    context: StrictStr | MISSING = MISSING
    """
    Context of the call to this contact
    """
    labels: list[StrictStr] | MISSING = MISSING
    """
    Labels of the contact
    """
    title: StrictStr | MISSING = MISSING
    """
    The title of the document
    """
    description: StrictStr | MISSING = MISSING
    """
    A description of the document
    """
    document_id: StrictStr | MISSING = MISSING
    """
    The ID of the document
    """


class CreatedTasks(Model):
    """
    A created run and its tasks
    """

    run_id: StrictStr | MISSING = MISSING
    """
    The ID of the run
    """
    task_ids: list[StrictStr] | MISSING = MISSING
    """
    The IDs of the tasks, one for each document
    """
    status: StrictStr | MISSING = MISSING
    """
    The status of the tasks, initially `pending`
    """


class Run(Model):
    """
    A run: tasks that were created together
    """

    run_id: StrictStr | MISSING = MISSING
    """
    The ID of the run
    """
    collection_ref: StrictStr | MISSING = MISSING
    """
    The ID of the data collection of the run
    """
    run_mode: StrictStr | MISSING = MISSING
    """
    The execution engine of the run
    """
    status: StrictStr | MISSING = MISSING
    """
    The status of the run
    """
    created: StrictStr | MISSING = MISSING
    """
    The creation time of the run
    """
    modified: StrictStr | MISSING = MISSING
    """
    The time of the last update of the run
    """
    space_id: StrictStr | MISSING = MISSING
    """
    The ID of the space
    """
    user: Any | MISSING = MISSING
    """
    The user that created the run; its type is not documented
    """
    thread_id: StrictStr | None | MISSING = MISSING
    """
    The ID of the thread that the run belongs to
    """
    batch_count: Any | MISSING = MISSING
    """
    The number of batches of the run; its type is not documented
    """


class UserInfo(Model):
    """
    The person that the task is about
    """

    email: StrictStr | MISSING = MISSING
    """
    E-mail address
    """
    full_name: StrictStr | MISSING = MISSING
    """
    Full name
    """


class TaskDefinition(Model):
    """
    The definition of the task
    """

    objective: StrictStr | MISSING = MISSING
    """
    The instruction to the agent
    """


class TranscriptMessage(Model):
    """
    One message of a transcript
    """

    role: StrictStr | MISSING = MISSING
    """
    The speaker
    """
    content: StrictStr | MISSING = MISSING
    """
    The spoken text
    """


class PostCallData(Model):
    """
    The analysis of the call
    """

    summary: Any | MISSING = MISSING
    """
    A summary of the call; its type is not documented
    """


class Agent(Model):
    """
    An agent
    """

    handle: StrictStr | MISSING = MISSING
    """
    The handle of the agent, the `agent_handle` and `pilot` of other operations
    """
    name: StrictStr | MISSING = MISSING
    """
    The name of the agent
    """
    type: StrictStr | MISSING = MISSING
    """
    The type of the agent
    """
    state: StrictStr | MISSING = MISSING
    """
    The state of the agent
    """
    purpose: StrictStr | MISSING = MISSING
    """
    The purpose of the agent
    """


class AgentExecution(Model):
    """
    A run of an agent
    """

    run_id: StrictStr | MISSING = MISSING
    """
    The ID of the run
    """
    status: StrictStr | MISSING = MISSING
    """
    The status of the run
    """
    total_tasks: StrictInt | MISSING = MISSING
    """
    The number of tasks of the run
    """
    completed_tasks: StrictInt | MISSING = MISSING
    """
    The number of completed tasks
    """
    created: StrictStr | MISSING = MISSING
    """
    The creation time of the run
    """


class CallLog(Model):
    """
    A call
    """

    source_number: StrictStr | MISSING = MISSING
    """
    The phone number that called
    """
    destination_number: StrictStr | MISSING = MISSING
    """
    The phone number that was called
    """
    call_type: StrictStr | MISSING = MISSING
    """
    The direction of the call
    """
    call_status: StrictStr | MISSING = MISSING
    """
    The outcome of the call
    """
    creation_time: StrictStr | MISSING = MISSING
    """
    The creation time of the call
    """
    start_time: StrictStr | None | MISSING = MISSING
    """
    The time at which the call was answered; null for a missed call
    """
    end_time: StrictStr | None | MISSING = MISSING
    """
    The end of the call; null for a missed call
    """
    call_duration: StrictInt | StrictStr | MISSING = MISSING
    """
    The duration of the call, in seconds; a string such as `0:05:25` also occurs
    """
    end_reason: StrictStr | MISSING = MISSING
    """
    Why the call ended
    """


class BusinessErrorBody(Model):
    """
    An error in the business logic
    """

    status_code: StrictInt | MISSING = MISSING
    """
    The HTTP status code
    """
    message: StrictStr
    """
    The error message
    """
    errors: Any | MISSING = MISSING
    """
    Details of the error; their type is not documented
    """
    data: Any | MISSING = MISSING
    """
    Not documented in an error; any value
    """


class ErrorBody(Model):
    """
    An error
    """

    status_code: StrictInt | MISSING = MISSING
    """
    The HTTP status code
    """
    message: StrictStr | MISSING = MISSING
    """
    The error message
    """


class ListCallLogsCallType(StrEnum):
    inbound = "inbound"
    outbound = "outbound"


class ListCallLogsCallStatus(StrEnum):
    completed = "completed"
    missed = "missed"
    failed = "failed"


class Organizations(Model):
    """
    The organizations of a token
    """

    count: StrictInt | MISSING = MISSING
    """
    The total number of organizations, which may be greater than the number in this response
    """
    status_code: StrictInt | MISSING = MISSING
    """
    The HTTP status code
    """
    message: StrictStr | MISSING = MISSING
    """
    A message about the result
    """
    data: list[Organization] | MISSING = MISSING
    """
    The organizations
    """


class Space(Model):
    """
    A space, which has tasks and runs
    """

    id: StrictStr | MISSING = MISSING
    """
    The ID of the space
    """
    name: StrictStr | MISSING = MISSING
    """
    The name of the space
    """
    token: StrictStr | MISSING = MISSING
    """
    The public token of the space, the `space_token` of other operations
    """
    agent_handle: StrictStr | MISSING = MISSING
    """
    The handle of the agent that is assigned to the space
    """
    created_at: StrictStr | MISSING = MISSING
    """
    The creation time of the space
    """
    slug: StrictStr | None | MISSING = MISSING
    """
    The name of the space in URLs
    """
    description: StrictStr | None | MISSING = MISSING
    """
    A description of the space
    """
    logo: StrictStr | None | MISSING = MISSING
    """
    The URL of the logo
    """
    privacy_type: StrictStr | MISSING = MISSING
    """
    Who can access the space
    """
    space_type: StrictStr | MISSING = MISSING
    """
    The type of the space
    """
    content_type: StrictStr | MISSING = MISSING
    """
    The type of the content of the space
    """
    organization: SpaceOrganization | MISSING = MISSING


class NewTasks(Model):
    """
    New tasks: the agent, and a document for each contact to call
    """

    pilot: StrictStr
    """
    The handle of the agent
    """
    documents: list[Document]
    """
    The contacts, each of which gets a task
    """
    context: StrictStr | MISSING = MISSING
    """
    Context and objective of the calls to all contacts
    """
    schedule: Schedule | MISSING = MISSING


class CreatedTasksResponse(Model):
    """
    The created run in the vendor's envelope
    """

    status_code: StrictInt | MISSING = MISSING
    """
    The HTTP status code
    """
    message: StrictStr | MISSING = MISSING
    """
    A message about the result
    """
    data: CreatedTasks | MISSING = MISSING


class Runs(Model):
    """
    The runs of a space in the vendor's envelope
    """

    count: StrictInt | MISSING = MISSING
    """
    The total number of runs, which may be greater than the number in this response
    """
    status_code: StrictInt | MISSING = MISSING
    """
    The HTTP status code
    """
    message: StrictStr | MISSING = MISSING
    """
    A message about the result
    """
    data: list[Run] | MISSING = MISSING
    """
    The runs
    """


class TaskOutput(Model):
    """
    The output of the task
    """

    call_id: StrictStr | MISSING = MISSING
    """
    The ID of the call
    """
    start_time: StrictStr | MISSING = MISSING
    """
    The start of the call
    """
    end_time: StrictStr | MISSING = MISSING
    """
    The end of the call
    """
    duration: StrictFloat | MISSING = MISSING
    """
    The duration of the call, in seconds
    """
    recording_url: StrictStr | MISSING = MISSING
    """
    The URL of the recording
    """
    transcript: list[TranscriptMessage] | MISSING = MISSING
    """
    The transcript, in chronological order
    """
    post_call_data: PostCallData | MISSING = MISSING
    call_type: StrictStr | MISSING = MISSING
    """
    The direction of the call
    """
    call_status: StrictStr | MISSING = MISSING
    """
    The status of the call
    """
    call_end_reason: StrictStr | None | MISSING = MISSING
    """
    Why the call ended
    """
    assistant_number: StrictStr | None | MISSING = MISSING
    """
    The phone number of the agent
    """
    call_summary: StrictStr | None | MISSING = MISSING
    """
    A summary of the call
    """


class Agents(Model):
    """
    The agents of an organization
    """

    count: StrictInt | MISSING = MISSING
    """
    The total number of agents, which may be greater than the number in this response
    """
    status_code: StrictInt | MISSING = MISSING
    """
    The HTTP status code
    """
    message: StrictStr | MISSING = MISSING
    """
    A message about the result
    """
    data: list[Agent] | MISSING = MISSING
    """
    The agents
    """


class AgentTask(Model):
    """
    A task of an agent
    """

    field_id: Annotated[StrictStr | MISSING, Field(alias="_id")] = MISSING
    """
    The vendor's internal document ID
    """
    thread_id: StrictStr | None | MISSING = MISSING
    """
    The ID of the thread that the task belongs to
    """
    user_info: UserInfo | MISSING = MISSING
    task_id: StrictStr | MISSING = MISSING
    """
    The ID of the task
    """
    run_id: StrictStr | MISSING = MISSING
    """
    The ID of the run that the task belongs to
    """
    task: TaskDefinition | MISSING = MISSING
    input: dict[str, Any] | MISSING = MISSING
    """
    The input of the agent
    """
    output: TaskOutput | MISSING = MISSING
    assignee: StrictStr | MISSING = MISSING
    """
    The handle of the agent
    """
    status: StrictStr | MISSING = MISSING
    """
    The status of the task
    """
    execution_type: StrictStr | MISSING = MISSING
    """
    The execution type of the task
    """
    created: StrictStr | MISSING = MISSING
    """
    The creation time of the task
    """
    modified: StrictStr | MISSING = MISSING
    """
    The time of the last update of the task
    """
    attachments: list[Any] | MISSING = MISSING
    """
    The attachments of the task
    """
    ref_id: StrictStr | MISSING = MISSING
    """
    The ID of the document of the task
    """
    failure_count: StrictInt | MISSING = MISSING
    """
    The number of failed attempts
    """
    last_failure_reason: StrictStr | None | MISSING = MISSING
    """
    Why the last attempt failed
    """
    retry_attempt: StrictInt | MISSING = MISSING
    """
    The number of the current attempt, 0 for the first
    """
    last_status_change: StrictStr | MISSING = MISSING
    """
    The time of the last change of the status
    """
    scheduled_timestamp: StrictStr | None | MISSING = MISSING
    """
    The time for which the task is scheduled; null for now
    """


class AgentExecutions(Model):
    """
    The runs of an agent in the vendor's envelope
    """

    count: StrictInt | MISSING = MISSING
    """
    The total number of runs, which may be greater than the number in this response
    """
    status_code: StrictInt | MISSING = MISSING
    """
    The HTTP status code
    """
    message: StrictStr | MISSING = MISSING
    """
    A message about the result
    """
    data: list[AgentExecution] | MISSING = MISSING
    """
    The runs
    """


class CallLogs(Model):
    """
    The calls of an organization in the vendor's envelope
    """

    count: StrictInt | MISSING = MISSING
    """
    The total number of calls, which may be greater than the number in this response
    """
    status_code: StrictInt | MISSING = MISSING
    """
    The HTTP status code
    """
    message: StrictStr | MISSING = MISSING
    """
    A message about the result
    """
    data: list[CallLog] | MISSING = MISSING
    """
    The calls
    """


class Spaces(Model):
    """
    The spaces of an organization
    """

    count: StrictInt | MISSING = MISSING
    """
    The total number of spaces, which may be greater than the number in this response
    """
    status_code: StrictInt | MISSING = MISSING
    """
    The HTTP status code
    """
    message: StrictStr | MISSING = MISSING
    """
    A message about the result
    """
    data: list[Space] | MISSING = MISSING
    """
    The spaces
    """


class SpaceResponse(Model):
    """
    A space in the vendor's envelope
    """

    status_code: StrictInt | MISSING = MISSING
    """
    The HTTP status code
    """
    message: StrictStr | MISSING = MISSING
    """
    A message about the result
    """
    data: Space | MISSING = MISSING


class SpaceTask(Model):
    """
    A task of a space
    """

    field_id: Annotated[StrictStr | MISSING, Field(alias="_id")] = MISSING
    """
    The vendor's internal document ID
    """
    thread_id: StrictStr | None | MISSING = MISSING
    """
    The ID of the thread that the task belongs to
    """
    user_info: UserInfo | MISSING = MISSING
    task_id: StrictStr | MISSING = MISSING
    """
    The ID of the task
    """
    run_id: StrictStr | MISSING = MISSING
    """
    The ID of the run that the task belongs to
    """
    task: TaskDefinition | MISSING = MISSING
    input: dict[str, Any] | MISSING = MISSING
    """
    The input of the agent
    """
    output: TaskOutput | MISSING = MISSING
    assignee: StrictStr | MISSING = MISSING
    """
    The handle of the agent
    """
    status: StrictStr | MISSING = MISSING
    """
    The status of the task
    """
    execution_type: StrictStr | MISSING = MISSING
    """
    The execution type of the task
    """
    created: StrictStr | MISSING = MISSING
    """
    The creation time of the task
    """
    modified: StrictStr | MISSING = MISSING
    """
    The time of the last update of the task
    """
    run_mode: StrictStr | MISSING = MISSING
    """
    The mode of the run
    """


class RunTask(Model):
    """
    A task of a run
    """

    field_id: Annotated[StrictStr | MISSING, Field(alias="_id")] = MISSING
    """
    The vendor's internal document ID
    """
    thread_id: StrictStr | None | MISSING = MISSING
    """
    The ID of the thread that the task belongs to
    """
    user_info: UserInfo | MISSING = MISSING
    task_id: StrictStr | MISSING = MISSING
    """
    The ID of the task
    """
    run_id: StrictStr | MISSING = MISSING
    """
    The ID of the run that the task belongs to
    """
    task: TaskDefinition | MISSING = MISSING
    input: dict[str, Any] | MISSING = MISSING
    """
    The input of the agent
    """
    output: TaskOutput | MISSING = MISSING
    assignee: StrictStr | MISSING = MISSING
    """
    The handle of the agent
    """
    status: StrictStr | MISSING = MISSING
    """
    The status of the task
    """
    execution_type: StrictStr | MISSING = MISSING
    """
    The execution type of the task
    """
    created: StrictStr | MISSING = MISSING
    """
    The creation time of the task
    """
    modified: StrictStr | MISSING = MISSING
    """
    The time of the last update of the task
    """


class AgentTasks(Model):
    """
    The tasks of an agent in the vendor's envelope
    """

    count: StrictInt | MISSING = MISSING
    """
    The total number of tasks, which may be greater than the number in this response
    """
    status_code: StrictInt | MISSING = MISSING
    """
    The HTTP status code
    """
    message: StrictStr | MISSING = MISSING
    """
    A message about the result
    """
    data: list[AgentTask] | MISSING = MISSING
    """
    The tasks
    """


class SpaceTasks(Model):
    """
    The tasks of a space in the vendor's envelope
    """

    count: StrictInt | MISSING = MISSING
    """
    The total number of tasks, which may be greater than the number in this response
    """
    status_code: StrictInt | MISSING = MISSING
    """
    The HTTP status code
    """
    message: StrictStr | MISSING = MISSING
    """
    A message about the result
    """
    data: list[SpaceTask] | MISSING = MISSING
    """
    The tasks
    """


class RunTasks(Model):
    """
    The tasks of a run in the vendor's envelope
    """

    count: StrictInt | MISSING = MISSING
    """
    The total number of tasks, which may be greater than the number in this response
    """
    status_code: StrictInt
    """
    The HTTP status code
    """
    message: StrictStr
    """
    A message about the result
    """
    data: list[RunTask]
    """
    The tasks
    """


hide_fields(
    {
        AgentTask: {"attachments", "input", "user_info"},
        BusinessErrorBody: {"data", "errors"},
        CallLog: {"destination_number", "source_number"},
        Document: {
            "about",
            "address",
            "alternate_number",
            "company_name",
            "contact_number",
            "context",
            "description",
            "document_id",
            "email",
            "labels",
            "name",
            "occupation",
            "title",
        },
        NewTasks: {"context", "documents"},
        PostCallData: {"summary"},
        Run: {"user"},
        RunTask: {"input", "user_info"},
        SpaceTask: {"input", "user_info"},
        TaskDefinition: {"objective"},
        TaskOutput: {"assistant_number", "call_summary", "post_call_data", "recording_url", "transcript"},
        TranscriptMessage: {"content", "role"},
        UserInfo: {"email", "full_name"},
    }
)
