# Generated from specs/maxcare/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Not to be edited: `make regenerate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import reading as _reading
from .. import showing as _showing
from .. import writing as _writing
from ..types import UNSET

_NAMES = frozenset[str](
    (
        "id",
        "firstName",
        "lastName",
        "displayFirstName",
        "displayLastName",
        "username",
        "roles",
        "individualNpi",
        "canFinalize",
        "canCosign",
    )
)


@_attrs_define(repr=False)
class AssignedProvider:
    """A provider to whom a task is assigned"""

    id: str
    """ The provider """

    first_name: None | str
    """ First name """

    last_name: None | str
    """ Last name """

    display_first_name: None | str
    """ First name for display """

    display_last_name: None | str
    """ Last name for display """

    username: None | str
    """ User name in the EHR """

    roles: list[str]
    """ The provider's roles """

    individual_npi: None | str
    """ The provider's individual NPI (national provider identifier) """

    can_finalize: bool
    """ Whether the provider may finalize notes, which bills them under the provider """

    can_cosign: bool
    """ Whether the provider may cosign the notes of other providers """

    additional_properties: dict[str, Any] = _attrs_field(kw_only=True, factory=dict[str, Any])
    """What came, or is to be sent, beside the documented fields. """

    def __repr__(self) -> str:
        return _showing.shown(
            "AssignedProvider",
            (
                ("id", _showing.scalar(self.id)),
                ("first_name", _showing.HIDDEN),
                ("last_name", _showing.HIDDEN),
                ("display_first_name", _showing.HIDDEN),
                ("display_last_name", _showing.HIDDEN),
                ("username", _showing.HIDDEN),
                ("roles", _showing.scalar(self.roles)),
                ("individual_npi", _showing.HIDDEN),
                ("can_finalize", _showing.scalar(self.can_finalize)),
                ("can_cosign", _showing.scalar(self.can_cosign)),
                ("additional_properties", _showing.HIDDEN),
            ),
        )

    # Any: a field may be UNSET, or what came in its place, whatever its type says.
    def to_dict(self: Any) -> dict[str, Any]:
        """As JSON: what was read, or what is to be sent, with the names of the document."""
        result: dict[str, Any] = {**self.additional_properties}
        value = self.id
        if value is not UNSET:
            result["id"] = value if value.__class__ is str else _writing.written(value)
        value = self.first_name
        if value is not UNSET:
            result["firstName"] = value if value.__class__ is str else _writing.written(value)
        value = self.last_name
        if value is not UNSET:
            result["lastName"] = value if value.__class__ is str else _writing.written(value)
        value = self.display_first_name
        if value is not UNSET:
            result["displayFirstName"] = value if value.__class__ is str else _writing.written(value)
        value = self.display_last_name
        if value is not UNSET:
            result["displayLastName"] = value if value.__class__ is str else _writing.written(value)
        value = self.username
        if value is not UNSET:
            result["username"] = value if value.__class__ is str else _writing.written(value)
        value = self.roles
        if value is not UNSET:
            result["roles"] = value if value.__class__ is str else _writing.written(value)
        value = self.individual_npi
        if value is not UNSET:
            result["individualNpi"] = value if value.__class__ is str else _writing.written(value)
        value = self.can_finalize
        if value is not UNSET:
            result["canFinalize"] = value if value.__class__ is str else _writing.written(value)
        value = self.can_cosign
        if value is not UNSET:
            result["canCosign"] = value if value.__class__ is str else _writing.written(value)
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
        if "id" in source:
            known += 1
            value = source["id"]
            read.id = value if value.__class__ is str else _reading.string(value, drift, at, "/id")
        else:
            read.id = _reading.missing(drift, at, "/id", "string")

        if "firstName" in source:
            known += 1
            value = source["firstName"]
            read.first_name = (
                value if value.__class__ is str else _reading.nullable(_reading.string)(value, drift, at, "/firstName")
            )
        else:
            read.first_name = _reading.missing(drift, at, "/firstName", "string or null")

        if "lastName" in source:
            known += 1
            value = source["lastName"]
            read.last_name = (
                value if value.__class__ is str else _reading.nullable(_reading.string)(value, drift, at, "/lastName")
            )
        else:
            read.last_name = _reading.missing(drift, at, "/lastName", "string or null")

        if "displayFirstName" in source:
            known += 1
            value = source["displayFirstName"]
            read.display_first_name = (
                value
                if value.__class__ is str
                else _reading.nullable(_reading.string)(value, drift, at, "/displayFirstName")
            )
        else:
            read.display_first_name = _reading.missing(drift, at, "/displayFirstName", "string or null")

        if "displayLastName" in source:
            known += 1
            value = source["displayLastName"]
            read.display_last_name = (
                value
                if value.__class__ is str
                else _reading.nullable(_reading.string)(value, drift, at, "/displayLastName")
            )
        else:
            read.display_last_name = _reading.missing(drift, at, "/displayLastName", "string or null")

        if "username" in source:
            known += 1
            value = source["username"]
            read.username = (
                value if value.__class__ is str else _reading.nullable(_reading.string)(value, drift, at, "/username")
            )
        else:
            read.username = _reading.missing(drift, at, "/username", "string or null")

        if "roles" in source:
            known += 1
            read.roles = _reading.array(_reading.string)(source["roles"], drift, at, "/roles")
        else:
            read.roles = _reading.missing(drift, at, "/roles", "array")

        if "individualNpi" in source:
            known += 1
            value = source["individualNpi"]
            read.individual_npi = (
                value
                if value.__class__ is str
                else _reading.nullable(_reading.string)(value, drift, at, "/individualNpi")
            )
        else:
            read.individual_npi = _reading.missing(drift, at, "/individualNpi", "string or null")

        if "canFinalize" in source:
            known += 1
            read.can_finalize = _reading.boolean(source["canFinalize"], drift, at, "/canFinalize")
        else:
            read.can_finalize = _reading.missing(drift, at, "/canFinalize", "boolean")

        if "canCosign" in source:
            known += 1
            read.can_cosign = _reading.boolean(source["canCosign"], drift, at, "/canCosign")
        else:
            read.can_cosign = _reading.missing(drift, at, "/canCosign", "boolean")

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
