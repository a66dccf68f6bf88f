"""The service against mock servers in the test process: no network, no key, no waits."""

from __future__ import annotations

from uuid import UUID

import pytest
from clinic import Outreach, Patient

from caretasks.miramace import MiraMace, TaskStatus
from caretasks.mock.testing import MockServers
from caretasks.solum import Solum

PATIENT = Patient(UUID(int=2), "+12025550143")


@pytest.fixture
def outreach(miramace_client: MiraMace, solum_client: Solum) -> Outreach:
    return Outreach(miramace_client, solum_client, project_id=UUID(int=1), desk_user="front-desk")


def desk_titles(solum_client: Solum) -> list[str]:
    return [task.title for task in solum_client.iter_tasks(assigned_user_id="front-desk")]


def test_patient_is_called(outreach: Outreach, caretasks_mock: MockServers) -> None:
    assert outreach.call(PATIENT, "Offer a new appointment") is not None
    (request,) = caretasks_mock.requests("miramace")
    assert request.operation == "create_task"
    assert request.body["phone_number"] == "+12025550143"


def test_finished_call_needs_no_desk_task(
    outreach: Outreach, caretasks_mock: MockServers, miramace_client: MiraMace, solum_client: Solum
) -> None:
    task_id = outreach.call(PATIENT, "Offer a new appointment")
    assert task_id is not None
    assert not outreach.follow_up(task_id)
    task = miramace_client.get_task(task_id)
    task.status = TaskStatus.COMPLETED
    caretasks_mock.add("miramace", "get_task", task)
    assert outreach.follow_up(task_id)
    assert desk_titles(solum_client) == []


def test_failed_call_becomes_one_desk_task(
    outreach: Outreach, caretasks_mock: MockServers, miramace_client: MiraMace, solum_client: Solum
) -> None:
    task_id = outreach.call(PATIENT, "Offer a new appointment")
    assert task_id is not None
    task = miramace_client.get_task(task_id)
    task.status = TaskStatus.FAILED
    caretasks_mock.add("miramace", "get_task", task)
    outreach.follow_up(task_id)
    outreach.follow_up(task_id)
    assert desk_titles(solum_client) == [f"Call a patient: task {task_id}"]


def test_patient_is_not_called_twice_after_a_server_error(caretasks_mock: MockServers, solum_client: Solum) -> None:
    unreliable = caretasks_mock.client("miramace", headers={"X-Caretasks-Fault": "500"})
    outreach = Outreach(unreliable, solum_client, project_id=UUID(int=1), desk_user="front-desk")
    assert outreach.call(PATIENT, "Offer a new appointment") is None
    assert len(caretasks_mock.requests("miramace")) == 1
    assert desk_titles(solum_client) == ["Check whether a patient was called"]
