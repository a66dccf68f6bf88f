# Generated from specs/miramace/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Not to be edited: `make regenerate`.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="PreviousVisit")


@_attrs_define
class PreviousVisit:
    """An earlier visit"""

    purpose: str | Unset = UNSET
    """ What the visit was for """
    date: datetime.date | Unset = UNSET
    """ The day of the visit """
    outcome: str | Unset = UNSET
    """ What came of the visit """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        purpose = self.purpose

        date: str | Unset = UNSET
        if not isinstance(self.date, Unset):
            date = self.date.isoformat()

        outcome = self.outcome

        FIELDS: dict[str, Any] = {}
        FIELDS.update(self.additional_properties)
        FIELDS.update({})
        if purpose is not UNSET:
            FIELDS["purpose"] = purpose
        if date is not UNSET:
            FIELDS["date"] = date
        if outcome is not UNSET:
            FIELDS["outcome"] = outcome

        return FIELDS

    @classmethod
    def from_dict(CLS: type[T], SOURCE: Mapping[str, Any], /) -> T:
        REST = dict(SOURCE)
        purpose = REST.pop("purpose", UNSET)

        _date = REST.pop("date", UNSET)
        date: datetime.date | Unset
        if isinstance(_date, Unset):
            date = UNSET
        else:
            date = datetime.date.fromisoformat(_date)

        outcome = REST.pop("outcome", UNSET)

        READ = CLS(
            purpose=purpose,
            date=date,
            outcome=outcome,
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
