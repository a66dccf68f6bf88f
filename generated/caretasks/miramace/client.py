# Generated from specs/miramace/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Not to be edited: `make regenerate`.
"""The client of Mira Mace, and its async twin."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import httpx

from . import calling as _calling
from . import settings as _settings
from .api.tasks import create_task as _create_task
from .api.tasks import get_task as _get_task
from .models.create_task_request import CreateTaskRequest
from .models.created_task import CreatedTask
from .models.task import Task
from .operation import Description as _Description
from .types import UNSET, Unset

_DESCRIPTION = _Description(
    server="https://api.miramace.com",
    key_variable="MIRAMACE_API_KEY",
    base_url_variable="MIRAMACE_BASE_URL",
    key_required=True,
)


class MiraMace(_calling.SyncCaller):
    """Mira Mace.

    Creates tasks about patients and reads their outcome. A voice agent works on a task by calling a
    payer or the patient. Creating a task places a telephone call to a person.

    A context manager; `close` closes its connections. One client serves many threads, and is best kept.

    Args:
        api_key: the bare key; else the variable `MIRAMACE_API_KEY`.
        base_url: the server with its path; else the variable `MIRAMACE_BASE_URL`, else https://api.miramace.com.
        timeout: seconds without progress after which a call is given up, or an `httpx.Timeout`; 30, and 10 to connect,
            unless given. None waits for ever.
        max_retries: how often a call is sent again where that is safe. Reads are after a 429, 502, 503 or 504 or a lost
            connection; writes only where the connection was never made, or after a 429.
        headers: sent with every call.
        http_client: an `httpx.Client` to call through, or a transport. A client that is given stays open,
            and its own timeout holds unless `timeout` is given; its `auth` is not used. A transport is closed with this.
        strict: whether an answer that is not as documented raises `DriftError`; else it is read as it came, and logged.
        max_response_bytes: how large an answer may be, decompressed.

    Raises:
        ConfigurationError: there is no key, or the URL is none.
    """

    def __init__(
        self,
        api_key: str | None = None,
        *,
        base_url: str | None = None,
        timeout: _settings.Timeout | Unset = UNSET,
        max_retries: int = 2,
        headers: Mapping[str, str] | None = None,
        http_client: httpx.Client | httpx.BaseTransport | None = None,
        strict: bool = False,
        max_response_bytes: int = _settings.DEFAULT_MAX_RESPONSE_BYTES,
    ) -> None:
        super().__init__(
            _DESCRIPTION,
            http_client,
            api_key=api_key,
            base_url=base_url,
            timeout=timeout,
            max_retries=max_retries,
            headers=headers,
            strict=strict,
            max_response_bytes=max_response_bytes,
            accounts={},
        )

    def create_task(
        self,
        body: CreateTaskRequest | Mapping[str, Any],
        *,
        timeout: _settings.Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> CreatedTask:
        """Create a task.

        Creates a task for the voice agent, which places a telephone call. The response contains the ID of
        the new task. Read it with `get_task`.

        Args:
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
        return _create_task.sync(
            client=self,
            body=body,
            timeout=timeout,
            headers=headers,
        )

    def get_task(
        self,
        task_id: UUID | str,
        *,
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
        return _get_task.sync(
            task_id,
            client=self,
            include_transcript=include_transcript,
            include_all_calls=include_all_calls,
            timeout=timeout,
            headers=headers,
        )


class AsyncMiraMace(_calling.AsyncCaller):
    """Mira Mace, called from coroutines.

    Creates tasks about patients and reads their outcome. A voice agent works on a task by calling a
    payer or the patient. Creating a task places a telephone call to a person.

    An async context manager; `aclose` closes its connections. One client serves many tasks, and is best kept.

    Args:
        api_key: the bare key; else the variable `MIRAMACE_API_KEY`.
        base_url: the server with its path; else the variable `MIRAMACE_BASE_URL`, else https://api.miramace.com.
        timeout: seconds without progress after which a call is given up, or an `httpx.Timeout`; 30, and 10 to connect,
            unless given. None waits for ever.
        max_retries: how often a call is sent again where that is safe. Reads are after a 429, 502, 503 or 504 or a lost
            connection; writes only where the connection was never made, or after a 429.
        headers: sent with every call.
        http_client: an `httpx.AsyncClient` to call through, or a transport. A client that is given stays open,
            and its own timeout holds unless `timeout` is given; its `auth` is not used. A transport is closed with this.
        strict: whether an answer that is not as documented raises `DriftError`; else it is read as it came, and logged.
        max_response_bytes: how large an answer may be, decompressed.

    Raises:
        ConfigurationError: there is no key, or the URL is none.
    """

    def __init__(
        self,
        api_key: str | None = None,
        *,
        base_url: str | None = None,
        timeout: _settings.Timeout | Unset = UNSET,
        max_retries: int = 2,
        headers: Mapping[str, str] | None = None,
        http_client: httpx.AsyncClient | httpx.AsyncBaseTransport | None = None,
        strict: bool = False,
        max_response_bytes: int = _settings.DEFAULT_MAX_RESPONSE_BYTES,
    ) -> None:
        super().__init__(
            _DESCRIPTION,
            http_client,
            api_key=api_key,
            base_url=base_url,
            timeout=timeout,
            max_retries=max_retries,
            headers=headers,
            strict=strict,
            max_response_bytes=max_response_bytes,
            accounts={},
        )

    async def create_task(
        self,
        body: CreateTaskRequest | Mapping[str, Any],
        *,
        timeout: _settings.Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> CreatedTask:
        """Create a task.

        Creates a task for the voice agent, which places a telephone call. The response contains the ID of
        the new task. Read it with `get_task`.

        Args:
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
        return await _create_task.asyncio(
            client=self,
            body=body,
            timeout=timeout,
            headers=headers,
        )

    async def get_task(
        self,
        task_id: UUID | str,
        *,
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
        return await _get_task.asyncio(
            task_id,
            client=self,
            include_transcript=include_transcript,
            include_all_calls=include_all_calls,
            timeout=timeout,
            headers=headers,
        )
