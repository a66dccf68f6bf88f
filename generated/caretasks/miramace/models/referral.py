# Generated from specs/miramace/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Not to be edited: `make regenerate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.address import Address


T = TypeVar("T", bound="Referral")


@_attrs_define
class Referral:
    """Who referred the patient"""

    name: str | Unset = UNSET
    """ The referring provider """
    npi: str | Unset = UNSET
    """ The provider's NPI (national provider identifier) """
    specialty: str | Unset = UNSET
    """ The provider's specialty """
    facility: str | Unset = UNSET
    """ Where the provider practises """
    phone_number: str | Unset = UNSET
    """ The provider's telephone number """
    address: Address | Unset = UNSET
    """ A postal address """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        npi = self.npi

        specialty = self.specialty

        facility = self.facility

        phone_number = self.phone_number

        address: dict[str, Any] | Unset = UNSET
        if not isinstance(self.address, Unset):
            address = self.address.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if name is not UNSET:
            field_dict["name"] = name
        if npi is not UNSET:
            field_dict["npi"] = npi
        if specialty is not UNSET:
            field_dict["specialty"] = specialty
        if facility is not UNSET:
            field_dict["facility"] = facility
        if phone_number is not UNSET:
            field_dict["phone_number"] = phone_number
        if address is not UNSET:
            field_dict["address"] = address

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.address import Address  # noqa: PLC0415

        d = dict(src_dict)
        name = d.pop("name", UNSET)

        npi = d.pop("npi", UNSET)

        specialty = d.pop("specialty", UNSET)

        facility = d.pop("facility", UNSET)

        phone_number = d.pop("phone_number", UNSET)

        _address = d.pop("address", UNSET)
        address: Address | Unset
        if isinstance(_address, Unset):
            address = UNSET
        else:
            address = Address.from_dict(_address)

        referral = cls(
            name=name,
            npi=npi,
            specialty=specialty,
            facility=facility,
            phone_number=phone_number,
            address=address,
        )

        referral.additional_properties = d
        return referral

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
