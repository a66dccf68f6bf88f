# Generated from specs/maxcare/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Not to be edited: `make regenerate`.
"""The client of Max AI, and its async twin."""

from collections.abc import Mapping
from uuid import UUID

import httpx

from . import calling as _calling
from . import settings as _settings
from .api.tasks import get_task as _get_task
from .models.task_response import TaskResponse
from .operation import Description as _Description
from .types import UNSET, Unset

_DESCRIPTION = _Description(
    server="https://api.maxcare.ai/v2",
    key_variable="MAXCARE_API_KEY",
    base_url_variable="MAXCARE_BASE_URL",
    key_required=True,
)


class MaxCare(_calling.SyncCaller):
    """Max AI.

    Reads tasks that are synced with the clinic's electronic health record (EHR).

    A context manager; `close` closes its connections. One client serves many threads, and is best kept.

    Args:
        api_key: the bare key; else the variable `MAXCARE_API_KEY`.
        base_url: the server with its path; else the variable `MAXCARE_BASE_URL`, else https://api.maxcare.ai/v2.
        timeout: seconds without progress after which a call is given up, or an `httpx.Timeout`; 30, and 10 to connect,
            unless given. None waits for ever.
        max_retries: how often a call is sent again where that is safe. Reads are after a 429, 502, 503 or 504 or a lost
            connection; writes only where the connection was never made, or after a 429.
        headers: sent with every call.
        http_client: an `httpx.Client` to call through, or a transport. A client that is given stays open,
            and its own timeout holds unless `timeout` is given; its `auth` is not used. A transport is closed with this.
        strict: whether an answer that is not as documented raises `DriftError`; else it is read as it came, and logged.
        max_response_bytes: how large an answer may be, decompressed.
        organization_id: The ID of the clinic's organization; else the variable `MAXCARE_ORGANIZATION_ID`.

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
        organization_id: str | None = None,
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
            accounts={
                "MAXCARE_ORGANIZATION_ID": organization_id,
            },
        )

    def get_task(
        self,
        id: UUID | str,
        *,
        organization_id: str | Unset = UNSET,
        timeout: _settings.Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> TaskResponse:
        """Retrieve a task.

        Reads a single task of the clinic in the organization header.

        Args:
            id: The ID of the task
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
        return _get_task.sync(
            id,
            client=self,
            organization_id=organization_id,
            timeout=timeout,
            headers=headers,
        )


class AsyncMaxCare(_calling.AsyncCaller):
    """Max AI, called from coroutines.

    Reads tasks that are synced with the clinic's electronic health record (EHR).

    An async context manager; `aclose` closes its connections. One client serves many tasks, and is best kept.

    Args:
        api_key: the bare key; else the variable `MAXCARE_API_KEY`.
        base_url: the server with its path; else the variable `MAXCARE_BASE_URL`, else https://api.maxcare.ai/v2.
        timeout: seconds without progress after which a call is given up, or an `httpx.Timeout`; 30, and 10 to connect,
            unless given. None waits for ever.
        max_retries: how often a call is sent again where that is safe. Reads are after a 429, 502, 503 or 504 or a lost
            connection; writes only where the connection was never made, or after a 429.
        headers: sent with every call.
        http_client: an `httpx.AsyncClient` to call through, or a transport. A client that is given stays open,
            and its own timeout holds unless `timeout` is given; its `auth` is not used. A transport is closed with this.
        strict: whether an answer that is not as documented raises `DriftError`; else it is read as it came, and logged.
        max_response_bytes: how large an answer may be, decompressed.
        organization_id: The ID of the clinic's organization; else the variable `MAXCARE_ORGANIZATION_ID`.

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
        organization_id: str | None = None,
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
            accounts={
                "MAXCARE_ORGANIZATION_ID": organization_id,
            },
        )

    async def get_task(
        self,
        id: UUID | str,
        *,
        organization_id: str | Unset = UNSET,
        timeout: _settings.Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> TaskResponse:
        """Retrieve a task.

        Reads a single task of the clinic in the organization header.

        Args:
            id: The ID of the task
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
        return await _get_task.asyncio(
            id,
            client=self,
            organization_id=organization_id,
            timeout=timeout,
            headers=headers,
        )
