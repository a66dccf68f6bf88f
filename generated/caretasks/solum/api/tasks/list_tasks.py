# Generated from specs/solum/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
"""GET /v1/tasks"""

from collections.abc import Mapping
from typing import Literal

from caretasks.client import decoding as _decoding
from caretasks.client import encoding as _encoding
from caretasks.client import operation as _operation
from caretasks.client.base_client import AsyncBaseClient, BaseClient
from caretasks.client.tracebacks import hide_locals as _hide_locals
from caretasks.client.types import UNSET, Response, Timeout, Unset

from ... import models as _models
from ...models.task import Task
from ...models.task_list import TaskList
from ...models.task_priority import TaskPriority
from ...models.task_status import TaskStatus

OPERATION: _operation.Operation[TaskList] = _operation.Operation(
    "list_tasks",
    "GET",
    "/v1/tasks",
    successes={
        "200": _operation.Body("json", _decoding.model(_models.TaskList)),
    },
    errors={
        "400": _operation.Body(
            "json", _decoding.model(_models.ErrorBody), error_code="/detail/code", error_fields=("/detail/param",)
        ),
        "401": _operation.Body(
            "json", _decoding.model(_models.ErrorBody), error_code="/detail/code", error_fields=("/detail/param",)
        ),
        "403": _operation.Body(
            "json", _decoding.model(_models.ErrorBody), error_code="/detail/code", error_fields=("/detail/param",)
        ),
        "404": _operation.Body(
            "json", _decoding.model(_models.ErrorBody), error_code="/detail/code", error_fields=("/detail/param",)
        ),
        "409": _operation.Body(
            "json", _decoding.model(_models.ErrorBody), error_code="/detail/code", error_fields=("/detail/param",)
        ),
        "422": _operation.Body(
            "json", _decoding.model(_models.ErrorBody), error_code="/detail/code", error_fields=("/detail/param",)
        ),
        "500": _operation.Body(
            "json", _decoding.model(_models.ErrorBody), error_code="/detail/code", error_fields=("/detail/param",)
        ),
    },
    request_names=("assigned_user_id", "limit", "page", "patient_id", "priority", "status", "type"),
    security=((_operation.ApiKey("header", "X-API-Key", "", ("SOLUM_API_KEY",)),),),
)

PAGINATION: _operation.Pagination[Task] = _operation.Pagination(
    OPERATION,
    "page",
    "/data",
    total="/pagination/total",
    has_more="/pagination/has_more",
    current_page_size="/pagination/limit",
    default_page_size=50,
)


def request_parts(
    *,
    page: int | None | Unset = 1,
    limit: int | None | Unset = 50,
    patient_id: str | None | Unset = UNSET,
    assigned_user_id: str | None | Unset = UNSET,
    status: TaskStatus | Literal["pending", "in_progress", "completed"] | str | None | Unset = UNSET,
    priority: TaskPriority | Literal["low", "medium", "high", "urgent"] | str | None | Unset = UNSET,
    type_: str | None | Unset = UNSET,
) -> _operation.RequestParts:
    """Return the request without API key, accounts and settings of a client."""
    parts = _operation.RequestParts(
        "/v1/tasks",
        query=_encoding.query(
            (
                ("page", page),
                ("limit", limit),
                ("patient_id", patient_id),
                ("assigned_user_id", assigned_user_id),
                ("status", status),
                ("priority", priority),
                ("type", type_),
            )
        ),
    )
    return parts


def sync_detailed(
    *,
    client: BaseClient,
    page: int | None | Unset = 1,
    limit: int | None | Unset = 50,
    patient_id: str | None | Unset = UNSET,
    assigned_user_id: str | None | Unset = UNSET,
    status: TaskStatus | Literal["pending", "in_progress", "completed"] | str | None | Unset = UNSET,
    priority: TaskPriority | Literal["low", "medium", "high", "urgent"] | str | None | Unset = UNSET,
    type_: str | None | Unset = UNSET,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> Response[TaskList]:
    """Like `sync`, but returns status, headers and content, too."""
    parts = request_parts(
        page=page,
        limit=limit,
        patient_id=patient_id,
        assigned_user_id=assigned_user_id,
        status=status,
        priority=priority,
        type_=type_,
    )
    return client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


def sync(
    *,
    client: BaseClient,
    page: int | None | Unset = 1,
    limit: int | None | Unset = 50,
    patient_id: str | None | Unset = UNSET,
    assigned_user_id: str | None | Unset = UNSET,
    status: TaskStatus | Literal["pending", "in_progress", "completed"] | str | None | Unset = UNSET,
    priority: TaskPriority | Literal["low", "medium", "high", "urgent"] | str | None | Unset = UNSET,
    type_: str | None | Unset = UNSET,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> TaskList:
    """Like `Solum.list_tasks`, which documents arguments and errors."""
    return sync_detailed(
        page=page,
        limit=limit,
        patient_id=patient_id,
        assigned_user_id=assigned_user_id,
        status=status,
        priority=priority,
        type_=type_,
        client=client,
        timeout=timeout,
        headers=headers,
    ).parsed


async def asyncio_detailed(
    *,
    client: AsyncBaseClient,
    page: int | None | Unset = 1,
    limit: int | None | Unset = 50,
    patient_id: str | None | Unset = UNSET,
    assigned_user_id: str | None | Unset = UNSET,
    status: TaskStatus | Literal["pending", "in_progress", "completed"] | str | None | Unset = UNSET,
    priority: TaskPriority | Literal["low", "medium", "high", "urgent"] | str | None | Unset = UNSET,
    type_: str | None | Unset = UNSET,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> Response[TaskList]:
    """Like `asyncio`, but returns status, headers and content, too."""
    parts = request_parts(
        page=page,
        limit=limit,
        patient_id=patient_id,
        assigned_user_id=assigned_user_id,
        status=status,
        priority=priority,
        type_=type_,
    )
    return await client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


async def asyncio(
    *,
    client: AsyncBaseClient,
    page: int | None | Unset = 1,
    limit: int | None | Unset = 50,
    patient_id: str | None | Unset = UNSET,
    assigned_user_id: str | None | Unset = UNSET,
    status: TaskStatus | Literal["pending", "in_progress", "completed"] | str | None | Unset = UNSET,
    priority: TaskPriority | Literal["low", "medium", "high", "urgent"] | str | None | Unset = UNSET,
    type_: str | None | Unset = UNSET,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> TaskList:
    """Like `AsyncSolum.list_tasks`, which documents arguments and errors."""
    return (
        await asyncio_detailed(
            page=page,
            limit=limit,
            patient_id=patient_id,
            assigned_user_id=assigned_user_id,
            status=status,
            priority=priority,
            type_=type_,
            client=client,
            timeout=timeout,
            headers=headers,
        )
    ).parsed


_hide_locals(globals())
