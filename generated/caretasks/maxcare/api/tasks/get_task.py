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
from caretasks.client.responses.headers import HeadedResponse as _HeadedResponse
from caretasks.client.responses.headers import HeaderTypes as _HeaderTypes
from caretasks.client.responses.headers import with_typed_headers as _with_typed_headers
from caretasks.client.tracebacks import HidesLocals as _HidesLocals
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


class SyncMethods(BaseClient):
    """The methods of `MaxCare`."""

    def wait_for_task(
        self,
        id: UUID | str,
        *,
        organization_id: str | Unset = UNSET,
        timeout: float = 600,
        interval: float = 5,
        headers: Mapping[str, str] | None = None,
    ) -> TaskResponse:
        """Call `get_task` until the status is final: completed, cancelled, deleted.

        Reads a single task of the clinic in the organization header. It cannot read or wait for a task that
        `create_task` created or `list_tasks` returned, because these have IDs of v4.

        The requests are sent less and less often, and not before the time that a `Retry-After` header sets.
        An undocumented status and a transient error (no response, 408, 425, 429 or 5xx) do not end the
        wait.

        Args:
            id: The ID of the task in v2.
            organization_id: The ID of the clinic's organization (default: that of the client).
            timeout: seconds for the whole wait, requests included.
            interval: seconds before the second request.
            headers: additional headers for each request.

        Returns:
            What `get_task` returned last.

        Raises:
            ValueError: `timeout` or `interval` is not a positive number.
            WaitTimeoutError: the status was not final in time; `last` is the last response.
            ApiError: `get_task` has failed for another reason, with the error that it raises.
        """
        return self.poll_until_final(
            FINAL_STATUS,
            lambda client: client.request_operation(
                OPERATION, request_parts(id, organization_id=organization_id), timeout=UNSET, headers=headers
            ),
            timeout=timeout,
            interval=interval,
        )

    def get_task(
        self,
        id: UUID | str,
        *,
        organization_id: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> TaskResponse:
        """Retrieve a task.

        Reads a single task of the clinic in the organization header. It cannot read or wait for a task that
        `create_task` created or `list_tasks` returned, because these have IDs of v4.

        Args:
            id: The ID of the task in v2.
            organization_id: The ID of the clinic's organization (default: that of the client).
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.

        Returns:
            The task.

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
            httpx.TransportError: no response was received.

        Documented at https://docs.maxcare.ai/api-reference/v2/tasks/get-task-by-id (read on 2026-11-21)
        """
        parts = request_parts(id, organization_id=organization_id)
        return self.request_operation(OPERATION, parts, timeout=timeout, headers=headers).parsed


class SyncRawMethods(_HidesLocals):
    """The methods of `MaxCareWithRawResponse`."""

    _client: BaseClient

    def get_task(
        self,
        id: UUID | str,
        *,
        organization_id: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> _HeadedResponse[TaskResponse, ResponseHeaders]:
        """Like `MaxCare.get_task`, but return the whole response."""
        parts = request_parts(id, organization_id=organization_id)
        return _with_typed_headers(
            self._client.request_operation(OPERATION, parts, timeout=timeout, headers=headers), HEADERS
        )


class AsyncMethods(AsyncBaseClient):
    """The methods of `AsyncMaxCare`."""

    async def wait_for_task(
        self,
        id: UUID | str,
        *,
        organization_id: str | Unset = UNSET,
        timeout: float = 600,
        interval: float = 5,
        headers: Mapping[str, str] | None = None,
    ) -> TaskResponse:
        """Call `get_task` until the status is final: completed, cancelled, deleted.

        Reads a single task of the clinic in the organization header. It cannot read or wait for a task that
        `create_task` created or `list_tasks` returned, because these have IDs of v4.

        The requests are sent less and less often, and not before the time that a `Retry-After` header sets.
        An undocumented status and a transient error (no response, 408, 425, 429 or 5xx) do not end the
        wait.

        Args:
            id: The ID of the task in v2.
            organization_id: The ID of the clinic's organization (default: that of the client).
            timeout: seconds for the whole wait, requests included.
            interval: seconds before the second request.
            headers: additional headers for each request.

        Returns:
            What `get_task` returned last.

        Raises:
            ValueError: `timeout` or `interval` is not a positive number.
            WaitTimeoutError: the status was not final in time; `last` is the last response.
            ApiError: `get_task` has failed for another reason, with the error that it raises.
        """
        return await self.poll_until_final(
            FINAL_STATUS,
            lambda client: client.request_operation(
                OPERATION, request_parts(id, organization_id=organization_id), timeout=UNSET, headers=headers
            ),
            timeout=timeout,
            interval=interval,
        )

    async def get_task(
        self,
        id: UUID | str,
        *,
        organization_id: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> TaskResponse:
        """Retrieve a task.

        Reads a single task of the clinic in the organization header. It cannot read or wait for a task that
        `create_task` created or `list_tasks` returned, because these have IDs of v4.

        Args:
            id: The ID of the task in v2.
            organization_id: The ID of the clinic's organization (default: that of the client).
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.

        Returns:
            The task.

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
            httpx.TransportError: no response was received.

        Documented at https://docs.maxcare.ai/api-reference/v2/tasks/get-task-by-id (read on 2026-11-21)
        """
        parts = request_parts(id, organization_id=organization_id)
        return (await self.request_operation(OPERATION, parts, timeout=timeout, headers=headers)).parsed


class AsyncRawMethods(_HidesLocals):
    """The methods of `AsyncMaxCareWithRawResponse`."""

    _client: AsyncBaseClient

    async def get_task(
        self,
        id: UUID | str,
        *,
        organization_id: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> _HeadedResponse[TaskResponse, ResponseHeaders]:
        """Like `AsyncMaxCare.get_task`, but return the whole response."""
        parts = request_parts(id, organization_id=organization_id)
        return _with_typed_headers(
            await self._client.request_operation(OPERATION, parts, timeout=timeout, headers=headers), HEADERS
        )


_hide_locals(globals())
