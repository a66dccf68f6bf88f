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
    from ..models.bill_address import BillAddress


@_define(repr=False)
class Bill(_Model[Any]):
    """A bill"""

    number: str | Unset = UNSET
    """The number of the bill"""

    amount: str | Unset = UNSET
    """The amount with its currency"""

    phone_number: str | Unset = UNSET
    """The phone number of the biller, in E.164 format"""

    address: BillAddress | Unset = UNSET
    """The postal address of a biller"""

    @staticmethod
    def _spec() -> _ModelSpec:
        from ..models.bill_address import BillAddress

        return _ModelSpec(
            _Field("number", _decoding.string, sensitive=True),
            _Field("amount", _decoding.string, sensitive=True),
            _Field("phone_number", _decoding.string, sensitive=True),
            _Field("address", _decoding.model(BillAddress), sensitive=True),
            sensitive=True,
        )
