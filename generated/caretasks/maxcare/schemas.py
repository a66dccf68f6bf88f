# Generated from specs/maxcare/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.

from __future__ import annotations

from caretasks.client.schemas import require_extra

require_extra(__name__)

from enum import StrEnum

from pydantic import StrictBool, StrictStr

from caretasks.client.schemas.types import MISSING, Model


class TaskStatus(StrEnum):
    """
    How far the task has come
    """

    new = "new"
    not_started = "not_started"
    in_progress = "in_progress"
    completed = "completed"
    cancelled = "cancelled"
    deleted = "deleted"


class SyncStatus(StrEnum):
    """
    How far the task has been synced with the EHR
    """

    pending = "pending"
    syncing = "syncing"
    synced = "synced"
    failed = "failed"


class EhrType(StrEnum):
    """
    The EHR that the task is synced with
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
    First name as it is shown
    """
    displayLastName: StrictStr | None
    """
    Last name as it is shown
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
    The provider's own NPI (national provider identifier)
    """
    canFinalize: StrictBool
    """
    Whether the provider may finalize notes, which are then billed under the provider
    """
    canCosign: StrictBool
    """
    Whether the provider may cosign the notes of other providers
    """


class ErrorBody(Model):
    """
    What went wrong
    """

    code: StrictStr
    """
    The error's code
    """
    message: StrictStr
    """
    The error in words
    """
    trace_id: StrictStr
    """
    An id under which the vendor can trace the request
    """


class Task(Model):
    """
    A task of a clinic
    """

    id: StrictStr
    """
    The task
    """
    status: TaskStatus
    syncStatus: SyncStatus
    notes: StrictStr
    """
    What is to be done
    """
    noteId: StrictStr | MISSING = MISSING
    """
    The visit that the task is anchored to; absent for a task that is anchored to something else
    """
    ehrType: EhrType
    assignedProviders: list[AssignedProvider]
    """
    The providers who are to do it
    """
    createdAt: StrictStr
    """
    When the task was created; a space instead of the T and a short offset, so no RFC 3339 date-time
    """
    updatedAt: StrictStr
    """
    When the task last changed; written as `createdAt` is
    """


class TaskResponse(Model):
    """
    A task in the vendor's envelope
    """

    code: StrictStr
    """
    The answer's code
    """
    data: Task
