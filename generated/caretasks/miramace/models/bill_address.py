# Generated from specs/miramace/openapi.yaml by openapi-python-client 0.29.1
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
class BillAddress(_Model[Any]):
    """The postal address of a biller"""

    street: str | Unset = UNSET
    """Street and house number"""

    city: str | Unset = UNSET
    """City"""

    state: str | Unset = UNSET
    """State"""

    zip_code: str | Unset = UNSET
    """Postal code"""

    country: str | Unset = UNSET
    """Country"""

    @staticmethod
    def _spec() -> _ModelSpec:

        return _ModelSpec(
            _Field("street", _decoding.string, sensitive=True),
            _Field("city", _decoding.string, sensitive=True),
            _Field("state", _decoding.string, sensitive=True),
            _Field("zip_code", _decoding.string, sensitive=True),
            _Field("country", _decoding.string, sensitive=True),
            sensitive=True,
        )
