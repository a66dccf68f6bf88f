# Generated from specs/maxcare/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
"""GET /v2/tasks/{id}"""

from collections.abc import Mapping
from typing import TypedDict as _TypedDict
from uuid import UUID

from caretasks.client import decoding as _decoding
from caretasks.client import encoding as _encoding
from caretasks.client import operation as _operation
from caretasks.client.base_client import AsyncBaseClient, BaseClient
from caretasks.client.responses.headers import HeaderTypes as _HeaderTypes
from caretasks.client.tracebacks import hide_locals as _hide_locals
from caretasks.client.types import UNSET, Response, Timeout, Unset

from ... import models as _models
from ...models.task_response import TaskResponse

OPERATION: _operation.Operation[TaskResponse] = _operation.Operation(
    "get_task",
    "GET",
    "/v2/tasks/{id}",
    successes={
        "200": _operation.Body("json", _decoding.model(_models.TaskResponse)),
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

FINAL_STATUS = _operation.FinalStatus(OPERATION, "/data/status", ("completed", "cancelled", "deleted"))


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


def request_parts(id: UUID | str, *, organization_id: str | Unset = UNSET) -> _operation.RequestParts:
    """Return the request without API key, accounts and settings of a client."""
    parts = _operation.RequestParts(
        "/v2/tasks/" + _encoding.path_segment("id", id),
        headers=_encoding.headers((("X-Organization-Id", organization_id),)),
    )
    return parts


def sync_detailed(
    id: UUID | str,
    *,
    client: BaseClient,
    organization_id: str | Unset = UNSET,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> Response[TaskResponse]:
    """Like `sync`, but returns status, headers and content, too."""
    parts = request_parts(id, organization_id=organization_id)
    return client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


def sync(
    id: UUID | str,
    *,
    client: BaseClient,
    organization_id: str | Unset = UNSET,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> TaskResponse:
    """Like `MaxCare.get_task`, which documents arguments and errors."""
    return sync_detailed(id, organization_id=organization_id, client=client, timeout=timeout, headers=headers).parsed


async def asyncio_detailed(
    id: UUID | str,
    *,
    client: AsyncBaseClient,
    organization_id: str | Unset = UNSET,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> Response[TaskResponse]:
    """Like `asyncio`, but returns status, headers and content, too."""
    parts = request_parts(id, organization_id=organization_id)
    return await client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


async def asyncio(
    id: UUID | str,
    *,
    client: AsyncBaseClient,
    organization_id: str | Unset = UNSET,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> TaskResponse:
    """Like `AsyncMaxCare.get_task`, which documents arguments and errors."""
    return (
        await asyncio_detailed(id, organization_id=organization_id, client=client, timeout=timeout, headers=headers)
    ).parsed


_hide_locals(globals())
