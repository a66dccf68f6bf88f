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
    from ..models.run import Run


@_define(repr=False)
class Runs(_Model[Any]):
    """The runs of a space in the vendor's envelope"""

    count: int | Unset = UNSET
    """The total number of runs, which may be greater than the number in this response"""

    status_code: int | Unset = UNSET
    """The HTTP status code"""

    message: str | Unset = UNSET
    """A message about the result"""

    data: list[Run] | Unset = UNSET
    """The runs"""

    @staticmethod
    def _spec() -> _ModelSpec:
        from ..models.run import Run

        return _ModelSpec(
            _Field("count", _decoding.integer),
            _Field("status_code", _decoding.integer),
            _Field("message", _decoding.string),
            _Field("data", _decoding.models(Run), has_models=True),
        )
