# Generated from specs/solum/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.

from __future__ import annotations

import caretasks.client.schemas as _  # noqa: F401 - names the extra if it is missing

# isort: split

from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, StrictBool, StrictStr

from caretasks.client.schemas import MISSING, UUID, AnyUrl, AwareDatetime, StrictInt, hide_fields
from caretasks.solum.checked import Model


class CreateTaskRequest(Model):
    """
    A task for the front desk
    """

    title: Annotated[StrictStr, Field(min_length=1)]
    """
    A short title
    """
    description: Annotated[StrictStr, Field(min_length=1)]
    """
    The instructions of the task
    """
    assigned_user_ids: Annotated[list[StrictStr], Field(min_length=1)]
    """
    The IDs of the users to whom the task is assigned
    """
    created_by_id: StrictStr
    """
    The ID of the user who creates the task
    """
    deadline: AwareDatetime
    """
    When the task is due
    """
    tags: list[StrictStr] | None | MISSING = MISSING
    """
    Labels of the task
    """
    call_id: StrictStr | None | MISSING = MISSING
    """
    The ID of the call that the task is about
    """
    fax_id: StrictStr | None | MISSING = MISSING
    """
    The ID of the fax that the task is about
    """
    assistant_id: StrictStr | None | MISSING = MISSING
    """
    The ID of the assistant that the task is about
    """
    session_id: StrictStr | None | MISSING = MISSING
    """
    The ID of the session that the task is about
    """
    patient_id: StrictStr | None | MISSING = MISSING
    """
    The ID of the patient
    """
    status: StrictStr = "pending"
    """
    The status of the task
    """
    priority: StrictStr = "medium"
    """
    The priority of the task
    """
    type: StrictStr | None | MISSING = MISSING
    """
    The type of the task
    """


class Task(Model):
    """
    A task of the front desk
    """

    id: UUID
    """
    The ID of the task
    """
    title: StrictStr
    """
    A short title
    """
    description: StrictStr
    """
    The instructions of the task
    """
    tags: list[StrictStr]
    """
    Labels of the task
    """
    deadline: AwareDatetime
    """
    When the task is due
    """
    created_at: AwareDatetime
    """
    The creation time of the task
    """
    updated_at: AwareDatetime
    """
    The time of the last update of the task
    """
    priority: StrictStr
    """
    The priority of the task
    """
    created_by_id: StrictStr
    """
    The ID of the user who created the task
    """
    company_id: StrictStr
    """
    The ID of the company that the task belongs to
    """
    version: StrictInt
    """
    The version of the task
    """
    status: StrictStr
    """
    The status of the task
    """
    call_id: StrictStr | None | MISSING = MISSING
    """
    The ID of the call that the task is about
    """
    fax_id: StrictStr | None | MISSING = MISSING
    """
    The ID of the fax that the task is about
    """
    assistant_id: StrictStr | None | MISSING = MISSING
    """
    The ID of the assistant that the task is about
    """
    session_id: StrictStr | None | MISSING = MISSING
    """
    The ID of the session that the task is about
    """
    patient_id: StrictStr | None | MISSING = MISSING
    """
    The ID of the patient
    """
    type: StrictStr | None | MISSING = MISSING
    """
    The type of the task
    """
    external_message_ids: dict[str, Any] | MISSING = MISSING
    """
    IDs of messages in other systems
    """


class TaskStatus(StrEnum):
    """
    A status to filter tasks by
    """

    pending = "pending"
    in_progress = "in_progress"
    completed = "completed"


class TaskPriority(StrEnum):
    """
    A priority to filter tasks by
    """

    low = "low"
    medium = "medium"
    high = "high"
    urgent = "urgent"


class Pagination(Model):
    """
    The location of a page among all pages
    """

    has_more: StrictBool | MISSING = MISSING
    """
    Whether there are more tasks after this page
    """
    total: StrictInt | MISSING = MISSING
    """
    The number of tasks on all pages
    """
    page: StrictInt | MISSING = MISSING
    """
    The number of this page, from 1
    """
    limit: StrictInt | MISSING = MISSING
    """
    The number of tasks on a page
    """


class WebhookEventType(StrEnum):
    """
    A type of event
    """

    patient_created = "patient_created"
    patient_stage_changed = "patient_stage_changed"
    patient_updated = "patient_updated"
    patient_insurance_verification = "patient_insurance_verification"
    patient_verification_completed = "patient_verification_completed"


class CreateWebhookRequest(Model):
    """
    A subscription of a URL to events
    """

    url: AnyUrl
    """
    The URL that receives the events
    """
    event_types: list[WebhookEventType]
    """
    The types of events that the URL receives
    """
    description: StrictStr | None | MISSING = MISSING
    """
    The purpose of the subscription
    """


class WebhookSubscription(Model):
    """
    A subscription of a URL to events
    """

    id: UUID
    """
    The ID of the subscription
    """
    url: StrictStr
    """
    The URL that receives the events
    """
    event_types: list[StrictStr]
    """
    The types of events that the URL receives
    """
    is_active: StrictBool
    """
    Whether events are sent
    """
    company_id: StrictStr
    """
    The ID of the company that the subscription belongs to
    """
    created_at: StrictStr | None
    """
    The creation time of the subscription
    """
    updated_at: StrictStr | None
    """
    The time of the last update of the subscription
    """
    description: StrictStr | None | MISSING = MISSING
    """
    The purpose of the subscription
    """
    secret_key: StrictStr | None | MISSING = MISSING
    """
    The secret that signs the events
    """


class ErrorDetail(Model):
    """
    The details of an error
    """

    type: StrictStr | MISSING = MISSING
    """
    The error type
    """
    code: StrictStr | MISSING = MISSING
    """
    The error code
    """
    message: StrictStr
    """
    The error message
    """
    param: StrictStr | MISSING = MISSING
    """
    The parameter that caused the error
    """


class TaskList(Model):
    """
    A page of tasks
    """

    data: list[Task]
    """
    The tasks on this page
    """
    pagination: Pagination


class ErrorBody(Model):
    """
    An error
    """

    detail: ErrorDetail


hide_fields(
    {
        CreateTaskRequest: {"description", "patient_id", "title"},
        Task: {"description", "patient_id", "title"},
        WebhookSubscription: {"secret_key"},
    }
)
