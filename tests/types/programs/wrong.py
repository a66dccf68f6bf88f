"""A program with one error in each function. Type checkers must report the marked lines and no others.

It is checked and never run (`tests/types/test_types.py`).
"""

from __future__ import annotations

from uuid import UUID

import httpx

import caretasks.client
from caretasks import miramace, solum, unpod
from caretasks.client import ResponseEvent
from caretasks.miramace import AsyncMiraMace, MiraMace, Task, TaskType
from caretasks.miramace.api.tasks import get_task

TASK = UUID(int=1)


def unknown_argument(mm: MiraMace) -> None:
    mm.get_task(TASK, include_transcripts=True)  # wrong


def integer_for_an_id(mm: MiraMace) -> None:
    mm.get_task(42)  # wrong


def body_of_another_vendor(so: solum.Solum, body: miramace.CreateTaskRequest) -> None:
    so.create_task(body)  # wrong


def field_that_may_be_absent(task: Task) -> str:
    return task.task_outcome.strip()  # wrong


def sync_call_awaited(mm: MiraMace) -> None:
    async def call() -> None:
        await mm.get_task(TASK)  # wrong

    print(call)


async def async_call_not_awaited(mm: AsyncMiraMace) -> None:
    print(mm.get_task(TASK).status)  # wrong


def member_that_there_is_not() -> TaskType:
    return TaskType.SCHEDULE_APPOINTMENTS  # wrong


def required_field_left_out() -> None:
    miramace.CreateTaskRequest(TaskType.CUSTOM_TASK, "Call", "+12025550123", UUID(int=1))  # wrong


def integer_for_an_enum() -> None:
    miramace.Task(task_type=7)  # wrong


def mapping_for_a_model() -> None:
    miramace.Task(calls=[{"status": "SUCCESS"}])  # wrong


def string_that_is_not_a_member(request: miramace.CreateTaskRequest) -> None:
    request.task_type = "CUSTOM_TASK"  # wrong


def required_keyword_left_out(mm: MiraMace) -> None:
    mm.create_task(task_type="CUSTOM_TASK", task="Call", phone_number="+12025550123", project_id=TASK)  # wrong


def unknown_keyword(mm: MiraMace) -> None:
    mm.create_task(task_type="a", task="b", phone_number="c", project_id="d", patient_id="e", due="f")  # wrong


def string_for_a_list(so: solum.Solum) -> None:
    so.create_task(title="a", description="b", assigned_user_ids="c", created_by_id="d", deadline="e")  # wrong


def body_and_keyword(mm: MiraMace, body: miramace.CreateTaskRequest) -> None:
    mm.create_task(body, task="Call")  # wrong


async def integer_for_a_keyword(mm: AsyncMiraMace) -> None:
    await mm.create_task(task_type="a", task=7, phone_number="b", project_id="c", patient_id="d")  # wrong


def raw_keywords_without_a_required_one(mm: MiraMace) -> None:
    mm.with_raw_response.create_task(task="Call")  # wrong


def object_as_a_body(mm: MiraMace) -> None:
    mm.create_task(object())  # wrong


def client_of_the_other_twin(mm: AsyncMiraMace) -> None:
    get_task.sync(TASK, client=mm)  # wrong


def transport_of_the_other_twin() -> None:
    MiraMace("key", http_client=httpx.AsyncClient())  # wrong


def account_of_another_vendor() -> None:
    unpod.Unpod("key", organization_id="clinic")  # wrong


def hook_for_another_event() -> None:
    class Hooks:
        def on_request(self, event: ResponseEvent) -> None:
            print(event.seconds)

    MiraMace("key", hooks=Hooks())  # wrong


def object_without_hooks() -> None:
    MiraMace("key", hooks=object())  # wrong


def raw_response_as_a_task(mm: MiraMace) -> None:
    print(mm.with_raw_response.get_task(TASK).task_outcome)  # wrong


def unknown_argument_of_a_raw_method(mm: MiraMace) -> None:
    mm.with_raw_response.get_task(TASK, include_transcripts=True)  # wrong


def option_of_the_constructor_only(mm: MiraMace) -> None:
    mm.with_options(base_url="https://staging.example")  # wrong


def status_as_a_string(error: miramace.ApiStatusError) -> bool:
    return error.status_code.startswith("4")  # wrong


def unknown_name_of_the_runtime() -> None:
    print(caretasks.client.RateLimitedError)  # wrong
