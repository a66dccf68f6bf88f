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
class PreviousVisit(_Model[Any]):
    """A previous visit"""

    purpose: str | Unset = UNSET
    """The purpose of the visit"""

    date: datetime.date | Unset = UNSET
    """The date of the visit"""

    outcome: str | Unset = UNSET
    """The outcome of the visit"""

    if TYPE_CHECKING:

        def __init__(
            self,
            purpose: str | Unset = ...,
            date: datetime.date | str | Unset = ...,
            outcome: str | Unset = ...,
            *,
            additional_properties: dict[str, Any] = ...,
        ) -> None: ...

    @staticmethod
    def _spec() -> _ModelSpec:

        return _ModelSpec(
            _Field("purpose", _decoding.string, sensitive=True),
            _Field("date", _decoding.date, parsed=True, sensitive=True),
            _Field("outcome", _decoding.string, sensitive=True),
            sensitive=True,
        )
