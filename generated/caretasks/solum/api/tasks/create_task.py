# Generated from specs/solum/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
"""POST /v1/tasks"""

import datetime
from collections.abc import Mapping
from typing import Any, NotRequired
from typing import TypedDict as _TypedDict

from caretasks.client import decoding as _decoding
from caretasks.client import encoding as _encoding
from caretasks.client import operation as _operation
from caretasks.client.base_client import AsyncBaseClient, BaseClient
from caretasks.client.tracebacks import hide_locals as _hide_locals
from caretasks.client.types import UNSET, PydanticModel, Response, Timeout, Unset

from ... import models as _models
from ...models.create_task_request import CreateTaskRequest
from ...models.task import Task

OPERATION: _operation.Operation[Task] = _operation.Operation(
    "create_task",
    "POST",
    "/v1/tasks",
    successes={
        "200": _operation.Body("json", _decoding.model(_models.Task)),
        "201": _operation.Body("json", _decoding.model(_models.Task)),
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
    request_names=(
        "assigned_user_ids",
        "assistant_id",
        "call_id",
        "created_by_id",
        "deadline",
        "description",
        "fax_id",
        "patient_id",
        "priority",
        "session_id",
        "status",
        "tags",
        "title",
        "type",
    ),
    security=((_operation.ApiKey("header", "X-API-Key", "", ("SOLUM_API_KEY",)),),),
)


class BodyKeywords(_TypedDict):
    """The properties of the body, as keyword arguments of `Solum.create_task`."""

    title: str
    """A short title"""
    description: str
    """The instructions of the task"""
    assigned_user_ids: list[str]
    """The IDs of the users to whom the task is assigned"""
    created_by_id: str
    """The ID of the user who creates the task"""
    deadline: datetime.datetime | str
    """When the task is due"""
    tags: NotRequired[list[str] | None | Unset]
    """Labels of the task"""
    call_id: NotRequired[str | None | Unset]
    """The ID of the call that the task is about"""
    fax_id: NotRequired[str | None | Unset]
    """The ID of the fax that the task is about"""
    assistant_id: NotRequired[str | None | Unset]
    """The ID of the assistant that the task is about"""
    session_id: NotRequired[str | None | Unset]
    """The ID of the session that the task is about"""
    patient_id: NotRequired[str | None | Unset]
    """The ID of the patient"""
    status: NotRequired[str | Unset]
    """The status of the task"""
    priority: NotRequired[str | Unset]
    """The priority of the task"""
    type_: NotRequired[str | None | Unset]
    """The type of the task"""


BODY = _encoding.KeywordBody(
    "create_task",
    BodyKeywords,
    {
        "type_": "type",
    },
    required=True,
)

BODY_TYPES: tuple[_encoding.BodyType, ...] = (_encoding.BodyType("application/json", "json", CreateTaskRequest),)


def request_parts(*, body: CreateTaskRequest | Mapping[str, Any] | PydanticModel) -> _operation.RequestParts:
    """Return the request without API key, accounts and settings of a client."""
    parts = _operation.RequestParts("/v1/tasks")
    parts.set_body(_encoding.encode_body(body, BODY_TYPES))
    return parts


def sync_detailed(
    *,
    client: BaseClient,
    body: CreateTaskRequest | Mapping[str, Any] | PydanticModel,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> Response[Task]:
    """Like `sync`, but returns status, headers and content, too."""
    parts = request_parts(body=body)
    return client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


def sync(
    *,
    client: BaseClient,
    body: CreateTaskRequest | Mapping[str, Any] | PydanticModel,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> Task:
    """Like `Solum.create_task`, which documents arguments and errors."""
    return sync_detailed(body=body, client=client, timeout=timeout, headers=headers).parsed


async def asyncio_detailed(
    *,
    client: AsyncBaseClient,
    body: CreateTaskRequest | Mapping[str, Any] | PydanticModel,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> Response[Task]:
    """Like `asyncio`, but returns status, headers and content, too."""
    parts = request_parts(body=body)
    return await client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


async def asyncio(
    *,
    client: AsyncBaseClient,
    body: CreateTaskRequest | Mapping[str, Any] | PydanticModel,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> Task:
    """Like `AsyncSolum.create_task`, which documents arguments and errors."""
    return (await asyncio_detailed(body=body, client=client, timeout=timeout, headers=headers)).parsed


_hide_locals(globals())
