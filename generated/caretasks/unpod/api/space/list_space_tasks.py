# Generated from specs/unpod/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
"""GET /api/v2/platform/spaces/{space_token}/tasks/"""

from collections.abc import AsyncIterator as _AsyncIterator
from collections.abc import Iterator as _Iterator
from collections.abc import Mapping
from uuid import UUID

from caretasks.client import decoding as _decoding
from caretasks.client import encoding as _encoding
from caretasks.client import operation as _operation
from caretasks.client.base_client import AsyncBaseClient, BaseClient
from caretasks.client.tracebacks import HidesLocals as _HidesLocals
from caretasks.client.tracebacks import hide_locals as _hide_locals
from caretasks.client.types import UNSET, Response, Timeout, Unset

from ... import models as _models
from ...models.space_task import SpaceTask
from ...models.space_tasks import SpaceTasks

OPERATION: _operation.Operation[SpaceTasks] = _operation.Operation(
    "list_space_tasks",
    "GET",
    "/api/v2/platform/spaces/{space_token}/tasks/",
    successes={
        "200": _operation.Body("json", _decoding.model(_models.SpaceTasks)),
    },
    errors={
        "206": _operation.Body("json", _decoding.model(_models.BusinessErrorBody)),
        "400": _operation.Body("json", _decoding.model(_models.ErrorBody)),
        "401": _operation.Body("json", _decoding.model(_models.ErrorBody)),
        "403": _operation.Body("json", _decoding.model(_models.ErrorBody)),
        "404": _operation.Body("json", _decoding.model(_models.ErrorBody)),
        "500": _operation.Body("json", _decoding.model(_models.ErrorBody)),
    },
    security=((_operation.ApiKey("header", "Authorization", "Token ", ("UNPOD_API_KEY",)),),),
    accounts=(_operation.Account("Org-Handle", "org_handle", "UNPOD_ORG_HANDLE", True),),
)

PAGINATION: _operation.Pagination[SpaceTask] = _operation.Pagination(
    OPERATION, "page", "/data", total="/count", default_page_size=20
)


def request_parts(
    space_token: UUID | str, *, page: int | Unset = 1, page_size: int | Unset = 20, org_handle: str | Unset = UNSET
) -> _operation.RequestParts:
    """Return the request without API key, accounts and settings of a client."""
    parts = _operation.RequestParts(
        "/api/v2/platform/spaces/" + _encoding.path_segment("space_token", space_token) + "/tasks/",
        query=_encoding.query(
            (
                ("page", page),
                ("page_size", page_size),
            )
        ),
        headers=_encoding.headers((("Org-Handle", org_handle),)),
    )
    parts.headers["Content-Type"] = "application/json"
    return parts


def sync_detailed(
    space_token: UUID | str,
    *,
    client: BaseClient,
    page: int | Unset = 1,
    page_size: int | Unset = 20,
    org_handle: str | Unset = UNSET,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> Response[SpaceTasks]:
    """Like `sync`, but returns status, headers and content, too."""
    parts = request_parts(space_token, page=page, page_size=page_size, org_handle=org_handle)
    return client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


def sync(
    space_token: UUID | str,
    *,
    client: BaseClient,
    page: int | Unset = 1,
    page_size: int | Unset = 20,
    org_handle: str | Unset = UNSET,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> SpaceTasks:
    """Like `Unpod.list_space_tasks`, which documents arguments and errors."""
    return sync_detailed(
        space_token,
        page=page,
        page_size=page_size,
        org_handle=org_handle,
        client=client,
        timeout=timeout,
        headers=headers,
    ).parsed


async def asyncio_detailed(
    space_token: UUID | str,
    *,
    client: AsyncBaseClient,
    page: int | Unset = 1,
    page_size: int | Unset = 20,
    org_handle: str | Unset = UNSET,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> Response[SpaceTasks]:
    """Like `asyncio`, but returns status, headers and content, too."""
    parts = request_parts(space_token, page=page, page_size=page_size, org_handle=org_handle)
    return await client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


async def asyncio(
    space_token: UUID | str,
    *,
    client: AsyncBaseClient,
    page: int | Unset = 1,
    page_size: int | Unset = 20,
    org_handle: str | Unset = UNSET,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> SpaceTasks:
    """Like `AsyncUnpod.list_space_tasks`, which documents arguments and errors."""
    return (
        await asyncio_detailed(
            space_token,
            page=page,
            page_size=page_size,
            org_handle=org_handle,
            client=client,
            timeout=timeout,
            headers=headers,
        )
    ).parsed


class SyncMethods(BaseClient):
    """The methods of `Unpod`."""

    def iter_space_tasks(
        self,
        space_token: UUID | str,
        *,
        page_size: int | Unset = 20,
        org_handle: str | Unset = UNSET,
        max_pages: int | None = None,
        max_items: int | None = None,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> _Iterator[SpaceTask]:
        """Iterate over the items of `list_space_tasks`, on all pages.

        Nothing is sent before the first item is requested, and one page is read at a time. If items are
        added or removed meanwhile, others may be returned twice or not at all.

        Args:
            space_token: The public token of the space.
            page_size: The maximum number of items on a page (default: 20).
            org_handle: The domain handle of the organization (default: that of the client).
            max_pages: the maximum number of pages to read (default: no limit).
            max_items: the maximum number of items to return (default: no limit).
            timeout: seconds, or a `caretasks.client.Timeout`, for each request instead of the client's.
            headers: additional headers for each request.

        Raises:
            ValueError: `max_pages` or `max_items` is not a positive integer.
            PaginationError: a page repeats an earlier one, or has no array of items.
            ApiError: `list_space_tasks` has failed, with the error that it raises.
        """
        return self.iterate_pages(
            PAGINATION,
            lambda page: self.list_space_tasks(
                space_token, page=page, page_size=page_size, org_handle=org_handle, timeout=timeout, headers=headers
            ),
            page_size=page_size,
            max_pages=max_pages,
            max_items=max_items,
        )

    def list_space_tasks(
        self,
        space_token: UUID | str,
        *,
        page: int | Unset = 1,
        page_size: int | Unset = 20,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> SpaceTasks:
        """List the tasks of a space.

        Lists the tasks of all runs in a space. Unpod sends no webhooks: poll this operation, or the tasks
        of a run, until the status of a task is `completed` or `failed`. A 206 is an error in the vendor's
        business logic, not a partial response.

        Args:
            space_token: The public token of the space.
            page: The number of the page, from 1 (default: 1).
            page_size: The maximum number of items on a page (default: 20).
            org_handle: The domain handle of the organization (default: that of the client).
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.

        Returns:
            The tasks of the space.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BusinessError: 206: An error in the business logic.
            BadRequestError: 400: The parameters are invalid.
            AuthenticationError: 401: The token is missing or invalid.
            PermissionDeniedError: 403: The token has expired, or does not allow this request.
            NotFoundError: 404: The space does not exist.
            ServerError: 500: Internal server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            httpx.TransportError: no response was received.

        Documented at https://docs.unpod.dev/api/space/get-task-by-space-token (read on 2026-11-21)
        """
        parts = request_parts(space_token, page=page, page_size=page_size, org_handle=org_handle)
        return self.request_operation(OPERATION, parts, timeout=timeout, headers=headers).parsed


class SyncRawMethods(_HidesLocals):
    """The methods of `UnpodWithRawResponse`."""

    _client: BaseClient

    def list_space_tasks(
        self,
        space_token: UUID | str,
        *,
        page: int | Unset = 1,
        page_size: int | Unset = 20,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Response[SpaceTasks]:
        """Like `Unpod.list_space_tasks`, but return the whole response."""
        parts = request_parts(space_token, page=page, page_size=page_size, org_handle=org_handle)
        return self._client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


class AsyncMethods(AsyncBaseClient):
    """The methods of `AsyncUnpod`."""

    def iter_space_tasks(
        self,
        space_token: UUID | str,
        *,
        page_size: int | Unset = 20,
        org_handle: str | Unset = UNSET,
        max_pages: int | None = None,
        max_items: int | None = None,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> _AsyncIterator[SpaceTask]:
        """Iterate over the items of `list_space_tasks`, on all pages.

        Nothing is sent before the first item is requested, and one page is read at a time. If items are
        added or removed meanwhile, others may be returned twice or not at all.

        Args:
            space_token: The public token of the space.
            page_size: The maximum number of items on a page (default: 20).
            org_handle: The domain handle of the organization (default: that of the client).
            max_pages: the maximum number of pages to read (default: no limit).
            max_items: the maximum number of items to return (default: no limit).
            timeout: seconds, or a `caretasks.client.Timeout`, for each request instead of the client's.
            headers: additional headers for each request.

        Raises:
            ValueError: `max_pages` or `max_items` is not a positive integer.
            PaginationError: a page repeats an earlier one, or has no array of items.
            ApiError: `list_space_tasks` has failed, with the error that it raises.
        """
        return self.iterate_pages(
            PAGINATION,
            lambda page: self.list_space_tasks(
                space_token, page=page, page_size=page_size, org_handle=org_handle, timeout=timeout, headers=headers
            ),
            page_size=page_size,
            max_pages=max_pages,
            max_items=max_items,
        )

    async def list_space_tasks(
        self,
        space_token: UUID | str,
        *,
        page: int | Unset = 1,
        page_size: int | Unset = 20,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> SpaceTasks:
        """List the tasks of a space.

        Lists the tasks of all runs in a space. Unpod sends no webhooks: poll this operation, or the tasks
        of a run, until the status of a task is `completed` or `failed`. A 206 is an error in the vendor's
        business logic, not a partial response.

        Args:
            space_token: The public token of the space.
            page: The number of the page, from 1 (default: 1).
            page_size: The maximum number of items on a page (default: 20).
            org_handle: The domain handle of the organization (default: that of the client).
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.

        Returns:
            The tasks of the space.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BusinessError: 206: An error in the business logic.
            BadRequestError: 400: The parameters are invalid.
            AuthenticationError: 401: The token is missing or invalid.
            PermissionDeniedError: 403: The token has expired, or does not allow this request.
            NotFoundError: 404: The space does not exist.
            ServerError: 500: Internal server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            httpx.TransportError: no response was received.

        Documented at https://docs.unpod.dev/api/space/get-task-by-space-token (read on 2026-11-21)
        """
        parts = request_parts(space_token, page=page, page_size=page_size, org_handle=org_handle)
        return (await self.request_operation(OPERATION, parts, timeout=timeout, headers=headers)).parsed


class AsyncRawMethods(_HidesLocals):
    """The methods of `AsyncUnpodWithRawResponse`."""

    _client: AsyncBaseClient

    async def list_space_tasks(
        self,
        space_token: UUID | str,
        *,
        page: int | Unset = 1,
        page_size: int | Unset = 20,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Response[SpaceTasks]:
        """Like `AsyncUnpod.list_space_tasks`, but return the whole response."""
        parts = request_parts(space_token, page=page, page_size=page_size, org_handle=org_handle)
        return await self._client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


_hide_locals(globals())
