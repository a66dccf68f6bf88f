"""Call patients, and give the front desk a task for each call that did not succeed."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from caretasks.miramace import MiraMace, OutcomeUnknownError, TaskStatus, TaskType
from caretasks.solum import Solum


@dataclass(frozen=True)
class Patient:
    """A patient, by the ID at Mira Mace.

    Attributes:
        id: The ID that `create_patient` returned.
        phone_number: The number to call, in E.164 format.
    """

    id: UUID
    phone_number: str


class Outreach:
    """Calls of the clinic to its patients.

    The clients are passed, so that tests can pass those of mock servers. In production `MiraMace()` and `Solum()` read
    their keys from the environment.
    """

    def __init__(self, calls: MiraMace, desk: Solum, *, project_id: UUID, desk_user: str) -> None:
        self._calls = calls
        self._desk = desk
        self._project_id = project_id
        self._desk_user = desk_user

    def call(self, patient: Patient, request: str) -> UUID | None:
        """Have a patient called; return the ID of the vendor's task.

        If it is not known whether the task was created, the patient may already be called. So the call is not requested
        a second time: the front desk gets a task, and the result is `None`.
        """
        try:
            created = self._calls.create_task(
                task_type=TaskType.CUSTOM_TASK,
                task=request,
                phone_number=patient.phone_number,
                project_id=self._project_id,
                patient_id=patient.id,
            )
        except OutcomeUnknownError:
            self._add_desk_task("Check whether a patient was called", f"Patient {patient.id}: {request}")
            return None
        return created.id

    def follow_up(self, task_id: UUID) -> bool:
        """Return whether a call is over, and give the front desk a task if it has failed."""
        task = self._calls.get_task(task_id)
        title = f"Call a patient: task {task_id}"
        if task.status is TaskStatus.FAILED and not self._has_desk_task(title):
            self._add_desk_task(title, "The automatic call has failed.")
        return task.status in (TaskStatus.COMPLETED, TaskStatus.FAILED, TaskStatus.CANCELLED)

    def _has_desk_task(self, title: str) -> bool:
        return any(task.title == title for task in self._desk.iter_tasks(assigned_user_id=self._desk_user))

    def _add_desk_task(self, title: str, description: str) -> None:
        self._desk.create_task(
            title=title,
            description=description,
            created_by_id=self._desk_user,
            assigned_user_ids=[self._desk_user],
            deadline="2027-01-15T17:00:00Z",
            priority="high",
        )
