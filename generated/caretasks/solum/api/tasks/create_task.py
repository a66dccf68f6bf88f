# Generated from specs/solum/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Not to be edited: `make regenerate`.
"""POST /v1/tasks"""

from collections.abc import Mapping
from typing import Any

from ... import calling as _calling
from ... import models as _models
from ... import operation as _operation
from ... import reading as _reading
from ... import settings as _settings
from ... import writing as _writing
from ...models.create_task_request import CreateTaskRequest
from ...models.task import Task
from ...types import UNSET, Response, Unset

OPERATION: _operation.Operation[Task] = _operation.Operation(
    "create_task",
    "POST",
    successes={
        "200": _operation.Body("json", _reading.model(_models.Task)),
        "201": _operation.Body("json", _reading.model(_models.Task)),
    },
    errors={
        "400": _operation.Body("json", _reading.model(_models.ErrorBody)),
        "401": _operation.Body("json", _reading.model(_models.ErrorBody)),
        "403": _operation.Body("json", _reading.model(_models.ErrorBody)),
        "404": _operation.Body("json", _reading.model(_models.ErrorBody)),
        "409": _operation.Body("json", _reading.model(_models.ErrorBody)),
        "422": _operation.Body("json", _reading.model(_models.ErrorBody)),
        "500": _operation.Body("json", _reading.model(_models.ErrorBody)),
    },
    key=_operation.Key("header", "X-API-Key", "", True),
    accounts=(),
)


def _sent(
    *,
    body: CreateTaskRequest | Mapping[str, Any],
) -> _operation.Sent:
    sent = _operation.Sent(
        "/v1/tasks",
    )
    sent.body["content"] = _writing.to_json(body)
    sent.headers["Content-Type"] = "application/json"

    return sent


def sync_detailed(
    *,
    client: _calling.SyncCaller,
    body: CreateTaskRequest | Mapping[str, Any],
    timeout: _settings.Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> Response[Task]:
    """As `sync`, with status, headers and content."""
    sent = _sent(
        body=body,
    )
    return client.perform(OPERATION, sent, timeout=timeout, headers=headers)


def sync(
    *,
    client: _calling.SyncCaller,
    body: CreateTaskRequest | Mapping[str, Any],
    timeout: _settings.Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> Task:
    """Create a task.

    Creates a task and returns it. Undocumented fields are accepted and have no effect.

    Args:
        client: the client that calls it.
        body: A task for the front desk; the model, or a mapping with the names of the document, whose
            values may be UUIDs, dates, datetimes and enums
        timeout: seconds, or an `httpx.Timeout`, for this call in place of the client's.
        headers: headers for this call beside the client's.

    Returns:
        The task was created.

    Raises:
        ConfigurationError: the key or an account is missing; nothing was sent.
        BadRequestError: 400: The request is malformed
        AuthenticationError: 401: The credentials are missing or invalid
        PermissionDeniedError: 403: The API key does not allow this request
        NotFoundError: 404: The resource does not exist
        ConflictError: 409: The version conflicts with the stored one
        UnprocessableEntityError: 422: The body fails validation
        ServerError: 500: Internal server error
        ApiStatusError: any other answer that is no documented success.
        ResponseDecodeError: a success that cannot be read.
        OutcomeUnknownError: it was sent, and what became of it is not known.
        httpx.TransportError: no answer came.

    Documented at https://docs.getsolum.com/api-reference/tasks/create-task (read on 2026-11-21)
    """
    response = sync_detailed(
        client=client,
        body=body,
        timeout=timeout,
        headers=headers,
    )
    return response.parsed


async def asyncio_detailed(
    *,
    client: _calling.AsyncCaller,
    body: CreateTaskRequest | Mapping[str, Any],
    timeout: _settings.Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> Response[Task]:
    """As `asyncio`, with status, headers and content."""
    sent = _sent(
        body=body,
    )
    return await client.perform(OPERATION, sent, timeout=timeout, headers=headers)


async def asyncio(
    *,
    client: _calling.AsyncCaller,
    body: CreateTaskRequest | Mapping[str, Any],
    timeout: _settings.Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> Task:
    """As `sync`, from a coroutine."""
    response = await asyncio_detailed(
        client=client,
        body=body,
        timeout=timeout,
        headers=headers,
    )
    return response.parsed
