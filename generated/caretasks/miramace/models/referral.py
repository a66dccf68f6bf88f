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

        FIELDS: dict[str, Any] = {}
        FIELDS.update(self.additional_properties)
        FIELDS.update({})
        if name is not UNSET:
            FIELDS["name"] = name
        if npi is not UNSET:
            FIELDS["npi"] = npi
        if specialty is not UNSET:
            FIELDS["specialty"] = specialty
        if facility is not UNSET:
            FIELDS["facility"] = facility
        if phone_number is not UNSET:
            FIELDS["phone_number"] = phone_number
        if address is not UNSET:
            FIELDS["address"] = address

        return FIELDS

    @classmethod
    def from_dict(CLS: type[T], SOURCE: Mapping[str, Any], /) -> T:
        from ..models.address import Address  # noqa: PLC0415

        REST = dict(SOURCE)
        name = REST.pop("name", UNSET)

        npi = REST.pop("npi", UNSET)

        specialty = REST.pop("specialty", UNSET)

        facility = REST.pop("facility", UNSET)

        phone_number = REST.pop("phone_number", UNSET)

        _address = REST.pop("address", UNSET)
        address: Address | Unset
        if isinstance(_address, Unset):
            address = UNSET
        else:
            address = Address.from_dict(_address)

        READ = CLS(
            name=name,
            npi=npi,
            specialty=specialty,
            facility=facility,
            phone_number=phone_number,
            address=address,
        )

        READ.additional_properties = REST
        return READ

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
