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
from caretasks.client.tracebacks import HidesLocals as _HidesLocals
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


class SyncMethods(BaseClient):
    """The methods of `Solum`."""

    def create_task(
        self,
        body: CreateTaskRequest | Mapping[str, Any] | PydanticModel | Unset = UNSET,
        *,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        **body_keywords: Any,
    ) -> Task:
        """Create a task.

        Creates a task and returns it. Undocumented fields are accepted and have no effect.

        Args:
            body: A task for the front desk; the model, a pydantic model, or a mapping by the names in the
                spec, whose values may be UUIDs, dates, datetimes and enums.
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.
            **body_keywords: the properties of the body, instead of `body`.

        Returns:
            The task was created.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BadRequestError: 400: The request is malformed.
            AuthenticationError: 401: The credentials are missing or invalid.
            PermissionDeniedError: 403: The API key does not allow this request.
            NotFoundError: 404: The resource does not exist.
            ConflictError: 409: The version conflicts with the stored one.
            UnprocessableEntityError: 422: The request fails validation.
            ServerError: 500: Internal server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            OutcomeUnknownError: the request was sent, and its outcome is unknown.
            httpx.TransportError: no response was received.

        Documented at https://docs.getsolum.com/api-reference/tasks/create-task (read on 2026-11-21)
        """
        parts = request_parts(body=BODY.select(body, body_keywords))
        return self.request_operation(OPERATION, parts, timeout=timeout, headers=headers).parsed


class SyncRawMethods(_HidesLocals):
    """The methods of `SolumWithRawResponse`."""

    _client: BaseClient

    def create_task(
        self,
        body: CreateTaskRequest | Mapping[str, Any] | PydanticModel | Unset = UNSET,
        *,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        **body_keywords: Any,
    ) -> Response[Task]:
        """Like `Solum.create_task`, but return the whole response."""
        parts = request_parts(body=BODY.select(body, body_keywords))
        return self._client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


class AsyncMethods(AsyncBaseClient):
    """The methods of `AsyncSolum`."""

    async def create_task(
        self,
        body: CreateTaskRequest | Mapping[str, Any] | PydanticModel | Unset = UNSET,
        *,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        **body_keywords: Any,
    ) -> Task:
        """Create a task.

        Creates a task and returns it. Undocumented fields are accepted and have no effect.

        Args:
            body: A task for the front desk; the model, a pydantic model, or a mapping by the names in the
                spec, whose values may be UUIDs, dates, datetimes and enums.
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.
            **body_keywords: the properties of the body, instead of `body`.

        Returns:
            The task was created.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BadRequestError: 400: The request is malformed.
            AuthenticationError: 401: The credentials are missing or invalid.
            PermissionDeniedError: 403: The API key does not allow this request.
            NotFoundError: 404: The resource does not exist.
            ConflictError: 409: The version conflicts with the stored one.
            UnprocessableEntityError: 422: The request fails validation.
            ServerError: 500: Internal server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            OutcomeUnknownError: the request was sent, and its outcome is unknown.
            httpx.TransportError: no response was received.

        Documented at https://docs.getsolum.com/api-reference/tasks/create-task (read on 2026-11-21)
        """
        parts = request_parts(body=BODY.select(body, body_keywords))
        return (await self.request_operation(OPERATION, parts, timeout=timeout, headers=headers)).parsed


class AsyncRawMethods(_HidesLocals):
    """The methods of `AsyncSolumWithRawResponse`."""

    _client: AsyncBaseClient

    async def create_task(
        self,
        body: CreateTaskRequest | Mapping[str, Any] | PydanticModel | Unset = UNSET,
        *,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        **body_keywords: Any,
    ) -> Response[Task]:
        """Like `AsyncSolum.create_task`, but return the whole response."""
        parts = request_parts(body=BODY.select(body, body_keywords))
        return await self._client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


_hide_locals(globals())
