# Generated from specs/maxcare/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
"""GET /v2/marketplace/me"""

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
from ...models.app_context_response import AppContextResponse

OPERATION: _operation.Operation[AppContextResponse] = _operation.Operation(
    "get_app_context",
    "GET",
    "/v2/marketplace/me",
    successes={
        "200": _operation.Body("json", _decoding.model(_models.AppContextResponse)),
    },
    errors={
        "401": _operation.Body("json", _decoding.model(_models.ErrorBody), error_code="/code"),
        "429": _operation.Body("json", _decoding.model(_models.ErrorBody), error_code="/code"),
        "500": _operation.Body("json", _decoding.model(_models.ErrorBody), error_code="/code"),
        "4XX": _operation.Body("json", _decoding.any_value),
        "5XX": _operation.Body("json", _decoding.any_value),
    },
    security=((_operation.ApiKey("header", "Authorization", "Bearer ", ("MAXCARE_API_KEY",)),),),
    accounts=(_operation.Account("X-Organization-Id", "organization_id", "MAXCARE_ORGANIZATION_ID", True),),
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


def request_parts(*, organization_id: str | Unset = UNSET) -> _operation.RequestParts:
    """Return the request without API key, accounts and settings of a client."""
    parts = _operation.RequestParts(
        "/v2/marketplace/me", headers=_encoding.headers((("X-Organization-Id", organization_id),))
    )
    return parts


def sync_detailed(
    *,
    client: BaseClient,
    organization_id: str | Unset = UNSET,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> Response[AppContextResponse]:
    """Like `sync`, but returns status, headers and content, too."""
    parts = request_parts(organization_id=organization_id)
    return client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


def sync(
    *,
    client: BaseClient,
    organization_id: str | Unset = UNSET,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> AppContextResponse:
    """Like `MaxCare.get_app_context`, which documents arguments and errors."""
    return sync_detailed(organization_id=organization_id, client=client, timeout=timeout, headers=headers).parsed


async def asyncio_detailed(
    *,
    client: AsyncBaseClient,
    organization_id: str | Unset = UNSET,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> Response[AppContextResponse]:
    """Like `asyncio`, but returns status, headers and content, too."""
    parts = request_parts(organization_id=organization_id)
    return await client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


async def asyncio(
    *,
    client: AsyncBaseClient,
    organization_id: str | Unset = UNSET,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> AppContextResponse:
    """Like `AsyncMaxCare.get_app_context`, which documents arguments and errors."""
    return (
        await asyncio_detailed(organization_id=organization_id, client=client, timeout=timeout, headers=headers)
    ).parsed


class SyncMethods(BaseClient):
    """The methods of `MaxCare`."""

    def get_app_context(
        self,
        *,
        organization_id: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> AppContextResponse:
        """Get the current app context.

        Returns the app, the organization and the scopes of the API key. Use it to check a key.

        Args:
            organization_id: The ID of the clinic's organization (default: that of the client).
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.

        Returns:
            The app, the organization and the scopes.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            AuthenticationError: 401: The API key is missing, invalid or expired.
            RateLimitError: 429: More than 1,000 requests in 60 seconds, counted over a sliding window per
                app.
            ServerError: 500: Internal server error.
            ApiStatusError: 4XX: An undocumented client error.
            ServerError: 5XX: An undocumented server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            httpx.TransportError: no response was received.

        Documented at https://docs.maxcare.ai/api-reference (read on 2026-11-21)
        """
        parts = request_parts(organization_id=organization_id)
        return self.request_operation(OPERATION, parts, timeout=timeout, headers=headers).parsed


class SyncRawMethods(_HidesLocals):
    """The methods of `MaxCareWithRawResponse`."""

    _client: BaseClient

    def get_app_context(
        self,
        *,
        organization_id: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> _HeadedResponse[AppContextResponse, ResponseHeaders]:
        """Like `MaxCare.get_app_context`, but return the whole response."""
        parts = request_parts(organization_id=organization_id)
        return _with_typed_headers(
            self._client.request_operation(OPERATION, parts, timeout=timeout, headers=headers), HEADERS
        )


class AsyncMethods(AsyncBaseClient):
    """The methods of `AsyncMaxCare`."""

    async def get_app_context(
        self,
        *,
        organization_id: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> AppContextResponse:
        """Get the current app context.

        Returns the app, the organization and the scopes of the API key. Use it to check a key.

        Args:
            organization_id: The ID of the clinic's organization (default: that of the client).
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.

        Returns:
            The app, the organization and the scopes.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            AuthenticationError: 401: The API key is missing, invalid or expired.
            RateLimitError: 429: More than 1,000 requests in 60 seconds, counted over a sliding window per
                app.
            ServerError: 500: Internal server error.
            ApiStatusError: 4XX: An undocumented client error.
            ServerError: 5XX: An undocumented server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            httpx.TransportError: no response was received.

        Documented at https://docs.maxcare.ai/api-reference (read on 2026-11-21)
        """
        parts = request_parts(organization_id=organization_id)
        return (await self.request_operation(OPERATION, parts, timeout=timeout, headers=headers)).parsed


class AsyncRawMethods(_HidesLocals):
    """The methods of `AsyncMaxCareWithRawResponse`."""

    _client: AsyncBaseClient

    async def get_app_context(
        self,
        *,
        organization_id: str | Unset = UNSET,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> _HeadedResponse[AppContextResponse, ResponseHeaders]:
        """Like `AsyncMaxCare.get_app_context`, but return the whole response."""
        parts = request_parts(organization_id=organization_id)
        return _with_typed_headers(
            await self._client.request_operation(OPERATION, parts, timeout=timeout, headers=headers), HEADERS
        )


_hide_locals(globals())
