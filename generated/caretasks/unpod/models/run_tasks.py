# Generated from specs/unpod/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Not to be edited: `make regenerate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.run_task import RunTask


T = TypeVar("T", bound="RunTasks")


@_attrs_define
class RunTasks:
    """The tasks of a run in the vendor's envelope"""

    status_code: int
    """ The HTTP status once more """
    message: str
    """ The answer in words """
    data: list[RunTask]
    """ All tasks of the run """
    count: int | Unset = UNSET
    """ How many tasks there are """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        status_code = self.status_code

        message = self.message

        data = []
        for data_item_data in self.data:
            data_item = data_item_data.to_dict()
            data.append(data_item)

        count = self.count

        FIELDS: dict[str, Any] = {}
        FIELDS.update(self.additional_properties)
        FIELDS.update(
            {
                "status_code": status_code,
                "message": message,
                "data": data,
            }
        )
        if count is not UNSET:
            FIELDS["count"] = count

        return FIELDS

    @classmethod
    def from_dict(CLS: type[T], SOURCE: Mapping[str, Any], /) -> T:
        from ..models.run_task import RunTask  # noqa: PLC0415

        REST = dict(SOURCE)
        status_code = REST.pop("status_code")

        message = REST.pop("message")

        data = []
        _data = REST.pop("data")
        for data_item_data in _data:
            data_item = RunTask.from_dict(data_item_data)

            data.append(data_item)

        count = REST.pop("count", UNSET)

        READ = CLS(
            status_code=status_code,
            message=message,
            data=data,
            count=count,
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
