# Generated from specs/unpod/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
"""GET /api/v2/platform/agents/{agent_handle}/tasks/"""

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
from ...models.agent_tasks import AgentTasks

OPERATION: _operation.Operation[AgentTasks] = _operation.Operation(
    "list_agent_tasks",
    "GET",
    "/api/v2/platform/agents/{agent_handle}/tasks/",
    successes={
        "200": _operation.Body("json", _decoding.model(_models.AgentTasks)),
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


def request_parts(agent_handle: UUID | str, *, org_handle: str | Unset = UNSET) -> _operation.RequestParts:
    """Return the request without API key, accounts and settings of a client."""
    parts = _operation.RequestParts(
        "/api/v2/platform/agents/" + _encoding.path_segment("agent_handle", agent_handle) + "/tasks/",
        headers=_encoding.headers((("Org-Handle", org_handle),)),
    )
    parts.headers["Content-Type"] = "application/json"
    return parts


def sync_detailed(
    agent_handle: UUID | str,
    *,
    client: BaseClient,
    org_handle: str | Unset = UNSET,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> Response[AgentTasks]:
    """Like `sync`, but returns status, headers and content, too."""
    parts = request_parts(agent_handle, org_handle=org_handle)
    return client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


def sync(
    agent_handle: UUID | str,
    *,
    client: BaseClient,
    org_handle: str | Unset = UNSET,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> AgentTasks:
    """Like `Unpod.list_agent_tasks`, which documents arguments and errors."""
    return sync_detailed(agent_handle, org_handle=org_handle, client=client, timeout=timeout, headers=headers).parsed


async def asyncio_detailed(
    agent_handle: UUID | str,
    *,
    client: AsyncBaseClient,
    org_handle: str | Unset = UNSET,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> Response[AgentTasks]:
    """Like `asyncio`, but returns status, headers and content, too."""
    parts = request_parts(agent_handle, org_handle=org_handle)
    return await client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


async def asyncio(
    agent_handle: UUID | str,
    *,
    client: AsyncBaseClient,
    org_handle: str | Unset = UNSET,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> AgentTasks:
    """Like `AsyncUnpod.list_agent_tasks`, which documents arguments and errors."""
    return (
        await asyncio_detailed(agent_handle, org_handle=org_handle, client=client, timeout=timeout, headers=headers)
    ).parsed


class SyncMethods(BaseClient):
    """The methods of `Unpod`."""

    def list_agent_tasks(
        self,
        agent_handle: UUID | str,
        *,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> AgentTasks:
        """List the tasks of an agent.

        Lists the tasks that are assigned to an agent. A 206 is an error in the vendor's business logic, not
        a partial response.

        Args:
            agent_handle: The handle of the agent.
            org_handle: The domain handle of the organization (default: that of the client).
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.

        Returns:
            The tasks of the agent.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BusinessError: 206: An error in the business logic.
            BadRequestError: 400: The parameters are invalid.
            AuthenticationError: 401: The token is missing or invalid.
            PermissionDeniedError: 403: The token has expired, or does not allow this request.
            NotFoundError: 404: The agent does not exist.
            ServerError: 500: Internal server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            httpx.TransportError: no response was received.

        Documented at https://docs.unpod.dev/api/agent/get-tasks-by-agent-handle (read on 2026-11-21)
        """
        parts = request_parts(agent_handle, org_handle=org_handle)
        return self.request_operation(OPERATION, parts, timeout=timeout, headers=headers).parsed


class SyncRawMethods(_HidesLocals):
    """The methods of `UnpodWithRawResponse`."""

    _client: BaseClient

    def list_agent_tasks(
        self,
        agent_handle: UUID | str,
        *,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Response[AgentTasks]:
        """Like `Unpod.list_agent_tasks`, but return the whole response."""
        parts = request_parts(agent_handle, org_handle=org_handle)
        return self._client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


class AsyncMethods(AsyncBaseClient):
    """The methods of `AsyncUnpod`."""

    async def list_agent_tasks(
        self,
        agent_handle: UUID | str,
        *,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> AgentTasks:
        """List the tasks of an agent.

        Lists the tasks that are assigned to an agent. A 206 is an error in the vendor's business logic, not
        a partial response.

        Args:
            agent_handle: The handle of the agent.
            org_handle: The domain handle of the organization (default: that of the client).
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.

        Returns:
            The tasks of the agent.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BusinessError: 206: An error in the business logic.
            BadRequestError: 400: The parameters are invalid.
            AuthenticationError: 401: The token is missing or invalid.
            PermissionDeniedError: 403: The token has expired, or does not allow this request.
            NotFoundError: 404: The agent does not exist.
            ServerError: 500: Internal server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            httpx.TransportError: no response was received.

        Documented at https://docs.unpod.dev/api/agent/get-tasks-by-agent-handle (read on 2026-11-21)
        """
        parts = request_parts(agent_handle, org_handle=org_handle)
        return (await self.request_operation(OPERATION, parts, timeout=timeout, headers=headers)).parsed


class AsyncRawMethods(_HidesLocals):
    """The methods of `AsyncUnpodWithRawResponse`."""

    _client: AsyncBaseClient

    async def list_agent_tasks(
        self,
        agent_handle: UUID | str,
        *,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Response[AgentTasks]:
        """Like `AsyncUnpod.list_agent_tasks`, but return the whole response."""
        parts = request_parts(agent_handle, org_handle=org_handle)
        return await self._client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


_hide_locals(globals())
