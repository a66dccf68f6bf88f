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
from caretasks.client.responses.headers import HeadedResponse as _HeadedResponse
from caretasks.client.responses.headers import HeaderTypes as _HeaderTypes
from caretasks.client.responses.headers import with_typed_headers as _with_typed_headers
from caretasks.client.tracebacks import HidesLocals as _HidesLocals
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


class SyncMethods(BaseClient):
    """The methods of `MaxCare`."""

    def create_task(
        self,
        body: CreateTaskRequest | Mapping[str, Any] | PydanticModel | Unset = UNSET,
        *,
        organization_id: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        **body_keywords: Any,
    ) -> TaskResponse:
        """Create a task.

        Creates a task for a visit and returns it. Its ID is one of v4, so `get_task` cannot read it.
        `list_tasks` lists it.

        Args:
            body: A task for a visit; the model, a pydantic model, or a mapping by the names in the spec,
                whose values may be UUIDs, dates, datetimes and enums.
            organization_id: The ID of the clinic's organization (default: that of the client).
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.
            **body_keywords: the properties of the body, instead of `body`.

        Returns:
            The task was created.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BadRequestError: 400: A parameter is missing or malformed.
            AuthenticationError: 401: The API key is missing, invalid or expired.
            PermissionDeniedError: 403: The scopes of the API key do not allow this request.
            NotFoundError: 404: The resource does not exist, or the organization has no access to it.
            RateLimitError: 429: More than 1,000 requests in 60 seconds, counted over a sliding window per
                app.
            ServerError: 500: Internal server error.
            ServerError: 5XX: An undocumented server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            OutcomeUnknownError: the request was sent, and its outcome is unknown.
            httpx.TransportError: no response was received.

        Documented at https://docs.maxcare.ai/api-reference/v4/tasks/create-a-task (read on 2026-11-21)
        """
        parts = request_parts(body=BODY.select(body, body_keywords), organization_id=organization_id)
        return self.request_operation(OPERATION, parts, timeout=timeout, headers=headers).parsed


class SyncRawMethods(_HidesLocals):
    """The methods of `MaxCareWithRawResponse`."""

    _client: BaseClient

    def create_task(
        self,
        body: CreateTaskRequest | Mapping[str, Any] | PydanticModel | Unset = UNSET,
        *,
        organization_id: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        **body_keywords: Any,
    ) -> _HeadedResponse[TaskResponse, ResponseHeaders]:
        """Like `MaxCare.create_task`, but return the whole response."""
        parts = request_parts(body=BODY.select(body, body_keywords), organization_id=organization_id)
        return _with_typed_headers(
            self._client.request_operation(OPERATION, parts, timeout=timeout, headers=headers), HEADERS
        )


class AsyncMethods(AsyncBaseClient):
    """The methods of `AsyncMaxCare`."""

    async def create_task(
        self,
        body: CreateTaskRequest | Mapping[str, Any] | PydanticModel | Unset = UNSET,
        *,
        organization_id: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        **body_keywords: Any,
    ) -> TaskResponse:
        """Create a task.

        Creates a task for a visit and returns it. Its ID is one of v4, so `get_task` cannot read it.
        `list_tasks` lists it.

        Args:
            body: A task for a visit; the model, a pydantic model, or a mapping by the names in the spec,
                whose values may be UUIDs, dates, datetimes and enums.
            organization_id: The ID of the clinic's organization (default: that of the client).
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.
            **body_keywords: the properties of the body, instead of `body`.

        Returns:
            The task was created.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BadRequestError: 400: A parameter is missing or malformed.
            AuthenticationError: 401: The API key is missing, invalid or expired.
            PermissionDeniedError: 403: The scopes of the API key do not allow this request.
            NotFoundError: 404: The resource does not exist, or the organization has no access to it.
            RateLimitError: 429: More than 1,000 requests in 60 seconds, counted over a sliding window per
                app.
            ServerError: 500: Internal server error.
            ServerError: 5XX: An undocumented server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            OutcomeUnknownError: the request was sent, and its outcome is unknown.
            httpx.TransportError: no response was received.

        Documented at https://docs.maxcare.ai/api-reference/v4/tasks/create-a-task (read on 2026-11-21)
        """
        parts = request_parts(body=BODY.select(body, body_keywords), organization_id=organization_id)
        return (await self.request_operation(OPERATION, parts, timeout=timeout, headers=headers)).parsed


class AsyncRawMethods(_HidesLocals):
    """The methods of `AsyncMaxCareWithRawResponse`."""

    _client: AsyncBaseClient

    async def create_task(
        self,
        body: CreateTaskRequest | Mapping[str, Any] | PydanticModel | Unset = UNSET,
        *,
        organization_id: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        **body_keywords: Any,
    ) -> _HeadedResponse[TaskResponse, ResponseHeaders]:
        """Like `AsyncMaxCare.create_task`, but return the whole response."""
        parts = request_parts(body=BODY.select(body, body_keywords), organization_id=organization_id)
        return _with_typed_headers(
            await self._client.request_operation(OPERATION, parts, timeout=timeout, headers=headers), HEADERS
        )


_hide_locals(globals())
