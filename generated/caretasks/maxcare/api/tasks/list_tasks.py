# Generated from specs/maxcare/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
"""GET /v4/tasks"""

from collections.abc import Mapping
from typing import TypedDict as _TypedDict

from caretasks.client import decoding as _decoding
from caretasks.client import encoding as _encoding
from caretasks.client import operation as _operation
from caretasks.client.base_client import AsyncBaseClient, BaseClient
from caretasks.client.responses.headers import HeaderTypes as _HeaderTypes
from caretasks.client.tracebacks import hide_locals as _hide_locals
from caretasks.client.types import UNSET, Response, Timeout, Unset

from ... import models as _models
from ...models.task import Task
from ...models.task_list_response import TaskListResponse

OPERATION: _operation.Operation[TaskListResponse] = _operation.Operation(
    "list_tasks",
    "GET",
    "/v4/tasks",
    successes={
        "200": _operation.Body("json", _decoding.model(_models.TaskListResponse)),
    },
    errors={
        "400": _operation.Body("json", _decoding.model(_models.ErrorBody), error_code="/code"),
        "401": _operation.Body("json", _decoding.model(_models.ErrorBody), error_code="/code"),
        "403": _operation.Body("json", _decoding.model(_models.ErrorBody), error_code="/code"),
        "404": _operation.Body("json", _decoding.model(_models.ErrorBody), error_code="/code"),
        "429": _operation.Body("json", _decoding.model(_models.ErrorBody), error_code="/code"),
        "500": _operation.Body("json", _decoding.model(_models.ErrorBody), error_code="/code"),
        "5XX": _operation.Body("json", _decoding.any_value),
    },
    security=((_operation.ApiKey("header", "Authorization", "Bearer ", ("MAXCARE_API_KEY",)),),),
    accounts=(_operation.Account("X-Organization-Id", "organization_id", "MAXCARE_ORGANIZATION_ID", True),),
)

PAGINATION: _operation.Pagination[Task] = _operation.Pagination(
    OPERATION,
    "page",
    "/data/tasks",
    total="/data/pagination/totalCount",
    total_pages="/data/pagination/totalPages",
    current_page_size="/data/pagination/pageSize",
    default_page_size=100,
)


ResponseHeaders = _TypedDict(
    "ResponseHeaders",
    {
        "X-RateLimit-Limit": int,
        "X-RateLimit-Remaining": int,
        "X-RateLimit-Reset": int,
    },
    total=False,
)
HEADERS: _HeaderTypes[ResponseHeaders] = _HeaderTypes(ResponseHeaders)


def request_parts(
    *,
    page: int | Unset = 1,
    page_size: int | Unset = 100,
    status: str | Unset = UNSET,
    note_id: str | Unset = UNSET,
    provider_id: str | Unset = UNSET,
    patient_id: str | Unset = UNSET,
    date_from: str | Unset = UNSET,
    organization_id: str | Unset = UNSET,
) -> _operation.RequestParts:
    """Return the request without API key, accounts and settings of a client."""
    parts = _operation.RequestParts(
        "/v4/tasks",
        query=_encoding.query(
            (
                ("page", page),
                ("pageSize", page_size),
                ("status", status),
                ("noteId", note_id),
                ("providerId", provider_id),
                ("patientId", patient_id),
                ("dateFrom", date_from),
            )
        ),
        headers=_encoding.headers((("X-Organization-Id", organization_id),)),
    )
    return parts


def sync_detailed(
    *,
    client: BaseClient,
    page: int | Unset = 1,
    page_size: int | Unset = 100,
    status: str | Unset = UNSET,
    note_id: str | Unset = UNSET,
    provider_id: str | Unset = UNSET,
    patient_id: str | Unset = UNSET,
    date_from: str | Unset = UNSET,
    organization_id: str | Unset = UNSET,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> Response[TaskListResponse]:
    """Like `sync`, but returns status, headers and content, too."""
    parts = request_parts(
        page=page,
        page_size=page_size,
        status=status,
        note_id=note_id,
        provider_id=provider_id,
        patient_id=patient_id,
        date_from=date_from,
        organization_id=organization_id,
    )
    return client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


def sync(
    *,
    client: BaseClient,
    page: int | Unset = 1,
    page_size: int | Unset = 100,
    status: str | Unset = UNSET,
    note_id: str | Unset = UNSET,
    provider_id: str | Unset = UNSET,
    patient_id: str | Unset = UNSET,
    date_from: str | Unset = UNSET,
    organization_id: str | Unset = UNSET,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> TaskListResponse:
    """Like `MaxCare.list_tasks`, which documents arguments and errors."""
    return sync_detailed(
        page=page,
        page_size=page_size,
        status=status,
        note_id=note_id,
        provider_id=provider_id,
        patient_id=patient_id,
        date_from=date_from,
        organization_id=organization_id,
        client=client,
        timeout=timeout,
        headers=headers,
    ).parsed


async def asyncio_detailed(
    *,
    client: AsyncBaseClient,
    page: int | Unset = 1,
    page_size: int | Unset = 100,
    status: str | Unset = UNSET,
    note_id: str | Unset = UNSET,
    provider_id: str | Unset = UNSET,
    patient_id: str | Unset = UNSET,
    date_from: str | Unset = UNSET,
    organization_id: str | Unset = UNSET,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> Response[TaskListResponse]:
    """Like `asyncio`, but returns status, headers and content, too."""
    parts = request_parts(
        page=page,
        page_size=page_size,
        status=status,
        note_id=note_id,
        provider_id=provider_id,
        patient_id=patient_id,
        date_from=date_from,
        organization_id=organization_id,
    )
    return await client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


async def asyncio(
    *,
    client: AsyncBaseClient,
    page: int | Unset = 1,
    page_size: int | Unset = 100,
    status: str | Unset = UNSET,
    note_id: str | Unset = UNSET,
    provider_id: str | Unset = UNSET,
    patient_id: str | Unset = UNSET,
    date_from: str | Unset = UNSET,
    organization_id: str | Unset = UNSET,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> TaskListResponse:
    """Like `AsyncMaxCare.list_tasks`, which documents arguments and errors."""
    return (
        await asyncio_detailed(
            page=page,
            page_size=page_size,
            status=status,
            note_id=note_id,
            provider_id=provider_id,
            patient_id=patient_id,
            date_from=date_from,
            organization_id=organization_id,
            client=client,
            timeout=timeout,
            headers=headers,
        )
    ).parsed


_hide_locals(globals())
