# Generated from specs/maxcare/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
"""The client of Max AI, and its async twin."""

from collections.abc import Mapping
from uuid import UUID

import httpx

from caretasks.client import base_client as _base_client
from caretasks.client import config as _config
from caretasks.client.operation import ApiInfo as _ApiInfo
from caretasks.client.types import UNSET, Response, Timeout, Unset
from caretasks.client.types import Hooks as _Hooks

from .api.tasks import get_task as _get_task
from .errors import CLASSES as _CLASSES
from .models.task_response import TaskResponse

_API = _ApiInfo(
    name="maxcare",
    server="https://api.maxcare.ai/v2",
    key_variable="MAXCARE_API_KEY",
    base_url_variable="MAXCARE_BASE_URL",
    key_required=True,
    errors=_CLASSES,
    operations=(_get_task.OPERATION,),
)


class MaxCare(_base_client.BaseClient):
    """Max AI.

    Reads tasks that are synced with the clinic's electronic health record (EHR).

    A context manager; `close` closes its connections. Create one client and share it: threads can use it, and so can
    child processes and several event loops, each with its own connections.

    Args:
        api_key: the bare API key (default: the environment variable `MAXCARE_API_KEY`).
        base_url: the server with its path (default: the environment variable `MAXCARE_BASE_URL`, else
            https://api.maxcare.ai/v2).
        timeout: seconds without progress, or an `httpx.Timeout`; None waits forever (default: 30, and 10 to connect).
        max_retries: how often a request is retried: a read after a 429, 502, 503, 504 or a lost connection, a write
            only after a 429 or if the connection was never made.
        headers: sent with every request.
        http_client: an `httpx.Client` to send requests with, or a transport. A client stays open, its timeout applies
            unless `timeout` is passed, and its `auth` is not used. A transport is closed with this client. Use either in
            one process and event loop only.
        strict: whether a response that differs from the spec raises a `DriftError`; else the difference is logged.
        max_response_bytes: how large a response may be, decompressed.
        hooks: an object with any of the methods `on_request`, `on_response`, `on_retry` and `on_drift`, each of which is
            called with an event (see `caretasks.client.hooks`).
        organization_id: The ID of the clinic's organization (default: the environment variable `MAXCARE_ORGANIZATION_ID`).

    Raises:
        ConfigurationError: there is no API key, or the URL is invalid.
    """

    def __init__(
        self,
        api_key: str | None = None,
        *,
        base_url: str | None = None,
        timeout: Timeout | Unset = UNSET,
        max_retries: int = 2,
        headers: Mapping[str, str] | None = None,
        http_client: httpx.Client | httpx.BaseTransport | None = None,
        strict: bool = False,
        max_response_bytes: int = _config.DEFAULT_MAX_RESPONSE_BYTES,
        hooks: _Hooks | None = None,
        organization_id: str | None = None,
    ) -> None:
        super().__init__(
            _API,
            http_client,
            api_key=api_key,
            base_url=base_url,
            timeout=timeout,
            max_retries=max_retries,
            headers=headers,
            strict=strict,
            max_response_bytes=max_response_bytes,
            hooks=hooks,
            accounts={"MAXCARE_ORGANIZATION_ID": organization_id},
        )

    @property
    def with_raw_response(self) -> "MaxCareWithRawResponse":
        """The methods of this client, which return the whole response: status, headers, body and `parsed`."""
        return MaxCareWithRawResponse(self)

    def get_task(
        self,
        id: UUID | str,
        *,
        organization_id: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> TaskResponse:
        """Retrieve a task.

        Reads a single task of the clinic in the organization header.

        Args:
            id: The ID of the task.
            organization_id: The ID of the clinic's organization (default: that of the client).
            timeout: seconds, or an `httpx.Timeout`, for this request instead of the client's.
            headers: additional headers for this request.

        Returns:
            The task.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BadRequestError: 400: A parameter is missing or malformed.
            AuthenticationError: 401: The API key is missing or invalid.
            PermissionDeniedError: 403: The scopes of the API key do not allow this request.
            NotFoundError: 404: The task does not exist.
            RateLimitError: 429: More than 1,000 requests in 60 seconds, counted over a sliding window per
                app.
            ServerError: 500: Internal server error.
            ServerError: 5XX: An undocumented server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            httpx.TransportError: no response was received.

        Documented at https://docs.maxcare.ai/api-reference/v2/tasks/get-task-by-id (read on 2026-11-21)
        """
        parts = _get_task.request_parts(id, organization_id=organization_id)
        return self.request_operation(_get_task.OPERATION, parts, timeout=timeout, headers=headers).parsed


class MaxCareWithRawResponse:
    """The methods of `MaxCare`, which return the whole response; errors are raised as usual.

    Args:
        client: sends the requests.
    """

    def __init__(self, client: MaxCare) -> None:
        self._client = client

    def get_task(
        self,
        id: UUID | str,
        *,
        organization_id: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Response[TaskResponse]:
        """Like `MaxCare.get_task`, but return the whole response."""
        parts = _get_task.request_parts(id, organization_id=organization_id)
        return self._client.request_operation(_get_task.OPERATION, parts, timeout=timeout, headers=headers)


class AsyncMaxCare(_base_client.AsyncBaseClient):
    """Like `MaxCare`, for asyncio and trio: its methods are coroutines, `aclose` closes its connections.

    Args:
        http_client: an `httpx.AsyncClient`, or an async transport; everything else as for `MaxCare`.
    """

    def __init__(
        self,
        api_key: str | None = None,
        *,
        base_url: str | None = None,
        timeout: Timeout | Unset = UNSET,
        max_retries: int = 2,
        headers: Mapping[str, str] | None = None,
        http_client: httpx.AsyncClient | httpx.AsyncBaseTransport | None = None,
        strict: bool = False,
        max_response_bytes: int = _config.DEFAULT_MAX_RESPONSE_BYTES,
        hooks: _Hooks | None = None,
        organization_id: str | None = None,
    ) -> None:
        super().__init__(
            _API,
            http_client,
            api_key=api_key,
            base_url=base_url,
            timeout=timeout,
            max_retries=max_retries,
            headers=headers,
            strict=strict,
            max_response_bytes=max_response_bytes,
            hooks=hooks,
            accounts={"MAXCARE_ORGANIZATION_ID": organization_id},
        )

    @property
    def with_raw_response(self) -> "AsyncMaxCareWithRawResponse":
        """The methods of this client, which return the whole response: status, headers, body and `parsed`."""
        return AsyncMaxCareWithRawResponse(self)

    async def get_task(
        self,
        id: UUID | str,
        *,
        organization_id: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> TaskResponse:
        """Retrieve a task.

        Reads a single task of the clinic in the organization header.

        Args:
            id: The ID of the task.
            organization_id: The ID of the clinic's organization (default: that of the client).
            timeout: seconds, or an `httpx.Timeout`, for this request instead of the client's.
            headers: additional headers for this request.

        Returns:
            The task.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BadRequestError: 400: A parameter is missing or malformed.
            AuthenticationError: 401: The API key is missing or invalid.
            PermissionDeniedError: 403: The scopes of the API key do not allow this request.
            NotFoundError: 404: The task does not exist.
            RateLimitError: 429: More than 1,000 requests in 60 seconds, counted over a sliding window per
                app.
            ServerError: 500: Internal server error.
            ServerError: 5XX: An undocumented server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            httpx.TransportError: no response was received.

        Documented at https://docs.maxcare.ai/api-reference/v2/tasks/get-task-by-id (read on 2026-11-21)
        """
        parts = _get_task.request_parts(id, organization_id=organization_id)
        return (await self.request_operation(_get_task.OPERATION, parts, timeout=timeout, headers=headers)).parsed


class AsyncMaxCareWithRawResponse:
    """The methods of `AsyncMaxCare`, which return the whole response; errors are raised as usual.

    Args:
        client: sends the requests.
    """

    def __init__(self, client: AsyncMaxCare) -> None:
        self._client = client

    async def get_task(
        self,
        id: UUID | str,
        *,
        organization_id: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Response[TaskResponse]:
        """Like `AsyncMaxCare.get_task`, but return the whole response."""
        parts = _get_task.request_parts(id, organization_id=organization_id)
        return await self._client.request_operation(_get_task.OPERATION, parts, timeout=timeout, headers=headers)
