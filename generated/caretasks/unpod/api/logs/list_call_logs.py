# Generated from specs/unpod/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
"""GET /api/v2/platform/call-logs/"""

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
from ...models.call_log import CallLog
from ...models.call_logs import CallLogs
from ...models.list_call_logs_call_status import ListCallLogsCallStatus
from ...models.list_call_logs_call_type import ListCallLogsCallType

OPERATION: _operation.Operation[CallLogs] = _operation.Operation(
    "list_call_logs",
    "GET",
    "/api/v2/platform/call-logs/",
    successes={
        "200": _operation.Body("json", _decoding.model(_models.CallLogs)),
    },
    errors={
        "400": _operation.Body("json", _decoding.model(_models.ErrorBody)),
        "401": _operation.Body("json", _decoding.model(_models.ErrorBody)),
        "403": _operation.Body("json", _decoding.model(_models.ErrorBody)),
        "404": _operation.Body("json", _decoding.model(_models.ErrorBody)),
        "500": _operation.Body("json", _decoding.model(_models.ErrorBody)),
    },
    security=((_operation.ApiKey("header", "Authorization", "Token ", ("UNPOD_API_KEY",)),),),
    accounts=(_operation.Account("Org-Handle", "org_handle", "UNPOD_ORG_HANDLE", True),),
)

PAGINATION: _operation.Pagination[CallLog] = _operation.Pagination(
    OPERATION, "page", "/data", total="/count", default_page_size=20
)


def request_parts(
    *,
    page: int | Unset = 1,
    page_size: int | Unset = 20,
    start_date: str | Unset = UNSET,
    end_date: str | Unset = UNSET,
    call_type: ListCallLogsCallType | Literal["inbound", "outbound"] | str | Unset = UNSET,
    call_status: ListCallLogsCallStatus | Literal["completed", "missed", "failed"] | str | Unset = UNSET,
    org_handle: str | Unset = UNSET,
) -> _operation.RequestParts:
    """Return the request without API key, accounts and settings of a client."""
    parts = _operation.RequestParts(
        "/api/v2/platform/call-logs/",
        query=_encoding.query(
            (
                ("page", page),
                ("page_size", page_size),
                ("start_date", start_date),
                ("end_date", end_date),
                ("call_type", call_type),
                ("call_status", call_status),
            )
        ),
        headers=_encoding.headers((("Org-Handle", org_handle),)),
    )
    return parts


def sync_detailed(
    *,
    client: BaseClient,
    page: int | Unset = 1,
    page_size: int | Unset = 20,
    start_date: str | Unset = UNSET,
    end_date: str | Unset = UNSET,
    call_type: ListCallLogsCallType | Literal["inbound", "outbound"] | str | Unset = UNSET,
    call_status: ListCallLogsCallStatus | Literal["completed", "missed", "failed"] | str | Unset = UNSET,
    org_handle: str | Unset = UNSET,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> Response[CallLogs]:
    """Like `sync`, but returns status, headers and content, too."""
    parts = request_parts(
        page=page,
        page_size=page_size,
        start_date=start_date,
        end_date=end_date,
        call_type=call_type,
        call_status=call_status,
        org_handle=org_handle,
    )
    return client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


def sync(
    *,
    client: BaseClient,
    page: int | Unset = 1,
    page_size: int | Unset = 20,
    start_date: str | Unset = UNSET,
    end_date: str | Unset = UNSET,
    call_type: ListCallLogsCallType | Literal["inbound", "outbound"] | str | Unset = UNSET,
    call_status: ListCallLogsCallStatus | Literal["completed", "missed", "failed"] | str | Unset = UNSET,
    org_handle: str | Unset = UNSET,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> CallLogs:
    """Like `Unpod.list_call_logs`, which documents arguments and errors."""
    return sync_detailed(
        page=page,
        page_size=page_size,
        start_date=start_date,
        end_date=end_date,
        call_type=call_type,
        call_status=call_status,
        org_handle=org_handle,
        client=client,
        timeout=timeout,
        headers=headers,
    ).parsed


async def asyncio_detailed(
    *,
    client: AsyncBaseClient,
    page: int | Unset = 1,
    page_size: int | Unset = 20,
    start_date: str | Unset = UNSET,
    end_date: str | Unset = UNSET,
    call_type: ListCallLogsCallType | Literal["inbound", "outbound"] | str | Unset = UNSET,
    call_status: ListCallLogsCallStatus | Literal["completed", "missed", "failed"] | str | Unset = UNSET,
    org_handle: str | Unset = UNSET,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> Response[CallLogs]:
    """Like `asyncio`, but returns status, headers and content, too."""
    parts = request_parts(
        page=page,
        page_size=page_size,
        start_date=start_date,
        end_date=end_date,
        call_type=call_type,
        call_status=call_status,
        org_handle=org_handle,
    )
    return await client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


async def asyncio(
    *,
    client: AsyncBaseClient,
    page: int | Unset = 1,
    page_size: int | Unset = 20,
    start_date: str | Unset = UNSET,
    end_date: str | Unset = UNSET,
    call_type: ListCallLogsCallType | Literal["inbound", "outbound"] | str | Unset = UNSET,
    call_status: ListCallLogsCallStatus | Literal["completed", "missed", "failed"] | str | Unset = UNSET,
    org_handle: str | Unset = UNSET,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> CallLogs:
    """Like `AsyncUnpod.list_call_logs`, which documents arguments and errors."""
    return (
        await asyncio_detailed(
            page=page,
            page_size=page_size,
            start_date=start_date,
            end_date=end_date,
            call_type=call_type,
            call_status=call_status,
            org_handle=org_handle,
            client=client,
            timeout=timeout,
            headers=headers,
        )
    ).parsed


class SyncMethods(BaseClient):
    """The methods of `Unpod`."""

    def iter_call_logs(
        self,
        *,
        page_size: int | Unset = 20,
        start_date: str | Unset = UNSET,
        end_date: str | Unset = UNSET,
        call_type: ListCallLogsCallType | Literal["inbound", "outbound"] | str | Unset = UNSET,
        call_status: ListCallLogsCallStatus | Literal["completed", "missed", "failed"] | str | Unset = UNSET,
        org_handle: str | Unset = UNSET,
        max_pages: int | None = None,
        max_items: int | None = None,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> _Iterator[CallLog]:
        """Iterate over the items of `list_call_logs`, on all pages.

        Nothing is sent before the first item is requested, and one page is read at a time. If items are
        added or removed meanwhile, others may be returned twice or not at all.

        Args:
            page_size: The maximum number of items on a page (default: 20).
            start_date: Only calls from this date on, in ISO 8601.
            end_date: Only calls until this date, in ISO 8601.
            call_type: Only calls in this direction.
            call_status: Only calls with this status.
            org_handle: The domain handle of the organization (default: that of the client).
            max_pages: the maximum number of pages to read (default: no limit).
            max_items: the maximum number of items to return (default: no limit).
            timeout: seconds, or a `caretasks.client.Timeout`, for each request instead of the client's.
            headers: additional headers for each request.

        Raises:
            ValueError: `max_pages` or `max_items` is not a positive integer.
            PaginationError: a page repeats an earlier one, or has no array of items.
            ApiError: `list_call_logs` has failed, with the error that it raises.
        """
        return self.iterate_pages(
            PAGINATION,
            lambda page: self.list_call_logs(
                page=page,
                page_size=page_size,
                start_date=start_date,
                end_date=end_date,
                call_type=call_type,
                call_status=call_status,
                org_handle=org_handle,
                timeout=timeout,
                headers=headers,
            ),
            page_size=page_size,
            max_pages=max_pages,
            max_items=max_items,
        )

    def list_call_logs(
        self,
        *,
        page: int | Unset = 1,
        page_size: int | Unset = 20,
        start_date: str | Unset = UNSET,
        end_date: str | Unset = UNSET,
        call_type: ListCallLogsCallType | Literal["inbound", "outbound"] | str | Unset = UNSET,
        call_status: ListCallLogsCallStatus | Literal["completed", "missed", "failed"] | str | Unset = UNSET,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> CallLogs:
        """List the calls of the organization.

        Lists the calls of the organization, filtered by date, direction and status.

        Args:
            page: The number of the page, from 1 (default: 1).
            page_size: The maximum number of items on a page (default: 20).
            start_date: Only calls from this date on, in ISO 8601.
            end_date: Only calls until this date, in ISO 8601.
            call_type: Only calls in this direction.
            call_status: Only calls with this status.
            org_handle: The domain handle of the organization (default: that of the client).
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.

        Returns:
            The calls.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BadRequestError: 400: The parameters are invalid.
            AuthenticationError: 401: The token is missing or invalid.
            PermissionDeniedError: 403: The token has expired, or does not allow this request.
            NotFoundError: 404: The organization does not exist.
            ServerError: 500: Internal server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            httpx.TransportError: no response was received.

        Documented at https://docs.unpod.dev/api/logs/get-call-logs (read on 2026-11-21)
        """
        parts = request_parts(
            page=page,
            page_size=page_size,
            start_date=start_date,
            end_date=end_date,
            call_type=call_type,
            call_status=call_status,
            org_handle=org_handle,
        )
        return self.request_operation(OPERATION, parts, timeout=timeout, headers=headers).parsed


class SyncRawMethods(_HidesLocals):
    """The methods of `UnpodWithRawResponse`."""

    _client: BaseClient

    def list_call_logs(
        self,
        *,
        page: int | Unset = 1,
        page_size: int | Unset = 20,
        start_date: str | Unset = UNSET,
        end_date: str | Unset = UNSET,
        call_type: ListCallLogsCallType | Literal["inbound", "outbound"] | str | Unset = UNSET,
        call_status: ListCallLogsCallStatus | Literal["completed", "missed", "failed"] | str | Unset = UNSET,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Response[CallLogs]:
        """Like `Unpod.list_call_logs`, but return the whole response."""
        parts = request_parts(
            page=page,
            page_size=page_size,
            start_date=start_date,
            end_date=end_date,
            call_type=call_type,
            call_status=call_status,
            org_handle=org_handle,
        )
        return self._client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


class AsyncMethods(AsyncBaseClient):
    """The methods of `AsyncUnpod`."""

    def iter_call_logs(
        self,
        *,
        page_size: int | Unset = 20,
        start_date: str | Unset = UNSET,
        end_date: str | Unset = UNSET,
        call_type: ListCallLogsCallType | Literal["inbound", "outbound"] | str | Unset = UNSET,
        call_status: ListCallLogsCallStatus | Literal["completed", "missed", "failed"] | str | Unset = UNSET,
        org_handle: str | Unset = UNSET,
        max_pages: int | None = None,
        max_items: int | None = None,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> _AsyncIterator[CallLog]:
        """Iterate over the items of `list_call_logs`, on all pages.

        Nothing is sent before the first item is requested, and one page is read at a time. If items are
        added or removed meanwhile, others may be returned twice or not at all.

        Args:
            page_size: The maximum number of items on a page (default: 20).
            start_date: Only calls from this date on, in ISO 8601.
            end_date: Only calls until this date, in ISO 8601.
            call_type: Only calls in this direction.
            call_status: Only calls with this status.
            org_handle: The domain handle of the organization (default: that of the client).
            max_pages: the maximum number of pages to read (default: no limit).
            max_items: the maximum number of items to return (default: no limit).
            timeout: seconds, or a `caretasks.client.Timeout`, for each request instead of the client's.
            headers: additional headers for each request.

        Raises:
            ValueError: `max_pages` or `max_items` is not a positive integer.
            PaginationError: a page repeats an earlier one, or has no array of items.
            ApiError: `list_call_logs` has failed, with the error that it raises.
        """
        return self.iterate_pages(
            PAGINATION,
            lambda page: self.list_call_logs(
                page=page,
                page_size=page_size,
                start_date=start_date,
                end_date=end_date,
                call_type=call_type,
                call_status=call_status,
                org_handle=org_handle,
                timeout=timeout,
                headers=headers,
            ),
            page_size=page_size,
            max_pages=max_pages,
            max_items=max_items,
        )

    async def list_call_logs(
        self,
        *,
        page: int | Unset = 1,
        page_size: int | Unset = 20,
        start_date: str | Unset = UNSET,
        end_date: str | Unset = UNSET,
        call_type: ListCallLogsCallType | Literal["inbound", "outbound"] | str | Unset = UNSET,
        call_status: ListCallLogsCallStatus | Literal["completed", "missed", "failed"] | str | Unset = UNSET,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> CallLogs:
        """List the calls of the organization.

        Lists the calls of the organization, filtered by date, direction and status.

        Args:
            page: The number of the page, from 1 (default: 1).
            page_size: The maximum number of items on a page (default: 20).
            start_date: Only calls from this date on, in ISO 8601.
            end_date: Only calls until this date, in ISO 8601.
            call_type: Only calls in this direction.
            call_status: Only calls with this status.
            org_handle: The domain handle of the organization (default: that of the client).
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.

        Returns:
            The calls.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BadRequestError: 400: The parameters are invalid.
            AuthenticationError: 401: The token is missing or invalid.
            PermissionDeniedError: 403: The token has expired, or does not allow this request.
            NotFoundError: 404: The organization does not exist.
            ServerError: 500: Internal server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            httpx.TransportError: no response was received.

        Documented at https://docs.unpod.dev/api/logs/get-call-logs (read on 2026-11-21)
        """
        parts = request_parts(
            page=page,
            page_size=page_size,
            start_date=start_date,
            end_date=end_date,
            call_type=call_type,
            call_status=call_status,
            org_handle=org_handle,
        )
        return (await self.request_operation(OPERATION, parts, timeout=timeout, headers=headers)).parsed


class AsyncRawMethods(_HidesLocals):
    """The methods of `AsyncUnpodWithRawResponse`."""

    _client: AsyncBaseClient

    async def list_call_logs(
        self,
        *,
        page: int | Unset = 1,
        page_size: int | Unset = 20,
        start_date: str | Unset = UNSET,
        end_date: str | Unset = UNSET,
        call_type: ListCallLogsCallType | Literal["inbound", "outbound"] | str | Unset = UNSET,
        call_status: ListCallLogsCallStatus | Literal["completed", "missed", "failed"] | str | Unset = UNSET,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Response[CallLogs]:
        """Like `AsyncUnpod.list_call_logs`, but return the whole response."""
        parts = request_parts(
            page=page,
            page_size=page_size,
            start_date=start_date,
            end_date=end_date,
            call_type=call_type,
            call_status=call_status,
            org_handle=org_handle,
        )
        return await self._client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


_hide_locals(globals())
