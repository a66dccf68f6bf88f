# Generated from specs/miramace/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
"""GET /v1/task/{task_id}"""

from collections.abc import Mapping
from uuid import UUID

from caretasks.client import decoding as _decoding
from caretasks.client import encoding as _encoding
from caretasks.client import operation as _operation
from caretasks.client.base_client import AsyncBaseClient, BaseClient
from caretasks.client.tracebacks import HidesLocals as _HidesLocals
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


class SyncMethods(BaseClient):
    """The methods of `MiraMace`."""

    def wait_for_task(
        self,
        task_id: UUID | str,
        *,
        include_transcript: bool | Unset = False,
        include_all_calls: bool | Unset = False,
        timeout: float = 600,
        interval: float = 5,
        headers: Mapping[str, str] | None = None,
    ) -> Task:
        """Call `get_task` until the status is final: COMPLETED, FAILED, CANCELLED.

        Reads a task with its most recent call. Set `include_all_calls` to get all calls, and
        `include_transcript` to get their transcripts.

        The requests are sent less and less often, and not before the time that a `Retry-After` header sets.
        An undocumented status and a transient error (no response, 408, 425, 429 or 5xx) do not end the
        wait.

        Args:
            task_id: The ID of the task.
            include_transcript: Whether to include the transcripts of the calls (default: False).
            include_all_calls: Whether to include all calls of the task, not only the most recent one
                (default: False).
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
                OPERATION,
                request_parts(task_id, include_transcript=include_transcript, include_all_calls=include_all_calls),
                timeout=UNSET,
                headers=headers,
            ),
            timeout=timeout,
            interval=interval,
        )

    def get_task(
        self,
        task_id: UUID | str,
        *,
        include_transcript: bool | Unset = False,
        include_all_calls: bool | Unset = False,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Task:
        """Retrieve a task.

        Reads a task with its most recent call. Set `include_all_calls` to get all calls, and
        `include_transcript` to get their transcripts.

        Args:
            task_id: The ID of the task.
            include_transcript: Whether to include the transcripts of the calls (default: False).
            include_all_calls: Whether to include all calls of the task, not only the most recent one
                (default: False).
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.

        Returns:
            The task.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BadRequestError: 400: The request is not valid.
            AuthenticationError: 401: The API key is missing or wrong.
            NotFoundError: 404: No task has this ID.
            ApiStatusError: 4XX: The request was rejected.
            ServerError: 5XX: Server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            httpx.TransportError: no response was received.

        Documented at https://docs.miramace.com/api-reference/endpoint-tasks/get (read on 2026-11-21)
        """
        parts = request_parts(task_id, include_transcript=include_transcript, include_all_calls=include_all_calls)
        return self.request_operation(OPERATION, parts, timeout=timeout, headers=headers).parsed


class SyncRawMethods(_HidesLocals):
    """The methods of `MiraMaceWithRawResponse`."""

    _client: BaseClient

    def get_task(
        self,
        task_id: UUID | str,
        *,
        include_transcript: bool | Unset = False,
        include_all_calls: bool | Unset = False,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Response[Task]:
        """Like `MiraMace.get_task`, but return the whole response."""
        parts = request_parts(task_id, include_transcript=include_transcript, include_all_calls=include_all_calls)
        return self._client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


class AsyncMethods(AsyncBaseClient):
    """The methods of `AsyncMiraMace`."""

    async def wait_for_task(
        self,
        task_id: UUID | str,
        *,
        include_transcript: bool | Unset = False,
        include_all_calls: bool | Unset = False,
        timeout: float = 600,
        interval: float = 5,
        headers: Mapping[str, str] | None = None,
    ) -> Task:
        """Call `get_task` until the status is final: COMPLETED, FAILED, CANCELLED.

        Reads a task with its most recent call. Set `include_all_calls` to get all calls, and
        `include_transcript` to get their transcripts.

        The requests are sent less and less often, and not before the time that a `Retry-After` header sets.
        An undocumented status and a transient error (no response, 408, 425, 429 or 5xx) do not end the
        wait.

        Args:
            task_id: The ID of the task.
            include_transcript: Whether to include the transcripts of the calls (default: False).
            include_all_calls: Whether to include all calls of the task, not only the most recent one
                (default: False).
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
                OPERATION,
                request_parts(task_id, include_transcript=include_transcript, include_all_calls=include_all_calls),
                timeout=UNSET,
                headers=headers,
            ),
            timeout=timeout,
            interval=interval,
        )

    async def get_task(
        self,
        task_id: UUID | str,
        *,
        include_transcript: bool | Unset = False,
        include_all_calls: bool | Unset = False,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Task:
        """Retrieve a task.

        Reads a task with its most recent call. Set `include_all_calls` to get all calls, and
        `include_transcript` to get their transcripts.

        Args:
            task_id: The ID of the task.
            include_transcript: Whether to include the transcripts of the calls (default: False).
            include_all_calls: Whether to include all calls of the task, not only the most recent one
                (default: False).
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.

        Returns:
            The task.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BadRequestError: 400: The request is not valid.
            AuthenticationError: 401: The API key is missing or wrong.
            NotFoundError: 404: No task has this ID.
            ApiStatusError: 4XX: The request was rejected.
            ServerError: 5XX: Server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            httpx.TransportError: no response was received.

        Documented at https://docs.miramace.com/api-reference/endpoint-tasks/get (read on 2026-11-21)
        """
        parts = request_parts(task_id, include_transcript=include_transcript, include_all_calls=include_all_calls)
        return (await self.request_operation(OPERATION, parts, timeout=timeout, headers=headers)).parsed


class AsyncRawMethods(_HidesLocals):
    """The methods of `AsyncMiraMaceWithRawResponse`."""

    _client: AsyncBaseClient

    async def get_task(
        self,
        task_id: UUID | str,
        *,
        include_transcript: bool | Unset = False,
        include_all_calls: bool | Unset = False,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Response[Task]:
        """Like `AsyncMiraMace.get_task`, but return the whole response."""
        parts = request_parts(task_id, include_transcript=include_transcript, include_all_calls=include_all_calls)
        return await self._client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


_hide_locals(globals())
