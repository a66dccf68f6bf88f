# Generated from specs/miramace/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Not to be edited: `make regenerate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import models as _models
from .. import reading as _reading
from .. import showing as _showing
from .. import writing as _writing
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.address import Address

_NAMES = frozenset[str](
    (
        "name",
        "npi",
        "specialty",
        "facility",
        "phone_number",
        "address",
    )
)


@_attrs_define(repr=False)
class Referral:
    """The provider who referred the patient"""

    name: str | Unset = UNSET
    """ The name of the referring provider """

    npi: str | Unset = UNSET
    """ The provider's NPI (national provider identifier) """

    specialty: str | Unset = UNSET
    """ The provider's specialty """

    facility: str | Unset = UNSET
    """ The facility where the provider practices """

    phone_number: str | Unset = UNSET
    """ The provider's phone number """

    address: Address | Unset = UNSET
    """ A postal address """

    additional_properties: dict[str, Any] = _attrs_field(kw_only=True, factory=dict[str, Any])
    """What came, or is to be sent, beside the documented fields. """

    def __repr__(self) -> str:
        return _showing.shown(
            "Referral",
            (
                ("name", _showing.HIDDEN),
                ("npi", _showing.HIDDEN),
                ("specialty", _showing.HIDDEN),
                ("facility", _showing.HIDDEN),
                ("phone_number", _showing.HIDDEN),
                ("address", _showing.HIDDEN),
                ("additional_properties", _showing.HIDDEN),
            ),
        )

    # Any: a field may be UNSET, or what came in its place, whatever its type says.
    def to_dict(self: Any) -> dict[str, Any]:
        """As JSON: what was read, or what is to be sent, with the names of the document."""
        result: dict[str, Any] = {**self.additional_properties}
        value = self.name
        if value is not UNSET:
            result["name"] = value if value.__class__ is str else _writing.written(value)
        value = self.npi
        if value is not UNSET:
            result["npi"] = value if value.__class__ is str else _writing.written(value)
        value = self.specialty
        if value is not UNSET:
            result["specialty"] = value if value.__class__ is str else _writing.written(value)
        value = self.facility
        if value is not UNSET:
            result["facility"] = value if value.__class__ is str else _writing.written(value)
        value = self.phone_number
        if value is not UNSET:
            result["phone_number"] = value if value.__class__ is str else _writing.written(value)
        value = self.address
        if value is not UNSET:
            result["address"] = value if value.__class__ is str else _writing.written(value)
        return result

    @classmethod
    def from_dict(cls, source: Mapping[str, Any], drift: _reading.Drift = _reading.IGNORED, at: str = "", /) -> Self:
        """Reads it from a JSON object, which keeps whatever that has.

        Args:
            source: the object, with the names of the document.
            drift: where to note what is not as documented.
            at: the pointer to the object.
        """
        read = cls.__new__(cls)
        known = 0
        if "name" in source:
            known += 1
            value = source["name"]
            read.name = value if value.__class__ is str else _reading.string(value, drift, at, "/name")
        else:
            read.name = UNSET

        if "npi" in source:
            known += 1
            value = source["npi"]
            read.npi = value if value.__class__ is str else _reading.string(value, drift, at, "/npi")
        else:
            read.npi = UNSET

        if "specialty" in source:
            known += 1
            value = source["specialty"]
            read.specialty = value if value.__class__ is str else _reading.string(value, drift, at, "/specialty")
        else:
            read.specialty = UNSET

        if "facility" in source:
            known += 1
            value = source["facility"]
            read.facility = value if value.__class__ is str else _reading.string(value, drift, at, "/facility")
        else:
            read.facility = UNSET

        if "phone_number" in source:
            known += 1
            value = source["phone_number"]
            read.phone_number = value if value.__class__ is str else _reading.string(value, drift, at, "/phone_number")
        else:
            read.phone_number = UNSET

        if "address" in source:
            known += 1
            read.address = _reading.model(_models.Address)(source["address"], drift, at, "/address")
        else:
            read.address = UNSET

        read.additional_properties = (
            {} if known == len(source) else {name: value for name, value in source.items() if name not in _NAMES}
        )
        return read

    @property
    def additional_keys(self) -> list[str]:
        """The names of the additional properties."""
        return list(self.additional_properties)

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
