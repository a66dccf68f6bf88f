# Generated from specs/miramace/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from caretasks.client import decoding as _decoding
from caretasks.client.model import Field as _Field
from caretasks.client.model import Model as _Model
from caretasks.client.model import ModelSpec as _ModelSpec
from caretasks.client.model import define as _define
from caretasks.client.types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.address import Address
    from ..models.patient_insurance import PatientInsurance
    from ..models.primary_care_provider import PrimaryCareProvider


@_define(repr=False, init=False)
class Patient(_Model[Any]):
    """A patient"""

    id: UUID | Unset = UNSET
    """The ID of the patient"""

    project_id: UUID | Unset = UNSET
    """The ID of the project that the patient belongs to"""

    first_name: str | Unset = UNSET
    """First name"""

    last_name: str | Unset = UNSET
    """Last name"""

    email: str | Unset = UNSET
    """Email address"""

    date_of_birth: datetime.date | Unset = UNSET
    """Date of birth"""

    phone_number: str | Unset = UNSET
    """The phone number of the patient, in E.164 format"""

    address: Address | Unset = UNSET
    """A postal address"""

    primary_care_provider: PrimaryCareProvider | Unset = UNSET
    """The primary care provider of a patient"""

    insurance: PatientInsurance | Unset = UNSET
    """The insurances of a patient by kind"""

    created_at: datetime.datetime | Unset = UNSET
    """The creation time of the patient"""

    updated_at: datetime.datetime | Unset = UNSET
    """The time of the last update of the patient"""

    if TYPE_CHECKING:

        def __init__(
            self,
            id: UUID | str | Unset = ...,
            project_id: UUID | str | Unset = ...,
            first_name: str | Unset = ...,
            last_name: str | Unset = ...,
            email: str | Unset = ...,
            date_of_birth: datetime.date | str | Unset = ...,
            phone_number: str | Unset = ...,
            address: Address | Unset = ...,
            primary_care_provider: PrimaryCareProvider | Unset = ...,
            insurance: PatientInsurance | Unset = ...,
            created_at: datetime.datetime | str | Unset = ...,
            updated_at: datetime.datetime | str | Unset = ...,
            *,
            additional_properties: dict[str, Any] = ...,
        ) -> None: ...

    @staticmethod
    def _spec() -> _ModelSpec:
        from ..models.address import Address
        from ..models.patient_insurance import PatientInsurance
        from ..models.primary_care_provider import PrimaryCareProvider

        return _ModelSpec(
            _Field("id", _decoding.uuid, parsed=True, sensitive=True),
            _Field("project_id", _decoding.uuid, parsed=True),
            _Field("first_name", _decoding.string, sensitive=True),
            _Field("last_name", _decoding.string, sensitive=True),
            _Field("email", _decoding.string, sensitive=True),
            _Field("date_of_birth", _decoding.date, parsed=True, sensitive=True),
            _Field("phone_number", _decoding.string, sensitive=True),
            _Field("address", _decoding.model(Address), sensitive=True),
            _Field("primary_care_provider", _decoding.model(PrimaryCareProvider), sensitive=True),
            _Field("insurance", _decoding.model(PatientInsurance), sensitive=True),
            _Field("created_at", _decoding.date_time, parsed=True),
            _Field("updated_at", _decoding.date_time, parsed=True),
            sensitive=True,
        )
