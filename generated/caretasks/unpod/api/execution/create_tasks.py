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
from caretasks.client.tracebacks import HidesLocals as _HidesLocals
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


class SyncMethods(BaseClient):
    """The methods of `Unpod`."""

    def create_tasks(
        self,
        space_token: UUID | str,
        body: NewTasks | Mapping[str, Any] | PydanticModel | Unset = UNSET,
        *,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        **body_keywords: Any,
    ) -> CreatedTasksResponse:
        """Create tasks that call contacts.

        Creates a run with one task for each document. For each task, the agent calls the contact of the
        document: this operation places telephone calls. A 206 is an error in the vendor's business logic:
        no task was created.

        Args:
            space_token: The public token of the space.
            body: New tasks: the agent, and a document for each contact to call; the model, a pydantic
                model, or a mapping by the names in the spec, whose values may be UUIDs, dates, datetimes
                and enums.
            org_handle: The domain handle of the organization (default: that of the client).
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.
            **body_keywords: the properties of the body, instead of `body`.

        Returns:
            The run and its tasks.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BusinessError: 206: An error in the business logic.
            BadRequestError: 400: The parameters are invalid.
            AuthenticationError: 401: The token is missing or invalid.
            PermissionDeniedError: 403: The token has expired, or does not allow this request.
            NotFoundError: 404: The space or agent does not exist.
            ServerError: 500: Internal server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            OutcomeUnknownError: the request was sent, and its outcome is unknown.
            httpx.TransportError: no response was received.

        Documented at https://docs.unpod.dev/api/execution/create-task (read on 2026-11-21)
        """
        parts = request_parts(space_token, body=BODY.select(body, body_keywords), org_handle=org_handle)
        return self.request_operation(OPERATION, parts, timeout=timeout, headers=headers).parsed


class SyncRawMethods(_HidesLocals):
    """The methods of `UnpodWithRawResponse`."""

    _client: BaseClient

    def create_tasks(
        self,
        space_token: UUID | str,
        body: NewTasks | Mapping[str, Any] | PydanticModel | Unset = UNSET,
        *,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        **body_keywords: Any,
    ) -> Response[CreatedTasksResponse]:
        """Like `Unpod.create_tasks`, but return the whole response."""
        parts = request_parts(space_token, body=BODY.select(body, body_keywords), org_handle=org_handle)
        return self._client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


class AsyncMethods(AsyncBaseClient):
    """The methods of `AsyncUnpod`."""

    async def create_tasks(
        self,
        space_token: UUID | str,
        body: NewTasks | Mapping[str, Any] | PydanticModel | Unset = UNSET,
        *,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        **body_keywords: Any,
    ) -> CreatedTasksResponse:
        """Create tasks that call contacts.

        Creates a run with one task for each document. For each task, the agent calls the contact of the
        document: this operation places telephone calls. A 206 is an error in the vendor's business logic:
        no task was created.

        Args:
            space_token: The public token of the space.
            body: New tasks: the agent, and a document for each contact to call; the model, a pydantic
                model, or a mapping by the names in the spec, whose values may be UUIDs, dates, datetimes
                and enums.
            org_handle: The domain handle of the organization (default: that of the client).
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.
            **body_keywords: the properties of the body, instead of `body`.

        Returns:
            The run and its tasks.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BusinessError: 206: An error in the business logic.
            BadRequestError: 400: The parameters are invalid.
            AuthenticationError: 401: The token is missing or invalid.
            PermissionDeniedError: 403: The token has expired, or does not allow this request.
            NotFoundError: 404: The space or agent does not exist.
            ServerError: 500: Internal server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            OutcomeUnknownError: the request was sent, and its outcome is unknown.
            httpx.TransportError: no response was received.

        Documented at https://docs.unpod.dev/api/execution/create-task (read on 2026-11-21)
        """
        parts = request_parts(space_token, body=BODY.select(body, body_keywords), org_handle=org_handle)
        return (await self.request_operation(OPERATION, parts, timeout=timeout, headers=headers)).parsed


class AsyncRawMethods(_HidesLocals):
    """The methods of `AsyncUnpodWithRawResponse`."""

    _client: AsyncBaseClient

    async def create_tasks(
        self,
        space_token: UUID | str,
        body: NewTasks | Mapping[str, Any] | PydanticModel | Unset = UNSET,
        *,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        **body_keywords: Any,
    ) -> Response[CreatedTasksResponse]:
        """Like `AsyncUnpod.create_tasks`, but return the whole response."""
        parts = request_parts(space_token, body=BODY.select(body, body_keywords), org_handle=org_handle)
        return await self._client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


_hide_locals(globals())
