# Generated from specs/miramace/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Not to be edited: `make regenerate`.
"""GET /v1/task/{task_id}"""

from collections.abc import Mapping
from uuid import UUID

from ... import calling as _calling
from ... import models as _models
from ... import operation as _operation
from ... import reading as _reading
from ... import settings as _settings
from ... import writing as _writing
from ...models.task import Task
from ...types import UNSET, Response, Unset

OPERATION: _operation.Operation[Task] = _operation.Operation(
    "get_task",
    "GET",
    successes={
        "200": _operation.Body("json", _reading.model(_models.Task)),
    },
    errors={
        "4XX": _operation.Body("json", _reading.anything),
        "5XX": _operation.Body("json", _reading.anything),
    },
    key=_operation.Key("header", "Authorization", "Bearer ", True),
    accounts=(),
)


def _sent(
    task_id: UUID | str,
    *,
    include_transcript: bool | Unset = False,
    include_all_calls: bool | Unset = False,
) -> _operation.Sent:
    sent = _operation.Sent(
        "/v1/task/" + _writing.segment("task_id", task_id),
        params=_writing.query(
            (
                ("include_transcript", include_transcript),
                ("include_all_calls", include_all_calls),
            )
        ),
    )
    sent.headers["Content-Type"] = "application/json"
    return sent


def sync_detailed(
    task_id: UUID | str,
    *,
    client: _calling.SyncCaller,
    include_transcript: bool | Unset = False,
    include_all_calls: bool | Unset = False,
    timeout: _settings.Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> Response[Task]:
    """As `sync`, with status, headers and content."""
    sent = _sent(
        task_id,
        include_transcript=include_transcript,
        include_all_calls=include_all_calls,
    )
    return client.perform(OPERATION, sent, timeout=timeout, headers=headers)


def sync(
    task_id: UUID | str,
    *,
    client: _calling.SyncCaller,
    include_transcript: bool | Unset = False,
    include_all_calls: bool | Unset = False,
    timeout: _settings.Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> Task:
    """Retrieve a task.

    Reads a task with its most recent call. Set `include_all_calls` to get all calls, and
    `include_transcript` to get their transcripts.

    Args:
        task_id: The ID of the task
        client: the client that calls it.
        include_transcript: Whether to include the transcripts of the calls; False unless given.
        include_all_calls: Whether to include all calls of the task, not only the most recent one; False
            unless given.
        timeout: seconds, or an `httpx.Timeout`, for this call in place of the client's.
        headers: headers for this call beside the client's.

    Returns:
        The task.

    Raises:
        ConfigurationError: the key or an account is missing; nothing was sent.
        ApiStatusError: 4XX: The request was rejected. 401 or 403 for a missing or wrong key, 404 for an
            unknown task.
        ServerError: 5XX: Server error
        ApiStatusError: any other answer that is no documented success.
        ResponseDecodeError: a success that cannot be read.
        httpx.TransportError: no answer came.

    Documented at https://docs.miramace.com/api-reference/endpoint-tasks/get (read on 2026-11-21)
    """
    response = sync_detailed(
        task_id,
        client=client,
        include_transcript=include_transcript,
        include_all_calls=include_all_calls,
        timeout=timeout,
        headers=headers,
    )
    return response.parsed


async def asyncio_detailed(
    task_id: UUID | str,
    *,
    client: _calling.AsyncCaller,
    include_transcript: bool | Unset = False,
    include_all_calls: bool | Unset = False,
    timeout: _settings.Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> Response[Task]:
    """As `asyncio`, with status, headers and content."""
    sent = _sent(
        task_id,
        include_transcript=include_transcript,
        include_all_calls=include_all_calls,
    )
    return await client.perform(OPERATION, sent, timeout=timeout, headers=headers)


async def asyncio(
    task_id: UUID | str,
    *,
    client: _calling.AsyncCaller,
    include_transcript: bool | Unset = False,
    include_all_calls: bool | Unset = False,
    timeout: _settings.Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> Task:
    """As `sync`, from a coroutine."""
    response = await asyncio_detailed(
        task_id,
        client=client,
        include_transcript=include_transcript,
        include_all_calls=include_all_calls,
        timeout=timeout,
        headers=headers,
    )
    return response.parsed
