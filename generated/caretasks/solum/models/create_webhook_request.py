# Generated from specs/solum/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from caretasks.client import decoding as _decoding
from caretasks.client.model import Field as _Field
from caretasks.client.model import Model as _Model
from caretasks.client.model import ModelSpec as _ModelSpec
from caretasks.client.model import define as _define
from caretasks.client.types import UNSET, Unset

from ..models.webhook_event_type import WebhookEventType


@_define(repr=False, init=False)
class CreateWebhookRequest(_Model[Any]):
    """A subscription of a URL to events"""

    url: str
    """The URL that receives the events"""

    event_types: list[WebhookEventType]
    """The types of events that the URL receives"""

    description: None | str | Unset = UNSET
    """The purpose of the subscription"""

    if TYPE_CHECKING:

        def __init__(
            self,
            url: str,
            event_types: list[WebhookEventType]
            | list[str]
            | list[
                WebhookEventType
                | Literal[
                    "patient_created",
                    "patient_stage_changed",
                    "patient_updated",
                    "patient_insurance_verification",
                    "patient_verification_completed",
                ]
                | str
            ],
            description: str | None | Unset = ...,
            *,
            additional_properties: dict[str, Any] = ...,
        ) -> None: ...

    @staticmethod
    def _spec() -> _ModelSpec:

        return _ModelSpec(
            _Field("url", _decoding.string, required="string"),
            _Field("event_types", _decoding.array(_decoding.enum(WebhookEventType)), required="array", parsed=True),
            _Field("description", _decoding.nullable(_decoding.string)),
        )
