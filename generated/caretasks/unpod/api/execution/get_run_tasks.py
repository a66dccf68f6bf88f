# Generated from specs/unpod/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Not to be edited: `make regenerate`.
"""GET /api/v2/platform/spaces/{space_token}/runs/{run_id}/tasks/"""

from collections.abc import Mapping
from uuid import UUID

from ... import calling as _calling
from ... import models as _models
from ... import operation as _operation
from ... import reading as _reading
from ... import settings as _settings
from ... import writing as _writing
from ...models.run_tasks import RunTasks
from ...types import UNSET, Response, Unset

OPERATION: _operation.Operation[RunTasks] = _operation.Operation(
    "get_run_tasks",
    "GET",
    successes={
        "200": _operation.Body("json", _reading.model(_models.RunTasks)),
    },
    errors={
        "206": _operation.Body("json", _reading.model(_models.BusinessErrorBody)),
        "400": _operation.Body("json", _reading.model(_models.ErrorBody)),
        "401": _operation.Body("json", _reading.model(_models.ErrorBody)),
        "403": _operation.Body("json", _reading.model(_models.ErrorBody)),
        "404": _operation.Body("json", _reading.model(_models.ErrorBody)),
        "500": _operation.Body("json", _reading.model(_models.ErrorBody)),
    },
    key=_operation.Key("header", "Authorization", "Token ", True),
    accounts=(_operation.Account("Org-Handle", "org_handle", "UNPOD_ORG_HANDLE", True),),
)


def _sent(
    space_token: UUID | str,
    run_id: UUID | str,
    *,
    org_handle: str | Unset = UNSET,
) -> _operation.Sent:
    sent = _operation.Sent(
        "/api/v2/platform/spaces/"
        + _writing.segment("space_token", space_token)
        + "/runs/"
        + _writing.segment("run_id", run_id)
        + "/tasks/",
        headers=_writing.texts((("Org-Handle", org_handle),)),
    )
    sent.headers["Content-Type"] = "application/json"
    return sent


def sync_detailed(
    space_token: UUID | str,
    run_id: UUID | str,
    *,
    client: _calling.SyncCaller,
    org_handle: str | Unset = UNSET,
    timeout: _settings.Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> Response[RunTasks]:
    """As `sync`, with status, headers and content."""
    sent = _sent(
        space_token,
        run_id,
        org_handle=org_handle,
    )
    return client.perform(OPERATION, sent, timeout=timeout, headers=headers)


def sync(
    space_token: UUID | str,
    run_id: UUID | str,
    *,
    client: _calling.SyncCaller,
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
        client: the client that calls it.
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
    response = sync_detailed(
        space_token,
        run_id,
        client=client,
        org_handle=org_handle,
        timeout=timeout,
        headers=headers,
    )
    return response.parsed


async def asyncio_detailed(
    space_token: UUID | str,
    run_id: UUID | str,
    *,
    client: _calling.AsyncCaller,
    org_handle: str | Unset = UNSET,
    timeout: _settings.Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> Response[RunTasks]:
    """As `asyncio`, with status, headers and content."""
    sent = _sent(
        space_token,
        run_id,
        org_handle=org_handle,
    )
    return await client.perform(OPERATION, sent, timeout=timeout, headers=headers)


async def asyncio(
    space_token: UUID | str,
    run_id: UUID | str,
    *,
    client: _calling.AsyncCaller,
    org_handle: str | Unset = UNSET,
    timeout: _settings.Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> RunTasks:
    """As `sync`, from a coroutine."""
    response = await asyncio_detailed(
        space_token,
        run_id,
        client=client,
        org_handle=org_handle,
        timeout=timeout,
        headers=headers,
    )
    return response.parsed
