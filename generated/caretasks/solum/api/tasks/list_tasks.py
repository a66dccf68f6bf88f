# Generated from specs/solum/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
"""GET /v1/tasks"""

from collections.abc import AsyncIterator as _AsyncIterator
from collections.abc import Iterator as _Iterator
from collections.abc import Mapping
from typing import Literal

from caretasks.client import decoding as _decoding
from caretasks.client import encoding as _encoding
from caretasks.client import operation as _operation
from caretasks.client.base_client import AsyncBaseClient, BaseClient
from caretasks.client.tracebacks import HidesLocals as _HidesLocals
from caretasks.client.tracebacks import hide_locals as _hide_locals
from caretasks.client.types import UNSET, Response, Timeout, Unset

from ... import models as _models
from ...models.task import Task
from ...models.task_list import TaskList
from ...models.task_priority import TaskPriority
from ...models.task_status import TaskStatus

OPERATION: _operation.Operation[TaskList] = _operation.Operation(
    "list_tasks",
    "GET",
    "/v1/tasks",
    successes={
        "200": _operation.Body("json", _decoding.model(_models.TaskList)),
    },
    errors={
        "400": _operation.Body(
            "json", _decoding.model(_models.ErrorBody), error_code="/detail/code", error_fields=("/detail/param",)
        ),
        "401": _operation.Body(
            "json", _decoding.model(_models.ErrorBody), error_code="/detail/code", error_fields=("/detail/param",)
        ),
        "403": _operation.Body(
            "json", _decoding.model(_models.ErrorBody), error_code="/detail/code", error_fields=("/detail/param",)
        ),
        "404": _operation.Body(
            "json", _decoding.model(_models.ErrorBody), error_code="/detail/code", error_fields=("/detail/param",)
        ),
        "409": _operation.Body(
            "json", _decoding.model(_models.ErrorBody), error_code="/detail/code", error_fields=("/detail/param",)
        ),
        "422": _operation.Body(
            "json", _decoding.model(_models.ErrorBody), error_code="/detail/code", error_fields=("/detail/param",)
        ),
        "500": _operation.Body(
            "json", _decoding.model(_models.ErrorBody), error_code="/detail/code", error_fields=("/detail/param",)
        ),
    },
    request_names=("assigned_user_id", "limit", "page", "patient_id", "priority", "status", "type"),
    security=((_operation.ApiKey("header", "X-API-Key", "", ("SOLUM_API_KEY",)),),),
)

PAGINATION: _operation.Pagination[Task] = _operation.Pagination(
    OPERATION,
    "page",
    "/data",
    total="/pagination/total",
    has_more="/pagination/has_more",
    current_page_size="/pagination/limit",
    default_page_size=50,
)


def request_parts(
    *,
    page: int | None | Unset = 1,
    limit: int | None | Unset = 50,
    patient_id: str | None | Unset = UNSET,
    assigned_user_id: str | None | Unset = UNSET,
    status: TaskStatus | Literal["pending", "in_progress", "completed"] | str | None | Unset = UNSET,
    priority: TaskPriority | Literal["low", "medium", "high", "urgent"] | str | None | Unset = UNSET,
    type_: str | None | Unset = UNSET,
) -> _operation.RequestParts:
    """Return the request without API key, accounts and settings of a client."""
    parts = _operation.RequestParts(
        "/v1/tasks",
        query=_encoding.query(
            (
                ("page", page),
                ("limit", limit),
                ("patient_id", patient_id),
                ("assigned_user_id", assigned_user_id),
                ("status", status),
                ("priority", priority),
                ("type", type_),
            )
        ),
    )
    return parts


def sync_detailed(
    *,
    client: BaseClient,
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
    """Like `sync`, but returns status, headers and content, too."""
    parts = request_parts(
        page=page,
        limit=limit,
        patient_id=patient_id,
        assigned_user_id=assigned_user_id,
        status=status,
        priority=priority,
        type_=type_,
    )
    return client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


def sync(
    *,
    client: BaseClient,
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
    """Like `Solum.list_tasks`, which documents arguments and errors."""
    return sync_detailed(
        page=page,
        limit=limit,
        patient_id=patient_id,
        assigned_user_id=assigned_user_id,
        status=status,
        priority=priority,
        type_=type_,
        client=client,
        timeout=timeout,
        headers=headers,
    ).parsed


async def asyncio_detailed(
    *,
    client: AsyncBaseClient,
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
    """Like `asyncio`, but returns status, headers and content, too."""
    parts = request_parts(
        page=page,
        limit=limit,
        patient_id=patient_id,
        assigned_user_id=assigned_user_id,
        status=status,
        priority=priority,
        type_=type_,
    )
    return await client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


async def asyncio(
    *,
    client: AsyncBaseClient,
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
    """Like `AsyncSolum.list_tasks`, which documents arguments and errors."""
    return (
        await asyncio_detailed(
            page=page,
            limit=limit,
            patient_id=patient_id,
            assigned_user_id=assigned_user_id,
            status=status,
            priority=priority,
            type_=type_,
            client=client,
            timeout=timeout,
            headers=headers,
        )
    ).parsed


class SyncMethods(BaseClient):
    """The methods of `Solum`."""

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
        return self.iterate_pages(
            PAGINATION,
            lambda page: self.list_tasks(
                page=page,
                limit=limit,
                patient_id=patient_id,
                assigned_user_id=assigned_user_id,
                status=status,
                priority=priority,
                type_=type_,
                timeout=timeout,
                headers=headers,
            ),
            page_size=limit,
            max_pages=max_pages,
            max_items=max_items,
        )

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
        parts = request_parts(
            page=page,
            limit=limit,
            patient_id=patient_id,
            assigned_user_id=assigned_user_id,
            status=status,
            priority=priority,
            type_=type_,
        )
        return self.request_operation(OPERATION, parts, timeout=timeout, headers=headers).parsed


class SyncRawMethods(_HidesLocals):
    """The methods of `SolumWithRawResponse`."""

    _client: BaseClient

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
        parts = request_parts(
            page=page,
            limit=limit,
            patient_id=patient_id,
            assigned_user_id=assigned_user_id,
            status=status,
            priority=priority,
            type_=type_,
        )
        return self._client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


class AsyncMethods(AsyncBaseClient):
    """The methods of `AsyncSolum`."""

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
        return self.iterate_pages(
            PAGINATION,
            lambda page: self.list_tasks(
                page=page,
                limit=limit,
                patient_id=patient_id,
                assigned_user_id=assigned_user_id,
                status=status,
                priority=priority,
                type_=type_,
                timeout=timeout,
                headers=headers,
            ),
            page_size=limit,
            max_pages=max_pages,
            max_items=max_items,
        )

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
        parts = request_parts(
            page=page,
            limit=limit,
            patient_id=patient_id,
            assigned_user_id=assigned_user_id,
            status=status,
            priority=priority,
            type_=type_,
        )
        return (await self.request_operation(OPERATION, parts, timeout=timeout, headers=headers)).parsed


class AsyncRawMethods(_HidesLocals):
    """The methods of `AsyncSolumWithRawResponse`."""

    _client: AsyncBaseClient

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
        parts = request_parts(
            page=page,
            limit=limit,
            patient_id=patient_id,
            assigned_user_id=assigned_user_id,
            status=status,
            priority=priority,
            type_=type_,
        )
        return await self._client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


_hide_locals(globals())
