# Generated from specs/maxcare/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
"""POST /v4/tasks"""

from collections.abc import Mapping
from typing import Any, NotRequired
from typing import TypedDict as _TypedDict

from caretasks.client import decoding as _decoding
from caretasks.client import encoding as _encoding
from caretasks.client import operation as _operation
from caretasks.client.base_client import AsyncBaseClient, BaseClient
from caretasks.client.responses.headers import HeaderTypes as _HeaderTypes
from caretasks.client.tracebacks import hide_locals as _hide_locals
from caretasks.client.types import UNSET, PydanticModel, Response, Timeout, Unset

from ... import models as _models
from ...models.create_task_request import CreateTaskRequest
from ...models.task_response import TaskResponse

OPERATION: _operation.Operation[TaskResponse] = _operation.Operation(
    "create_task",
    "POST",
    "/v4/tasks",
    successes={
        "200": _operation.Body("json", _decoding.model(_models.TaskResponse)),
        "201": _operation.Body("json", _decoding.model(_models.TaskResponse)),
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


class BodyKeywords(_TypedDict):
    """The properties of the body, as keyword arguments of `MaxCare.create_task`."""

    note_id: str
    """The ID of the visit that the task belongs to"""
    provider_id: str
    """The ID of the provider who creates the task"""
    notes: str
    """The instructions of the task"""
    assignee_ids: NotRequired[list[str] | Unset]
    """The IDs of the providers to whom the task is assigned"""


BODY = _encoding.KeywordBody(
    "create_task",
    BodyKeywords,
    {
        "note_id": "noteId",
        "provider_id": "providerId",
        "assignee_ids": "assigneeIds",
    },
    required=True,
)

BODY_TYPES: tuple[_encoding.BodyType, ...] = (_encoding.BodyType("application/json", "json", CreateTaskRequest),)

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
    *, body: CreateTaskRequest | Mapping[str, Any] | PydanticModel, organization_id: str | Unset = UNSET
) -> _operation.RequestParts:
    """Return the request without API key, accounts and settings of a client."""
    parts = _operation.RequestParts("/v4/tasks", headers=_encoding.headers((("X-Organization-Id", organization_id),)))
    parts.set_body(_encoding.encode_body(body, BODY_TYPES))
    return parts


def sync_detailed(
    *,
    client: BaseClient,
    body: CreateTaskRequest | Mapping[str, Any] | PydanticModel,
    organization_id: str | Unset = UNSET,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> Response[TaskResponse]:
    """Like `sync`, but returns status, headers and content, too."""
    parts = request_parts(body=body, organization_id=organization_id)
    return client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


def sync(
    *,
    client: BaseClient,
    body: CreateTaskRequest | Mapping[str, Any] | PydanticModel,
    organization_id: str | Unset = UNSET,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> TaskResponse:
    """Like `MaxCare.create_task`, which documents arguments and errors."""
    return sync_detailed(
        body=body, organization_id=organization_id, client=client, timeout=timeout, headers=headers
    ).parsed


async def asyncio_detailed(
    *,
    client: AsyncBaseClient,
    body: CreateTaskRequest | Mapping[str, Any] | PydanticModel,
    organization_id: str | Unset = UNSET,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> Response[TaskResponse]:
    """Like `asyncio`, but returns status, headers and content, too."""
    parts = request_parts(body=body, organization_id=organization_id)
    return await client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


async def asyncio(
    *,
    client: AsyncBaseClient,
    body: CreateTaskRequest | Mapping[str, Any] | PydanticModel,
    organization_id: str | Unset = UNSET,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> TaskResponse:
    """Like `AsyncMaxCare.create_task`, which documents arguments and errors."""
    return (
        await asyncio_detailed(
            body=body, organization_id=organization_id, client=client, timeout=timeout, headers=headers
        )
    ).parsed


_hide_locals(globals())
