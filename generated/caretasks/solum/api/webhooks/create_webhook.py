# Generated from specs/solum/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
"""POST /v1/webhooks"""

from collections.abc import Mapping
from typing import Any, Literal, NotRequired
from typing import TypedDict as _TypedDict

from caretasks.client import decoding as _decoding
from caretasks.client import encoding as _encoding
from caretasks.client import operation as _operation
from caretasks.client.base_client import AsyncBaseClient, BaseClient
from caretasks.client.tracebacks import HidesLocals as _HidesLocals
from caretasks.client.tracebacks import hide_locals as _hide_locals
from caretasks.client.types import UNSET, PydanticModel, Response, Timeout, Unset

from ... import models as _models
from ...models.create_webhook_request import CreateWebhookRequest
from ...models.webhook_subscription import WebhookSubscription

OPERATION: _operation.Operation[WebhookSubscription] = _operation.Operation(
    "create_webhook",
    "POST",
    "/v1/webhooks",
    successes={
        "200": _operation.Body("json", _decoding.model(_models.WebhookSubscription)),
        "201": _operation.Body("json", _decoding.model(_models.WebhookSubscription)),
    },
    errors={
        "400": _operation.Body(
            "json", _decoding.model(_models.ErrorBody), error_code="/detail/code", error_fields=("/detail/param",)
        ),
        "401": _operation.Body(
            "json", _decoding.model(_models.ErrorBody), error_code="/detail/code", error_fields=("/detail/param",)
        ),
        "403": _operation.Body(
            "json", _decoding.model(_models.ErrorBody), error_code="/detail/code", error_fields=("/detail/param",)
        ),
        "404": _operation.Body(
            "json", _decoding.model(_models.ErrorBody), error_code="/detail/code", error_fields=("/detail/param",)
        ),
        "409": _operation.Body(
            "json", _decoding.model(_models.ErrorBody), error_code="/detail/code", error_fields=("/detail/param",)
        ),
        "422": _operation.Body(
            "json", _decoding.model(_models.ErrorBody), error_code="/detail/code", error_fields=("/detail/param",)
        ),
        "500": _operation.Body(
            "json", _decoding.model(_models.ErrorBody), error_code="/detail/code", error_fields=("/detail/param",)
        ),
    },
    request_names=("description", "event_types", "url"),
    security=((_operation.ApiKey("header", "X-API-Key", "", ("SOLUM_API_KEY",)),),),
)


class BodyKeywords(_TypedDict):
    """The properties of the body, as keyword arguments of `Solum.create_webhook`."""

    url: str
    """The URL that receives the events"""
    event_types: (
        list[_models.WebhookEventType]
        | list[str]
        | list[
            _models.WebhookEventType
            | Literal[
                "patient_created",
                "patient_stage_changed",
                "patient_updated",
                "patient_insurance_verification",
                "patient_verification_completed",
            ]
            | str
        ]
    )
    """The types of events that the URL receives"""
    description: NotRequired[str | None | Unset]
    """The purpose of the subscription"""


BODY = _encoding.KeywordBody(
    "create_webhook",
    BodyKeywords,
    {},
    required=True,
)

BODY_TYPES: tuple[_encoding.BodyType, ...] = (_encoding.BodyType("application/json", "json", CreateWebhookRequest),)


def request_parts(*, body: CreateWebhookRequest | Mapping[str, Any] | PydanticModel) -> _operation.RequestParts:
    """Return the request without API key, accounts and settings of a client."""
    parts = _operation.RequestParts("/v1/webhooks")
    parts.set_body(_encoding.encode_body(body, BODY_TYPES))
    return parts


def sync_detailed(
    *,
    client: BaseClient,
    body: CreateWebhookRequest | Mapping[str, Any] | PydanticModel,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> Response[WebhookSubscription]:
    """Like `sync`, but returns status, headers and content, too."""
    parts = request_parts(body=body)
    return client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


def sync(
    *,
    client: BaseClient,
    body: CreateWebhookRequest | Mapping[str, Any] | PydanticModel,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> WebhookSubscription:
    """Like `Solum.create_webhook`, which documents arguments and errors."""
    return sync_detailed(body=body, client=client, timeout=timeout, headers=headers).parsed


async def asyncio_detailed(
    *,
    client: AsyncBaseClient,
    body: CreateWebhookRequest | Mapping[str, Any] | PydanticModel,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> Response[WebhookSubscription]:
    """Like `asyncio`, but returns status, headers and content, too."""
    parts = request_parts(body=body)
    return await client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


async def asyncio(
    *,
    client: AsyncBaseClient,
    body: CreateWebhookRequest | Mapping[str, Any] | PydanticModel,
    timeout: Timeout | Unset = UNSET,
    headers: Mapping[str, str] | None = None,
) -> WebhookSubscription:
    """Like `AsyncSolum.create_webhook`, which documents arguments and errors."""
    return (await asyncio_detailed(body=body, client=client, timeout=timeout, headers=headers)).parsed


class SyncMethods(BaseClient):
    """The methods of `Solum`."""

    def create_webhook(
        self,
        body: CreateWebhookRequest | Mapping[str, Any] | PydanticModel | Unset = UNSET,
        *,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        **body_keywords: Any,
    ) -> WebhookSubscription:
        """Create a webhook subscription.

        Subscribes a URL to events about patients and returns the subscription with its secret, which no
        other response contains. The vendor documents neither the payload of an event nor the whole layout
        of its signature.

        Args:
            body: A subscription of a URL to events; the model, a pydantic model, or a mapping by the names
                in the spec, whose values may be UUIDs, dates, datetimes and enums.
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.
            **body_keywords: the properties of the body, instead of `body`.

        Returns:
            The subscription was created.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BadRequestError: 400: The request is malformed.
            AuthenticationError: 401: The credentials are missing or invalid.
            PermissionDeniedError: 403: The API key does not allow this request.
            NotFoundError: 404: The resource does not exist.
            ConflictError: 409: The version conflicts with the stored one.
            UnprocessableEntityError: 422: The request fails validation.
            ServerError: 500: Internal server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            OutcomeUnknownError: the request was sent, and its outcome is unknown.
            httpx.TransportError: no response was received.

        Documented at https://docs.getsolum.com/api-reference/webhooks/create-webhook-subscription (read on
        2026-11-21)
        """
        parts = request_parts(body=BODY.select(body, body_keywords))
        return self.request_operation(OPERATION, parts, timeout=timeout, headers=headers).parsed


class SyncRawMethods(_HidesLocals):
    """The methods of `SolumWithRawResponse`."""

    _client: BaseClient

    def create_webhook(
        self,
        body: CreateWebhookRequest | Mapping[str, Any] | PydanticModel | Unset = UNSET,
        *,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        **body_keywords: Any,
    ) -> Response[WebhookSubscription]:
        """Like `Solum.create_webhook`, but return the whole response."""
        parts = request_parts(body=BODY.select(body, body_keywords))
        return self._client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


class AsyncMethods(AsyncBaseClient):
    """The methods of `AsyncSolum`."""

    async def create_webhook(
        self,
        body: CreateWebhookRequest | Mapping[str, Any] | PydanticModel | Unset = UNSET,
        *,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        **body_keywords: Any,
    ) -> WebhookSubscription:
        """Create a webhook subscription.

        Subscribes a URL to events about patients and returns the subscription with its secret, which no
        other response contains. The vendor documents neither the payload of an event nor the whole layout
        of its signature.

        Args:
            body: A subscription of a URL to events; the model, a pydantic model, or a mapping by the names
                in the spec, whose values may be UUIDs, dates, datetimes and enums.
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.
            **body_keywords: the properties of the body, instead of `body`.

        Returns:
            The subscription was created.

        Raises:
            ConfigurationError: the API key or an account is missing; nothing was sent.
            BadRequestError: 400: The request is malformed.
            AuthenticationError: 401: The credentials are missing or invalid.
            PermissionDeniedError: 403: The API key does not allow this request.
            NotFoundError: 404: The resource does not exist.
            ConflictError: 409: The version conflicts with the stored one.
            UnprocessableEntityError: 422: The request fails validation.
            ServerError: 500: Internal server error.
            ApiStatusError: any other response that is not a documented success.
            ResponseDecodeError: the response is a success that cannot be decoded.
            OutcomeUnknownError: the request was sent, and its outcome is unknown.
            httpx.TransportError: no response was received.

        Documented at https://docs.getsolum.com/api-reference/webhooks/create-webhook-subscription (read on
        2026-11-21)
        """
        parts = request_parts(body=BODY.select(body, body_keywords))
        return (await self.request_operation(OPERATION, parts, timeout=timeout, headers=headers)).parsed


class AsyncRawMethods(_HidesLocals):
    """The methods of `AsyncSolumWithRawResponse`."""

    _client: AsyncBaseClient

    async def create_webhook(
        self,
        body: CreateWebhookRequest | Mapping[str, Any] | PydanticModel | Unset = UNSET,
        *,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        **body_keywords: Any,
    ) -> Response[WebhookSubscription]:
        """Like `AsyncSolum.create_webhook`, but return the whole response."""
        parts = request_parts(body=BODY.select(body, body_keywords))
        return await self._client.request_operation(OPERATION, parts, timeout=timeout, headers=headers)


_hide_locals(globals())
