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
class Subscriber(_Model[Any]):
    """The primary subscriber of an insurance"""

    first_name: str | Unset = UNSET
    """First name"""

    last_name: str | Unset = UNSET
    """Last name"""

    @staticmethod
    def _spec() -> _ModelSpec:

        return _ModelSpec(
            _Field("first_name", _decoding.string, sensitive=True),
            _Field("last_name", _decoding.string, sensitive=True),
            sensitive=True,
        )
