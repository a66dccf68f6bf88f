# Generated from specs/miramace/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from caretasks.client import decoding as _decoding
from caretasks.client.model import Field as _Field
from caretasks.client.model import Model as _Model
from caretasks.client.model import ModelSpec as _ModelSpec
from caretasks.client.model import define as _define
from caretasks.client.types import UNSET, Unset


@_define(repr=False, init=False)
class CaseInfo(_Model[Any]):
    """The case of a reimbursement"""

    number: str | Unset = UNSET
    """The number of the case"""

    created_at: datetime.date | Unset = UNSET
    """The day on which the case was created"""

    if TYPE_CHECKING:

        def __init__(
            self,
            number: str | Unset = ...,
            created_at: datetime.date | str | Unset = ...,
            *,
            additional_properties: dict[str, Any] = ...,
        ) -> None: ...

    @staticmethod
    def _spec() -> _ModelSpec:

        return _ModelSpec(
            _Field("number", _decoding.string, sensitive=True),
            _Field("created_at", _decoding.date, parsed=True, sensitive=True),
            sensitive=True,
        )
