# Generated from specs/miramace/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Not to be edited: `make regenerate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="Address")


@_attrs_define
class Address:
    """A postal address"""

    street_name: str | Unset = UNSET
    """ Street and house number """
    city: str | Unset = UNSET
    """ City """
    state: str | Unset = UNSET
    """ State """
    postal_code: str | Unset = UNSET
    """ Postal code """
    country_code: str | Unset = UNSET
    """ Country code """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        street_name = self.street_name

        city = self.city

        state = self.state

        postal_code = self.postal_code

        country_code = self.country_code

        FIELDS: dict[str, Any] = {}
        FIELDS.update(self.additional_properties)
        FIELDS.update({})
        if street_name is not UNSET:
            FIELDS["street_name"] = street_name
        if city is not UNSET:
            FIELDS["city"] = city
        if state is not UNSET:
            FIELDS["state"] = state
        if postal_code is not UNSET:
            FIELDS["postal_code"] = postal_code
        if country_code is not UNSET:
            FIELDS["country_code"] = country_code

        return FIELDS

    @classmethod
    def from_dict(CLS: type[T], SOURCE: Mapping[str, Any], /) -> T:
        REST = dict(SOURCE)
        street_name = REST.pop("street_name", UNSET)

        city = REST.pop("city", UNSET)

        state = REST.pop("state", UNSET)

        postal_code = REST.pop("postal_code", UNSET)

        country_code = REST.pop("country_code", UNSET)

        READ = CLS(
            street_name=street_name,
            city=city,
            state=state,
            postal_code=postal_code,
            country_code=country_code,
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
