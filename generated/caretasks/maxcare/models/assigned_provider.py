# Generated from specs/maxcare/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Not to be edited: `make regenerate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="AssignedProvider")


@_attrs_define
class AssignedProvider:
    """A provider to whom a task is assigned"""

    id: str
    """ The provider """
    first_name: None | str
    """ First name """
    last_name: None | str
    """ Last name """
    display_first_name: None | str
    """ First name as it is shown """
    display_last_name: None | str
    """ Last name as it is shown """
    username: None | str
    """ User name in the EHR """
    roles: list[str]
    """ The provider's roles """
    individual_npi: None | str
    """ The provider's own NPI (national provider identifier) """
    can_finalize: bool
    """ Whether the provider may finalize notes, which are then billed under the provider """
    can_cosign: bool
    """ Whether the provider may cosign the notes of other providers """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        first_name: None | str
        first_name = self.first_name

        last_name: None | str
        last_name = self.last_name

        display_first_name: None | str
        display_first_name = self.display_first_name

        display_last_name: None | str
        display_last_name = self.display_last_name

        username: None | str
        username = self.username

        roles = self.roles

        individual_npi: None | str
        individual_npi = self.individual_npi

        can_finalize = self.can_finalize

        can_cosign = self.can_cosign

        FIELDS: dict[str, Any] = {}
        FIELDS.update(self.additional_properties)
        FIELDS.update(
            {
                "id": id,
                "firstName": first_name,
                "lastName": last_name,
                "displayFirstName": display_first_name,
                "displayLastName": display_last_name,
                "username": username,
                "roles": roles,
                "individualNpi": individual_npi,
                "canFinalize": can_finalize,
                "canCosign": can_cosign,
            }
        )

        return FIELDS

    @classmethod
    def from_dict(CLS: type[T], SOURCE: Mapping[str, Any], /) -> T:
        REST = dict(SOURCE)
        id = REST.pop("id")

        def _parse_first_name(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        first_name = _parse_first_name(REST.pop("firstName"))

        def _parse_last_name(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        last_name = _parse_last_name(REST.pop("lastName"))

        def _parse_display_first_name(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        display_first_name = _parse_display_first_name(REST.pop("displayFirstName"))

        def _parse_display_last_name(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        display_last_name = _parse_display_last_name(REST.pop("displayLastName"))

        def _parse_username(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        username = _parse_username(REST.pop("username"))

        roles = cast(list[str], REST.pop("roles"))

        def _parse_individual_npi(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        individual_npi = _parse_individual_npi(REST.pop("individualNpi"))

        can_finalize = REST.pop("canFinalize")

        can_cosign = REST.pop("canCosign")

        READ = CLS(
            id=id,
            first_name=first_name,
            last_name=last_name,
            display_first_name=display_first_name,
            display_last_name=display_last_name,
            username=username,
            roles=roles,
            individual_npi=individual_npi,
            can_finalize=can_finalize,
            can_cosign=can_cosign,
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
