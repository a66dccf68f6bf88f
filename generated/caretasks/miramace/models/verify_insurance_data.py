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
    from ..models.provider import Provider
    from ..models.service import Service


@_define(repr=False)
class VerifyInsuranceData(_Model[Any]):
    """Information for verifying the coverage of a service"""

    service: Service | Unset = UNSET
    """A service of a provider"""

    provider: Provider | Unset = UNSET
    """A provider"""

    insurance: Insurance | Unset = UNSET
    """A health insurance"""

    additional_context: str | Unset = UNSET
    """Other information for the voice agent"""

    @staticmethod
    def _spec() -> _ModelSpec:
        from ..models.insurance import Insurance
        from ..models.provider import Provider
        from ..models.service import Service

        return _ModelSpec(
            _Field("service", _decoding.model(Service), sensitive=True),
            _Field("provider", _decoding.model(Provider), sensitive=True),
            _Field("insurance", _decoding.model(Insurance), sensitive=True),
            _Field("additional_context", _decoding.string, sensitive=True),
            sensitive=True,
        )
