# Generated from specs/miramace/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
from __future__ import annotations

from typing import Any

from caretasks.client import decoding as _decoding
from caretasks.client.model import Field as _Field
from caretasks.client.model import Model as _Model
from caretasks.client.model import ModelSpec as _ModelSpec
from caretasks.client.model import define as _define


@_define(repr=False)
class Address(_Model[Any]):
    """A postal address"""

    street_name: str
    """Street and house number"""

    city: str
    """City"""

    state: str
    """State"""

    postal_code: str
    """Postal code"""

    country_code: str
    """Country code of two letters"""

    @staticmethod
    def _spec() -> _ModelSpec:

        return _ModelSpec(
            _Field("street_name", _decoding.string, required="string", sensitive=True),
            _Field("city", _decoding.string, required="string", sensitive=True),
            _Field("state", _decoding.string, required="string", sensitive=True),
            _Field("postal_code", _decoding.string, required="string", sensitive=True),
            _Field("country_code", _decoding.string, required="string", sensitive=True),
            sensitive=True,
        )
