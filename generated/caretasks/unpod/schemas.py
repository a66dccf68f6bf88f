# Generated from specs/unpod/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.

from __future__ import annotations

import caretasks.client.schemas as _  # noqa: F401 - names the extra if it is missing

# isort: split

from typing import Annotated, Any

from pydantic import Field, StrictStr

from caretasks.client.schemas import MISSING, Model, StrictFloat, StrictInt


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


class BusinessErrorBody(Model):
    """
    An error in the business logic
    """

    status_code: StrictInt
    """
    The HTTP status code
    """
    message: StrictStr
    """
    The error message
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
    The creation time of the task, without an offset
    """
    modified: StrictStr | MISSING = MISSING
    """
    The time of the last update of the task, without an offset
    """


class RunTasks(Model):
    """
    The tasks of a run in the vendor's envelope
    """

    count: StrictInt | MISSING = MISSING
    """
    The number of tasks
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
    All tasks of the run
    """
