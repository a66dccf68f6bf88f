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
    """What went wrong, in words and codes"""

    message: str
    """The error in words"""

    type_: str | Unset = UNSET
    """The kind of error"""

    code: str | Unset = UNSET
    """The error's code"""

    param: str | Unset = UNSET
    """The field that the error is about"""

    @staticmethod
    def _spec() -> _ModelSpec:
        return _ModelSpec(
            _Field("message", _decoding.string, required="string"),
            _Field("type_", _decoding.string, key="type"),
            _Field("code", _decoding.string),
            _Field("param", _decoding.string),
        )
