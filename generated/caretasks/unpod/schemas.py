# Generated from specs/unpod/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.

from __future__ import annotations

from caretasks.client.schemas import require_extra

require_extra(__name__)

from typing import Annotated, Any

from pydantic import Field, StrictStr

from caretasks.client.schemas.types import MISSING, Model, StrictFloat, StrictInt


class UserInfo(Model):
    """
    The person whom the task is about
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
    What the agent is to do
    """

    objective: StrictStr | MISSING = MISSING
    """
    The instruction to the agent
    """


class TranscriptMessage(Model):
    """
    One utterance
    """

    role: StrictStr | MISSING = MISSING
    """
    Who spoke
    """
    content: StrictStr | MISSING = MISSING
    """
    What was said
    """


class PostCallData(Model):
    """
    The analysis of the call
    """

    summary: Any | MISSING = MISSING
    """
    What was said and agreed; the page does not say of which type
    """


class BusinessErrorBody(Model):
    """
    An error in the business logic
    """

    status_code: StrictInt
    """
    The HTTP status once more
    """
    message: StrictStr
    """
    The error in words
    """


class ErrorBody(Model):
    """
    What went wrong
    """

    status_code: StrictInt | MISSING = MISSING
    """
    The HTTP status once more
    """
    message: StrictStr | MISSING = MISSING
    """
    The error in words
    """


class TaskOutput(Model):
    """
    What came of the task
    """

    call_id: StrictStr | MISSING = MISSING
    """
    The call
    """
    start_time: StrictStr | MISSING = MISSING
    """
    When the call began
    """
    end_time: StrictStr | MISSING = MISSING
    """
    When the call ended
    """
    duration: StrictFloat | MISSING = MISSING
    """
    How long the call took, in seconds
    """
    recording_url: StrictStr | MISSING = MISSING
    """
    Where the recording can be fetched
    """
    transcript: list[TranscriptMessage] | MISSING = MISSING
    """
    What was said, in order
    """
    post_call_data: PostCallData | MISSING = MISSING
    call_type: StrictStr | MISSING = MISSING
    """
    Who called whom
    """
    call_status: StrictStr | MISSING = MISSING
    """
    How the call ended
    """


class RunTask(Model):
    """
    One task of a run
    """

    field_id: Annotated[StrictStr | MISSING, Field(alias="_id")] = MISSING
    """
    The vendor's internal document id
    """
    thread_id: StrictStr | None | MISSING = MISSING
    """
    The thread that the task belongs to
    """
    user_info: UserInfo | MISSING = MISSING
    task_id: StrictStr | MISSING = MISSING
    """
    The task
    """
    run_id: StrictStr | MISSING = MISSING
    """
    The run that the task belongs to
    """
    task: TaskDefinition | MISSING = MISSING
    input: dict[str, Any] | MISSING = MISSING
    """
    What the agent was given
    """
    output: TaskOutput | MISSING = MISSING
    assignee: StrictStr | MISSING = MISSING
    """
    The handle of the agent
    """
    status: StrictStr | MISSING = MISSING
    """
    How far the task has come
    """
    execution_type: StrictStr | MISSING = MISSING
    """
    How the task is carried out
    """
    created: StrictStr | MISSING = MISSING
    """
    When the task was created, without an offset
    """
    modified: StrictStr | MISSING = MISSING
    """
    When the task last changed, without an offset
    """


class RunTasks(Model):
    """
    The tasks of a run in the vendor's envelope
    """

    count: StrictInt | MISSING = MISSING
    """
    How many tasks there are
    """
    status_code: StrictInt
    """
    The HTTP status once more
    """
    message: StrictStr
    """
    The answer in words
    """
    data: list[RunTask]
    """
    All tasks of the run
    """
