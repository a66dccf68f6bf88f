# Generated from specs/solum/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Not to be edited: `make regenerate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="ErrorDetail")


@_attrs_define
class ErrorDetail:
    """What went wrong, in words and codes"""

    message: str
    """ The error in words """
    type_: str | Unset = UNSET
    """ The kind of error """
    code: str | Unset = UNSET
    """ The error's code """
    param: str | Unset = UNSET
    """ The field that the error is about """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        message = self.message

        type_ = self.type_

        code = self.code

        param = self.param

        FIELDS: dict[str, Any] = {}
        FIELDS.update(self.additional_properties)
        FIELDS.update(
            {
                "message": message,
            }
        )
        if type_ is not UNSET:
            FIELDS["type"] = type_
        if code is not UNSET:
            FIELDS["code"] = code
        if param is not UNSET:
            FIELDS["param"] = param

        return FIELDS

    @classmethod
    def from_dict(CLS: type[T], SOURCE: Mapping[str, Any], /) -> T:
        REST = dict(SOURCE)
        message = REST.pop("message")

        type_ = REST.pop("type", UNSET)

        code = REST.pop("code", UNSET)

        param = REST.pop("param", UNSET)

        READ = CLS(
            message=message,
            type_=type_,
            code=code,
            param=param,
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
