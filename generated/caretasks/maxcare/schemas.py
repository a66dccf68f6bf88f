# Generated from specs/maxcare/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.

from __future__ import annotations

import caretasks.client.schemas as _  # noqa: F401 - names the extra if it is missing

# isort: split

from enum import StrEnum

from pydantic import StrictBool, StrictStr

from caretasks.client.schemas import MISSING, Model, StrictInt, hide_fields


class Pagination(Model):
    """
    The location of a page among all pages
    """

    page: StrictInt
    """
    The number of this page, from 1
    """
    pageSize: StrictInt
    """
    The number of tasks on a page
    """
    totalCount: StrictInt
    """
    The number of tasks on all pages
    """
    totalPages: StrictInt
    """
    The number of pages
    """


class CreateTaskRequest(Model):
    """
    A task for a visit
    """

    noteId: StrictStr
    """
    The ID of the visit that the task belongs to
    """
    providerId: StrictStr
    """
    The ID of the provider who creates the task
    """
    notes: StrictStr
    """
    The instructions of the task
    """
    assigneeIds: list[StrictStr] | MISSING = MISSING
    """
    The IDs of the providers to whom the task is assigned
    """


class App(Model):
    """
    An app of the marketplace
    """

    id: StrictStr | MISSING = MISSING
    """
    The ID of the app
    """
    slug: StrictStr | MISSING = MISSING
    """
    The name of the app in URLs
    """
    liveVersionId: StrictStr | MISSING = MISSING
    """
    The ID of the version in use
    """


class Organization(Model):
    """
    The organization of a clinic
    """

    id: StrictStr | MISSING = MISSING
    """
    The ID of the organization
    """


class TaskStatus(StrEnum):
    """
    The status of the task
    """

    new = "new"
    not_started = "not_started"
    in_progress = "in_progress"
    completed = "completed"
    cancelled = "cancelled"
    deleted = "deleted"


class SyncStatus(StrEnum):
    """
    The status of the sync with the EHR
    """

    pending = "pending"
    syncing = "syncing"
    synced = "synced"
    failed = "failed"


class EhrType(StrEnum):
    """
    The type of the clinic's EHR
    """

    modmed = "modmed"
    ezderm = "ezderm"


class AssignedProvider(Model):
    """
    A provider to whom a task is assigned
    """

    id: StrictStr
    """
    The provider
    """
    firstName: StrictStr | None
    """
    First name
    """
    lastName: StrictStr | None
    """
    Last name
    """
    displayFirstName: StrictStr | None
    """
    First name for display
    """
    displayLastName: StrictStr | None
    """
    Last name for display
    """
    username: StrictStr | None
    """
    User name in the EHR
    """
    roles: list[StrictStr]
    """
    The provider's roles
    """
    individualNpi: StrictStr | None
    """
    The provider's individual NPI (national provider identifier)
    """
    canFinalize: StrictBool
    """
    Whether the provider may finalize notes, which bills them under the provider
    """
    canCosign: StrictBool
    """
    Whether the provider may cosign the notes of other providers
    """


class ErrorBody(Model):
    """
    An error
    """

    code: StrictStr
    """
    The error code
    """
    message: StrictStr
    """
    The error message
    """
    trace_id: StrictStr
    """
    An ID with which the vendor can trace the request
    """


class AppContext(Model):
    """
    The context of an API key
    """

    app: App | MISSING = MISSING
    organization: Organization | MISSING = MISSING
    scopes: list[StrictStr] | MISSING = MISSING
    """
    The scopes that both the API key and the installation of the app have
    """


class Task(Model):
    """
    A task of a clinic
    """

    id: StrictStr
    """
    The ID of the task, which is another one in v2 and in v4
    """
    status: TaskStatus
    syncStatus: SyncStatus
    notes: StrictStr
    """
    The instructions of the task
    """
    noteId: StrictStr | MISSING = MISSING
    """
    The ID of the visit that the task belongs to; omitted if the task belongs to something else
    """
    ehrType: EhrType
    assignedProviders: list[AssignedProvider]
    """
    The providers to whom the task is assigned
    """
    createdAt: StrictStr
    """
    The creation time, with a space instead of the T and a short offset, so not an RFC 3339 date-time
    """
    updatedAt: StrictStr
    """
    The time of the last update, in the format of `createdAt`
    """


class TaskResponse(Model):
    """
    A task in the vendor's envelope
    """

    code: StrictStr
    """
    The response code
    """
    data: Task


class TaskList(Model):
    """
    A page of tasks
    """

    tasks: list[Task]
    """
    The tasks on this page
    """
    pagination: Pagination


class AppContextResponse(Model):
    """
    The context of an API key in the vendor's envelope
    """

    code: StrictStr
    """
    The response code
    """
    data: AppContext


class TaskListResponse(Model):
    """
    A page of tasks in the vendor's envelope
    """

    code: StrictStr
    """
    The response code
    """
    data: TaskList


hide_fields(
    {
        AssignedProvider: {"displayFirstName", "displayLastName", "firstName", "individualNpi", "lastName", "username"},
        CreateTaskRequest: {"noteId", "notes"},
        Task: {"noteId", "notes"},
    }
)
