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


_hide_locals(globals())
