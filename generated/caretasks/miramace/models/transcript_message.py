# Generated from specs/miramace/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Not to be edited: `make regenerate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="TranscriptMessage")


@_attrs_define
class TranscriptMessage:
    """One utterance"""

    role: str | Unset = UNSET
    """ Who spoke """
    content: str | Unset = UNSET
    """ What was said """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        role = self.role

        content = self.content

        FIELDS: dict[str, Any] = {}
        FIELDS.update(self.additional_properties)
        FIELDS.update({})
        if role is not UNSET:
            FIELDS["role"] = role
        if content is not UNSET:
            FIELDS["content"] = content

        return FIELDS

    @classmethod
    def from_dict(CLS: type[T], SOURCE: Mapping[str, Any], /) -> T:
        REST = dict(SOURCE)
        role = REST.pop("role", UNSET)

        content = REST.pop("content", UNSET)

        READ = CLS(
            role=role,
            content=content,
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
