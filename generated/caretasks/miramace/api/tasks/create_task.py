# Generated from specs/miramace/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
"""POST /v1/task"""

from collections.abc import Mapping
from typing import Any, Literal, NotRequired
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
from ...models.create_task_request import CreateTaskRequest
from ...models.created_task import CreatedTask

OPERATION: _operation.Operation[CreatedTask] = _operation.Operation(
    "create_task",
    "POST",
    "/v1/task",
    successes={
        "201": _operation.Body("json", _decoding.model(_models.CreatedTask)),
    },
    errors={
        "400": _operation.Body("json", _decoding.model(_models.Error)),
        "401": _operation.Body("json", _decoding.model(_models.Error)),
        "4XX": _operation.Body("json", _decoding.any_value),
        "5XX": _operation.Body("json", _decoding.any_value),
    },
    security=((_operation.ApiKey("header", "Authorization", "Bearer ", ("MIRAMACE_API_KEY",)),),),
)


class BodyKeywords(_TypedDict):
    """The properties of the body, as keyword arguments of `MiraMace.create_task`."""

    task_type: (
        _models.TaskType | Literal["SCHEDULE_APPOINTMENT", "VERIFY_INSURANCE", "REIMBURSEMENT", "CUSTOM_TASK"] | str
    )
    """The type of the task. It must be enabled for the project."""
    task: str
    """The instruction to the voice agent, with all details it needs"""
    phone_number: str
    """The phone number to call, in E.164 format"""
    project_id: UUID | str
    """The ID of the project that the task belongs to"""
    patient_id: UUID | str
    """The ID of the patient"""
    task_data: NotRequired[
        _models.ScheduleAppointmentData
        | Mapping[str, Any]
        | PydanticModel
        | _models.VerifyInsuranceData
        | _models.ReimbursementData
        | _models.CustomTaskData
        | Unset
    ]
    """Data for the type of the task"""


BODY = _encoding.KeywordBody(
    "create_task",
    BodyKeywords,
    {},
    required=True,
)

BODY_TYPES: tuple[_encoding.BodyType, ...] = (_encoding.BodyType("application/json", "json", CreateTaskRequest),)


def request_parts(*, body: CreateTaskRequest | Mapping[str, Any] | PydanticModel) -> _operation.RequestParts:
    """Return the request without API key, accounts and settings of a client."""
    parts = _operation.RequestParts("/v1/task")
    parts.set_body(_encoding.encode_body(body, BODY_TYPES))
    return parts


def sync_detailed(
    *,
    client: BaseClient,
    body: CreateTaskRequest | Mapping[str, Any] | PydanticModel,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> Response[CreatedTask]:
    """Like `sync`, but returns status, headers and content, too."""
    parts = request_parts(body=body)
    return client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


def sync(
    *,
    client: BaseClient,
    body: CreateTaskRequest | Mapping[str, Any] | PydanticModel,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> CreatedTask:
    """Like `MiraMace.create_task`, which documents arguments and errors."""
    return sync_detailed(body=body, client=client, timeout=timeout, headers=headers).parsed


async def asyncio_detailed(
    *,
    client: AsyncBaseClient,
    body: CreateTaskRequest | Mapping[str, Any] | PydanticModel,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> Response[CreatedTask]:
    """Like `asyncio`, but returns status, headers and content, too."""
    parts = request_parts(body=body)
    return await client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


async def asyncio(
    *,
    client: AsyncBaseClient,
    body: CreateTaskRequest | Mapping[str, Any] | PydanticModel,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> CreatedTask:
    """Like `AsyncMiraMace.create_task`, which documents arguments and errors."""
    return (await asyncio_detailed(body=body, client=client, timeout=timeout, headers=headers)).parsed


class SyncMethods(BaseClient):
    """The methods of `MiraMace`."""

    def create_task(
        self,
        body: CreateTaskRequest | Mapping[str, Any] | PydanticModel | Unset = UNSET,
        *,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        **body_keywords: Any,
    ) -> CreatedTask:
        """Create a task.

        Creates a task for the voice agent, which places a telephone call. The response contains the ID of
        the new task. Read it with `get_task`.

        Args:
            body: A task for the voice agent; the model, a pydantic model, or a mapping by the names in the
                spec, whose values may be UUIDs, dates, datetimes and enums.
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.
            **body_keywords: the properties of the body, instead of `body`.

        Returns:
            The task was created.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BadRequestError: 400: The body is not valid.
            AuthenticationError: 401: The API key is missing or wrong.
            ApiStatusError: 4XX: The request was rejected.
            ServerError: 5XX: Server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            OutcomeUnknownError: the request was sent, and its outcome is unknown.
            httpx.TransportError: no response was received.

        Documented at https://docs.miramace.com/api-reference/endpoint-tasks/create (read on 2026-11-21)
        """
        parts = request_parts(body=BODY.select(body, body_keywords))
        return self.request_operation(OPERATION, parts, timeout=timeout, headers=headers).parsed


class SyncRawMethods(_HidesLocals):
    """The methods of `MiraMaceWithRawResponse`."""

    _client: BaseClient

    def create_task(
        self,
        body: CreateTaskRequest | Mapping[str, Any] | PydanticModel | Unset = UNSET,
        *,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        **body_keywords: Any,
    ) -> Response[CreatedTask]:
        """Like `MiraMace.create_task`, but return the whole response."""
        parts = request_parts(body=BODY.select(body, body_keywords))
        return self._client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


class AsyncMethods(AsyncBaseClient):
    """The methods of `AsyncMiraMace`."""

    async def create_task(
        self,
        body: CreateTaskRequest | Mapping[str, Any] | PydanticModel | Unset = UNSET,
        *,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        **body_keywords: Any,
    ) -> CreatedTask:
        """Create a task.

        Creates a task for the voice agent, which places a telephone call. The response contains the ID of
        the new task. Read it with `get_task`.

        Args:
            body: A task for the voice agent; the model, a pydantic model, or a mapping by the names in the
                spec, whose values may be UUIDs, dates, datetimes and enums.
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.
            **body_keywords: the properties of the body, instead of `body`.

        Returns:
            The task was created.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BadRequestError: 400: The body is not valid.
            AuthenticationError: 401: The API key is missing or wrong.
            ApiStatusError: 4XX: The request was rejected.
            ServerError: 5XX: Server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            OutcomeUnknownError: the request was sent, and its outcome is unknown.
            httpx.TransportError: no response was received.

        Documented at https://docs.miramace.com/api-reference/endpoint-tasks/create (read on 2026-11-21)
        """
        parts = request_parts(body=BODY.select(body, body_keywords))
        return (await self.request_operation(OPERATION, parts, timeout=timeout, headers=headers)).parsed


class AsyncRawMethods(_HidesLocals):
    """The methods of `AsyncMiraMaceWithRawResponse`."""

    _client: AsyncBaseClient

    async def create_task(
        self,
        body: CreateTaskRequest | Mapping[str, Any] | PydanticModel | Unset = UNSET,
        *,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        **body_keywords: Any,
    ) -> Response[CreatedTask]:
        """Like `AsyncMiraMace.create_task`, but return the whole response."""
        parts = request_parts(body=BODY.select(body, body_keywords))
        return await self._client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


_hide_locals(globals())
