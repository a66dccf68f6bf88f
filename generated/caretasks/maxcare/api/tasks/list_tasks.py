# Generated from specs/maxcare/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
"""GET /v4/tasks"""

from collections.abc import AsyncIterator as _AsyncIterator
from collections.abc import Iterator as _Iterator
from collections.abc import Mapping
from typing import TypedDict as _TypedDict

from caretasks.client import decoding as _decoding
from caretasks.client import encoding as _encoding
from caretasks.client import operation as _operation
from caretasks.client.base_client import AsyncBaseClient, BaseClient
from caretasks.client.responses.headers import HeadedResponse as _HeadedResponse
from caretasks.client.responses.headers import HeaderTypes as _HeaderTypes
from caretasks.client.responses.headers import with_typed_headers as _with_typed_headers
from caretasks.client.tracebacks import HidesLocals as _HidesLocals
from caretasks.client.tracebacks import hide_locals as _hide_locals
from caretasks.client.types import UNSET, Response, Timeout, Unset

from ... import models as _models
from ...models.task import Task
from ...models.task_list_response import TaskListResponse

OPERATION: _operation.Operation[TaskListResponse] = _operation.Operation(
    "list_tasks",
    "GET",
    "/v4/tasks",
    successes={
        "200": _operation.Body("json", _decoding.model(_models.TaskListResponse)),
    },
    errors={
        "400": _operation.Body("json", _decoding.model(_models.ErrorBody), error_code="/code"),
        "401": _operation.Body("json", _decoding.model(_models.ErrorBody), error_code="/code"),
        "403": _operation.Body("json", _decoding.model(_models.ErrorBody), error_code="/code"),
        "404": _operation.Body("json", _decoding.model(_models.ErrorBody), error_code="/code"),
        "429": _operation.Body("json", _decoding.model(_models.ErrorBody), error_code="/code"),
        "500": _operation.Body("json", _decoding.model(_models.ErrorBody), error_code="/code"),
        "5XX": _operation.Body("json", _decoding.any_value),
    },
    security=((_operation.ApiKey("header", "Authorization", "Bearer ", ("MAXCARE_API_KEY",)),),),
    accounts=(_operation.Account("X-Organization-Id", "organization_id", "MAXCARE_ORGANIZATION_ID", True),),
)

PAGINATION: _operation.Pagination[Task] = _operation.Pagination(
    OPERATION,
    "page",
    "/data/tasks",
    total="/data/pagination/totalCount",
    total_pages="/data/pagination/totalPages",
    current_page_size="/data/pagination/pageSize",
    default_page_size=100,
)


ResponseHeaders = _TypedDict(
    "ResponseHeaders",
    {
        "X-RateLimit-Limit": int,
        "X-RateLimit-Remaining": int,
        "X-RateLimit-Reset": int,
    },
    total=False,
)
HEADERS: _HeaderTypes[ResponseHeaders] = _HeaderTypes(ResponseHeaders)


def request_parts(
    *,
    page: int | Unset = 1,
    page_size: int | Unset = 100,
    status: str | Unset = UNSET,
    note_id: str | Unset = UNSET,
    provider_id: str | Unset = UNSET,
    patient_id: str | Unset = UNSET,
    date_from: str | Unset = UNSET,
    organization_id: str | Unset = UNSET,
) -> _operation.RequestParts:
    """Return the request without API key, accounts and settings of a client."""
    parts = _operation.RequestParts(
        "/v4/tasks",
        query=_encoding.query(
            (
                ("page", page),
                ("pageSize", page_size),
                ("status", status),
                ("noteId", note_id),
                ("providerId", provider_id),
                ("patientId", patient_id),
                ("dateFrom", date_from),
            )
        ),
        headers=_encoding.headers((("X-Organization-Id", organization_id),)),
    )
    return parts


def sync_detailed(
    *,
    client: BaseClient,
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
) -> Response[TaskListResponse]:
    """Like `sync`, but returns status, headers and content, too."""
    parts = request_parts(
        page=page,
        page_size=page_size,
        status=status,
        note_id=note_id,
        provider_id=provider_id,
        patient_id=patient_id,
        date_from=date_from,
        organization_id=organization_id,
    )
    return client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


def sync(
    *,
    client: BaseClient,
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
    """Like `MaxCare.list_tasks`, which documents arguments and errors."""
    return sync_detailed(
        page=page,
        page_size=page_size,
        status=status,
        note_id=note_id,
        provider_id=provider_id,
        patient_id=patient_id,
        date_from=date_from,
        organization_id=organization_id,
        client=client,
        timeout=timeout,
        headers=headers,
    ).parsed


async def asyncio_detailed(
    *,
    client: AsyncBaseClient,
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
) -> Response[TaskListResponse]:
    """Like `asyncio`, but returns status, headers and content, too."""
    parts = request_parts(
        page=page,
        page_size=page_size,
        status=status,
        note_id=note_id,
        provider_id=provider_id,
        patient_id=patient_id,
        date_from=date_from,
        organization_id=organization_id,
    )
    return await client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


async def asyncio(
    *,
    client: AsyncBaseClient,
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
    """Like `AsyncMaxCare.list_tasks`, which documents arguments and errors."""
    return (
        await asyncio_detailed(
            page=page,
            page_size=page_size,
            status=status,
            note_id=note_id,
            provider_id=provider_id,
            patient_id=patient_id,
            date_from=date_from,
            organization_id=organization_id,
            client=client,
            timeout=timeout,
            headers=headers,
        )
    ).parsed


class SyncMethods(BaseClient):
    """The methods of `MaxCare`."""

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
        return self.iterate_pages(
            PAGINATION,
            lambda page: self.list_tasks(
                page=page,
                page_size=page_size,
                status=status,
                note_id=note_id,
                provider_id=provider_id,
                patient_id=patient_id,
                date_from=date_from,
                organization_id=organization_id,
                timeout=timeout,
                headers=headers,
            ),
            page_size=page_size,
            max_pages=max_pages,
            max_items=max_items,
        )

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
        parts = request_parts(
            page=page,
            page_size=page_size,
            status=status,
            note_id=note_id,
            provider_id=provider_id,
            patient_id=patient_id,
            date_from=date_from,
            organization_id=organization_id,
        )
        return self.request_operation(OPERATION, parts, timeout=timeout, headers=headers).parsed


class SyncRawMethods(_HidesLocals):
    """The methods of `MaxCareWithRawResponse`."""

    _client: BaseClient

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
    ) -> _HeadedResponse[TaskListResponse, ResponseHeaders]:
        """Like `MaxCare.list_tasks`, but return the whole response."""
        parts = request_parts(
            page=page,
            page_size=page_size,
            status=status,
            note_id=note_id,
            provider_id=provider_id,
            patient_id=patient_id,
            date_from=date_from,
            organization_id=organization_id,
        )
        return _with_typed_headers(
            self._client.request_operation(OPERATION, parts, timeout=timeout, headers=headers), HEADERS
        )


class AsyncMethods(AsyncBaseClient):
    """The methods of `AsyncMaxCare`."""

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
        return self.iterate_pages(
            PAGINATION,
            lambda page: self.list_tasks(
                page=page,
                page_size=page_size,
                status=status,
                note_id=note_id,
                provider_id=provider_id,
                patient_id=patient_id,
                date_from=date_from,
                organization_id=organization_id,
                timeout=timeout,
                headers=headers,
            ),
            page_size=page_size,
            max_pages=max_pages,
            max_items=max_items,
        )

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
        parts = request_parts(
            page=page,
            page_size=page_size,
            status=status,
            note_id=note_id,
            provider_id=provider_id,
            patient_id=patient_id,
            date_from=date_from,
            organization_id=organization_id,
        )
        return (await self.request_operation(OPERATION, parts, timeout=timeout, headers=headers)).parsed


class AsyncRawMethods(_HidesLocals):
    """The methods of `AsyncMaxCareWithRawResponse`."""

    _client: AsyncBaseClient

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
    ) -> _HeadedResponse[TaskListResponse, ResponseHeaders]:
        """Like `AsyncMaxCare.list_tasks`, but return the whole response."""
        parts = request_parts(
            page=page,
            page_size=page_size,
            status=status,
            note_id=note_id,
            provider_id=provider_id,
            patient_id=patient_id,
            date_from=date_from,
            organization_id=organization_id,
        )
        return _with_typed_headers(
            await self._client.request_operation(OPERATION, parts, timeout=timeout, headers=headers), HEADERS
        )


_hide_locals(globals())
