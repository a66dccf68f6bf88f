# Generated from specs/solum/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
"""The client of Solum, and its async twin."""

from __future__ import annotations

from collections.abc import AsyncIterator as _AsyncIterator
from collections.abc import Iterator as _Iterator
from collections.abc import Mapping
from typing import Any, Literal
from typing import Unpack as _Unpack
from typing import overload as _overload

import httpx

from caretasks.client import base_client as _base_client
from caretasks.client import config as _config
from caretasks.client.tokens import TokenSource as _TokenSource
from caretasks.client.tracebacks import HidesLocals as _HidesLocals
from caretasks.client.types import UNSET, PydanticModel, Response, Timeout, Unset
from caretasks.client.types import AsyncHttpx2Client as _AsyncHttpx2Client
from caretasks.client.types import FilePath as _FilePath
from caretasks.client.types import Hooks as _Hooks
from caretasks.client.types import Httpx2Client as _Httpx2Client

from .api.tasks import create_task as _create_task
from .api.webhooks import create_webhook as _create_webhook
from .models.create_task_request import CreateTaskRequest
from .models.create_webhook_request import CreateWebhookRequest
from .models.task import Task
from .models.task_list import TaskList
from .models.task_priority import TaskPriority
from .models.task_status import TaskStatus
from .models.webhook_subscription import WebhookSubscription

class Solum(_base_client.BaseClient):
    """Solum.

    Creates and lists tasks of the front desk of a clinic, and creates webhook subscriptions. An API key
    only gives access to the data of its company. The vendor documents no operation that reads one task
    by its ID.

    A context manager; `close` closes its connections. Create one client and share it: threads can use it, and so can
    child processes and several event loops, each with its own connections.

    Args:
        api_key: the bare API key, or a function that returns it (default: the environment variable `SOLUM_API_KEY`).
        base_url: the server with its path (default: the environment variable `SOLUM_BASE_URL`, else
            https://api.getsolum.com).
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
    ) -> None: ...
    @property
    def with_raw_response(self) -> "SolumWithRawResponse":
        """The methods of this client, which return the whole response: status, headers, body and `parsed`."""

    def list_tasks(
        self,
        *,
        page: int | None | Unset = 1,
        limit: int | None | Unset = 50,
        patient_id: str | None | Unset = UNSET,
        assigned_user_id: str | None | Unset = UNSET,
        status: TaskStatus | Literal["pending", "in_progress", "completed"] | str | None | Unset = UNSET,
        priority: TaskPriority | Literal["low", "medium", "high", "urgent"] | str | None | Unset = UNSET,
        type_: str | None | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> TaskList:
        """List tasks.

        Lists the active tasks of the company, one page at a time. With filters, only tasks with all of
        these values. The order is not documented.

        Args:
            page: The number of the page, from 1 (default: 1).
            limit: The number of tasks on a page (default: 50).
            patient_id: Only tasks of this patient.
            assigned_user_id: Only tasks that are assigned to this user; a listed task does not show its
                assigned users.
            status: Only tasks with this status.
            priority: Only tasks with this priority.
            type_: Only tasks of this type.
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.

        Returns:
            A page of the tasks.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BadRequestError: 400: The request is malformed.
            AuthenticationError: 401: The credentials are missing or invalid.
            PermissionDeniedError: 403: The API key does not allow this request.
            NotFoundError: 404: The resource does not exist.
            ConflictError: 409: The version conflicts with the stored one.
            UnprocessableEntityError: 422: The request fails validation.
            ServerError: 500: Internal server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            httpx.TransportError: no response was received.

        Documented at https://docs.getsolum.com/api-reference/tasks/list-tasks (read on 2026-11-21)
        """

    def iter_tasks(
        self,
        *,
        limit: int | None | Unset = 50,
        patient_id: str | None | Unset = UNSET,
        assigned_user_id: str | None | Unset = UNSET,
        status: TaskStatus | Literal["pending", "in_progress", "completed"] | str | None | Unset = UNSET,
        priority: TaskPriority | Literal["low", "medium", "high", "urgent"] | str | None | Unset = UNSET,
        type_: str | None | Unset = UNSET,
        max_pages: int | None = None,
        max_items: int | None = None,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> _Iterator[Task]:
        """Iterate over the items of `list_tasks`, on all pages.

        Nothing is sent before the first item is requested, and one page is read at a time. If items are
        added or removed meanwhile, others may be returned twice or not at all.

        Args:
            limit: The number of tasks on a page (default: 50).
            patient_id: Only tasks of this patient.
            assigned_user_id: Only tasks that are assigned to this user; a listed task does not show its
                assigned users.
            status: Only tasks with this status.
            priority: Only tasks with this priority.
            type_: Only tasks of this type.
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
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Task:
        """Create a task.

        Creates a task and returns it. Undocumented fields are accepted and have no effect.

        Args:
            body: A task for the front desk; the model, a pydantic model, or a mapping by the names in the
                spec, whose values may be UUIDs, dates, datetimes and enums.
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.
            **body_keywords: the properties of the body, instead of `body`.

        Returns:
            The task was created.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BadRequestError: 400: The request is malformed.
            AuthenticationError: 401: The credentials are missing or invalid.
            PermissionDeniedError: 403: The API key does not allow this request.
            NotFoundError: 404: The resource does not exist.
            ConflictError: 409: The version conflicts with the stored one.
            UnprocessableEntityError: 422: The request fails validation.
            ServerError: 500: Internal server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            OutcomeUnknownError: the request was sent, and its outcome is unknown.
            httpx.TransportError: no response was received.

        Documented at https://docs.getsolum.com/api-reference/tasks/create-task (read on 2026-11-21)
        """

    @_overload
    def create_task(
        self,
        *,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        **body_keywords: _Unpack[_create_task.BodyKeywords],
    ) -> Task: ...
    @_overload
    def create_webhook(
        self,
        body: CreateWebhookRequest | Mapping[str, Any] | PydanticModel,
        *,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> WebhookSubscription:
        """Create a webhook subscription.

        Subscribes a URL to events about patients and returns the subscription with its secret, which no
        other response contains. The vendor documents neither the payload of an event nor the whole layout
        of its signature.

        Args:
            body: A subscription of a URL to events; the model, a pydantic model, or a mapping by the names
                in the spec, whose values may be UUIDs, dates, datetimes and enums.
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.
            **body_keywords: the properties of the body, instead of `body`.

        Returns:
            The subscription was created.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BadRequestError: 400: The request is malformed.
            AuthenticationError: 401: The credentials are missing or invalid.
            PermissionDeniedError: 403: The API key does not allow this request.
            NotFoundError: 404: The resource does not exist.
            ConflictError: 409: The version conflicts with the stored one.
            UnprocessableEntityError: 422: The request fails validation.
            ServerError: 500: Internal server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            OutcomeUnknownError: the request was sent, and its outcome is unknown.
            httpx.TransportError: no response was received.

        Documented at https://docs.getsolum.com/api-reference/webhooks/create-webhook-subscription (read on
        2026-11-21)
        """

    @_overload
    def create_webhook(
        self,
        *,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        **body_keywords: _Unpack[_create_webhook.BodyKeywords],
    ) -> WebhookSubscription: ...

class SolumWithRawResponse(_HidesLocals):
    """The methods of `Solum`, which return the whole response; errors are raised as usual.

    Args:
        client: sends the requests.
    """

    def __init__(self, client: Solum) -> None: ...
    def list_tasks(
        self,
        *,
        page: int | None | Unset = 1,
        limit: int | None | Unset = 50,
        patient_id: str | None | Unset = UNSET,
        assigned_user_id: str | None | Unset = UNSET,
        status: TaskStatus | Literal["pending", "in_progress", "completed"] | str | None | Unset = UNSET,
        priority: TaskPriority | Literal["low", "medium", "high", "urgent"] | str | None | Unset = UNSET,
        type_: str | None | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Response[TaskList]:
        """Like `Solum.list_tasks`, but return the whole response."""

    @_overload
    def create_task(
        self,
        body: CreateTaskRequest | Mapping[str, Any] | PydanticModel,
        *,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Response[Task]:
        """Like `Solum.create_task`, but return the whole response."""

    @_overload
    def create_task(
        self,
        *,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        **body_keywords: _Unpack[_create_task.BodyKeywords],
    ) -> Response[Task]:
        """Like `Solum.create_task`, but return the whole response."""

    @_overload
    def create_webhook(
        self,
        body: CreateWebhookRequest | Mapping[str, Any] | PydanticModel,
        *,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Response[WebhookSubscription]:
        """Like `Solum.create_webhook`, but return the whole response."""

    @_overload
    def create_webhook(
        self,
        *,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        **body_keywords: _Unpack[_create_webhook.BodyKeywords],
    ) -> Response[WebhookSubscription]:
        """Like `Solum.create_webhook`, but return the whole response."""

class AsyncSolum(_base_client.AsyncBaseClient):
    """Like `Solum`, for asyncio and trio: its methods are coroutines, `aclose` closes its connections.

    Args:
        http_client: an `httpx.AsyncClient` or `httpx2.AsyncClient`, or an async transport; everything else as for `Solum`.
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
    ) -> None: ...
    @property
    def with_raw_response(self) -> "AsyncSolumWithRawResponse":
        """The methods of this client, which return the whole response: status, headers, body and `parsed`."""

    async def list_tasks(
        self,
        *,
        page: int | None | Unset = 1,
        limit: int | None | Unset = 50,
        patient_id: str | None | Unset = UNSET,
        assigned_user_id: str | None | Unset = UNSET,
        status: TaskStatus | Literal["pending", "in_progress", "completed"] | str | None | Unset = UNSET,
        priority: TaskPriority | Literal["low", "medium", "high", "urgent"] | str | None | Unset = UNSET,
        type_: str | None | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> TaskList:
        """List tasks.

        Lists the active tasks of the company, one page at a time. With filters, only tasks with all of
        these values. The order is not documented.

        Args:
            page: The number of the page, from 1 (default: 1).
            limit: The number of tasks on a page (default: 50).
            patient_id: Only tasks of this patient.
            assigned_user_id: Only tasks that are assigned to this user; a listed task does not show its
                assigned users.
            status: Only tasks with this status.
            priority: Only tasks with this priority.
            type_: Only tasks of this type.
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.

        Returns:
            A page of the tasks.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BadRequestError: 400: The request is malformed.
            AuthenticationError: 401: The credentials are missing or invalid.
            PermissionDeniedError: 403: The API key does not allow this request.
            NotFoundError: 404: The resource does not exist.
            ConflictError: 409: The version conflicts with the stored one.
            UnprocessableEntityError: 422: The request fails validation.
            ServerError: 500: Internal server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            httpx.TransportError: no response was received.

        Documented at https://docs.getsolum.com/api-reference/tasks/list-tasks (read on 2026-11-21)
        """

    def iter_tasks(
        self,
        *,
        limit: int | None | Unset = 50,
        patient_id: str | None | Unset = UNSET,
        assigned_user_id: str | None | Unset = UNSET,
        status: TaskStatus | Literal["pending", "in_progress", "completed"] | str | None | Unset = UNSET,
        priority: TaskPriority | Literal["low", "medium", "high", "urgent"] | str | None | Unset = UNSET,
        type_: str | None | Unset = UNSET,
        max_pages: int | None = None,
        max_items: int | None = None,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> _AsyncIterator[Task]:
        """Iterate over the items of `list_tasks`, on all pages.

        Nothing is sent before the first item is requested, and one page is read at a time. If items are
        added or removed meanwhile, others may be returned twice or not at all.

        Args:
            limit: The number of tasks on a page (default: 50).
            patient_id: Only tasks of this patient.
            assigned_user_id: Only tasks that are assigned to this user; a listed task does not show its
                assigned users.
            status: Only tasks with this status.
            priority: Only tasks with this priority.
            type_: Only tasks of this type.
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
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Task:
        """Create a task.

        Creates a task and returns it. Undocumented fields are accepted and have no effect.

        Args:
            body: A task for the front desk; the model, a pydantic model, or a mapping by the names in the
                spec, whose values may be UUIDs, dates, datetimes and enums.
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.
            **body_keywords: the properties of the body, instead of `body`.

        Returns:
            The task was created.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BadRequestError: 400: The request is malformed.
            AuthenticationError: 401: The credentials are missing or invalid.
            PermissionDeniedError: 403: The API key does not allow this request.
            NotFoundError: 404: The resource does not exist.
            ConflictError: 409: The version conflicts with the stored one.
            UnprocessableEntityError: 422: The request fails validation.
            ServerError: 500: Internal server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            OutcomeUnknownError: the request was sent, and its outcome is unknown.
            httpx.TransportError: no response was received.

        Documented at https://docs.getsolum.com/api-reference/tasks/create-task (read on 2026-11-21)
        """

    @_overload
    async def create_task(
        self,
        *,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        **body_keywords: _Unpack[_create_task.BodyKeywords],
    ) -> Task: ...
    @_overload
    async def create_webhook(
        self,
        body: CreateWebhookRequest | Mapping[str, Any] | PydanticModel,
        *,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> WebhookSubscription:
        """Create a webhook subscription.

        Subscribes a URL to events about patients and returns the subscription with its secret, which no
        other response contains. The vendor documents neither the payload of an event nor the whole layout
        of its signature.

        Args:
            body: A subscription of a URL to events; the model, a pydantic model, or a mapping by the names
                in the spec, whose values may be UUIDs, dates, datetimes and enums.
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.
            **body_keywords: the properties of the body, instead of `body`.

        Returns:
            The subscription was created.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BadRequestError: 400: The request is malformed.
            AuthenticationError: 401: The credentials are missing or invalid.
            PermissionDeniedError: 403: The API key does not allow this request.
            NotFoundError: 404: The resource does not exist.
            ConflictError: 409: The version conflicts with the stored one.
            UnprocessableEntityError: 422: The request fails validation.
            ServerError: 500: Internal server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            OutcomeUnknownError: the request was sent, and its outcome is unknown.
            httpx.TransportError: no response was received.

        Documented at https://docs.getsolum.com/api-reference/webhooks/create-webhook-subscription (read on
        2026-11-21)
        """

    @_overload
    async def create_webhook(
        self,
        *,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        **body_keywords: _Unpack[_create_webhook.BodyKeywords],
    ) -> WebhookSubscription: ...

class AsyncSolumWithRawResponse(_HidesLocals):
    """The methods of `AsyncSolum`, which return the whole response; errors are raised as usual.

    Args:
        client: sends the requests.
    """

    def __init__(self, client: AsyncSolum) -> None: ...
    async def list_tasks(
        self,
        *,
        page: int | None | Unset = 1,
        limit: int | None | Unset = 50,
        patient_id: str | None | Unset = UNSET,
        assigned_user_id: str | None | Unset = UNSET,
        status: TaskStatus | Literal["pending", "in_progress", "completed"] | str | None | Unset = UNSET,
        priority: TaskPriority | Literal["low", "medium", "high", "urgent"] | str | None | Unset = UNSET,
        type_: str | None | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Response[TaskList]:
        """Like `AsyncSolum.list_tasks`, but return the whole response."""

    @_overload
    async def create_task(
        self,
        body: CreateTaskRequest | Mapping[str, Any] | PydanticModel,
        *,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Response[Task]:
        """Like `AsyncSolum.create_task`, but return the whole response."""

    @_overload
    async def create_task(
        self,
        *,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        **body_keywords: _Unpack[_create_task.BodyKeywords],
    ) -> Response[Task]:
        """Like `AsyncSolum.create_task`, but return the whole response."""

    @_overload
    async def create_webhook(
        self,
        body: CreateWebhookRequest | Mapping[str, Any] | PydanticModel,
        *,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Response[WebhookSubscription]:
        """Like `AsyncSolum.create_webhook`, but return the whole response."""

    @_overload
    async def create_webhook(
        self,
        *,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        **body_keywords: _Unpack[_create_webhook.BodyKeywords],
    ) -> Response[WebhookSubscription]:
        """Like `AsyncSolum.create_webhook`, but return the whole response."""
