# Generated from specs/maxcare/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
"""The client of Max AI, and its async twin."""

from __future__ import annotations

from collections.abc import AsyncIterator as _AsyncIterator
from collections.abc import Iterator as _Iterator
from collections.abc import Mapping
from typing import Any
from typing import Unpack as _Unpack
from typing import overload as _overload
from uuid import UUID

import httpx

from caretasks.client import base_client as _base_client
from caretasks.client import config as _config
from caretasks.client.responses.headers import HeadedResponse as _HeadedResponse
from caretasks.client.tokens import TokenSource as _TokenSource
from caretasks.client.tracebacks import HidesLocals as _HidesLocals
from caretasks.client.types import UNSET, PydanticModel, Timeout, Unset
from caretasks.client.types import AsyncHttpx2Client as _AsyncHttpx2Client
from caretasks.client.types import FilePath as _FilePath
from caretasks.client.types import Hooks as _Hooks
from caretasks.client.types import Httpx2Client as _Httpx2Client

from .api.marketplace import get_app_context as _get_app_context
from .api.tasks import create_task as _create_task
from .api.tasks import get_task as _get_task
from .api.tasks import list_tasks as _list_tasks
from .models.app_context_response import AppContextResponse
from .models.create_task_request import CreateTaskRequest
from .models.task import Task
from .models.task_list_response import TaskListResponse
from .models.task_response import TaskResponse

class MaxCare(_base_client.BaseClient):
    """Max AI.

    Creates, lists and reads tasks that are synced with the clinic's electronic health record (EHR). The
    vendor's versions v1 to v4 exist side by side on one host. A task has different IDs in v2 and v4.

    A context manager; `close` closes its connections. Create one client and share it: threads can use it, and so can
    child processes and several event loops, each with its own connections.

    Args:
        api_key: the bare API key, or a function that returns it (default: the environment variable `MAXCARE_API_KEY`).
        base_url: the server with its path (default: the environment variable `MAXCARE_BASE_URL`, else
            https://api.maxcare.ai).
        timeout: seconds without progress, or a `caretasks.client.Timeout`, which can limit a whole call; None waits
            forever (default: 30, and 10 to connect).
        max_retries: how often a request is retried: a read after a 429, 502, 503, 504 or a lost connection, a write
            only after a 429 or if the connection was never made.
        headers: sent with every request.
        http_client: an `httpx.Client` or `httpx2.Client` to send requests with, or a transport of httpx. A client stays
            open, its timeout applies unless `timeout` is passed, and its `auth` is not used. A transport is closed with
            this client. Use either in one process and event loop only.
        strict: whether a response that differs from the spec raises a `DriftError`; else the difference is logged.
        max_response_bytes: how large a response may be, decompressed.
        hooks: an object with any of the methods `on_request`, `on_response`, `on_retry` and `on_drift`, each of which is
            called with an event (see `caretasks.client.hooks`).
        ca_bundle: a PEM file with the certificate authorities to trust (default: the environment variable
            `SSL_CERT_FILE`, else the public ones).
        client_cert: a PEM file with a client certificate, and its unencrypted private key.
        organization_id: The ID of the clinic's organization (default: the environment variable `MAXCARE_ORGANIZATION_ID`).

    Raises:
        ConfigurationError: there is no API key, or the URL is invalid.
    """

    def __init__(
        self,
        api_key: str | _TokenSource | None = None,
        *,
        base_url: str | Mapping[str, str] | None = None,
        timeout: Timeout | Unset = UNSET,
        max_retries: int = 2,
        headers: Mapping[str, str] | None = None,
        http_client: httpx.Client | httpx.BaseTransport | _Httpx2Client | None = None,
        strict: bool = False,
        max_response_bytes: int = _config.DEFAULT_MAX_RESPONSE_BYTES,
        hooks: _Hooks | None = None,
        ca_bundle: _FilePath | None = None,
        client_cert: _FilePath | None = None,
        organization_id: str | None = None,
    ) -> None: ...
    @property
    def with_raw_response(self) -> "MaxCareWithRawResponse":
        """The methods of this client, which return the whole response: status, headers, body and `parsed`."""

    def get_task(
        self,
        id: UUID | str,
        *,
        organization_id: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> TaskResponse:
        """Retrieve a task.

        Reads a single task of the clinic in the organization header. It cannot read or wait for a task that
        `create_task` created or `list_tasks` returned, because these have IDs of v4.

        Args:
            id: The ID of the task in v2.
            organization_id: The ID of the clinic's organization (default: that of the client).
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.

        Returns:
            The task.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BadRequestError: 400: A parameter is missing or malformed.
            AuthenticationError: 401: The API key is missing, invalid or expired.
            PermissionDeniedError: 403: The scopes of the API key do not allow this request.
            NotFoundError: 404: The resource does not exist, or the organization has no access to it.
            RateLimitError: 429: More than 1,000 requests in 60 seconds, counted over a sliding window per
                app.
            ServerError: 500: Internal server error.
            ServerError: 5XX: An undocumented server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            httpx.TransportError: no response was received.

        Documented at https://docs.maxcare.ai/api-reference/v2/tasks/get-task-by-id (read on 2026-11-21)
        """

    def wait_for_task(
        self,
        id: UUID | str,
        *,
        organization_id: str | Unset = UNSET,
        timeout: float = 600,
        interval: float = 5,
        headers: Mapping[str, str] | None = None,
    ) -> TaskResponse:
        """Call `get_task` until the status is final: completed, cancelled, deleted.

        Reads a single task of the clinic in the organization header. It cannot read or wait for a task that
        `create_task` created or `list_tasks` returned, because these have IDs of v4.

        The requests are sent less and less often, and not before the time that a `Retry-After` header sets.
        An undocumented status and a transient error (no response, 408, 425, 429 or 5xx) do not end the
        wait.

        Args:
            id: The ID of the task in v2.
            organization_id: The ID of the clinic's organization (default: that of the client).
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

    def list_tasks(
        self,
        *,
        page: int | Unset = 1,
        page_size: int | Unset = 100,
        status: str | Unset = UNSET,
        note_id: str | Unset = UNSET,
        provider_id: str | Unset = UNSET,
        patient_id: str | Unset = UNSET,
        date_from: str | Unset = UNSET,
        organization_id: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> TaskListResponse:
        """List tasks.

        Lists the tasks of the clinic in the organization header, one page at a time. With filters, only
        tasks with all of these values. The order is not documented.

        Args:
            page: The number of the page, from 1 (default: 1).
            page_size: The number of tasks on a page, at most 100 (default: 100).
            status: Only tasks with one of these statuses, separated by commas.
            note_id: Only tasks that belong to this visit.
            provider_id: Only tasks that are assigned to this provider.
            patient_id: Only tasks of this patient; a listed task does not show its patient.
            date_from: Only tasks from this date on; which of their dates is not documented.
            organization_id: The ID of the clinic's organization (default: that of the client).
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.

        Returns:
            A page of the tasks.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BadRequestError: 400: A parameter is missing or malformed.
            AuthenticationError: 401: The API key is missing, invalid or expired.
            PermissionDeniedError: 403: The scopes of the API key do not allow this request.
            NotFoundError: 404: The resource does not exist, or the organization has no access to it.
            RateLimitError: 429: More than 1,000 requests in 60 seconds, counted over a sliding window per
                app.
            ServerError: 500: Internal server error.
            ServerError: 5XX: An undocumented server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            httpx.TransportError: no response was received.

        Documented at https://docs.maxcare.ai/api-reference/v4/tasks/list-tasks (read on 2026-11-21)
        """

    def iter_tasks(
        self,
        *,
        page_size: int | Unset = 100,
        status: str | Unset = UNSET,
        note_id: str | Unset = UNSET,
        provider_id: str | Unset = UNSET,
        patient_id: str | Unset = UNSET,
        date_from: str | Unset = UNSET,
        organization_id: str | Unset = UNSET,
        max_pages: int | None = None,
        max_items: int | None = None,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> _Iterator[Task]:
        """Iterate over the items of `list_tasks`, on all pages.

        Nothing is sent before the first item is requested, and one page is read at a time. If items are
        added or removed meanwhile, others may be returned twice or not at all.

        Args:
            page_size: The number of tasks on a page, at most 100 (default: 100).
            status: Only tasks with one of these statuses, separated by commas.
            note_id: Only tasks that belong to this visit.
            provider_id: Only tasks that are assigned to this provider.
            patient_id: Only tasks of this patient; a listed task does not show its patient.
            date_from: Only tasks from this date on; which of their dates is not documented.
            organization_id: The ID of the clinic's organization (default: that of the client).
            max_pages: the maximum number of pages to read (default: no limit).
            max_items: the maximum number of items to return (default: no limit).
            timeout: seconds, or a `caretasks.client.Timeout`, for each request instead of the client's.
            headers: additional headers for each request.

        Raises:
            ValueError: `max_pages` or `max_items` is not a positive integer.
            PaginationError: a page repeats an earlier one, or has no array of items.
            ApiError: `list_tasks` has failed, with the error that it raises.
        """

    @_overload
    def create_task(
        self,
        body: CreateTaskRequest | Mapping[str, Any] | PydanticModel,
        *,
        organization_id: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> TaskResponse:
        """Create a task.

        Creates a task for a visit and returns it. Its ID is one of v4, so `get_task` cannot read it.
        `list_tasks` lists it.

        Args:
            body: A task for a visit; the model, a pydantic model, or a mapping by the names in the spec,
                whose values may be UUIDs, dates, datetimes and enums.
            organization_id: The ID of the clinic's organization (default: that of the client).
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.
            **body_keywords: the properties of the body, instead of `body`.

        Returns:
            The task was created.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BadRequestError: 400: A parameter is missing or malformed.
            AuthenticationError: 401: The API key is missing, invalid or expired.
            PermissionDeniedError: 403: The scopes of the API key do not allow this request.
            NotFoundError: 404: The resource does not exist, or the organization has no access to it.
            RateLimitError: 429: More than 1,000 requests in 60 seconds, counted over a sliding window per
                app.
            ServerError: 500: Internal server error.
            ServerError: 5XX: An undocumented server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            OutcomeUnknownError: the request was sent, and its outcome is unknown.
            httpx.TransportError: no response was received.

        Documented at https://docs.maxcare.ai/api-reference/v4/tasks/create-a-task (read on 2026-11-21)
        """

    @_overload
    def create_task(
        self,
        *,
        organization_id: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        **body_keywords: _Unpack[_create_task.BodyKeywords],
    ) -> TaskResponse: ...
    def get_app_context(
        self,
        *,
        organization_id: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> AppContextResponse:
        """Get the current app context.

        Returns the app, the organization and the scopes of the API key. Use it to check a key.

        Args:
            organization_id: The ID of the clinic's organization (default: that of the client).
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.

        Returns:
            The app, the organization and the scopes.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            AuthenticationError: 401: The API key is missing, invalid or expired.
            RateLimitError: 429: More than 1,000 requests in 60 seconds, counted over a sliding window per
                app.
            ServerError: 500: Internal server error.
            ApiStatusError: 4XX: An undocumented client error.
            ServerError: 5XX: An undocumented server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            httpx.TransportError: no response was received.

        Documented at https://docs.maxcare.ai/api-reference (read on 2026-11-21)
        """

class MaxCareWithRawResponse(_HidesLocals):
    """The methods of `MaxCare`, which return the whole response; errors are raised as usual.

    Args:
        client: sends the requests.
    """

    def __init__(self, client: MaxCare) -> None: ...
    def get_task(
        self,
        id: UUID | str,
        *,
        organization_id: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> _HeadedResponse[TaskResponse, _get_task.ResponseHeaders]:
        """Like `MaxCare.get_task`, but return the whole response."""

    def list_tasks(
        self,
        *,
        page: int | Unset = 1,
        page_size: int | Unset = 100,
        status: str | Unset = UNSET,
        note_id: str | Unset = UNSET,
        provider_id: str | Unset = UNSET,
        patient_id: str | Unset = UNSET,
        date_from: str | Unset = UNSET,
        organization_id: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> _HeadedResponse[TaskListResponse, _list_tasks.ResponseHeaders]:
        """Like `MaxCare.list_tasks`, but return the whole response."""

    @_overload
    def create_task(
        self,
        body: CreateTaskRequest | Mapping[str, Any] | PydanticModel,
        *,
        organization_id: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> _HeadedResponse[TaskResponse, _create_task.ResponseHeaders]:
        """Like `MaxCare.create_task`, but return the whole response."""

    @_overload
    def create_task(
        self,
        *,
        organization_id: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        **body_keywords: _Unpack[_create_task.BodyKeywords],
    ) -> _HeadedResponse[TaskResponse, _create_task.ResponseHeaders]:
        """Like `MaxCare.create_task`, but return the whole response."""

    def get_app_context(
        self,
        *,
        organization_id: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> _HeadedResponse[AppContextResponse, _get_app_context.ResponseHeaders]:
        """Like `MaxCare.get_app_context`, but return the whole response."""

class AsyncMaxCare(_base_client.AsyncBaseClient):
    """Like `MaxCare`, for asyncio and trio: its methods are coroutines, `aclose` closes its connections.

    Args:
        http_client: an `httpx.AsyncClient` or `httpx2.AsyncClient`, or an async transport; everything else as for `MaxCare`.
    """

    def __init__(
        self,
        api_key: str | _TokenSource | None = None,
        *,
        base_url: str | Mapping[str, str] | None = None,
        timeout: Timeout | Unset = UNSET,
        max_retries: int = 2,
        headers: Mapping[str, str] | None = None,
        http_client: httpx.AsyncClient | httpx.AsyncBaseTransport | _AsyncHttpx2Client | None = None,
        strict: bool = False,
        max_response_bytes: int = _config.DEFAULT_MAX_RESPONSE_BYTES,
        hooks: _Hooks | None = None,
        ca_bundle: _FilePath | None = None,
        client_cert: _FilePath | None = None,
        organization_id: str | None = None,
    ) -> None: ...
    @property
    def with_raw_response(self) -> "AsyncMaxCareWithRawResponse":
        """The methods of this client, which return the whole response: status, headers, body and `parsed`."""

    async def get_task(
        self,
        id: UUID | str,
        *,
        organization_id: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> TaskResponse:
        """Retrieve a task.

        Reads a single task of the clinic in the organization header. It cannot read or wait for a task that
        `create_task` created or `list_tasks` returned, because these have IDs of v4.

        Args:
            id: The ID of the task in v2.
            organization_id: The ID of the clinic's organization (default: that of the client).
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.

        Returns:
            The task.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BadRequestError: 400: A parameter is missing or malformed.
            AuthenticationError: 401: The API key is missing, invalid or expired.
            PermissionDeniedError: 403: The scopes of the API key do not allow this request.
            NotFoundError: 404: The resource does not exist, or the organization has no access to it.
            RateLimitError: 429: More than 1,000 requests in 60 seconds, counted over a sliding window per
                app.
            ServerError: 500: Internal server error.
            ServerError: 5XX: An undocumented server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            httpx.TransportError: no response was received.

        Documented at https://docs.maxcare.ai/api-reference/v2/tasks/get-task-by-id (read on 2026-11-21)
        """

    async def wait_for_task(
        self,
        id: UUID | str,
        *,
        organization_id: str | Unset = UNSET,
        timeout: float = 600,
        interval: float = 5,
        headers: Mapping[str, str] | None = None,
    ) -> TaskResponse:
        """Call `get_task` until the status is final: completed, cancelled, deleted.

        Reads a single task of the clinic in the organization header. It cannot read or wait for a task that
        `create_task` created or `list_tasks` returned, because these have IDs of v4.

        The requests are sent less and less often, and not before the time that a `Retry-After` header sets.
        An undocumented status and a transient error (no response, 408, 425, 429 or 5xx) do not end the
        wait.

        Args:
            id: The ID of the task in v2.
            organization_id: The ID of the clinic's organization (default: that of the client).
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

    async def list_tasks(
        self,
        *,
        page: int | Unset = 1,
        page_size: int | Unset = 100,
        status: str | Unset = UNSET,
        note_id: str | Unset = UNSET,
        provider_id: str | Unset = UNSET,
        patient_id: str | Unset = UNSET,
        date_from: str | Unset = UNSET,
        organization_id: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> TaskListResponse:
        """List tasks.

        Lists the tasks of the clinic in the organization header, one page at a time. With filters, only
        tasks with all of these values. The order is not documented.

        Args:
            page: The number of the page, from 1 (default: 1).
            page_size: The number of tasks on a page, at most 100 (default: 100).
            status: Only tasks with one of these statuses, separated by commas.
            note_id: Only tasks that belong to this visit.
            provider_id: Only tasks that are assigned to this provider.
            patient_id: Only tasks of this patient; a listed task does not show its patient.
            date_from: Only tasks from this date on; which of their dates is not documented.
            organization_id: The ID of the clinic's organization (default: that of the client).
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.

        Returns:
            A page of the tasks.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BadRequestError: 400: A parameter is missing or malformed.
            AuthenticationError: 401: The API key is missing, invalid or expired.
            PermissionDeniedError: 403: The scopes of the API key do not allow this request.
            NotFoundError: 404: The resource does not exist, or the organization has no access to it.
            RateLimitError: 429: More than 1,000 requests in 60 seconds, counted over a sliding window per
                app.
            ServerError: 500: Internal server error.
            ServerError: 5XX: An undocumented server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            httpx.TransportError: no response was received.

        Documented at https://docs.maxcare.ai/api-reference/v4/tasks/list-tasks (read on 2026-11-21)
        """

    def iter_tasks(
        self,
        *,
        page_size: int | Unset = 100,
        status: str | Unset = UNSET,
        note_id: str | Unset = UNSET,
        provider_id: str | Unset = UNSET,
        patient_id: str | Unset = UNSET,
        date_from: str | Unset = UNSET,
        organization_id: str | Unset = UNSET,
        max_pages: int | None = None,
        max_items: int | None = None,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> _AsyncIterator[Task]:
        """Iterate over the items of `list_tasks`, on all pages.

        Nothing is sent before the first item is requested, and one page is read at a time. If items are
        added or removed meanwhile, others may be returned twice or not at all.

        Args:
            page_size: The number of tasks on a page, at most 100 (default: 100).
            status: Only tasks with one of these statuses, separated by commas.
            note_id: Only tasks that belong to this visit.
            provider_id: Only tasks that are assigned to this provider.
            patient_id: Only tasks of this patient; a listed task does not show its patient.
            date_from: Only tasks from this date on; which of their dates is not documented.
            organization_id: The ID of the clinic's organization (default: that of the client).
            max_pages: the maximum number of pages to read (default: no limit).
            max_items: the maximum number of items to return (default: no limit).
            timeout: seconds, or a `caretasks.client.Timeout`, for each request instead of the client's.
            headers: additional headers for each request.

        Raises:
            ValueError: `max_pages` or `max_items` is not a positive integer.
            PaginationError: a page repeats an earlier one, or has no array of items.
            ApiError: `list_tasks` has failed, with the error that it raises.
        """

    @_overload
    async def create_task(
        self,
        body: CreateTaskRequest | Mapping[str, Any] | PydanticModel,
        *,
        organization_id: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> TaskResponse:
        """Create a task.

        Creates a task for a visit and returns it. Its ID is one of v4, so `get_task` cannot read it.
        `list_tasks` lists it.

        Args:
            body: A task for a visit; the model, a pydantic model, or a mapping by the names in the spec,
                whose values may be UUIDs, dates, datetimes and enums.
            organization_id: The ID of the clinic's organization (default: that of the client).
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.
            **body_keywords: the properties of the body, instead of `body`.

        Returns:
            The task was created.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BadRequestError: 400: A parameter is missing or malformed.
            AuthenticationError: 401: The API key is missing, invalid or expired.
            PermissionDeniedError: 403: The scopes of the API key do not allow this request.
            NotFoundError: 404: The resource does not exist, or the organization has no access to it.
            RateLimitError: 429: More than 1,000 requests in 60 seconds, counted over a sliding window per
                app.
            ServerError: 500: Internal server error.
            ServerError: 5XX: An undocumented server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            OutcomeUnknownError: the request was sent, and its outcome is unknown.
            httpx.TransportError: no response was received.

        Documented at https://docs.maxcare.ai/api-reference/v4/tasks/create-a-task (read on 2026-11-21)
        """

    @_overload
    async def create_task(
        self,
        *,
        organization_id: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        **body_keywords: _Unpack[_create_task.BodyKeywords],
    ) -> TaskResponse: ...
    async def get_app_context(
        self,
        *,
        organization_id: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> AppContextResponse:
        """Get the current app context.

        Returns the app, the organization and the scopes of the API key. Use it to check a key.

        Args:
            organization_id: The ID of the clinic's organization (default: that of the client).
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.

        Returns:
            The app, the organization and the scopes.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            AuthenticationError: 401: The API key is missing, invalid or expired.
            RateLimitError: 429: More than 1,000 requests in 60 seconds, counted over a sliding window per
                app.
            ServerError: 500: Internal server error.
            ApiStatusError: 4XX: An undocumented client error.
            ServerError: 5XX: An undocumented server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            httpx.TransportError: no response was received.

        Documented at https://docs.maxcare.ai/api-reference (read on 2026-11-21)
        """

class AsyncMaxCareWithRawResponse(_HidesLocals):
    """The methods of `AsyncMaxCare`, which return the whole response; errors are raised as usual.

    Args:
        client: sends the requests.
    """

    def __init__(self, client: AsyncMaxCare) -> None: ...
    async def get_task(
        self,
        id: UUID | str,
        *,
        organization_id: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> _HeadedResponse[TaskResponse, _get_task.ResponseHeaders]:
        """Like `AsyncMaxCare.get_task`, but return the whole response."""

    async def list_tasks(
        self,
        *,
        page: int | Unset = 1,
        page_size: int | Unset = 100,
        status: str | Unset = UNSET,
        note_id: str | Unset = UNSET,
        provider_id: str | Unset = UNSET,
        patient_id: str | Unset = UNSET,
        date_from: str | Unset = UNSET,
        organization_id: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> _HeadedResponse[TaskListResponse, _list_tasks.ResponseHeaders]:
        """Like `AsyncMaxCare.list_tasks`, but return the whole response."""

    @_overload
    async def create_task(
        self,
        body: CreateTaskRequest | Mapping[str, Any] | PydanticModel,
        *,
        organization_id: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> _HeadedResponse[TaskResponse, _create_task.ResponseHeaders]:
        """Like `AsyncMaxCare.create_task`, but return the whole response."""

    @_overload
    async def create_task(
        self,
        *,
        organization_id: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        **body_keywords: _Unpack[_create_task.BodyKeywords],
    ) -> _HeadedResponse[TaskResponse, _create_task.ResponseHeaders]:
        """Like `AsyncMaxCare.create_task`, but return the whole response."""

    async def get_app_context(
        self,
        *,
        organization_id: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> _HeadedResponse[AppContextResponse, _get_app_context.ResponseHeaders]:
        """Like `AsyncMaxCare.get_app_context`, but return the whole response."""
