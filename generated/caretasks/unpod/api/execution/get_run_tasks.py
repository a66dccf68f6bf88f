# Generated from specs/unpod/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
"""GET /api/v2/platform/spaces/{space_token}/runs/{run_id}/tasks/"""

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
from ...models.run_tasks import RunTasks

OPERATION: _operation.Operation[RunTasks] = _operation.Operation(
    "get_run_tasks",
    "GET",
    "/api/v2/platform/spaces/{space_token}/runs/{run_id}/tasks/",
    successes={
        "200": _operation.Body("json", _decoding.model(_models.RunTasks)),
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

FINAL_STATUS = _operation.FinalStatus(OPERATION, "/data/*/status", ("completed", "failed"))


def request_parts(
    space_token: UUID | str, run_id: UUID | str, *, org_handle: str | Unset = UNSET
) -> _operation.RequestParts:
    """Return the request without API key, accounts and settings of a client."""
    parts = _operation.RequestParts(
        "/api/v2/platform/spaces/"
        + _encoding.path_segment("space_token", space_token)
        + "/runs/"
        + _encoding.path_segment("run_id", run_id)
        + "/tasks/",
        headers=_encoding.headers((("Org-Handle", org_handle),)),
    )
    parts.headers["Content-Type"] = "application/json"
    return parts


def sync_detailed(
    space_token: UUID | str,
    run_id: UUID | str,
    *,
    client: BaseClient,
    org_handle: str | Unset = UNSET,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> Response[RunTasks]:
    """Like `sync`, but returns status, headers and content, too."""
    parts = request_parts(space_token, run_id, org_handle=org_handle)
    return client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


def sync(
    space_token: UUID | str,
    run_id: UUID | str,
    *,
    client: BaseClient,
    org_handle: str | Unset = UNSET,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> RunTasks:
    """Like `Unpod.get_run_tasks`, which documents arguments and errors."""
    return sync_detailed(
        space_token, run_id, org_handle=org_handle, client=client, timeout=timeout, headers=headers
    ).parsed


async def asyncio_detailed(
    space_token: UUID | str,
    run_id: UUID | str,
    *,
    client: AsyncBaseClient,
    org_handle: str | Unset = UNSET,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> Response[RunTasks]:
    """Like `asyncio`, but returns status, headers and content, too."""
    parts = request_parts(space_token, run_id, org_handle=org_handle)
    return await client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


async def asyncio(
    space_token: UUID | str,
    run_id: UUID | str,
    *,
    client: AsyncBaseClient,
    org_handle: str | Unset = UNSET,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> RunTasks:
    """Like `AsyncUnpod.get_run_tasks`, which documents arguments and errors."""
    return (
        await asyncio_detailed(
            space_token, run_id, org_handle=org_handle, client=client, timeout=timeout, headers=headers
        )
    ).parsed


class SyncMethods(BaseClient):
    """The methods of `Unpod`."""

    def wait_for_run_tasks(
        self,
        space_token: UUID | str,
        run_id: UUID | str,
        *,
        org_handle: str | Unset = UNSET,
        timeout: float = 600,
        interval: float = 5,
        headers: Mapping[str, str] | None = None,
    ) -> RunTasks:
        """Call `get_run_tasks` until the status is final: completed, failed.

        Reads the tasks of a run with their input, output, transcript and analysis. `count` is the total
        number of tasks, which may be greater than the number of tasks in the response. A 206 is an error in
        the vendor's business logic, not a partial response.

        Only the items in a response are considered: there must be at least one, and all must be final.

        The requests are sent less and less often, and not before the time that a `Retry-After` header sets.
        An undocumented status and a transient error (no response, 408, 425, 429 or 5xx) do not end the
        wait.

        Args:
            space_token: The public token of the space.
            run_id: The ID of the run.
            org_handle: The domain handle of the organization (default: that of the client).
            timeout: seconds for the whole wait, requests included.
            interval: seconds before the second request.
            headers: additional headers for each request.

        Returns:
            What `get_run_tasks` returned last.

        Raises:
            ValueError: `timeout` or `interval` is not a positive number.
            WaitTimeoutError: the status was not final in time; `last` is the last response.
            ApiError: `get_run_tasks` has failed for another reason, with the error that it raises.
        """
        return self.poll_until_final(
            FINAL_STATUS,
            lambda client: client.request_operation(
                OPERATION, request_parts(space_token, run_id, org_handle=org_handle), timeout=UNSET, headers=headers
            ),
            timeout=timeout,
            interval=interval,
        )

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

        Reads the tasks of a run with their input, output, transcript and analysis. `count` is the total
        number of tasks, which may be greater than the number of tasks in the response. A 206 is an error in
        the vendor's business logic, not a partial response.

        Args:
            space_token: The public token of the space.
            run_id: The ID of the run.
            org_handle: The domain handle of the organization (default: that of the client).
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.

        Returns:
            The tasks of the run.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BusinessError: 206: An error in the business logic.
            BadRequestError: 400: The parameters are invalid.
            AuthenticationError: 401: The token is missing or invalid.
            PermissionDeniedError: 403: The token has expired, or does not allow this request.
            NotFoundError: 404: The space or run does not exist.
            ServerError: 500: Internal server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            httpx.TransportError: no response was received.

        Documented at https://docs.unpod.dev/api/execution/get-run-tasks (read on 2026-11-21)
        """
        parts = request_parts(space_token, run_id, org_handle=org_handle)
        return self.request_operation(OPERATION, parts, timeout=timeout, headers=headers).parsed


class SyncRawMethods(_HidesLocals):
    """The methods of `UnpodWithRawResponse`."""

    _client: BaseClient

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
        parts = request_parts(space_token, run_id, org_handle=org_handle)
        return self._client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


class AsyncMethods(AsyncBaseClient):
    """The methods of `AsyncUnpod`."""

    async def wait_for_run_tasks(
        self,
        space_token: UUID | str,
        run_id: UUID | str,
        *,
        org_handle: str | Unset = UNSET,
        timeout: float = 600,
        interval: float = 5,
        headers: Mapping[str, str] | None = None,
    ) -> RunTasks:
        """Call `get_run_tasks` until the status is final: completed, failed.

        Reads the tasks of a run with their input, output, transcript and analysis. `count` is the total
        number of tasks, which may be greater than the number of tasks in the response. A 206 is an error in
        the vendor's business logic, not a partial response.

        Only the items in a response are considered: there must be at least one, and all must be final.

        The requests are sent less and less often, and not before the time that a `Retry-After` header sets.
        An undocumented status and a transient error (no response, 408, 425, 429 or 5xx) do not end the
        wait.

        Args:
            space_token: The public token of the space.
            run_id: The ID of the run.
            org_handle: The domain handle of the organization (default: that of the client).
            timeout: seconds for the whole wait, requests included.
            interval: seconds before the second request.
            headers: additional headers for each request.

        Returns:
            What `get_run_tasks` returned last.

        Raises:
            ValueError: `timeout` or `interval` is not a positive number.
            WaitTimeoutError: the status was not final in time; `last` is the last response.
            ApiError: `get_run_tasks` has failed for another reason, with the error that it raises.
        """
        return await self.poll_until_final(
            FINAL_STATUS,
            lambda client: client.request_operation(
                OPERATION, request_parts(space_token, run_id, org_handle=org_handle), timeout=UNSET, headers=headers
            ),
            timeout=timeout,
            interval=interval,
        )

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

        Reads the tasks of a run with their input, output, transcript and analysis. `count` is the total
        number of tasks, which may be greater than the number of tasks in the response. A 206 is an error in
        the vendor's business logic, not a partial response.

        Args:
            space_token: The public token of the space.
            run_id: The ID of the run.
            org_handle: The domain handle of the organization (default: that of the client).
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.

        Returns:
            The tasks of the run.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BusinessError: 206: An error in the business logic.
            BadRequestError: 400: The parameters are invalid.
            AuthenticationError: 401: The token is missing or invalid.
            PermissionDeniedError: 403: The token has expired, or does not allow this request.
            NotFoundError: 404: The space or run does not exist.
            ServerError: 500: Internal server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            httpx.TransportError: no response was received.

        Documented at https://docs.unpod.dev/api/execution/get-run-tasks (read on 2026-11-21)
        """
        parts = request_parts(space_token, run_id, org_handle=org_handle)
        return (await self.request_operation(OPERATION, parts, timeout=timeout, headers=headers)).parsed


class AsyncRawMethods(_HidesLocals):
    """The methods of `AsyncUnpodWithRawResponse`."""

    _client: AsyncBaseClient

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
        parts = request_parts(space_token, run_id, org_handle=org_handle)
        return await self._client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


_hide_locals(globals())
