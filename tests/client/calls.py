"""The operations of the bundled APIs for tests: valid arguments, the resulting request, a documented response.

Requests are sent to test servers only. All persons in them are fictional.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
import pytest

from tests.client.driving import CLASSES
from tests.client.hostile_server import HostileServer, respond

TASK_ID = UUID("123e4567-e89b-12d3-a456-426614174002")


@dataclass(frozen=True, eq=False)
class Call:
    """An operation, its arguments, the method and path of the request, and a documented response: body and status."""

    api: str
    operation: str
    arguments: tuple[Any, ...]
    method: str
    path: str
    response_body: dict[str, Any]
    status: int = 200

    def __str__(self) -> str:
        return f"{self.api}-{self.operation}"

    def __call__(self, client: Any, **more: Any) -> Any:
        return getattr(client, self.operation)(*self.arguments, **more)

    def failing(self, client: Any, **more: Any) -> Any:
        """Return the httpx error that the call raises."""
        with pytest.raises(httpx.HTTPError) as caught:
            self(client, **more)
        return caught.value


GET_TASK = Call(
    "miramace",
    "get_task",
    (TASK_ID,),
    "GET",
    f"/v1/task/{TASK_ID}",
    {
        "id": str(TASK_ID),
        "status": "IN_PROGRESS",
        "task_type": "CUSTOM_TASK",
        "task": "Ask for the opening hours",
        "created_at": "2024-03-15T10:30:00+00:00",
        "calls": [
            {
                "id": str(UUID(int=3)),
                "status": "SUCCESS",
                "created_at": "2024-03-15T10:30:00+00:00",
                "transcripts": [{"role": "assistant", "content": "Good morning"}],
            }
        ],
        "has_more_calls": False,
    },
)
CREATE_TASK = Call(
    "miramace",
    "create_task",
    (
        {
            "task_type": "CUSTOM_TASK",
            "task": "Ask for the opening hours",
            "phone_number": "+12025550143",
            "project_id": str(UUID(int=1)),
            "patient_id": str(UUID(int=2)),
        },
    ),
    "POST",
    "/v1/task",
    {"id": str(TASK_ID)},
    201,
)
GET_PATIENT = Call(
    "miramace",
    "get_patient",
    (UUID(int=2),),
    "GET",
    f"/v1/patient/{UUID(int=2)}",
    {"id": str(UUID(int=2)), "last_name": "Sample", "insurance": {"medical": [{"phone_number": None}]}},
)
CREATE_PATIENT = Call(
    "miramace",
    "create_patient",
    (
        {
            "first_name": "Robin",
            "last_name": "Sample",
            "address": dict.fromkeys(("street_name", "city", "state", "postal_code", "country_code"), "x"),
            "project_id": str(UUID(int=1)),
            "phone_number": "+12025550143",
        },
    ),
    "POST",
    "/v1/patient",
    {"id": str(UUID(int=2))},
    201,
)
FRONT_DESK = Call(
    "solum",
    "create_task",
    (
        {
            "title": "Call back",
            "description": "Offer a later date",
            "assigned_user_ids": ["u1"],
            "created_by_id": "u2",
            "deadline": "2026-12-01T09:00:00+00:00",
        },
    ),
    "POST",
    "/v1/tasks",
    {
        "id": str(UUID(int=4)),
        "title": "Call back",
        "description": "Offer a later date",
        "tags": [],
        "deadline": "2026-12-01T09:00:00+00:00",
        "created_at": "2026-11-23T09:00:00+00:00",
        "updated_at": "2026-11-23T09:00:00+00:00",
        "priority": "medium",
        "created_by_id": "u2",
        "company_id": "c1",
        "version": 1,
        "status": "pending",
    },
)
RUN_TASKS = Call(
    "unpod",
    "get_run_tasks",
    ("some-space", "some-run"),
    "GET",
    "/api/v2/platform/spaces/some-space/runs/some-run/tasks/",
    {
        "count": 1,
        "status_code": 200,
        "message": "Data fetched successfully",
        "data": [
            {
                "task_id": "T1",
                "thread_id": None,
                "input": {"contact_number": "+12025550178"},
                "output": {"duration": 47.5, "transcript": [{"role": "user", "content": "Yes"}]},
            }
        ],
    },
)
CLINIC_TASK = Call(
    "maxcare",
    "get_task",
    ("some-task",),
    "GET",
    "/v2/tasks/some-task",
    {
        "code": "success",
        "data": {
            "id": "some-task",
            "status": "new",
            "syncStatus": "synced",
            "notes": "Review the plan",
            "ehrType": "modmed",
            "assignedProviders": [],
            "createdAt": "2026-03-20 18:35:10.209452+00",
            "updatedAt": "2026-03-23 03:15:47.285+00",
        },
    },
)
FRONT_DESK_LIST = Call(
    "solum",
    "list_tasks",
    (),
    "GET",
    "/v1/tasks",
    {
        "data": [FRONT_DESK.response_body],
        "pagination": {"has_more": False, "total": 1, "page": 1, "limit": 50},
    },
)
SUBSCRIPTION = Call(
    "solum",
    "create_webhook",
    ({"url": "https://example.com/hook", "event_types": ["patient_created"]},),
    "POST",
    "/v1/webhooks",
    {
        "id": str(UUID(int=5)),
        "url": "https://example.com/hook",
        "event_types": ["patient_created"],
        "is_active": True,
        "company_id": "c1",
        "created_at": None,
        "updated_at": None,
    },
    201,
)
CLINIC_TASK_LIST = Call(
    "maxcare",
    "list_tasks",
    (),
    "GET",
    "/v4/tasks",
    {
        "code": "success",
        "data": {
            "tasks": [CLINIC_TASK.response_body["data"]],
            "pagination": {"page": 1, "pageSize": 100, "totalCount": 1, "totalPages": 1},
        },
    },
)
CREATE_CLINIC_TASK = Call(
    "maxcare",
    "create_task",
    ({"noteId": "some-note", "providerId": "some-provider", "notes": "Review the plan"},),
    "POST",
    "/v4/tasks",
    CLINIC_TASK.response_body,
)
APP_CONTEXT = Call(
    "maxcare",
    "get_app_context",
    (),
    "GET",
    "/v2/marketplace/me",
    {"code": "success", "data": {"app": {"id": "a1"}, "scopes": ["read:patients"]}},
)
READS = [GET_TASK, GET_PATIENT, FRONT_DESK_LIST, RUN_TASKS, CLINIC_TASK_LIST, APP_CONTEXT, CLINIC_TASK]
WRITES = [CREATE_PATIENT, CREATE_TASK, SUBSCRIPTION, FRONT_DESK, CREATE_CLINIC_TASK]
CALLS = [*READS, *WRITES]
OF_API = {call.api: call for call in [CREATE_TASK, FRONT_DESK, RUN_TASKS, CLINIC_TASK]}

all_calls = pytest.mark.parametrize("call", CALLS, ids=str)
all_apis = pytest.mark.parametrize("api", CLASSES)


def script_response(server: HostileServer, call: Call) -> Call:
    """Make the server send the documented response of a call to every request."""
    server.script(respond(call.status, call.response_body))
    return call
