# Generated from specs/unpod/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
"""The client of Unpod, and its async twin."""

from collections.abc import Mapping
from uuid import UUID

import httpx

from caretasks.client import base_client as _base_client
from caretasks.client import config as _config
from caretasks.client.operation import ApiInfo as _ApiInfo
from caretasks.client.types import UNSET, Response, Timeout, Unset
from caretasks.client.types import Hooks as _Hooks

from .api.execution import get_run_tasks as _get_run_tasks
from .errors import CLASSES as _CLASSES
from .models.run_tasks import RunTasks

_API = _ApiInfo(
    name="unpod",
    server="https://unpod.ai",
    key_variable="UNPOD_API_KEY",
    base_url_variable="UNPOD_BASE_URL",
    key_required=True,
    errors=_CLASSES,
    operations=(_get_run_tasks.OPERATION,),
)


class Unpod(_base_client.BaseClient):
    """Unpod.

    Reads the tasks of a voice agent's run, each with its call.

    A context manager; `close` closes its connections. Create one client and share it: threads can use it, and so can
    child processes and several event loops, each with its own connections.

    Args:
        api_key: the bare API key (default: the environment variable `UNPOD_API_KEY`).
        base_url: the server with its path (default: the environment variable `UNPOD_BASE_URL`, else
            https://unpod.ai).
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
        org_handle: The domain handle of the organization (default: the environment variable `UNPOD_ORG_HANDLE`).

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
        org_handle: str | None = None,
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
            accounts={"UNPOD_ORG_HANDLE": org_handle},
        )

    @property
    def with_raw_response(self) -> "UnpodWithRawResponse":
        """The methods of this client, which return the whole response: status, headers, body and `parsed`."""
        return UnpodWithRawResponse(self)

    def get_run_tasks(
        self,
        space_token: UUID | str,
        run_id: UUID | str,
        *,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> RunTasks:
        """Retrieve the tasks of a run.

        Reads all tasks of a run with their input, output, transcript and analysis. A 206 is an error in the
        vendor's business logic, not a partial response.

        Args:
            space_token: The public token of the space.
            run_id: The ID of the run.
            org_handle: The domain handle of the organization (default: that of the client).
            timeout: seconds, or an `httpx.Timeout`, for this request instead of the client's.
            headers: additional headers for this request.

        Returns:
            The tasks of the run.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BusinessError: 206: An error in the business logic.
            BadRequestError: 400: The parameters are invalid.
            AuthenticationError: 401: The token is missing or invalid.
            PermissionDeniedError: 403: The token does not allow this request.
            NotFoundError: 404: The space or run does not exist.
            ServerError: 500: Internal server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            httpx.TransportError: no response was received.

        Documented at https://docs.unpod.dev/api/execution/get-run-tasks (read on 2026-11-21)
        """
        parts = _get_run_tasks.request_parts(space_token, run_id, org_handle=org_handle)
        return self.request_operation(_get_run_tasks.OPERATION, parts, timeout=timeout, headers=headers).parsed


class UnpodWithRawResponse:
    """The methods of `Unpod`, which return the whole response; errors are raised as usual.

    Args:
        client: sends the requests.
    """

    def __init__(self, client: Unpod) -> None:
        self._client = client

    def get_run_tasks(
        self,
        space_token: UUID | str,
        run_id: UUID | str,
        *,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Response[RunTasks]:
        """Like `Unpod.get_run_tasks`, but return the whole response."""
        parts = _get_run_tasks.request_parts(space_token, run_id, org_handle=org_handle)
        return self._client.request_operation(_get_run_tasks.OPERATION, parts, timeout=timeout, headers=headers)


class AsyncUnpod(_base_client.AsyncBaseClient):
    """Like `Unpod`, for asyncio and trio: its methods are coroutines, `aclose` closes its connections.

    Args:
        http_client: an `httpx.AsyncClient`, or an async transport; everything else as for `Unpod`.
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
        org_handle: str | None = None,
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
            accounts={"UNPOD_ORG_HANDLE": org_handle},
        )

    @property
    def with_raw_response(self) -> "AsyncUnpodWithRawResponse":
        """The methods of this client, which return the whole response: status, headers, body and `parsed`."""
        return AsyncUnpodWithRawResponse(self)

    async def get_run_tasks(
        self,
        space_token: UUID | str,
        run_id: UUID | str,
        *,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> RunTasks:
        """Retrieve the tasks of a run.

        Reads all tasks of a run with their input, output, transcript and analysis. A 206 is an error in the
        vendor's business logic, not a partial response.

        Args:
            space_token: The public token of the space.
            run_id: The ID of the run.
            org_handle: The domain handle of the organization (default: that of the client).
            timeout: seconds, or an `httpx.Timeout`, for this request instead of the client's.
            headers: additional headers for this request.

        Returns:
            The tasks of the run.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BusinessError: 206: An error in the business logic.
            BadRequestError: 400: The parameters are invalid.
            AuthenticationError: 401: The token is missing or invalid.
            PermissionDeniedError: 403: The token does not allow this request.
            NotFoundError: 404: The space or run does not exist.
            ServerError: 500: Internal server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            httpx.TransportError: no response was received.

        Documented at https://docs.unpod.dev/api/execution/get-run-tasks (read on 2026-11-21)
        """
        parts = _get_run_tasks.request_parts(space_token, run_id, org_handle=org_handle)
        return (await self.request_operation(_get_run_tasks.OPERATION, parts, timeout=timeout, headers=headers)).parsed


class AsyncUnpodWithRawResponse:
    """The methods of `AsyncUnpod`, which return the whole response; errors are raised as usual.

    Args:
        client: sends the requests.
    """

    def __init__(self, client: AsyncUnpod) -> None:
        self._client = client

    async def get_run_tasks(
        self,
        space_token: UUID | str,
        run_id: UUID | str,
        *,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Response[RunTasks]:
        """Like `AsyncUnpod.get_run_tasks`, but return the whole response."""
        parts = _get_run_tasks.request_parts(space_token, run_id, org_handle=org_handle)
        return await self._client.request_operation(_get_run_tasks.OPERATION, parts, timeout=timeout, headers=headers)
