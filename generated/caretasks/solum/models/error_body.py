# Generated from specs/solum/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from caretasks.client import decoding as _decoding
from caretasks.client.model import Field as _Field
from caretasks.client.model import Model as _Model
from caretasks.client.model import ModelSpec as _ModelSpec
from caretasks.client.model import define as _define

if TYPE_CHECKING:
    from ..models.error_detail import ErrorDetail


@_define(repr=False)
class ErrorBody(_Model[Any]):
    """An error"""

    detail: ErrorDetail
    """The details of an error"""

    @staticmethod
    def _spec() -> _ModelSpec:
        from ..models.error_detail import ErrorDetail

        return _ModelSpec(
            _Field("detail", _decoding.model(ErrorDetail), required="object", has_models=True),
        )
