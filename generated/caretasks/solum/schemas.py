# Generated from specs/solum/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.

from __future__ import annotations

from caretasks.client.schemas import require_extra

require_extra(__name__)

from typing import Annotated, Any

from pydantic import ConfigDict, Field, StrictStr

from caretasks.client.schemas.types import MISSING, UUID, AwareDatetime, Model, StrictInt


class CreateTaskRequest(Model):
    """
    A task for the front desk
    """

    model_config = ConfigDict(
        extra="allow",
    )
    title: Annotated[StrictStr, Field(min_length=1)]
    """
    What the task is, in a line
    """
    description: Annotated[StrictStr, Field(min_length=1)]
    """
    What is to be done
    """
    assigned_user_ids: Annotated[list[StrictStr], Field(min_length=1)]
    """
    The users who are to do it
    """
    created_by_id: StrictStr
    """
    The user who creates the task
    """
    deadline: AwareDatetime
    """
    When the task has to be done
    """
    tags: list[StrictStr] | None | MISSING = MISSING
    """
    Labels for sorting tasks
    """
    call_id: StrictStr | None | MISSING = MISSING
    """
    The call that the task is about
    """
    fax_id: StrictStr | None | MISSING = MISSING
    """
    The fax that the task is about
    """
    assistant_id: StrictStr | None | MISSING = MISSING
    """
    The assistant that the task is about
    """
    session_id: StrictStr | None | MISSING = MISSING
    """
    The session that the task is about
    """
    patient_id: StrictStr | None | MISSING = MISSING
    """
    The patient whom the task is about
    """
    status: StrictStr = "pending"
    """
    How far the task has come
    """
    priority: StrictStr = "medium"
    """
    How urgent the task is
    """
    type: StrictStr | None | MISSING = MISSING
    """
    What kind of task it is
    """


class Task(Model):
    """
    A task of the front desk
    """

    id: UUID
    """
    The task
    """
    title: StrictStr
    """
    What the task is, in a line
    """
    description: StrictStr
    """
    What is to be done
    """
    tags: list[StrictStr]
    """
    Labels for sorting tasks
    """
    deadline: AwareDatetime
    """
    When the task has to be done
    """
    created_at: AwareDatetime
    """
    When the task was created
    """
    updated_at: AwareDatetime
    """
    When the task last changed
    """
    priority: StrictStr
    """
    How urgent the task is
    """
    created_by_id: StrictStr
    """
    The user who created the task
    """
    company_id: StrictStr
    """
    The company that the task belongs to
    """
    version: StrictInt
    """
    The version of the task
    """
    status: StrictStr
    """
    How far the task has come
    """
    call_id: StrictStr | None | MISSING = MISSING
    """
    The call that the task is about
    """
    fax_id: StrictStr | None | MISSING = MISSING
    """
    The fax that the task is about
    """
    assistant_id: StrictStr | None | MISSING = MISSING
    """
    The assistant that the task is about
    """
    session_id: StrictStr | None | MISSING = MISSING
    """
    The session that the task is about
    """
    patient_id: StrictStr | None | MISSING = MISSING
    """
    The patient whom the task is about
    """
    type: StrictStr | None | MISSING = MISSING
    """
    What kind of task it is
    """
    external_message_ids: dict[str, Any] | MISSING = MISSING
    """
    Ids of messages in other systems
    """


class ErrorDetail(Model):
    """
    What went wrong, in words and codes
    """

    type: StrictStr | MISSING = MISSING
    """
    The kind of error
    """
    code: StrictStr | MISSING = MISSING
    """
    The error's code
    """
    message: StrictStr
    """
    The error in words
    """
    param: StrictStr | MISSING = MISSING
    """
    The field that the error is about
    """


class ErrorBody(Model):
    """
    What went wrong
    """

    detail: ErrorDetail
