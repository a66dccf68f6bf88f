# Generated from specs/miramace/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Not to be edited: `make regenerate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import reading as _reading
from .. import showing as _showing
from .. import writing as _writing
from ..types import UNSET, Unset

_NAMES = frozenset[str](
    (
        "street_name",
        "city",
        "state",
        "postal_code",
        "country_code",
    )
)


@_attrs_define(repr=False)
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

    additional_properties: dict[str, Any] = _attrs_field(kw_only=True, factory=dict[str, Any])
    """What came, or is to be sent, beside the documented fields. """

    def __repr__(self) -> str:
        return _showing.shown(
            "Address",
            (
                ("street_name", _showing.HIDDEN),
                ("city", _showing.HIDDEN),
                ("state", _showing.HIDDEN),
                ("postal_code", _showing.HIDDEN),
                ("country_code", _showing.HIDDEN),
                ("additional_properties", _showing.HIDDEN),
            ),
        )

    # Any: a field may be UNSET, or what came in its place, whatever its type says.
    def to_dict(self: Any) -> dict[str, Any]:
        """As JSON: what was read, or what is to be sent, with the names of the document."""
        result: dict[str, Any] = {**self.additional_properties}
        value = self.street_name
        if value is not UNSET:
            result["street_name"] = value if value.__class__ is str else _writing.written(value)
        value = self.city
        if value is not UNSET:
            result["city"] = value if value.__class__ is str else _writing.written(value)
        value = self.state
        if value is not UNSET:
            result["state"] = value if value.__class__ is str else _writing.written(value)
        value = self.postal_code
        if value is not UNSET:
            result["postal_code"] = value if value.__class__ is str else _writing.written(value)
        value = self.country_code
        if value is not UNSET:
            result["country_code"] = value if value.__class__ is str else _writing.written(value)
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
        if "street_name" in source:
            known += 1
            value = source["street_name"]
            read.street_name = value if value.__class__ is str else _reading.string(value, drift, at, "/street_name")
        else:
            read.street_name = UNSET

        if "city" in source:
            known += 1
            value = source["city"]
            read.city = value if value.__class__ is str else _reading.string(value, drift, at, "/city")
        else:
            read.city = UNSET

        if "state" in source:
            known += 1
            value = source["state"]
            read.state = value if value.__class__ is str else _reading.string(value, drift, at, "/state")
        else:
            read.state = UNSET

        if "postal_code" in source:
            known += 1
            value = source["postal_code"]
            read.postal_code = value if value.__class__ is str else _reading.string(value, drift, at, "/postal_code")
        else:
            read.postal_code = UNSET

        if "country_code" in source:
            known += 1
            value = source["country_code"]
            read.country_code = value if value.__class__ is str else _reading.string(value, drift, at, "/country_code")
        else:
            read.country_code = UNSET

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
