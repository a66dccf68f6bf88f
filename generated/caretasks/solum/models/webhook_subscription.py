# Generated from specs/solum/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from caretasks.client import decoding as _decoding
from caretasks.client.model import Field as _Field
from caretasks.client.model import Model as _Model
from caretasks.client.model import ModelSpec as _ModelSpec
from caretasks.client.model import define as _define
from caretasks.client.types import UNSET, Unset


@_define(repr=False, init=False)
class WebhookSubscription(_Model[Any]):
    """A subscription of a URL to events"""

    id: UUID
    """The ID of the subscription"""

    url: str
    """The URL that receives the events"""

    event_types: list[str]
    """The types of events that the URL receives"""

    is_active: bool
    """Whether events are sent"""

    company_id: str
    """The ID of the company that the subscription belongs to"""

    created_at: None | str
    """The creation time of the subscription"""

    updated_at: None | str
    """The time of the last update of the subscription"""

    description: None | str | Unset = UNSET
    """The purpose of the subscription"""

    secret_key: None | str | Unset = UNSET
    """The secret that signs the events"""

    if TYPE_CHECKING:

        def __init__(
            self,
            id: UUID | str,
            url: str,
            event_types: list[str],
            is_active: bool,
            company_id: str,
            created_at: str | None,
            updated_at: str | None,
            description: str | None | Unset = ...,
            secret_key: str | None | Unset = ...,
            *,
            additional_properties: dict[str, Any] = ...,
        ) -> None: ...

    @staticmethod
    def _spec() -> _ModelSpec:

        return _ModelSpec(
            _Field("id", _decoding.uuid, required="uuid", parsed=True),
            _Field("url", _decoding.string, required="string"),
            _Field("event_types", _decoding.array(_decoding.string), required="array"),
            _Field("is_active", _decoding.boolean, required="boolean"),
            _Field("company_id", _decoding.string, required="string"),
            _Field("created_at", _decoding.nullable(_decoding.string), required="string or null"),
            _Field("updated_at", _decoding.nullable(_decoding.string), required="string or null"),
            _Field("description", _decoding.nullable(_decoding.string)),
            _Field("secret_key", _decoding.nullable(_decoding.string), sensitive=True),
        )
