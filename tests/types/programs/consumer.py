"""A program that uses all features of the clients. Type checkers must report no error in it.

It is checked and never run (`tests/types/test_types.py`). `assert_type` states the expected type of an expression.
"""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, assert_type
from uuid import UUID

import attrs
import httpx

import caretasks.client
from caretasks import maxcare, solum, unpod
from caretasks.client import ApiError, CallEvent, DriftEvent, Hooks, RequestEvent, ResponseEvent, RetryEvent
from caretasks.maxcare import AsyncMaxCare, MaxCare
from caretasks.maxcare.api.tasks import get_task as get_maxcare_task
from caretasks.miramace import (
    UNSET,
    Address,
    ApiStatusError,
    AsyncMiraMace,
    AuthenticationError,
    BadRequestError,
    BusinessError,
    Call,
    ClientStateError,
    ConfigurationError,
    ConflictError,
    CreatedTask,
    CreateTaskRequest,
    DriftError,
    InsecureTransportWarning,
    InvalidWebhookError,
    MiraMace,
    NotFoundError,
    OutcomeUnknownError,
    PermissionDeniedError,
    PreviousVisit,
    Provider,
    RateLimitError,
    Response,
    ResponseDecodeError,
    ResponseTooLargeError,
    ScheduleAppointmentData,
    ServerError,
    Task,
    TaskStatus,
    TaskType,
    UnprocessableEntityError,
    Unset,
    WebhookPayload,
    parse_webhook,
    schemas,
)
from caretasks.miramace.api.tasks import create_task, get_task
from caretasks.solum import AsyncSolum, Solum
from caretasks.solum.api.tasks import create_task as create_solum_task
from caretasks.unpod import AsyncUnpod, Unpod
from caretasks.unpod.api.execution import get_run_tasks

PROJECT = UUID(int=1)
PATIENT = UUID(int=2)
TASK = "123e4567-e89b-12d3-a456-426614174002"


def request_as_model() -> CreateTaskRequest:
    address = Address("456 Health Ave", "San Francisco", "CA", "94105", "US")
    referral = Provider(name="R. Johnson", npi="0987654321", address=address)
    return CreateTaskRequest(
        task_type=TaskType.SCHEDULE_APPOINTMENT,
        task="Schedule a follow-up appointment",
        phone_number="+12025550123",
        project_id=PROJECT,
        patient_id=PATIENT,
        task_data=ScheduleAppointmentData(
            previous_visits=[PreviousVisit(date=date(2024, 3, 15), outcome="Follow-up")],
            has_referral=True,
            referral=referral,
            existing_appointment=None,
            reschedule_reason=None,
        ),
    )


def request_as_mapping() -> Mapping[str, Any]:
    """The keys are the names in JSON; the values may be Python objects."""
    return {
        "task_type": TaskType.CUSTOM_TASK,
        "task": "Ask for the opening hours",
        "phone_number": "+12025550123",
        "project_id": PROJECT,
        "patient_id": str(PATIENT),
        "task_data": {"previous_visits": [{"date": date(2024, 3, 15)}], "asked_at": datetime.now(UTC)},
    }


def strings(task_type: str, patient_id: str) -> CreateTaskRequest:
    """Strings are accepted where the spec documents an enum, a UUID or a date; the fields have the documented types."""
    request = CreateTaskRequest("CUSTOM_TASK", "Ask for the opening hours", "+12025550123", str(PROJECT), patient_id)
    assert_type(request.task_type, TaskType)
    assert_type(request.patient_id, UUID)
    CreateTaskRequest(
        task_type=task_type, task="Call", phone_number="+12025550123", project_id=TASK, patient_id=PATIENT
    )
    visit = PreviousVisit(date="2024-03-15")
    assert_type(visit.date, date | Unset)
    assert_type(Task(status="COMPLETED", created_at="2024-03-15T10:30:00Z", id=TASK).status, TaskStatus | Unset)
    assert_type(attrs.evolve(request, patient_id=PATIENT), CreateTaskRequest)
    return request if request.task_type == "CUSTOM_TASK" else CreateTaskRequest.from_dict(attrs.asdict(request))


def keyword_bodies(mm: MiraMace, so: Solum, task_type: str, patient_id: UUID | str) -> None:
    created = mm.create_task(
        task_type="CUSTOM_TASK",
        task="Ask for the opening hours",
        phone_number="+12025550123",
        project_id=PROJECT,
        patient_id=patient_id,
    )
    assert_type(created, CreatedTask)
    raw = mm.with_raw_response.create_task(
        task_type=task_type,
        task="Schedule a follow-up appointment",
        phone_number="+12025550123",
        project_id=str(PROJECT),
        patient_id=patient_id,
        task_data=ScheduleAppointmentData(has_referral=False),
        timeout=5,
        headers={"X-Trace": "1"},
    )
    assert_type(raw, Response[CreatedTask])
    task = so.create_task(
        title="Call back",
        description="The patient asks for a new appointment",
        assigned_user_ids=["u1"],
        created_by_id="u2",
        deadline="2026-12-01T09:00:00Z",
        tags=None,
        type_=UNSET,
    )
    assert_type(task, solum.Task)


async def keyword_bodies_async(mm: AsyncMiraMace, keywords: create_task.BodyKeywords) -> None:
    assert_type(await mm.create_task(**keywords), CreatedTask)
    assert_type(await mm.with_raw_response.create_task(**keywords, timeout=5), Response[CreatedTask])
    created = await mm.create_task(
        task_type=TaskType.SCHEDULE_APPOINTMENT,
        task="Schedule a follow-up appointment",
        phone_number="+12025550123",
        project_id=PROJECT,
        patient_id=PATIENT,
        task_data={"previous_visits": [{"date": "2024-03-15"}]},
    )
    assert_type(created, CreatedTask)


def pydantic_bodies(mm: MiraMace) -> None:
    data = schemas.ScheduleAppointmentData(has_referral=True, previous_visits=[schemas.PreviousVisit(purpose="Check")])
    request = schemas.CreateTaskRequest.model_validate(request_as_mapping())
    assert_type(mm.create_task(request), CreatedTask)
    assert_type(mm.with_raw_response.create_task(body=request, timeout=5), Response[CreatedTask])
    assert_type(create_task.sync(body=request, client=mm), CreatedTask)
    mm.create_task({"task_data": data})
    mm.create_task(
        task_type=schemas.TaskType.SCHEDULE_APPOINTMENT,
        task="Schedule a follow-up appointment",
        phone_number="+12025550123",
        project_id=PROJECT,
        patient_id=PATIENT,
        task_data=data,
    )


def mira_mace() -> None:
    with MiraMace() as mm:
        assert_type(mm, MiraMace)
        created = mm.create_task(request_as_model())
        assert_type(created, CreatedTask)
        assert_type(created.id, UUID)
        mm.create_task(body=request_as_mapping(), timeout=5, headers={"X-Trace": "1"})
        task = mm.get_task(created.id, include_transcript=True)
        assert_type(task, Task)
        mm.get_task(TASK, include_transcript=True, include_all_calls=False, timeout=httpx.Timeout(5), headers=None)
        mm.get_task(task_id=TASK, timeout=None)


async def mira_mace_async() -> None:
    async with AsyncMiraMace() as mm:
        assert_type(mm, AsyncMiraMace)
        created = await mm.create_task(request_as_model())
        assert_type(created, CreatedTask)
        await mm.create_task({"task_type": TaskType.CUSTOM_TASK}, timeout=5.5, headers={"X-Trace": "1"})
        task = await mm.get_task(created.id, include_transcript=True, include_all_calls=True)
        assert_type(task, Task)
        first, second = await asyncio.gather(mm.get_task(TASK, timeout=None), mm.get_task(UUID(TASK), headers={}))
        assert_type((first, second), tuple[Task, Task])


def solum_tasks() -> None:
    with Solum("key") as client:
        request = solum.CreateTaskRequest(
            title="Call back",
            description="The patient asks for a new appointment",
            assigned_user_ids=["u1"],
            created_by_id="u2",
            deadline=datetime(2026, 12, 1, tzinfo=UTC),
            tags=None,
            priority="high",
        )
        task = client.create_task(request)
        assert_type(task, solum.Task)
        assert_type(task.deadline, datetime)
        assert_type(task.version, int)
        assert_type(task.tags, list[str])
        client.create_task({"title": "Call back", "deadline": datetime.now(UTC)}, timeout=3, headers={"X-Trace": "1"})


async def solum_tasks_async() -> None:
    async with AsyncSolum("key", timeout=None) as client:
        assert_type(await client.create_task({"title": "Call back"}), solum.Task)


def unpod_runs() -> None:
    with Unpod("key", org_handle="clinic") as client:
        run = client.get_run_tasks("space", "run")
        assert_type(run, unpod.RunTasks)
        assert_type(run.data, list[unpod.RunTask])
        assert_type(run.count, int | unpod.Unset)
        for task in run.data:
            if task.output is not unpod.UNSET and task.output.duration is not unpod.UNSET:
                assert_type(task.output.duration, float)
            if task.thread_id is not None and task.thread_id is not unpod.UNSET:
                assert_type(task.thread_id, str)
            if task.input_:
                assert_type(task.input_, unpod.RunTaskInput)
                assert_type(task.input_.additional_properties, dict[str, Any])
        client.get_run_tasks("space", run_id=UUID(int=3), org_handle="other", timeout=60, headers={"X-Trace": "1"})


async def unpod_runs_async() -> None:
    async with AsyncUnpod("key", org_handle="clinic") as client:
        assert_type(await client.get_run_tasks("space", "run", org_handle="other"), unpod.RunTasks)


def max_care() -> None:
    with MaxCare("key", organization_id="org") as client:
        answer = client.get_task(UUID(TASK))
        assert_type(answer, maxcare.TaskResponse)
        assert_type(answer.data, maxcare.Task)
        assert_type(answer.data.sync_status, maxcare.SyncStatus)
        assert_type([provider.first_name for provider in answer.data.assigned_providers], list[str | None])
        client.get_task(TASK, organization_id="other", timeout=5, headers={"X-Trace": "1"})


async def max_care_async() -> None:
    async with AsyncMaxCare("key", organization_id="org") as client:
        assert_type(await client.get_task(TASK, organization_id="other"), maxcare.TaskResponse)


def constructors() -> None:
    MiraMace("key", base_url="http://127.0.0.1:4010/miramace", timeout=10, max_retries=0, headers={"X-Trace": "1"})
    MiraMace(api_key=None, base_url=None, headers=None, http_client=None)
    Solum("key", strict=True, max_response_bytes=2**20, timeout=httpx.Timeout(10, connect=2))
    Unpod("key", timeout=None, org_handle=None, max_retries=5)
    MaxCare("key", timeout=2.5, organization_id=None)

    for given in (httpx.Client(proxy="http://127.0.0.1:3128"), httpx.HTTPTransport(http2=False)):
        MiraMace("key", http_client=given).close()
    MiraMace("key", http_client=httpx.MockTransport(lambda request: httpx.Response(404))).close()
    with httpx.Client() as http_client, Solum("key", http_client=http_client) as client:
        assert_type(client, Solum)


async def constructors_async() -> None:
    AsyncUnpod("key", base_url="https://unpod.dev", timeout=10, max_retries=0, headers={}, org_handle="clinic")
    AsyncMaxCare("key", strict=True, max_response_bytes=2**20, organization_id="org")
    AsyncSolum(api_key=None, base_url=None, timeout=httpx.Timeout(10), headers=None, http_client=None)

    client = AsyncMiraMace("key", http_client=httpx.AsyncHTTPTransport(retries=1))
    await client.close()
    await AsyncSolum("key", http_client=httpx.MockTransport(lambda request: httpx.Response(404))).aclose()
    async with httpx.AsyncClient() as http_client, AsyncMiraMace("key", http_client=http_client) as given:
        assert_type(given, AsyncMiraMace)


def functions() -> None:
    with MiraMace() as mm, Solum() as so, Unpod() as un, MaxCare() as mx:
        assert_type(create_task.sync(body=request_as_model(), client=mm), CreatedTask)
        assert_type(create_task.sync_detailed(body=request_as_mapping(), client=mm), Response[CreatedTask])
        assert_type(get_task.sync(TASK, client=mm, include_transcript=True, timeout=5, headers={}), Task)
        answer = get_task.sync_detailed(UUID(TASK), client=mm)
        assert_type(answer, Response[Task])
        assert_type(answer.status_code, int)
        assert_type(answer.content, bytes)
        assert_type(answer.headers, httpx.Headers)
        assert_type(answer.parsed, Task)
        assert_type(create_solum_task.sync(body={"title": "Call back"}, client=so), solum.Task)
        assert_type(create_solum_task.sync_detailed(body={"title": "Call back"}, client=so), solum.Response[solum.Task])
        assert_type(get_run_tasks.sync("s", "r", client=un, org_handle="clinic"), unpod.RunTasks)
        assert_type(get_run_tasks.sync_detailed("s", "r", client=un), unpod.Response[unpod.RunTasks])
        assert_type(get_maxcare_task.sync(TASK, client=mx, organization_id="org"), maxcare.TaskResponse)
        assert_type(get_maxcare_task.sync_detailed(TASK, client=mx), maxcare.Response[maxcare.TaskResponse])


async def functions_async() -> None:
    async with AsyncMiraMace() as mm, AsyncSolum() as so, AsyncUnpod() as un, AsyncMaxCare() as mx:
        assert_type(await create_task.asyncio(body=request_as_model(), client=mm), CreatedTask)
        assert_type(await create_task.asyncio_detailed(body=request_as_mapping(), client=mm), Response[CreatedTask])
        assert_type(await get_task.asyncio(TASK, client=mm, include_all_calls=True), Task)
        assert_type(await get_task.asyncio_detailed(TASK, client=mm, timeout=5, headers={}), Response[Task])
        assert_type(await create_solum_task.asyncio(body={"title": "Call back"}, client=so), solum.Task)
        detailed = await create_solum_task.asyncio_detailed(body={"title": "Call back"}, client=so)
        assert_type(detailed, solum.Response[solum.Task])
        assert_type(await get_run_tasks.asyncio("s", "r", client=un, org_handle="clinic"), unpod.RunTasks)
        assert_type(await get_run_tasks.asyncio_detailed("s", "r", client=un), unpod.Response[unpod.RunTasks])
        assert_type(await get_maxcare_task.asyncio(TASK, client=mx), maxcare.TaskResponse)
        assert_type(await get_maxcare_task.asyncio_detailed(TASK, client=mx), maxcare.Response[maxcare.TaskResponse])


def absent_values(task: Task) -> str:
    """`is UNSET`, `isinstance` and truth distinguish values from missing fields."""
    assert_type(task.task_outcome, str | Unset)
    if task.status is not UNSET:
        assert_type(task.status, TaskStatus)
    if not isinstance(task.created_at, Unset):
        assert_type(task.created_at, datetime)
    calls: list[Call] = task.calls or []
    for call in calls:
        for message in call.transcripts or ():
            print(message.role.upper(), message.content.strip())
    if not task.task_outcome:
        assert_type(bool(UNSET), bool)
        return "nothing yet"
    return task.task_outcome.strip()


def enums(task: Task) -> str:
    """An undocumented value is a member too, so that `case _` is reachable. It can be compared with a string."""
    new: TaskStatus = TaskStatus("PAUSED")
    print(str(new) == "PAUSED", new.value.lower(), [status.name for status in TaskStatus])
    match task.status:
        case Unset():
            return "not said"
        case TaskStatus.PENDING | TaskStatus.IN_PROGRESS:
            return "wait"
        case TaskStatus.COMPLETED:
            return "read it"
        case _:
            return f"look at {task.status}"


def dictionaries(task: Task) -> Task:
    sent: dict[str, Any] = task.to_dict()
    more: dict[str, Any] = task.additional_properties
    again = Task.from_dict(sent | more)
    assert_type(again, Task)
    return again


def errors(mm: MiraMace) -> None:
    try:
        mm.create_task(request_as_model())
    except RateLimitError as error:
        assert_type(error.retry_after, float | None)
    except (BadRequestError, AuthenticationError, PermissionDeniedError, NotFoundError) as error:
        assert_type(error.status_code, int)
        assert_type(error.operation, str)
    except (ConflictError, UnprocessableEntityError, ServerError, BusinessError) as error:
        assert_type(error.message, str | None)
        assert_type(error.request_id, str | None)
    except ApiStatusError as error:
        assert_type(error.request, httpx.Request)
        assert_type(error.response, httpx.Response)
        body: object = error.body
        print(body)
        http_error: httpx.HTTPStatusError = error
        raise http_error from None
    except DriftError as error:
        for pointer, found in error.places.items():
            print(pointer.lower(), found.lower())
    except ResponseTooLargeError as error:
        assert_type(error.length, int)
    except ResponseDecodeError as error:
        assert_type((error.status_code, error.operation, error.media_type), tuple[int, str, str])
        assert_type(error.response, httpx.Response)
        decoding_error: httpx.DecodingError = error
        raise decoding_error from None
    except OutcomeUnknownError as error:
        print(str(error), isinstance(error, httpx.ReadTimeout))
    except httpx.TransportError as error:
        print(error.request.url)
    except ConfigurationError as error:
        wrong_value: ValueError = error
        raise wrong_value from None
    except ClientStateError as error:
        wrong_state: RuntimeError = error
        raise wrong_state from None


def errors_of_all(un: Unpod, mx: MaxCare, so: Solum) -> None:
    """One handler for every vendor, and bodies as the documented models."""
    try:
        un.get_run_tasks("space", "run")
        mx.get_task(TASK)
        so.create_task({"title": "Call back"})
    except unpod.BusinessError as error:
        if isinstance(error.body, unpod.BusinessErrorBody):
            assert_type(error.body.message, str)
    except maxcare.ApiStatusError as error:
        if isinstance(error.body, maxcare.ErrorBody):
            assert_type(error.body.trace_id, str)
    except (solum.OutcomeUnknownError, unpod.ResponseDecodeError) as error:
        print(error)
    except httpx.HTTPError as error:
        print(type(error).__name__)


def errors_of_every_client(mm: MiraMace, un: Unpod) -> None:
    """The classes of `caretasks.client` belong to no vendor, so that one handler catches the errors of all vendors."""
    try:
        mm.get_task(TASK)
        un.get_run_tasks("space", "run")
    except caretasks.client.RateLimitError as error:
        assert_type(error.retry_after, float | None)
    except (
        caretasks.client.NotFoundError,
        caretasks.client.PermissionDeniedError,
        caretasks.client.AuthenticationError,
    ) as error:
        assert_type((error.status_code, error.request_id), tuple[int, str | None])
    except (
        caretasks.client.BadRequestError,
        caretasks.client.ConflictError,
        caretasks.client.UnprocessableEntityError,
    ) as error:
        assert_type(error.message, str | None)
    except (caretasks.client.BusinessError, caretasks.client.ServerError) as error:
        assert_type(error.response, httpx.Response)
    except caretasks.client.ApiStatusError as error:
        http_error: httpx.HTTPStatusError = error
        raise http_error from None
    except caretasks.client.DriftError as error:
        print(list(error.places))
    except (caretasks.client.ResponseTooLargeError, caretasks.client.ResponseDecodeError) as error:
        assert_type(error.length, int)
    except caretasks.client.OutcomeUnknownError as error:
        print(str(error))
    except caretasks.client.ConfigurationError as error:
        wrong_value: ValueError = error
        raise wrong_value from None
    except caretasks.client.ClientStateError as error:
        wrong_state: RuntimeError = error
        raise wrong_state from None
    except caretasks.client.ApiError as error:
        assert_type(error.attempts, int)
    assert_type(caretasks.client.__version__, str)
    unset: caretasks.client.Unset = caretasks.client.UNSET
    print(unset, caretasks.client.InsecureTransportWarning)


def options(mm: MiraMace) -> None:
    assert_type(mm.base_url, str)
    patient = mm.with_options(timeout=120, max_retries=0, headers={"X-Trace": "1"})
    assert_type(patient, MiraMace)
    assert_type(patient.get_task(TASK), Task)
    mm.with_options(timeout=httpx.Timeout(5)).with_options(timeout=None)


async def options_async(mm: AsyncMiraMace) -> None:
    async with mm.with_options(max_retries=1) as patient:
        assert_type(patient, AsyncMiraMace)
        assert_type(await patient.get_task(TASK), Task)


def raw_responses(mm: MiraMace, un: Unpod) -> None:
    response = mm.with_raw_response.get_task(TASK, include_transcript=True, timeout=5, headers={"X-Trace": "1"})
    assert_type(response, Response[Task])
    assert_type((response.status_code, response.headers, response.text), tuple[int, httpx.Headers, str])
    assert_type(response.parsed.status, TaskStatus | Unset)
    assert_type(mm.with_raw_response.create_task(request_as_model()), Response[CreatedTask])
    assert_type(un.with_raw_response.get_run_tasks("space", "run", org_handle="x"), Response[unpod.RunTasks])


async def raw_responses_async(mm: AsyncMiraMace) -> None:
    response = await mm.with_raw_response.get_task(TASK, include_all_calls=True)
    assert_type(response.parsed, Task)
    created = await mm.with_raw_response.create_task(body=request_as_mapping(), timeout=None)
    assert_type(created, Response[CreatedTask])


def requests(mm: MiraMace) -> None:
    response = mm.request("GET", "/v1/beta/tasks", params={"status": [TaskStatus.PENDING], "page": 2}, timeout=5)
    assert_type(response.status_code, int)
    assert_type(response, Response[Any])
    mm.request("POST", "/v1/beta/tasks", json=request_as_model(), headers={"X-Trace": "1"})
    mm.request("PUT", "/v1/beta/file", content=b"", headers={"Content-Type": "text/plain"})


async def requests_async(mm: AsyncMiraMace) -> None:
    assert_type((await mm.request("DELETE", "/v1/beta/tasks/1")).status_code, int)


class AllHooks:
    """Hooks of all kinds as methods."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def on_request(self, event: RequestEvent) -> None:
        assert_type((event.operation, event.method, event.path), tuple[str, str, str])
        assert_type((event.attempt, event.call_id), tuple[int, int])

    def on_response(self, event: ResponseEvent) -> None:
        assert_type((event.status, event.error), tuple[int | None, str | None])
        self.seconds[event.operation] = event.seconds

    def on_retry(self, event: RetryEvent) -> None:
        assert_type((event.status, event.error, event.seconds), tuple[int | None, str | None, float])

    def on_drift(self, event: DriftEvent) -> None:
        assert_type((event.status, event.pointer), tuple[int, str])
        assert_type((event.expected, event.actual), tuple[str, str])


class RetryHook:
    """One hook that takes any event."""

    def on_retry(self, event: CallEvent) -> int:
        return event.attempt


@dataclass(frozen=True)
class Functions:
    """Hooks as attributes."""

    on_request: Callable[[RequestEvent], object] | None = None
    on_drift: Callable[[DriftEvent], None] | None = None


def hooks(some: Hooks) -> None:
    MiraMace("key", hooks=AllHooks())
    AsyncMiraMace("key", hooks=RetryHook())
    Solum("key", hooks=Functions(on_drift=print))
    Unpod("key", hooks=some)
    MaxCare("key", hooks=None)


def attempts(mm: MiraMace) -> int:
    try:
        mm.get_task(TASK)
    except NotFoundError as error:
        assert_type(error.attempts, int)
    except ApiError as error:
        return error.attempts
    return 1


def warned() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error", InsecureTransportWarning)
        MiraMace("key", base_url="https://staging.example")


def receive(body: bytes) -> str | None:
    try:
        payload = parse_webhook(body)
    except InvalidWebhookError as error:
        assert_type(error.places, Mapping[str, str])
        return None
    assert_type(payload, WebhookPayload)
    assert_type(payload.event, str | Unset)
    return payload.task_id or None
