# Generated from specs/solum/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Not to be edited: `make regenerate`.
"""The client of Solum, and its async twin."""

from collections.abc import Mapping
from typing import Any

import httpx

from . import calling as _calling
from . import settings as _settings
from .api.tasks import create_task as _create_task
from .models.create_task_request import CreateTaskRequest
from .models.task import Task
from .operation import Description as _Description
from .types import UNSET, Unset

_DESCRIPTION = _Description(
    server="https://api.getsolum.com",
    key_variable="SOLUM_API_KEY",
    base_url_variable="SOLUM_BASE_URL",
    key_required=True,
)


class Solum(_calling.SyncCaller):
    """Solum.

    Creates tasks for the front desk of a clinic. An API key only gives access to the data of its
    company.

    A context manager; `close` closes its connections. One client serves many threads, and is best kept.

    Args:
        api_key: the bare key; else the variable `SOLUM_API_KEY`.
        base_url: the server with its path; else the variable `SOLUM_BASE_URL`, else https://api.getsolum.com.
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
    ) -> Task:
        """Create a task.

        Creates a task and returns it. Undocumented fields are accepted and have no effect.

        Args:
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
        return _create_task.sync(
            client=self,
            body=body,
            timeout=timeout,
            headers=headers,
        )


class AsyncSolum(_calling.AsyncCaller):
    """Solum, called from coroutines.

    Creates tasks for the front desk of a clinic. An API key only gives access to the data of its
    company.

    An async context manager; `aclose` closes its connections. One client serves many tasks, and is best kept.

    Args:
        api_key: the bare key; else the variable `SOLUM_API_KEY`.
        base_url: the server with its path; else the variable `SOLUM_BASE_URL`, else https://api.getsolum.com.
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
    ) -> Task:
        """Create a task.

        Creates a task and returns it. Undocumented fields are accepted and have no effect.

        Args:
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
        return await _create_task.asyncio(
            client=self,
            body=body,
            timeout=timeout,
            headers=headers,
        )
