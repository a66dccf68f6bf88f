# Generated from specs/unpod/openapi.yaml by openapi-python-client 0.29.1
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
class BusinessErrorBody(_Model[Any]):
    """An error in the business logic"""

    message: str
    """The error message"""

    status_code: int | Unset = UNSET
    """The HTTP status code"""

    errors: Any | Unset = UNSET
    """Details of the error; their type is not documented"""

    data: Any | Unset = UNSET
    """Not documented in an error; any value"""

    @staticmethod
    def _spec() -> _ModelSpec:

        return _ModelSpec(
            _Field("message", _decoding.string, required="string"),
            _Field("status_code", _decoding.integer),
            _Field("errors", _decoding.any_value, sensitive=True),
            _Field("data", _decoding.any_value, sensitive=True),
        )
