# Generated from specs/maxcare/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Not to be edited: `make regenerate`.
"""GET /tasks/{id}"""

from collections.abc import Mapping
from uuid import UUID

from ... import calling as _calling
from ... import models as _models
from ... import operation as _operation
from ... import reading as _reading
from ... import settings as _settings
from ... import writing as _writing
from ...models.task_response import TaskResponse
from ...types import UNSET, Response, Unset

OPERATION: _operation.Operation[TaskResponse] = _operation.Operation(
    "get_task",
    "GET",
    successes={
        "200": _operation.Body("json", _reading.model(_models.TaskResponse)),
    },
    errors={
        "400": _operation.Body("json", _reading.model(_models.ErrorBody)),
        "401": _operation.Body("json", _reading.model(_models.ErrorBody)),
        "403": _operation.Body("json", _reading.model(_models.ErrorBody)),
        "404": _operation.Body("json", _reading.model(_models.ErrorBody)),
        "429": _operation.Body("json", _reading.model(_models.ErrorBody)),
        "500": _operation.Body("json", _reading.model(_models.ErrorBody)),
        "5XX": _operation.Body("json", _reading.anything),
    },
    key=_operation.Key("header", "Authorization", "Bearer ", True),
    accounts=(_operation.Account("X-Organization-Id", "organization_id", "MAXCARE_ORGANIZATION_ID", True),),
)


def _sent(
    id: UUID | str,
    *,
    organization_id: str | Unset = UNSET,
) -> _operation.Sent:
    sent = _operation.Sent(
        "/tasks/" + _writing.segment("id", id),
        headers=_writing.texts((("X-Organization-Id", organization_id),)),
    )
    return sent


def sync_detailed(
    id: UUID | str,
    *,
    client: _calling.SyncCaller,
    organization_id: str | Unset = UNSET,
    timeout: _settings.Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> Response[TaskResponse]:
    """As `sync`, with status, headers and content."""
    sent = _sent(
        id,
        organization_id=organization_id,
    )
    return client.perform(OPERATION, sent, timeout=timeout, headers=headers)


def sync(
    id: UUID | str,
    *,
    client: _calling.SyncCaller,
    organization_id: str | Unset = UNSET,
    timeout: _settings.Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> TaskResponse:
    """Retrieve a task.

    Reads a single task of the clinic in the organization header.

    Args:
        id: The ID of the task
        client: the client that calls it.
        organization_id: The ID of the clinic's organization; the client's unless it is given here.
        timeout: seconds, or an `httpx.Timeout`, for this call in place of the client's.
        headers: headers for this call beside the client's.

    Returns:
        The task.

    Raises:
        ConfigurationError: the key or an account is missing; nothing was sent.
        BadRequestError: 400: A parameter is missing or malformed
        AuthenticationError: 401: The API key is missing or invalid
        PermissionDeniedError: 403: The scopes of the API key do not allow this request
        NotFoundError: 404: The task does not exist
        RateLimitError: 429: More than 1,000 requests in 60 seconds, counted over a sliding window per
            app
        ServerError: 500: Internal server error
        ServerError: 5XX: An undocumented server error
        ApiStatusError: any other answer that is no documented success.
        ResponseDecodeError: a success that cannot be read.
        httpx.TransportError: no answer came.

    Documented at https://docs.maxcare.ai/api-reference/v2/tasks/get-task-by-id (read on 2026-11-21)
    """
    response = sync_detailed(
        id,
        client=client,
        organization_id=organization_id,
        timeout=timeout,
        headers=headers,
    )
    return response.parsed


async def asyncio_detailed(
    id: UUID | str,
    *,
    client: _calling.AsyncCaller,
    organization_id: str | Unset = UNSET,
    timeout: _settings.Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> Response[TaskResponse]:
    """As `asyncio`, with status, headers and content."""
    sent = _sent(
        id,
        organization_id=organization_id,
    )
    return await client.perform(OPERATION, sent, timeout=timeout, headers=headers)


async def asyncio(
    id: UUID | str,
    *,
    client: _calling.AsyncCaller,
    organization_id: str | Unset = UNSET,
    timeout: _settings.Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> TaskResponse:
    """As `sync`, from a coroutine."""
    response = await asyncio_detailed(
        id,
        client=client,
        organization_id=organization_id,
        timeout=timeout,
        headers=headers,
    )
    return response.parsed
