# Generated from specs/solum/openapi.yaml by openapi-python-client 0.29.1
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
        "message",
        "type",
        "code",
        "param",
    )
)


@_attrs_define(repr=False)
class ErrorDetail:
    """The details of an error"""

    message: str
    """ The error message """

    type_: str | Unset = UNSET
    """ The error type """

    code: str | Unset = UNSET
    """ The error code """

    param: str | Unset = UNSET
    """ The parameter that caused the error """

    additional_properties: dict[str, Any] = _attrs_field(kw_only=True, factory=dict[str, Any])
    """What came, or is to be sent, beside the documented fields. """

    def __repr__(self) -> str:
        return _showing.shown(
            "ErrorDetail",
            (
                ("message", _showing.scalar(self.message)),
                ("type_", _showing.scalar(self.type_)),
                ("code", _showing.scalar(self.code)),
                ("param", _showing.scalar(self.param)),
                ("additional_properties", _showing.HIDDEN),
            ),
        )

    # Any: a field may be UNSET, or what came in its place, whatever its type says.
    def to_dict(self: Any) -> dict[str, Any]:
        """As JSON: what was read, or what is to be sent, with the names of the document."""
        result: dict[str, Any] = {**self.additional_properties}
        value = self.message
        if value is not UNSET:
            result["message"] = value if value.__class__ is str else _writing.written(value)
        value = self.type_
        if value is not UNSET:
            result["type"] = value if value.__class__ is str else _writing.written(value)
        value = self.code
        if value is not UNSET:
            result["code"] = value if value.__class__ is str else _writing.written(value)
        value = self.param
        if value is not UNSET:
            result["param"] = value if value.__class__ is str else _writing.written(value)
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
        if "message" in source:
            known += 1
            value = source["message"]
            read.message = value if value.__class__ is str else _reading.string(value, drift, at, "/message")
        else:
            read.message = _reading.missing(drift, at, "/message", "string")

        if "type" in source:
            known += 1
            value = source["type"]
            read.type_ = value if value.__class__ is str else _reading.string(value, drift, at, "/type")
        else:
            read.type_ = UNSET

        if "code" in source:
            known += 1
            value = source["code"]
            read.code = value if value.__class__ is str else _reading.string(value, drift, at, "/code")
        else:
            read.code = UNSET

        if "param" in source:
            known += 1
            value = source["param"]
            read.param = value if value.__class__ is str else _reading.string(value, drift, at, "/param")
        else:
            read.param = UNSET

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
