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
class Service(_Model[Any]):
    """A service of a provider"""

    description: str | Unset = UNSET
    """The service"""

    cpt_codes: list[str] | Unset = UNSET
    """The CPT codes (current procedural terminology) of the service"""

    @staticmethod
    def _spec() -> _ModelSpec:

        return _ModelSpec(
            _Field("description", _decoding.string, sensitive=True),
            _Field("cpt_codes", _decoding.array(_decoding.string), sensitive=True),
            sensitive=True,
        )
