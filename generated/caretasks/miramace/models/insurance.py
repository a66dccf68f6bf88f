# Generated from specs/miramace/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from caretasks.client import decoding as _decoding
from caretasks.client.model import Field as _Field
from caretasks.client.model import Model as _Model
from caretasks.client.model import ModelSpec as _ModelSpec
from caretasks.client.model import define as _define
from caretasks.client.types import UNSET, Unset

from ..models.relationship_to_subscriber import RelationshipToSubscriber

if TYPE_CHECKING:
    from ..models.subscriber import Subscriber


@_define(repr=False, init=False)
class Insurance(_Model[Any]):
    """A health insurance"""

    company_name: str | Unset = UNSET
    """The insurance company"""

    member_id: str | Unset = UNSET
    """The ID of the member"""

    group_number: str | Unset = UNSET
    """The number of the group"""

    plan_name: str | Unset = UNSET
    """The plan"""

    phone_number: None | str | Unset = UNSET
    """The phone number of the insurance company, in E.164 format"""

    relationship_to_subscriber: RelationshipToSubscriber | Unset = UNSET
    """The relationship of the patient to the subscriber"""

    primary_subscriber: Subscriber | Unset = UNSET
    """The primary subscriber of an insurance"""

    if TYPE_CHECKING:

        def __init__(
            self,
            company_name: str | Unset = ...,
            member_id: str | Unset = ...,
            group_number: str | Unset = ...,
            plan_name: str | Unset = ...,
            phone_number: str | None | Unset = ...,
            relationship_to_subscriber: RelationshipToSubscriber
            | Literal["RELATIONSHIP_TO_SUBSCRIBER_UNSPECIFIED", "SELF", "SPOUSE", "DEPENDENT"]
            | str
            | Unset = ...,
            primary_subscriber: Subscriber | Unset = ...,
            *,
            additional_properties: dict[str, Any] = ...,
        ) -> None: ...

    @staticmethod
    def _spec() -> _ModelSpec:
        from ..models.subscriber import Subscriber

        return _ModelSpec(
            _Field("company_name", _decoding.string, sensitive=True),
            _Field("member_id", _decoding.string, sensitive=True),
            _Field("group_number", _decoding.string, sensitive=True),
            _Field("plan_name", _decoding.string, sensitive=True),
            _Field("phone_number", _decoding.nullable(_decoding.string), sensitive=True),
            _Field("relationship_to_subscriber", _decoding.enum(RelationshipToSubscriber), parsed=True, sensitive=True),
            _Field("primary_subscriber", _decoding.model(Subscriber), sensitive=True),
            sensitive=True,
        )
