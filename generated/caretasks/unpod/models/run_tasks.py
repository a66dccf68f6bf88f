# Generated from specs/unpod/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Not to be edited: `make regenerate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import models as _models
from .. import reading as _reading
from .. import showing as _showing
from .. import writing as _writing
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.run_task import RunTask

_NAMES = frozenset[str](
    (
        "status_code",
        "message",
        "data",
        "count",
    )
)


@_attrs_define(repr=False)
class RunTasks:
    """The tasks of a run in the vendor's envelope"""

    status_code: int
    """ The HTTP status code """

    message: str
    """ A message about the result """

    data: list[RunTask]
    """ All tasks of the run """

    count: int | Unset = UNSET
    """ The number of tasks """

    additional_properties: dict[str, Any] = _attrs_field(kw_only=True, factory=dict[str, Any])
    """What came, or is to be sent, beside the documented fields. """

    def __repr__(self) -> str:
        return _showing.shown(
            "RunTasks",
            (
                ("status_code", _showing.scalar(self.status_code)),
                ("message", _showing.scalar(self.message)),
                ("data", _showing.parts(self.data)),
                ("count", _showing.scalar(self.count)),
                ("additional_properties", _showing.HIDDEN),
            ),
        )

    # Any: a field may be UNSET, or what came in its place, whatever its type says.
    def to_dict(self: Any) -> dict[str, Any]:
        """As JSON: what was read, or what is to be sent, with the names of the document."""
        result: dict[str, Any] = {**self.additional_properties}
        value = self.status_code
        if value is not UNSET:
            result["status_code"] = value if value.__class__ is str else _writing.written(value)
        value = self.message
        if value is not UNSET:
            result["message"] = value if value.__class__ is str else _writing.written(value)
        value = self.data
        if value is not UNSET:
            result["data"] = value if value.__class__ is str else _writing.written(value)
        value = self.count
        if value is not UNSET:
            result["count"] = value if value.__class__ is str else _writing.written(value)
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
        if "status_code" in source:
            known += 1
            read.status_code = _reading.integer(source["status_code"], drift, at, "/status_code")
        else:
            read.status_code = _reading.missing(drift, at, "/status_code", "integer")

        if "message" in source:
            known += 1
            value = source["message"]
            read.message = value if value.__class__ is str else _reading.string(value, drift, at, "/message")
        else:
            read.message = _reading.missing(drift, at, "/message", "string")

        if "data" in source:
            known += 1
            read.data = _reading.models(_models.RunTask)(source["data"], drift, at, "/data")
        else:
            read.data = _reading.missing(drift, at, "/data", "array")

        if "count" in source:
            known += 1
            read.count = _reading.integer(source["count"], drift, at, "/count")
        else:
            read.count = UNSET

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
