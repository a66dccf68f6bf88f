# Generated from specs/miramace/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Not to be edited: `make regenerate`.
"""POST /v1/task"""

from collections.abc import Mapping
from typing import Any

from ... import calling as _calling
from ... import models as _models
from ... import operation as _operation
from ... import reading as _reading
from ... import settings as _settings
from ... import writing as _writing
from ...models.create_task_request import CreateTaskRequest
from ...models.created_task import CreatedTask
from ...types import UNSET, Response, Unset

OPERATION: _operation.Operation[CreatedTask] = _operation.Operation(
    "create_task",
    "POST",
    successes={
        "200": _operation.Body("json", _reading.model(_models.CreatedTask)),
        "201": _operation.Body("json", _reading.model(_models.CreatedTask)),
    },
    errors={
        "4XX": _operation.Body("json", _reading.anything),
        "5XX": _operation.Body("json", _reading.anything),
    },
    key=_operation.Key("header", "Authorization", "Bearer ", True),
    accounts=(),
)


def _sent(
    *,
    body: CreateTaskRequest | Mapping[str, Any],
) -> _operation.Sent:
    sent = _operation.Sent(
        "/v1/task",
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
) -> Response[CreatedTask]:
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
) -> CreatedTask:
    """Create a task.

    Creates a task for the voice agent, which places a telephone call. The response contains the ID of
    the new task. Read it with `get_task`.

    Args:
        client: the client that calls it.
        body: A task for the voice agent; the model, or a mapping with the names of the document, whose
            values may be UUIDs, dates, datetimes and enums
        timeout: seconds, or an `httpx.Timeout`, for this call in place of the client's.
        headers: headers for this call beside the client's.

    Returns:
        The task was created.

    Raises:
        ConfigurationError: the key or an account is missing; nothing was sent.
        ApiStatusError: 4XX: The request was rejected. 401 or 403 for a missing or wrong key, 404 for an
            unknown task.
        ServerError: 5XX: Server error
        ApiStatusError: any other answer that is no documented success.
        ResponseDecodeError: a success that cannot be read.
        OutcomeUnknownError: it was sent, and what became of it is not known.
        httpx.TransportError: no answer came.

    Documented at https://docs.miramace.com/api-reference/endpoint-tasks/create (read on 2026-11-21)
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
) -> Response[CreatedTask]:
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
) -> CreatedTask:
    """As `sync`, from a coroutine."""
    response = await asyncio_detailed(
        client=client,
        body=body,
        timeout=timeout,
        headers=headers,
    )
    return response.parsed
