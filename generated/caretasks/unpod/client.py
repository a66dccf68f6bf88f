# Generated from specs/unpod/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Not to be edited: `make regenerate`.
"""The client of Unpod, and its async twin."""

from collections.abc import Mapping
from uuid import UUID

import httpx

from . import calling as _calling
from . import settings as _settings
from .api.execution import get_run_tasks as _get_run_tasks
from .models.run_tasks import RunTasks
from .operation import Description as _Description
from .types import UNSET, Unset

_DESCRIPTION = _Description(
    server="https://unpod.ai",
    key_variable="UNPOD_API_KEY",
    base_url_variable="UNPOD_BASE_URL",
    key_required=True,
)


class Unpod(_calling.SyncCaller):
    """Unpod.

    Reads the tasks of a voice agent's run, each with its call.

    A context manager; `close` closes its connections. One client serves many threads, and is best kept.

    Args:
        api_key: the bare key; else the variable `UNPOD_API_KEY`.
        base_url: the server with its path; else the variable `UNPOD_BASE_URL`, else https://unpod.ai.
        timeout: seconds without progress after which a call is given up, or an `httpx.Timeout`; 30, and 10 to connect,
            unless given. None waits for ever.
        max_retries: how often a call is sent again where that is safe. Reads are after a 429, 502, 503 or 504 or a lost
            connection; writes only where the connection was never made, or after a 429.
        headers: sent with every call.
        http_client: an `httpx.Client` to call through, or a transport. A client that is given stays open,
            and its own timeout holds unless `timeout` is given; its `auth` is not used. A transport is closed with this.
        strict: whether an answer that is not as documented raises `DriftError`; else it is read as it came, and logged.
        max_response_bytes: how large an answer may be, decompressed.
        org_handle: The domain handle of the organization; else the variable `UNPOD_ORG_HANDLE`.

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
        org_handle: str | None = None,
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
                "UNPOD_ORG_HANDLE": org_handle,
            },
        )

    def get_run_tasks(
        self,
        space_token: UUID | str,
        run_id: UUID | str,
        *,
        org_handle: str | Unset = UNSET,
        timeout: _settings.Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> RunTasks:
        """Retrieve the tasks of a run.

        Reads all tasks of a run with their input, output, transcript and analysis. A 206 is an error in the
        vendor's business logic, not a partial response.

        Args:
            space_token: The public token of the space
            run_id: The ID of the run
            org_handle: The domain handle of the organization; the client's unless it is given here.
            timeout: seconds, or an `httpx.Timeout`, for this call in place of the client's.
            headers: headers for this call beside the client's.

        Returns:
            The tasks of the run.

        Raises:
            ConfigurationError: the key or an account is missing; nothing was sent.
            BusinessError: 206: An error in the business logic
            BadRequestError: 400: The parameters are invalid
            AuthenticationError: 401: The token is missing or invalid
            PermissionDeniedError: 403: The token does not allow this request
            NotFoundError: 404: The space or run does not exist
            ServerError: 500: Internal server error
            ApiStatusError: any other answer that is no documented success.
            ResponseDecodeError: a success that cannot be read.
            httpx.TransportError: no answer came.

        Documented at https://docs.unpod.dev/api/execution/get-run-tasks (read on 2026-11-21)
        """
        return _get_run_tasks.sync(
            space_token,
            run_id,
            client=self,
            org_handle=org_handle,
            timeout=timeout,
            headers=headers,
        )


class AsyncUnpod(_calling.AsyncCaller):
    """Unpod, called from coroutines.

    Reads the tasks of a voice agent's run, each with its call.

    An async context manager; `aclose` closes its connections. One client serves many tasks, and is best kept.

    Args:
        api_key: the bare key; else the variable `UNPOD_API_KEY`.
        base_url: the server with its path; else the variable `UNPOD_BASE_URL`, else https://unpod.ai.
        timeout: seconds without progress after which a call is given up, or an `httpx.Timeout`; 30, and 10 to connect,
            unless given. None waits for ever.
        max_retries: how often a call is sent again where that is safe. Reads are after a 429, 502, 503 or 504 or a lost
            connection; writes only where the connection was never made, or after a 429.
        headers: sent with every call.
        http_client: an `httpx.AsyncClient` to call through, or a transport. A client that is given stays open,
            and its own timeout holds unless `timeout` is given; its `auth` is not used. A transport is closed with this.
        strict: whether an answer that is not as documented raises `DriftError`; else it is read as it came, and logged.
        max_response_bytes: how large an answer may be, decompressed.
        org_handle: The domain handle of the organization; else the variable `UNPOD_ORG_HANDLE`.

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
        org_handle: str | None = None,
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
                "UNPOD_ORG_HANDLE": org_handle,
            },
        )

    async def get_run_tasks(
        self,
        space_token: UUID | str,
        run_id: UUID | str,
        *,
        org_handle: str | Unset = UNSET,
        timeout: _settings.Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> RunTasks:
        """Retrieve the tasks of a run.

        Reads all tasks of a run with their input, output, transcript and analysis. A 206 is an error in the
        vendor's business logic, not a partial response.

        Args:
            space_token: The public token of the space
            run_id: The ID of the run
            org_handle: The domain handle of the organization; the client's unless it is given here.
            timeout: seconds, or an `httpx.Timeout`, for this call in place of the client's.
            headers: headers for this call beside the client's.

        Returns:
            The tasks of the run.

        Raises:
            ConfigurationError: the key or an account is missing; nothing was sent.
            BusinessError: 206: An error in the business logic
            BadRequestError: 400: The parameters are invalid
            AuthenticationError: 401: The token is missing or invalid
            PermissionDeniedError: 403: The token does not allow this request
            NotFoundError: 404: The space or run does not exist
            ServerError: 500: Internal server error
            ApiStatusError: any other answer that is no documented success.
            ResponseDecodeError: a success that cannot be read.
            httpx.TransportError: no answer came.

        Documented at https://docs.unpod.dev/api/execution/get-run-tasks (read on 2026-11-21)
        """
        return await _get_run_tasks.asyncio(
            space_token,
            run_id,
            client=self,
            org_handle=org_handle,
            timeout=timeout,
            headers=headers,
        )
