# Generated from specs/unpod/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from caretasks.client import decoding as _decoding
from caretasks.client.model import Field as _Field
from caretasks.client.model import Model as _Model
from caretasks.client.model import ModelSpec as _ModelSpec
from caretasks.client.model import define as _define
from caretasks.client.types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.organization import Organization


@_define(repr=False)
class Organizations(_Model[Any]):
    """The organizations of a token"""

    count: int | Unset = UNSET
    """The total number of organizations, which may be greater than the number in this response"""

    status_code: int | Unset = UNSET
    """The HTTP status code"""

    message: str | Unset = UNSET
    """A message about the result"""

    data: list[Organization] | Unset = UNSET
    """The organizations"""

    @staticmethod
    def _spec() -> _ModelSpec:
        from ..models.organization import Organization

        return _ModelSpec(
            _Field("count", _decoding.integer),
            _Field("status_code", _decoding.integer),
            _Field("message", _decoding.string),
            _Field("data", _decoding.models(Organization), has_models=True),
        )
