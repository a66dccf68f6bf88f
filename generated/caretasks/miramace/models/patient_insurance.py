# Generated from specs/miramace/openapi.yaml by openapi-python-client 0.29.1
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
    from ..models.insurance import Insurance


@_define(repr=False)
class PatientInsurance(_Model[Any]):
    """The insurances of a patient by kind"""

    medical: list[Insurance] | Unset = UNSET
    """Medical insurances"""

    dental: list[Insurance] | Unset = UNSET
    """Dental insurances"""

    vision: list[Insurance] | Unset = UNSET
    """Vision insurances"""

    @staticmethod
    def _spec() -> _ModelSpec:
        from ..models.insurance import Insurance

        return _ModelSpec(
            _Field("medical", _decoding.models(Insurance), sensitive=True),
            _Field("dental", _decoding.models(Insurance), sensitive=True),
            _Field("vision", _decoding.models(Insurance), sensitive=True),
            sensitive=True,
        )
