# Generated from specs/solum/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
from __future__ import annotations

from typing import Any

from caretasks.client import decoding as _decoding
from caretasks.client.model import Field as _Field
from caretasks.client.model import Model as _Model
from caretasks.client.model import ModelSpec as _ModelSpec
from caretasks.client.model import define as _define
from caretasks.client.types import UNSET, Unset


@_define(repr=False)
class ErrorDetail(_Model[Any]):
    """The details of an error"""

    message: str
    """The error message"""

    type_: str | Unset = UNSET
    """The error type"""

    code: str | Unset = UNSET
    """The error code"""

    param: str | Unset = UNSET
    """The parameter that caused the error"""

    @staticmethod
    def _spec() -> _ModelSpec:

        return _ModelSpec(
            _Field("message", _decoding.string, required="string"),
            _Field("type_", _decoding.string, key="type"),
            _Field("code", _decoding.string),
            _Field("param", _decoding.string),
        )
