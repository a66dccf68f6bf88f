# Generated from specs/unpod/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
"""GET /api/v2/platform/organizations/"""

from collections.abc import Mapping

from caretasks.client import decoding as _decoding
from caretasks.client import encoding as _encoding
from caretasks.client import operation as _operation
from caretasks.client.base_client import AsyncBaseClient, BaseClient
from caretasks.client.tracebacks import HidesLocals as _HidesLocals
from caretasks.client.tracebacks import hide_locals as _hide_locals
from caretasks.client.types import UNSET, Response, Timeout, Unset

from ... import models as _models
from ...models.organizations import Organizations

OPERATION: _operation.Operation[Organizations] = _operation.Operation(
    "list_organizations",
    "GET",
    "/api/v2/platform/organizations/",
    successes={
        "200": _operation.Body("json", _decoding.model(_models.Organizations)),
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


def request_parts(*, org_handle: str | Unset = UNSET) -> _operation.RequestParts:
    """Return the request without API key, accounts and settings of a client."""
    parts = _operation.RequestParts(
        "/api/v2/platform/organizations/", headers=_encoding.headers((("Org-Handle", org_handle),))
    )
    return parts


def sync_detailed(
    *,
    client: BaseClient,
    org_handle: str | Unset = UNSET,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> Response[Organizations]:
    """Like `sync`, but returns status, headers and content, too."""
    parts = request_parts(org_handle=org_handle)
    return client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


def sync(
    *,
    client: BaseClient,
    org_handle: str | Unset = UNSET,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> Organizations:
    """Like `Unpod.list_organizations`, which documents arguments and errors."""
    return sync_detailed(org_handle=org_handle, client=client, timeout=timeout, headers=headers).parsed


async def asyncio_detailed(
    *,
    client: AsyncBaseClient,
    org_handle: str | Unset = UNSET,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> Response[Organizations]:
    """Like `asyncio`, but returns status, headers and content, too."""
    parts = request_parts(org_handle=org_handle)
    return await client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


async def asyncio(
    *,
    client: AsyncBaseClient,
    org_handle: str | Unset = UNSET,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> Organizations:
    """Like `AsyncUnpod.list_organizations`, which documents arguments and errors."""
    return (await asyncio_detailed(org_handle=org_handle, client=client, timeout=timeout, headers=headers)).parsed


class SyncMethods(BaseClient):
    """The methods of `Unpod`."""

    def list_organizations(
        self,
        *,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Organizations:
        """List the organizations of the token.

        Lists the organizations that the API token belongs to. The `domain_handle` of an organization is the
        value of the header `Org-Handle` of the other operations. This operation does not require the
        header, so a client that knows no handle yet may have any text as its `org_handle`.

        Args:
            org_handle: The domain handle of the organization (default: that of the client).
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.

        Returns:
            The organizations.

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

        Documented at https://docs.unpod.dev/api/space/organizations (read on 2026-11-21)
        """
        parts = request_parts(org_handle=org_handle)
        return self.request_operation(OPERATION, parts, timeout=timeout, headers=headers).parsed


class SyncRawMethods(_HidesLocals):
    """The methods of `UnpodWithRawResponse`."""

    _client: BaseClient

    def list_organizations(
        self,
        *,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Response[Organizations]:
        """Like `Unpod.list_organizations`, but return the whole response."""
        parts = request_parts(org_handle=org_handle)
        return self._client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


class AsyncMethods(AsyncBaseClient):
    """The methods of `AsyncUnpod`."""

    async def list_organizations(
        self,
        *,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Organizations:
        """List the organizations of the token.

        Lists the organizations that the API token belongs to. The `domain_handle` of an organization is the
        value of the header `Org-Handle` of the other operations. This operation does not require the
        header, so a client that knows no handle yet may have any text as its `org_handle`.

        Args:
            org_handle: The domain handle of the organization (default: that of the client).
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.

        Returns:
            The organizations.

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

        Documented at https://docs.unpod.dev/api/space/organizations (read on 2026-11-21)
        """
        parts = request_parts(org_handle=org_handle)
        return (await self.request_operation(OPERATION, parts, timeout=timeout, headers=headers)).parsed


class AsyncRawMethods(_HidesLocals):
    """The methods of `AsyncUnpodWithRawResponse`."""

    _client: AsyncBaseClient

    async def list_organizations(
        self,
        *,
        org_handle: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Response[Organizations]:
        """Like `AsyncUnpod.list_organizations`, but return the whole response."""
        parts = request_parts(org_handle=org_handle)
        return await self._client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


_hide_locals(globals())
