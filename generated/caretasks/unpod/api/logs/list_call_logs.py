# Generated from specs/unpod/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
"""GET /api/v2/platform/call-logs/"""

from collections.abc import Mapping
from typing import Literal

from caretasks.client import decoding as _decoding
from caretasks.client import encoding as _encoding
from caretasks.client import operation as _operation
from caretasks.client.base_client import AsyncBaseClient, BaseClient
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


_hide_locals(globals())
