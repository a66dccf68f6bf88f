# Generated from specs/miramace/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
"""GET /v1/task/{task_id}"""

from collections.abc import Mapping
from uuid import UUID

from caretasks.client import decoding as _decoding
from caretasks.client import encoding as _encoding
from caretasks.client import operation as _operation
from caretasks.client.base_client import AsyncBaseClient, BaseClient
from caretasks.client.tracebacks import hide_locals as _hide_locals
from caretasks.client.types import UNSET, Response, Timeout, Unset

from ... import models as _models
from ...models.task import Task

OPERATION: _operation.Operation[Task] = _operation.Operation(
    "get_task",
    "GET",
    "/v1/task/{task_id}",
    successes={
        "200": _operation.Body("json", _decoding.model(_models.Task)),
    },
    errors={
        "400": _operation.Body("json", _decoding.model(_models.Error)),
        "401": _operation.Body("json", _decoding.model(_models.Error)),
        "404": _operation.Body("json", _decoding.model(_models.Error)),
        "4XX": _operation.Body("json", _decoding.any_value),
        "5XX": _operation.Body("json", _decoding.any_value),
    },
    security=((_operation.ApiKey("header", "Authorization", "Bearer ", ("MIRAMACE_API_KEY",)),),),
)

FINAL_STATUS = _operation.FinalStatus(OPERATION, "/status", ("COMPLETED", "FAILED", "CANCELLED"))


def request_parts(
    task_id: UUID | str, *, include_transcript: bool | Unset = False, include_all_calls: bool | Unset = False
) -> _operation.RequestParts:
    """Return the request without API key, accounts and settings of a client."""
    parts = _operation.RequestParts(
        "/v1/task/" + _encoding.path_segment("task_id", task_id),
        query=_encoding.query(
            (
                ("include_transcript", include_transcript),
                ("include_all_calls", include_all_calls),
            )
        ),
    )
    parts.headers["Content-Type"] = "application/json"
    return parts


def sync_detailed(
    task_id: UUID | str,
    *,
    client: BaseClient,
    include_transcript: bool | Unset = False,
    include_all_calls: bool | Unset = False,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> Response[Task]:
    """Like `sync`, but returns status, headers and content, too."""
    parts = request_parts(task_id, include_transcript=include_transcript, include_all_calls=include_all_calls)
    return client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


def sync(
    task_id: UUID | str,
    *,
    client: BaseClient,
    include_transcript: bool | Unset = False,
    include_all_calls: bool | Unset = False,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> Task:
    """Like `MiraMace.get_task`, which documents arguments and errors."""
    return sync_detailed(
        task_id,
        include_transcript=include_transcript,
        include_all_calls=include_all_calls,
        client=client,
        timeout=timeout,
        headers=headers,
    ).parsed


async def asyncio_detailed(
    task_id: UUID | str,
    *,
    client: AsyncBaseClient,
    include_transcript: bool | Unset = False,
    include_all_calls: bool | Unset = False,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> Response[Task]:
    """Like `asyncio`, but returns status, headers and content, too."""
    parts = request_parts(task_id, include_transcript=include_transcript, include_all_calls=include_all_calls)
    return await client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


async def asyncio(
    task_id: UUID | str,
    *,
    client: AsyncBaseClient,
    include_transcript: bool | Unset = False,
    include_all_calls: bool | Unset = False,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> Task:
    """Like `AsyncMiraMace.get_task`, which documents arguments and errors."""
    return (
        await asyncio_detailed(
            task_id,
            include_transcript=include_transcript,
            include_all_calls=include_all_calls,
            client=client,
            timeout=timeout,
            headers=headers,
        )
    ).parsed


_hide_locals(globals())
