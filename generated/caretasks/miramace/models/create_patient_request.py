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
class CreatePatientRequest(_Model[Any]):
    """A patient of a project"""

    project_id: UUID
    """The ID of the project that the patient belongs to"""

    first_name: str
    """First name"""

    last_name: str
    """Last name"""

    phone_number: str
    """The phone number of the patient, in E.164 format"""

    address: Address
    """A postal address"""

    email: str | Unset = UNSET
    """Email address"""

    date_of_birth: datetime.date | Unset = UNSET
    """Date of birth"""

    primary_care_provider: PrimaryCareProvider | Unset = UNSET
    """The primary care provider of a patient"""

    insurance: PatientInsurance | Unset = UNSET
    """The insurances of a patient by kind"""

    if TYPE_CHECKING:

        def __init__(
            self,
            project_id: UUID | str,
            first_name: str,
            last_name: str,
            phone_number: str,
            address: Address,
            email: str | Unset = ...,
            date_of_birth: datetime.date | str | Unset = ...,
            primary_care_provider: PrimaryCareProvider | Unset = ...,
            insurance: PatientInsurance | Unset = ...,
            *,
            additional_properties: dict[str, Any] = ...,
        ) -> None: ...

    @staticmethod
    def _spec() -> _ModelSpec:
        from ..models.address import Address
        from ..models.patient_insurance import PatientInsurance
        from ..models.primary_care_provider import PrimaryCareProvider

        return _ModelSpec(
            _Field("project_id", _decoding.uuid, required="uuid", parsed=True),
            _Field("first_name", _decoding.string, required="string", sensitive=True),
            _Field("last_name", _decoding.string, required="string", sensitive=True),
            _Field("phone_number", _decoding.string, required="string", sensitive=True),
            _Field("address", _decoding.model(Address), required="object", sensitive=True),
            _Field("email", _decoding.string, sensitive=True),
            _Field("date_of_birth", _decoding.date, parsed=True, sensitive=True),
            _Field("primary_care_provider", _decoding.model(PrimaryCareProvider), sensitive=True),
            _Field("insurance", _decoding.model(PatientInsurance), sensitive=True),
            sensitive=True,
        )
