# Generated from specs/miramace/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from caretasks.client import decoding as _decoding
from caretasks.client.model import Field as _Field
from caretasks.client.model import Model as _Model
from caretasks.client.model import ModelSpec as _ModelSpec
from caretasks.client.model import define as _define
from caretasks.client.types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.address import Address


@_define(repr=False)
class Provider(_Model[Any]):
    """A provider"""

    name: str | Unset = UNSET
    """The name of the provider"""

    npi: str | Unset = UNSET
    """The provider's NPI (national provider identifier)"""

    specialty: str | Unset = UNSET
    """The provider's specialty"""

    facility: str | Unset = UNSET
    """The facility where the provider practices"""

    phone_number: str | Unset = UNSET
    """The provider's phone number, in E.164 format"""

    address: Address | Unset = UNSET
    """A postal address"""

    @staticmethod
    def _spec() -> _ModelSpec:
        from ..models.address import Address

        return _ModelSpec(
            _Field("name", _decoding.string, sensitive=True),
            _Field("npi", _decoding.string, sensitive=True),
            _Field("specialty", _decoding.string, sensitive=True),
            _Field("facility", _decoding.string, sensitive=True),
            _Field("phone_number", _decoding.string, sensitive=True),
            _Field("address", _decoding.model(Address), sensitive=True),
            sensitive=True,
        )
