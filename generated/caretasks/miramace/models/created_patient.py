# Generated from specs/miramace/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from caretasks.client import decoding as _decoding
from caretasks.client.model import Field as _Field
from caretasks.client.model import Model as _Model
from caretasks.client.model import ModelSpec as _ModelSpec
from caretasks.client.model import define as _define


@_define(repr=False, init=False)
class CreatedPatient(_Model[Any]):
    """The response to creating a patient"""

    id: UUID
    """The ID of the new patient"""

    if TYPE_CHECKING:

        def __init__(
            self,
            id: UUID | str,
            *,
            additional_properties: dict[str, Any] = ...,
        ) -> None: ...

    @staticmethod
    def _spec() -> _ModelSpec:

        return _ModelSpec(
            _Field("id", _decoding.uuid, required="uuid", parsed=True, sensitive=True),
        )
