# Generated from specs/unpod/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
"""POST /api/v2/platform/spaces/{space_token}/tasks/create/"""

from collections.abc import Mapping, Sequence
from typing import Any, NotRequired
from typing import TypedDict as _TypedDict
from uuid import UUID

from caretasks.client import decoding as _decoding
from caretasks.client import encoding as _encoding
from caretasks.client import operation as _operation
from caretasks.client.base_client import AsyncBaseClient, BaseClient
from caretasks.client.tracebacks import hide_locals as _hide_locals
from caretasks.client.types import UNSET, PydanticModel, Response, Timeout, Unset

from ... import models as _models
from ...models.created_tasks_response import CreatedTasksResponse
from ...models.new_tasks import NewTasks

OPERATION: _operation.Operation[CreatedTasksResponse] = _operation.Operation(
    "create_tasks",
    "POST",
    "/api/v2/platform/spaces/{space_token}/tasks/create/",
    successes={
        "200": _operation.Body("json", _decoding.model(_models.CreatedTasksResponse)),
    },
    errors={
        "206": _operation.Body("json", _decoding.model(_models.BusinessErrorBody)),
        "400": _operation.Body("json", _decoding.model(_models.ErrorBody)),
        "401": _operation.Body("json", _decoding.model(_models.ErrorBody)),
        "403": _operation.Body("json", _decoding.model(_models.ErrorBody)),
        "404": _operation.Body("json", _decoding.model(_models.ErrorBody)),
        "500": _operation.Body("json", _decoding.model(_models.ErrorBody)),
    },
    security=((_operation.ApiKey("header", "Authorization", "Token ", ("UNPOD_API_KEY",)),),),
    accounts=(_operation.Account("Org-Handle", "org_handle", "UNPOD_ORG_HANDLE", True),),
)


class BodyKeywords(_TypedDict):
    """The properties of the body, as keyword arguments of `Unpod.create_tasks`."""

    pilot: str
    """The handle of the agent"""
    documents: Sequence[_models.Document | Mapping[str, Any] | PydanticModel]
    """The contacts, each of which gets a task"""
    context: NotRequired[str | Unset]
    """Context and objective of the calls to all contacts"""
    schedule: NotRequired[_models.Schedule | Mapping[str, Any] | PydanticModel | Unset]
    """When the tasks are executed"""


BODY = _encoding.KeywordBody(
    "create_tasks",
    BodyKeywords,
    {},
    required=True,
)

BODY_TYPES: tuple[_encoding.BodyType, ...] = (_encoding.BodyType("application/json", "json", NewTasks),)


def request_parts(
    space_token: UUID | str, *, body: NewTasks | Mapping[str, Any] | PydanticModel, org_handle: str | Unset = UNSET
) -> _operation.RequestParts:
    """Return the request without API key, accounts and settings of a client."""
    parts = _operation.RequestParts(
        "/api/v2/platform/spaces/" + _encoding.path_segment("space_token", space_token) + "/tasks/create/",
        headers=_encoding.headers((("Org-Handle", org_handle),)),
    )
    parts.set_body(_encoding.encode_body(body, BODY_TYPES))
    return parts


def sync_detailed(
    space_token: UUID | str,
    *,
    client: BaseClient,
    body: NewTasks | Mapping[str, Any] | PydanticModel,
    org_handle: str | Unset = UNSET,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> Response[CreatedTasksResponse]:
    """Like `sync`, but returns status, headers and content, too."""
    parts = request_parts(space_token, body=body, org_handle=org_handle)
    return client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


def sync(
    space_token: UUID | str,
    *,
    client: BaseClient,
    body: NewTasks | Mapping[str, Any] | PydanticModel,
    org_handle: str | Unset = UNSET,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> CreatedTasksResponse:
    """Like `Unpod.create_tasks`, which documents arguments and errors."""
    return sync_detailed(
        space_token, body=body, org_handle=org_handle, client=client, timeout=timeout, headers=headers
    ).parsed


async def asyncio_detailed(
    space_token: UUID | str,
    *,
    client: AsyncBaseClient,
    body: NewTasks | Mapping[str, Any] | PydanticModel,
    org_handle: str | Unset = UNSET,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> Response[CreatedTasksResponse]:
    """Like `asyncio`, but returns status, headers and content, too."""
    parts = request_parts(space_token, body=body, org_handle=org_handle)
    return await client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


async def asyncio(
    space_token: UUID | str,
    *,
    client: AsyncBaseClient,
    body: NewTasks | Mapping[str, Any] | PydanticModel,
    org_handle: str | Unset = UNSET,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> CreatedTasksResponse:
    """Like `AsyncUnpod.create_tasks`, which documents arguments and errors."""
    return (
        await asyncio_detailed(
            space_token, body=body, org_handle=org_handle, client=client, timeout=timeout, headers=headers
        )
    ).parsed


_hide_locals(globals())
