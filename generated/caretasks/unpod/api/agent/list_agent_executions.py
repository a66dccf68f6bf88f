# Generated from specs/unpod/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
"""GET /api/v2/platform/agents/{agent_handle}/executions/"""

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
from ...models.agent_executions import AgentExecutions

OPERATION: _operation.Operation[AgentExecutions] = _operation.Operation(
    "list_agent_executions",
    "GET",
    "/api/v2/platform/agents/{agent_handle}/executions/",
    successes={
        "200": _operation.Body("json", _decoding.model(_models.AgentExecutions)),
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


def request_parts(agent_handle: UUID | str, *, org_handle: str | Unset = UNSET) -> _operation.RequestParts:
    """Return the request without API key, accounts and settings of a client."""
    parts = _operation.RequestParts(
        "/api/v2/platform/agents/" + _encoding.path_segment("agent_handle", agent_handle) + "/executions/",
        headers=_encoding.headers((("Org-Handle", org_handle),)),
    )
    return parts


def sync_detailed(
    agent_handle: UUID | str,
    *,
    client: BaseClient,
    org_handle: str | Unset = UNSET,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> Response[AgentExecutions]:
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
) -> AgentExecutions:
    """Like `Unpod.list_agent_executions`, which documents arguments and errors."""
    return sync_detailed(agent_handle, org_handle=org_handle, client=client, timeout=timeout, headers=headers).parsed


async def asyncio_detailed(
    agent_handle: UUID | str,
    *,
    client: AsyncBaseClient,
    org_handle: str | Unset = UNSET,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> Response[AgentExecutions]:
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
) -> AgentExecutions:
    """Like `AsyncUnpod.list_agent_executions`, which documents arguments and errors."""
    return (
        await asyncio_detailed(agent_handle, org_handle=org_handle, client=client, timeout=timeout, headers=headers)
    ).parsed


class SyncMethods(BaseClient):
    """The methods of `Unpod`."""

    def list_agent_executions(
        self,
        agent_handle: UUID | str,
        *,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> AgentExecutions:
        """List the runs of an agent.

        Lists the runs of an agent, each with the number of its tasks.

        Args:
            agent_handle: The handle of the agent.
            org_handle: The domain handle of the organization (default: that of the client).
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.

        Returns:
            The runs of the agent.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BadRequestError: 400: The parameters are invalid.
            AuthenticationError: 401: The token is missing or invalid.
            PermissionDeniedError: 403: The token has expired, or does not allow this request.
            NotFoundError: 404: The agent does not exist.
            ServerError: 500: Internal server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            httpx.TransportError: no response was received.

        Documented at https://docs.unpod.dev/api/agent/get-agent-executions (read on 2026-11-21)
        """
        parts = request_parts(agent_handle, org_handle=org_handle)
        return self.request_operation(OPERATION, parts, timeout=timeout, headers=headers).parsed


class SyncRawMethods(_HidesLocals):
    """The methods of `UnpodWithRawResponse`."""

    _client: BaseClient

    def list_agent_executions(
        self,
        agent_handle: UUID | str,
        *,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Response[AgentExecutions]:
        """Like `Unpod.list_agent_executions`, but return the whole response."""
        parts = request_parts(agent_handle, org_handle=org_handle)
        return self._client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


class AsyncMethods(AsyncBaseClient):
    """The methods of `AsyncUnpod`."""

    async def list_agent_executions(
        self,
        agent_handle: UUID | str,
        *,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> AgentExecutions:
        """List the runs of an agent.

        Lists the runs of an agent, each with the number of its tasks.

        Args:
            agent_handle: The handle of the agent.
            org_handle: The domain handle of the organization (default: that of the client).
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.

        Returns:
            The runs of the agent.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BadRequestError: 400: The parameters are invalid.
            AuthenticationError: 401: The token is missing or invalid.
            PermissionDeniedError: 403: The token has expired, or does not allow this request.
            NotFoundError: 404: The agent does not exist.
            ServerError: 500: Internal server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            httpx.TransportError: no response was received.

        Documented at https://docs.unpod.dev/api/agent/get-agent-executions (read on 2026-11-21)
        """
        parts = request_parts(agent_handle, org_handle=org_handle)
        return (await self.request_operation(OPERATION, parts, timeout=timeout, headers=headers)).parsed


class AsyncRawMethods(_HidesLocals):
    """The methods of `AsyncUnpodWithRawResponse`."""

    _client: AsyncBaseClient

    async def list_agent_executions(
        self,
        agent_handle: UUID | str,
        *,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Response[AgentExecutions]:
        """Like `AsyncUnpod.list_agent_executions`, but return the whole response."""
        parts = request_parts(agent_handle, org_handle=org_handle)
        return await self._client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


_hide_locals(globals())
