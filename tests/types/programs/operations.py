"""A program that uses each operation, iterator, wait and webhook parser. Type checkers must report no error in it.

It is checked and never run (`tests/types/test_types.py`). `assert_type` states the expected type of an expression.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any, assert_type
from uuid import UUID

from caretasks import maxcare, miramace, solum, unpod
from caretasks.client import PaginationError, WaitTimeoutError
from caretasks.maxcare import AsyncMaxCare, MaxCare
from caretasks.miramace import AsyncMiraMace, MiraMace
from caretasks.solum import AsyncSolum, Solum
from caretasks.unpod import AsyncUnpod, Unpod

ADDRESS = miramace.Address(
    street_name="1 Main St", city="San Francisco", state="CA", postal_code="94105", country_code="US"
)


def call_mira_mace(mm: MiraMace, project: UUID) -> miramace.Task:
    patient = mm.create_patient(
        first_name="Robin", last_name="Sample", address=ADDRESS, project_id=project, phone_number="+12025550123"
    )
    assert_type(patient, miramace.CreatedPatient)
    assert_type(mm.get_patient(patient.id), miramace.Patient)
    task = mm.create_task(
        task_type="CUSTOM_TASK",
        task="Ask for the opening hours",
        phone_number="+12025550123",
        project_id=project,
        patient_id=patient.id,
    )
    assert_type(mm.get_task(task.id, include_transcript=True), miramace.Task)
    return mm.wait_for_task(task.id, include_transcript=True, timeout=60, interval=0.5, headers={"X-Mine": "yes"})


async def await_mira_mace(mm: AsyncMiraMace, project: UUID) -> miramace.Task:
    patient = await mm.create_patient({"first_name": "Robin", "project_id": project})
    assert_type(await mm.get_patient(str(patient.id)), miramace.Patient)
    assert_type(await mm.create_task({"patient_id": patient.id}), miramace.CreatedTask)
    task = await mm.wait_for_task(patient.id)
    assert_type(task, miramace.Task)
    return await mm.get_task(patient.id)


def call_solum(so: Solum) -> Iterator[solum.Task]:
    assert_type(so.list_tasks(page=2, limit=10, status="pending"), solum.TaskList)
    created = so.create_task(
        title="Call back",
        description="Offer a later date",
        assigned_user_ids=["u1"],
        created_by_id="u2",
        deadline="2026-12-01T09:00:00+00:00",
    )
    assert_type(created, solum.Task)
    webhook = so.create_webhook(url="https://clinic.example/hook", event_types=["patient_created"])
    assert_type(webhook, solum.WebhookSubscription)
    for task in so.iter_tasks(limit=10, priority="high", max_pages=3, max_items=100, timeout=5):
        assert_type(task, solum.Task)
    return so.iter_tasks()


async def await_solum(so: AsyncSolum) -> AsyncIterator[solum.Task]:
    assert_type(await so.list_tasks(), solum.TaskList)
    assert_type(await so.create_task({"title": "Call back"}), solum.Task)
    assert_type(await so.create_webhook({"url": "https://clinic.example/hook"}), solum.WebhookSubscription)
    assert_type([task.title async for task in so.iter_tasks(max_items=5)], list[str])
    return so.iter_tasks(status=None)


def call_unpod(up: Unpod, space: str) -> unpod.RunTasks:
    assert_type(up.list_organizations(), unpod.Organizations)
    assert_type(up.list_spaces(), unpod.Spaces)
    assert_type(up.get_space(space), unpod.SpaceResponse)
    assert_type(up.list_agents(), unpod.Agents)
    assert_type(up.list_agent_tasks("agent"), unpod.AgentTasks)
    assert_type(up.list_agent_executions("agent"), unpod.AgentExecutions)
    assert_type(up.list_runs(space), unpod.Runs)
    assert_type(up.list_space_tasks(space, page=1, page_size=50), unpod.SpaceTasks)
    assert_type(up.list_call_logs(call_type="inbound", call_status="missed"), unpod.CallLogs)
    created = up.create_tasks(
        space, pilot="agent", documents=[unpod.Document(name="Robin Sample", contact_number="+12025550178")]
    )
    assert_type(created, unpod.CreatedTasksResponse)
    for task in up.iter_space_tasks(space, page_size=50, org_handle="some-clinic", max_items=10):
        assert_type(task, unpod.SpaceTask)
    for log in up.iter_call_logs(start_date="2026-11-01"):
        assert_type(log, unpod.CallLog)
    assert_type(up.get_run_tasks(space, "run"), unpod.RunTasks)
    return up.wait_for_run_tasks(space, "run", timeout=3600)


async def await_unpod(up: AsyncUnpod, space: str) -> unpod.RunTasks:
    assert_type(await up.list_organizations(), unpod.Organizations)
    assert_type(await up.list_spaces(), unpod.Spaces)
    assert_type(await up.get_space(space), unpod.SpaceResponse)
    assert_type(await up.list_agents(), unpod.Agents)
    assert_type(await up.list_agent_tasks("agent"), unpod.AgentTasks)
    assert_type(await up.list_agent_executions("agent"), unpod.AgentExecutions)
    assert_type(await up.list_runs(space), unpod.Runs)
    assert_type(await up.list_space_tasks(space), unpod.SpaceTasks)
    assert_type(await up.list_call_logs(), unpod.CallLogs)
    assert_type(await up.create_tasks(space, {"pilot": "agent", "documents": []}), unpod.CreatedTasksResponse)
    assert_type(await up.get_run_tasks(space, "run"), unpod.RunTasks)
    async for task in up.iter_space_tasks(space):
        assert_type(task, unpod.SpaceTask)
    async for log in up.iter_call_logs():
        assert_type(log, unpod.CallLog)
    return await up.wait_for_run_tasks(space, "run", interval=30)


def call_max_ai(mc: MaxCare) -> maxcare.TaskResponse:
    assert_type(mc.get_app_context(), maxcare.AppContextResponse)
    assert_type(mc.list_tasks(status="not_started,in_progress", page_size=10), maxcare.TaskListResponse)
    created = mc.create_task(note_id="nte_1", provider_id="prv_1", notes="Review the plan", assignee_ids=["prv_2"])
    assert_type(created, maxcare.TaskResponse)
    assert_type(mc.get_task("some-task", organization_id="some-clinic"), maxcare.TaskResponse)
    for task in mc.iter_tasks(patient_id="pat_1", max_pages=2):
        assert_type(task, maxcare.Task)
    return mc.wait_for_task("some-task", organization_id="some-clinic")


async def await_max_ai(mc: AsyncMaxCare) -> maxcare.TaskResponse:
    assert_type(await mc.get_app_context(), maxcare.AppContextResponse)
    assert_type(await mc.list_tasks(), maxcare.TaskListResponse)
    assert_type(await mc.create_task({"noteId": "nte_1"}), maxcare.TaskResponse)
    assert_type(await mc.get_task("some-task"), maxcare.TaskResponse)
    async for task in mc.iter_tasks():
        assert_type(task, maxcare.Task)
    return await mc.wait_for_task("some-task", timeout=60)


def receive_webhook(mm: MiraMace, body: bytes) -> miramace.WebhookPayload | None:
    try:
        payload = miramace.parse_webhook(body)
    except miramace.InvalidWebhookError:
        return None
    mm.get_task(payload.task_id or "some-task")
    return payload


def handle_errors(mm: MiraMace, so: Solum, task_id: str) -> object:
    try:
        return [mm.wait_for_task(task_id), *so.iter_tasks()]
    except WaitTimeoutError as error:
        assert_type(error.elapsed, float)
        last: Any = error.last
        return last
    except miramace.PaginationError as error:
        return error.attempts
    except PaginationError as error:
        assert_type(error.page, int)
        return error.operation
    except TimeoutError:
        return None
